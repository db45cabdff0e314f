# SPDX-License-Identifier: Apache-2.0
"""Events of claims on lots: who says to have financed one, what others found of it, who comes first."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import RECORDERS, require_party, require_role
from counterfoil.modules.receivables.claim_records import CLAIMS, Claim, Claims
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.priority import PriorityRule
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp

_CLAIMS: Changes[Claims] = Changes(CLAIMS)


class ClaimEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration
    lot: InstrumentId
    """of which the claim was made: this one, or one that it was split from"""


class Claimed(ClaimEvent, frozen=True):
    """Somebody says to have financed the receivable of a lot."""

    type: ClassVar[str] = "receivables.claimed"
    claimant: PartyId
    cash: InstrumentId
    amount: PositiveMoney
    registration: str
    registered: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        claim = Claim(
            claimant=self.claimant, amount=self.amount, registered=self.registered, registration=self.registration
        )
        yield claimed(moment, self.lot, claim)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.claimant)
        return ()


class NoticeAcknowledged(ClaimEvent, frozen=True):
    """The debtor had a claimant's notice of assignment."""

    type: ClassVar[str] = "receivables.notice_acknowledged"
    claimant: PartyId
    issuer: PartyId
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def noticed(claim: Claim) -> Claim:
            return replace(claim, noticed=claim.noticed or self.time)

        yield _CLAIMS.change(lambda before: _with(before, self.claimant, noticed), self.lot)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.issuer)
        return ()


class ClaimConfirmed(ClaimEvent, frozen=True):
    """A claim's registration was looked up, and found to be as the claim says."""

    type: ClassVar[str] = "receivables.claim_confirmed"
    claimant: PartyId
    by: PartyId
    keeper: PartyId
    registration: str
    registered: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def found(claim: Claim) -> Claim:
            return replace(claim, confirmed_by=self.by)

        yield _CLAIMS.change(lambda before: _with(before, self.claimant, found), self.lot)

    def permit(self, moment: Moment) -> Consents:
        if self.by == self.keeper:
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, *RECORDERS, or_else=f"{self.keeper} or ")
        return ()


class ClaimWithdrawn(ClaimEvent, frozen=True):
    """A claimant claims nothing on a lot any more, nor on what it is split into."""

    type: ClassVar[str] = "receivables.claim_withdrawn"
    claimant: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _left(moment, self.lot, self.claimant)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.claimant)
        return ()


class ClaimStruck(ClaimEvent, frozen=True):
    """A programme's keeper found a claim untrue."""

    type: ClassVar[str] = "receivables.claim_struck"
    claimant: PartyId
    keeper: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _left(moment, self.lot, self.claimant)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.keeper)
        return ()


class ClaimsRanked(EventData, frozen=True):
    """In which order those who financed one lot stand, by which rule of article 768, and what each would have of it."""

    type: ClassVar[str] = "receivables.claims_ranked"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    lot: InstrumentId
    rule: PriorityRule
    first: tuple[PartyId, ...]
    in_order: tuple[PartyId, ...]
    cash: InstrumentId
    portions: tuple[NaturalMoney, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Claims | None) -> Claims:
            record = before or Claims(instrument=self.lot, cash=self.cash)
            by_name = {one.claimant: one for one in record.claims}
            return replace(record, claims=tuple(by_name[name] for name in self.in_order if name in by_name))

        yield Touch(CLAIMS, (self.lot,), fold)


def claimed(moment: Moment, lot: InstrumentId, claim: Claim, *, instead_of: tuple[PartyId, ...] = ()) -> Touch:
    """One more who financed a lot, in the place of what these said of it, or of what it was split from."""
    part = known(moment, LOTS, lot)

    def fold(before: Claims | None) -> Claims:
        record = before or Claims(instrument=lot, cash=part.cash)
        others = tuple(one for one in record.claims if one.claimant not in instead_of)
        left = (*record.left, *instead_of) if part.claimed_with else ()
        return replace(record, claims=(*others, claim), left=tuple(dict.fromkeys(left)))

    return Touch(CLAIMS, (lot,), fold)


def _left(moment: Moment, lot: InstrumentId, claimant: PartyId) -> Touch:
    part = known(moment, LOTS, lot)

    def fold(before: Claims | None) -> Claims:
        record = before or Claims(instrument=lot, cash=part.cash)
        others = tuple(one for one in record.claims if one.claimant != claimant)
        # Whose claim stands here has none on what the lot was split from, or has left that: nobody claims twice. So
        # however many claim and withdraw, the record stays small.
        beyond = bool(part.claimed_with) and len(others) == len(record.claims)
        left = (*record.left, claimant) if beyond else record.left
        return replace(record, claims=others, left=tuple(dict.fromkeys(left)))

    return Touch(CLAIMS, (lot,), fold)


def _with(before: Claims, claimant: PartyId, changed: Any) -> Claims:
    return replace(before, claims=tuple(changed(one) if one.claimant == claimant else one for one in before.claims))


CLAIM_EVENTS: tuple[Any, ...] = (
    Claimed,
    NoticeAcknowledged,
    ClaimConfirmed,
    ClaimWithdrawn,
    ClaimStruck,
    ClaimsRanked,
)
