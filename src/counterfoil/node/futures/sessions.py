# SPDX-License-Identifier: Apache-2.0
"""The sessions of a day for commands, which say what helps where the calendar has no evening before it."""

from counterfoil.evidence.text import format_day
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.records import House
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.futures.trading_days import Spans, spans
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber


def sessions_on(house: House, sessions: tuple[Session, ...], day: DayNumber, where: str) -> Spans:
    """As ``spans``; InputError where there is a night session, and the house's calendar begins with its day."""
    try:
        return spans(house, sessions, day)
    except Refused as refused:
        problem = f"the night session of {format_day(day)} is on the day before, where {house.house} has no calendar"
        remedy = "the house sets one that begins earlier: counterfoil futures set-calendar"
        raise InputError(problem, where=where, remedy=remedy) from refused
