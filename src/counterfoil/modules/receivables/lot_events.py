# SPDX-License-Identifier: Apache-2.0
"""Events of lots on their way: what they are split into, to whom they are offered, who takes them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.receivables.claim_events import claimed
from counterfoil.modules.receivables.claim_records import Claim
from counterfoil.modules.receivables.events import VoucherEvent, all_of, both_sides
from counterfoil.modules.receivables.lots import LOTS, Financing, Lot, LotStatus, Offer, Owing, Payee
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Timestamp

_LOTS: Changes[Lot] = Changes(LOTS)


class LotMade(VoucherEvent, frozen=True):
    """A lot came to be: the whole voucher, or a part of another lot. Its instrument and its unit come after it."""

    type: ClassVar[str] = "receivables.lot_made"
    lot: InstrumentId
    root: str
    cash: InstrumentId
    start: NaturalMoney
    value: PositiveMoney
    depth: int
    parent: InstrumentId | None
    account: AccountId
    passed_on: tuple[PartyId, ...]
    claimed_with: tuple[InstrumentId, ...]
    """of which lots that it was split from it shares who says to have financed them"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Lot(
            instrument=self.lot,
            root=self.root,
            cash=self.cash,
            start=self.start,
            value=self.value,
            depth=self.depth,
            parent=self.parent,
            payee=Payee(account=self.account, by=self._agreed(moment)),
            passed_on=self.passed_on,
            claimed_with=self.claimed_with,
        )
        yield _LOTS.create(made, self.lot)

    def _agreed(self, moment: Moment) -> tuple[PartyId, ...]:
        """Who agreed that the account is paid on it: nobody yet, where a part goes to another's."""
        if self.parent is None:
            return known(moment, ROOTS, self.root).accepted_by
        parent = known(moment, LOTS, self.parent)
        return parent.said_by if parent.payee.account == self.account else ()


class HoldersEvent(VoucherEvent, frozen=True):
    """What those share by which whoever has a lot says what becomes of it, and agrees to be paid for it."""

    lot: InstrumentId
    account: AccountId
    """in which it is"""

    def permit(self, moment: Moment) -> Consents:
        return both_sides(moment, self.account)


class LotSplit(HoldersEvent, frozen=True):
    """Whoever has a lot split it, and passed parts of it on."""

    type: ClassVar[str] = "receivables.split_up"
    parts: int
    cash: InstrumentId
    value: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _said(self, consents, status=LotStatus.spent)


class Offered(HoldersEvent, frozen=True):
    """Whoever has a lot offered it to somebody."""

    type: ClassVar[str] = "receivables.offered"
    to: AccountId
    hold: str
    until: Timestamp
    cash: InstrumentId
    financing: Financing | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        offer = Offer(to=self.to, hold=self.hold, until=self.until, financing=self.financing)
        yield from _said(self, consents, status=LotStatus.on_offer, offer=offer)


class PayeeNamed(HoldersEvent, frozen=True):
    """Whoever came by a lot agreed to be paid on it."""

    type: ClassVar[str] = "receivables.payee_named"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _said(self, consents)


class Demanded(HoldersEvent, frozen=True):
    """Whoever has a lot on which the issuer defaulted asked another who stands for it to pay."""

    type: ClassVar[str] = "receivables.demanded"
    of: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _said(self, consents, demanded=self.of)


class Taken(VoucherEvent, frozen=True):
    """A lot was taken by whom it was offered to, for money or as it was given."""

    type: ClassVar[str] = "receivables.taken"
    lot: InstrumentId
    seller: AccountId
    account: AccountId
    cash: InstrumentId
    price: NaturalMoney
    value: PositiveMoney
    registration: str
    sold_by: PartyId
    funder: PartyId
    passed_by: PartyId | None
    """who stands for it from now on, besides those who did"""
    claim: Claim | None
    """what whoever took it has among those who say to have financed it"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        payee = Payee(account=self.account, by=all_of(consents))

        def fold(lot: Lot) -> Lot:
            owing = Owing(account=self.seller, by=lot.payee.by, amount=self.price) if self.price else None
            more = () if self.passed_by is None else (self.passed_by,)
            return replace(
                lot,
                status=LotStatus.held,
                depth=lot.depth + 1,
                payee=payee,
                said_by=payee.by,
                offer=None,
                owing=owing,
                passed_on=(*lot.passed_on, *more),
            )

        yield _LOTS.change(fold, self.lot)
        if self.claim is not None:
            yield claimed(moment, self.lot, self.claim, instead_of=(self.sold_by, self.funder))

    def permit(self, moment: Moment) -> Consents:
        return both_sides(moment, self.account)


class Returned(VoucherEvent, frozen=True):
    """A lot that was offered stays whose it was: it was rejected, or (without ``account``) not taken in time."""

    type: ClassVar[str] = "receivables.returned"
    lot: InstrumentId
    account: AccountId | None
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LOTS.replace(self.lot, status=LotStatus.held, offer=None)

    def permit(self, moment: Moment) -> Consents:
        return () if self.account is None else both_sides(moment, self.account)


def _said(event: HoldersEvent, consents: Consents, **changes: Any) -> Iterator[Touch]:
    """Whoever has the lot said so, and is paid on it from now on."""
    by = all_of(consents)
    yield _LOTS.replace(event.lot, payee=Payee(account=event.account, by=by), said_by=by, **changes)


LOT_EVENTS: tuple[Any, ...] = (
    LotMade,
    LotSplit,
    Offered,
    PayeeNamed,
    Demanded,
    Taken,
    Returned,
)
