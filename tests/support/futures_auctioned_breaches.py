# SPDX-License-Identifier: Apache-2.0
"""The same auctions in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_auctions
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_auctioned import on_the_floor, put, put_up
from support.futures_breaches import Floor
from support.futures_market import TODAY, account, book, fill
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_auctions,), Row)}


def auctioned() -> World:
    """The day of the rejection table."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    _elsewhere(floor)
    return floor.world


def _elsewhere(floor: Floor) -> None:
    """Gamma fails in another house, too, with a lot long."""
    floor.do(d.FoundFund(house="DD", account="f", skin="s", reserve="r", own_funds="o"), signed_by="ccp")
    floor.do(c.Admit(house="DD", member="gamma"), signed_by="ccp gamma")
    floor.do(account("m-other", "gamma", "gamma", house="DD", own=True), signed_by="gamma")
    floor.do(c.OpenDay(house="DD", day=TODAY), signed_by="ccp")
    for name, side in (("m-other", "bought"), ("m-there", "sold")):
        floor.do(book(name, fill(1, side, "opens"), contract="DD"), signed_by="venue")
    floor.do(d.DeclareDefault(house="DD", member="gamma", reason="nor here"), signed_by="ccp")


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


def of(auction: str) -> str:
    return f"auction/CC/{TODAY}/{auction}"


def whose(auction: str) -> str:
    return f"auctioned/CC/{TODAY}/{auction}"


def by(auction: str, bidder: str) -> str:
    return f"bid/CC/{TODAY}/{auction}/{bidder}"


def at(auction: str, end: str) -> str:
    return f"moving/CC/{TODAY}/{auction}/{end}"


WORLD = auctioned
BREACHES = {
    "futures._standing.auction_elsewhere": breach(of("won"), "awarding twice"),
    "futures._moving.lots_moved": breach(at("moved", "taking_end"), "taking twice"),
    "futures._moved.price_missing": breach(at("won", "giving_end"), "giving without a price"),
    "futures.call_off.auction_elsewhere": breach(of("unsold"), "calling off what nobody took"),
    "futures._require_there.ends_by_itself": breach(whose("fresh"), "what ends today"),
    "futures._require_there.more_than_open": breach(whose("fresh"), "more lots than there are"),
    "futures._require_there.reduction_first": breach(whose("fresh"), "what may be reduced today"),
    "futures.account_on.auction_under_way": breach("position/g-open/AU/speculation", "closing what is put up"),
    "futures.put_up.account_settled": breach(whose("fresh"), "of who is settled"),
    "futures.put_up.another_house": Breach(
        f"futures/{whose('fresh')}", "ccp", plain(put("fresh", "m-other", put_up("DD", 1)))
    ),
    "futures.announce.auction_times": breach(of("ready"), "opened before it is sealed"),
    "futures.put_up.auction_under_way": breach(whose("fresh"), "of what is put up already"),
    "futures.put_up.not_a_defaulters": breach(whose("fresh"), "of who is in no default"),
    "futures.put_up.put_up_twice": breach(whose("fresh"), "one side twice"),
    "futures.award.below_the_least": breach(of("ended"), "awarding below the least"),
    "futures.award.bids_not_over": breach(of("opening"), "awarding early"),
    "futures.award.member_in_default": breach(of("ended"), "awarding to who failed since"),
    "futures.cancel.auction_under_way": breach("position/g-open/AU/speculation", "cancelling where lots are put up"),
    "futures.charge.bid_charged": breach(at("moved", "giving_end"), "charging twice"),
    "futures.charge.not_settled_yet": breach(at("moved", "taking_end"), "charging before the day is known"),
    "futures.charge.nothing_bid": breach(at("free", "giving_end"), "charging nothing"),
    "futures.open_bid.bid_too_low": breach(by("opening", "dan"), "lower than the margin of the lots"),
    "futures.announce.least_too_low": breach(of("ready"), "a least below what the lots are worth"),
    "futures.open_bid.bid_opened": breach(by("opening", "alpha"), "opening twice"),
    "futures.open_bid.not_being_opened": breach(by("open", "alpha"), "opening while others seal"),
    "futures.open_bid.not_what_was_sealed": breach(by("opening", "eve"), "another price than was sealed"),
    "futures.port.auction_under_way": breach("account/g-open", "porting what is put up"),
    "futures.seal_bid.account_settled": breach(by("open", "delta"), "a bid by who is settled"),
    "futures.seal_bid.bids_closed": breach(by("late", "alpha"), "a bid sealed late"),
    "futures.seal_bid.member_in_default": breach(by("open", "gamma"), "a bid by who failed"),
    "futures.release.not_to_release": breach("account/g-open", "releasing while it goes on"),
    "futures.settle.auction_under_way": breach("account/g-held", "settling what is put up"),
}
UNCOVERED = {"futures._lots.no_such_lots": "of lots that are not among them nothing could move"}
