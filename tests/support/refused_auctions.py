# SPDX-License-Identifier: Apache-2.0
"""What is refused about auctions of what was a defaulter's: per call, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import known
from counterfoil.modules.futures import auction_calls as a
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import stress_calls as st
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome as Auction
from counterfoil.modules.futures.auction_records import AUCTIONED, AUCTIONS, BIDS, MOVINGS, AuctionEnd
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome as Closing
from counterfoil.modules.futures.events import DayClosed
from counterfoil.modules.futures.limits import all_is_settled
from counterfoil.modules.futures.locking_outcomes import LockingOutcome as Locking
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import DAYS, ROLLS
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import Quantity
from support.futures_auctioned import (
    announce,
    auctioned,
    award,
    call_off,
    charge,
    forced,
    give,
    put,
    put_up,
    release,
    reveal,
    seal,
    take,
)
from support.futures_market import TODAY
from support.futures_reduced import order
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = auctioned
CROSSWISE: Final = {"sealed_until": 10**15, "opened_until": 10**15}
CONCLUDED: Final = d.ConcludeDefault(house="CC", member="dan", reference="all is over")
PUTTING_UP: Final = [
    Row("lots put up in no house", put(house="none"), "ccp", Outcome.unknown_house),
    Row("lots put up of no account", put("fresh", "none"), "ccp", Outcome.no_margin_account),
    Row("lots put up with no day open", put(house="DD"), "ccp", Outcome.no_day_open),
    Row("of another house's account", put("fresh", "m-there"), "ccp", Outcome.another_house),
    Row("of who is in no default", put("fresh", "m-ann", put_up(side="sold")), "ccp", Auction.not_a_defaulters),
    Row("of a client that fails nothing", put("fresh", "g-sound"), "ccp", Auction.not_a_defaulters),
    Row("of who is settled", put("fresh", "g-done", put_up("AV")), "ccp", Outcome.account_settled),
    Row("of what is put up already", put("fresh", "g-open"), "ccp", Auction.auction_under_way),
    Row("one side twice", put("fresh", "m-gamma", put_up(), put_up(lots=1)), "ccp", Auction.put_up_twice),
    Row("lots of nothing", put("fresh", "m-gamma", put_up("none")), "ccp", Outcome.unknown_futures),
    Row("lots of no position", put("fresh", "m-gamma", put_up(hedge="hedge")), "ccp", Outcome.unknown_futures_position),
    Row("more lots than there are", put("fresh", "m-gamma", put_up(lots=3)), "ccp", Auction.more_than_open),
    Row("lots on the other side", put("fresh", "m-gamma", put_up(side="sold")), "ccp", Auction.more_than_open),
    Row("what ends today", put("fresh", "m-gamma", put_up("LD")), "ccp", Auction.ends_by_itself),
    Row("what may be reduced today", put("fresh", "m-gamma", put_up("RL")), "ccp", Locking.reduction_first),
    Row("put up by a member", put(), "alpha", Parties.not_authorised),
    Row("put up for what there is", put("open"), "ccp", Auction.put_up_already),
]
ANNOUNCING: Final = [
    Row("an auction of no house", announce(house="none"), "ccp", Outcome.unknown_house),
    Row("opened before it is sealed", announce("ready", **CROSSWISE), "ccp", Auction.auction_times),
    Row("sealed in the past", announce("ready", sealed_until=1), "ccp", Auction.auction_times),
    Row("a least below what the lots are worth", announce("ready", least=-(10**9)), "ccp", Closing.least_too_low),
    Row("an auction with no day open", announce(house="DD"), "ccp", Outcome.no_day_open),
    Row("announced by a member", announce("ready"), "alpha", Parties.not_authorised),
    Row("a name that was taken", announce("open"), "ccp", Auction.auction_exists),
    Row("an auction of nothing put up", announce("fresh"), "ccp", Auction.not_put_up),
    Row("an auction of more than was put up", announce("ready", put_up(lots=1)), "ccp", Auction.not_put_up),
    Row("another member's", announce("ready", member="alpha"), "ccp", Auction.not_put_up),
    Row("an auction of what was released", announce("back"), "ccp", Auction.not_put_up),
]
LEAVING: Final = [
    Row("leaving while its bid stands", st.Leave(house="CC", member="eve"), "ccp eve", Auction.auction_first),
    Row("a default over while its bid stands", CONCLUDED, "ccp", Auction.auction_first),
]
SEALING: Final = [
    Row("a bid to no house", seal("open", "beta", house="none"), "beta", Outcome.unknown_house),
    Row("a bid in no auction", seal("none", "beta"), "beta", Auction.unknown_auction),
    Row("a bid for what nobody took", seal("unsold", "beta"), "beta", Auction.auction_elsewhere),
    Row("a bid sealed late", seal("late", "alpha"), "alpha", Auction.bids_closed),
    Row("a bid by no member", seal("open", "ann"), "ann", Outcome.not_a_clearing_member),
    Row("a bid by who failed", seal("open", "gamma"), "gamma", Outcome.member_in_default),
    Row("a bid by who is settled", seal("open", "delta"), "delta", Outcome.account_settled),
    Row("another's bid", seal("open", "beta"), "alpha", Parties.not_authorised),
    Row("a second bid", seal("open", "alpha", 7), "alpha", Auction.bid_exists),
]
OPENING: Final = [
    Row("opening in no auction", reveal("none", "beta", 1), "beta", Auction.unknown_auction),
    Row("opening where it is won", reveal("won", "beta", 200), "beta", Auction.auction_elsewhere),
    Row("opening while others seal", reveal("open", "alpha", 1), "alpha", Auction.not_being_opened),
    Row("opening too late", reveal("ended", "eve", 400), "eve", Auction.not_being_opened),
    Row("opening what was never sealed", reveal("opening", "delta", 1), "delta", Auction.unknown_bid),
    Row("opening twice", reveal("opening", "alpha", 100), "alpha", Auction.bid_opened),
    Row("another price than was sealed", reveal("opening", "eve", 51), "eve", Auction.not_what_was_sealed),
    Row("another salt", reveal("opening", "eve", 50, "another salt, longer"), "eve", Auction.not_what_was_sealed),
    Row("lower than the margin of the lots", reveal("opening", "dan", -(10**9)), "dan", Closing.bid_too_low),
    Row("more than it has", reveal("opening", "beta", 10**12), "beta", Outcome.not_available),
    Row("opening another's", reveal("opening", "eve", 50), "alpha", Parties.not_authorised),
]
AWARDING: Final = [
    Row("awarding no auction", award("none"), "eve", Auction.unknown_auction),
    Row("awarding twice", award("won", "beta"), "eve", Auction.auction_elsewhere),
    Row("awarding early", award("opening", "alpha"), "eve", Auction.bids_not_over),
    Row("awarding to who bid nothing", award("ended", "ann"), "eve", Auction.unknown_bid),
    Row("awarding to who never opened", award("ended", "eve"), "eve", Auction.bid_not_open),
    Row("awarding below the least", award("ended", "alpha"), "eve", Auction.below_the_least),
    Row("awarding to who failed since", award("ended", "dan"), "eve", Outcome.member_in_default),
    Row("nobody where somebody won", award("ended"), "eve", Auction.not_the_best),
]
MOVING: Final = [
    Row("releasing nothing", release("none"), "eve", Auction.not_put_up),
    Row("releasing in no house", a.ReleaseLots(house="none", auction="open"), "eve", Outcome.unknown_house),
    Row("releasing while it goes on", release("open"), "eve", Auction.not_to_release),
    Row("releasing what was sold", release("moved"), "eve", Auction.not_to_release),
    Row("releasing twice", release("back"), "eve", Auction.not_to_release),
    Row("giving in no auction", give("none"), "eve", Auction.unknown_auction),
    Row("giving before it is won", give("ended"), "eve", Auction.auction_elsewhere),
    Row("giving what is not among it", give("won", 2), "eve", Auction.no_such_lots),
    Row("giving twice", give("moved"), "eve", Auction.lots_moved),
    Row("giving without a price", give("won"), "eve", Outcome.price_missing),
    Row("taking before it is won", take("ended"), "eve", Auction.auction_elsewhere),
    Row("taking what is not among it", take("won", 2), "eve", Auction.no_such_lots),
    Row("taking twice", take("moved"), "eve", Auction.lots_moved),
    Row("taking without a price", take("won"), "eve", Outcome.price_missing),
    Row("charging before it is won", charge("ended"), "eve", Auction.auction_elsewhere),
    Row("charging nothing", charge("free"), "eve", Auction.nothing_bid),
    Row("charging twice", charge("moved"), "eve", Auction.bid_charged),
    Row("charging before the day is known", charge("moved", AuctionEnd.taken), "eve", Outcome.not_settled_yet),
    Row("calling off nothing", call_off("none"), "ccp", Auction.unknown_auction),
    Row("calling off what nobody took", call_off("unsold"), "ccp", Auction.auction_elsewhere),
    Row("called off by a member", call_off("open"), "alpha", Parties.not_authorised),
    Row("calling off what has moved", call_off("moved"), "ccp", Auction.auction_moving),
]
MEANWHILE: Final = [
    Row("closing what is put up", forced("g-open"), "venue", Auction.auction_under_way),
    Row(
        "cancelling where lots are put up",
        c.Cancel(account="g-open", contract="AU", trade=60, direction=Direction.sold, reason="a slip"),
        "venue cat",
        Auction.auction_under_way,
    ),
    Row("settling what is put up", c.Settle(account="g-held"), "eve", Auction.auction_under_way),
    Row("porting what is put up", d.Port(account="g-open", to="alpha"), "ccp cat alpha", Auction.auction_under_way),
    Row("settling who may win", c.Settle(account="m-beta"), "eve", Auction.auction_first),
    Row("closing by force where nobody failed", forced("g-sound"), "venue", Outcome.not_forced),
    Row("reducing what is put up", order("RK"), "ccp", Auction.auction_first),
    Row("layers before the price", d.Absorb(account="g-owing"), "eve", Auction.auction_first),
    Row("the member before the price", c.Cover(account="g-owing", amount=1), "eve", Auction.auction_first),
]


def _all_but_a_price(ctx: Context) -> Any:
    """A day on which everybody is settled and paid, and a price is not charged yet."""
    roll, day = known(ctx, ROLLS, "CC"), known(ctx, DAYS, "CC", str(TODAY))
    over = replace(day, accounts=roll.accounts, dropped=0, owed=Quantity(0), due=Quantity(0), variation=0)
    ctx.state.write(DAYS.path("CC", str(TODAY)), over)
    all_is_settled(DayClosed(house="CC", day=TODAY), ctx)


KEY: Final = ("CC", str(TODAY))
ACTS: Final = [
    Act("a day closed before a price is charged", _all_but_a_price, Auction.auction_first),
    Act("an auction once more", creating(AUCTIONS, *KEY, "open"), Auction.auction_exists),
    Act("lots put up once more", creating(AUCTIONED, *KEY, "open"), Auction.put_up_already),
    Act("a bid once more", creating(BIDS, *KEY, "open", "alpha"), Auction.bid_exists),
    Act("nothing moved", on_record(MOVINGS, *KEY, "open", AuctionEnd.given), Auction.no_lots_moved),
    Act("moved once more", creating(MOVINGS, *KEY, "moved", AuctionEnd.given), Auction.end_exists),
]
