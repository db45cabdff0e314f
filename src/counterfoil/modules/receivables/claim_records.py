# SPDX-License-Identifier: Apache-2.0
"""Who says to have financed a lot. What was said of a lot holds for every part that it is split into afterwards.

A part does not copy it: it names the lots whose records it shares (``Lot.claimed_with``), the nearest first. What is
said of the part itself stands in its own record. Both count together; of one claimant what stands nearer.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.law.moment import Reader
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp

CLAIMS_MAX: Final = 8
"""Claims that count on a lot, and as many again that do not: no stranger's word keeps a true claim off the record."""
Reference = Annotated[str, Meta(max_length=200)]


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody financed a receivable, as it says: registered or not, and when the debtor was told."""

    claimant: PartyId
    amount: PositiveMoney
    registered: Timestamp | None = None
    """when, in the registry of movables and rights (中登网)"""
    registration: Reference = ""
    noticed: Timestamp | None = None
    """when the debtor had the notice of assignment"""
    assigned_under: Reference = ""
    """the registration of the sale by which it came to the claimant, from who had this place before"""
    confirmed_by: PartyId | None = None
    """who looked the registration up, and found it"""
    taken: bool = False
    """its claimant took the lot here, which is on record: nobody need look that up"""

    @property
    def since(self) -> Timestamp | None:
        """From when on it counts as registered; None: nobody but its claimant says so."""
        return self.registered if self.taken or self.confirmed_by is not None else None

    @property
    def counts(self) -> bool:
        """Whether it keeps anybody from anything: its claimant's word alone does not."""
        return self.since is not None or self.noticed is not None


class Claims(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All who say of a lot itself that they financed it."""

    instrument: InstrumentId
    cash: InstrumentId
    claims: tuple[Claim, ...] = ()
    left: tuple[PartyId, ...] = ()
    """who claims nothing on this lot any more, whatever they claimed on what it was split from"""

    @property
    def claimants(self) -> tuple[PartyId, ...]:
        """Whose claims count."""
        return tuple(one.claimant for one in self.claims if one.counts)

    @property
    def settled(self) -> tuple[PartyId, ...]:
        """Of whom it says everything: what they claimed on what the lot was split from does not count for it."""
        return (*(one.claimant for one in self.claims), *self.left)


CLAIMS: Final = Table("receivables/claims", Claims, ReceivablesOutcome.no_claims, ReceivablesOutcome.claims_exist)


class Standing(NamedTuple):
    """A claim on a lot, and the lot of which it was said: itself, or one that it was split from."""

    at: InstrumentId
    claim: Claim


def records_of(known_here: Reader, lots: Iterable[InstrumentId]) -> list[Claims]:
    """Those that there are."""
    found = (known_here.read(CLAIMS, name) for name in lots)
    return [one for one in found if one is not None]


def standing(records: Sequence[Claims]) -> list[Standing]:
    """All claims on a lot, by its own record and those that it shares, the nearest first."""
    settled: set[PartyId] = set()
    found: list[Standing] = []
    for record in records:
        found += (Standing(record.instrument, one) for one in record.claims if one.claimant not in settled)
        settled.update(record.settled)
    return found


def shared(records: Sequence[Claims]) -> tuple[InstrumentId, ...]:
    """Which of a lot's records its parts share: those that have a claim for it, and those that say who left one.

    There are not many of either: so few are shared, however often a lot is split.
    """
    having = {one.at for one in standing(records)}
    first: dict[PartyId, int] = {}
    for number, record in enumerate(records):
        for party in record.settled:
            first.setdefault(party, number)
    kept: list[InstrumentId] = []
    beyond: set[PartyId] = set()
    """whose claims stand in what is shared so far, which an earlier record may say are over"""
    for number, record in reversed(list(enumerate(records))):
        if record.instrument in having or any(first[one] == number for one in beyond.intersection(record.settled)):
            kept.append(record.instrument)
            beyond.update(one.claimant for one in record.claims)
    return tuple(reversed(kept))
