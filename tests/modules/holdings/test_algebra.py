# SPDX-License-Identifier: Apache-2.0
"""The algebra of a holding: four parts that are never negative, and a line that is served in order."""

from hypothesis import given
from hypothesis import strategies as st

from counterfoil.law.outcome import Refused
from counterfoil.modules.holdings.records import Holding, Part
from counterfoil.primitives.types import QUANTITY_MAX

AMOUNTS = st.one_of(st.integers(1, 20), st.sampled_from([QUANTITY_MAX, QUANTITY_MAX - 5]))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("more"), st.sampled_from(Part), AMOUNTS),
        st.tuples(st.just("less"), st.sampled_from(Part), AMOUNTS),
        st.tuples(st.just("queued"), st.integers(0, 5), AMOUNTS),
        st.tuples(st.just("unqueued"), st.integers(0, 5), AMOUNTS),
    ),
    max_size=40,
)
EMPTY = Holding(account="a", instrument="i")


def step(holding: Holding, kind: str, what: object, amount: int) -> Holding:
    """One operation as the events do it: what is taken out of a part goes elsewhere or away."""
    match kind:
        case "more":
            # Units arrive free; they come to another part only out of the free one.
            return holding.more(Part.free, amount) if what in (Part.free, Part.frozen) else moved(holding, what, amount)
        case "less":
            return holding.less(Part.free if what is Part.frozen else Part(str(what)), amount)
        case "queued":
            return holding.queued(str(what), amount) if str(what) not in names(holding) else holding
        case _:
            return holding.unqueued(str(what))


def moved(holding: Holding, part: object, amount: int) -> Holding:
    return holding.less(Part.free, amount).more(Part(str(part)), amount)


def names(holding: Holding) -> list[str]:
    return [order.freeze for order in holding.line]


@given(STEPS)
def test_parts_and_line_add_up_after_every_step(steps: list[tuple[str, object, int]]) -> None:
    """Nothing is negative or beyond counting; frozen is what the line took; the line has no gap and no idle units."""
    holding = EMPTY
    for one in steps:
        try:
            holding = step(holding, *one)
        except Refused:
            continue
        parts = [getattr(holding, part) for part in Part]
        assert min(parts) >= 0 and sum(parts) == holding.balance <= QUANTITY_MAX
        assert holding.frozen == sum(order.taken for order in holding.line)
        assert all(0 <= order.taken <= order.ordered for order in holding.line)
        waiting = [order.ordered - order.taken for order in holding.line]
        first = next((place for place, lacks in enumerate(waiting) if lacks), len(waiting))
        assert not any(order.taken for order in holding.line[first + 1 :]), "one took before the one ahead of it"
        assert first == len(waiting) or holding.free == 0, "units are free while one waits"


@given(STEPS, st.integers(0, 5), st.integers(1, 10**6))
def test_a_freeze_that_comes_and_goes_changes_nothing(
    steps: list[tuple[str, object, int]], name: int, amount: int
) -> None:
    """Last in line, lifted at once: the holding is what it was."""
    holding = EMPTY
    for one in steps:
        try:
            holding = step(holding, *one)
        except Refused:
            continue
    fresh = f"fresh-{name}"
    assert holding.queued(fresh, amount).unqueued(fresh) == holding


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.lists(st.integers(1, 30), max_size=12))
def test_the_order_of_arrival_is_the_order_of_service(ordered: list[int], arrivals: list[int]) -> None:
    """Whatever arrives, in whatever portions: each freeze has what is left after those before it."""
    holding = EMPTY
    for number, quantity in enumerate(ordered):
        holding = holding.queued(str(number), quantity)
    for quantity in arrivals:
        holding = holding.more(Part.free, quantity)
    rest = sum(arrivals)
    for order, quantity in zip(holding.line, ordered, strict=True):
        assert order.taken == min(quantity, rest)
        rest -= order.taken
    assert holding.free == rest
