# SPDX-License-Identifier: Apache-2.0
"""The law of auctions. Each end reads its own account; whose bid is the best, and that both ends move, are limits."""

from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import auction_calls as c
from counterfoil.modules.futures import auctions as e
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.auction_records import (
    AUCTIONED,
    AUCTIONS,
    BIDS,
    MOVINGS,
    Auction,
    AuctionEnd,
    AuctionStatus,
    Moving,
    PutUp,
    seal_of,
)
from counterfoil.modules.futures.bid_bounds import lowest_least, lowest_of
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.listing import require_room
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.made_fills import unused
from counterfoil.modules.futures.option_records import DRAWS
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import POSITIONS, Fill, Offset, Terms
from counterfoil.modules.futures.reckoning import is_defaulters, lots_on, own_account_of, still_called
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    HedgeFlag,
    House,
    MarginAccount,
    MemberStatus,
)
from counterfoil.modules.futures.reduction_law import terms_then
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.standing import require_left
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.modules.futures.trade_sums import summed
from counterfoil.modules.futures.trading_days import ends_by
from counterfoil.primitives.types import AccountId, Quantity


def put_up(call: c.PutUpLots, moment: Moment) -> Iterable[EventData]:
    house, account = known(moment, HOUSES, call.house), known(moment, MARGIN_ACCOUNTS, call.account)
    day = house.open_day
    require(account.house == call.house, FuturesOutcome.another_house, call.account)
    require(is_defaulters(moment, account, house), AuctionOutcome.not_a_defaulters, call.account)
    require(account.settled != day, FuturesOutcome.account_settled, f"{call.account}: {format_day(day)}")
    require(account.auction is None, AuctionOutcome.auction_under_way, f"{call.account}: {account.auction}")
    sides = {(one.contract, one.hedge, one.side) for one in call.portfolio}
    require(len(sides) == len(call.portfolio), AuctionOutcome.put_up_twice, call.auction)
    for one in call.portfolio:
        _require_there(moment, house, account, one)
    yield e.LotsPutUp(
        house=call.house,
        auction=call.auction,
        day=day,
        account=call.account,
        member=account.member,
        portfolio=call.portfolio,
    )


def announce(call: c.AnnounceAuction, moment: Moment) -> Iterable[EventData]:
    """Whose lots they are is not read: it would show that account to every bidder. That they are put up is a limit."""
    house = known(moment, HOUSES, call.house)
    ordered = moment.time < call.sealed_until < call.opened_until
    told = f"{format_time(call.sealed_until)}, {format_time(call.opened_until)}"
    require(ordered, AuctionOutcome.auction_times, told)
    lowest = lowest_least(moment, call.portfolio)
    enough = call.least is None or call.least >= lowest
    require(enough, ClosingOutcome.least_too_low, f"{call.least}, lowest {lowest}")
    yield e.AuctionAnnounced(
        house=call.house,
        auction=call.auction,
        day=house.open_day,
        cash=house.cash,
        member=call.member,
        portfolio=call.portfolio,
        sealed_until=call.sealed_until,
        opened_until=call.opened_until,
        least=call.least,
        reason=call.reason,
    )


def seal_bid(call: c.SealBid, moment: Moment) -> Iterable[EventData]:
    house, auction = _standing(moment, call.house, call.auction, AuctionStatus.announced)
    told = f"{call.auction}: {format_time(auction.sealed_until)}"
    require(moment.time < auction.sealed_until, AuctionOutcome.bids_closed, told)
    status = known(moment, MEMBERS, call.house, call.bidder).status
    require(status is MemberStatus.active, FuturesOutcome.member_in_default, call.bidder)
    own = known(moment, MARGIN_ACCOUNTS, own_account_of(moment, call.house, call.bidder))
    settled = own.settled == auction.day
    require(not settled, FuturesOutcome.account_settled, f"{own.account}: {format_day(auction.day)}")
    _require_not_called(moment, own, house)
    for one in auction.portfolio:
        require_room(own, one.contract, one.hedge)
    yield e.BidSealed(
        house=call.house,
        auction=call.auction,
        day=auction.day,
        cash=auction.cash,
        bidder=call.bidder,
        account=own.account,
        seal=call.seal,
        time=moment.time,
    )


def open_bid(call: c.OpenBid, moment: Moment) -> Iterable[EventData]:
    house, auction = _standing(moment, call.house, call.auction, AuctionStatus.announced)
    told = f"{call.auction}: {format_time(auction.sealed_until)} to {format_time(auction.opened_until)}"
    within = auction.sealed_until <= moment.time < auction.opened_until
    require(within, AuctionOutcome.not_being_opened, told)
    bid = known(moment, BIDS, call.house, str(auction.day), call.auction, call.bidder)
    require(bid.price is None, AuctionOutcome.bid_opened, call.bidder)
    sealed = bid.seal == seal_of(call.house, call.auction, call.bidder, call.price, call.salt)
    require(sealed, AuctionOutcome.not_what_was_sealed, call.bidder)
    account = known(moment, MARGIN_ACCOUNTS, bid.account)
    _require_not_called(moment, account, house)
    lowest = lowest_of(moment, house, auction)
    require(call.price >= lowest, ClosingOutcome.bid_too_low, f"{call.price}, lowest {lowest}")
    if call.price > 0:
        require_left(moment, account, house, call.price)
    yield e.BidOpened(
        house=call.house,
        auction=call.auction,
        day=auction.day,
        cash=auction.cash,
        bidder=call.bidder,
        price=call.price,
    )


def award(call: c.AwardAuction, moment: Moment) -> Iterable[EventData]:
    """What others bid is not read: it would show all bids to whoever is shown the auction."""
    _, auction = _standing(moment, call.house, call.auction, AuctionStatus.announced)
    told = f"{call.auction}: {format_time(auction.opened_until)}"
    require(moment.time >= auction.opened_until, AuctionOutcome.bids_not_over, told)
    if call.winner is None:
        yield e.AuctionUnsold(house=call.house, auction=call.auction, day=auction.day)
        return
    bid = known(moment, BIDS, call.house, str(auction.day), call.auction, call.winner)
    if bid.price is None:
        raise Refused(AuctionOutcome.bid_not_open, call.winner)
    enough = auction.least is None or bid.price >= auction.least
    require(enough, AuctionOutcome.below_the_least, f"{bid.price}, least {auction.least}")
    status = known(moment, MEMBERS, call.house, call.winner).status
    require(status is MemberStatus.active, FuturesOutcome.member_in_default, call.winner)
    yield e.AuctionAwarded(
        house=call.house,
        auction=call.auction,
        day=auction.day,
        cash=auction.cash,
        winner=call.winner,
        taker=bid.account,
        price=bid.price,
    )


def give(call: c.GiveLots, moment: Moment) -> Iterable[EventData]:
    house, auction = _standing(moment, call.house, call.auction, AuctionStatus.awarded)
    one, moving = _lots(auction, call.number), _moving(moment, auction, AuctionEnd.given, call.number)
    moved = _moved(moment, house, auction, one, moving)
    yield e.LotsGiven(**moved, number=call.number, last=len(moving.moved) + 1 == len(auction.portfolio))


def take(call: c.TakeLots, moment: Moment) -> Iterable[EventData]:
    house, auction = _standing(moment, call.house, call.auction, AuctionStatus.awarded)
    one = _lots(auction, call.number)
    moving = _moving(moment, auction, AuctionEnd.taken, call.number)
    yield e.LotsTaken(**_moved(moment, house, auction, one, moving), number=call.number)


def charge(call: c.ChargeBid, moment: Moment) -> Iterable[EventData]:
    _, auction = _standing(moment, call.house, call.auction, AuctionStatus.awarded)
    require(bool(auction.price), AuctionOutcome.nothing_bid, call.auction)
    before = moment.read(MOVINGS, call.house, str(auction.day), call.auction, call.end)
    require(before is None or not before.charged, AuctionOutcome.bid_charged, f"{call.auction}: {call.end}")
    account, gained = (
        known(moment, MARGIN_ACCOUNTS, _account_at(moment, auction, call.end)),
        auction.gained_at(call.end),
    )
    # What the day cost is known by then: what comes in pays that first.
    told = f"{account.account}: {format_day(auction.day)}"
    require(account.settled == auction.day, FuturesOutcome.not_settled_yet, told)
    yield e.BidCharged(
        house=call.house,
        auction=call.auction,
        day=auction.day,
        cash=auction.cash,
        end=call.end,
        account=account.account,
        gained=gained,
        set_off=Quantity(min(max(gained, 0), int(account.owed))),
    )


def call_off(call: c.CallOffAuction, moment: Moment) -> Iterable[EventData]:
    """That nothing has moved is a limit: what moved at either end would show both accounts."""
    house = known(moment, HOUSES, call.house)
    auction = known(moment, AUCTIONS, call.house, str(house.open_day), call.auction)
    going = auction.status in (AuctionStatus.announced, AuctionStatus.awarded)
    require(going, AuctionOutcome.auction_elsewhere, f"{call.auction}: {auction.status}")
    yield e.AuctionCalledOff(house=call.house, auction=call.auction, day=auction.day, reason=call.reason)


def release(call: c.ReleaseLots, moment: Moment) -> Iterable[EventData]:
    day = known(moment, HOUSES, call.house).open_day
    source = known(moment, AUCTIONED, call.house, str(day), call.auction)
    auction = moment.read(AUCTIONS, call.house, str(day), call.auction)
    let_go = auction is None or auction.status in (AuctionStatus.unsold, AuctionStatus.dropped)
    put_up = known(moment, MARGIN_ACCOUNTS, source.account).auction == call.auction
    require(let_go and put_up, AuctionOutcome.not_to_release, call.auction)
    yield e.LotsReleased(house=call.house, auction=call.auction, day=day, account=source.account)


def _require_there(moment: Moment, house: House, account: MarginAccount, one: PutUp) -> None:
    """So much is open, and nothing else becomes of it today than what its auction brings."""
    contract, day = known(moment, FUTURES, one.contract), house.open_day
    position = known(moment, POSITIONS, account.account, one.contract, one.hedge)
    there = lots_on(position, one.side)
    require(one.lots <= there, AuctionOutcome.more_than_open, f"{account.account} {one.contract}: {there}")
    drawn = contract.option is not None and moment.read(DRAWS, one.contract, str(day)) is not None
    require(not (ends_by(house, contract, day) or drawn), AuctionOutcome.ends_by_itself, one.contract)
    reduces = contract.locked is not None and contract.locked.reduces and contract.locked.day == day
    require(not reduces, LockingOutcome.reduction_first, one.contract)


def _require_not_called(moment: Moment, account: MarginAccount, house: House) -> None:
    """What is won is opened, and who lacks margin opens nothing."""
    require(not still_called(moment, account, house), FuturesOutcome.under_margin_call, account.account)
    call = account.intraday
    late = call is not None and call.stops(moment.time)
    require(not late, IntradayOutcome.called_today, account.account)


def _standing(moment: Moment, name: str, auction: str, status: AuctionStatus) -> tuple[House, Auction]:
    house = known(moment, HOUSES, name)
    found = known(moment, AUCTIONS, name, str(house.open_day), auction)
    require(found.status is status, AuctionOutcome.auction_elsewhere, f"{auction}: {found.status}")
    return house, found


def _lots(auction: Auction, number: int) -> PutUp:
    there = number <= len(auction.portfolio)
    require(there, AuctionOutcome.no_such_lots, f"{auction.auction}: {number} of {len(auction.portfolio)}")
    return auction.portfolio[number - 1]


def _account_at(moment: Moment, auction: Auction, end: AuctionEnd) -> AccountId:
    """Whose lots come from there, or go there. Who takes them is not told whose they were."""
    if end is AuctionEnd.given:
        return known(moment, AUCTIONED, auction.house, str(auction.day), auction.auction).account
    assert auction.taker is not None, "it is awarded"
    return auction.taker


def _moving(moment: Moment, auction: Auction, end: AuctionEnd, number: int) -> Moving:
    """What has moved at an end so far: of these lots nothing."""
    found = moment.read(MOVINGS, auction.house, str(auction.day), auction.auction, end)
    now = found or Moving(
        house=auction.house,
        day=auction.day,
        auction=auction.auction,
        end=end,
        account=_account_at(moment, auction, end),
    )
    require(number not in now.moved, AuctionOutcome.lots_moved, f"{auction.auction}: {number}")
    return now


def _moved(moment: Moment, house: House, auction: Auction, one: PutUp, moving: Moving) -> dict[str, Any]:
    """What an event says that moves lots at an end, at the settlement price. No limit of positions stops who takes."""
    contract, taken = known(moment, FUTURES, one.contract), moving.end is AuctionEnd.taken
    day, account = auction.day, known(moment, MARGIN_ACCOUNTS, moving.account)
    require(contract.settled == day, FuturesOutcome.price_missing, f"{one.contract}: {format_day(day)}")
    product, hedge = known(moment, PRODUCTS, contract.product), HedgeFlag.speculation if taken else one.hedge
    position = moment.read(POSITIONS, account.account, one.contract, hedge)
    fills = () if position is None else position.on(day).fills
    direction = one.side if taken else one.side.other
    fill = Fill(
        trade=next(unused(fills, direction)),
        time=moment.time,
        direction=direction,
        offset=Offset.opens if taken else Offset.forced,
        price=contract.settlement,
        lots=one.lots,
        kind=TradeKind.auction,
    )
    terms = terms_then(contract, product, rules_of(contract, product, house, day))
    # Premiums were paid when lots were opened: nothing is marked.
    terms = terms if contract.option is None else Terms(0, terms.multiplier, terms.closing, None)
    listed = listed_as(one.contract, hedge) in account.positions
    return {
        "product": contract.product,
        "account": account.account,
        "contract": one.contract,
        "house": house.house,
        "cash": contract.cash,
        "hedge": hedge,
        "day": day,
        "fills": (fill,),
        "terms": terms,
        "sums": summed((fill,), product.multiplier, 0),
        "lists": not listed,
        "first": not account.positions,
        "auction": auction.auction,
    }


CALLS: Final[dict[type[Call], Moves]] = {
    c.PutUpLots: put_up,
    c.AnnounceAuction: announce,
    c.SealBid: seal_bid,
    c.OpenBid: open_bid,
    c.AwardAuction: award,
    c.CallOffAuction: call_off,
    c.ReleaseLots: release,
    c.GiveLots: give,
    c.TakeLots: take,
    c.ChargeBid: charge,
}
