# SPDX-License-Identifier: Apache-2.0
"""How pools end, and what others do to them meanwhile: clean-up, orders, subscriptions taken back, later buyers."""

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.records import PoolStatus
from counterfoil.modules.securitisation.steps import outstanding
from support.pooled import (
    FIRST_PAYMENT,
    LOTS,
    SPV,
    admit,
    bought,
    cash_of,
    closed,
    drained,
    issued,
    note_of,
    pay,
    pool_of,
    pooled_lot,
    price,
    repay,
    subscribed,
    subscribing,
)
from support.pools_in_every_state import in_every_state
from support.refused_payment_days import calling, clean_up
from support.vouchers import CASH, FACE, MATURES, kept, part, split, where
from support.vouchers_stage import OnLedger, until_day

DAY_MS = 86_400_000


def test_the_originator_buys_what_is_left() -> None:
    """It pays all that is unpaid and has the lots in one transaction; the last day is counted at once."""
    stage = in_every_state(OnLedger())
    held, called = calling(50_000, "all-of-it"), clean_up("all-of-it")
    offered = kept("little-2-0", "of-little", "back", expires=stage.time + DAY_MS)
    back = (offered, lc.OfferLot(lot="little-2-0", to="of-first", hold="back"), lc.Take(lot="little-2-0"))
    assert stage.refused(*back, signed_by=f"{SPV} first") == "lot_is_pooled"
    stage.do(held, called, *back, signed_by=f"{SPV} first")
    assert where(stage, "little-2-0") == "of-first"
    stage.do(c.CountDay(pool="little"), signed_by="rival")
    assert pool_of(stage, "little").status is PoolStatus.repaid


def test_what_is_due_is_done_by_anybody() -> None:
    """Days are counted, holders paid and notes ended by whoever drives the chain; who takes from nobody is named."""
    stage = issued(OnLedger())
    until_day(stage, MATURES)
    stage.ledger.drive("rival", "receivables")
    until_day(stage, FIRST_PAYMENT)
    sale = h.Transfer(sender="of-fund-a", receiver="of-second", instrument="senior", quantity=100)
    stage.do(sale, signed_by="fund-a second")
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    stage.ledger.drive("rival", "securitisation")
    waits = [one for one in outstanding(stage.state, stage.time) if one.what == "agreement to be paid"]
    assert [(one.party, one.of) for one in waits] == [("second", "senior")]
    assert stage.refused(pay("senior", 1, "second"), signed_by="rival") == "signature_not_enough"
    stage.do(c.AgreeToBePaid(instrument="senior", account="of-second"), signed_by="second")
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated
    assert cash_of(stage, "of-pool") == 0 and note_of(stage, "senior").open == ()


def test_a_subscription_is_taken_back_until_the_issue() -> None:
    """Its money is free again; another's is not taken back, and the notes wait until all is subscribed."""
    stage = subscribed(OnLedger())
    back = c.Withdraw(instrument="senior", account="of-fund-b")
    assert stage.refused(back, signed_by="rival") == "not_authorised"
    stage.do(back, signed_by="fund-b")
    assert stage.ledger.holding("of-fund-b", CASH).held == 0
    assert stage.refused(c.IssueNotes(pool="P"), signed_by="spv") == "not_wholly_subscribed"
    stage.do(*subscribing("senior", "fund-b", 699_999, "again"), signed_by="fund-b")
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    assert pool_of(stage).investors == 4


def test_money_that_is_gone_is_taken_out_by_anybody() -> None:
    """A hold that ran out holds up no issue: whoever sees it takes the subscription out."""
    stage = closed(OnLedger())
    soon = price("senior", "fund-a", 5, expires=stage.time + DAY_MS)
    ordered = c.Subscribe(instrument="senior", account="of-fund-a", quantity=5, hold=soon.hold)
    stage.do(soon, ordered, signed_by="fund-a")
    stage.wait(DAY_MS)
    stage.do(c.Withdraw(instrument="senior", account="of-fund-a"), signed_by="rival")
    assert note_of(stage, "senior").orders == ()


def test_a_called_off_pool_gives_everything_back() -> None:
    """Money that is held for it goes back, by anybody; its lots move again, and split whole they may be pooled anew."""
    stage = subscribed(OnLedger())
    stage.do(c.CallOff(pool="P"), signed_by="spv")
    stage.ledger.drive("rival", "securitisation")
    assert stage.ledger.holding("of-fund-a", CASH).held == 0
    stage.do(split("P-1-0", part("anew", FACE)), signed_by=SPV)
    assert where(stage, "anew") == "of-pool"


def test_what_is_collected_before_the_issue_stays() -> None:
    """It is the investors', and not the bridge's."""
    stage = bought(OnLedger())
    stage.do(*(admit(f"{root}-0") for root in LOTS), signed_by="spv")
    until_day(stage, MATURES)
    repay(stage, "P-1")
    stage.do(c.ClosePool(pool="P"), signed_by="spv")
    for note, holder, quantity in (
        ("senior", "fund-a", 2_400_000),
        ("mezz", "fund-c", 300_000),
        ("sub", "first", 200_000),
    ):
        stage.do(*subscribing(note, holder, quantity), signed_by=holder)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")
    assert pool_of(stage).at_hand == FACE == cash_of(stage, "of-pool")


def test_a_pool_in_default_goes_on() -> None:
    """On the final day principal is owed: it is in default, and what comes in later is paid out all the same."""
    stage = issued(OnLedger())
    drained(stage)
    until_day(stage, FIRST_PAYMENT + 300)
    stage.ledger.drive("rival", "receivables")
    stage.ledger.drive("rival", "securitisation")
    pool = pool_of(stage)
    assert (pool.status, pool.last_day) == (PoolStatus.defaulted, FIRST_PAYMENT + 300)
    assert pooled_lot(stage, "P-3-0").unpaid == FACE and pool.standings[1].principal > 0
    cures = h.Transfer(sender="of-third", receiver="of-weak", instrument=CASH, quantity=20 * FACE)
    stage.do(cures, signed_by="third")
    until_day(stage, FIRST_PAYMENT + 400)
    stage.ledger.drive("rival", "receivables")
    stage.ledger.drive("rival", "securitisation")
    assert pool_of(stage).status is PoolStatus.liquidated and pooled_lot(stage, "P-3-0").unpaid == 0
    assert cash_of(stage, "of-pool") == 0
