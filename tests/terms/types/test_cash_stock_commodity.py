# SPDX-License-Identifier: Apache-2.0
"""Cash, stock and commodity: every event by hand, for both roles, and what is refused."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.positions import Cash, Commodity, Stock

D = Decimal
BASE: dict[str, object] = {"statusDate": "2024-01-01", "contractRole": "RPA", "currency": "CNY"}
CASH = BASE | {"contractType": "CSH", "contractID": "cash", "notionalPrincipal": "500"}
STOCK = BASE | {"contractType": "STK", "contractID": "600000"}
GOOD = BASE | {"contractType": "COM", "contractID": "au", "quantity": "3", "unit": "KG"}
TRADES = {
    "purchaseDate": "2024-02-01",
    "priceAtPurchaseDate": "100",
    "terminationDate": "2024-12-02",
    "priceAtTerminationDate": "130",
}
YEARLY = {"cycleAnchorDateOfDividend": "2024-06-30", "cycleOfDividend": "P1YL1", "marketObjectCodeOfDividends": "DV"}
DIVIDENDS = Fixings.of({"DV": {datetime.fromisoformat(f"{year}-06-30"): D(year - 2000) for year in range(2024, 2030)}})


def at(text: str) -> datetime:
    """A day."""
    return datetime.fromisoformat(text)


def rows(events: list[Event]) -> list[tuple[str, str, Decimal]]:
    """Day, type and payoff of events."""
    return [(event.at.date().isoformat(), event.type.acronym, event.payoff) for event in events]


@pytest.mark.parametrize(("role", "notional"), [("RPA", D(500)), ("RPL", D(-500))])
def test_cash_is_monitored(role: str, notional: Decimal) -> None:
    """AD moves the state's time and nothing else; what lies at or before the status date is not seen."""
    seen = [ObservedEvent(at("2024-01-01"), "AD"), ObservedEvent(at("2024-03-01"), "AD")]
    (event,) = Cash.from_terms(CASH | {"contractRole": role}).events(Fixings.of({}, seen))
    assert (event.at, str(event.type), event.payoff, event.currency) == (at("2024-03-01"), "AD", D(0), "CNY")
    values = event.state.values()
    assert (values["notionalPrincipal"], values["statusDate"]) == (notional, at("2024-03-01"))


@pytest.mark.parametrize(("role", "sign"), [("RPA", 1), ("RPL", -1)])
def test_a_stock_is_bought_pays_and_is_sold(role: str, sign: int) -> None:
    """PRD pays the price, DV brings the dividend, TD brings the price; the state holds no amounts."""
    events = Stock.from_terms(STOCK | TRADES | YEARLY | {"contractRole": role}).events(DIVIDENDS)
    assert rows(events) == [
        ("2024-02-01", "PRD", D(-100 * sign)),
        ("2024-06-30", "DV", D(24 * sign)),
        ("2024-12-02", "TD", D(130 * sign)),
    ]
    assert all(event.state.values()["notionalPrincipal"] == 0 for event in events)


@pytest.mark.parametrize(
    ("until", "years"),
    [("2024-06-29", []), ("2024-06-30", [2024]), ("2026-06-29", [2024, 2025]), ("2026-06-30", [2024, 2025, 2026])],
)
@pytest.mark.parametrize("cycle", ["P1YL0", "P1YL1"])
def test_dividends_run_to_the_horizon(until: str, years: list[int], cycle: str) -> None:
    """The horizon cuts the cycle: it is a payment date only if the cycle says so, and makes no stub."""
    contract = Stock.from_terms(STOCK | YEARLY | {"cycleOfDividend": cycle})
    assert [event.at.year for event in contract.events(DIVIDENDS, at(until))] == years


def test_dividends_without_end_need_a_horizon() -> None:
    """Without a sale and without a horizon the schedule would be endless: refused, with both remedies."""
    with pytest.raises(InputError, match="terminationDate"):
        Stock.from_terms(STOCK | YEARLY).events(DIVIDENDS)


def test_a_known_dividend_comes_first() -> None:
    """DVNP is paid at the anchor; the cycle goes on after it with observed dividends."""
    contract = Stock.from_terms(STOCK | YEARLY | {"nextDividendPaymentAmount": "7"})
    assert rows(contract.events(DIVIDENDS, at("2025-12-31"))) == [
        ("2024-06-30", "DV", D(7)),
        ("2025-06-30", "DV", D(25)),
    ]


@pytest.mark.parametrize(("amount", "payoff"), [({"nextDividendPaymentAmount": "7"}, D(7)), ({}, D(24))])
def test_one_dividend_without_a_cycle(amount: dict[str, str], payoff: Decimal) -> None:
    """An anchor alone is a single dividend, known or observed, and needs no horizon."""
    terms = STOCK | {"cycleAnchorDateOfDividend": "2024-06-30", "marketObjectCodeOfDividends": "DV"} | amount
    assert rows(Stock.from_terms(terms).events(DIVIDENDS)) == [("2024-06-30", "DV", payoff)]


def test_dividends_have_a_name_by_default() -> None:
    """Without DVMO a dividend is observed under the contract's identifier and -DV."""
    contract = Stock.from_terms(STOCK | {"cycleAnchorDateOfDividend": "2024-06-30"})
    assert contract.events(Fixings.of({"600000-DV": {at("2024-06-30"): D(2)}}))[0].payoff == 2
    with pytest.raises(MissingFixing, match="600000-DV"):
        contract.events()


def test_a_dividend_on_a_holiday_is_paid_later() -> None:
    """2024-06-30 is a Sunday: paid on Monday, with the dividend observed for the Sunday."""
    contract = Stock.from_terms(STOCK | YEARLY | {"calendar": "MF", "businessDayConvention": "SCF"})
    assert rows(contract.events(DIVIDENDS, at("2024-12-31"))) == [("2024-07-01", "DV", D(24))]


def test_a_dividend_that_a_holiday_brings_back_to_the_horizon() -> None:
    """SCP: the dividend of Sunday 2024-06-30 is paid on Friday, and a horizon on that Friday knows it."""
    contract = Stock.from_terms(STOCK | YEARLY | {"calendar": "MF", "businessDayConvention": "SCP"})
    assert rows(contract.events(DIVIDENDS, at("2024-06-28"))) == [("2024-06-28", "DV", D(24))]
    assert contract.events(DIVIDENDS, at("2024-06-27")) == []


@pytest.mark.parametrize(
    ("ex_dividend", "bought", "years"),
    [
        ("2024-06-20", "2024-06-25", [2025]),
        ("2024-06-20", "2024-06-20", [2024, 2025]),
        ("2024-06-20", "2024-06-10", [2024, 2025]),
        ("2023-06-20", "2024-06-25", [2025]),
        ("2024-06-20", "2024-07-25", [2025]),
    ],
)
def test_the_seller_keeps_the_dividend_after_the_ex_date(ex_dividend: str, bought: str, years: list[int]) -> None:
    """Bought between the ex-dividend date and the payment, a stock pays its first dividend to the seller."""
    terms = {"exDividendDate": ex_dividend, "purchaseDate": bought, "priceAtPurchaseDate": "1"}
    events = Stock.from_terms(STOCK | YEARLY | terms).events(DIVIDENDS, at("2025-12-31"))
    assert [event.at.year for event in events if event.type.acronym == "DV"] == years


def test_dividends_are_converted_to_the_settlement_currency() -> None:
    """A settlement currency multiplies every payoff with CUR/CURS at the time."""
    rates = Fixings.of({"DV": {at("2024-06-30"): D(10)}, "CNY/USD": {at("2024-06-30"): D("0.14")}})
    contract = Stock.from_terms(STOCK | YEARLY | {"settlementCurrency": "USD"})
    (event,) = contract.events(rates, at("2024-12-31"))
    assert (event.payoff, event.currency) == (D("1.40"), "USD")


@pytest.mark.parametrize(("role", "sign"), [("RPA", 1), ("RPL", -1)])
def test_a_commodity_is_traded_by_quantity(role: str, sign: int) -> None:
    """PRD and TD: quantity times price."""
    events = Commodity.from_terms(GOOD | TRADES | {"contractRole": role}).events()
    assert rows(events) == [("2024-02-01", "PRD", D(-300 * sign)), ("2024-12-02", "TD", D(390 * sign))]


def test_nothing_is_reported_before_the_purchase() -> None:
    """What a commodity went through before it was bought is not the buyer's; a credit event after it is."""
    seen = [
        ObservedEvent(at("2024-01-15"), "AD", "au"),
        ObservedEvent(at("2024-03-01"), "CE", "au", performance="DF"),
        ObservedEvent(at("2024-03-02"), "CE", "other", performance="DF"),
    ]
    events = Commodity.from_terms(GOOD | TRADES).events(Fixings.of({}, seen), at("2024-06-30"))
    assert [str(event.type) for event in events] == ["PRD", "CE"]
    assert events[1].state.values()["contractPerformance"] == "DF"


@pytest.mark.parametrize(
    ("terms", "changes", "term"),
    [
        (CASH, {"notionalPrincipal": None}, "notionalPrincipal"),
        (CASH, {"contractRole": None}, "contractRole"),
        (CASH, {"currency": None}, "currency"),
        (STOCK, {"statusDate": None}, "statusDate"),
        (STOCK, {"cycleOfDividend": "P1YL1"}, "cycleOfDividend"),
        (STOCK, {"nextDividendPaymentAmount": "5"}, "nextDividendPaymentAmount"),
        (STOCK, {"purchaseDate": "2024-02-01"}, "priceAtPurchaseDate"),
        (GOOD, {"terminationDate": "2024-02-01"}, "priceAtTerminationDate"),
        (GOOD, {"quantity": "-1"}, "quantity"),
    ],
)
def test_what_is_refused(terms: dict[str, object], changes: dict[str, object], term: str) -> None:
    """One row per rule: the error names the term."""
    with pytest.raises(TermError) as refused:
        Contract.from_terms(terms | changes)
    assert refused.value.term == term


@given(
    st.sampled_from([STOCK | TRADES | YEARLY, GOOD | TRADES]),
    st.decimals("-1e6", "1e6", places=4),
    st.decimals("0", "1e6", places=4),
)
@settings(max_examples=60)
def test_the_two_sides_sum_to_zero(terms: dict[str, object], price: Decimal, quantity: Decimal) -> None:
    """What one role receives the other pays, event by event."""
    terms = terms | {"priceAtPurchaseDate": str(price), "quantity": str(quantity)}
    owned, owed = (Contract.from_terms(terms | {"contractRole": role}).events(DIVIDENDS) for role in ("RPA", "RPL"))
    assert [event.payoff for event in owned] == [-event.payoff for event in owed]


def test_terms_survive_a_round_trip() -> None:
    """The terms that a contract writes make the same contract."""
    contract = Stock.from_terms(STOCK | TRADES | YEARLY)
    assert Contract.from_terms(contract.to_terms()).terms == contract.terms
    assert not Cash.from_terms(CASH).events(NOTHING_OBSERVED)
