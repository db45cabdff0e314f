# SPDX-License-Identifier: Apache-2.0
"""What is refused of maintenance margin, in the order checked."""

from typing import Final

from counterfoil.modules.futures.maintaining import MAINTENANCE
from counterfoil.modules.futures.maintaining_law import set_maintenance
from counterfoil.modules.futures.maintaining_outcomes import MaintenanceOutcome as Outcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Futures
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import DayNumber
from support.futures_acts import _asked
from support.futures_ending import START
from support.futures_maintained import maintaining, policy
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = maintaining
MAINTAINING: Final = [
    Row("maintenance margin of no house", policy(house="none"), "ccp", Futures.unknown_house),
    Row("maintenance margin of before", policy(since=1), "ccp", Outcome.maintenance_backdated),
    Row("maintenance margin by a member", policy(), "alpha", Parties.not_authorised),
    Row(
        "one change of maintenance margin too many",
        policy(house="FF", since=10**14),
        "ccp",
        Outcome.too_many_maintenance_rules,
    ),
]
ACTS: Final = [
    Act("rules of maintenance margin that are not there", on_record(MAINTENANCE, "none"), Outcome.no_maintenance),
    Act("rules of maintenance margin once more", creating(MAINTENANCE, "CC"), Outcome.maintenance_exists),
    Act(
        "another maintenance margin for the day that is open",
        _asked(set_maintenance, policy(), HOUSES, "CC", day=DayNumber(START + 60)),
        Outcome.maintenance_backdated,
    ),
]
