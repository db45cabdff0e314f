# SPDX-License-Identifier: Apache-2.0
"""The published rule of matching: time before name, a wished grade before others, and then whoever fails."""

from random import Random

from counterfoil.modules.futures.delivery import Failing, Goods
from counterfoil.modules.futures.matching import Buyer, Matched, Seller, matched
from counterfoil.primitives.types import AccountId, InstrumentId


def seller(name: str, lots: int, said_at: int, *offered: tuple[str, int, str]) -> Seller:
    goods = tuple((Goods(InstrumentId(one), units), grade) for one, units, grade in offered)
    return Seller(AccountId(name), lots, said_at, goods)


def buyer(name: str, lots: int, units: int, said_at: int = 0, grade: str = "") -> Buyer:
    return Buyer(AccountId(name), lots, units, said_at, grade)


def told(found: list[Matched]) -> list[tuple[str, str, int, str, str]]:
    return [
        (one.seller, one.buyer, one.lots, "" if one.goods is None else one.goods.instrument, one.failing.value)
        for one in found
    ]


def test_who_says_it_first_is_served_first_with_what_was_offered_first() -> None:
    """And at one time by name."""
    sellers = [seller("t", 2, 5, ("B", 1, ""), ("A", 1, "")), seller("s", 1, 5, ("C", 1, ""))]
    buyers = [buyer("x", 1, 1, 9), buyer("y", 1, 1, 8), buyer("w", 1, 1, 9)]
    assert told(matched(sellers, buyers, 1)) == [
        ("s", "y", 1, "C", "no_side"),
        ("t", "w", 1, "B", "no_side"),
        ("t", "x", 1, "A", "no_side"),
    ]


def test_a_wished_grade_goes_before_who_came_earlier_without_a_wish() -> None:
    """The first buyer takes what is left; a wish for what nobody offers is served like any other."""
    sellers = [seller("s", 15, 1, ("N", 1, "north"), ("S", 2, "south"))]
    buyers = [buyer("a", 5, 1, 1), buyer("b", 5, 1, 2, "north"), buyer("c", 5, 1, 3, "west")]
    assert told(matched(sellers, buyers, 5)) == [
        ("s", "b", 5, "N", "no_side"),
        ("s", "a", 5, "S", "no_side"),
        ("s", "c", 5, "S", "no_side"),
    ]


def test_what_is_left_fails_on_one_side_or_on_both() -> None:
    """A willing buyer against a seller without goods; a willing seller against who wants none; the rest."""
    without = [seller("s", 3, 0), seller("t", 9, 1, ("A", 1, ""))]
    found = matched(without, [buyer("a", 12, 2, 1)], 5)
    assert told(found) == [
        ("t", "a", 5, "A", "no_side"),
        ("s", "a", 3, "", "seller"),
        ("t", "a", 2, "", "seller"),
        ("t", "a", 2, "", "both_sides"),
    ]
    unwanted = matched([seller("t", 10, 1, ("A", 2, ""))], [buyer("a", 5, 0), buyer("b", 5, 1, 1)], 5)
    assert told(unwanted) == [("t", "b", 5, "A", "no_side"), ("t", "a", 5, "", "buyer")]


def _random_seller(random: Random, name: str, lots: int, units: int) -> Seller:
    """With all its goods, or without any."""
    if not units or random.random() < 0.3:
        return seller(name, lots, 0)
    return seller(name, lots, random.randrange(3), (f"goods of {name}", units, random.choice("ab")))


def test_numbers_go_up_and_every_lot_is_in_one_parcel_of_each_side() -> None:
    """Whatever was said: no lot twice, none left, no goods beyond what was offered or wanted."""
    for seed in range(200):
        random = Random(seed)
        unit = random.choice((1, 3, 5))
        lots = [random.randrange(1, 20) for _ in range(4)]
        sellers = [_random_seller(random, f"s{n}", each, each // unit) for n, each in enumerate(lots)]
        cut = sorted(random.sample(range(1, sum(lots)), 2))
        sizes = [cut[0], cut[1] - cut[0], sum(lots) - cut[1]]
        buyers = [
            buyer(f"b{n}", each, random.choice((0, each // unit)), random.randrange(3), random.choice(("", "a", "b")))
            for n, each in enumerate(sizes)
        ]
        found = matched(sellers, buyers, unit)
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        for one in sellers:
            assert sum(each.lots for each in found if each.seller == one.account) == one.lots
        for other in buyers:
            mine = [each for each in found if each.buyer == other.account]
            assert sum(each.lots for each in mine) == other.lots
            assert sum(each.goods.units for each in mine if each.goods is not None) <= other.units
        assert all((one.goods is None) is (one.failing is not Failing.no_side) for one in found)
        assert found == matched(sellers[::-1], buyers[::-1], unit)
