# SPDX-License-Identifier: Apache-2.0
"""Events that are to show goods: out of files, or of a repository's database; each once, whoever captured it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection

from counterfoil.epcis.check import findings
from counterfoil.epcis.context import Contexts
from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.node.supply.goods_arrived import Told
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.epcis.declarations import DeclaredByAnother
from counterfoil.readmodel.epcis.journal import entries
from counterfoil.readmodel.epcis.query import Reach
from counterfoil.readmodel.epcis.sightings import FoundSightings

_ASKED_AT_ONCE: Final = 500


def told_of_document(
    data: bytes, file: str, *, known: Contexts | None, now: Timestamp, wrong: GatheredErrors
) -> list[Told]:
    """The events of a document; ``wrong``: every error in it, as counterfoil supply check tells them."""
    try:
        document = read_document(data, where=file, known=known)
        errors = [one for one in findings(document, now_ms=now) if one.severity == "error"]
    except DecodeError as error:
        wrong.add(error)
        return []
    for one in errors:
        where = f"{file}, {one.place}" if one.place else file
        wrong.add(InputError(one.problem, where=where, remedy="counterfoil supply check tells what is wrong"))
    return [Told(f"{file}, {event.place}" if event.place else file, event) for event in document.events]


def told_of_repository(connection: Connection, goods: str, since: Timestamp | None) -> list[Told]:
    """Those in force that name the goods or what events name beside them, from a time on; whoever captured them."""
    found = FoundSightings(connection, Reach(None))
    first = list(found.naming([goods]))
    beside = {name.uri for one in first for name in one.names if not name.is_class}
    seen = {one.number: one for one in [*first, *found.naming(beside)]}
    wanted = sorted(number for number, one in seen.items() if since is None or one.time_ms >= since)
    return list(_read(connection, wanted, found.declared_by_others(wanted)))


def each_once(told: Iterable[Told]) -> list[Told]:
    """An event that stands twice is one; a declaration that it was wrong is another, though its hash is the same."""
    found: dict[tuple[str, bool], Told] = {}
    for one in told:
        found.setdefault((event_hash(one.event), one.event.error_declaration is not None), one)
    return list(found.values())


def _read(connection: Connection, numbers: Sequence[int], declared: Sequence[DeclaredByAnother]) -> Iterator[Told]:
    for start in range(0, len(numbers), _ASKED_AT_ONCE):
        for entry in entries(connection, numbers[start : start + _ASKED_AT_ONCE]):
            (event,) = read_document(entry.document, where=f"event {entry.number}").events
            doubts = tuple(str(one) for one in declared if one.event == entry.number)
            yield Told(f"event {entry.number}", event, doubts)
