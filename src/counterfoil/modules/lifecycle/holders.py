# SPDX-License-Identifier: Apache-2.0
"""Events by which holders choose, exercise, take over and claim what an action gives."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, Diverting, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.lifecycle.acting import ActionEvent, PaymentEvent, spent
from counterfoil.modules.lifecycle.actions import (
    ENTITLEMENTS,
    MARKET_CLAIMS,
    Entitlement,
    MarketClaim,
    MarketClaimStatus,
)
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.parties.authority import require_active, signed_for
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity, Quantity, RecordPath

_ENTITLEMENTS: Changes[Entitlement] = Changes(ENTITLEMENTS)
_CLAIMS: Changes[MarketClaim] = Changes(MARKET_CLAIMS)


class HoldersEvent(ActionEvent, frozen=True):
    """What the account chooses, or the one that took over from it, by that one's outgoing rule."""

    object: ClassVar[ObjectClass] = ObjectClass.registration
    division: str
    account: AccountId

    def permit(self, moment: Moment) -> Consents:
        own = known(moment, ENTITLEMENTS, self.security, self.action, self.division, self.account).owed_to
        require_active(moment, own)
        return (signed_for(moment, own, Side.gives),)


class Elected(HoldersEvent, frozen=True):
    """A holder elected shares instead of cash, or cash."""

    type: ClassVar[str] = "lifecycle.elected"
    in_shares: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        chosen = self.in_shares
        yield _ENTITLEMENTS.replace(self.security, self.action, self.division, self.account, in_shares=chosen)


class TakenOver(ActionEvent, frozen=True):
    """What an account is owed went over to the one that an order of recovery names, at whose request."""

    type: ClassVar[str] = "lifecycle.taken_over"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    division: str
    account: AccountId
    into: AccountId
    order: RecordPath

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        key = (self.security, self.action, self.division, self.account)
        yield _ENTITLEMENTS.replace(*key, taken_over_by=self.into)

    def permit(self, moment: Moment) -> Consents:
        require_active(moment, self.into)
        return (signed_for(moment, self.into, Side.gives),)


class Exercised(HoldersEvent, frozen=True):
    """A holder exercised rights, and paid for the new units."""

    type: ClassVar[str] = "lifecycle.exercised"
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def exercise(before: Entitlement) -> Entitlement:
            return replace(before, exercised=Quantity(before.exercised + self.quantity))

        yield _ENTITLEMENTS.change(exercise, self.security, self.action, self.division, self.account)


class ClaimRaised(PaymentEvent, frozen=True):
    """A buyer claimed what is its own of the seller's entitlement."""

    type: ClassVar[str] = "lifecycle.claim_raised"
    division: str
    seller: AccountId
    buyer: AccountId
    instruction: RecordPath
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        claim = MarketClaim(
            security=self.security,
            action=self.action,
            seller=self.seller,
            buyer=self.buyer,
            instruction=self.instruction,
            instrument=self.instrument,
            quantity=self.quantity,
        )
        yield _CLAIMS.create(claim, self.security, self.action, self.seller, self.buyer, self.instruction)

        def less(before: Entitlement) -> Entitlement:
            require(self.quantity <= before.net, LifecycleOutcome.beyond_entitlement, self.seller)
            return replace(before, claimed=Quantity(before.claimed + self.quantity))

        yield _ENTITLEMENTS.change(less, self.security, self.action, self.division, self.seller)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.buyer, Side.gives),)


class ClaimSettled(PaymentEvent, Diverting, frozen=True):
    """A market claim was paid to the buyer, whose trade settled, or to the seller, whose trade ended."""

    type: ClassVar[str] = "lifecycle.claim_settled"
    division: str
    seller: AccountId
    buyer: AccountId
    instruction: RecordPath
    account: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        key = (self.security, self.action, self.seller, self.buyer, self.instruction)
        yield _CLAIMS.replace(*key, status=MarketClaimStatus.settled, paid_to=self.account)
        yield spent(self, self.division, self.quantity)

    def permit(self, moment: Moment) -> Consents:
        require_active(moment, self.account)
        return ()


HOLDERS_EVENTS: tuple[Any, ...] = (Elected, TakenOver, Exercised, ClaimRaised, ClaimSettled)
