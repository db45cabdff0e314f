# SPDX-License-Identifier: Apache-2.0
"""Prices after a corporate action: of a share on its ex-date, of its conversion out of a bond."""

import decimal
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.corporate_actions import (
    Action,
    CorporateAction,
    FractionRule,
    ShareAction,
    adjusted_conversion_price,
    average_cost,
    theoretical_ex_price,
)

D = Decimal
EX_DATE = datetime(2024, 1, 1)
prices = st.decimals("1", "500", places=2)
ratios = st.decimals("0", "2", places=3)


@pytest.mark.parametrize(
    ("close", "action", "price"),
    [
        ("20.00", {"dividend": "0.5"}, "19.50"),
        ("20.00", {"bonus": "0.5"}, "13.33"),
        ("20.00", {"rights": "0.3", "rights_price": "12"}, "18.15"),
        ("10.00", {"dividend": "0.2", "bonus": "0.3", "rights": "0.2", "rights_price": "5"}, "7.20"),
        ("10.00", {"bonus": "1"}, "5.00"),
        ("2.345", {"bonus": "1"}, "1.17"),
        ("10.00", {}, "10.00"),
    ],
)
def test_the_theoretical_ex_price(close: str, action: dict[str, str], price: str) -> None:
    """20/1.5 = 13.33; (20 + 3.6)/1.3 = 18.154; (10 - 0.2 + 1)/1.5 = 7.20; 2.345/2 = 1.1725."""
    made = ShareAction(ex_date=EX_DATE, **{name: D(value) for name, value in action.items()})
    assert str(theoretical_ex_price(Decimal(close), made)) == price


@settings(max_examples=80, deadline=None)
@given(prices, st.decimals("0", "0.9", places=3), ratios, ratios, prices)
def test_the_ex_price_is_the_exact_quotient_to_the_tick(
    close: Decimal, dividend: Decimal, bonus: Decimal, rights: Decimal, price: Decimal
) -> None:
    """Computed with fractions and rounded half up once, the price is the same."""
    ticks = (Fraction(close) - Fraction(dividend) + Fraction(price) * Fraction(rights)) * 100
    ticks /= 1 + Fraction(bonus) + Fraction(rights)
    whole = (2 * ticks.numerator + ticks.denominator) // (2 * ticks.denominator)
    expected = Decimal(whole).scaleb(-2)
    assert (
        theoretical_ex_price(
            close, ShareAction(ex_date=EX_DATE, dividend=dividend, bonus=bonus, rights=rights, rights_price=price)
        )
        == expected
    )


def test_the_ex_price_is_the_same_in_a_hostile_context() -> None:
    """(1234567.89 - 0.5 + 3600.6) / 1.8 = 687871.105, half up, with six digits rounded up in the thread's context."""
    close, dividend, bonus, rights, price = (D(text) for text in ("1234567.89", "0.5", "0.5", "0.3", "12002"))
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        found = theoretical_ex_price(
            close, ShareAction(ex_date=EX_DATE, dividend=dividend, bonus=bonus, rights=rights, rights_price=price)
        )
        assert found == D("687871.11")


@pytest.mark.parametrize(
    ("action", "price"),
    [
        ({"dividend": "0.5"}, "9.50"),
        ({"bonus": "0.5"}, "6.67"),
        ({"rights": "0.3", "rights_price": "6"}, "9.08"),
        ({"dividend": "0.5", "bonus": "0.2", "rights": "0.3", "rights_price": "6"}, "7.53"),
        ({}, "10.00"),
    ],
)
def test_the_conversion_price_follows_the_share(action: dict[str, str], price: str) -> None:
    """10/1.5 = 6.67; 11.8/1.3 = 9.08; (9.5 + 1.8)/1.5 = 7.53."""
    made = ShareAction(ex_date=EX_DATE, **{name: D(value) for name, value in action.items()})
    assert str(adjusted_conversion_price(D(10), made)) == price


def test_a_conversion_price_cannot_vanish() -> None:
    """A dividend of more than the price is a mistake, such as one per 10 shares."""
    with pytest.raises(InputError, match=r"would become 0\.00"):
        adjusted_conversion_price(D(10), ShareAction(ex_date=EX_DATE, dividend=D(10)))


def test_the_tick_may_be_another() -> None:
    """2.345 / 2 = 1.1725, half up to a mill."""
    assert str(theoretical_ex_price(D("2.345"), ShareAction(ex_date=EX_DATE, bonus=D(1)), tick=D("0.001"))) == "1.173"


@pytest.mark.parametrize(
    ("held", "basis", "price", "subscribed", "rights", "lapsed", "cost"),
    [("1001", "8008", "5.20", "200", "300", "100", "9048"), ("100", "1000", "5", "10", "30", "20", "1050")],
)
def test_what_a_subscription_of_rights_comes_to(
    held: str, basis: str, price: str, subscribed: str, rights: str, lapsed: str, cost: str
) -> None:
    """3 for 10: 300.3, down to 300, 200 of them at 5.20 for 1040; 30, 10 of them at 5 for 50. The rest lapses."""
    action = Action(type=CorporateAction.RIGHTS_ISSUE, shares=D(3), price=D(price))
    granted = FractionRule.DOWN.whole(action.new_shares(D(held)))
    assert granted == D(rights) and granted - D(subscribed) == D(lapsed)
    assert action.price is not None
    after = D(basis) + D(subscribed) * action.price
    assert after == D(cost)
    shares = D(held) + D(subscribed)
    assert average_cost(after, shares, shares) == D(cost)
    assert average_cost(after, D(subscribed), shares) * shares == pytest.approx(D(cost) * D(subscribed), abs=D("1e-20"))
    market = D(10)
    part = ShareAction(ex_date=EX_DATE, rights=D(subscribed) / D(held), rights_price=D(price))
    worth = part.ex_price(market) * shares
    assert worth == pytest.approx(D(held) * market + D(subscribed) * D(price), abs=D("1e-20"))
