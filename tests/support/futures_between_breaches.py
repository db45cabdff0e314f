# SPDX-License-Identifier: Apache-2.0
"""The same agreed trades in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from support import refused_agreements
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_between import on_the_floor
from support.futures_breaches import Floor
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_agreements,), Row)}


def between() -> World:
    """The day of the rejection table."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    return floor.world


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


FRESH: Final = "agreed/fresh"


def position(name: str) -> str:
    return f"position/m-{name}/BL/speculation"


WORLD = between
BREACHES = {
    "futures.propose_trade.sides_apart": breach(FRESH, "one party for both"),
    "futures.propose_trade.not_its_side": breach(FRESH, "by an onlooker"),
    "futures.propose_trade.agreement_expired": breach(FRESH, "over before it began"),
    "futures.propose_trade.goods_of_an_exchange": breach(FRESH, "a block with goods"),
    "futures.propose_trade.block_too_small": breach(FRESH, "a block of one"),
    "futures.propose_trade.off_tick": breach(FRESH, "off the tick"),
    "futures.propose_trade.outside_band": breach(FRESH, "above the band"),
    "futures.affirm_trade.agreement_elsewhere": breach("agreed/gone", "affirming what was let go"),
    "futures.allow_trade.agreement_elsewhere": breach("agreed/open", "allowing what nobody affirmed"),
    "futures.withdraw_trade.not_its_side": breach("agreed/open", "letting go another's"),
    "futures.withdraw_trade.agreement_elsewhere": breach("agreed/done", "letting go what is agreed"),
    "futures.register_trade.agreed_for_another_day": breach(position("ann"), "a trade of yesterday"),
    "futures.register_trade.not_its_side": breach(position("cat"), "an account of another"),
    "futures.give_up_trade.sides_apart": breach("give_up/fresh", "to oneself"),
    "futures.refuse_give_up.not_its_side": breach("give_up/offered", "turning down another's"),
    "futures.arriving.not_its_side": breach(position("cat"), "carrying for another"),
    "futures.leaving.not_its_side": breach(position("bob"), "letting go of a stranger's"),
    "futures.leaving.no_such_fill": breach("position/b-ann/BL/speculation", "letting go at another price"),
    "futures._standing.agreement_elsewhere": breach("give_up/refused", "taking what was turned down"),
    "futures._floor.agreed_for_another_day": breach(position("ann"), "carrying what is of yesterday"),
    "futures._require_in_time.agreement_expired": breach("agreed/late", "affirming too late"),
}
