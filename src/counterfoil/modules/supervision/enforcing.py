# SPDX-License-Identifier: Apache-2.0
"""What an order does when it is carried out, and what is undone when its time is over."""

from collections.abc import Iterable

from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.events import StatusChanged
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.events import AccountReinstated, AccountSuspended, PartyReinstated, PartySuspended
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Standing
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.enforcement import Answered, CarriedOut, Limited
from counterfoil.modules.supervision.events import require_say
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus, in_force_now
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import OrderKind, file_of
from counterfoil.primitives.types import InstrumentId, PartyId


def suspend(call: c.Suspend, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.suspend)
    scope = order.scope
    if scope.party is not None:
        party = known(moment, PARTIES, scope.party)
        require(party.status is Standing.active, PartiesOutcome.party_suspended, scope.party)
        yield PartySuspended(party=scope.party, by=order.authority, reference=order.reference, document=order.document)
    elif scope.account is not None:
        account = known(moment, ACCOUNTS, scope.account)
        taken_over = account.suspended_by == account.custodian != order.authority
        stops = account.status is Standing.active or taken_over
        require(stops, PartiesOutcome.account_suspended, scope.account)
        yield AccountSuspended(account=scope.account, by=order.authority, reference=order.reference)
    elif scope.instrument is not None:
        yield _turned(moment, order, scope.instrument, InstrumentStatus.active, order.authority)
    yield _done(order, call.by)


def resume(call: c.Resume, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.resume)
    file = file_of(moment, order.subjects[0])
    under = None if file is None else file.suspended
    if under is not None:
        require_say(moment, order.authority, known(moment, ORDERS, under))
    yield from _resumed(moment, order, order.authority)
    yield _done(order, call.by, ends=under)


def set_limit(call: c.SetLimit, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.limit)
    scope = order.scope
    yield Limited(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        instrument=InstrumentId(scope.instrument or ""),
        account=scope.account,
        party=scope.party,
        quantity=scope.quantity,
        share_ppm=scope.share_ppm,
        expires=order.expires,
    )


def answer(call: c.Answer, moment: Moment) -> Iterable[EventData]:
    order = known(moment, ORDERS, call.order)
    require(order.kind is OrderKind.disclose, SupervisionOutcome.order_of_another_kind, call.order)
    asked = order.status in (OrderStatus.in_force, OrderStatus.expired)
    require(asked, SupervisionOutcome.order_not_in_force, f"{call.order} is {order.status}")
    yield Answered(
        order=call.order,
        party=PartyId(order.scope.party or ""),
        document=call.document,
        late=moment.time >= order.expires,
        subjects=order.subjects,
    )


def undone(moment: Moment, order: Order, by: PartyId | None) -> Iterable[EventData]:
    """What stood under an order until its time was over."""
    if order.kind is OrderKind.suspend:
        yield from _resumed(moment, order, PartyId(by or ""))


def _resumed(moment: Moment, order: Order, by: PartyId) -> Iterable[EventData]:
    """The subject of an order is no longer suspended."""
    scope = order.scope
    if scope.party is not None:
        party = known(moment, PARTIES, scope.party)
        require(party.status is Standing.suspended, PartiesOutcome.party_not_suspended, scope.party)
        yield PartyReinstated(party=scope.party, by=by, reference=order.reference, document=order.document)
    elif scope.account is not None:
        account = known(moment, ACCOUNTS, scope.account)
        require(account.status is Standing.suspended, PartiesOutcome.account_not_suspended, scope.account)
        yield AccountReinstated(account=scope.account, by=by, reference=order.reference)
    elif scope.instrument is not None:
        yield _turned(moment, order, scope.instrument, InstrumentStatus.suspended, by)


def _turned(
    moment: Moment, order: Order, instrument: InstrumentId, before: InstrumentStatus, by: PartyId
) -> StatusChanged:
    """An instrument that was active is suspended, or the other way round."""
    found = known(moment, INSTRUMENTS, instrument).status
    require(found is before, InstrumentsOutcome.status_change_not_allowed, f"{instrument} is {found}")
    suspends = before is InstrumentStatus.active
    return StatusChanged(
        instrument=instrument,
        previous_status=before,
        status=InstrumentStatus.suspended if suspends else InstrumentStatus.active,
        by=by,
        reason=order.reference,
    )


def _done(order: Order, by: PartyId, *, ends: str | None = None) -> CarriedOut:
    return CarriedOut(order=order.order, kind=order.kind, by=by, ends=ends, subjects=order.subjects)
