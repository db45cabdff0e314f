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
from counterfoil.terms.files.cases import differences, read_case
from counterfoil.terms.formulas.trading_rules import Lots, commission, profit_by_date, profit_by_trade
from counterfoil.terms.kernel.calendars import STANDARD, TradingDays, read_calendars
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


def run(terms: dict[str, object], fixings: Any = FLAT) -> list[Event]:
    """The events of a future on the March calendar."""
    return Contract.from_terms(terms, calendars=CALENDARS).events(Fixings.of({"S": fixings}))


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


CLOSES = st.lists(st.tuples(st.sampled_from(range(5)), TICKS, st.integers(1, 2)), max_size=3)


@settings(max_examples=60, deadline=None)
@given(settlements=SETTLEMENTS, closes=CLOSES)
def test_a_close_is_what_is_left_stated_anew_and_each_day_is_profit_by_date(
    settlements: list[Decimal], closes: list[tuple[int, Decimal, int]]
) -> None:
    """Closes at profit by trade since the last mark, and what is left settled since then, are the exchange's sum."""
    held, mark = D(0), D(3500)
    for number, (day, settlement) in enumerate(zip(DAYS, settlements, strict=True)):
        sold = [Lots(D(lots), price) for at, price, lots in closes if at == number]
        bought = [Lots(D(6), D(3500))] if not number else []
        left = held + sum(lot.volume for lot in bought) - sum(lot.volume for lot in sold)
        closed = sum(profit_by_trade(Lots(lot.volume, mark), at=lot.price, sign=D(1), multiple=D(300)) for lot in sold)
        settled = D(0)
        if left:
            before = MARCH.add(day, -1).isoformat()
            terms = CASH | {"volume": int(left), "statusDate": before, "openPrice": "3500", "preSettlementPrice": mark}
            contract = Contract.from_terms(terms, calendars=CALENDARS)
            events = contract.events(Fixings.of({"S": {midnight(day): settlement}}), midnight(day))
            settled = sum(event.payoff for event in events if event.type.acronym == "MTM")
        assert closed + settled == profit_by_date(
            sold, bought, settlement=settlement, previous_settlement=mark, previous_long=held, multiple=D(300)
        )
        held, mark = left, settlement


def test_long_and_short_cancel_out() -> None:
    """Both sides of the same trade pay each other."""
    fixings = {midnight(day): D(3500 + 7 * number**2) for number, day in enumerate(DAYS)}
    long, short = run(CASH, fixings), run(CASH | {"contractRole": "SEL"}, fixings)
    assert [event.payoff for event in long] == [-event.payoff for event in short]


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


def test_the_opening_trade_keeps_to_the_limits_of_its_day() -> None:
    """Listing date and last trading day have their own ratios; nobody knows limits about a price that is not known."""
    listed = CASH | {"listingDate": "2024-03-11", "priceLimitRatioFirstDay": "0.2", "openPrice": "4200"}
    assert run(listed)[0].type.acronym == "PRD"
    with pytest.raises(InputError, match=r"price 4200\.2 is outside the price limits 2800 to 4200"):
        run(listed | {"openPrice": "4200.2"})
    with pytest.raises(InputError, match=r"price 3850\.2 is outside the price limits 3150 to 3850"):
        run(CASH | {"openPrice": "3850.2"})
    assert run(CASH | {"openDate": "2024-03-15", "openPrice": "4200"})[0].type.acronym == "PRD"
    with pytest.raises(MissingFixing, match="no fixing of S at 2024-03-08"):
        run(CASH | {"preSettlementPrice": None}, fixings={midnight(date(2024, 3, 11)): D(3500)})


def test_a_close_is_not_observed() -> None:
    """Whoever closes states what is left; an observed close is refused."""
    seen = ObservedEvent(midnight(date(2024, 3, 12)), "TD", "position", D(3500))
    with pytest.raises(
        InputError, match="TD observed on 2024-03-12T00:00:00: no event of a contract of the type EXFUT"
    ):
        Contract.from_terms(CASH, calendars=CALENDARS).events(Fixings.of({"S": FLAT}, [seen]))


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


def test_commission_of_opening_and_of_delivery() -> None:
    """3 * 3500 * 300 * 0.0001 = 315 by money, and 2 a lot at the end: what is delivered is taken at the last price."""
    terms = CASH | {"openRatioByMoney": "0.0001", "deliveryRatioByVolume": "2"}
    fees = [event for event in run(terms) if event.type.acronym == "FP"]
    assert [(event.at.day, event.payoff, event.state.values()["commission"]) for event in fees] == [
        (11, D(-315), D(315)),
        (15, D(-6), D(321)),
    ]
    assert commission(D(2), price=D(79900), multiple=D(5), by_money=D("0.0001"), by_volume=D(0)) == D("79.9")


def test_close_today_falls_back_to_the_rate_of_closing() -> None:
    """Elsewhere than at SHFE and INE, one rate holds for the lots of today and of yesterday."""
    contract = Contract.from_terms(CASH | {"closeRatioByVolume": "2"}, calendars=CALENDARS)
    opened, later = midnight(date(2024, 3, 11)), midnight(date(2024, 3, 12))
    assert contract.terms.close_ratios(opened) == contract.terms.close_ratios(later) == (0, 2)
    contract = Contract.from_terms(
        CASH | {"closeRatioByVolume": "2", "closeTodayRatioByMoney": "0.1"}, calendars=CALENDARS
    )
    assert contract.terms.close_ratios(opened) == (D("0.1"), 0)
    assert contract.terms.close_ratios(later) == (0, 2)


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
