# SPDX-License-Identifier: Apache-2.0
"""What is always true of products, policies and claims."""

from collections.abc import Iterable, Iterator

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.insurance.records import (
    CLAIMS,
    LIVE,
    POLICIES,
    PRODUCTS,
    SUBMISSIONS_MAX,
    TERMS,
    WALLETS,
    Claim,
    ClaimStatus,
    Policy,
    PolicyStatus,
    PolicyWallet,
    Product,
)
from counterfoil.modules.insurance.schedule import Terms

OPEN_OR_DONE = (ClaimStatus.under_review, ClaimStatus.admitted, ClaimStatus.paid)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, product in view.rows(PRODUCTS):
        yield from (f"{path}: {problem}" for problem in _of_product(view, product))
    for path, policy in view.rows(POLICIES):
        yield from (f"{path}: {problem}" for problem in _of_policy(view, policy))
    for path, claim in view.rows(CLAIMS):
        yield from (f"{path}: {problem}" for problem in _of_claim(view, claim))


def _of_product(view: View, product: Product) -> Iterator[str]:
    for version, said in before(view, TERMS, product.product, product.version + 1):
        if said is None:
            yield f"version {version} of its terms is missing"


def _of_policy(view: View, policy: Policy) -> Iterator[str]:
    terms = view.read(TERMS, policy.product, str(policy.version))
    wallet = view.read(WALLETS, policy.instrument)
    if terms is None or wallet is None:
        yield "its terms or its wallet are missing"
        return
    applied = policy.status is PolicyStatus.applied
    if not (policy.premiums_paid == 0 if applied else 1 <= policy.premiums_paid <= terms.terms.premiums):
        yield f"{policy.status}, with {policy.premiums_paid} premiums paid"
    if applied != (policy.bought is None):
        yield f"{policy.status}, bought at {policy.bought}"
    title = view.read(TITLES, policy.instrument)
    if not applied and policy.status not in LIVE and (title is None or title.account is not None):
        yield f"{policy.status}, and its unit is not redeemed"
    if (worth := wallet.owed + wallet.paid) not in set(_worth(view, policy, terms.terms)):
        yield f"{policy.status}, and {worth} is owed or paid"
    if wallet.owed and wallet.paid:
        yield f"{wallet.owed} is owed after {wallet.paid} was paid"
    yield from _of_claimed(view, policy, wallet)


def _worth(view: View, policy: Policy, terms: Terms) -> Iterable[int]:
    """What is owed on a policy that ended so; of a surrender, by any of its years."""
    if policy.status is PolicyStatus.cooled_off:
        return (terms.premium * policy.premiums_paid,)
    if policy.status is PolicyStatus.surrendered:
        years = range(1, -(-terms.term_months // 12) + 1)
        dues = ((year, min(due, policy.premiums_paid)) for year in years for due in terms.due_in(year))
        paid = policy.premiums_paid
        return (terms.surrender_value(due, year) + terms.premium * (paid - due) for year, due in dues)
    if policy.status is PolicyStatus.claimed:
        claim = None if policy.case is None else view.read(CLAIMS, policy.case)
        return () if claim is None or claim.admitted is None else (claim.admitted,)
    return (0,)


def _of_claimed(view: View, policy: Policy, wallet: PolicyWallet) -> Iterator[str]:
    """Its claim is under review while it is live, and admitted once it has ended on it; paid is just what was paid."""
    claim = None if policy.case is None else view.read(CLAIMS, policy.case)
    if policy.case is None:
        if policy.status is PolicyStatus.claimed:
            yield "claimed, on no claim"
    elif claim is None or claim.policy != policy.instrument:
        yield f"claim {policy.case} is not its own"
    elif policy.status is PolicyStatus.claimed:
        done = ClaimStatus.admitted if wallet.owed else ClaimStatus.paid
        if claim.status is not done:
            yield f"{wallet.owed} is owed, and claim {policy.case} is {claim.status}"
    elif policy.status not in LIVE or claim.status is not ClaimStatus.under_review:
        yield f"{policy.status}, and claim {policy.case} is {claim.status}"


def _of_claim(view: View, claim: Claim) -> Iterator[str]:
    policy = view.read(POLICIES, claim.policy)
    names_it = policy is not None and policy.case == claim.case
    if names_it != (claim.status in OPEN_OR_DONE):
        yield f"{claim.status}, and its policy {'names' if names_it else 'does not name'} it"
    if not 1 <= claim.submissions <= SUBMISSIONS_MAX:
        yield f"made {claim.submissions} times"
    if claim.admitted is not None and claim.admitted > claim.quantity:
        yield f"{claim.admitted} is admitted of {claim.quantity}"
