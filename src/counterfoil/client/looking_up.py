# SPDX-License-Identifier: Apache-2.0
"""Records, blocks and transactions as a service tells them, and what of it is checked here."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from counterfoil.client.errors import NotBelieved, NotFound, NotPublished
from counterfoil.client.knowing import KnownNode, read
from counterfoil.client.literals import plain
from counterfoil.client.problems import error_of, problem_of
from counterfoil.client.results import At, Block, ChainStatus, Checked, Done, LedgerEvent, Record, ShownTransaction
from counterfoil.client.steps import Answer, Conversation, Give, Pause, Request
from counterfoil.evidence.event import Event
from counterfoil.evidence.header import Header, decode_header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.law.fields import TRAIL
from counterfoil.law.table import Table
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof, verify_absence, verify_presence
from counterfoil.primitives.errors import CounterfoilError, DecodeError, InputError
from counterfoil.primitives.field_types import hints_of
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.types import HexHash, RecordPath

POLL_MS: Final = 1_000
"""Between two looks at what is published."""
TRAIL_PAGE: Final = 500
_NOT_THERE: Final = 404


class RecordTold(msgspec.Struct, frozen=True):
    """A record, with its proof where that was asked for."""

    at: At
    record: str
    value: Any
    bytes: str | None = None
    proof: MapProof | None = None


class AbsenceTold(msgspec.Struct, frozen=True):
    """What proves that a record is not there, to whoever would be shown it."""

    at: At
    record: str
    proof: MapProof


class RowTold(msgspec.Struct, frozen=True):
    """A record of a list."""

    record: str
    value: Any
    bytes: str | None = None
    proof: MapProof | None = None


class PageTold(msgspec.Struct, frozen=True):
    """A page of a list of records; ``next`` where there is more."""

    at: At
    records: tuple[RowTold, ...]
    next: str | int | None = None


class TouchTold(msgspec.Struct, frozen=True):
    """An event of a record's trail."""

    event: Event


class TrailTold(msgspec.Struct, frozen=True):
    """A page of a record's trail."""

    at: At
    record: str
    events: tuple[TouchTold, ...]
    next: str | int | None = None


class BlockTold(msgspec.Struct, frozen=True):
    """A header as it was hashed, and its seal."""

    header: Header
    hash: HexHash
    bytes: str
    seal: str
    published: bool


def record(node: KnownNode, path: str, *, proof: bool, height: int | None) -> Conversation[Record[Any]]:
    """A record; with ``proof`` it is checked against the state root of a header that is checked itself.

    Raises NotFound, whose ``checked`` says whether that was proved, InputError for a path of no table, and NotBelieved.
    """
    table = _table_of(path)
    asked = yield from node.path("records", path, query={"proof": proof or None, "height": height})
    request = Request("GET", asked)
    answer = yield from node.asked(request, also=(_NOT_THERE,) if proof else ())
    if answer.status == _NOT_THERE:
        raise (yield from _absent(node, answer, path, request.name))
    told = read(answer, RecordTold, request.name)
    if told.record != path or told.at.chain != node.chain or height not in (None, told.at.height):
        raise NotBelieved(f"a record {told.record} of {told.at.chain} at {told.at.height}, where {path} was asked for")
    value = _value(table, path, told.value, told.bytes)
    node.noted_height(told.at.height)
    if not proof:
        return Record(RecordPath(path), value, told.at)
    sealed = yield from block(node, told.at.height)
    return Record(RecordPath(path), value, told.at, _checked(told, told.at, sealed))


def records(
    node: KnownNode,
    table: Table[Any] | str,
    fields: Mapping[str, Any],
    *,
    proof: bool,
    height: int | None,
    limit: int | None,
) -> Conversation[None]:
    """Hands out every record of a table that has these fields, page by page, all as of one block.

    That is the last one that this client was told of, or a later one: so it sees what it did itself.
    """
    found = laws().tables.get(table) if isinstance(table, str) else table
    if found is None:
        raise InputError(f"there is no table {table!r}", where="records", remedy="one of docs/reference/records.md")
    at_least = node.height if height is None and node.height >= 0 else None
    asked = {"height": height, "at_least": at_least, "limit": limit, "proof": proof or None}
    query: Mapping[str, Any] = {"table": found.prefix, **_said(found, fields), **asked}
    at: At | None = None
    while True:
        page = yield from node.got(PageTold, "records", query=query)
        if at is not None and page.at != at:
            raise NotBelieved(f"{found.prefix}: a page as of {page.at}, where the first was as of {at}")
        at = page.at
        sealed = (yield from block(node, at.height)) if proof else None
        for row in page.records:
            if not row.record.startswith(f"{found.prefix}/"):
                raise NotBelieved(f"a record {row.record} among those of {found.prefix}")
            value = _value(found, row.record, row.value, row.bytes)
            checked = Checked.told if sealed is None else _checked(row, at, sealed)
            yield Give(Record(RecordPath(row.record), value, at, checked))
        if page.next is None:
            return
        query = _further(query, page.next, found.prefix)


def trail(node: KnownNode, path: str, *, height: int | None) -> Conversation[None]:
    """Hands out the events that touched a record, first to last, those that whoever asks may see."""
    _table_of(path)
    query: Mapping[str, Any] = {"height": height, "at_least": node.height if height is None else None}
    while True:
        page = yield from node.got(TrailTold, "trails", path, query={**query, "limit": TRAIL_PAGE})
        if page.record != path:
            raise NotBelieved(f"the trail of {page.record}, where that of {path} was asked for")
        for one in page.events:
            event = one.event
            if event.chain != node.chain or all(link.record != path for link in event.trails):
                raise NotBelieved(f"the event {event.height}.{event.index} of {event.chain} does not touch {path}")
            yield Give(LedgerEvent(event, f"{event.height}.{event.index + 1}"))
        if page.next is None:
            return
        query = _further(query, page.next, path)


def block(node: KnownNode, height: int) -> Conversation[Block]:
    """A header whose bytes have the hash that is told, the same as ever before; with a trust file its seal is checked.

    Raises NotFound and NotBelieved.
    """
    told = yield from node.got(BlockTold, "blocks", str(height))
    where = f"block {height} of {node.chain}"
    try:
        header = decode_header(told.bytes.encode())
        seal = dsse.decode(told.seal.encode())
    except DecodeError as error:
        raise NotBelieved(f"{where}: {error}") from error
    if to_hex(header_hash(told.bytes.encode())) != told.hash or header != told.header:
        raise NotBelieved(f"{where}: the header is not the one that its hash names")
    if (header.height, header.chain) != (height, node.chain):
        raise NotBelieved(f"{where}: it is block {header.height} of {header.chain}")
    node.noted_header(height, told.hash)
    trusted = node.trusted()
    if trusted is None:
        return Block(header, told.hash, seal, told.published)
    try:
        open_seal(header, seal, trusted.seal)
    except InputError as error:
        problem = f"{where}: {error.problem}; if its keys were rotated, a newer trust file knows the new ones"
        raise NotBelieved(problem) from error
    return Block(header, told.hash, seal, told.published, Checked.seal)


def transaction(node: KnownNode, identifier: str) -> Conversation[ShownTransaction]:
    """A transaction as far as whoever asks may see it; raises NotFound."""
    told = yield from node.got(ShownTransaction, "transactions", identifier)
    if told.transaction != identifier:
        raise NotBelieved(f"an answer about {told.transaction}, where {identifier} was asked for")
    node.noted_height(told.at.height)
    return msgspec.structs.replace(told, chain=node.chain or "")


def wait_published(node: KnownNode, what: Done | int, timeout_s: float) -> Conversation[ChainStatus]:
    """The chain once a block of it is anchored and published; raises NotPublished after the timeout."""
    height = what.require().height if isinstance(what, Done) else what
    assert height is not None, "what is committed stands in a block"
    until = node.patience.surroundings.clock() + int(timeout_s * 1_000)
    while True:
        status = yield from node.status()
        if status.published is not None and status.published >= height:
            return status
        if node.patience.surroundings.clock() + POLL_MS > until:
            problem = f"block {height} is not published, the last that is is {status.published}"
            raise NotPublished(problem, where=status.chain, remedy="wait longer: the service publishes on a schedule")
        yield Pause(POLL_MS / 1_000)


def _absent(node: KnownNode, answer: Answer, path: str, where: str) -> Conversation[CounterfoilError]:
    """The error of a record that is not there, and how far that was checked; raises NotBelieved."""
    error = error_of(answer.status, answer.headers, answer.body, where=where)
    shown = problem_of(answer.headers, answer.body)
    if not isinstance(error, NotFound) or "proof" not in shown:
        return error
    try:
        told = canonical.convert(shown, AbsenceTold)
    except msgspec.ValidationError as wrong:
        raise NotBelieved(f"{path}: its absence is told in a form that cannot be read: {wrong}") from wrong
    sealed = yield from block(node, told.at.height)
    root, key = sealed.header.state, state_key(RecordPath(path))
    if told.record != path or told.at.state != root or not verify_absence(from_hex(root), key, told.proof):
        raise NotBelieved(f"{path}: the proof does not show that it is not in block {told.at.height}")
    error.checked = _as_far_as(sealed)
    return error


def _as_far_as(sealed: Block) -> Checked:
    return Checked.seal if sealed.checked is Checked.seal else Checked.root


def _said(table: Table[Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """What records are to say; a field within a field, or a part of the path, as the service names it."""
    hints = hints_of(table.record)
    for name in fields:
        if name.partition(".")[0] not in hints and not name.startswith("/"):
            remedy = f"known: {', '.join(one for one in hints if one != TRAIL)}"
            raise InputError(f"{table.prefix} has no field {name!r}", where="records", remedy=remedy)
    return {name: plain(hints.get(name, Any), value, f"records({name}=…)") for name, value in fields.items()}


def _further(query: Mapping[str, Any], following: str | int, where: str) -> Mapping[str, Any]:
    """The question for the next page; raises NotBelieved for one that leads to itself."""
    if following == query.get("cursor"):
        raise NotBelieved(f"{where}: a page that leads to itself")
    return {**query, "cursor": following}


def _checked(told: RecordTold | RowTold, at: At, sealed: Block) -> Checked:
    """Raises NotBelieved unless a record's proof leads to the state root of the header."""
    if told.proof is None or told.bytes is None or sealed.header.state != at.state:
        raise NotBelieved(f"{told.record}: no proof that leads to the state root of block {at.height}")
    known = digest(told.bytes.encode())
    if not verify_presence(from_hex(sealed.header.state), state_key(RecordPath(told.record)), known, told.proof):
        raise NotBelieved(f"{told.record}: its proof does not lead to the state root of block {at.height}")
    return _as_far_as(sealed)


def _table_of(path: str) -> Table[Any]:
    table = laws().table_of(RecordPath(path))
    if table is None:
        remedy = "module/table/part/…, as docs/reference/records.md has it"
        raise InputError("it is no path of a record", where=path, remedy=remedy)
    return table


def _value(table: Table[Any], path: str, value: Any, encoded: str | None) -> Any:
    """The struct: of the bytes where they are told, which are what a proof is about."""
    try:
        decoded = canonical.convert(value, table.record)
        if encoded is not None and canonical.decode(encoded.encode(), table.record) != decoded:
            raise NotBelieved(f"{path}: its value is not what its bytes say")
    except (msgspec.ValidationError, DecodeError) as error:
        raise NotBelieved(f"{path}: it is no record of {table.prefix}: {error}") from error
    return decoded
