# SPDX-License-Identifier: Apache-2.0
"""A feed of a rate that three firms observe, and a floating bond whose rates are its fixings."""

from datetime import date
from fractions import Fraction
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.oracles import calls as o
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.primitives.types import DayNumber, InstrumentId, RecordPath, Timestamp
from support.corporate_actions import CHINA_MIN, DAY_MS, FLOATING, action_of, bond, registered, small_market, until
from support.ledger import Ledger

FLOATS: Final = InstrumentId("FLOATS")
FEED: Final = RecordPath("oracles/feed/shibor")
REPORTERS: Final = ("bank", "venue", "ann")
HELD: Final = {"ann": 10, "ben": 20, "cat": 3}
COUNTS_FOR: Final = 10 * DAY_MS
FRESH_FOR: Final = 2 * DAY_MS
SPREAD_PPM: Final = 100_000
BEGIN: Final = date(2023, 11, 2)
FEBRUARY, MAY, AUGUST, NOVEMBER = (date(2024, month, 2) for month in (2, 5, 8, 11))
"""The bond's rates are set for the first three, and it pays on the second and the last."""
BOTH: Final = "issuer supervisor"


def fixing(number: int) -> RecordPath:
    """Where a fixing stands."""
    return RecordPath(f"oracles/fixing/shibor/{number}")


def number(day: date) -> DayNumber:
    """As records count days."""
    return DayNumber((day - date(1970, 1, 1)).days)


def midnight(day: date) -> int:
    """When a day begins in China."""
    return number(day) * DAY_MS - CHINA_MIN * 60_000


def define(**changed: Any) -> o.DefineFeed:
    """A rate in four decimals, kept by the issuer; each observation counts for ten days."""
    fields: dict[str, Any] = {"title": "SHIBOR, three months", "unit": "1 a year", "decimals": 4, "keeper": "issuer"}
    fields |= {"by": "supervisor", "reporters": REPORTERS, "quorum": 2, "counts_for": COUNTS_FOR}
    return o.DefineFeed(**({"feed": "shibor", "spread_ppm": SPREAD_PPM} | fields | changed))


def observe(reporter: str, value: int, observed: int, feed: str = "shibor") -> o.Observe:
    return o.Observe(feed=feed, reporter=reporter, value=value, observed=observed)


def fixed_at(ledger: Ledger, at: int, *values: int) -> RecordPath:
    """Observed by as many reporters as there are values, and fixed; when it is not later already, just after it."""
    until(ledger, at)
    said = [observe(one, value, at) for one, value in zip(REPORTERS, values, strict=False)]
    ledger.do(*said, o.Fix(feed="shibor"), signed_by=REPORTERS)
    feed = ledger.state.read(FEEDS, "shibor")
    assert feed is not None
    return fixing(feed.round)


def void(number: int) -> o.VoidFixing:
    return o.VoidFixing(feed="shibor", round=number, by="supervisor", reason="the wrong line")


def by_feed(ledger: Ledger, name: str = FLOATS, terms: dict[str, Any] | None = None, **changed: Any) -> c.RegisterTerms:
    """The call that registers a floating bond whose rates are the feed's, two days old at most."""
    fields = {"feed": FEED, "fresh_for": FRESH_FOR, **changed}
    return registered(bond(ledger, name, FLOATING if terms is None else terms), name, **fields)


def market_with_feed() -> Ledger:
    """Three holders of a floating bond whose rates are the feed's fixings; none was made yet."""
    ledger = small_market()
    ledger.do(define(), signed_by=BOTH)
    ledger.do(by_feed(ledger), signed_by="issuer")
    for name, quantity in HELD.items():
        ledger.issue(FLOATS, name, quantity, issuer="issuer")
    ledger.do(c.Propose(instrument=FLOATS), signed_by="ann")
    return ledger


def compute(*fixings: RecordPath, number: int = 1) -> c.Compute:
    return c.Compute(instrument=FLOATS, action=f"_due-{number}", fixings=fixings)


def next_of(ledger: Ledger, name: str, instrument: str = FLOATS) -> list[Call]:
    """What anybody may do next for a payment."""
    return list(next_steps(ledger.state, InstrumentId(instrument), name, Timestamp(ledger.time + 1_000)))


def recorded(ledger: Ledger, name: str, instrument: str = FLOATS) -> None:
    """A payment's register recorded; its amount is not computed."""
    until(ledger, action_of(ledger, instrument, name).record_time)
    while calls := [one for one in next_of(ledger, name, instrument) if not isinstance(one, c.Compute)]:
        ledger.do(*calls, signed_by="ben")


def fen(*periods: tuple[str | Fraction, date, date]) -> int:
    """Interest on the 33 bonds of 100 yuan, actual/365, told with fractions; half up."""
    exact = sum((Fraction(rate) * (end - begin).days / 365 for rate, begin, end in periods), Fraction(0))
    return int(exact * 33 * 100 * 100 + Fraction(1, 2))
