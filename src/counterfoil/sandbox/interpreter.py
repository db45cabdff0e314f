# SPDX-License-Identifier: Apache-2.0
"""The interpreter: a checked program loaded, and one of its entries called. Nothing here knows who asks."""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, cast

import starlark

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
    NotInDialect,
    Problem,
    ProgramFailed,
    Value,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.sandbox import costs
from counterfoil.sandbox.generating import ENTRY, generated
from counterfoil.sandbox.rules import checked

Told = list[tuple[str, list[Value]]]
"""what a program told its host: name and arguments of each"""
Ask = Callable[[str, list[Value], int, int, Told], Charged]
"""(name, arguments, steps left, cells left, what was told before) → its answer"""
Foreseen = Mapping[str, list[list[Any]]]
"""for each steady question the arguments, and the answer, that are known when a run begins"""
NOTHING_FORESEEN: Final[Foreseen] = MappingProxyType({})
CALLSTACK_MAX: Final = 200
_TOLD_EVERY: Final = 10_000
"""Lines of a trace, after which it is told how many ran: a second or less."""
_FRAME: Final = re.compile(r"program:(\d+)")


class _Answering:
    """What the interpreter calls back. It knows nothing of the module that calls it: the two would never be freed."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.ask: Ask | None = None
        self.ended: tuple[Ended, str] | None = None
        self.traced: list[int] = []
        self.raised: BaseException | None = None

    def begin(self, ask: Ask) -> None:
        self.ask, self.ended, self.traced, self.raised = ask, None, [], None

    def stopped(self, kind: str, words: str) -> None:
        self.ended = self.ended or (Ended(kind), words)
        raise RuntimeError(kind)

    def host(self, asked: str) -> str:
        assert self.ask is not None
        (name, arguments), steps, space, told = _read(asked)
        try:
            answer = self.ask(name, arguments, steps, space, told)
        except BaseException as error:
            self.raised = error
            raise
        return _written(list(answer))

    def line(self, line: int) -> None:
        self.traced.append(line)  # no more than there are steps
        if len(self.traced) % _TOLD_EVERY == 0:
            self.progress("lines", len(self.traced), 0)


class Loaded:
    """A program that can be called, again and again: what it makes in one call is gone in the next."""

    def __init__(
        self, source: str, hosts: Sequence[HostFunction], *, trace: bool = False, progress: Progress = no_progress
    ) -> None:
        program = checked(source, hosts)
        self.entries: Mapping[str, Entry] = program.entries
        made, before = generated(program, trace=trace), prelude()
        self._first, self._lines = before.count("\n"), made.lines
        self._answering = _Answering(progress)
        module, dialect = starlark.Module(), starlark.Dialect.standard()
        dialect.enable_def, dialect.enable_load, dialect.enable_lambda = True, False, False
        module.add_callable("_stopped", self._answering.stopped)
        module.add_callable("_host", self._answering.host)
        module.add_callable("_line", self._answering.line)
        try:
            tree = starlark.parse("program", before + made.text, dialect)
            starlark.eval_with(starlark.EvalOptions(), module, tree, _globals())
        except starlark.StarlarkError as error:
            told = Problem(self._where(str(error)) or 1, 1, "what the interpreter cannot load", "something plainer")
            raise NotInDialect((told,)) from error
        self._module = module.freeze()

    def call(
        self,
        function: str,
        given: Sequence[Value],
        limits: Limits,
        ask: Ask,
        known: Mapping[str, Value] = NOTHING,
        foreseen: Foreseen = NOTHING_FORESEEN,
    ) -> tuple[Finished, Told]:
        """Call an entry; what it told the host after its last question. ProgramFailed, alike on every node.

        ``given`` fits the entry, as ``fitting`` says. What ``ask`` raises comes out as it was raised. It is not asked
        what is ``foreseen``, until something may have changed.
        """
        answering = self._answering
        answering.begin(ask)
        text = _written([*limits, dict(known), dict(foreseen), given])
        try:
            options = starlark.EvalOptions(max_callstack_size=CALLSTACK_MAX)
            came = self._module.call_with(options, function + ENTRY, text)
        except starlark.StarlarkError as error:
            if answering.raised is not None:
                raise answering.raised from None
            kind, words = answering.ended or (Ended.fault, _problem(str(error)))
            raise ProgramFailed(kind, words, line=self._where(str(error)), lines=tuple(answering.traced)) from None
        value, steps, space, told = _read(cast("str", came.value))
        return Finished(value, limits.steps - steps, limits.space - space, tuple(answering.traced)), told

    @property
    def traced(self) -> tuple[int, ...]:
        """The lines that the last call ran, however it ended."""
        return tuple(self._answering.traced)

    @property
    def line(self) -> int | None:
        """The line that runs, or ran last; None without a trace."""
        return self._answering.traced[-1] if self._answering.traced else None

    def _where(self, words: str) -> int | None:
        """The line of the source that the innermost frame of the program stood at."""
        for found in reversed(_FRAME.findall(words)):
            place = int(found) - self._first - 1
            if 0 <= place < len(self._lines) and self._lines[place]:
                return self._lines[place]
        return None


def tellings(told: Told) -> Generator[HostCall, Answer]:
    """What a program told its host and waits for no answer to."""
    for name, given in told:
        yield HostCall(name, tuple(given), False)


@cache
def prelude() -> str:
    """What operators, built-ins and methods do, with the constants of the dialect's version."""
    return costs.prelude_head() + (files("counterfoil.sandbox") / "prelude.star").read_text(encoding="utf-8")


@cache
def _globals() -> starlark.Globals:
    """What the prelude may mean; no program has any of it."""
    return starlark.Globals.extended_by([starlark.LibraryExtension.Json])


def _written(value: Any) -> str:
    """As it crosses to a program."""
    return canonical.encode_trusted(value).decode()


def _read(text: str) -> Any:
    """As it crosses from a program."""
    return canonical.decode_json(text.encode(), Any)


def _problem(words: str) -> str:
    """What the interpreter says is wrong, in one line."""
    found = re.search(r"^error: (.*)$", words, re.MULTILINE)
    return found[1] if found is not None else words.partition("\n")[0]
