# SPDX-License-Identifier: Apache-2.0
"""CONVB: coupons, conversion price, redemption, and terms that are refused.

Known answers with their arithmetic stand in ``vectors/terms/convertible.json``.
"""

import decimal
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from counterfoil.terms.formulas.corporate_actions import ShareAction, adjusted_conversion_price
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.bond import Convertible

D = Decimal
CALL = {"ratio": "1.3", "days": "15", "window": "30"}
PUT = {"ratio": "0.7", "days": "30", "window": "30"}
EARLY = ("SCMF", "CSMF", "SCP", "CSP", "SCMP", "CSMP")
WEEKDAYS = [
    day for day in (datetime(2024, 1, 1) + timedelta(days=number) for number in range(120)) if day.weekday() < 5
]


def convertible(**changed: object) -> Convertible:
    """A bond of 100000 face, six years, converted at 10, but for what is changed."""
    made = Contract.from_terms(
        {
            "contractType": "CONVB",
            "contractRole": "RPA",
            "statusDate": "2023-12-29T00:00:00",
            "currency": "CNY",
            "calendar": "MF",
            "marketObjectCode": "SHARE",
            "notionalPrincipal": "100000",
            "initialExchangeDate": "2023-03-01T00:00:00",
            "maturityDate": "2029-03-01T00:00:00",
            "couponRates": ["0.002", "0.004", "0.006", "0.015", "0.018", "0.02"],
            "redemptionPrice": "110",
            "conversionPrice": "10",
            "conversionStart": "2023-09-01T00:00:00",
        }
        | changed
    )
    assert isinstance(made, Convertible)
    return made


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"notionalPrincipal": ""}, "notionalPrincipal"),
        ({"couponRates": ["0.002", "0.004"]}, "couponRates"),
        ({"couponRates": "x"}, "couponRates"),
        ({"conversionPrice": "0"}, "conversionPrice"),
        ({"conversionStart": ""}, "conversionStart"),
        ({"callTrigger": [CALL, CALL]}, "callTrigger"),
        ({"callTrigger": [CALL | {"days": "31"}]}, "callTrigger"),
        ({"callTrigger": [CALL | {"days": "0"}]}, "days"),
        ({"callTrigger": [{"ratio": "1.3", "days": "15"}]}, "window"),
        ({"shareActions": [{"bonus": "0.1"}]}, "exDate"),
        ({"contractRole": "COL"}, "contractRole"),
        *(({"businessDayConvention": early}, "businessDayConvention") for early in EARLY),
    ],
)
def test_terms_that_are_refused(changed: dict[str, object], term: str) -> None:
    """Each wrong term is named."""
    with pytest.raises(TermError) as refused:
        convertible(**changed)
    assert refused.value.term == term


def test_a_convertible_computes_the_same_in_a_hostile_context() -> None:
    """12345678.99 * 0.002 * 306 / 365 = 20700.15; (1234.56 - 0.5 + 370.5) / 1.8 = 891.422."""
    made, face, price = convertible(), D("12345678.99"), D("1234.56")
    action = ShareAction(ex_date=WEEKDAYS[0], dividend=D("0.5"), bonus=D("0.5"), rights=D("0.3"), rights_price=D(1235))
    with decimal.localcontext(prec=4, rounding=decimal.ROUND_UP):
        assert made.accrued(face, datetime(2024, 1, 1)) == D("20700.15")
        assert adjusted_conversion_price(price, action) == D("891.42")


SHORT = {
    "initialExchangeDate": "2024-02-01",
    "maturityDate": "2026-02-01",
    "couponRates": ["0.01", "0.02"],
    "conversionStart": "2024-08-01",
    "notionalPrincipal": "1000",
    "businessDayConvention": "SCF",
}
"""A bond of two years that matures on a Sunday; its one coupon falls on a Saturday."""


def rows(events: list[Event]) -> list[tuple[datetime, str, Decimal]]:
    """Time, type and payoff of events."""
    return [(event.at, event.type.acronym, event.payoff) for event in events]


@pytest.mark.parametrize("convention", ["SCF", "CSF"])
@pytest.mark.parametrize(("status", "left"), [("2026-01-31", 1), ("2026-02-01", 1), ("2026-02-02", 0)])
def test_a_repayment_that_a_holiday_delays_is_made(convention: str, status: str, left: int) -> None:
    """Due on Sunday, paid on Monday, whenever in between the terms are stated."""
    made = convertible(**SHORT | {"businessDayConvention": convention}, statusDate=status)
    assert rows(made.events()) == [(datetime(2026, 2, 2), "MD", D(1100))] * left


def test_a_delayed_coupon_is_paid_after_a_status_date_on_the_holiday() -> None:
    """Due on Saturday, paid on Monday."""
    events = convertible(**SHORT, statusDate="2025-02-01T12:00").events(until=datetime(2025, 2, 3))
    assert rows(events) == [(datetime(2025, 2, 3), "IP", D(10))]


ACTION = {"exDate": "2024-04-24", "dividend": "1"}


def test_nothing_changes_the_conversion_price_from_maturity_on() -> None:
    """Share actions of that time are no events, though a holiday delays the repayment."""
    actions = [ACTION | {"exDate": day} for day in ("2026-02-01", "2026-02-02", "2026-03-01")]
    made = convertible(**SHORT, statusDate="2026-01-31", shareActions=actions)
    assert rows(made.events()) == [(datetime(2026, 2, 2), "MD", D(1100))]
