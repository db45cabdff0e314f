# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract``: what stops its author is said with what goes on from there."""

import pytest

from counterfoil.cli.contract import LIBRARY
from counterfoil.node.contracts.library import library
from support.contract_commands import brought

THERE = ("--by", "alice", "--key", "alice", "--network")
DEPLOY = ("contract", "deploy", "box", "--arg", "instrument=SSE.600000")


def test_the_account_of_a_contract_can_have_been_opened_by_somebody_else(run, run_json, trading, tmp_path):
    """Whoever opens `of-box` first keeps nobody from deploying a box: the error says what does."""
    brought(run, trading, tmp_path / "box", "deploy")
    squat = ("parties", "open-account", "--account", "of-box", "--holder", "bob", "--outgoing", "holder")
    run(*squat, "--incoming", "nobody", "--key", "bob", "--network", trading)
    told = run(*DEPLOY, "--folder", tmp_path / "box", *THERE, trading, code=2).output
    assert "the account of-box is bob's already" in told and "--account of-box-2" in told
    run(*DEPLOY, "--folder", tmp_path / "box", "--account", "of-box-2", *THERE, trading)
    assert run_json("contract", "list", "--network", trading)["contracts"][0]["account"] == "of-box-2"


def test_a_contract_that_is_deployed_is_no_matter_of_its_account(run, trading, tmp_path):
    """Its own account is there, and that is not what is wrong."""
    brought(run, trading, tmp_path / "box", "call")
    assert "contract_deployed" in run(*DEPLOY, "--folder", tmp_path / "box", *THERE, trading, code=1).output


def test_code_that_is_not_approved_is_told_with_who_still_must(run, trading, tmp_path):
    """Before the last approval, by name too."""
    brought(run, trading, tmp_path / "box", "approve")
    told = run(*DEPLOY, "--code", "box", *THERE, trading, code=2).output
    assert "and not yet by 1 of bank and a supervisor" in told
    assert "counterfoil contract approve" in told
    run("contract", "approve", tmp_path / "box", "--by", "bank", "--reference", "read", "--key", "bank", "-n", trading)
    assert "and not yet by a supervisor" in run(*DEPLOY, "--code", "box", *THERE, trading, code=2).output


def test_who_proposes_code_is_told_its_hash_and_who_goes_on_by_which_command(run, run_json, trading, tmp_path):
    """Whoever was told nothing had to look for the hash, and for the reviewers; the commands do as they stand."""
    brought(run, trading, tmp_path / "box", "propose")
    there = ("--network", trading)
    told = run("contract", "propose", tmp_path / "box", "--by", "alice", "--key", "alice", *there).output
    code = run_json("contract", "check", tmp_path / "box")["code"]
    assert code in told and "1 of bank and a supervisor" in told
    read, approve = (line.removeprefix("Next: counterfoil ") for line in told.splitlines() if "Next: " in line)
    assert read == f"contract source {code} --out read-box"
    assert approve == "contract approve read-box --by PARTY --reference TEXT --key KEY"
    run(*read.replace("read-box", str(tmp_path / "read-box")).split(), *there)
    said = approve.replace("read-box", str(tmp_path / "read-box")).replace("TEXT", "read")
    first = run_json(*said.replace("PARTY", "bank").replace("KEY", "bank").split(), *there)
    (review,) = first["transactions"][0]["reviews"]
    assert (review["status"], review["approved_by"], review["lacks"]) == ("proposed", ["bank"], ["a supervisor"])
    last = run(*said.replace("PARTY", "supervisor").replace("KEY", "supervisor").split(), *there).output
    assert "cleared" in last and f"deploy CONTRACT --code {code} --arg instrument=VALUE" in last


def test_code_that_nobody_can_approve_is_said_to_be_so(run, trading, tmp_path):
    """Where no policy says who reviews: what makes one is told."""
    brought(run, trading, tmp_path / "box", "new")
    told = run("contract", "propose", tmp_path / "box", "--by", "alice", "--key", "alice", "-n", trading).output
    assert "waits for    a policy that says who reviews" in told and "counterfoil contracts set-reviews" in told


@pytest.mark.parametrize("text", ["40%", "1.5", "1e3", "ten", "1,000", "7d"])
def test_what_is_no_number_is_not_taken_for_a_time(run, trading, tmp_path, text):
    """`--arg n=40%` where an int is due says so: that and what was typed."""
    brought(run, trading, tmp_path / "box", "call")
    call = ("contract", "call", "box", "take_out", "--arg", "to=alice-1", "--arg", f"quantity={text}")
    told = run(*call, *THERE, trading, code=2).output
    assert f"{text!r} is no int" in told and "a whole number, or a time such as +7d" in told
    assert "--arg quantity" in told


def test_arguments_of_a_call_that_is_written_as_json_are_json(run, run_json, trading, tmp_path, write):
    """`"arguments": {…}` is what everybody writes; the text that it stands as on the ledger is taken too."""
    brought(run, trading, tmp_path / "box", "call")
    asked = {"call": "contracts.call", "contract": "box", "function": "take_out", "by": ["alice"]}
    for number, arguments in enumerate([{"to": "alice-1", "quantity": 1}, '{"quantity":1,"to":"alice-1"}']):
        file = write(f"call-{number}.json", asked | {"arguments": arguments})
        run("sign", file, "-n", trading, "--key", "alice", "-o", tmp_path / f"{number}.json")
        run("submit", tmp_path / f"{number}.json", "-n", trading)
    assert run_json("contract", "list", "--network", trading)["contracts"][0]["holds"] == {"SSE.600000": 28}
    file = write("none.json", [asked | {"arguments": {"to": 0.5}}])
    told = run("sign", file, "-n", trading, "--key", "alice", "-o", tmp_path / "none", code=2).output
    assert "$[0].arguments.to" in told
    inside = {"call": "contracts.call", "contract": "box", "function": "of", "by": ["alice"], "arguments": ["alice"]}
    file = write("list.json", [inside])
    assert "not_arguments" in run("submit", file, "-n", trading, "--key", "alice", "--dry-run", code=1).output


def test_what_a_contract_holds_is_listed_in_units(run, trading, tmp_path):
    """As everywhere else: 850.00 and not 85000 of an instrument with two decimals."""
    brought(run, trading, tmp_path / "box", "deploy")
    arguments = ("contract", "deploy", "till", "--arg", "instrument=CNY", "--folder", tmp_path / "box")
    run(*arguments, *THERE, trading)
    send = ("holdings", "transfer", "--sender", "bob-1", "--receiver", "of-till", "--instrument", "CNY")
    run(*send, "--quantity", "85050", "--key", "bob", "--network", trading)
    assert "850.50 CNY" in run("contract", "list", "--network", trading).output


def test_who_does_not_review_is_told_who_does(run, trading, tmp_path):
    """Bob is no reviewer, and bank is."""
    brought(run, trading, tmp_path / "box", "approve")
    approve = ("contract", "approve", tmp_path / "box", "--by", "bob", "--reference", "read", "--key", "bob")
    assert "bob; the reviewers are bank" in run(*approve, "-n", trading, code=1).output


def test_who_resumes_is_told_apart_from_what_he_lacks(run, trading, tmp_path):
    """A party called supervisor, who paused it, and the role of that name."""
    brought(run, trading, tmp_path / "box", "call")
    for verb, by, code in (("pause", "supervisor", 0), ("resume", "bob", 1)):
        told = run("contract", verb, "box", "--by", by, "--reason", "r", "--key", by, "-n", trading, code=code).output
    assert "bob: the party supervisor, who began this, or another supervisor" in told


def test_who_resumes_or_opens_what_is_over_is_told_that_it_is(run, trading, tmp_path):
    """A contract that is retired is not paused either: what it is, is said."""
    brought(run, trading, tmp_path / "box", "pause")
    over = ("--by", "alice", "--reason", "over", "--key", "alice", "-n", trading)
    assert "(box is live)" in run("contract", "resume", "box", *over, code=1).output
    run("contract", "retire", "box", *over)
    for verb, given in (("resume", over), ("open", over[4:]), ("retire", over)):
        assert "(box is retired)" in run("contract", verb, "box", *given, code=1).output


def test_a_stranger_is_told_first_who_may_retire(run, run_json, trading, tmp_path):
    """Before what would have to leave the account: he could bring that about, and it would help him nothing."""
    brought(run, trading, tmp_path / "box", "call")
    retire = ("contract", "retire", "box", "--reason", "over", "--key", "bob", "-n", trading)
    told = run(*retire, code=1).output
    assert "signatures are missing: alice (key alice); the keys given sign for bob alone" in " ".join(told.split())
    assert told.index("signatures are missing") < told.index("holds_units")
    facts = run_json(*retire, code=1)["transactions"][0]
    assert facts["lacking"].startswith("signatures are missing: alice") and facts["outcome"] == "holds_units"
    own = run(*retire[:-4], "--key", "alice", "-n", trading, code=1).output
    assert "holds_units" in own and "signatures are missing" not in own


def test_a_key_that_a_manifest_has_not_is_told_with_those_that_there_are(run, tmp_path):
    """All of them at once, and which was meant."""
    run("contract", "new", tmp_path / "box")
    manifest = tmp_path / "box" / "contract.toml"
    manifest.write_text(manifest.read_text().replace("licence", "license").replace("summary", "author"))
    told = " ".join(run("contract", "check", tmp_path / "box", code=2).output.split())
    assert "no key 'license' (did you mean licence?)" in told and "no key 'author'" in told
    assert "licence is missing" in told
    assert "it has name, title, licence, upgrades, dialect, source, and may have summary, roles, tests" in told


def test_the_library_is_listed_in_help(run):
    """All of it, as it stands."""
    assert LIBRARY.split(", ") == list(library())
    assert "escrow, hash_lock," in " ".join(run("contract", "new", "--help").output.split())


@pytest.mark.parametrize("typed", ["yes", "no", "in favour", "Against"])
def test_a_ballot_is_read_as_people_vote(run, trading, typed):
    """`--ballot yes` is in favour; what is none is told with those that there are."""
    vote = ("governance", "vote", "--motion", "m", "--member", "alice", "--key", "alice", "-n", trading, "--ballot")
    assert "unknown_motion" in run(*vote, typed, code=1).output
    assert "'abstein' (in_favour, against, abstain)" in run(*vote, "abstein", code=2).output
