# SPDX-License-Identifier: Apache-2.0
"""Combinations in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.combining import Combination
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_combining
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import TOMORROW
from support.futures_combined import beside_others, policy
from support.futures_ending_breaches import Ends
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_combining,), Row)}
THEIRS: Final = Combination("theirs", ("theirs",), 1)
EVENING: Final = Combination("evening", ("evening",), 1)


def combined() -> World:
    """As in the rejection table; and a house that opens a day before it begins."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE,)))
    beside_others(floor)
    calendar = c.CalendarGiven(first=TOMORROW - 9, last=TOMORROW + 9)
    about = {"by": "ccp", "cash": "CNY", "fees": "of-ccp", "offset_min": 480}
    floor.do(c.OpenHouse(house="GG", account="pool-GG", calendar=calendar, **about), signed_by="ccp")
    said = {"venue": "venue", "title": "an evening's", "decimals": 0, "multiplier": 1}
    rules = c.RulesGiven(tick=1, limit_ppm=1, long_ppm=1, short_ppm=1)
    floor.do(c.DefineProduct(product="evening", house="GG", rules=rules, **said), signed_by="ccp venue")
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = combined
BREACHES = {
    "futures.CombinationsSet._with.too_many_combination_rules": breach(
        "combinations/FF", "one change of combinations too many"
    ),
    "futures.set_combinations.combinations_backdated": Breach(
        "futures/combinations/FF", "ccp", plain(policy(THEIRS, house="FF", since=1))
    ),
    "futures.set_combinations.combinations_backdated 2": Breach(
        "futures/combinations/GG",
        "ccp",
        plain(policy(EVENING, house="GG")),
        [("ccp", plain(c.OpenDay(house="GG", day=TOMORROW)))],
    ),
    "futures.set_combinations.combined_twice": breach("combinations/CC", "two groups of one name"),
    "futures.set_combinations.another_house": breach("combinations/CC", "another house's product"),
}
UNCOVERED: dict[str, str] = {}
