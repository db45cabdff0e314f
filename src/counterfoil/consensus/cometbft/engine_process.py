# SPDX-License-Identifier: Apache-2.0
"""The engine as a child of this process: started in its home, its log kept, stopped in order.

It ends when this process does, whatever that dies of. By itself it would too, once its application is gone; but one
that has not connected yet would wait for ever.
"""

import mmap
import os
import re
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from counterfoil.consensus.cometbft.engine_config import socket_of
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home
from counterfoil.consensus.cometbft.engine_log import EngineLog
from counterfoil.consensus.cometbft.rpc import EngineError, EngineRpc
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.transport import local_socket
from counterfoil.transport.child_process import ending_with_parent

VERSIONS: Final = ("0.38.26", "0.40.0")
"""Releases that this software was tried with; the first is the one that is installed."""
PROGRAM: Final = "cometbft"
ENGINE_VARIABLE: Final = "COUNTERFOIL_COMETBFT"
READY_S: Final = 60.0
STOP_S: Final = 15.0
POLL_S: Final = 0.02
LINES_KEPT: Final = 20
_NOT_FOR_IT: Final = ("COUNTERFOIL_", "CMT")

_MODULE: Final = re.compile(rb"\nmod\tgithub\.com/cometbft/cometbft\tv?([^\t\n]+)[\t\n]")
_PORT: Final = re.compile(r"listen (?:tcp|unix)[46]? (\S+): bind: address already in use")
_CONSENSUS: Final = "CONSENSUS FAILURE"
"""Of what the engine writes before it goes on without ordering anything."""
_ERROR: Final = re.compile(r'err="((?:[^"\\]|\\.)*)"')
_DIFFERENT: Final = "wrong Block.Header.AppHash"
"""Of what it writes when the others decided a block on another state than the one here."""


class EngineFailed(CounterfoilError):
    """The engine did not start, or ended unasked; says why in one line."""


def find_engine(environment: Mapping[str, str], *, beside: Path | None = None) -> Path:
    """The engine's program: where ``COUNTERFOIL_COMETBFT`` says, else ``beside``, else on the path; or InputError."""
    if named := environment.get(ENGINE_VARIABLE):
        return Path(named)
    if beside is not None and beside.exists():
        return beside
    if (found := shutil.which(PROGRAM, path=environment.get("PATH"))) is None:
        remedy = f"make consortium installs it; {ENGINE_VARIABLE} names one that is elsewhere"
        raise InputError(f"there is no engine: no {PROGRAM} on the path", remedy=remedy)
    return Path(found)


def engine_version(binary: Path) -> str:
    """The release that an engine's program was built from. Raises InputError for what is no such program.

    What it says itself is not enough: v0.40.0 says 0.39.0. Its module's version stands in the program.
    """
    if not os.access(binary, os.X_OK):
        raise InputError("there is no program", where=str(binary), remedy="make consortium installs the engine")
    with binary.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = _MODULE.search(content)
        module = "" if found is None else found[1].decode(errors="replace")
    if module not in ("", "(devel)"):
        return module
    try:
        said = subprocess.run([binary, "version"], capture_output=True, check=True, timeout=READY_S)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"it does not say its version: {error}", where=str(binary)) from error
    return said.stdout.decode(errors="replace").strip().removeprefix("v")


class EngineProcess:
    """One engine in its home, started once."""

    def __init__(
        self,
        binary: Path,
        home: EngineHome,
        *,
        versions: Collection[str] = VERSIONS,
        line: Callable[[str], None] | None = None,
    ) -> None:
        """``line`` takes each line that the engine writes; None: they go to the log in its home."""
        self._binary, self._home, self._versions = binary, home, versions
        self._ended: Callable[[str], None] = lambda _: None
        self._line = line
        self._last: deque[str] = deque(maxlen=LINES_KEPT)
        self._process: subprocess.Popen[bytes] | None = None
        self._begun, self._over = Event(), Event()
        self._stopping = False
        self._reason: str | None = None
        self._keeper = Thread(target=self._keep, name="engine", daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the running engine."""
        return None if self._process is None or self._over.is_set() else self._process.pid

    def start(self, ended: Callable[[str], None] = lambda _: None) -> None:
        """Start it; ``ended`` is told the reason when it ends unasked, from a thread.

        Raises InputError for a wrong home or another version, EngineFailed when it cannot be started.
        """
        self._ended = ended
        files = read_home(self._home)
        version = engine_version(self._binary)
        if version not in self._versions:
            remedy = f"{' or '.join(self._versions)}; make consortium installs it"
            raise InputError(f"the engine is of version {version}", where=str(self._binary), remedy=remedy)
        if files.config.rpc.laddr.startswith("unix://"):
            _clear(socket_of(files.config.rpc.laddr))
        self._keeper.start()
        self._begun.wait()
        if self._process is None:
            raise EngineFailed(f"the engine was not started: {self._reason}")

    def wait_until_ready(self, rpc: EngineRpc, timeout_s: float = READY_S) -> None:
        """Until it answers; raises EngineFailed, with the reason, when it ends or has not within this time."""
        problem = "nothing was asked"
        for _ in range(int(timeout_s / POLL_S)):
            if self._over.wait(POLL_S):
                raise EngineFailed(f"the engine ended: {self._reason}")
            try:
                rpc.status()
                return
            except EngineError as error:
                problem = str(error)
        raise EngineFailed(f"the engine does not answer within {timeout_s:g} s: {problem}")

    def reason(self, timeout_s: float) -> str | None:
        """Why it ended, if it does within this time."""
        return self._reason if self._over.wait(timeout_s) else None

    def stop(self, timeout_s: float = STOP_S) -> None:
        """Have it end in order, and end it if it does not."""
        self._stopping = True
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        if not self._over.wait(timeout_s):
            self._signal(signal.SIGKILL)
        self._keeper.join()

    def _signal(self, number: signal.Signals) -> None:
        """To the engine and what it started. It is a child until its keeper has waited for it, so the number is its."""
        assert self._process is not None
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _keep(self) -> None:
        """From its start to its end in one thread: a child dies with the *thread* that started it."""
        command = ending_with_parent(self._binary.absolute(), "start", "--home", str(self._home.root.absolute()))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and the engine that the operator named
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_its_environment(os.environ),
                start_new_session=True,
            )
        except OSError as error:
            self._reason = str(error)
            self._over.set()
            return
        finally:
            self._begun.set()
        if self._line is None:
            with EngineLog(self._home.log) as log:
                self._read_log(self._process, log.write)
        else:
            self._read_log(self._process, self._line)
        code = self._process.wait()
        self._reason = self._reason or _reason(list(self._last), code)
        self._over.set()
        if not self._stopping:
            self._ended(self._reason)

    def _read_log(self, process: "subprocess.Popen[bytes]", write: Callable[[str], None]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for data in process.stdout:
                text = data.decode(errors="replace").rstrip("\n")
                self._last.append(text)
                with suppress(OSError, ValueError):  # whoever cannot write it costs the log, and not the node
                    write(text)
                if _CONSENSUS in text and self._reason is None:
                    # It would run on, and answer questions, and order nothing.
                    self._reason = _failure(text)
                    self._signal(signal.SIGTERM)


def _its_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what is ours, such as a passphrase, and without what would go before the settings in its home."""
    return {name: value for name, value in environment.items() if not name.startswith(_NOT_FOR_IT)}


def _clear(path: Path) -> None:
    """An engine that was killed leaves its socket behind, and the next could not listen there."""
    try:
        connection = local_socket.connect(path)
    except OSError:
        return  # the engine will say what is wrong with it
    if connection is None:
        path.unlink(missing_ok=True)
    else:
        connection.close()


def _failure(line: str) -> str:
    """What the engine cannot go on with, without its stack."""
    found = _ERROR.search(line)
    said = line.strip() if found is None else f"{_CONSENSUS}: {found[1]}"
    if _DIFFERENT not in line:
        return said
    return f"This node runs other rules than they do who decide, or its state is damaged; {said}"


def _reason(lines: list[str], code: int) -> str:
    """Why an engine ended, in one line."""
    for line in lines:
        if (found := _PORT.search(line)) is not None:
            return f"{found[1]} is in use by another process"
        if "resource temporarily unavailable" in line:
            return "another engine uses the same home"
    errors = [line for line in lines if line.startswith(("E[", "ERROR", "panic:", "Error:"))]
    told = (errors or lines or ["it wrote nothing"])[-1].strip()
    return f"{'killed by signal' if code < 0 else 'exit code'} {abs(code)}: {told}"
