# SPDX-License-Identifier: Apache-2.0
"""The law of combinations: which products a house lets offset each other."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import combining_calls as c
from counterfoil.modules.futures.combining import CombinationsSet
from counterfoil.modules.futures.combining_outcomes import CombiningOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES, PRODUCTS
from counterfoil.primitives.types import Timestamp


def set_combinations(call: c.SetCombinations, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    since = begins(call.since, moment.time, CombiningOutcome.combinations_backdated, call.house)
    day_began = moment.time if house.day is None else house.begins(house.day)
    later = house.day is None or since > day_began
    require(later, CombiningOutcome.combinations_backdated, f"{call.house}: the day that is open keeps its rules")
    for names in ([one.group for one in call.groups], [name for one in call.groups for name in one.products]):
        require(len(set(names)) == len(names), CombiningOutcome.combined_twice, call.house)
    for name in (name for one in call.groups for name in one.products):
        ours = known(moment, PRODUCTS, name).house == call.house
        require(ours, FuturesOutcome.another_house, name)
    yield CombinationsSet(
        house=call.house,
        since=since,
        groups=call.groups,
        kept_from=Timestamp(min(moment.time, day_began)),
    )


CALLS: Final[dict[type[Call], Moves]] = {c.SetCombinations: set_combinations}
