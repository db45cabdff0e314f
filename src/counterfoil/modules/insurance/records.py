# SPDX-License-Identifier: Apache-2.0
"""Records of the insurance module, and the life cycles as tables.

Consent stands in three of them. A product is the insurer's: it takes premiums, issues policies, ends them. A policy's
wallet is the holder's: it takes the policy and what is paid on it. A policy gives up its own unit when it ends.
"""

from enum import StrEnum
from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.insurance.outcomes import InsuranceOutcome
from counterfoil.modules.insurance.schedule import Terms
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)


class ProductStatus(StrEnum):
    offered = "offered"
    off_sale = "off_sale"
    """withdrawn; policies that were bought go on"""


PRODUCT_CYCLE: Final[dict[ProductStatus, frozenset[ProductStatus]]] = {
    ProductStatus.offered: frozenset({ProductStatus.off_sale}),
    ProductStatus.off_sale: frozenset(),
}
"""status → the statuses it may change to"""


class PolicyStatus(StrEnum):
    """What was recorded. What follows from time alone, such as cooling off, is judged by the block's time."""

    applied = "applied"
    """the first premium is not paid: there is no cover"""
    in_force = "in_force"
    lapsed = "lapsed"
    cooled_off = "cooled_off"
    surrendered = "surrendered"
    claimed = "claimed"
    run_out = "run_out"


POLICY_CYCLE: Final[dict[PolicyStatus, frozenset[PolicyStatus]]] = {
    PolicyStatus.applied: frozenset({PolicyStatus.in_force}),
    PolicyStatus.in_force: frozenset(
        {
            PolicyStatus.lapsed,
            PolicyStatus.cooled_off,
            PolicyStatus.surrendered,
            PolicyStatus.claimed,
            PolicyStatus.run_out,
        }
    ),
    PolicyStatus.lapsed: frozenset({PolicyStatus.surrendered, PolicyStatus.claimed, PolicyStatus.run_out}),
    PolicyStatus.cooled_off: frozenset(),
    PolicyStatus.surrendered: frozenset(),
    PolicyStatus.claimed: frozenset(),
    PolicyStatus.run_out: frozenset(),
}
"""status → the statuses it may change to"""
LIVE: Final = frozenset({PolicyStatus.in_force, PolicyStatus.lapsed})
"""Bought and not over: its unit is out, and what it is worth can be asked for."""


class ClaimStatus(StrEnum):
    under_review = "under_review"
    admitted = "admitted"
    paid = "paid"
    declined = "declined"
    dropped = "dropped"


CLAIM_CYCLE: Final[dict[ClaimStatus, frozenset[ClaimStatus]]] = {
    ClaimStatus.under_review: frozenset({ClaimStatus.admitted, ClaimStatus.declined, ClaimStatus.dropped}),
    ClaimStatus.admitted: frozenset({ClaimStatus.paid}),
    ClaimStatus.paid: frozenset(),
    ClaimStatus.declined: frozenset({ClaimStatus.under_review}),
    ClaimStatus.dropped: frozenset(),
}
"""status → the statuses it may change to; declined is reviewed once more, and only once"""
SUBMISSIONS_MAX: Final = 2


class Product(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an insurer offers: where premiums go, what refunds and claims are paid from, the current terms."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    product: str
    insurer: PartyId
    instrument: InstrumentId
    """in which premiums are paid"""
    account: AccountId
    """into which they go"""
    mandate: str
    """under which refunds and claims on what is sold now are paid"""
    agreed_by: tuple[PartyId, ...]
    """for what the account takes"""
    version: int = 1
    """of the terms"""
    status: ProductStatus = ProductStatus.offered

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The insurer takes a premium of one of its policies, by the policy's doing."""
        policy = self._policy(moment, movement.cause)
        premium = 0 if policy is None else terms_of(moment, policy).premium
        meant = movement[:4] == (Side.takes, self.account, self.instrument, premium)
        require(meant, HoldingsOutcome.consent_missing, self.product)
        return self.agreed_by

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The insurer issues a policy that was applied for while it sells, and ends one of its own that is live."""
        policy = self._policy(moment, movement.cause)
        own = policy is not None and policy.instrument == movement.instrument and movement.quantity == 1
        if movement.act is Act.issues:
            stands = policy is not None and policy.status is PolicyStatus.applied
            stands = stands and self.status is ProductStatus.offered
        else:
            stands = policy is not None and policy.status in LIVE
        require(own and stands, HoldingsOutcome.consent_missing, self.product)
        return (self.insurer,)

    def _policy(self, moment: Moment, cause: RecordPath | None) -> "Policy | None":
        """The policy of this product whose doing it is; None when it is something else."""
        found = None if cause is None else moment.find(cause)
        return found if isinstance(found, Policy) and found.product == self.product else None


class ProductTerms(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a product's terms. It never changes: a policy keeps the version that it was bought on."""

    product: str
    version: int
    instrument: InstrumentId
    mandate: str
    """under which refunds and claims on policies of this version are paid"""
    terms: Terms
    since: Timestamp


class Policy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy: an instrument of one unit, whose holder is whoever is insured."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.rule
    instrument: InstrumentId
    """the policy itself, in whose hands it is the title says"""
    product: str
    version: int
    insurer: PartyId
    status: PolicyStatus = PolicyStatus.applied
    premiums_paid: int = 0
    bought: Timestamp | None = None
    """when the first premium was paid, and cover began"""
    cooling_off_until: Timestamp | None = None
    cover_until: Timestamp | None = None
    """if every premium is paid"""
    lapsed: Timestamp | None = None
    """when cover ended because one was not"""
    case: str | None = None
    """under review, or the one on which it ended"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Whoever holds a policy gives it up when it ends: that is what it is."""
        # Where it stays it ends; it goes to nobody else by its terms.
        meant = movement[:5] == (Side.gives, movement.account, self.instrument, 1, movement.account)
        ends = movement.cause == POLICIES.path(self.instrument) and self.status in LIVE
        require(meant and ends, HoldingsOutcome.consent_missing, self.instrument)
        return (self.insurer,)


class PolicyWallet(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which account a policy is, out of which wallet it is paid for, and what is owed on it to that wallet."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    policy: InstrumentId
    account: AccountId
    wallet: AccountId
    instrument: InstrumentId
    """in which premiums and all else are paid"""
    taken_by: tuple[PartyId, ...]
    """who agreed that the account takes the policy"""
    paid_to: tuple[PartyId, ...]
    """who agreed that the wallet takes what is owed"""
    owed: Quantity = Quantity(0)
    paid: Quantity = Quantity(0)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The account takes the policy when it is bought; the wallet takes what is owed, whole."""
        policy = known(moment, POLICIES, self.policy)
        if movement.instrument == self.policy:
            meant = movement[:4] == (Side.takes, self.account, self.policy, 1)
            meant = meant and movement.cause == POLICIES.path(self.policy) and policy.status is PolicyStatus.applied
        else:
            meant = movement[:4] == (Side.takes, self.wallet, self.instrument, self.owed)
            meant = meant and movement.cause == PRODUCTS.path(policy.product)
        require(meant, HoldingsOutcome.consent_missing, self.policy)
        return self.taken_by if movement.instrument == self.policy else self.paid_to


class Claim(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a holder claims, and what the insurer decided."""

    case: str
    """the claim"""
    policy: InstrumentId
    instrument: InstrumentId
    account: AccountId
    """of the policy when it was made"""
    quantity: Quantity
    occurred: Timestamp
    """when it happened, as the claimant says"""
    document: HashField
    """SHA-256 of what the claimant shows"""
    submitted: Timestamp
    submissions: int = 1
    status: ClaimStatus = ClaimStatus.under_review
    admitted: Quantity | None = None
    decided: Timestamp | None = None
    reason: str = ""


PRODUCTS: Final = Table(
    "insurance/product", Product, InsuranceOutcome.unknown_insurance_product, InsuranceOutcome.insurance_product_exists
).opened()
TERMS: Final = Table(
    "insurance/terms", ProductTerms, InsuranceOutcome.unknown_insurance_terms, InsuranceOutcome.insurance_terms_exist
).opened()
POLICIES: Final = Table(
    "insurance/policy",
    Policy,
    InsuranceOutcome.unknown_insurance_policy,
    InsuranceOutcome.insurance_policy_exists,
)
WALLETS: Final = Table(
    "insurance/wallet", PolicyWallet, InsuranceOutcome.unknown_policy_wallet, InsuranceOutcome.policy_wallet_exists
)
CLAIMS: Final = Table("insurance/claim", Claim, InsuranceOutcome.unknown_claim, InsuranceOutcome.claim_exists)


def terms_of(moment: Moment, policy: Policy) -> Terms:
    """The terms that a policy was applied for on."""
    return known(moment, TERMS, policy.product, str(policy.version)).terms
