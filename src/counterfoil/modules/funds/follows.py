# SPDX-License-Identifier: Apache-2.0
"""What funds note of other modules' events: how old an account's units are, whichever way they came or went."""

from collections.abc import Iterator
from typing import Final

from msgspec import UNSET, UnsetType

from counterfoil.law.dated import day_of
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.table import table_prefix
from counterfoil.modules.funds.events import LotsMoved
from counterfoil.modules.funds.orders import DEALINGS
from counterfoil.modules.funds.records import FUND_VALUES, FUNDS, LOTS, LotOfUnits, calendar_of
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.records import Change
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Quantity, RecordPath


def issued(event: Issued, moment: Whole) -> Iterator[FollowingEvent]:
    """Units that came are a lot of today; by a dealing, of the day of its confirmation, whenever it is settled."""
    counted = 0 if _dealt(event.issuing) else event.quantity
    since = _confirmed_on(moment, event)
    return _moved(moment, event.instrument, None, event.account, event.quantity, counted, since)


def redeemed(event: Redeemed, moment: Whole) -> Iterator[FollowingEvent]:
    """The oldest units went."""
    counted = 0 if _dealt(event.redeeming) else -event.quantity
    return _moved(moment, event.instrument, event.account, None, event.quantity, counted)


def corrected(event: Corrected, moment: Whole) -> Iterator[FollowingEvent]:
    """As an issue, or as a redemption."""
    if event.change is Change.adds:
        return _moved(moment, event.instrument, None, event.account, event.quantity, event.quantity)
    return _moved(moment, event.instrument, event.account, None, event.quantity, -event.quantity)


def burned(event: Burned, moment: Whole) -> Iterator[FollowingEvent]:
    """The oldest went, by an order."""
    return _moved(moment, event.instrument, event.account, None, event.quantity, -event.quantity)


def went_over(event: Transferred | Forced | Recovered, moment: Whole) -> Iterator[FollowingEvent]:
    """The oldest went to another account, where they are as old as they were."""
    return _moved(moment, event.instrument, event.sender, event.receiver, event.quantity, 0)


def _dealt(record: RecordPath | UnsetType) -> bool:
    """Whether units came or went by a dealing, which the fund counted when it was made."""
    return record is not UNSET and table_prefix(record) == DEALINGS.prefix


def _confirmed_on(moment: Whole, event: Issued) -> DayNumber | None:
    """From when a lot's days are counted; None where no dealing brought the units."""
    if event.issuing is UNSET or not _dealt(event.issuing):
        return None
    day = event.issuing.rpartition("/")[2]
    value = moment.read(FUND_VALUES, event.instrument, day)
    return None if value is None else value.confirmed_on


def _moved(
    moment: Whole,
    instrument: InstrumentId,
    sender: AccountId | None,
    receiver: AccountId | None,
    quantity: int,
    change: int,
    since: DayNumber | None = None,
) -> Iterator[FollowingEvent]:
    fund = moment.read(FUNDS, instrument)
    if fund is None or not quantity:  # a recovery may bring freezes alone
        return
    if sender is None:
        today = day_of(moment.time, calendar_of(moment, fund).offset_min)
        lots: tuple[LotOfUnits, ...] = (LotOfUnits(since or today, Quantity(quantity)),)
    else:
        there = moment.read(LOTS, sender, instrument)
        lots = () if there is None else there.first(quantity)
    yield LotsMoved(
        instrument=instrument,
        sender=sender,
        receiver=receiver,
        quantity=Quantity(quantity),
        lots=lots,
        change=change,
    )


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Issued: issued,
    Redeemed: redeemed,
    Corrected: corrected,
    Burned: burned,
    Transferred: went_over,
    Forced: went_over,
    Recovered: went_over,
}
