# SPDX-License-Identifier: Apache-2.0
"""Every rejection table, found by the names of their files, and the one market in which all their rows are asked."""

from support import found
from support.ledger import Ledger
from support.market import Row, build_market
from support.refused_by_records import Act

TABLES = found.modules("refused_*.py")
ROWS = found.members(TABLES, Row)
"""Calls that are refused, each for one rule; in a list of one table in the order checked."""
ACTS = found.members(TABLES, Act)
"""What no call of today does."""


def whole_market() -> Ledger:
    """The market with everything on it that a row needs."""
    market = build_market()
    for add in found.brought(TABLES, "MARKET"):
        market = add(market)
    return market
