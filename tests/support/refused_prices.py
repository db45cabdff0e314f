# SPDX-License-Identifier: Apache-2.0
"""Agreements priced by feeds of every kind, and what is refused of them: per call, in the order checked."""

from typing import Final

from counterfoil.modules.oracles import calls as o
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.counter import DAY_MS, HOUR_MS
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.price_feeds import KEPT_BY, at, by_feed, define, fed, fixed, fixing, market_with_prices, void

DAY: Final = GENESIS_TIME // DAY_MS
OTHER: Final = "e" * 64
BOTH: Final = "dealer client"
APART: Final = True


def priced(_market: Ledger | None = None) -> Ledger:
    """Feeds that are old, void, worth nothing, closed since, never fixed, and one in force at 1.0050 yuan."""
    ledger = market_with_prices()
    names = ("old", "void", "none", "worthless", "closed")
    ledger.do(*(define(name) for name in names), signed_by=KEPT_BY)
    ledger.do(*(fed(name.upper(), name) for name in names), signed_by=BOTH)
    fixed(ledger, 10_050, 10_050, name="old")
    ledger.wait(3 * HOUR_MS)
    fixed(ledger, 10_050, 10_050)
    fixed(ledger, 99, 99, name="worthless")
    fixed(ledger, 10_050, 10_050, name="void")
    close = o.CloseFeed(feed="closed", by="supervisor", reason="nobody needs it")
    ledger.do(void(1, "void"), close, signed_by=KEPT_BY)
    return ledger


def amend(name: str) -> c.Amend:
    return c.Amend(agreement="F", hash=OTHER, credit=by_feed(name))


AGREED_BY_FEED = [
    Row("a price by a feed that nobody defined", fed("N", "nobody's"), BOTH, Outcome.no_feed_of_prices),
    Row("a price by a fixing, which is no feed", fed("N", feed=fixing(1)), BOTH, Outcome.no_feed_of_prices),
    Row("a price by a closed feed", fed("N", "closed"), BOTH, Outcome.no_feed_of_prices),
    Row("a price by a closed feed, one side alone", fed("N", "closed"), "dealer", Parties.not_authorised),
    Row("a price by a closed feed from now on", amend("closed"), BOTH, Outcome.no_feed_of_prices),
]
VALUED_BY_FEED = [
    Row("valuing by what was never fixed", at(100, DAY, agreement="NONE"), "agent", Outcome.no_price_fixed),
    Row(
        "valuing by what never was fixed, and is closed",
        at(100, DAY, agreement="CLOSED"),
        "agent",
        Outcome.no_price_fixed,
    ),
    Row("valuing by a void fixing", at(100, DAY, agreement="VOID"), "agent", Outcome.price_void),
    Row("valuing by a fixing three hours old", at(100, DAY, agreement="OLD"), "agent", Outcome.price_stale),
    Row("valuing at more than the feed says", at(101, DAY), "agent", Outcome.price_not_as_fixed),
    Row("valuing at less than it says", at(99, DAY), "agent", Outcome.price_not_as_fixed),
    Row(
        "valuing what is worth less than a fen", at(1, DAY, agreement="WORTHLESS"), "agent", Outcome.price_not_as_fixed
    ),
    Row("valuing by the feed without the agent", at(100, DAY), "dealer", Parties.not_authorised),
]
MARKET = priced
