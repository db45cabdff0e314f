# SPDX-License-Identifier: Apache-2.0
"""Records by what they say, records as they were, and their trails: from the tables, each answer true at one height.

1. Who asks, and which accounts are his own, is told by the ledger as it is now; what is shown is judged as it was then.
   Who sees a record of today that names him sees no version that did not.
2. A member's question walks through what names him and what all members read, and nothing else, so that no page's end,
   length or cursor depends on what others have. A supervisor's walks through all of it.
3. A page is made of a bounded number of rows that are looked at: it may be short, or empty, and lead on.
4. A cursor keeps the height of the first page, and belongs to its question and to whoever asked it.
5. No answer claims a height that has no rows yet: it is waited for a little, and then said to be so.
"""

import asyncio
import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery
from sqlalchemy import Connection

from counterfoil.api.ledger.answering import (
    PAGE_MAX,
    Asking,
    AskingParty,
    Policy,
    Running,
    as_of,
    json_answer,
    table_of,
    wrong,
)
from counterfoil.api.ledger.need_to_know import Sight
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import NOT_FOUND, UNAVAILABLE, Problem, ProblemKind
from counterfoil.evidence.event import GENESIS_TRANSACTION, Event, decode_event
from counterfoil.evidence.transaction import decode_envelope
from counterfoil.law.table import Table, every
from counterfoil.modules import laws
from counterfoil.node.chain import ChainNode
from counterfoil.node.rows import prove_record
from counterfoil.node.rows_feed import RowsFeed
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, InvariantBroken, StorageError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import Height, RecordPath
from counterfoil.readmodel.chain.fields import PART, is_asked_for, members_read, tables
from counterfoil.readmodel.chain.query import (
    At,
    FoundEvent,
    FoundRecord,
    Paging,
    at_height,
    find_record,
    find_trail,
    find_versions,
)
from counterfoil.readmodel.chain.walking import (
    LOOKED_AT_MAX,
    Member,
    Place,
    Question,
    Step,
    Walked,
    place_of,
    step_of,
    walk_all,
    walk_own,
)
from counterfoil.readmodel.columns import require_storable

PROVED_MAX: Final = 100
"""Records of a page with their proofs."""
SAID_MAX: Final = 8
"""Conditions of a question."""
WAIT_S: Final = 5.0
"""How long a question waits for rows."""
ROWS_BEHIND: Final = ProblemKind("urn:counterfoil:problem:rows-behind", "The tables are not that far yet", 503)
NOT_REMEMBERED: Final = ProblemKind(
    "urn:counterfoil:problem:not-remembered", "It can be read, and is not proved here", 409
)
ASIDE: Final = frozenset({"table", "height", "limit", "cursor", "at_least", "proof"})
"""Parameters that are no field of a record."""
_PART: Final = re.compile(rf"{PART}[1-9][0-9]?")


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a page ended, of which question; ``now`` is the height by which accounts are whose."""

    height: int
    now: int
    owner: str
    name: int
    record: str
    mark: str

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


class Asked(NamedTuple):
    """A question about a table, read."""

    table: Table[Any]
    said: dict[str, str]
    limit: int
    proof: bool
    cursor: Cursor | None
    height: int | None

    def mark(self, sight: Sight) -> str:
        """Of the question and whoever asks it."""
        question = [self.table.prefix, sorted(self.said.items()), sight.party, sight.all]
        return to_hex(digest(canonical.encode(question)))[:16]


@get("/chains/{chain:str}/records", summary="Records of a table, by what they say")
async def records(
    request: Asking,
    chain: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    table: FromQuery[str],
    height: FromQuery[int | None] = None,
    at_least: FromQuery[int | None] = None,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str | None] = None,
    proof: FromQuery[bool] = False,
) -> Response[bytes]:
    node, rows = _fed(running, chain)
    asked = _asked(table, _said(request, table), limit=limit, proof=proof, cursor=cursor, height=height)
    await _wait(node, rows, max(asked.height or 0, at_least or 0))
    return await asyncio.to_thread(lambda: _records(node, rows, policy.sight(caller, node), asked))


@get("/chains/{chain:str}/trails/{path:path}", summary="The events that touched a record, first to last")
async def trail(
    chain: FromPath[str],
    path: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    height: FromQuery[int | None] = None,
    at_least: FromQuery[int | None] = None,
    limit: FromQuery[int] = 100,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    node, rows = _fed(running, chain)
    if not 1 <= limit <= PAGE_MAX:
        raise wrong(f"1 to {PAGE_MAX}", "limit")
    await _wait(node, rows, max(height or 0, at_least or 0))
    paging, wanted = Paging(limit, height, cursor), RecordPath(path.lstrip("/"))
    return await asyncio.to_thread(lambda: _trail(node, rows, policy.sight(caller, node), wanted, paging))


def record_at(
    running: RunningNetwork, node: ChainNode, sight: Sight, path: RecordPath, height: int, *, proof: bool
) -> Response[bytes]:
    """A record as it was after a block: by the state while it remembers, by the tables beyond. Raises Problem."""
    _require_block(node, height)
    table = table_of(path)
    if table is None:
        raise Problem(NOT_FOUND)
    try:
        found = node.reader.record(path, Height(height))
    except InputError:
        found = _kept(running, node, path, height)
    if found is None or not sight.record(value := canonical.decode(found, table.record)):
        raise Problem(NOT_FOUND)
    said = record_said(node, table, path, Height(height), value, found)
    return json_answer(said | ({"proof": _proof(node, height, path, found)} if proof else {}))


def record_said(
    node: ChainNode, table: Table[Any], path: RecordPath, height: Height, value: Any, document: bytes
) -> dict[str, Any]:
    """A record at a height. As text too: what a proof is about are the bytes."""
    said = {"at": as_of(node, height), "record": path, "table": table.prefix, "value": value}
    return said | {"bytes": document.decode()}


def _kept(running: RunningNetwork, node: ChainNode, path: RecordPath, height: int) -> bytes | None:
    rows = running.rows.get(node.chain)
    if rows is None:
        raise Problem(NOT_FOUND, f"the state of block {height} is forgotten, and no tables are kept here")
    if rows.height < height:
        raise _behind(node, rows, height)
    with _reading(rows) as connection:
        at, found = find_record(connection, path, height)
        _require_same(node, at)
    return None if found is None else found.document


def _records(node: ChainNode, rows: RowsFeed, sight: Sight, asked: Asked) -> Response[bytes]:
    cursor, mark = asked.cursor, asked.mark(sight)
    if cursor is not None and cursor.mark != mark:
        raise _another_question()
    with _reading(rows) as connection:
        last = at_height(connection)
        at = last if asked.height is None else at_height(connection, asked.height)
        _require_same(node, at)
        question = Question(asked.table.prefix, asked.said, at.height, last.height if cursor is None else cursor.now)
        found, following = _page(_walk(connection, question, sight, cursor), asked, sight)
        place = None if following is None else place_of(connection, following)
    told = [_told(node, at, asked, *one) for one in found]
    after = None if place is None else str(Cursor(at.height, question.now, *place, mark))
    said = {"at": as_of(node, at.height), "behind": node.reader.height - last.height, "table": asked.table.prefix}
    return json_answer({**said, "records": told, "next": after})


def _walk(connection: Connection, question: Question, sight: Sight, cursor: Cursor | None) -> Iterator[Walked]:
    """From a cursor on. One that somebody made up leads to what is his own, or is told to be none."""
    if not sight.all and sight.party is None:
        return iter(())
    open_to_all = sight.all or members_read(question.prefix) is every
    member = None if open_to_all or sight.party is None else Member(sight.party, sight.owns)
    begun: Step | None = Step()
    if cursor is not None:
        place = Place(require_storable(cursor.owner), cursor.name, require_storable(cursor.record))
        begun = step_of(connection, question, member, place)
    if begun is None:
        raise wrong("a cursor is what `next` had", "cursor")
    return walk_all(connection, question, begun) if member is None else walk_own(connection, question, member, begun)


def _page(walked: Iterator[Walked], asked: Asked, sight: Sight) -> tuple[list[tuple[FoundRecord, Any]], Step | None]:
    """Records that are seen, and after which place the next page begins; None: that was all."""
    found: list[tuple[FoundRecord, Any]] = []
    left, last = LOOKED_AT_MAX, Step()
    for step, one, cost in walked:
        if one is not None and sight.record(value := canonical.decode(one.document, asked.table.record)):
            if len(found) == asked.limit:
                return found, last
            found.append((one, value))
        last = step
        left -= cost
        if left <= 0:
            return found, last
    return found, None


def _told(node: ChainNode, at: At, asked: Asked, found: FoundRecord, value: Any) -> dict[str, Any]:
    said = {"record": found.path, "table": asked.table.prefix, "since": found.since, "value": value}
    said["bytes"] = found.document.decode()
    return said | ({"proof": _proof(node, at.height, found.path, found.document)} if asked.proof else {})


def _trail(node: ChainNode, rows: RowsFeed, sight: Sight, path: RecordPath, paging: Paging) -> Response[bytes]:
    table = table_of(path)
    if table is None:
        raise Problem(NOT_FOUND)
    with _reading(rows) as connection:
        last = at_height(connection)
        page = find_trail(connection, path, paging)
        _, record = find_record(connection, path, page.at.height)
        _require_same(node, page.at)
        found = [(one.seq, decode_event(one.event)) for one in page.found if isinstance(one, FoundEvent)]
        asked = {event.height for _, event in found} if members_read(table.prefix) and not sight.all else set[int]()
        then = find_versions(connection, path, asked)
    if record is None or not sight.record(canonical.decode(record.document, table.record)):
        raise Problem(NOT_FOUND)
    opened = {height: canonical.decode(document, table.record) for height, document in then.items()}
    events = [
        {"seq": seq, "event": event}
        for seq, event in found
        if _sees(node, sight, event) or (event.height in opened and sight.event_of_open(event, opened[event.height]))
    ]
    said = {"at": as_of(node, page.at.height), "behind": node.reader.height - last.height, "record": path}
    return json_answer({**said, "events": events, "next": page.next})


def _sees(node: ChainNode, sight: Sight, event: Event) -> bool:
    """Most name the party, and then nobody asks who signed."""
    if sight.all or sight.event(event, ()):
        return True
    if event.transaction == GENESIS_TRANSACTION:
        return False
    _, payload = decode_envelope(node.reader.transaction(event.transaction).envelope)
    return sight.event(event, payload.by)


def _proof(node: ChainNode, height: int, path: RecordPath, document: bytes) -> Any:
    try:
        return prove_record(node.reader, Height(height), FoundRecord(path, Height(height), document))
    except InputError as error:
        detail = "the state proves what was so in its last blocks; what was before is proved by evidence"
        raise Problem(NOT_REMEMBERED, f"{detail} ({error.remedy})") from error


def _said(request: Asking, table: str) -> dict[str, str]:
    """What records are to say; raises Problem for what they are not found by."""
    known = tables().get(table)
    if known is None:
        raise wrong(f"no table {table!r}: docs/reference has them all", "table")
    said: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in ASIDE:
            continue
        if name not in known and not _PART.fullmatch(name):
            raise wrong(f"records of {table} are found by {', '.join(('/1', '/2 …', *known))}", name[:100])
        if name in said or not is_asked_for(value):
            raise wrong("one text of at most 200 bytes", name)
        said[name] = value
    if len(said) > SAID_MAX:
        raise wrong(f"at most {SAID_MAX} fields")
    return said


def _asked(
    table: str,
    said: dict[str, str],
    *,
    limit: int,
    proof: bool,
    cursor: str | None,
    height: int | None,
) -> Asked:
    most = PROVED_MAX if proof else PAGE_MAX
    if not 1 <= limit <= most:
        raise wrong(f"1 to {most}", "limit")
    read = None if cursor is None else _cursor(cursor)
    if read is not None and height not in (None, read.height):
        raise _another_question()
    return Asked(laws().tables[table], said, limit, proof, read, height if read is None else read.height)


def _another_question() -> Problem:
    return wrong("it is of another question", "cursor")


def _cursor(text: str) -> Cursor:
    try:
        read = canonical.decode_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), Cursor)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise wrong("a cursor is what `next` had", "cursor") from error
    if not all(0 <= one < 2**53 for one in (read.height, read.now, read.name)):
        raise wrong("a cursor is what `next` had", "cursor")
    return read


def _fed(running: RunningNetwork, chain: str) -> tuple[ChainNode, RowsFeed]:
    node = running.node(chain)
    rows = running.rows.get(node.chain)
    if rows is None:
        raise Problem(NOT_FOUND, "no tables are kept here: the service was started with --no-rows")
    return node, rows


async def _wait(node: ChainNode, rows: RowsFeed, height: int) -> None:
    """Until the tables have a height, or a little while; raises Problem."""
    _require_block(node, height)
    try:
        reached = rows.reached(height)
        if not reached.done():
            await asyncio.wait_for(asyncio.wrap_future(reached), WAIT_S)
    except TimeoutError as error:
        raise _behind(node, rows, height) from error
    except StorageError as error:
        raise _away() from error


@contextmanager
def _reading(rows: RowsFeed) -> Iterator[Connection]:
    """One moment of the tables, and what is wrong with them or with what was asked, as a problem."""
    try:
        with rows.reading() as connection:
            yield connection
    except StorageError as error:
        raise _away() from error
    except InputError as error:
        raise wrong(error.problem, error.where) from error


def _require_same(node: ChainNode, at: At) -> None:
    """The tables are the chain's own, whoever else can write to the database."""
    if node.reader.header(at.height).state != at.state:
        raise InvariantBroken(f"the tables of {node.chain} have another state root at block {at.height}: rebuild them")


def _require_block(node: ChainNode, height: int) -> None:
    last = node.reader.height
    if not 0 <= height <= last:
        raise wrong(f"the chain is at {last}", "height")


def _behind(node: ChainNode, rows: RowsFeed, height: int) -> Problem:
    detail = f"the tables are at {rows.height}, the chain at {node.reader.height}, and {height} is asked for"
    return Problem(ROWS_BEHIND, detail, headers={"retry-after": "1"})


def _away() -> Problem:
    return Problem(UNAVAILABLE, "the tables cannot be read now", headers={"retry-after": "5"})


HANDLERS = [records, trail]
