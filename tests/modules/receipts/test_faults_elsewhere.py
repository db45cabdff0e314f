# SPDX-License-Identifier: Apache-2.0
"""Faults and complaints of earlier ledgers of receipts, each in its own words, and why it cannot happen here."""

from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus, Standing
from counterfoil.modules.receipts.goods import ITEMS, GoodsItem, item_key
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.terms import Item
from support.ledger import DOCUMENT, Ledger
from support.receipted import (
    SHOWN,
    contents,
    declaring,
    document_of,
    draft,
    events_of,
    goods_of,
    handing_over,
    issued,
    leaves,
    load_out,
    loss,
    part,
    pledging,
    receipted,
    reserve,
    split,
    stored,
    surrendering,
    take_in,
    title_of,
    with_schemes,
)
from support.receipted_orders import burned

EVERYBODY_ELSE = "ben shed exchange supervisor registrar lender inspector"


@pytest.fixture
def ledger() -> Ledger:
    return receipted("W-1", "W-2")


def answer(ledger: Ledger, *calls: Any, by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=by).outcome


def test_a_pledged_receipt_can_still_be_transferred_or_burned(ledger: Ledger) -> None:
    """The pledge was in another contract, which the core never consulted. Here the unit itself is pledged."""
    ledger.do(*pledging(), signed_by="ann shed")
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1)
    redeemed = h.Redeem(instrument="W-1", account="of-ann", quantity=1)
    assert answer(ledger, moved, by="ann ben shed") is HoldingsOutcome.insufficient_free_quantity
    assert answer(ledger, redeemed, by="ann shed") is InstrumentsOutcome.made_under_a_record
    assert answer(ledger, load_out(), by="ann shed") is ReceiptsOutcome.document_not_so_far


@pytest.mark.parametrize(
    "calls",
    [
        (reserve(),),
        handing_over(),
        surrendering(),
        (d.EndorsePledge(document="W-1", pledge="P", pledgee="lender"),),
        (
            h.Freeze(
                freeze="f", account="of-ann", instrument="W-1", supervisor="shed", reference="r", document=DOCUMENT
            ),
        ),
    ],
)
def test_a_lock_without_authorisation(ledger: Ledger, calls: tuple[Any, ...]) -> None:
    """Lock, unlock, in-transit and restore asked nobody. Here whoever reserves a unit controls its account."""
    assert answer(ledger, *calls, by=EVERYBODY_ELSE) in (PartiesOutcome.not_authorised, PartiesOutcome.role_missing)


def test_an_unlock_without_authorisation(ledger: Ledger) -> None:
    """Whoever possesses it gives it back, and nobody for him."""
    ledger.do(*handing_over(), signed_by="ann")
    back = d.HandBack(document="W-1")
    assert answer(ledger, back, by="ann ben shed exchange supervisor") is PartiesOutcome.not_authorised


def test_the_owner_hash_changes_and_the_controller_stays(ledger: Ledger) -> None:
    """A transfer changed one field, and the old owner's address still commanded. Here control follows the unit."""
    ledger.do(h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1), signed_by="ann ben")
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ben")
    assert answer(ledger, split(), by="ann shed") is PartiesOutcome.not_authorised
    ledger.do(split(), signed_by="ben shed")


def test_cancelling_is_impossible_while_the_goods_are_in_stock(ledger: Ledger) -> None:
    """Here it is what a receipt is for: goods against the document."""
    assert goods_of(ledger).on_hand > 0
    ledger.do(*surrendering(), d.Accept(document="W-1"), load_out(), signed_by="ann shed exchange")
    assert document_of(ledger).status is DocumentStatus.delivered_goods


def test_everything_is_only_the_operators(ledger: Ledger) -> None:
    """One key of a back end did everything for everybody. Here no key of an operator's acts for a holder."""
    calls = (
        h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1),
        d.Endorse(document="W-1", receiver="of-ben"),
        d.Nominate(document="W-1", nominee="of-ben"),
        split(),
        d.Merge(documents=("W-1", "W-2"), into="W-9"),
        d.Amend(document="W-1", into="W-9", contents=contents(ledger)),
        d.ToPaper(document="W-1", statement="a" * 64),
    )
    for call in calls:
        assert answer(ledger, call, by=EVERYBODY_ELSE) is PartiesOutcome.not_authorised, call


def test_a_lock_is_the_status_void(ledger: Ledger) -> None:
    """Here a receipt that is reserved stays in effect, and says to whom it is reserved."""
    ledger.do(*pledging(), signed_by="ann shed")
    assert document_of(ledger).status is DocumentStatus.in_effect


def test_a_keeper_alters_or_stops_a_receipt_that_it_issued(ledger: Ledger) -> None:
    """Its issuer has no say in it but by its record; a supervisor has."""
    stop: dict[str, Any] = {"instrument": "W-1", "status": InstrumentStatus.suspended, "reason": DOCUMENT}
    assert answer(ledger, i.ChangeStatus(by="shed", **stop), by="shed") is InstrumentsOutcome.made_under_a_record
    renamed = i.AmendInstrument(instrument="W-1", name="Something else", supply_limit=1)
    assert answer(ledger, renamed, by="shed") is InstrumentsOutcome.made_under_a_record
    assert answer(ledger, i.ChangeStatus(by="supervisor", **stop), by="supervisor") is MachineOutcome.ok


def test_a_draft_stops_nobodys_instrument(ledger: Ledger) -> None:
    """A keeper that drafts a document under the name of a share has no say in the share."""
    ledger.party("company", Role.issuer)
    ledger.instrument("DEED", "company", unique=True)
    ledger.do(draft(ledger, "DEED"), signed_by="shed")
    ledger.do(h.Issue(instrument="DEED", account="of-ben", quantity=1), signed_by="company ben")
    ledger.do(h.Pledge(pledge="p", account="of-ben", instrument="DEED", quantity=1, pledgee="lender"), signed_by="ben")
    assert answer(ledger, d.Register(document="DEED"), by="exchange ann").name == "instrument_exists"


def test_a_receipt_without_goods(ledger: Ledger) -> None:
    """Copied receipts, one metal pledged to several banks (Qingdao 2014). Here Σ documents ≤ goods on hand."""
    issued(ledger, "W-3", "W-4")
    ledger.do(*declaring("I-9"), signed_by="ann")
    assert answer(ledger, draft(ledger, "W-5"), by="shed") is ReceiptsOutcome.beyond_inspected
    never = draft(ledger, "W-5", "I-9")
    assert answer(ledger, never, by="shed") is ReceiptsOutcome.intake_not_so_far


def test_one_item_on_two_receipts() -> None:
    """One live receipt for an identifier, also at another keeper."""
    ledger = with_schemes(Ledger())
    pallet = Item(epc="https://id.gs1.org/00/376104250021234569")
    stored(ledger, items=(pallet,))
    issued(ledger, "W-1", items=(pallet.epc,))
    ledger.do(draft(ledger, "W-2", contents=contents(ledger, items=(pallet.epc,))), signed_by="shed")
    twice = d.Register(document="W-2")
    assert answer(ledger, twice, by="exchange ann") is ReceiptsOutcome.item_on_document
    ledger.do(*declaring("I-2", goods_keeper="liner"), signed_by="ann")
    ledger.do(r.GiveRoom(intake="I-2"), signed_by="exchange")
    elsewhere = take_in("I-2", items=(pallet,))
    assert answer(ledger, elsewhere, by="liner inspector") is ReceiptsOutcome.goods_item_exists


PALLET, BOX, THING = (f"https://id.gs1.org/{key}" for key in ("00/1", "00/2", "01/3/21/4"))
PACKED = (Item(epc=PALLET), Item(epc=BOX, packed_in=PALLET), Item(epc=THING, packed_in=BOX), Item(epc="urn:own:5"))


@pytest.mark.parametrize(("first", "second"), [(PALLET, THING), (THING, PALLET), (BOX, THING), (PALLET, BOX)])
def test_a_pallet_and_what_is_in_it_are_on_two_receipts(first: str, second: str) -> None:
    """An aggregation is not receipted at parent and child, however deep, whichever came first."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=PACKED)
    issued(ledger, "W-1", items=(first,))
    ledger.do(draft(ledger, "W-2", contents=contents(ledger, items=(second,))), signed_by="shed")
    assert answer(ledger, d.Register(document="W-2"), by="exchange ann") is ReceiptsOutcome.item_on_document
    ledger.do(*surrendering(), d.Accept(document="W-1"), load_out(), signed_by="ann shed exchange")
    # What was packed in goods that have left has left with them.
    after = MachineOutcome.ok if first == THING else ReceiptsOutcome.item_on_document
    assert answer(ledger, d.Register(document="W-2"), by="exchange ann") is after


def test_items_are_parted_as_their_document_is() -> None:
    """Each part has its own, together what the whole had; then they leave with the goods."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=PACKED)
    issued(ledger, "W-1", items=(PALLET, "urn:own:5"))
    wrong = split("W-1", part("a", items=(PALLET,)), part("b", 15_000, 6))
    assert answer(ledger, wrong, by="ann shed") is ReceiptsOutcome.items_do_not_add_up
    ledger.do(
        split("W-1", part("a", items=(PALLET,)), part("b", 15_000, 6, items=("urn:own:5",))), signed_by="ann shed"
    )
    ledger.do(d.Merge(documents=("a", "b"), into="c"), signed_by="ann shed")
    ledger.do(*surrendering("c"), d.Accept(document="c"), load_out("c"), signed_by="ann shed exchange")
    assert document_of(ledger, "c").contents.items == (PALLET, "urn:own:5")


def test_goods_leave_while_their_receipt_is_pledged(ledger: Ledger) -> None:
    """Pledge release precedes ship-out: what is on documents does not leave."""
    ledger.do(*pledging(), signed_by="ann shed")
    assert answer(ledger, leaves(50_001), by="shed inspector") is ReceiptsOutcome.beyond_on_hand
    assert answer(ledger, *surrendering(), by="ann shed") is HoldingsOutcome.insufficient_free_quantity


def test_anyone_may_change_the_status_of_goods(ledger: Ledger) -> None:
    """Traceability was a number that anyone may set. Here the keeper signs, with events that show it."""
    assert answer(ledger, leaves(), by="ann ben exchange inspector") is PartiesOutcome.not_authorised
    assert answer(ledger, leaves(), by="shed") is PartiesOutcome.not_authorised
    ledger.do(leaves(), signed_by="shed inspector")
    assert goods_of(ledger).last_shown == SHOWN


def test_an_order_burns_a_receipt_and_its_goods_are_free() -> None:
    """Whoever ends a unit by an order ends its document: the record follows, and goods are on no document."""
    ledger = burned()
    assert (title_of(ledger), document_of(ledger).status) == (None, DocumentStatus.void_document)
    assert goods_of(ledger).on_documents == 25_000


def test_goods_taken_out_without_a_document_stay_here() -> None:
    """Their record said so for ever, and the same identifier never came again. They go, with all that is in them."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=PACKED)
    ledger.do(leaves(items=(BOX,)), signed_by="shed inspector")
    assert [item_of(ledger, epc).here for epc in (PALLET, BOX, THING)] == [True, False, False]
    assert item_of(ledger, PALLET).holds == ()
    # It comes again, at whichever keeper, and is as free as any.
    stored(ledger, "I-2", keeper="liner", items=(Item(epc=BOX), Item(epc=THING)))
    assert (item_of(ledger, BOX).goods_keeper, item_of(ledger, THING).packed_in) == ("liner", None)
    issued(ledger, "W-1", items=(PALLET,))
    issued(ledger, "W-2", intake="I-2", keeper="liner", items=(THING,))


def test_one_delivery_with_one_more_event_is_shown_twice() -> None:
    """Another root, and the same goods: each event shows goods of a lot at a keeper once."""
    ledger = with_schemes(Ledger())
    stored(ledger)
    ledger.do(*declaring("I-2"), signed_by="ann")
    ledger.do(r.GiveRoom(intake="I-2"), signed_by="exchange")
    again = take_in("I-2", events=(*events_of("I-1"), "f" * 64))
    assert answer(ledger, again, by="shed inspector").name == "goods_shown_already"
    ledger.do(take_in("I-2"), signed_by="shed inspector")


def test_lost_goods_stay_here() -> None:
    """What is lost, and was on no document, is no more on hand than what left."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=PACKED)
    ledger.do(loss(1, items=(PALLET,)), signed_by="shed exchange")
    assert [item_of(ledger, epc).here for epc in (PALLET, BOX, THING)] == [False, False, False]


def test_a_draft_names_what_has_left_and_is_somewhere_else() -> None:
    """It is asked once more when the document is registered."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=PACKED)
    ledger.do(draft(ledger, "W-1", contents=contents(ledger, items=(BOX,))), signed_by="shed")
    ledger.do(leaves(items=(BOX,)), signed_by="shed inspector")
    register = d.Register(document="W-1")
    assert answer(ledger, register, by="exchange ann") is ReceiptsOutcome.item_on_document
    stored(ledger, "I-2", keeper="liner", items=(Item(epc=BOX),))
    assert answer(ledger, register, by="exchange ann") is ReceiptsOutcome.other_goods


def item_of(ledger: Ledger, epc: str) -> GoodsItem:
    found = ledger.state.read(ITEMS, item_key(epc))
    assert found is not None
    return found
