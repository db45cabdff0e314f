# SPDX-License-Identifier: Apache-2.0
"""What people read of a refusal: why, what would be right, and that nothing was ordered."""

import re

from counterfoil.modules import laws
from support.network import SHARES

CALL = re.compile(r"\b[a-z]+\.[a-z_]+\b")


def transfer(quantity):
    return {
        "call": "holdings.transfer",
        "sender": "alice-1",
        "receiver": "bob-1",
        "instrument": SHARES,
        "quantity": quantity,
    }


def test_what_would_be_right_names_calls_that_there_are():
    """Every remedy ends as a sentence does, and each call in it is one of a module's."""
    told = [outcome for outcome in laws().outcomes.values() if outcome.remedy]
    assert len(told) > 30
    for outcome in told:
        assert outcome.remedy.endswith(".")
        assert set(CALL.findall(outcome.remedy)) <= set(laws().calls), outcome.name


def test_a_draft_says_how_it_becomes_active(run, run_json, trading):
    """Before anything is ordered, by a dry run and by a check; and of signatures none is lacking."""
    define = ("instruments", "define", "--instrument", "DRAFT", "--kind", "equity", "--issuer", "issuer", "--name", "D")
    run(*define, "--unit", "name=share,decimals=0", "-k", "issuer", "-n", trading)
    issue = ("holdings", "issue", "--instrument", "DRAFT", "--account", "alice-1", "--quantity", 1)
    act = (*issue, "-k", "issuer", "-k", "alice", "-n", trading, "--dry-run")
    shown = " ".join(run(*act, code=1).stdout.split())
    assert "would be rejected: instrument_not_active" in shown
    assert "DRAFT is draft" in shown and "instruments.change_status" in shown
    assert "What would happen" not in shown
    move = ("--sender", "alice-1", "--receiver", "bob-1", "--instrument", "DRAFT", "--quantity", 1)
    [reason, *_] = run_json("check", *move, "-n", trading, code=1)["reasons"]
    assert "instruments.change_status" in reason["remedy"]


def test_a_rejected_dry_run_says_of_each_signature_what_it_lacks(run, trading):
    """Nothing, where it is there: what was rejected is rejected for another reason."""
    move = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES)
    shown = run(*move, "--quantity", 10**9, "-k", "alice", "-n", trading, "--dry-run", code=1).stdout
    assert "Signatures asked for before it was rejected" in " ".join(shown.split())
    assert re.search(r"alice +its key +alice +nothing", shown)


def test_nothing_is_said_to_be_published_of_what_was_not_ordered(run, trading, write):
    """An intent that has its answer is refused; what was rejected stands in a block, and is told so."""
    calls = write("move.json", transfer(5))
    assert "Anchored and published." in run("submit", calls, "-k", "alice", "-n", trading).stdout
    again = run("submit", calls, "-k", "alice", "-n", trading, code=1).stdout
    assert "Nothing was ordered." in again and "nchored" not in again
    other = write("much.json", transfer(10**9))
    rejected = run("submit", other, "-k", "alice", "-n", trading, code=1).stdout
    assert "Anchored and published; of it rejected, with no effect: 1." in rejected
