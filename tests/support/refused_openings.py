# SPDX-License-Identifier: Apache-2.0
"""What is refused because of what was opened in the day: in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.openings import OPENINGS
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome as Openings
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import OpenedLots, OpeningLimit
from support.futures_market import product, rules
from support.futures_opened import opened_today, opening
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True


def opened(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return opened_today(Ledger())


MARKET = opened
TWICE: Final[dict[str, Any]] = {"openings": OpeningLimit(contracts=(OpenedLots("O2", 3), OpenedLots("O2", 4)))}
DEFINING: Final = [
    Row("a contract's openings said twice", product(changed=TWICE), "ccp venue", Openings.openings_unordered),
    Row(
        "a contract's openings said twice from now on",
        c.SetRules(product="capped", rules=rules(**TWICE)),
        "ccp",
        Openings.openings_unordered,
    ),
]
TRADING: Final = [
    Row("more of a contract than may be opened", opening("m-dan", 2, 20), "venue", Openings.opened_too_many),
    Row("more of the second than its own number", opening("m-dan", 4, 20, "O2"), "venue", Openings.opened_too_many),
    Row("more of all than may be opened", opening("m-dan", 5, 20, "O3"), "venue", Openings.opened_too_many),
    Row(
        "more for arbitrage than may be opened",
        replace(opening("m-dan", 2, 20), hedge=HedgeFlag.arbitrage),
        "venue",
        Openings.opened_too_many,
    ),
    Row("more than a client may open", opening("b-ann", 2, 20), "venue", Openings.client_opened_too_many),
    Row("more than one control may open", opening("m-cat", 2, 20), "venue", Openings.control_opened_too_many),
]
ANN: Final = (Whose.of_client, "ann", "capped")
ACTS: Final = [
    Act("nothing opened", on_record(OPENINGS, Whose.of_client, "dan", "capped"), Openings.nothing_opened),
    Act("opened once more", creating(OPENINGS, *ANN), Openings.openings_exist),
]
