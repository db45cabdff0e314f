# SPDX-License-Identifier: Apache-2.0
"""Exchange-traded futures: the vectors, conservation, what is refused, and a real settlement statement.

The first vector by hand: 2 lots of 300 opened at 3200, settled at 3210.4, 3190.2 and at last 3205.37. The daily payoffs
are 600 × 10.4 = 6240, 600 × -20.2 = -12120 and 600 × 15.17 = 9102; together 3222 = 600 × 5.37, the whole move. Copper:
500 - 1500 - 750 - 5 × 79650 = -400000: the buyer has paid 5 × 80000, the price of the trade. The treasury future:
105.243 × 1.0234 = 107.7056862; with 0.8765432 accrued, times 10000, the seller gets 1085822.294.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import read_case
from counterfoil.terms.files.comparison import differences
from counterfoil.terms.formulas.trading_rules import Lots, profit_by_date
from counterfoil.terms.kernel.calendar_data import read_calendars
from counterfoil.terms.kernel.calendars import STANDARD, TradingDays
from counterfoil.terms.kernel.dates import midnight
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.exchange_future import ExchangeFuture
from shared_data import shared_data
from support.products import product_terms

D = Decimal
VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[4] / "vectors" / "terms" / "exchange_future.json").read_text()
)
MARCH = TradingDays.from_holidays("X", [], first=date(2024, 3, 1), last=date(2024, 3, 29))
CALENDARS = STANDARD | {"X": MARCH}
CASH = product_terms("IF") | {
    "contractID": "position",
    "contractRole": "BUY",
    "calendar": "X",
    "statusDate": "2024-03-01",
    "instrumentID": "IF2403",
    "deliveryYear": 2024,
    "deliveryMonth": 3,
    "marketObjectCodeOfSettlementPrice": "S",
    "preSettlementPrice": "3500",
    "openDate": "2024-03-11",
    "openPrice": "3500",
    "volume": 3,
}
COPPER = {
    **CASH,
    "priceLimitRatioLastDay": None,
    **product_terms("CU"),
    "instrumentID": "cu2403",
    "openPrice": "69000",
    "volume": 2,
    "preSettlementPrice": "69000",
}
DAYS = [day for day in MARCH.days if date(2024, 3, 11) <= day <= date(2024, 3, 15)]
FLAT = {midnight(day): D(3500) for day in MARCH.days}


def run(terms: dict[str, object], closes: list[ObservedEvent] | None = None, fixings: Any = FLAT) -> list[Event]:
    """The events of a future on the March calendar."""
    return Contract.from_terms(terms, calendars=CALENDARS).events(Fixings.of({"S": fixings}, closes or []))


def close(day: int, price: str | None, volume: object = None) -> ObservedEvent:
    """An observed close in March."""
    states = {} if volume is None else {"volume": volume}
    return ObservedEvent(
        midnight(date(2024, 3, day)), "TD", "position", None if price is None else D(price), None, states
    )


@pytest.mark.parametrize("name", VECTORS)
def test_vectors(name: str) -> None:
    """Every event of every vector, with its states."""
    case = read_case(name, VECTORS[name], calendars=read_calendars(VECTORS[name]["calendars"]))
    assert case.contract.contract_type == ExchangeFuture.contract_type == "EXFUT"
    assert differences(case, case.run()) == []


@pytest.mark.parametrize("name", VECTORS)
def test_terms_read_back_what_they_write(name: str) -> None:
    """The JSON that a contract writes describes the same contract."""
    calendars = read_calendars(VECTORS[name]["calendars"])
    contract = Contract.from_terms(VECTORS[name]["terms"], calendars=calendars)
    assert Contract.from_terms(contract.to_terms(), calendars=calendars).terms == contract.terms


TICKS = st.integers(15800, 19200).map(lambda ticks: ticks * D("0.2"))
SETTLEMENTS = st.lists(st.decimals("3000", "4000", places=2), min_size=5, max_size=5)


@settings(max_examples=100, deadline=None)
@given(settlements=SETTLEMENTS, opened=TICKS, volume=st.integers(1, 10**6), role=st.sampled_from(["BUY", "SEL"]))
def test_daily_settlements_add_up_to_the_whole_move(
    settlements: list[Decimal], opened: Decimal, volume: int, role: str
) -> None:
    """Sum of MTM = sign × volume × multiple × (final price - open price), to the last digit."""
    terms = CASH | {"openPrice": opened, "volume": volume, "contractRole": role}
    fixings = {midnight(day): price for day, price in zip(DAYS, settlements, strict=True)}
    events = run(terms, fixings=fixings)
    total = sum(event.payoff for event in events if event.type.acronym == "MTM")
    assert total == (1 if role == "BUY" else -1) * volume * 300 * (settlements[-1] - opened)
    assert total == events[-1].state.values()["cumulativeProfit"]


CLOSES = st.lists(st.tuples(st.sampled_from([11, 12, 13, 14, 15]), TICKS, st.integers(1, 2)), max_size=3)


@settings(max_examples=60, deadline=None)
@given(settlements=SETTLEMENTS, closes=CLOSES)
def test_long_and_short_cancel_out_and_each_day_is_profit_by_date(
    settlements: list[Decimal], closes: list[tuple[int, Decimal, int]]
) -> None:
    """Both sides of the same trades pay each other; a day's payoffs are what the exchange's formula gives."""
    terms = CASH | {"volume": 6}
    fixings = {midnight(day): price for day, price in zip(DAYS, settlements, strict=True)}
    seen = [close(day, str(price), lots) for day, price, lots in closes]
    unlimited = {name: value for name, value in terms.items() if not name.startswith("priceLimit")}
    long, short = run(unlimited, seen, fixings), run(unlimited | {"contractRole": "SEL"}, seen, fixings)
    assert [event.payoff for event in long] == [-event.payoff for event in short]
    held, before = D(0), D(3500)
    for day, settlement in zip(DAYS, settlements, strict=True):
        sold = [Lots(D(lots), price) for at, price, lots in closes if at == day.day]
        bought = [Lots(D(6), D(3500))] if day == DAYS[0] else []
        expected = profit_by_date(
            sold, bought, settlement=settlement, previous_settlement=before, previous_long=held, multiple=D(300)
        )
        assert sum(event.payoff for event in long if event.at.date() == day) == expected
        held += sum(lot.volume for lot in bought) - sum(lot.volume for lot in sold)
        before = settlement


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(6500, 7300).map(lambda ticks: D(ticks * 10)), min_size=5, max_size=5))
def test_delivery_at_the_final_price_costs_the_open_price(settlements: list[Decimal]) -> None:
    """Who takes delivery has paid the price of the trade: the daily settlements make up for the rest."""
    fixings = {midnight(day): price for day, price in zip(DAYS, settlements, strict=True)}
    events = run(COPPER, fixings=fixings)
    assert sum(event.payoff for event in events) == -2 * 5 * 69000
    assert events[-1].state.values()["deliveredQuantity"] == 10


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"calendar": "MF"}, "terms.calendar: MF has no list of trading days"),
        ({"contractRole": "RPA"}, "RPA is not a side of a future"),
        ({"openPrice": "3500.1"}, r"terms.openPrice: price 3500.1 is not a multiple of the price tick 0.2"),
        ({"openDate": "2024-03-10"}, "terms.openDate: 2024-03-10T00:00:00 is not a trading day of X"),
        ({"openDate": "2024-03-11T21:00:00"}, "a night session belongs to the next one"),
        ({"openDate": "2024-02-28"}, "2024-02-28 is outside the calendar, which runs from 2024-03-01 to 2024-03-29"),
        ({"openDate": "2024-03-18"}, "not between the listing date and the last trading day"),
        ({"listingDate": "2024-03-12"}, "not between the listing date and the last trading day"),
        ({"statusDate": "2024-03-15"}, "terms.statusDate: not before the last trading day"),
        ({"deliveryMonth": 4}, "2024-04-19 is outside the calendar"),
        ({"deliveryMonth": None}, "terms.deliveryMonth: lastTradingDayRule needs the term"),
        ({"lastTradingDay": "2024-03-14"}, "2024-03-14, but the rule makes it 2024-03-15"),
        ({"lastTradingDayRule": None}, "terms.lastTradingDay: EXFUT needs the term"),
        ({"lastTradingDayRule": "some Friday"}, "third Friday, 15th of month"),
        ({"volumeMultiple": "0"}, "a decimal number above zero"),
        ({"volume": "1.5"}, "terms.volume: '1.5' is not a whole number"),
        ({"instrumentID": None}, "terms.instrumentID: EXFUT needs the term"),
        ({"deliverySettlement": "D"}, "terms.deliverySchedule: there must be exactly one payment and one delivery"),
        ({"deliverySchedule": [{"name": "x", "offset": 1, "action": "DVP"}]}, "settled in cash delivers nothing"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(change: dict[str, object], problem: str) -> None:
    """One row per rule, in the words of the error."""
    with pytest.raises(InputError, match=problem):
        Contract.from_terms(CASH | change, calendars=CALENDARS)


def test_delivery_steps_stand_in_the_order_of_their_days() -> None:
    """A schedule out of order is refused, and so is one beyond the calendar."""
    late, early = {"name": "b", "offset": 3, "action": "DVP"}, {"name": "a", "offset": 1}
    with pytest.raises(TermError, match="not in the order of their days"):
        Contract.from_terms(COPPER | {"deliverySchedule": [late, early]}, calendars=CALENDARS)
    with pytest.raises(InputError, match="30 business days after 2024-03-15 is outside the calendar"):
        Contract.from_terms(COPPER | {"deliverySchedule": [late | {"offset": 30}]}, calendars=CALENDARS)


@pytest.mark.parametrize(
    ("seen", "problem"),
    [
        (close(12, "3500", "many"), "volume 'many' is not a number of lots .give a whole number from 1 to 999999999"),
        (close(12, "3500", "1.5"), "volume '1.5' is not a number of lots"),
        (close(12, "3500", -1), "volume -1 is not a number of lots"),
        (close(12, "3500.1"), "price 3500.1 is not a multiple of the price tick 0.2"),
        (close(12, "3850.2"), "price 3850.2 is outside the price limits"),
        (close(12, "3149.8"), "price 3149.8 is outside the price limits"),
        (close(15, "4200.2"), "price 4200.2 is outside the price limits"),
        (close(12, "3500", 4), "4 lots of the 3 that are left"),
        (close(8, "3500"), "no position before the opening trade and after the last trading day"),
        (close(18, "3500"), "no position before the opening trade and after the last trading day"),
        (close(12, "3500", 0), "volume 0 is not a number of lots"),
        (close(12, None), "TD observed on 2024-03-12T00:00:00: there is no value"),
        (close(16, "3500"), "close of IF2403 on 2024-03-16T00:00:00: 2024-03-16T00:00:00 is not a trading day"),
    ],
)
def test_closes_that_cannot_be_are_errors(seen: ObservedEvent, problem: str) -> None:
    """Volume, price and day of a close, in the words of the error."""
    with pytest.raises(InputError, match=problem):
        run(CASH, [seen])


def test_nothing_is_left_to_close_after_the_last_lot() -> None:
    """A second close of everything is an error."""
    with pytest.raises(InputError, match="on 2024-03-13T00:00:00: no lots are left"):
        run(CASH, [close(12, "3500"), close(13, "3500")])


def test_a_close_after_the_horizon_needs_no_price_limits() -> None:
    """Who asks up to the 12th need not know the settlement price of the 13th."""
    known = {at: price for at, price in FLAT.items() if at <= midnight(date(2024, 3, 12))}
    contract = Contract.from_terms(CASH, calendars=CALENDARS)
    events = contract.events(Fixings.of({"S": known}, [close(14, "3500")]), midnight(date(2024, 3, 12)))
    assert [event.type.acronym for event in events] == ["PRD", "MTM", "MTM"]


def test_the_opening_trade_keeps_to_the_limits_of_its_day() -> None:
    """The listing date has its own ratio; without a previous settlement price nobody knows the limits."""
    listed = CASH | {"listingDate": "2024-03-11", "priceLimitRatioFirstDay": "0.2", "openPrice": "4200"}
    assert run(listed)[0].type.acronym == "PRD"
    with pytest.raises(InputError, match=r"price 4200\.2 is outside the price limits 2800 to 4200"):
        run(listed | {"openPrice": "4200.2"})
    with pytest.raises(MissingFixing, match="no fixing of S at 2024-03-08"):
        run(CASH | {"preSettlementPrice": None}, fixings={midnight(date(2024, 3, 11)): D(3500)})


def test_a_missing_settlement_price_is_named() -> None:
    """Nothing is carried forward from the day before."""
    fixings = {at: price for at, price in FLAT.items() if at != midnight(date(2024, 3, 13))}
    with pytest.raises(MissingFixing, match="no fixing of S at 2024-03-13"):
        run(CASH, fixings=fixings)


def test_a_position_is_marked_at_the_last_settlement_before_the_status_date() -> None:
    """The position of Monday, looked at on Wednesday: Wednesday is past, Thursday settles against it."""
    fixings = FLAT | {midnight(date(2024, 3, 13)): D(3510), midnight(date(2024, 3, 14)): D(3520)}
    events = run(CASH | {"statusDate": "2024-03-13", "preSettlementPrice": None}, fixings=fixings)
    assert [(event.at.day, event.type.acronym, event.payoff) for event in events] == [
        (14, "MTM", 9000),
        (15, "MTM", -18000),
        (15, "MD", 0),
    ]


def test_close_today_falls_back_to_the_rate_of_closing() -> None:
    """Only SHFE and INE tell today's lots from yesterday's; elsewhere one rate holds for both."""
    terms = CASH | {"closeRatioByVolume": "2"}
    fees = [event for event in run(terms, [close(11, "3500", 1), close(12, "3500", 2)]) if event.type.acronym == "FP"]
    assert [event.payoff for event in fees] == [-2, -4]


@pytest.mark.real_data
def test_a_settlement_statement_of_a_futures_firm_is_reproduced() -> None:
    """Margin of every position of the statement, from its prices; profit of the day from the open price."""
    statement = json.loads(shared_data("market/openctp/settlement_sample.json").read_text(), parse_float=D)
    day = date(2023, 2, 15)
    calendar = TradingDays("SHFE", [day + timedelta(n) for n in range(-1, 200) if (day + timedelta(n)).weekday() < 5])
    for row in statement["PositionsDetail"]:
        code = row["InstrumentID"].rstrip("0123456789")
        facts = product_terms(code)
        value = row["SettlementPrice"] * row["Volume"] * D(facts["volumeMultiple"])
        long = row["Direction"] == "0"
        terms = facts | {
            "contractRole": "BUY" if long else "SEL",
            "calendar": "SHFE",
            "statusDate": "2023-02-14",
            "instrumentID": row["InstrumentID"],
            "deliveryYear": 2023,
            "deliveryMonth": row["InstrumentID"][-1:],
            "marketObjectCodeOfSettlementPrice": "S",
            "preSettlementPrice": row["LastSettlementPrice"],
            "openDate": "2023-02-15",
            "openPrice": row["OpenPrice"],
            "volume": row["Volume"],
            "longMarginRatio": {"ag": "0.19", "au": "0.14"}[code],
            "shortMarginRatio": {"ag": "0.19", "au": "0.14"}[code],
        }
        at = midnight(day)
        contract = Contract.from_terms(terms, calendars={"SHFE": calendar})
        settled = contract.events(Fixings.of({"S": {at: row["SettlementPrice"]}}), at)[-1]
        assert settled.state.values()["useMargin"] == row["Margin"]
        turnover = row["OpenPrice"] * row["Volume"] * D(facts["volumeMultiple"])
        assert settled.payoff == (value - turnover if long else turnover - value)
