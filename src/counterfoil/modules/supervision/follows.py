# SPDX-License-Identifier: Apache-2.0
"""What supervision notes of other modules' events, and refuses: acts without an order, positions beyond a limit."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.outcome import require, require_all
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.queries import balance_of_party
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.holdings.reservations import Frozen, Held, Pledged, Unfrozen
from counterfoil.modules.instruments.events import StatusChanged
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.events import AccountReinstated, AccountSuspended, PartyReinstated, PartySuspended
from counterfoil.modules.parties.queries import holder_of
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.supervision.enforcement import Counted, Limited
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.reasons import for_a_sale, kept, unrecovered, within
from counterfoil.modules.supervision.records import CAPS, OrderKind, file_of, policy_at
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath

Noted = Iterator[FollowingEvent]
OURS: Final = "supervision."
"""How the names of this module's calls begin."""


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
    require_all(unrecovered(moment, event.account))
    yield from _moved(moment, event.instrument, {event.account: event.quantity})


def redeemed(event: Redeemed, moment: Whole) -> Noted:
    require_all(unrecovered(moment, event.account))
    require_all(kept(moment, event.account, event.instrument))
    yield from _moved(moment, event.instrument, {event.account: -event.quantity})


def corrected(event: Corrected, moment: Whole) -> Noted:
    require_all(unrecovered(moment, event.account))
    require_all(kept(moment, event.account, event.instrument))
    change = event.quantity if event.change is Change.adds else -event.quantity
    yield from _moved(moment, event.instrument, {event.account: change})


def transferred(event: Transferred, moment: Whole) -> Noted:
    require_all(unrecovered(moment, event.sender, event.receiver))
    require_all(kept(moment, event.sender, event.instrument))
    yield from _moved(moment, event.instrument, {event.sender: -event.quantity, event.receiver: event.quantity})


def reserved(event: Held | Pledged, moment: Whole) -> Noted:
    """What is in custody is neither held nor pledged for anybody; a hold for a sale is made when its terms stand."""
    require_all(unrecovered(moment, event.account))
    require_all(kept(moment, event.account, event.instrument))
    require_all(for_a_sale(event, moment))
    return iter(())


def forced(event: Forced, moment: Whole) -> Noted:
    """An order moves units beyond any limit; what parties hold is counted on."""
    require_all(kept(moment, event.sender, event.instrument))
    changes = {event.sender: -event.quantity, event.receiver: event.quantity}
    yield from _moved(moment, event.instrument, changes, judged=False)


def burned(event: Burned, moment: Whole) -> Noted:
    require_all(kept(moment, event.account, event.instrument))
    yield from _moved(moment, event.instrument, {event.account: -event.quantity})


def recovered(event: Recovered, moment: Whole) -> Noted:
    """A party's units stay its own, and of two orders the one that began moves them."""
    require_all(unrecovered(moment, event.sender, by=event.order))
    require_all(kept(moment, event.sender, event.instrument))
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


def _moved(moment: Whole, instrument: InstrumentId, changes: dict[AccountId, int], *, judged: bool = True) -> Noted:
    """Who has more afterwards is within the limits; what parties hold is counted on."""
    caps = moment.read(CAPS, instrument)
    if caps is None or not caps.caps:
        return
    if judged:
        require_all(within(moment, instrument, changes, happened=True))
    holders = {account: holder_of(moment, account) for account in changes}
    for cap in caps.caps:
        change = sum(units for account, units in changes.items() if holders[account] == cap.party)
        if cap.party is not None and change:
            yield Counted(instrument=instrument, order=cap.order, change=change)


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
