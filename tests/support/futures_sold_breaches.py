# SPDX-License-Identifier: Apache-2.0
"""The same sales in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from support import refused_selling
from support.clearing_breaches import plain
from support.evidence_world import World
from support.found import members
from support.futures_breaches import NO_CALL
from support.futures_ending_breaches import Ends
from support.futures_sold import sales
from support.law_breaches import Breach
from support.market import Row

ROWS: Final = {row.because: row for row in members((refused_selling,), Row)}


def sold() -> World:
    """As in the rejection table, but that none is carried out."""
    floor: Any = Ends(World(features=(FUTURES_FEATURE, WIDENED_HOLDINGS)))
    sales(floor, carried_out=False)
    return floor.world  # type: ignore[no-any-return]


def breach(record: str, because: str) -> Breach:
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


WORLD = sold
BREACHES = {
    "futures._lodged.not_lodged": breach("sale/fresh", "a sale of what is not lodged"),
    "futures.sell_security.cash_comes_first": breach("sale/early", "selling before the cash"),
}
UNCOVERED = {
    "futures.sell_security.futures_nothing_owed": "of who owes nothing any sale is of too much",
    "futures.Sale.grants.consent_missing": NO_CALL,
    "futures.sell_security.sold_too_low": "collecting it asks again once the money is there, and cash comes first then",
    "futures.sell_security.sold_too_much": "the same",
    "futures.sell_security.sale_over": "the sale's record lets its money move once",
}
