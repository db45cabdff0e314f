# SPDX-License-Identifier: Apache-2.0
"""The law of what a policy is worth: stepping back, surrender, claims, its end, and what is paid."""

from collections.abc import Iterable
from typing import NamedTuple

from counterfoil.evidence.text import format_time
from counterfoil.law.detail import before_then, from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Redeemed, Transferred
from counterfoil.modules.holdings.records import HOLDINGS, MANDATES, TITLES
from counterfoil.modules.insurance import calls as c
from counterfoil.modules.insurance import claim_events as ce
from counterfoil.modules.insurance.events import RunOut
from counterfoil.modules.insurance.outcomes import InsuranceOutcome
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
    PolicyWallet,
    terms_of,
)
from counterfoil.modules.parties.authority import require_active
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, Timestamp


class Standing(NamedTuple):
    """A policy that is bought and not over, and when it was bought."""

    policy: Policy
    bought: Timestamp


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    terms = terms_of(moment, policy)
    # By the time of the block: a holder's clock, or a day that a call would name, could be any.
    until = terms.cooling_off_until(bought)
    over = before_then(call.policy, until, moment.time)
    require(moment.time < until, InsuranceOutcome.cooling_off_over, over)
    wallet = _undisputed(moment, policy)
    yield _redeemed(policy, wallet.account)
    yield ce.Cancelled(
        policy=call.policy,
        account=wallet.account,
        instrument=wallet.instrument,
        quantity=Quantity(terms.premium * policy.premiums_paid),
    )


def surrender(call: c.Surrender, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    terms = terms_of(moment, policy)
    # Who may have everything back is not to lose some of it by the wrong call.
    cools_until, covers_until = terms.cooling_off_until(bought), terms.cover_until(bought)
    runs = from_then(call.policy, cools_until, moment.time)
    require(moment.time >= cools_until, InsuranceOutcome.cooling_off_runs, runs)
    over = before_then(call.policy, covers_until, moment.time)
    require(moment.time < covers_until, InsuranceOutcome.policy_over, over)
    wallet = _undisputed(moment, policy)
    until = min(moment.time, Timestamp(terms.covered_until(bought, policy.premiums_paid) - 1))
    year, due = terms.year_of(bought, until), terms.due_by(bought, policy.premiums_paid, until)
    # What is paid ahead of its day has bought no cover yet, and goes back whole.
    prepaid = terms.premium * (policy.premiums_paid - due)
    yield _redeemed(policy, wallet.account)
    yield ce.Surrendered(
        policy=call.policy,
        account=wallet.account,
        instrument=wallet.instrument,
        quantity=Quantity(terms.surrender_value(due, year) + prepaid),
        policy_year=year,
        share_ppm=terms.share_of(year),
        prepaid=Quantity(prepaid),
    )


def claim(call: c.MakeClaim, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    terms = terms_of(moment, policy)
    claims_until = terms.claims_until(bought)
    late = before_then(call.policy, claims_until, moment.time)
    require(moment.time < claims_until, InsuranceOutcome.claims_too_late, late)
    wallet = _undisputed(moment, policy)
    until = min(terms.covered_until(bought, policy.premiums_paid), Timestamp(moment.time + 1))
    covered = f"{format_time(call.occurred)} is not from {format_time(bought)} on and before {format_time(until)}"
    require(bought <= call.occurred < until, InsuranceOutcome.not_covered_then, covered)
    beyond = f"{units(call.quantity, wallet.instrument)}, and covered are {units(terms.cover, wallet.instrument)}"
    require(call.quantity <= terms.cover, InsuranceOutcome.beyond_cover, beyond)
    yield ce.Claimed(
        claim=call.claim,
        policy=call.policy,
        account=wallet.account,
        instrument=wallet.instrument,
        quantity=call.quantity,
        occurred=call.occurred,
        document=call.document,
        time=moment.time,
    )


def resubmit(call: c.Resubmit, moment: Moment) -> Iterable[EventData]:
    declined = known(moment, CLAIMS, call.claim)
    again = declined.status is ClaimStatus.declined and declined.submissions < SUBMISSIONS_MAX
    require(again, InsuranceOutcome.claim_not_declined, call.claim)
    policy, _ = live(moment, declined.policy)
    wallet = _undisputed(moment, policy)
    yield ce.Resubmitted(
        claim=call.claim,
        policy=declined.policy,
        account=wallet.account,
        document=call.document,
        time=moment.time,
    )


def drop_claim(call: c.DropClaim, moment: Moment) -> Iterable[EventData]:
    dropped = _under_review(moment, call.claim)
    # Whoever has the policy now, since it would be paid; who made the claim, when the unit is nowhere any more.
    account = known(moment, TITLES, dropped.policy).account or dropped.account
    require_active(moment, account)
    yield ce.Dropped(claim=call.claim, policy=dropped.policy, account=account)


def admit(call: c.Admit, moment: Moment) -> Iterable[EventData]:
    made = _under_review(moment, call.claim)
    beyond = f"{units(call.quantity, made.instrument)}, and claimed are {units(made.quantity, made.instrument)}"
    require(call.quantity <= made.quantity, InsuranceOutcome.beyond_claim, beyond)
    policy, _ = live(moment, made.policy)
    wallet = in_named_hands(moment, policy)
    yield _redeemed(policy, wallet.account)
    yield ce.Admitted(
        claim=call.claim,
        policy=made.policy,
        insurer=policy.insurer,
        time=moment.time,
        instrument=wallet.instrument,
        quantity=call.quantity,
    )


def decline(call: c.Decline, moment: Moment) -> Iterable[EventData]:
    made = _under_review(moment, call.claim)
    insurer = known(moment, POLICIES, made.policy).insurer
    yield ce.Declined(claim=call.claim, policy=made.policy, insurer=insurer, time=moment.time, reason=call.reason)


def expire(call: c.Expire, moment: Moment) -> Iterable[EventData]:
    policy, bought = live(moment, call.policy)
    until = terms_of(moment, policy).claims_until(bought)
    require(moment.time >= until, InsuranceOutcome.cover_not_over, from_then(call.policy, until, moment.time))
    require(policy.case is None, InsuranceOutcome.policy_claim_open, call.policy)
    # Whoever has it gives it up, named or not: nothing is owed for it any longer.
    yield _redeemed(policy, in_hands(moment, call.policy))
    yield RunOut(policy=call.policy)


def pay_out(call: c.PayOut, moment: Moment) -> Iterable[EventData]:
    wallet = known(moment, WALLETS, call.policy)
    require(wallet.owed > 0, InsuranceOutcome.payout_not_owed, call.policy)
    # An order on who had the policy, or on the policy, reaches what became of it.
    require_active(moment, wallet.account)
    require_unfrozen(moment, wallet.account, call.policy)
    policy = known(moment, POLICIES, call.policy)
    # The one that was promised with these terms: what the insurer sells on now binds those who buy now.
    mandate = known(moment, TERMS, policy.product, str(policy.version)).mandate
    yield Transferred(
        sender=known(moment, MANDATES, mandate).account,
        receiver=wallet.wallet,
        instrument=wallet.instrument,
        quantity=wallet.owed,
        giving=MANDATES.path(mandate),
        taking=WALLETS.path(call.policy),
        cause=PRODUCTS.path(policy.product),
    )
    yield ce.PaidOut(
        policy=call.policy,
        wallet=wallet.wallet,
        instrument=wallet.instrument,
        quantity=wallet.owed,
        claim=policy.case,
    )


def live(moment: Moment, policy: InstrumentId) -> Standing:
    """The policy, which must be bought and not over."""
    record = known(moment, POLICIES, policy)
    require(record.bought is not None, InsuranceOutcome.policy_not_bought, policy)
    require(record.status in LIVE, InsuranceOutcome.policy_over, policy)
    # Insurer and holder, or an order, may have ended its unit without this module.
    in_hands(moment, policy)
    return Standing(record, record.bought or Timestamp(0))


def in_hands(moment: Moment, policy: InstrumentId) -> AccountId:
    """The account in which the policy is."""
    account = known(moment, TITLES, policy).account
    require(account is not None, InsuranceOutcome.policy_over, policy)
    return account or AccountId("")


def require_unfrozen(moment: Moment, account: AccountId, instrument: InstrumentId) -> None:
    """No order freezes the account's units of it, or those that come."""
    holding = moment.read(HOLDINGS, account, instrument)
    require(holding is None or not holding.line, InsuranceOutcome.policy_under_order, f"{account}: {instrument}")


def in_named_hands(moment: Moment, policy: Policy) -> PolicyWallet:
    """The policy's wallet, which must be of whoever has the policy now: who sold it is owed nothing on it."""
    wallet = known(moment, WALLETS, policy.instrument)
    here = in_hands(moment, policy.instrument) == wallet.account
    require(here, InsuranceOutcome.policy_changed_hands, policy.instrument)
    return wallet


def _undisputed(moment: Moment, policy: Policy) -> PolicyWallet:
    """The same, and no claim is open: what is asked for on a policy is asked for once."""
    require(policy.case is None, InsuranceOutcome.policy_claim_open, policy.instrument)
    return in_named_hands(moment, policy)


def _under_review(moment: Moment, claim: str) -> Claim:
    record = known(moment, CLAIMS, claim)
    under_review = record.status is ClaimStatus.under_review
    require(under_review, InsuranceOutcome.claim_not_under_review, claim)
    return record


def _redeemed(policy: Policy, account: AccountId) -> Redeemed:
    """The policy ends where it is. One that is pledged or frozen does not end over the head of who has it so."""
    path = POLICIES.path(policy.instrument)
    return Redeemed(
        instrument=policy.instrument,
        account=account,
        quantity=Quantity(1),
        redeeming=PRODUCTS.path(policy.product),
        giving=path,
        cause=path,
    )
