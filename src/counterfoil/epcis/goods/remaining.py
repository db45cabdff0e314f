# SPDX-License-Identifier: Apache-2.0
"""What still is somewhere of all that a thing went into, the rest of itself too: what a recall calls back.

1. Of a class so much is at a place as came or was made there, less what left, was used up, destroyed or packed. What
   was packed is in its box, what was sent and received nowhere is on the way, and what was sold is where it was sold.
2. A single thing is where it was seen last, unless it was used up or destroyed, or is in another thing that is listed.
3. Whatever is not clear is listed: less leaves than came where amounts are not said, or in other units. A recall
   that lists too much costs a way; one that lists too little costs more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from counterfoil.epcis.goods.containment import EVER, INTO, holders_of, order, stays_in
from counterfoil.epcis.goods.sighting import Named, Sighting, Sightings
from counterfoil.epcis.goods.tracing import Trace
from counterfoil.epcis.units import BASES, PIECES, UNITS
from counterfoil.epcis.vocabulary import BIZ_STEP


def _steps(*words: str) -> frozenset[str]:
    return frozenset(map(BIZ_STEP.uri, words))


_MADE: Final = _steps("commissioning", "creating_class_instance")
_RECEIVED: Final = _steps("receiving", "accepting", "arriving")
_SENT: Final = _steps("shipping", "departing")
_SOLD: Final = _steps("dispensing", "retail_selling")
_DESTROYED: Final = _steps("decommissioning", "destroying", "killing")


class Where(StrEnum):
    """How a thing is at its place."""

    there = "there"
    packed = "packed"
    sent = "on the way"
    sold = "sold"


class Remaining(NamedTuple):
    """What is somewhere of one thing or class, by what was last said of it."""

    uri: str
    amount: Fraction | None
    """in the base unit of its dimension; None: nobody says how much"""
    unit: str
    where: Where
    place: str
    """empty: not said"""
    packed_in: str
    last: Sighting
    owner: str
    possessor: str
    """parties that events named last, as owning and as possessing it"""


class _Spot(NamedTuple):
    where: Where
    place: str
    holder: str = ""


def remaining(trace: Trace, index: Sightings) -> list[Remaining]:
    """Of all things of a trace forward, what still is somewhere; by thing, then by place."""
    told: dict[str, list[Sighting]] = {uri: [] for uri in trace.things}
    for one in sorted(index.naming(list(told)), key=order):
        for uri in dict.fromkeys(named.uri for named in one.names):
            if uri in told:
                told[uri].append(one)
    things = {uri: _Thing(uri, told) for uri, thing in trace.things.items() if not thing.is_class}
    found = [thing.told() for thing in things.values() if thing.is_listed(things)]
    for uri, thing in trace.things.items():
        if thing.is_class:
            found += _Class(uri, told).told()
    return sorted(found, key=lambda one: (one.uri, one.where, one.place, one.packed_in, one.unit))


class _Thing:
    """One single thing."""

    def __init__(self, uri: str, told: Mapping[str, list[Sighting]]) -> None:
        self._uri, self._told = uri, told
        self._own = told[uri]

    def is_gone(self) -> bool:
        """Used up or destroyed, and not seen after that."""
        ends = [one for one in self._own if _ends(one, self._uri)]
        return bool(ends) and order(ends[-1]) == order(self._own[-1])

    def is_listed(self, others: "Mapping[str, _Thing]") -> bool:
        """Whether it is there, and in nothing that is."""
        inside = self._outer()
        return not self.is_gone() and not any(one in others and not others[one].is_gone() for one in inside)

    def _outer(self) -> list[str]:
        """What it is in still. Two that are said to be in each other are in nothing."""
        found = _inside(self._uri, self._told)
        return [one for one in found if self._uri not in _inside(one, self._told)]

    def told(self) -> Remaining:
        last = self._own[-1]
        where = Where.sent if last.biz_step in _SENT else Where.sold if last.biz_step in _SOLD else Where.there
        owner, possessor = _parties(self._own)
        return Remaining(self._uri, Fraction(1), PIECES, where, _place(self._own), "", last, owner, possessor)


class _Class:
    """A class of things, which is in many places."""

    def __init__(self, uri: str, told: Mapping[str, list[Sighting]]) -> None:
        self._uri, self._told = uri, told
        self._amounts: dict[tuple[_Spot, str], Fraction] = {}
        """where, and in which dimension → how much"""
        self._unsaid: dict[_Spot, None] = {}
        """where some is, and nobody says how much"""
        self._seen: dict[_Spot, list[Sighting]] = defaultdict(list)
        self._came = False
        for one in _with_holders(uri, told):
            self._take(one)

    def told(self) -> Iterator[Remaining]:
        """Where it is, and how much; of what never came, that it was seen."""
        for (spot, dimension), amount in self._amounts.items():
            if amount:
                yield self._at(spot, amount, BASES.get(dimension, ""))
        for spot in self._unsaid:
            yield self._at(spot, None, "")
        if not self._came and self._told[self._uri]:
            own = self._told[self._uri]
            owner, possessor = _parties(own)
            yield Remaining(self._uri, None, "", Where.there, _place(own), "", own[-1], owner, possessor)

    def _at(self, spot: _Spot, amount: Fraction | None, unit: str) -> Remaining:
        seen = self._seen[spot]
        if spot.holder:
            seen = sorted([*seen, *self._outermost(spot.holder)], key=order)
        place = _place(seen) if spot.holder else spot.place
        owner, possessor = _parties(seen)
        return Remaining(self._uri, amount, unit, spot.where, place, spot.holder, seen[-1], owner, possessor)

    def _outermost(self, holder: str) -> Sequence[Sighting]:
        """What is said of a box, or of the pallet that it is on."""
        seen: set[str] = set()
        while holder not in seen:
            seen.add(holder)
            holder = min(_inside(holder, self._told), default=holder)
        return self._told.get(holder, ())

    def _take(self, one: Sighting) -> None:
        place = one.place
        if one.kind == "TransformationEvent":
            self._leave(one, "input", place, None)
            self._come(one, "output", _Spot(Where.there, place))
        elif one.kind in INTO:
            self._pack(one, place)
        elif one.kind == "ObjectEvent":
            self._move(one, place)

    def _move(self, one: Sighting, place: str) -> None:
        here = _Spot(Where.there, place)
        if one.action == "DELETE" or one.biz_step in _DESTROYED:
            self._leave(one, "epc", place, None)
        elif one.biz_step in _SENT:
            self._leave(one, "epc", one.read_point or place, _Spot(Where.sent, one.read_point or place))
        elif one.biz_step in _SOLD:
            self._leave(one, "epc", place, _Spot(Where.sold, place))
        elif one.biz_step in _RECEIVED:
            self._arrive(one, here)
        elif one.action == "ADD" or one.biz_step in _MADE:
            self._come(one, "epc", here)
        elif here in self._seen:
            self._seen[here].append(one)

    def _pack(self, one: Sighting, place: str) -> None:
        for parent in one.named("parent"):
            inside, here = _Spot(Where.packed, "", parent.uri), _Spot(Where.there, place)
            children = self._named(one, "child")
            if one.action == "DELETE":
                said = [named for named in children if named.quantity is not None]
                if one.named("child") and not children:
                    continue
                for named in said:
                    self._shift(one, named, [inside], here)
                if not said:
                    self._empty(one, inside, here)
            elif one.action == "ADD" or not any(spot == inside for spot, _ in self._amounts):
                for named in children:
                    self._shift(one, named, self._spots(place), inside)

    def _named(self, one: Sighting, role: str) -> list[Named]:
        return [named for named in one.names if named.role == role and named.uri == self._uri]

    def _come(self, one: Sighting, role: str, spot: _Spot) -> None:
        for named in self._named(one, role):
            self._came = True
            self._add(one, spot, _amount(named))

    def _arrive(self, one: Sighting, here: _Spot) -> None:
        """What was on the way is here; the rest came from where nobody saw it leave."""
        for named in self._named(one, "epc"):
            said = _amount(named)
            if said is None:
                self._came = True
                self._add(one, here, None)
                continue
            way = [spot for spot, _ in self._amounts if spot.where is Where.sent]
            self._less(one, way, said)
            if one.biz_step != BIZ_STEP.uri("arriving") or way:
                self._came = True
                self._add(one, here, said)

    def _leave(self, one: Sighting, role: str, place: str, to: _Spot | None) -> None:
        for named in self._named(one, role):
            if to is not None:
                self._shift(one, named, self._spots(place), to)
            elif (said := _amount(named)) is not None:
                self._less(one, self._spots(place), said)

    def _shift(self, one: Sighting, named: Named, origins: Sequence[_Spot], target: _Spot) -> None:
        """As much as there is; all that is said where nothing was known to be there."""
        said = _amount(named)
        if said is None:
            self._add(one, target, None)
            return
        known = [spot for spot in origins if (spot, said[1]) in self._amounts]
        moved = self._less(one, known, said) if known else said[0]
        if moved:
            self._came = self._came or bool(known)
            self._add(one, target, (moved, said[1]))

    def _empty(self, one: Sighting, inside: _Spot, here: _Spot) -> None:
        for spot, dimension in list(self._amounts):
            if spot == inside:
                self._add(one, here, (self._amounts.pop((spot, dimension)), dimension))
        if inside in self._unsaid:
            self._unsaid.pop(inside)
            self._add(one, here, None)

    def _spots(self, place: str) -> list[_Spot]:
        """Where what is at a place may be: there, or somewhere that was not said; anywhere, of an event without one."""
        if place:
            return [_Spot(Where.there, place), _Spot(Where.there, "")]
        return [spot for spot, _ in self._amounts if spot.where is Where.there]

    def _less(self, one: Sighting, spots: Iterable[_Spot], said: tuple[Fraction, str]) -> Fraction:
        rest, dimension = said
        for spot in spots:
            taken = min(rest, self._amounts.get((spot, dimension), Fraction(0)))
            if taken:
                self._amounts[spot, dimension] -= taken
                self._seen[spot].append(one)
                rest -= taken
        return said[0] - rest

    def _add(self, one: Sighting, spot: _Spot, said: tuple[Fraction, str] | None) -> None:
        self._seen[spot].append(one)
        if said is None:
            self._unsaid[spot] = None
        else:
            amount, dimension = said
            self._amounts[spot, dimension] = self._amounts.get((spot, dimension), Fraction(0)) + amount


def _with_holders(uri: str, told: Mapping[str, list[Sighting]]) -> list[Sighting]:
    """What names a class, and what takes all out of a box that it was in, which names the box alone."""
    named = {one.number: one for one in told[uri]}
    for holder in holders_of(uri, told[uri]):
        named |= {one.number: one for one in told.get(holder, ()) if one.kind in INTO and not one.named("child")}
    return sorted(named.values(), key=order)


def _inside(uri: str, told: Mapping[str, list[Sighting]]) -> list[str]:
    """What a thing is in still."""
    found = []
    for holder in holders_of(uri, told.get(uri, ())):
        stays = stays_in(holder, told.get(holder, ()))
        found += [holder] if any(stay.child == uri and stay.until_ms == EVER for stay in stays) else []
    return found


def _ends(one: Sighting, uri: str) -> bool:
    if any(named.uri == uri and named.role == "input" for named in one.names):
        return True
    mine = one.kind == "ObjectEvent" and any(named.uri == uri for named in one.names)
    return mine and (one.action == "DELETE" or one.biz_step in _DESTROYED)


def _place(told: Sequence[Sighting]) -> str:
    """Where it was last said to be."""
    return next((one.place for one in reversed(told) if one.place), "")


def _parties(told: Sequence[Sighting]) -> tuple[str, str]:
    owner = next((one.owner for one in reversed(told) if one.owner), "")
    return owner, next((one.possessor for one in reversed(told) if one.possessor), "")


def _amount(named: Named) -> tuple[Fraction, str] | None:
    """How much, in the base unit of a dimension; None where that is not said in a unit that is known."""
    unit = UNITS.get(named.uom or PIECES)
    if unit is None or (named.is_class and named.quantity is None):
        return None
    amount = unit.to_base(Decimal(1) if named.quantity is None else named.quantity)
    return (amount, unit.dimension) if amount >= 0 else None
