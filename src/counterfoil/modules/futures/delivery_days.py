# SPDX-License-Identifier: Apache-2.0
"""On which trading days a delivery is: counted by the calendar as it is now, from what has happened.

A day that is closed after all moves those that follow, and a house that is late takes no day from anybody.
"""

from typing import NamedTuple

from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.expiry import Ending
from counterfoil.modules.futures.records import House
from counterfoil.modules.futures.trading_days import days_later
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
    """None: nothing is delivered. What the calendar does not reach any more is later than all it has.

    So a house that cuts its calendar short takes the day of offers from nobody who then fails. Payment is never before
    the day up to which interest was counted.
    """
    schedule = ending.rules.schedule
    if schedule is None:
        return None
    offers, matching = (_in_reach(house, ending.counts_from, after) for after in (schedule.offers, schedule.matching))
    due = None
    if ending.concluded_on is not None:
        due = _in_reach(house, ending.concluded_on, schedule.payment - schedule.matching)
    return DeliveryDays(offers, matching, _payment(house, ending, schedule.payment), due)


def _payment(house: House, ending: Ending, after: int) -> DayNumber:
    try:
        return days_later(house, ending.counts_from, after)
    except Refused:
        return max(_beyond(house), ending.accrues_to or DayNumber(0))


def _in_reach(house: House, since: DayNumber, after: int) -> DayNumber:
    try:
        return days_later(house, since, after)
    except Refused:
        return _beyond(house)


def _beyond(house: House) -> DayNumber:
    return DayNumber(house.calendar.last + 1)
