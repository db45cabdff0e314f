# SPDX-License-Identifier: Apache-2.0
"""Events of payment: what is provided for, what each lot is paid, and what becomes of a voucher that is not."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import together
from counterfoil.modules.receivables.claim_events import claimed
from counterfoil.modules.receivables.claim_records import Claim
from counterfoil.modules.receivables.events import VoucherEvent, all_of, both_sides, less_used
from counterfoil.modules.receivables.lots import LOTS, Lot, LotStatus, Owing, Payee
from counterfoil.modules.receivables.records import (
    LINES,
    ROOTS,
    STANDINGS,
    IssuerStanding,
    Line,
    Root,
    RootStatus,
)
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
)

_LOTS: Changes[Lot] = Changes(LOTS)
_ROOTS: Changes[Root] = Changes(ROOTS)
_LINES: Changes[Line] = Changes(LINES)
_STANDINGS: Changes[IssuerStanding] = Changes(STANDINGS)
LATE = frozenset({RootStatus.overdue, RootStatus.defaulted})


class Provided(VoucherEvent, frozen=True):
    """The payment of a voucher is provided for, whole or in part."""

    type: ClassVar[str] = "receivables.provided"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    root: str
    issuer: PartyId
    account: AccountId
    cash: InstrumentId
    quota: PositiveMoney
    amount: PositiveMoney
    """what is new of it"""
    needed: NaturalMoney
    """at most, penalties included"""
    paid_out_of: RecordPath | None
    """the hold, without an end, in which it is kept"""
    set_aside_on: DayNumber | None
    """the day, where it is the whole"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(root: Root) -> Root:
            return replace(
                root,
                quota=self.quota,
                rounds=(*root.rounds, self.amount),
                paid_out_of=self.paid_out_of,
                provided_on=self.set_aside_on,
            )

        yield _ROOTS.change(fold, self.root)


class LeavingEvent(VoucherEvent, frozen=True):
    """What those share by which a lot ends, so that so much less of its voucher is out."""

    lot: InstrumentId
    root: str
    programme: str
    issuer: PartyId
    cash: InstrumentId
    value: PositiveMoney
    closes: bool
    """it was the last that was out"""
    late: bool
    """its voucher was overdue"""


class Paid(LeavingEvent, frozen=True):
    """A lot is paid what is provided for it; with ``final`` that was the whole, and its unit goes."""

    type: ClassVar[str] = "receivables.paid"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    account: AccountId
    principal: NaturalMoney
    penalty: NaturalMoney
    before: NaturalMoney
    """what had been paid of it in part"""
    final: bool
    day: DayNumber
    fen_days: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(lot: Lot) -> Lot:
            owing = Owing(account=self.account, by=lot.payee.by, amount=Quantity(self.principal + self.penalty))
            after = replace(
                lot,
                owing=owing,
                paid=Quantity(lot.paid + self.principal),
                paid_on=self.day,
                fen_days=self.fen_days,
                said_by=lot.payee.by,
            )
            return replace(after, status=LotStatus.redeemed) if self.final else after

        yield _LOTS.change(fold, self.lot)
        if self.final:
            yield from _left(self, paid=True, in_part=self.before)
        else:
            more = self.principal
            yield _ROOTS.change(lambda root: replace(root, paid_in_part=Quantity(root.paid_in_part + more)), self.root)


class LotCancelled(LeavingEvent, frozen=True):
    """Issuer and holder end a lot unpaid: its trade is void."""

    type: ClassVar[str] = "receivables.lot_cancelled"
    account: AccountId
    in_part: NaturalMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        by = all_of(consents)
        yield _LOTS.replace(self.lot, status=LotStatus.cancelled, said_by=by, payee=Payee(account=self.account, by=by))
        yield from _left(self, paid=False, in_part=self.in_part)

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account), self.issuer)


class LotBurned(FollowingEvent, frozen=True):
    """A lot's unit was burned by an order: so much less of its voucher is out."""

    type: ClassVar[str] = "receivables.lot_burned"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    lot: InstrumentId
    root: str
    programme: str
    issuer: PartyId
    cash: InstrumentId
    value: PositiveMoney
    closes: bool
    late: bool
    in_part: NaturalMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LOTS.replace(self.lot, status=LotStatus.burned, offer=None)
        yield from _left(self, paid=False, in_part=self.in_part)


class Indemnified(VoucherEvent, frozen=True):
    """Whoever was asked to pay a lot instead of its issuer did, and has the lot."""

    type: ClassVar[str] = "receivables.indemnified"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    lot: InstrumentId
    by: PartyId
    holder: AccountId
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney
    paid_to: PartyId
    """who has the holder's account"""
    claim: Claim | None
    """the holder's place among those who financed the lot, if it had one: it is the payer's now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        payee = Payee(account=self.account, by=all_of(consents))

        def fold(lot: Lot) -> Lot:
            # Whoever passed it on asks those before. A guarantor has what the creditor had against the debtor (Civil
            # Code, article 700), and no recourse to others who stand for it.
            before = lot.passed_on[: lot.passed_on.index(self.by)] if self.by in lot.passed_on else ()
            owing = Owing(account=self.holder, by=lot.payee.by, amount=self.amount)
            return replace(lot, payee=payee, said_by=payee.by, owing=owing, demanded=None, passed_on=before)

        yield _LOTS.change(fold, self.lot)
        if self.claim is not None:
            yield claimed(moment, self.lot, self.claim, instead_of=(self.paid_to, self.by))

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account), self.by)


class LateEvent(VoucherEvent, frozen=True):
    root: str
    issuer: PartyId
    cash: InstrumentId
    outstanding: PositiveMoney


class Overdue(LateEvent, frozen=True):
    """A voucher was not paid on its day: its issuer makes none until it is."""

    type: ClassVar[str] = "receivables.overdue"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ROOTS.replace(self.root, status=RootStatus.overdue)
        yield _STANDINGS.change(lambda before: replace(before, overdue=before.overdue + 1), self.issuer)


class Defaulted(LateEvent, frozen=True):
    """A voucher was not paid in the days of grace."""

    type: ClassVar[str] = "receivables.defaulted"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ROOTS.replace(self.root, status=RootStatus.defaulted)


def _left(event: "LeavingEvent | LotBurned", *, paid: bool, in_part: int) -> Iterator[Touch]:
    """So much less is out. ``in_part``: what had been paid on it before, which is counted apart while it is out."""
    yield _ROOTS.change(partial(_less, event=event, paid=paid, in_part=in_part), event.root)
    yield _LINES.change(partial(less_used, face=event.value), event.programme, event.issuer)
    if event.closes and event.late:
        yield _STANDINGS.change(lambda before: replace(before, overdue=before.overdue - 1), event.issuer)


def _less(root: Root, event: "LeavingEvent | LotBurned", *, paid: bool, in_part: int) -> Root:
    where = "redeemed" if paid else "cancelled"
    changes = {where: Quantity(getattr(root, where) + event.value)}
    live, part = Quantity(root.live - event.value), Quantity(root.paid_in_part - in_part)
    after = replace(root, live=live, paid_in_part=part, **changes)
    return replace(after, status=_closed(after)) if event.closes else after


def leaving(lot: Lot, root: Root) -> dict[str, Any]:
    """What events by which a lot ends say of its voucher."""
    return {
        "lot": lot.instrument,
        "root": root.root,
        "programme": root.terms.programme,
        "issuer": root.terms.issuer,
        "cash": root.cash,
        "value": lot.value,
        "closes": root.live == lot.value,
        "late": root.status in LATE,
    }


def _closed(root: Root) -> RootStatus:
    """What a voucher is of which no lot is out any more."""
    if not root.redeemed:
        return RootStatus.cancelled
    return RootStatus.cured if root.status in LATE else RootStatus.paid


PAYMENT_EVENTS: tuple[Any, ...] = (Provided, Paid, LotCancelled, LotBurned, Indemnified, Overdue, Defaulted)
