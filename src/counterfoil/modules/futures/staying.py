# SPDX-License-Identifier: Apache-2.0
"""What stays in a member's own account for others' sake: what it bid in auctions, and what its clients owe."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, View, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.auction_records import BIDS, MOVINGS, AuctionEnd
from counterfoil.modules.futures.auctioning import bids_of, unfinished
from counterfoil.modules.futures.auctions import BidOpened
from counterfoil.modules.futures.defaults import DEFAULTS, Contributed, DefaultStatus
from counterfoil.modules.futures.house_accounts import answered_for
from counterfoil.modules.futures.lodging import SecurityReturned
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.paying_outcomes import PayingOutcome
from counterfoil.modules.futures.reckoning import available_of, own_means
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, House, MarginAccount
from counterfoil.modules.futures.settling import Withdrawn
from counterfoil.modules.futures.stress import ShareRefunded


def stays(event: Withdrawn | Contributed | SecurityReturned, moment: Whole) -> None:
    """What goes out of a member's own account leaves there what it bid, and what its clients owe.

    Cash has moved by now, and pledges are released: what is beyond the account's own need is what is left of it.
    """
    account = known(moment, MARGIN_ACCOUNTS, event.account)
    if account.own and _counts(event, account):
        house = known(moment, HOUSES, account.house)
        bid, owed = bid_by(moment, account, house), owed_by_clients(moment, account)
        if bid or owed:
            left, told = available_of(moment, account, house)
            require(left >= bid, PayingOutcome.bid_stays, f"{told}; {bid} is bid")
            require(left >= bid + owed, PayingOutcome.clients_owe, f"{told}; {owed} is owed")


def is_bid_once(event: BidOpened, moment: Whole) -> None:
    """What is bid here is bid nowhere else."""
    if event.price > 0:
        bid = known(moment, BIDS, event.house, str(event.day), event.auction, event.bidder)
        account, house = known(moment, MARGIN_ACCOUNTS, bid.account), known(moment, HOUSES, event.house)
        elsewhere = bid_by(moment, account, house)
        left, told = available_of(moment, account, house)
        require(left >= elsewhere + event.price, PayingOutcome.bid_stays, f"{told}; {elsewhere} is bid")


def no_default_is_open(event: ShareRefunded, moment: Whole) -> None:
    """What a default may yet cost stays until it is over."""
    for _, default in moment.rows(DEFAULTS, event.house):
        over = default.status is DefaultStatus.concluded
        require(over, FuturesOutcome.default_in_hand, default.member)


def bid_by(view: View, account: MarginAccount, house: House) -> int:
    """What an account bid and may yet have to pay: of bids that are open, until it is known whose is the best."""
    found = 0
    for auction in () if house.day is None else unfinished(view, house.house, house.day):
        moving = view.read(MOVINGS, auction.house, str(auction.day), auction.auction, AuctionEnd.taken)
        over = moving is not None and moving.charged
        for bid in bids_of(view, auction):
            may_win = not over and auction.taker in (None, account.account)
            if bid.account == account.account and bid.price is not None and may_win:
                found += max(bid.price, 0)
    return found


def owed_by_clients(view: View, own: MarginAccount) -> int:
    """What clients for whom a member answers owe beyond what they pay themselves."""
    clients = (one for one in answered_for(view, own.house, own.member) if one.owed and not one.own)
    return sum(int(one.owed) - own_means(view, one) for one in clients)


def _counts(event: Withdrawn | Contributed | SecurityReturned, account: MarginAccount) -> bool:
    """Whether it goes out of what secures anything: a pledge that was never lodged does not."""
    return not isinstance(event, SecurityReturned) or any(one.pledge == event.pledge for one in account.lodged)


STAYING: Final[dict[type[EventData], Limit]] = {
    Withdrawn: stays,
    Contributed: stays,
    SecurityReturned: stays,
    BidOpened: is_bid_once,
    ShareRefunded: no_default_is_open,
}
