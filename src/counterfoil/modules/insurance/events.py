# SPDX-License-Identifier: Apache-2.0
"""Events of products and policies. Claims, and what is owed, are in ``claim_events``."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import Refused
from counterfoil.law.table import TrailedRecord
from counterfoil.modules.insurance.records import (
    POLICIES,
    PRODUCTS,
    TERMS,
    WALLETS,
    Policy,
    PolicyStatus,
    PolicyWallet,
    Product,
    ProductStatus,
    ProductTerms,
)
from counterfoil.modules.insurance.schedule import Terms
from counterfoil.modules.parties.authority import require_party, signed_for, together
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, PositiveQuantity, Timestamp

_PRODUCTS: Changes[Product] = Changes(PRODUCTS)
_TERMS: Changes[ProductTerms] = Changes(TERMS)
_POLICIES: Changes[Policy] = Changes(POLICIES)
_WALLETS: Changes[PolicyWallet] = Changes(WALLETS)


class ProductEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class PolicyEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report


class SaleEvent(ProductEvent, frozen=True):
    """What an offer and its amendment share: an insurer says on what terms it sells, and what pays for them."""

    product: str
    insurer: PartyId
    instrument: InstrumentId
    account: AccountId
    mandate: str
    version: int
    terms: Terms
    time: Timestamp

    def written(self) -> Touch:
        """The version of the terms."""
        terms = ProductTerms(
            product=self.product,
            version=self.version,
            instrument=self.instrument,
            mandate=self.mandate,
            terms=self.terms,
            since=self.time,
        )
        return _TERMS.create(terms, self.product, str(self.version))

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.insurer)
        # Who only takes may need nobody's consent; who sells in an account's name controls it.
        both = (Side.gives, Side.takes)
        consents = all_known(partial(signed_for, moment, self.account, side) for side in both)
        return together(moment, consents, self.insurer)


class Offered(SaleEvent, frozen=True):
    """An insurer offers a product."""

    type: ClassVar[str] = "insurance.offered"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        product = Product(
            product=self.product,
            insurer=self.insurer,
            instrument=self.instrument,
            account=self.account,
            mandate=self.mandate,
            agreed_by=given_by(consents),
        )
        yield _PRODUCTS.create(product, self.product)
        yield self.written()


class Amended(SaleEvent, frozen=True):
    """An insurer sells on new terms from now on."""

    type: ClassVar[str] = "insurance.amended"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PRODUCTS.replace(
            self.product,
            account=self.account,
            mandate=self.mandate,
            version=self.version,
            agreed_by=given_by(consents),
        )
        yield self.written()


class Withdrawn(ProductEvent, frozen=True):
    """An insurer sells a product no longer."""

    type: ClassVar[str] = "insurance.withdrawn"
    product: str
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PRODUCTS.replace(self.product, status=ProductStatus.off_sale)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, PRODUCTS, self.product).insurer)
        return ()


class WalletEvent(PolicyEvent, frozen=True):
    """What an application and the naming of a wallet share: an account for the policy, and a wallet agree."""

    policy: InstrumentId
    account: AccountId
    wallet: AccountId

    def permit(self, moment: Moment) -> Consents:
        accounts = dict.fromkeys((self.account, self.wallet))
        sides = ((account, side) for account in accounts for side in (Side.gives, Side.takes))
        return together(moment, all_known(partial(signed_for, moment, account, side) for account, side in sides))

    def agreed(self, consents: Consents) -> tuple[tuple[PartyId, ...], tuple[PartyId, ...]]:
        """Who agreed to take the policy, and who to take what is owed: of each account the last consent.

        Unknown when the event carries none.
        """
        # The wallet's stand last, and they are the account's too where both are one.
        return given_by(consents[:2]), given_by(consents)


class Applied(WalletEvent, frozen=True):
    """A policy was applied for; whoever applied for it before without paying has no part in it any longer."""

    type: ClassVar[str] = "insurance.applied"
    product: str
    version: int
    insurer: PartyId
    instrument: InstrumentId
    """in which premiums are paid"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        policy = Policy(instrument=self.policy, product=self.product, version=self.version, insurer=self.insurer)
        taken_by, paid_to = self.agreed(consents)
        wallet = PolicyWallet(
            policy=self.policy,
            account=self.account,
            wallet=self.wallet,
            instrument=self.instrument,
            taken_by=taken_by,
            paid_to=paid_to,
        )

        def apply(before: Policy | None) -> TrailedRecord:
            if before is not None and before.status is not PolicyStatus.applied:
                raise Refused(POLICIES.exists, self.policy)
            return policy

        yield Touch(POLICIES, (self.policy,), apply)
        yield Touch(WALLETS, (self.policy,), lambda _before: wallet)


class WalletNamed(WalletEvent, frozen=True):
    """Whoever has a policy named the wallet that pays and is paid from now on."""

    type: ClassVar[str] = "insurance.wallet_named"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        taken_by, paid_to = self.agreed(consents)
        yield _WALLETS.replace(
            self.policy, account=self.account, wallet=self.wallet, taken_by=taken_by, paid_to=paid_to
        )


class Bought(PolicyEvent, frozen=True):
    """The first premium is paid, and cover begins with it."""

    type: ClassVar[str] = "insurance.bought"
    policy: InstrumentId
    product: str
    version: int
    instrument: InstrumentId
    quantity: PositiveQuantity
    time: Timestamp
    cooling_off_until: Timestamp
    cover_until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POLICIES.replace(
            self.policy,
            status=PolicyStatus.in_force,
            premiums_paid=1,
            bought=self.time,
            cooling_off_until=self.cooling_off_until,
            cover_until=self.cover_until,
        )


class PremiumPaid(PolicyEvent, frozen=True):
    """The next premium is paid."""

    type: ClassVar[str] = "insurance.premium_paid"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    policy: InstrumentId
    premium: int
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POLICIES.replace(self.policy, premiums_paid=self.premium)


class Lapsed(PolicyEvent, frozen=True):
    """A premium was not paid within the days of grace; cover ended with them."""

    type: ClassVar[str] = "insurance.lapsed"
    policy: InstrumentId
    premium: int
    """the one that was not paid"""
    since: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POLICIES.replace(self.policy, status=PolicyStatus.lapsed, lapsed=self.since)


class RunOut(PolicyEvent, frozen=True):
    """Cover, and the time for claims, are over."""

    type: ClassVar[str] = "insurance.run_out"
    policy: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POLICIES.replace(self.policy, status=PolicyStatus.run_out)


def ended(policy: InstrumentId, status: PolicyStatus, owed: int) -> Iterator[Touch]:
    """A policy ends, and so much is owed on it."""
    yield _POLICIES.replace(policy, status=status)
    yield _WALLETS.change(lambda before: replace(before, owed=owed), policy)


EVENTS: tuple[Any, ...] = (
    Offered,
    Amended,
    Withdrawn,
    Applied,
    WalletNamed,
    Bought,
    PremiumPaid,
    Lapsed,
    RunOut,
)
