# SPDX-License-Identifier: Apache-2.0
"""One worker process as its node sees it: what it is told and what it says; the run that it began beforehand."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from select import poll
from typing import Any, BinaryIO, Final, cast

from counterfoil.law.program import Charged, HostFunction
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.sandbox import DIALECTS_VARIABLE, worker
from counterfoil.sandbox.control_groups import confined
from counterfoil.sandbox.wire import frame, post, receive

SOURCES_KEPT_MAX: Final = 64
"""Programs that a worker has, each of some 1.5 MB; then it forgets them all, and is told the next anew."""


class DialectMissing(InvariantBroken):
    """Contracts are to run under a dialect that is not here: the node stops before it guesses what one decides."""

    def __init__(self, dialect: int, there: str) -> None:
        environment = f"DIR/{dialect}"
        super().__init__(
            f"contracts run under dialect {dialect} at this height, and {there}: make an environment of a release that"
            f" has it (spec/dialect.md lists them), python -m venv {environment} && {environment}/bin/pip install"
            f" 'counterfoil[node]==RELEASE', and start again with {DIALECTS_VARIABLE}=DIR"
        )


@dataclass(slots=True, eq=False)
class Active:
    """A run that is under way: what was asked for, and what it was answered so far."""

    name: str
    source: str
    asked: bytes
    """the frame that asks for it: its program by name, and everything else that decides how it goes"""
    answers: list[Charged] = field(default_factory=list)
    process: "Process | None" = None
    """that has it under way"""


class Gone(Exception):
    """The worker died."""


class Process:
    """One worker, and what it has been told."""

    def __init__(self, hosts: Sequence[HostFunction], memory: int, dialect: int, python: Path | None) -> None:
        """``python`` is that of an environment with another release of this software; None: our own."""
        own = {"PYTHONPATH": os.pathsep.join(str(Path(one).absolute()) for one in sys.path if one)}
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter or one that the operator made, a module of ours
            [python or sys.executable, "-P", "-m", worker.__name__, str(memory), str(dialect)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own if python is None else {},
            cwd="/",
            start_new_session=True,
        )
        self._group = confined(self._process.pid, memory)
        self._pipe = poll()
        self._pipe.register(cast("BinaryIO", self._process.stdout), 0)  # it tells of the end alone, and quickly
        self._dialect = dialect
        self._known: set[str] = set()
        self._early: bytes | None = None
        """the frame that asked for the run that was begun beforehand, and is under way or over"""
        with suppress(Gone):  # one that is gone before it is told anything is found out when it is asked
            self.say("hosts", [tuple(host) for host in hosts])

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it is no more, as far as is known yet: its end of the pipe is closed."""
        return bool(self._pipe.poll(0))

    @property
    def expects(self) -> bool:
        """Whether it has begun something beforehand."""
        return self._early is not None

    def say(self, *message: Any) -> None:
        self._post(frame(*message))

    def _post(self, framed: bytes) -> None:
        try:
            post(cast("BinaryIO", self._process.stdin), framed)
        except OSError as error:
            raise Gone from error

    def hear(self) -> list[Any]:
        try:
            message = receive(cast("BinaryIO", self._process.stdout))
        except (EOFError, OSError) as error:
            raise Gone from error
        match message:
            case ["lacks", dialect, interpreter, installed]:
                self._process.kill()  # it waits for nothing else
                there = f"here is dialect {dialect}, which is of starlark-pyo3 {interpreter}, beside {installed}"
                raise DialectMissing(self._dialect, there)
        return message

    def begin(self, active: Active) -> None:
        """Ask for a run from its beginning, if it was not begun beforehand."""
        active.process = self
        begun, self._early = self._early, None
        assert begun in (None, active.asked), "what was begun beforehand and is not wanted was left"
        if begun is None:
            self._ask(active)

    def expect(self, active: Active) -> None:
        """Begin beforehand what will probably be asked for next. It decides nothing: see ``is_ready_for``.

        What is asked for then is told by the very same bytes, or what came of these is thrown away.
        """
        self._ask(active)
        self._early = active.asked

    def _ask(self, active: Active) -> None:
        self._teach(active.name, active.source)
        self._post(active.asked)

    def is_ready_for(self, active: Active) -> bool:
        """Whether it lives. What it began beforehand and is not this run is left, once it is over or asks."""
        if self.ended:
            return False
        if self._early is not None and self._early != active.asked:
            self._early = None
            try:
                if self.hear()[0] == "ask":
                    self.say("leave")
            except Gone:
                return False
        return True

    def entries(self, source: str) -> list[Any]:
        """What it says of the functions that can be called from outside."""
        name = name_of(source)
        self._teach(name, source)
        self.say("entries", name)
        return self.hear()

    def _teach(self, name: str, source: str) -> None:
        """Tell it a source by its name, if it does not know it."""
        if name not in self._known:
            if len(self._known) >= SOURCES_KEPT_MAX:
                self.say("forget")
                self._known.clear()
            self.say("source", name, source)
            self._known.add(name)

    def answer(self, said: Charged) -> None:
        self.say("answer", *said)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        if self._group is not None:
            with suppress(OSError):
                self._group.rmdir()


def name_of(source: str) -> str:
    return sha256(source.encode()).hexdigest()
