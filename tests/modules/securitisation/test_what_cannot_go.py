# SPDX-License-Identifier: Apache-2.0
"""What cannot go today stays due, in its order, and closes nothing else: the cases in their words."""

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS, SHARES
from counterfoil.modules.securitisation.records import PoolStatus
from counterfoil.modules.securitisation.steps import outstanding
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.pooled import (
    FIRST_PAYMENT,
    LOTS,
    NOTIONAL,
    SPLIT,
    SPV,
    cash_of,
    note_of,
    paid_all,
    pay,
    pay_out,
    pool_of,
)
from support.pools_ordered import AFTER, burned, collected, left_over, ordered, sold_to_second, thawed
from support.vouchers import CASH, FACE
from support.vouchers_stage import DAY_MS, OnLedger, until_day

FEE = sum(NOTIONAL.values()) * 2_000 * 100 // (365 * 10**6)


def sound(stage: OnLedger) -> None:
    assert list(broken_invariants(stage.state)) == []


def test_a_holder_who_never_agrees_keeps_its_day_open() -> None:
    """After the term its share is set aside in its name, the pool ends, and it takes the money whenever it agrees."""
    stage = collected(*LOTS)
    sold_to_second(stage)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    aside = c.SetAside(instrument="senior", number=1, accounts=("of-second",))
    assert stage.refused(aside, signed_by="rival") == "not_to_set_aside_yet"
    stage.ledger.drive("rival", "securitisation")
    assert note_of(stage, "senior").open == (1,)
    until_day(stage, FIRST_PAYMENT + AFTER)
    stage.ledger.drive("rival", "securitisation")
    share, pool = stage.state.read(SHARES, "senior", "1", "of-second"), pool_of(stage)
    assert share is not None and share.waits and share.units == 100
    assert (pool.status, pool.aside) == (PoolStatus.liquidated, share.amount)
    assert cash_of(stage, "of-pool") == share.amount == note_of(stage, "senior").aside
    assert stage.refused(aside, signed_by="rival") == "share_paid"
    for quantity, outcome in ((1, "pools_money"), (share.amount, "pools_money")):
        out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=quantity)
        assert stage.refused(out, signed_by=SPV) == outcome
    waits = [one for one in outstanding(stage.state, stage.time) if one.what == "agreement to take what is set aside"]
    assert [(one.party, one.of) for one in waits] == [("second", "senior")]
    before = cash_of(stage, "of-second")
    take = pay("senior", 1, "second")
    assert stage.refused(take, signed_by="second") == "signature_not_enough"
    stage.do(c.AgreeToBePaid(instrument="senior", account="of-second"), signed_by="second")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-second") == before + share.amount and cash_of(stage, "of-pool") == 0
    assert stage.refused(take, signed_by="second") == "share_paid"
    sound(stage)


def test_a_liquidated_pools_other_money_is_its_managers() -> None:
    """What comes in after the end goes where manager and bank say, and what is set aside stays."""
    stage = collected(*LOTS)
    sold_to_second(stage)
    stage.ledger.drive("rival", "securitisation")
    until_day(stage, FIRST_PAYMENT + AFTER)
    stage.ledger.drive("rival", "securitisation")
    kept = pool_of(stage).aside
    stage.do(h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=7), signed_by=f"core {SPV}")
    for quantity, outcome in ((8, "pools_money"), (7, "ok")):
        out = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=quantity)
        assert stage.refused(out, signed_by=SPV) == outcome
    assert cash_of(stage, "of-pool") == kept > 0


def test_two_thousand_open_days_make_a_movement_too_long() -> None:
    """Days are open for as long as the term at most, so that a movement notes so many lines of each account at most."""
    stage = collected("P-1", "P-2", every_days=1)
    sold_to_second(stage)
    lines = []
    for day in range(3 * AFTER):
        until_day(stage, FIRST_PAYMENT + day)
        paid = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=20_000)
        stage.do(paid, signed_by=f"core {SPV}")
        stage.ledger.drive("rival", "securitisation")
        lines.append(len(note_of(stage, "senior").open))
    assert max(lines) == AFTER and lines[-1] <= AFTER
    sound(stage)


def test_a_limit_on_the_servicers_wallet_blocks_a_payment_day() -> None:
    """Investors are paid, the fee waits, and is paid when the limit is gone; it is not paid twice."""
    stage = collected("P-1")
    held = stage.ledger.holding("of-servicer", CASH).balance
    ordered(stage, "full", OrderKind.limit, account="of-servicer", instrument=CASH, quantity=held + 1)
    stage.ledger.drive("rival", "securitisation")
    day, pool = stage.state.read(DAYS, "P", "1"), pool_of(stage)
    assert day is not None and (day.fee, day.to_pay, pool.aside) == (FEE, 0, FEE)
    assert cash_of(stage, "of-pool") == FEE and pool.fee_unpaid == 0
    stage.wait(10 * DAY_MS)
    stage.do(s.Expire(order="full"), signed_by="rival")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-servicer") == held + FEE and pool_of(stage).aside == 0
    assert stage.refused(pay_out(), signed_by="rival") == "nothing_to_pay_out"
    assert stage.refused(pay_out("bridge"), signed_by="rival") == "nothing_to_pay_out"
    sound(stage)


def test_one_full_wallet_blocks_the_batch() -> None:
    """The others of its hundred are paid without it; after the term its share is set aside, and waits."""
    stage = collected("P-1")
    held = stage.ledger.holding("of-fund-a", CASH).balance
    ordered(stage, "full", OrderKind.limit, account="of-fund-a", instrument=CASH, quantity=held + 1)
    before = cash_of(stage, "of-fund-b")
    stage.ledger.drive("rival", "securitisation")
    assert cash_of(stage, "of-fund-b") > before and note_of(stage, "senior").open == (1,)
    until_day(stage, FIRST_PAYMENT + AFTER)
    stage.ledger.drive("rival", "securitisation")
    share = stage.state.read(SHARES, "senior", "1", "of-fund-a")
    assert share is not None and share.waits and note_of(stage, "senior").open == ()
    sound(stage)


def test_a_freeze_on_the_pools_money_blocks_a_payment_day() -> None:
    """The day pays what is free, in its order; what was frozen is paid by a later day, once it is thawed."""
    stage = collected("P-1")
    ordered(stage, "f", OrderKind.freeze, account="of-pool", instrument=CASH, quantity=400_000)
    stage.ledger.drive("rival", "securitisation")
    day, pool = stage.state.read(DAYS, "P", "1"), pool_of(stage)
    assert day is not None and day.to_pay == 0 and [one.instrument for one in day.ranks] == ["senior", "mezz"]
    assert day.fee + sum(one.whole for one in day.ranks) == FACE - 400_000 and pool.at_hand == 400_000
    assert cash_of(stage, "of-servicer") >= FEE
    until_day(stage, FIRST_PAYMENT + 100)
    thawed(stage)
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).at_hand == 0
    sound(stage)


def test_all_of_a_pools_money_is_frozen() -> None:
    """A day is counted and pays nothing; a pool that is over counts none, day after day, until something is free."""
    stage = collected(*LOTS)
    ordered(stage, "f", OrderKind.freeze, account="of-pool", instrument=CASH)
    stage.ledger.drive("rival", "securitisation")
    pool = pool_of(stage)
    assert (pool.days, pool.status, pool.at_hand) == (1, PoolStatus.written_off, 3 * FACE)
    until_day(stage, FIRST_PAYMENT + 1)
    assert stage.refused(c.CountDay(pool="P"), signed_by="rival") == "pool_not_so_far"
    assert stage.ledger.drive("rival", "securitisation") == []
    thawed(stage)
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0


def test_what_is_frozen_after_the_count_is_not_the_seniors_loss() -> None:
    """While so much is frozen nobody is paid before whoever comes before him could be."""
    stage = collected(*LOTS)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    ordered(stage, "f", OrderKind.freeze, account="of-pool", instrument=CASH, quantity=SPLIT["fund-c"])
    for note, holder in (("sub", "first"), ("mezz", "fund-c")):
        assert stage.refused(pay(note, 1, holder), signed_by="rival") == "others_come_first"
    stage.do(pay("senior", 1, "fund-b"), signed_by="rival")
    assert stage.refused(pay("mezz", 1, "fund-c"), signed_by="rival") == "others_come_first"
    stage.do(pay("senior", 1, "fund-a"), pay_out(), signed_by="rival")
    assert stage.refused(pay("sub", 1, "first"), signed_by="rival") == "others_come_first"
    more = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=FACE)
    stage.do(more, signed_by=f"core {SPV}")
    stage.do(pay("sub", 1, "first"), pay("mezz", 1, "fund-c"), signed_by="rival")
    sound(stage)


def test_the_last_has_his_share_set_aside_and_takes_it_before_the_first() -> None:
    """While money is frozen what is set aside keeps its place: it is taken once those before could be paid."""
    stage = collected(*LOTS)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    ordered(stage, "f", OrderKind.freeze, account="of-pool", instrument=CASH, quantity=5 * FACE // 2)
    until_day(stage, FIRST_PAYMENT + AFTER)
    for note, holder in (("sub", "first"), ("mezz", "fund-c")):
        aside = c.SetAside(instrument=note, number=1, accounts=(f"of-{holder}",))
        stage.do(aside, signed_by=holder)
        assert stage.refused(pay(note, 1, holder), signed_by=holder) == "others_come_first"
    stage.do(c.SetAside(instrument="senior", number=1, accounts=("of-fund-a",)), signed_by="rival")
    assert stage.refused(pay("sub", 1, "first"), signed_by="first") == "others_come_first"
    more = h.Transfer(sender="of-core", receiver="of-pool", instrument=CASH, quantity=2 * FACE)
    stage.do(more, signed_by=f"core {SPV}")
    assert stage.refused(pay("sub", 1, "first"), signed_by="first") == "others_come_first"
    stage.do(pay_out(), pay("senior", 1, "fund-a", "fund-b"), signed_by="rival")
    assert stage.refused(pay("mezz", 1, "fund-c"), signed_by="fund-c") == "others_come_first"
    thawed(stage)
    stage.do(pay("sub", 1, "first"), pay("mezz", 1, "fund-c"), signed_by="rival")
    assert pool_of(stage).aside == 0
    sound(stage)


def test_a_pool_whose_ranks_are_all_burned() -> None:
    """It collects, what comes in is the bridge's, and it is liquidated by anybody."""
    stage = collected(*LOTS)
    burned(stage)
    before = cash_of(stage, "of-first")
    assert stage.refused(c.Liquidate(pool="P"), signed_by="rival") == "pool_not_so_far"
    stage.ledger.drive("rival", "securitisation")
    pool = pool_of(stage)
    assert pool.status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0
    assert cash_of(stage, "of-first") == before + 3 * FACE
    sound(stage)


@pytest.mark.parametrize("paid", [True, False])
def test_the_last_units_are_burned_after_the_last_day(paid: bool) -> None:
    """Whoever held when the day was counted has his money first; then it is liquidated."""
    stage = collected(*LOTS)
    stage.do(c.CountDay(pool="P"), pay_out(), signed_by="rival")
    if paid:
        paid_all(stage, 1, "senior", "mezz", "sub")
    burned(stage)
    assert (stage.refused(c.Liquidate(pool="P"), signed_by="rival") == "ok") == paid
    before = cash_of(stage, "of-fund-a")
    stage.ledger.drive("rival", "securitisation")
    assert (cash_of(stage, "of-fund-a") > before) != paid
    assert pool_of(stage).status is PoolStatus.liquidated and cash_of(stage, "of-pool") == 0
    sound(stage)


def test_what_is_left_of_a_pool_without_units() -> None:
    """Who is away has what it held when the day was counted set aside, though it holds nothing any more."""
    stage = left_over()
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.repaid
    until_day(stage, FIRST_PAYMENT + AFTER)
    stage.ledger.drive("rival", "securitisation")
    share, pool = stage.state.read(SHARES, "senior", "1", "of-second"), pool_of(stage)
    assert share is not None and share.waits and (pool.status, pool.aside) == (PoolStatus.liquidated, share.amount)
    sound(stage)
