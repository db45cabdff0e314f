# SPDX-License-Identifier: Apache-2.0
"""Which bid wins, what is left of an auction, and who waits for it: read from all bids and both ends."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import auction_calls as c
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.auction_records import (
    AUCTIONED,
    AUCTIONS,
    BIDS,
    MOVINGS,
    Auction,
    AuctionEnd,
    AuctionStatus,
    Bid,
    Moving,
    is_over,
    lots_over,
)
from counterfoil.modules.futures.reckoning import still_called
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    MarginAccount,
    MemberStatus,
)
from counterfoil.primitives.types import AccountId, DayNumber, Timestamp


def auctions_of(view: View, house: str, day: DayNumber) -> Iterator[Auction]:
    """Those of a day, by name. A day says whether it had any, so that nothing is looked through for nothing."""
    told = view.read(DAYS, house, str(day))
    if told is not None and told.auctions:
        yield from (auction for _, auction in view.rows(AUCTIONS, house, str(day)))


def bids_of(view: View, auction: Auction) -> list[Bid]:
    """By bidder."""
    return [bid for _, bid in view.rows(BIDS, auction.house, str(auction.day), auction.auction)]


def best_of(view: View, auction: Auction) -> Bid | None:
    """The highest that is open and that the house takes, by a member that may open; of equal ones the first sealed.

    Of those that one block sealed the first by name.
    """
    found = (
        ((-bid.price, bid.sealed_at, bid.bidder), bid)
        for bid in bids_of(view, auction)
        if bid.price is not None
        and (auction.least is None or bid.price >= auction.least)
        and _may_open(view, auction, bid)
    )
    return min(found, key=lambda one: one[0], default=(None, None))[1]


def _may_open(view: View, auction: Auction, bid: Bid) -> bool:
    """Whether a bidder is in no default, and has its margin, or answered in time what it was called for today."""
    member, house = view.read(MEMBERS, bid.house, bid.bidder), view.read(HOUSES, bid.house)
    account = view.read(MARGIN_ACCOUNTS, bid.account)
    if member is None or house is None or account is None or member.status is not MemberStatus.active:
        return False
    late = account.intraday is not None and account.intraday.stops(auction.opened_until)
    return not late and not still_called(view, account, house)


def movings_of(view: View, auction: Auction) -> dict[AuctionEnd, Moving | None]:
    """What has moved at either end."""
    return {end: view.read(MOVINGS, auction.house, str(auction.day), auction.auction, end) for end in AuctionEnd}


def unfinished(view: View, house: str, day: DayNumber) -> Iterator[Auction]:
    """Auctions of a day of which something is to come."""
    return (one for one in auctions_of(view, house, day) if not is_over(one, movings_of(view, one)))


def concerned(view: View, auction: Auction) -> set[AccountId]:
    """Accounts that lots may come from or go to: none of them is settled before that is over."""
    takers = {bid.account for bid in bids_of(view, auction)} if auction.taker is None else {auction.taker}
    source = source_of(view, auction)
    return takers if source is None else {source, *takers}


def source_of(view: View, auction: Auction) -> AccountId | None:
    """Whose lots an auction is of; None: nobody's yet."""
    found = view.read(AUCTIONED, auction.house, str(auction.day), auction.auction)
    return None if found is None else found.account


def waits(view: View, account: MarginAccount, day: DayNumber) -> str | None:
    """The name of an auction whose lots an account's settlement waits for."""
    for one in unfinished(view, account.house, day):
        if not lots_over(one, movings_of(view, one)) and account.account in concerned(view, one):
            return one.auction
    return None


def require_no_auction(moment: Whole, account: MarginAccount) -> None:
    """Nothing goes on that may yet bring the account lots, or a debt: who would bear that is gone by then."""
    day = known(moment, HOUSES, account.house).day
    for one in () if day is None else unfinished(moment, account.house, day):
        among = account.account in concerned(moment, one)
        require(not among, AuctionOutcome.auction_first, f"{account.account}: {one.auction}")


def price_to_come(view: View, account: MarginAccount, day: DayNumber | None) -> str | None:
    """The name of an auction of its lots that may yet bring an account something: that bears what it owes first."""
    going = () if day is None else unfinished(view, account.house, day)
    return next((one.auction for one in going if source_of(view, one) == account.account), None)


def moving(view: View, house: str, day: DayNumber, time: Timestamp) -> Iterator[Call]:
    """What anybody may do next of the auctions of a day."""
    for auction in auctions_of(view, house, day):
        source = view.read(MARGIN_ACCOUNTS, source_of(view, auction) or "")
        unsold = auction.status in (AuctionStatus.unsold, AuctionStatus.dropped)
        if unsold and source is not None and source.auction == auction.auction:
            yield c.ReleaseLots(house=house, auction=auction.auction)
    for auction in unfinished(view, house, day):
        if auction.status is AuctionStatus.announced:
            if time >= auction.opened_until:
                best = best_of(view, auction)
                yield c.AwardAuction(house=house, auction=auction.auction, winner=None if best is None else best.bidder)
            continue
        for end, before in movings_of(view, auction).items():
            for number in _left(view, auction, before):
                move = c.GiveLots if end is AuctionEnd.given else c.TakeLots
                yield move(house=house, auction=auction.auction, number=number)
            if auction.price and (before is None or not before.charged) and _is_settled(view, auction, end):
                yield c.ChargeBid(house=house, auction=auction.auction, end=end)


def _is_settled(view: View, auction: Auction, end: AuctionEnd) -> bool:
    name = source_of(view, auction) if end is AuctionEnd.given else auction.taker
    account = view.read(MARGIN_ACCOUNTS, name or "")
    return account is not None and account.settled == auction.day


def _left(view: View, auction: Auction, before: Moving | None) -> Iterator[int]:
    """Lots that have not moved, of contracts that have their price of the day."""
    for number, one in enumerate(auction.portfolio, 1):
        contract = view.read(FUTURES, one.contract)
        priced = contract is not None and contract.settled == auction.day
        if priced and (before is None or number not in before.moved):
            yield number
