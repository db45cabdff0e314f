# SPDX-License-Identifier: Apache-2.0
"""Goods that are lost in part: what survived stays on its receipt, and free goods bear a loss before any receipt."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus
from counterfoil.modules.receipts.goods import ITEMS, item_key
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.intake_law import _shares
from counterfoil.modules.receipts.module import MODULE
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Item
from support.ledger import Ledger
from support.receipted import (
    WEIGHT,
    contents,
    document_of,
    draft,
    goods_of,
    issued,
    leaves,
    loss,
    receipted,
    stored,
    title_of,
    with_schemes,
)

HELD: Final = 59_800
LOST: Final = 5_000


@pytest.fixture
def ledger() -> Ledger:
    """Receipt YW-3 for 59.8 tonnes, which is all that is in store; five of them are lost."""
    made = with_schemes(Ledger())
    stored(made, declared=HELD)
    said = contents(made, amount=HELD)
    made.do(draft(made, "YW-3", contents=said, measured=HELD), signed_by="shed")
    made.do(d.Register(document="YW-3"), signed_by="exchange ann")
    made.do(loss(LOST, "YW-3"), signed_by="shed exchange")
    return made


def amended(ledger: Ledger, amount: int = HELD - LOST, **changed: object) -> d.Amend:
    return d.Amend(document="YW-3", into="YW-3x", contents=contents(ledger, amount=amount, **changed))


def test_what_survived_is_on_its_receipt_and_free_for_nobody(ledger: Ledger) -> None:
    """The stock said that nothing was on receipts and 54.8 tonnes were free, and fifty of them were taken out."""
    goods, document = goods_of(ledger), document_of(ledger, "YW-3")
    assert (goods.on_hand, goods.on_documents, goods.free_goods) == (HELD - LOST, HELD - LOST, 0)
    assert (document.status, document.goods_lost, document.left) == (DocumentStatus.in_dispute, LOST, HELD - LOST)
    assert ledger.submit(leaves(50_000), signed_by="shed inspector").outcome is ReceiptsOutcome.beyond_on_hand
    assert not list(MODULE.invariants(ledger.state))


def test_it_is_amended_to_what_is_left_by_holder_keeper_and_registrar(ledger: Ledger) -> None:
    """And is good again; by fewer it is not, nor to more or less."""
    for by in ("ann shed", "shed exchange", "ann exchange"):
        assert ledger.submit(amended(ledger), signed_by=by).outcome is PartiesOutcome.not_authorised
    for amount in (HELD, HELD - LOST - 1):
        wrong = ledger.submit(amended(ledger, amount), signed_by="ann shed exchange").outcome
        assert wrong is ReceiptsOutcome.parts_do_not_add_up
    ledger.do(amended(ledger), signed_by="ann shed exchange")
    found = document_of(ledger, "YW-3x")
    assert (found.status, found.left, found.came_of) == (DocumentStatus.in_effect, HELD - LOST, ("YW-3",))
    assert (title_of(ledger, "YW-3x"), title_of(ledger, "YW-3"), goods_of(ledger).free_goods) == ("of-ann", None, 0)


def test_what_is_made_good_is_on_it_again(ledger: Ledger) -> None:
    """Five tonnes more came: the supervisor ends the dispute."""
    resolve = d.Resolve(document="YW-3", by="supervisor", reference="made good")
    assert ledger.submit(resolve, signed_by="supervisor").outcome is ReceiptsOutcome.beyond_on_hand
    stored(ledger, "I-2", declared=LOST)
    ledger.do(resolve, signed_by="supervisor")
    assert (document_of(ledger, "YW-3").left, goods_of(ledger).free_goods) == (HELD, 0)


def test_what_is_void_frees_what_is_left(ledger: Ledger) -> None:
    """Its holder was paid for all of it."""
    ledger.do(d.Void(document="YW-3", reference="paid by HM 77"), signed_by="ann shed")
    assert (goods_of(ledger).on_documents, goods_of(ledger).free_goods) == (0, HELD - LOST)


def test_more_of_it_may_be_lost_and_no_more_than_all(ledger: Ledger) -> None:
    """A second loss goes on where the first ended."""
    ledger.do(loss(50_000, "YW-3"), signed_by="shed exchange")
    assert document_of(ledger, "YW-3").left == 4_800
    assert ledger.submit(loss(4_801, "YW-3"), signed_by="shed exchange").outcome is ReceiptsOutcome.beyond_on_hand
    ledger.do(loss(4_800, "YW-3"), signed_by="shed exchange")
    nothing = ledger.submit(amended(ledger, 1), signed_by="ann shed exchange").outcome
    assert nothing is ReceiptsOutcome.parts_do_not_add_up
    assert not list(MODULE.invariants(ledger.state))


def test_a_supervisors_dispute_is_not_amended_away(ledger: Ledger) -> None:
    """Whether it came before the loss or after it; once it is resolved, the document is good for all it says."""
    dispute = d.Dispute(document="YW-3", by="supervisor", reference="case 9")
    ledger.do(dispute, signed_by="supervisor")
    outcome = ledger.submit(amended(ledger), signed_by="ann shed exchange").outcome
    assert outcome is GoodsOutcome.dispute_not_over


def test_a_loss_that_free_goods_bear_takes_no_receipts_goods() -> None:
    """Of a kilogram W-1's twenty-five tonnes counted for nothing, though seventy-five were free."""
    ledger = with_schemes(Ledger())
    stored(ledger)
    issued(ledger, "W-1")
    assert ledger.submit(loss(1, "W-1"), signed_by="shed exchange").outcome is ReceiptsOutcome.documents_not_of_loss
    ledger.do(loss(1), signed_by="shed exchange")
    goods = goods_of(ledger)
    assert (goods.on_documents, goods.free_goods) == (WEIGHT, 3 * WEIGHT - 1)
    assert document_of(ledger).status is DocumentStatus.in_effect


def test_documents_bear_it_in_the_order_they_are_named() -> None:
    """Each as far as its goods go; one that would bear nothing is not named."""
    ledger = receipted("W-1", "W-2", "W-3", "W-4")
    all_four = loss(1, "W-1", "W-2", "W-3", "W-4")
    assert ledger.submit(all_four, signed_by="shed exchange").outcome is ReceiptsOutcome.documents_not_of_loss
    ledger.do(loss(30_000, "W-3", "W-1"), signed_by="shed exchange")
    assert [document_of(ledger, f"W-{number}").goods_lost for number in (1, 2, 3, 4)] == [5_000, 0, 25_000, 0]
    assert goods_of(ledger).free_goods == 0
    out = ledger.submit(leaves(4 * WEIGHT - 30_000), signed_by="shed inspector").outcome
    assert out is ReceiptsOutcome.beyond_on_hand


def test_the_items_that_are_lost_are_left_out() -> None:
    """They have left with the lost goods, and are on no document; of goods that are all there none is left out."""
    ledger = with_schemes(Ledger())
    stored(ledger, declared=WEIGHT, items=(Item(epc="urn:A"), Item(epc="urn:B")))
    issued(ledger, "W-1", items=("urn:A", "urn:B"))
    short = d.Amend(document="W-1", into="W-2", contents=contents(ledger, items=("urn:A",)))
    assert ledger.submit(short, signed_by="ann shed").outcome is ReceiptsOutcome.parts_do_not_add_up
    ledger.do(loss(LOST, "W-1"), signed_by="shed exchange")
    said = contents(ledger, amount=WEIGHT - LOST, items=("urn:A",))
    more = d.Amend(document="W-1", into="W-2", contents=contents(ledger, amount=WEIGHT - LOST, items=("urn:A",) * 2))
    assert ledger.submit(more, signed_by="ann shed exchange").outcome is ReceiptsOutcome.parts_do_not_add_up
    ledger.do(d.Amend(document="W-1", into="W-2", contents=said), signed_by="ann shed exchange")
    items = [ledger.state.read(ITEMS, item_key(epc)) for epc in ("urn:A", "urn:B")]
    assert [(one.document, one.here) for one in items if one is not None] == [("W-2", True), (None, False)]


def test_a_document_in_dispute_is_good_for_nothing_else(ledger: Ledger) -> None:
    """It is neither split nor surrendered before it is amended."""
    surrendered = d.Surrender(document="YW-3", hold="x", way_of_delivery="x", delivered_at="x", wanted=1)
    assert ledger.submit(surrendered, signed_by="ann").outcome is ReceiptsOutcome.document_not_so_far
    assert ledger.submit(amended(ledger), signed_by="ann shed exchange").outcome is MachineOutcome.ok


@given(st.integers(-50, 200), st.lists(st.integers(0, 40), max_size=5))
def test_shares_of_a_loss(beyond: int, left: list[int]) -> None:
    """Together they bear all of it, or all they have; none before the last has any left."""
    shares = _shares(beyond, left)
    assert sum(shares) == min(max(beyond, 0), sum(left))
    full = [share == has for share, has in zip(shares, left, strict=True)]
    bears = [number for number, share in enumerate(shares) if share]
    assert all(full[: bears[-1]]) if bears else True
