# SPDX-License-Identifier: Apache-2.0
"""Quotas (套期保值额度, 套利额度, 做市额度): how many lots a client may open for a purpose, from a day to a day.

Which purposes need one is a product's rule. One record for each client, product and purpose, so that booking reads one
more, and of nobody else.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import OfHouse
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import HedgeFlag, Lots
from counterfoil.primitives.types import DayNumber, HexHash, PartyId

QUOTAS_MAX: Final = 64
"""Of one client, product and purpose, now and to come."""


class QuotaGrant(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """So many lots on each side, on these days."""

    contract: str | None
    """None: all contracts of the product together"""
    first: DayNumber
    last: DayNumber
    long: Lots
    short: Lots
    document: HexHash

    def of(self, side: Direction) -> int:
        return self.long if side is Direction.bought else self.short

    def covers(self, contract: str, day: DayNumber) -> bool:
        return self.contract in (None, contract) and self.first <= day <= self.last


class Quota(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client may open for a purpose, of a product and of its contracts."""

    house: str
    holder: PartyId
    product: str
    hedge: HedgeFlag
    entries: tuple[QuotaGrant, ...] = ()

    def on(self, contract: str, day: DayNumber) -> tuple[QuotaGrant, ...]:
        """The product's, and the contract's own: each holds."""
        return tuple(one for one in self.entries if one.covers(contract, day))


QUOTAS: Final = Table("futures/quota", Quota, QuotaOutcome.no_such_quota, QuotaOutcome.quota_exists)
_QUOTAS: Changes[Quota] = Changes(QUOTAS)


class OfQuota(OfHouse, frozen=True):
    """Of one client, product and purpose."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    holder: PartyId
    product: str
    hedge: HedgeFlag
    contract: str | None
    """None: all contracts of the product together"""


class QuotaGranted(OfQuota, frozen=True):
    """A client may open so many lots for a purpose on these days, whatever it might before."""

    type: ClassVar[str] = "futures.quota_granted"
    long: Lots
    short: Lots
    first: DayNumber
    last: DayNumber
    document: HexHash
    kept_from: DayNumber
    """what ended before leaves the record"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(QUOTAS, (self.house, self.holder, self.product, self.hedge), self._with)

    def _with(self, before: Quota | None) -> Quota:
        now = before or Quota(house=self.house, holder=self.holder, product=self.product, hedge=self.hedge)
        made = QuotaGrant(
            contract=self.contract,
            first=self.first,
            last=self.last,
            long=self.long,
            short=self.short,
            document=self.document,
        )
        there = (one for one in now.entries if one.last >= self.kept_from)
        kept = tuple(piece for one in there for piece in self._left_of(one))
        require(len(kept) < QUOTAS_MAX, QuotaOutcome.too_many_quotas, self.holder)
        return replace(now, entries=(*kept, made))

    def _left_of(self, one: QuotaGrant) -> Iterator[QuotaGrant]:
        """What of an earlier grant stands: all of another contract's; else the days before and after these."""
        if one.contract != self.contract or one.last < self.first or self.last < one.first:
            yield one
            return
        if one.first < self.first:
            yield replace(one, last=DayNumber(self.first - 1))
        if self.last < one.last:
            yield replace(one, first=DayNumber(self.last + 1))


class QuotaEnded(OfQuota, frozen=True):
    """A client may open nothing more by what was granted."""

    type: ClassVar[str] = "futures.quota_ended"
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _QUOTAS.change(
            lambda now: replace(now, entries=tuple(one for one in now.entries if one.contract != self.contract)),
            self.house,
            self.holder,
            self.product,
            self.hedge,
        )


EVENTS: tuple[type[EventData], ...] = (QuotaGranted, QuotaEnded)
TABLES: Final = (QUOTAS,)
