# SPDX-License-Identifier: Apache-2.0
"""BONDCN: what a holiday delays is paid, to who held the bond on the day it was due, whenever the terms are stated."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from counterfoil.terms.kernel.dates import add_months
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.bond import ChineseBond


def contract(**changed: object) -> ChineseBond:
    """1000 of a 3 % bond that matures on a Sunday, with a coupon on a Saturday before, but for what is changed."""
    made = Contract.from_terms(
        {
            "contractType": "BONDCN",
            "contractRole": "RPA",
            "statusDate": "2024-01-31",
            "currency": "CNY",
            "calendar": "MF",
            "businessDayConvention": "SCF",
            "marketObjectCode": "CLEAN",
            "initialExchangeDate": "2024-02-01",
            "maturityDate": "2026-02-01",
            "nominalInterestRate": "0.03",
            "notionalPrincipal": "1000",
        }
        | changed
    )
    assert isinstance(made, ChineseBond)
    return made


@pytest.mark.parametrize("convention", ["SCF", "CSF"])
@pytest.mark.parametrize(
    ("status", "paid"),
    [
        ("2026-01-31", [(1, "DUE", 0), (2, "IP", 30), (2, "MD", 1000)]),
        ("2026-02-01", [(2, "IP", 30), (2, "MD", 1000)]),
        ("2026-02-01T18:00", [(2, "IP", 30), (2, "MD", 1000)]),
        ("2026-02-02", []),
    ],
)
def test_what_a_holiday_delays_beyond_the_status_date_is_paid(
    convention: str, status: str, paid: list[tuple[int, str, int]]
) -> None:
    """Coupon and face, due on Sunday and paid on Monday, whenever in between the terms are stated."""
    held = contract(statusDate=status, businessDayConvention=convention)
    assert [(event.at.day, event.type.acronym, event.payoff) for event in held.events()] == paid


def test_interest_at_maturity_is_paid_after_a_status_date_on_the_holiday() -> None:
    """Two years at 3 % in one payment."""
    held = contract(couponType="AT_MATURITY", statusDate="2026-02-01")
    assert [event.payoff for event in held.events()] == [60, 1000]


@pytest.mark.parametrize("convention", ["NOS", "SCF", "CSF"])
@pytest.mark.parametrize("terms", [{"couponFrequency": "12"}, {"couponType": "AT_MATURITY"}])
def test_whenever_the_terms_are_stated_the_same_is_left_to_be_paid(convention: str, terms: dict[str, str]) -> None:
    """Of a bond that nobody trades, the events after a status date are those that were foreseen at its issue."""
    terms = terms | {"businessDayConvention": convention}
    foreseen = contract(**terms).events()
    for months, hours in product(range(25), (0, 9, 24, 33, 48)):
        status = add_months(datetime(2024, 2, 1), months) + timedelta(hours=hours)
        stated = contract(**terms, statusDate=status.isoformat()).events()
        assert [(event.at, event.type, event.payoff) for event in stated] == [
            (event.at, event.type, event.payoff) for event in foreseen if event.at > status
        ]
