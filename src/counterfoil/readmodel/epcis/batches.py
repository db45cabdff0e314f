# SPDX-License-Identifier: Apache-2.0
"""Which events are anchored together, and the proof of each. A batch is settled here before it is anchored.

1. Batches follow each other, and their events the order of capture: none is left out, and none is in two.
2. A batch that is settled is never changed: whoever asks again, after a crash, anchors the same.
3. What stands on the ledger decides whether it is anchored. A database that has fewer batches than the ledger, or
   others, is not the one that was anchored, and nothing is anchored of it.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, Connection, LargeBinary, MetaData, Row, Table, func, select

from counterfoil.epcis.event_hash import digits_of
from counterfoil.evidence.event_proof import Batched, EventProof, document_hash
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HexHash
from counterfoil.readmodel.columns import ByteText
from counterfoil.readmodel.epcis.tables import EVENTS
from counterfoil.readmodel.migrations import Migration, Schema, making

BATCHES: Final = Table(
    "epcis_batches",
    MetaData(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("repository", ByteText, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("seed", LargeBinary, nullable=False),
    Column("root", ByteText, nullable=False),
)
"""``first`` and ``last`` are numbers of the journal; ``seed`` keeps events from being guessed, and is secret."""
ANCHORING: Final = Schema("epcis_anchoring", [Migration(1, "batches", making(BATCHES))])


@dataclass(frozen=True)
class EventBatch:
    """Events that are anchored together, from one number of the journal to another."""

    number: int
    repository: str
    first: int
    last: int
    root: HexHash

    @property
    def events(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class OnLedger:
    """What stands on the ledger of a repository: how many batches, and the last one's root."""

    repository: str
    batches: int
    root: HexHash | None


def next_batch(
    connection: Connection, there: OnLedger, *, seed: bytes, events_max: int, settle: bool = True
) -> EventBatch | None:
    """The batch that comes next: the one that is settled and does not stand there, or a new one; None: no more events.

    With ``settle`` a new one is settled, and so in a transaction that writes.

    Raises InputError where the database is not the one that was anchored.
    """
    last = _last(connection)
    _require_same(connection, there, last)
    if last is not None and last.number > there.batches:
        return last
    first = 1 if last is None else last.last + 1
    newest = connection.execute(select(func.max(EVENTS.c.number))).scalar() or 0
    if newest < first:
        return None
    until = min(newest, first + events_max - 1)
    root = _batched(connection, seed, first, until).root
    made = EventBatch(there.batches + 1, there.repository, first, until, root)
    if not settle:
        return made
    values = {"number": made.number, "repository": made.repository, "first": first, "last": until}
    connection.execute(BATCHES.insert().values(**values, seed=seed, root=root))
    return made


def batch_of(connection: Connection, event: int) -> EventBatch | None:
    """The batch that has the event of a number in it; None: none was settled yet."""
    within = select(BATCHES).where(BATCHES.c.first <= event, BATCHES.c.last >= event)
    row = connection.execute(within).first()
    return None if row is None else _read(row)


def proof_of(connection: Connection, batch: EventBatch, event: int, chain: str) -> EventProof:
    """That the event of a number is in a batch."""
    seed = connection.execute(select(BATCHES.c.seed).where(BATCHES.c.number == batch.number)).scalar_one()
    document = connection.execute(select(EVENTS.c.document).where(EVENTS.c.number == event)).scalar_one()
    batched = _batched(connection, bytes(seed), batch.first, batch.last)
    text = bytes(document).decode()
    return batched.proof(event - batch.first, text, chain=chain, repository=batch.repository, batch=batch.number)


def _batched(connection: Connection, seed: bytes, first: int, last: int) -> Batched:
    wanted = select(EVENTS.c.hash, EVENTS.c.document).where(EVENTS.c.number.between(first, last))
    rows = connection.execute(wanted.order_by(EVENTS.c.number))
    return Batched(seed, [(digits_of(row.hash), document_hash(bytes(row.document).decode())) for row in rows])


def _last(connection: Connection) -> EventBatch | None:
    row = connection.execute(select(BATCHES).order_by(BATCHES.c.number.desc()).limit(1)).first()
    return None if row is None else _read(row)


def _read(row: Row) -> EventBatch:  # type: ignore[type-arg]
    return EventBatch(row.number, row.repository, row.first, row.last, HexHash(row.root))


def _require_same(connection: Connection, there: OnLedger, last: EventBatch | None) -> None:
    remedy = "name the repository that this database was anchored as, or restore the database"
    if last is not None and last.repository != there.repository:
        raise InputError(f"its batches are of {last.repository}", where=there.repository, remedy=remedy)
    if (0 if last is None else last.number) < there.batches:
        problem = f"the ledger has {there.batches} batches, and the database {0 if last is None else last.number}"
        raise InputError(problem, where=there.repository, remedy=remedy)
    if there.batches:
        root = connection.execute(select(BATCHES.c.root).where(BATCHES.c.number == there.batches)).scalar_one()
        if root != there.root:
            problem = f"batch {there.batches} on the ledger is another than that of the database"
            raise InputError(problem, where=there.repository, remedy=remedy)
