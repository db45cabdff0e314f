# SPDX-License-Identifier: Apache-2.0
"""Money of a delivery waits for no goods, and nobody fails for what another, or the house, is late with."""

import dataclasses

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Outcome
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import DELIVERIES, DESKS, Failing, Goods, ParcelStatus
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS
from counterfoil.modules.futures.safekeeping_outcomes import SafekeepingOutcome as Kept
from counterfoil.modules.holdings.calls import Freeze, Issue, Transfer
from counterfoil.modules.holdings.reservations import Frozen
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import ACCOUNTS, Control, Role
from support.futures_ending import (
    AFTER,
    AT,
    IN_GOODS,
    LAST,
    MULTIPLIER,
    RICH,
    START,
    allotments,
    close,
    fix,
    founded,
    intend,
    listing,
    offer,
    open_day,
    product,
    receipt,
    settle,
    trade,
    traded_out,
)
from support.ledger import DOCUMENT, Ledger

LOT = AT * MULTIPLIER


@pytest.fixture
def ledger() -> Ledger:
    """Ann bought ten of Bob; the evening before goods are offered. A court can stop accounts."""
    ledger = founded(Ledger())
    ledger.party("court", Role.supervisor)
    traded_out(ledger, "CU", ("ann", "bob", AT, 10))
    return ledger


def answer(ledger: Ledger, call: object, signed_by: str) -> Outcome:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[arg-type]


def offered(ledger: Ledger, *, wanted: bool = True) -> None:
    """Bob offers two receipts; Ann wants them, or none."""
    goods = [receipt(ledger, name, "bob") for name in ("R1", "R2")]
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", *goods), signed_by="bob")
    if wanted:
        ledger.do(intend("ann"), signed_by="ann")


def on(ledger: Ledger, day: int) -> None:
    close(ledger)
    open_day(ledger, day)


def matched(ledger: Ledger) -> None:
    """As scheduled; and it is the day of payment."""
    on(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    on(ledger, AFTER[2])


def stop(ledger: Ledger, account: str) -> None:
    order = p.SuspendAccount(account=account, by="court", reference="order 9")
    ledger.do(order, signed_by="court")


def start(ledger: Ledger, account: str) -> None:
    order = p.ReinstateAccount(account=account, by="court", reference="order 10")
    ledger.do(order, signed_by="court")


def sound(ledger: Ledger) -> bool:
    return list(broken_invariants(ledger.state)) == []


def is_closed(ledger: Ledger, day: int) -> bool:
    return ledger.state.read(DAYS, "CC", str(day)).status == "closed"


def test_a_buyer_whose_account_for_goods_is_stopped_pays_and_they_wait(ledger: Ledger) -> None:
    """The day closes, the seller has its money, the contract ends; the goods come once the account stands again."""
    offered(ledger)
    matched(ledger)
    stop(ledger, "of-ann")
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[2]) and sound(ledger)
    assert ledger.holding("m-bob", "CNY").free == RICH + 10 * LOT and ledger.holding("desk", "R1").free == 1
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").waiting == (Goods("R1"), Goods("R2"))
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended
    gets = s.HandOver(contract="CU", account="m-ann", instrument="R1")
    assert answer(ledger, gets, "pat") is Parties.account_suspended
    start(ledger, "of-ann")
    ledger.do(gets, signed_by="pat")
    assert ledger.holding("of-ann", "R1").free == 1 and sound(ledger)
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").waiting == (Goods("R2"),)
    assert answer(ledger, gets, "pat") is Refusal.nothing_waits


def test_a_seller_whose_account_for_goods_is_stopped_has_its_penalty_and_they_wait(ledger: Ledger) -> None:
    """Ann wants none and pays; the day closes, and Bob's goods stay at the desk until his account can take them."""
    offered(ledger, wanted=False)
    stop(ledger, "of-bob")
    matched(ledger)
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[2]) and sound(ledger)
    assert ledger.holding("m-bob", "CNY").free == RICH + 10 * LOT // 5
    assert ledger.holding("desk", "R1").free == 1
    start(ledger, "of-bob")
    ledger.do(*(s.HandOver(contract="CU", account="m-bob", instrument=one) for one in ("R1", "R2")), signed_by="pat")
    assert ledger.holding("of-bob", "R2").free == 1 and sound(ledger)


def test_goods_of_who_did_not_get_paid_wait_too(ledger: Ledger) -> None:
    """Ann cannot pay; Bob, whose account is stopped, is compensated on that day all the same."""
    offered(ledger)
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - 10 * LOT // 5), signed_by="ann")
    matched(ledger)
    stop(ledger, "of-bob")
    on(ledger, AFTER[3])
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[3]) and sound(ledger)
    assert ledger.holding("m-bob", "CNY").free == RICH + 10 * LOT // 5
    assert ledger.state.read(DELIVERIES, "CU", "m-bob").waiting == (Goods("R1"), Goods("R2"))


def test_goods_at_the_desk_are_not_frozen_and_are_paid_for(ledger: Ledger) -> None:
    """A freeze would keep them there: it is refused, the buyer has them, and the seller its money."""
    offered(ledger)
    matched(ledger)
    about = {"account": "desk", "instrument": "R1", "quantity": 1, "reference": "order 11", "document": DOCUMENT}
    assert answer(ledger, Freeze(freeze="f1", supervisor="court", **about), "court") is Kept.held_for_settlement
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[2]) and sound(ledger)
    delivery = ledger.state.read(DELIVERIES, "CU", "m-ann")
    assert [one.status for one in delivery.parcels] == [ParcelStatus.delivered, ParcelStatus.delivered]


def test_frozen_goods_are_not_paid_for_and_nobody_fails(ledger: Ledger) -> None:
    """On a chain that let an order keep them at the desk: neither money nor goods move, whatever the caller leaves."""
    offered(ledger)
    matched(ledger)
    about = {"account": "desk", "instrument": "R1", "quantity": 1, "reference": "order 11", "document": DOCUMENT}
    machine = ledger.machine
    ledger.machine = dataclasses.replace(machine, limits={**machine.limits, Frozen: ()})
    ledger.do(Freeze(freeze="f1", supervisor="court", **about), signed_by="court")
    ledger.machine = machine
    on(ledger, AFTER[3])
    takes = s.Take(contract="CU", account="m-ann", number=1)
    for call in (takes, replace(takes, leave=True)):
        assert answer(ledger, call, "pat").name == "insufficient_free_quantity"
    assert answer(ledger, s.Fail(contract="CU", account="m-ann", number=1), "pat") is Refusal.does_not_fail
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[3]) and sound(ledger)
    delivery = ledger.state.read(DELIVERIES, "CU", "m-ann")
    assert [one.status for one in delivery.parcels] == [ParcelStatus.undelivered, ParcelStatus.delivered]


def test_goods_are_left_at_the_desk_after_the_day_of_payment(ledger: Ledger) -> None:
    """Whatever keeps the buyer's account from taking them: it pays, and they are its own."""
    offered(ledger)
    matched(ledger)
    takes = s.Take(contract="CU", account="m-ann", number=1, leave=True)
    assert answer(ledger, takes, "pat") is Refusal.not_its_day
    on(ledger, AFTER[3])
    ledger.do(takes, s.Credit(contract="CU", account="m-bob", number=1), signed_by="pat")
    assert ledger.holding("desk", "R1").free == 1 and sound(ledger)
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").waiting == (Goods("R1"),)


def test_goods_are_left_at_a_desk_that_is_stopped(ledger: Ledger) -> None:
    """Nothing comes out of it: after the day of payment everybody's next step pays for them, and the contract ends."""
    offered(ledger)
    matched(ledger)
    ledger.do(p.SuspendAccount(account="desk", by="court", reference="order 3"), signed_by="court")
    ledger.drive("pat", "futures")
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").parcels[0].status is ParcelStatus.undelivered
    open_day(ledger, AFTER[3])
    ledger.drive("pat", "futures")
    assert ledger.state.read(DELIVERIES, "CU", "m-ann").waiting == (Goods("R1"), Goods("R2"))
    assert ledger.state.read(ENDINGS, "CU").status is EndingStatus.ended and sound(ledger)


def test_nobody_brings_goods_to_the_desk_but_a_delivery(ledger: Ledger) -> None:
    """Neither the holder with the house's signature, nor an issuer: what is there is what is being delivered."""
    receipt(ledger, "R9", "bob")
    brings = Transfer(sender="of-bob", receiver="desk", instrument="R9", quantity=1)
    assert answer(ledger, brings, "bob ccp") is Parties.filled_by_record
    ledger.instrument("R10", "depot", unique=True)
    issues = Issue(instrument="R10", account="desk", quantity=1)
    assert answer(ledger, issues, "depot ccp") is Parties.filled_by_record
    desk = ledger.state.read(ACCOUNTS, ledger.state.read(DESKS, "CC").account)
    assert (desk.incoming, desk.outgoing) == (Control.record, Control.record) and sound(ledger)


def test_a_half_alone_is_not_paid_for(ledger: Ledger) -> None:
    """The seller's half is not written: nothing is taken, nobody fails, and the day closes."""
    offered(ledger)
    on(ledger, AFTER[1])
    ann, *_ = (one for one in allotments(ledger, "CU") if isinstance(one, s.Allot) and one.account == "m-ann")
    ledger.do(ann, signed_by="ccp")
    on(ledger, AFTER[2])
    about = {"contract": "CU", "account": "m-ann", "number": 1}
    for call in (s.Take(**about), s.Fail(**about), s.Compensate(**about)):
        assert answer(ledger, call, "pat") is Refusal.matching_unconcluded
    assert answer(ledger, s.ConcludeMatching(contract="CU"), "ccp") is Refusal.not_the_matching
    ledger.drive("pat", "futures")
    assert is_closed(ledger, AFTER[2]) and sound(ledger)


def test_a_house_that_is_late_makes_nobody_fail(ledger: Ledger) -> None:
    """It writes the matching a day late: payment is due a day later too, and before that the buyer does not fail."""
    offered(ledger)
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - 10 * LOT // 5), signed_by="ann")
    on(ledger, AFTER[1])
    on(ledger, AFTER[2])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    fails = s.Fail(contract="CU", account="m-ann", number=1)
    assert answer(ledger, fails, "pat") is Refusal.does_not_fail
    on(ledger, AFTER[3])
    assert answer(ledger, fails, "pat") is Refusal.does_not_fail
    ledger.issue("CNY", "m-ann", RICH, issuer="bank ann")
    on(ledger, AFTER[3] + 1)
    assert answer(ledger, fails, "pat") is Refusal.does_not_fail
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "R1").free == 1 and ledger.holding("of-ann", "R2").free == 1
    assert is_closed(ledger, AFTER[3] + 1)


def test_who_can_pay_does_not_fail_whoever_calls_first(ledger: Ledger) -> None:
    """Days after the last one for it: whoever asks that Ann fails is refused; whoever asks that she takes is not."""
    offered(ledger)
    matched(ledger)
    for day in (AFTER[3], AFTER[3] + 1):
        on(ledger, day)
        for number in (1, 2):
            fails = s.Fail(contract="CU", account="m-ann", number=number)
            assert answer(ledger, fails, "pat") is Refusal.does_not_fail
    ledger.do(s.Take(contract="CU", account="m-ann", number=1), signed_by="pat")


def test_who_is_due_the_price_does_not_fail(ledger: Ledger) -> None:
    """What the house owes Ann and has not paid yet counts."""
    ledger.do(product("dear", replace(IN_GOODS, penalty_ppm=0)), signed_by="ccp venue")
    offered(ledger)
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    ledger.do(c.Withdraw(account="m-ann", amount=RICH - 10 * LOT // 5), signed_by="ann")
    ledger.do(listing("GAIN", "dear", first=AFTER[0], last=AFTER[3] + 4), signed_by="venue")
    matched(ledger)
    on(ledger, AFTER[3])
    trade(ledger, "GAIN", AFTER[3], ("ann", "bob", AT, 40))
    fix(ledger, {"GAIN": AT + 10_000})
    fails = s.Fail(contract="CU", account="m-ann", number=1)
    ledger.do(*(c.Settle(account=f"m-{name}") for name in ("ann", "bob")), signed_by="pat")
    assert ledger.state.read(MARGIN_ACCOUNTS, "m-ann").due == 40 * 10_000 * MULTIPLIER
    assert answer(ledger, fails, "pat") is Refusal.does_not_fail
    ledger.do(c.Pay(account="m-ann"), s.Take(contract="CU", account="m-ann", number=1), signed_by="pat")


def test_a_matching_of_more_parcels_than_a_call_has_is_written_in_steps(ledger: Ledger) -> None:
    """What follows what is written, and replaces nothing; without it, it begins anew."""
    offered(ledger)
    on(ledger, AFTER[1])
    *right, stands = allotments(ledger, "CU")
    for one in right:
        assert isinstance(one, s.Allot)
        first, second = one.parcels
        ledger.do(replace(one, parcels=(second,)), signed_by="ccp")
        ledger.do(replace(one, parcels=(first,)), replace(one, parcels=(second,), more=True), signed_by="ccp")
        again = replace(one, parcels=(second,), more=True)
        assert answer(ledger, again, "ccp") is Refusal.allotted_otherwise
    ledger.do(stands, signed_by="ccp")
    on(ledger, AFTER[2])
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "R2").free == 1 and is_closed(ledger, AFTER[2])


def _until_the_last_day(ledger: Ledger) -> None:
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == START:
            trade(ledger, "CU", day, ("ann", "bob", AT, 10))
        fix(ledger, {"CU": AT})
        settle(ledger)
        close(ledger)


def test_a_final_price_that_comes_late_leaves_all_days_of_the_delivery() -> None:
    """Fixed three days after the last day: goods are offered on the day after that, matched and paid for from there."""
    ledger = founded(Ledger())
    _until_the_last_day(ledger)
    for day in AFTER[:3]:
        open_day(ledger, day)
        settle(ledger)
        if day != AFTER[2]:
            close(ledger)
    ledger.do(e.FixFinal(contract="CU"), signed_by="ccp")
    ledger.do(*(e.Expire(account=f"m-{name}", contract="CU") for name in ("ann", "bob")), signed_by="pat")
    goods = receipt(ledger, "R1", "bob")
    assert answer(ledger, offer("bob", goods), "bob") is Refusal.not_its_day
    on(ledger, AFTER[3])
    ledger.do(offer("bob", goods), signed_by="bob")
    ledger.do(intend("ann"), signed_by="ann")
    on(ledger, AFTER[3] + 1)
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    # A weekend follows.
    on(ledger, AFTER[3] + 4)
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "R1").free == 1
    assert ledger.state.read(DELIVERIES, "CU", "m-bob").parcels[1].failing is Failing.seller


def test_a_day_that_is_closed_after_all_moves_those_that_follow(ledger: Ledger) -> None:
    """The day on which goods were to be offered is a holiday: they are offered on the next, and all else moves too."""
    holiday = c.CalendarGiven(first=START - 40, last=START + 70, closed=(AFTER[0],))
    ledger.do(c.SetCalendar(house="CC", calendar=holiday), signed_by="ccp")
    goods = [receipt(ledger, name, "bob") for name in ("R1", "R2")]
    open_day(ledger, AFTER[1])
    assert answer(ledger, s.ConcludeMatching(contract="CU"), "ccp") is Refusal.not_its_day
    ledger.do(offer("bob", *goods), signed_by="bob")
    ledger.do(intend("ann"), signed_by="ann")
    on(ledger, AFTER[2])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    about = {"contract": "CU", "account": "m-ann", "number": 1}
    assert answer(ledger, s.Take(**about), "pat") is Refusal.not_its_day
    on(ledger, AFTER[3])
    ledger.drive("pat", "futures")
    assert ledger.holding("of-ann", "R1").free == 1 and is_closed(ledger, AFTER[3])


def test_one_receipt_is_admitted_to_two_products_as_what_it_is_in_each(ledger: Ledger) -> None:
    """And is delivered into either, as that product's grade, until it is withdrawn there."""
    goods = receipt(ledger, "R1", "bob", "north")
    ledger.do(product("other", IN_GOODS), signed_by="ccp venue")
    ledger.do(s.AdmitGoods(instrument="R1", product="other", grade="south"), signed_by="venue")
    ledger.do(s.WithdrawGoods(instrument="R1", product="other", reason="graded again"), signed_by="venue")
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", goods), signed_by="bob")
    ledger.do(intend("ann"), signed_by="ann")
    matched(ledger)
    ledger.drive("pat", "futures")
    assert ledger.holding("m-bob", "CNY").free == RICH + 5 * (LOT + 300) - 5 * LOT // 5
