# SPDX-License-Identifier: Apache-2.0
"""What authorities, and who pays in a debtor's place, do to a pool: its record counts with it."""

import pytest

from counterfoil.modules.receivables import calls as rc
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import LotStanding
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.pooled import (
    BRIDGES,
    FIRST_PAYMENT,
    LOTS,
    OPENS,
    SPV,
    admit,
    bridge,
    cash_of,
    drained,
    issued,
    open_pool,
    paid_all,
    pool_of,
    pooled_lot,
    repay,
    sell,
    voucher,
    with_parties,
)
from support.supervised import give, set_policy, staff
from support.vouchers import CASH, FACE, MATURES, WEAK, money, set_line, where
from support.vouchers_stage import DAY_MS, OnLedger, until_day


@pytest.fixture
def stage() -> OnLedger:
    """A pool whose notes are out, and a court."""
    made = OnLedger()
    issued(made)
    staff(made.ledger)
    made.do(set_policy(), signed_by="supervisor")
    return made


def ordered(stage: OnLedger, order: str, kind: OrderKind, **scope: object) -> None:
    """Given by a court, and checked by its clerk."""
    given = give(order, kind, checker="clerk", expires=stage.time + 5 * DAY_MS, **scope)
    stage.do(given, signed_by="court clerk")


@pytest.mark.parametrize("kind", [OrderKind.seize, OrderKind.burn])
def test_a_lot_that_an_order_takes_is_lost(stage: OnLedger, kind: OrderKind) -> None:
    """What was unpaid on it counts as a default, and the lowest rank bears it."""
    more = {"receiver": "state"} if kind is OrderKind.seize else {}
    ordered(stage, "o", kind, account="of-pool", instrument="P-2-0", quantity=1, **more)
    carried = s.Seize(order="o", by="court", free=1) if more else s.Burn(order="o", by="court", free=1)
    stage.do(carried, signed_by="court")
    pool, lot = pool_of(stage), pooled_lot(stage, "P-2-0")
    assert (pool.unpaid, pool.lost, pool.defaulted_ever) == (2 * FACE, FACE, FACE)
    assert (lot.standing, lot.unpaid) == (LotStanding.gone, 0)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-3")
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert pool_of(stage).status == "written_off"


def test_money_that_an_order_takes_is_not_paid_out(stage: OnLedger) -> None:
    """What is at hand is less by it, below nothing even; then a day pays nothing until as much came in."""
    drained(stage)
    until_day(stage, MATURES)
    repay(stage, "P-1", "P-2")
    ordered(stage, "o", OrderKind.seize, account="of-pool", instrument=CASH, quantity=400_000, receiver="state")
    stage.do(s.Seize(order="o", by="court", free=400_000), signed_by="court")
    assert pool_of(stage).at_hand == 2 * FACE - 400_000 == cash_of(stage, "of-pool")
    until_day(stage, FIRST_PAYMENT)
    stage.do(rc.RecordOverdue(root="P-3"), rc.RecordDefault(root="P-3"), c.NoteDebt(lot="P-3-0"), signed_by="rival")
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    ordered(stage, "p", OrderKind.seize, account="of-pool", instrument=CASH, quantity=100_000, receiver="state")
    stage.do(s.Seize(order="p", by="court", free=100_000), signed_by="court")
    assert pool_of(stage).at_hand == -100_000
    until_day(stage, FIRST_PAYMENT + 100)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    assert (pool_of(stage).at_hand, pool_of(stage).reserve) == (-100_000, 0)


def test_notes_that_an_order_moves_keep_their_day(stage: OnLedger) -> None:
    """Who held when the day was counted is paid, and not who has them by then."""
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    ordered(stage, "o", OrderKind.seize, account="of-fund-b", instrument="senior", quantity=100, receiver="state")
    stage.do(s.Seize(order="o", by="court", free=100), signed_by="court")
    paid_all(stage, 1, "senior")
    held = {"instrument": "senior", "number": 1, "accounts": ("state",)}
    assert stage.refused(c.PayHolders(**held), signed_by="rival") == "held_nothing"


def test_a_guarantor_pays_in_the_debtors_place() -> None:
    """Its money is collected on the lot, which it has; the pool is owed nothing more on it."""
    stage = with_parties(OnLedger())
    stage.do(set_line(10**12), set_line(10**12, WEAK), signed_by="platform")
    stage.do(open_pool(), signed_by=OPENS)
    stage.do(bridge(), signed_by=BRIDGES)
    voucher(stage, "G", WEAK, guarantor="guarantor")
    sell(stage, "G-0")
    stage.do(admit("G-0"), signed_by="spv")
    drained(stage)
    until_day(stage, MATURES + 6)
    stage.do(rc.RecordOverdue(root="G"), rc.RecordDefault(root="G"), signed_by="rival")
    stage.do(c.NoteDebt(lot="G-0"), signed_by="rival")
    assert pool_of(stage).defaulted == FACE
    stage.do(lc.Demand(lot="G-0", of="guarantor"), signed_by=SPV)
    at_hand = pool_of(stage).at_hand
    pays = (
        money("G-0", "of-guarantor", FACE, "guarantee"),
        lc.Indemnify(lot="G-0", account="of-guarantor", hold="guarantee"),
    )
    stage.do(*pays, signed_by="guarantor")
    pool = pool_of(stage)
    assert (pool.unpaid, pool.defaulted, pool.at_hand) == (0, 0, at_hand + FACE)
    assert where(stage, "G-0") == "of-guarantor" and pooled_lot(stage, "G-0").standing is LotStanding.settled
