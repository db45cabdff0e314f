# SPDX-License-Identifier: Apache-2.0
"""What a supervisor holds in dispute stays so until it agrees, by every way out; and what is not said anew is over."""

from typing import Final

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import LIVE, STEPS, Action, DocumentStatus
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Item
from support.ledger import Ledger
from support.receipted import (
    DAY_MS,
    WEIGHT,
    contents,
    document_of,
    goods_of,
    issued,
    load_out,
    loss,
    part,
    pledging,
    receipted,
    split,
    stored,
    surrendering,
    title_of,
    with_schemes,
)

DISPUTE: Final = d.Dispute(document="W-1", by="supervisor", reference="court order 9")
RESOLVE: Final = d.Resolve(document="W-1", by="supervisor", reference="court order 10")
VOID: Final = d.Void(document="W-1", reference="agreed")
EVERYBODY: Final = "ann ben shed exchange lender inspector registrar"
"""but the supervisor"""


def amended(ledger: Ledger, amount: int = WEIGHT, **changed: object) -> d.Amend:
    return d.Amend(document="W-1", into="W-1x", contents=contents(ledger, amount=amount, **changed))


def ways_out(ledger: Ledger) -> list[tuple[Call, ...]]:
    """All that ends a document, or takes it elsewhere."""
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1)
    lodged = h.Pledge(pledge="x", account="of-ann", instrument="W-1", quantity=1, pledgee="futures/account/x")
    return [
        (VOID,),
        (amended(ledger),),
        (split(),),
        (d.Merge(documents=("W-1", "W-2"), into="W-m"),),
        (d.ToPaper(document="W-1", statement="a" * 64),),
        surrendering(),
        (load_out(),),
        (d.Endorse(document="W-1", receiver="of-ben"),),
        (moved,),
        (lodged,),
        pledging(),
        (d.Expire(document="W-1"),),
        (d.Restore(document="W-1", reason="r"),),
        (d.Accept(document="W-1"),),
        (h.Redeem(instrument="W-1", account="of-ann", quantity=1),),
    ]


@pytest.mark.parametrize("number", range(15))
def test_a_supervisors_dispute_ends_by_nothing_without_it(number: int) -> None:
    """Holder and keeper voided what a court had in dispute, with a second receipt for the goods the same minute."""
    ledger = receipted()
    ledger.do(DISPUTE, signed_by="supervisor")
    calls = ways_out(ledger)[number]
    assert ledger.submit(*calls, signed_by=EVERYBODY).outcome is not MachineOutcome.ok
    found = document_of(ledger)
    assert (found.status, found.disputed_by, title_of(ledger)) == (DocumentStatus.in_dispute, "supervisor", "of-ann")


def test_a_loss_ends_no_dispute_and_is_settled_with_the_supervisor() -> None:
    """All of it is lost, before or after: holder and keeper neither void it nor amend it to what is left."""
    ledger = receipted("W-1", "W-2", "W-3", "W-4")
    ledger.do(DISPUTE, signed_by="supervisor")
    ledger.do(loss(5_000, "W-1"), signed_by="shed exchange")
    left = amended(ledger, WEIGHT - 5_000)
    for call in (VOID, left):
        assert ledger.submit(call, signed_by=EVERYBODY).outcome is GoodsOutcome.dispute_not_over
    assert ledger.submit(RESOLVE, signed_by="supervisor").outcome is ReceiptsOutcome.beyond_on_hand
    ledger.do(left, signed_by="ann shed exchange supervisor")
    found = document_of(ledger, "W-1x")
    assert (found.status, found.disputed_by, found.left) == (DocumentStatus.in_effect, None, WEIGHT - 5_000)


def test_with_the_supervisor_it_is_void() -> None:
    """Three who agree, by three keys; its goods are free."""
    ledger = receipted()
    ledger.do(DISPUTE, signed_by="supervisor")
    assert ledger.submit(VOID, signed_by="ann shed").outcome is GoodsOutcome.dispute_not_over
    ledger.do(VOID, signed_by="ann shed supervisor")
    assert (document_of(ledger).status, title_of(ledger)) == (DocumentStatus.void_document, None)
    assert goods_of(ledger).free_goods == 3 * WEIGHT


def test_another_supervisor_neither_ends_a_dispute_nor_has_it_for_itself() -> None:
    """It disputed anew what a court had in dispute, and ended that, or voided it with holder and keeper."""
    ledger = receipted()
    ledger.party("police", Role.supervisor)
    ledger.do(DISPUTE, signed_by="supervisor")
    for call in (
        d.Dispute(document="W-1", by="police", reference="r"),
        d.Resolve(document="W-1", by="police", reference="r"),
        VOID,
    ):
        answer = ledger.submit(call, signed_by=f"{EVERYBODY} police").outcome
        assert answer is GoodsOutcome.dispute_not_over
    ledger.do(DISPUTE, RESOLVE, signed_by="supervisor")
    assert document_of(ledger).status is DocumentStatus.in_effect
    ledger.do(d.Dispute(document="W-1", by="police", reference="r"), signed_by="police")


def test_a_disputed_receipt_of_which_nothing_is_lost_loses_no_things_by_an_amendment() -> None:
    """Things of a loss may be left out, and there was none."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=(Item(epc="urn:A"), Item(epc="urn:B")))
    issued(ledger, "W-1", items=("urn:A", "urn:B"))
    ledger.do(DISPUTE, signed_by="supervisor")
    fewer = amended(ledger, items=("urn:A",))
    answer = ledger.submit(fewer, signed_by=f"{EVERYBODY} supervisor").outcome
    assert answer is ReceiptsOutcome.parts_do_not_add_up


def test_every_way_out_of_a_dispute_is_among_them() -> None:
    """By the table of steps: whatever a document in dispute becomes asks the supervisor, or is its own act."""
    ends = {
        action
        for action, step in STEPS.items()
        if DocumentStatus.in_dispute in step.statuses and step.then not in (None, DocumentStatus.in_dispute)
    }
    assert ends == {Action.amend, Action.void, Action.resolve}
    assert DocumentStatus.in_dispute in LIVE


def over(ledger: Ledger) -> None:
    """Its day came, and nobody recorded it."""
    ledger.wait(366 * DAY_MS)


def test_a_receipt_whose_day_came_is_over_though_nobody_says_so() -> None:
    """It was lodged, pledged, endorsed, split and put on paper for as long as nobody recorded that it was over."""
    ledger = receipted()
    over(ledger)
    assert document_of(ledger).status is DocumentStatus.in_effect
    for calls in (
        (split("W-1", part("a"), part("b", 15_000, 6)),),
        (d.Endorse(document="W-1", receiver="of-ben"),),
        (d.ToPaper(document="W-1", statement="a" * 64),),
        (d.EndorsePledge(document="W-1", pledge="P", pledgee="lender"),),
    ):
        answer = ledger.submit(*calls, signed_by=EVERYBODY).outcome
        assert answer is ReceiptsOutcome.document_not_so_far
    lodged = h.Pledge(pledge="x", account="of-ann", instrument="W-1", quantity=1, pledgee="futures/account/x")
    assert ledger.submit(lodged, signed_by="ann").outcome is ReceiptsOutcome.title_document_over
    ledger.do(d.Expire(document="W-1"), signed_by="ben")


def test_a_pledge_that_was_signed_for_a_good_receipt_is_not_delivered_on_one_that_is_over() -> None:
    """Its third act comes too late."""
    ledger = receipted()
    first, second, third = pledging()
    ledger.do(first, second, signed_by="ann shed")
    over(ledger)
    assert ledger.submit(third, signed_by="ann").outcome is ReceiptsOutcome.pledge_acts_missing


def test_a_receipt_that_is_over_is_not_made_good_by_giving_it_up_and_having_it_refused() -> None:
    """Surrendered and restored it was in effect again, and lodged before anybody recorded the contrary."""
    ledger = receipted()
    over(ledger)
    ledger.do(d.Expire(document="W-1"), *surrendering(), d.Restore(document="W-1", reason="r"), signed_by="ann shed")
    lodged = h.Pledge(pledge="x", account="of-ann", instrument="W-1", quantity=1, pledgee="futures/account/x")
    assert ledger.submit(lodged, signed_by="ann").outcome is ReceiptsOutcome.title_document_over
    ledger.do(d.Expire(document="W-1"), signed_by="ben")
    ledger.do(*surrendering(name="again"), signed_by="ann")
