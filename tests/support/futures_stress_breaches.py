# SPDX-License-Identifier: Apache-2.0
"""A fund that is to be sized, in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_stress
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import NOTHING, Floor
from support.futures_stress import on_the_stage
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_stress,), Row)}


def stressed() -> World:
    """As in the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_stage(floor)
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


REPORT: Final = f"stress_report/CC/{refused_stress.LAST}"
WORLD = stressed
BREACHES = {
    "futures.StressSet._with.too_many_stress_rules": breach("stress/DD", "one change of scenarios too many"),
    "futures.set_stress.stress_backdated": breach("stress/CC", "scenarios of before"),
    "futures.set_stress.scenarios_unordered": breach("stress/CC", "two scenarios of one name"),
    "futures.set_stress.scenarios_unordered 2": breach("stress/CC", "a product shocked twice"),
    "futures._require_its_own.shocked_two_ways": breach(
        "stress/CC", "a shock of one contract, and of those that end soon"
    ),
    "futures._require_its_own.shock_of_another_product": breach("stress/CC", "a shock of another product's contract"),
    "futures.size_fund.day_open": breach(f"stress_report/FF/{refused_stress.TODAY}", "sizing while a day is open"),
    "futures.size_fund.sized_after_the_last": breach(
        f"stress_report/CC/{refused_stress.TODAY - 1}", "sizing after an earlier day"
    ),
    "futures.size_fund.other_scenarios": breach(REPORT, "sizing by one scenario of two"),
    "futures.size_fund.weights_unordered": breach(REPORT, "weights out of order"),
    "futures.refund_share.fund_short": breach("fund/GG", "a refund while others owe their shares"),
    "futures.leave.member_in_default": breach("member/CC/gamma", "leaving twice"),
}
UNCOVERED = {
    "futures.refund_share.nothing_to_refund": NOTHING,
    "futures.size_fund.too_many_shares": "it takes five hundred members",
}
