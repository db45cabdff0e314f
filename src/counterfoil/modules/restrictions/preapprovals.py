# SPDX-License-Identifier: Apache-2.0
"""Approvals given beforehand: of what one hold delivers to one receiver by the doing of one record, once.

An instruction that settles against payment holds what each leg delivers, under an identifier that is never used again.
So who approves names the hold, and approves exactly that leg.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.parties.authority import require_party
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)


class PreapprovalStatus(StrEnum):
    """Whether it was used. One whose time passed unused counts for nothing, and nobody needs to close it."""

    given = "given"
    used = "used"


class Preapproval(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one party approved beforehand: this delivery, under this hold, and no other."""

    hold: str
    by: PartyId
    executor: RecordPath
    """whose doing the delivery must be, such as a settlement instruction"""
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: Quantity
    expires: Timestamp
    """it counts before this time"""
    reference: str
    status: PreapprovalStatus = PreapprovalStatus.given

    def covers(self, event: Transferred, time: Timestamp) -> bool:
        """Whether this movement at this time is just what was approved, and the approval is unused."""
        approved = (ENCUMBRANCES.path(self.hold), self.executor, self.sender, self.receiver, self.instrument)
        fits = approved == (event.giving, event.cause, event.sender, event.receiver, event.instrument)
        counts = self.status is PreapprovalStatus.given and time < self.expires
        return fits and counts and self.quantity == event.quantity


PREAPPROVALS: Final = Table(
    "restrictions/preapproval",
    Preapproval,
    RestrictionsOutcome.unknown_preapproval,
    RestrictionsOutcome.preapproval_exists,
)
_PREAPPROVALS: Changes[Preapproval] = Changes(PREAPPROVALS)


class Preapproved(EventData, frozen=True):
    """A party that the rules name approved beforehand what a hold delivers."""

    type: ClassVar[str] = "restrictions.preapproved"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    hold: str
    by: PartyId
    executor: RecordPath
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    expires: Timestamp
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        preapproval = Preapproval(
            hold=self.hold,
            by=self.by,
            executor=self.executor,
            sender=self.sender,
            receiver=self.receiver,
            instrument=self.instrument,
            quantity=self.quantity,
            expires=self.expires,
            reference=self.reference,
        )
        yield _PREAPPROVALS.create(preapproval, self.hold, self.by)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class PreapprovalUsed(FollowingEvent, frozen=True):
    """What was approved beforehand was delivered, and the approval is used up."""

    type: ClassVar[str] = "restrictions.preapproval_used"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    hold: str
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PREAPPROVALS.replace(self.hold, self.by, status=PreapprovalStatus.used)


def preapproval_of(moment: Moment, event: Transferred, party: PartyId) -> Preapproval | None:
    """The approval that a party gave beforehand of this very movement; None when it gave none that counts."""
    if event.giving is None:
        return None
    found = moment.read(PREAPPROVALS, event.giving.removeprefix(f"{ENCUMBRANCES.prefix}/"), party)
    return found if found is not None and found.covers(event, moment.time) else None
