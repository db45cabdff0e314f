# SPDX-License-Identifier: Apache-2.0
"""Foreign exchange outrights: delivery, settlement in cash, trades, and what is refused."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.positions import ForeignExchangeOutright

D = Decimal
FORWARD: dict[str, object] = {
    "contractType": "FXOUT",
    "contractID": "fx",
    "statusDate": "2024-01-01",
    "contractRole": "RPA",
    "currency": "CNY",
    "currency2": "USD",
    "notionalPrincipal": "7200",
    "notionalPrincipal2": "1000",
    "maturityDate": "2024-06-30",
}
IN_CASH = FORWARD | {"deliverySettlement": "S", "settlementPeriod": "P2D"}
MATURITY = datetime.fromisoformat("2024-06-30")
RATES = Fixings.of({"USD/CNY": {MATURITY: D("7.1")}})


def rows(events: list[Event]) -> list[tuple[str, str, Decimal, str]]:
    """Day, type, payoff and currency of events."""
    return [(event.at.date().isoformat(), event.type.acronym, event.payoff, event.currency) for event in events]


@pytest.mark.parametrize("delivery", [{}, {"deliverySettlement": "D"}, {"settlementCurrency": "CNY"}])
@pytest.mark.parametrize(("role", "sign"), [("RPA", 1), ("RPL", -1)])
def test_two_currencies_are_delivered(delivery: dict[str, str], role: str, sign: int) -> None:
    """Physical, which is the default: NT comes in CUR, NT2 goes in CUR2, both at maturity, in this order."""
    events = ForeignExchangeOutright.from_terms(FORWARD | delivery | {"contractRole": role}).events()
    assert rows(events) == [
        ("2024-06-30", "MD", D(7200 * sign), "CNY"),
        ("2024-06-30", "MD", D(-1000 * sign), "USD"),
    ]


@pytest.mark.parametrize(("role", "sign"), [("RPA", 1), ("RPL", -1)])
def test_the_difference_is_paid(role: str, sign: int) -> None:
    """In cash: 7200 - 7.1 x 1000 = 100, at the rate of maturity, a settlement period later."""
    events = ForeignExchangeOutright.from_terms(IN_CASH | {"contractRole": role}).events(RATES)
    assert rows(events) == [("2024-07-02", "STD", D(100 * sign), "CNY")]


@pytest.mark.parametrize(
    ("convention", "period", "day"),
    [
        ("NOS", None, "2024-06-30"),
        ("NOS", "P6D", "2024-07-06"),
        ("SCF", "P6D", "2024-07-08"),
        ("CSF", "P6D", "2024-07-08"),
        ("SCP", "P6D", "2024-07-05"),
        ("CSMP", "P6D", "2024-07-05"),
        ("SCP", None, "2024-07-01"),
        ("CSP", None, "2024-07-01"),
        ("SCMF", None, "2024-07-01"),
    ],
)
def test_settlement_is_on_a_business_day(convention: str, period: str | None, day: str) -> None:
    """The settlement is shifted, the rate is not; no convention settles before the rate is known (a Sunday here)."""
    terms = IN_CASH | {"calendar": "MF", "businessDayConvention": convention, "settlementPeriod": period}
    assert rows(ForeignExchangeOutright.from_terms(terms).events(RATES)) == [(day, "STD", D(100), "CNY")]


def test_settlement_in_a_third_currency() -> None:
    """The difference is converted at CUR/CURS of the settlement."""
    paid = datetime.fromisoformat("2024-07-02")
    rates = Fixings.of({"USD/CNY": {MATURITY: D("7.1")}, "CNY/EUR": {paid: D("0.13")}})
    events = ForeignExchangeOutright.from_terms(IN_CASH | {"settlementCurrency": "EUR"}).events(rates)
    assert rows(events) == [("2024-07-02", "STD", D("13.00"), "EUR")]


def test_a_rate_that_is_not_known() -> None:
    """The error names the rate and the time."""
    with pytest.raises(MissingFixing, match="USD/CNY at 2024-06-30"):
        ForeignExchangeOutright.from_terms(IN_CASH).events()


@pytest.mark.parametrize(("role", "sign"), [("RPA", 1), ("RPL", -1)])
def test_trades(role: str, sign: int) -> None:
    """PRD pays by role; TD brings its price as it stands, and ends the contract before maturity."""
    terms = {"purchaseDate": "2024-02-01", "priceAtPurchaseDate": "50"}
    sold = {"terminationDate": "2024-05-01", "priceAtTerminationDate": "80"}
    events = ForeignExchangeOutright.from_terms(FORWARD | terms | sold | {"contractRole": role}).events()
    assert rows(events) == [("2024-02-01", "PRD", D(-50 * sign), "CNY"), ("2024-05-01", "TD", D(80), "CNY")]


def test_monitoring_and_credit_events() -> None:
    """AD and CE change the state alone; after the horizon nothing happens."""
    february, march = datetime.fromisoformat("2024-02-01"), datetime.fromisoformat("2024-03-01")
    seen = [ObservedEvent(february, "AD"), ObservedEvent(march, "CE", "fx", None, "DL")]
    contract = ForeignExchangeOutright.from_terms(FORWARD)
    events = contract.events(Fixings.of({}, seen), datetime.fromisoformat("2024-06-29"))
    assert [(str(event.type), event.payoff) for event in events] == [("AD", D(0)), ("CE", D(0))]
    assert [event.state.values()["contractPerformance"] for event in events] == ["PF", "DL"]


@pytest.mark.parametrize(
    ("changes", "term"),
    [
        ({"currency2": None}, "currency2"),
        ({"maturityDate": None}, "maturityDate"),
        ({"notionalPrincipal": None}, "notionalPrincipal"),
        ({"notionalPrincipal2": None}, "notionalPrincipal2"),
        ({"notionalPrincipal2": "-1"}, "notionalPrincipal2"),
        ({"currency2": "CNY"}, "currency2"),
        ({"settlementCurrency": "EUR"}, "settlementCurrency"),
        ({"deliverySettlement": "X"}, "deliverySettlement"),
    ],
)
def test_what_is_refused(changes: dict[str, object], term: str) -> None:
    """One row per rule: the error names the term."""
    with pytest.raises(TermError) as refused:
        Contract.from_terms(FORWARD | changes)
    assert refused.value.term == term


@given(
    st.sampled_from([FORWARD, IN_CASH]),
    st.decimals("0", "1e9", places=2),
    st.decimals("0", "1e9", places=2),
    st.decimals("0.0001", "1e4", places=4),
)
@settings(max_examples=60)
def test_the_two_sides_sum_to_zero(terms: dict[str, object], amount: Decimal, amount2: Decimal, rate: Decimal) -> None:
    """What one role receives the other pays, event by event."""
    terms = terms | {"notionalPrincipal": str(amount), "notionalPrincipal2": str(amount2)}
    rates = Fixings.of({"USD/CNY": {MATURITY: rate}})
    bought, sold = (Contract.from_terms(terms | {"contractRole": role}).events(rates) for role in ("RPA", "RPL"))
    assert [event.payoff for event in bought] == [-event.payoff for event in sold]
