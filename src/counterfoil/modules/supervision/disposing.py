# SPDX-License-Identifier: Apache-2.0
"""What an order does with what was seized: it is sold, units against money, or shared out to victims."""

from collections.abc import Iterable

from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.orders import Forced
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.enforcement import Returned, Sold
from counterfoil.modules.supervision.order import ORDERS, PENDING, in_force_now, instrument_of
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.modules.supervision.seized import SEIZURES, shares_of
from counterfoil.primitives.types import Quantity


def sell(call: c.Sell, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.sell)
    scope, path = order.scope, ORDERS.path(call.order)
    seizure = known(moment, SEIZURES, scope.seizure or "")
    quantity = Quantity(scope.quantity or 0)
    seizure.require_left(seizure.instrument, quantity)
    hold = active(moment, call.hold, EncumbranceKind.hold)
    price = hold.quantity
    meant = (hold.executor, hold.instrument) == (path, scope.cash) and hold.instrument != seizure.instrument
    detail = f"{call.hold} has {price} of {hold.instrument} for {hold.executor}; {scope.price} of {scope.cash} needed"
    require(meant and price >= (scope.price or 0), SupervisionOutcome.not_the_sale, detail)
    holder, payer = (known(moment, ACCOUNTS, account).holder for account in (call.receiver, hold.account))
    require(holder == payer, SupervisionOutcome.not_the_sale, f"{call.receiver} is {holder}'s, {payer} pays")
    yield Transferred(
        sender=hold.account,
        receiver=seizure.state,
        instrument=hold.instrument,
        quantity=price,
        part=Part.held,
        giving=ENCUMBRANCES.path(call.hold),
        taking=path,
        cause=path,
        reference=order.reference,
    )
    yield Transferred(
        sender=seizure.state,
        receiver=call.receiver,
        instrument=seizure.instrument,
        quantity=quantity,
        giving=path,
        taking=path,
        cause=path,
        reference=order.reference,
    )
    yield Sold(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        seizure=seizure.seizure,
        state=seizure.state,
        instrument=seizure.instrument,
        quantity=quantity,
        cash=hold.instrument,
        price=price,
        receiver=call.receiver,
    )


def give_back(call: c.GiveBack, moment: Moment) -> Iterable[EventData]:
    order = known(moment, ORDERS, call.order)
    require(order.kind is OrderKind.sell, SupervisionOutcome.order_of_another_kind, call.order)
    pending = order.status in PENDING and moment.time < order.expires
    require(not pending, SupervisionOutcome.order_not_expired, call.order)
    path = ORDERS.path(call.order)
    executor = active(moment, call.hold, EncumbranceKind.hold).executor
    require(executor == path, SupervisionOutcome.not_the_sale, f"{call.hold} is for {executor}, not for {path}")
    yield from given_back(moment, call.hold, path)


def return_to_victims(call: c.Return, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.give_back)
    scope, path = order.scope, ORDERS.path(call.order)
    seizure = known(moment, SEIZURES, scope.seizure or "")
    quantity = Quantity(scope.quantity or 0)
    seizure.require_left(instrument_of(order), quantity)
    shares = shares_of(quantity, scope.victims or ())
    for share in shares:
        yield Forced(
            sender=seizure.state,
            receiver=share.account,
            instrument=instrument_of(order),
            free=share.quantity,
            taken=(),
            order=path,
            cause=path,
            reference=order.reference,
        )
    returned = Quantity(sum(share.quantity for share in shares))
    yield Returned(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        seizure=seizure.seizure,
        state=seizure.state,
        instrument=instrument_of(order),
        quantity=returned,
        shares=shares,
        residue=Quantity(quantity - returned),
    )
