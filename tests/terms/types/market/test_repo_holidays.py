# SPDX-License-Identifier: Apache-2.0
"""Repos and days: where a holiday moves the repurchase and the margin calls, and which of them there are.

100 a day: 1000000 at 3.65 %, Act/365. 9 and 10 March 2024 are a Saturday and a Sunday.
"""

from datetime import date
from decimal import Decimal

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import TradingDays
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.contract import Contract
from support import repos
from support.repos import at, rows, run

D = Decimal
TERM = {**repos.TERM, "calendar": "MF"}
OPEN = {**repos.OPEN, "calendar": "MF"}
ANCHORED = {
    "cycleAnchorDateOfMargining": "2024-03-10",
    "cycleOfMargining": "P1M",
    "cycleAnchorDateOfRateReset": "2024-03-10",
    "cycleOfRateReset": "P1M",
    "marketObjectCodeOfRateReset": "RATE",
}


@pytest.mark.parametrize("convention", ["SCF", "SCP", "SCMP", "CSP", "CSMP"])
@pytest.mark.parametrize("hour", [0, 10])
def test_an_open_repo_does_not_end_before_its_notice(convention: str, hour: int) -> None:
    """Notice on a Saturday, without a period: the end is on Monday, and interest runs to then or to Saturday."""
    notice = ObservedEvent(at(9).replace(hour=hour), "XD")
    events = run({**OPEN, "xDayNotice": "P0D", "businessDayConvention": convention}, notice)
    interest = 500 if convention.startswith("CS") else 700
    assert rows(events) == [(4, "IED", -1000000), (9, "XD", 0), (11, "STD", 1000000 + interest)]


def test_a_notice_period_may_end_early_but_not_before_the_notice() -> None:
    """Notice on Friday for Sunday ends the repo on Friday, at the time of the notice."""
    terms = {**OPEN, "xDayNotice": "P2D", "businessDayConvention": "SCP"}
    assert rows(run(terms, ObservedEvent(at(8), "XD"))) == [(4, "IED", -1000000), (8, "XD", 0), (8, "STD", 1000400)]


def test_a_repo_may_begin_and_end_at_the_same_time_but_not_end_before() -> None:
    """Due on Sunday and brought back to the Friday of the exchange: nothing accrues."""
    terms = {**TERM, "initialExchangeDate": "2024-03-08", "maturityDate": "2024-03-10", "businessDayConvention": "SCP"}
    assert rows(run(terms)) == [(8, "IED", -1000000), (8, "MD", 1000000)]


@pytest.mark.parametrize(
    ("convention", "until", "called"),
    [("SCP", 8, [8]), ("CSMP", 8, [8]), ("SCP", 7, []), ("SCF", 10, []), ("SCF", 11, [11]), ("NOS", 10, [10])],
)
def test_a_margin_call_that_is_brought_back_to_the_horizon_is_made(
    convention: str, until: int, called: list[int]
) -> None:
    """Scheduled for Sunday the 10th: the day that it takes place on decides, for a reset of the rate as well."""
    terms = {**OPEN, **ANCHORED, "businessDayConvention": convention}
    events = run(terms, prices=dict.fromkeys(range(1, 29), D(90)), until=until)
    for kind in ("MR", "RR"):
        assert [event.at.day for event in events if event.type.acronym == kind] == called


def test_a_calendar_may_end_at_the_horizon_unless_a_time_could_come_back_to_it() -> None:
    """Whether the call of the day after is brought back is not known; that of a month later is nobody's business."""
    days = {"X": TradingDays.from_holidays("X", [], first=date(2024, 3, 1), last=date(2024, 3, 29))}
    terms = {**OPEN, "calendar": "X", "cycleAnchorDateOfMargining": "2024-03-06"}
    prices = Fixings.of({"B": {at(day): D(100) for day in range(1, 32)}})

    def calls(cycle: str, convention: str) -> int:
        made = Contract.from_terms(
            {**terms, "cycleOfMargining": cycle, "businessDayConvention": convention}, calendars=days
        )
        return [event.type.acronym for event in made.events(prices, at(29))].count("MR")

    assert calls("P1D", "SCF") == 18
    assert calls("P1Y", "SCP") == 1
    with pytest.raises(InputError, match="outside the calendar"):
        calls("P1D", "SCP")


@pytest.mark.parametrize(("cycle", "days"), [("cycleOfMargining", [5, 6, 7]), ("cycleOfRateReset", [5, 6, 7])])
def test_there_is_no_call_on_the_day_of_the_repurchase(cycle: str, days: list[int]) -> None:
    """The repurchase at three in the afternoon ends the calls of midnight with the day before."""
    terms = {**TERM, "maturityDate": "2024-03-08T15:00", cycle: "P1D", "marketObjectCodeOfRateReset": "RATE"}
    events = run(terms, prices=dict.fromkeys(days, D(100)))
    kind = "MR" if cycle == "cycleOfMargining" else "RR"
    assert [event.at.day for event in events if event.type.acronym == kind and event.at.hour == 0] == days
