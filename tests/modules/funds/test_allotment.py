# SPDX-License-Identifier: Apache-2.0
"""The sieve finds the largest remainders that a sorted list finds, and the parts are the whole."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.modules.funds.allotment import Sieve
from counterfoil.modules.funds.records import LOTS_MAX, LotOfUnits, Lots
from counterfoil.primitives.types import QUANTITY_MAX


def sieved(whole: int, weights: Sequence[int]) -> tuple[list[int], int]:
    """What each gets, and in how many rounds that was found."""
    sieve, rounds = Sieve.of(whole, sum(weights)), 0
    while sieve.cut is None:
        rounds += 1
        for weight in weights:
            sieve = sieve.sieved(weight)
        sieve = sieve.rounded_off()
    parts = []
    for weight in weights:
        part, sieve = sieve.gives(weight)
        parts.append(part)
    return parts, rounds


def sorted_out(whole: int, weights: Sequence[int]) -> list[int]:
    """The same by a list: the largest remainders first, of equal ones the earlier."""
    total = sum(weights) or 1
    parts = [whole * weight // total for weight in weights]
    line = sorted(range(len(weights)), key=lambda one: (-(whole * weights[one] % total), one))
    for one in line[: whole - sum(parts)]:
        parts[one] += 1
    return parts


@given(st.integers(0, QUANTITY_MAX), st.lists(st.integers(0, 10**12), min_size=1, max_size=120))
def test_the_sieve_is_the_sorted_list(whole: int, weights: list[int]) -> None:
    """Whatever is shared out, by whatever weights, some of them nothing; units or money, few or many."""
    whole = whole if sum(weights) else 0
    parts, _ = sieved(whole, weights)
    assert parts == sorted_out(whole, weights)
    assert sum(parts) == whole


@given(st.integers(1, 5_000), st.lists(st.sampled_from([100, 1_000, 1_000, 2_500]), min_size=1, max_size=60))
def test_equal_remainders_go_to_the_earlier(whole: int, weights: list[int]) -> None:
    """Orders of round sums have equal remainders, and still each whole is shared out."""
    assert sieved(whole, weights)[0] == sorted_out(whole, weights)


def test_a_thousand_orders_take_few_rounds() -> None:
    """Even where all remainders are different; where they are the same, one."""
    parts, rounds = sieved(7_777_777, [1_000_003 * number % 999_983 + 1 for number in range(1_000)])
    assert sum(parts) == 7_777_777 and rounds <= 3
    assert sieved(100, [10] * 300)[1] == 1


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 50)), max_size=120), st.integers(0, 2_000))
def test_lots_go_the_oldest_first(arriving: list[tuple[int, int]], going: int) -> None:
    """What goes and what stays is what there was, in order of days, in no more lots than there may be."""
    lots = Lots(account="a", instrument="F")
    for day, units in arriving:
        lots = lots.more((LotOfUnits(day, units),))
    there = sum(lot.units for lot in lots.lots)
    going = min(going, there)
    first, left = lots.first(going), lots.less(going).lots
    assert there == sum(units for _, units in arriving) and len(lots.lots) <= LOTS_MAX
    assert sum(lot.units for lot in first) == going and sum(lot.units for lot in left) == there - going
    days = [lot.day for lot in lots.lots]
    assert days == sorted(set(days)) and (not first or not left or first[-1].day <= left[0].day)
    latest = {day for day, _ in arriving}
    assert set(days) <= latest
