# SPDX-License-Identifier: Apache-2.0
"""A trade that was due by the record time and is not settled: what the seller is paid is the buyer's."""

import pytest

from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import Reason
from support.corporate_actions import (
    CASH,
    HOUR_MS,
    LATER,
    SHARE,
    action_of,
    announced,
    cash,
    entitlement_of,
    fixed,
    funded,
    small_market,
    step,
    until,
)
from support.ledger import Ledger
from support.market import leg

TRADE = "settlement/instruction/trade"
WHERE = {"instrument": SHARE, "action": "dividend", "seller": "ann", "buyer": "ben", "instruction": TRADE}
CLAIM, SETTLE = c.Claim(**WHERE), c.SettleClaim(**WHERE)


def outcome(ledger: Ledger, call: c.Claim | c.SettleClaim | c.Pay, by: str = "ben") -> str:
    return ledger.submit(call, signed_by=by).outcome.name


@pytest.fixture
def ledger() -> Ledger:
    """Ann sold 111 of her 333 shares to Ben, due within the half hour; a dividend is recorded after an hour."""
    ledger = small_market()
    ledger.do(announced(now=ledger.time, amount=700), signed_by="issuer")
    legs = (leg("ann", "ben", SHARE, 111), leg("ben", "ann", CASH, 9))
    call = s.Instruct(
        instruction="trade", by="venue", legs=legs, expires=LATER, intended_settlement=ledger.time + HOUR_MS // 2
    )
    ledger.issue(CASH, "ben", 9, issuer="bank")
    ledger.do(call, s.Affirm(instruction="trade", account="ann"), signed_by="venue ann")
    fixed(ledger, SHARE, "dividend")
    funded(ledger, SHARE, "dividend")
    return ledger


def settled(ledger: Ledger) -> None:
    """Ben affirms, both allocate, and it settles."""
    ledger.do(s.Affirm(instruction="trade", account="ben"), signed_by="ben")
    allocated = [s.Allocate(instruction="trade", account=account) for account in ("ann", "ben")]
    ledger.do(*allocated, s.Settle(instruction="trade", by="venue"), signed_by="ann ben venue")


def test_the_buyer_of_an_unsettled_trade_is_paid_when_it_settles(ledger: Ledger) -> None:
    """A third of what the seller is entitled to goes with a third of its shares."""
    ledger.do(CLAIM, signed_by="ben")
    whole = entitlement_of(ledger, SHARE, "dividend", "ann").gross
    until(ledger, action_of(ledger, SHARE, "dividend").pay_time)
    assert outcome(ledger, SETTLE) == "trade_not_over"
    settled(ledger)
    ledger.do(SETTLE, signed_by="venue")
    assert outcome(ledger, SETTLE) == "claim_over"
    while step(ledger, SHARE, "dividend"):
        pass
    bens = entitlement_of(ledger, SHARE, "dividend", "ben").gross
    assert cash(ledger, "ann", "ben") == [9 + whole - whole // 3, bens + whole // 3]
    assert ledger.holding("till", CASH).held == 0


def test_when_the_trade_fails_the_seller_has_it_after_all(ledger: Ledger) -> None:
    """Nobody else can end the claim."""
    ledger.do(CLAIM, signed_by="ben")
    whole = entitlement_of(ledger, SHARE, "dividend", "ann").gross
    until(ledger, action_of(ledger, SHARE, "dividend").pay_time)
    ledger.do(c.Pay(instrument=SHARE, action="dividend", account="ann"), signed_by="ann")
    assert cash(ledger, "ann") == [whole - whole // 3]
    fail = s.Fail(instruction="trade", by="venue", reason=Reason.lack_of_securities)
    ledger.do(fail, SETTLE, signed_by="venue")
    assert cash(ledger, "ann", "ben") == [whole, 9]


def test_a_trade_gives_one_claim_and_only_while_it_is_unsettled(ledger: Ledger) -> None:
    """Not twice, not by another, not for what settled: that is on the register."""
    assert outcome(ledger, CLAIM, "ann") == "not_authorised"
    ledger.do(CLAIM, signed_by="ben")
    assert outcome(ledger, CLAIM) == "market_claim_exists"
    settled(ledger)
    assert outcome(ledger, CLAIM) == "no_such_trade"


@pytest.mark.parametrize("case", ["ex", "unaffirmed", "elsewhere", "nothing"])
def test_what_is_no_trade_due_by_the_record_time_gives_none(ledger: Ledger, case: str) -> None:
    """One that is due later is without the dividend; one that the seller does not stand by binds nobody."""
    due = action_of(ledger, SHARE, "dividend").record_time + (case == "ex")
    receiver = "cat" if case == "elsewhere" else "ben"
    legs = (leg("ann", receiver, SHARE, 111),)
    call = s.Instruct(instruction=case, by="venue", legs=legs, expires=LATER, intended_settlement=due)
    ledger.do(call, signed_by="venue")
    if case != "unaffirmed":
        ledger.do(s.Affirm(instruction=case, account="ann"), signed_by="ann")
    instruction = "lifecycle/terms/BOND" if case == "nothing" else f"settlement/instruction/{case}"
    assert outcome(ledger, c.Claim(**{**WHERE, "instruction": instruction})) == "no_such_trade"


def test_no_more_is_claimed_than_the_seller_is_owed(ledger: Ledger) -> None:
    """Who sold all its shares twice owes one entitlement, and no hold pays the other."""
    for name in ("a", "b"):
        due = action_of(ledger, SHARE, "dividend").record_time
        legs = (leg("ann", "ben", SHARE, 200),)
        call = s.Instruct(instruction=name, by="venue", legs=legs, expires=LATER, intended_settlement=due)
        ledger.do(call, s.Affirm(instruction=name, account="ann"), signed_by="venue ann")
    claims = [c.Claim(**{**WHERE, "instruction": f"settlement/instruction/{name}"}) for name in ("a", "b")]
    assert [outcome(ledger, claim) for claim in claims] == ["ok", "beyond_entitlement"]
