# SPDX-License-Identifier: Apache-2.0
"""Policies are bought, paid, given back and claimed on; and the ways in which that is known to go wrong."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.outcomes import InsuranceOutcome as Outcome
from counterfoil.modules.insurance.queries import Stands, lapsing, owed, policies_in, stands
from counterfoil.modules.insurance.records import POLICIES, ClaimStatus, PolicyStatus
from support.insured import (
    CASH,
    DAY_MS,
    EVER,
    LIFE,
    PREMIUM,
    TERMS,
    YEAR_MS,
    amend,
    apply,
    buying,
    cash,
    changed,
    claim,
    claim_of,
    hold,
    insured,
    pay,
    paying,
    policy_of,
    wallet_of,
)
from support.ledger import Ledger

CANCEL = n.Cancel(policy="P-1")
SURRENDER = n.Surrender(policy="P-1")
PAY_OUT = n.PayOut(policy="P-1")


@pytest.fixture
def ledger() -> Ledger:
    """Ann may buy P-1, P-2 and P-3."""
    return insured()


@pytest.fixture
def sold(ledger: Ledger) -> Ledger:
    """Ann has bought P-1."""
    ledger.do(*buying(), signed_by="ann")
    return ledger


def wait_until(ledger: Ledger, time: int) -> None:
    """The next block is at that time."""
    ledger.wait(time - ledger.time - 1_000)


def midnight_after(ledger: Ledger, days: int) -> int:
    """The first moment of a day, so many days after the purchase's, by the product's day."""
    bought = policy_of(ledger).bought
    assert bought is not None
    offset = TERMS.offset_min * 60_000
    return ((bought + offset) // DAY_MS + days) * DAY_MS - offset


def test_a_policy_is_bought_in_one_transaction(ledger: Ledger) -> None:
    """The premium goes, the policy comes, and cover begins, all in one block; nothing stays reserved."""
    ledger.do(*buying(), signed_by="ann")
    policy = policy_of(ledger)
    assert (policy.status, policy.premiums_paid, policy.bought) == (PolicyStatus.in_force, 1, ledger.time)
    assert ledger.holding("of-ann", "P-1").free == 1
    assert ledger.holding("ann-wallet", CASH).held == 0
    assert cash(ledger, "ann-wallet") == 100_000 - PREMIUM
    assert cash(ledger, "of-insurer") == 1_000_000 + PREMIUM
    assert stands(ledger.state, "P-1", ledger.time) is Stands.cooling_off
    assert [one.policy for one in policies_in(ledger.state, "of-ann")] == ["P-1"]
    assert list(broken_invariants(ledger.state)) == []


def test_a_premium_is_not_taken_twice(sold: Ledger) -> None:
    """A premium taken twice: out of a hold and under a mandate, or by two who ask in one block."""
    mandate = h.GrantMandate(mandate="m", account="ann-wallet", executor=POLICIES.path("P-1"), instrument=CASH)
    sold.do(mandate, hold("second"), signed_by="ann")
    wait_until(sold, midnight_after(sold, 366))
    before = cash(sold, "of-insurer")
    asked = [
        sold.transaction(pay(2, hold="second"), signed_by="ben"),
        sold.transaction(pay(2, mandate="m"), signed_by="insurer"),
        sold.transaction(pay(3, mandate="m"), signed_by="insurer"),
    ]
    assert [one.outcome for one in sold.block(*asked)] == [
        MachineOutcome.ok,
        Outcome.premium_not_next,
        Outcome.premium_not_due,
    ]
    assert cash(sold, "of-insurer") == before + PREMIUM
    assert policy_of(sold).premiums_paid == 2


def test_a_surrender_is_not_paid_after_the_claim(sold: Ledger) -> None:
    """A surrender paid after the claim: not while it is open, not once it is admitted, not once it is paid."""
    wait_until(sold, midnight_after(sold, 30))
    sold.do(claim(occurred=sold.time - 1_000), signed_by="ann")
    assert sold.submit(SURRENDER, signed_by="ann").outcome is Outcome.policy_claim_open
    sold.do(n.Admit(claim="C-1", quantity=50_000), signed_by="insurer")
    assert sold.submit(SURRENDER, signed_by="ann").outcome is Outcome.policy_over
    sold.do(PAY_OUT, signed_by="ben")
    for call in (SURRENDER, CANCEL):
        assert sold.submit(call, signed_by="ann").outcome is Outcome.policy_over
    assert sold.submit(PAY_OUT, signed_by="ann").outcome is Outcome.payout_not_owed
    assert cash(sold, "ann-wallet") == 100_000 - PREMIUM + 50_000
    assert claim_of(sold).status is ClaimStatus.paid
    assert list(broken_invariants(sold.state)) == []


@pytest.mark.parametrize(("late_ms", "kept"), [(-1, True), (0, False)])
def test_cooling_off_is_not_judged_by_the_submitters_clock(sold: Ledger, late_ms: int, kept: bool) -> None:
    """A cooling-off judged by the submitter's clock: no call names a day; signed in time, sealed late, it is late."""
    # The last moment of the fifteenth day is in time, and the first of the sixteenth is not.
    in_time = sold.transaction(CANCEL, PAY_OUT, signed_by="ann")
    wait_until(sold, midnight_after(sold, 16) + late_ms)
    (answer,) = sold.block(in_time)
    assert answer.outcome is (MachineOutcome.ok if kept else Outcome.cooling_off_over)
    assert cash(sold, "ann-wallet") == 100_000 - (0 if kept else PREMIUM)
    assert policy_of(sold).cooling_off_until == midnight_after(sold, 16)


def test_nothing_is_bought_at_a_withdrawn_offer(ledger: Ledger) -> None:
    """A policy bought at a withdrawn offer: not applied for, and not paid for though it was applied for before."""
    ledger.do(apply("P-1"), hold("h"), signed_by="ann")
    ledger.do(*buying("P-2", wallet="ben-wallet", account="of-ben"), signed_by="ben")
    ledger.do(n.Withdraw(product=LIFE, reason="the tables changed"), signed_by="insurer")
    for calls in ((n.Buy(policy="P-1", hold="h"),), buying("P-3")):
        assert ledger.submit(*calls, signed_by="ann").outcome is Outcome.insurance_product_withdrawn
    assert cash(ledger, "ann-wallet") == 100_000
    # What was bought goes on.
    ledger.do(*paying(2, "P-2", wallet="ben-wallet"), signed_by="ben")


def test_nothing_is_bought_on_terms_that_changed_meanwhile(ledger: Ledger) -> None:
    """Whoever applied on one version is not sold another, and a policy keeps the version that it was bought on."""
    ledger.do(*buying("P-2"), signed_by="ann")
    ledger.do(apply("P-1"), hold("h"), signed_by="ann")
    ledger.do(amend(terms=changed(premium=PREMIUM + 1)), signed_by="insurer")
    assert ledger.submit(n.Buy(policy="P-1", hold="h"), signed_by="ann").outcome is Outcome.terms_not_current
    assert ledger.submit(apply("P-3"), signed_by="ann").outcome is Outcome.terms_not_current
    dearer = hold("dearer", quantity=PREMIUM + 1)
    ledger.do(apply("P-1", version=2), dearer, n.Buy(policy="P-1", hold="dearer"), signed_by="ann")
    ledger.do(*paying(2, "P-2"), signed_by="ann")
    assert (policy_of(ledger, "P-1").version, policy_of(ledger, "P-2").version) == (2, 1)


def test_cover_does_not_begin_before_the_premium_is_paid(ledger: Ledger) -> None:
    """Cover that begins before the premium is paid: an application covers nothing, then or afterwards."""
    ledger.do(apply("P-1"), hold("h"), signed_by="ann")
    applied = ledger.time
    assert ledger.submit(claim(occurred=applied), signed_by="ann").outcome is Outcome.policy_not_bought
    ledger.wait(DAY_MS)
    ledger.do(n.Buy(policy="P-1", hold="h"), signed_by="ben")
    bought = ledger.time
    for occurred in (applied, bought - 1, bought + 60_000):
        assert ledger.submit(claim(occurred=occurred), signed_by="ann").outcome is Outcome.not_covered_then
    ledger.do(claim(occurred=bought), signed_by="ann")


def test_a_premium_that_cannot_be_paid_buys_nothing(ledger: Ledger) -> None:
    """Too little set aside, or nothing: there is no policy, and the wallet is whole."""
    short = (apply(), hold("h", quantity=PREMIUM - 1), n.Buy(policy="P-1", hold="h"))
    assert ledger.submit(*short, signed_by="ann").outcome is Outcome.premium_not_exact
    spent = h.Transfer(sender="ann-wallet", receiver="ben-wallet", instrument=CASH, quantity=99_000)
    ledger.do(spent, signed_by="ann ben")
    poor = ledger.submit(*buying(), signed_by="ann")
    assert (poor.outcome, poor.call) == (HoldingsOutcome.insufficient_free_quantity, 1)
    assert ledger.state.read(POLICIES, "P-1") is None


def test_nobody_pays_for_a_policy_out_of_anothers_wallet(ledger: Ledger) -> None:
    """Ben applies for the policy for which Ann had set money aside: her hold pays for hers alone."""
    ledger.do(apply("P-1"), hold("hers"), signed_by="ann")
    ledger.do(apply("P-1", account="of-ben", wallet="ben-wallet"), signed_by="ben")
    assert ledger.submit(n.Buy(policy="P-1", hold="hers"), signed_by="ben").outcome is Outcome.not_the_policy_wallet
    ledger.do(*buying(wallet="ben-wallet", account="of-ben"), signed_by="ben")
    assert ledger.submit(pay(2, hold="hers"), signed_by="ben").outcome is Outcome.not_the_policy_wallet
    assert ledger.submit(*buying(), signed_by="ann").outcome is Outcome.insurance_policy_exists


def test_a_surrender_value_follows_from_the_terms(sold: Ledger) -> None:
    """By the policy year and the premiums paid, rounded as the terms say; nobody types it in."""
    assert sold.submit(SURRENDER, signed_by="ann").outcome is Outcome.cooling_off_runs
    wait_until(sold, midnight_after(sold, 366))
    sold.do(*paying(2), signed_by="ann")
    sold.do(SURRENDER, PAY_OUT, signed_by="ann")
    assert wallet_of(sold).paid == 2 * PREMIUM * 35 // 100 == 700
    assert cash(sold, "ann-wallet") == 100_000 - 2 * PREMIUM + 700
    assert sold.holding("of-ann", "P-1").balance == 0
    assert policy_of(sold).status is PolicyStatus.surrendered


def test_a_policy_lapses_when_grace_is_over_whoever_records_it(sold: Ledger) -> None:
    """Cover ends with the days of grace by the block's time; what happened before is still claimed."""
    due = midnight_after(sold, 366)  # 2024 has a leap day between
    end = due + 61 * DAY_MS
    wait_until(sold, end - 1)
    assert sold.submit(n.RecordLapse(policy="P-1"), signed_by="insurer").outcome is Outcome.grace_not_over
    assert stands(sold.state, "P-1", due) is Stands.in_grace
    late = sold.transaction(*paying(2), signed_by="ann")
    wait_until(sold, end)
    assert sold.block(late)[0].outcome is Outcome.policy_lapsed
    assert [one.instrument for one in lapsing(sold.state, sold.time)] == ["P-1"]
    sold.do(n.RecordLapse(policy="P-1"), signed_by="ben")
    assert policy_of(sold).lapsed == end
    assert sold.submit(claim(occurred=end), signed_by="ann").outcome is Outcome.not_covered_then
    sold.do(claim(occurred=end - 1), signed_by="ann")
    sold.do(n.DropClaim(claim="C-1"), signed_by="ann")
    # It is worth what it was when it lapsed, however much later that is asked for.
    sold.wait(2 * YEAR_MS)
    sold.do(SURRENDER, signed_by="ann")
    assert wallet_of(sold).owed == PREMIUM * 35 // 100


def test_what_the_reserve_lacks_is_owed(sold: Ledger) -> None:
    """The whole transaction fails with the payment; by itself the policy is given back, and the refund is owed."""
    gone = h.Transfer(sender="of-insurer", receiver="ben-wallet", instrument=CASH, quantity=1_000_001)
    sold.do(gone, signed_by="insurer ben")
    poor = sold.submit(CANCEL, PAY_OUT, signed_by="ann")
    assert (poor.outcome, poor.call) == (HoldingsOutcome.insufficient_free_quantity, 1)
    sold.do(CANCEL, signed_by="ann")
    assert [(one.policy, one.owed) for one in owed(sold.state, LIFE)] == [("P-1", PREMIUM)]
    more = h.Transfer(sender="ben-wallet", receiver="of-insurer", instrument=CASH, quantity=1)
    sold.do(more, PAY_OUT, signed_by="insurer ben")
    assert owed(sold.state, LIFE) == []
    assert cash(sold, "ann-wallet") == 100_000


def test_the_insurer_cannot_take_back_what_it_promised(sold: Ledger) -> None:
    """The mandate under which refunds are paid is not revoked."""
    revoked = sold.submit(h.RevokeMandate(mandate="reserve"), signed_by="insurer")
    assert revoked.outcome is HoldingsOutcome.mandate_irrevocable


def test_who_sold_a_policy_is_paid_nothing_on_it(sold: Ledger) -> None:
    """Ben has it now: neither may ask for its value until Ben names a wallet, and then it is Ben's."""
    wait_until(sold, midnight_after(sold, 30))
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="P-1", quantity=1)
    sold.do(moved, signed_by="ann ben")
    for who in ("ann", "ben"):
        assert sold.submit(SURRENDER, signed_by=who).outcome is Outcome.policy_changed_hands
    named = n.NameWallet(policy="P-1", account="of-ben", wallet="ben-wallet")
    assert (
        sold.submit(n.NameWallet(policy="P-1", account="of-ann", wallet="ann-wallet"), signed_by="ann").outcome
        is Outcome.policy_changed_hands
    )
    sold.do(named, *paying(2, wallet="ben-wallet"), SURRENDER, PAY_OUT, signed_by="ben")
    assert cash(sold, "ben-wallet") == 100_000 + PREMIUM * 20 // 100
    assert cash(sold, "ann-wallet") == 100_000 - PREMIUM


def test_a_pledged_policy_is_not_surrendered_over_the_pledgees_head(sold: Ledger) -> None:
    """What a lender has as security is worth nothing to the holder until it is released."""
    wait_until(sold, midnight_after(sold, 30))
    pledged = h.Pledge(pledge="p", account="of-ann", instrument="P-1", quantity=1, pledgee="mint")
    sold.do(pledged, signed_by="ann")
    assert sold.submit(SURRENDER, signed_by="ann").outcome is HoldingsOutcome.insufficient_free_quantity
    sold.do(h.ReleasePledge(pledge="p"), signed_by="mint")
    sold.do(SURRENDER, signed_by="ann")


def test_a_declined_claim_is_made_once_more_and_no_more(sold: Ledger) -> None:
    """With a reason each time, and the documents of the second submission."""
    sold.do(claim(occurred=sold.time), signed_by="ann")
    declined = n.Decline(claim="C-1", reason="clause 4")
    again = n.Resubmit(claim="C-1", document="a" * 64)
    assert sold.submit(again, signed_by="ann").outcome is Outcome.claim_not_declined
    sold.do(declined, signed_by="insurer")
    assert (claim_of(sold).status, claim_of(sold).reason) == (ClaimStatus.declined, "clause 4")
    sold.do(again, signed_by="ann")
    assert (claim_of(sold).submissions, claim_of(sold).document) == (2, "a" * 64)
    sold.do(declined, signed_by="insurer")
    assert sold.submit(again, signed_by="ann").outcome is Outcome.claim_not_declined
    sold.do(CANCEL, PAY_OUT, signed_by="ann")
    assert list(broken_invariants(sold.state)) == []


def test_a_policy_runs_out_after_the_time_for_claims(sold: Ledger) -> None:
    """Anybody ends it then, wherever it is; before, what happened while cover lasted is claimed."""
    for premium in (2, 3):
        sold.do(*paying(premium), signed_by="ann")
    end = policy_of(sold).cover_until
    assert end == midnight_after(sold, 5 * 365 + 2)
    wait_until(sold, end)
    assert stands(sold.state, "P-1", end) is Stands.cover_over
    assert sold.submit(SURRENDER, signed_by="ann").outcome is Outcome.policy_over
    assert sold.submit(n.Expire(policy="P-1"), signed_by="ben").outcome is Outcome.cover_not_over
    sold.do(claim(occurred=end - 1), signed_by="ann")
    wait_until(sold, end + 730 * DAY_MS)
    assert sold.submit(n.Expire(policy="P-1"), signed_by="ben").outcome is Outcome.policy_claim_open
    sold.do(n.Decline(claim="C-1", reason="clause 2"), n.Expire(policy="P-1"), signed_by="insurer")
    assert stands(sold.state, "P-1", sold.time) is Stands.ended
    assert sold.holding("of-ann", "P-1").balance == 0
    assert stands(sold.state, "P-9", sold.time) is None


def test_a_mandate_takes_each_premium_from_its_day_on(sold: Ledger) -> None:
    """Not a moment before, within the bounds that the wallet set, and not once it is revoked."""
    bounds = {"executor": POLICIES.path("P-1"), "instrument": CASH, "quantity": PREMIUM, "expires": EVER}
    sold.do(h.GrantMandate(mandate="m", account="ann-wallet", **bounds), signed_by="ann")
    wait_until(sold, midnight_after(sold, 366) - 1)
    assert sold.submit(pay(2, mandate="m"), signed_by="insurer").outcome is Outcome.premium_not_due
    wait_until(sold, midnight_after(sold, 366))
    sold.do(pay(2, mandate="m"), signed_by="insurer")
    sold.wait(YEAR_MS)
    assert sold.submit(pay(3, mandate="m"), signed_by="insurer").outcome is HoldingsOutcome.exceeds_mandate
