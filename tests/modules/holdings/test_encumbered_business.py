# SPDX-License-Identifier: Apache-2.0
"""Any sequence of events over encumbered holdings: each changes exactly what it states, and everything adds up.

The ledger checks its invariants and folds all records again after every block; here every event is foretold besides.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from counterfoil.law.call import Call
from counterfoil.law.event import Act
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.queries import encumbrances_of, outstanding
from counterfoil.modules.holdings.records import (
    PART_OF,
    WHOLE,
    Encumbrance,
    EncumbranceKind,
    FreezeOrder,
    Holding,
    Part,
    Taken,
)
from counterfoil.modules.parties.records import Role
from support.ledger import DOCUMENT, Ledger
from support.order_noun import calls as o
from support.order_noun.module import MODULE

SHARE = "SHARE"
OWN = ("of-alice", "of-alice-2", "of-alice-3")
"""accounts of one holder: what is recovered goes from one to another"""
ACCOUNTS = (*OWN, "of-bob")
QUANTITIES = st.integers(1, 12)
WHERE = st.sampled_from(ACCOUNTS)
PICK = st.integers(0, 10**6)
PICKS = st.lists(st.tuples(PICK, QUANTITIES), max_size=3)
ALL_SIGN = "issuer alice bob bank keeper venue supervisor"


class EncumberedBusiness(RuleBasedStateMachine):
    """Whatever succeeds did what it says; whatever is refused did nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(besides=[MODULE])
        self.made = 0
        for name, *roles in (
            ("issuer", Role.issuer),
            ("bank", Role.operating_bank),
            ("keeper",),
            ("venue", Role.venue),
        ):
            self.ledger.party(name, *roles)
        for name in ("alice", "bob"):
            self.ledger.party(name)
        for account in ACCOUNTS:
            self.ledger.account(account, "bob" if account == "of-bob" else "alice")
        self.ledger.instrument(SHARE, "issuer")

    # What there is.

    def fresh(self) -> str:
        self.made += 1
        return f"n{self.made}"

    def there(self, account: str) -> list[Encumbrance]:
        """The active encumbrances of an account, its freezes in the order of the line."""
        line = [order.freeze for order in self.holding(account).line]
        found = encumbrances_of(self.ledger.state, account)
        return sorted(found, key=lambda one: line.index(one.encumbrance) if one.encumbrance in line else -1)

    def holding(self, account: str) -> Holding:
        return self.ledger.holding(account, SHARE)

    def one(self, account: str, kind: EncumbranceKind, pick: int) -> Encumbrance | None:
        found = [one for one in self.there(account) if one.kind is kind]
        return found[pick % len(found)] if found else None

    def submit(self, call: Call) -> bool:
        """Whether it succeeds; if not, no record is another than before."""
        before = dict(self.ledger.records.records)
        done = self.ledger.submit(call, signed_by=ALL_SIGN).outcome is MachineOutcome.ok
        assert done or self.ledger.records.records == before
        return done

    def order(self, act: Act, account: str, receiver: str | None = None) -> str:
        name = self.fresh()
        given = o.Give(order=name, authority="supervisor", act=act, account=account, receiver=receiver)
        self.ledger.do(given, signed_by="supervisor")
        return name

    # What encumbers, and what frees.

    @rule(account=WHERE, quantity=QUANTITIES)
    def issue(self, account: str, quantity: int) -> None:
        self.ledger.issue(SHARE, account, quantity, issuer="issuer")

    @rule(sender=WHERE, receiver=WHERE, quantity=QUANTITIES)
    def transfer(self, sender: str, receiver: str, quantity: int) -> None:
        enough = sender != receiver and self.holding(sender).free >= quantity
        assert self.submit(h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=quantity)) == enough

    @rule(account=WHERE, quantity=QUANTITIES, holds=st.booleans(), kept=st.booleans())
    def reserve(self, account: str, quantity: int, holds: bool, kept: bool) -> None:
        free = self.holding(account).free
        what: dict[str, Any] = {"account": account, "instrument": SHARE, "quantity": quantity}
        if holds:
            call: Call = h.Hold(hold=self.fresh(), executor="venue", expires=self.ledger.time + 10**9, **what)
        else:
            terms = {"keeper": "keeper"} if kept else {}
            call = h.Pledge(pledge=self.fresh(), pledgee="bank", enforceable_from=1, **terms, **what)
        assert self.submit(call) == (free >= quantity)

    @rule(account=WHERE, quantity=st.one_of(st.none(), QUANTITIES))
    def freeze(self, account: str, quantity: int | None) -> None:
        before = self.holding(account)
        by = {"supervisor": "supervisor", "reference": "order", "document": DOCUMENT}
        assert self.submit(h.Freeze(freeze=self.fresh(), account=account, instrument=SHARE, quantity=quantity, **by))
        after = self.holding(account)
        takes = min(before.free, quantity or WHOLE)
        assert (after.free, after.frozen) == (before.free - takes, before.frozen + takes)

    @rule(account=WHERE, pick=PICK)
    def unfreeze(self, account: str, pick: int) -> None:
        found = self.one(account, EncumbranceKind.freeze, pick)
        if found is not None:
            by = {"supervisor": "supervisor", "reference": "order", "document": DOCUMENT}
            balance = self.holding(account).balance
            assert self.submit(h.Unfreeze(freeze=found.encumbrance, **by))
            assert self.holding(account).balance == balance

    @rule(account=WHERE, pick=PICK, quantity=QUANTITIES)
    def release(self, account: str, pick: int, quantity: int) -> None:
        found = self.one(account, EncumbranceKind.pledge, pick)
        if found is not None:
            before = self.holding(account)
            fits = quantity <= found.quantity
            assert self.submit(h.ReleasePledge(pledge=found.encumbrance, quantity=quantity)) == fits
            if fits:
                assert self.holding(account).pledged == before.pledged - quantity

    @rule(account=WHERE, receiver=WHERE, pick=PICK, quantity=QUANTITIES, holds=st.booleans())
    def deliver(self, account: str, receiver: str, pick: int, quantity: int, holds: bool) -> None:
        """Execute a hold, or enforce a pledge."""
        kind = EncumbranceKind.hold if holds else EncumbranceKind.pledge
        found = self.one(account, kind, pick)
        if found is None:
            return
        before, there = self.holding(account), self.holding(receiver).balance
        fits = quantity <= found.quantity and account != receiver
        if holds:
            call: Call = h.ExecuteHold(hold=found.encumbrance, receiver=receiver, quantity=quantity)
        else:
            call = h.EnforcePledge(pledge=found.encumbrance, receiver=receiver, quantity=quantity)
        assert self.submit(call) == fits
        if fits:
            part = PART_OF[kind]
            assert getattr(self.holding(account), part) == getattr(before, part) - quantity
            assert self.holding(receiver).balance == there + quantity

    # What orders do.

    def named(self, account: str, picks: list[tuple[int, int]]) -> tuple[Taken, ...]:
        """So many units of so many encumbrances, each once; some ask for more than there is."""
        found = self.there(account)
        chosen = {found[pick % len(found)].encumbrance: quantity for pick, quantity in picks} if found else {}
        return tuple(Taken(encumbrance=name, quantity=quantity) for name, quantity in chosen.items())

    def has(self, account: str, free: int, taken: tuple[Taken, ...]) -> bool:
        """Whether the holding has all that is named, part by part."""
        holding = self.holding(account)
        line = {order.freeze: order.taken for order in holding.line}
        reserved = {one.encumbrance: line.get(one.encumbrance, one.quantity) for one in self.there(account)}
        return holding.free >= free and all(reserved[one.encumbrance] >= one.quantity for one in taken)

    def deprived(self, account: str, before: Holding, kinds: dict[str, Part], free: int, taken: Any) -> None:
        """The holding has lost exactly what was named, out of the parts in which it stood."""
        after = self.holding(account)
        for part in Part:
            lost = free if part is Part.free else sum(one.quantity for one in taken if kinds[one.encumbrance] is part)
            assert getattr(after, part) == getattr(before, part) - lost, part
        cut = {one.encumbrance: one.quantity for one in taken}
        expected = [shortened(order, cut.get(order.freeze, 0)) for order in before.line]
        assert [order for order in expected if order.ordered] == list(after.line)

    @rule(account=WHERE, receiver=WHERE, free=st.integers(0, 6), picks=PICKS)
    def force(self, account: str, receiver: str, free: int, picks: list[tuple[int, int]]) -> None:
        taken = self.named(account, picks)
        before, there = self.holding(account), self.holding(receiver)
        kinds = {one.encumbrance: PART_OF[one.kind] for one in self.there(account)}
        total = free + sum(one.quantity for one in taken)
        right = account != receiver and total > 0 and self.has(account, free, taken)
        order = self.order(Act.forces, account, receiver)
        units = {"sender": account, "receiver": receiver, "instrument": SHARE, "free": free, "taken": taken}
        assert self.submit(o.Force(order=order, **units)) == right
        if right:
            self.deprived(account, before, kinds, free, taken)
            after = self.holding(receiver)
            assert (after.held, after.pledged) == (there.held, there.pledged)
            assert after.free + after.frozen == there.free + there.frozen + total

    @rule(account=WHERE, free=st.integers(0, 6), picks=PICKS)
    def burn(self, account: str, free: int, picks: list[tuple[int, int]]) -> None:
        taken = self.named(account, picks)
        before, supply = self.holding(account), outstanding(self.ledger.state, SHARE)
        kinds = {one.encumbrance: PART_OF[one.kind] for one in self.there(account)}
        total = free + sum(one.quantity for one in taken)
        right = total > 0 and self.has(account, free, taken)
        call = o.Burn(order=self.order(Act.burns, account), account=account, instrument=SHARE, free=free, taken=taken)
        assert self.submit(call) == right
        if right:
            self.deprived(account, before, kinds, free, taken)
            assert outstanding(self.ledger.state, SHARE) == supply - total

    @rule(sender=WHERE, receiver=WHERE, left_out=st.booleans())
    def recover(self, sender: str, receiver: str, left_out: bool) -> None:
        before, there = self.holding(sender), self.holding(receiver)
        names = [one.encumbrance for one in self.there(sender)]
        named = tuple(names[1:] if left_out else names)
        waits = any(order.waits for order in there.line) and before.frozen > 0
        right = (
            len({sender, receiver}) == 2
            and {sender, receiver} <= set(OWN)
            and bool(before.balance or before.line)
            and len(named) == len(names)
            and not waits
        )
        order = self.order(Act.recovers, sender, receiver)
        units = {"sender": sender, "receiver": receiver, "instrument": SHARE, "encumbrances": named}
        assert self.submit(o.Recover(order=order, **units)) == right
        if right:
            after = self.holding(receiver)
            assert self.holding(sender).same_units(Holding(account=sender, instrument=SHARE))
            assert (after.held, after.pledged) == (there.held + before.held, there.pledged + before.pledged)
            assert after.balance == there.balance + before.balance
            assert after.frozen >= there.frozen + before.frozen
            assert [one.freeze for one in after.line] == [one.freeze for one in (*there.line, *before.line)]
            moved = [one for one in self.there(receiver) if one.encumbrance in names]
            assert sorted(one.encumbrance for one in moved) == sorted(names)

    # What is always so.

    @invariant()
    def everything_adds_up(self) -> None:
        holdings = [self.holding(account) for account in ACCOUNTS]
        assert sum(one.balance for one in holdings) == outstanding(self.ledger.state, SHARE)
        for holding in holdings:
            parts = [getattr(holding, part) for part in Part]
            assert min(parts) >= 0 and sum(parts) == holding.balance
            found = self.there(holding.account)
            for kind in (EncumbranceKind.hold, EncumbranceKind.pledge):
                reserved = sum(one.quantity for one in found if one.kind is kind)
                assert getattr(holding, PART_OF[kind]) == reserved
            freezes = [(one.encumbrance, one.quantity) for one in found if one.kind is EncumbranceKind.freeze]
            assert freezes == [(order.freeze, order.ordered) for order in holding.line]
            assert holding.frozen == sum(order.taken for order in holding.line)
            waiting = [order.waits for order in holding.line]
            first = waiting.index(True) if True in waiting else len(waiting)
            assert not any(order.taken for order in holding.line[first + 1 :])
            assert first == len(waiting) or holding.free == 0


def shortened(order: FreezeOrder, quantity: int) -> FreezeOrder:
    """A freeze after so many of its units were taken; a whole one stays whole."""
    ordered = order.ordered if order.ordered == WHOLE else order.ordered - quantity
    return FreezeOrder(freeze=order.freeze, ordered=ordered, taken=order.taken - quantity)  # type: ignore[arg-type]


EncumberedBusiness.TestCase.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
TestEncumberedBusiness = EncumberedBusiness.TestCase
