# SPDX-License-Identifier: Apache-2.0
"""By which rules a contract ends, at which price, and what its end asks of an account on that evening."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures.delivery import DELIVERIES
from counterfoil.modules.futures.ending_rules import EndingMode, FinalMethod
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.standing import withdrawable
from counterfoil.modules.futures.widening import LockedSide, Widening, WideningStep
from counterfoil.primitives.types import Millionths
from support.futures_ending import (
    AT,
    IN_CASH,
    IN_GOODS,
    LAST,
    MULTIPLIER,
    RICH,
    RULES,
    START,
    at,
    close,
    fix,
    founded,
    listing,
    observed,
    open_day,
    product,
    settle,
    trade,
)
from support.ledger import Ledger

LOT = AT * MULTIPLIER


def answer(ledger: Ledger, call: object, signed_by: str) -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[arg-type]


def to_the_evening(ledger: Ledger, contract: str, price: int, *, lots: int = 10, **last: Any) -> None:
    """Ann bought of Bob on the first day; it is the evening of the last, which is settled."""
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == START:
            trade(ledger, contract, day, ("ann", "bob", last.get("first", AT), lots))
        if day == LAST and "announced" in last:
            said = k.AnnounceMargins(contract=contract, reason="notice 4", **last["announced"])
            ledger.do(said, signed_by="ccp")
        if day == LAST and "locked" in last:
            ledger.do(k.LockDay(contract=contract, side=LockedSide.at_upper, reason="no offers"), signed_by="venue")
        fix(ledger, {contract: price})
        settle(ledger)
        if day < LAST:
            close(ledger)


def expire(ledger: Ledger, contract: str) -> None:
    ledger.do(*(e.Expire(account=f"m-{name}", contract=contract) for name in ("ann", "bob")), signed_by="pat")


def test_the_house_cannot_change_how_a_listed_contract_ends() -> None:
    """The evening before, it says cash for goods, and the mean of the index: what is listed then ends so, no other."""
    ledger, first = founded(Ledger()), START + 28
    last = first + 4
    ledger.do(listing("SOON", "metal", first=first, last=last), signed_by="venue")
    for day in range(first, last + 1):
        open_day(ledger, day)
        if day == first:
            trade(ledger, "SOON", day, ("ann", "bob", AT, 10))
        fix(ledger, {"SOON": AT})
        settle(ledger)
        if day < last:
            close(ledger)
        if day == last - 1:
            cash = replace(IN_CASH, final=FinalMethod.whole_day_mean)
            rules = c.RulesGiven(**{**RULES, "ending": cash})
            ledger.do(c.SetRules(product="metal", since=at(0, last), rules=rules), signed_by="ccp")
    ledger.do(e.FixFinal(contract="SOON"), signed_by="ccp")
    assert ledger.state.read(ENDINGS, "SOON").rules == ledger.state.read(FUTURES, "SOON").ending == IN_GOODS
    expire(ledger, "SOON")
    assert ledger.state.read(DELIVERIES, "SOON", "m-ann").lots == 10
    ledger.do(listing("NEXT", "metal", first=last + 3, last=last + 7), signed_by="venue")
    assert ledger.state.read(FUTURES, "NEXT").ending.mode is EndingMode.in_cash


@pytest.mark.parametrize("price", [0, -5_000])
def test_at_a_price_of_nothing_or_below_no_goods_are_exchanged_and_nobody_fails(price: int) -> None:
    """All is closed at it: the seller has gained the whole price, and nobody would pay for goods."""
    ledger = founded(Ledger())
    to_the_evening(ledger, "CU", price)
    ledger.do(e.FixFinal(contract="CU"), signed_by="ccp")
    expire(ledger, "CU")
    assert ledger.state.read(DELIVERIES, "CU", "m-ann") is None and ledger.state.read(DELIVERIES, "CU", "m-bob") is None
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended
    assert ledger.holding("m-bob", "CNY").free == RICH + 10 * (AT - price) * MULTIPLIER
    assert ledger.holding("m-ann", "CNY").free == RICH - 10 * (AT - price) * MULTIPLIER
    assert ledger.state.read(DAYS, "CC", str(LAST)).status == "closed"


def test_margin_of_what_is_to_be_delivered_is_called_for_that_evening() -> None:
    """The margin of delivery is more than that of the position was: what lacks is called for, and can be answered."""
    ledger = founded(Ledger())
    to_the_evening(ledger, "CU", AT)
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    needed = 10 * LOT * 9 // 100
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - needed), signed_by="ann")
    ledger.do(e.FixFinal(contract="CU", price=AT + 1_000, reason="announced"), signed_by="ccp")
    expire(ledger, "CU")
    ann, more = ledger.state.read(MARGIN_ACCOUNTS, "m-ann"), 10 * (AT + 1_000) * MULTIPLIER
    assert (ann.margin, ann.delivery_margin, ann.due) == (0, more * 9 // 100, 10 * 1_000 * MULTIPLIER)
    assert ann.called == 0
    bob = ledger.state.read(MARGIN_ACCOUNTS, "m-bob")
    assert (bob.called, bob.delivery_margin) == (0, more * 9 // 100)


def test_a_contract_whose_product_said_nothing_ends_as_it_says_by_then() -> None:
    """Listed without a word of how it ends, and over without one: the house says it afterwards, and it ends so."""
    ledger = founded(Ledger())
    ledger.do(product("plain", None), signed_by="ccp venue")
    ledger.do(listing("PL", "plain"), signed_by="venue")
    to_the_evening(ledger, "PL", AT)
    assert answer(ledger, e.FixFinal(contract="PL"), "ccp") is Refusal.no_ending
    close(ledger)
    cash = c.RulesGiven(**{**RULES, "ending": replace(IN_CASH, final=FinalMethod.last_settlement)})
    ledger.do(c.SetRules(product="plain", rules=cash), signed_by="ccp")
    open_day(ledger, LAST + 3)
    settle(ledger)
    ledger.do(e.FixFinal(contract="PL"), signed_by="ccp")
    assert ledger.state.read(ENDINGS, "PL").rules.mode is EndingMode.in_cash
    expire(ledger, "PL")
    ledger.drive("pat", "futures")
    assert ledger.state.read(ENDINGS, "PL").status is EndingStatus.ended


def test_margins_that_were_announced_are_for_what_is_delivered_too() -> None:
    """On the last day the house announces 14 % for who bought and 16 % for who sold: so much is held."""
    ledger = founded(Ledger())
    to_the_evening(ledger, "CU", AT, announced={"long_ppm": 140_000, "short_ppm": 160_000})
    ledger.do(e.FixFinal(contract="CU"), signed_by="ccp")
    expire(ledger, "CU")
    ann, bob = (ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}") for name in ("ann", "bob"))
    assert (ann.delivery_margin, bob.delivery_margin) == (10 * LOT * 14 // 100, 10 * LOT * 16 // 100)


def test_margins_after_a_locked_last_day_are_for_what_is_delivered_too() -> None:
    """Locked up on its last day: 20 % and three points as the next limit, two more as margin. Delivery needs 25 %."""
    ledger = founded(Ledger())
    steps = Widening(steps=(WideningStep(Millionths(30_000), Millionths(20_000)),))
    ledger.do(product("steps", IN_GOODS, rules={"widening": steps}), signed_by="ccp venue")
    ledger.do(listing("LK", "steps"), signed_by="venue")
    to_the_evening(ledger, "LK", AT, locked=True)
    ledger.do(e.FixFinal(contract="LK"), signed_by="ccp")
    expire(ledger, "LK")
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").delivery_margin == 10 * LOT * 25 // 100


def test_a_loss_at_the_final_price_is_called_for() -> None:
    """Ann has just her margin, and the final price is lower: what lacks for the delivery, she is called for."""
    ledger = founded(Ledger())
    to_the_evening(ledger, "CU", AT)
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    needed = 10 * LOT * 9 // 100
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - needed), signed_by="ann")
    ledger.do(e.FixFinal(contract="CU", price=AT - 1_000, reason="announced"), signed_by="ccp")
    expire(ledger, "CU")
    ann, lost = ledger.state.read(MARGIN_ACCOUNTS, "m-ann"), 10 * 1_000 * MULTIPLIER
    margin = 10 * (AT - 1_000) * MULTIPLIER * 9 // 100
    assert (ann.called, ann.delivery_margin, ann.margin) == (margin - (needed - lost), margin, 0)
    assert answer(ledger, c.Answer(account="m-ann"), "pat") is Refusal.still_called
    ledger.issue("CNY", "m-ann", ann.called, issuer="bank ann")
    ledger.do(c.Answer(account="m-ann"), signed_by="pat")
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").called == 0


def test_what_an_account_needs_is_told_anew_once_a_contract_expired() -> None:
    """Of two contracts one is left: its margin alone."""
    ledger = founded(Ledger())
    ledger.do(listing("CU2", "metal", last=LAST + 7), signed_by="venue")
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == START:
            trade(ledger, "CU", day, ("ann", "bob", AT, 10))
            trade(ledger, "CU2", day, ("ann", "bob", AT, 2))
        fix(ledger, {"CU": AT, "CU2": AT})
        settle(ledger)
        if day < LAST:
            close(ledger)
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").margin == 12 * LOT * 9 // 100
    ledger.do(e.FixFinal(contract="CU"), signed_by="ccp")
    expire(ledger, "CU")
    ann = ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    assert (ann.margin, ann.delivery_margin, ann.called) == (2 * LOT * 9 // 100, 10 * LOT * 9 // 100, 0)


def test_an_index_is_rounded_as_the_rules_say_and_not_to_what_trades_have() -> None:
    """A tick of 0.2, an index of four decimals, a final price of two: the mean 5,216.12345 is 5,216.12, to the fen."""
    ledger = founded(Ledger())
    rules = replace(IN_CASH, final_decimals=2, index_decimals=4)
    defined = product("IF", rules, decimals=1, multiplier=3_000, rules={"tick": 2})
    ledger.do(defined, signed_by="ccp venue")
    ledger.do(listing("IF1", "IF", listing_price=52_160), signed_by="venue")
    to_the_evening(ledger, "IF1", 52_162, lots=3, first=52_160)
    ledger.do(observed("IF1", 52_161_234, 52_161_235), signed_by="venue")
    ledger.do(e.FixFinal(contract="IF1"), signed_by="ccp")
    ending = ledger.state.read(ENDINGS, "IF1")
    assert (ending.price, ending.decimals, ending.multiplier) == (521_612, 2, 300)
    expire(ledger, "IF1")
    ledger.drive("pat", "futures")
    # 5,216.12 − 5,216.0 is 0.12 points, of 300 yuan a lot: 36 yuan, three times.
    assert ledger.holding("m-ann", "CNY").free == RICH + 3 * 3_600
    assert ledger.holding("m-bob", "CNY").free == RICH - 3 * 3_600
    assert list(broken_invariants(ledger.state)) == []


def test_an_index_is_observed_no_more_once_the_final_price_is_fixed() -> None:
    """Whatever comes later, the mean stays what it is on record."""
    ledger = founded(Ledger())
    to_the_evening(ledger, "IX", AT)
    ledger.do(observed("IX", 61_100), signed_by="venue")
    ledger.do(e.FixFinal(contract="IX"), signed_by="ccp")
    late = observed("IX", 61_900, since=890)
    assert answer(ledger, late, "venue") is Refusal.final_price_fixed


def test_what_is_lost_at_a_final_price_is_not_taken_out_before_it_expires() -> None:
    """Fixed at 50,000 where it was settled at 60,000: Ann would take out what she loses, and her member would pay."""
    ledger: Ledger = founded(Ledger())
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    to_the_evening(ledger, "IX", AT)
    ledger.do(c.Withdraw(account="m-ann", amount=1), signed_by="ann")
    ledger.do(e.FixFinal(contract="IX", price=50_000, reason="drawn"), signed_by="ccp")
    taking = c.Withdraw(account="m-ann", amount=1)
    assert answer(ledger, taking, "ann") is IntradayOutcome.needed_today
    account, house = ledger.state.read(MARGIN_ACCOUNTS, "m-ann"), ledger.state.read(HOUSES, "CC")
    assert account is not None and house is not None and withdrawable(ledger.context(), account, house) == 0
    ledger.do(e.Expire(account="m-ann", contract="IX"), signed_by="pat")
    ledger.do(taking, signed_by="ann")
