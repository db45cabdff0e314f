# SPDX-License-Identifier: Apache-2.0
"""What goods bring at a desk in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from counterfoil.modules.futures.delivery_calls import Fail
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.lifecycle.law import LIFECYCLE
from support import refused_desk
from support.clearing_breaches import plain
from support.corporate_actions import TERMS_OF_IT
from support.evidence_world import START_MS, World
from support.found import members
from support.futures_desk import brought, matched, offered, recorded, with_bond
from support.futures_ending_breaches import Ends
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_desk,), Row)}


def paying() -> World:
    """As in the rejection table."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, LIFECYCLE)))
    brought(floor)
    return floor.world  # type: ignore[no-any-return]


def ended() -> World:
    """Neither side of the first parcel has done its part when the register of the bond closes, which nobody foresaw."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, LIFECYCLE)))
    day = datetime.fromtimestamp(START_MS / 1_000, UTC)
    soon = {
        "maturityDate": f"{day + timedelta(days=30):%Y-%m-%d}T00:00:00",
        "contractType": "PAM",
        "dayCountConvention": "A365",
    }
    terms = {name: value for name, value in TERMS_OF_IT.items() if not name.startswith(("coupon", "cycle"))}
    matched(offered(with_bond(floor, terms=terms | soon)))
    recorded(floor, "_due-1")
    for name in ("ann", "bob"):
        floor.do(Fail(contract="T1", account=f"m-{name}", number=1, over=True), signed_by="venue")
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = paying
BREACHES = {
    "futures.pass_on.passed_on_already": breach("delivery/T1/m-cat", "passing on again"),
}
UNCOVERED = {
    "futures.pass_on.nothing_to_pass_on": "units that were redeemed are not there to move",
    "futures.take.matured_at_desk": "it takes a month of trading days: tests/modules/futures/test_desk_income.py",
}
