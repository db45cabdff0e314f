# SPDX-License-Identifier: Apache-2.0
"""A worker: a process that runs programs and knows nothing else. It ends when its node does.

It is asked for a run, asks back, and says how the run ended. While it waits for an answer it may be asked for another
run, inside the one that waits. Its limits lie far above what the metering lets a program use.
"""

import contextlib
import os
import resource
import sys
from importlib.metadata import version
from typing import Any, BinaryIO, Final

from counterfoil.law.program import Charged, Ended, HostFunction, Limits, NotInDialect, ProgramFailed, Value
from counterfoil.primitives import canonical
from counterfoil.sandbox import costs
from counterfoil.sandbox.fitting import fitting
from counterfoil.sandbox.interpreter import Foreseen, Loaded, Told, prelude
from counterfoil.sandbox.wire import receive, send

MEMORY_BYTES: Final = 4 * 1024**3
CPU_S_A_RUN: Final = 600
_PROBLEMS_MAX: Final = 16
"""Of a source, that are sent: a node says the first, and a hostile source may have thousands."""


class _Left(Exception):
    """The node wants the run no more."""


class Worker:
    """One process's programs, over a pair of pipes."""

    def __init__(self, into: BinaryIO, out: BinaryIO) -> None:
        self._in, self._out = into, out
        self._used: int | None = None
        """seconds of the processor, when it was last said how many more it may use"""
        self._hosts: list[HostFunction] = []
        self._sources: dict[str, str] = {}
        self._loaded: dict[str, list[Loaded]] = {}

    def serve(self) -> None:
        """Until the node is gone."""
        with contextlib.suppress(EOFError, BrokenPipeError):
            while True:
                self._limit_cpu()
                self._act(receive(self._in))

    def _limit_cpu(self) -> None:
        """So much from now on, and it dies: no program that is metered gets near."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime)
        if used != self._used:  # the system is told once a second, not with each call
            self._used = used
            _limit(resource.RLIMIT_CPU, used + CPU_S_A_RUN)

    def _act(self, message: list[Any]) -> None:
        match message:
            case ["hosts", hosts]:
                self._hosts = [HostFunction(*one) for one in hosts]
            case ["source", name, source]:
                self._sources[name] = source
            case ["forget"]:
                self._sources.clear()
                self._loaded.clear()
            case ["entries", name]:
                self._tell_entries(name)
            case ["run", name, function, arguments, steps, space, known, foreseen]:
                self._run(name, function, arguments, Limits(steps, space), known, foreseen)
            case _:
                raise EOFError("the node says something else")

    def _take(self, name: str) -> Loaded:
        free = self._loaded.setdefault(name, [])
        return free.pop() if free else Loaded(self._sources[name], self._hosts)

    def _tell_entries(self, name: str) -> None:
        try:
            loaded = self._take(name)
        except NotInDialect as error:
            send(self._out, "problems", error.problems[:_PROBLEMS_MAX])
            return
        send(self._out, "entries", list(loaded.entries.values()))
        self._loaded[name].append(loaded)

    def _run(
        self,
        name: str,
        function: str,
        arguments: str,
        limits: Limits,
        known: dict[str, Value],
        foreseen: Foreseen,
    ) -> None:
        try:
            loaded = self._take(name)
            given = fitting(loaded.entries, function, canonical.decode(arguments.encode(), dict[str, Any]))
            finished, told = loaded.call(function, given, limits, self._ask, known, foreseen)
        except _Left:
            return
        except NotInDialect as error:
            send(self._out, "failed", Ended.fault, str(error), error.problems[0].line)
            return
        except ProgramFailed as failed:
            send(self._out, "failed", failed.kind, failed.words, failed.line)
        else:
            send(self._out, "finished", finished.value, finished.steps, finished.space, told)
        self._loaded.setdefault(name, []).append(loaded)  # the run may have been told to forget them all

    def _ask(self, name: str, arguments: list[Value], steps: int, space: int, told: Told) -> Charged:
        send(self._out, "ask", name, arguments, steps, space, told)
        while True:
            message = receive(self._in)
            match message:
                case ["answer", value, more_steps, more_space]:
                    return Charged(value, more_steps, more_space)
                case ["leave"]:
                    raise _Left
            self._act(message)


def _limit(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (most, hard))


def main(memory: int, dialect: int) -> None:
    """Serve over standard input and output, which nothing else may use; ``memory``: bytes of addresses.

    Where another dialect is asked for than this is, it says so and does nothing.
    """
    into, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if (dialect, release := version("starlark-pyo3")) != (costs.DIALECT, costs.INTERPRETER):
        send(out, "lacks", costs.DIALECT, costs.INTERPRETER, release)
        into.read()
        return
    prelude()  # the last file that it reads
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    _limit(resource.RLIMIT_AS, memory)
    Worker(into, out).serve()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
    sys.exit(0)
