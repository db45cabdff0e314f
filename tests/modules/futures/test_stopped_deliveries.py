# SPDX-License-Identifier: Apache-2.0
"""What a delivery left due or owed stands beside what the day gains, and an account that is stopped stops no day."""

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.parties import calls as p
from support.ending_floor import at_the_end
from support.futures_ending import LAST
from support.ledger import DOCUMENT, Ledger

GOODS, PENALTY = 150_000_000, 30_000_000
"""What Bob is due for a receipt, and what a side that fails pays for five lots."""


@pytest.fixture
def ledger() -> Ledger:
    """Bob is suspended; he is due money for goods, and is not settled. Dan owes a penalty, and has it."""
    ledger = at_the_end(Ledger())
    order = p.SuspendParty(party="bob", by="court", reference="order 3", document=DOCUMENT)
    ledger.do(order, signed_by="court")
    return ledger


def margin_account(ledger: Ledger, name: str) -> MarginAccount:
    account = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
    assert account is not None
    return account


def test_who_is_suspended_is_settled_over_what_a_delivery_left_and_the_day_closes(ledger: Ledger) -> None:
    """What he is due waits, is due on the next day, and is paid once he stands again."""
    ledger.do(c.Collect(account="m-dan"), c.Settle(account="m-dan"), c.Settle(account="m-bob"), signed_by="ann")
    assert (margin_account(ledger, "bob").due, margin_account(ledger, "bob").settled) == (GOODS, LAST)
    ledger.do(s.Compensate(contract="FA", account="m-cat", number=1), signed_by="ann")
    ledger.do(*(e.Expire(account=f"m-{name}", contract="TR") for name in ("ann", "bob", "dan")), signed_by="ann")
    ledger.do(c.Pay(account="m-cat"), c.CloseDay(house="CC"), signed_by="ann")
    day, house = ledger.state.read(DAYS, "CC", str(LAST)), ledger.state.read(HOUSES, "CC")
    assert day is not None and house is not None
    assert (day.due, day.owed, house.closed) == (GOODS, 0, LAST)
    ledger.wait(3 * 86_400_000)
    ledger.do(c.OpenDay(house="CC", day=LAST + 3, carried=GOODS), signed_by="ccp")
    again = p.ReinstateParty(party="bob", by="court", reference="order 4", document=DOCUMENT)
    ledger.do(again, signed_by="court")
    had = ledger.holding("m-bob", "CNY").free
    ledger.do(c.Pay(account="m-bob"), signed_by="ann")
    assert ledger.holding("m-bob", "CNY").free == had + GOODS


def test_a_penalty_that_no_cash_can_be_taken_for_is_set_off_against_what_is_due(ledger: Ledger) -> None:
    """No cash of his is taken: so much less is due to him, by his statement and on the day, and nothing is owed."""
    had = ledger.holding("m-bob", "CNY").free
    ledger.do(s.Fail(contract="PA", account="m-bob", number=3), signed_by="ann")
    day = ledger.state.read(DAYS, "CC", str(LAST))
    ledger.do(c.Settle(account="m-bob"), signed_by="ann")
    after = ledger.state.read(DAYS, "CC", str(LAST))
    bob = margin_account(ledger, "bob")
    assert (bob.due, bob.owed, bob.settled) == (GOODS - PENALTY, 0, LAST)
    assert ledger.holding("m-bob", "CNY").free == had
    assert day is not None and after is not None
    assert (day.due - after.due, day.owed - after.owed) == (PENALTY, PENALTY)


@pytest.mark.parametrize("before", [(), (c.Collect(account="m-dan"),)])
def test_what_can_be_collected_is_collected_before_the_day_is_settled_or_with_it(
    ledger: Ledger, before: tuple[c.Collect, ...]
) -> None:
    """In whichever order it is asked for, Dan ends with the same; his statement has the day's gain and loss alone."""
    had, owed = ledger.holding("m-dan", "CNY").free, margin_account(ledger, "dan").owed
    day = ledger.state.read(DAYS, "CC", str(LAST))
    ledger.do(*before, c.Settle(account="m-dan"), signed_by="ann")
    after = ledger.state.read(DAYS, "CC", str(LAST))
    dan = margin_account(ledger, "dan")
    assert owed == PENALTY and (dan.owed, dan.due, dan.balance, dan.held) == (0, 0, had - PENALTY, had - PENALTY)
    assert ledger.holding("m-dan", "CNY").free == had - PENALTY
    assert day is not None and after is not None
    assert (day.owed - after.owed, day.variation, day.due) == (PENALTY, after.variation, after.due)


def test_who_is_suspended_is_credited_what_a_buyer_pays_for_its_goods(ledger: Ledger) -> None:
    """Ann takes what she bought; that the seller is suspended stops her no more than the day."""
    ledger.do(
        s.Take(contract="PA", account="m-ann", number=2),
        s.Credit(contract="PA", account="m-bob", number=2),
        signed_by="ann",
    )
    assert margin_account(ledger, "bob").due == 2 * GOODS


def test_what_is_owed_is_collected_before_goods_are_paid_for(ledger: Ledger) -> None:
    """Whoever calls first decides nothing: Dan's debt comes before his goods, and then they are his."""
    takes = s.Take(contract="BY", account="m-dan", number=1)
    assert ledger.submit(takes, signed_by="ann").outcome is Refusal.paid_first
    ledger.do(c.Collect(account="m-dan"), takes, signed_by="ann")
    assert ledger.holding("of-dan", "R10").free == 1
