# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract`` by people who did not write the contract: a reviewer, a firm's signatory, a newcomer."""

import pytest

from counterfoil.commerce.ledger import Ledger
from support.contract_commands import brought, newer

THERE = ("--by", "alice", "--key", "alice", "--network")


def test_a_reviewer_is_told_what_a_folder_out_of_a_chain_lacks(run, run_json, trading, tmp_path):
    """No chain has the roles or the tests: `check` says what it could not check, and `test` where they would be."""
    brought(run, trading, tmp_path / "box", "approve")
    mine = tmp_path / "mine"
    told = " ".join(run("contract", "source", "box", "-o", mine, "-n", trading).output.split())
    assert "the hash alone is on the chain, alice has them" in told
    assert "alice proposed it" in (mine / "contract.toml").read_text()
    checked = run_json("contract", "check", mine)
    roles, tests = checked["not_checked"]
    assert "whether each role has a say" in roles and "no chain has them" in tests
    assert "not checked" in run("contract", "check", mine).output
    told = run("contract", "test", mine, code=2).output
    assert "none travel on a chain, which has their hash alone" in told and "test_*.py" in told
    manifest = mine / "contract.toml"
    manifest.write_text(manifest.read_text() + "roles = []\n")
    (mine / "test_contract.py").write_text((tmp_path / "box" / "test_contract.py").read_text())
    assert run_json("contract", "check", mine)["not_checked"] == []


def test_a_name_that_several_versions_have_is_told_with_who_runs_which(run, run_json, trading, tmp_path):
    """A contract's name means the code that it runs; to others of its name it is told what to type."""
    box, there = tmp_path / "box", ("--network", trading)
    brought(run, trading, box, "pause")
    first = run_json("contract", "check", box)["code"]
    newer(run, trading, box)
    second = run_json("contract", "check", box)["code"]
    told = run_json("contract", "source", "box", "-o", tmp_path / "a", *there)
    assert (told["code"], told["runs_as"], told["others"]) == (first, "box (version 1)", [second])
    assert second in " ".join(run("contract", "source", "box", "-o", tmp_path / "b", *there).output.split())
    run("contract", "retire", "box", "--reason", "over", "--by", "alice", "--key", "alice", *there)
    told = run("contract", "source", "box", "-o", tmp_path / "c", *there, code=2).output
    assert "2 codes are called 'box'" in told and "name one by its hash" in told
    assert f"{first} by alice" in told and "run by box (version 1, retired)" in told
    assert f"{second} by alice" in told and "no contract runs it" in told
    assert run_json("contract", "source", second, "-o", tmp_path / "d", *there)["code"] == second


def test_who_signs_for_a_firm_says_so_wherever_a_contract_is_ordered(run, run_json, trading, tmp_path):
    """`--by firm` with two of its keys: in the firm's name alone, and in no person's whose keys they are as well."""
    brought(run, trading, tmp_path / "box", "deploy")
    firm = ("parties", "register", "--party", "firm", "--registrar", "depository", "--kind", "organisation")
    run(*firm, "--name", "Firm", "--keys", "2 of alice, bob", "--key", "depository", "--network", trading)
    both = ("--key", "alice", "--key", "bob", "--network", trading)
    deploy = ("contract", "deploy", "box", "--folder", tmp_path / "box", "--arg", "instrument=SSE.600000")
    run(*deploy, "--trial", "alice", "--by", "firm", *both)
    newer(run, trading, tmp_path / "box")
    for number, order in enumerate(
        (("open", "box"), ("upgrade", "box", "--folder", tmp_path / "box"), ("retire", "box", "--reason", "over"))
    ):
        told = run("contract", *order, "--by", "firm", "--key", "alice", "--network", trading, code=2).output
        assert "signatures are missing: firm (key bob)" in told
        signed = tmp_path / f"{number}.json"
        assert run_json("contract", *order, "--by", "firm", *both, "--out", signed)["by"] == ["firm"]
        run("contract", *order, "--by", "firm", *both)


def test_who_signs_for_a_firm_says_so_by_the_commands_of_calls_too(run, run_json, trading, tmp_path):
    """`contracts open | upgrade | retire` have no field for the one whose keys sign: `--by` says it all the same."""
    brought(run, trading, tmp_path / "box", "deploy")
    firm = ("parties", "register", "--party", "firm", "--registrar", "depository", "--kind", "organisation")
    run(*firm, "--name", "Firm", "--keys", "2 of alice, bob", "--key", "depository", "--network", trading)
    both = ("--key", "alice", "--key", "bob", "--network", trading)
    deploy = ("contract", "deploy", "box", "--folder", tmp_path / "box", "--arg", "instrument=SSE.600000")
    run(*deploy, "--trial", "alice", "--by", "firm", *both)
    newer(run, trading, tmp_path / "box")
    of_the_box = ("--contract", "box", "--by", "firm")
    for number, order in enumerate(
        (("open",), ("upgrade", "--code", tmp_path / "box"), ("retire", "--reason", "over"))
    ):
        signed = tmp_path / f"{number}.json"
        assert run_json("contracts", *order, *of_the_box, *both, "--out", signed)["by"] == ["firm"]
        run("contracts", *order, *of_the_box, *both)
    told = run("contracts", "open", "--contract", "box", "--by", "firmm", *both, code=2).output
    assert "--by: there is no party 'firmm' on this chain (did you mean firm?)" in told


def test_it_is_said_why_the_keys_that_were_given_are_not_enough(run, trading, tmp_path):
    """They are of somebody else: told of whom, and of whom they would have to be."""
    brought(run, trading, tmp_path / "box", "pause")
    retire = ("contract", "retire", "box", "--reason", "over", "--key", "bob", "--network", trading)
    told = run(*retire, code=2).output
    assert "signatures are missing: alice (key alice); the keys given sign for bob alone" in told
    told = run(*retire, "--by", "alice", code=2).output
    assert "the key bob signs for none of those whose consent is needed" in told
    told = run(*retire, "--key", "bank", "--by", "alice", code=2).output
    assert "the keys bob and bank sign for none of those whose consent is needed" in told


@pytest.mark.parametrize(
    "order",
    [
        ("call", "box", "take_out", "--arg", "to=alice-1", "--arg", "quantity=1", "--by", "alicia"),
        ("pause", "box", "--reason", "r", "--by", "alicia"),
        ("retire", "box", "--reason", "r", "--by", "alicia"),
        ("read", "box", "of", "--arg", "party=alice", "--by", "alicia"),
        ("trace", "box", "of", "--arg", "party=alice", "--by", "alicia"),
    ],
    ids=lambda order: order[0],
)
def test_nobody_acts_by_a_party_that_is_not_there(run, trading, tmp_path, order):
    """`--by alicia`: there is no such party, and alice was meant; not that her authority is lacking."""
    brought(run, trading, tmp_path / "box", "call")
    key = () if order[0] in ("read", "trace") else ("--key", "alice")
    told = run("contract", *order, *key, "--network", trading, code=2).output
    assert "--by: there is no party 'alicia' on this chain (did you mean alice?)" in told


def test_nor_does_a_file_of_calls(run, trading, write, tmp_path):
    """Before it is signed, by whichever command has the chain; what only names a party is told as the ledger does."""
    roles = {"call": "parties.assign_roles", "party": "bank", "registrar": "depositry", "roles": ["issuer"]}
    file = write("roles.json", roles)
    other = write("other.json", roles | {"registrar": "depository"})
    signing = ("sign", file, "-o", tmp_path / "s.json")
    submitting = (("submit", file), ("submit", file, "--by", "bankk"), ("submit", other, file))
    for command in (signing, (*signing, "--by", "depository"), *submitting, ("submit", file, "--by", "depository")):
        told = run(*command, "--key", "depository", "--network", trading, code=2).output
        assert "there is no party" in told and "did you mean" in told
    assert "did you mean bank?" in run("check", file, "--by", "bankk", "-n", trading, code=2).output
    file = write("named.json", roles | {"registrar": "depository", "party": "bankk"})
    told = run("submit", file, "--key", "depository", "--network", trading, "--dry-run", code=1).output
    assert "unknown_party" in told and "did you mean bank?" in told
    assert "did you mean bank?" in run("show", "party", "bankk", "--network", trading, code=2).output


def test_a_file_of_calls_is_rehearsed_once(run, trading, write, monkeypatch):
    """With `--dry-run` too, and so are the calls of an act."""
    times = []
    rehearse = Ledger.rehearse
    monkeypatch.setattr(Ledger, "rehearse", lambda *given, **more: times.append(1) or rehearse(*given, **more))
    move = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": "SSE.600000"}
    file = write("move.json", move | {"quantity": 1})
    signed = ("--key", "alice", "--network", trading)
    act = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", "SSE.600000")
    for command in (("submit", file), (*act, "--quantity", "1")):
        for more in (("--dry-run",), ()):
            times.clear()
            run(*command, *signed, *more)
            assert len(times) == 1, (command, more)


def test_a_party_that_a_file_registers_is_heard_from_the_next_on(run, trading, write, tmp_path):
    """It is told so at its own field, not that there is none; of two files of one command the second may name it."""
    first = {"call": "parties.register", "party": "newone", "registrar": "depository", "kind": "organisation"}
    second = {"call": "parties.open_account", "account": "newone-1", "holder": "newone", "outgoing": "holder"}
    both, then = write("both.json", [first | {"name": "New One"}, second]), write("then.json", second)
    there = ("--key", "depository", "--network", trading)
    for command in (("sign", both, "-o", tmp_path / "s.json"), ("submit", both), ("submit", both, "--by", "newone")):
        told = " ".join(run(*command, *there, code=2).output.split())
        assert "party 'newone' is registered in this transaction" in told and "case-sensitive" not in told
        assert "it consents in the next one" in told
    named = ("--by", "newone", *there)
    assert "there is no party 'newone'" in run("submit", then, *named, code=2).output
    register = ("parties", "register", "--party", "newone", "--registrar", "depository", "--kind", "organisation")
    run(*register, "--name", "New One", "--keys", "depository", "--out", tmp_path / "first.json", *there)
    run("submit", tmp_path / "first.json", then, *named)


BAD = {
    "assign_role": ('[{"call": "parties.assign_role"}]', "did you mean parties.assign_roles? calls of parties: "),
    "isuer": (
        '[{"call": "parties.assign_roles", "party": "bank", "registrar": "bank", "roles": ["isuer"]}]',
        "did you mean issuer? one of registrar, supervisor",
    ),
    "regstrar": (
        '[{"call": "parties.assign_roles", "party": "bank", "regstrar": "bank", "roles": []}]',
        "did you mean registrar? it has party, registrar, roles",
    ),
    "missing": ('[{"call": "parties.assign_roles", "party": "bank"}]', "it has party, registrar, roles"),
}


@pytest.mark.parametrize("name", BAD)
def test_calls_that_are_not_read_are_told_with_what_was_meant(run, trading, write, name):
    """Of a motion as of any file: the place, the near name, and the names that there are."""
    text, right = BAD[name]
    file = write("calls.txt", text)
    propose = ("governance", "propose", "--motion", "m", "--by", "alice", "--title", "T", "--document", file)
    told = run(*propose, "--calls", f"@{file}", "--key", "alice", "-n", trading, code=2).output
    assert "--calls, $[0]" in told and right in told
    assert right in run("sign", file, "--key", "alice", "-n", trading, code=2).output


def test_a_trace_says_what_was_asked_and_answered(run, run_json, trading, tmp_path):
    """With the lines, and what is refused too; of times in a program's own words the time is told."""
    brought(run, trading, tmp_path / "box", "call", more='\n\ndef late(until: int):\n    """Late."""\n    ' + LATE)
    there = ("--by", "alice", "--network", trading)
    told = run_json("contract", "trace", "box", "take_out", "--arg", "to=alice-1", "--arg", "quantity=1", *there)
    asked = [(one["line"], one["name"], one["arguments"], one["answer"]) for one in told["asked"]]
    assert asked == [
        (None, "caller", [], "alice"),
        (20, "get", ["of.alice", 0], 30),
        (None, "put", ["of.alice", 29], None),
        (26, "get", ["instrument"], "SSE.600000"),
        (None, "pay", ["alice-1", "SSE.600000", 1], None),
    ]
    viewed = run_json("contract", "trace", "box", "of", "--arg", "party=alice", *there)
    asked = [(one["line"], one["name"], one["arguments"], one["answer"]) for one in viewed["asked"]]
    assert asked == [(31, "get", ["of.alice", 0], 30)] and viewed["asked_left_out"] == 0
    late = ("contract", "trace", "box", "late", "--arg", "until=1796579311441", *there)
    told = run(*late, code=1).output
    assert "What it asked and was told" in told
    assert "not before 1796579311441 (as a time 2026-12-06T17:48:31.441Z)" in told


def test_a_trace_says_how_much_that_was_asked_is_left_out(run, run_json, trading, tmp_path):
    """Of what asks six hundred times the first five hundred are told."""
    more = (
        '\n\ndef often():\n    """View: often."""\n    for one in range(600):\n        get("none", one)\n    return 0\n'
    )
    brought(run, trading, tmp_path / "box", "call", more=more)
    often = ("contract", "trace", "box", "often", "--by", "alice", "--network", trading)
    told = run_json(*often)
    assert len(told["asked"]) == 500 and told["asked_left_out"] == 100
    assert told["asked"][-1]["arguments"] == ["none", 499] and all(one["answered"] for one in told["asked"])
    assert "… 100 more are left out …" in run(*often).output


LATE = 'require(now() >= until + 10000000000000, "not before " + str(until))\n'


def test_the_source_of_code_is_pointed_to(run, trading, tmp_path):
    """A record shows no source as it was written."""
    brought(run, trading, tmp_path / "box", "approve")
    code = run("show", "records", "contracts/code", "--network", trading).output
    assert "counterfoil contract source CODE --out FOLDER" in code


def test_help_says_how_people_vote(run):
    """`yes` and `no` are taken, and said to be."""
    told = " ".join(run("governance", "vote", "--help").output.split())
    assert "in_favour, against, abstain; also yes (in_favour), for (in_favour), no (against)" in told
