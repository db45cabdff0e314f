# SPDX-License-Identifier: Apache-2.0
"""What authorities do to a lot: a court freezes it, takes it, or ends it; and how its voucher counts that."""

import pytest

from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LotStatus
from counterfoil.modules.receivables.records import RootStatus
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.supervised import give, set_policy, staff
from support.vouchers import (
    CASH,
    FACE,
    MATURES,
    backing,
    founded,
    lot_of,
    offering,
    part,
    promised,
    root_of,
    split,
    where,
)
from support.vouchers_stage import DAY_MS, OnLedger, until_day


@pytest.fixture
def stage() -> OnLedger:
    """A voucher in two lots, and a court."""
    stage = founded(OnLedger())
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    promised(stage)
    stage.do(split("R-0", part("a", 400_000), part("b", FACE - 400_000)), signed_by="first")
    return stage


def ordered(stage: OnLedger, order: str, kind: OrderKind, **scope: object) -> None:
    """Given by a court, and checked by its clerk."""
    given = give(order, kind, checker="clerk", expires=stage.time + 5 * DAY_MS, **scope)
    stage.do(given, signed_by="court clerk")


def test_a_frozen_lot_is_neither_split_offered_nor_paid(stage: OnLedger) -> None:
    """Until the freeze is lifted; its voucher is provided for all the same."""
    until_day(stage, MATURES - 1)
    given = give("f", OrderKind.freeze, expires=stage.time + 5 * DAY_MS, account="of-first", instrument="a")
    stage.do(given, s.Freeze(order="f", by="court"), signed_by="court")
    assert stage.refused(split("a", part("c", 400_000)), signed_by="first") == "insufficient_free_quantity"
    offered = offering(stage, "a", "second", "of-first")
    assert stage.refused(*offered, signed_by="first") == "insufficient_free_quantity"
    until_day(stage, MATURES)
    stage.do(backing(FACE), c.Provide(root="R", quota=FACE, hold="backing"), lc.RedeemLot(lot="b"), signed_by="core")
    assert stage.refused(lc.RedeemLot(lot="a"), signed_by="rival") == "insufficient_free_quantity"
    # Its issuer has set it aside, and neither is late nor owes a penalty for what a court keeps.
    until_day(stage, MATURES + 3)
    assert stage.refused(c.RecordOverdue(root="R"), signed_by="rival") == "not_overdue_yet"
    given = give(
        "t", OrderKind.thaw, expires=stage.time + DAY_MS, account="of-first", instrument="a", freeze="supervision/f"
    )
    stage.do(given, s.Thaw(order="t", by="court"), signed_by="court")
    before = stage.ledger.holding("of-first", CASH).free
    stage.do(lc.RedeemLot(lot="a"), signed_by="rival")
    assert stage.ledger.holding("of-first", CASH).free == before + 400_000
    assert root_of(stage).status is RootStatus.paid


def test_a_seized_lot_waits_for_its_order(stage: OnLedger) -> None:
    """The title goes to the state's account, where nothing but an order moves or ends it; the old holder has no say."""
    ordered(stage, "take", OrderKind.seize, account="of-first", instrument="a", quantity=1, receiver="state")
    stage.do(s.Seize(order="take", by="court", free=1), signed_by="court")
    assert where(stage, "a") == "state"
    assert stage.refused(split("a", part("c", 400_000)), signed_by="first") == "lot_elsewhere"
    until_day(stage, MATURES)
    stage.do(c.Provide(root="R", quota=FACE), lc.NamePayee(lot="a"), signed_by="treasury")
    assert stage.refused(lc.RedeemLot(lot="a"), signed_by="rival") == "in_custody"


def test_a_burned_lot_is_counted_as_cancelled(stage: OnLedger) -> None:
    """Its voucher notes it: face and line go on adding up, and the last one that is out ends the voucher."""
    for lot, value in (("a", 400_000), ("b", FACE - 400_000)):
        ordered(stage, f"burn-{lot}", OrderKind.burn, account="of-first", instrument=lot, quantity=1)
        before = root_of(stage).cancelled
        stage.do(s.Burn(order=f"burn-{lot}", by="court", free=1), signed_by="court")
        assert (lot_of(stage, lot).status, where(stage, lot)) == (LotStatus.burned, None)
        assert root_of(stage).cancelled == before + value
    assert root_of(stage).status is RootStatus.cancelled
