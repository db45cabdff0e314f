# SPDX-License-Identifier: Apache-2.0
"""What cannot be so, of all that is said of one thing. Of classes nothing is found: they are in many places at once.

Each finding names its events; which of them is wrong nobody knows from here.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import combinations, pairwise
from typing import NamedTuple

from counterfoil.epcis.goods.containment import INTO, Stay, holders_of, order, stays_in
from counterfoil.epcis.goods.sighting import Sighting

TravelTime = Callable[[str, str], int]
"""How many milliseconds it takes at least from one place to another."""


class Contradiction(StrEnum):
    made_twice = "made_twice"
    before_made = "before_made"
    used_twice = "used_twice"
    after_end = "after_end"
    in_two_at_once = "in_two_at_once"
    in_two_places = "in_two_places"
    declared_by_another = "declared_by_another"
    """found by whoever knows who captured what"""


class Finding(NamedTuple):
    """What cannot be so, and of which events, by their numbers."""

    kind: Contradiction
    events: tuple[int, ...]
    why: str


def any_time(_place: str, _other: str) -> int:
    """Where nothing is known of distances: a thing may be anywhere a millisecond later."""
    return 1


def contradictions(uri: str, sightings: Iterable[Sighting], travel: TravelTime = any_time) -> list[Finding]:
    """Of one thing, from all sightings that name it or what it was said to be in."""
    everything = sorted(sightings, key=order)
    told = [one for one in everything if any(named.uri == uri and not named.is_class for named in one.names)]
    found = [*_made(uri, told), *_ended(uri, told), *_placed(told, travel), *_contained(uri, everything)]
    return sorted(found, key=lambda one: (one.events, one.kind))


def _made(uri: str, told: list[Sighting]) -> Iterator[Finding]:
    """Commissioned, or an output: once, and nothing before it."""
    makes = [one for one in told if _is(one, uri, "output") or (one.kind == "ObjectEvent" and one.action == "ADD")]
    for first, again in pairwise(makes):
        yield Finding(Contradiction.made_twice, (first.number, again.number), "it came into the world twice")
    for one in told:
        if makes and one.time_ms < makes[0].time_ms:
            why = "it was seen before it came into the world"
            yield Finding(Contradiction.before_made, (one.number, makes[0].number), why)


def _ended(uri: str, told: list[Sighting]) -> Iterator[Finding]:
    """An input, or taken out of the world: once, and nothing after it."""
    uses = [one for one in told if _is(one, uri, "input")]
    whole = {one.group or one.number: one for one in reversed(uses)}
    for first, again in combinations(sorted(whole.values(), key=order), 2):
        yield Finding(Contradiction.used_twice, (first.number, again.number), "it was used up twice")
    ends = [*uses, *(one for one in told if one.kind == "ObjectEvent" and one.action == "DELETE")]
    if ends:
        end = min(ends, key=order)
        for one in told:
            if one.time_ms > end.time_ms and one not in uses:
                why = "it was seen after it had come to its end"
                yield Finding(Contradiction.after_end, (end.number, one.number), why)


def _placed(told: list[Sighting], travel: TravelTime) -> Iterator[Finding]:
    """From where it was seen to where it is seen next there is a way, and time for it."""
    seen = [(one, one.read_point or one.biz_location) for one in told if one.place]
    for (before, place), (after, other) in pairwise(seen):
        least = travel(place, other) if place != other else 0
        if after.time_ms - before.time_ms < least:
            why = f"{after.time_ms - before.time_ms} ms after it was at {place}, it was at {other}"
            yield Finding(Contradiction.in_two_places, (before.number, after.number), why)


def _contained(uri: str, everything: list[Sighting]) -> Iterator[Finding]:
    """In one box at a time; a box in a box is said of the box."""
    stays: list[Stay] = []
    for holder in holders_of(uri, everything):
        stays += [stay for stay in stays_in(holder, everything) if stay.child == uri]
    for kind in INTO:
        alike = sorted((stay for stay in stays if stay.kind == kind), key=lambda stay: (stay.since_ms, stay.number))
        for first, other in combinations(alike, 2):
            if other.since_ms < first.until_ms:
                why = f"it was put into {other.parent} while it was in {first.parent}"
                yield Finding(Contradiction.in_two_at_once, (first.number, other.number), why)


def _is(one: Sighting, uri: str, role: str) -> bool:
    return any(named.uri == uri and named.role == role for named in one.names)
