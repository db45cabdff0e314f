# SPDX-License-Identifier: Apache-2.0
"""Halts (暂停交易): from when to when a contract, or all of a product, does not trade, by whom and why.

One record for each product, so that booking reads one more and no client's. A halt says nothing of settlement.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.text import format_time
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.halting_outcomes import HaltingOutcome
from counterfoil.modules.futures.records import HOUSES, PRODUCTS
from counterfoil.modules.parties.authority import require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import PartyId, Timestamp

HALTS_MAX: Final = 64
"""Of one product on record at a time."""


class Halt(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """From a time on, and before another, nothing trades."""

    contract: str | None
    """None: all of the product"""
    by: PartyId
    since: Timestamp
    reason: str
    until: Timestamp | None = None
    """None: it has not ended"""

    def is_of(self, contract: str | None, by: PartyId) -> bool:
        """Whether it is this party's, of just this, and has not ended."""
        return (self.contract, self.by, self.until) == (contract, by, None)

    def covers(self, contract: str, time: Timestamp) -> bool:
        return self.contract in (None, contract) and self.since <= time and (self.until is None or time < self.until)

    @property
    def told(self) -> str:
        """Who halted it, from when to when, and why."""
        until = "" if self.until is None else f" until {format_time(self.until)}"
        return f"halted by {self.by} from {format_time(self.since)}{until}: {self.reason}"

    def ended_before(self, time: Timestamp) -> bool:
        return self.until is not None and self.until < time


class Halts(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Halts of a product and of its contracts, but for those that ended long ago."""

    product: str
    house: str
    halts: tuple[Halt, ...] = ()


HALTS: Final = Table("futures/halts", Halts, HaltingOutcome.nothing_halted, HaltingOutcome.halts_exist).opened()
_HALTS: Changes[Halts] = Changes(HALTS)


def require_trading(halts: Halts | None, contract: str, time: Timestamp, about: str = "") -> None:
    """Refused where the contract was halted at a time, with who halted it, since when, and why."""
    if halts is not None:
        halt = next((one for one in halts.halts if one.covers(contract, time)), None)
        told = "" if halt is None else f"{about or contract}: {halt.told}"
        require(halt is None, HaltingOutcome.trading_halted, told)


class OfHalts(FuturesEvent, frozen=True):
    """By a product's venue, or by its house."""

    object: ClassVar[ObjectClass] = ObjectClass.product
    product: str
    contract: str | None
    house: str
    by: PartyId
    reason: str

    def permit(self, moment: Moment) -> Consents:
        of_venue = self.by == known(moment, PRODUCTS, self.product).venue
        house = known(moment, HOUSES, self.house)
        require_role(moment, self.by if of_venue else house.by, Role.venue if of_venue else Role.clearing_house)
        return ()


class Halted(OfHalts, frozen=True):
    """A contract, or all of a product, is halted."""

    type: ClassVar[str] = "futures.halted"
    since: Timestamp
    kept_from: Timestamp
    """what ended before leaves the record"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(HALTS, (self.product,), self._with)

    def _with(self, before: Halts | None) -> Halts:
        now = before or Halts(product=self.product, house=self.house)
        kept = tuple(one for one in now.halts if not one.ended_before(self.kept_from))
        require(len(kept) < HALTS_MAX, HaltingOutcome.too_many_halts, self.product)
        made = Halt(contract=self.contract, by=self.by, since=self.since, reason=self.reason)
        return replace(now, halts=(*kept, made))


class Resumed(OfHalts, frozen=True):
    """It goes on."""

    type: ClassVar[str] = "futures.resumed"
    until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _HALTS.change(self._ended, self.product)

    def _ended(self, before: Halts) -> Halts:
        def ended(one: Halt) -> Halt:
            return replace(one, until=max(self.until, one.since)) if one.is_of(self.contract, self.by) else one

        return replace(before, halts=tuple(map(ended, before.halts)))


EVENTS: tuple[type[EventData], ...] = (Halted, Resumed)
TABLES: Final = (HALTS,)
