# SPDX-License-Identifier: Apache-2.0
"""What is refused of combinations, in the order checked."""

from typing import Final

from counterfoil.modules.futures.combining import COMBINATIONS, Combination
from counterfoil.modules.futures.combining_law import set_combinations
from counterfoil.modules.futures.combining_outcomes import CombiningOutcome as Outcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import DayNumber
from support.futures_acts import _asked
from support.futures_combined import BONDS, combining, policy
from support.futures_ending import START
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = combining
MORE: Final = Combination("more", ("iron", "ten"), 1)
COMBINING: Final = [
    Row("combinations of no house", policy(house="none"), "ccp", Futures.unknown_house),
    Row("combinations of before", policy(since=1), "ccp", Outcome.combinations_backdated),
    Row("two groups of one name", policy(BONDS, BONDS), "ccp", Outcome.combined_twice),
    Row("a product in two groups", policy(BONDS, MORE), "ccp", Outcome.combined_twice),
    Row("a combination of no product", policy(Combination("none", ("none",), 1)), "ccp", Futures.unknown_product),
    Row("another house's product", policy(Combination("two", ("theirs",), 1)), "ccp", Futures.another_house),
    Row("combinations by a member", policy(), "alpha", Parties.not_authorised),
    Row(
        "one change of combinations too many",
        policy(Combination("two", ("theirs",), 1), house="FF", since=10**14),
        "ccp",
        Outcome.too_many_combination_rules,
    ),
]
ACTS: Final = [
    Act("combinations that are not there", on_record(COMBINATIONS, "none"), Outcome.no_combinations),
    Act("combinations once more", creating(COMBINATIONS, "CC"), Outcome.combinations_exist),
    Act(
        "other combinations for the day that is open",
        _asked(set_combinations, policy(), HOUSES, "CC", day=DayNumber(START + 60)),
        Outcome.combinations_backdated,
    ),
]
