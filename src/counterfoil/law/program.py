# SPDX-License-Identifier: Apache-2.0
"""Programs: code that firms bring to a chain. What one decides depends on it, its inputs and the host's answers alone.

A module asks for a program to be run (``Module.decides``) and answers what it asks; who runs it, and where, is no
module's affair. A call that ends badly is refused; a node that cannot tell how it ends stops.
"""

from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from counterfoil.law.call import Call
from counterfoil.primitives.errors import CounterfoilError, InvariantBroken
from counterfoil.primitives.types import PartyId, RecordPath

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]
"""What crosses between a program and its host; integers within ±(2⁵³−1)."""
NOTHING: Final[Mapping[str, "Value"]] = MappingProxyType({})
Peek = Callable[[str, tuple["Value", ...]], "Value"]
"""(name, arguments) → what the host answers to a steady question when a run begins; Refused where it would refuse"""
STEPS_MAX: Final = 1_000_000
"""Steps that the programs of one transaction may take together."""
SPACE_MAX: Final = 4_000_000
"""Cells that they may make together."""
NESTED_MAX: Final = 8
"""Programs that may run inside one another."""
DEPTH_MAX: Final = 8
"""Lists and dicts within each other in a value that crosses, or is compared."""
NODES_MAX: Final = 4_096
"""Parts of such a value, itself included."""


class HostFunction(NamedTuple):
    """Something that a program may ask of its host."""

    name: str
    parameters: int
    """how many it takes at least"""
    most: int
    waits: bool
    """whether the program needs the answer; what it need not wait for is told with the next that it waits for

    One that takes nothing is not asked: its answer is the same throughout a run, and is told when it begins.
    """
    steady: bool = False
    """whether it is a question that changes nothing: what is asked after it is answered as it would have been before"""

    @property
    def known(self) -> bool:
        """Whether its answer is told when a run begins."""
        return self.most == 0


class HostCall(NamedTuple):
    """What a program asks of its host, and what it had left then."""

    name: str
    arguments: tuple[Value, ...]
    waits: bool
    steps_left: int = 0
    space_left: int = 0


class Charged(NamedTuple):
    """An answer that costs the program more than an answer does: what a call inside it used."""

    value: Value
    steps: int
    space: int


Answer = Value | Charged


def charged(answer: Answer) -> Charged:
    """An answer with what it costs besides, which is nothing unless it says so."""
    return answer if isinstance(answer, Charged) else Charged(answer, 0, 0)


class Limits(NamedTuple):
    """What a call may use up."""

    steps: int = STEPS_MAX
    space: int = SPACE_MAX


class Finished(NamedTuple):
    """How a call ended well, and what it used up."""

    value: Value
    steps: int
    space: int
    lines: tuple[int, ...] = ()
    """of the source, in the order of running; of a trace alone"""


class Ended(StrEnum):
    """Why a call ended badly, the same on every node."""

    failed = "failed"
    """by the program's own word"""
    out_of_steps = "out_of_steps"
    out_of_space = "out_of_space"
    too_large = "too_large"
    """a value past a limit"""
    fault = "fault"
    """what the language cannot do: a missing key, a wrong type, a division by zero"""
    misused = "misused"
    """an entry that is not there, or arguments that do not fit it"""


class ProgramFailed(CounterfoilError):
    """A call ended badly, the same on every node; ``words`` and ``line`` are for people and decide nothing."""

    def __init__(
        self,
        kind: Ended,
        words: str,
        *,
        line: int | None = None,
        steps: int = 0,
        space: int = 0,
        lines: tuple[int, ...] = (),
    ) -> None:
        self.kind, self.words, self.line, self.steps = kind, words, line, steps
        self.space, self.lines = space, lines
        super().__init__(kind, words)

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}"
        return ", ".join(part for part in (self.words, where) if part)


class Problem(NamedTuple):
    """Something in a source that the dialect does not have."""

    line: int
    column: int
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.wrong}; {self.right}"


class NotInDialect(CounterfoilError):
    """A source is no program; the problems in the order of lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return str(self.problems[0])


class Parameter(NamedTuple):
    """A parameter of an entry: its type is ``int``, ``str``, ``bool``, ``list`` or ``dict``."""

    name: str
    type: str
    optional: bool
    default: Value = None


class Entry(NamedTuple):
    """A function of a program that can be called from outside."""

    name: str
    parameters: tuple[Parameter, ...]
    view: bool
    """it changes nothing"""
    doc: str
    line: int


class Programs(Protocol):
    """Who runs programs."""

    def entries(self, source: str) -> Mapping[str, Entry]:
        """The functions that can be called from outside; NotInDialect when the source is no program."""
        ...

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> Generator[HostCall, Answer, Finished]:
        """Run a function: yields what it asks of its host, in order, and is sent each answer. ProgramFailed.

        ``known``: what the functions of the host answer that take nothing. By ``peek`` it may learn beforehand, and
        not ask, what it expects to be asked while nothing has changed; what the run decides does not depend on that.
        """
        ...

    def expect(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> None:
        """What ``run`` will probably be asked next: who runs it may begin now. It decides nothing, right or wrong."""
        ...


Interpreters = Callable[[int], Programs]
"""dialect → who runs programs under it; a node that lacks it stops when the first is to run"""


class NoPrograms:
    """Of a node that runs none: its chain has no contracts, or it stops at the first."""

    def entries(self, source: str) -> Mapping[str, Entry]:
        raise InvariantBroken("this node cannot run contracts: install counterfoil[node] and start again")

    def run(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> Generator[HostCall, Answer, Finished]:
        raise InvariantBroken("this node cannot run contracts: install counterfoil[node] and start again")

    def expect(
        self,
        source: str,
        function: str,
        arguments: Mapping[str, Value],
        limits: Limits,
        known: Mapping[str, Value] = NOTHING,
        peek: Peek | None = None,
    ) -> None:
        """Nothing will be run."""


class Coming(NamedTuple):
    """A call that will probably be the next to run a program."""

    call: Call
    parties: Collection[PartyId]
    """who consent to it"""
    limits: Limits | None
    """what it may use up; None: what is left of the running transaction's"""


def nothing_comes() -> None:
    """Of whoever does not know what is called next."""


@dataclass(slots=True)
class Running:
    """The programs of the transaction that runs: who runs inside whom, and what is left for them all."""

    programs: Programs
    coming: Callable[[], Coming | None] = nothing_comes
    """what will probably run next: no law may decide anything by it"""
    left: Limits = field(default_factory=Limits)
    """what the next may use up"""
    inside: list[RecordPath] = field(default_factory=list)
    """the records whose programs run now, the innermost last"""
    finished: Finished | None = None
    """the last that finished, with whatever ran inside it"""

    def finish(self, began: Limits, finished: Finished) -> None:
        """One that might have used so much is over."""
        self.left = Limits(began.steps - finished.steps, began.space - finished.space)
        self.finished = finished

    def inside_of(self, asked: HostCall) -> None:
        """Another runs inside the one that asked, and may use what that one had left."""
        self.left, self.finished = Limits(asked.steps_left, asked.space_left), None

    @property
    def answer(self) -> Charged:
        """What the last that finished answers to the one that it ran inside of."""
        if self.finished is None:  # whoever asks beforehand goes on after a refusal
            return Charged(None, 0, 0)
        return Charged(self.finished.value, self.finished.steps, self.finished.space)
