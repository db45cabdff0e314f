# SPDX-License-Identifier: Apache-2.0
"""What is refused about forced reductions: per call, in the order checked."""

from typing import Final

from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.locking_outcomes import LockingOutcome as Locking
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.reduction_records import REDUCTIONS, UNFILLED
from counterfoil.modules.futures.widening import Widening
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_locked import RULE, STEPS
from support.futures_market import TODAY, product
from support.futures_reduced import AT_ONCE, conclude, order, reduce, reduced, unfilled, waive
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = reduced
UPSIDE_DOWN: Final = {**AT_ONCE, "widening": Widening(STEPS, replace(RULE, tiers=(0, 30_000)))}
STATING: Final = [
    Row("tiers upside down", product(changed=UPSIDE_DOWN), "ccp venue", Locking.tiers_unordered),
    Row("unfilled of nothing", unfilled("none"), "venue", Outcome.unknown_futures),
    Row("unfilled once the price is fixed", unfilled("RO"), "venue", Outcome.day_settled),
    Row("unfilled of no account", unfilled(name="none"), "venue", Outcome.no_margin_account),
    Row("unfilled of a day that was not locked", unfilled("IF"), "venue", Locking.no_reduction),
    Row("unfilled of no position", unfilled(name="m-alpha"), "venue", Outcome.unknown_futures_position),
    Row("more than is short", unfilled(lots=4), "venue", Locking.not_so_much_open),
    Row("of who is long", unfilled(lots=1, name="m-ann"), "venue", Locking.not_so_much_open),
    Row("unfilled by the house", unfilled(), "ccp", Parties.not_authorised),
]
DECIDING: Final = [
    Row("ordering nothing", order("none"), "ccp", Outcome.unknown_futures),
    Row("ordering where nothing was locked", order("IF"), "ccp", Locking.no_reduction),
    Row("ordering what was waived", order("RW"), "ccp", Locking.reduction_elsewhere),
    Row("ordering before the price is fixed", order(), "ccp", Outcome.price_missing),
    Row("ordered by the venue", order("RD"), "venue", Outcome.price_missing),
    Row("waiving nothing", waive("none"), "ccp", Outcome.unknown_futures),
    Row("waiving what is ordered", waive("RO"), "ccp", Locking.reduction_elsewhere),
    Row("waived by the venue", waive(), "venue", Parties.not_authorised),
]
REDUCING: Final = [
    Row("reducing nothing", reduce("none"), "eve", Outcome.unknown_futures),
    Row("reducing where nothing was locked", reduce("IF"), "eve", Locking.no_reduction),
    Row("reducing what was waived", reduce("RW"), "eve", Locking.reduction_elsewhere),
    Row("reducing no account", reduce(name="none"), "eve", Outcome.no_margin_account),
    Row("reducing no position", reduce(name="m-alpha"), "eve", Outcome.unknown_futures_position),
    Row("reduced twice", reduce("RP"), "eve", Locking.reduced_already),
    Row("reduced by more than is open", reduce(lots=3), "eve", Locking.not_so_much_open),
    Row("reduced by more than the rule says", reduce(lots=2), "eve", Locking.reduced_otherwise),
    Row("reduced by less than the rule says", reduce("RP", 1, "m-bob"), "eve", Locking.reduced_otherwise),
    Row("concluding nothing", conclude("none"), "eve", Outcome.unknown_futures),
    Row("concluding what is not decided", conclude("RD"), "eve", Locking.reduction_elsewhere),
    Row("concluding half of it", conclude("RP"), "eve", Locking.reduction_unfinished),
    Row("settled before it is reduced", c.Settle(account="m-cat"), "eve", Locking.reduction_first),
]
ACTS: Final = [
    Act("a reduction that is there", creating(REDUCTIONS, "RD", str(TODAY)), Locking.reduction_exists),
    Act(
        "unfilled orders that are said",
        creating(UNFILLED, "RD", "m-bob", "speculation"),
        Locking.unfilled_exists,
    ),
    Act("unfilled orders that nobody said", on_record(UNFILLED, "none", "none", "none"), Locking.no_unfilled),
]
