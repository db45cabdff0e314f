# SPDX-License-Identifier: Apache-2.0
"""Events by which a policy comes to be worth something, and is paid: stepping back, surrender, claims."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.fields import CountedIn
from counterfoil.law.moment import Moment
from counterfoil.modules.insurance.events import PolicyEvent, ended
from counterfoil.modules.insurance.records import (
    CLAIMS,
    POLICIES,
    WALLETS,
    Claim,
    ClaimStatus,
    Policy,
    PolicyStatus,
    PolicyWallet,
)
from counterfoil.modules.parties.authority import require_party, signed_for
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    Millionths,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)

_POLICIES: Changes[Policy] = Changes(POLICIES)
_WALLETS: Changes[PolicyWallet] = Changes(WALLETS)
_CLAIMS: Changes[Claim] = Changes(CLAIMS)


class GivenBack(PolicyEvent, frozen=True):
    """What stepping back and surrender share: whoever has the policy gave it back, and so much is owed for it."""

    ends: ClassVar[PolicyStatus]
    policy: InstrumentId
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from ended(self.policy, self.ends, self.quantity)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Cancelled(GivenBack, frozen=True):
    """In the days of cooling off: all that was paid is owed."""

    type: ClassVar[str] = "insurance.cancelled"
    ends: ClassVar[PolicyStatus] = PolicyStatus.cooled_off


class Surrendered(GivenBack, frozen=True):
    """For its surrender value, rounded as the terms say."""

    type: ClassVar[str] = "insurance.surrendered"
    ends: ClassVar[PolicyStatus] = PolicyStatus.surrendered
    policy_year: int
    share_ppm: Millionths
    """of the premiums that were due"""
    prepaid: Annotated[Quantity, CountedIn("instrument")]
    """premiums paid before their day, which go back whole: part of the quantity"""


class Claimed(PolicyEvent, frozen=True):
    """Whoever has a policy claimed on it."""

    type: ClassVar[str] = "insurance.claimed"
    claim: str
    policy: InstrumentId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    occurred: Timestamp
    document: HashField
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        claim = Claim(
            case=self.claim,
            policy=self.policy,
            instrument=self.instrument,
            account=self.account,
            quantity=self.quantity,
            occurred=self.occurred,
            document=self.document,
            submitted=self.time,
        )
        yield _CLAIMS.create(claim, self.claim)
        yield _POLICIES.replace(self.policy, case=self.claim)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class ClaimEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    claim: str
    policy: InstrumentId


class Resubmitted(ClaimEvent, frozen=True):
    """A declined claim was made once more."""

    type: ClassVar[str] = "insurance.claim_resubmitted"
    account: AccountId
    document: HashField
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def resubmit(before: Claim) -> Claim:
            return replace(
                before,
                account=self.account,
                document=self.document,
                submitted=self.time,
                submissions=before.submissions + 1,
                status=ClaimStatus.under_review,
            )

        yield _CLAIMS.change(resubmit, self.claim)
        yield _POLICIES.replace(self.policy, case=self.claim)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Dropped(ClaimEvent, frozen=True):
    """Whoever has the policy claims no longer; whoever made the claim, once the policy is in nobody's hands."""

    type: ClassVar[str] = "insurance.claim_dropped"
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CLAIMS.replace(self.claim, status=ClaimStatus.dropped)
        yield _POLICIES.replace(self.policy, case=None)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class DecisionEvent(ClaimEvent, frozen=True):
    """What the insurer decides."""

    insurer: PartyId
    time: Timestamp

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.insurer)
        return ()


class Admitted(DecisionEvent, frozen=True):
    """The insurer admitted a claim: so much is owed, and the policy has done its work."""

    type: ClassVar[str] = "insurance.claim_admitted"
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CLAIMS.replace(
            self.claim, status=ClaimStatus.admitted, admitted=self.quantity, decided=self.time, reason=""
        )
        yield from ended(self.policy, PolicyStatus.claimed, self.quantity)


class Declined(DecisionEvent, frozen=True):
    """The insurer declined a claim."""

    type: ClassVar[str] = "insurance.claim_declined"
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CLAIMS.replace(self.claim, status=ClaimStatus.declined, decided=self.time, reason=self.reason)
        yield _POLICIES.replace(self.policy, case=None)


class PaidOut(PolicyEvent, frozen=True):
    """What was owed on a policy is paid."""

    type: ClassVar[str] = "insurance.paid_out"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    policy: InstrumentId
    wallet: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    claim: str | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _WALLETS.replace(self.policy, owed=Quantity(0), paid=self.quantity)
        if self.claim is not None:
            yield _CLAIMS.replace(self.claim, status=ClaimStatus.paid)


CLAIM_EVENTS: tuple[Any, ...] = (
    Cancelled,
    Surrendered,
    Claimed,
    Resubmitted,
    Dropped,
    Admitted,
    Declined,
    PaidOut,
)
