# SPDX-License-Identifier: Apache-2.0
"""The law of counting on. Which positions come next no law reads: that follows from the whole state."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import counting_calls as c
from counterfoil.modules.futures.counting import COUNTINGS, CountedOn
from counterfoil.modules.futures.counting_outcomes import CountingOutcome
from counterfoil.modules.futures.records import HOUSES


def count_on(call: c.CountOn, moment: Moment) -> Iterable[EventData]:
    known(moment, HOUSES, call.house)
    waiting = known(moment, COUNTINGS, call.house).waiting
    require(bool(waiting), CountingOutcome.nothing_to_count, call.house)
    yield CountedOn(house=call.house)


CALLS: Final[dict[type[Call], Moves]] = {c.CountOn: count_on}
