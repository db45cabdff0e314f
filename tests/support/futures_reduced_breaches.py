# SPDX-License-Identifier: Apache-2.0
"""The same reductions in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_reduction
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_market import TODAY
from support.futures_reduced import on_the_floor, reduce
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_reduction,), Row)}


def reduced() -> World:
    """The day of the rejection table."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    return floor.world


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


def of(contract: str) -> str:
    return f"reduction/{contract}/{TODAY}"


WORLD = reduced
BREACHES = {
    "futures._rules.tiers_unordered": breach("product/fresh", "tiers upside down"),
    "futures.state_unfilled.not_so_much_open": breach("unfilled/RD/m-bob/speculation", "more than is short"),
    "futures.order_reduction.price_missing": breach(of("RD"), "ordering before the price is fixed"),
    "futures._decides.reduction_elsewhere": breach(of("RO"), "waiving what is ordered"),
    "futures.reduce.reduction_elsewhere": breach("position/m-ann/RW/speculation", "reducing what was waived"),
    "futures.reduce.reduced_already": Breach(
        "futures/position/m-ann/RP/speculation", "eve", plain(reduce("RP", lots=1))
    ),
    "futures.reduce.not_so_much_open": breach("position/m-ann/RO/speculation", "reduced by more than is open"),
    "futures.conclude_reduction.reduction_elsewhere": breach(of("RD"), "concluding what is not decided"),
    "futures._require_over.reduction_first": breach("account/m-cat", "settled before it is reduced"),
}
