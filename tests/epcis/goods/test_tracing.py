# SPDX-License-Identifier: Apache-2.0
"""Traces through transformations and packing, beside a slow one; what a box held before is not traced through it."""

from collections.abc import Iterator
from random import Random

import pytest

from counterfoil.epcis.goods.containment import EVER, Stay, stays_in
from counterfoil.epcis.goods.sighting import Listed, Named, Sighting
from counterfoil.epcis.goods.tracing import Direction, Trace, trace

FORWARD, BACKWARD = Direction.forward, Direction.backward


def made(number: int, inputs: str, outputs: str, group: str = "", time: int | None = None) -> Sighting:
    """A transformation of things that are named by letters."""
    names = [Named("input", one) for one in inputs] + [Named("output", one) for one in outputs]
    return _sighting(number, "TransformationEvent", "", tuple(names), group, time)


def packed(number: int, parent: str, children: str, action: str = "ADD", kind: str = "Aggregation") -> Sighting:
    names = (Named("parent", parent), *(Named("child", one) for one in children))
    return _sighting(number, f"{kind}Event", action, names)


def seen(number: int, things: str, place: str = "") -> Sighting:
    return _sighting(number, "ObjectEvent", "OBSERVE", tuple(Named("epc", one) for one in things), place=place)


def _sighting(
    number: int,
    kind: str,
    action: str,
    names: tuple[Named, ...],
    group: str = "",
    time: int | None = None,
    place: str = "",
) -> Sighting:
    time = 1000 * number if time is None else time
    return Sighting(number, time, kind, action, group, "", "", "", place, names)


def found(direction: Direction, start: str, *sightings: Sighting) -> str:
    """The letters that a trace finds, without the one where it starts."""
    things = trace(Listed(sightings), start, direction).things
    return "".join(sorted(things.keys() - {start}))


def test_an_input_becomes_the_outputs_and_an_output_came_of_the_inputs() -> None:
    """Ore and coke become copper, copper and tin bronze."""
    smelted, cast = made(1, "oc", "k"), made(2, "kt", "b")
    assert found(FORWARD, "o", smelted, cast) == "bk"
    assert found(BACKWARD, "b", smelted, cast) == "ckot"
    assert found(FORWARD, "t", smelted, cast) == "b"
    assert found(BACKWARD, "k", smelted, cast) == "co"


def test_a_transformation_in_several_events_is_one() -> None:
    """What goes in on one day comes out on another, by their identifier; in whatever order they were captured."""
    parts = (made(3, "", "k", "furnace"), made(1, "o", "", "furnace"), made(2, "c", "", "furnace"))
    assert found(FORWARD, "o", *parts) == "k"
    assert found(BACKWARD, "k", *parts) == "co"


def test_what_is_in_goes_where_the_box_goes_and_what_else_is_in_is_not_touched() -> None:
    """Two bars in a box, the box in a container."""
    story = (packed(1, "B", "xy"), packed(2, "C", "B"), seen(3, "C"))
    assert found(FORWARD, "x", *story) == "BC"
    assert found(BACKWARD, "C", *story) == "Bxy"


def test_what_a_box_held_before_or_after_does_not_matter() -> None:
    """A box that is used again: what was taken out is not in what the box becomes a part of later."""
    story = (packed(1, "B", "x"), packed(2, "B", "x", "DELETE"), packed(3, "B", "y"), packed(4, "C", "B"))
    assert found(FORWARD, "x", *story) == "B"
    assert found(FORWARD, "y", *story) == "BC"


def test_emptied_without_names_a_box_holds_nothing() -> None:
    """A DELETE that names no children takes all of them out."""
    story = (packed(1, "B", "xy"), packed(2, "B", "", "DELETE"), packed(3, "C", "B"))
    assert found(FORWARD, "x", *story) == "B"
    assert found(BACKWARD, "C", *story) == "B"
    assert found(BACKWARD, "B", *story) == "xy"
    assert [(one.child, one.until_ms) for one in stays_in("B", story)] == [("x", 2000), ("y", 2000)]


def test_what_was_seen_in_a_box_was_in_it() -> None:
    """An OBSERVE of what nobody said was put in; it ends nothing of what was."""
    story = (packed(1, "B", "x"), packed(2, "B", "y", "OBSERVE"))
    assert {(one.child, one.since_ms, one.until_ms) for one in stays_in("B", story)} == {
        ("x", 1000, EVER),
        ("y", 2000, EVER),
    }


def test_what_is_fitted_stays_though_it_is_packed_elsewhere() -> None:
    """An association lasts beside aggregations, and ends by its own DELETE alone."""
    story = (packed(1, "M", "s", kind="Association"), packed(2, "M", "s", "DELETE"), packed(3, "C", "M"))
    assert found(FORWARD, "s", *story) == "CM"


def test_removed_without_names_nothing_is_fitted_any_more() -> None:
    """A DELETE that names no children ends all associations of a parent, and none of another kind."""
    fitted = (packed(1, "M", "st", kind="Association"), packed(2, "M", "x"))
    removed = packed(3, "M", "", "DELETE", kind="Association")
    later = packed(4, "C", "M")
    assert {one.child for one in stays_in("M", (*fitted, removed)) if one.until_ms == EVER} == {"x"}
    assert found(FORWARD, "s", *fitted, removed, later) == "M"
    assert found(BACKWARD, "C", *fitted, removed, later) == "Mx"
    # Without it they go where the parent goes.
    assert found(BACKWARD, "C", *fitted, later) == "Mstx"


def test_time_runs_one_way() -> None:
    """What came of a lot before the thing was mixed into it did not come of the thing."""
    story = (made(1, "m", "a"), made(2, "x", "m"), made(3, "m", "b"))
    assert found(FORWARD, "x", *story) == "bm"
    assert found(BACKWARD, "a", *story) == "m"


def test_a_cycle_ends() -> None:
    """Scrap goes back into the furnace."""
    story = (made(1, "o", "ks"), made(2, "s", "o"), made(3, "o", "k"))
    assert found(FORWARD, "o", *story) == "ks"


def test_a_trace_says_where_it_ends_and_whether_there_is_more() -> None:
    """What went into nothing further; and a trace of too much says so."""
    story = (made(1, "o", "ab"), packed(2, "P", "a"), seen(3, "P", "port"))
    whole = trace(Listed(story), "o", FORWARD)
    assert sorted(one.uri for one in whole.ends) == ["P", "b"] and not whole.cut
    assert whole.things["P"].last.place == "port"
    cut = trace(Listed(story), "o", FORWARD, things_max=2)
    assert cut.cut and len(cut.things) == 2
    assert trace(Listed(story), "nothing", FORWARD).things == {}


def test_an_edge_names_its_event() -> None:
    """Once, whatever way it was found."""
    result = trace(Listed([made(7, "o", "k")]), "o", FORWARD)
    ((source, target, kind, number, time_ms),) = result.edges
    assert (source, target, kind, number, time_ms) == ("o", "k", "TransformationEvent", 7, 7000)


def slowly(direction: Direction, start: str, story: list[Sighting]) -> set[str]:
    """Every state that a thing can be in at a moment, and every state that follows: itself, or with what is in it."""
    moments = sorted({one.time_ms for one in story})
    waiting = [(start, moment, True) for moment in moments]
    reached: set[tuple[str, int, bool]] = set()
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += list((_later if direction is FORWARD else _earlier)(*state, story, moments))
    return {thing for thing, _, _ in reached} - {start}


Told = Iterator[tuple[str, int, bool]]


def _later(thing: str, now: int, itself: bool, story: list[Sighting], moments: list[int]) -> Told:
    """A thing goes on as itself; what only holds it does not. Either may be used up, or be in another."""
    if itself:
        yield from ((thing, moment, True) for moment in moments if moment > now)
    for one in story:
        if one.time_ms == now and thing in [named.uri for named in one.named("input")]:
            yield from ((named.uri, now, True) for named in one.named("output"))
    yield from ((stay.parent, now, False) for stay in _at(now, story) if stay.child == thing)


def _earlier(thing: str, now: int, with_contents: bool, story: list[Sighting], moments: list[int]) -> Told:
    """A thing was itself before, without what is in it now; it came of inputs, with what was in them."""
    yield from ((thing, moment, False) for moment in moments if moment <= now)
    for one in story:
        if one.time_ms == now and thing in [named.uri for named in one.named("output")]:
            yield from ((named.uri, now, True) for named in one.named("input"))
    if with_contents:
        yield from ((stay.child, now, True) for stay in _at(now, story) if stay.parent == thing)


def _at(now: int, story: list[Sighting]) -> list[Stay]:
    holders = {named.uri for one in story for named in one.named("parent")}
    return [stay for holder in holders for stay in stays_in(holder, story) if stay.overlaps(now, now)]


def told(dice: Random, number: int) -> Sighting:
    """Something that happens to things and boxes."""
    if dice.random() < 0.4:
        return made(number, "".join(dice.sample("abcdAB", 2)), "".join(dice.sample("abcdef", 2)))
    children = "".join(dice.sample("abcdA", dice.randrange(3)))
    action = "DELETE" if not children else dice.choice(("ADD", "ADD", "OBSERVE", "DELETE"))
    return packed(number, dice.choice("ABC"), children, action, dice.choice(("Aggregation", "Association")))


@pytest.mark.parametrize("seed", range(60))
def test_random_stories_against_a_slow_trace(seed: int) -> None:
    """Things made of each other and packed into each other, forward and backward from each."""
    dice = Random(seed)
    story = [told(dice, number) for number in range(1, 14)]
    for direction in Direction:
        for start in "abcdefABC":
            fast = set(trace(Listed(story), start, direction).things) - {start}
            assert fast == slowly(direction, start, story), (direction, start)


def test_a_trace_asks_once_a_level() -> None:
    """A database is asked as many times as the trace is deep, not as often as it is wide."""

    class Counted(Listed):
        asked = 0

        def naming(self, uris):  # type: ignore[no-untyped-def]
            self.asked += 1
            return super().naming(uris)

    wide = [
        made(1, "o", "abcdefgh"),
        *(made(number, thing, thing.upper()) for number, thing in enumerate("abcdefgh", 2)),
    ]
    index = Counted(wide)
    result: Trace = trace(index, "o", FORWARD)
    assert len(result.things) == 17 and index.asked <= 4
