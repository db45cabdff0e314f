# SPDX-License-Identifier: Apache-2.0
"""What went wrong at brokers and clearing houses, each in its own words."""

import json
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as f
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS, Direction, Offset
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS, CalendarDays, House
from counterfoil.modules.futures.trade_policy import ClosingOrder, Session
from counterfoil.modules.futures.trading_days import in_session, spans
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, OffsetMinutes
from shared_data import shared_data
from support.cleared import OFFSET_MIN, until
from support.futures_house import (
    FIRST,
    MONDAY,
    NEXT,
    RICH,
    TODAY,
    WORTH,
    announce,
    at,
    balance,
    book,
    cancel,
    contract,
    fill,
    houses,
    price,
    product,
    rules,
    sold,
    withdraw,
)
from support.ledger import DOCUMENT, Ledger


@pytest.fixture
def ledger() -> Ledger:
    """The first day is open, at half past two."""
    ledger = Ledger()
    houses(ledger)
    until(ledger, 870)
    ledger.do(f.OpenDay(house="CC", day=FIRST), signed_by="ccp")
    return ledger


def of_today(trade: int, lots: int = 1, **said: Any) -> Any:
    return fill(trade, lots, day=FIRST, **said)


def answer(ledger: Ledger, call: Any, signed_by: str) -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome


def test_what_a_close_lost_today_cannot_be_withdrawn(ledger: Ledger) -> None:
    """The position is closed and needs no margin, but the loss is collected in the evening: so much stays."""
    lost = 1_000 * WORTH
    closed = of_today(3, offset=Offset.closes, price=49_000, direction=Direction.sold)
    ledger.do(book("m-ann", "IF1", of_today(1), closed), signed_by="exchange")
    assert answer(ledger, withdraw(amount=RICH - lost + 1), "ann") is Refusal.not_available
    ledger.do(withdraw(amount=RICH - lost), signed_by="ann")
    assert ledger.holding("m-ann", "CNY").free == lost


def test_what_was_opened_today_needs_its_margin(ledger: Ledger) -> None:
    """Twelve per cent of a lot at the last settlement price."""
    ledger.do(book("m-ann", "IF1", of_today(1)), signed_by="exchange")
    needed = 50_000 * WORTH * 12 // 100
    assert answer(ledger, withdraw(amount=RICH - needed + 1), "ann") is Refusal.not_available
    ledger.do(withdraw(amount=RICH - needed), signed_by="ann")


def test_margin_is_of_the_days_settlement_price_not_of_the_day_before(ledger: Ledger) -> None:
    """49,000 and not 50,000 on the first day; 51,000 on the second, though nothing was traded."""
    ledger.do(
        book("m-ann", "IF1", of_today(1)), book("m-bob", "IF1", _sold(1)), balance("IF1", 1), signed_by="exchange"
    )
    for day, settlement in ((FIRST, 49_000), (TODAY, 51_000)):
        _settled(ledger, settlement)
        assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").margin == settlement * WORTH * 12 // 100
        if day == FIRST:
            ledger.do(f.CloseDay(house="CC"), f.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    assert ledger.holding("m-ann", "CNY").free == RICH + 1_000 * WORTH


def test_an_announced_limit_stands_above_a_computed_one(ledger: Ledger) -> None:
    """On its day alone: what the rules allow is refused where the venue announced less."""
    late = book("m-ann", "IF1", of_today(1, price=52_000))
    ledger.do(announce(lower=49_000, upper=51_000), signed_by="exchange")
    assert answer(ledger, late, "exchange") is Refusal.outside_limits
    ledger.do(announce(lower=40_000, upper=56_000), signed_by="exchange")
    ledger.do(book("m-ann", "IF1", of_today(1, price=56_000)), signed_by="exchange")


def test_a_settlement_runs_once_and_no_trade_comes_after_it(ledger: Ledger) -> None:
    """The same money is not moved twice, nor a trade booked into a day that is settled."""
    ledger.do(
        book("m-ann", "IF1", of_today(1)), book("m-bob", "IF1", _sold(1)), balance("IF1", 1), signed_by="exchange"
    )
    _settled(ledger, 49_000)
    before = ledger.holding("m-ann", "CNY")
    assert answer(ledger, f.Settle(account="m-ann"), "ann") is Refusal.account_settled
    assert answer(ledger, price("IF1", 48_000, "again"), "ccp") is ClosingOutcome.price_in_use
    assert answer(ledger, book("m-ann", "IF1", of_today(2)), "exchange") is Refusal.day_settled
    assert answer(ledger, cancel(), "exchange ann") is Refusal.day_settled
    assert ledger.holding("m-ann", "CNY") == before
    assert ledger.state.read(DAYS, "CC", str(FIRST)).variation == 0


def test_a_cancelled_trade_leaves_nothing(ledger: Ledger) -> None:
    """Refused where a later trade closed what it opened; else position, sums and balance are as before."""
    ledger.do(book("m-ann", "IF1", of_today(1), of_today(2)), signed_by="exchange")
    ledger.do(cancel(trade=2), signed_by="exchange ann")
    position = ledger.state.read(POSITIONS, "m-ann", "IF1", "speculation")
    assert (position.long_lots, position.opened.lots, len(position.fills)) == (1, 1, 1)
    closed = of_today(3, offset=Offset.closes, direction=Direction.sold)
    ledger.do(book("m-ann", "IF1", closed), signed_by="exchange")
    assert answer(ledger, cancel(trade=1), "exchange ann") is Refusal.closes_more_than_open


def test_a_night_session_before_a_holiday_is_of_no_day() -> None:
    """Friday's evening is Monday's; where Monday is a holiday, there is none, and Tuesday begins in the morning."""
    night, morning = Session(1_260, 1_590), Session(540, 690)
    evening = at(1_300, NEXT)
    for closed, day, trades in (((), MONDAY, True), ((MONDAY,), MONDAY + 1, False)):
        days = CalendarDays(first=DayNumber(FIRST - 7), last=DayNumber(FIRST + 99), closed=closed)
        house = House(
            house="H",
            by="ccp",
            cash="CNY",
            account="a",
            fees="b",
            agreed_by=(),
            offset_min=OffsetMinutes(OFFSET_MIN),
            calendar=days,
        )
        assert in_session(spans(house, (night, morning), DayNumber(day)), evening) is trades
        assert len(spans(house, (night, morning), DayNumber(day))) == 1 + trades
        assert not in_session(spans(house, (night, morning), DayNumber(NEXT)), evening)


def test_a_price_below_nothing(ledger: Ledger) -> None:
    """Limits count from its size, margin from its size, and the buyer who pays less gains."""
    ledger.do(contract("MINUS", listing_price=-3_000), signed_by="exchange")
    low = {"price": -3_300, "direction": Direction.bought}
    ledger.do(
        book("m-ann", "MINUS", of_today(1, **low)),
        book("m-bob", "MINUS", of_today(1, price=-3_300, direction=Direction.sold)),
        f.Balance(contract="MINUS", lots=1, turnover=-3_300 * WORTH, open_interest=1),
        signed_by="exchange",
    )
    assert answer(ledger, book("m-ann", "MINUS", of_today(2, price=-3_302)), "exchange") is Refusal.outside_limits
    _settled(ledger, -3_000, "MINUS")
    assert ledger.holding("m-ann", "CNY").free == RICH + 300 * WORTH
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").margin == 3_000 * WORTH * 12 // 100


def _sold(trade: int, lots: int = 1) -> Any:
    return sold(trade, lots, day=FIRST)


def _settled(ledger: Ledger, settlement: int, contract: str = "IF1") -> None:
    """Both are, and paid, once the last session is over."""
    until(ledger, 900)
    ledger.do(price(contract, settlement, "announced"), signed_by="ccp")
    ledger.do(f.Settle(account="m-ann"), f.Settle(account="m-bob"), signed_by="ann")
    for one in ("m-ann", "m-bob"):
        if ledger.state.read(MARGIN_ACCOUNTS, one).due:
            ledger.do(f.Pay(account=one), signed_by="ann")


SHFE: dict[str, dict[str, Any]] = {
    "ag": {"decimals": 0, "multiplier": 1_500, "tick": 1, "ppm": 190_000},
    "au": {"decimals": 2, "multiplier": 1_000, "tick": 2, "ppm": 140_000},
}


def test_a_statement_of_a_futures_firm_is_reproduced(ledger: Ledger) -> None:
    """Its five trades, booked in the order of their numbers, come to its positions, prices and margins, to the fen."""
    sample = json.loads(shared_data("market/openctp/settlement_sample.json").read_text(), parse_float=Decimal)
    detail = {(row["InstrumentID"], row["Direction"]): row for row in sample["PositionsDetail"]}
    for (name, _), row in detail.items():
        facts = SHFE[name[:2]]
        ppm = {"long_ppm": facts["ppm"], "short_ppm": facts["ppm"], "limit_ppm": 150_000}
        said = rules(tick=facts["tick"], closing=ClosingOrder.stated, larger_side=True, position_limit=None, **ppm)
        kind = {"decimals": facts["decimals"], "multiplier": facts["multiplier"], "rules": said}
        if ledger.submit(product(name[:2], **kind), signed_by="ccp exchange").outcome.name == "ok":
            listed = contract(name, name[:2], listing_price=_units(name, row["LastSettlementPrice"]))
            ledger.do(listed, signed_by="exchange")
    for trade in sorted(sample["Transactions"], key=lambda one: int(one["TradeID"])):
        name, bought = trade["InstrumentID"], trade["Direction"] == "0"
        of = {"price": _units(name, trade["Price"]), "lots": int(trade["Volume"]), "trade": int(trade["TradeID"])}
        sides = (Direction.bought, Direction.sold) if bought else (Direction.sold, Direction.bought)
        offset = {"0": Offset.opens, "3": Offset.closes_today}[trade["OffsetFlag"]]
        ledger.do(
            book("m-ann", name, of_today(offset=offset, direction=sides[0], **of)),
            book("m-bob", name, of_today(offset=offset, direction=sides[1], **of)),
            signed_by="exchange",
        )
        assert of["price"] * of["lots"] * SHFE[name[:2]]["multiplier"] == trade["Turnover"] * 100
    until(ledger, 900)
    for name, turnover, lots, open_interest in (("ag2306", 1_036_710, 14, 6), ("au2308", 826_200, 2, 2)):
        said_so = f.Balance(contract=name, lots=lots, turnover=turnover * 100, open_interest=open_interest)
        ledger.do(said_so, signed_by="exchange")
        row = next(one for (of_name, _), one in detail.items() if of_name == name)
        ledger.do(price(name, _units(name, row["SettlementPrice"]), "as published"), signed_by="ccp")
    before = len(ledger.events)
    ledger.do(f.Settle(account="m-ann"), f.Settle(account="m-bob"), signed_by="ann")
    said, other = [one.data for one in ledger.decoded_events(before) if one.type == "futures.settled"]
    assert said["variation"] == -other["variation"]
    assert said["margin"] == 100 * sum(Decimal(row["UseMargin"]) for row in sample["Positions"])
    for line in said["lines"]:
        rows = [row for (name, _), row in detail.items() if name == line["contract"]]
        assert line["margin"] == 100 * sum(row["Margin"] for row in rows)
        assert {_units(line["contract"], row["SettlementPrice"]) for row in rows} == {line["settlement"]}
        assert {_units(line["contract"], row["LastSettlementPrice"]) for row in rows} == {line["previous"]}
        position = ledger.state.read(POSITIONS, "m-ann", line["contract"], "speculation")
        for lines, direction in ((position.long, "0"), (position.short, "1")):
            told = [(one.price, one.lots) for one in lines]
            want = [row for row in rows if row["Direction"] == direction]
            assert told == [(_units(line["contract"], row["OpenPrice"]), row["Volume"]) for row in want]
    by_name = {line["contract"]: (line["close_profit"], line["position_profit"]) for line in said["lines"]}
    assert by_name == {"ag2306": (24_000, 6_000 - 3_000), "au2308": (0, -140_000)}


def _units(name: str, amount: Decimal) -> int:
    return int(amount * 10 ** SHFE[name[:2]]["decimals"])


def test_two_houses_keep_apart(ledger: Ledger) -> None:
    """An account of one trades nothing of the other, and a day of one is none of the other."""
    assert answer(ledger, book("n-ann", "IF1", of_today(1)), "exchange") is Refusal.another_house
    ledger.do(f.OpenDay(house="NO", day=FIRST), signed_by="ccp")
    assert answer(ledger, book("m-ann", "NC", of_today(1)), "exchange") is Refusal.another_house
    ledger.do(book("m-ann", "IF1", of_today(1)), book("n-ann", "NC", of_today(1)), signed_by="exchange")
    ledger.do(book("m-bob", "IF1", _sold(1)), balance("IF1", 1), signed_by="exchange")
    _settled(ledger, 49_000)
    ledger.do(f.CloseDay(house="CC"), signed_by="ann")
    assert answer(ledger, f.CloseDay(house="NO"), "ann") is Refusal.accounts_unsettled


def test_frozen_cash_is_neither_paid_out_nor_collected(ledger: Ledger) -> None:
    """An order takes cash of a margin account: what is free pays, the rest is owed, and paid once it is free again."""
    ledger.party("court", Role.supervisor)
    frozen = h.Freeze(
        freeze="f",
        account="m-ann",
        instrument="CNY",
        quantity=RICH,
        supervisor="court",
        reference="order 1",
        document=DOCUMENT,
    )
    ledger.do(
        book("m-ann", "IF1", of_today(1)), book("m-bob", "IF1", _sold(1)), balance("IF1", 1), signed_by="exchange"
    )
    ledger.do(frozen, signed_by="court")
    assert answer(ledger, withdraw(amount=1), "ann") is Refusal.not_available
    until(ledger, 900)
    ledger.do(price("IF1", 49_000, "announced"), signed_by="ccp")
    ledger.do(f.Settle(account="m-ann"), f.Settle(account="m-bob"), signed_by="ann")
    owing = ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    assert owing.owed == 1_000 * WORTH
    assert answer(ledger, f.Collect(account="m-ann"), "ann") is Refusal.still_called
    ledger.do(h.Unfreeze(freeze="f", supervisor="court", reference="order 2", document=DOCUMENT), signed_by="court")
    ledger.do(f.Collect(account="m-ann"), f.Pay(account="m-bob"), f.CloseDay(house="CC"), signed_by="ann")
    assert ledger.holding("m-ann", "CNY").free == RICH - 1_000 * WORTH
