# SPDX-License-Identifier: Apache-2.0
"""Whether no more came out of a transformation than went in: it holds, it does not, or nobody can tell.

A transformation is one event, or all events with its identifier. Its inputs and outputs are compared in kilograms or
cubic metres, exactly. Pieces, and single things, count where it is known what one of them weighs or holds: ten plates
may come of one slab. Whatever is not said in a measure that lasts makes the whole unverifiable; it is never silently
right.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from counterfoil.epcis.goods.sighting import Named, Sighting
from counterfoil.epcis.units import BASES, PIECES, UNITS

LASTING: Final = frozenset({"mass", "volume"})
"""What is neither made nor lost when things become others."""


class Answer(StrEnum):
    holds = "holds"
    broken = "broken"
    unverifiable = "unverifiable"


class Measure(NamedTuple):
    """So much, in the base unit of a dimension: kilograms, cubic metres."""

    dimension: str
    amount: Fraction


Weigh = Callable[[str], Measure | None]
"""What one piece of a thing is, by its canonical URI; None: not known."""


class Yield(NamedTuple):
    """What share of its inputs a recipe gives at least and at most; ``most`` has the tolerance in it."""

    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1)


NO_MORE: Final = Yield()
"""Whatever the recipe: no more than went in."""


class Balance(NamedTuple):
    """What one transformation comes to. ``into`` and ``out`` are None where they could not be added up."""

    events: tuple[int, ...]
    group: str
    answer: Answer
    why: str
    dimension: str = ""
    into: Fraction | None = None
    out: Fraction | None = None

    @property
    def unit(self) -> str:
        """The code of the unit that the amounts are in."""
        return BASES.get(self.dimension, "")


def weigh_nothing(_uri: str) -> None:
    """Of no thing is it known what one piece weighs."""


def balances(sightings: Iterable[Sighting], weigh: Weigh = weigh_nothing, expected: Yield = NO_MORE) -> list[Balance]:
    """Of each transformation, in the order of its first event."""
    groups: dict[tuple[str, int], list[Sighting]] = defaultdict(list)
    for one in sorted(sightings, key=lambda one: one.number):
        if one.kind == "TransformationEvent":
            groups[(one.group, 0 if one.group else one.number)].append(one)
    return [_balance(parts, weigh, expected) for parts in groups.values()]


def _balance(parts: Sequence[Sighting], weigh: Weigh, expected: Yield) -> Balance:
    events, group = tuple(one.number for one in parts), parts[0].group
    sides = [[named for one in parts for named in one.named(role)] for role in ("input", "output")]
    missing = [name for name, side in zip(("inputs", "outputs"), sides, strict=True) if not side]
    if missing:
        return Balance(events, group, Answer.unverifiable, f"no {missing[0]} are recorded")
    measured = [[(named, _measure(named, weigh)) for named in side] for side in sides]
    unclear = [named.uri for side in measured for named, measure in side if measure is None]
    if unclear:
        return Balance(events, group, Answer.unverifiable, f"nobody says how much of {unclear[0]} there is")
    dimensions = sorted({measure.dimension for side in measured for _, measure in side if measure is not None})
    if len(dimensions) > 1:
        return Balance(events, group, Answer.unverifiable, f"measured as {' and '.join(dimensions)}")
    into, out = (sum((measure.amount for _, measure in side if measure is not None), Fraction(0)) for side in measured)
    answer, why = _judged(into, out, expected)
    return Balance(events, group, answer, why, dimensions[0], into, out)


def _judged(into: Fraction, out: Fraction, expected: Yield) -> tuple[Answer, str]:
    if out > into * expected.most:
        return (
            Answer.broken,
            "more came out than went in" if expected.most == 1 else "more came out than the recipe gives",
        )
    if out < into * expected.least:
        return Answer.broken, "less came out than the recipe gives"
    return Answer.holds, ""


def _measure(named: Named, weigh: Weigh) -> Measure | None:
    """How much it is; None where that is not said in a unit that is known and lasts."""
    if named.is_class and named.quantity is None:
        return None
    quantity = Decimal(1) if named.quantity is None else named.quantity
    unit = UNITS.get(named.uom or PIECES)
    if unit is None or quantity < 0:
        return None
    if unit.code != PIECES:
        return Measure(unit.dimension, unit.to_base(quantity)) if unit.dimension in LASTING else None
    each = weigh(named.uri)
    return None if each is None else Measure(each.dimension, each.amount * Fraction(quantity))
