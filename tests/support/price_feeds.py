# SPDX-License-Identifier: Apache-2.0
"""A feed of what a note is worth, which three firms observe, and an agreement whose collateral it prices."""

from typing import Any, Final

from counterfoil.modules.oracles import calls as o
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.pricing import Price
from counterfoil.modules.over_the_counter.records import CreditSupport, Eligible, PriceFeed
from counterfoil.primitives.types import RecordPath
from support.counter import CASH, DAY_MS, HOUR_MS, NOTE, agree, credit, dealing, value
from support.ledger import Ledger

REPORTERS: Final = ("third", "repository", "umpire")
FRESH_FOR: Final = 2 * HOUR_MS
KEPT_BY: Final = "maker supervisor"


def feed(name: str = "note") -> RecordPath:
    return RecordPath(f"oracles/feed/{name}")


def fixing(number: int, name: str = "note") -> RecordPath:
    """Where a fixing stands."""
    return RecordPath(f"oracles/fixing/{name}/{number}")


def define(name: str = "note", **changed: Any) -> o.DefineFeed:
    """What a note is worth in yuan with four decimals; each observation counts for a day."""
    fields: dict[str, Any] = {"title": "Notes of the maker", "unit": "CNY a note", "decimals": 4, "keeper": "maker"}
    fields |= {"by": "supervisor", "reporters": REPORTERS, "quorum": 2, "counts_for": DAY_MS, "spread_ppm": 100_000}
    return o.DefineFeed(feed=name, **{**fields, **changed})


def observed(values: tuple[int, ...], at: int, name: str = "note") -> list[o.Observe | o.Fix]:
    """As many reporters as there are values say them, and the feed is fixed; by ``REPORTERS``."""
    said = zip(REPORTERS, values, strict=False)
    return [*(o.Observe(feed=name, reporter=one, value=seen, observed=at) for one, seen in said), o.Fix(feed=name)]


def fixed(ledger: Ledger, *values: int, name: str = "note", ago: int = 0) -> RecordPath:
    """Observed in the last block, or before, and fixed now."""
    ledger.do(*observed(values, ledger.time - ago, name), signed_by=REPORTERS)
    found = ledger.state.read(FEEDS, name)
    assert found is not None
    return fixing(found.round, name)


def void(number: int, name: str = "note") -> o.VoidFixing:
    return o.VoidFixing(feed=name, round=number, by="supervisor", reason="the wrong line")


def by_feed(name: str = "note", **changed: Any) -> CreditSupport:
    """Cash, which counts fen, and notes at nine tenths of what the feed says in yuan. Nothing is too small a call."""
    source = PriceFeed(**{"feed": feed(name), "fresh_for": FRESH_FOR, "multiplier": 100, **changed})
    eligible = (Eligible(instrument=CASH), Eligible(instrument=NOTE, haircut_ppm=100_000, priced_by=source))
    return credit(eligible=eligible, threshold_amount=0, minimum_transfer=0, rounding=1)


def fed(agreement: str = "F", name: str = "note", **changed: Any) -> c.Agree:
    """An agreement whose notes the feed prices."""
    return agree(agreement, credit=by_feed(name, **changed))


def at(price: int, day: int, exposure: int = 20_000, agreement: str = "F") -> c.Value:
    """A valuation with notes at so many fen."""
    return value(day, exposure, agreement=agreement, prices=(Price(instrument=NOTE, unit_price=price),))


def market_with_prices() -> Ledger:
    """The firms of ``counter``, a feed that was never fixed, and the agreement."""
    ledger = dealing()
    ledger.do(define(), signed_by=KEPT_BY)
    ledger.do(fed(), signed_by="dealer client")
    return ledger
