# SPDX-License-Identifier: Apache-2.0
"""Goods against money at the end of a contract: who delivers what to whom, what it costs, and who fails."""

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import DELIVERIES, INVOICES, Failing, Goods, ParcelStatus
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS
from support.futures_ending import (
    AFTER,
    AT,
    MULTIPLIER,
    RICH,
    START,
    allotments,
    close,
    founded,
    intend,
    offer,
    open_day,
    receipt,
    traded_out,
)
from support.ledger import Ledger

LOT = AT * MULTIPLIER
"""What a lot costs at the final price: 60,000 yuan a tonne, five tonnes, in fen."""


@pytest.fixture
def ledger() -> Ledger:
    """Ann bought ten, Cat five; Bob sold ten, Dan five; the evening before goods are offered."""
    ledger = founded(Ledger())
    traded_out(ledger, "CU", ("ann", "bob", AT, 10), ("cat", "dan", AT, 5))
    return ledger


def answer(ledger: Ledger, call: object, signed_by: str) -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[arg-type]


def offered(ledger: Ledger) -> None:
    """Dan offers R3 first, then Bob R1 and R2; Cat wants north, Ann anything."""
    goods = [receipt(ledger, "R1", "bob", "north"), receipt(ledger, "R2", "bob"), receipt(ledger, "R3", "dan", "south")]
    open_day(ledger, AFTER[0])
    ledger.do(offer("dan", goods[2]), signed_by="dan")
    ledger.do(offer("bob", *goods[:2]), signed_by="bob")
    ledger.do(intend("ann"), signed_by="ann")
    ledger.do(intend("cat", "north"), signed_by="cat")


def matched(ledger: Ledger) -> None:
    """The house writes what the rule brings."""
    close(ledger)
    open_day(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    close(ledger)
    open_day(ledger, AFTER[2])


def test_goods_go_against_the_price(ledger: Ledger) -> None:
    """Cat has the northern receipt that it wanted, Ann the other two; each pays what its grade costs more or less."""
    offered(ledger)
    assert ledger.holding("desk", "R1").free == 1 and ledger.holding("of-bob", "R1").free == 0
    matched(ledger)
    ledger.drive("pat", "futures")
    assert all(ledger.holding("of-ann", one).free == 1 for one in ("R2", "R3"))
    assert ledger.holding("of-cat", "R1").free == 1
    prices = {"R1": 5 * (LOT + 300), "R2": 5 * LOT, "R3": 5 * (LOT - 200)}
    paid = {"ann": -prices["R2"] - prices["R3"], "cat": -prices["R1"], "bob": prices["R1"] + prices["R2"]}
    for name, gained in (paid | {"dan": prices["R3"]}).items():
        assert ledger.holding(f"m-{name}", "CNY").free == RICH + gained
        account = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        assert (account.delivery_margin, account.delivering, account.due, account.owed) == (0, (), 0, 0)
    invoice = ledger.state.read(INVOICES, "CU", "m-cat", "1")
    assert (invoice.amount, invoice.premium, invoice.lots, invoice.price) == (prices["R1"], 1_500, 5, AT)
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended
    trading, day = ledger.state.read(TRADINGS, "CU"), ledger.state.read(DAYS, "CC", str(AFTER[2]))
    assert (trading.long, trading.short, day.variation, day.status) == (0, 0, 0, "closed")


def test_margin_is_held_for_what_is_to_be_delivered_and_released_parcel_by_parcel(ledger: Ledger) -> None:
    """Nine per cent of ten lots; half of it once five are taken."""
    needed = 10 * LOT * 9 // 100
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").delivery_margin == needed
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    assert answer(ledger, c.Withdraw(account="m-ann", amount=RICH - needed + 1), "ann") is Refusal.not_available
    offered(ledger)
    matched(ledger)
    ledger.do(s.Take(contract="CU", account="m-ann", number=2), signed_by="pat")
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").delivery_margin == needed // 2


def test_a_buyer_has_goods_and_pays_or_neither(ledger: Ledger) -> None:
    """Without the money nothing moves; and the seller is due nothing before the buyer paid."""
    offered(ledger)
    ledger.do(c.Bind(account="m-cat", to="of-cat"), signed_by="cat")
    left = 5 * LOT * 9 // 100
    ledger.do(c.Withdraw(account="m-cat", amount=RICH - left), signed_by="cat")
    matched(ledger)
    assert answer(ledger, s.Take(contract="CU", account="m-cat", number=1), "pat").name == "insufficient_free_quantity"
    assert answer(ledger, s.Credit(contract="CU", account="m-bob", number=1), "pat") is Refusal.other_side_first
    assert ledger.holding("desk", "R1").free == 1 and ledger.holding("m-cat", "CNY").free == left


def test_who_does_not_pay_makes_it_good_the_day_after(ledger: Ledger) -> None:
    """Twenty per cent of the value, to the seller, who has its goods again; its member pays what it lacks."""
    offered(ledger)
    ledger.do(c.Bind(account="m-cat", to="of-cat"), signed_by="cat")
    ledger.do(c.Withdraw(account="m-cat", amount=RICH - 5 * LOT * 9 // 100), signed_by="cat")
    ledger.do(c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True), signed_by="alpha")
    ledger.issue("CNY", "m-alpha", RICH, issuer="bank alpha")
    matched(ledger)
    assert answer(ledger, s.Fail(contract="CU", account="m-cat", number=1), "pat") is Refusal.does_not_fail
    ledger.drive("pat", "futures")
    assert ledger.state.read(DAYS, "CC", str(AFTER[2])).status == "closed"
    open_day(ledger, AFTER[3])
    assert answer(ledger, s.Compensate(contract="CU", account="m-bob", number=1), "pat") is Refusal.other_side_first
    ledger.drive("pat", "futures")
    penalty = 5 * LOT // 5
    assert ledger.holding("of-bob", "R1").free == 1
    assert ledger.holding("m-bob", "CNY").free == RICH + 5 * LOT + penalty
    assert ledger.holding("m-cat", "CNY").free == 0
    assert ledger.holding("m-alpha", "CNY").free == RICH - (penalty - 5 * LOT * 9 // 100)
    delivery = ledger.state.read(DELIVERIES, "CU", "m-cat")
    assert [one.status for one in delivery.parcels] == [ParcelStatus.defaulted]
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended


def test_who_names_no_goods_makes_it_good(ledger: Ledger) -> None:
    """Bob offers one receipt of two, Dan none: they pay a fifth of the rest to those who wanted goods."""
    goods = receipt(ledger, "R1", "bob")
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", goods), signed_by="bob")
    for name in ("cat", "ann"):
        ledger.do(intend(name), signed_by=name)
    matched(ledger)
    ledger.drive("pat", "futures")
    assert ledger.holding("of-cat", "R1").free == 1
    assert ledger.holding("m-ann", "CNY").free == RICH + 10 * LOT // 5
    assert ledger.holding("m-bob", "CNY").free == RICH + 5 * LOT - 5 * LOT // 5
    assert ledger.holding("m-dan", "CNY").free == RICH - 5 * LOT // 5
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended


def calendar(ledger: Ledger, last: int) -> None:
    given = c.CalendarGiven(first=START - 40, last=last)
    ledger.do(c.SetCalendar(house="CC", calendar=given), signed_by="ccp")


@pytest.mark.parametrize("last", [AFTER[0], AFTER[1]])
def test_a_house_that_cuts_its_calendar_short_takes_the_day_of_offers_from_nobody(ledger: Ledger, last: int) -> None:
    """Bob could offer nothing while the calendar ended with the day; on the next it did not, and he had failed."""
    open_day(ledger, AFTER[0])
    calendar(ledger, last)
    ledger.do(offer("bob", receipt(ledger, "R1", "bob"), receipt(ledger, "R2", "bob")), signed_by="bob")
    ledger.do(intend("cat"), signed_by="cat")
    assert answer(ledger, s.ConcludeMatching(contract="CU"), "ccp") is Refusal.not_its_day
    close(ledger)
    calendar(ledger, START + 70)
    open_day(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    calendar(ledger, AFTER[1])
    [parcel] = ledger.state.read(DELIVERIES, "CU", "m-cat").parcels
    taking = s.Take(contract="CU", account="m-cat", number=parcel.number)
    assert answer(ledger, taking, "pat") is Refusal.not_its_day
    close(ledger)
    calendar(ledger, START + 70)
    open_day(ledger, AFTER[2])
    calendar(ledger, AFTER[2])
    ledger.do(taking, signed_by="pat")
    assert Failing.seller not in [one.failing for one in ledger.state.read(DELIVERIES, "CU", "m-bob").parcels]


def test_where_neither_side_says_anything_nobody_pays_a_penalty(ledger: Ledger) -> None:
    """All lots end, and no money moves."""
    open_day(ledger, AFTER[0])
    matched(ledger)
    ledger.drive("pat", "futures")
    for name in ("ann", "bob", "cat", "dan"):
        assert ledger.holding(f"m-{name}", "CNY").free == RICH
        parcels = ledger.state.read(DELIVERIES, "CU", f"m-{name}").parcels
        assert {(one.failing, one.status, one.amount) for one in parcels} == {
            (Failing.both_sides, ParcelStatus.defaulted, 0)
        }


def test_goods_that_nobody_takes_come_back(ledger: Ledger) -> None:
    """Ann wants none: she pays, and Bob has his receipts again once the matching stands."""
    goods = [receipt(ledger, name, "bob") for name in ("R1", "R2")]
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", *goods), signed_by="bob")
    ledger.do(intend("cat"), signed_by="cat")
    matched(ledger)
    ledger.do(s.HandOver(contract="CU", account="m-bob", instrument="R2"), signed_by="pat")
    assert ledger.holding("of-bob", "R2").free == 1 and ledger.holding("desk", "R1").free == 1
    ledger.drive("pat", "futures")
    assert ledger.holding("of-cat", "R1").free == 1
    assert ledger.holding("m-bob", "CNY").free == RICH + 5 * LOT + LOT
    assert ledger.holding("m-ann", "CNY").free == RICH - LOT


def test_lots_that_are_no_whole_unit_and_a_persons_are_not_delivered() -> None:
    """Seven are one unit of five, and two that fail; a person's five fail, whatever it says."""
    ledger = founded(Ledger())
    traded_out(ledger, "CU", ("ann", "bob", AT, 7), ("pat", "bob", AT, 5))
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").units == 1
    assert ledger.state.read(DELIVERIES, "CU", "m-pat").units == 0
    goods = [receipt(ledger, name, "bob") for name in ("R1", "R2")]
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", *goods), signed_by="bob")
    for name in ("ann", "pat"):
        ledger.do(intend(name), signed_by=name)
    matched(ledger)
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "R1").free == 1 and ledger.holding("of-bob", "R2").free == 1
    # Of Bob's five lots that nobody takes, two are Ann's and three of Pat's; of Pat's other two Bob names no goods.
    assert ledger.holding("m-pat", "CNY").free == RICH - 3 * LOT // 5
    assert ledger.holding("m-ann", "CNY").free == RICH - 5 * LOT - 2 * LOT // 5
    assert ledger.holding("m-bob", "CNY").free == RICH + 5 * LOT + 5 * LOT // 5
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended


def test_both_sides_of_one_account_are_closed_at_one_price() -> None:
    """Long seven and short two of different purposes: five are to be delivered."""
    ledger = founded(Ledger())
    traded_out(ledger, "CU", ("ann", "bob", AT, 7), ("bob", "ann", AT, 2))
    assert [ledger.state.read(DELIVERIES, "CU", f"m-{name}").lots for name in ("ann", "bob")] == [5, 5]


@pytest.mark.parametrize("day", AFTER[1:])
def test_the_matching_is_the_rules_and_nobody_elses(ledger: Ledger, day: int) -> None:
    """Another receipt, another number, another failing side: it does not stand, on whatever day; and it stands once."""
    offered(ledger)
    for one in AFTER[1 : AFTER.index(day) + 1]:
        close(ledger)
        open_day(ledger, one)
    *right, stands = allotments(ledger, "CU")
    ann = next(one for one in right if isinstance(one, s.Allot) and one.account == "m-ann")
    first, second = ann.parcels
    for wrong in (
        (s.ParcelGiven(number=first.number, lots=5, goods=Goods("R1")), second),
        (s.ParcelGiven(number=first.number + 7, lots=5, goods=second.goods),),
        (s.ParcelGiven(number=first.number, lots=10, failing=Failing.seller),),
        (first,),
    ):
        others = [one for one in right if one is not ann]
        ledger.do(*others, s.Allot(contract="CU", account="m-ann", parcels=wrong), signed_by="ccp")
        assert answer(ledger, stands, "ccp") is Refusal.not_the_matching
    ledger.do(*right, stands, signed_by="ccp")
    assert answer(ledger, ann, "ccp") is Refusal.said_already
    assert answer(ledger, stands, "ccp") is Refusal.said_already


def test_an_end_waits_for_every_delivery(ledger: Ledger) -> None:
    """Nothing is open, and something is still to be delivered."""
    open_day(ledger, AFTER[0])
    assert answer(ledger, e.End(contract="CU"), "pat") is Refusal.expiry_unfinished
