# SPDX-License-Identifier: Apache-2.0
"""From when until when things were in another, as aggregations and associations say."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from counterfoil.epcis.goods.sighting import Sighting

EVER: Final = 2**63 - 1
"""Later than any time that an event has."""
INTO: Final = ("AggregationEvent", "AssociationEvent")


class Stay(NamedTuple):
    """One thing in another, from an event until another; ``EVER``: it was not taken out."""

    child: str
    parent: str
    kind: str
    since_ms: int
    until_ms: int
    number: int
    """of the event that put it in, or saw it there first"""

    def overlaps(self, since_ms: int, until_ms: int) -> bool:
        """Whether it was in at some time of a window."""
        return self.since_ms <= until_ms and since_ms <= self.until_ms


def stays_in(parent: str, sightings: Iterable[Sighting]) -> Iterator[Stay]:
    """What was in a thing, of all sightings that name it.

    An OBSERVE of what nobody put in counts as putting in. A DELETE without children takes all out.
    """
    inside: dict[tuple[str, str], Stay] = {}
    for one in sorted((one for one in sightings if _is_about(one, parent)), key=order):
        children = [named.uri for named in one.named("child")]
        if one.action == "DELETE":
            leaving = children or [child for kind, child in inside if kind == one.kind]
            gone = [inside.pop((one.kind, child), None) for child in leaving]
            yield from (stay._replace(until_ms=one.time_ms) for stay in gone if stay is not None)
            continue
        for child in children:
            inside.setdefault((one.kind, child), Stay(child, parent, one.kind, one.time_ms, EVER, one.number))
    yield from inside.values()


def holders_of(uri: str, sightings: Iterable[Sighting]) -> list[str]:
    """What a thing was ever said to be in."""
    said = (one for one in sightings if one.kind in INTO and any(child.uri == uri for child in one.named("child")))
    return list(dict.fromkeys(parent.uri for one in said for parent in one.named("parent")))


def order(one: Sighting) -> tuple[int, int]:
    """By their times, then as they were captured."""
    return one.time_ms, one.number


def _is_about(one: Sighting, parent: str) -> bool:
    return one.kind in INTO and any(named.uri == parent for named in one.named("parent"))
