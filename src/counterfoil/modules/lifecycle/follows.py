# SPDX-License-Identifier: Apache-2.0
"""What is noted of movements after a record time: what the account held then. Only the first of each account is."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.queries import balance_of, outstanding
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.holdings.reservations import Held
from counterfoil.modules.lifecycle.actions import ACTIONS, Action, ActionStatus
from counterfoil.modules.lifecycle.events import Kept
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import POSITIONS, REGISTERS, Register
from counterfoil.modules.parties.queries import holder_of
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath

Between = Transferred | Forced | Recovered
Changing = Issued | Redeemed | Corrected | Burned


def between(event: Between, moment: Whole) -> Iterator[FollowingEvent]:
    """Units went from one account to another."""
    register = moment.read(REGISTERS, event.instrument)
    if register is not None:
        if isinstance(event, Transferred):
            _require_open(register, moment)
        changes = {event.sender: -event.quantity, event.receiver: event.quantity}
        yield from _kept(register, moment, changes, outstanding(moment, event.instrument))


def changing(event: Changing, moment: Whole) -> Iterator[FollowingEvent]:
    """Units came into the world or ended."""
    register = moment.read(REGISTERS, event.instrument)
    if register is not None:
        if isinstance(event, Issued | Corrected):
            _require_open(register, moment)
        adds = isinstance(event, Issued) or (isinstance(event, Corrected) and event.change is Change.adds)
        change = int(event.quantity) if adds else -event.quantity
        whole = Quantity(outstanding(moment, event.instrument) - change)
        yield from _kept(register, moment, {event.account: change}, whole)


def _require_open(register: Register, moment: Whole) -> None:
    """After the register of the final redemption is recorded nobody comes on it any more; orders are not asked."""
    open_ = register.closes is None or moment.time <= register.closes
    require(open_, LifecycleOutcome.register_closed, register.instrument)


def _kept(register: Register, moment: Whole, changes: dict[AccountId, int], whole: int) -> Iterator[Kept]:
    for pending in register.pending:
        if moment.time <= pending.record_time:
            break
        for account, change in changes.items():
            if moment.read(POSITIONS, register.instrument, pending.snapshot, account) is None:
                yield Kept(
                    instrument=register.instrument,
                    snapshot=pending.snapshot,
                    account=account,
                    holder=_holder(moment, account),
                    quantity=_before(moment, account, register.instrument, change),
                    whole=Quantity(whole),
                )


def _holder(moment: Whole, account: AccountId) -> PartyId:
    return holder_of(moment, account) or PartyId("")


def _before(moment: Whole, account: AccountId, instrument: InstrumentId, change: int) -> Quantity:
    return Quantity(balance_of(moment, account, instrument) - change)


def held_for_an_action(event: Held, moment: Whole) -> Iterator[FollowingEvent]:
    """A hold for an action is made when that stands, so that its terms are those that the account agreed to."""
    executor = RecordPath(event.executor)
    if table_prefix(executor) == ACTIONS.prefix:
        found = moment.find(executor)
        open_ = isinstance(found, Action) and found.status not in (ActionStatus.paid_out, ActionStatus.cancelled)
        require(open_, LifecycleOutcome.unknown_action, event.executor)
    return iter(())


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Transferred: between,
    Forced: between,
    Recovered: between,
    Issued: changing,
    Redeemed: changing,
    Corrected: changing,
    Burned: changing,
    Held: held_for_an_action,
}
