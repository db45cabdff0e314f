# SPDX-License-Identifier: Apache-2.0
"""Orders on what stands under the rules of other modules: digital yuan, prepaid services, transfers to be approved."""

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.cash import calls as k
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.payments import PREPAID, PrepaidStatus
from counterfoil.modules.cash.records import USAGES, VAULTS
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.restrictions import calls as r
from counterfoil.modules.restrictions.records import Rule, RuleKind
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.modules.supervision.seized import Victim
from support.ledger import Ledger
from support.supervised import UNTIL, give
from support.supervised_yuan import YUAN, trading_yuan

TEN_OF_IT = (Taken(encumbrance="h", quantity=10),)


@pytest.fixture
def ledger() -> Ledger:
    """Alice has a wallet with 300 yuan of 1,000 issued, and an empty one; Bob and the state have wallets, too."""
    return trading_yuan()


def moved(sender: str, receiver: str, quantity: int, instrument: str = YUAN) -> h.Transfer:
    return h.Transfer(sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)


def outcome(ledger: Ledger, *calls: Call, signed_by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def order(ledger: Ledger, name: str, kind: Kind, **scope: object) -> None:
    """The court gives it, and the clerk agrees."""
    ledger.do(give(name, kind, "court", "clerk", **scope), signed_by="court clerk")


def ordered_seizure(ledger: Ledger, quantity: int, receiver: str = "states") -> None:
    order(ledger, "s", Kind.seize, account="wallet", instrument=YUAN, quantity=quantity, receiver=receiver)


def balance(ledger: Ledger, account: str) -> int:
    """What is counted of a wallet and its sub-wallets."""
    usage = ledger.state.read(USAGES, account, YUAN)
    return 0 if usage is None else usage.balance


def test_what_is_seized_of_a_wallet_leaves_its_count_and_is_no_payment(ledger: Ledger) -> None:
    """No limit holds against an order, and the day's allowance is as it was."""
    ordered_seizure(ledger, 290)
    ledger.do(c.Seize(order="s", by="court", free=290), signed_by="court")
    assert (balance(ledger, "wallet"), balance(ledger, "states")) == (10, 290)
    usage = ledger.state.read(USAGES, "wallet", YUAN)
    assert usage is not None and usage.today == 0
    ledger.do(moved("vault", "wallet", 390), signed_by="icbc")


def test_seized_yuan_is_kept_in_a_wallet(ledger: Ledger) -> None:
    """A state account that no bank made a wallet is none for it."""
    ordered_seizure(ledger, 10, "no-wallet")
    refused = outcome(ledger, c.Seize(order="s", by="court", free=10), signed_by="court")
    assert refused is CashOutcome.not_a_wallet


def test_what_victims_are_given_is_counted_in_their_wallets(ledger: Ledger) -> None:
    """Beyond the limit of their class, when as much is due to them; then they receive nothing else."""
    ordered_seizure(ledger, 300)
    ledger.do(c.Seize(order="s", by="court", free=300), moved("vault", "bobs", 300), signed_by="court icbc")
    due = (Victim(account="bobs", claim=200),)
    order(ledger, "back", Kind.give_back, seizure="s", instrument=YUAN, quantity=200, victims=due)
    ledger.do(c.Return(order="back", by="court"), signed_by="court")
    assert (balance(ledger, "bobs"), balance(ledger, "states")) == (500, 100)
    assert outcome(ledger, moved("vault", "bobs", 1), signed_by="icbc") is CashOutcome.beyond_balance


def test_yuan_is_destroyed_out_of_vaults_alone(ledger: Ledger) -> None:
    """Of what is in a vault its bank has so much less outstanding; of a wallet's nobody knows whose backing."""
    order(ledger, "b", Kind.burn, account="wallet", instrument=YUAN, quantity=10)
    refused = outcome(ledger, c.Burn(order="b", by="court", free=10), signed_by="court")
    assert refused is CashOutcome.issue_outside_vault
    order(ledger, "v", Kind.burn, account="vault", instrument=YUAN, quantity=10)
    ledger.do(c.Burn(order="v", by="court", free=10), signed_by="court")
    vault = ledger.state.read(VAULTS, "vault", YUAN)
    assert vault is not None and (vault.issued, vault.backed) == (990, 1_000)


def test_a_recovered_wallet_is_counted_where_it_went(ledger: Ledger) -> None:
    """A new account that is no wallet is refused; what the old one held, the new one counts."""
    ledger.account("bare", "alice", custodian="icbc")
    holdings = (c.RecoveredHolding(instrument=YUAN),)
    order(ledger, "bad", Kind.recover, account="wallet", receiver="bare")
    refused = outcome(ledger, c.Recover(order="bad", by="court", holdings=holdings), signed_by="court")
    assert refused is CashOutcome.not_a_wallet
    order(ledger, "good", Kind.recover, account="wallet", receiver="new-wallet")
    ledger.do(c.Recover(order="good", by="court", holdings=holdings), signed_by="court")
    assert (balance(ledger, "wallet"), balance(ledger, "new-wallet")) == (0, 300)


def prepaid(ledger: Ledger) -> None:
    """Alice prepays two services of Bob's, of 20 and 40."""
    ledger.do(
        h.Hold(hold="h", account="wallet", instrument=YUAN, quantity=60, executor="cash/prepaid/c", expires=UNTIL),
        k.Prepay(contract="c", hold="h", merchant="bobs", instalments=(20, 40)),
        signed_by="alice bob",
    )


def confirmed(number: int) -> k.Confirm:
    return k.Confirm(contract="c", instalment=number)


def test_what_is_left_of_a_seized_prepayment_can_be_given_back(ledger: Ledger) -> None:
    """The instalment that lacks units is not delivered, and the rest does not stay reserved for ever."""
    prepaid(ledger)
    ordered_seizure(ledger, 10)
    ledger.do(c.Seize(order="s", by="court", taken=TEN_OF_IT), signed_by="court")
    ledger.do(confirmed(1), signed_by="alice")
    assert outcome(ledger, confirmed(2), signed_by="alice") is HoldingsOutcome.exceeds_hold
    ledger.do(k.Refund(contract="c"), signed_by="bob")
    found = ledger.holding("wallet", YUAN)
    assert (found.free, found.held) == (270, 0)


def test_a_prepayment_that_was_seized_whole_ends_all_the_same(ledger: Ledger) -> None:
    """Nothing is left to give back, and the contract is over."""
    prepaid(ledger)
    ordered_seizure(ledger, 60)
    whole = (Taken(encumbrance="h", quantity=60),)
    ledger.do(c.Seize(order="s", by="court", taken=whole), k.Refund(contract="c"), signed_by="court bob")
    contract = ledger.state.read(PREPAID, "c")
    assert contract is not None and contract.status is PrepaidStatus.refunded


def test_a_prepaid_service_runs_on_after_a_recovery(ledger: Ledger) -> None:
    """Its hold stands on the new account, and is paid and given back there; a hold on the old one is left alone."""
    prepaid(ledger)
    order(ledger, "r", Kind.recover, account="wallet", receiver="new-wallet")
    holdings = (c.RecoveredHolding(instrument=YUAN, encumbrances=("h",)),)
    ledger.do(c.Recover(order="r", by="court", holdings=holdings), signed_by="court")
    ledger.do(moved("vault", "wallet", 50), signed_by="icbc")
    other = h.Hold(hold="other", account="wallet", instrument=YUAN, quantity=50, executor="bob", expires=UNTIL)
    ledger.do(other, confirmed(1), k.Refund(contract="c"), signed_by="alice bob")
    assert (ledger.holding("wallet", YUAN).held, ledger.holding("new-wallet", YUAN).free) == (50, 280)
    assert balance(ledger, "bobs") == 20


def proposed(ledger: Ledger) -> None:
    """Alice and Bob propose a transfer of 60 shares, which the issuer is to approve."""
    rule = Rule(kind=RuleKind.approval, parties=("issuer",))
    for call in (
        r.Restrict(instrument="SHARE", by="issuer", counted=False),
        r.SetRules(instrument="SHARE", by="issuer", offset_min=0, rules=(rule,), reference="terms"),
    ):
        ledger.do(call, signed_by="issuer")
    path = "restrictions/proposal/p"
    hold = h.Hold(hold="h", account="of-alice", instrument="SHARE", quantity=60, executor=path, expires=UNTIL)
    ledger.do(hold, r.Propose(proposal="p", hold="h", receiver="of-bob"), signed_by="alice bob")


REJECTED = r.Reject(proposal="p", by="issuer", reference="decision 1")


@pytest.mark.parametrize("quantity", [10, 60])
def test_a_proposed_transfer_of_what_was_seized_is_rejected_and_not_approved(ledger: Ledger, quantity: int) -> None:
    """What an order left of the hold is free again."""
    proposed(ledger)
    scope = {"account": "of-alice", "instrument": "SHARE", "quantity": quantity, "receiver": "state"}
    order(ledger, "s", Kind.seize, **scope)
    taken = (Taken(encumbrance="h", quantity=quantity),)
    ledger.do(c.Seize(order="s", by="court", taken=taken), signed_by="court")
    approved = outcome(ledger, r.Approve(proposal="p", by="issuer"), signed_by="issuer")
    assert approved in (HoldingsOutcome.exceeds_hold, HoldingsOutcome.unknown_encumbrance)
    ledger.do(REJECTED, signed_by="issuer")
    found = ledger.holding("of-alice", "SHARE")
    assert (found.free, found.held) == (100 - quantity, 0)


def test_a_rejection_frees_no_other_hold_of_an_account_that_was_recovered(ledger: Ledger) -> None:
    """The hold went to the new account; what the old one reserves since is another's."""
    proposed(ledger)
    order(ledger, "r", Kind.recover, account="of-alice", receiver="second-of-alice")
    holdings = (c.RecoveredHolding(instrument="SHARE", encumbrances=("h",)),)
    ledger.do(c.Recover(order="r", by="court", holdings=holdings), signed_by="court")
    ledger.issue("SHARE", "of-alice", 60, issuer="issuer")
    other = h.Hold(hold="other", account="of-alice", instrument="SHARE", quantity=60, executor="bob", expires=UNTIL)
    ledger.do(other, signed_by="alice")
    ledger.do(REJECTED, signed_by="issuer")
    assert ledger.holding("of-alice", "SHARE").held == 60
    found = ledger.holding("second-of-alice", "SHARE")
    assert (found.free, found.held) == (100, 0)
    assert ledger.submit(h.ReleaseHold(hold="other"), signed_by="bob").outcome is MachineOutcome.ok
