# SPDX-License-Identifier: Apache-2.0
"""Bonds whose rates are a feed's fixings of every kind, and what is refused of them: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome as Outcome
from counterfoil.modules.lifecycle.records import RESETS
from counterfoil.primitives.types import InstrumentId, RecordPath
from support.corporate_actions import DAY_MS, FLOATING, HOUR_MS, action_of, bond, registered, until, written
from support.ledger import Ledger
from support.market import Row
from support.rate_feeds import (
    BOTH,
    FEBRUARY,
    FEED,
    FLOATS,
    FRESH_FOR,
    by_feed,
    fixed_at,
    fixing,
    market_with_feed,
    midnight,
    number,
    recorded,
    void,
)
from support.refused_by_records import Act, creating, on_record

DUE: Final = "_due-1"
AT: Final = midnight(FEBRUARY)
LAST: Final = fixing(5)
NOON: Final = "2024-05-01T12:00:00"
"""When the first payment's register is recorded already."""


def rated(_market: Ledger | None = None) -> Ledger:
    """Fixings that are old, overtaken, void, no fraction, too late; bonds here and in the west, and a published one."""
    ledger = market_with_feed()
    bond(ledger, "FRESH", FLOATING)
    said = registered(bond(ledger, "SAID", FLOATING), "SAID", publisher="venue")
    ledger.do(said, by_feed(ledger, "WEST", offset_min=0), by_feed(ledger, "TAKEN", offset_min=0), signed_by="issuer")
    ledger.do(by_feed(ledger, "SOON", FLOATING | {"cycleAnchorDateOfRateReset": NOON}), signed_by="issuer")
    for name in ("SAID", "WEST", "TAKEN", "SOON"):
        ledger.issue(name, "ann", 7, issuer="issuer")
        ledger.do(c.Propose(instrument=InstrumentId(name)), signed_by="ann")
    for before, value in ((3 * DAY_MS, 200), (20 * HOUR_MS, 210), (10 * HOUR_MS, 220), (5 * HOUR_MS, 10_000)):
        fixed_at(ledger, AT - before, value, value)
    fixed_at(ledger, AT + HOUR_MS, 230, 230)
    ledger.do(void(3), signed_by=BOTH)
    until(ledger, action_of(ledger, FLOATS, DUE).record_time)
    for name in (FLOATS, "SAID", "WEST", "TAKEN", "SOON"):
        recorded(ledger, DUE, name)
    ledger.do(compute(LAST, instrument="TAKEN"), signed_by="ben")
    return ledger


def compute(*fixings: str, instrument: str = FLOATS) -> c.Compute:
    named = tuple(RecordPath(path) for path in fixings)
    return c.Compute(instrument=InstrumentId(instrument), action=DUE, fixings=named)


def register(**changed: Any) -> c.RegisterTerms:
    fields = {"feed": FEED, "fresh_for": FRESH_FOR, **changed}
    return registered(written(FLOATING), "FRESH", **fields)


REGISTERED = [
    Row("a publisher and a feed", register(publisher="venue"), "issuer", Outcome.floating_terms),
    Row("however old a fixing is", register(fresh_for=None), "issuer", Outcome.floating_terms),
    Row("a feed that nobody defined", register(feed="oracles/feed/none"), "issuer", Outcome.no_feed_of_rates),
    Row("rates by a fixing, which is no feed", register(feed=fixing(1)), "issuer", Outcome.no_feed_of_rates),
]
COMPUTED = [
    Row("a fixing for a rate that is published", compute(LAST, instrument="SAID"), "ben", Outcome.other_fixing),
    Row("without the feed's fixing", compute(), "ben", Outcome.unknown_fixing),
    Row("before the time of the reset", compute(LAST, instrument="SOON"), "ben", Outcome.unknown_fixing),
    Row("by what is no fixing", compute(FEED), "ben", Outcome.other_fixing),
    Row("by a fixing of another feed", compute("oracles/fixing/copper/1"), "ben", Outcome.other_fixing),
    Row("by a void fixing", compute(fixing(3)), "ben", Outcome.fixing_stands_not),
    Row("by one observed after the reset", compute(LAST), "ben", Outcome.fixing_after_reset),
    Row("by one three days old", compute(fixing(1)), "ben", Outcome.fixing_before_long),
    Row("by one that another overtook", compute(fixing(2)), "ben", Outcome.later_fixing),
    Row("by a rate of 100 %", compute(fixing(4)), "ben", Outcome.no_fraction),
    Row("by one fixing too many", compute(LAST, LAST, instrument="WEST"), "ben", Outcome.other_fixing),
]
RESET: Final = ("TAKEN", "SHIBOR3M", str(number(FEBRUARY)))
RATES_ACTS = [
    Act("a rate that no payment took", on_record(RESETS, "WEST", *RESET[1:]), Outcome.unknown_reset),
    Act("a rate twice", creating(RESETS, *RESET), Outcome.reset_exists),
]
APART = True
MARKET = rated
