# SPDX-License-Identifier: Apache-2.0
"""How a kind of claim follows from what was shown: stated by the module whose nouns it is about.

Verifier and collector both use it, the one to judge a claim, the other to make it.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple, Protocol

from counterfoil.evidence.claims import Quantities
from counterfoil.evidence.event import Event
from counterfoil.evidence.narrative import TitleShown
from counterfoil.law.event import EventData
from counterfoil.law.table import R, Table, TrailedRecord
from counterfoil.primitives.types import RecordPath, Timestamp


class ToldEvent(NamedTuple):
    """An event of a trail: as it stands, in its type if a module has it, when, and its number in the trail."""

    event: Event
    data: EventData | None
    time: Timestamp
    seq: int


class Told(Protocol):
    """What a package tells, checked or about to be."""

    def read(self, table: Table[R], *parts: str, as_of: Timestamp | None = None) -> R | None:
        """The record as it was at a time, or (None) at the header that the claim rests on."""
        ...

    def find(self, path: RecordPath) -> TrailedRecord | None:
        """The record at a path, of whatever kind, at the header that the claim rests on; None where it is not told."""
        ...

    def trail(self, path: RecordPath) -> Sequence[ToldEvent]:
        """The events of a record that are shown, in order."""
        ...

    def opened(self, path: RecordPath) -> int:
        """How many events of a record's trail come before the first that is shown."""
        ...


Lineage = Callable[[Told, Sequence[RecordPath], Collection[RecordPath]], Sequence[TitleShown]]
"""(told, records whose events it shows, those shown up to now): the titles, parents before what came of them"""


class ClaimLaw(NamedTuple):
    """``whole``: records whose trails must be shown whole, found again as what is told grows. ``derive``: the claim.

    A claim without trails (``bare``) rests on records, or their absence, alone.
    """

    whole: Callable[[Any, Told], Sequence[RecordPath]]
    derive: Callable[[Any, Told], Any]
    """(claim, told): the same claim with every field that follows from what is told; raises Unproven if none can"""
    absent: Callable[[Any], Sequence[RecordPath]] = lambda _claim: ()
    bare: bool = False
    first: Callable[[Any], Sequence[RecordPath]] = lambda _claim: ()
    """of which records the trail must be shown from its first event"""
    drawn: Callable[[Any, Told], Sequence[RecordPath]] = lambda _claim, _told: ()
    """the records whose events a page about the claim shows"""
    measure: Callable[[Any], Quantities | None] = lambda _record: None
    """the quantities of a record that has some"""
