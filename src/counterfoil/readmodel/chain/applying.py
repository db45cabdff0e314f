# SPDX-License-Identifier: Apache-2.0
"""What blocks do to the tables. How many are applied at a time is no part of what comes out.

1. A block comes after the one before it, and names it: rows of two chains never stand together.
2. A record has its number by the block in which it came to be, and there by its path.
3. What a field says is a row for as long as it says so, however often the record changes meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from counterfoil.evidence.header import NO_PARENT, decode_header, header_hash
from counterfoil.law.table import table_prefix
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.garbage import collection_put_off
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import RecordPath
from counterfoil.readmodel.chain.fields import Said, said_by
from counterfoil.readmodel.chain.tables import BLOCKS, CHAIN, EVENTS, FIELDS, LINKS, RECORDS, TABLES, VERSIONS
from counterfoil.readmodel.inserting import insert_plain
from counterfoil.readmodel.projection import Numbered, Projection

ASKED_AT_ONCE: Final = 500
"""Records of which one statement asks."""
_UNTIL: Final = 5
"""Where a row of what is said has the height at which it ends."""
_NOTHING: Final[set[Said]] = set()


class BlockRows(NamedTuple):
    """What a block recorded: its header, its events in order, and every record that it wrote."""

    header: bytes
    events: Sequence[bytes]
    records: Mapping[RecordPath, bytes]


class _Link(msgspec.Struct, gc=False):
    record: RecordPath
    seq: int


class _Event(msgspec.Struct, gc=False):
    """What columns say of an event."""

    type: str
    transaction: str
    trails: tuple[_Link, ...]


def numbered(height: int, rows: BlockRows) -> Numbered[BlockRows]:
    """Blocks are counted from 0, and what is recorded from 1."""
    return Numbered(height + 1, rows)


def apply_blocks(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> None:
    """Enter the rows of blocks; raises InputError for one that does not follow what is there."""
    with collection_put_off():  # many thousand rows, and no cycle among them
        _apply(connection, blocks)


def _apply(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> None:
    insert_plain(connection, BLOCKS, _block_rows(connection, blocks))
    records, known = _numbers(connection, blocks)
    events: list[tuple[Any, ...]] = []
    links: list[tuple[int, int, int, int]] = []
    for number, block in blocks:
        height = number - 1
        for place, encoded in enumerate(block.events):
            event = canonical.decode_json(encoded, _Event)
            events.append((height, place, event.type, event.transaction, encoded))
            links += [(records[one.record], one.seq, height, place) for one in event.trails]
    insert_plain(connection, EVENTS, events)
    insert_plain(connection, LINKS, sorted(links))
    _apply_fields(connection, blocks, records, _last_said(connection, known))
    insert_plain(
        connection,
        VERSIONS,
        sorted(
            (records[path], number - 1, document)
            for number, block in blocks
            for path, document in block.records.items()
        ),
    )


def _block_rows(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> list[tuple[Any, ...]]:
    height = connection.execute(select(func.max(BLOCKS.c.height))).scalar()
    parent = connection.execute(select(BLOCKS.c.hash).where(BLOCKS.c.height == height)).scalar() or NO_PARENT
    expected = 0 if height is None else height + 1
    rows: list[tuple[Any, ...]] = []
    for number, block in blocks:
        header = decode_header(block.header)
        if (header.height, number, header.parent) != (expected, expected + 1, parent):
            problem = f"block {header.height} does not follow the rows that are there, which end before {expected}"
            raise InputError(problem, where="database", remedy="is it another chain's, or made anew by somebody else?")
        expected, parent = expected + 1, to_hex(header_hash(block.header))
        rows.append((header.height, header.chain, header.time, header.state, parent, block.header))
    return rows


def _numbers(
    connection: Connection, blocks: Sequence[Numbered[BlockRows]]
) -> tuple[dict[RecordPath, int], dict[int, RecordPath]]:
    """The number of every record that is written, those that are new having theirs from now on; and those that were."""
    paths = sorted({path for _, block in blocks for path in block.records})
    numbers: dict[RecordPath, int] = {}
    for some in _parts(paths):
        asked = select(RECORDS.c.path, RECORDS.c.number).where(RECORDS.c.path.in_(some))
        numbers.update((path, number) for path, number in connection.execute(asked))
    known = {number: path for path, number in numbers.items()}
    last = connection.execute(select(func.max(RECORDS.c.number))).scalar() or 0
    came: list[tuple[int, RecordPath, str, int]] = []
    for number, block in blocks:
        for path in sorted(block.records.keys() - numbers.keys()):
            last += 1
            numbers[path] = last
            came.append((last, path, table_prefix(path), number - 1))
    insert_plain(connection, RECORDS, came)
    return numbers, known


def _last_said(connection: Connection, known: Mapping[int, RecordPath]) -> dict[int, set[Said]]:
    """What records said after their last versions: by their numbers, with their paths."""
    said: dict[int, set[Said]] = {}
    later = VERSIONS.alias("later")
    newest = select(func.max(later.c.since)).where(later.c.record == VERSIONS.c.record).scalar_subquery()
    for some in _parts(sorted(known)):
        asked = select(VERSIONS.c.record, VERSIONS.c.document)
        for number, document in connection.execute(
            asked.where(VERSIONS.c.record.in_(some), VERSIONS.c.since == newest)
        ):
            said[number] = said_by(table_prefix(known[number]), known[number], document)
    return said


def _apply_fields(
    connection: Connection,
    blocks: Sequence[Numbered[BlockRows]],
    records: Mapping[RecordPath, int],
    saying: dict[int, set[Said]],
) -> None:
    """End what is no longer said, and enter what is said anew."""
    came: list[list[Any]] = []
    holding: dict[tuple[int, Said], list[Any]] = {}
    ended: list[dict[str, Any]] = []
    for number, block in blocks:
        height = number - 1
        for path, document in block.records.items():
            record, prefix = records[path], table_prefix(path)
            said, before = said_by(prefix, path, document), saying.get(record, _NOTHING)
            if said == before:
                continue
            for one in before - said:
                if (row := holding.pop((record, one), None)) is not None:
                    row[_UNTIL] = height
                else:
                    ended.append({"table": prefix, "called": one[0], "was": one[1], "of": record, "height": height})
            for one in said - before:
                holding[record, one] = row = [prefix, *one, record, height, None]
                came.append(row)
            saying[record] = said
    _end(connection, ended)
    insert_plain(connection, FIELDS, sorted(map(tuple, came), key=itemgetter(slice(_UNTIL))))


def _end(connection: Connection, ended: Sequence[Mapping[str, Any]]) -> None:
    if ended:
        same = (FIELDS.c.prefix == bindparam("table"), FIELDS.c.name == bindparam("called"))
        holding = (FIELDS.c.value == bindparam("was"), FIELDS.c.record == bindparam("of"), FIELDS.c.until.is_(None))
        connection.execute(FIELDS.update().where(*same, *holding).values(until=bindparam("height")), ended)


def _parts(whole: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (whole[start : start + ASKED_AT_ONCE] for start in range(0, len(whole), ASKED_AT_ONCE))


PROJECTION: Final = Projection(CHAIN, TABLES, apply_blocks)


def applied(connection: Connection) -> int:
    """How many blocks the rows follow from: the height of the next."""
    return PROJECTION.position(connection)
