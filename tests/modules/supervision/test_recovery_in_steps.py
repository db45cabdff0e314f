# SPDX-License-Identifier: Apache-2.0
"""A recovery of more holdings than one step takes: where it stopped it goes on, and nothing else moves meanwhile."""

from functools import cache
from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.queries import holdings_of
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.calls import ENCUMBRANCES_MAX, HOLDINGS_MAX
from counterfoil.modules.supervision.order import OrderStatus
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.modules.supervision.seized import Victim
from support.ledger import Ledger, policy_of
from support.supervised import UNTIL, give, trading

DUST = tuple(f"DUST-{number:02}" for number in range(HOLDINGS_MAX + 1))


@pytest.fixture
def ledger() -> Ledger:
    """A ledger of its own for each test."""
    return dusty().twin()


@cache
def dusty() -> Ledger:
    """Somebody sent Alice a unit of each of more instruments than a step takes; she lost her keys."""
    ledger = trading()
    for name in DUST:
        ledger.instrument(name, "issuer")
        ledger.issue(name, "of-alice", 1, issuer="issuer")
    ledger.issue(DUST[0], "of-bob", 9, issuer="issuer")
    order(ledger, keys=policy_of("alice-2"))
    ledger.do(c.RenewKeys(order="r", registrar="registrar"), signed_by="registrar")
    return ledger


def order(ledger: Ledger, name: str = "r", **more: Any) -> None:
    """An order of the court and the clerk that her account is recovered."""
    scope = {"account": "of-alice", "receiver": "second-of-alice"} | more
    ledger.do(give(name, Kind.recover, "court", "clerk", **scope), signed_by="court clerk")


def step(*instruments: str, more: bool = False, order: str = "r") -> c.Recover:
    named = tuple(c.RecoveredHolding(instrument=name) for name in instruments)
    return c.Recover(order=order, by="court", holdings=named, more=more)


def outcome(ledger: Ledger, *calls: Any, signed_by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def held(ledger: Ledger, account: str) -> int:
    """How many instruments it holds."""
    return sum(one.balance > 0 for one in holdings_of(ledger.state, account))


def status(ledger: Ledger, name: str = "r") -> OrderStatus:
    found = queries.order(ledger.state, name)
    assert found is not None
    return found.status


def move(sender: str, receiver: str, instrument: str = DUST[0]) -> h.Transfer:
    return h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=1)


def test_sixty_five_holdings_hinder_no_recovery(ledger: Ledger) -> None:
    """In two steps; the order is carried out with the last, and each is a line in the files."""
    assert outcome(ledger, step(*DUST[:HOLDINGS_MAX]), signed_by="court") is HoldingsOutcome.recovery_not_whole
    ledger.do(step(*DUST[:HOLDINGS_MAX], more=True), signed_by="court")
    assert (status(ledger), held(ledger, "of-alice")) == (OrderStatus.in_force, 2)
    ledger.do(step("SHARE", DUST[-1]), signed_by="court")
    assert (held(ledger, "of-alice"), held(ledger, "second-of-alice")) == (0, len(DUST) + 1)
    assert status(ledger) is OrderStatus.carried_out
    for subject, lines in (("of-alice", 4), ("second-of-alice", 2)):
        file = queries.file(ledger.state, f"parties/account/{subject}")
        assert file is not None and file.lines == lines


def test_nothing_else_moves_between_the_steps(ledger: Ledger) -> None:
    """No old key and no new one takes out what is left, nobody brings in more dust; its other account is free."""
    ledger.do(step("SHARE", more=True), signed_by="court")
    refused: tuple[tuple[Any, str], ...] = (
        (move("of-alice", "of-bob"), "alice-2"),
        (move("of-bob", "of-alice"), "bob"),
        (h.Issue(instrument=DUST[1], account="of-alice", quantity=1), "issuer"),
        (h.Redeem(instrument=DUST[1], account="of-alice", quantity=1), "issuer"),
        (h.Pledge(pledge="p", account="of-alice", instrument=DUST[1], quantity=1, pledgee="bank"), "alice-2"),
    )
    for call, signer in refused:
        names = f"{signer} alice-2" if signer != "alice-2" else signer
        by = ("alice", signer) if signer != "alice-2" else ("alice",)
        answer = ledger.submit(call, signed_by=names, by=by)
        assert answer.outcome is Refusal.under_recovery, call
    ledger.do(move("second-of-alice", "of-bob", "SHARE"), signed_by="alice-2", by="alice")


def test_the_old_keys_have_no_force_from_the_first_step(ledger: Ledger) -> None:
    """Also where the order renews none, as when the holder has its keys and lost the account's custodian."""
    ledger.do(c.Lift(order="r", by="court"), signed_by="court")
    order(ledger, "again")
    ledger.do(step("SHARE", more=True, order="again"), signed_by="court")
    assert ledger.submit(move("of-alice", "of-bob"), signed_by="alice", by="alice").events is None
    moved = ledger.submit(move("of-alice", "of-bob"), signed_by="alice-2", by="alice")
    assert moved.outcome is Refusal.under_recovery


def test_a_second_recovery_does_not_open_an_account_that_is_half_recovered(ledger: Ledger) -> None:
    """Neither its step nor its end: what the first began stays closed until the first is over; then the second goes."""
    order(ledger, "short", expires=ledger.time + 60_000)
    order(ledger, "other")
    ledger.do(step("SHARE", more=True), signed_by="court")
    for more in (True, False):
        second = outcome(ledger, step(*DUST[:1], more=more, order="short"), signed_by="court")
        assert second is Refusal.under_recovery
    ledger.wait(60_000)
    ledger.do(c.Expire(order="short"), signed_by="bob")
    assert ledger.submit(move("of-alice", "of-bob"), signed_by="alice-2", by="alice").outcome is Refusal.under_recovery
    ledger.do(c.Lift(order="r", by="court"), signed_by="court")
    ledger.do(step(*DUST[:HOLDINGS_MAX], more=True, order="other"), signed_by="court")
    ledger.do(step(DUST[-1], order="other"), signed_by="court")
    assert (held(ledger, "of-alice"), held(ledger, "second-of-alice")) == (0, len(DUST) + 1)


def test_a_recovery_goes_on_where_it_stopped(ledger: Ledger) -> None:
    """Lifted in between, the account is its holder's again, with what is left; another order moves the rest."""
    ledger.do(step("SHARE", more=True), signed_by="court")
    ledger.do(c.Lift(order="r", by="court"), signed_by="court")
    ledger.do(move("of-alice", "of-bob"), signed_by="alice-2 bob", by="alice bob")
    order(ledger, "rest")
    ledger.do(step(*DUST[1:33], more=True, order="rest"), signed_by="court")
    ledger.do(step(*DUST[33:], order="rest"), signed_by="court")
    assert (held(ledger, "of-alice"), status(ledger, "rest")) == (0, OrderStatus.carried_out)
    ledger.do(move("of-bob", "of-alice"), signed_by="bob alice-2", by="bob alice")


def test_a_recovery_whose_time_is_over_holds_the_account_no_longer(ledger: Ledger) -> None:
    """Once anybody has closed it; until then nothing moves, and no further step is taken."""
    order(ledger, "short", expires=ledger.time + 60_000)
    ledger.do(step("SHARE", more=True, order="short"), signed_by="court")
    ledger.wait(60_000)
    assert outcome(ledger, step(*DUST[:9], more=True, order="short"), signed_by="court") is Refusal.order_expired
    ledger.do(c.Expire(order="short"), signed_by="bob")
    ledger.do(move("of-alice", "of-bob"), signed_by="alice-2 bob", by="alice bob")


def test_the_last_step_may_be_empty_if_one_came_before(ledger: Ledger) -> None:
    """Who did not know that nothing was left closes it so; nothing at all is no recovery."""
    assert outcome(ledger, step(), signed_by="court") is HoldingsOutcome.nothing_moved
    ledger.do(step("SHARE", more=True), step(*DUST[:64], more=True), step(DUST[64], more=True), signed_by="court")
    assert outcome(ledger, step(more=True), signed_by="court") is HoldingsOutcome.nothing_moved
    assert outcome(ledger, step(), signed_by="court") is MachineOutcome.ok
    assert status(ledger) is OrderStatus.carried_out


def test_more_holds_than_a_step_names_are_taken_and_given_back(ledger: Ledger) -> None:
    """Who has the old keys splits a holding into more holds than a recovery moves: a seizure in steps, and a return."""
    count = ENCUMBRANCES_MAX + 1
    ledger.issue("SHARE", "of-alice", count - 100, issuer="issuer")
    what = {"account": "of-alice", "instrument": "SHARE", "quantity": 1}
    holds = [h.Hold(hold=f"h{n}", executor="bank", expires=UNTIL * 2, **what) for n in range(count)]
    ledger.do(*holds, signed_by="alice-2", by="alice")
    seizure = give("s", Kind.seize, "court", "clerk", **what | {"quantity": count, "receiver": "state"})
    taken = tuple(Taken(encumbrance=f"h{n}", quantity=1) for n in range(count))
    steps = [
        c.Seize(order="s", by="court", taken=part) for part in (taken[:ENCUMBRANCES_MAX], taken[ENCUMBRANCES_MAX:])
    ]
    ledger.do(seizure, *steps, signed_by="court clerk")
    victims = (Victim(account="second-of-alice", claim=count),)
    back = give("b", Kind.give_back, "court", "clerk", seizure="s", instrument="SHARE", quantity=count, victims=victims)
    ledger.do(back, c.Return(order="b", by="court"), signed_by="court clerk")
    assert ledger.holding("second-of-alice", "SHARE").free == count
    assert ledger.holding("of-alice", "SHARE").balance == 0
