# SPDX-License-Identifier: Apache-2.0
"""Events of deliveries: each touches the records of one account, and names no other."""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.delivery import (
    DELIVERABLES,
    DELIVERIES,
    DESKS,
    Bond,
    Deliverable,
    Delivery,
    Desk,
    Goods,
    Parcel,
)
from counterfoil.modules.futures.events import ByVenue, FuturesEvent, OfHouse
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import (
    DAYS,
    MARGIN_ACCOUNTS,
    Lots,
    MarginAccount,
    Price,
    TradingDay,
)
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.parties.authority import require_party, signed_for, together
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)

_DELIVERIES: Changes[Delivery] = Changes(DELIVERIES)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)
_BOTH: Final = (Side.gives, Side.takes)


class DeskOpened(OfHouse, frozen=True):
    """A house has an account for goods on their way."""

    type: ClassVar[str] = "futures.desk_opened"
    object: ClassVar[ObjectClass] = ObjectClass.account
    by: PartyId
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(DESKS).create(Desk(house=self.house, by=self.by, account=self.account), self.house)


class GoodsAdmitted(ByVenue, frozen=True):
    """An instrument may be delivered into a product's contracts."""

    type: ClassVar[str] = "futures.goods_admitted"
    object: ClassVar[ObjectClass] = ObjectClass.product
    house: str
    instrument: InstrumentId
    quantity: PositiveQuantity
    grade: str
    bond: Bond | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        goods = Deliverable(
            instrument=self.instrument,
            product=self.product,
            house=self.house,
            quantity=self.quantity,
            grade=self.grade,
            bond=self.bond,
        )
        yield Changes(DELIVERABLES).create(goods, self.product, self.instrument)


class GoodsWithdrawn(ByVenue, frozen=True):
    """An instrument is offered no more into a product's contracts."""

    type: ClassVar[str] = "futures.goods_withdrawn"
    object: ClassVar[ObjectClass] = ObjectClass.product
    instrument: InstrumentId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(DELIVERABLES).replace(self.product, self.instrument, barred=True)


class DeliveryBegun(FuturesEvent, frozen=True):
    """What an account had open on one side more than on the other is to be delivered, or to be delivered to it."""

    type: ClassVar[str] = "futures.delivery_begun"
    contract: str
    account: AccountId
    house: str
    cash: InstrumentId
    side: Direction
    lots: Lots
    units: int
    price: Price
    margin: Money

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        delivery = Delivery(
            contract=self.contract,
            account=self.account,
            house=self.house,
            cash=self.cash,
            side=self.side,
            lots=self.lots,
            units=self.units,
            price=self.price,
            margin=self.margin,
        )
        yield _DELIVERIES.create(delivery, self.contract, self.account)
        yield _ACCOUNTS.change(self._account, self.account)

    def _account(self, before: MarginAccount) -> MarginAccount:
        return replace(
            before,
            delivering=tuple(sorted((*before.delivering, self.contract))),
            delivery_margin=Quantity(before.delivery_margin + self.margin),
        )


class _ByHolder(FuturesEvent, frozen=True):
    """What the holder of an account says of its delivery; whoever controls the place of the goods agrees."""

    contract: str
    account: AccountId
    holder: PartyId
    place: AccountId
    time: Timestamp

    sides: ClassVar[tuple[Side, ...]] = _BOTH

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return together(moment, tuple(signed_for(moment, self.place, side) for side in self.sides), self.holder)

    def agreed(self, consents: Consents) -> tuple[PartyId, ...]:
        return tuple(dict.fromkeys(party for consent in consents for party in consent.by))


class Offered(_ByHolder, frozen=True):
    """A seller named the goods that it delivers; what is not taken comes back to where it was."""

    type: ClassVar[str] = "futures.offered"
    offered: tuple[Goods, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        said = {"place": self.place, "agreed_by": self.agreed(consents), "said_at": self.time}
        yield _DELIVERIES.replace(self.contract, self.account, offered=self.offered, **said)


class Intended(_ByHolder, frozen=True):
    """A buyer said that it takes goods, where, and of which grade rather than of others."""

    type: ClassVar[str] = "futures.intended"
    sides: ClassVar[tuple[Side, ...]] = (Side.takes,)
    grade: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        said = {"place": self.place, "agreed_by": self.agreed(consents), "said_at": self.time}
        yield _DELIVERIES.replace(self.contract, self.account, grade=self.grade, **said)


class Allotted(OfHouse, frozen=True):
    """The house wrote what the matching brings to one account, or part of it."""

    type: ClassVar[str] = "futures.allotted"
    contract: str
    account: AccountId
    cash: InstrumentId
    parcels: tuple[Parcel, ...]
    kept: int
    """parcels that were written before, and that these follow"""
    waiting: tuple[Goods, ...]
    """offered, and, once all is written, taken by nobody"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def write(before: Delivery) -> Delivery:
            return replace(before, parcels=(*before.parcels[: self.kept], *self.parcels), waiting=self.waiting)

        yield _DELIVERIES.change(write, self.contract, self.account)


class MatchingConcluded(OfHouse, frozen=True):
    """All is allotted of a contract, as the rule brings it: from here on it is paid for, or made good."""

    type: ClassVar[str] = "futures.matching_concluded"
    contract: str
    day: DayNumber

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(ENDINGS).replace(self.contract, concluded_on=self.day)


class HandedOver(FuturesEvent, frozen=True):
    """Goods that waited at the desk are where they go."""

    type: ClassVar[str] = "futures.handed_over"
    contract: str
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def without(before: Delivery) -> Delivery:
            return before.without_waiting(self.instrument, moment.time)

        yield _DELIVERIES.change(without, self.contract, self.account)


EVENTS: tuple[type[EventData], ...] = (
    DeskOpened,
    GoodsAdmitted,
    GoodsWithdrawn,
    DeliveryBegun,
    Offered,
    Intended,
    Allotted,
    MatchingConcluded,
    HandedOver,
)
