# SPDX-License-Identifier: Apache-2.0
"""A bond whose rate is a feed's fixing, in the evidence world, and one breach for each rule of it: ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.holdings.law import STANDING_CONSENTS
from counterfoil.modules.lifecycle.law import LIFECYCLE
from counterfoil.modules.oracles.law import ORACLES
from support.corporate_actions import written
from support.evidence_story import LI, founded, issue
from support.evidence_world import START_MS, World
from support.law_breaches import Breach, call
from support.lifecycle_breaches import DAY_MS, FLOATING, HOUR_MS, bond, of, registered, wait
from support.lifecycle_breaches import rate as published
from support.oracles_breaches import define

FEED: Final = "oracles/feed/rates"
RESET_AT: Final = START_MS + 12 * HOUR_MS
"""Noon of 1 January 2026."""
FIRST: Final = "_due-1"
VALUES: Final = ((5, 100), (3, 200), (2, 220), (1, 10_000))
"""Hours before the reset, and what was observed then; the third is void, the last no fraction."""
GOOD: Final = "oracles/fixing/rates/2"
BONDS: Final = {
    "BAD": ("12:00", 4),
    "SURE": ("09:30", 4),
    "VOID": ("10:30", 4),
    "OLD": ("08:30", 1),
    "SOON": ("23:00", 12),
}
"""When the rate of each is set, and how many hours old a fixing may be."""


def terms(time: str = "12:00") -> str:
    """A floating bond's, whose one rate before its first payment is set for a time of 1 January."""
    return written(FLOATING | {"cycleAnchorDateOfRateReset": f"2026-01-01T{time}:00"})


def source(**more: Any) -> dict[str, Any]:
    return {"feed": FEED, "fresh_for": 4 * HOUR_MS, **more}


def observe(reporter: str, value: int, observed: int) -> dict[str, Any]:
    return call("oracles.observe", feed="rates", reporter=reporter, value=value, observed=observed)


def fixed(world: World, at: int, value: int) -> None:
    """Two firms see a value and another one next to it, and anybody has the feed fixed."""
    wait(world, at)
    said = [observe("bank", value, at), observe("north", value + 2, at)]
    world.do("bank", "north", calls=[*said, call("oracles.fix", feed="rates")])


def floating(world: World, name: str, text: str, **more: Any) -> None:
    """A bond of Acme's that Li has, and whose first payment is proposed."""
    world.do("acme", calls=bond(name, text))
    world.do("acme", calls=[registered(name, text, **more), issue(LI, 333, name)])
    world.do("venue", calls=[call("lifecycle.propose", instrument=name)])


def recorded(world: World, name: str) -> None:
    """Its register is recorded, its amount not computed."""
    register = [of("record", FIRST, name), of("count", FIRST, name, account=LI), of("close", FIRST, name)]
    world.do("venue", calls=register)


def begun() -> World:
    """A feed of rates in four decimals, and Acme that has cash to come."""
    world = founded(ORACLES, LIFECYCLE, STANDING_CONSENTS)
    rules = {"unit": "1 a year", "decimals": 4, "counts_for": DAY_MS}
    world.do("venue", "supervisor", calls=[define("rates", **rules)])
    return world


def compute(*fixings: str, name: str = "BAD") -> dict[str, Any]:
    return call("lifecycle.compute", instrument=name, action=FIRST, fixings=list(fixings))


def rated() -> World:
    """Bonds whose rates the feed says as of different times, and one whose rate the venue publishes."""
    world = begun()
    floating(world, "SAID", written(FLOATING), publisher="venue")
    for name, (time, hours) in BONDS.items():
        floating(world, name, terms(time), **source(fresh_for=hours * HOUR_MS))
    for hours, value in VALUES:
        fixed(world, RESET_AT - hours * HOUR_MS, value)
    fixed(world, RESET_AT + HOUR_MS, 230)
    fields = {"round": 3, "by": "supervisor", "reason": "the wrong line"}
    world.do("venue", "supervisor", calls=[call("oracles.void_fixing", feed="rates", **fields)])
    world.do("venue", calls=[published("publish_fixing", "0.02")])
    wait(world, START_MS + 18 * HOUR_MS)
    for name in ("SAID", *BONDS):
        recorded(world, name)
    return world


def action(name: str = "BAD") -> str:
    return f"lifecycle/action/{name}/{FIRST}"


def _wrong(*fixings: str, name: str = "BAD") -> Breach:
    return Breach(action(name), "venue", compute(*fixings, name=name))


WORLD = rated
"""In which the rules are broken."""
BREACHES: dict[str, Breach] = {
    "lifecycle.rates_of.other_fixing": _wrong(GOOD, name="SAID"),
    "lifecycle._observed.other_fixing": _wrong(GOOD, GOOD, name="SURE"),
    "lifecycle._taken.unknown_fixing": _wrong("oracles/fixing/rates/5", name="SOON"),
    "lifecycle._taken.fixing_stands_not": _wrong("oracles/fixing/rates/3", name="VOID"),
    "lifecycle._taken.later_fixing": _wrong(GOOD),
    "lifecycle._require_as_of.fixing_after_reset": _wrong("oracles/fixing/rates/5"),
    "lifecycle._require_as_of.fixing_before_long": _wrong("oracles/fixing/rates/1", name="OLD"),
}
UNCOVERED = {
    "lifecycle._fraction.no_fraction": "a rate that is no fraction has no form in which an event could say it",
}
