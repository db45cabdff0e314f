# SPDX-License-Identifier: Apache-2.0
"""A lot that is not what was warranted is bought back: its price is collected, the lot goes back, ranks stay."""

from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.call import Call
from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import LotStanding
from counterfoil.modules.securitisation.records import PoolStatus
from support.pooled import (
    FIRST_PAYMENT,
    NOTIONAL,
    SPV,
    cash_of,
    closed,
    drained,
    issued,
    pool_of,
    pooled_lot,
    repay,
)
from support.pools_ordered import buying
from support.vouchers import FACE, MATURES, kept, where
from support.vouchers_stage import DAY_MS, OnLedger, until_day


def passing(stage: OnLedger, lot: str = "P-1-0") -> tuple[Call, ...]:
    offered = kept(lot, "of-pool", "passed-on", expires=stage.time + DAY_MS)
    return offered, lc.OfferLot(lot=lot, to="of-first", hold="passed-on"), lc.Take(lot=lot)


def sound(stage: OnLedger) -> None:
    assert list(broken_invariants(stage.state)) == []


@pytest.mark.parametrize("pool", [closed, issued])
def test_the_originator_buys_a_lot_back(pool: Any) -> None:
    """Price and lot change places in one transaction; what is owed on notes stays, and the rest of the pool too."""
    stage = pool(OnLedger())
    before, cash = pool_of(stage), cash_of(stage, "of-first")
    stage.do(*buying(), *passing(stage), signed_by=f"{SPV} first")
    after, lot = pool_of(stage), pooled_lot(stage, "P-1-0")
    assert where(stage, "P-1-0") == "of-first" and cash_of(stage, "of-first") == cash - FACE
    assert (lot.standing, lot.unpaid, lot.returned_for) == (LotStanding.returned, 0, FACE)
    assert (after.unpaid, after.at_hand) == (before.unpaid - FACE, before.at_hand + FACE)
    assert (after.collected, after.standings) == (FACE, before.standings)
    assert after.cut_off_balance == before.cut_off_balance and after.status is before.status
    sound(stage)


def test_what_was_paid_for_it_is_paid_out() -> None:
    """By the order of payments, like what a debtor paid."""
    stage = issued(OnLedger())
    stage.do(*buying(), *passing(stage), signed_by=f"{SPV} first")
    until_day(stage, MATURES)
    repay(stage, "P-2", "P-3")
    until_day(stage, FIRST_PAYMENT)
    stage.ledger.drive("rival", "securitisation")
    pool = pool_of(stage)
    assert pool.status is PoolStatus.liquidated and pool.collected == 3 * FACE
    assert cash_of(stage, "of-pool") == 0 and cash_of(stage, "of-fund-c") > 50 * FACE - NOTIONAL["mezz"]


def test_a_lot_in_default_is_bought_back() -> None:
    """For all that is unpaid; that it defaulted stays on record, and its deficiency goes by itself."""
    stage = issued(OnLedger())
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    until_day(stage, FIRST_PAYMENT)
    stage.do(rc.RecordOverdue(root="P-3"), rc.RecordDefault(root="P-3"), c.NoteDebt(lot="P-3-0"), signed_by="rival")
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert sum(one.deficiency for one in pool_of(stage).standings) > 0
    stage.do(*buying("P-3-0"), signed_by="spv first")
    pool = pool_of(stage)
    assert (pool.unpaid, pool.defaulted, pool.defaulted_ever, pool.at_hand) == (0, 0, FACE, FACE)
    until_day(stage, FIRST_PAYMENT + 100)
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and pool_of(stage).charged == 0
    sound(stage)


def test_what_a_debtor_pays_on_it_before_it_goes_back() -> None:
    """Comes in as any other money, on no lot: whoever bought it has it passed on with the price, or does not sign."""
    stage = issued(OnLedger())
    stage.do(*buying(), signed_by="spv first")
    before = pool_of(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1")
    after = pool_of(stage)
    assert (after.at_hand, after.collected) == (before.at_hand + FACE, before.collected)
    assert pooled_lot(stage, "P-1-0").standing is LotStanding.returned
    sound(stage)


def test_good_lots_are_not_picked_out_of_a_pool() -> None:
    """Not without the manager, not for less, not by a stranger, and not twice."""
    stage = issued(OnLedger())
    assert stage.refused(*buying(), signed_by="first") == "not_authorised"
    assert stage.refused(*buying(price=FACE - 1), signed_by="spv first") == "lot_price_not_held"
    assert stage.refused(*buying(executor="spv"), signed_by="spv first") == "lot_price_not_held"
    assert stage.refused(*buying(account="of-second"), signed_by="spv second") == "lot_price_not_held"
    assert stage.refused(*passing(stage), signed_by=f"{SPV} first") == "lot_is_pooled"
    stage.do(*buying(), signed_by="spv first")
    assert stage.refused(buying()[1], signed_by="spv first") == "lot_is_over"
    assert stage.refused(c.NoteDebt(lot="P-1-0"), signed_by="rival") == "debt_noted_so"
