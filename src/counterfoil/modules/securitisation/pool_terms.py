# SPDX-License-Identifier: Apache-2.0
"""The terms of a pool and of its notes, fixed when it is opened."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import DayField, DayOffset
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.securitisation.notes import INVESTORS_MAX
from counterfoil.modules.securitisation.triggers import TriggerKind, TriggerTerms
from counterfoil.modules.securitisation.waterfall import CLEAN_UP_PPM_MAX, RANKS_MAX, FeeTerms, TrancheTerms, YearRate
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    PartyId,
    Quantity,
)

NOMINAL_MAX: Final = 10**14
"""Smallest units of money: a trillion yuan."""
Share = Annotated[Millionths, Meta(ge=0, le=PARTS_PER_MILLION)]


class NoteTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rank, and the instrument that it is; its unit is the smallest unit of money."""

    instrument: InstrumentId
    tranche: TrancheTerms

    def called(self, pool: str) -> str:
        """What it is called as an instrument."""
        return f"Pool {pool}, rank {self.tranche.rank}"


class PoolTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a pool is, fixed when it is opened."""

    manager: PartyId
    """of the special purpose vehicle (专项计划管理人); it issues the notes"""
    originator: PartyId
    """may buy what is left at the end"""
    servicer: PartyId
    account: AccountId
    """the pool's own, kept by the custodian bank: all that is collected comes there"""
    cash: InstrumentId
    offset_min: DayOffset
    cut_off: DayField
    """as of which its lots are valued (封包日)"""
    tenor_max_days: Annotated[int, Meta(ge=1, le=3_660)]
    """from the cut-off day to the day on which a lot is due"""
    debtor_max_ppm: Share
    seller_max_ppm: Share
    discount_ppm: YearRate
    """a year, by which lots are valued (ACT/365)"""
    notes: Annotated[tuple[NoteTerms, ...], Meta(min_length=1, max_length=RANKS_MAX)]
    retained: AccountId | None = None
    """the originator's, which alone has the last rank; None: anybody may"""
    fees: FeeTerms
    fee_account: AccountId
    """the servicer's"""
    bridge: AccountId
    """which paid for the lots, and has what is paid for the notes, and what is left when no rank is owed anything"""
    first_payment: DayField
    every_days: Annotated[int, Meta(ge=1, le=366)]
    final: DayField
    """when all principal is due (法定到期日)"""
    reserve_target: NaturalMoney = Quantity(0)
    triggers: Annotated[tuple[TriggerTerms, ...], Meta(max_length=len(TriggerKind))] = ()
    clean_up_ppm: Annotated[Millionths, Meta(ge=0, le=CLEAN_UP_PPM_MAX)] = Millionths(0)
    ticket_min: PositiveMoney | None = None
    """the least that is subscribed to, unless it is all that is left; None: a 200th of all notes"""
    aside_after_days: Annotated[int, Meta(ge=1, le=366)] = 30
    """so long after a payment day is counted what a holder does not take is set aside in its name (提存)"""

    def payment_day(self, number: int) -> DayNumber:
        """The day of a payment, counted from 1; they go on after the final day for as long as something comes in."""
        return DayNumber(self.first_payment + (number - 1) * self.every_days)

    def rank_of(self, instrument: InstrumentId) -> NoteTerms | None:
        """The terms of a note, or None."""
        return next((one for one in self.notes if one.instrument == instrument), None)

    @property
    def nominal(self) -> int:
        """Of all notes."""
        return sum(one.tranche.notional for one in self.notes)

    @property
    def ticket(self) -> int:
        """The least that is subscribed to: so many small orders that no other finds room are none."""
        return self.ticket_min or -(-self.nominal // INVESTORS_MAX)
