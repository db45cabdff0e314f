# SPDX-License-Identifier: Apache-2.0
"""Events by which what a payment day has for somebody goes to him, or is set aside in his name."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, TypeVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.securitisation.events import POOL_CHANGES, NoteEvent, PoolEvent
from counterfoil.modules.securitisation.notes import DAYS, NOTES, SHARES, HolderShare, Note, PayDay, Payee
from counterfoil.modules.securitisation.records import Pool
from counterfoil.primitives.types import AccountId, InstrumentId, NaturalQuantity, PositiveQuantity, Quantity

_NOTES: Changes[Note] = Changes(NOTES)
_DAYS: Changes[PayDay] = Changes(DAYS)
Keeping = TypeVar("Keeping", Pool, Note)


def aside(more: int, record: Keeping) -> Keeping:
    """So much more is set aside, or less."""
    return replace(record, aside=Quantity(record.aside + more))


class PaidOut(PoolEvent, frozen=True):
    """Servicer or bridge was paid what it has of a payment day: the money moves after this event."""

    type: ClassVar[str] = "securitisation.paid_out"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    number: int
    payee: Payee
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DAYS.change(lambda day: replace(day, paid_out=(*day.paid_out, self.payee)), self.pool, str(self.number))
        yield POOL_CHANGES.change(partial(aside, -self.amount), self.pool)


class ShareEvent(NoteEvent, frozen=True):
    """A holder's share of a payment day: which units of the note it is of, and what they come to."""

    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    pool: str
    number: int
    cash: InstrumentId
    units: PositiveQuantity
    settled: NaturalQuantity
    interest: NaturalMoney
    principal: NaturalMoney
    last: bool
    """all that were on the note's register that day have been paid, or theirs is set aside"""

    @property
    def amount(self) -> int:
        """In all."""
        return self.interest + self.principal

    def settles(self, *, waits: bool) -> Iterator[Touch]:
        """The share is the account's, and the day has so much less to pay."""
        share = HolderShare(
            pool=self.pool,
            instrument=self.instrument,
            number=self.number,
            account=self.account,
            units=self.units,
            cash=self.cash,
            settled=self.settled,
            interest=self.interest,
            principal=self.principal,
            waits=waits,
        )
        yield Touch(SHARES, (self.instrument, str(self.number), self.account), lambda _before: share)
        yield _DAYS.change(self._less, self.pool, str(self.number))

    def _less(self, day: PayDay) -> PayDay:
        done = Quantity(self.settled + self.units)
        ranks = (replace(one, settled=done) if one.instrument == self.instrument else one for one in day.ranks)
        return replace(day, to_pay=Quantity(day.to_pay - self.amount), ranks=tuple(ranks))

    def closed(self, note: Note) -> Note:
        """Without the day among those that are open, after the last."""
        return replace(note, open=tuple(one for one in note.open if one != self.number)) if self.last else note


class HolderPaid(ShareEvent, frozen=True):
    """A holder was paid its share of a payment day: the money moves after this event, unless it is nothing."""

    type: ClassVar[str] = "securitisation.holder_paid"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from self.settles(waits=False)
        if self.last:
            yield _NOTES.change(self.closed, self.instrument)


class SetAside(ShareEvent, frozen=True):
    """A share that a holder has not taken was set aside in its name (提存): the day waits for it no more."""

    type: ClassVar[str] = "securitisation.set_aside"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from self.settles(waits=self.amount > 0)
        yield _NOTES.change(lambda note: aside(self.amount, self.closed(note)), self.instrument)
        yield POOL_CHANGES.change(partial(aside, self.amount), self.pool)


class AsideTaken(NoteEvent, frozen=True):
    """What was set aside for a holder is paid to it: the money moves after this event."""

    type: ClassVar[str] = "securitisation.aside_taken"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    pool: str
    number: int
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(SHARES).replace(self.instrument, str(self.number), self.account, waits=False)
        yield _NOTES.change(partial(aside, -self.amount), self.instrument)
        yield POOL_CHANGES.change(partial(aside, -self.amount), self.pool)


HANDING_OUT_EVENTS: tuple[Any, ...] = (PaidOut, HolderPaid, SetAside, AsideTaken)
