# SPDX-License-Identifier: Apache-2.0
"""A pool from its opening to its end: lots bought and admitted, notes issued against money, collections paid out."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import DAYS, SHARES, LotStanding
from counterfoil.modules.securitisation.queries import behind
from counterfoil.modules.securitisation.records import PoolStatus
from support.pooled import (
    BRIDGES,
    FIRST_PAYMENT,
    LOTS,
    NOTIONAL,
    SPLIT,
    SPV,
    admit,
    bought,
    bridge,
    cash_of,
    closed,
    drained,
    issued,
    note_of,
    paid_all,
    pay,
    pay_out,
    pool_of,
    pooled_lot,
    repay,
    subscribed,
    subscribing,
)
from support.vouchers import CASH, EVER, FACE, MATURES, REGISTRY, WEAK, kept, offering, part, print_of, split, where
from support.vouchers_stage import OnLedger, until_day


def test_admitted_lots_go_nowhere() -> None:
    """What the pool has is not passed on, split, cancelled, held or pledged by anybody, its manager included."""
    stage = bought(OnLedger())
    stage.do(admit("P-1-0"), signed_by="spv")
    for calls in (
        offering(stage, "P-1-0", "bank", "of-pool"),
        (split("P-1-0", part("x", FACE)),),
        (lc.CancelLot(lot="P-1-0"),),
        (kept("P-1-0", "of-pool", expires=EVER),),
        (h.Pledge(pledge="p", account="of-pool", instrument="P-1-0", quantity=1, pledgee="bank"),),
    ):
        assert stage.refused(*calls, signed_by=f"{SPV} core core-2") == "lot_is_pooled", calls
    assert stage.refused(admit("P-1-0"), signed_by="spv") == "lot_in_a_pool"
    stage.do(c.CallOff(pool="P"), signed_by="spv")
    stage.do(*offering(stage, "P-1-0", "bank", "of-pool", name="again"), signed_by=SPV)


def test_notes_are_issued_all_at_once_against_money() -> None:
    """Every unit against a fen; the bridge has what was paid, and the pool's record says what its account has."""
    stage = subscribed(OnLedger())
    before = cash_of(stage, "of-first")
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    pool = pool_of(stage)
    assert pool.status is PoolStatus.issued
    for holder, note in (("fund-a", "senior"), ("fund-b", "senior"), ("fund-c", "mezz"), ("first", "sub")):
        assert stage.ledger.holding(f"of-{holder}", note).free == SPLIT[holder]
    spent = 3 * (FACE - 20_000)
    assert cash_of(stage, "of-first") == before + sum(NOTIONAL.values()) + 3 * FACE - spent
    assert (cash_of(stage, "of-pool"), pool.at_hand) == (0, 0)
    assert stage.refused(*subscribing("senior", "fund-c", 1), signed_by="fund-c") == "pool_not_so_far"


def test_a_repaid_pool_ends() -> None:
    """Everything that came in goes out, to the fen, and the notes end with the pool."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    pool = pool_of(stage)
    assert (pool.at_hand, pool.collected, pool.unpaid) == (3 * FACE, 3 * FACE, 0)
    assert pooled_lot(stage, "P-1-0").standing is LotStanding.settled
    assert stage.refused(c.CountDay(pool="P"), signed_by="rival") == "payment_day_not_come"
    until_day(stage, FIRST_PAYMENT)
    before = {name: cash_of(stage, f"of-{name}") for name in (*SPLIT, "servicer")}
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert pool_of(stage).status is PoolStatus.repaid
    paid_all(stage, 1, "senior", "mezz", "sub")
    stage.do(pay_out(), signed_by="rival")
    had = {name: cash_of(stage, f"of-{name}") - one for name, one in before.items()}
    interest = {
        note: NOTIONAL[note] * ppm * 100 // (365 * 10**6) for note, ppm in (("senior", 30_000), ("mezz", 45_000))
    }
    fee = sum(NOTIONAL.values()) * 2_000 * 100 // (365 * 10**6)
    assert had["servicer"] == fee
    assert had["fund-a"] + had["fund-b"] == NOTIONAL["senior"] + interest["senior"]
    assert had["fund-c"] == NOTIONAL["mezz"] + interest["mezz"]
    assert sum(had.values()) == 3 * FACE
    assert stage.refused(pay("senior", 1, "fund-a"), signed_by="rival") == "share_paid"
    for note, holders in (("senior", ("of-fund-a", "of-fund-b")), ("mezz", ("of-fund-c",)), ("sub", ("of-first",))):
        stage.do(c.Retire(instrument=note, accounts=holders), signed_by="rival")
    assert pool_of(stage).status is PoolStatus.liquidated
    assert stage.ledger.holding("of-fund-a", "senior").balance == 0


def test_who_moves_after_the_record_keeps_its_share() -> None:
    """A day pays whoever held when it was counted; a buyer of later has nothing of it."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    sale = h.Transfer(sender="of-fund-a", receiver="of-buyer", instrument="senior", quantity=700_001)
    stage.do(sale, signed_by="fund-a")
    assert stage.refused(pay("senior", 1, "buyer"), signed_by="rival") == "held_nothing"
    paid_all(stage, 1, "senior")
    share = stage.state.read(SHARES, "senior", "1", "of-fund-a")
    assert share is not None and share.units == SPLIT["fund-a"]
    day = stage.state.read(DAYS, "P", "1")
    assert day is not None and note_of(stage, "senior").open == () and note_of(stage, "mezz").open == (1,)


def test_a_pools_money_is_its_orders_alone() -> None:
    """From the cut-off on no signature takes money out of its account, or sets it aside."""
    stage = closed(OnLedger())
    take = h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=1)
    assert stage.refused(take, signed_by=SPV) == "pools_money"
    held = h.Hold(hold="x", account="of-pool", instrument=CASH, quantity=1, executor="spv", expires=10**14)
    assert stage.refused(held, signed_by=SPV) == "pools_money"


def test_looking_through_a_note() -> None:
    """From a note to the pool, its lots, their vouchers and the records of the invoices."""
    stage = issued(OnLedger())
    found = behind(stage.state, "mezz")
    assert found is not None and found.rank == 2
    assert [lot.lot for lot in found.lots] == ["P-3-0", "P-2-0", "P-1-0"]
    assert (
        found.lots[2].behind == (INVOICES.path(REGISTRY, print_of("P-1")),)
        and found.lots[2].debt == "receivables/voucher/P-1"
    )


@pytest.mark.parametrize("cures", [True, False])
def test_a_debtor_in_default(cures: bool) -> None:
    """Its loss is charged from below, the residual is locked out, and what comes in late is paid in order too."""
    stage = issued(OnLedger())
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    until_day(stage, FIRST_PAYMENT)
    stage.do(rc.RecordOverdue(root="P-3"), rc.RecordDefault(root="P-3"), signed_by="rival")
    assert stage.refused(c.CountDay(pool="P"), signed_by="rival") == "lateness_not_noted"
    stage.do(c.NoteDebt(lot="P-3-0"), c.CountDay(pool="P"), signed_by="rival")
    pool = pool_of(stage)
    assert pool.status is PoolStatus.accelerated and pool.hit == ("cumulative_default",)
    senior, mezz, sub = pool.standings
    assert (mezz.principal, mezz.deficiency, sub.deficiency) == (300_000, 300_000, 200_000)
    assert senior.principal == senior.deficiency > 0 and mezz.interest_unpaid > 0
    paid_all(stage, 1, "senior")
    if cures:
        stage.do(
            h.Transfer(sender="of-third", receiver="of-weak", instrument=CASH, quantity=20 * FACE), signed_by="third"
        )
        repay(stage, "P-3")
        assert pooled_lot(stage, "P-3-0").standing is LotStanding.settled
        assert pool_of(stage).defaulted == 0
    until_day(stage, FIRST_PAYMENT + 100)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert pool_of(stage).status is (PoolStatus.repaid if cures else PoolStatus.defaulted)
    until_day(stage, FIRST_PAYMENT + 300)
    wound = c.WindUp(pool="P")
    assert stage.refused(wound, signed_by="spv") == ("pool_not_so_far" if cures else "ok")
    assert pool_of(stage).status is (PoolStatus.repaid if cures else PoolStatus.written_off)


def test_bridging_money_may_come_and_go_until_the_cut_off() -> None:
    """While lots are bought the pool's account is its manager's and custodian's to use; the record counts with it."""
    stage = bought(OnLedger())
    at_hand = pool_of(stage).at_hand
    stage.do(bridge(5), signed_by=BRIDGES)
    stage.do(h.Transfer(sender="of-pool", receiver="of-third", instrument=CASH, quantity=3), signed_by=SPV)
    assert pool_of(stage).at_hand == at_hand + 2 == cash_of(stage, "of-pool")
    assert WEAK and where(stage, "P-1-0") == "of-pool"
