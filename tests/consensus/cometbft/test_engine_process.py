# SPDX-License-Identifier: Apache-2.0
"""The engine as a child: it orders, it ends when it should, and what is wrong is said in one line."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from benches.engine_chain import free_ports
from counterfoil.consensus.cometbft.engine_files import EngineHome, write_home
from counterfoil.consensus.cometbft.engine_log import EngineLog
from counterfoil.consensus.cometbft.engine_process import (
    VERSIONS,
    EngineFailed,
    EngineProcess,
    engine_version,
    find_engine,
)
from counterfoil.consensus.cometbft.gateway import ConsensusLost
from counterfoil.primitives.errors import InputError
from counterfoil.storage.state import MemoryStateStore
from support.engine import Alone, alone, engine, short_folder
from support.toy_application import ToyApplication, addition

WAIT_S = 60


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def program(folder: Path, does: str) -> Path:
    """A program in the place of the engine, which says the right version."""
    path = folder / "program"
    path.write_text(f'#!/bin/sh\n[ "$1" = version ] && echo {VERSIONS[0]} && exit 0\n{does}\n')
    path.chmod(0o700)
    return path


def pipe(folder: Path) -> Path:
    """Opened to be read once somebody has opened it to write; it ends when the last who has it open is dead."""
    path = folder / "pipe"
    os.mkfifo(path)
    return path


def home_in(folder: Path) -> EngineHome:
    home = EngineHome(folder / "engine")
    write_home(home, alone(folder, free_ports(1)[0]))
    return home


def test_it_orders_and_ends_in_order(folder: Path) -> None:
    """With the toy behind it: every transaction has its answer, and no process is left."""
    with Alone(folder, ToyApplication(MemoryStateStore())) as chain:
        process = chain.process.pid
        assert process is not None
        tickets = chain.gateway.submit_many([addition("a", 1, salt=str(number)) for number in range(500)])
        assert {ticket.result(WAIT_S).code for ticket in tickets} == {0}
        lone = chain.gateway.submit(addition("a", 1, salt="lone")).result(WAIT_S)
        tick = chain.gateway.tick().result(WAIT_S)
        assert chain.log.height >= tick > lone.height  # type: ignore[union-attr]
        assert chain.rpc.status().node_info.network == "toy"
        assert chain.rpc.net_info().peers == ()
    assert chain.application.total("a") == 501
    assert (chain.lost, chain.gateway.failure, is_there(process)) == ([], None, False)


def test_an_engine_that_dies_is_told_of(folder: Path) -> None:
    """With the reason, to whoever has this process end; nothing is ordered any more."""
    with Alone(folder, ToyApplication(MemoryStateStore())) as chain:
        assert chain.process.pid is not None
        os.kill(chain.process.pid, signal.SIGKILL)
        with pytest.raises(ConsensusLost, match="killed by signal 9"):
            chain.gateway.tick().result(WAIT_S)
        assert [str(one) for one in chain.lost] == [str(chain.gateway.failure)]


def test_an_engine_that_somebody_else_starts(folder: Path) -> None:
    """As a service of the system: it is waited for, it orders, and when it leaves that is told."""
    chain = Alone(folder, ToyApplication(MemoryStateStore()), child=False)
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(chain.gateway.start)
        while not (folder / "abci").exists():
            assert not started.done()
        chain.process.start()
        started.result(WAIT_S)
    try:
        assert chain.gateway.tick().result(WAIT_S) == 1
        chain.process.stop()
        with pytest.raises(ConsensusLost, match="it closed its connection"):
            chain.gateway.tick().result(WAIT_S)
    finally:
        chain.__exit__()


def test_an_engine_that_nobody_starts_is_not_waited_for_for_ever(folder: Path) -> None:
    """The operator is told what is missing."""
    chain = Alone(folder, ToyApplication(MemoryStateStore()), child=False, ready_s=0.2)
    with pytest.raises(EngineFailed, match=r"no engine answers within 0\.2 s; is its service started"):
        chain.gateway.start()


def test_an_application_that_breaks_is_the_reason(folder: Path) -> None:
    """And not that the engine ended because of it."""

    class Broken(ToyApplication):
        def init_chain(self, genesis: bytes) -> bytes:
            raise ValueError("no genesis like this")

    chain = Alone(folder, Broken(MemoryStateStore()))
    with pytest.raises(EngineFailed, match="ValueError: no genesis like this"):
        chain.gateway.start()
    assert chain.process.pid is None


def test_a_small_mempool_loses_nothing(folder: Path) -> None:
    """Far more is out than it holds: the engine says so, or drops what it accepted, and each has its answer."""
    chain = Alone(folder, ToyApplication(MemoryStateStore()), mempool=2, batch_bytes=1, outstanding_max=64, look_s=0.05)
    with chain:
        tickets = chain.gateway.submit_many([addition("a", 1, salt=str(number)) for number in range(100)])
        assert {ticket.result(WAIT_S).code for ticket in tickets} == {0}
    assert chain.application.total("a") == 100


def test_a_port_that_is_in_use_is_named(folder: Path) -> None:
    """By its address."""
    chain = Alone(folder, ToyApplication(MemoryStateStore()))
    address = chain.files.config.p2p.laddr.removeprefix("tcp://")
    with (
        socket.create_server(("127.0.0.1", int(address.rpartition(":")[2]))),
        pytest.raises(EngineFailed, match=f"{address} is in use by another process"),
    ):
        chain.gateway.start()


def test_a_second_engine_in_one_home_is_refused(folder: Path) -> None:
    """Two with one key would vote twice."""
    with Alone(folder, ToyApplication(MemoryStateStore())) as chain:
        second = EngineProcess(engine(), chain.home)
        second.start()
        reason = second.reason(WAIT_S)
        assert reason is not None and ("another engine" in reason or "in use" in reason)
        second.stop()
        assert chain.gateway.tick().result(WAIT_S)


def test_another_version_is_not_started(folder: Path) -> None:
    """What was not tried is not trusted with blocks."""
    with pytest.raises(InputError, match=f"the engine is of version {engine_version(engine())}"):
        EngineProcess(engine(), home_in(folder), versions=("9.9.9",)).start()
    assert engine_version(engine()) in VERSIONS


def test_a_program_is_looked_for_where_it_is_named(folder: Path) -> None:
    """Then beside, then on the path; and what is not there is said with what installs it."""
    beside = program(folder, "exit 0")
    assert find_engine({"COUNTERFOIL_COMETBFT": "/opt/engine"}, beside=beside) == Path("/opt/engine")
    assert find_engine({"PATH": ""}, beside=beside) == beside
    with pytest.raises(InputError, match="make consortium"):
        find_engine({"PATH": ""}, beside=folder / "absent")
    with pytest.raises(InputError, match="there is no program"):
        EngineProcess(folder / "absent", home_in(folder)).start()


def test_a_home_that_is_none_is_not_started_in(folder: Path) -> None:
    """The engine would make one of its own there, with keys of its own."""
    with pytest.raises(InputError, match="last voted for"):
        EngineProcess(program(folder, "exit 0"), EngineHome(folder / "absent")).start()
    assert not (folder / "absent").exists()


def test_an_engine_that_does_not_listen_to_its_end_is_ended(folder: Path) -> None:
    """With everything that it started."""
    path = pipe(folder)
    deaf = program(folder, f"trap '' TERM; exec 3>{path}; tail -f /dev/null & wait; wait")
    child = EngineProcess(deaf, home_in(folder))
    child.start()
    with path.open("rb") as held:
        child.stop(timeout_s=0.1)
        assert held.read() == b""
    assert child.pid is None


def test_an_engine_that_orders_nothing_any_more_is_ended(folder: Path) -> None:
    """It would run on, and answer questions."""
    failed = "wrong Block.Header.AppHash.  Expected 01, got 02"
    says = f'echo \'E[2026] CONSENSUS FAILURE!!! err="{failed}" stack="goroutine 1"\'; tail -f /dev/null'
    told: list[str] = []
    ended = Event()
    child = EngineProcess(program(folder, says), home_in(folder))
    child.start(lambda reason: (told.append(reason), ended.set()))  # type: ignore[func-returns-value]
    assert ended.wait(WAIT_S)
    assert told[0].startswith("This node runs other rules than they do who decide")
    assert failed in told[0]
    assert "goroutine" not in told[0]


def test_an_engine_is_told_no_secret_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the passphrase of our keys, nor what would go before the settings in its home."""
    monkeypatch.setenv("COUNTERFOIL_PASSPHRASE", "secret")
    monkeypatch.setenv("CMT_RPC_LADDR", "tcp://0.0.0.0:26657")
    ended = Event()
    child = EngineProcess(program(folder, f"env > {folder / 'told'}"), home_in(folder))
    child.start(lambda _: ended.set())
    assert ended.wait(WAIT_S)
    told = (folder / "told").read_text()
    assert "PATH=" in told and "COUNTERFOIL_" not in told and "CMT_" not in told


PARENT = """
import sys
from pathlib import Path
from counterfoil.consensus.cometbft.engine_files import EngineHome
from counterfoil.consensus.cometbft.engine_process import EngineProcess
child = EngineProcess(Path(sys.argv[1]), EngineHome(Path(sys.argv[2])))
child.start()
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_an_engine_dies_with_whoever_started_it(folder: Path) -> None:
    """Though that is killed at once, and though it never had a connection that could break."""
    path = pipe(folder)
    waiting = program(folder, f"exec 3>{path}; exec tail -f /dev/null")
    command = [sys.executable, "-c", PARENT, str(waiting), str(home_in(folder).root)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent, path.open("rb") as held:
        parent.kill()
        assert held.read() == b""


def test_the_log_is_turned(folder: Path) -> None:
    """It keeps what was written last, in two files at most."""
    with EngineLog(folder / "engine.log", bytes_max=1_000) as log:
        for number in range(200):
            log.write(f"line {number:03} of the log")
    files = sorted(folder.glob("engine.log*"))
    assert [file.name for file in files] == ["engine.log", "engine.log.1"]
    assert all(file.stat().st_size <= 1_100 for file in files)
    lines = [line for file in reversed(files) for line in file.read_text().splitlines()]
    assert lines == [f"line {number:03} of the log" for number in range(200 - len(lines), 200)]
