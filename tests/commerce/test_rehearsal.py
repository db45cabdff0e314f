# SPDX-License-Identifier: Apache-2.0
"""A rehearsal tells what becomes of calls and who must consent, and leaves nothing behind."""

import pytest
from msgspec.structs import replace

from counterfoil.commerce.rehearsal import AskingContext, Rehearsal, rehearse
from counterfoil.commerce.state import State
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.records import Control
from counterfoil.modules.protocol.records import RULES, RULES_KEY, active_features
from support.laws_walk import Walk
from support.ledger import BLOCK_MS, CHAIN, Ledger
from support.market import build_market
from support.programs import programs

STEPS = 250


def rehearsal(ledger: Ledger, *calls: Call, by: tuple[str, ...] = ()) -> Rehearsal:
    """Of the next block."""
    state = State(ledger.records)
    rules = state.read(RULES, RULES_KEY)
    assert rules is not None
    height, time = ledger.height + 1, ledger.time + BLOCK_MS

    def begin() -> AskingContext:
        machine = ledger.machine
        return AskingContext(CHAIN, height, time, State(ledger.records), **machine.rules, programs=programs())

    return rehearse(ledger.machine, begin, calls, by, frozenset(active_features(rules, height)))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_rehearsed_is_what_happens(seed: int) -> None:
    """With the consent of all that it names, the transaction has the outcome, the call and the events it foretold."""
    ledger = build_market(checked=False)
    walk = Walk(ledger, seed)
    committed = 0
    for _ in range(STEPS):
        transaction = walk.transaction()
        few = tuple(transaction.by[: walk.random.randrange(2)])
        before = ledger.digest()
        told = rehearsal(ledger, *transaction.calls, by=few)
        assert ledger.digest() == before
        by = tuple(sorted({*few, *told.missing}))
        # Whoever was asked first and turned out not to be needed is named by nobody, and does not sign.
        named = [policy for party, policy in told.policies.items() if party in by]
        signers = frozenset(keyid for policy in named for keyid in policy.keyids)
        already = len(ledger.events)
        (answer,) = ledger.block(replace(transaction, by=by, signers=signers))
        if set(told.unable) & set(by):
            assert answer.outcome is MachineOutcome.incomplete
            continue
        assert (answer.outcome, answer.call) == (told.result.code, told.result.call)
        if answer.outcome is MachineOutcome.ok:
            committed += 1
            happened = [event.type for event in ledger.decoded_events(already)]
            assert [event.type for event in told.events] == happened
    assert committed > STEPS / 10


def test_whose_consent_a_transfer_lacks() -> None:
    """The sender and the receiver are asked for; with one of them there, only the other is missing."""
    ledger = build_market(checked=False)
    for name in ("ann", "ben"):
        ledger.party(name)
        ledger.account(f"{name}-1", name, incoming=Control.holder)
    ledger.issue("SHARE", "ann-1", 5, issuer="issuer ann")
    call = Transfer(sender="ann-1", receiver="ben-1", instrument="SHARE", quantity=1)
    assert list(rehearsal(ledger, call).missing) == ["ann", "ben"]
    told = rehearsal(ledger, call, by=("ben",))
    assert (list(told.missing), list(told.needed)) == (["ann"], ["ann", "ben"])


def test_who_cannot_consent_is_named() -> None:
    """Somebody unknown, or without keys, can be added to no transaction."""
    told = rehearsal(
        build_market(checked=False), Transfer(sender="a", receiver="b", instrument="c", quantity=1), by=("ghost",)
    )
    assert list(told.unable) == ["ghost"]
