# SPDX-License-Identifier: Apache-2.0
"""Positions that are counted anew in steps, so that any number can be: after a finding, a port, a second account.

One transaction causes no more than 4,096 events, and each position is counted by one. What is counted where it is now
goes from the first position to the last, in the order of contract and purpose; how far it has come is on record.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.counting_outcomes import CountingOutcome
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.records import MarginAccount

WAITING_MAX: Final = 256
"""Of one house, whose positions are counted anew at once."""


class Waiting(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Whose positions are counted anew, and how far that has come."""

    whose: Whose
    name: str
    """the client, or of a port the account"""
    left: str | None
    """the group, or the member, with which they were counted; None: with none"""
    joined: str | None
    """with which they are counted now; of a second account the client"""
    after: str = ""
    """the contract and the purpose up to which all are counted; empty: none is"""

    @property
    def key(self) -> tuple[str, str]:
        return (self.whose, self.name)

    def is_of(self, account: MarginAccount) -> bool:
        """Whether it is about the account's positions."""
        return self.name == (account.account if self.whose is Whose.of_member else account.holder)

    def waits(self, listed: str) -> bool:
        """Whether a position is not counted where it is now."""
        return listed > self.after


class Countings(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose positions a house counts anew, the first first."""

    house: str
    waiting: tuple[Waiting, ...] = ()
    steps: int = 0
    """that were taken so far"""


COUNTINGS: Final = Table(
    "futures/counting", Countings, CountingOutcome.nothing_to_count, CountingOutcome.counting_exists
)
_COUNTINGS: Changes[Countings] = Changes(COUNTINGS)


def waiting_of(reads: Reader, house: str) -> tuple[Waiting, ...]:
    """Whose positions a house counts anew now."""
    found = reads.read(COUNTINGS, house)
    return () if found is None else found.waiting


class CountedOn(FuturesEvent, frozen=True):
    """The next positions were counted; what follows says which, and how far it has come."""

    type: ClassVar[str] = "futures.counted_on"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    house: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _COUNTINGS.change(lambda now: replace(now, steps=now.steps + 1), self.house)


class CountingMoved(FollowingEvent, frozen=True):
    """So far the positions are counted where they are now; the others are where they were."""

    type: ClassVar[str] = "futures.counting_moved"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    house: str
    whose: Whose
    name: str
    left: str | None
    joined: str | None
    after: str
    over: bool
    """whether those were the last"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(COUNTINGS, (self.house,), self._moved)

    def _moved(self, before: Countings | None) -> Countings:
        now = before or Countings(house=self.house)
        made = Waiting(whose=self.whose, name=self.name, left=self.left, joined=self.joined, after=self.after)
        if all(one.key != made.key for one in now.waiting):
            require(len(now.waiting) < WAITING_MAX, CountingOutcome.too_many_counted, self.name)
            return replace(now, waiting=(*now.waiting, made))
        there = (made if one.key == made.key else one for one in now.waiting)
        return replace(now, waiting=tuple(one for one in there if not (self.over and one.key == made.key)))


EVENTS: tuple[type[EventData], ...] = (CountedOn, CountingMoved)
TABLES: Final = (COUNTINGS,)
