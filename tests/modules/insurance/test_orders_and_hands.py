# SPDX-License-Identifier: Apache-2.0
"""A policy that an order stands on, that was sold, or that ended without this module; and what was promised with it."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.outcomes import InsuranceOutcome as Outcome
from counterfoil.modules.insurance.queries import Stands, lapsing, stands
from counterfoil.modules.insurance.records import POLICIES
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.insured import (
    CASH,
    DAY_MS,
    PREMIUM,
    amend,
    buying,
    cash,
    claim,
    claim_of,
    hold,
    insured,
    pay,
    paying,
    policy_of,
    reserve,
    wallet_of,
)
from support.ledger import Ledger
from support.supervised import give, set_policy, staff

PAY_OUT = n.PayOut(policy="P-1")
SURRENDER = n.Surrender(policy="P-1")
MANDATE = h.GrantMandate(mandate="m", account="ann-wallet", executor=POLICIES.path("P-1"), instrument=CASH)


def wallet(wallet: str, account: str = "of-ann") -> n.NameWallet:
    return n.NameWallet(policy="P-1", account=account, wallet=wallet)


@pytest.fixture
def sold() -> Ledger:
    """Ann has bought P-1; there is a court."""
    ledger = insured()
    staff(ledger)
    ledger.do(set_policy(), signed_by="supervisor")
    ledger.do(*buying(), signed_by="ann")
    return ledger


def suspended(ledger: Ledger, *accounts: str) -> None:
    for account in accounts:
        ledger.do(give(f"stop-{account}", OrderKind.suspend, account=account), signed_by="court")
        ledger.do(s.Suspend(order=f"stop-{account}", by="court"), signed_by="court")


def frozen(ledger: Ledger, account: str, instrument: str) -> None:
    order = f"freeze-{account}-{instrument}"
    ledger.do(give(order, OrderKind.freeze, account=account, instrument=instrument), signed_by="court")
    ledger.do(s.Freeze(order=order, by="court"), signed_by="court")


def moved(ledger: Ledger) -> None:
    """Ben has P-1 now."""
    sale = h.Transfer(instrument="P-1", sender="of-ann", receiver="of-ben", quantity=1)
    ledger.do(sale, signed_by="ann ben")


@pytest.mark.parametrize("stopped", [("of-ann", "ann-wallet"), ("of-ann",), ("ann-wallet",)])
def test_an_order_is_not_escaped_by_anothers_wallet(sold: Ledger, stopped: tuple[str, ...]) -> None:
    """A claim is admitted, then account or wallet is suspended: Ann names Ben's wallet, and the money waits."""
    sold.do(claim(occurred=sold.time), signed_by="ann")
    sold.do(n.Admit(claim="C-1", quantity=50_000), signed_by="insurer")
    suspended(sold, *stopped)
    assert sold.submit(wallet("ben-wallet"), signed_by="ann ben").outcome is PartiesOutcome.account_suspended
    assert sold.submit(PAY_OUT, signed_by="ben").outcome is PartiesOutcome.account_suspended
    assert wallet_of(sold).owed == 50_000
    assert cash(sold, "ben-wallet") == 100_000


def test_a_suspended_wallet_is_not_named(sold: Ledger) -> None:
    """Ben's wallet is suspended: it is paid nothing of Ann's either."""
    suspended(sold, "ben-wallet")
    assert sold.submit(wallet("ben-wallet"), signed_by="ann ben").outcome is PartiesOutcome.account_suspended


def test_a_suspended_claimant_does_not_give_the_claim_up(sold: Ledger) -> None:
    """What an order reaches is not thrown away: a claim is not dropped by a suspended account."""
    sold.do(claim(occurred=sold.time), signed_by="ann")
    suspended(sold, "of-ann")
    assert sold.submit(n.DropClaim(claim="C-1"), signed_by="ann").outcome is PartiesOutcome.account_suspended


@pytest.mark.parametrize(("account", "instrument"), [("of-ann", "P-1"), ("ann-wallet", CASH)])
def test_a_freeze_is_not_escaped_by_anothers_wallet(sold: Ledger, account: str, instrument: str) -> None:
    """The policy, or the money of the wallet named so far, is frozen: no other is named, before the end or after."""
    frozen(sold, account, instrument)
    assert sold.submit(wallet("ben-wallet"), signed_by="ann ben").outcome is Outcome.policy_under_order


def test_who_buys_a_policy_is_not_bound_by_the_sellers_wallet(sold: Ledger) -> None:
    """An order on Ann's wallet is none on the policy that Ben bought."""
    frozen(sold, "ann-wallet", CASH)
    moved(sold)
    sold.do(wallet("ben-wallet", "of-ben"), signed_by="ben")
    assert wallet_of(sold).wallet == "ben-wallet"


def test_no_premium_is_taken_for_a_policy_that_both_ended(sold: Ledger) -> None:
    """Insurer and holder redeem the unit; a year later the insurer alone asks for a premium under the old mandate."""
    sold.do(MANDATE, hold("second"), signed_by="ann")
    sold.do(h.Redeem(instrument="P-1", account="of-ann", quantity=1), signed_by="ann insurer")
    sold.wait(366 * DAY_MS)
    before = cash(sold, "ann-wallet")
    for source in ({"mandate": "m"}, {"hold": "second"}):
        assert sold.submit(pay(2, **source), signed_by="insurer").outcome is Outcome.policy_over
    sold.wait(60 * DAY_MS)
    assert sold.submit(n.RecordLapse(policy="P-1"), signed_by="ben").outcome is Outcome.policy_over
    assert cash(sold, "ann-wallet") == before
    assert stands(sold.state, "P-1", sold.time) is Stands.ended
    assert lapsing(sold.state, sold.time) == []


def test_the_seller_pays_no_premium_for_the_buyer(sold: Ledger) -> None:
    """Ben bought the policy and has Ann's mandate asked: nothing goes until he names the wallet that pays."""
    sold.do(MANDATE, signed_by="ann")
    moved(sold)
    sold.wait(366 * DAY_MS)
    assert sold.submit(pay(2, mandate="m"), signed_by="ben").outcome is Outcome.policy_changed_hands
    sold.do(wallet("ben-wallet", "of-ben"), *paying(2, wallet="ben-wallet"), signed_by="ben")
    assert cash(sold, "ann-wallet") == 100_000 - PREMIUM
    assert policy_of(sold).premiums_paid == 2


def test_an_old_policy_is_paid_under_the_mandate_of_its_own_terms(sold: Ledger) -> None:
    """The insurer sells on under a mandate over an empty account: who bought before is paid as promised then."""
    sold.account("empty", "insurer")
    sold.do(reserve("hollow", account="empty"), amend(mandate="hollow"), signed_by="insurer")
    sold.do(n.Cancel(policy="P-1"), PAY_OUT, signed_by="ann")
    assert cash(sold, "ann-wallet") == 100_000


def test_premiums_paid_ahead_go_back_whole(sold: Ledger) -> None:
    """All three premiums are paid in the first year, and the policy is surrendered in it: two were not due yet."""
    sold.do(*paying(2), *paying(3), signed_by="ann")
    sold.wait(30 * DAY_MS)
    sold.do(SURRENDER, PAY_OUT, signed_by="ann")
    assert wallet_of(sold).paid == 2 * PREMIUM + PREMIUM * 20 // 100
    assert list(broken_invariants(sold.state)) == []


def test_one_who_bought_a_policy_with_a_claim_decides_about_it(sold: Ledger) -> None:
    """Ann sold it with an open claim: she does not drop it, Ben does, and then claims himself."""
    sold.do(claim(occurred=sold.time), signed_by="ann")
    moved(sold)
    sold.do(wallet("ben-wallet", "of-ben"), signed_by="ben")
    again = claim("C-2", occurred=sold.time)
    assert sold.submit(again, signed_by="ben").outcome is Outcome.policy_claim_open
    assert sold.submit(n.DropClaim(claim="C-1"), signed_by="ann").outcome is PartiesOutcome.not_authorised
    sold.do(n.DropClaim(claim="C-1"), again, signed_by="ben")
    assert claim_of(sold, "C-2").account == "of-ben"


def test_a_claim_on_what_both_ended_is_dropped_by_who_made_it(sold: Ledger) -> None:
    """Nobody has the policy any longer; the claim is not open for ever."""
    sold.do(claim(occurred=sold.time), signed_by="ann")
    sold.do(h.Redeem(instrument="P-1", account="of-ann", quantity=1), signed_by="ann insurer")
    sold.do(n.DropClaim(claim="C-1"), signed_by="ann")
    assert list(broken_invariants(sold.state)) == []
