# SPDX-License-Identifier: Apache-2.0
"""The interpreter: a checked program loaded, and one of its entries called. Nothing here knows who asks."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import starlark

from counterfoil.law.program import (
    NOTHING,
    Ended,
    Entry,
    Finished,
    HostFunction,
    Limits,
    NotInDialect,
    Problem,
    ProgramFailed,
    Value,
)
from counterfoil.sandbox import costs
from counterfoil.sandbox.fitting import fitting
from counterfoil.sandbox.generating import ENTRY, generated
from counterfoil.sandbox.rules import checked

Told = list[tuple[str, list[Value]]]
Ask = Callable[[str, list[Value], int, int, Told], tuple[Value, int, int]]
"""(name, arguments, steps left, cells left, what was told before) → (answer, steps and cells that it cost besides)"""
CALLSTACK_MAX: Final = 200
_FRAME: Final = re.compile(r"program:(\d+)")


class Loaded:
    """A program that can be called, again and again: what it makes in one call is gone in the next."""

    def __init__(self, source: str, hosts: Sequence[HostFunction], *, trace: bool = False) -> None:
        program = checked(source, hosts)
        self.entries: Mapping[str, Entry] = program.entries
        made, before = generated(program, trace=trace), prelude()
        self._first, self._lines = before.count("\n"), made.lines
        self._ask: Ask | None = None
        self._ended: tuple[Ended, str] | None = None
        self._traced: list[int] = []
        self._told: Told = []
        self._raised: BaseException | None = None
        module, dialect = starlark.Module(), starlark.Dialect.standard()
        dialect.enable_def, dialect.enable_load, dialect.enable_lambda = True, False, False
        module.add_callable("_stopped", self._stopped)
        module.add_callable("_host", self._host)
        module.add_callable("_told", self._tell)
        module.add_callable("_line", self._line)
        try:
            tree = starlark.parse("program", before + made.text, dialect)
            starlark.eval_with(starlark.EvalOptions(), module, tree, starlark.Globals.standard())
        except starlark.StarlarkError as error:
            told = Problem(self._where(str(error)) or 1, 1, "what the interpreter cannot load", "something plainer")
            raise NotInDialect((told,)) from error
        self._module = module.freeze()

    def call(
        self,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        ask: Ask,
        known: Mapping[str, Value] = NOTHING,
    ) -> tuple[Finished, Told]:
        """Call an entry; what it told the host after its last question. ProgramFailed, alike on every node.

        What ``ask`` raises comes out as it was raised.
        """
        given = fitting(self.entries, function, arguments)
        self._ask, self._ended, self._traced, self._told, self._raised = ask, None, [], [], None
        try:
            options = starlark.EvalOptions(max_callstack_size=CALLSTACK_MAX)
            came = self._module.call_with(options, function + ENTRY, *limits, dict(known), *given)
        except starlark.StarlarkError as error:
            if self._raised is not None:
                raise self._raised from None
            kind, words = self._ended or (Ended.fault, _problem(str(error)))
            raise ProgramFailed(kind, words, line=self._where(str(error)), lines=tuple(self._traced)) from None
        answer: Any = came.value
        value, steps, space = answer
        return Finished(plain(value), limits.steps - steps, limits.space - space, tuple(self._traced)), self._told

    def _stopped(self, kind: str, words: str) -> None:
        self._ended = self._ended or (Ended(kind), words)
        raise RuntimeError(kind)

    def _tell(self, name: str, arguments: list[Any]) -> None:
        """Something for the host, as it is now: what the program changes of it later is not told."""
        self._told.append((name, plain(arguments)))

    def _host(self, name: str, arguments: list[Any], steps: int, space: int) -> list[Any]:
        assert self._ask is not None
        told, self._told = self._told, []
        try:
            answer = self._ask(name, plain(arguments), steps, space, told)
        except BaseException as error:
            self._raised = error
            raise
        return list(answer)

    def _line(self, line: int) -> None:
        if len(self._traced) < costs.LINES_TRACED_MAX:
            self._traced.append(line)

    def _where(self, words: str) -> int | None:
        """The line of the source that the innermost frame of the program stood at."""
        for found in reversed(_FRAME.findall(words)):
            place = int(found) - self._first - 1
            if 0 <= place < len(self._lines) and self._lines[place]:
                return self._lines[place]
        return None


@cache
def prelude() -> str:
    """What operators, built-ins and methods do, with the constants of the dialect's version."""
    return costs.prelude_head() + (files("counterfoil.sandbox") / "prelude.star").read_text(encoding="utf-8")


def plain(value: Any) -> Any:
    """As it crosses: a tuple is a list there."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def _problem(words: str) -> str:
    """What the interpreter says is wrong, in one line."""
    found = re.search(r"^error: (.*)$", words, re.MULTILINE)
    return found[1] if found is not None else words.partition("\n")[0]


__all__ = ["CALLSTACK_MAX", "Ask", "Loaded", "NotInDialect", "Told", "plain", "prelude"]
