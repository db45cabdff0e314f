# SPDX-License-Identifier: Apache-2.0
"""Motions as people type them: calls of contracts in them, files without ``@``, and what is said of them."""

import time

import pytest

PROPOSE = ("governance", "propose", "--motion", "m", "--by", "alice", "--title", "T", "--key", "alice", "--document")
CALL = {"call": "contracts.call", "contract": "box", "function": "take_out", "by": ["bank"]}
ROLES = {"call": "parties.assign_roles", "party": "bob", "registrar": "council", "roles": ["issuer"]}


def proposed(run_json, network, file, calls) -> list[dict]:
    """Why calls would not be moved, for want of a charter, after they were read."""
    told = run_json(*PROPOSE, file, "--calls", calls, "--dry-run", "-n", network, code=1)
    return told["transactions"][0]["outcome"]


@pytest.mark.parametrize(
    "arguments", [{"to": "alice-1", "quantity": 1}, '{ "to": "alice-1",  "quantity": 1 }', '{"quantity":1,"to":"a"}']
)
def test_arguments_of_a_call_in_a_motion_are_json_or_any_text_of_it(run_json, trading, write, arguments):
    """`arguments` as an object was `Expected str, got object`: now it is read, as whatever else is wrong says."""
    file = write("calls.json", [ROLES, CALL | {"arguments": arguments}])
    assert proposed(run_json, trading, file, f"@{file}") == "no_charter"
    assert proposed(run_json, trading, file, file.read_text()) == "no_charter"


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (CALL | {"arguments": {"quantity": 1.5}}, "$[1].arguments.quantity (call 2, contracts.call)"),
        (CALL | {"arguments": '{"quantity": 1.5}'}, "$[1].arguments.quantity (call 2, contracts.call)"),
        (CALL | {"arguments": "{}", "by": "bank"}, "$[1].by (call 2, contracts.call)"),
    ],
)
def test_a_complaint_about_calls_names_which(run, trading, write, second, told):
    """By its number, as people count, and by its name."""
    file = write("calls.json", [ROLES, second])
    assert told in " ".join(run(*PROPOSE, file, "--calls", f"@{file}", "-n", trading, code=2).output.split())


def test_a_text_that_is_no_json_is_for_the_law_to_judge(run_json, trading, write):
    """It reaches the ledger as it is."""
    file = write("calls.json", [CALL | {"arguments": "{no"}])
    assert proposed(run_json, trading, file, f"@{file}") == "no_charter"


@pytest.mark.parametrize("option", ["--calls", "--articles"])
def test_a_file_that_is_named_without_its_mark_is_told_how(run, trading, write, tmp_path, monkeypatch, option):
    """`--calls m2.json` is no JSON, and is a file: `--calls @m2.json`."""
    write("m2.json", [ROLES])
    monkeypatch.chdir(tmp_path)
    adopt = ("governance", "adopt", "--council", "council", "--name", "C", "--registrars", "depository", "--supervisor")
    command = (*PROPOSE, "m2.json") if option == "--calls" else (*adopt, "supervisor", "--key", "depository")
    told = run(*command, option, "m2.json", "-n", trading, code=2).output
    assert f"{option}: m2.json is a file" in told and f"{option} @m2.json" in told and "Expecting value" not in told
    missing = run(*command, option, "m3.json", "-n", trading, code=2).output
    assert "is a file" not in missing


DAY_NS = 86_400 * 10**9
ARTICLES = (
    "members=[party=alice,power=60],members=[party=bank,power=40],ordinary_ppm=50.0001%,grave_ppm=66.6667%,debate_ms=1,"
    "voting_ms=1d,delay_ms=1d,lapse_ms=30d,veto=no_decision,veto_ms=0,emergency_ppm=30%,pause_ms=1d,admitters=1,applications_only=no"
)
ADOPT = ("governance", "adopt", "--council", "council", "--name", "C", "--registrars", "depository", "--articles")
SIGNING = ("--key", "depository", "--key", "supervisor", "--key", "alice", "--key", "bank")


@pytest.fixture
def governed(run, trading):
    """With a charter: Alice alone has more than half of the power, and not two thirds."""
    run(*ADOPT, ARTICLES, "--supervisor", "supervisor", *SIGNING, "-n", trading)
    return trading


@pytest.fixture
def wait(monkeypatch):
    """Put the clock on by days."""
    right, ahead = time.time_ns, [0]
    monkeypatch.setattr(time, "time_ns", lambda: right() + ahead[0])

    def wait(days):
        ahead[0] += days * DAY_NS

    return wait


def moved(run, network, write, motion, *calls, voters=("alice",)):
    """A motion, with votes in favour."""
    file = write(f"{motion}.json", list(calls))
    said = ("--title", "T", "--document", file, "--calls", f"@{file}", "--key", "alice", "-n", network)
    told = run("governance", "propose", "--motion", motion, "--by", "alice", *said)
    for one in voters:
        vote = ("governance", "vote", "--motion", motion, "--member", one, "--ballot", "yes", "--key", one)
        run(*vote, "-n", network)
    return " ".join(told.output.split())


def test_the_warning_of_a_motion_says_which_call_would_be_refused(run, governed, write):
    """`if it were decided now …` of two calls: by number and name."""
    told = moved(run, governed, write, "m", ROLES, ROLES | {"party": "bobb"})
    assert "its calls would be refused: unknown_party: call 2, parties.assign_roles: " in told


def test_closing_a_motion_says_how_it_ended_with_the_votes(run, run_json, governed, write, wait):
    """`governance close` printed `Done.`; `due` says which motions it closed and carried out."""
    pause = {"call": "governance.settle_pause", "council": "council", "noun": "settlement"}
    for motion, calls in {"m": pause, "n": ROLES, "o": pause}.items():
        moved(run, governed, write, motion, calls)
    wait(2)
    close = ("governance", "close", "--key", "bob", "--accept-clock", "-n", governed, "--motion")
    assert "Motion m: passed, with 60 of 100 in favour, 51 needed; against 0, abstained 0." in run(*close, "m").output
    (told,) = run_json(*close, "n")["transactions"]
    (decision,) = told["decisions"]
    assert (decision["motion"], decision["status"], decision["in_favour"]) == ("n", "voted_down", 60)
    wait(2)
    due = run("due", "--key", "bob", "--accept-clock", "-n", governed).output
    assert "Motion o: passed, with 60 of 100 in favour" in due


def test_only_who_has_not_consented_is_named(run, run_json, governed):
    """The supervisor signed: it is the council alone that does not consent, and JSON says that it does by decision."""
    review = ("contracts", "set-reviews", "--reviewers", "bank", "--quorum", "1", "--by", "council", "--supervisor")
    command = (*review, "supervisor", "--reference", "r", "--key", "supervisor", "-n", governed)
    told = " ".join(run(*command, code=1).output.split())
    assert "(council)" in told and "council and supervisor" not in told
    (facts,) = run_json(*command, code=1)["transactions"]
    decides = {one["party"]: (one["needs"], one["by_decision"]) for one in facts["signatures"]}
    assert decides == {"supervisor": (1, False), "council": (0, True)} and not facts["complete"]


def test_a_member_that_is_not_there_is_looked_for_where_it_was_typed(run, trading):
    """`members=[party=alic…]` was `--by: there is no party`, an option that nobody gave."""
    wrong = ARTICLES.replace("party=alice", "party=alic")
    told = run(*ADOPT, wrong, "--supervisor", "supervisor", *SIGNING, "-n", trading, code=2).output
    assert "--articles: there is no party 'alic' on this chain (did you mean alice?)" in " ".join(told.split())


def test_a_statement_of_an_account_that_is_not_there_says_so(run, trading, tmp_path):
    """And not that the chain has no `holdings/book/of-deel`."""
    asked = ("evidence", "export", "--claim", "statement", "--account", "of-deel", "--from", "2026-01-01T00:00:00Z")
    told = run(*asked, "-o", tmp_path / "s.zip", "-n", trading, code=2).output
    assert "--account: there is no account 'of-deel'" in told and "holdings/book" not in told


def test_code_under_a_charter_is_told_to_wait_for_a_motion(run, governed, write, wait, tmp_path):
    """`contracts set-reviews` fails there: the council sets the policy by a motion, and approves by one."""
    there = ("--by", "bob", "--key", "bob", "--accept-clock", "-n", governed)
    run("contract", "new", tmp_path / "box")
    told = " ".join(run("contract", "propose", tmp_path / "box", *there).output.split())
    assert "the council sets one by a motion (counterfoil governance propose)" in told and "set-reviews" not in told
    policy = {"call": "contracts.set_reviews", "by": "council", "reviewers": ["council"], "quorum": 1}
    moved(run, governed, write, "m", policy | {"supervised": False, "reference": "r"}, voters=("alice", "bank"))
    for _ in range(2):
        wait(2)
        run("due", "--key", "bob", "--accept-clock", "-n", governed)
    run("contract", "new", tmp_path / "bond", "--from", "escrow")
    told = " ".join(run("contract", "propose", tmp_path / "bond", *there).output.split())
    assert "1 of council" in told
    assert "Next: counterfoil governance propose, with contracts.approve by council and this code" in told


def test_the_key_of_a_party_whose_file_is_not_here_is_not_to_be_made_anew(run, trading, write):
    """`keys new bank` would make another key, under the name of the one in force."""
    file, there = trading / "keys" / "bank.key", ("--key", "bank", "-n", trading)
    file.rename(trading / "bank-elsewhere.key")
    opened = ("parties", "open-account", "--account", "b-2", "--holder", "bank", "--outgoing", "holder")
    calls = write("c.json", {"call": "parties.open_account", "account": "b-2", "holder": "bank"})
    for command in ((*opened, "--incoming", "nobody"), ("submit", calls), ("due",)):
        told = " ".join(run(*command, *there, code=None).output.split())
        assert "there is no key 'bank'" in told and "bank's key in force is " in told and "keys new" not in told
        assert "a new key is another key" in told
    told = run(*opened, "--incoming", "nobody", "--key", "bonk", "-n", trading, code=None).output
    assert "counterfoil keys new bonk makes it" in " ".join(told.split())
