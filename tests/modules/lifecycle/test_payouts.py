# SPDX-License-Identifier: Apache-2.0
"""Where money due is paid: where the account said, and never past an order or out of an account that is reserved."""

import pytest

from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.supervision import calls as v
from counterfoil.modules.supervision.records import OrderKind
from support import cleared as k
from support.corporate_actions import CASH, SHARE, announced, cash, fixed, funded, small_market, until
from support.ledger import Ledger
from support.supervised import give, set_policy, staff

PAY = c.Pay(instrument=SHARE, action="dividend", account="ann")
TO_A_FRIEND = c.PayInto(account="ann", receiver="friend")


@pytest.fixture
def ledger() -> Ledger:
    """A dividend is announced, and there are those who order."""
    ledger = small_market()
    ledger.party("friend")
    ledger.account("friend", "friend")
    staff(ledger)
    ledger.do(set_policy(), signed_by="supervisor")
    ledger.do(announced(now=ledger.time, amount=700), signed_by="issuer")
    return ledger


def payable(ledger: Ledger) -> int:
    """The dividend is funded, and its time has come; what ann is owed."""
    action = fixed(ledger, SHARE, "dividend")
    funded(ledger, SHARE, "dividend")
    until(ledger, action.pay_time)
    return 23_310


def test_what_is_due_is_paid_where_the_account_said(ledger: Ledger) -> None:
    """Nothing stands against it."""
    ledger.do(TO_A_FRIEND, signed_by="ann")
    due = payable(ledger)
    ledger.do(PAY, signed_by="venue")
    assert cash(ledger, "ann", "friend") == [0, due]


def test_a_suspended_account_names_no_other_and_is_paid_nowhere(ledger: Ledger) -> None:
    """Named before or after: what it is owed waits until it is suspended no more."""
    ledger.do(TO_A_FRIEND, signed_by="ann")
    ledger.do(give("stop", OrderKind.suspend, account="ann"), v.Suspend(order="stop", by="court"), signed_by="court")
    assert ledger.submit(TO_A_FRIEND, signed_by="ann").outcome.name == "account_suspended"
    due = payable(ledger)
    assert ledger.submit(PAY, signed_by="venue").outcome.name == "account_suspended"
    go = give("go", OrderKind.resume, account="ann")
    ledger.do(go, v.Resume(order="go", by="court"), signed_by="court")
    ledger.do(PAY, signed_by="venue")
    assert cash(ledger, "ann", "friend") == [0, due]


@pytest.mark.parametrize("frozen", [SHARE, CASH])
@pytest.mark.parametrize("named_first", [True, False])
def test_what_is_due_on_frozen_units_stays_with_the_account(ledger: Ledger, frozen: str, named_first: bool) -> None:
    """Frozen shares, or cash for which a freeze waits: the dividend comes into the account, not to a friend."""
    freeze = give("freeze", OrderKind.freeze, account="ann", instrument=frozen)
    ordered = [(freeze, "court"), (v.Freeze(order="freeze", by="court"), "court"), (TO_A_FRIEND, "ann")]
    for call, by in [ordered[-1], *ordered[:-1]] if named_first else ordered:
        ledger.do(call, signed_by=by)
    due = payable(ledger)
    ledger.do(PAY, signed_by="venue")
    assert cash(ledger, "ann", "friend") == [due, 0]
    assert ledger.holding("ann", CASH).frozen == (due if frozen == CASH else 0)


@pytest.mark.parametrize("receiver", ["purse", "pool"])
def test_a_clearing_account_names_no_other(receiver: str) -> None:
    """What comes due on units that it has for a cycle is not the clearing house's to take."""
    ledger = k.founded(Ledger())
    ledger.account("purse", "house")
    diverted = c.PayInto(account="pool", receiver=receiver)
    assert ledger.submit(diverted, signed_by="house").outcome.name == "clearing_account_reserved"
    ledger.do(c.PayInto(account="purse", receiver="purse"), signed_by="house")
