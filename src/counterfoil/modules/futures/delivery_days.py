# SPDX-License-Identifier: Apache-2.0
"""On which trading days a delivery is: counted by the calendar as it is now, from what has happened.

A day that is closed after all moves those that follow, and a house that is late takes no day from anybody.
"""

from typing import NamedTuple

from counterfoil.modules.futures.expiry import Ending
from counterfoil.modules.futures.records import House
from counterfoil.modules.futures.trading_days import days_later, schedule_days
from counterfoil.primitives.types import DayNumber


class DeliveryDays(NamedTuple):
    """Of a contract that ends in goods."""

    offers: DayNumber
    """from when on goods are offered and asked for"""
    matching: DayNumber
    """from when on no more, and the house writes what the rule brings"""
    payment: DayNumber
    """from when on goods go against money, once the matching stands"""
    due: DayNumber | None
    """the last day on which who pays is in time; None: the matching does not stand yet"""


def days_of(house: House, ending: Ending) -> DeliveryDays | None:
    """None: nothing is delivered. Refused where the calendar does not reach them."""
    schedule = ending.rules.schedule
    if schedule is None:
        return None
    offers, matching, payment = schedule_days(house, ending.counts_from, schedule)
    due = None
    if ending.concluded_on is not None:
        due = days_later(house, ending.concluded_on, schedule.payment - schedule.matching)
    return DeliveryDays(offers, matching, payment, due)
