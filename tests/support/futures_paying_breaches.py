# SPDX-License-Identifier: Apache-2.0
"""The same day in the evidence world, and one breach for each rule about who pays first: see ``law_breaches``."""

from typing import Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from support import refused_paying
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import Floor
from support.futures_market import TODAY
from support.futures_paying import on_the_floor
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_paying,), Row)}


def paid() -> World:
    """The day of the rejection table."""
    floor = Floor(World(features=(FUTURES_FEATURE, WIDENED_HOLDINGS)))
    on_the_floor(floor)
    return floor.world


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = paid
BREACHES = {
    "futures.cover.own_means_first": breach("account/m-again", "covering who has cash itself"),
    "futures.Covered._member.less_is_due": breach("account/m-alpha", "covering out of what is due to nobody"),
    "futures.pay.set_off_first": breach("account/m-beta", "paying who owes"),
    "futures.require_not_failed.failed_takes_nothing": breach("account/m-gamma", "a member in default takes money out"),
    "futures._require_not_called.under_margin_call": breach(f"bid/CC/{TODAY}/six/delta", "a bid by who lacks margin"),
    "futures._require_not_called.called_today": breach(f"bid/CC/{TODAY}/two/eve", "a bid opened by who did not answer"),
}
UNCOVERED: dict[str, str] = {}
