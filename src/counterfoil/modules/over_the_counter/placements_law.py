# SPDX-License-Identifier: Apache-2.0
"""The law of private placements. Each subscription ends by a call of its own, once, whoever makes it."""

from collections.abc import Iterable

from counterfoil.evidence.text import format_time
from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.sharing import shared_out
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus, Part
from counterfoil.modules.holdings.reservations import Released
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter import placements as p
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.placements import (
    PLACEMENTS,
    SUBSCRIPTIONS,
    Placement,
    PlacementStatus,
    Subscription,
    SubscriptionStatus,
)
from counterfoil.modules.over_the_counter.records import require_counted
from counterfoil.modules.parties.attestations import attested
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import PartyId, Quantity


def place(call: c.Place, moment: Moment) -> Iterable[EventData]:
    lasts = moment.time < call.closes < call.latest
    require(lasts, Outcome.ends_too_early, call.placement)
    require(call.quantity % call.lot == 0, Outcome.not_whole_lots, call.placement)
    require_counted(call.quantity // call.lot * call.lot_price, call.placement)
    yield p.Placed(
        placement=call.placement,
        underwriter=call.underwriter,
        account=call.account,
        instrument=call.instrument,
        quantity=call.quantity,
        lot=call.lot,
        cash=call.cash,
        lot_price=call.lot_price,
        minimum=call.minimum,
        closes=call.closes,
        latest=call.latest,
        document=call.document,
    )


def subscribe(call: c.Subscribe, moment: Moment) -> Iterable[EventData]:
    placement = _taking(moment, call.placement)
    require(moment.time < placement.closes, Outcome.placement_not_open, call.placement)
    fits = placement.minimum <= call.quantity <= placement.quantity
    require(fits, Outcome.below_placement_minimum, call.placement)
    require(call.quantity % placement.lot == 0, Outcome.not_whole_lots, call.placement)
    require(len(placement.orders) < p.SUBSCRIBERS_MAX, Outcome.too_many_subscribers, call.placement)
    holder = known(moment, ACCOUNTS, call.account).holder
    professional = attested(moment, holder, p.INVESTOR_CLASS) == p.PROFESSIONAL
    require(professional, Outcome.not_professional, holder)
    _require_set_aside(moment, call, placement)
    yield p.Subscribed(
        placement=call.placement,
        account=call.account,
        holder=holder,
        instrument=placement.instrument,
        quantity=call.quantity,
        hold=call.hold,
    )


def call_off(call: c.CallOff, moment: Moment) -> Iterable[EventData]:
    _require_runs(_taking(moment, call.placement), call.by)
    yield p.CalledOff(placement=call.placement, by=call.by, reason=call.reason)


def allot(call: c.Allot, moment: Moment) -> Iterable[EventData]:
    placement = _taking(moment, call.placement)
    require(moment.time >= placement.closes, Outcome.still_taking, call.placement)
    _require_runs(placement, call.by)
    lots = [order.quantity // placement.lot for order in placement.orders]
    shares = shared_out(placement.quantity // placement.lot, lots)
    yield p.Allotted(
        placement=call.placement, by=call.by, shares=tuple(Quantity(share * placement.lot) for share in shares)
    )


def complete(call: c.Complete, moment: Moment) -> Iterable[EventData]:
    placement = known(moment, PLACEMENTS, call.placement)
    require(placement.status is not PlacementStatus.taking, Outcome.not_allotted, call.placement)
    subscription = known(moment, SUBSCRIPTIONS, call.placement, call.account)
    require(subscription.status is SubscriptionStatus.waiting, Outcome.subscription_over, call.account)
    held = _held(moment, subscription)
    share = placement.share_of(call.account)
    cost = placement.cost_of(share)
    # An order, or the end of the hold, may have taken the money away: then there are no units either.
    delivers = share > 0 and cost <= held and moment.time < placement.latest
    if delivers:
        yield from _delivered(placement, subscription, share, cost)
    rest = held - cost if delivers else held
    if rest:
        yield Released(
            encumbrance=subscription.hold,
            account=call.account,
            instrument=placement.cash,
            quantity=Quantity(rest),
            cause=subscription.path,
        )
    yield p.Ended(
        placement=call.placement,
        account=call.account,
        allotted=Quantity(share if delivers else 0),
        status=SubscriptionStatus.fulfilled if delivers else SubscriptionStatus.refunded,
    )


def _delivered(placement: Placement, subscription: Subscription, share: int, cost: int) -> Iterable[EventData]:
    """The money goes to the issuer, and units come into the world for it."""
    path, own = PLACEMENTS.path(placement.placement), subscription.path
    yield Transferred(
        sender=subscription.account,
        receiver=placement.account,
        instrument=placement.cash,
        quantity=Quantity(cost),
        part=Part.held,
        giving=ENCUMBRANCES.path(subscription.hold),
        taking=path,
        cause=own,
        reference=placement.placement,
    )
    yield Issued(
        instrument=placement.instrument,
        account=subscription.account,
        quantity=Quantity(share),
        reference=placement.placement,
        issuing=path,
        taking=own,
        cause=own,
    )


def _held(moment: Moment, subscription: Subscription) -> int:
    """What is still set aside for it."""
    hold = known(moment, ENCUMBRANCES, subscription.hold)
    return hold.quantity if hold.status is GrantStatus.active else 0


def _taking(moment: Moment, placement: str) -> Placement:
    record = known(moment, PLACEMENTS, placement)
    require(record.status is PlacementStatus.taking, Outcome.placement_not_open, placement)
    return record


def _require_runs(placement: Placement, by: PartyId) -> None:
    require(by in (placement.issuer, placement.underwriter), Outcome.placement_of_another, by)


def _require_set_aside(moment: Moment, call: c.Subscribe, placement: Placement) -> None:
    """The hold is of what all of it costs, for this subscription, and lasts until the placement must have closed."""
    hold = known(moment, ENCUMBRANCES, call.hold)
    executor = SUBSCRIPTIONS.path(call.placement, call.account)
    meant = (call.account, placement.cash, placement.cost_of(call.quantity), executor, GrantStatus.active)
    is_so = (hold.account, hold.instrument, hold.quantity, hold.executor, hold.status) == meant
    lasts = hold.expires is None or hold.expires >= placement.latest
    until = format_time(placement.latest)
    needed = f"{units(placement.cost_of(call.quantity), placement.cash)} of {call.account} for {executor} until {until}"
    require(is_so and lasts, Outcome.money_not_set_aside, f"{hold.told}; needed: {needed}")
