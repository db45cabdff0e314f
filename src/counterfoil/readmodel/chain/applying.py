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
from counterfoil.readmodel.chain.tables import BLOCKS, EVENTS, FIELDS, LINKS, RECORDS, TABLES, VERSIONS
from counterfoil.readmodel.inserting import insert_rows
from counterfoil.readmodel.projection import Numbered, Projection

ASKED_AT_ONCE: Final = 500
"""Records of which one statement asks."""


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
    insert_rows(connection, BLOCKS, _block_rows(connection, blocks))
    records = _numbers(connection, blocks)
    events: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for number, block in blocks:
        for place, encoded in enumerate(block.events):
            event = canonical.decode_json(encoded, _Event)
            at = {"height": number - 1, "place": place}
            events.append({**at, "type": event.type, "transaction": event.transaction, "event": encoded})
            links += [{"record": records[one.record], "seq": one.seq, **at} for one in event.trails]
    insert_rows(connection, EVENTS, events)
    insert_rows(connection, LINKS, sorted(links, key=itemgetter("record", "seq")))
    versions = [
        {"record": records[path], "since": number - 1, "document": document}
        for number, block in blocks
        for path, document in block.records.items()
    ]
    insert_rows(connection, VERSIONS, versions)
    _apply_fields(connection, blocks, records)


def _block_rows(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> list[dict[str, Any]]:
    height = connection.execute(select(func.max(BLOCKS.c.height))).scalar()
    parent = connection.execute(select(BLOCKS.c.hash).where(BLOCKS.c.height == height)).scalar() or NO_PARENT
    expected = 0 if height is None else height + 1
    rows = []
    for number, block in blocks:
        header = decode_header(block.header)
        if (header.height, number, header.parent) != (expected, expected + 1, parent):
            problem = f"block {header.height} does not follow the rows that are there, which end before {expected}"
            raise InputError(problem, where="database", remedy="is it another chain's, or made anew by somebody else?")
        expected, parent = expected + 1, to_hex(header_hash(block.header))
        said = {"chain": header.chain, "time_ms": header.time, "state": header.state, "hash": parent}
        rows.append({"height": header.height, **said, "header": block.header})
    return rows


def _numbers(connection: Connection, blocks: Sequence[Numbered[BlockRows]]) -> dict[RecordPath, int]:
    """The number of every record that is written; those that are new have theirs from now on."""
    paths = sorted({path for _, block in blocks for path in block.records})
    known: dict[RecordPath, int] = {}
    for some in _parts(paths):
        asked = select(RECORDS.c.path, RECORDS.c.number).where(RECORDS.c.path.in_(some))
        known.update((path, number) for path, number in connection.execute(asked))
    last = connection.execute(select(func.max(RECORDS.c.number))).scalar() or 0
    came: list[dict[str, Any]] = []
    for number, block in blocks:
        for path in sorted(block.records.keys() - known.keys()):
            last += 1
            known[path] = last
            came.append({"number": last, "path": path, "prefix": table_prefix(path), "since": number - 1})
    insert_rows(connection, RECORDS, came)
    return known


def _apply_fields(
    connection: Connection, blocks: Sequence[Numbered[BlockRows]], records: Mapping[RecordPath, int]
) -> None:
    """End what is no longer said, and enter what is said anew."""
    saying: dict[int, set[Said]] = {number: set() for number in records.values()}
    for some in _parts(sorted(saying)):
        asked = select(FIELDS.c.record, FIELDS.c.name, FIELDS.c.value)
        for record, name, value in connection.execute(asked.where(FIELDS.c.record.in_(some), FIELDS.c.until.is_(None))):
            saying[record].add((name, value))
    came: list[dict[str, Any]] = []
    holding: dict[tuple[int, Said], dict[str, Any]] = {}
    ended: list[dict[str, Any]] = []
    for number, block in blocks:
        for path, document in block.records.items():
            record, height, prefix = records[path], number - 1, table_prefix(path)
            said = said_by(prefix, path, document)
            for one in saying[record] - said:
                if (row := holding.pop((record, one), None)) is not None:
                    row["until"] = height
                else:
                    ended.append({"of": record, "called": one[0], "was": one[1], "height": height})
            for one in said - saying[record]:
                holding[record, one] = row = {
                    "record": record,
                    "prefix": prefix,
                    "name": one[0],
                    "value": one[1],
                    "since": height,
                    "until": None,
                }
                came.append(row)
            saying[record] = said
    _end(connection, ended)
    insert_rows(connection, FIELDS, sorted(came, key=itemgetter("record", "name", "value")))


def _end(connection: Connection, ended: Sequence[Mapping[str, Any]]) -> None:
    if ended:
        same = (FIELDS.c.record == bindparam("of"), FIELDS.c.name == bindparam("called"))
        holding = (FIELDS.c.value == bindparam("was"), FIELDS.c.until.is_(None))
        connection.execute(FIELDS.update().where(*same, *holding).values(until=bindparam("height")), ended)


def _parts(whole: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (whole[start : start + ASKED_AT_ONCE] for start in range(0, len(whole), ASKED_AT_ONCE))


PROJECTION: Final = Projection("chain", TABLES, apply_blocks)


def applied(connection: Connection) -> int:
    """How many blocks the rows follow from: the height of the next."""
    return PROJECTION.position(connection)
