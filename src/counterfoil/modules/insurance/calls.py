# SPDX-License-Identifier: Apache-2.0
"""Calls of the insurance module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.insurance.schedule import PREMIUMS_MAX, Terms
from counterfoil.primitives.types import (
    POSITIVE,
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    TimestampField,
)


class Offer(Call, frozen=True, tag_field="call", tag="insurance.offer"):
    """Offer a product; by the insurer, for the account into which premiums go."""

    product: NewId
    insurer: PartyId
    instrument: InstrumentId
    """in which premiums are paid"""
    account: AccountId
    mandate: str
    """to `insurance/product/<product>`: what refunds and claims are paid under"""
    terms: Terms


class Amend(Call, frozen=True, tag_field="call", tag="insurance.amend"):
    """A new version of a product's terms, account and mandate; by the insurer. Policies keep their version."""

    product: str
    account: AccountId
    mandate: str
    terms: Terms


class Withdraw(Call, frozen=True, tag_field="call", tag="insurance.withdraw"):
    """Sell a product no longer; by the insurer. Policies that were bought go on."""

    product: str
    reason: LegalReference


class Apply(Call, frozen=True, tag_field="call", tag="insurance.apply"):
    """Apply for a policy on a version of the terms; by who controls the account for it and the wallet that pays."""

    policy: InstrumentId
    """an instrument of the insurer that nobody has bought"""
    product: str
    version: Annotated[int, POSITIVE]
    account: AccountId
    wallet: AccountId


class Buy(Call, frozen=True, tag_field="call", tag="insurance.buy"):
    """Pay the first premium out of the wallet's hold for the policy, and cover begins; by anybody."""

    policy: InstrumentId
    hold: str
    """of the first premium, whose executor is `insurance/policy/` and the policy"""


class PayPremium(Call, frozen=True, tag_field="call", tag="insurance.pay_premium"):
    """Pay the next premium out of a hold of the wallet for the policy, or under its mandate; by anybody."""

    policy: InstrumentId
    premium: Annotated[int, Meta(ge=2, le=PREMIUMS_MAX)]
    """its number, counted from 1"""
    hold: str | None = None
    """of the premium, whose executor is `insurance/policy/` and the policy"""
    mandate: str | None = None


class RecordLapse(Call, frozen=True, tag_field="call", tag="insurance.record_lapse"):
    """Record that a premium was not paid within the days of grace; by anybody."""

    policy: InstrumentId


class NameWallet(Call, frozen=True, tag_field="call", tag="insurance.name_wallet"):
    """Name the wallet that pays and is paid from now on; by who controls it and the account that has the policy."""

    policy: InstrumentId
    account: AccountId
    wallet: AccountId


class Cancel(Call, frozen=True, tag_field="call", tag="insurance.cancel"):
    """Give a policy back in the days of cooling off, for all that was paid; by whoever has it."""

    policy: InstrumentId


class Surrender(Call, frozen=True, tag_field="call", tag="insurance.surrender"):
    """Give a policy back for its surrender value; by whoever has it."""

    policy: InstrumentId


class MakeClaim(Call, frozen=True, tag_field="call", tag="insurance.claim"):
    """Claim on a policy; by whoever has it."""

    claim: NewId
    policy: InstrumentId
    quantity: PositiveQuantity
    occurred: TimestampField
    """when it happened; within the cover"""
    document: HashField
    """SHA-256 of what is shown for it"""


class Resubmit(Call, frozen=True, tag_field="call", tag="insurance.resubmit"):
    """Make a declined claim once more, with other documents; by whoever has the policy."""

    claim: str
    document: HashField
    """SHA-256 of what is shown for it"""


class DropClaim(Call, frozen=True, tag_field="call", tag="insurance.drop_claim"):
    """Claim no longer; by whoever has the policy."""

    claim: str


class Admit(Call, frozen=True, tag_field="call", tag="insurance.admit"):
    """Decide that a claim is paid, in full or in part, which ends the policy; by the insurer."""

    claim: str
    quantity: PositiveQuantity


class Decline(Call, frozen=True, tag_field="call", tag="insurance.decline"):
    """Decide that a claim is not paid; by the insurer."""

    claim: str
    reason: LegalReference


class Expire(Call, frozen=True, tag_field="call", tag="insurance.expire"):
    """End a policy whose cover, and the time for claims on it, are over; by anybody."""

    policy: InstrumentId


class PayOut(Call, frozen=True, tag_field="call", tag="insurance.pay_out"):
    """Pay what is owed on a policy, under the insurer's mandate to the product; by anybody."""

    policy: InstrumentId
