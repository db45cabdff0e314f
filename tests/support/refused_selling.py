# SPDX-License-Identifier: Apache-2.0
"""What is refused about sales of what was lodged: per call, in the order checked."""

from typing import Final

from counterfoil.evidence.event import Side
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome as Outcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.futures.selling import SALES
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_acts import _moving
from support.futures_sold import agree, sell, selling
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True
MARKET = selling
AGREEING: Final = [
    Row("a sale of no account", agree(firm="none"), "ccp lia", Futures.no_margin_account),
    Row("a sale of what is not lodged", agree(pledge="to-moe"), "ccp lia", Outcome.not_lodged),
    Row("a sale that the house alone wants", agree(), "ccp", Parties.not_authorised),
    Row("a sale that the buyer alone wants", agree(), "lia", Parties.not_authorised),
    Row("a sale of a name that was taken", agree("good"), "ccp lia", Outcome.sale_exists),
]
SELLING: Final = [
    Row("carrying out no sale", sell("none"), "ann", Outcome.unknown_sale),
    Row("carrying it out twice", sell("done"), "ann", Outcome.sale_over),
    Row("selling of who owes nothing", sell("idle"), "ann", Futures.futures_nothing_owed),
    Row("selling before the cash", sell("early"), "ann", Outcome.cash_comes_first),
    Row("selling without a price", sell("rare"), "ann", Outcome.security_unpriced),
    Row("selling below what the house pays", sell("low"), "ann", Outcome.sold_too_low),
    Row("selling more than is owed", sell("much"), "ann", Outcome.sold_too_much),
    Row("selling to who cannot pay", sell("dear"), "ann", Holdings.insufficient_free_quantity),
]
ACTS: Final = [
    Act("a sale once more", creating(SALES, "good"), Outcome.sale_exists),
    Act(
        "a sale that pays more than was agreed",
        _moving(SALES, "good", Side.gives, "of-lia", "futures/account/m-moe", "CNY"),
        Holdings.consent_missing,
    ),
]
