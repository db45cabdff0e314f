# SPDX-License-Identifier: Apache-2.0
"""Programs run as plain Python, unmetered: what the dialect means, by an interpreter that others made."""

import ast
from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from queue import SimpleQueue
from threading import Thread
from types import CodeType, MappingProxyType
from typing import Any

from counterfoil.law.program import (
    NOTHING,
    Answer,
    Charged,
    Ended,
    Entry,
    Finished,
    HostCall,
    HostFunction,
    Limits,
    Parameter,
    Peek,
    ProgramFailed,
    Value,
)


class _Failed(Exception):
    """The program's own word."""


class _Closed(BaseException):
    """Nobody waits for the program any more."""


class PlainPrograms:
    """Implements ``law.program.Programs``, for programs that are known to be in the dialect."""

    def __init__(self, hosts: Sequence[HostFunction]) -> None:
        self._hosts = hosts

    def entries(self, source: str) -> Mapping[str, Entry]:
        return _entries(source)

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> Generator[HostCall, Answer, Finished]:
        entry = self.entries(source).get(function)
        takes = {parameter.name for parameter in entry.parameters} if entry is not None else set()
        needed = {one.name for one in entry.parameters if not one.optional} if entry is not None else set()
        if entry is None or not needed <= set(arguments) <= takes:
            raise ProgramFailed(Ended.misused, f"{function} takes {sorted(takes)}")
        asked: SimpleQueue[Any] = SimpleQueue()
        answers: SimpleQueue[Any] = SimpleQueue()
        given = (source, function, dict(arguments), known, asked, answers)
        thread = Thread(target=self._execute, args=given, daemon=True)
        thread.start()
        try:
            while isinstance(request := asked.get(), HostCall):
                answers.put((yield request))
        except GeneratorExit:
            answers.put(_Closed())
            raise
        finally:
            thread.join()
        if isinstance(request, ProgramFailed):
            raise request
        return Finished(request[0], 1, 1)

    def expect(self, *_expected: Any) -> None:
        """What runs here begins when it is asked for."""

    def _execute(
        self,
        source: str,
        function: str,
        arguments: dict[str, Value],
        known: Mapping[str, Value],
        asked: Any,
        answers: Any,
    ) -> None:
        def hosted(host: HostFunction) -> Any:
            if host.known:
                return lambda: known[host.name]

            def ask(*given: Any) -> Any:
                asked.put(HostCall(host.name, given, host.waits, *Limits()))
                answer = answers.get()
                if isinstance(answer, Charged):
                    return answer.value
                if isinstance(answer, _Closed):
                    raise answer
                return answer

            return ask

        scope: dict[str, Any] = {host.name: hosted(host) for host in self._hosts}
        scope |= {"require": _require, "fail": _fail}
        try:
            exec(_compiled(source), scope)
            asked.put((scope[function](**arguments),))
        except _Closed:
            return
        except _Failed as failed:
            asked.put(ProgramFailed(Ended.failed, str(failed)))
        except Exception as error:
            asked.put(ProgramFailed(Ended.fault, f"{type(error).__name__}: {error}"))


@lru_cache(maxsize=64)
def _entries(source: str) -> Mapping[str, Entry]:
    """Read once: a chain asks before every call."""
    functions = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
    return MappingProxyType({one.name: _entry(one) for one in functions if ast.get_docstring(one) is not None})


@lru_cache(maxsize=64)
def _compiled(source: str) -> CodeType:
    return compile(source, "<contract>", "exec")


def _require(condition: bool, words: str) -> None:
    if not condition:
        raise _Failed(words)


def _fail(words: str) -> None:
    raise _Failed(words)


def _entry(function: ast.FunctionDef) -> Entry:
    doc = ast.get_docstring(function) or ""
    optional = len(function.args.args) - len(function.args.defaults)
    parameters = tuple(
        Parameter(one.arg, ast.unparse(one.annotation) if one.annotation is not None else "", index >= optional)
        for index, one in enumerate(function.args.args)
    )
    return Entry(function.name, parameters, doc.startswith("View:"), doc, function.lineno)
