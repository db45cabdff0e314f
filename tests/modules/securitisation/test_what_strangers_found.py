# SPDX-License-Identifier: Apache-2.0
"""What strangers found wrong with pools, each in its words, and what happens here now."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS
from counterfoil.modules.securitisation.pool_terms import NoteTerms
from counterfoil.modules.securitisation.records import PoolStatus
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.pooled import (
    EVERY,
    FIRST_PAYMENT,
    LOTS,
    NOTIONAL,
    SPV,
    cash_of,
    closed,
    drained,
    issued,
    note_of,
    notes,
    paid_all,
    pay_out,
    pool_of,
    price,
    repay,
    subscribed,
    subscribing,
)
from support.pools_in_every_state import LATER, in_every_state, small_pool
from support.refused_payment_days import calling, clean_up
from support.supervised import give, set_policy, staff
from support.vouchers import CASH, CORE, FACE, MATURES
from support.vouchers_stage import DAY_MS, OnLedger, until_day


def sound(stage: OnLedger) -> None:
    """Nothing that is always true is broken."""
    assert list(broken_invariants(stage.state)) == []


def test_a_clean_up_plus_a_payment_halts_the_chain() -> None:
    """A debtor pays a lot that was called, before it is passed on: the money is the pool's, and no lot's of it."""
    stage = in_every_state(OnLedger())
    before = pool_of(stage, "little").at_hand
    called = (calling(50_000, "all-of-it"), clean_up("all-of-it"))
    paid = (rc.Provide(root="little-2", quota=50_000), lc.RedeemLot(lot="little-2-0"))
    until_day(stage, LATER)
    stage.do(*called, *paid, signed_by="first rival")
    pool = pool_of(stage, "little")
    assert (pool.unpaid, pool.at_hand, pool.status) == (0, before + 100_000, PoolStatus.cleaned_up)
    sound(stage)
    stage.do(c.CountDay(pool="little"), signed_by="rival")
    assert pool_of(stage, "little").status is PoolStatus.repaid
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage, "little").status is PoolStatus.liquidated and cash_of(stage, "of-little") == 0


def repaid() -> OnLedger:
    """The last day is counted, and nobody has been paid."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), pay_out(), signed_by="rival")
    assert pool_of(stage).over
    return stage


def test_holders_money_is_free_to_the_manager_once_the_last_day_is_counted() -> None:
    """It is not: neither manager nor bank takes it, and no note ends before its holders have their money."""
    stage = repaid()
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and day.to_pay == cash_of(stage, "of-pool") > 0
    out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=day.to_pay)
    aside = h.Hold(hold="x", account="of-pool", instrument=CASH, quantity=1, executor="spv", expires=10**14)
    for call in (out, aside):
        assert stage.refused(call, signed_by=SPV) == "pools_money"
    end = c.Retire(instrument="senior", accounts=("of-fund-a", "of-fund-b"))
    assert stage.refused(end, signed_by="rival") == "money_not_paid_out"
    paid_all(stage, 1, "senior")
    stage.do(end, signed_by="rival")
    assert stage.refused(out, signed_by=SPV) == "pools_money"
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0


def test_what_comes_in_after_the_last_day_is_paid_out_too() -> None:
    """Until the notes are ended another day can be counted, and they wait for it."""
    stage = repaid()
    late = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=77)
    stage.do(late, signed_by=f"{CORE} {SPV}")
    sound(stage)
    paid_all(stage, 1, "senior", "mezz", "sub")
    end = c.Retire(instrument="sub", accounts=("of-first",))
    assert stage.refused(end, signed_by="rival") == "money_not_paid_out"
    assert stage.refused(c.CountDay(pool="P"), signed_by="rival") == "payment_day_not_come"
    until_day(stage, FIRST_PAYMENT + 1)
    before = cash_of(stage, "of-first")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-first") == before + 77
    assert pool_of(stage).status is PoolStatus.liquidated


def with_notes(ranks: tuple[NoteTerms, ...], **terms: Any) -> OnLedger:
    """The usual lots, and other notes over them, each wholly with one holder."""
    stage = closed(OnLedger(), notes=ranks, **terms)
    for note, holder in zip(ranks, ("fund-a", "fund-c", "first"), strict=False):
        stage.do(*subscribing(note.instrument, holder, note.tranche.notional), signed_by=holder)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    return stage


def defaulted(stage: OnLedger) -> OnLedger:
    """The weak one pays nothing; the other two thirds came in."""
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    until_day(stage, FIRST_PAYMENT)
    stage.do(rc.RecordOverdue(root="P-3"), rc.RecordDefault(root="P-3"), c.NoteDebt(lot="P-3-0"), signed_by="rival")
    return stage


def test_wind_up_hands_recoveries_to_the_manager() -> None:
    """What is at hand is distributed first, the residual's too; what comes in after it is paid out by another day."""
    stage = defaulted(with_notes(notes(senior=1_000_000, mezz=300_000, sub=200_000)))
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    pool = pool_of(stage)
    assert pool.status is PoolStatus.accelerated and not any(one.principal for one in pool.standings)
    until_day(stage, FIRST_PAYMENT + 3 * EVERY)
    more = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=1_000)
    stage.do(more, signed_by=f"{CORE} {SPV}")
    assert stage.refused(c.WindUp(pool="P"), signed_by="spv") == "not_wound_up_yet"
    while pool_of(stage).next_day <= FIRST_PAYMENT + 3 * EVERY:
        stage.do(c.CountDay(pool="P"), signed_by="rival")
    stage.do(c.WindUp(pool="P"), signed_by="spv")
    stage.do(more, signed_by=f"{CORE} {SPV}")
    out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=1_000)
    assert stage.refused(out, signed_by=SPV) == "pools_money"
    until_day(stage, FIRST_PAYMENT + 3 * EVERY + 1)
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0


def test_without_a_residual_the_rest_is_the_bridges() -> None:
    """When no rank is owed anything more."""
    stage = with_notes(notes()[:2], retained=None)
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    before = cash_of(stage, "of-first")
    stage.do(c.CountDay(pool="P"), pay_out("bridge"), signed_by="rival")
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and day.surplus == cash_of(stage, "of-first") - before > 0
    assert pool_of(stage).at_hand == 0
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0


def test_notes_are_issued_on_lots_that_are_in_default() -> None:
    """What is late is noted first, and then it is worth nothing to the notes."""
    stage = subscribed(OnLedger(), first_payment=MATURES + 40)
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    until_day(stage, MATURES + 10)
    stage.do(rc.RecordOverdue(root="P-3"), rc.RecordDefault(root="P-3"), signed_by="rival")
    assert stage.refused(c.IssueNotes(pool="P"), signed_by="spv") == "lateness_not_noted"
    stage.do(c.NoteDebt(lot="P-3-0"), signed_by="rival")
    pool = pool_of(stage)
    assert (pool.discounted, pool.collected) == (0, 2 * FACE)
    assert stage.refused(c.IssueNotes(pool="P"), signed_by="spv") == "pool_worth_less"
    sound(stage)


@pytest.fixture
def stage() -> OnLedger:
    """A pool whose notes are out, and a court."""
    made = issued(OnLedger())
    staff(made.ledger)
    made.do(set_policy(), signed_by="supervisor")
    return made


def burn(stage: OnLedger, account: str, instrument: str, quantity: int) -> None:
    given = give(
        f"burns-{account}",
        OrderKind.burn,
        checker="clerk",
        expires=stage.time + 5 * DAY_MS,
        account=account,
        instrument=instrument,
        quantity=quantity,
    )
    stage.do(given, signed_by="court clerk")
    stage.do(s.Burn(order=f"burns-{account}", by="court", free=quantity), signed_by="court")


@pytest.mark.parametrize("part", [1, 100_000])
def test_a_rank_burned_in_part(stage: OnLedger, part: int) -> None:
    """Those who have the rest of it share what it is paid, to the fen."""
    burn(stage, "of-fund-b", "senior", part)
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    day = stage.state.read(DAYS, "P", "1")
    rank = None if day is None else day.of("senior")
    assert rank is not None and (rank.units, rank.principal) == (NOTIONAL["senior"] - part, NOTIONAL["senior"])
    paid_all(stage, 1, "senior")
    assert note_of(stage, "senior").open == ()
    sound(stage)


def test_a_rank_burned_by_an_order(stage: OnLedger) -> None:
    """Nobody is owed anything on it: the day closes, and the next claim has its money."""
    burn(stage, "of-fund-c", "mezz", NOTIONAL["mezz"])
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    sound(stage)
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and [one.instrument for one in day.ranks] == ["senior", "sub"]
    senior, sub = day.ranks
    assert sub.principal == 3 * FACE - day.fee - senior.whole > NOTIONAL["sub"] + NOTIONAL["mezz"]
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0
    sound(stage)


def suspend(stage: OnLedger, account: str) -> None:
    call = p.SuspendAccount(account=account, by="supervisor", reference="a ruling")
    stage.do(call, signed_by="supervisor")


def test_the_servicers_account_is_suspended() -> None:
    """Its fee waits for it in the pool's account, beyond the pool's end, and investors are paid the rest."""
    stage = issued(OnLedger())
    suspend(stage, "of-servicer")
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.ledger.drive("rival", "securitisation")
    fee = sum(NOTIONAL.values()) * 2_000 * 100 // (365 * 10**6)
    day, pool = stage.state.read(DAYS, "P", "1"), pool_of(stage)
    assert day is not None and (day.fee, pool.fee_unpaid, day.to_pay, pool.aside) == (fee, 0, 0, fee)
    assert pool.status is PoolStatus.liquidated and cash_of(stage, "of-pool") == fee
    out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=1)
    assert stage.refused(out, signed_by=SPV) == "pools_money"
    stage.do(p.ReinstateAccount(account="of-servicer", by="supervisor", reference="a ruling"), signed_by="supervisor")
    before = cash_of(stage, "of-servicer")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-servicer") == before + fee and cash_of(stage, "of-pool") == 0


def test_one_suspended_holder_blocks_the_batch() -> None:
    """What is due leaves it out, and it is paid when it may be again."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    suspend(stage, "of-fund-a")
    before = cash_of(stage, "of-fund-b")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-fund-b") > before and note_of(stage, "senior").open == (1,)
    stage.do(p.ReinstateAccount(account="of-fund-a", by="supervisor", reference="a ruling"), signed_by="supervisor")
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated


def test_one_party_subscribes_with_many_accounts_of_one_fen() -> None:
    """So little is not subscribed to, by the terms, unless it is all that is left; and the manager may refuse it."""
    stage = closed(OnLedger(), ticket_min=None)
    least = sum(NOTIONAL.values()) // 200
    assert stage.refused(*subscribing("mezz", "fund-b", least - 1), signed_by="fund-b") == "order_too_small"
    stage.do(*subscribing("mezz", "fund-b", NOTIONAL["mezz"] - 1), signed_by="fund-b")
    stage.do(*subscribing("mezz", "fund-c", 1), signed_by="fund-c")
    refuses = c.TurnAway(instrument="mezz", account="of-fund-b")
    assert stage.refused(refuses, signed_by="fund-c") == "not_authorised"
    stage.do(refuses, signed_by="spv")
    assert stage.ledger.holding("of-fund-b", CASH).held == 0 and pool_of(stage).investors == 1
    assert stage.refused(refuses, signed_by="spv") == "order_is_over"


def test_interest_of_the_first_payment_is_that_since_the_issue() -> None:
    """And not that since the cut-off."""
    stage = subscribed(OnLedger())
    until_day(stage, FIRST_PAYMENT - 60)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    day = stage.state.read(DAYS, "P", "1")
    rank = None if day is None else day.of("senior")
    assert rank is not None and rank.interest == NOTIONAL["senior"] * 30_000 * 60 // (365 * 10**6)


def test_a_pool_subscribes_to_another_pools_notes() -> None:
    """What it pays for them and what they pay is in its record, to the fen, as if somebody else's notes were meant."""
    stage = issued(OnLedger())
    until_day(stage, FIRST_PAYMENT - 60)
    small_pool(stage, "feeder", ("fed", FACE, MATURES))
    stage.do(c.ClosePool(pool="feeder"), signed_by="spv")
    small_pool(stage, "of-notes", cut_off=FIRST_PAYMENT - 60)
    before = pool_of(stage, "of-notes").at_hand
    held = price("feeder-senior", "of-notes", 800_000)
    order = c.Subscribe(instrument="feeder-senior", account="of-of-notes", quantity=800_000, hold=held.hold)
    stage.do(held, order, signed_by=SPV)
    assert stage.refused(c.ClosePool(pool="of-notes"), signed_by="spv") == "pool_empty"
    stage.do(*subscribing("feeder-sub", "fund-c", 100_000), signed_by="fund-c")
    stage.do(c.IssueNotes(pool="feeder"), signed_by="spv")
    assert pool_of(stage, "of-notes").at_hand == before - 800_000 == cash_of(stage, "of-of-notes")
    sound(stage)
    until_day(stage, MATURES)
    stage.ledger.drive("rival", "receivables")
    until_day(stage, FIRST_PAYMENT)
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage, "of-notes").at_hand > before
    sound(stage)
