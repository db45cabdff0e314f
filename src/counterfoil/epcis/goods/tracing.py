# SPDX-License-Identifier: Apache-2.0
"""Forward and backward through transformations, aggregations and associations.

1. Forward, what is an input becomes the outputs of its transformation; what is in something goes where that goes, while
   it is in. What else is in there is not touched by it.
2. Backward, an output came of all inputs of its transformation, with what was in them then.
3. Time runs one way: an event before the thing came to where it is traced from, or after it left, tells nothing of it.
   What was taken out of a box before is not in what the box becomes a part of later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from counterfoil.epcis.goods.containment import EVER, Stay, holders_of, order, stays_in
from counterfoil.epcis.goods.sighting import Sighting, Sightings

THINGS_MAX: Final = 10_000
"""How many a trace finds before it says that there are more."""


class Direction(StrEnum):
    forward = "forward"
    backward = "backward"


class Edge(NamedTuple):
    """The one went into the other: by a transformation, or it was put in."""

    source: str
    target: str
    kind: str
    """of the event"""
    number: int
    time_ms: int


class Thing(NamedTuple):
    """What was found on the way, and what was last said of it."""

    uri: str
    is_class: bool
    last: Sighting


class Trace(NamedTuple):
    """What was found. ``cut``: there is more than was asked for."""

    start: str
    direction: Direction
    things: dict[str, Thing]
    edges: tuple[Edge, ...]
    cut: bool

    @property
    def ends(self) -> list[Thing]:
        """Where it ends: forward what went into nothing, backward what came of nothing."""
        further = {edge.source if self.direction is Direction.forward else edge.target for edge in self.edges}
        return [thing for uri, thing in self.things.items() if uri not in further]


class _Window(NamedTuple):
    """A thing, and when what happens to it matters. Backward, where it came from matters before that, too."""

    uri: str
    since_ms: int
    until_ms: int


def trace(index: Sightings, start: str, direction: Direction, things_max: int = THINGS_MAX) -> Trace:
    """From a thing or a class of things, by its canonical URI; no things where nothing is said of it."""
    return _Walk(index, start, direction, things_max).walked()


class _Walk:
    """Level by level, so that an index is asked once for all of a level."""

    def __init__(self, index: Sightings, start: str, direction: Direction, things_max: int) -> None:
        self._index, self._start, self._direction, self._max = index, start, direction, things_max
        self._known: dict[str, list[Sighting]] = {}
        self._groups: dict[str, list[Sighting]] = {}
        self._holders: dict[str, list[str]] = {}
        self._stays: dict[str, dict[str, list[Stay]]] = {}
        """thing → what was in it → from when until when"""
        self._seen: dict[str, list[_Window]] = defaultdict(list)
        self._edges: dict[tuple[str, str, int], Edge] = {}
        self._cut = False

    def walked(self) -> Trace:
        level = [_Window(self._start, -EVER, EVER)]
        while level:
            self._fetch({window.uri for window in level})
            self._fetch({holder for window in level for holder in self._holders_of(window.uri)})
            level = [window for one in level if self._is_new(one) for window in self._next(one)]
        things = {uri: self._thing(uri) for uri in self._seen if self._known[uri]}
        return Trace(self._start, self._direction, things, tuple(self._edges.values()), self._cut)

    def _is_new(self, window: _Window) -> bool:
        """Whether nothing wider was gone through, and there is room."""
        before = self._seen.get(window.uri, ())
        if any(one.since_ms <= window.since_ms and window.until_ms <= one.until_ms for one in before):
            return False
        if not before and len(self._seen) >= self._max:
            self._cut = True
            return False
        self._seen[window.uri].append(window)
        return True

    def _next(self, window: _Window) -> Iterator[_Window]:
        yield from self._transformed(window)
        yield from self._contained(window)

    def _transformed(self, window: _Window) -> Iterator[_Window]:
        forward = self._direction is Direction.forward
        mine, other = ("input", "output") if forward else ("output", "input")
        for one in self._known[window.uri]:
            in_time = one.time_ms <= window.until_ms and (not forward or window.since_ms <= one.time_ms)
            if not in_time or not any(named.uri == window.uri for named in one.names if named.role == mine):
                continue
            for part in self._groups[one.group] if one.group else (one,):
                for uri in dict.fromkeys(named.uri for named in part.names if named.role == other):
                    ends = (window.uri, uri) if forward else (uri, window.uri)
                    self._edge(*ends, part.kind, part.number, part.time_ms)
                    yield _Window(uri, part.time_ms, EVER if forward else part.time_ms)

    def _contained(self, window: _Window) -> Iterator[_Window]:
        for stay in self._stays_with(window.uri):
            if not stay.overlaps(window.since_ms, window.until_ms):
                continue
            self._edge(stay.child, stay.parent, stay.kind, stay.number, stay.since_ms)
            since, until = max(window.since_ms, stay.since_ms), min(window.until_ms, stay.until_ms)
            yield _Window(stay.parent if self._direction is Direction.forward else stay.child, since, until)

    def _stays_with(self, uri: str) -> Iterator[Stay]:
        """Forward where a thing was in, backward what was in it."""
        if self._direction is Direction.backward:
            for stays in self._inside(uri).values():
                yield from stays
            return
        # A DELETE without children names the holder alone, so it is the holder of whom is asked.
        for holder in self._holders_of(uri):
            yield from self._inside(holder).get(uri, ())

    def _inside(self, holder: str) -> dict[str, list[Stay]]:
        found = self._stays.get(holder)
        if found is None:
            found = self._stays[holder] = defaultdict(list)
            for stay in stays_in(holder, self._known[holder]):
                found[stay.child].append(stay)
        return found

    def _holders_of(self, uri: str) -> list[str]:
        """Nothing where what things are in is not asked for."""
        if self._direction is Direction.backward:
            return []
        found = self._holders.get(uri)
        if found is None:
            found = self._holders[uri] = holders_of(uri, self._known[uri])
        return found

    def _edge(self, source: str, target: str, kind: str, number: int, time_ms: int) -> None:
        self._edges.setdefault((source, target, number), Edge(source, target, kind, number, time_ms))

    def _fetch(self, uris: Collection[str]) -> None:
        """What is said of things, and of the transformations that they were part of, if it is not known yet."""
        wanted = [uri for uri in uris if uri not in self._known]
        if not wanted:
            return
        found: dict[str, list[Sighting]] = {uri: [] for uri in wanted}
        groups = set()
        for one in self._index.naming(wanted):
            for uri in dict.fromkeys(named.uri for named in one.names if named.uri in found):
                found[uri].append(one)
            if one.group and one.group not in self._groups:
                groups.add(one.group)
        self._known |= found
        if groups:
            self._groups |= {group: [] for group in groups}
            for one in self._index.transforming(groups):
                self._groups[one.group].append(one)

    def _thing(self, uri: str) -> Thing:
        last = max(self._known[uri], key=order)
        return Thing(uri, any(named.is_class for named in last.names if named.uri == uri), last)
