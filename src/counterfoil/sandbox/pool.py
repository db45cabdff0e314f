# SPDX-License-Identifier: Apache-2.0
"""Programs run in worker processes. What a run decides does not depend on which worker runs it, or how often it dies.

A worker that dies is a fault of this machine: every run that was under way in it is run again in a new one, with the
answers that it had been given. If it dies once more the node stops, since it cannot tell what the call decides.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, Final

from counterfoil.law.program import (
    NOTHING,
    Answer,
    Ended,
    Entry,
    Finished,
    HostCall,
    HostFunction,
    Limits,
    NotInDialect,
    Parameter,
    Peek,
    Problem,
    ProgramFailed,
    Value,
    charged,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InvariantBroken
from counterfoil.sandbox.costs import DIALECT
from counterfoil.sandbox.foresight import Foreseen, Foresight
from counterfoil.sandbox.interpreter import tellings
from counterfoil.sandbox.process import Active, Gone, Process, name_of
from counterfoil.sandbox.rules import checked
from counterfoil.sandbox.wire import frame
from counterfoil.sandbox.worker import MEMORY_BYTES

DEATHS_MAX: Final = 2
"""How often a worker may die on one call; then nobody knows what the call decides."""
ENTRIES_KEPT_MAX: Final = 1_024


class WorkerLost(InvariantBroken):
    """Workers died on one call again and again: the node stops rather than to guess what the call decides."""


class Pool:
    """Implements ``law.program.Programs`` over worker processes, started with the first run or by ``start``."""

    def __init__(
        self,
        hosts: Sequence[HostFunction],
        *,
        workers: int = 1,
        memory: int = MEMORY_BYTES,
        dialect: int = DIALECT,
        environments: Path | None = None,
    ) -> None:
        """``workers``: outermost runs take turns among so many; ``memory``: bytes of addresses that each may use.

        ``environments``: a folder of Python environments, named by dialect; for one that has none, this software's.
        """
        python = None if environments is None else environments.absolute() / str(dialect) / "bin" / "python"
        self._new = partial(Process, hosts, memory, dialect, python if python and python.exists() else None)
        self._hosts, self._workers, self._dialect = tuple(hosts), workers, dialect
        self._free: list[Process] = []
        self._lock = RLock()
        self._stack: list[Active] = []
        self._process: Process | None = None
        """that runs the outermost of the stack, and all inside it"""
        self._deaths = 0
        self._sources: dict[str, tuple[str, Mapping[str, Entry]]] = {}
        """source → its name, and its entries"""
        self._foresight = Foresight(hosts)

    def start(self) -> None:
        """Start all workers now, for those that died idle others: no call is to blame for them."""
        with self._lock:
            for process in [one for one in self._free if one.ended]:
                self._free.remove(process)
                process.end()
            while len(self._free) < self._workers:
                self._free.append(self._new())

    def close(self) -> None:
        """End all workers; a later run starts them again."""
        with self._lock:
            for process in self._free:
                process.end()
            self._free = []

    def pids(self) -> list[int]:
        """The processes of the workers."""
        running = [] if self._process is None else [self._process]
        return [process.pid for process in [*running, *self._free]]

    def entries(self, source: str) -> Mapping[str, Entry]:
        return self._learned(source)[1]

    def _learned(self, source: str) -> tuple[str, Mapping[str, Entry]]:
        if (found := self._sources.get(source)) is None:
            # First: what is no program may have no bytes either.
            entries = checked(source, self._hosts).entries if self._dialect == DIALECT else self._read(source)
            found = name_of(source), entries
            if len(self._sources) >= ENTRIES_KEPT_MAX:
                self._sources.clear()
            self._sources[source] = found
        return found

    def _read(self, source: str) -> Mapping[str, Entry]:
        """Another dialect's rules are in its workers: what one says that has nothing else to do."""
        for _ in range(DEATHS_MAX):
            process = self._new()
            try:
                match process.entries(source):
                    case ["entries", found]:
                        return {
                            name: Entry(name, tuple(Parameter(*one) for one in parameters), *more)
                            for name, parameters, *more in found
                        }
                    case ["problems", problems]:
                        raise NotInDialect(tuple(Problem(*one) for one in problems))
            except Gone:
                continue
            finally:
                process.end()
        raise WorkerLost("a worker died twice as it read a source: look at the memory and the log of this machine")

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> Generator[HostCall, Answer, Finished]:
        with self._lock:
            active, foreseen = self._asked(source, function, arguments, limits, known, peek)
            if not self._stack:
                if not self._free or not self._free[0].is_ready_for(active):
                    self.start()
                self._process, self._deaths = self._free.pop(0), 0
            self._stack.append(active)
            try:
                return (yield from self._converse(active, foreseen))
            finally:
                self._stack.remove(active)
                if not self._stack and self._process is not None:
                    self._free.append(self._process)
                    self._process = None

    def expect(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> None:
        with self._lock:
            if not self._stack and self._free and not self._free[0].expects:
                active, _ = self._asked(source, function, arguments, limits, known, peek)
                with suppress(Gone):  # whoever asks for it next finds that out
                    self._free[0].expect(active)

    def _asked(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value],
        peek: Peek | None,
    ) -> tuple[Active, Foreseen]:
        """A run as a worker is asked for it, and what it is told beforehand."""
        name, _ = self._learned(source)
        given = _crossing(function, arguments)
        foreseen = self._foresight.of((name, function), peek, known, arguments)
        asked = frame("run", name, function, given, *limits, dict(known), foreseen.answers)
        return Active(name, source, asked), foreseen

    def _converse(self, active: Active, foreseen: Foreseen) -> Generator[HostCall, Answer, Finished]:
        """One run to its end, whatever becomes of workers meanwhile."""
        message = self._heard(active, partial(Process.begin, active=active))
        while True:
            match message:
                case ["ask", name, given, steps, space, told]:
                    try:
                        foreseen.learn(name, given, told=bool(told))
                        yield from tellings(told)
                        answer = yield HostCall(name, tuple(given), True, steps, space)
                    except BaseException:
                        self._leave(active)
                        raise
                    said = charged(answer)
                    active.answers.append(said)
                    message = self._heard(active, partial(Process.answer, said=said))
                case ["finished", value, steps, space, told]:
                    yield from tellings(told)
                    return Finished(value, steps, space)
                case ["failed", kind, words, line]:
                    raise ProgramFailed(Ended(kind), words, line=line)
                case _:
                    raise WorkerLost(f"a worker says {message[:1]}")

    def _heard(self, active: Active, say: Callable[[Process], None]) -> list[Any]:
        """What the worker says next of a run, after it was told something; by another worker if this one dies."""
        process = self._process
        if self._stack[-1] is not active:  # others that began later wait still: they are to wait outside of this one
            self._stack.remove(active)
            self._stack.append(active)
            return self._again()
        if process is None or any(one.process not in (None, process) for one in self._stack):
            return self._again()
        try:
            say(process)
            return process.hear()
        except Gone:
            self._died()
            return self._again()

    def _died(self) -> None:
        self._end()
        self._deaths += 1
        if self._deaths >= DEATHS_MAX:
            raise WorkerLost("a worker died twice on one call: look at the memory and the log of this machine")

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _again(self) -> list[Any]:
        """Everything that is under way, from its beginning in a new worker; what the innermost says next."""
        while True:
            self._end()
            try:
                process = self._process = self._new()
                message: list[Any] = []
                for active in self._stack:
                    process.begin(active)
                    message = process.hear()
                    for said in active.answers:
                        process.answer(said)
                        message = process.hear()
            except Gone:
                self._died()
                continue
            return message

    def _leave(self, active: Active) -> None:
        """The run is wanted no more; the worker goes on with others, unless another waits inside this one."""
        if self._process is None or active.process is not self._process:
            return
        if self._stack[-1] is not active:
            self._end()
            return
        try:
            self._process.say("leave")
        except Gone:
            self._end()


def _crossing(function: str, arguments: Mapping[str, Value]) -> str:
    """Arguments as they cross to a worker; ProgramFailed where they cannot."""
    try:
        return canonical.encode(dict(arguments)).decode()
    except DecodeError as error:
        raise ProgramFailed(Ended.misused, f"{function} is given what cannot cross: {error}") from error
