# SPDX-License-Identifier: Apache-2.0
"""Events of corporate actions: announced or fallen due, computed, divided, paid; elections, rights, market claims."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, Diverting, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.lifecycle.actions import (
    ACTIONS,
    BY_TERMS,
    DIVISIONS,
    ENTITLEMENTS,
    MARKET_CLAIMS,
    Action,
    ActionKind,
    ActionStatus,
    Division,
    Entitlement,
    EntitlementStatus,
    MarketClaim,
    MarketClaimStatus,
)
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import DIVISION_TALLIES, TERMS, DivisionTally, Terms
from counterfoil.modules.parties.authority import require_active, require_party, signed_for
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)
from counterfoil.terms.kernel.arithmetic import Rounding

_TERMS: Changes[Terms] = Changes(TERMS)
_TALLIES: Changes[DivisionTally] = Changes(DIVISION_TALLIES)
_ACTIONS: Changes[Action] = Changes(ACTIONS)
_DIVISIONS: Changes[Division] = Changes(DIVISIONS)
_ENTITLEMENTS: Changes[Entitlement] = Changes(ENTITLEMENTS)
_CLAIMS: Changes[MarketClaim] = Changes(MARKET_CLAIMS)


class ActionEvent(EventData, frozen=True):
    """What happens to an action on a security."""

    object: ClassVar[ObjectClass] = ObjectClass.disclosure
    security: InstrumentId
    action: str


class PaymentEvent(ActionEvent, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement


class Announced(ActionEvent, frozen=True):
    """An issuer announced an action, or a payment under the terms falls due: ``dues`` is its number."""

    type: ClassVar[str] = "lifecycle.announced"
    kind: ActionKind
    issuer: PartyId
    record_time: Timestamp
    ex_time: Timestamp | None
    pay_time: Timestamp
    cash: InstrumentId | None
    amount: str
    taxable: str
    per: PositiveQuantity
    rounding: Rounding
    price: Money | None
    deadline: Timestamp | None
    proceeds: AccountId | None
    reference: str
    dues: int | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        action = Action(
            instrument=self.security,
            action=self.action,
            kind=self.kind,
            issuer=self.issuer,
            record_time=self.record_time,
            ex_time=self.ex_time,
            pay_time=self.pay_time,
            cash=self.cash,
            amount=self.amount,
            taxable=self.taxable,
            per=self.per,
            rounding=self.rounding,
            price=self.price,
            deadline=self.deadline,
            proceeds=self.proceeds,
            reference=self.reference,
        )
        yield _ACTIONS.create(action, self.security, self.action)
        if self.dues is not None:
            yield _TERMS.replace(self.security, dues=self.dues)

    def permit(self, moment: Moment) -> Consents:
        if self.kind not in BY_TERMS:
            require_party(moment, self.issuer)
        return ()


class ActionMoved(ActionEvent, frozen=True):
    """The times of an action were moved."""

    type: ClassVar[str] = "lifecycle.action_moved"
    record_time: Timestamp
    ex_time: Timestamp | None
    pay_time: Timestamp
    deadline: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(
            self.security,
            self.action,
            record_time=self.record_time,
            ex_time=self.ex_time,
            pay_time=self.pay_time,
            deadline=self.deadline,
        )


class ActionCancelled(ActionEvent, frozen=True):
    """An action was cancelled before its record time, or came to more than can be counted."""

    type: ClassVar[str] = "lifecycle.action_cancelled"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.cancelled)


class Computed(ActionEvent, frozen=True):
    """The register is known, and with it what is paid or given in all, in its smallest unit."""

    type: ClassVar[str] = "lifecycle.computed"
    units: Quantity
    whole: int
    taxed: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        now = ActionStatus.recorded
        yield _ACTIONS.replace(
            self.security, self.action, status=now, units=self.units, whole=self.whole, taxed=self.taxed
        )


class Divided(ActionEvent, frozen=True):
    """Somebody began to divide the whole."""

    type: ClassVar[str] = "lifecycle.divided"
    division: str
    last: AccountId | None
    remainder: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        division = Division(
            instrument=self.security,
            action=self.action,
            division=self.division,
            last=self.last,
            remainder=self.remainder,
        )
        yield _DIVISIONS.create(division, self.security, self.action, self.division)
        tally = DivisionTally(instrument=self.security)
        yield _TALLIES.create(tally, self.security, self.action, self.division)


class Entitled(ActionEvent, frozen=True):
    """What one account gets in a division was computed. ``instrument``: what it is paid in; ``units``: that it held."""

    type: ClassVar[str] = "lifecycle.entitled"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    division: str
    account: AccountId
    units: int
    instrument: InstrumentId
    gross: Quantity
    tax: Quantity
    tax_account: AccountId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entitlement = Entitlement(
            security=self.security,
            action=self.action,
            account=self.account,
            instrument=self.instrument,
            gross=self.gross,
            tax=self.tax,
            tax_account=self.tax_account,
        )
        yield _ENTITLEMENTS.create(entitlement, self.security, self.action, self.division, self.account)

        def count(tally: DivisionTally) -> DivisionTally:
            counted = Quantity(tally.counted + self.units)
            return replace(tally, counted=counted, holders=tally.holders + 1, divided=tally.divided + self.gross)

        yield _TALLIES.change(count, self.security, self.action, self.division)


class Fixed(ActionEvent, frozen=True):
    """A division was taken, since its entitlements add up to the whole."""

    type: ClassVar[str] = "lifecycle.fixed"
    division: str
    whole: int
    holders: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.payable, division=self.division)


class Funded(PaymentEvent, frozen=True):
    """The issuer's cash stands ready."""

    type: ClassVar[str] = "lifecycle.funded"
    hold: str
    payer: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, hold=self.hold, payer=self.payer)


class Paid(PaymentEvent, Diverting, frozen=True):
    """One account has what it was entitled to. ``shares``: new ones, for cash that was not taken."""

    type: ClassVar[str] = "lifecycle.paid"
    division: str
    account: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: Quantity
    tax: Quantity
    shares: int
    spent: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        paid = EntitlementStatus.paid_out
        yield _ENTITLEMENTS.replace(self.security, self.action, self.division, self.account, status=paid)
        yield _spent(self, self.division, self.spent, paid=1)

    def permit(self, moment: Moment) -> Consents:
        # Wherever it is paid: what a suspended account is owed waits for it.
        require_active(moment, self.account)
        return ()


class Finished(ActionEvent, frozen=True):
    """All are paid, or what rights are left have lapsed."""

    type: ClassVar[str] = "lifecycle.finished"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACTIONS.replace(self.security, self.action, status=ActionStatus.paid_out)


class HoldersEvent(ActionEvent, frozen=True):
    """What the account chooses, by its outgoing rule."""

    object: ClassVar[ObjectClass] = ObjectClass.registration
    division: str
    account: AccountId

    def permit(self, moment: Moment) -> Consents:
        require_active(moment, self.account)
        return (signed_for(moment, self.account, Side.gives),)


class Elected(HoldersEvent, frozen=True):
    """A holder elected shares instead of cash, or cash."""

    type: ClassVar[str] = "lifecycle.elected"
    in_shares: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        chosen = self.in_shares
        yield _ENTITLEMENTS.replace(self.security, self.action, self.division, self.account, in_shares=chosen)


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
        yield _spent(self, self.division, self.quantity)

    def permit(self, moment: Moment) -> Consents:
        require_active(moment, self.account)
        return ()


ACTION_EVENTS: tuple[Any, ...] = (
    Announced,
    ActionMoved,
    ActionCancelled,
    Computed,
    Divided,
    Entitled,
    Fixed,
    Funded,
    Paid,
    Finished,
    Elected,
    Exercised,
    ClaimRaised,
    ClaimSettled,
)


def _spent(event: ActionEvent, division: str, quantity: int, *, paid: int = 0) -> Touch:
    def fold(tally: DivisionTally) -> DivisionTally:
        return replace(tally, paid=tally.paid + paid, spent=tally.spent + quantity)

    return _TALLIES.change(fold, event.security, event.action, division)
