# SPDX-License-Identifier: Apache-2.0
"""No trading day is over before it was: none is opened, priced or closed ahead of its time."""

from typing import Any

import pytest

from counterfoil.law.dated import DAY_MS
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as f
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures.early_outcomes import EarlyOutcome
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.futures.trading_days import opens_from
from counterfoil.primitives.types import Timestamp
from support.cleared import until
from support.futures_house import (
    FIRST,
    MONDAY,
    NEXT,
    RICH,
    SATURDAY,
    SESSIONS,
    TODAY,
    account,
    at,
    balance,
    book,
    contract,
    fill,
    houses,
    price,
    product,
    rules,
    sold,
)
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """A day that trades until three is open, at half past one; one lot was traded at ten."""
    ledger = Ledger()
    houses(ledger)
    until(ledger, 810)
    ledger.do(f.OpenDay(house="CC", day=FIRST), signed_by="ccp")
    ledger.do(
        book("m-ann", "IF1", fill(1, day=FIRST)),
        book("m-bob", "IF1", sold(1, day=FIRST)),
        balance("IF1", 1),
        signed_by="exchange",
    )
    return ledger


def answer(ledger: Ledger, call: Any) -> Outcome:
    return ledger.submit(call, signed_by="ccp").outcome


def closed(ledger: Ledger) -> None:
    """By an announced price, as on a day without an hour of trades."""
    ledger.do(price("IF1", 50_000, "announced"), signed_by="ccp")
    ledger.drive("ann", "futures")


def test_four_days_are_not_closed_in_the_afternoon_of_the_first(ledger: Ledger) -> None:
    """At half past one no price is announced; after three it is, and of tomorrow, opened for its night, none is."""
    assert answer(ledger, price("IF1", 50_000, "announced")) is FuturesOutcome.session_not_over
    ledger.do(book("m-ann", "IF1", fill(2, day=FIRST, minute=800)), signed_by="exchange")
    ledger.do(book("m-bob", "IF1", sold(2, day=FIRST, minute=800)), balance("IF1", 2), signed_by="exchange")
    until(ledger, 900)
    closed(ledger)
    ledger.do(f.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    assert answer(ledger, price("IF1", 50_000, "announced")) is FuturesOutcome.session_not_over
    assert answer(ledger, f.CloseDay(house="CC")) is EarlyOutcome.closed_early
    ledger.wait(DAY_MS)
    closed(ledger)
    ledger.do(f.OpenDay(house="CC", day=NEXT), signed_by="ccp")


def test_no_day_of_a_new_house_is_opened_before_the_one_before_it_begins(ledger: Ledger) -> None:
    """Tomorrow is, whose night may be this evening; the day after is not, and Monday is from Friday on."""
    assert answer(ledger, f.OpenDay(house="NO", day=NEXT)) is EarlyOutcome.opened_early
    assert answer(ledger, f.OpenDay(house="NO", day=MONDAY)) is EarlyOutcome.opened_early
    house = ledger.state.read(HOUSES, "NO")
    assert (opens_from(house, NEXT), opens_from(house, MONDAY)) == (at(0, TODAY), at(0, SATURDAY - 1))
    assert opens_from(house, house.calendar.first) == at(0, house.calendar.first)
    ledger.do(f.OpenDay(house="NO", day=TODAY), signed_by="ccp")


def test_nothing_is_announced_of_a_day_that_has_not_come(ledger: Ledger) -> None:
    """At half past one the house opens tomorrow; where an index will stand then it says tomorrow."""
    ledger.do(o.OpenLevel(level="CSI", house="NO", title="CSI 300", decimals=1, price=40_000), signed_by="ccp")
    ledger.do(f.OpenDay(house="NO", day=TODAY), signed_by="ccp")
    standing = o.FixLevel(level="CSI", price=41_000, source="CSI")
    assert answer(ledger, standing) is EarlyOutcome.announced_early
    until(ledger, 0)
    ledger.do(standing, signed_by="ccp")


def test_nobody_is_asked_to_close_a_day_that_has_not_come(ledger: Ledger) -> None:
    """Nothing is open on it: anybody may close it from midnight on, and is asked to once its date is over."""
    ledger.do(f.OpenDay(house="NO", day=TODAY), signed_by="ccp")
    closing, over = f.CloseDay(house="NO"), at(0, TODAY + 1)
    assert [closing in MODULE.steps(ledger.state, Timestamp(over - less)) for less in (1, 0)] == [False, True]


def test_the_first_day_of_a_calendar_is_priced_with_its_last_session(ledger: Ledger) -> None:
    """Its night session would be on a day that the calendar does not reach; its price waits for three, as ever."""
    night = product("NN", "NO", rules=rules(sessions=(Session(1_260, 1_380), *SESSIONS)))
    ledger.do(f.SetCalendar(house="NO", calendar=f.CalendarGiven(first=FIRST, last=FIRST + 30)), signed_by="ccp")
    ledger.do(night, signed_by="ccp exchange")
    ledger.do(contract("NN1", "NN"), signed_by="exchange")
    ledger.do(f.OpenDay(house="NO", day=FIRST), signed_by="ccp")
    assert answer(ledger, price("NN1", 50_000, "announced")) is FuturesOutcome.session_not_over
    until(ledger, 900)
    ledger.do(price("NN1", 50_000, "announced"), signed_by="ccp")


def test_the_first_day_of_a_calendar_is_traded_by_day(ledger: Ledger) -> None:
    """With a night session it took no trade at all; its evening lies before the calendar, and is none."""
    night = product("NN", "NO", rules=rules(sessions=(Session(1_260, 1_380), *SESSIONS)))
    ledger.do(f.SetCalendar(house="NO", calendar=f.CalendarGiven(first=FIRST, last=FIRST + 30)), signed_by="ccp")
    ledger.do(night, signed_by="ccp exchange")
    ledger.do(contract("NN1", "NN"), signed_by="exchange")
    ledger.do(account("n-bob", "bob", "beta", "NO"), signed_by="bob beta")
    for name in ("ann", "bob"):
        ledger.issue("CNY", f"n-{name}", RICH, issuer=f"mint {name}")
    ledger.do(f.OpenDay(house="NO", day=FIRST), signed_by="ccp")
    evening = book("n-ann", "NN1", fill(1, day=FIRST - 1, minute=1_300))
    assert ledger.submit(evening, signed_by="exchange").outcome is FuturesOutcome.outside_sessions
    sides = (book("n-ann", "NN1", fill(1, day=FIRST)), book("n-bob", "NN1", sold(1, day=FIRST)))
    ledger.do(*sides, balance("NN1", 1), signed_by="exchange")
    assert answer(ledger, price("NN1")) is FuturesOutcome.session_not_over
    until(ledger, 900)
    ledger.do(price("NN1", 50_000, "announced"), signed_by="ccp")
    ledger.drive("ann", "futures")
    house = ledger.state.read(HOUSES, "NO")
    assert house is not None and house.closed == FIRST
    ledger.do(f.OpenDay(house="NO", day=TODAY), signed_by="ccp")
    ledger.wait(max(0, at(1_301, FIRST) - ledger.time))
    ledger.do(book("n-ann", "NN1", fill(2, day=FIRST, minute=1_300)), signed_by="exchange")
