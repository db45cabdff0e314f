# SPDX-License-Identifier: Apache-2.0
"""Events of the register: terms, record times, snapshots and who is counted; policy; where accounts are paid."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, Counting, Diverting, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import (
    DUE,
    FIXINGS,
    PAST_MAX,
    PAYOUTS,
    PENDING_MAX,
    POSITIONS,
    REGISTERS,
    SNAPSHOTS,
    TALLIES,
    TERMS,
    WITHHOLDINGS,
    Fixing,
    Income,
    Payout,
    Pending,
    Position,
    Rate,
    Register,
    Snapshot,
    SnapshotStatus,
    Tally,
    Terms,
    Withholding,
    WithholdingEntry,
)
from counterfoil.modules.parties.authority import RECORDERS, require_active, require_party, require_role, signed_for
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
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

_TERMS: Changes[Terms] = Changes(TERMS)
_FIXINGS: Changes[Fixing] = Changes(FIXINGS)
_SNAPSHOTS: Changes[Snapshot] = Changes(SNAPSHOTS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_TALLIES: Changes[Tally] = Changes(TALLIES)


class RegisterEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration


class TermsRegistered(EventData, frozen=True):
    """An issuer registered the terms by which its instrument pays."""

    type: ClassVar[str] = "lifecycle.terms_registered"
    object: ClassVar[ObjectClass] = ObjectClass.product
    instrument: InstrumentId
    text: str
    hash: HashField
    per: PositiveQuantity
    cash: InstrumentId
    rounding: Rounding
    offset_min: OffsetMinutes
    record_before: Duration
    publisher: PartyId | None
    feed: RecordPath | None
    fresh_for: Duration | None
    dues: int
    """payments whose record time had passed"""
    following: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        terms = Terms(
            instrument=self.instrument,
            text=self.text,
            hash=self.hash,
            per=self.per,
            cash=self.cash,
            rounding=self.rounding,
            offset_min=self.offset_min,
            record_before=self.record_before,
            publisher=self.publisher,
            feed=self.feed,
            fresh_for=self.fresh_for,
            dues=self.dues,
            following=self.following,
        )
        yield _TERMS.create(terms, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, INSTRUMENTS, self.instrument).issuer)
        return ()


class FixingEvent(EventData, frozen=True):
    """What a publisher says of a reference rate of a day."""

    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    publisher: PartyId
    reference_rate: str
    day: DayNumber
    rate: str
    version: int

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.publisher)
        return ()


class FixingPublished(FixingEvent, frozen=True):
    """A reference rate was published."""

    type: ClassVar[str] = "lifecycle.fixing_published"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        fixing = Fixing(
            publisher=self.publisher,
            reference_rate=self.reference_rate,
            day=self.day,
            rate=self.rate,
            version=self.version,
        )
        yield _FIXINGS.create(fixing, self.publisher, self.reference_rate, str(self.day))


class FixingCorrected(FixingEvent, frozen=True):
    """A published rate was corrected, before anything was computed with it."""

    type: ClassVar[str] = "lifecycle.fixing_corrected"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        key = (self.publisher, self.reference_rate, str(self.day))
        yield _FIXINGS.replace(*key, rate=self.rate, version=self.version)


class Scheduled(RegisterEvent, Counting, frozen=True):
    """A record time was set. ``by``: null where the terms of the instrument set it; ``closes``: units end after it."""

    type: ClassVar[str] = "lifecycle.scheduled"
    instrument: InstrumentId
    snapshot: str
    record_time: Timestamp
    by: PartyId | None
    reference: str
    closes: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        snapshot = Snapshot(
            instrument=self.instrument,
            snapshot=self.snapshot,
            record_time=self.record_time,
            set_by=self.by,
            reference=self.reference,
        )
        yield _SNAPSHOTS.create(snapshot, self.instrument, self.snapshot)

        def fold(before: Register | None) -> Register:
            register = before or Register(instrument=self.instrument)
            full = self.by is not None and len(_set_by_somebody(register)) >= PENDING_MAX
            require(not full, LifecycleOutcome.register_full, self.instrument)
            closes = self.record_time if self.closes else register.closes
            return replace(_with(register, self.snapshot, self.record_time), closes=closes)

        yield Touch(REGISTERS, (self.instrument,), fold)

    def permit(self, moment: Moment) -> Consents:
        if self.by is None:
            return ()
        if self.by == known(moment, INSTRUMENTS, self.instrument).issuer:
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, *RECORDERS)
        return ()


class OfTheOneWhoSet(RegisterEvent, frozen=True):
    """What is done to a snapshot by whoever set its time, before that has passed."""

    instrument: InstrumentId
    snapshot: str
    by: PartyId
    reference: str

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Moved(OfTheOneWhoSet, Counting, frozen=True):
    """A record time was moved."""

    type: ClassVar[str] = "lifecycle.moved"
    record_time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SNAPSHOTS.replace(self.instrument, self.snapshot, record_time=self.record_time, reference=self.reference)
        yield _pending(self.instrument, self.snapshot, self.record_time)


class Cancelled(OfTheOneWhoSet, frozen=True):
    """A snapshot was cancelled before its time."""

    type: ClassVar[str] = "lifecycle.cancelled"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        over = SnapshotStatus.cancelled
        yield _SNAPSHOTS.replace(self.instrument, self.snapshot, status=over, reference=self.reference)
        yield _pending(self.instrument, self.snapshot, None)


class Recording(RegisterEvent, frozen=True):
    """The record time has passed, and accounts are counted; so much was outstanding then."""

    type: ClassVar[str] = "lifecycle.recording"
    instrument: InstrumentId
    snapshot: str
    whole: Quantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        now = SnapshotStatus.recording
        yield _SNAPSHOTS.replace(self.instrument, self.snapshot, status=now, whole=self.whole)
        yield Touch(TALLIES, (self.instrument, self.snapshot), self._begun)

    def _begun(self, before: Tally | None) -> Tally:
        return before or Tally(instrument=self.instrument, whole=self.whole)


class Counted(RegisterEvent, frozen=True):
    """An account was counted: since the record time nothing of it has moved."""

    type: ClassVar[str] = "lifecycle.counted"
    instrument: InstrumentId
    snapshot: str
    account: AccountId
    holder: PartyId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _position(self)
        yield _TALLIES.change(lambda tally: _counted(tally, self.quantity), self.instrument, self.snapshot)


class Kept(FollowingEvent, frozen=True):
    """What an account held at the record time, noted when its units moved for the first time after it."""

    type: ClassVar[str] = "lifecycle.kept"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    instrument: InstrumentId
    snapshot: str
    account: AccountId
    holder: PartyId
    quantity: Quantity
    whole: Quantity
    """what was outstanding just before"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _position(self)

        def fold(before: Tally | None) -> Tally:
            return _counted(before or Tally(instrument=self.instrument, whole=self.whole), self.quantity)

        yield Touch(TALLIES, (self.instrument, self.snapshot), fold)


class Closed(RegisterEvent, frozen=True):
    """Every unit that was outstanding is counted."""

    type: ClassVar[str] = "lifecycle.closed"
    instrument: InstrumentId
    snapshot: str
    whole: Quantity
    holders: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        now = SnapshotStatus.recorded
        yield _SNAPSHOTS.replace(self.instrument, self.snapshot, status=now, holders=self.holders)
        yield _pending(self.instrument, self.snapshot, None)


class PaidInto(Diverting, frozen=True):
    """An account said where what it is owed in cash is paid."""

    type: ClassVar[str] = "lifecycle.paid_into"
    object: ClassVar[ObjectClass] = ObjectClass.account
    account: AccountId
    receiver: AccountId
    mandate: str | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        payout = Payout(account=self.account, receiver=self.receiver, mandate=self.mandate)
        yield Touch(PAYOUTS, (self.account,), lambda _before: payout)

    def permit(self, moment: Moment) -> Consents:
        require_active(moment, self.account)
        return (signed_for(moment, self.account, Side.gives),)


class WithholdingSet(EventData, frozen=True):
    """A supervisor set the rates of tax that is withheld."""

    type: ClassVar[str] = "lifecycle.withholding_set"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    income: Income
    since: Timestamp
    rates: tuple[Rate, ...]
    usual_ppm: Millionths
    account: AccountId
    by: PartyId
    reference: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        new = WithholdingEntry(since=self.since, rates=self.rates, usual_ppm=self.usual_ppm, account=self.account)

        def fold(before: Withholding | None) -> Withholding:
            policy = before or Withholding(income=self.income)
            entries = scheduled(policy.entries, new, self.time, LifecycleOutcome.too_many_withholdings, self.income)
            # What is over still judges the payments that were recorded before it was.
            over = [one for one in policy.entries if one.since < entries[0].since]
            return replace(policy, entries=(*over[-PAST_MAX:], *entries))

        yield Touch(WITHHOLDINGS, (self.income,), fold)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        return ()


EVENTS: tuple[Any, ...] = (
    TermsRegistered,
    FixingPublished,
    FixingCorrected,
    Scheduled,
    Moved,
    Cancelled,
    Recording,
    Counted,
    Kept,
    Closed,
    PaidInto,
    WithholdingSet,
)


def _position(event: Counted | Kept) -> Touch:
    """The account's place on the register; Refused when it has one."""
    position = Position(
        instrument=event.instrument,
        snapshot=event.snapshot,
        account=event.account,
        holder=event.holder,
        quantity=event.quantity,
    )
    return _POSITIONS.create(position, event.instrument, event.snapshot, event.account)


def _counted(tally: Tally, quantity: Quantity) -> Tally:
    counted = Quantity(tally.counted + quantity)
    return replace(tally, counted=counted, holders=tally.holders + bool(quantity))


def _set_by_somebody(register: Register) -> list[Pending]:
    """What pends but for what the terms set, of which one pends at a time."""
    return [one for one in register.pending if not one.snapshot.startswith(DUE)]


def _pending(instrument: InstrumentId, snapshot: str, record_time: Timestamp | None) -> Touch:
    """A snapshot pends with another record time, or no longer."""

    def fold(before: Register | None) -> Register:
        register = before or Register(instrument=instrument)
        return _with(register, snapshot, record_time)

    return Touch(REGISTERS, (instrument,), fold)


def _with(register: Register, snapshot: str, record_time: Timestamp | None) -> Register:
    others = [one for one in register.pending if one.snapshot != snapshot]
    if record_time is not None:
        others.append(Pending(snapshot=snapshot, record_time=record_time))
    return replace(register, pending=tuple(sorted(others, key=lambda one: (one.record_time, one.snapshot))))
