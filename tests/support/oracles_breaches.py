# SPDX-License-Identifier: Apache-2.0
"""A feed in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.oracles.law import ORACLES
from support.evidence_story import founded
from support.evidence_world import START_MS, World
from support.law_breaches import IDLE, LATE, Breach, call

FEED: Final = "oracles/feed/copper"
ROUND: Final = "oracles/fixing/copper/1"
REPORTERS: Final = ("bank", "north", "south")
BOTH: Final = "venue supervisor"
RULES: Final = {"reporters": list(REPORTERS), "quorum": 2, "counts_for": 10_000, "spread_ppm": 100_000}


def seen(reporter: str) -> str:
    return f"oracles/observation/copper/{reporter}"


def define(feed: str = "copper", **changed: Any) -> dict[str, Any]:
    """The venue keeps the price of copper, which a bank and two custodians observe."""
    about = {"title": "Copper, cathode", "unit": "CNY per tonne", "decimals": 2, "keeper": "venue", "by": "supervisor"}
    return call("oracles.define_feed", feed=feed, **{**about, **RULES, **changed})


def change(**changed: Any) -> dict[str, Any]:
    return call("oracles.change_rules", feed="copper", **{"by": "supervisor", "reason": "notice 4", **RULES, **changed})


def observe(reporter: str, value: int, observed: int) -> dict[str, Any]:
    return call("oracles.observe", feed="copper", reporter=reporter, value=value, observed=observed)


def void(**changed: Any) -> dict[str, Any]:
    fields = {"by": "supervisor", "round": 1, "reason": "the wrong line"}
    return call("oracles.void_fixing", feed="copper", **{**fields, **changed})


FIX: Final = call("oracles.fix", feed="copper")
CLOSE: Final = call("oracles.close_feed", feed="copper", by="supervisor", reason="nobody needs it")


def observed() -> World:
    """A feed that is defined."""
    world = founded(ORACLES)
    world.do("venue", "supervisor", calls=[define()])
    assert world.height == HEIGHT
    return world


HEIGHT: Final = 7
NOW: Final = START_MS + 1_000 * HEIGHT
"""When the feed was defined."""
TWO: Final = [("bank", observe("bank", 100, NOW)), ("north", observe("north", 102, NOW))]
FIXED: Final = [*TWO, ("li", FIX)]
TWICE: Final = ["bank", "north", "bank"]
WORLD = observed
BREACHES = {
    "oracles._two_of.keeper_is_supervisor": Breach(
        "oracles/feed/own", "supervisor", define("own", keeper="supervisor")
    ),
    "oracles._ruled.reporter_twice": Breach("oracles/feed/tin", BOTH, define("tin", reporters=TWICE)),
    "oracles._ruled.wrong_quorum": Breach("oracles/feed/tin", BOTH, define("tin", quorum=4)),
    "oracles.change_rules.feed_rules_backdated": Breach(FEED, BOTH, change(since=NOW)),
    "oracles.RulesChanged.touches.fold.too_many_feed_rules": Breach(
        FEED,
        BOTH,
        change(since=LATE + SCHEDULED_MAX),
        [(BOTH, change(since=LATE + number)) for number in range(SCHEDULED_MAX)],
    ),
    "oracles._open.feed_closed": Breach(FEED, BOTH, change(), [(BOTH, CLOSE)]),
    "oracles.observe.not_a_reporter": Breach(seen("li"), "li", observe("li", 1, NOW)),
    "oracles.observe.observed_later_than_now": Breach(seen("bank"), "bank", observe("bank", 1, LATE)),
    "oracles.observe.not_observed_later": Breach(seen("bank"), "bank", observe("bank", 101, NOW), TWO),
    "oracles.observe.observed_too_long_ago": Breach(
        seen("bank"), "bank", observe("bank", 100, NOW - 9_000), [IDLE, IDLE]
    ),
    "oracles.observe.observed_before_fixing": Breach(seen("south"), "south", observe("south", 100, NOW), FIXED),
    "oracles.fixed_of.quorum_not_reached": Breach(ROUND, "li", FIX, TWO[:1]),
    "oracles.fixed_of.too_far_apart": Breach(ROUND, "li", FIX, [TWO[0], ("north", observe("north", 120, NOW))]),
    "oracles.void_fixing.fixing_void": Breach(ROUND, BOTH, void(), [*FIXED, (BOTH, void())]),
}
UNCOVERED = {
    "oracles.fixed_of.nothing_newer": "where nothing is newer, less than a quorum is too: it says so more plainly",
}
