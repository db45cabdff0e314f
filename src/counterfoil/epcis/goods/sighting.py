# SPDX-License-Identifier: Apache-2.0
"""An event as tracing needs it: when and where which things were named in which role. Documents are not read for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from counterfoil.epcis.event import Event, Role
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.vocabulary import SOURCE_DESTINATION_TYPE

OWNING: Final = SOURCE_DESTINATION_TYPE.uri("owning_party")
POSSESSING: Final = SOURCE_DESTINATION_TYPE.uri("possessing_party")


class Named(NamedTuple):
    """A thing, or a class of things, that an event names."""

    role: Role
    uri: str
    """canonical: by what it is compared"""
    is_class: bool = False
    quantity: Decimal | None = None
    """of a class; None: none is said"""
    uom: str = ""


class Sighting(NamedTuple):
    """One event that is in force: neither declared wrong nor such a declaration."""

    number: int
    """in the order of capture, from 1 up"""
    time_ms: int
    kind: str
    action: str
    group: str
    """the identifier of the transformation that it is a part of; empty: it is none, or a whole one"""
    biz_step: str
    disposition: str
    read_point: str
    biz_location: str
    names: tuple[Named, ...]
    owner: str = ""
    """the party that owns the things from then on; empty: not said"""
    possessor: str = ""
    """the party that has them from then on"""

    @property
    def place(self) -> str:
        """Where the things are from then on, or were seen; empty: not said."""
        return self.biz_location or self.read_point

    def named(self, *roles: Role) -> tuple[Named, ...]:
        """The things that it names in one of these roles."""
        return tuple(one for one in self.names if one.role in roles)


class Sightings(Protocol):
    """Where events are found: a repository, or a list."""

    def naming(self, uris: Collection[str]) -> Iterable[Sighting]:
        """Those in force that name any of these things, in any order, each once."""
        ...

    def transforming(self, groups: Collection[str]) -> Iterable[Sighting]:
        """Those in force that are part of any of these transformations."""
        ...


class Listed:
    """Sightings of a list of events."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._by_uri: dict[str, list[Sighting]] = defaultdict(list)
        self._by_group: dict[str, list[Sighting]] = defaultdict(list)
        for one in sightings:
            for uri in dict.fromkeys(named.uri for named in one.names):
                self._by_uri[uri].append(one)
            if one.group:
                self._by_group[one.group].append(one)

    def naming(self, uris: Collection[str]) -> Iterable[Sighting]:
        return {one.number: one for uri in uris for one in self._by_uri.get(uri, ())}.values()

    def transforming(self, groups: Collection[str]) -> Iterable[Sighting]:
        return {one.number: one for group in groups for one in self._by_group.get(group, ())}.values()


def sighting_of(number: int, event: Event) -> Sighting:
    """What tracing needs of an event; ``number`` is its place in the order of capture."""
    return Sighting(
        number,
        event.event_time.ms,
        event.kind,
        event.action,
        event.transformation_id,
        event.biz_step,
        event.disposition,
        event.read_point,
        event.biz_location,
        tuple(Named(one.role, one.uri, one.is_class, one.quantity, one.uom) for one in event.identifiers),
        *parties_of((one.type, one.uri) for one in (*event.sources, *event.destinations)),
    )


def parties_of(links: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Owner and possessor, of sources and then destinations: who has things from then on is a destination."""
    said = dict(links)
    return said.get(OWNING, ""), said.get(POSSESSING, "")


def in_force(events: Iterable[tuple[int, Event]]) -> list[Sighting]:
    """Of events with their numbers, those that nobody declared wrong: by eventID, or by hash where they have none."""
    kept = list(events)
    wrong = {_name(event) for _, event in kept if event.error_declaration is not None}
    return [
        sighting_of(number, event)
        for number, event in kept
        if event.error_declaration is None and not (wrong and _name(event) in wrong)
    ]


def _name(event: Event) -> str:
    return event.event_id or event_hash(event)
