# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the tables: records by what they say, the events of a trail, the events of a type.

Every answer is true at one height, which it names with the state root. A cursor keeps the height of the first page: so
pages leave nothing out and show nothing twice, however many blocks come meanwhile.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, bindparam, func, or_, select, tuple_

from counterfoil.evidence.record import state_key
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.map import root_of
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, RecordPath, Timestamp
from counterfoil.readmodel.chain.applying import applied
from counterfoil.readmodel.chain.fields import VALUE_BYTES_MAX, is_asked_for
from counterfoil.readmodel.chain.tables import BLOCKS, EVENTS, FIELDS, LINKS, RECORDS, VERSIONS
from counterfoil.readmodel.columns import require_storable

PAGE_MAX: Final = 10_000
_CURSOR: Final = re.compile(r"(\d{1,18})-(\d{1,18})-(\d{1,18})-([0-9a-f]{16})")


class At(NamedTuple):
    """When an answer is true: after this block."""

    chain: ChainId
    height: Height
    time: Timestamp
    state: HexHash
    header: HexHash


class FoundRecord(NamedTuple):
    """A record as it is at the height of the answer; ``since`` is the height from which on it is so."""

    path: RecordPath
    since: Height
    document: bytes


class FoundEvent(NamedTuple):
    """An event, and where it stands. ``seq`` is its number in the trail that was asked for."""

    height: Height
    place: int
    event: bytes
    seq: int | None = None


class Page(NamedTuple):
    """Some of what was asked for. ``next`` asks for what follows; None: that was all."""

    at: At
    found: list[FoundRecord] | list[FoundEvent]
    next: str | None


class Paging(NamedTuple):
    """Which page: of what is true at ``height``, or now; or the one that a cursor asks for."""

    limit: int = 100
    height: int | None = None
    cursor: str | None = None


_BLOCK: Final = select(BLOCKS.c.chain, BLOCKS.c.height, BLOCKS.c.time_ms, BLOCKS.c.state, BLOCKS.c.hash).where(
    BLOCKS.c.height == bindparam("wanted")
)
"""What each question asks, made once."""


def at_height(connection: Connection, height: int | None = None) -> At:
    """The block of a height, or the last that was applied; raises InputError where there is none."""
    last = applied(connection) - 1
    wanted = last if height is None else height
    if not 0 <= wanted <= last or (found := connection.execute(_BLOCK, {"wanted": wanted}).first()) is None:
        remedy = "nothing was applied yet" if last < 0 else f"heights 0 to {last} can be asked for"
        raise InputError(f"no rows of block {wanted}" if last >= 0 else "no rows yet", where="height", remedy=remedy)
    return At(*found)


def find_records(connection: Connection, prefix: str, said: Mapping[str, str], paging: Paging) -> Page:
    """Records of a table that say all this, in the order in which they came to be."""
    for value in said.values():
        if not is_asked_for(require_storable(value)):
            raise InputError(f"no text of more than {VALUE_BYTES_MAX} bytes is looked for", where="where")
    at, (last, _), mark = _start(connection, ["records", prefix, sorted(said.items())], paging)
    number, source, conditions = _saying(require_storable(prefix), sorted(said.items()), at.height)
    rows = (
        select(number, RECORDS.c.path, VERSIONS.c.since, VERSIONS.c.document)
        .select_from(source.join(VERSIONS, VERSIONS.c.record == RECORDS.c.number))
        .where(*conditions, number > last, _is_version_at(at.height))
        .order_by(number)
    )
    found = connection.execute(rows.limit(paging.limit + 1)).all()
    shown = found[: paging.limit]
    following = _cursor(at, (shown[-1][0], 0), mark) if len(found) > len(shown) else None
    return Page(at, [FoundRecord(path, since, document) for _, path, since, document in shown], following)


def find_record(connection: Connection, path: str, height: int | None = None) -> tuple[At, FoundRecord | None]:
    """One record as it was after a block, or is now."""
    at = at_height(connection, height)
    rows = (
        select(RECORDS.c.path, VERSIONS.c.since, VERSIONS.c.document)
        .join(VERSIONS, VERSIONS.c.record == RECORDS.c.number)
        .where(RECORDS.c.path == require_storable(path), _is_version_at(at.height))
    )
    found = connection.execute(rows).first()
    return at, None if found is None else FoundRecord(*found)


def find_versions(connection: Connection, path: str, heights: Collection[int]) -> dict[int, bytes]:
    """What a record was after each of these blocks that wrote it."""
    rows = (
        select(VERSIONS.c.since, VERSIONS.c.document)
        .join(RECORDS, RECORDS.c.number == VERSIONS.c.record)
        .where(RECORDS.c.path == require_storable(path), VERSIONS.c.since.in_(heights))
    )
    return {one.since: one.document for one in connection.execute(rows)} if heights else {}


def find_trail(connection: Connection, path: str, paging: Paging) -> Page:
    """The events that touched a record, first to last."""
    at, (last, _), mark = _start(connection, ["trail", path], paging)
    same = and_(EVENTS.c.height == LINKS.c.height, EVENTS.c.place == LINKS.c.place)
    rows = (
        select(LINKS.c.height, LINKS.c.place, EVENTS.c.event, LINKS.c.seq)
        .select_from(RECORDS.join(LINKS, LINKS.c.record == RECORDS.c.number).join(EVENTS, same))
        .where(RECORDS.c.path == require_storable(path), LINKS.c.seq > last, LINKS.c.height <= at.height)
        .order_by(LINKS.c.seq)
    )
    return _events(connection, rows, at, paging.limit, mark, in_trail=True)


def find_events(connection: Connection, type_: str | None, since: int, paging: Paging) -> Page:
    """Events of a type, or all, from a height on, in the order of the chain."""
    at, (height, place), mark = _start(connection, ["events", type_, since], paging)
    begun = EVENTS.c.height >= since
    if paging.cursor is not None:
        begun = tuple_(EVENTS.c.height, EVENTS.c.place) > (height, place)
    rows = (
        select(EVENTS.c.height, EVENTS.c.place, EVENTS.c.event)
        .where(begun, EVENTS.c.height <= at.height)
        .order_by(EVENTS.c.height, EVENTS.c.place)
    )
    if type_ is not None:
        rows = rows.where(EVENTS.c.type == require_storable(type_))
    return _events(connection, rows, at, paging.limit, mark)


def state_root(connection: Connection, height: int) -> Hash:
    """The root over all records as they were after a block, from the rows alone: the header says the same."""
    rows = (
        select(RECORDS.c.path, VERSIONS.c.document)
        .join(VERSIONS, VERSIONS.c.record == RECORDS.c.number)
        .where(RECORDS.c.since <= height, _is_version_at(height))
    )
    return root_of((state_key(RecordPath(path)), digest(document)) for path, document in connection.execute(rows))


def _saying(
    prefix: str, said: Sequence[tuple[str, str]], height: int
) -> tuple[ColumnElement[int], FromClause, list[ColumnElement[bool]]]:
    """Numbers of the records of a table that say all this, where they come from, and what is asked of it.

    One index gives them in their order: that of the first text, or of the table where no text is asked for. With both
    before it a database may walk through the whole table, and look at the texts of each record.
    """
    if not said:
        return RECORDS.c.number, RECORDS, [RECORDS.c.prefix == prefix, RECORDS.c.since <= height]
    fields = [FIELDS.alias(f"f{place}") for place in range(len(said))]
    number, source = fields[0].c.record, fields[0].join(RECORDS, RECORDS.c.number == fields[0].c.record)
    conditions: list[ColumnElement[bool]] = []
    for field, (name, value) in zip(fields, said, strict=True):
        conditions += [field.c.prefix == prefix, field.c.name == require_storable(name), field.c.value == value]
        conditions += [field.c.since <= height, or_(field.c.until.is_(None), field.c.until > height)]
    for field in fields[1:]:
        source = source.join(field, field.c.record == number)
    return number, source, conditions


def _is_version_at(height: int) -> Any:
    """Of the versions of a record, the one that holds."""
    later = VERSIONS.alias("later")
    newest = select(func.max(later.c.since)).where(later.c.record == RECORDS.c.number, later.c.since <= height)
    return VERSIONS.c.since == newest.scalar_subquery()


def _events(
    connection: Connection, rows: Select[Any], at: At, limit: int, mark: str, *, in_trail: bool = False
) -> Page:
    found = [FoundEvent(*row) for row in connection.execute(rows.limit(limit + 1))]
    shown = found[:limit]
    if len(found) == len(shown):
        return Page(at, shown, None)
    last = shown[-1]
    return Page(at, shown, _cursor(at, (last.seq or 0, 0) if in_trail else (last.height, last.place), mark))


def _start(connection: Connection, question: list[Any], paging: Paging) -> tuple[At, tuple[int, int], str]:
    """The height of an answer, after what it goes on, and the mark of its question."""
    if not 1 <= paging.limit <= PAGE_MAX:
        raise InputError(f"{paging.limit} on a page", where="limit", remedy=f"1 to {PAGE_MAX}")
    mark = to_hex(digest(canonical.encode(question)))[:16]
    if paging.cursor is None:
        return at_height(connection, paging.height), (0, 0), mark
    read = _CURSOR.fullmatch(paging.cursor)
    if read is None or read[4] != mark:
        raise InputError("the cursor is of another question", where="cursor", remedy="ask as for the first page")
    if paging.height not in (None, int(read[1])):
        raise InputError(f"the cursor is of height {read[1]}", where="height", remedy="leave the height out")
    return at_height(connection, int(read[1])), (int(read[2]), int(read[3])), mark


def _cursor(at: At, after: tuple[int, int], mark: str) -> str:
    return f"{at.height}-{after[0]}-{after[1]}-{mark}"
