# SPDX-License-Identifier: Apache-2.0
"""Tests of a contract: each on a chain in memory of its own; which lines of the source ran, and what they cost."""

import ast
import importlib.util
import inspect
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter_ns
from traceback import extract_tb
from types import ModuleType
from typing import Any, Final, NamedTuple, TypeGuard

from counterfoil.law.program import (
    NOTHING,
    Answer,
    Entry,
    Finished,
    HostCall,
    Limits,
    Peek,
    ProgramFailed,
    Programs,
    Value,
    charged,
)
from counterfoil.node.contracts.asserting import TellingLoader
from counterfoil.node.contracts.folder import MANIFEST, files_of_tests, read_folder
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.primitives.errors import InputError
from counterfoil.sandbox.trees import called_in

ORDER_MAX: Final = 500
"""Lines whose order is kept: so many of the first, and so many of the last; the others are counted."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One test, and how it went."""

    name: str
    """``file::function``"""
    passed: bool
    words: str
    """where it failed, and why; empty where it passed"""
    source: str
    """the line of the test at which it failed"""
    milliseconds: int
    notes: tuple[str, ...] = ()
    """what it does not show, though it passed"""


class Asked(NamedTuple):
    """What a program asked of its host, or told it."""

    line: int | None
    """of the source; None where it waits for no answer"""
    name: str
    arguments: tuple[Value, ...]
    answer: Value = None
    answered: bool = True
    """whether the host took it; what it refuses ends the run"""


@dataclass
class Watched:
    """Implements ``law.program.Programs``: notes which lines ran, of which source, and how many steps were taken."""

    programs: Programs
    lines: dict[str, Counter[int]] = field(default_factory=dict)
    """source → line → how often it ran"""
    first: dict[str, list[int]] = field(default_factory=dict)
    """source → the lines that ran first, in the order of running"""
    last: dict[str, deque[int]] = field(default_factory=dict)
    """those that ran last, of the lines after the first"""
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    """source → what it asked of its host, in order, at first what it was told of itself; no more than the first"""
    asked_more: Counter[str] = field(default_factory=Counter)
    """source → how much it asked after that"""
    steps: int = 0

    def entries(self, source: str) -> Mapping[str, Entry]:
        return self.programs.entries(source)

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> Generator[HostCall, Answer, Finished]:
        asked = self.asked.setdefault(source, [])
        if not asked and known:
            reached = _reached(source, function)
            asked += [Asked(None, name, (), answer) for name, answer in known.items() if name in reached]
        try:
            running = self.programs.run(source, function, arguments, limits, known, peek)
            finished = yield from self._heard(running, source)
        except ProgramFailed as failed:
            self._note(source, failed.lines)
            raise
        except GeneratorExit:  # the host refuses what it asked
            self._note(source, getattr(self.programs, "traced", ()))
            raise
        self.steps += finished.steps
        self._note(source, finished.lines)
        return finished

    def expect(self, *_expected: Any) -> None:
        """What is watched begins when it is asked for."""

    def _heard(
        self, running: Generator[HostCall, Answer, Finished], source: str
    ) -> Generator[HostCall, Answer, Finished]:
        """The same run; what it asks of its host is noted, with what it is answered."""
        asked = self.asked[source]
        answer: Answer = None
        try:
            while True:
                request = running.send(answer)
                line = getattr(self.programs, "line", None) if request.waits else None
                at = len(asked)  # before the answer another run of the same source may have asked as well
                if at < ORDER_MAX:
                    asked.append(Asked(line, request.name, request.arguments, answered=False))
                else:
                    self.asked_more[source] += 1
                answer = yield request
                if at < ORDER_MAX:
                    asked[at] = asked[at]._replace(answer=charged(answer).value, answered=True)
        except StopIteration as ended:
            finished: Finished = ended.value
            return finished
        finally:
            running.close()

    def _note(self, source: str, lines: tuple[int, ...]) -> None:
        self.lines.setdefault(source, Counter()).update(lines)
        first = self.first.setdefault(source, [])
        room = ORDER_MAX - len(first)
        first += lines[:room]
        self.last.setdefault(source, deque(maxlen=ORDER_MAX)).extend(lines[room:])

    def lines_of(self, source: str) -> list[int]:
        """The lines of a source on which something runs."""
        functions = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
        statements = (one for function in functions for one in ast.walk(function) if isinstance(one, ast.stmt))
        return sorted({one.lineno for one in statements if not _only_says(one)})


def _reached(source: str, function: str) -> set[str]:
    """Every function that one calls, by itself or through others; it too."""
    there = {one.name: one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)}
    reached, waiting = set[str](), {function}
    while waiting:
        one = waiting.pop()
        reached.add(one)
        waiting |= (called_in(there[one]) if one in there else set()) - reached
    return reached


def _only_says(statement: ast.stmt) -> bool:
    """Whether nothing runs: the head of a function, or its docstring."""
    says = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return says or isinstance(statement, ast.FunctionDef)


def try_out(folder: Path, programs: Programs, only: str = "", seed: int = 0) -> Iterator[Trial]:
    """Run the tests of a folder whose names contain ``only``, in order; InputError when there are none.

    ``seed``: of what tests leave to chance.
    """
    found = [(file, name, test) for file in files_of_tests(folder) for name, test in _tests(file) if only in name]
    if not found:
        raise _none_found(folder, only)
    for file, name, test in found:
        begun = perf_counter_ns()
        chain = LocalChain(programs, seed)
        words, source = _tried(test, chain, file)
        taken_ms = (perf_counter_ns() - begun) // 1_000_000
        yield Trial(f"{file.name}::{name}", not words, words, source, taken_ms, tuple(chain.notes))


def _none_found(folder: Path, only: str) -> InputError:
    """Why there is none: those of code out of a chain are with whoever proposed it; a chain has their hash alone."""
    files = files_of_tests(folder)
    if not files and (folder / MANIFEST).exists() and (tests := read_folder(folder).tests) is not None:
        problem = "its tests are not here: none travel on a chain, which has their hash alone"
        remedy = f"ask whoever proposed it for the files test_*.py of the hash {tests}, and put them in this folder"
        return InputError(problem, where=str(folder), remedy=remedy)
    remedy = "functions test_…(chain) in files test_*.py"
    return InputError(f"no test{f' named {only}' if only and files else ''}", where=str(folder), remedy=remedy)


def _tests(file: Path) -> list[tuple[str, Callable[[LocalChain], None]]]:
    module = _loaded(file)
    _require_told_apart(file)
    named: list[tuple[str, Callable[[LocalChain], None]]]
    named = [(name, one) for name, one in vars(module).items() if name.startswith("test_") and callable(one)]
    for name, test in named:
        right = f"def {name}(chain):"
        if not inspect.isfunction(test) or inspect.iscoroutinefunction(test) or inspect.isgeneratorfunction(test):
            raise InputError(f"{name} is no plain function, and would not run", where=str(file), remedy=right)
        if list(inspect.signature(test).parameters) != ["chain"]:
            raise InputError(f"{name} does not take a chain", where=str(file), remedy=right)
    return named


def _require_told_apart(file: Path) -> None:
    """InputError for what looks like tests and would be left out in silence: a class of them, one of two of a name."""
    seen = set[str]()
    for one in ast.parse(file.read_bytes()).body:
        if isinstance(one, ast.ClassDef) and (one.name.startswith("Test") or any(map(_is_test, one.body))):
            problem, remedy = f"class {one.name} would not run", "functions test_…(chain) outside of classes"
            raise InputError(problem, where=f"{file}, line {one.lineno}", remedy=remedy)
        if _is_test(one) and one.name in seen:
            raise InputError(f"a second {one.name}", where=f"{file}, line {one.lineno}", remedy="a name of its own")
        seen |= {one.name} if _is_test(one) else set()


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")


def _loaded(file: Path) -> ModuleType:
    """The file as a module of its own; InputError when it cannot be."""
    name = f"contract_tests_{file.parent.name}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file, loader=TellingLoader(name, str(file)))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise InputError(f"the tests cannot be read: {type(error).__name__}: {error}", where=str(file)) from error
    return module


def _tried(test: Callable[[LocalChain], None], chain: LocalChain, file: Path) -> tuple[str, str]:
    """Run a test; where and why it failed, and what stands there; nothing where it passed."""
    try:
        test(chain)
    except (Exception, SystemExit) as error:  # who ends the process has not passed
        frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename) == file]
        where, source = (f"{file.name}, line {frames[-1].lineno}: ", frames[-1].line or "") if frames else ("", "")
        return f"{where}{type(error).__name__}: {error}".rstrip(": "), source
    return "", ""
