# SPDX-License-Identifier: Apache-2.0
"""Payment requests, and services that are paid for in advance: records, and what happens to them.

Money stays in the payer's wallet, under a hold whose executor is the record, until what the record says has happened.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Movement, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import USAGES, WALLETS, Usage
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.authority import (
    require_party,
    require_role,
    require_standing,
    signed_for,
    together,
)
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)


class RequestStatus(StrEnum):
    """Of a payment request."""

    requested = "requested"
    paid = "paid"
    withdrawn = "withdrawn"


class PrepaidStatus(StrEnum):
    """Of a service paid for in advance."""

    running = "running"
    performed = "performed"
    refunded = "refunded"


class Request(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a payee asks for: paid once, and whole."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = frozenset({RequestStatus.paid, RequestStatus.withdrawn})
    request: str
    account: AccountId
    payer: AccountId | None
    """None: whoever pays"""
    instrument: InstrumentId
    quantity: Quantity
    expires: Timestamp
    reference: str
    agreed_by: tuple[PartyId, ...]
    status: RequestStatus = RequestStatus.requested

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The payee takes what it asked for, by the doing of the request."""
        meant = (Side.takes, self.account, self.instrument, self.quantity)
        asked = movement[:4] == meant and movement.cause == REQUESTS.path(self.request)
        require(asked, HoldingsOutcome.consent_missing, self.request)
        require(self.payable(moment.time), CashOutcome.request_not_open, self.request)
        return self.agreed_by

    def payable(self, time: Timestamp) -> bool:
        return self.status is RequestStatus.requested and time < self.expires


class Prepaid(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service in instalments: each is delivered to the merchant when it is confirmed, the rest is the payer's."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = frozenset({PrepaidStatus.performed, PrepaidStatus.refunded})
    contract: str
    account: AccountId
    """the payer's, in which the money stays"""
    merchant: AccountId
    instrument: InstrumentId
    instalments: tuple[PositiveQuantity, ...]
    confirmer: PartyId | None
    """who may confirm besides the payer"""
    expires: Timestamp
    hold: str
    reference: str
    agreed_by: tuple[PartyId, ...]
    """for the merchant's account"""
    confirmed: int = 0
    """instalments that were"""
    status: PrepaidStatus = PrepaidStatus.running

    @property
    def rest(self) -> int:
        """What no confirmed instalment took."""
        return sum(self.instalments[self.confirmed :])

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The merchant takes the next instalment, by the doing of the contract."""
        running = self.status is PrepaidStatus.running
        next_one = self.instalments[self.confirmed] if running else 0
        meant = movement[:4] == (Side.takes, self.merchant, self.instrument, next_one)
        require(meant and movement.cause == PREPAID.path(self.contract), HoldingsOutcome.consent_missing, self.contract)
        return self.agreed_by


REQUESTS: Final = Table("cash/request", Request, CashOutcome.unknown_request, CashOutcome.request_exists)
PREPAID: Final = Table("cash/prepaid", Prepaid, CashOutcome.unknown_contract, CashOutcome.contract_exists)
_REQUESTS: Changes[Request] = Changes(REQUESTS)
_PREPAID: Changes[Prepaid] = Changes(PREPAID)
_USAGES: Changes[Usage] = Changes(USAGES)


class PaymentEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement


class Requested(PaymentEvent, frozen=True):
    """A payee asked for a payment."""

    type: ClassVar[str] = "cash.requested"
    request: str
    account: AccountId
    payer: AccountId | None
    instrument: InstrumentId
    quantity: PositiveQuantity
    expires: Timestamp
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        request = Request(
            request=self.request,
            account=self.account,
            payer=self.payer,
            instrument=self.instrument,
            quantity=self.quantity,
            expires=self.expires,
            reference=self.reference,
            agreed_by=given_by(consents),
        )
        yield _REQUESTS.create(request, self.request)

    def permit(self, moment: Moment) -> Consents:
        # Who only takes may need nobody's consent; who asks in an account's name controls it.
        consents = all_known(
            (
                partial(signed_for, moment, self.account, Side.gives),
                partial(signed_for, moment, self.account, Side.takes),
            )
        )
        return together(moment, consents)


class Paid(PaymentEvent, frozen=True):
    """A request was paid."""

    type: ClassVar[str] = "cash.paid"
    request: str
    sender: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REQUESTS.replace(self.request, status=RequestStatus.paid)


class Withdrawn(PaymentEvent, frozen=True):
    """A payee asks no longer."""

    type: ClassVar[str] = "cash.withdrawn"
    request: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _REQUESTS.replace(self.request, status=RequestStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, known(moment, REQUESTS, self.request).account, Side.gives),)


class Prepayment(PaymentEvent, frozen=True):
    """A payer set money aside for a merchant's service."""

    type: ClassVar[str] = "cash.prepaid"
    contract: str
    account: AccountId
    merchant: AccountId
    instrument: InstrumentId
    instalments: tuple[PositiveQuantity, ...]
    confirmer: PartyId | None
    expires: Timestamp
    hold: str
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        contract = Prepaid(
            contract=self.contract,
            account=self.account,
            merchant=self.merchant,
            instrument=self.instrument,
            instalments=self.instalments,
            confirmer=self.confirmer,
            expires=self.expires,
            hold=self.hold,
            reference=self.reference,
            agreed_by=given_by(consents),
        )
        yield _PREPAID.create(contract, self.contract)

    def permit(self, moment: Moment) -> Consents:
        if self.confirmer is not None:
            require_standing(moment, self.confirmer)
        consents = all_known(
            (
                partial(signed_for, moment, self.account, Side.gives),
                partial(signed_for, moment, self.merchant, Side.gives),
                partial(signed_for, moment, self.merchant, Side.takes),
            )
        )
        return together(moment, consents)


class Confirmed(PaymentEvent, frozen=True):
    """One instalment was confirmed: by the payer (``by`` null) or by the confirmer."""

    type: ClassVar[str] = "cash.confirmed"
    contract: str
    instalment: int
    by: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def confirm(before: Prepaid) -> Prepaid:
            last = self.instalment == len(before.instalments)
            status = PrepaidStatus.performed if last else PrepaidStatus.running
            return replace(before, confirmed=self.instalment, status=status)

        yield _PREPAID.change(confirm, self.contract)

    def permit(self, moment: Moment) -> Consents:
        contract = known(moment, PREPAID, self.contract)
        if self.by is None:
            return (signed_for(moment, contract.account, Side.gives),)
        require(self.by == contract.confirmer, CashOutcome.not_the_confirmer, self.by)
        require_party(moment, self.by)
        return ()


class RefundEvent(PaymentEvent, frozen=True):
    """What was left of a prepayment is free again in the payer's wallet."""

    contract: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PREPAID.replace(self.contract, status=PrepaidStatus.refunded)


class Refunded(RefundEvent, frozen=True):
    """The merchant gave the rest up, or the time was over."""

    type: ClassVar[str] = "cash.refunded"

    def permit(self, moment: Moment) -> Consents:
        contract = known(moment, PREPAID, self.contract)
        if moment.time >= contract.expires:
            return ()
        return (signed_for(moment, contract.merchant, Side.gives),)


class RefundOrdered(RefundEvent, frozen=True):
    """A supervisor ordered that the rest be free, as when the merchant is insolvent."""

    type: ClassVar[str] = "cash.refund_ordered"
    supervisor: PartyId
    legal_reference: str
    document: HashField

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.supervisor, Role.supervisor)
        return ()


class InterestPaid(PaymentEvent, frozen=True):
    """A bank paid what a wallet had earned."""

    type: ClassVar[str] = "cash.interest_paid"
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    index: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Usage) -> Usage:
            usage = before.accrued(self.index)
            return replace(usage, earned=Quantity(usage.earned - self.quantity))

        yield _USAGES.change(fold, self.account, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, WALLETS, self.account, self.instrument).bank)
        return ()


PAYMENT_EVENTS: Final = (Requested, Paid, Withdrawn, Prepayment, Confirmed, Refunded, RefundOrdered, InterestPaid)
