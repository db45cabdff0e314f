# SPDX-License-Identifier: Apache-2.0
"""What is at a place after what came and what left; amounts that cannot be are named by the event that made them so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.goods.sighting import Named, Role, Sighting
from counterfoil.epcis.goods.stock import stock_of
from counterfoil.epcis.vocabulary import BIZ_STEP

HERE, THERE = "https://id.gs1.org/414/9501101020016", "https://id.gs1.org/414/0614141073467"


def event(
    number: int, step: str, quantity: str | None = "10", uom: str = "KGM", place: str = HERE, kind: str = "ObjectEvent"
) -> Sighting:
    """Ten kilograms of copper, shipped or received."""
    named = Named("epc", "copper", True, None if quantity is None else Decimal(quantity), uom)
    return Sighting(number, number, kind, "OBSERVE", "", BIZ_STEP.uri(step), "", place, place, (named,))


def used(number: int, role: Role, quantity: str, place: str = HERE) -> Sighting:
    named = Named(role, "copper", True, Decimal(quantity), "KGM")
    return Sighting(number, number, "TransformationEvent", "", "", "", "", place, "", (named,))


def test_what_came_less_what_left() -> None:
    """In whatever unit each was counted; what only looked, and what was elsewhere, changes nothing."""
    story = [event(1, "receiving", "1", "TNE"), event(2, "shipping", "250"), event(3, "inspecting", "7")]
    story += [event(4, "receiving", "99", place=THERE), used(5, "input", "50"), used(6, "output", "8")]
    found = stock_of("copper", HERE, story)
    assert (found.amount, found.unit, found.problem, [one.number for one in found.changes]) == (
        708,
        "KGM",
        "",
        [1, 2, 5, 6],
    )


def test_time_orders_events_and_not_their_capture() -> None:
    """Reported later, but received before."""
    late = event(9, "receiving")._replace(time_ms=0)
    assert stock_of("copper", HERE, [event(1, "shipping"), late]).problem == ""
    found = stock_of("copper", HERE, [event(1, "shipping"), event(2, "receiving")])
    assert (found.problem, found.since) == ("more left than came", 1)


@pytest.mark.parametrize(
    ("story", "problem"),
    [
        ([event(1, "receiving"), event(2, "shipping", "11")], "more left than came"),
        ([event(1, "receiving"), event(2, "receiving", None)], "nobody says how much"),
        ([event(1, "receiving"), event(2, "receiving", uom="ZZZ")], "the unit 'ZZZ' is not known"),
        ([event(1, "receiving"), event(2, "receiving", uom="")], "measured as mass and as count"),
    ],
)
def test_what_cannot_be_is_no_answer(story: list[Sighting], problem: str) -> None:
    """And names the event that made it so."""
    found = stock_of("copper", HERE, story)
    assert (found.problem, found.since) == (problem, 2)


def test_single_things_are_counted() -> None:
    """A cathode came, and left."""
    named = (Named("epc", "cathode-7"),)
    came = Sighting(1, 1, "ObjectEvent", "OBSERVE", "", BIZ_STEP.uri("receiving"), "", HERE, HERE, named)
    left = Sighting(2, 2, "ObjectEvent", "OBSERVE", "", BIZ_STEP.uri("shipping"), "", HERE, "", named)
    assert [stock_of("cathode-7", HERE, story).amount for story in ([came], [came, left])] == [1, 0]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 50)), max_size=20))
def test_random_movements_against_a_running_sum(moves: list[tuple[bool, int]]) -> None:
    """Until the first that takes more than there is."""
    story = [
        event(number, "receiving" if comes else "shipping", str(many)) for number, (comes, many) in enumerate(moves, 1)
    ]
    total, broken = 0, 0
    for number, (comes, many) in enumerate(moves, 1):
        total += many if comes else -many
        if total < 0:
            broken = number
            break
    found = stock_of("copper", HERE, story)
    assert (found.since, found.amount) == (broken, total)
