# SPDX-License-Identifier: Apache-2.0
"""The law of combinations: which products a house lets offset each other."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import begins, keeps_the_day
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import combining_calls as c
from counterfoil.modules.futures.combining import CombinationsSet
from counterfoil.modules.futures.combining_outcomes import CombiningOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES, PRODUCTS
from counterfoil.modules.futures.rules_of_days import began


def set_combinations(call: c.SetCombinations, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    since = begins(call.since, moment.time, CombiningOutcome.combinations_backdated, call.house)
    opened = began(house)
    kept_from = keeps_the_day(since, moment.time, opened, CombiningOutcome.combinations_backdated, call.house)
    for names in ([one.group for one in call.groups], [name for one in call.groups for name in one.products]):
        require(len(set(names)) == len(names), CombiningOutcome.combined_twice, call.house)
    for name in (name for one in call.groups for name in one.products):
        ours = known(moment, PRODUCTS, name).house == call.house
        require(ours, FuturesOutcome.another_house, name)
    yield CombinationsSet(
        house=call.house,
        since=since,
        groups=call.groups,
        kept_from=kept_from,
    )


CALLS: Final[dict[type[Call], Moves]] = {c.SetCombinations: set_combinations}
