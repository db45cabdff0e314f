# SPDX-License-Identifier: Apache-2.0
"""Programs run in this process, each in a thread that waits whenever it asks: for tests, traces, and as a twin.

A program that brings its interpreter down brings this process down; a node runs programs in workers.
"""

from collections.abc import Generator, Mapping, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, cast

from counterfoil.law.program import (
    NOTHING,
    Answer,
    Charged,
    Entry,
    Finished,
    HostCall,
    HostFunction,
    Limits,
    Peek,
    Value,
    charged,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.sandbox.fitting import fitting
from counterfoil.sandbox.interpreter import Loaded, Told, tellings


class _Closed(Exception):
    """Nobody waits for the program any more."""


def _crossed(value: Value) -> Value:
    """As it comes out of the pipe to a worker: the keys of every object sorted."""
    return cast("Value", canonical.decode(canonical.encode(value), Any))


class InProcess:
    """Implements ``law.program.Programs``."""

    def __init__(self, hosts: Sequence[HostFunction], *, trace: bool = False, progress: Progress = no_progress) -> None:
        self._hosts, self._trace, self._progress = hosts, trace, progress
        self.traced: tuple[int, ...] = ()
        """the lines of the last run that ended, or was left"""
        self.line: int | None = None
        """that ran last when a program asked something"""
        self._loaded: dict[str, list[Loaded]] = {}
        """source → what is loaded of it and not running"""

    def entries(self, source: str) -> Mapping[str, Entry]:
        loaded = self._take(source)
        self._loaded[source].append(loaded)
        return loaded.entries

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,  # noqa: ARG002 - what asks in this process has no way to save
    ) -> Generator[HostCall, Answer, Finished]:
        given = [_crossed(one) for one in fitting(self.entries(source), function, arguments)]
        loaded = self._take(source)
        asked: SimpleQueue[Any] = SimpleQueue()
        answers: SimpleQueue[Any] = SimpleQueue()

        def ask(name: str, arguments: list[Value], steps: int, space: int, told: Told) -> Charged:
            asked.put((told, HostCall(name, tuple(arguments), True, steps, space)))
            answer = answers.get()
            if isinstance(answer, _Closed):
                raise answer
            said = charged(answer)
            return said._replace(value=_crossed(said.value))

        def execute() -> None:
            try:
                finished, told = loaded.call(function, given, limits, ask, known)
                asked.put((told, finished))
            except BaseException as error:
                asked.put(([], error))

        thread = Thread(target=execute, daemon=True)
        thread.start()
        try:
            while True:
                told, request = asked.get()
                yield from tellings(told)
                if not isinstance(request, HostCall):
                    break
                self.line = loaded.line
                answers.put((yield request))
        except BaseException:
            answers.put(_Closed())
            raise
        finally:
            thread.join()
            self.traced = loaded.traced
            self._loaded[source].append(loaded)
        if isinstance(request, BaseException):
            raise request
        finished: Finished = request
        return finished

    def expect(self, *_expected: Any) -> None:
        """What runs in this process begins when it is asked for."""

    def _take(self, source: str) -> Loaded:
        try:  # and not a look first: another thread may take the last one meanwhile
            return self._loaded.setdefault(source, []).pop()
        except IndexError:
            return Loaded(source, self._hosts, trace=self._trace, progress=self._progress)
