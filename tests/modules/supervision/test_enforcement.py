# SPDX-License-Identifier: Apache-2.0
"""Freezes in the order of their orders, seizures, destruction and recovery: each as far as its order goes."""

from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, SUPPLIES, Taken
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import PARTIES, Control
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import OrderStatus
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import OrderKind as Kind
from support.ledger import Ledger, policy_of
from support.market import freeze as direct_freeze
from support.refused_reservations import unfreeze
from support.supervised import UNTIL, give, in_vain, power, powers, set_policy, trading

ALICES = {"account": "of-alice", "instrument": "SHARE"}
ABOVE = tuple(
    power(one.kind, "court", "ministry", orders_only=True) if one.kind is Kind.thaw else one for one in powers()
)
"""Where the ministry may give orders to thaw, too."""


@pytest.fixture
def ledger() -> Ledger:
    return trading()


def outcome(ledger: Ledger, *calls: Any, signed_by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def frozen(ledger: Ledger, order: str, quantity: int | None, authority: str = "court", **more: Any) -> None:
    """A freeze of Alice's shares, given and carried out."""
    given = give(order, Kind.freeze, authority, **ALICES, quantity=quantity, **more)
    ledger.do(given, c.Freeze(order=order, by=authority), signed_by=authority)


def thaw(ledger: Ledger, order: str, freeze: str, authority: str = "court") -> Outcome:
    """An order that a freeze ends, given and carried out in one transaction."""
    given = give(order, Kind.thaw, authority, **ALICES, freeze=freeze)
    return outcome(ledger, given, c.Thaw(order=order, by=authority), signed_by=authority)


def seizure(ledger: Ledger, order: str = "s", quantity: int = 40) -> None:
    """A seizure by the court, with the clerk, that waits to be carried out."""
    ledger.do(
        give(order, Kind.seize, "court", "clerk", **ALICES, quantity=quantity, receiver="state"),
        signed_by="court clerk",
    )


def seize(order: str = "s", free: int = 0, by: str = "court", **taken: int) -> c.Seize:
    named = tuple(Taken(encumbrance=f"supervision/{name}", quantity=units) for name, units in taken.items())
    return c.Seize(order=order, by=by, free=free, taken=named)


def parts(ledger: Ledger, account: str = "of-alice") -> tuple[int, int, int, int]:
    found = ledger.holding(account, "SHARE")
    return found.free, found.held, found.pledged, found.frozen


def line(ledger: Ledger, account: str = "of-alice") -> list[tuple[str, int]]:
    return [(one.freeze, one.taken) for one in ledger.holding(account, "SHARE").line]


def status(ledger: Ledger, name: str) -> OrderStatus:
    found = queries.order(ledger.state, name)
    assert found is not None
    return found.status


def test_freezes_stand_in_line_in_the_order_of_their_orders(ledger: Ledger) -> None:
    """Who is ordered later is not carried out first, whoever is quicker; what has expired holds nobody up."""
    for order, authority in (("first", "court"), ("second", "police"), ("third", "court")):
        ledger.do(give(order, Kind.freeze, authority, **ALICES, quantity=70), signed_by=authority)
    assert outcome(ledger, c.Freeze(order="second", by="police"), signed_by="police") is Refusal.freeze_out_of_turn
    ledger.do(
        c.Freeze(order="first", by="court"), c.Freeze(order="second", by="registrar"), signed_by="court registrar"
    )
    ledger.do(c.Freeze(order="third", by="court"), signed_by="court")
    assert line(ledger) == [("supervision/first", 70), ("supervision/second", 30), ("supervision/third", 0)]


def test_an_order_that_ended_holds_up_nobody(ledger: Ledger) -> None:
    """Lifted, or over."""
    ledger.do(give("lifted", Kind.freeze, **ALICES, quantity=1), signed_by="court")
    ledger.do(give("over", Kind.freeze, **ALICES, quantity=1, expires=ledger.time + 5_000), signed_by="court")
    ledger.do(give("other", Kind.freeze, account="of-alice", instrument="CNY", quantity=1), signed_by="court")
    ledger.do(give("last", Kind.freeze, **ALICES, quantity=1), signed_by="court")
    ledger.do(c.Lift(order="lifted", by="court"), signed_by="court")
    ledger.wait(10_000)
    ledger.do(c.Freeze(order="last", by="court"), signed_by="court")
    assert line(ledger) == [("supervision/last", 1)]


def test_a_whole_freeze_takes_what_comes(ledger: Ledger) -> None:
    """No quantity: all there is, and all that arrives."""
    frozen(ledger, "all", None)
    assert parts(ledger) == (0, 0, 0, 100)
    ledger.issue("SHARE", "of-alice", 7, issuer="issuer")
    assert parts(ledger) == (0, 0, 0, 107)


def test_a_thaw_by_somebody_with_no_say_is_refused(ledger: Ledger) -> None:
    """By another authority, by a role alone, by a stranger who carries it out; a superior's is good."""
    frozen(ledger, "f", 10)
    assert thaw(ledger, "t", "supervision/f", "police") is Refusal.no_say
    direct = unfreeze("supervision/f")
    assert outcome(ledger, direct, signed_by="supervisor") is HoldingsOutcome.frozen_by_order
    ledger.do(give("t", Kind.thaw, **ALICES, freeze="supervision/f"), signed_by="court")
    assert outcome(ledger, c.Thaw(order="t", by="alice"), signed_by="alice").name == "role_missing"
    ledger.do(set_policy(second="ministry", powers=ABOVE), signed_by="supervisor ministry")
    assert thaw(ledger, "above", "supervision/f", "ministry") is MachineOutcome.ok
    assert parts(ledger) == (100, 0, 0, 0)
    assert (status(ledger, "f"), status(ledger, "above")) == (OrderStatus.lifted, OrderStatus.carried_out)


def test_a_thaw_ends_the_freeze_that_it_names(ledger: Ledger) -> None:
    """Not one of another account, and not one that is over."""
    frozen(ledger, "f", 10)
    elsewhere = give("t", Kind.thaw, account="of-bob", instrument="SHARE", freeze="supervision/f")
    with in_vain(ledger):
        assert outcome(ledger, elsewhere, c.Thaw(order="t", by="court"), signed_by="court") is Refusal.beyond_order
    assert thaw(ledger, "u", "supervision/f") is MachineOutcome.ok
    assert thaw(ledger, "v", "supervision/f") is HoldingsOutcome.unknown_encumbrance


def test_what_a_role_froze_before_the_policy_an_order_thaws() -> None:
    """By the supervisor who froze, if the policy lets it, or a superior; directly no more, under orders only."""
    ledger = trading(powers=tuple(one for one in ABOVE if one.kind is not Kind.freeze))
    ledger.do(direct_freeze("old", account="of-alice"), signed_by="supervisor")
    assert outcome(ledger, unfreeze("old"), signed_by="supervisor") is Refusal.orders_only
    assert thaw(ledger, "t", "old", "court") is Refusal.no_say
    assert thaw(ledger, "u", "old", "ministry") is MachineOutcome.ok
    ledger.do(set_policy(second="ministry"), signed_by="supervisor ministry")
    assert outcome(ledger, direct_freeze("new", account="of-alice"), signed_by="supervisor") is Refusal.orders_only


def test_a_freeze_runs_out(ledger: Ledger) -> None:
    """Anybody closes it when its time is over, and not before; the next in line takes what is free."""
    frozen(ledger, "short", 80, expires=ledger.time + 60_000)
    frozen(ledger, "long", 50)
    assert line(ledger) == [("supervision/short", 80), ("supervision/long", 20)]
    assert outcome(ledger, c.Expire(order="short"), signed_by="bob") is Refusal.order_not_expired
    ledger.wait(60_000)
    ledger.do(c.Expire(order="short"), signed_by="bob")
    assert (parts(ledger), line(ledger)) == ((50, 0, 0, 50), [("supervision/long", 50)])
    assert status(ledger, "short") is OrderStatus.expired


def test_a_seizure_of_more_than_ordered_is_refused(ledger: Ledger) -> None:
    """At once or in parts; and an order that was carried out is not executed twice."""
    seizure(ledger)
    assert outcome(ledger, seize(free=41), signed_by="court") is Refusal.beyond_order
    ledger.do(seize(free=25), signed_by="court")
    assert outcome(ledger, seize(free=16), signed_by="court") is Refusal.beyond_order
    ledger.do(seize(free=15, by="registrar"), signed_by="registrar")
    assert status(ledger, "s") is OrderStatus.carried_out
    assert outcome(ledger, seize(free=1), signed_by="court") is Refusal.order_not_in_force
    assert (parts(ledger), parts(ledger, "state")) == ((60, 0, 0, 0), (40, 0, 0, 0))


def test_a_seizure_takes_frozen_units_that_it_names(ledger: Ledger) -> None:
    """Never by itself: free ones, and as many of a freeze as are named, which orders so much less."""
    frozen(ledger, "f", 90)
    seizure(ledger)
    assert outcome(ledger, seize(free=11), signed_by="court") is HoldingsOutcome.insufficient_free_quantity
    ledger.do(seize(free=10, f=30), signed_by="court")
    assert parts(ledger) == (0, 0, 0, 60)
    encumbrance = ledger.state.read(ENCUMBRANCES, "supervision/f")
    assert encumbrance is not None and encumbrance.quantity == 60


def test_seizures_of_one_transaction_happen_all_or_none(ledger: Ledger) -> None:
    """From two holders, each under an order of its own: one unit too many from the second, and the first keeps all."""
    seizure(ledger)
    of_bob = {"account": "of-bob", "instrument": "SHARE", "quantity": 10, "receiver": "state"}
    ledger.do(give("t", Kind.seize, "court", "clerk", **of_bob), signed_by="court clerk")
    too_much = (seize(free=40), seize("t", free=11))
    assert outcome(ledger, *too_much, signed_by="court") is Refusal.beyond_order
    assert (parts(ledger), parts(ledger, "state")) == ((100, 0, 0, 0), (0, 0, 0, 0))
    ledger.do(seize(free=40), seize("t", free=10), signed_by="court")
    assert [parts(ledger, one)[0] for one in ("of-alice", "of-bob", "state")] == [60, 40, 50]


def test_nobody_seizes_what_another_authority_froze_first(ledger: Ledger) -> None:
    """Who froze first comes first: the court does not take out of the police's freeze, a superior may."""
    frozen(ledger, "f", 90, "police")
    seizure(ledger)
    assert outcome(ledger, seize(free=10, f=30), signed_by="court") is Refusal.no_say
    assert outcome(ledger, seize(free=10), signed_by="court") is MachineOutcome.ok


def test_a_freeze_that_a_seizure_used_up_runs_out_quietly(ledger: Ledger) -> None:
    """There is nothing to thaw, and the order is closed all the same."""
    frozen(ledger, "f", 40)
    seizure(ledger)
    ledger.do(seize(f=40), signed_by="court")
    ledger.wait(UNTIL - ledger.time)
    ledger.do(c.Expire(order="f"), signed_by="bob")
    assert status(ledger, "f") is OrderStatus.expired


def test_what_is_destroyed_is_outstanding_no_longer(ledger: Ledger) -> None:
    """As far as the order goes, in steps or at once."""
    ledger.do(give("b", Kind.burn, "court", "clerk", **ALICES, quantity=30), signed_by="court clerk")
    assert outcome(ledger, c.Burn(order="b", by="court", free=31), signed_by="court") is Refusal.beyond_order
    ledger.do(c.Burn(order="b", by="court", free=10), c.Burn(order="b", by="court", free=20), signed_by="court")
    supply = ledger.state.read(SUPPLIES, "SHARE")
    assert supply is not None and supply.outstanding == 120
    assert outcome(ledger, c.Burn(order="b", by="court", free=1), signed_by="court") is Refusal.order_not_in_force


def recovery(ledger: Ledger, named: str = "r", **more: Any) -> None:
    scope = {"account": "of-alice", "receiver": "new-of-alice"} | more
    ledger.do(give(named, Kind.recover, "court", "clerk", **scope), signed_by="court clerk")


def recover(*holdings: tuple[str, tuple[str, ...]]) -> c.Recover:
    named = tuple(c.RecoveredHolding(instrument=one, encumbrances=names) for one, names in holdings)
    return c.Recover(order="r", by="court", holdings=named)


def test_an_account_is_recovered_after_the_keys_were_lost(ledger: Ledger) -> None:
    """New keys, a new account of the same holder, and everything held, pledged and frozen arrives as it was."""
    expires = ledger.time + 10**6
    ledger.do(
        h.Hold(hold="h", **ALICES, quantity=20, executor="bank", expires=expires),
        h.Pledge(pledge="p", **ALICES, quantity=15, pledgee="bank"),
        signed_by="alice",
    )
    frozen(ledger, "f", 70)
    ledger.do(h.Transfer(sender="of-bob", receiver="of-alice", instrument="CNY", quantity=9), signed_by="bob")
    before = (parts(ledger), line(ledger))
    recovery(ledger, keys=policy_of("alice-2"))
    shares = ("SHARE", ("h", "p", "supervision/f"))
    assert outcome(ledger, recover(shares, ("CNY", ())), signed_by="court") is Refusal.keys_first
    ledger.do(c.RenewKeys(order="r", registrar="registrar"), signed_by="registrar")
    again = c.RenewKeys(order="r", registrar="registrar")
    assert outcome(ledger, again, signed_by="registrar") is Refusal.keys_first
    alice = ledger.state.read(PARTIES, "alice")
    assert alice is not None and alice.keys == policy_of("alice-2")
    opened = OpenAccount(account="new-of-alice", holder="alice", outgoing=Control.holder)
    assert ledger.block(ledger.transaction(opened, signed_by="alice-2", by="alice"))[0].outcome is MachineOutcome.ok
    partly = outcome(ledger, recover(shares), signed_by="court")
    assert partly is HoldingsOutcome.recovery_not_whole
    ledger.do(recover(shares, ("CNY", ())), signed_by="court")
    assert (parts(ledger, "new-of-alice"), line(ledger, "new-of-alice")) == before
    assert parts(ledger) == (0, 0, 0, 0)
    for subject in ("parties/account/of-alice", "parties/account/new-of-alice", "parties/party/alice"):
        assert queries.file(ledger.state, subject) is not None
    ledger.wait(UNTIL - ledger.time)
    ledger.do(c.Expire(order="f"), signed_by="bob")
    assert parts(ledger, "new-of-alice") == (65, 20, 15, 0)


def test_a_recovery_to_an_account_of_somebody_else_is_refused(ledger: Ledger) -> None:
    """Whatever the order says; where such an order was given no keys are renewed for it: nobody is locked out."""
    with in_vain(ledger):
        recovery(ledger, receiver="of-bob")
        recovery(ledger, "k", receiver="of-bob", keys=policy_of("alice-2"))
    refused = outcome(ledger, recover(("SHARE", ())), signed_by="court")
    assert refused is HoldingsOutcome.recovery_to_another
    renewed = outcome(ledger, c.RenewKeys(order="k", registrar="registrar"), signed_by="registrar")
    assert renewed is HoldingsOutcome.recovery_to_another


@pytest.mark.parametrize("call", [c.Freeze, c.Thaw, c.Suspend, c.Resume, c.SetLimit])
def test_no_order_serves_for_another_act(ledger: Ledger, call: Any) -> None:
    """A seizure neither freezes nor suspends."""
    seizure(ledger)
    assert outcome(ledger, call(order="s", by="court"), signed_by="court") is Refusal.order_of_another_kind
