# SPDX-License-Identifier: Apache-2.0
"""Each pays his own loss before anybody else does, and nobody takes out what is to pay it: cases, with figures by hand.

Ann bought 1,000 lots at 60,000 and took out all but their margin, 9 % of 30,000,000 each. At 54,000 she lost
3,000,000,000 and had 2,700,000,000: she owes 300,000,000.
"""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.invariants import invariants
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.paying_outcomes import PayingOutcome as Paying
from counterfoil.modules.futures.reckoning import available_of
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.parties import calls as p
from support.futures_auctioned import award, both, charge, give, put, put_up, reveal, seal, take
from support.futures_auctioned import defaulted as failed_floor
from support.futures_called import LACKS, called_floor
from support.futures_called import forced as forced_today
from support.futures_ending import AT, RICH, START, close, fill, fix, founded, open_day, settle, trade
from support.futures_market import TODAY, book
from support.futures_market import fill as sides
from support.futures_options import balanced
from support.ledger import GENESIS_TIME, Ledger

OWES: Final = 300_000_000
LOTS: Final = 1_000
MINUTE_MS: Final = 60_000
LAYERS: Final = {"account": "fund", "skin": "skin", "reserve": "reserve", "own_funds": "own"}


def account(ledger: Ledger, name: str) -> MarginAccount:
    found = ledger.state.read(MARGIN_ACCOUNTS, name)
    assert found is not None
    return found


def cash(ledger: Ledger, name: str) -> int:
    return int(ledger.holding(name, "CNY").balance)


def refused(ledger: Ledger, call: Any, by: str = "pat") -> Any:
    """Why a call is refused; nothing changes."""
    told = ledger.submit(call, signed_by=by)
    assert told.call == 0
    return told.outcome


def has_fund(ledger: Ledger) -> None:
    ledger.do(d.FoundFund(house="CC", **LAYERS), signed_by="ccp")
    ledger.issue("CNY", "skin", RICH, issuer="bank ccp")


def declare(ledger: Ledger) -> None:
    ledger.do(d.DeclareDefault(house="CC", member="alpha", reason="it did not pay"), signed_by="ccp")


def skin_bore(ledger: Ledger) -> int:
    return RICH - cash(ledger, "skin")


def thin(own: int = RICH) -> Ledger:
    """Alpha's own account has so much; Ann keeps no more than the margin of a thousand lots, on a second day."""
    ledger = founded(Ledger())
    ledger.do(c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True), signed_by="alpha")
    if own:
        ledger.issue("CNY", "m-alpha", own, issuer="bank alpha")
    ledger.account("of-alpha", "alpha")
    ledger.do(c.Bind(account="m-alpha", to="of-alpha"), signed_by="alpha")
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    has_fund(ledger)
    open_day(ledger, START)
    trade(ledger, "CU", START, ("ann", "bob", AT, LOTS))
    fix(ledger, {"CU": AT})
    settle(ledger)
    close(ledger)
    open_day(ledger, START + 1)
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - int(account(ledger, "m-ann").margin)), signed_by="ann")
    return ledger


def lost(ledger: Ledger) -> Ledger:
    """The price is 54,000, and Ann and Bob are settled."""
    fix(ledger, {"CU": 54_000})
    ledger.do(c.Settle(account="m-ann"), c.Settle(account="m-bob"), signed_by="pat")
    assert (account(ledger, "m-ann").owed, cash(ledger, "m-ann")) == (OWES, 0)
    return ledger


def test_a_client_with_cash_is_not_covered_by_its_member() -> None:
    """Ann owes 100 out of a closed position, pays in, has alpha pay instead, and takes her money home: she does not."""
    ledger = thin()
    trade(ledger, "CU", START + 1, ("bob", "ann", 54_000, LOTS), offset="closes")
    lost(ledger)
    ledger.issue("CNY", "m-ann", OWES + 5, issuer="bank ann")
    assert refused(ledger, c.Cover(account="m-ann", amount=OWES), "ann") is Paying.own_means_first
    ledger.drive("pat", "futures")
    assert (cash(ledger, "m-alpha"), cash(ledger, "m-ann"), account(ledger, "m-ann").to_member) == (RICH, 5, 0)


def test_a_member_leaves_what_its_clients_owe() -> None:
    """In no default: all but 300,000,000 goes out, and a share of the fund is not paid with it either."""
    ledger = lost(thin())
    out = c.Withdraw(account="m-alpha", amount=RICH - OWES + 1)
    share = d.Contribute(house="CC", member="alpha", amount=RICH - OWES + 1)
    assert (refused(ledger, out, "alpha"), refused(ledger, share, "alpha")) == (Paying.clients_owe,) * 2
    ledger.do(replace(out, amount=RICH - OWES), signed_by="alpha")
    ledger.drive("pat", "futures")
    assert (cash(ledger, "m-alpha"), account(ledger, "m-ann").to_member, skin_bore(ledger)) == (0, OWES, 0)


def test_a_member_in_default_takes_nothing_out() -> None:
    """Neither while its client owes, nor once that is paid, but when its default is concluded."""
    ledger = lost(thin())
    declare(ledger)
    out = c.Withdraw(account="m-alpha", amount=RICH - OWES)
    assert refused(ledger, out, "alpha") is Paying.failed_takes_nothing
    assert refused(ledger, d.Absorb(account="m-ann")) is Refusal.margin_first
    ledger.drive("pat", "futures")
    assert (cash(ledger, "m-alpha"), skin_bore(ledger)) == (RICH - OWES, 0)
    assert refused(ledger, out, "alpha") is Paying.failed_takes_nothing
    open_day(ledger, START + 2)
    trade(ledger, "CU", START + 2, ("bob", "ann", 54_000, LOTS), offset="closes")
    fix(ledger, {"CU": 54_000})
    ledger.drive("pat", "futures")
    ledger.do(d.ConcludeDefault(house="CC", member="alpha"), signed_by="ccp")
    ledger.do(out, signed_by="alpha")


def gaining(ledger: Ledger) -> None:
    """Alpha for itself sells two hundred lots at 60,000 and buys them back at 54,000: 600,000,000."""
    day = START + 1
    for number, side, offset, price in ((1, "sold", "opens", AT), (2, "bought", "closes", 54_000)):
        other = "bought" if side == "sold" else "sold"
        mine, theirs = fill(number, side, price, 200, day, offset), fill(number, other, price, 200, day)
        for name, one in (("m-alpha", mine), ("m-bob", theirs)):
            ledger.do(c.Book(account=name, contract="CU", fills=(one,)), signed_by="venue")
    balanced(ledger, "CU", day)


def test_no_layer_bears_while_the_member_is_due_something() -> None:
    """Nor before its own account is settled for the day: its gain of 600,000,000 pays its client's loss first."""
    ledger = thin(own=0)
    gaining(ledger)
    lost(ledger)
    declare(ledger)
    assert refused(ledger, d.Absorb(account="m-ann")) is Refusal.not_settled_yet
    ledger.do(c.Settle(account="m-alpha"), signed_by="pat")
    assert account(ledger, "m-alpha").due == 600_000_000
    assert refused(ledger, d.Absorb(account="m-ann")) is Refusal.margin_first
    ledger.drive("pat", "futures")
    assert (skin_bore(ledger), cash(ledger, "m-alpha"), account(ledger, "m-ann").to_member) == (0, OWES, OWES)
    assert ledger.state.read(HOUSES, "CC").day is None  # type: ignore[union-attr]


def test_what_is_due_to_the_member_is_set_off_where_no_cash_is_left_to_pay_it() -> None:
    """All others have been paid first, and the settlement account has less than alpha is due: nobody waits."""
    ledger = thin(own=0)
    gaining(ledger)
    lost(ledger)
    ledger.do(c.Settle(account="m-alpha"), c.Pay(account="m-bob"), signed_by="pat")
    assert cash(ledger, "pool") == OWES
    assert refused(ledger, c.Pay(account="m-alpha")) is not None
    ledger.do(c.Cover(account="m-ann", amount=OWES, of_due=OWES), signed_by="pat")
    assert not list(invariants(ledger.state))
    told = account(ledger, "m-alpha")
    assert (told.due, told.balance, account(ledger, "m-ann").owed) == (OWES, OWES, 0)
    ledger.drive("pat", "futures")
    assert (cash(ledger, "m-alpha"), cash(ledger, "pool")) == (OWES, 0)


def test_what_a_suspended_account_is_due_pays_what_it_loses() -> None:
    """Bob is due 3,000,000,000 of Monday, and loses as much on Tuesday: he is even, and his member pays nothing."""
    ledger = founded(Ledger())
    ledger.do(c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True), signed_by="alpha")
    ledger.issue("CNY", "m-alpha", RICH, issuer="bank alpha")
    open_day(ledger, START)
    trade(ledger, "CU", START, ("bob", "ann", AT, LOTS))
    ledger.do(p.SuspendAccount(account="m-bob", by="supervisor", reference="a file"), signed_by="supervisor")
    fix(ledger, {"CU": 66_000})
    ledger.do(c.Settle(account="m-ann"), c.Settle(account="m-bob"), signed_by="pat")
    ledger.drive("pat", "futures")
    gained = 6_000 * 500 * LOTS
    assert account(ledger, "m-bob").due == gained
    ledger.wait(86_400_000)
    ledger.do(c.OpenDay(house="CC", day=START + 1, carried=gained), signed_by="ccp")
    fix(ledger, {"CU": AT})
    ledger.drive("pat", "futures")
    bob = account(ledger, "m-bob")
    assert (bob.due, bob.owed, bob.to_member, cash(ledger, "m-alpha")) == (0, 0, 0, RICH)
    assert (cash(ledger, "m-ann"), cash(ledger, "pool")) == (RICH, 0)


def test_what_a_bid_owes_is_set_off_by_whoever_collects() -> None:
    """Beta gained 8,000 a lot, is due it, and owes what it bid: 3,000 less is due, and no cash moves for it."""
    from support.futures_paying import PRICE, paying

    ledger = paying(None)
    before, there = account(ledger, "m-beta"), cash(ledger, "m-beta")
    assert before.owed == PRICE and before.due > PRICE
    ledger.do(c.Collect(account="m-beta"), signed_by="cat")
    after = account(ledger, "m-beta")
    assert (after.owed, before.due - after.due, cash(ledger, "m-beta")) == (0, PRICE, there)
    assert not list(invariants(ledger.state))


def test_who_paid_in_his_margin_is_not_sold_though_nobody_said_so() -> None:
    """Gamma's client has its margin again, and nobody called futures.answer: its lots are its own."""
    ledger = failed_floor(Ledger())
    called = put("x", "g-moved", put_up("AV", 2))
    closing = replace(
        book("g-moved", sides(60, "sold", "forced"), contract="AV"), forced_for=ForceCloseReason.lack_deposit
    )
    twin = ledger.twin()
    twin.do(called, signed_by="ccp")
    twin = ledger.twin()
    twin.do(closing, signed_by="venue")
    ledger.issue("CNY", "g-moved", 6_007_590, issuer="bank cat")
    assert account(ledger, "g-moved").called == 6_007_590
    assert refused(ledger, called, "ccp").name == "not_a_defaulters"
    assert refused(ledger, closing, "venue") is Refusal.not_forced
    failing = replace(closing, forced_for=ForceCloseReason.member_default)
    assert refused(ledger, failing, "venue") is Refusal.not_forced


def test_who_paid_in_within_the_day_is_not_closed_though_nobody_said_so() -> None:
    """Cat was to answer an hour ago, and has paid in since; Dan answered."""
    ledger = called_floor(Ledger(), GENESIS_TIME)
    assert account(ledger, "m-cat").intraday is not None and cash(ledger, "m-cat") == 20_000_000 + LACKS
    closing = forced_today("m-cat", 50, ledger.time)
    assert refused(ledger, closing, "venue") is Refusal.not_forced


@pytest.mark.parametrize("awarded", [False, True])
def test_what_is_bid_stays_until_the_auction_is_over(awarded: bool) -> None:
    """Eve opens a bid of all that she has: nothing goes out, before the award and after; then she pays it."""
    ledger = failed_floor(Ledger())
    begun, bid = ledger.time, 10**9
    ledger.account("of-eve", "eve")
    ledger.do(c.Bind(account="m-eve", to="of-eve"), signed_by="eve")
    times = {"sealed_until": begun + MINUTE_MS, "opened_until": begun + 2 * MINUTE_MS}
    ledger.do(*both("x", "m-gamma", put_up("AV"), **times), signed_by="ccp")
    ledger.do(seal("x", "eve", bid), signed_by="eve")
    ledger.wait(begun + MINUTE_MS - ledger.time)
    ledger.do(reveal("x", "eve", bid), signed_by="eve")
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    if awarded:
        ledger.do(award("x", "eve"), signed_by="eve")
    assert refused(ledger, c.Withdraw(account="m-eve", amount=1), "eve") is Paying.bid_stays
    if not awarded:
        ledger.do(award("x", "eve"), signed_by="eve")
    ledger.do(c.FixSettlement(contract="AV", price=50_000, reason="a notice"), signed_by="ccp")
    ledger.do(give("x"), take("x"), c.Settle(account="m-eve"), charge("x", end="taking_end"), signed_by="ccp eve")
    ledger.do(c.Collect(account="m-eve"), signed_by="eve")
    assert (cash(ledger, "m-eve"), account(ledger, "m-eve").owed) == (0, 0)


def test_who_lost_takes_his_money_out_again() -> None:
    """Of two bids the higher wins, and the other binds nothing any more."""
    ledger = failed_floor(Ledger())
    begun = ledger.time
    ledger.account("of-eve", "eve")
    ledger.do(c.Bind(account="m-eve", to="of-eve"), signed_by="eve")
    times = {"sealed_until": begun + MINUTE_MS, "opened_until": begun + 2 * MINUTE_MS}
    ledger.do(*both("x", "m-gamma", put_up("AV"), **times), signed_by="ccp")
    for name, price in (("eve", 10**9 - 1), ("alpha", 10**9)):
        ledger.do(seal("x", name, price), signed_by=name)
    ledger.wait(begun + MINUTE_MS - ledger.time)
    for name, price in (("eve", 10**9 - 1), ("alpha", 10**9)):
        ledger.do(reveal("x", name, price), signed_by=name)
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    out = c.Withdraw(account="m-eve", amount=10**9)
    assert refused(ledger, out, "eve") is Paying.bid_stays
    ledger.do(award("x", "alpha"), out, signed_by="eve")


def test_who_lacks_margin_wins_nothing() -> None:
    """Delta bids while it has its margin, and loses it: it opens nothing, and eve's lower bid is the best."""
    ledger = failed_floor(Ledger())
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    ledger.account("of-delta", "delta")
    ledger.do(c.Bind(account="m-delta", to="of-delta"), signed_by="delta")
    free = available_of(ledger.state, account(ledger, "m-delta"), house)[0]
    ledger.do(c.Withdraw(account="m-delta", amount=free), signed_by="delta")
    for name, price in {"AU": 50_000, "AV": 44_000, "LD": 50_000, "RL": 50_000, "RK": 50_000}.items():
        ledger.do(c.FixSettlement(contract=name, price=price, reason="a notice"), signed_by="ccp")
    ledger.issue("CNY", "own", 10**12, issuer="bank ccp")
    ledger.issue("CNY", "m-gamma", 10**10, issuer="bank gamma")
    ledger.drive("eve", "futures")
    assert account(ledger, "m-delta").called == 31_680_000
    ledger.wait(2 * 86_400_000)
    ledger.do(c.OpenDay(house="CC", day=TODAY + 1), signed_by="ccp")
    ledger.issue("CNY", "m-delta", 31_680_000, issuer="bank delta")
    begun = ledger.time
    times = {"sealed_until": begun + MINUTE_MS, "opened_until": begun + 2 * MINUTE_MS}
    ledger.do(*both("y", "m-gamma", put_up("AU"), **times), signed_by="ccp")
    for name, price in (("delta", 0), ("eve", -5)):
        ledger.do(seal("y", name, price), signed_by=name)
    ledger.wait(begun + MINUTE_MS - ledger.time)
    for name, price in (("delta", 0), ("eve", -5)):
        ledger.do(reveal("y", name, price), signed_by=name)
    ledger.do(c.FixSettlement(contract="AV", price=40_000, reason="it fell further"), signed_by="ccp")
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    assert refused(ledger, award("y", "delta"), "eve").name == "not_the_best"
    ledger.do(award("y", "eve"), signed_by="eve")
