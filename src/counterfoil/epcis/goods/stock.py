# SPDX-License-Identifier: Apache-2.0
"""How much of a class of things is at a place, as events say: what came, less what left. Never less than nothing.

1. What was made there, or received there, is added; what left, was used up or destroyed there, is taken away.
2. An event that only sees things changes nothing, whatever it says of how many there are.
3. Amounts that cannot be added in one unit, or that come to less than nothing, are no answer: the first event that
   makes them so is named.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from counterfoil.epcis.event import Role
from counterfoil.epcis.goods.containment import order
from counterfoil.epcis.goods.sighting import Named, Sighting
from counterfoil.epcis.units import BASES, PIECES, UNITS
from counterfoil.epcis.vocabulary import BIZ_STEP

_COMES: Final = frozenset(
    BIZ_STEP.uri(word) for word in ("receiving", "accepting", "commissioning", "creating_class_instance")
)
_LEAVES: Final = frozenset(
    BIZ_STEP.uri(word)
    for word in ("shipping", "departing", "decommissioning", "destroying", "dispensing", "retail_selling", "killing")
)


class Change(NamedTuple):
    """What one event adds to a place, or takes from it, in the base unit of a dimension."""

    number: int
    time_ms: int
    amount: Fraction
    dimension: str


class Stock(NamedTuple):
    """What is there after all events. ``problem``: why that is no answer, and ``since`` which event."""

    uri: str
    place: str
    amount: Fraction
    unit: str
    changes: tuple[Change, ...]
    problem: str = ""
    since: int = 0


def stock_of(uri: str, place: str, sightings: Iterable[Sighting], *, alone: bool = False) -> Stock:
    """Of all sightings that name a class of things, or a single thing, how much of it a place has.

    ``alone``: what was there before is not among them, and less than nothing is what left of that.
    """
    changes: list[Change] = []
    total, dimension = Fraction(0), ""
    for one in sorted(sightings, key=order):
        try:
            change = _change(one, uri, place)
        except ValueError as error:
            return Stock(uri, place, total, BASES.get(dimension, ""), tuple(changes), str(error), one.number)
        if change is None:
            continue
        if dimension and change.dimension != dimension:
            problem = f"measured as {dimension} and as {change.dimension}"
            return Stock(uri, place, total, BASES.get(dimension, ""), tuple(changes), problem, one.number)
        dimension, total = change.dimension, total + change.amount
        changes.append(change)
        if total < 0 and not alone:
            problem = "more left than came"
            return Stock(uri, place, total, BASES.get(dimension, ""), tuple(changes), problem, one.number)
    return Stock(uri, place, total, BASES.get(dimension, ""), tuple(changes))


def _change(one: Sighting, uri: str, place: str) -> Change | None:
    moved = [(sign, named) for sign, named in _moved(one, place) if named.uri == uri]
    if not moved:
        return None
    amounts = [(sign * amount, dimension) for sign, named in moved for amount, dimension in (_amount(named),)]
    dimensions = {dimension for _, dimension in amounts}
    if len(dimensions) > 1:
        raise ValueError(f"measured as {' and as '.join(sorted(dimensions))}")
    return Change(one.number, one.time_ms, sum((amount for amount, _ in amounts), Fraction(0)), dimensions.pop())


def _moved(one: Sighting, place: str) -> Iterator[tuple[int, Named]]:
    """What an event adds to a place (+1) or takes from it (−1)."""
    if one.kind == "TransformationEvent":
        if place in (one.read_point, one.biz_location):
            yield from _signed(one, -1, "input")
            yield from _signed(one, 1, "output")
    elif one.kind == "ObjectEvent":
        if one.biz_step in _COMES and one.place == place:
            yield from _signed(one, 1, "epc")
        elif one.biz_step in _LEAVES and (one.read_point or one.biz_location) == place:
            yield from _signed(one, -1, "epc")


def _signed(one: Sighting, sign: int, role: Role) -> Iterator[tuple[int, Named]]:
    yield from ((sign, named) for named in one.named(role))


def _amount(named: Named) -> tuple[Fraction, str]:
    if named.is_class and named.quantity is None:
        raise ValueError("nobody says how much")
    unit = UNITS.get(named.uom or PIECES)
    if unit is None:
        raise ValueError(f"the unit {named.uom!r} is not known")
    return unit.to_base(Decimal(1) if named.quantity is None else named.quantity), unit.dimension
