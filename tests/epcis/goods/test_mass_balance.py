# SPDX-License-Identifier: Apache-2.0
"""What went in and what came out, in three answers; what nobody can tell is never right."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.goods.mass_balance import Answer, Measure, Yield, balances
from counterfoil.epcis.goods.sighting import Named, Role, Sighting

Told = tuple[str, str | None, str]
"""What, how much, in which unit."""


def made(number: int, inputs: list[Told], outputs: list[Told], group: str = "") -> Sighting:
    names = [_named("input", *one) for one in inputs] + [_named("output", *one) for one in outputs]
    return Sighting(number, number, "TransformationEvent", "", group, "", "", "", "", tuple(names))


def _named(role: Role, uri: str, quantity: str | None, uom: str) -> Named:
    return Named(role, uri, quantity is not None, None if quantity is None else Decimal(quantity), uom)


ORE: Told = ("ore", "2.5", "TNE")


@pytest.mark.parametrize(
    ("inputs", "outputs", "answer", "why"),
    [
        ([ORE], [("copper", "2500", "KGM")], Answer.holds, ""),
        ([ORE], [("copper", "2500.001", "KGM")], Answer.broken, "more came out than went in"),
        ([ORE, ("coke", "1", "KGM")], [("copper", "2500.001", "KGM")], Answer.holds, ""),
        ([("milk", "10", "LTR")], [("cream", "10000", "MLT")], Answer.holds, ""),
        ([("milk", "10", "LTR")], [("butter", "1", "KGM")], Answer.unverifiable, "measured as mass and volume"),
        ([ORE], [("plate", "10", "")], Answer.unverifiable, "nobody says how much of plate there is"),
        ([ORE], [("plate-7", None, "")], Answer.unverifiable, "nobody says how much of plate-7 there is"),
        ([ORE], [("heat", "1", "KWH")], Answer.unverifiable, "nobody says how much of heat there is"),
        ([ORE], [("copper", "1", "ZZZ")], Answer.unverifiable, "nobody says how much of copper there is"),
        ([ORE], [("copper", "-1", "KGM")], Answer.unverifiable, "nobody says how much of copper there is"),
        ([ORE], [], Answer.unverifiable, "no outputs are recorded"),
        ([], [ORE], Answer.unverifiable, "no inputs are recorded"),
        ([("slab", "1", "")], [("plate", "10", "")], Answer.unverifiable, "nobody says how much of slab there is"),
    ],
)
def test_a_transformation_balances_or_not_or_nobody_can_tell(
    inputs: list[Told], outputs: list[Told], answer: Answer, why: str
) -> None:
    """Each in its words."""
    (found,) = balances([made(1, inputs, outputs)])
    assert (found.answer, found.why) == (answer, why)


def test_pieces_count_where_it_is_known_what_one_weighs() -> None:
    """A slab of 100 kg gives ten plates of 10 kg, and no eleventh."""
    weights = {"slab": Measure("mass", Fraction(100)), "plate": Measure("mass", Fraction(10))}
    stories = [made(number, [("slab", None, "")], [("plate", str(number), "")]) for number in (10, 11)]
    assert [one.answer for one in balances(stories, weights.get)] == [Answer.holds, Answer.broken]


def test_a_transformation_in_parts_is_one_and_waits_for_its_outputs() -> None:
    """What went in on two days came out on the third."""
    parts = [made(1, [ORE], [], "melt"), made(2, [ORE], [], "melt"), made(3, [], [("copper", "5000", "KGM")], "melt")]
    assert [one.answer for one in balances(parts[:2])] == [Answer.unverifiable]
    (whole,) = balances(parts)
    assert (whole.events, whole.answer, whole.into, whole.out, whole.unit) == (
        (1, 2, 3),
        Answer.holds,
        5000,
        5000,
        "KGM",
    )
    (more,) = balances([*parts, made(4, [], [("copper", "1", "GRM")], "melt")])
    assert more.answer is Answer.broken


def test_a_recipe_bounds_what_comes_out() -> None:
    """Of ore at least a quarter, at most two fifths, the tolerance in it."""
    recipe = Yield(Fraction(1, 4), Fraction(2, 5))
    stories = [
        made(number, [ORE], [("copper", str(kilograms), "KGM")])
        for number, kilograms in enumerate((624, 625, 1000, 1001))
    ]
    found = balances(stories, expected=recipe)
    assert [one.answer for one in found] == [Answer.broken, Answer.holds, Answer.holds, Answer.broken]
    assert "less came out" in found[0].why and "more came out than the recipe" in found[3].why


@given(st.lists(st.decimals("0.001", "1000", places=3), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_units_and_the_way_it_is_split_make_no_difference(amounts: list[Decimal], dice) -> None:  # type: ignore[no-untyped-def]
    """As much in tonnes, in grams, in many lots: nothing is lost to rounding."""
    into = [("in", str(amount), "TNE") for amount in amounts]
    out = [("out", str(amount * 1_000_000), "GRM") for amount in amounts]
    dice.shuffle(out)
    (found,) = balances([made(1, into, out)])
    assert (found.answer, found.into) == (Answer.holds, found.out)
    (more,) = balances([made(1, into, [*out, ("out", "0.000001", "GRM")])])
    assert more.answer is Answer.broken
