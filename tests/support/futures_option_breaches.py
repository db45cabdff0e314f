# SPDX-License-Identifier: Apache-2.0
"""The same day of options in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_options
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_market import TODAY
from support.futures_option_floor import on_the_floor
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_options,), Row)}


def optioned() -> World:
    """The day of the rejection table."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    return floor.world


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


SERIES: Final = "contract/fresh"
WORLD = optioned
BREACHES = {
    "futures._rules.option_rules_apart": breach("product/fresh", "options that two agree on"),
    "futures.set_rules.another_kind_of_contract": breach("product/on_copper", "options that become futures"),
    "futures.list_contract.another_kind_of_contract": breach(SERIES, "a future among options"),
    "futures.fix_settlement.premium_negative": breach("contract/C59", "a premium below nothing"),
    "futures.mark_price.premium_negative": breach("mark/C59", "a mark below nothing"),
    "futures.list_option.days_unordered": breach(SERIES, "a series backwards"),
    "futures.list_option.not_a_trading_day": breach(SERIES, "a series to a Saturday"),
    "futures.list_option.underlying_unlike": breach(SERIES, "a series of another worth"),
    "futures.list_option.off_tick": breach(SERIES, "a series off the tick"),
    "futures.list_option.premium_negative": breach(SERIES, "a series below nothing"),
    "futures.instruct.on_the_last_day": breach(
        f"instruction/IC/{TODAY}/m-ann/speculation", "exercising what is European"
    ),
    "futures.instruct.exercises_more_than_held": breach(
        f"instruction/C59/{TODAY}/m-ann/speculation", "exercising more than one has"
    ),
    "futures.draw.price_missing": breach(f"draw/C59/{TODAY}", "drawing before the price"),
    "futures.exercise.nothing_to_exercise": breach("position/m-gus/Z/speculation", "an exercise that nobody asked for"),
    "futures.assign.nothing_assigned": breach("position/m-gus/Z/speculation", "an assignment of nothing"),
    "futures.require_exercised.price_missing": breach("account/m-jon", "settling before the level"),
    "futures.require_exercised.exercise_first": breach("account/m-mia", "settling before the last day's end"),
    "futures.require_exercised.exercise_first 2": breach("account/m-lou", "settling before an exercise"),
}
UNCOVERED = {
    "futures._standing.account_settled": "an account is settled when nothing of it is to be exercised or assigned",
}
