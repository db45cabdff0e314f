# SPDX-License-Identifier: Apache-2.0
"""The law of insurance: which events each call causes. What is owed is computed from the terms, never typed in."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Issued, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, EncumbranceKind, GrantStatus, Mandate, Part
from counterfoil.modules.holdings.reservations import active
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance import claim_events as ce
from counterfoil.modules.insurance import events as e
from counterfoil.modules.insurance.claiming import (
    admit,
    cancel,
    claim,
    decline,
    drop_claim,
    expire,
    in_hands,
    in_named_hands,
    live,
    pay_out,
    require_unfrozen,
    resubmit,
    surrender,
)
from counterfoil.modules.insurance.outcomes import InsuranceOutcome
from counterfoil.modules.insurance.records import (
    CLAIMS,
    LIVE,
    POLICIES,
    PRODUCTS,
    TERMS,
    WALLETS,
    Policy,
    PolicyStatus,
    PolicyWallet,
    Product,
    ProductStatus,
    terms_of,
)
from counterfoil.modules.insurance.schedule import Terms
from counterfoil.modules.insurance.words import WORDS
from counterfoil.modules.parties.authority import require_active
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath, Timestamp

INSURANCE: Final = "insurance"
"""The feature that lets products be offered and policies be bought."""


def offer(call: c.Offer, moment: Moment) -> Iterable[EventData]:
    _require_sale(moment, call.product, call.insurer, call.instrument, call)
    yield e.Offered(
        product=call.product,
        insurer=call.insurer,
        instrument=call.instrument,
        account=call.account,
        mandate=call.mandate,
        version=1,
        terms=call.terms,
        time=moment.time,
    )


def amend(call: c.Amend, moment: Moment) -> Iterable[EventData]:
    product = _offered(moment, call.product)
    _require_sale(moment, call.product, product.insurer, product.instrument, call)
    yield e.Amended(
        product=call.product,
        insurer=product.insurer,
        instrument=product.instrument,
        account=call.account,
        mandate=call.mandate,
        version=product.version + 1,
        terms=call.terms,
        time=moment.time,
    )


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    _offered(moment, call.product)
    yield e.Withdrawn(product=call.product, reason=call.reason)


def apply(call: c.Apply, moment: Moment) -> Iterable[EventData]:
    product = _offered(moment, call.product)
    require(call.version == product.version, InsuranceOutcome.terms_not_current, f"{call.product} {call.version}")
    _require_blank(moment, call.policy, product, known(moment, TERMS, call.product, str(call.version)).terms)
    yield e.Applied(
        policy=call.policy,
        account=call.account,
        wallet=call.wallet,
        product=call.product,
        version=call.version,
        insurer=product.insurer,
        instrument=product.instrument,
    )


def buy(call: c.Buy, moment: Moment) -> Iterable[EventData]:
    policy = known(moment, POLICIES, call.policy)
    require(policy.status is PolicyStatus.applied, InsuranceOutcome.policy_not_applied_for, call.policy)
    product = _offered(moment, policy.product)
    require(policy.version == product.version, InsuranceOutcome.terms_not_current, f"{call.policy} {policy.version}")
    terms = terms_of(moment, policy)
    wallet = known(moment, WALLETS, call.policy)
    giving = _held(moment, wallet, call.hold, terms)
    # The premium is paid before the policy comes into the world, and cover begins at no other time.
    yield _premium(policy, wallet, product, terms, giving)
    yield Issued(
        instrument=call.policy,
        account=wallet.account,
        quantity=Quantity(1),
        issuing=PRODUCTS.path(policy.product),
        taking=WALLETS.path(call.policy),
        cause=POLICIES.path(call.policy),
    )
    yield e.Bought(
        policy=call.policy,
        product=policy.product,
        version=policy.version,
        instrument=product.instrument,
        quantity=terms.premium,
        time=moment.time,
        cooling_off_until=terms.cooling_off_until(moment.time),
        cover_until=terms.cover_until(moment.time),
    )


def pay_premium(call: c.PayPremium, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    terms = terms_of(moment, policy)
    require(policy.premiums_paid < terms.premiums, InsuranceOutcome.premiums_all_paid, call.policy)
    # By its number, so that nobody pays one twice: not two payers, nor one payer who asks again.
    require(
        call.premium == policy.premiums_paid + 1, InsuranceOutcome.premium_not_next, f"{call.policy} {call.premium}"
    )
    # Recorded or not: time alone says whether it lapsed.
    in_time = moment.time < terms.covered_until(bought, policy.premiums_paid)
    require(in_time, InsuranceOutcome.policy_lapsed, call.policy)
    # Who sold the policy pays for it no longer, whatever mandate is left behind.
    wallet, product = in_named_hands(moment, policy), known(moment, PRODUCTS, policy.product)
    giving = _source(moment, wallet, call, terms, terms.due(bought, call.premium))
    yield _premium(policy, wallet, product, terms, giving)
    yield e.PremiumPaid(policy=call.policy, premium=call.premium, instrument=wallet.instrument, quantity=terms.premium)


def record_lapse(call: c.RecordLapse, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    require(policy.status is PolicyStatus.in_force, InsuranceOutcome.policy_lapsed, call.policy)
    terms = terms_of(moment, policy)
    require(policy.premiums_paid < terms.premiums, InsuranceOutcome.premiums_all_paid, call.policy)
    since = terms.covered_until(bought, policy.premiums_paid)
    require(moment.time >= since, InsuranceOutcome.grace_not_over, from_then(call.policy, since, moment.time))
    yield e.Lapsed(policy=call.policy, premium=policy.premiums_paid + 1, since=since)


def name_wallet(call: c.NameWallet, moment: Moment) -> Iterable[EventData]:
    policy = known(moment, POLICIES, call.policy)
    require(policy.status is not PolicyStatus.applied, InsuranceOutcome.policy_not_bought, call.policy)
    # Once the policy is over it is in nobody's hands, and what is owed is owed to who gave it back.
    where = in_hands(moment, call.policy) if policy.status in LIVE else known(moment, WALLETS, call.policy).account
    require(call.account == where, InsuranceOutcome.policy_changed_hands, call.policy)
    _require_no_escape(moment, call)
    yield e.WalletNamed(policy=call.policy, account=call.account, wallet=call.wallet)


def _require_no_escape(moment: Moment, call: c.NameWallet) -> None:
    """No order stands on the policy, on its account or on either wallet: naming another would escape it."""
    for account in dict.fromkeys((call.account, call.wallet)):
        require_active(moment, account)
    require_unfrozen(moment, call.account, call.policy)
    named = known(moment, WALLETS, call.policy)
    holder, *before = (known(moment, ACCOUNTS, one).holder for one in (call.account, named.account, named.wallet))
    # What stands on the wallet of who sold the policy is not the buyer's.
    if holder in before:
        require_active(moment, named.wallet)
        require_unfrozen(moment, named.wallet, named.instrument)


def _offered(moment: Moment, product: str) -> Product:
    record = known(moment, PRODUCTS, product)
    require(record.status is ProductStatus.offered, InsuranceOutcome.insurance_product_withdrawn, product)
    return record


def _require_sale(
    moment: Moment, product: str, insurer: PartyId, instrument: InstrumentId, call: c.Offer | c.Amend
) -> None:
    """The terms are sound, the account is the insurer's, and so is what refunds and claims are paid from."""
    require(call.terms.sound, InsuranceOutcome.insurance_terms_unsound, product)
    cash = known(moment, INSTRUMENTS, instrument).kind is InstrumentKind.cash
    require(cash, InsuranceOutcome.premiums_not_in_cash, instrument)
    mandate = known(moment, MANDATES, call.mandate)
    for account in (call.account, mandate.account):
        own = known(moment, ACCOUNTS, account).holder == insurer
        require(own, InsuranceOutcome.not_the_insurers_account, account)
    bound = _bound(mandate, PRODUCTS.path(product), instrument)
    require(bound, InsuranceOutcome.reserve_not_bound, call.mandate)


def _bound(mandate: Mandate, product: RecordPath, instrument: InstrumentId) -> bool:
    """Whether the insurer cannot take back what it promises: nothing but the money itself may lack one day."""
    stands = mandate.status is GrantStatus.active and mandate.executor == product and not mandate.takes
    bounds = (mandate.quantity, mandate.receivers, mandate.expires)
    return (
        stands and bounds == (None, None, None) and not mandate.revocable and mandate.instrument in (None, instrument)
    )


def _require_blank(moment: Moment, policy: InstrumentId, product: Product, terms: Terms) -> None:
    """What is bought is an instrument of the insurer's that says these terms, so that its holder owns what it reads."""
    found = known(moment, INSTRUMENTS, policy)
    says = found.terms is not None and found.terms.hash == terms.document
    meant = (InstrumentKind.insurance_policy, True, product.insurer)
    blank = says and (found.kind, found.unique, found.issuer) == meant
    require(blank, InsuranceOutcome.not_a_blank_policy, policy)


def _premium(policy: Policy, wallet: PolicyWallet, product: Product, terms: Terms, giving: RecordPath) -> Transferred:
    held = table_prefix(giving) == ENCUMBRANCES.prefix
    return Transferred(
        sender=wallet.wallet,
        receiver=product.account,
        instrument=wallet.instrument,
        quantity=terms.premium,
        part=Part.held if held else Part.free,
        giving=giving,
        taking=PRODUCTS.path(policy.product),
        cause=POLICIES.path(policy.instrument),
    )


def _source(moment: Moment, wallet: PolicyWallet, call: c.PayPremium, terms: Terms, due: Timestamp) -> RecordPath:
    """What a premium is paid under: the hold may pay it before its day, since who made it wanted that."""
    require((call.hold is None) != (call.mandate is None), InsuranceOutcome.one_source_needed, call.policy)
    if call.hold is not None:
        return _held(moment, wallet, call.hold, terms)
    mandate = known(moment, MANDATES, call.mandate or "")
    _require_wallet(wallet, mandate.account)
    require(moment.time >= due, InsuranceOutcome.premium_not_due, from_then(call.policy, due, moment.time))
    return MANDATES.path(mandate.mandate)


def _held(moment: Moment, wallet: PolicyWallet, hold: str, terms: Terms) -> RecordPath:
    held = active(moment, hold, EncumbranceKind.hold)
    _require_wallet(wallet, held.account)
    exact = (POLICIES.path(wallet.policy), wallet.instrument, terms.premium)
    needed = f"{units(terms.premium, wallet.instrument)} for {exact[0]}"
    told = f"{held.told}; needed: {needed}"
    require((held.executor, held.instrument, held.quantity) == exact, InsuranceOutcome.premium_not_exact, told)
    return ENCUMBRANCES.path(hold)


def _require_wallet(wallet: PolicyWallet, account: AccountId) -> None:
    """Only the wallet that agreed to pay for this policy pays: a hold's name alone binds nobody to another's."""
    require(account == wallet.wallet, InsuranceOutcome.not_the_policy_wallet, account)


LAW: Final = Law(
    noun="insurance",
    calls=under(
        INSURANCE,
        {
            c.Offer: offer,
            c.Amend: amend,
            c.Withdraw: withdraw,
            c.Apply: apply,
            c.Buy: buy,
            c.PayPremium: pay_premium,
            c.RecordLapse: record_lapse,
            c.NameWallet: name_wallet,
            c.Cancel: cancel,
            c.Surrender: surrender,
            c.MakeClaim: claim,
            c.Resubmit: resubmit,
            c.DropClaim: drop_claim,
            c.Admit: admit,
            c.Decline: decline,
            c.Expire: expire,
            c.PayOut: pay_out,
        },
    ),
    events=(*e.EVENTS, *ce.CLAIM_EVENTS),
    tables=(PRODUCTS, TERMS, POLICIES, WALLETS, CLAIMS),
    outcomes=InsuranceOutcome,
    words=WORDS,
)
