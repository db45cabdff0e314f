# SPDX-License-Identifier: Apache-2.0
"""What a package tells, once its events were walked: records at each time asked about, trails, and whose consent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import BaseClaim, StatementClaim
from counterfoil.evidence.hearsay import as_executed
from counterfoil.law.called import Called, Calling, called
from counterfoil.law.claim import ToldEvent
from counterfoil.law.table import R, Table, TrailedRecord
from counterfoil.primitives.types import RecordPath, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.shown import DatedEvent
from counterfoil.verify.walk import Step, Walk


@dataclass
class PackageTold:
    """Implements ``law.claim.Told``."""

    steps: list[Step] = field(default_factory=list)
    openings: Mapping[RecordPath, tuple[int, TrailedRecord]] = field(default_factory=dict)
    states: dict[Timestamp | None, Mapping[RecordPath, TrailedRecord]] = field(default_factory=dict)
    """records by path, at each time that the claim asks about, and (None) at the end"""
    plain: Mapping[RecordPath, dict[str, Any]] = field(default_factory=dict)
    """the records that are present, as JSON without their trails"""
    _trails: dict[RecordPath, list[ToldEvent]] = field(default_factory=lambda: defaultdict(list))

    def read(self, table: Table[R], *parts: str, as_of: Timestamp | None = None) -> R | None:
        found = self.states.get(as_of, {}).get(table.path(*parts))
        return found if isinstance(found, table.record) else None

    def find(self, path: RecordPath) -> TrailedRecord | None:
        return self.states.get(None, {}).get(path)

    def trail(self, path: RecordPath) -> Sequence[ToldEvent]:
        return self._trails.get(path, ())

    @property
    def paths(self) -> Sequence[RecordPath]:
        """The records of whose trails something is told."""
        return tuple(self._trails)

    def opened(self, path: RecordPath) -> int:
        return self.openings[path][0] if path in self.openings else 0

    def called(self, calling: Calling) -> Called:
        """How whatever is shown is called, by its records at the end, as far as they are known to it."""
        return called(self.states.get(None, {}).values(), calling)

    def as_executed(self) -> Words | None:
        """Says which calls and events that are shown stand as executed, and why; None when there are none."""
        unknown = {step.unknown for step in self.steps if step.unknown is not None}
        return as_executed(unknown, {step.underived for step in self.steps if step.underived is not None})

    def problems(self) -> Iterator[CheckFailed]:
        """Whatever is wrong with the events, in order."""
        return (problem for step in self.steps for problem in step.problems)

    def require_sound(self, number: int) -> None:
        """The first problem that belongs to a check; those that name none are of check 10."""
        for problem in self.problems():
            if (problem.number or 10) == number:
                raise problem

    def note(self, step: Step) -> None:
        """Take in one more event; of a trail that is opened, what comes up to the opening is not told."""
        self.steps.append(step)
        dated = step.dated
        for link in dated.event.trails:
            if link.seq > self.opened(link.record):
                self._trails[link.record].append(ToldEvent(dated.event, dated.data, dated.time, link.seq))


def times_of(claim: BaseClaim) -> list[Timestamp]:
    """The times at which a claim asks about records, besides the end."""
    return sorted({claim.as_of, claim.start} if isinstance(claim, StatementClaim) else {claim.as_of})


def tell(walk: Walk, events: Sequence[DatedEvent], times: Sequence[Timestamp]) -> PackageTold:
    """Walk to the end, and keep what was known at each of the times."""
    told = PackageTold(openings=walk.facts.openings)
    waiting = list(times)

    def keep_until(time: Timestamp | None) -> None:
        while waiting and (time is None or time > waiting[0]):
            told.states[waiting.pop(0)] = walk.facts.told()

    keep_until(events[0].time if events else None)
    for step, following in zip_longest(walk.steps(events), events[1:]):
        if step is None:
            break
        told.note(step)
        keep_until(None if following is None else following.time)
    told.states[None] = walk.facts.told()
    return told
