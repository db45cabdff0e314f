# SPDX-License-Identifier: Apache-2.0
"""What supervision notes of other modules' events, and refuses: acts without an order, positions beyond a limit."""

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET

from counterfoil.law.call import call_name
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.queries import balance_of, balance_of_party, outstanding
from counterfoil.modules.holdings.records import HOLDINGS, Change
from counterfoil.modules.holdings.reservations import Frozen, Held, Pledged, Unfrozen
from counterfoil.modules.instruments.events import StatusChanged
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.events import AccountReinstated, AccountSuspended, PartyReinstated, PartySuspended
from counterfoil.modules.parties.queries import holder_of
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.supervision.calls import Return, Sell
from counterfoil.modules.supervision.enforcement import Counted, Limited
from counterfoil.modules.supervision.order import ORDERS, Order
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import CAPS, FILES, Cap, OrderKind, file_of, policy_at
from counterfoil.modules.supervision.seized import CUSTODIES
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath

Noted = Iterator[FollowingEvent]
OURS: Final = "supervision."
"""How the names of this module's calls begin."""
DISPOSING: Final = (call_name(Sell), call_name(Return))
"""Calls by which what is in custody leaves it."""


def party_acted_on(event: PartySuspended | PartyReinstated, moment: Whole) -> Noted:
    """Supervisors suspend and reinstate parties under orders, where the policy says so."""
    kind = OrderKind.suspend if isinstance(event, PartySuspended) else OrderKind.resume
    _require_order(moment, kind, PARTIES.path(event.party))
    return iter(())


def account_suspended(event: AccountSuspended, moment: Whole) -> Noted:
    """Supervisors suspend accounts under orders, where the policy says so; a custodian's stop is its own affair."""
    account = moment.read(ACCOUNTS, event.account)
    if account is None or event.by != account.custodian:
        _require_order(moment, OrderKind.suspend, ACCOUNTS.path(event.account))
    return iter(())


def account_reinstated(event: AccountReinstated, moment: Whole) -> Noted:
    """What is suspended under an order is resumed under one; a custodian lifts what was its own stop."""
    account = moment.read(ACCOUNTS, event.account)
    by_custodian = account is not None and event.by == account.custodian
    _require_order(moment, None if by_custodian else OrderKind.resume, ACCOUNTS.path(event.account))
    return iter(())


def status_changed(event: StatusChanged, moment: Whole) -> Noted:
    """Supervisors stop and start trade in an instrument under orders, where the policy says so."""
    stops = event.status is InstrumentStatus.suspended
    if not stops and event.previous_status is not InstrumentStatus.suspended:
        return iter(())
    instrument = moment.read(INSTRUMENTS, event.instrument)
    by_issuer = instrument is not None and event.by == instrument.issuer
    kind = OrderKind.suspend if stops else OrderKind.resume
    _require_order(moment, None if by_issuer else kind, INSTRUMENTS.path(event.instrument))
    return iter(())


def _require_order(moment: Whole, kind: OrderKind | None, subject: RecordPath | None) -> None:
    """An act under no order is one that the policy leaves free (None: it is no supervisor's), and ends no order's."""
    if moment.call.startswith(OURS):
        return
    file = None if subject is None else file_of(moment, subject)
    under = None if file is None else file.suspended
    require(under is None, SupervisionOutcome.under_order, f"{subject}: {under}")
    entry = policy_at(moment)
    power = None if kind is None or entry is None else entry.power(kind)
    require(power is None or not power.orders_only, SupervisionOutcome.orders_only, str(kind))


def limited(event: Limited, moment: Whole) -> Noted:
    """What a party holds in all its accounts is counted when a limit on it begins."""
    if event.party is None:
        return
    units = balance_of_party(moment, event.party, event.instrument)
    if units:
        yield Counted(instrument=event.instrument, order=event.order, change=units)


def issued(event: Issued, moment: Whole) -> Noted:
    _require_no_recovery(moment, event.account)
    yield from _moved(moment, event.instrument, {event.account: event.quantity})


def redeemed(event: Redeemed, moment: Whole) -> Noted:
    _require_no_recovery(moment, event.account)
    _require_kept(moment, event.account, event.instrument)
    yield from _moved(moment, event.instrument, {event.account: -event.quantity})


def corrected(event: Corrected, moment: Whole) -> Noted:
    _require_no_recovery(moment, event.account)
    _require_kept(moment, event.account, event.instrument)
    change = event.quantity if event.change is Change.adds else -event.quantity
    yield from _moved(moment, event.instrument, {event.account: change})


def transferred(event: Transferred, moment: Whole) -> Noted:
    _require_no_recovery(moment, event.sender, event.receiver)
    _require_kept(moment, event.sender, event.instrument)
    yield from _moved(moment, event.instrument, {event.sender: -event.quantity, event.receiver: event.quantity})


def reserved(event: Held | Pledged, moment: Whole) -> Noted:
    """What is in custody is neither held nor pledged for anybody; a hold for a sale is made when its terms stand."""
    _require_no_recovery(moment, event.account)
    _require_kept(moment, event.account, event.instrument)
    executor = RecordPath(event.executor)
    if table_prefix(executor) == ORDERS.prefix:
        # A name alone binds neither what is sold nor its price; the terms of an order never change.
        order = moment.find(executor)
        meant = isinstance(order, Order) and order.scope.cash == event.instrument
        require(meant, SupervisionOutcome.no_such_sale, event.executor)
    return iter(())


def forced(event: Forced, moment: Whole) -> Noted:
    """An order moves units beyond any limit; what parties hold is counted on."""
    _require_kept(moment, event.sender, event.instrument)
    changes = {event.sender: -event.quantity, event.receiver: event.quantity}
    yield from _moved(moment, event.instrument, changes, judged=False)


def burned(event: Burned, moment: Whole) -> Noted:
    _require_kept(moment, event.account, event.instrument)
    yield from _moved(moment, event.instrument, {event.account: -event.quantity})


def recovered(event: Recovered, moment: Whole) -> Noted:
    """A party's units stay its own."""
    _require_kept(moment, event.sender, event.instrument)
    return iter(())


def frozen(event: Frozen, moment: Whole) -> Noted:
    """Supervisors freeze under orders, where the policy says so."""
    if event.order is None:
        _require_order(moment, OrderKind.freeze, None)
    return iter(())


def unfrozen(event: Unfrozen, moment: Whole) -> Noted:
    """Supervisors end a freeze of their own under orders, where the policy says so."""
    if event.order is None:
        _require_order(moment, OrderKind.thaw, None)
    return iter(())


def _require_no_recovery(moment: Whole, *accounts: AccountId) -> None:
    """No account is one whose holdings are moving to a new one: it would not come to an end, nor be the holder's."""
    for account in accounts:
        file = moment.read(FILES, *ACCOUNTS.path(account).split("/"))
        going_on = file is not None and file.recovering is not UNSET
        require(not going_on, SupervisionOutcome.under_recovery, account)


def _require_kept(moment: Whole, account: AccountId, instrument: InstrumentId) -> None:
    """What was seized is still there, and free; an order of sale or of return says itself what leaves."""
    custody = moment.read(CUSTODIES, account, instrument)
    if custody is None or moment.call in DISPOSING:
        return
    holding = moment.read(HOLDINGS, account, instrument)
    there = 0 if holding is None else holding.free
    require(there >= custody.units, SupervisionOutcome.in_custody, f"{account} {instrument}")


def _moved(moment: Whole, instrument: InstrumentId, changes: dict[AccountId, int], *, judged: bool = True) -> Noted:
    """Who has more afterwards is within the limits; what parties hold is counted on."""
    caps = moment.read(CAPS, instrument)
    if caps is None or not caps.caps:
        return
    holders = {account: holder_of(moment, account) for account in changes}
    units_in_all = outstanding(moment, instrument)
    for cap in caps.caps:
        lasts = judged and moment.time < cap.expires
        if cap.party is not None:
            change = sum(units for account, units in changes.items() if holders[account] == cap.party)
            if lasts and change > 0:
                cap.require_within(cap.counted + change, units_in_all, cap.party)
            if change:
                yield Counted(instrument=instrument, order=cap.order, change=change)
        elif lasts:
            for account in _gaining(cap, changes):
                cap.require_within(balance_of(moment, account, instrument), units_in_all, account)


def _gaining(cap: Cap, changes: dict[AccountId, int]) -> list[AccountId]:
    """The accounts that have more afterwards and that a limit is on."""
    return [account for account, units in changes.items() if units > 0 and cap.account in (None, account)]


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    PartySuspended: party_acted_on,
    PartyReinstated: party_acted_on,
    AccountSuspended: account_suspended,
    AccountReinstated: account_reinstated,
    StatusChanged: status_changed,
    Limited: limited,
    Issued: issued,
    Redeemed: redeemed,
    Corrected: corrected,
    Transferred: transferred,
    Held: reserved,
    Pledged: reserved,
    Forced: forced,
    Burned: burned,
    Recovered: recovered,
    Frozen: frozen,
    Unfrozen: unfrozen,
}
