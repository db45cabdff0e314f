# SPDX-License-Identifier: Apache-2.0
"""Rules of futures exchanges: ticks, price limits, profit by date and by trade, margin."""

import decimal
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.trading_rules import (
    Lots,
    check_limits,
    check_tick,
    is_on_tick,
    margin,
    price_limits,
    profit_by_date,
    profit_by_trade,
)

D = Decimal


@pytest.mark.parametrize(
    ("price", "tick", "nearest"),
    [("3200.1", "0.2", "3200 and 3200.2"), ("80005", "10", "80000 and 80010"), ("-0.03", "0.1", "-0.1 and 0")],
)
def test_prices_off_the_tick_are_refused(price: str, tick: str, nearest: str) -> None:
    """The error names price, tick and the two prices next to it."""
    with pytest.raises(InputError, match=f"price {price} is not .* price tick {tick} .nearest: {nearest}"):
        check_tick(D(price), D(tick), where="order")


def test_limits_are_rounded_inwards_to_the_tick() -> None:
    """3210.4 ± 10 % is 2889.36 to 3531.44, so prices run from 2889.4 to 3531.4, those two included."""
    limits = price_limits(D("3210.4"), D("0.1"), D("0.2"))
    assert (limits.lower, limits.upper) == (D("2889.4"), D("3531.4"))
    for price in (limits.lower, limits.upper):
        check_limits(price, limits, where="order")
    for price in (D("2889.2"), D("3531.6")):
        with pytest.raises(InputError, match=f"price {price} is outside the price limits 2889.4 to 3531.4"):
            check_limits(price, limits, where="order")


PRICES = st.decimals("1", "100000", places=3)
TICKS = st.sampled_from([D(text) for text in ("0.002", "0.005", "0.2", "1", "5", "10")])


@settings(max_examples=100, deadline=None)
@given(previous=PRICES, ratio=st.decimals("0", "0.2", places=3), tick=TICKS)
def test_limits_are_the_widest_on_the_tick(previous: Decimal, ratio: Decimal, tick: Decimal) -> None:
    """Both limits are on the tick and within the ratio, and the next tick is not."""
    limits = price_limits(previous, ratio, tick)
    width = previous * ratio
    assert limits.lower % tick == limits.upper % tick == 0
    assert previous - width <= limits.lower < previous - width + tick
    assert previous + width - tick < limits.upper <= previous + width


def test_profit_by_date_of_a_day_with_trades() -> None:
    """Sold 2 at 105, bought 3 at 102, settled at 104 after 100, 4 long and 1 short before: (2 + 6 + 12) 10 = 200."""
    profit = profit_by_date(
        [Lots(D(2), D(105))],
        [Lots(D(3), D(102))],
        settlement=D(104),
        previous_settlement=D(100),
        previous_long=D(4),
        previous_short=D(1),
        multiple=D(10),
    )
    assert profit == 200


@settings(max_examples=100, deadline=None)
@given(st.lists(PRICES, min_size=2, max_size=12), st.integers(1, 1000), st.sampled_from([1, -1]))
def test_profit_by_date_adds_up_to_profit_by_trade(prices: list[Decimal], lots: int, sign: int) -> None:
    """Day by day or trade by trade, a position that was opened and held has gained the same."""
    opened = Lots(D(lots), prices[0])
    first = profit_by_date(
        [opened] if sign < 0 else [],
        [opened] if sign > 0 else [],
        settlement=prices[1],
        previous_settlement=D(0),
        multiple=D(5),
    )
    held = {"previous_long" if sign > 0 else "previous_short": D(lots)}
    later = sum(
        profit_by_date([], [], settlement=now, previous_settlement=before, multiple=D(5), **held)
        for before, now in pairwise(prices[1:])
    )
    assert first + later == profit_by_trade(opened, at=prices[-1], sign=D(sign), multiple=D(5))


def test_margin_does_not_depend_on_the_side() -> None:
    """4 lots of 15 kg at 4928 and 19 % are 56179.2, long or short."""
    for position in (D(4), D(-4)):
        assert margin(position, price=D(4928), multiple=D(15), ratio=D("0.19")) == D("56179.2")


def test_rules_are_the_same_in_a_hostile_context() -> None:
    """Six digits, rounded up, in the context of the thread change no digit of any rule."""
    tick, price, traded = D("0.0002"), D("1234567.8902"), Lots(D(1234567), D("3210.4"))
    highest, above, settled, gained = (D(text) for text in ("1234568.0136", "1234568.0138", "3210.3", "370370.1"))
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert is_on_tick(price, tick)
        check_tick(price, tick, where="order")
        limits = price_limits(price, D("0.0000001"), tick)
        assert str(limits) == "1234567.7668 to 1234568.0136"
        assert limits.allow(highest)
        assert not limits.allow(above)
        check_limits(price, limits, where="order")
        assert profit_by_date([traded], [], settlement=settled, previous_settlement=D(0), multiple=D(3)) == gained
        assert profit_by_trade(traded, at=settled, sign=D(-1), multiple=D(3)) == gained
        assert margin(D(-1234567), price=D("3210.4"), multiple=D(10), ratio=D("0.1")) == D("3963453896.8")
