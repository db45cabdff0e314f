# SPDX-License-Identifier: Apache-2.0
"""What futures note of events: what accounts have together, and how an ordered reduction falls."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.modules.futures.auctions import LotsGiven, LotsTaken
from counterfoil.modules.futures.bilateral import TradeRegistered
from counterfoil.modules.futures.booking import Booked, Entered, Taken, Unbooked
from counterfoil.modules.futures.client_records import CLIENTS, Whose
from counterfoil.modules.futures.control import ControlEnded, ControlRecorded, LotsCounted
from counterfoil.modules.futures.defaults import Ported
from counterfoil.modules.futures.events import MarginAccountOpened
from counterfoil.modules.futures.expiry import Expired
from counterfoil.modules.futures.give_ups import TradeCarried, TradeLetGo
from counterfoil.modules.futures.option_events import Assigned, Exercised, OfSeries
from counterfoil.modules.futures.option_terms import OptionRight
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import FUTURES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.reducing import cut
from counterfoil.modules.futures.reduction import Reduced, ReductionOrdered
from counterfoil.modules.futures.together import Counts, Open, counts_of, open_in
from counterfoil.primitives.types import AccountId, PartyId

Noted = Iterator[FollowingEvent]


def entered(event: Entered, moment: Whole) -> Noted:
    """Trades that stand in a position."""
    return _changed(moment, event.account, event.contract, event.hedge, (event.sums.long, event.sums.short))


def taken(event: Taken, moment: Whole) -> Noted:
    """A trade that left one."""
    return _changed(moment, event.account, event.contract, event.hedge, (-event.sums.long, -event.sums.short))


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
        yield from _all(event.house, open_in(moment, client.accounts), {Whose.of_client: event.holder})


def controlled(event: ControlRecorded | ControlEnded, moment: Whole) -> Noted:
    """What a client has comes to what its group has, or goes out of it."""
    there = open_in(moment, known(moment, CLIENTS, event.house, event.holder).accounts)
    sign = 1 if isinstance(event, ControlRecorded) else -1
    yield from _all(event.house, there, {Whose.of_control: event.group}, sign)


def ported(event: Ported, moment: Whole) -> Noted:
    """What an account has goes from one member to another."""
    there = open_in(moment, (event.account,))
    of_members = {contract for contract, _, _ in there if known(moment, FUTURES, contract).counts_members}
    moved: Open = type(there)({key: lots for key, lots in there.items() if key[0] in of_members})
    yield from _all(event.house, moved, {Whose.of_member: event.before}, -1)
    yield from _all(event.house, moved, {Whose.of_member: event.member})


def _changed(moment: Whole, name: AccountId, contract: str, hedge: HedgeFlag, lots: tuple[int, int]) -> Noted:
    account = known(moment, MARGIN_ACCOUNTS, name)
    counts = counts_of(moment, account, known(moment, FUTURES, contract))
    if counts and lots != (0, 0):
        yield _counted(account.house, contract, hedge, lots, counts)


def _all(house: str, there: Open, counts: Counts, sign: int = 1) -> Noted:
    """All of it is counted, contract by contract."""
    for contract, hedge in dict.fromkeys((contract, hedge) for contract, hedge, _ in there):
        lots = [sign * there[contract, hedge, side] for side in Direction]
        if any(lots):
            yield _counted(house, contract, hedge, (lots[0], lots[1]), counts)


def _counted(house: str, contract: str, hedge: HedgeFlag, lots: tuple[int, int], counts: Counts) -> LotsCounted:
    client, member = counts.get(Whose.of_client), counts.get(Whose.of_member)
    return LotsCounted(
        house=house,
        contract=contract,
        hedge=hedge,
        long=lots[0],
        short=lots[1],
        client=None if client is None else PartyId(client),
        group=counts.get(Whose.of_control),
        member=None if member is None else PartyId(member),
    )


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
    ReductionOrdered: cut,
}
