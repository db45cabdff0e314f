# SPDX-License-Identifier: Apache-2.0
"""What cannot be so of one thing: each contradiction with the events that make it, and none where there is none."""

import pytest

from counterfoil.epcis.goods.plausibility import Contradiction, contradictions
from counterfoil.epcis.goods.sighting import Named, Sighting

MINUTE_MS = 60_000


def seen(number: int, action: str = "OBSERVE", place: str = "mine", time: int | None = None) -> Sighting:
    when = number * MINUTE_MS if time is None else time
    return Sighting(number, when, "ObjectEvent", action, "", "", "", place, "", (Named("epc", "x"),))


def made(number: int, role: str, group: str = "") -> Sighting:
    named = Named(role, "x")  # type: ignore[arg-type]
    return Sighting(number, number * MINUTE_MS, "TransformationEvent", "", group, "", "", "", "", (named,))


def packed(number: int, parent: str, action: str = "ADD", kind: str = "AggregationEvent") -> Sighting:
    names = (Named("parent", parent), Named("child", "x"))
    return Sighting(number, number * MINUTE_MS, kind, action, "", "", "", "", "", names)


def far(_place: str, _other: str) -> int:
    """An hour between any two places."""
    return 60 * MINUTE_MS


@pytest.mark.parametrize(
    ("story", "kind", "events"),
    [
        ([seen(1, "ADD"), seen(2, "ADD")], Contradiction.made_twice, (1, 2)),
        ([made(1, "output"), seen(2, "ADD")], Contradiction.made_twice, (1, 2)),
        ([seen(1), made(2, "output")], Contradiction.before_made, (1, 2)),
        ([made(1, "input"), made(2, "input")], Contradiction.used_twice, (1, 2)),
        ([made(1, "input"), seen(2)], Contradiction.after_end, (1, 2)),
        ([seen(1, "DELETE"), packed(2, "box")], Contradiction.after_end, (1, 2)),
        ([packed(1, "box"), packed(2, "crate")], Contradiction.in_two_at_once, (1, 2)),
        ([seen(1), seen(2, place="port", time=MINUTE_MS)], Contradiction.in_two_places, (1, 2)),
        ([seen(1), seen(2, place="port")], Contradiction.in_two_places, (1, 2)),
    ],
)
def test_each_contradiction_is_found(story: list[Sighting], kind: Contradiction, events: tuple[int, ...]) -> None:
    """It alone, and both events are named."""
    travel = far if kind is Contradiction.in_two_places else lambda _a, _b: 1
    assert [(one.kind, one.events) for one in contradictions("x", story, travel)] == [(kind, events)]


@pytest.mark.parametrize(
    "story",
    [
        [seen(1, "ADD"), seen(2), packed(3, "box"), packed(4, "box", "DELETE"), packed(5, "crate"), seen(6, "DELETE")],
        [made(1, "output"), made(2, "input", "melt"), made(3, "input", "melt")],
        [packed(1, "box"), packed(2, "machine", kind="AssociationEvent")],
        [seen(1), seen(2, place="port")],
        [],
    ],
)
def test_what_can_be_is_no_finding(story: list[Sighting]) -> None:
    """A life from one end to the other; parts of one transformation; fitted and packed; a minute's way."""
    assert contradictions("x", story) == []


def test_a_class_of_things_is_in_many_places() -> None:
    """Nothing is found of it."""
    named = (Named("epc", "x", True),)
    story = [
        Sighting(number, 1, "ObjectEvent", "ADD", "", "", "", place, "", named) for number, place in enumerate("ab", 1)
    ]
    assert contradictions("x", story) == []


def test_a_box_that_was_emptied_without_names_is_left() -> None:
    """A DELETE that names the box alone takes the thing out before it is put elsewhere."""
    emptied = Sighting(2, 2 * MINUTE_MS, "AggregationEvent", "DELETE", "", "", "", "", "", (Named("parent", "box"),))
    assert contradictions("x", [packed(1, "box"), emptied, packed(3, "crate")]) == []
