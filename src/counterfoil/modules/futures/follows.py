# SPDX-License-Identifier: Apache-2.0
"""What futures note of events: what accounts have together, how a reduction falls, what goods bring at a desk."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.modules.futures.at_the_desk import brought, came, redeemed
from counterfoil.modules.futures.auctions import LotsGiven, LotsTaken
from counterfoil.modules.futures.awaiting import began, priced, traded
from counterfoil.modules.futures.bilateral import TradeRegistered
from counterfoil.modules.futures.booking import Booked, Entered, Taken, Unbooked
from counterfoil.modules.futures.client_records import CLIENTS, Whose
from counterfoil.modules.futures.control import ControlEnded, ControlRecorded
from counterfoil.modules.futures.counting import CountedOn, Waiting, waiting_of
from counterfoil.modules.futures.defaults import Ported
from counterfoil.modules.futures.events import DayOpened, MarginAccountOpened, SettlementFixed
from counterfoil.modules.futures.expiry import Expired
from counterfoil.modules.futures.give_ups import TradeCarried, TradeLetGo
from counterfoil.modules.futures.option_events import Assigned, Exercised, OfSeries
from counterfoil.modules.futures.option_terms import OptionRight
from counterfoil.modules.futures.records import FUTURES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.recounting import all_opened, counted, counted_anew, opened_more
from counterfoil.modules.futures.reducing import cut
from counterfoil.modules.futures.reduction import Reduced, ReductionOrdered
from counterfoil.modules.futures.together import counted_with
from counterfoil.modules.futures.within_openings import opened_by
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.primitives.types import AccountId

Noted = Iterator[FollowingEvent]


def entered(event: Entered, moment: Whole) -> Noted:
    """Trades that stand in a position."""
    yield from traded(event, moment)
    lots = (event.sums.long, event.sums.short)
    yield from _changed(moment, event.account, event.contract, event.hedge, lots)
    yield from opened_more(moment, event, opened_by(event.fills))


def taken(event: Taken, moment: Whole) -> Noted:
    """A trade that left one."""
    lots = (-event.sums.long, -event.sums.short)
    yield from _changed(moment, event.account, event.contract, event.hedge, lots)
    yield from opened_more(moment, event, -opened_by((event.fill,)))


def expired(event: Expired, moment: Whole) -> Noted:
    """What ended at the final price."""
    for line in event.expired:
        yield from _changed(moment, event.account, event.contract, line.hedge, (-line.long, -line.short))


def exercised(event: OfSeries, moment: Whole) -> Noted:
    """Options that are gone, and what was opened beneath them."""
    gone = -(event.lots + event.lapsed)
    yield from _changed(moment, event.account, event.contract, event.hedge, (gone, 0) if event.buys else (0, gone))
    if event.beneath is not None and event.opened:
        long = (event.right is OptionRight.call) is event.buys
        lots = (event.lots, 0) if long else (0, event.lots)
        yield from _changed(moment, event.account, event.beneath, event.hedge, lots)


def opened(event: MarginAccountOpened, moment: Whole) -> Noted:
    """From the second account on what a client has is counted: what the first has begins it."""
    client = known(moment, CLIENTS, event.house, event.holder)
    if len(client.accounts) == 2:
        begun = Waiting(whose=Whose.of_client, name=event.holder, left=None, joined=event.holder)
        yield from counted_anew(moment, event.house, begun)
        yield from all_opened(moment, event.house, begun)


def controlled(event: ControlRecorded | ControlEnded, moment: Whole) -> Noted:
    """What a client has comes to what its group has, or goes out of it."""
    joins = isinstance(event, ControlRecorded)
    left, joined = (None, event.group) if joins else (event.group, None)
    begun = Waiting(whose=Whose.of_control, name=event.holder, left=left, joined=joined)
    yield from counted_anew(moment, event.house, begun)
    yield from all_opened(moment, event.house, begun)


def ported(event: Ported, moment: Whole) -> Noted:
    """What an account has goes from one member to another."""
    begun = Waiting(whose=Whose.of_member, name=event.account, left=event.before, joined=event.member)
    yield from counted_anew(moment, event.house, begun)


def went_on(event: CountedOn, moment: Whole) -> Noted:
    """What comes next of whose positions are counted anew."""
    for one in waiting_of(moment, event.house)[:1]:
        yield from counted_anew(moment, event.house, one)


def _changed(moment: Whole, name: AccountId, contract: str, hedge: HedgeFlag, lots: tuple[int, int]) -> Noted:
    account = known(moment, MARGIN_ACCOUNTS, name)
    counts = counted_with(moment, account, known(moment, FUTURES, contract), hedge)
    if counts and lots != (0, 0):
        yield counted(account.house, contract, hedge, lots, counts)


FOLLOWS: Final[dict[type[EventData], Follow]] = {
    Booked: entered,
    TradeRegistered: entered,
    TradeCarried: entered,
    Reduced: entered,
    LotsGiven: entered,
    LotsTaken: entered,
    Unbooked: taken,
    TradeLetGo: taken,
    Expired: expired,
    Exercised: exercised,
    Assigned: exercised,
    MarginAccountOpened: opened,
    ControlRecorded: controlled,
    ControlEnded: controlled,
    Ported: ported,
    CountedOn: went_on,
    ReductionOrdered: cut,
    Transferred: came,
    Issued: brought,
    Redeemed: redeemed,
    DayOpened: began,
    SettlementFixed: priced,
}
