# SPDX-License-Identifier: Apache-2.0
"""Records and events of private placements: at most 200 professional investors, and what there is is allotted.

A subscriber's money stays in its account, under a hold whose executor is the subscription, until units come for it.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Act, Changes, Consents, EventData, Movement, Touch, given_by
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, Money, PositiveMoney
from counterfoil.modules.over_the_counter.deals import bound
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

SUBSCRIBERS_MAX: Final = 200
"""Investors in an instrument, over all its placements: above that an offer is a public one (Securities Law of the PRC,
article 9). And accounts that subscribe to one placement."""
INVESTOR_CLASS: Final = "investor_class"
PROFESSIONAL: Final = "professional"


class PlacementStatus(StrEnum):
    taking = "taking"
    allotted = "allotted"
    closed = "closed"
    """every subscriber has its units, its money, or both"""
    called_off = "called_off"


PLACEMENT_CYCLE: Final[dict[PlacementStatus, frozenset[PlacementStatus]]] = {
    PlacementStatus.taking: frozenset({PlacementStatus.allotted, PlacementStatus.closed, PlacementStatus.called_off}),
    PlacementStatus.allotted: frozenset({PlacementStatus.closed}),
    PlacementStatus.closed: frozenset(),
    PlacementStatus.called_off: frozenset(),
}
"""status → the statuses it may change to; one without a subscriber closes at once"""


class SubscriptionStatus(StrEnum):
    waiting = "waiting"
    fulfilled = "fulfilled"
    """units came; what they did not cost is free again"""
    refunded = "refunded"
    """no units came; all that was set aside and still stood there is free again"""


SUBSCRIPTION_CYCLE: Final[dict[SubscriptionStatus, frozenset[SubscriptionStatus]]] = {
    SubscriptionStatus.waiting: frozenset({SubscriptionStatus.fulfilled, SubscriptionStatus.refunded}),
    SubscriptionStatus.fulfilled: frozenset(),
    SubscriptionStatus.refunded: frozenset(),
}
"""status → the statuses it may change to"""


class Order(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What an account subscribed for."""

    account: AccountId
    quantity: Quantity


class Placement(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an issuer places, on which terms, with whom, and how far it has come."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    placement: str
    issuer: PartyId
    underwriter: PartyId | None
    """who may allot and call off besides the issuer"""
    account: AccountId
    """into which the money comes"""
    instrument: InstrumentId
    quantity: Quantity
    lot: Quantity
    cash: InstrumentId
    lot_price: Money
    minimum: Quantity
    closes: Timestamp
    """from this time on it takes no subscription"""
    latest: Timestamp
    """from this time on whoever has no units is given the money back"""
    document: HashField
    """SHA-256 of the memorandum"""
    agreed_by: tuple[PartyId, ...]
    """who consented for the account"""
    orders: tuple[Order, ...] = ()
    shares: tuple[Quantity, ...] = ()
    """what each order is allotted, once it is"""
    ended: int = 0
    """orders whose subscriptions are over"""
    status: PlacementStatus = PlacementStatus.taking

    def cost_of(self, quantity: int) -> int:
        """In the smallest unit of the cash."""
        return quantity // self.lot * self.lot_price

    def share_of(self, account: AccountId) -> int:
        """What the account is allotted; nothing before all is."""
        pairs = zip(self.orders, self.shares, strict=False)
        return next((int(share) for order, share in pairs if order.account == account), 0)

    def require_whole(self, shares: Sequence[int]) -> None:
        """Shares are of the orders, none above its own, and add up to all that is placed or subscribed for."""
        within = len(shares) == len(self.orders) and all(
            0 <= share <= order.quantity for share, order in zip(shares, self.orders, strict=False)
        )
        whole = min(self.quantity, sum(order.quantity for order in self.orders))
        require(within and sum(shares) == whole, Outcome.allotment_not_whole, self.placement)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The issuer lets come into the world what a subscriber is allotted, by the doing of its subscription."""
        share = self.share_of(movement.account)
        meant = (movement.act, movement.instrument, movement.quantity) == (Act.issues, self.instrument, share)
        require(
            meant and self._by_doing_of(movement.account, movement), HoldingsOutcome.consent_missing, self.placement
        )
        return (self.issuer,)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The issuer takes what a subscriber's share costs, by the doing of its subscription."""
        meant = movement[:3] == (Side.takes, self.account, self.cash) and any(
            self._by_doing_of(order.account, movement) and self.cost_of(share) == movement.quantity
            for order, share in zip(self.orders, self.shares, strict=False)
        )
        require(meant, HoldingsOutcome.consent_missing, self.placement)
        return self.agreed_by

    def _by_doing_of(self, account: AccountId, movement: Movement) -> bool:
        allotted = self.status is PlacementStatus.allotted
        return allotted and movement.cause == SUBSCRIPTIONS.path(self.placement, account)


class Subscription(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account subscribed for, and the money set aside for it."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    placement: str
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    hold: str
    agreed_by: tuple[PartyId, ...]
    allotted: Quantity = Quantity(0)
    status: SubscriptionStatus = SubscriptionStatus.waiting

    @property
    def path(self) -> RecordPath:
        return SUBSCRIPTIONS.path(self.placement, self.account)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The subscriber takes what it is allotted."""
        share = known(moment, PLACEMENTS, self.placement).share_of(self.account)
        meant = movement[:4] == (Side.takes, self.account, self.instrument, share) and movement.cause == self.path
        waits = self.status is SubscriptionStatus.waiting
        require(meant and waits, HoldingsOutcome.consent_missing, self.path)
        return self.agreed_by


class Offering(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With whom an instrument was placed so far: whoever subscribed in any of its placements, whatever came of it."""

    instrument: InstrumentId
    investors: tuple[PartyId, ...] = ()
    """each once, in the order in which they came; at most 200"""

    def joined(self, investor: PartyId) -> "Offering":
        """With one more; Refused when there are 200 others."""
        if investor in self.investors:
            return self
        require(len(self.investors) < SUBSCRIBERS_MAX, Outcome.too_many_subscribers, self.instrument)
        return replace(self, investors=(*self.investors, investor))


PLACEMENTS: Final = Table("over_the_counter/placement", Placement, Outcome.unknown_placement, Outcome.placement_exists)
SUBSCRIPTIONS: Final = Table(
    "over_the_counter/subscription", Subscription, Outcome.unknown_subscription, Outcome.subscription_exists
)
OFFERINGS: Final = Table("over_the_counter/offering", Offering, Outcome.unknown_offering, Outcome.offering_exists)
_PLACEMENTS: Changes[Placement] = Changes(PLACEMENTS)
_SUBSCRIPTIONS: Changes[Subscription] = Changes(SUBSCRIPTIONS)


class PlacementEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration
    placement: str


class Placed(PlacementEvent, frozen=True):
    """An issuer opened a private placement."""

    type: ClassVar[str] = "over_the_counter.placed"
    underwriter: PartyId | None
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    lot: PositiveQuantity
    cash: InstrumentId
    lot_price: PositiveMoney
    minimum: PositiveQuantity
    closes: Timestamp
    latest: Timestamp
    document: HashField

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        placement = Placement(
            placement=self.placement,
            issuer=known(moment, INSTRUMENTS, self.instrument).issuer,
            underwriter=self.underwriter,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity,
            lot=self.lot,
            cash=self.cash,
            lot_price=self.lot_price,
            minimum=self.minimum,
            closes=self.closes,
            latest=self.latest,
            document=self.document,
            agreed_by=given_by(consents),
        )
        yield _PLACEMENTS.create(placement, self.placement)

    def permit(self, moment: Moment) -> Consents:
        return bound(moment, self.account, known(moment, INSTRUMENTS, self.instrument).issuer)


class Subscribed(PlacementEvent, frozen=True):
    """An account subscribed, with money set aside for it."""

    type: ClassVar[str] = "over_the_counter.subscribed"
    account: AccountId
    holder: PartyId
    """of the account, who is counted"""
    instrument: InstrumentId
    quantity: PositiveQuantity
    hold: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        subscription = Subscription(
            placement=self.placement,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity,
            hold=self.hold,
            agreed_by=given_by(consents),
        )
        yield _SUBSCRIPTIONS.create(subscription, self.placement, self.account)
        order = Order(account=self.account, quantity=self.quantity)
        yield _PLACEMENTS.change(lambda before: replace(before, orders=(*before.orders, order)), self.placement)

        def join(before: Offering | None) -> TrailedRecord:
            return (before or Offering(instrument=self.instrument)).joined(self.holder)

        yield Touch(OFFERINGS, (self.instrument,), join)

    def permit(self, moment: Moment) -> Consents:
        return bound(moment, self.account)


class Allotted(PlacementEvent, frozen=True):
    """What is placed was allotted among the subscribers, in the order in which they came."""

    type: ClassVar[str] = "over_the_counter.allotted"
    by: PartyId
    shares: tuple[Quantity, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def allot(before: Placement) -> Placement:
            before.require_whole(self.shares)
            status = PlacementStatus.allotted if before.orders else PlacementStatus.closed
            return replace(before, shares=self.shares, status=status)

        yield _PLACEMENTS.change(allot, self.placement)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Ended(PlacementEvent, frozen=True):
    """A subscription is over: its units came, or its money is free again."""

    type: ClassVar[str] = "over_the_counter.subscription_ended"
    account: AccountId
    allotted: Quantity
    status: SubscriptionStatus

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SUBSCRIPTIONS.replace(self.placement, self.account, allotted=self.allotted, status=self.status)

        def end(before: Placement) -> Placement:
            ended = before.ended + 1
            all_over = before.status is PlacementStatus.allotted and ended == len(before.orders)
            return replace(before, ended=ended, status=PlacementStatus.closed if all_over else before.status)

        yield _PLACEMENTS.change(end, self.placement)


class CalledOff(PlacementEvent, frozen=True):
    """A placement was called off before anything was allotted."""

    type: ClassVar[str] = "over_the_counter.called_off"
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PLACEMENTS.replace(self.placement, status=PlacementStatus.called_off)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


PLACEMENT_EVENTS: tuple[Any, ...] = (Placed, Subscribed, Allotted, Ended, CalledOff)
