# SPDX-License-Identifier: Apache-2.0
"""The law of maintenance margin."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import begins, keeps_the_day
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.modules.futures import maintaining_calls as c
from counterfoil.modules.futures.maintaining import MaintenanceSet
from counterfoil.modules.futures.maintaining_outcomes import MaintenanceOutcome
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.futures.rules_of_days import began


def set_maintenance(call: c.SetMaintenance, moment: Moment) -> Iterable[EventData]:
    opened = began(known(moment, HOUSES, call.house))
    since = begins(call.since, moment.time, MaintenanceOutcome.maintenance_backdated, call.house)
    kept_from = keeps_the_day(since, moment.time, opened, MaintenanceOutcome.maintenance_backdated, call.house)
    yield MaintenanceSet(house=call.house, since=since, maintained_ppm=call.maintained_ppm, kept_from=kept_from)


CALLS: Final[dict[type[Call], Moves]] = {c.SetMaintenance: set_maintenance}
