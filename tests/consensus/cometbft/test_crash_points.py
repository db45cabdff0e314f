# SPDX-License-Identifier: Apache-2.0
"""A real engine of one validator; its application is killed at every point of a block's life: nothing lost or twice."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.server import FAILURE_SUFFIX
from counterfoil.consensus.replay import replay
from counterfoil.evidence.header import header_hash
from counterfoil.primitives.hashing import digest
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import MemoryStateStore
from support import ordered_victim
from support.engine import engine as program
from support.lone_engine import APPLICATION_SOCKET, LoneEngine
from support.ordered_victim import POINTS
from support.toy_application import TOY_GENESIS, ToyApplication, addition

POINTS_OF_GENESIS = ("before_placed", "placed", "appended", "committed")
TRANSACTIONS = [addition("a", 1 << number, salt=str(number)) for number in range(4)]


class Victim:
    """The member's process, and what it told."""

    def __init__(self, folder: Path, point: str = "never", number: int = 1) -> None:
        self.process = subprocess.Popen(
            [sys.executable, ordered_victim.__file__, folder, point, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.told = self.process.stdout
        assert self.told.readline().startswith("serves")

    def answer(self) -> str | None:
        """The digest of the next transaction that was answered; None when the process died."""
        line = self.told.readline()
        return line.split()[1] if line.endswith("\n") and line.startswith("answer") else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self.process.kill()
        self.process.wait(60)
        self.told.close()


def wait_for_engine(engine: LoneEngine, victim: Victim) -> bool:
    """Until it hears calls; False when the process that it orders for died first."""
    while victim.process.poll() is None:
        try:
            engine.ask("status")
        except OSError:
            engine.rest()
        else:
            return True
    return False


def order(engine: LoneEngine, victim: Victim, answered: list[str]) -> None:
    """Hand in, one by one, whatever has no answer, until all have one or the process dies."""
    for data in TRANSACTIONS:
        name = digest(data).hex()
        if name in answered:
            continue
        try:
            code = engine.submit(encode_batch([data], tick=False, salt=digest(data + bytes([len(answered)]))[:16]))
        except OSError:
            return
        if code:  # it stands already: the process died before it could say so
            answered.append(name)
        while name not in answered:
            answer = victim.answer()
            if answer is None:
                return
            answered.append(answer)


def require_whole(folder: Path) -> None:
    """Every transaction stands once; the log executes again to the state that is there, at heights that fit."""
    store = RocksStateStore.open(folder / "state")
    log = FileBlockLog.open(folder / "blocks", durable_height=store.height)
    heights = EngineHeights.open(folder / "heights")
    assert heights.height == log.height
    assert heights.hash_of(log.height) == header_hash(log.read(log.height).header)
    fresh = ToyApplication(MemoryStateStore())
    replay(fresh, log, genesis=TOY_GENESIS)
    assert fresh.total("a") == (1 << len(TRANSACTIONS)) - 1
    assert fresh.info() == ToyApplication(store).info()
    standing = [data for block in log.blocks(0) for data in block.transactions]
    assert sorted(standing) == sorted(TRANSACTIONS)
    for resource in (heights, log, store):
        resource.close()


def killed(folder: Path, point: str, number: int) -> list[str]:
    """What was answered before the process was killed; the engine ended with it."""
    answered: list[str] = []
    with Victim(folder, point, number) as victim, LoneEngine(folder, TOY_GENESIS) as engine:
        if wait_for_engine(engine, victim):
            order(engine, victim, answered)
        assert victim.process.wait(60) == -9
        engine.wait()
    return answered


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point_nothing_is_lost_and_nothing_twice(tmp_path: Path, point: str) -> None:
    """The engine ends with its application; begun again, both stand at the same app hash and go on."""
    program()
    answered = killed(tmp_path, point, 3 if point in POINTS_OF_GENESIS else 2)
    assert 1 <= len(answered) < len(TRANSACTIONS)
    require_all_ordered(tmp_path, answered)


@pytest.mark.parametrize("point", POINTS_OF_GENESIS)
def test_killed_while_the_chain_begins(tmp_path: Path, point: str) -> None:
    """The engine begins the chain again, which then has begun or not; block 0 is made once."""
    program()
    assert killed(tmp_path, point, 1) == []
    require_all_ordered(tmp_path, [])


def test_an_engine_that_is_killed_takes_its_application_along(tmp_path: Path) -> None:
    """The connection is lost; the process ends by itself, in order, and both begin again."""
    program()
    answered: list[str] = []
    with Victim(tmp_path) as victim, LoneEngine(tmp_path, TOY_GENESIS) as engine:
        assert wait_for_engine(engine, victim)
        engine.submit(encode_batch(TRANSACTIONS[:1], tick=False, salt=bytes(16)))
        answered += [victim.answer() or ""]
        engine.process.kill()
        assert victim.process.wait(60) == 0
    require_all_ordered(tmp_path, answered)


def test_an_engine_with_another_genesis_is_told_why(tmp_path: Path) -> None:
    """The reason stands beside the socket, whatever the engine had time to log; nothing was begun."""
    program()
    with Victim(tmp_path) as victim, LoneEngine(tmp_path, b'{"time":2}') as engine:
        engine.wait()
        assert victim.process.wait(60) == 1
    assert "carries another document" in (tmp_path / f"{APPLICATION_SOCKET}{FAILURE_SUFFIX}").read_text()
    log = FileBlockLog.open(tmp_path / "blocks")
    assert log.height == -1
    log.close()


def require_all_ordered(folder: Path, answered: list[str]) -> None:
    """Begun again, engine and application agree and order what has no answer; each transaction stands once."""
    with Victim(folder) as victim, LoneEngine(folder, TOY_GENESIS) as engine:
        assert wait_for_engine(engine, victim)
        order(engine, victim, answered)
        assert set(answered) >= {digest(data).hex() for data in TRANSACTIONS}
        info = engine.ask("abci_info")["response"]
        engine.process.terminate()
        engine.wait()
        assert victim.process.wait(60) == 0
    require_whole(folder)
    assert int(info["last_block_height"]) >= len(TRANSACTIONS)
