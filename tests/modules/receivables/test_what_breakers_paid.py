# SPDX-License-Identifier: Apache-2.0
"""What others tried with the payment of a voucher: money that looked bound and was not, and rounds used up."""

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LotStatus
from counterfoil.modules.receivables.records import ROUNDS_MAX, RootStatus
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from support.supervised import give, set_policy, staff
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    MATURES,
    WEAK,
    backing,
    confirm,
    founded,
    lot_of,
    part,
    promised,
    propose,
    root_of,
    share,
    split,
    standing,
)
from support.vouchers_stage import DAY_MS, OnLedger, day_of, until_day

WHOLE = c.Provide(root="R", quota=FACE)
HELD = c.Provide(root="R", quota=FACE, hold="backing")
OVERDUE, DEFAULT = c.RecordOverdue(root="R"), c.RecordDefault(root="R")


@pytest.fixture
def stage() -> OnLedger:
    """A voucher that is out, in one lot."""
    stage = founded(OnLedger())
    promised(stage, guarantor="guarantor")
    return stage


def away(stage: OnLedger, left: int) -> None:
    """The issuer has so much and no more."""
    free = int(stage.ledger.holding("of-core", CASH).free)
    stage.do(moved(free - left), signed_by=CORE)


def ordered(stage: OnLedger, order: str, kind: OrderKind, **scope: object) -> None:
    """Given by a court, and checked by its clerk."""
    given = give(order, kind, checker="clerk", expires=stage.time + DAY_MS, **scope)
    stage.do(given, signed_by="court clerk")


def moved(quantity: int) -> h.Transfer:
    return h.Transfer(sender="of-core", receiver="of-weak", instrument=CASH, quantity=quantity)


def test_a_hold_that_has_expired_provides_for_nothing(stage: OnLedger) -> None:
    """The issuer holds the face for two seconds and waits: it has set nothing aside, is overdue, and in default."""
    until_day(stage, MATURES)
    away(stage, FACE)
    stage.do(backing(FACE, expires=stage.time + 2_000), signed_by=CORE)
    stage.wait(5_000)
    assert stage.refused(HELD, signed_by=CORE) == "not_provided_for"
    stage.wait(30 * DAY_MS)
    stage.do(OVERDUE, DEFAULT, lc.Demand(lot="R-0", of="guarantor"), signed_by="first")
    again = {"invoices": (share(INVOICES[1]),), "matures": day_of(stage.time) + 90}
    stage.do(propose(stage, "R2", **again), signed_by="first")
    stage.do(standing("R2"), c.Prepare(root="R2"), signed_by=CORE)
    assert stage.refused(confirm("R2"), signed_by="core-2") == "issuer_blocked"


def test_what_is_provided_outlives_the_hold_it_came_from(stage: OnLedger) -> None:
    """Provided while the hold stands, it is the voucher's without an end: the issuer takes nothing back."""
    until_day(stage, MATURES)
    away(stage, FACE)
    stage.do(backing(FACE, expires=stage.time + 5_000), HELD, signed_by=CORE)
    stage.wait(30 * DAY_MS)
    assert stage.refused(h.ReleaseHold(hold="backing"), signed_by=CORE) == "unknown_encumbrance"
    assert stage.refused(h.ReleaseHold(hold="receivables/R/0"), signed_by=CORE) == "hold_reserved"
    stage.do(lc.RedeemLot(lot="R-0"), signed_by="rival")
    assert (root_of(stage).status, stage.ledger.holding("of-core", CASH).held) == (RootStatus.paid, 0)


@pytest.mark.parametrize("provided", [WHOLE, HELD])
def test_no_stranger_undoes_what_provides_for_the_whole(stage: OnLedger, provided: c.Provide) -> None:
    """The lot is pledged, the whole is provided for: nobody provides otherwise, and the issuer is not late."""
    pledge = h.Pledge(pledge="pl", account="of-first", instrument="R-0", quantity=1, pledgee="bank")
    stage.do(pledge, signed_by="first")
    until_day(stage, MATURES)
    stage.do(backing(FACE), provided, signed_by=CORE)
    stage.wait(DAY_MS)
    for who in ("rival", CORE):
        assert stage.refused(WHOLE, signed_by=who) == "quota_not_more"
    assert stage.refused(OVERDUE, signed_by="rival") == "not_overdue_yet"
    stage.wait(10 * DAY_MS)
    assert stage.refused(OVERDUE, DEFAULT, signed_by="rival") == "not_overdue_yet"
    stage.do(h.ReleasePledge(pledge="pl"), signed_by="bank")
    stage.ledger.drive("rival", "receivables")
    assert (root_of(stage).status, stage.ledger.holding("of-first", CASH).free) == (RootStatus.paid, 51 * FACE)


def test_nobody_is_paid_over_the_head_of_another(stage: OnLedger) -> None:
    """Provide the whole, pay a friend, take the rest away: the rest is not the issuer's to take."""
    stage.do(split("R-0", part("friend", 300_000), part("other", 700_000)), signed_by="first")
    until_day(stage, MATURES)
    away(stage, FACE)
    drain: tuple[Call, ...] = (WHOLE, lc.RedeemLot(lot="friend"), moved(700_000))
    assert stage.refused(*drain, signed_by=CORE) == "insufficient_free_quantity"
    assert (root_of(stage).quota, lot_of(stage, "friend").status) == (0, LotStatus.held)
    stage.do(*drain[:2], signed_by=CORE)
    assert stage.refused(moved(1), signed_by=CORE) == "insufficient_free_quantity"
    stage.do(lc.RedeemLot(lot="other"), signed_by="rival")
    assert root_of(stage).status is RootStatus.paid


def test_a_whole_that_is_not_there_leaves_the_way_to_a_part(stage: OnLedger) -> None:
    """Short by a fen the whole is refused; a part is paid, and the whole once the rest is there."""
    stage.do(split("R-0", part("a", 300_000), part("b", 700_000)), signed_by="first")
    until_day(stage, MATURES)
    away(stage, FACE - 1)
    assert stage.refused(WHOLE, signed_by="rival") == "insufficient_free_quantity"
    in_part = c.Provide(root="R", quota=500_000, hold="backing")
    stage.do(backing(500_000), in_part, lc.RedeemLot(lot="a"), signed_by=CORE)
    assert (lot_of(stage, "a").paid, lot_of(stage, "b").paid) == (150_000, 0)
    stage.do(h.Transfer(sender="of-weak", receiver="of-core", instrument=CASH, quantity=1), signed_by=WEAK)
    # What the first round left for the other lot counts: it is held for the voucher already.
    done = stage.ledger.drive("rival", "receivables")
    assert [type(one).__name__ for one in done] == ["Provide", "RedeemLot", "RedeemLot"]
    assert (root_of(stage).status, stage.ledger.holding("of-core", CASH).balance) == (RootStatus.paid, 0)


def test_rounds_are_not_used_up_by_a_stranger(stage: OnLedger) -> None:
    """Sixteen quotas of a fen each out of what the issuer set aside: none counts, and the seven tenths are paid."""
    until_day(stage, MATURES)
    away(stage, 700_000)
    stage.do(backing(700_000), signed_by=CORE)
    for quota in range(1, ROUNDS_MAX + 1):
        tiny = c.Provide(root="R", quota=quota, hold="backing")
        assert stage.refused(tiny, signed_by="rival") == "part_of_a_hold"
    # All that the hold has anybody may provide: so the holders have it though the issuer be silent.
    stage.do(c.Provide(root="R", quota=700_000, hold="backing"), lc.RedeemLot(lot="R-0"), signed_by="rival")
    assert lot_of(stage, "R-0").paid == 700_000


def test_no_order_takes_what_is_provided(stage: OnLedger) -> None:
    """A court seizes what is free of the issuer's money; what is each lot's goes to each."""
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    until_day(stage, MATURES)
    stage.do(WHOLE, signed_by="rival")
    ordered(stage, "seize", OrderKind.seize, account="of-core", instrument=CASH, quantity=1, receiver="state")
    taken = (Taken(encumbrance="receivables/R/0", quantity=1),)
    seized = s.Seize(order="seize", by="court", free=0, taken=taken)
    assert stage.refused(seized, signed_by="court") == "hold_reserved"
    stage.do(s.Seize(order="seize", by="court", free=1), signed_by="court")
    stage.do(lc.RedeemLot(lot="R-0"), signed_by="rival")


@pytest.mark.parametrize("whole", [True, False])
def test_an_account_is_recovered_while_a_lot_waits(stage: OnLedger, whole: bool) -> None:
    """The issuer lost its keys: what is provided moves with all the account has, and each lot is paid out of it."""
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    stage.do(split("R-0", part("a", 300_000), part("b", 700_000)), signed_by="first")
    stage.do(h.Pledge(pledge="pl", account="of-first", instrument="b", quantity=1, pledgee="bank"), signed_by="first")
    until_day(stage, MATURES)
    provided = WHOLE if whole else c.Provide(root="R", quota=500_000, hold="backing")
    stage.do(backing(500_000), provided, lc.RedeemLot(lot="a"), signed_by=CORE)
    stage.do(
        p.OpenAccount(account="new", holder=CORE, outgoing=Control.holder, incoming=Control.nobody), signed_by=CORE
    )
    ordered(stage, "again", OrderKind.recover, account="of-core", receiver="new")
    kept = ("backing", "receivables/R/0") if whole else ("receivables/R/0",)
    left_out = s.RecoveredHolding(instrument=CASH, encumbrances=kept[:-1])
    assert stage.refused(s.Recover(order="again", by="court", holdings=(left_out,)), signed_by="court") == (
        "recovery_not_whole"
    )
    moved_all = s.RecoveredHolding(instrument=CASH, encumbrances=kept)
    stage.do(s.Recover(order="again", by="court", holdings=(moved_all,)), signed_by="court")
    assert stage.ledger.holding("of-core", CASH).balance == 0
    for taken in (h.ReleaseHold(hold="receivables/R/0"), h.RevokeMandate(mandate="pays-R")):
        assert stage.refused(taken, signed_by=CORE) in ("hold_reserved", "mandate_irrevocable")
    stage.do(h.ReleasePledge(pledge="pl"), signed_by="bank")
    if not whole:
        # The mandate is over the old account; out of the new one the issuer sets aside what lacks.
        rest = backing(650_000, name="rest", account="new")
        stage.do(lc.RedeemLot(lot="b"), rest, c.Provide(root="R", quota=FACE, hold="rest"), signed_by=CORE)
    stage.ledger.drive("rival", "receivables")
    assert root_of(stage).status is RootStatus.paid
    left = stage.ledger.holding("new", CASH)
    assert (left.balance, stage.ledger.holding("of-first", CASH).free) == (49 * FACE, 51 * FACE)


def test_no_order_burns_what_is_kept(stage: OnLedger) -> None:
    """What is kept for lots is burned as little as it is seized."""
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    until_day(stage, MATURES)
    stage.do(WHOLE, signed_by="rival")
    ordered(stage, "burn", OrderKind.burn, account="of-core", instrument=CASH, quantity=1)
    taken = (Taken(encumbrance="receivables/R/0", quantity=1),)
    burned = s.Burn(order="burn", by="court", free=0, taken=taken)
    assert stage.refused(burned, signed_by="court") == "hold_reserved"


def test_what_no_lot_needs_any_more_is_the_issuers_again(stage: OnLedger) -> None:
    """The last lot is cancelled, or burned by an order, and what was provided for it is free, or freed at once."""
    staff(stage.ledger)
    stage.do(set_policy(), signed_by="supervisor")
    promised(stage, "S", invoices=(share(INVOICES[1]),))
    until_day(stage, MATURES)
    stage.do(WHOLE, c.Provide(root="S", quota=FACE), signed_by="rival")
    stage.do(lc.CancelLot(lot="R-0"), signed_by="core first")
    assert stage.ledger.holding("of-core", CASH).held == FACE
    ordered(stage, "burn", OrderKind.burn, account="of-first", instrument="S-0", quantity=1)
    stage.do(s.Burn(order="burn", by="court", free=1), signed_by="court")
    assert root_of(stage, "S").status is RootStatus.cancelled
    assert stage.refused(h.ReleaseHold(hold="receivables/S/0"), signed_by="first") == "not_authorised"
    stage.do(h.ReleaseHold(hold="receivables/S/0"), signed_by=CORE)
    assert stage.ledger.holding("of-core", CASH).free == 50 * FACE
