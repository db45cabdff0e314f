# SPDX-License-Identifier: Apache-2.0
"""Why what was seized, or a limit that an order set, does not allow a movement: every reason, in order.

The ledger asks after the movement; whoever asks beforehand is told the same of what would then be.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from msgspec import UNSET

from counterfoil.law.call import call_name
from counterfoil.law.event import EventData
from counterfoil.law.module import Ask, Reasons, Whole
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned
from counterfoil.modules.holdings.queries import balance_of, outstanding
from counterfoil.modules.holdings.records import HOLDINGS, Change, Part
from counterfoil.modules.holdings.reservations import Held, Pledged
from counterfoil.modules.parties.queries import holder_of
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.supervision.calls import Return, Sell
from counterfoil.modules.supervision.order import ORDERS, Order
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import CAPS, Cap, file_of
from counterfoil.modules.supervision.seized import CUSTODIES
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath

DISPOSING: Final = (call_name(Sell), call_name(Return))
"""Calls by which what is in custody leaves it."""
Changes = Mapping[AccountId, int]
"""Account → units that it has more, or (below zero) fewer."""


def kept(moment: Whole, account: AccountId, instrument: InstrumentId, leaves: int = 0) -> Iterator[Ask]:
    """What was seized is still there, and free, once ``leaves`` units are free no longer.

    An order of sale or of return says itself what leaves.
    """
    custody = moment.read(CUSTODIES, account, instrument)
    if custody is None or moment.call in DISPOSING:
        return
    holding = moment.read(HOLDINGS, account, instrument)
    there = (0 if holding is None else holding.free) - leaves
    yield partial(require, there >= custody.units, SupervisionOutcome.in_custody, f"{account} {instrument}")


def unrecovered(moment: Whole, *accounts: AccountId, by: str | None = None) -> Iterator[Ask]:
    """No account is one whose holdings are moving to a new one: it would not come to an end, nor be the holder's.

    ``by``: the record of the order that moves them itself.
    """
    for account in accounts:
        file = file_of(moment, ACCOUNTS.path(account))
        if file is None or file.recovering is UNSET:
            continue  # as of nearly every account that anything ever moves on
        going_on = ORDERS.path(file.recovering) != by
        yield partial(require, not going_on, SupervisionOutcome.under_recovery, account)


def for_a_sale(event: Held | Pledged, moment: Whole) -> Iterator[Ask]:
    """A hold for a sale is made when its terms stand: a name alone binds neither what is sold nor its price."""
    executor = RecordPath(event.executor)
    if table_prefix(executor) == ORDERS.prefix:
        order = moment.find(executor)
        meant = isinstance(order, Order) and order.scope.cash == event.instrument
        yield partial(require, meant, SupervisionOutcome.no_such_sale, event.executor)


def within(moment: Whole, instrument: InstrumentId, changes: Changes, *, happened: bool = False) -> Iterator[Ask]:
    """Who has more afterwards is within the limits. ``happened``: holdings have these changes already."""
    caps = moment.read(CAPS, instrument)
    if caps is None or not caps.caps:
        return
    holders = {account: holder_of(moment, account) for account in changes}
    units = outstanding(moment, instrument) + (0 if happened else sum(changes.values()))
    for cap in caps.caps:
        if moment.time >= cap.expires:
            continue
        positions: dict[str, int] = {}
        if cap.party is not None:
            change = sum(more for account, more in changes.items() if holders[account] == cap.party)
            positions |= {cap.party: cap.counted + change} if change > 0 else {}
        else:
            for account in _gaining(cap, changes):
                positions[account] = balance_of(moment, account, instrument) + (0 if happened else changes[account])
        for whose, position in positions.items():
            yield partial(cap.require_units, position, whose)
            yield partial(cap.require_share, position, units, whose)


def _gaining(cap: Cap, changes: Changes) -> list[AccountId]:
    """The accounts that have more afterwards and that a limit is on."""
    return [account for account, units in changes.items() if units > 0 and cap.account in (None, account)]


def transferring(event: Transferred, moment: Whole) -> Iterator[Ask]:
    changes = {event.sender: -event.quantity, event.receiver: event.quantity}
    yield from unrecovered(moment, event.sender, event.receiver)
    yield from kept(moment, event.sender, event.instrument, event.quantity if event.part is Part.free else 0)
    yield from within(moment, event.instrument, changes)


def of_one_account(event: Any, moment: Whole) -> Iterator[Ask]:
    """What is issued, redeemed, corrected, burned or reserved."""
    adds = isinstance(event, Issued) or (isinstance(event, Corrected) and event.change is Change.adds)
    if not isinstance(event, Burned):
        yield from unrecovered(moment, event.account)
    if not isinstance(event, Issued):
        leaves = event.free if isinstance(event, Burned) else event.quantity
        yield from kept(moment, event.account, event.instrument, 0 if adds else leaves)
    if isinstance(event, Held | Pledged):
        yield from for_a_sale(event, moment)
    else:
        yield from within(moment, event.instrument, {event.account: event.quantity if adds else -event.quantity})


REASONS: Final[dict[type[EventData], Reasons]] = {
    Transferred: transferring,
    **dict.fromkeys((Issued, Redeemed, Corrected, Burned, Held, Pledged), of_one_account),
}
