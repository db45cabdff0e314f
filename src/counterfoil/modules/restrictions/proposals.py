# SPDX-License-Identifier: Apache-2.0
"""Transfers that await approval: proposed by both sides, decided by whom the rules name, or lapsed."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Movement, Touch, given_by
from counterfoil.law.moment import Moment, all_known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.authority import require_party, signed_for, together
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, PositiveQuantity, Quantity, Timestamp


class ProposalStatus(StrEnum):
    """How far a proposed transfer has come."""

    proposed = "proposed"
    approved = "approved"
    """and executed, in the same transaction"""
    rejected = "rejected"
    withdrawn = "withdrawn"
    lapsed = "lapsed"


PROPOSAL_STEPS: Final[dict[ProposalStatus, frozenset[ProposalStatus]]] = {
    ProposalStatus.proposed: frozenset(set(ProposalStatus) - {ProposalStatus.proposed}),
    ProposalStatus.approved: frozenset(),
    ProposalStatus.rejected: frozenset(),
    ProposalStatus.withdrawn: frozenset(),
    ProposalStatus.lapsed: frozenset(),
}
"""status → the statuses it may change to"""


class Proposal(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A transfer that both sides agreed to; the sender's units are held for it."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = frozenset(ProposalStatus) - {ProposalStatus.proposed}
    proposal: str
    hold: str
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: Quantity
    expires: Timestamp
    reference: str
    agreed_by: tuple[PartyId, ...]
    """for what the receiver takes, when it was proposed"""
    approved_by: tuple[PartyId, ...] = ()
    status: ProposalStatus = ProposalStatus.proposed

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The receiver, who agreed, takes what the proposal brings once it is approved."""
        meant = (Side.takes, self.receiver, self.instrument, self.quantity)
        holds = movement[:4] == meant and movement.cause == PROPOSALS.path(self.proposal)
        approved = holds and self.status is ProposalStatus.approved
        require(approved, HoldingsOutcome.consent_missing, self.proposal)
        return self.agreed_by


PROPOSALS: Final = Table(
    "restrictions/proposal", Proposal, RestrictionsOutcome.unknown_proposal, RestrictionsOutcome.proposal_exists
)
_PROPOSALS: Changes[Proposal] = Changes(PROPOSALS)


class ProposalEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report


class Proposed(ProposalEvent, frozen=True):
    """Both sides agreed to a transfer, for which the sender's units are held."""

    type: ClassVar[str] = "restrictions.proposed"
    proposal: str
    hold: str
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    expires: Timestamp
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        proposal = Proposal(
            proposal=self.proposal,
            hold=self.hold,
            sender=self.sender,
            receiver=self.receiver,
            instrument=self.instrument,
            quantity=self.quantity,
            expires=self.expires,
            reference=self.reference,
            agreed_by=given_by(consents),
        )
        yield _PROPOSALS.create(proposal, self.proposal)

    def permit(self, moment: Moment) -> Consents:
        return _both_sides(moment, self.sender, self.receiver)


class Approved(ProposalEvent, frozen=True):
    """A party that the rules name approved a proposed transfer; with the last approval it is executed."""

    type: ClassVar[str] = "restrictions.approved"
    proposal: str
    by: PartyId
    complete: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def approve(before: Proposal) -> Proposal:
            status = ProposalStatus.approved if self.complete else before.status
            return replace(before, approved_by=_each_once(*before.approved_by, self.by), status=status)

        yield _PROPOSALS.change(approve, self.proposal)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Rejected(ProposalEvent, frozen=True):
    """A party that the rules name rejected a proposed transfer."""

    type: ClassVar[str] = "restrictions.rejected"
    proposal: str
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PROPOSALS.replace(self.proposal, status=ProposalStatus.rejected)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Withdrawn(ProposalEvent, frozen=True):
    """Both sides withdrew a transfer that they had proposed, before it was decided."""

    type: ClassVar[str] = "restrictions.withdrawn"
    proposal: str
    sender: AccountId
    receiver: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PROPOSALS.replace(self.proposal, status=ProposalStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        return _both_sides(moment, self.sender, self.receiver)


class Lapsed(ProposalEvent, frozen=True):
    """The time of a proposed transfer passed before it was decided."""

    type: ClassVar[str] = "restrictions.lapsed"
    proposal: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PROPOSALS.replace(self.proposal, status=ProposalStatus.lapsed)


PROPOSAL_EVENTS: Final = (Proposed, Approved, Rejected, Withdrawn, Lapsed)


def _both_sides(moment: Moment, sender: AccountId, receiver: AccountId) -> Consents:
    """The signatures of who gives and of who takes."""
    both = all_known(
        (
            lambda: signed_for(moment, sender, Side.gives),
            lambda: signed_for(moment, receiver, Side.takes),
        )
    )
    return together(moment, both)


def _each_once(*parties: PartyId) -> tuple[PartyId, ...]:
    return tuple(dict.fromkeys(parties))
