# SPDX-License-Identifier: Apache-2.0
"""The life of a warehouse receipt, from goods that are declared to goods that are loaded out."""

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, DocumentStatus, KeeperKind, Standing
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.module import MODULE
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import StockLine, controller, stock
from counterfoil.modules.receipts.records import INTAKES, IntakeStatus
from support.ledger import Ledger
from support.receipted import (
    COPPER,
    DAY_MS,
    DEPOSIT,
    WEIGHT,
    admit,
    cash,
    contents,
    declaring,
    document_of,
    draft,
    goods_of,
    handing_over,
    issued,
    leaves,
    load_out,
    loss,
    part,
    pledging,
    receipted,
    reserve_cash,
    split,
    stored,
    surrendering,
    take_in,
    title_of,
    with_schemes,
)


@pytest.fixture
def ledger() -> Ledger:
    return receipted()


def test_from_forecast_to_goods_delivered() -> None:
    """Every step of the table, each by who takes it; the document is effective from its registration on."""
    ledger = with_schemes(Ledger())
    ledger.do(*declaring(), signed_by="ann")
    ledger.do(r.GiveRoom(intake="I-1"), signed_by="exchange")
    ledger.do(take_in(), signed_by="shed inspector")
    assert (goods_of(ledger).on_hand, goods_of(ledger).on_documents) == (100_000, 0)
    ledger.do(draft(ledger), signed_by="shed")
    assert (controller(ledger.state, "W-1"), goods_of(ledger).on_documents) == ((Standing.no_one, None), 0)
    ledger.do(d.Register(document="W-1"), signed_by="exchange ann")
    assert (title_of(ledger), goods_of(ledger).on_documents) == ("of-ann", WEIGHT)
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")
    ledger.do(h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1), signed_by="ann ben")
    ledger.do(*surrendering(account="of-ben"), signed_by="ben")
    assert controller(ledger.state, "W-1") == (Standing.with_issuer, "shed")
    ledger.do(d.Accept(document="W-1"), signed_by="shed exchange")
    ledger.do(load_out(), signed_by="ben shed")
    assert (title_of(ledger), document_of(ledger).status) == (None, DocumentStatus.delivered_goods)
    assert (goods_of(ledger).on_hand, goods_of(ledger).on_documents) == (75_000, 0)


def test_a_deposit_goes_back_pro_rata_to_goods_arrived() -> None:
    """Three quarters came: a quarter of the deposit is forfeited; what was turned away costs nothing."""
    ledger = with_schemes(Ledger())
    before = cash(ledger, "ann-cash")
    ledger.do(*declaring("I-1"), *declaring("I-2"), signed_by="ann")
    assert cash(ledger, "ann-cash") == before - 2 * DEPOSIT
    ledger.do(r.GiveRoom(intake="I-1"), r.TurnAway(intake="I-2", reason="full"), signed_by="exchange")
    ledger.do(take_in(arrived=75_000), signed_by="shed inspector")
    assert (cash(ledger, "of-exchange"), cash(ledger, "ann-cash")) == (DEPOSIT // 4, before - DEPOSIT // 4)


def test_goods_that_do_not_come_lapse_after_forty_days() -> None:
    """The whole deposit of whoever was given room; whoever waited for an answer has it back. Both are due."""
    ledger = with_schemes(Ledger())
    before = cash(ledger, "ann-cash")
    ledger.do(*declaring("I-1"), *declaring("I-2"), signed_by="ann")
    ledger.do(r.GiveRoom(intake="I-1"), signed_by="exchange")
    lapse = r.Lapse(intake="I-1")
    assert ledger.submit(lapse, signed_by="ben").outcome is ReceiptsOutcome.forecast_lasts
    ledger.wait(40 * DAY_MS)
    assert ledger.submit(take_in(), signed_by="shed inspector").outcome is ReceiptsOutcome.forecast_over
    assert [type(call) for call in ledger.drive("ben", "receipts")] == [r.Lapse, r.Lapse]
    assert (cash(ledger, "of-exchange"), cash(ledger, "ann-cash")) == (DEPOSIT, before - DEPOSIT)
    found = ledger.state.read(INTAKES, "I-2")
    assert found is not None
    assert found.status is IntakeStatus.not_come


@pytest.mark.parametrize(("measured", "payer", "owner_gains"), [(25_100, "shed", 600_000), (24_900, "ann", -600_000)])
def test_overfill_and_underfill_are_settled_in_cash_before_registration(
    measured: int, payer: str, owner_gains: int
) -> None:
    """A hundred kilograms at 60,000 yuan a tonne: whoever gains goods pays, at once with the registration."""
    ledger = with_schemes(Ledger())
    stored(ledger)
    ledger.do(draft(ledger, measured=measured), signed_by="shed")
    account = {"shed": "of-shed", "ann": "ann-cash"}[payer]
    # What lacks is made up by the keeper out of goods that are on no document.
    ledger.do(reserve_cash("difference", "receipts/document/W-1", 600_000, account), signed_by=payer)
    register = d.Register(document="W-1")
    assert ledger.submit(register, signed_by="exchange ann").outcome is ReceiptsOutcome.difference_not_exact
    owner, shed = cash(ledger, "ann-cash") + cash(ledger, "of-ann"), cash(ledger, "of-shed")
    ledger.do(d.Register(document="W-1", settled_by="difference"), signed_by="exchange ann")
    told = (cash(ledger, "ann-cash") + cash(ledger, "of-ann") - owner, cash(ledger, "of-shed") - shed)
    assert told == ((600_000, 0) if payer == "shed" else (0, 600_000))
    assert owner_gains == (told[0] if payer == "shed" else -told[1])


def test_more_goods_than_are_on_hand_are_on_no_document(ledger: Ledger) -> None:
    """A hundred tonnes are four receipts; a fifth is none, whoever signs it, at every height."""
    issued(ledger, "W-3", "W-4")
    fifth = draft(ledger, "W-5")
    assert ledger.submit(fifth, signed_by="shed").outcome is ReceiptsOutcome.beyond_inspected
    assert ledger.submit(leaves(), signed_by="shed inspector").outcome is ReceiptsOutcome.beyond_on_hand


def test_what_is_split_and_merged_adds_up(ledger: Ledger) -> None:
    """Children name the title they came of, the goods on documents stay as they were, parents have ended."""
    ledger.do(split(), signed_by="ann shed")
    assert (document_of(ledger).status, title_of(ledger)) == (DocumentStatus.divided, None)
    ledger.do(d.Merge(documents=("W-1b", "W-2"), into="W-9"), signed_by="ann shed")
    assert document_of(ledger, "W-9").contents.amount == 40_000
    assert document_of(ledger, "W-9").came_of == ("W-1b", "W-2")
    assert goods_of(ledger).on_documents == 2 * WEIGHT
    assert (title_of(ledger, "W-9"), title_of(ledger, "W-2")) == ("of-ann", None)


def test_a_merger_is_of_one_lot_keeper_and_hand(ledger: Ledger) -> None:
    """Another grade is another lot; what is Ben's is not merged with what is Ann's."""
    ledger.do(h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-2", quantity=1), signed_by="ann ben")
    merge = d.Merge(documents=("W-1", "W-2"), into="W-9")
    assert ledger.submit(merge, signed_by="ann ben shed").outcome is ReceiptsOutcome.other_goods


def test_an_amended_document_is_another_and_says_so(ledger: Ledger) -> None:
    """A new one with a new version, on the same goods; the old one has ended (MLETR article 16)."""
    amended = d.Amend(document="W-1", into="W-1x", contents=contents(ledger, bin="3-12"))
    ledger.do(amended, signed_by="ann shed")
    new = document_of(ledger, "W-1x")
    assert (new.version, new.contents.bin, new.came_of) == (2, "3-12", ("W-1",))
    assert document_of(ledger).became == ("W-1x",)


def test_a_document_that_is_over_is_good_for_its_goods_alone(ledger: Ledger) -> None:
    """Anybody records it; nothing is taken from its holder, who has the goods delivered once storage is paid."""
    ledger.wait(365 * DAY_MS)
    assert [type(call) for call in ledger.drive("ben", "receipts")] == [d.Expire, d.Expire]
    assert ledger.submit(split(), signed_by="ann shed").outcome is ReceiptsOutcome.document_not_so_far
    ledger.do(*surrendering(), signed_by="ann")
    ledger.do(d.Accept(document="W-1"), signed_by="shed exchange")
    assert ledger.submit(load_out(), signed_by="ann shed").outcome is ReceiptsOutcome.storage_unpaid
    ledger.do(d.NoteFees(document="W-1", fees_paid_until=ledger.time + DAY_MS), signed_by="shed")
    ledger.do(load_out(), signed_by="ann shed")
    assert document_of(ledger).version == 2


def test_a_surrender_may_be_refused_until_it_is_accepted(ledger: Ledger) -> None:
    """Then the document is its holder's again; once accepted, nothing but the goods follows (SACC)."""
    ledger.do(*surrendering(), signed_by="ann")
    restore = d.Restore(document="W-1", reason="a lorry too large")
    ledger.do(restore, signed_by="shed")
    assert (ledger.holding("of-ann", "W-1").free, document_of(ledger).delivery) == (1, None)
    ledger.do(*surrendering(name="again"), d.Accept(document="W-1"), signed_by="ann shed exchange")
    assert ledger.submit(restore, signed_by="shed").outcome is ReceiptsOutcome.document_not_so_far


def test_a_shortage_at_delivery_is_paid_by_the_keeper(ledger: Ledger) -> None:
    """Within the tolerance; beyond it nothing is loaded out."""
    ledger.do(*surrendering(), d.Accept(document="W-1"), signed_by="ann shed exchange")
    short = load_out(loaded=24_000)
    assert ledger.submit(short, signed_by="ann shed").outcome is ReceiptsOutcome.beyond_tolerance
    ledger.do(reserve_cash("short", "receipts/document/W-1", 600_000, "of-shed"), signed_by="shed")
    ledger.do(load_out(loaded=24_900, settled_by="short"), signed_by="ann shed")
    assert cash(ledger, "of-ann") == 600_000
    assert (goods_of(ledger).on_hand, goods_of(ledger).free_goods) == (75_100, 50_100)


def test_goods_that_are_lost_leave_no_receipt_without_goods(ledger: Ledger) -> None:
    """What is free bears the loss first; what is on documents is in dispute, with its insurance on record."""
    assert ledger.submit(loss(60_000), signed_by="shed exchange").outcome is ReceiptsOutcome.beyond_on_hand
    ledger.do(loss(60_000, "W-2"), signed_by="shed exchange")
    lost = document_of(ledger, "W-2")
    assert (lost.status, lost.goods_lost) == (DocumentStatus.in_dispute, 10_000)
    assert (goods_of(ledger).on_hand, goods_of(ledger).on_documents) == (40_000, 40_000)
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-2", quantity=1)
    assert ledger.submit(moved, signed_by="ann ben").outcome is ReceiptsOutcome.title_document_disputed
    resolve = d.Resolve(document="W-2", by="supervisor", reference="made good")
    assert ledger.submit(resolve, signed_by="supervisor").outcome is ReceiptsOutcome.beyond_on_hand
    ledger.do(d.Void(document="W-2", reference="paid by HM 77"), signed_by="ann shed")
    assert (title_of(ledger, "W-2"), goods_of(ledger).on_documents) == (None, 25_000)


def test_goods_of_a_document_in_dispute_are_lost_as_any(ledger: Ledger) -> None:
    """Once; and whoever possesses it gives it back before it ends for good."""
    ledger.do(*handing_over("W-2"), signed_by="ann")
    ledger.do(d.Dispute(document="W-2", by="supervisor", reference="case 9"), signed_by="supervisor")
    ledger.do(loss(75_000, "W-2"), signed_by="shed exchange")
    assert ledger.submit(loss(1, "W-2"), signed_by="shed exchange").outcome is ReceiptsOutcome.documents_not_of_loss
    void = d.Void(document="W-2", reference="paid by HM 77")
    assert ledger.submit(void, signed_by="ann shed").outcome is ReceiptsOutcome.controlled_otherwise
    ledger.do(d.HandBack(document="W-2"), void, signed_by="lender ann shed supervisor")
    assert (title_of(ledger, "W-2"), goods_of(ledger).on_documents) == (None, 25_000)


def test_lost_goods_that_are_made_good_are_on_their_document_again(ledger: Ledger) -> None:
    """More goods came in: the supervisor ends the dispute."""
    ledger.do(loss(100_000, "W-1", "W-2"), signed_by="shed exchange")
    stored(ledger, "I-2")
    ledger.do(d.Resolve(document="W-2", by="supervisor", reference="made good"), signed_by="supervisor")
    assert (document_of(ledger, "W-2").status, goods_of(ledger).on_documents) == (DocumentStatus.in_effect, WEIGHT)


def test_the_stock_report_of_a_day(ledger: Ledger) -> None:
    """Per warehouse, brand and grade: quantity, change, what is free, valid forecasts."""
    ledger.wait(DAY_MS)
    morning = {GOODS.path(COPPER, "shed", "L-1"): goods_of(ledger).on_documents}.__getitem__
    issued(ledger, "W-3")
    ledger.do(*surrendering("W-1"), d.Accept(document="W-1"), signed_by="ann shed exchange")
    ledger.do(load_out(), signed_by="ann shed")
    ledger.do(split("W-2", part("W-2a"), part("W-2b", 15_000, 6)), signed_by="ann shed")
    ledger.do(*declaring("I-2", declared=8_000), signed_by="ann")
    told = stock(ledger.state, COPPER, morning, ledger.time)
    assert told == [StockLine(COPPER, "shed", "Northern", "A", 50_000, 0, 25_000, 8_000)]
    assert stock(ledger.state, COPPER, morning, ledger.time + 41 * DAY_MS)[0].forecast == 0
    assert stock(ledger.state, "none", morning, ledger.time) == []


def test_who_is_waited_for(ledger: Ledger) -> None:
    """The registrar for an answer, the keeper for goods: nobody else can do it."""
    ledger.do(*declaring("I-2"), *surrendering(), signed_by="ann")
    told = [(one.party, one.of) for one in MODULE.outstanding(ledger.state, ledger.time)]
    assert told == [("exchange", "I-2"), ("shed", "W-1")]


def test_a_barred_keeper_takes_in_nothing_new_and_delivers_what_it_has(ledger: Ledger) -> None:
    """A registrar stops a keeper, and nobody's document."""
    ledger.do(r.BarKeeper(scheme=COPPER, goods_keeper="shed", reason="audit"), signed_by="exchange")
    assert ledger.submit(*declaring("I-2"), signed_by="ann").outcome is ReceiptsOutcome.goods_keeper_stopped
    assert ledger.submit(draft(ledger, "W-3"), signed_by="shed").outcome is ReceiptsOutcome.goods_keeper_stopped
    ledger.do(*surrendering(), d.Accept(document="W-1"), signed_by="ann shed exchange")
    assert ledger.submit(load_out(), signed_by="ann shed").outcome is MachineOutcome.ok


def test_who_controls_a_document_is_told_of_its_record(ledger: Ledger) -> None:
    """With the time, in both languages; of one that nobody controls nothing is."""
    tell = MODULE.stands[DOCUMENTS]
    assert "controlled by ann, which has the title" in str(tell(document_of(ledger), ledger.now()))
    ledger.do(*handing_over("W-1"), *pledging("W-2"), signed_by="ann shed")
    assert "possessed by lender" in str(tell(document_of(ledger), ledger.now()))
    assert "pledged to lender" in str(tell(document_of(ledger, "W-2"), ledger.now()))
    ledger.do(d.HandBack(document="W-1"), split(), signed_by="lender ann shed")
    assert tell(document_of(ledger), ledger.now()) is None


def test_a_factory_issues_receipts_that_its_guarantee_covers() -> None:
    """The same machine: what it takes in is what is guaranteed."""
    ledger = with_schemes(Ledger())
    ledger.do(admit("works", kind=KeeperKind.factory, guarantee="9" * 64), signed_by="exchange works")
    stored(ledger, keeper="works")
    issued(ledger, "F-1", keeper="works")
    found = ledger.state.read(INSTRUMENTS, "F-1")
    assert found is not None
    assert (found.kind, found.issuer) == (InstrumentKind.warehouse_receipt, "works")
