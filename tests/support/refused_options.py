# SPDX-License-Identifier: Apache-2.0
"""What is refused of options: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome as Closing
from counterfoil.modules.futures.intraday_calls import MarkPrice
from counterfoil.modules.futures.locking_outcomes import LockingOutcome as Locking
from counterfoil.modules.futures.option_outcomes import OptionOutcome as Option
from counterfoil.modules.futures.option_records import INSTRUCTIONS
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.trade_policy import BilateralRules
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_market import TODAY, fill
from support.futures_option_floor import optional
from support.futures_options import (
    AMERICAN,
    NEXT,
    drawing,
    fix,
    futures,
    instruct,
    level,
    on_index,
    option,
    product,
    rules,
)
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = optional
SATURDAY: Final = next(day for day in range(TODAY, TODAY + 7) if (day + 3) % 7 == 5)
FAR_OFF: Final = TODAY + 3_000
LOUS: Final = ("D", str(TODAY), "m-lou", "speculation")


def standing(name: str, price: int = 40_000) -> o.FixLevel:
    return o.FixLevel(level=name, price=price, source="CSI")


def book(contract: str, price: int) -> c.Book:
    return c.Book(account="m-ann", contract=contract, fills=(fill(20, "bought", "opens", price),))


def exercise(account: str, contract: str) -> o.Exercise:
    return o.Exercise(account=account, contract=contract)


def assign(account: str, contract: str) -> o.Assign:
    return o.Assign(account=account, contract=contract)


def settle(account: str) -> c.Settle:
    return c.Settle(account=account)


AGREED: Final = rules(option=AMERICAN, bilateral=BilateralRules(block_ppm=1))
SERIES: Final[dict[str, Any]] = {"right": "call", "strike": 59_000}
PRODUCTS: Final = [
    Row("options that two agree on", product("fresh", rules=AGREED), "ccp venue", Option.option_rules_apart),
    Row(
        "options that become futures",
        c.SetRules(product="on_copper", rules=rules(), since=10**14),
        "ccp",
        Option.another_kind_of_contract,
    ),
    Row("a future among options", futures("fresh", product="on_copper"), "venue", Option.another_kind_of_contract),
    Row("a premium below nothing", fix("C59", -2), "ccp", Option.premium_negative),
    Row(
        "a mark below nothing",
        MarkPrice(contract="C59", price=-2, reason="it fell"),
        "ccp",
        Option.premium_negative,
    ),
    Row("a premium far above", book("C59", 7_002), "venue", Outcome.outside_limits),
    Row("a premium of nothing", book("C59", 0), "venue", Outcome.outside_limits),
]
LEVELS: Final = [
    Row("a level of no house", level("fresh", "none"), "ccp", Outcome.unknown_house),
    Row("a level by a client", level("fresh"), "ann", Parties.not_authorised),
    Row("a level once more", level("CSI"), "ccp", Option.level_exists),
    Row("a level that nobody named", standing("none"), "ccp", Option.unknown_level),
    Row("a level without a day", standing("far"), "ccp", Outcome.no_day_open),
    Row("a level anew once it was used", standing("CSI2"), "ccp", Closing.price_in_use),
    Row("a level by its venue", standing("CSI"), "venue", Parties.not_authorised),
]
LISTED: Final = [
    Row("a series of nothing", option("fresh", **SERIES, product="none"), "venue", Outcome.unknown_product),
    Row(
        "a series among futures",
        option("fresh", **SERIES, product="copper"),
        "venue",
        Option.another_kind_of_contract,
    ),
    Row("a series backwards", option("fresh", **SERIES, first=NEXT, last=TODAY), "venue", Outcome.days_unordered),
    Row("a series far off", option("fresh", **SERIES, last=FAR_OFF), "venue", Outcome.beyond_calendar),
    Row("a series to a Saturday", option("fresh", **SERIES, last=SATURDAY), "venue", Outcome.not_a_trading_day),
    Row("a series on nothing", option("fresh", **SERIES, underlying="none"), "venue", Outcome.unknown_futures),
    Row("a series on no index", on_index("fresh", **SERIES, underlying="none"), "venue", Option.unknown_level),
    Row("a series on another house's", option("fresh", **SERIES, underlying="FAR"), "venue", Option.underlying_unlike),
    Row("a series of another worth", option("fresh", **SERIES, underlying="OTHER"), "venue", Option.underlying_unlike),
    Row("a series on an option", option("fresh", **SERIES, underlying="C59"), "venue", Option.underlying_unlike),
    Row(
        "a series that outlives what is beneath",
        option("fresh", **SERIES, last=TODAY + 14),
        "venue",
        Option.underlying_unlike,
    ),
    Row(
        "a series of other decimals", on_index("fresh", **SERIES, underlying="fine"), "venue", Option.underlying_unlike
    ),
    Row("a series off the tick", option("fresh", **SERIES, listing_price=1), "venue", Outcome.off_tick),
    Row("a series below nothing", option("fresh", **SERIES, listing_price=-2), "venue", Option.premium_negative),
    Row("a series by the house", option("fresh", **SERIES), "ccp", Parties.not_authorised),
    Row("a series once more", option("C59", **SERIES), "venue", Outcome.futures_exist),
]
SAID: Final = [
    Row("exercising no contract", instruct("m-ann", "none", 1), "ann", Outcome.unknown_futures),
    Row("exercising a future", instruct("m-ann", "CU", 1), "ann", Option.not_an_option),
    Row("exercising from no account", instruct("of-ccp", "C59", 1), "ccp", Outcome.no_margin_account),
    Row("exercising without a day", instruct("m-there", "F", 1), "ann", Outcome.no_day_open),
    Row("exercising what is over", instruct("m-ann", "O", 1), "ann", Outcome.contract_over),
    Row("exercising once the price is fixed", instruct("m-hal", "Y", 2), "hal", Outcome.day_settled),
    Row("exercising what is European", instruct("m-ann", "IC", 1), "ann", Option.on_the_last_day),
    Row("abandoning early", instruct("m-ann", "C59", 0, 1), "ann", Option.on_the_last_day),
    Row("exercising what one never had", instruct("m-cat", "C59", 1), "cat", Outcome.unknown_futures_position),
    Row("exercising more than one has", instruct("m-ann", "C59", 3), "ann", Option.exercises_more_than_held),
    Row("exercising another's", instruct("m-ann", "C59", 1), "bob", Parties.not_authorised),
]
DRAWN: Final = [
    Row("drawing no contract", drawing("none", 1, 2), "ccp", Outcome.unknown_futures),
    Row("drawing a future", drawing("CU", 1, 2), "ccp", Option.not_an_option),
    Row("drawing without a day", drawing("F", 1, 2), "ccp", Outcome.no_day_open),
    Row("drawing before the price", drawing("C59", 0, 2), "ccp", Outcome.price_missing),
    Row("drawing before the level", drawing("I", 0, 2), "ccp", Outcome.price_missing),
    Row("drawing by the venue", drawing("Y", 1, 2), "venue", Parties.not_authorised),
    Row("fewer than are exercised", drawing("Y", 0, 2), "ccp", Option.drawn_otherwise),
    Row("more than were sold", drawing("Y", 1, 1), "ccp", Option.drawn_otherwise),
    Row("a cut elsewhere", drawing("Y", 1, 2, 0), "ccp", Option.drawn_otherwise),
    Row("a cut at a name", drawing("Y", 1, 2, None, "z"), "ccp", Option.drawn_otherwise),
    Row("drawing once more", drawing("Z", 0, 2), "ccp", Option.drawn_already),
]
DONE: Final = [
    Row("an exercise of no contract", exercise("m-ann", "none"), "eve", Outcome.unknown_futures),
    Row("an exercise of a future", exercise("m-ann", "CU"), "eve", Option.not_an_option),
    Row("an exercise from no account", exercise("of-ccp", "C59"), "eve", Outcome.no_margin_account),
    Row("an exercise without a day", exercise("m-there", "F"), "eve", Outcome.no_day_open),
    Row("an exercise before it is drawn", exercise("m-hal", "Y"), "eve", Option.not_drawn),
    Row("an exercise of what one never had", exercise("m-ann", "Z"), "eve", Outcome.unknown_futures_position),
    Row("an exercise once it is settled", exercise("m-fay", "Z"), "eve", Outcome.account_settled),
    Row("an exercise of what one sold", exercise("m-dan", "L"), "eve", Option.nothing_to_exercise),
    Row("an exercise that nobody asked for", exercise("m-gus", "Z"), "eve", Option.nothing_to_exercise),
    Row("an exercise before a reduction", exercise("m-pat", "K"), "eve", Locking.reduction_first),
    Row("an assignment before it is drawn", assign("m-ida", "Y"), "eve", Option.not_drawn),
    Row("an assignment of nothing", assign("m-gus", "Z"), "eve", Option.nothing_assigned),
    Row("an assignment of what one bought", assign("m-cat", "L"), "eve", Option.nothing_assigned),
    Row("an assignment before a reduction", assign("m-quo", "K"), "eve", Locking.reduction_first),
]
SETTLED: Final = [
    Row("settling before a reduction of what is beneath", settle("m-pat"), "eve", Locking.reduction_first),
    Row("settling before the level", settle("m-jon"), "eve", Outcome.price_missing),
    Row("settling before the last day's exercise", settle("m-cat"), "eve", Option.exercise_first),
    Row("settling before the last day's end", settle("m-mia"), "eve", Option.exercise_first),
    Row("settling before an exercise", settle("m-lou"), "eve", Option.exercise_first),
    Row("settling before an assignment", settle("m-max"), "eve", Option.exercise_first),
    Row("settling before it is drawn", settle("m-ida"), "eve", Option.not_drawn),
]
ACTS: Final = [
    Act(
        "nothing was said",
        on_record(INSTRUCTIONS, "C59", str(TODAY), "m-ann", "speculation"),
        Option.nothing_instructed,
    ),
    Act("something was said", creating(INSTRUCTIONS, *LOUS), Option.instructed_already),
]
