# SPDX-License-Identifier: Apache-2.0
"""Days and contracts that somebody's doing, or a slip, would leave open: each is closed, or never comes about."""

from typing import Any

import pytest

from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures import stress_calls as st
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import (
    FILLS_MAX,
    POSITIONS,
    TRADINGS,
    Direction,
    Fill,
    Offset,
    Position,
    Terms,
    traded,
)
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, MARGIN_ACCOUNTS, ClosingOrder, HedgeFlag
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.modules.futures.trading_days import last_of
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId
from support import futures_auctioned as fa
from support import futures_ending as fe
from support import futures_market as fm
from support import futures_options as fo
from support import futures_reduced as fr
from support.futures_locked import lock
from support.ledger import Ledger

NUMBER_MAX = 2**53 - 1
DAY = DayNumber(fm.TODAY)
MINUTE_MS = 60_000
AHEAD = {"first": fm.TODAY - 400, "last": fm.TODAY + 400}


def is_closed(ledger: Ledger) -> bool:
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    assert list(MODULE.invariants(ledger.state)) == []
    return house.day is None


def answer(ledger: Ledger, call: Any, by: str) -> Any:
    return ledger.submit(call, signed_by=by).outcome


def priced(ledger: Ledger, *contracts: str, at: int = fm.AT) -> None:
    for contract in contracts:
        ledger.do(c.FixSettlement(contract=contract, price=at, reason="a notice"), signed_by="ccp")


def bid(ledger: Ledger, bidder: str, price: int, *, opened: bool = True) -> None:
    """Two lots of gamma's are put up, and bid for; then no bid is opened any more."""
    begun = ledger.time
    times = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 4 * MINUTE_MS}
    ledger.do(*fa.both("x", "m-gamma", fa.put_up("AV", 2), **times), signed_by="ccp")
    ledger.do(fa.seal("x", bidder, price), signed_by=bidder)
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    if opened:
        ledger.do(fa.reveal("x", bidder, price), signed_by=bidder)
        ledger.wait(begun + 4 * MINUTE_MS - ledger.time)


def test_a_typhoon_on_the_last_day_of_futures_puts_it_off_to_the_next() -> None:
    """What was listed stays on record; index, price, final price and expiry are of the next trading day."""
    ledger = fe.founded(Ledger())
    for day in (fe.START, fe.START + 1):
        fe.open_day(ledger, day)
        if day == fe.START:
            fe.trade(ledger, "IX", day, ("ann", "bob", fe.AT, 2))
        fe.fix(ledger, {"IX": fe.AT})
        fe.settle(ledger)
        fe.close(ledger)
    days = {"first": fe.START - 40, "last": fe.START + 70}
    ledger.do(c.SetCalendar(house="CC", calendar=c.CalendarGiven(**days, closed=(fe.LAST,))), signed_by="ccp")
    house, contract = known(ledger.state, HOUSES, "CC"), known(ledger.state, FUTURES, "IX")
    following = last_of(house, contract)
    assert contract.last == fe.LAST < following
    for day in (fe.START + 2, fe.START + 3):
        fe.open_day(ledger, day)
        fe.fix(ledger, {"IX": fe.AT})
        fe.settle(ledger)
        fe.close(ledger)
    fe.open_day(ledger, following)
    fe.fix(ledger, {"IX": fe.AT})
    ledger.do(e.FixFinal(contract="IX", price=fe.AT, reason="a notice"), signed_by="ccp")
    ledger.drive("ann", "futures")
    ending, account = ledger.state.read(ENDINGS, "IX"), ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    assert ending is not None and ending.last == following
    assert account is not None and account.positions == () and is_closed(ledger)


def test_a_typhoon_on_the_last_day_of_options_puts_their_exercise_off() -> None:
    """On the next day they are priced, drawn, exercised and assigned, and nothing of them is left."""
    ledger = fo.optioned(Ledger())
    fo.begin(ledger, fo.TODAY)
    fo.traded(ledger, "IC", "m-ann", {"m-bob": 2})
    fo.fixed(ledger, IC=1000, CSI=fo.INDEX, CU=60_000)
    fo.settled(ledger)
    closed = c.CalendarGiven(**AHEAD, closed=(fo.NEXT,))
    ledger.do(c.SetCalendar(house="CC", calendar=closed), signed_by="ccp")
    fo.begin(ledger, fo.THEN)
    fo.fixed(ledger, IC=1000, CSI=fo.INDEX)
    ledger.do(fo.drawing("IC", 2, 2), signed_by="ccp")
    ledger.drive("ann", "futures")
    trading = ledger.state.read(TRADINGS, "IC")
    assert trading is not None and (trading.long, trading.short) == (0, 0) and is_closed(ledger)


def test_a_last_day_that_a_calendar_does_not_reach_is_later_than_all_it_has() -> None:
    """Closed at the very end of a calendar, it is over on no day that can be opened; a longer one says which it is."""
    ledger = fe.founded(Ledger())
    house, contract = known(ledger.state, HOUSES, "CC"), known(ledger.state, FUTURES, "IX")
    first, last = DayNumber(fe.START), DayNumber(fe.LAST)
    for reaches, expected in ((last, last + 1), (last + 9, None)):
        days = type(house.calendar)(first=first, last=DayNumber(reaches), closed=(last,))
        found = last_of(type(house)(**{**_fields(house), "calendar": days}), contract)
        assert found == expected if expected is not None else last < found <= reaches
    short = type(house.calendar)(first=first, last=DayNumber(last - 1))
    assert last_of(type(house)(**{**_fields(house), "calendar": short}), contract) == last


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_the_only_bid_of_all_that_can_be_counted_is_not_opened() -> None:
    """Nobody said a least: the lots' margin is the most that having them taken costs; nobody wins, the day closes."""
    ledger = fa.defaulted(Ledger())
    bid(ledger, "alpha", -NUMBER_MAX, opened=False)
    refused = ledger.submit(fa.reveal("x", "alpha", -NUMBER_MAX), signed_by="alpha")
    assert refused.outcome is ClosingOutcome.bid_too_low
    ledger.wait(2 * MINUTE_MS)
    priced(ledger, "AU", "AV", "LD", "RL", "RK")
    ledger.drive("eve", "futures")
    assert is_closed(ledger)


def test_a_house_that_takes_less_says_so_and_no_less_than_the_lots_are_worth() -> None:
    """With a least of its own a bid below the margin wins; and no least is lower than the value."""
    ledger = fa.defaulted(Ledger())
    begun, low = ledger.time, -100_000_000
    times = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 4 * MINUTE_MS}
    for least, outcome in ((-(10**9), ClosingOutcome.least_too_low), (low, None)):
        calls = fa.both("x", "m-gamma", fa.put_up("AV", 2), **times, least=least)
        found = ledger.submit(*calls, signed_by="ccp").outcome
        assert found is outcome if outcome else found.name == "ok"
    ledger.do(fa.seal("x", "alpha", low), signed_by="alpha")
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    ledger.do(fa.reveal("x", "alpha", low), signed_by="alpha")


@pytest.mark.parametrize("leaves", [True, False])
def test_a_winner_neither_leaves_nor_is_done_with_before_the_lots_are_its(leaves: bool) -> None:
    """Its debt of tomorrow has somebody to bear it: its default is declared, and the layers pay."""
    ledger = fa.defaulted(Ledger())
    bid(ledger, "eve", 10**9)
    ledger.issue("CNY", "own", 10**11, issuer="bank ccp")
    ledger.do(fa.award("x", "eve"), signed_by="eve")
    if leaves:
        gone = answer(ledger, st.Leave(house="CC", member="eve"), "ccp eve")
    else:
        ledger.do(d.DeclareDefault(house="CC", member="eve", reason="it is gone"), signed_by="ccp")
        gone = answer(ledger, d.ConcludeDefault(house="CC", member="eve", reference="over"), "ccp")
    assert gone is AuctionOutcome.auction_first
    priced(ledger, "AU", "LD", "RL", "RK", "AV")
    ledger.drive("eve", "futures")
    assert is_closed(ledger)


def test_a_default_is_not_over_before_its_bid_is_charged() -> None:
    """The lots are gone, and what having them taken costs is to come: the layers bear it, and the day closes."""
    ledger = fa.defaulted(Ledger())
    ledger.issue("CNY", "own", 10**11, issuer="bank ccp")
    bid(ledger, "alpha", -30_000_000)
    ledger.do(fa.award("x", "alpha"), signed_by="alpha")
    priced(ledger, "AU", "LD", "RL", "RK", "AV")
    ledger.do(fa.give("x"), fa.take("x"), c.Settle(account="m-gamma"), signed_by="eve")
    early = answer(ledger, d.ConcludeDefault(house="CC", member="gamma", reference="over"), "ccp")
    assert early in (AuctionOutcome.auction_first, FuturesOutcome.default_unfinished)
    ledger.drive("eve", "futures")
    assert is_closed(ledger)


def test_nobody_is_settled_while_something_trades_that_he_could_have_a_part_in() -> None:
    """Copper is open and waits for its price: a stranger settles nobody; so the other side of a trade is booked."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    fe.trade(ledger, "IX", fe.START, ("ann", "bob", fe.AT, 1))
    fe.trade(ledger, "CU", fe.START, ("ann", "cat", fe.AT, 1))
    fe.fix(ledger, {"IX": fe.AT})
    assert answer(ledger, c.Settle(account="m-bob"), "ann") is ClosingOutcome.prices_awaited
    more = {"m-cat": "bought", "m-bob": "sold"}
    for name, side in more.items():
        ledger.do(fm.book(name, fe.fill(2, side, fe.AT, 5, fe.START), contract="CU"), signed_by="venue")
    ledger.do(c.Balance(contract="CU", lots=6, turnover=6 * fe.AT * 500, open_interest=6), signed_by="venue")
    fe.fix(ledger, {"CU": fe.AT})
    ledger.drive("ann", "futures")
    assert is_closed(ledger)


def test_once_accounts_are_settled_nothing_new_trades_on_either_side() -> None:
    """All that was open has its price, Bob is settled: of copper, which nobody had, neither side is booked."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    fe.trade(ledger, "IX", fe.START, ("ann", "bob", fe.AT, 1))
    fe.fix(ledger, {"IX": fe.AT})
    ledger.do(c.Settle(account="m-bob"), signed_by="pat")
    first = fm.book("m-cat", fe.fill(1, "bought", fe.AT, 5, fe.START), contract="CU")
    assert answer(ledger, first, "venue") is ClosingOutcome.settlement_begun
    ledger.drive("ann", "futures")
    assert is_closed(ledger)


def test_who_was_settled_early_by_his_house_holds_up_nothing() -> None:
    """The house said so; what the venue then matched is cancelled by venue and house, the other side of every trade."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    fe.trade(ledger, "IX", fe.START, ("ann", "bob", fe.AT, 1))
    fe.trade(ledger, "CU", fe.START, ("ann", "dan", fe.AT, 1))
    fe.fix(ledger, {"IX": fe.AT})
    ledger.do(c.Settle(account="m-bob"), signed_by="ccp")
    ledger.do(fm.book("m-cat", fe.fill(2, "bought", fe.AT, 5, fe.START), contract="CU"), signed_by="venue")
    other = fm.book("m-bob", fe.fill(2, "sold", fe.AT, 5, fe.START), contract="CU")
    assert answer(ledger, other, "venue") is FuturesOutcome.account_settled
    undone = c.Cancel(
        account="m-cat",
        contract="CU",
        hedge=HedgeFlag.speculation,
        trade=2,
        direction=Direction.bought,
        reason="its other side was settled",
    )
    assert answer(ledger, undone, "venue").name == "not_authorised"
    ledger.do(undone, signed_by="venue ccp")
    ledger.do(c.Balance(contract="CU", lots=1, turnover=fe.AT * 500, open_interest=1), signed_by="venue")
    fe.fix(ledger, {"CU": fe.AT})
    ledger.drive("ann", "futures")
    assert is_closed(ledger)


def test_what_a_day_waits_for_is_counted_up_and_down() -> None:
    """Two contracts trade, one gets its price twice: one is waited for; and on the next day both, for both are open."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    for contract in ("IX", "CU"):
        fe.trade(ledger, contract, fe.START, ("ann", "bob", fe.AT, 1))
    assert _awaited(ledger, fe.START) == 2
    for _ in range(2):
        fe.fix(ledger, {"IX": fe.AT})
        assert _awaited(ledger, fe.START) == 1
    fe.fix(ledger, {"CU": fe.AT})
    ledger.drive("ann", "futures")
    assert is_closed(ledger)
    fe.open_day(ledger, fe.START + 1)
    assert _awaited(ledger, fe.START + 1) == 2


def _awaited(ledger: Ledger, day: int) -> int:
    return known(ledger.state, DAYS, "CC", str(day)).awaited


def test_what_a_day_ends_with_finds_room_beyond_all_trades() -> None:
    """A position with as many trades as it may have is exercised, assigned, reduced and auctioned all the same."""
    said = {"contract": "C", "hedge": HedgeFlag.speculation, "cash": InstrumentId("CNY"), "day": DAY}
    terms = Terms(0, 500, ClosingOrder.oldest_first, None)
    trades = [fm.fill(number, "bought", "opens", price=number) for number in range(1, FILLS_MAX + 1)]
    full = traded(Position(account=AccountId("m-ann"), **said), DAY, trades, terms)
    with pytest.raises(Refused) as refused:
        traded(full, DAY, [fm.fill(FILLS_MAX + 1, "sold", "closes")], terms)
    assert refused.value.outcome is FuturesOutcome.too_many_fills
    for kind in (TradeKind.exercise, TradeKind.lapse, TradeKind.reduction, TradeKind.auction):
        for side, offset in (("sold", Offset.forced), ("bought", Offset.opens)):
            made = Fill(FILLS_MAX + 1, fm.fill(1, side, offset).time, Direction(side), offset, 7, 1, kind)
            after = traded(full, DAY, [made], terms)
            assert len(after.fills) == FILLS_MAX + 1
            assert traded(after.begun, DAY, after.fills, terms) == after


def test_a_trade_of_the_highest_number_keeps_no_lots_from_who_won_them() -> None:
    """What no venue numbers has a number of its own."""
    ledger = fa.defaulted(Ledger())
    begun = ledger.time
    times = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 4 * MINUTE_MS}
    ledger.do(*fa.both("x", "m-gamma", fa.put_up("AV", 2), **times), signed_by="ccp")
    ledger.do(fa.seal("x", "eve", 0), signed_by="eve")
    for name, side in (("m-eve", "bought"), ("m-ann", "sold")):
        ledger.do(fm.book(name, fm.fill(NUMBER_MAX, side, "opens"), contract="AV"), signed_by="venue")
    fo.balanced(ledger, "AV", fm.TODAY)
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    ledger.do(fa.reveal("x", "eve", 0), signed_by="eve")
    ledger.wait(begun + 4 * MINUTE_MS - ledger.time)
    ledger.do(fa.award("x", "eve"), signed_by="eve")
    ledger.issue("CNY", "own", 10**11, issuer="bank ccp")
    priced(ledger, "AU", "AV", "LD", "RL", "RK")
    ledger.do(fa.give("x"), fa.take("x"), signed_by="eve")
    position = ledger.state.read(POSITIONS, "m-eve", "AV", "speculation")
    assert position is not None and [one.trade for one in position.fills] == [NUMBER_MAX, 1]
    ledger.drive("eve", "futures")
    assert is_closed(ledger)


def test_a_trade_of_the_highest_number_keeps_nothing_from_being_reduced() -> None:
    """The same, where a forced reduction closes it."""
    ledger = fr.opened(Ledger())
    for name, side in (("m-ann", "bought"), ("m-bob", "sold")):
        ledger.do(fm.book(name, fm.fill(NUMBER_MAX, side, "opens"), contract="RP"), signed_by="venue")
    fo.balanced(ledger, "RP", fm.TODAY)
    ledger.do(lock("RP"), fr.unfilled("RP", 2), signed_by="venue")
    for name in fr.NAMES:
        priced(ledger, name, at=fr.TOP if name == "RP" else fm.AT)
    ledger.do(fr.order("RP"), signed_by="ccp")
    ledger.drive("eve", "futures")
    assert is_closed(ledger)


def test_a_slip_of_a_price_is_refused_where_nothing_could_be_counted_at_it() -> None:
    """2⁴⁰ for a thousand lots; the right price is fixed after, and the day closes."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    fe.trade(ledger, "CU", fe.START, ("ann", "bob", fe.AT, 1_000))
    slip = c.FixSettlement(contract="CU", price=2**40 // 10 * 10, reason="a slip of a hand")
    assert answer(ledger, slip, "ccp") is ClosingOutcome.price_out_of_reach
    fe.fix(ledger, {"CU": fe.AT})
    ledger.drive("bob", "futures")
    assert is_closed(ledger)


def test_a_slip_of_a_price_is_put_right_until_somebody_is_settled_at_it() -> None:
    """With its reason; it counts from the day before as it did; a computed one takes no other's place."""
    ledger = fe.founded(Ledger())
    fe.open_day(ledger, fe.START)
    fe.trade(ledger, "CU", fe.START, ("ann", "bob", fe.AT, 1))
    fe.fix(ledger, {"CU": 2 * fe.AT})
    before = known(ledger.state, FUTURES, "CU").previous
    assert answer(ledger, c.FixSettlement(contract="CU"), "ccp") is FuturesOutcome.price_fixed
    fe.fix(ledger, {"CU": fe.AT + 10})
    contract = known(ledger.state, FUTURES, "CU")
    assert (contract.settlement, contract.previous) == (fe.AT + 10, before)
    ledger.do(c.Settle(account="m-ann"), signed_by="bob")
    late = c.FixSettlement(contract="CU", price=fe.AT, reason="too late")
    assert answer(ledger, late, "ccp") is ClosingOutcome.price_in_use
    ledger.drive("bob", "futures")
    assert is_closed(ledger)


def test_a_slip_of_an_index_is_refused_or_put_right_before_it_is_drawn_by() -> None:
    """Options in cash are exercised at it: what could not be counted is refused, another is fixed anew."""
    ledger = fo.optioned(Ledger())
    fo.begin(ledger, fo.TODAY)
    fo.traded(ledger, "IC", "m-ann", {"m-bob": 2})
    slip = o.FixLevel(level="CSI", price=2**40, source="a slip")
    assert answer(ledger, slip, "ccp").name in ("price_out_of_reach", "ok")
    fo.fixed(ledger, IC=1000, CSI=fo.INDEX, CU=60_000)
    fo.fixed(ledger, CSI=fo.INDEX + 1)
    fo.settled(ledger)
    late = o.FixLevel(level="CSI", price=fo.INDEX, source="too late")
    assert answer(ledger, late, "ccp").name in ("price_in_use", "no_day_open")
