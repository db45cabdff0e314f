# SPDX-License-Identifier: Apache-2.0
"""Whose programs run in a call: what one moves is the doing of a record that was started there, and has not ended."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple, Protocol, TypeVar

from counterfoil.evidence.claims import Unproven
from counterfoil.law.moment import Moment, Unknown
from counterfoil.law.program import NESTED_MAX
from counterfoil.primitives.types import RecordPath

T = TypeVar("T")
U = TypeVar("U")


class Start(NamedTuple):
    """A record whose program begins to run, in a call."""

    record: RecordPath
    function: str
    """which of the program"""
    shows: frozenset[RecordPath]
    """the records that it may look at"""
    by: RecordPath | None = None
    """the record whose program has it run, and shows it what it was shown; None: the call itself"""


class Finish(NamedTuple):
    """A record whose program runs no more, in a call."""

    record: RecordPath
    function: str
    """that it says to have run"""


class Program(Protocol):
    """What an event says of programs."""

    def starts(self) -> Start | None: ...
    def finishes(self) -> Finish | None: ...
    def permit(self, moment: Moment) -> object: ...


class Runs:
    """Whose programs run in the calls of one transaction, as its events go by.

    ``told`` raises Unknown where not all is shown that a record did; of such a record nobody can say whether it runs.
    """

    def __init__(self, told: Callable[[RecordPath], object]) -> None:
        self._told = told
        self._running: dict[int | None, dict[RecordPath, Start]] = defaultdict(dict)
        """call → what was started there and has not ended, outermost first"""
        self._unended: dict[tuple[int | None, RecordPath], None] = {}
        """what acted, and has not ended"""

    def note(self, call: int | None, event: Program | None, moment: Moment, programmed: Callable[[], bool]) -> None:
        """Another's program starts, or one ends; Unproven where it cannot have. None: an unknown event."""
        if event is not None:
            self._require_running(call, event, moment, programmed)
            self._go_on(call, event)

    def caused(self, call: int | None, event: Program | None) -> None:
        """The law of a call says an event: what ran there is over; Unproven if what acted there has not ended."""
        if event is not None:
            self._running[call].clear()
            self._go_on(call, event)
            _require_none([record for where, record in self._unended if where == call])

    def _go_on(self, call: int | None, event: Program) -> None:
        _follow(self._running[call], event)
        if (finish := event.finishes()) is not None:
            self._unended.pop((call, finish.record), None)

    def _require_running(
        self, call: int | None, event: Program, moment: Moment, programmed: Callable[[], bool]
    ) -> None:
        """What notes another's start, or its own end, is the doing of a program that runs, and may run so.

        Asked as far as is shown: what such a program moves is asked for where it moves it. Refused where the event's
        own law refuses it. ``programmed`` says whether the call has programs; it may raise Unknown.
        """
        start, finish = event.starts(), event.finishes()
        doer = start.by if start is not None else None if finish is None else finish.record
        if doer is None:
            return
        if not _known(programmed, otherwise=True):
            raise Unproven("no program runs in its call", "其调用不运行任何程序")
        _known(partial(event.permit, moment), otherwise=None)
        if not _known(partial(self.acts, call, doer), otherwise=True):
            raise Unproven(f"{doer} does not run there", f"{doer} 此时并未运行")
        _known(partial(self._require_as_started, call, doer, start or finish), otherwise=None)

    def _require_as_started(self, call: int | None, doer: RecordPath, said: Start | Finish | None) -> None:
        """It ends as the function that it began as, and has another see what it was shown; asked where it is told."""
        self._told(doer)
        run = self._running[call].get(doer)
        if run is None:
            return
        if isinstance(said, Finish) and said.function != run.function:
            raise Unproven(f"{doer} ran {run.function}", f"{doer} 所运行的是 {run.function}")
        if isinstance(said, Start) and said.shows != run.shows:
            raise Unproven(f"{doer} was shown other records", f"{doer} 获出示的是其他记录")

    def acts(self, call: int | None, record: RecordPath | None) -> bool:
        """Whether the record's is the innermost program that runs, by the call itself or by another's that runs."""
        running, acting = self._running[call], record
        for _ in range(NESTED_MAX):
            if acting is None:
                return False
            self._told(acting)
            if (start := running.get(acting)) is None:
                return False
            self._unended[call, acting] = None
            if start.by is None:
                inside = takewhile(lambda one: one != record, reversed(running))
                return not any(map(self._tells, inside))
            acting = start.by
        return False

    def over(self) -> None:
        """The transaction is over; Unproven if something that acted has not ended."""
        unended = [record for _, record in self._unended]
        self._running.clear()
        self._unended.clear()
        _require_none(unended)

    def _tells(self, record: RecordPath) -> bool:
        """Whether all is shown that a record did."""
        try:
            self._told(record)
        except Unknown:
            return False
        return True


def require_over(said: Iterable[tuple[Program | None, bool]]) -> None:
    """Of all events of a transaction, and whether each was noted: what they start ends; Unproven if not.

    What stands after an end that is not shown nobody would miss. Where the law of a call says more, all is shown.
    """
    running: dict[RecordPath, Start] = {}
    for event, noted in said:
        if not noted:
            running.clear()
        if event is not None:
            _follow(running, event)
    _require_none(list(running))


def _follow(running: dict[RecordPath, Start], event: Program) -> None:
    """What runs after an event."""
    if (start := event.starts()) is not None:
        running.pop(start.record, None)
        running[start.record] = start
    if (finish := event.finishes()) is not None:
        running.pop(finish.record, None)


def _require_none(unended: Sequence[RecordPath]) -> None:
    if unended:
        raise Unproven(
            f"{unended[0]} ran, and nothing says that it ended", f"{unended[0]} 已运行，却无其运行结束的记录"
        )


def _known(asked: Callable[[], T], *, otherwise: U) -> T | U:
    """What is asked; something else where that is not known."""
    try:
        return asked()
    except Unknown:
        return otherwise
