# SPDX-License-Identifier: Apache-2.0
"""After a crash at any step of a block, log and state come back together; when they cannot, starting is refused."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from counterfoil.consensus.replay import replay
from counterfoil.consensus.solo.engine import SoloEngine
from counterfoil.evidence.header import decode_header
from counterfoil.primitives.errors import InvariantBroken, StorageError
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import MemoryStateStore
from support.toy_application import BOLT, TOY_GENESIS, ToyApplication, addition, toy_seal

CLOCK = Timestamp(7000)


class Crash(Exception):
    """Stands for the end of the process."""


class CrashingLog(MemoryBlockLog):
    """Fails at one height: before anything is stored, or after it was stored but reported as failed."""

    def __init__(self, height: int, *, persisted: bool) -> None:
        super().__init__()
        self._fails_at = height
        self._persisted = persisted

    def append(self, block: StoredBlock) -> Height:
        fails = self._fails_at == self.height + 1
        if fails and not self._persisted:
            raise Crash
        height = super().append(block)
        if fails:
            raise Crash
        return height

    def survivor(self) -> MemoryBlockLog:
        """What the next process finds."""
        log = MemoryBlockLog()
        for block in self.blocks(Height(0)):
            log.append(block)
        return log


class CrashingApplication(ToyApplication):
    """Fails at one height: before its commit, or after it committed but reported failure."""

    def __init__(self, store: MemoryStateStore, height: int, *, persisted: bool) -> None:
        super().__init__(store)
        self._fails_at = height
        self._persisted = persisted

    def commit(self) -> None:
        if self._height == self._fails_at and not self._persisted:
            raise Crash
        super().commit()
        if self._height == self._fails_at:
            raise Crash


def engine_of(application: ToyApplication, log: MemoryBlockLog | FileBlockLog) -> SoloEngine:
    return SoloEngine(application, log, genesis=TOY_GENESIS, seal=toy_seal, clock=lambda: CLOCK, gather_ms=1)


def run_until_crash(application: ToyApplication, log: MemoryBlockLog) -> int:
    """Submit five transactions one by one; how many were answered before the crash."""
    engine = engine_of(application, log)
    answered = 0
    try:
        engine.start()
        for number in range(5):
            assert engine.submit(addition("a", 10, salt=str(number))).result(10).code == 0
            answered += 1
    except Crash:
        pass
    engine.close()
    return answered


def require_whole(log: MemoryBlockLog, store: MemoryStateStore, answered: int) -> None:
    """A new process must find everything answered, level log and state, and go on."""
    application = ToyApplication(store)
    with engine_of(application, log) as engine:
        assert application.info().height == log.height >= answered
        assert application.total("a") == 10 * log.height
        assert engine.submit(addition("a", 10, salt="after")).result(10).code == 0
    assert application.total("a") == 10 * log.height
    fresh = ToyApplication(MemoryStateStore())
    assert replay(fresh, log, genesis=TOY_GENESIS) == log.height + 1
    assert fresh.info() == application.info()


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("height", [0, 1, 3])
def test_a_crash_in_the_append_loses_nothing_that_was_answered(height: int, *, persisted: bool) -> None:
    """Failed, and reported failed but persisted."""
    store, log = MemoryStateStore(), CrashingLog(height, persisted=persisted)
    answered = run_until_crash(ToyApplication(store), log)
    assert (answered, store.height) == (max(0, height - 1), height - 1)
    survivor = log.survivor()
    assert survivor.height == (height if persisted else height - 1)
    require_whole(survivor, store, answered)


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("height", [0, 1, 3])
def test_a_crash_in_the_commit_is_made_good_by_replay(height: int, *, persisted: bool) -> None:
    """The block is in the log; the state may or may not have followed."""
    store, log = MemoryStateStore(), MemoryBlockLog()
    answered = run_until_crash(CrashingApplication(store, height, persisted=persisted), log)
    assert (answered, log.height) == (max(0, height - 1), height)
    assert store.height == (height if persisted else height - 1)
    require_whole(log, store, answered)


@pytest.mark.parametrize("height", [0, 1, 3])
def test_a_crash_in_the_seal_leaves_no_trace(height: int) -> None:
    """Nothing is stored before the seal is made."""
    store, log = MemoryStateStore(), MemoryBlockLog()

    def seal(header: bytes) -> bytes:
        if decode_header(header).height == height:
            raise Crash
        return toy_seal(header)

    engine = SoloEngine(ToyApplication(store), log, genesis=TOY_GENESIS, seal=seal, clock=lambda: CLOCK)
    answered = 0
    try:
        engine.start()
        for number in range(5):
            engine.submit(addition("a", 10, salt=str(number))).result(10)
            answered += 1
    except Crash:
        engine.close()
    assert (log.height, store.height, answered) == (height - 1, height - 1, max(0, height - 1))
    require_whole(log, store, answered)


def written_log(count: int) -> tuple[MemoryBlockLog, MemoryStateStore]:
    store, log = MemoryStateStore(), MemoryBlockLog()
    with engine_of(ToyApplication(store), log) as engine:
        for number in range(count):
            engine.submit(addition("a", 10, salt=str(number))).result(10)
    return log, store


def test_replay_from_nothing_gives_the_same_state() -> None:
    """The log alone is enough; progress is told height by height."""
    log, _ = written_log(4)
    application = ToyApplication(MemoryStateStore())
    heights: list[int] = []
    assert replay(application, log, genesis=TOY_GENESIS, on_height=heights.append) == 5
    assert heights == [0, 1, 2, 3, 4]
    assert application.total("a") == 40
    assert replay(application, log, genesis=TOY_GENESIS) == 0


def test_replay_up_to_a_height() -> None:
    """Who may not look further does not; from there it goes on, and what is done already is nothing to do."""
    log, _ = written_log(4)
    application = ToyApplication(MemoryStateStore())
    counts = [replay(application, log, genesis=TOY_GENESIS, until=Height(until)) for until in (2, 1, 3, 9)]
    assert counts == [3, 0, 1, 1]
    assert application.total("a") == 40


def test_a_state_ahead_of_the_log_is_refused() -> None:
    """Blocks were lost: going on would make other blocks at the same heights."""
    log, store = written_log(2)
    shorter = MemoryBlockLog()
    shorter.append(log.read(Height(0)))
    with pytest.raises(StorageError, match="height 2 but the block log ends at 0"):
        engine_of(ToyApplication(store), shorter).start()


def test_a_state_of_another_chain_is_refused() -> None:
    """Heights may fit while the blocks do not."""
    log, _ = written_log(2)
    other = MemoryStateStore()
    with engine_of(ToyApplication(other), MemoryBlockLog()) as engine:
        engine.submit(addition("b", 1, salt="x")).result(10)
    with pytest.raises(InvariantBroken, match="does not stand on"):
        engine_of(ToyApplication(other), log).start()


def test_a_block_that_executes_differently_stops_at_its_height() -> None:
    """Both headers are in the message; nothing of the block is committed."""
    log, _ = written_log(2)
    store = MemoryStateStore()
    with pytest.raises(InvariantBroken, match="block 1 gives another header") as caught:
        replay(ToyApplication(store, skew=1), log, genesis=TOY_GENESIS)
    assert log.read(Height(1)).header.decode() in str(caught.value)
    assert store.height == 0


def test_another_genesis_is_noticed_at_height_0() -> None:
    """The genesis document must be the one that the chain began with."""
    log, _ = written_log(1)
    with pytest.raises(InvariantBroken, match="block 0 gives another header"):
        replay(ToyApplication(MemoryStateStore()), log, genesis=b'{"time":1001}')


def test_a_stored_transaction_that_is_refused_stops_the_replay() -> None:
    """A log that was written over with an unsigned transaction does not pass."""
    log, _ = written_log(1)
    forged = MemoryBlockLog()
    forged.append(log.read(Height(0)))
    forged.append(StoredBlock(log.read(Height(1)).header, b"", (b"{}",)))
    with pytest.raises(InvariantBroken, match="transaction 0 of block 1 is refused when executed again: malformed"):
        replay(ToyApplication(MemoryStateStore()), forged, genesis=TOY_GENESIS)


def test_a_stored_transaction_that_cannot_stand_stops_the_replay() -> None:
    """A log with a transaction that is incomplete at its place was not written by an honest node."""
    store, log = MemoryStateStore(), MemoryBlockLog()
    with engine_of(ToyApplication(store), log) as engine:
        engine.submit(addition(BOLT, 1, salt="x")).result(10)
        engine.tick().result(10)
    forged = MemoryBlockLog()
    for height in (0, 1):
        forged.append(log.read(Height(height)))
    forged.append(StoredBlock(log.read(Height(2)).header, b"", (addition("a", 1, salt="y"),)))
    with pytest.raises(InvariantBroken, match="block 2 holds a transaction that cannot stand in it: incomplete"):
        replay(ToyApplication(MemoryStateStore()), forged, genesis=TOY_GENESIS)


@pytest.mark.parametrize("level", [False, True])
def test_a_block_that_is_not_later_than_its_parent_stops_the_replay(*, level: bool) -> None:
    """Something was slipped in at a time that had passed; found from genesis on, and where a replay goes on."""
    log, application, store = MemoryBlockLog(), ToyApplication(MemoryStateStore()), MemoryStateStore()
    with engine_of(application, log) as engine:
        engine.tick().result(10)
    if level:
        replay(ToyApplication(store), log, genesis=TOY_GENESIS)
    header = application.finalize_block(Height(2), CLOCK, []).header
    log.append(StoredBlock(header, toy_seal(header), ()))
    with pytest.raises(InvariantBroken, match=r"block 2 is of (\S*07.000Z), not after its parent, \1"):
        replay(ToyApplication(store), log, genesis=TOY_GENESIS)


SUBMIT_FOR_EVER = """
import sys
from pathlib import Path
from support.toy_application import BOLT, TOY_GENESIS, ToyApplication, addition, toy_seal
from counterfoil.consensus.solo.engine import SoloEngine
from counterfoil.primitives.types import Timestamp
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
directory, life = Path(sys.argv[1]), sys.argv[2]
store = RocksStateStore.open(directory / "state")
log = FileBlockLog.open(directory / "blocks", durable_height=store.height)
engine = SoloEngine(
    ToyApplication(store), log, genesis=TOY_GENESIS, seal=toy_seal, clock=lambda: Timestamp(7000), gather_ms=1
)
engine.start()
number = 0
while True:
    tickets = engine.submit_many([addition(f"{life}-{number + index}", 1, salt="x") for index in range(5)])
    for index, ticket in enumerate(tickets):
        assert ticket.result().code == 0
        print(f"{life}-{number + index}", flush=True)
    number += 5
"""


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_loses_no_answer(tmp_path: Path, seed: int) -> None:
    """Three lives of a node on one directory; every transaction that was answered is in the state of the last."""
    random = Random(seed)
    answered: list[str] = []
    for life in "abc":
        with subprocess.Popen(
            [sys.executable, "-c", SUBMIT_FOR_EVER, str(tmp_path), life],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            answered += [process.stdout.readline().strip() for _ in range(random.randrange(1, 80))]
            process.kill()
            answered += [line.strip() for line in process.stdout if line.endswith("\n")]
    store = RocksStateStore.open(tmp_path / "state")
    log = FileBlockLog.open(tmp_path / "blocks", durable_height=store.height)
    application = ToyApplication(store)
    with engine_of(application, log):
        assert application.info().height == log.height
    assert [account for account in answered if application.total(account) != 1] == []
    assert len(answered) >= 3
    log.close()
    store.close()
