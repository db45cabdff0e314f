# SPDX-License-Identifier: Apache-2.0
"""A whole member on a host of its own: its process with the engine, who asks it, and what is in its folder."""

import base64
import os
import secrets
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Final

import httpx

from counterfoil.client.signing import SigningAuth
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from support.engine import engine
from support.floor import Floor
from support.member_process import HONEST, SERVICE_PORT
from support.network import CHAIN
from support.node_service import key_of
from support.served_process import AHEAD_MS

ANSWER_S: Final = 4.0
"""After which whoever hands in asks another member."""
DEADLINE_S: Final = 120.0
"""No fault may last longer after its cause is gone."""
_ALONE: Final = ("setpriv", "--pdeathsig", "KILL", "unshare", "--fork", "--pid", "--mount-proc", "--kill-child=KILL")


class Unanswered(Exception):
    """A member gave no answer, or none that is one."""


class Member:
    """One of them, on its host."""

    def __init__(self, name: str, folder: Path, place: Floor, keys: Path) -> None:
        self.name, self.folder = name, folder
        self._floor, self._keys = place, keys
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://{place.addresses[name]}:{SERVICE_PORT}"

    def begin(self, fault: str = HONEST) -> None:
        """Start it; ``wait_until_ready`` waits for it. Of the main thread: it dies with the thread that started it."""
        command = [*_ALONE, sys.executable, "-m", "support.member_process", str(self.folder)]
        environment = os.environ | {"COUNTERFOIL_COMETBFT": str(engine())}
        with self._log.open("ab") as errors, self._floor.at(self.name):
            self._process = subprocess.Popen(
                [*command, self._floor.addresses[self.name], fault],
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
            )

    def wait_until_ready(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line == b"}\n":
                return
        raise AssertionError(f"{self.name} did not start:\n{self.log[-4_000:]}")

    def start(self, fault: str = HONEST) -> None:
        self.begin(fault)
        self.wait_until_ready()

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What it told its operator."""
        return self._log.read_text() if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.folder.with_suffix(".log")

    def kill(self) -> None:
        """Node and engine at once, as if the power had failed."""
        self._signal(signal.SIGKILL, *self._inner()[:1])
        self.wait()

    def stop(self) -> None:
        """In order, as its operator does."""
        self._signal(signal.SIGTERM, *self._inner()[:1])
        self.wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP, *self._inner())

    def resume(self) -> None:
        self._signal(signal.SIGCONT, *self._inner())

    def wait(self, timeout_s: float = DEADLINE_S) -> int:
        """Until it has ended; its exit code."""
        assert self._process is not None
        code = self._process.wait(timeout_s)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code

    def end(self) -> None:
        """Whatever it is doing."""
        if self._process is None:
            return
        if self.runs:
            self._signal(signal.SIGKILL, *self._inner())
            self._process.kill()
        self.wait()

    def _inner(self) -> list[int]:
        """The node's process, and those that it started."""
        assert self._process is not None
        found = [self._process.pid]
        for one in found:
            with suppress(FileNotFoundError):
                for task in Path(f"/proc/{one}/task").glob("*/children"):
                    found += map(int, task.read_text().split())
        return found[1:]

    @staticmethod
    def _signal(number: signal.Signals, *processes: int) -> None:
        for one in processes:
            with suppress(ProcessLookupError):
                os.kill(one, number)

    # Asking.

    def complete(self, first: int | None = None, *, wait_s: int = 0) -> int:
        """The last block with its complete seal; raises Unanswered."""
        asked = {"first": 2**53 - 1 if first is None else first, "most": 1, "wait": wait_s}
        answer = self._ask("GET", "log", timeout_s=ANSWER_S + wait_s, params=asked)
        return int(answer.headers["counterfoil-complete"])

    def wait_for(self, height: int, *, deadline_s: float = DEADLINE_S) -> float:
        """Until it has this block with its seal; how long that took."""
        begun = monotonic()
        while True:
            with suppress(Unanswered):
                if self.complete(height, wait_s=5) >= height:
                    return monotonic() - begun
            assert monotonic() - begun < deadline_s, f"{self.name} has no block {height}:\n{self.log[-3_000:]}"

    def hand_in(self, transaction: bytes, *, timeout_s: float = ANSWER_S) -> dict[str, Any]:
        """Its answer; raises Unanswered."""
        body = {"transactions": [base64.b64encode(transaction).decode()]}
        told = self._ask("POST", "transactions", timeout_s=timeout_s, json=body).json()
        [answer] = told["transactions"]
        assert isinstance(answer, dict)
        return answer

    def _ask(self, method: str, path: str, *, timeout_s: float, **given: Any) -> httpx.Response:
        auth = SigningAuth(
            key_of(self._keys, SUPERVISOR),
            clock=lambda: Timestamp(clock_ms() + AHEAD_MS),
            nonces=lambda: secrets.token_hex(16),
        )
        try:
            with httpx.Client(trust_env=False, timeout=httpx.Timeout(timeout_s, connect=1.0), auth=auth) as client:
                answer = client.request(method, f"{self.url}/chains/{CHAIN}/{path}", **given)
        except httpx.HTTPError as error:
            raise Unanswered(f"{self.name}: {error}") from error
        if answer.status_code not in (200, 422):
            raise Unanswered(f"{self.name}: {answer.status_code} {answer.text[:300]}")
        return answer

    # Reading its folder.

    def blocks(self) -> list[StoredBlock]:
        return list(FileBlockLog.open_to_read(Layout(self.folder).chain(CHAIN) / "blocks").blocks(Height(0)))
