# SPDX-License-Identifier: Apache-2.0
"""Records of the register: terms, record times, snapshots, positions; rates of withholding; where holders are paid."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.parties.attestations import Topic, Value
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    Duration,
    HashField,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)
from counterfoil.terms.kernel.arithmetic import Rounding

PENDING_MAX: Final = 8
"""Record times set on one instrument that may be to come, so that a movement asks about few; terms set one more."""
RATES_MAX: Final = 64
RESETS_MAX: Final = 128
"""Rates that terms take in their life, so that evidence of their last payment can show every one."""
PAST_MAX: Final = 16
"""Entries of a policy that are over and still kept, for payments recorded while they were in force."""
DUE: Final = "_due-"
"""How the names begin of what terms set: no identifier that anybody chooses begins so, nor has a slash."""
TermsText = Annotated[str, Meta(min_length=2, max_length=4_096)]
"""Contract terms as JSON (spec/terms.md)."""
RatePpm = Annotated[Millionths, Meta(ge=0, le=PARTS_PER_MILLION)]
RateText = Annotated[str, Meta(pattern=r"^-?0(\.[0-9]{1,12})?\Z", examples=["0.0345"])]
"""A reference rate as a decimal fraction: 3.45 % is ``0.0345``, and ``3.45`` is refused as what nobody means."""


def due_name(number: int) -> str:
    """The name of a payment under terms, and of its snapshot."""
    return f"{DUE}{number}"


class Income(StrEnum):
    """What tax is withheld of."""

    interest = "interest"
    dividend = "dividend"


class SnapshotStatus(StrEnum):
    scheduled = "scheduled"
    recording = "recording"
    """its time has passed, and accounts are counted"""
    recorded = "recorded"
    cancelled = "cancelled"


SNAPSHOT_CYCLE: Final[Mapping[SnapshotStatus, frozenset[SnapshotStatus]]] = {
    SnapshotStatus.scheduled: frozenset({SnapshotStatus.recording, SnapshotStatus.cancelled}),
    SnapshotStatus.recording: frozenset({SnapshotStatus.recorded}),
    SnapshotStatus.recorded: frozenset(),
    SnapshotStatus.cancelled: frozenset(),
}
"""status → the statuses it may change to"""


class Terms(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms of an instrument that compute what it pays. They never change."""

    instrument: InstrumentId
    text: str
    """the terms, byte for byte as their hash is in the instrument's record"""
    hash: HashField
    per: PositiveQuantity
    """so many units are what the terms are of"""
    cash: InstrumentId
    rounding: Rounding
    """how the whole of a payment is rounded to the smallest unit of cash"""
    offset_min: OffsetMinutes
    """where the days of the terms begin"""
    record_before: Duration
    """how long before a payment falls due its register is recorded"""
    publisher: PartyId | None = None
    """whose published rates they take, where they float and no feed says them"""
    feed: RecordPath | None = None
    """the feed whose fixings their rates are"""
    fresh_for: Duration | None = None
    """how old a fixing may be at the time for which a rate is set"""
    dues: int = 0
    """payments proposed so far, and those that fell due before the terms were registered"""
    following: Timestamp | None = None
    """when the register of the next payment is recorded; None: no more payments follow"""


class Fixing(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reference rate of a day, as a party published it. What it was before a correction stands in its trail."""

    publisher: PartyId
    reference_rate: str
    day: DayNumber
    rate: RateText
    version: int = 1
    used_by: RecordPath | None = None
    """the first action whose amount was computed with it; nobody corrects it any more"""


class RateReset(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rate that terms took from a feed, when the first payment that depends on it was computed. It never changes."""

    instrument: InstrumentId
    reference_rate: str
    day: DayNumber
    rate: RateText
    fixing: RecordPath
    """the fixing that it is"""
    used_by: RecordPath
    """that payment"""


class Pending(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A snapshot that is not recorded yet."""

    snapshot: str
    record_time: Timestamp


class Register(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The record times of an instrument that are to come, or whose accounts are not all counted, in order."""

    instrument: InstrumentId
    pending: tuple[Pending, ...] = ()
    closes: Timestamp | None = None
    """the record time of the final redemption; later units move no more"""


class Snapshot(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who holds how much at the end of the record time."""

    instrument: InstrumentId
    snapshot: str
    record_time: Timestamp
    """what happens in a block of this time still counts"""
    set_by: PartyId | None
    """None: the terms of the instrument"""
    reference: str
    status: SnapshotStatus = SnapshotStatus.scheduled
    whole: Quantity | None = None
    """what was outstanding at the record time"""
    holders: int | None = None


class Position(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account held at the record time; nothing, where units came later."""

    instrument: InstrumentId
    snapshot: str
    account: AccountId
    holder: PartyId
    quantity: Quantity


class Tally(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sums over the accounts of a snapshot. No other record is judged by it before all is counted."""

    instrument: InstrumentId
    whole: Quantity
    """what was outstanding"""
    counted: Quantity = Quantity(0)
    """units of the accounts counted"""
    holders: int = 0


class DivisionTally(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sums over the accounts of a division. No other record is judged by it before all is divided."""

    instrument: InstrumentId
    counted: Quantity = Quantity(0)
    """units of the accounts that stand in it"""
    holders: int = 0
    divided: int = 0
    """the sum of entitlements, in the smallest unit of what is paid"""
    paid: int = 0
    """how many accounts are paid"""
    spent: int = 0
    """what they were paid, tax included"""


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rate for holders of whom this is attested."""

    topic: Topic
    value: Value
    rate_ppm: RatePpm


class WithholdingEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rates from a time on: the first that fits a holder, else the usual one."""

    since: Timestamp
    rates: tuple[Rate, ...]
    usual_ppm: RatePpm
    account: AccountId
    """into which tax is paid"""


class Withholding(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy of one kind of income: entries that are over, the one in force, those to come, in that order."""

    income: Income
    entries: tuple[WithholdingEntry, ...] = ()


class Payout(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where what an account is owed in cash is paid."""

    account: AccountId
    receiver: AccountId
    mandate: str | None
    """by which the receiver lets it come in; None: anybody may bring things there"""


TERMS: Final = Table("lifecycle/terms", Terms, LifecycleOutcome.unknown_terms, LifecycleOutcome.terms_exist).opened()
FIXINGS: Final = Table(
    "lifecycle/fixing", Fixing, LifecycleOutcome.unknown_fixing, LifecycleOutcome.fixing_exists
).opened()
RESETS: Final = Table("lifecycle/reset", RateReset, LifecycleOutcome.unknown_reset, LifecycleOutcome.reset_exists)
REGISTERS: Final = Table(
    "lifecycle/register", Register, LifecycleOutcome.unknown_register, LifecycleOutcome.register_exists
)
SNAPSHOTS: Final = Table(
    "lifecycle/snapshot", Snapshot, LifecycleOutcome.unknown_snapshot, LifecycleOutcome.snapshot_exists
)
POSITIONS: Final = Table(
    "lifecycle/position", Position, LifecycleOutcome.not_on_register, LifecycleOutcome.counted_already
)
TALLIES: Final = Table("lifecycle/tally", Tally, LifecycleOutcome.unknown_tally, LifecycleOutcome.tally_exists)
DIVISION_TALLIES: Final = Table(
    "lifecycle/division_tally",
    DivisionTally,
    LifecycleOutcome.unknown_division_tally,
    LifecycleOutcome.division_tally_exists,
)
WITHHOLDINGS: Final = Table(
    "lifecycle/withholding", Withholding, LifecycleOutcome.unknown_withholding, LifecycleOutcome.withholding_exists
)
PAYOUTS: Final = Table(
    "lifecycle/payout", Payout, LifecycleOutcome.unknown_payout, LifecycleOutcome.payout_exists
).kept(AccountId)
