# SPDX-License-Identifier: Apache-2.0
"""Whose programs run in a call: what a program moves is the doing of a record that was started there."""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from counterfoil.evidence.event import Event
from counterfoil.law.program import NESTED_MAX
from counterfoil.primitives.types import HexHash, RecordPath


class Start(NamedTuple):
    """A record whose program begins to run, in a call."""

    record: RecordPath
    by: RecordPath | None = None
    """the record whose program has it run; None: the call itself"""


class Starts:
    """Whose programs began to run, as events go by; ``told`` raises where not all that a record did is shown."""

    def __init__(self, told: Callable[[RecordPath], object]) -> None:
        self._told = told
        self._started: dict[tuple[HexHash, int | None], dict[RecordPath, Start]] = defaultdict(dict)

    def note(self, event: Event, start: Start | None) -> None:
        """What an event starts, if anything."""
        if start is not None:
            self._started[event.transaction, event.call][start.record] = start

    def run(self, event: Event, record: RecordPath | None) -> bool:
        """Whether the record's program runs in the event's call: by the call itself, or by another's that runs."""
        started, acting = self._started[event.transaction, event.call], record
        for _ in range(NESTED_MAX):
            if acting is None:
                return False
            self._told(acting)
            if (start := started.get(acting)) is None or start.by is None:
                return start is not None
            acting = start.by
        return False
