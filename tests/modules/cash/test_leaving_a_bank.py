# SPDX-License-Identifier: Apache-2.0
"""No bank captures an account: a sub-wallet is its holder's doing too, and an empty wallet lets its account go."""

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import Outcome
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import Grade
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from support.ledger import Ledger
from support.refused_cash import YUAN, circulate, pay, sub_wallet, wallet

DAY_MS = 86_400_000
BOTH = "lin first-bank other-bank"


@pytest.fixture
def ledger() -> Ledger:
    """Digital yuan in circulation; Lin has a wallet with a sub-wallet, both with units, and an account for shares."""
    ledger = Ledger(features={"cash": 0})
    circulate(ledger)
    ledger.account("lin-shares", "lin", custodian="first-bank")
    return ledger


def kept_by(bank: str, account: str) -> Call:
    rules = {"outgoing": Control.holder, "incoming": Control.nobody}
    return p.ChangeAccountControl(account=account, custodian=bank, **rules)


def outcome(ledger: Ledger, *calls: Call, signed_by: str = BOTH) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def test_a_bank_makes_no_sub_wallet_of_an_account_that_was_not_asked(ledger: Ledger) -> None:
    """The holder's own rule for what goes out is asked; the account for shares stays free to go elsewhere."""
    assert outcome(ledger, sub_wallet("lin-shares"), signed_by="first-bank") is PartiesOutcome.not_authorised
    ledger.do(kept_by("other-bank", "lin-shares"), signed_by=BOTH)


def test_a_sub_wallet_leaves_when_it_holds_nothing(ledger: Ledger) -> None:
    """Whatever its parent holds. Away from its bank it is no wallet, and takes no units until it is back."""
    ledger.do(sub_wallet("lin-shares"), pay(receiver="lin-shares", quantity=10), signed_by="lin first-bank")
    assert outcome(ledger, kept_by("other-bank", "lin-shares")) is CashOutcome.another_bank
    ledger.do(pay("lin-shares", "of-lin", 10), kept_by("other-bank", "lin-shares"), signed_by=BOTH)
    filled = pay("vault-of-first-bank", "lin-shares", 1)
    assert outcome(ledger, filled) is CashOutcome.another_bank
    ledger.do(kept_by("first-bank", "lin-shares"), signed_by=BOTH)
    ledger.do(filled, signed_by="first-bank")


def test_a_wallet_leaves_when_the_family_holds_nothing_and_nothing_is_earned(ledger: Ledger) -> None:
    """A sub-wallet whose parent is away takes nothing either."""
    out = [pay(one, "vault-of-first-bank", ledger.holding(one, YUAN).balance) for one in ("of-lin", "lin-travel")]
    assert outcome(ledger, out[0], kept_by("other-bank", "of-lin")) is CashOutcome.another_bank
    ledger.do(*out, kept_by("other-bank", "of-lin"), signed_by=BOTH)
    assert outcome(ledger, pay("vault-of-first-bank", "lin-travel", 1)) is CashOutcome.another_bank
    assert outcome(ledger, pay("vault-of-first-bank", "of-lin", 1)) is CashOutcome.another_bank


def test_what_a_wallet_has_earned_is_paid_before_it_leaves(ledger: Ledger) -> None:
    """Else nobody could pay it any more."""
    ledger.account("saved", "lin", custodian="first-bank")
    ledger.do(wallet("saved", grade=Grade.third), pay("vault-of-first-bank", "saved", 400), signed_by="first-bank")
    ledger.wait(200 * DAY_MS)
    emptied = pay("saved", "vault-of-first-bank", 400)
    assert outcome(ledger, emptied, kept_by("other-bank", "saved")) is CashOutcome.another_bank
    ledger.do(emptied, c.PayInterest(account="saved", instrument=YUAN, mandate="interest"), signed_by=BOTH)
    rest = ledger.holding("saved", YUAN).balance
    ledger.do(pay("saved", "vault-of-first-bank", rest), kept_by("other-bank", "saved"), signed_by=BOTH)
