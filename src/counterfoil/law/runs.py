# SPDX-License-Identifier: Apache-2.0
"""Whose programs run in a call: what one moves is the doing of a record that was started there, and has not ended."""

from collections import defaultdict
from collections.abc import Callable
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
    by: RecordPath | None = None
    """the record whose program has it run; None: the call itself"""


class Program(Protocol):
    """What an event says of programs."""

    def starts(self) -> Start | None: ...
    def finishes(self) -> RecordPath | None: ...
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
        """A program starts or ends, if the event says so; Unproven where it cannot have. None: an unknown event."""
        if event is None:
            return
        self._require_running(call, event, moment, programmed)
        running = self._running[call]
        if (start := event.starts()) is not None:
            if start.by is None:
                running.clear()  # those that a call itself starts run one after another
            running.pop(start.record, None)
            running[start.record] = start
        if (record := event.finishes()) is not None:
            running.pop(record, None)
            self._unended.pop((call, record), None)

    def _require_running(
        self, call: int | None, event: Program, moment: Moment, programmed: Callable[[], bool]
    ) -> None:
        """What notes another's start, or its own end, is the doing of a program that runs, and may run so.

        Asked as far as is shown: what such a program moves is asked for where it moves it. Refused where the event's
        own law refuses it. ``programmed`` says whether the call has programs; it may raise Unknown.
        """
        start = event.starts()
        doer = event.finishes() if start is None else start.by
        if doer is None:
            return
        if not _known(programmed, otherwise=True):
            raise Unproven("no program runs in its call", "其调用不运行任何程序")
        _known(partial(event.permit, moment), otherwise=None)
        if not _known(partial(self.acts, call, doer), otherwise=True):
            raise Unproven(f"{doer} does not run there", f"{doer} 此时并未运行")

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
        unended = next((record for _, record in self._unended), None)
        self._running.clear()
        self._unended.clear()
        if unended is not None:
            raise Unproven(
                f"{unended} acted, and nothing says that it ended", f"{unended} 已行事，却无其运行结束的记录"
            )

    def _tells(self, record: RecordPath) -> bool:
        """Whether all is shown that a record did."""
        try:
            self._told(record)
        except Unknown:
            return False
        return True


def _known(asked: Callable[[], T], *, otherwise: U) -> T | U:
    """What is asked; something else where that is not known."""
    try:
        return asked()
    except Unknown:
        return otherwise
