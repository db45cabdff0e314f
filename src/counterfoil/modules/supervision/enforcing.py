# SPDX-License-Identifier: Apache-2.0
"""What an order does when it is carried out, and what is undone when its time is over."""

from collections.abc import Iterable

from counterfoil.law.event import Ending, EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import (
    ENCUMBRANCES,
    WHOLE,
    Encumbrance,
    EncumbranceKind,
    GrantStatus,
    Taken,
)
from counterfoil.modules.holdings.reservations import Frozen, Unfrozen, active
from counterfoil.modules.instruments.events import StatusChanged
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.authority import require_open
from counterfoil.modules.parties.events import (
    AccountReinstated,
    AccountSuspended,
    KeysRotated,
    PartyReinstated,
    PartySuspended,
)
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, AccountStatus, Standing
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.enforcement import (
    Answered,
    Burnt,
    CarriedOut,
    KeysRenewed,
    Limited,
    RecoveredInPart,
    ReservationsEnded,
    Seized,
)
from counterfoil.modules.supervision.events import require_say
from counterfoil.modules.supervision.order import (
    ORDERS,
    Order,
    OrderStatus,
    account_of,
    in_force_now,
    instrument_of,
    ordered_by,
)
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import FILES, OrderKind, file_of, policy_of
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId


def freeze(call: c.Freeze, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.freeze)
    _require_turn(moment, order)
    yield Frozen(
        encumbrance=order.freeze,
        account=account_of(order),
        instrument=instrument_of(order),
        quantity=order.scope.quantity,
        supervisor=order.authority,
        legal_reference=order.reference,
        document=order.document,
        order=ORDERS.path(call.order),
    )
    yield _done(order, call.by)


def thaw(call: c.Thaw, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.thaw)
    found = active(moment, order.scope.freeze or "", EncumbranceKind.freeze)
    _require_end(moment, order.authority, found)
    yield _unfrozen(order, found)
    yield _done(order, call.by, ends=ordered_by(found))


def seize(call: c.Seize, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.seize)
    _require_first(moment, order, call.taken)
    account, state = account_of(order), AccountId(order.scope.receiver or "")
    path = ORDERS.path(call.order)
    forced = Forced(
        sender=account,
        receiver=state,
        instrument=instrument_of(order),
        free=call.free,
        taken=call.taken,
        order=path,
        cause=path,
        reference=order.reference,
    )
    yield forced
    yield Seized(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        account=account,
        holder=known(moment, ACCOUNTS, account).holder,
        receiver=state,
        instrument=forced.instrument,
        quantity=forced.quantity,
    )


def burn(call: c.Burn, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.burn)
    _require_first(moment, order, call.taken)
    path = ORDERS.path(call.order)
    burned = Burned(
        account=account_of(order),
        instrument=instrument_of(order),
        free=call.free,
        taken=call.taken,
        order=path,
        cause=path,
        reference=order.reference,
    )
    yield burned
    yield Burnt(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        account=burned.account,
        instrument=burned.instrument,
        quantity=burned.quantity,
    )


def renew_keys(call: c.RenewKeys, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.recover)
    keys = order.scope.keys
    if keys is None or order.renewed:
        raise Refused(SupervisionOutcome.keys_first, call.order)
    holder = known(moment, ACCOUNTS, account_of(order)).holder
    yield KeysRotated(party=holder, keys=keys, registrar=call.registrar)
    yield KeysRenewed(order=call.order, by=call.registrar, subjects=order.subjects)


def recover(call: c.Recover, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.recover)
    renewed = order.scope.keys is None or order.renewed
    require(renewed, SupervisionOutcome.keys_first, call.order)
    account, receiver = account_of(order), AccountId(order.scope.receiver or "")
    path = ORDERS.path(call.order)
    if not call.holdings:
        # All moved in the steps before; without any, nothing would be recovered.
        file = file_of(moment, ACCOUNTS.path(account))
        begun = file is not None and file.recovering == call.order
        require(begun and not call.more, HoldingsOutcome.nothing_moved, account)
    for one in call.holdings:
        yield Recovered.of(
            moment,
            sender=account,
            receiver=receiver,
            instrument=one.instrument,
            encumbrances=one.encumbrances,
            order=path,
            cause=path,
        )
    subjects = (*order.subjects, ACCOUNTS.path(receiver))
    if call.more:
        yield RecoveredInPart(order=call.order, by=call.by, subjects=subjects, account=account)
        return
    yield CarriedOut(order=call.order, kind=order.kind, by=call.by, ends=None, subjects=subjects)


def end(call: c.End, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.end)
    account, path = account_of(order), ORDERS.path(call.order)
    for record in call.records:
        meant = order.scope.reserved_for in (None, record)
        require(meant, SupervisionOutcome.beyond_order, record)
        found = moment.find(record)
        if not isinstance(found, Ending):
            raise Refused(SupervisionOutcome.nothing_to_end, record)
        yield from found.ended(account, path)
    yield ReservationsEnded(
        order=call.order,
        by=call.by,
        subjects=order.subjects,
        account=account,
        records=call.records,
        complete=order.scope.reserved_for is not None,
    )


def suspend(call: c.Suspend, moment: Moment) -> Iterable[EventData]:
    order = in_force_now(moment, call.order, OrderKind.suspend)
    scope = order.scope
    if scope.party is not None:
        # As without an order: whoever suspends is left, so that somebody can end it.
        require(scope.party != order.authority, PartiesOutcome.must_be_another, scope.party)
        party = known(moment, PARTIES, scope.party)
        require(party.status is Standing.active, PartiesOutcome.party_suspended, scope.party)
        yield PartySuspended(party=scope.party, by=order.authority, reference=order.reference, document=order.document)
    elif scope.account is not None:
        found = known(moment, ACCOUNTS, scope.account)
        require_open(found)
        stops = found.may_be_stopped_by(order.authority)
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
    if order.kind is OrderKind.freeze:
        found = known(moment, ENCUMBRANCES, order.freeze)
        if found.status is GrantStatus.active:  # a seizure may have used it up
            yield _unfrozen(order, found)


def _resumed(moment: Moment, order: Order, by: PartyId) -> Iterable[EventData]:
    """The subject of an order is no longer suspended."""
    scope = order.scope
    if scope.party is not None:
        party = known(moment, PARTIES, scope.party)
        require(party.status is Standing.suspended, PartiesOutcome.party_not_suspended, scope.party)
        yield PartyReinstated(party=scope.party, by=by, reference=order.reference, document=order.document)
    elif scope.account is not None:
        account = known(moment, ACCOUNTS, scope.account)
        require(account.status is AccountStatus.suspended, PartiesOutcome.account_not_suspended, scope.account)
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


def _unfrozen(order: Order, found: Encumbrance) -> Unfrozen:
    """A freeze ends under an order."""
    return Unfrozen(
        encumbrance=found.encumbrance,
        account=found.account,
        instrument=found.instrument,
        quantity=None if found.quantity == WHOLE else found.quantity,
        supervisor=order.authority,
        legal_reference=order.reference,
        document=order.document,
        order=ORDERS.path(order.order),
    )


def _require_end(moment: Moment, authority: PartyId, freeze: Encumbrance) -> None:
    """An authority may end, or take from, what was frozen by itself or by one below it; Refused if not."""
    by = ordered_by(freeze)
    if by is not None:
        require_say(moment, authority, known(moment, ORDERS, by))
    elif freeze.executor != authority:  # frozen by a supervisor's role alone
        above = authority in policy_of(moment).superiors
        require(above, SupervisionOutcome.no_say, f"{authority}: {freeze.encumbrance}")


def _require_turn(moment: Moment, order: Order) -> None:
    """No earlier order to freeze the same units waits: freezes come in the order of their orders (轮候冻结)."""
    file = known(moment, FILES, *order.subjects[0].split("/"))
    for one in file.waiting:
        if one.order == order.order:
            return
        waits = one.instrument == order.scope.instrument and one.expires > moment.time
        require(not waits, SupervisionOutcome.freeze_out_of_turn, f"{one.order} before {order.order}")


def _require_first(moment: Moment, order: Order, taken: Iterable[Taken]) -> None:
    """What an authority takes of units that another froze, it may take: who froze first comes first."""
    for one in taken:
        found = known(moment, ENCUMBRANCES, one.encumbrance)
        if found.kind is EncumbranceKind.freeze:
            _require_end(moment, order.authority, found)


def _done(order: Order, by: PartyId, *, ends: str | None = None) -> CarriedOut:
    return CarriedOut(order=order.order, kind=order.kind, by=by, ends=ends, subjects=order.subjects)
