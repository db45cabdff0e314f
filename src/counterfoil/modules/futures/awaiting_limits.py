# SPDX-License-Identifier: Apache-2.0
"""Limits about the prices that a day waits for: who is settled before, and what trades no more after."""

from counterfoil.evidence.text import format_day
from counterfoil.law.module import Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.booking import Entered
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import DAYS, HOUSES
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.futures.together import within_limits


def all_are_priced(event: Settled, moment: Whole) -> None:
    """Nothing is settled before, unless the house says so of an account: what that then cannot trade is cancelled."""
    awaited = known(moment, DAYS, event.house, str(event.day)).awaited
    said = not awaited or moment.consents(known(moment, HOUSES, event.house).by)
    require(said, ClosingOutcome.prices_awaited, f"{format_day(event.day)}: {awaited}")


def settlement_waits(event: Entered, moment: Whole) -> None:
    """Once some are settled and anybody may settle, nothing trades that the day does not count."""
    trading = moment.read(TRADINGS, event.contract)
    if trading is None or not trading.on(event.day).awaited:
        day = known(moment, DAYS, event.house, str(event.day))
        begun = day.accounts and not day.awaited
        require(not begun, ClosingOutcome.settlement_begun, f"{event.contract}: {format_day(event.day)}")


def can_be_booked(event: Entered, moment: Whole) -> None:
    """While the day is not settled, and within what is held together."""
    settlement_waits(event, moment)
    within_limits(event, moment)
