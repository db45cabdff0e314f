# SPDX-License-Identifier: Apache-2.0
"""Rules of futures exchanges: last trading days, ticks, price limits, profit by date, and the example products."""

import decimal
import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.calendars import TradingDays
from counterfoil.terms.contract import Contract
from counterfoil.terms.market import (
    HolidayMove,
    Lots,
    check_limits,
    check_tick,
    is_on_tick,
    margin,
    parse_rule,
    price_limits,
    profit_by_date,
    profit_by_trade,
)
from shared_data import shared_data
from support.products import DOCUMENT, PRODUCTS, product_terms

D = Decimal
HOLIDAYS_2024 = [
    date(2024, month, day)
    for month, days in {
        1: (1,),
        2: (9, 12, 13, 14, 15, 16),
        4: (4, 5),
        5: (1, 2, 3),
        6: (10,),
        9: (16, 17),
        10: (1, 2, 3, 4, 7),
    }.items()
    for day in days
]
EXCHANGE = TradingDays.from_holidays("CN", HOLIDAYS_2024, first=date(2024, 1, 1), last=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("rule", "month", "expected"),
    [
        ("third Friday", 9, "2024-09-20"),
        ("third Friday", 2, "2024-02-19"),  # the 16th is a holiday
        ("2nd friday of the month", 9, "2024-09-13"),
        ("15th of month", 4, "2024-04-15"),
        ("15th of month", 6, "2024-06-17"),  # the 15th is a Saturday
        ("15th", 2, "2024-02-19"),
        ("10th trading day", 10, "2024-10-21"),
        ("first trading day of the month", 5, "2024-05-06"),
        ("10th last trading day", 10, "2024-10-18"),
        ("last trading day", 3, "2024-03-29"),
        ("last trading day of the prior month", 5, "2024-04-30"),
        ("fifth Monday", 7, "2024-07-29"),
    ],
)
def test_rules_make_the_days_that_exchanges_publish(rule: str, month: int, expected: str) -> None:
    """Each kind of rule, on its day and postponed from a holiday, as counted on a wall calendar of 2024."""
    assert parse_rule(rule).day(2024, month, EXCHANGE) == date.fromisoformat(expected)


def test_a_holiday_can_also_move_the_day_back() -> None:
    """With the move PREVIOUS the last trading day is the one before the holiday."""
    rule = parse_rule("third Friday")
    assert rule.day(2024, 2, EXCHANGE, holiday_move=HolidayMove.PREVIOUS) == date(2024, 2, 8)


@pytest.mark.parametrize(
    ("rule", "month", "problem"),
    [
        ("fifth Friday", 2, "2024-02 has no 5th Friday of the month"),
        ("31st of month", 4, "2024-04 has no 31st of the month"),
        ("23rd trading day", 2, "2024-02 has no 23rd trading day of the month"),
        ("last trading day of the prior month", 1, "2023-12-01 is outside the calendar"),
    ],
)
def test_a_day_that_a_month_lacks_is_an_error(rule: str, month: int, problem: str) -> None:
    """No day is made up where the month or the calendar has none."""
    with pytest.raises(InputError, match=problem):
        parse_rule(rule).day(2024, month, EXCHANGE)


@pytest.mark.parametrize(
    "words", ["", "Friday", "sixth Friday", "0th of month", "32nd of month", "trading day", "third Blursday", 15, None]
)
def test_words_that_are_no_rule_are_refused(words: object) -> None:
    """Rules name what they count, and a number that a month can have."""
    with pytest.raises(ValueError, match=r"not a rule|no such day"):
        parse_rule(words)


@pytest.mark.parametrize(
    "words", ["third Friday", "15th", "11th of month", "22nd of the prior month", "10th last trading day", "1st Monday"]
)
def test_rules_read_back_what_they_write(words: str) -> None:
    """The text of a rule is the same rule."""
    assert parse_rule(str(parse_rule(words))) == parse_rule(words)


@settings(max_examples=50, deadline=None)
@given(weekday=st.integers(0, 6), ordinal=st.integers(1, 4), month=st.integers(1, 12))
def test_nth_weekday_is_found_by_counting(weekday: int, ordinal: int, month: int) -> None:
    """The rule agrees with walking through the month day by day."""
    words = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    walked = [day for day in (date(2024, month, 1) + timedelta(n) for n in range(28)) if day.weekday() == weekday]
    every = TradingDays("ALL", [date(2024, 1, 1) + timedelta(n) for n in range(366)])
    suffix = {1: "st", 2: "nd", 3: "rd", 4: "th"}[ordinal]
    assert parse_rule(f"{ordinal}{suffix} {words}").day(2024, month, every) == walked[ordinal - 1]


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


@pytest.mark.parametrize("code", PRODUCTS)
def test_every_product_of_the_examples_makes_a_contract(code: str) -> None:
    """With the terms of a position added to what the product fixes, its contract reads back what it writes."""
    terms = product_terms(code) | {
        "contractRole": "BUY",
        "calendar": "CN",
        "statusDate": "2024-08-01",
        "instrumentID": f"{code}2409",
        "deliveryYear": 2024,
        "deliveryMonth": 9,
        "marketObjectCodeOfSettlementPrice": "S",
        "openDate": "2024-08-02",
        "openPrice": "3000",
        "volume": 1,
    }
    contract = Contract.from_terms(terms, calendars={"CN": EXCHANGE})
    assert contract.to_terms()["productID"] == code
    assert Contract.from_terms(contract.to_terms(), calendars={"CN": EXCHANGE}).terms == contract.terms


def test_the_examples_say_what_was_verified_and_when() -> None:
    """No fact stands on both sides, each product has the same facts, and the table has its month."""
    date.fromisoformat(f"{DOCUMENT['asOf']}-01")
    common = {"exchangeID", "productID", "volumeMultiple", "priceTick", "priceLimitRatio", "lastTradingDayRule"}
    for facts in PRODUCTS.values():
        assert not facts["verified"].keys() & facts["unverified"].keys()
        assert common <= facts["verified"].keys() | facts["unverified"].keys()


@pytest.mark.real_data
def test_multiples_and_ticks_agree_with_a_public_list() -> None:
    """Every product that the public list of wondertrader has too; TS had another tick when it was listed."""
    exchanges = json.loads(shared_data("market/wondertrader/commodities.json").read_text(), parse_float=D)
    compared = []
    for code in PRODUCTS:
        terms = product_terms(code)
        listed = exchanges[terms["exchangeID"]]
        found = listed.get(code) or listed.get(code.lower())
        if found is not None:
            compared.append(code)
            assert D(terms["volumeMultiple"]) == found["volscale"], code
            assert code == "TS" or D(terms["priceTick"]) == found["pricetick"], code
    assert len(compared) >= 12


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
        assert parse_rule("10th trading day").day(2024, 10, EXCHANGE) == date(2024, 10, 21)
