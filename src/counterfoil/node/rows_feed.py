# SPDX-License-Identifier: Apache-2.0
"""A chain's tables, fed by the node that makes its blocks, in a thread that nobody who orders waits for.

1. What a block wrote is asked of the node's own state, once the block is durable and committed: it is not executed
   again.
2. Where rows begin is told by the rows, in the same transaction: whoever dies anywhere leaves no gap, and nothing
   twice.
3. The state remembers its last ``HISTORY`` heights. Before it forgets what the rows lack, because a database is lost or
   slow, a copy of it is put aside, which shares its files; blocks that are forgotten are executed in the copy, from the
   log, and where there is no copy from genesis.
4. What is wrong with a database stops nothing here but its rows: a lost one is tried again every second; rows that are
   another chain's end the feed, and are told.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import Layout, NetworkConfig
from counterfoil.node.rows import RowsFollower, require_same_chain, written_between
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.readmodel.address import DatabaseAddress, file_address, read_address
from counterfoil.readmodel.chain.applying import PROJECTION, BlockRows, applied, numbered
from counterfoil.readmodel.chain.tables import SCHEMA
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.projection import PROJECTIONS, Numbered
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import HISTORY

STEP_BLOCKS: Final = 32
STEP_EVENTS: Final = 8_192
"""Of one transaction, until which rows are not seen: so few that who waits for his own does not wait long."""
PUT_ASIDE: Final = HISTORY // 2
"""So many blocks behind, the state is copied; less, and the copy is not needed any more."""
LOOK_S: Final = 1.0
"""After how long it looks for blocks that nobody told of, and for a database that was lost."""
WAITING_MAX: Final = 1_000
END_S: Final = 30
CHAIN_PLACE: Final = "{chain}"
"""What in the URL of a database stands for the name of the chain."""


class RowsFeed:
    """Feeds between ``start`` and ``close``; asked from any thread. ``height`` is the last block that has its rows."""

    def __init__(
        self,
        node: ChainNode,
        layout: Layout,
        address: DatabaseAddress,
        *,
        notice: Callable[[str], None] = lambda _: None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
    ) -> None:
        """Raises InputError for a database of another chain or program; one that is away is waited for."""
        self._node, self._address = node, address
        self._layout, self._folder = layout, layout.rows(node.chain)
        self._notice, self._failed = notice, failed
        self._news, self._ending = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, Future[None]]] = []
        self._database: Database | None = None
        self._lost = False
        self.height = NO_HEIGHT
        self.failure: Exception | None = None
        self._folder.mkdir(parents=True, exist_ok=True)
        self._aside = self._copy.exists()
        try:
            self._opened()
        except StorageError as error:
            self._lose(error)
        self._thread = threading.Thread(target=self._run, name=f"rows of {node.chain}", daemon=True)

    @property
    def behind(self) -> int:
        """How many blocks have no rows yet."""
        return max(0, self._node.store.height - self.height)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End what is in hand, and no more: what lacks is entered after the next start."""
        self._ending.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(END_S)
        self._note(self.height, StorageError("the service is ending"))
        if self._database is not None:
            self._database.close()

    def ordered(self, _header: bytes = b"", _seal: bytes = b"") -> None:
        """There may be a block: look. Costs who calls it next to nothing."""
        if not self._news.is_set():
            self._news.set()

    def reached(self, height: int) -> "Future[None]":
        """Done once a block has its rows; raises StorageError where none are entered any more, or too many wait."""
        future: Future[None] = Future()
        with self._lock:
            if self.height >= height:
                future.set_result(None)
                return future
            if self.failure is not None or self._ending.is_set() or len(self._waiting) >= WAITING_MAX:
                raise StorageError("no rows are entered now, or too many wait for them")
            self._waiting.append((height, future))
        return future

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the tables; raises StorageError where they cannot be read."""
        if self._database is None or self.failure is not None:
            raise StorageError(f"{self._address}: not open")
        with self._database.reading() as connection:
            yield connection

    def _run(self) -> None:
        while not self._ending.is_set():
            self._news.clear()
            try:
                if not self._advance():
                    self._news.wait(LOOK_S)
            except StorageError as error:
                self._lose(error)
                self._ending.wait(LOOK_S)
            except Exception as error:  # another chain's rows, or a fault of ours: ordering goes on without them
                self.failure = error
                self._note(self.height, error)
                self._failed(f"rows of {self._node.chain}", error)
                return

    def _opened(self) -> Database:
        if self._database is None:
            opened = Database(self._address, PROJECTIONS, SCHEMA)
            try:
                require_same_chain(opened, self._node.block_log)
            except BaseException:
                opened.close()
                raise
            self._database = opened
            self._note(self._position(opened) - 1)
        return self._database

    @staticmethod
    def _position(database: Database) -> int:
        with database.reading() as connection:
            return applied(connection)

    def _advance(self) -> bool:
        """Enter some blocks; whether there were any."""
        database = self._opened()
        after, last = self._position(database), self._node.store.height
        self._note(after - 1)
        self._put_aside()
        if self._lost:
            self._lost = False
            self._notice(f"rows of {self._node.chain} are entered again, from block {after} on")
        if after > last:
            return False
        try:
            some = self._remembered(after, last)
        except InputError:
            self._catch_up(database)
            return True
        PROJECTION.advance(database, lambda position: some if position == after else [])
        self._note(after - 1 + len(some))
        return True

    def _remembered(self, after: int, last: Height) -> list[Numbered[BlockRows]]:
        """A transaction's worth of what the node's state remembers; raises InputError where it is forgotten."""
        end, events = after, 0
        while end <= last and end - after < STEP_BLOCKS and events < STEP_EVENTS:
            events += sum(self._node.reader.caused(Height(end)))
            end += 1
        written = written_between(self._node.store, Height(after), Height(end - 1))
        return [numbered(height, rows) for height, rows in enumerate(written, after)]

    def _catch_up(self, database: Database) -> None:
        """Execute what is forgotten, from the log, until the node's state remembers the rest."""

        def entered(_what: str, done: int, _total: int) -> None:
            self._note(done - 1)
            if self._ending.is_set() or done > self._node.store.height - PUT_ASIDE:
                raise _NearEnoughError

        genesis = self._layout.genesis(self._node.chain).read_bytes()
        log = FileBlockLog.open_to_read(self._layout.chain(self._node.chain) / "blocks")
        try:
            with closing(log), RowsFollower(self._folder, self._node.chain, genesis, database) as follower:
                self._aside = True
                follower.advance(log, progress=entered)
        except _NearEnoughError:
            pass

    @property
    def _copy(self) -> Path:
        """Where a follower in the same folder has its state."""
        return self._folder / "state"

    def _put_aside(self) -> None:
        """Copy the state before it forgets what the rows lack; remove the copy once they lack little."""
        unknown = self._database is None
        if self.behind < PUT_ASIDE and not unknown:
            if self._aside:
                shutil.rmtree(self._copy, ignore_errors=True)
                self._aside = False
        elif not self._aside and (unknown or self.behind < HISTORY) and isinstance(self._node.store, RocksStateStore):
            made = self._copy.with_name("state.new")
            shutil.rmtree(made, ignore_errors=True)
            self._node.store.copy_to(made)
            made.rename(self._copy)
            self._aside = True

    def _lose(self, error: StorageError) -> None:
        if not self._lost and not self._ending.is_set():
            self._lost = True
            self._notice(f"ordering goes on, but the rows of {self._node.chain} do not: {error}")
        try:
            self._put_aside()
        except StorageError as second:
            self._notice(f"no copy of the state is put aside: {second}")

    def _note(self, height: int, ended: Exception | None = None) -> None:
        """So far are the rows: tell those who wait for it; all of them where nothing comes any more."""
        with self._lock:
            self.height = Height(height)
            due = [one for one in self._waiting if ended is not None or one[0] <= height or one[1].cancelled()]
            self._waiting = [one for one in self._waiting if one not in due]
        for wanted, future in due:
            if not future.set_running_or_notify_cancel():
                continue
            if wanted <= height:
                future.set_result(None)
            else:
                future.set_exception(StorageError(str(ended)))


class _NearEnoughError(Exception):
    """The node's state remembers the rest; or this is the end."""


def rows_address(
    layout: Layout, config: NetworkConfig, chain: ChainId, database: str | None, password_file: Path | None = None
) -> DatabaseAddress:
    """Where a chain's tables are: in its folder, unless a database is named; ``{chain}`` in it is the chain's name.

    Raises InputError for what is no URL, and where several chains would share one database.
    """
    if database is None:
        return file_address(layout.rows(chain) / "rows.sqlite")
    if CHAIN_PLACE not in database and len(config.chains) > 1:
        remedy = f"write {CHAIN_PLACE} where its name has the chain's"
        raise InputError("several chains do not share a database", where="database", remedy=remedy)
    return read_address(database.replace(CHAIN_PLACE, chain), password_file=password_file)
