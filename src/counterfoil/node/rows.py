# SPDX-License-Identifier: Apache-2.0
"""A chain's block log, executed into the tables of its read model: followed, or made anew.

The follower has a state of its own in a folder, beside the database. What a block wrote is asked of that state right
after the block was executed. So:

1. Rows are what this program executed from genesis, each header byte for byte; nobody else's state is believed.
2. The state is never further ahead of the rows than it remembers what was written: whoever dies between the two goes on
   from there. Where it is, because the database was restored or emptied, it is removed, and executed again.
3. It may be behind the rows: what is executed a second time is passed over.
"""

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Self

from sqlalchemy import select

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.index import height_key
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.record import state_key
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.authmap.proof import MapProof, verify_presence
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import ChainId, Height, RecordPath
from counterfoil.readmodel.chain.applying import PROJECTION, BlockRows, applied, numbered
from counterfoil.readmodel.chain.query import FoundRecord
from counterfoil.readmodel.chain.tables import BLOCKS
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import Numbered
from counterfoil.storage.blocklog import BlockLog
from counterfoil.storage.lock import DirectoryLock
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import HISTORY, KeySpace, StateStore

STEP: Final = 32
"""Blocks that are executed, and then entered in one transaction."""


class RowsFollower:
    """Open in its folder, which one process has at a time; raises LockedError for a second."""

    def __init__(self, folder: Path, chain: ChainId, genesis: bytes, database: Database) -> None:
        self._state, self._genesis, self._database = folder / "state", genesis, database
        self._lock = DirectoryLock(folder)
        try:
            self._open(chain)
        except BaseException:
            self._lock.release()
            raise

    def advance(self, block_log: BlockLog, *, progress: Progress = no_progress) -> int:
        """Apply every block of the log that is not applied yet; how many that were.

        Raises InputError for a database of another chain, InvariantBroken for a block that gives another header.
        """
        require_same_chain(self._database, block_log)
        self._forget_what_is_too_far_ahead()
        count = 0
        while some := PROJECTION.advance(self._database, lambda after: islice(self._recorded(after, block_log), STEP)):
            count += some
            progress("applying blocks", self.height + 1, block_log.height + 1)
        return count

    def rebuild(self, block_log: BlockLog, *, progress: Progress = no_progress) -> int:
        """Execute all from genesis, and make all rows anew, in one transaction; of how many blocks."""
        self._start_over()

        def told() -> Iterator[Numbered[BlockRows]]:
            for one in self._recorded(0, block_log):
                progress("applying blocks", one.number, block_log.height + 1)
                yield one

        return PROJECTION.rebuild(self._database, lambda _after: told())

    @property
    def height(self) -> Height:
        """The last block that was executed here."""
        return self._ledger.height

    def close(self) -> None:
        """Let go of the folder."""
        try:
            self._store.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, chain: ChainId) -> None:
        self._store = RocksStateStore.open(self._state)
        self._ledger = Ledger(chain, self._store, programs)

    def _start_over(self) -> None:
        self._store.close()
        shutil.rmtree(self._state)
        self._open(self._ledger.chain)

    def _recorded(self, after: int, block_log: BlockLog) -> Iterator[Numbered[BlockRows]]:
        """What is recorded above a number: first what the state remembers, then what is executed for it."""
        while after <= (last := min(self.height, after + STEP - 1)):
            yield from map(numbered, range(after, last + 1), written_between(self._store, Height(after), Height(last)))
            after = last + 1
        while (begun := self.height) < block_log.height:
            executed: list[Numbered[BlockRows]] = []

            def keep(height: Height, executed: list[Numbered[BlockRows]] = executed) -> None:
                if height >= after:
                    executed.append(numbered(height, written_at(self._store, height)))

            until = Height(min(begun + STEP, block_log.height))
            replay(LedgerApplication(self._ledger), block_log, genesis=self._genesis, until=until, on_height=keep)
            yield from executed

    def _forget_what_is_too_far_ahead(self) -> None:
        with self._database.reading() as connection:
            after = applied(connection)
        if after <= self.height - HISTORY:
            self._start_over()


def require_same_chain(database: Database, block_log: BlockLog) -> None:
    """Raise InputError unless the last block that has rows is one of this chain."""
    with database.reading() as connection:
        last = applied(connection) - 1
        known = connection.execute(select(BLOCKS.c.hash).where(BLOCKS.c.height == last)).scalar()
    if last < 0:
        return
    if last > block_log.height or to_hex(header_hash(block_log.read(Height(last)).header)) != known:
        problem = f"block {last} of its rows is not the one of this chain"
        raise InputError(problem, where=str(database.address), remedy="name another database, or rebuild it")


def written_at(store: StateStore, height: Height) -> BlockRows:
    """What a block wrote, of a state that has executed it lately; raises InputError where that is forgotten."""
    return written_between(store, height, height)[0]


def written_between(store: StateStore, first: Height, last: Height) -> list[BlockRows]:
    """What each of some blocks wrote, whatever is committed meanwhile; raises InputError where that is forgotten.

    What a block left is what the next one that wrote the same replaced: so each key is read once, and walked back.
    """
    heights = [Height(height) for height in range(first, last + 1)]
    replaced = [store.replaced_at(KeySpace.RECORDS, height) for height in heights]
    left = store.get_many_at(KeySpace.RECORDS, sorted(set[bytes]().union(*replaced)), last)
    found: list[BlockRows] = []
    for height, before in zip(reversed(heights), reversed(replaced), strict=True):
        written = ((key, left[key]) for key in before)
        records = {RecordPath(key.decode()): value for key, value in written if value is not None}
        header = store.get(KeySpace.HEADERS, height_key(height))
        assert header is not None
        found.append(
            BlockRows(header, [event for _, event in store.scan(KeySpace.EVENTS, height_key(height))], records)
        )
        left.update(before)
    return found[::-1]


def prove_record(reader: ChainReader, height: Height, found: FoundRecord) -> MapProof:
    """The proof that a row is what the chain's state root says at a height; InvariantBroken for one that is not.

    Raises InputError for a height that the chain's state no longer remembers.
    """
    proof = reader.record_proof(found.path, height)
    root = from_hex(reader.header(height).state)
    if not verify_presence(root, state_key(found.path), digest(found.document), proof):
        raise InvariantBroken(f"the row of {found.path} is not what the chain has at block {height}: rebuild it")
    return proof
