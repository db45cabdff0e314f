# SPDX-License-Identifier: Apache-2.0
"""Things in things, strangers' things, disputed surrenders, and names that others have: nobody gains by any of them."""

from typing import Final

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus, KeeperKind, Standing, standing
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.terms import Item
from support.ledger import DOCUMENT, Ledger
from support.receipted import (
    LOT,
    contents,
    declaring,
    document_of,
    draft,
    events_of,
    handing_over,
    issued,
    load_out,
    open_scheme,
    pledging,
    receipted,
    rules,
    stored,
    surrendering,
    take_in,
    with_schemes,
)

DISPUTE: Final = d.Dispute(document="W-1", by="supervisor", reference="case 9")
RESOLVE: Final = d.Resolve(document="W-1", by="supervisor", reference="case 9")


def packed(*names: str) -> tuple[Item, ...]:
    """Each in the one before."""
    outer = (None, *(f"urn:{name}" for name in names))
    return tuple(Item(epc=f"urn:{name}", packed_in=within) for name, within in zip(names, outer, strict=False))


def roomed(ledger: Ledger, intake: str = "I-1") -> None:
    ledger.do(*declaring(intake), signed_by="ann")
    ledger.do(r.GiveRoom(intake=intake), signed_by="exchange")


def taken(ledger: Ledger, *items: Item, intake: str = "I-1") -> Outcome:
    return ledger.submit(take_in(intake, items=items), signed_by="shed inspector").outcome


def test_a_thing_six_packings_deep_is_not_taken_in() -> None:
    """The innermost and the outermost were on two live receipts: no more packings are looked through than four."""
    ledger = with_schemes(Ledger())
    roomed(ledger)
    assert taken(ledger, *packed(*"ABCDEF")) is GoodsOutcome.packed_too_deep
    assert taken(ledger, *packed(*"ABCDE")) is MachineOutcome.ok
    for document, thing, outcome in (
        ("W-in", "urn:E", MachineOutcome.ok),
        ("W-out", "urn:A", ReceiptsOutcome.item_on_document),
    ):
        ledger.do(draft(ledger, document, contents=contents(ledger, items=(thing,))), signed_by="shed")
        assert ledger.submit(d.Register(document=document), signed_by="exchange ann").outcome is outcome


def test_nor_is_one_that_comes_later_into_the_innermost() -> None:
    """By whichever intake each of them came."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=packed(*"ABCDE"))
    roomed(ledger, "I-2")
    late = Item(epc="urn:F", packed_in="urn:E")
    assert taken(ledger, late, intake="I-2") is GoodsOutcome.packed_too_deep
    beside = Item(epc="urn:F", packed_in="urn:D")
    assert taken(ledger, beside, Item(epc="urn:G", packed_in="urn:F"), intake="I-2") is GoodsOutcome.packed_too_deep
    assert taken(ledger, beside, intake="I-2") is MachineOutcome.ok


def test_outermost_and_innermost_are_not_on_one_receipt() -> None:
    """Of five, one in the other: they are one thing."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=packed(*"ABCDE"))
    both = draft(ledger, contents=contents(ledger, items=("urn:A", "urn:E")))
    assert ledger.submit(both, signed_by="shed").outcome is ReceiptsOutcome.items_do_not_add_up


def test_a_rogue_venue_packs_nothing_in_the_things_of_others() -> None:
    """It registered what it said was in the victim's thing; the victim's own receipt was then refused."""
    ledger = with_schemes(Ledger())
    ledger.party("rogue", Role.venue)
    ledger.party("rogue-keeper", Role.issuer)
    for party in ("rogue", "rogue-keeper"):
        ledger.account(f"of-{party}", party, incoming=Control.holder)
    free = rules(deposit_price=0, inspected=False)
    ledger.do(open_scheme("rs", registered_by="rogue", account="of-rogue", rules=free), signed_by="rogue")
    admitted = {"kind": KeeperKind.warehouse, "capacity": 10**9, "account": "of-rogue-keeper"}
    ledger.do(r.AdmitKeeper(scheme="rs", goods_keeper="rogue-keeper", **admitted), signed_by="rogue rogue-keeper")
    stored(ledger, items=packed("V"))
    declared = {"goods_keeper": "rogue-keeper", "depositor": "ben", "lot": LOT, "declared": 1_000}
    ledger.do(r.Declare(intake="RI", scheme="rs", **declared), signed_by="ben")
    ledger.do(r.GiveRoom(intake="RI"), signed_by="rogue")
    said = {"arrived": 1_000, "certificate": "c" * 64, "events": events_of("RI")}
    within = r.TakeIn(intake="RI", items=(Item(epc="urn:R", packed_in="urn:V"),), **said)
    assert ledger.submit(within, signed_by="rogue-keeper").outcome is GoodsOutcome.packed_with_another
    issued(ledger, "W-1", items=("urn:V",))


@pytest.mark.parametrize("accepted", [False, True])
def test_a_receipt_surrendered_then_disputed_is_its_owners_when_that_is_resolved(accepted: bool) -> None:
    """It stayed with the keeper, which could pass it on; the owner surrenders it anew."""
    ledger = receipted()
    ledger.do(*surrendering(), signed_by="ann")
    if accepted:
        ledger.do(d.Accept(document="W-1"), signed_by="shed exchange")
    ledger.do(DISPUTE, RESOLVE, signed_by="supervisor")
    found = document_of(ledger)
    assert (found.status, found.possessor, found.hold, found.delivery) == (DocumentStatus.in_effect, None, None, None)
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")
    assert ledger.holding("of-ann", "W-1").free == 1
    passed = ledger.submit(d.PassOn(document="W-1", to="liner"), signed_by="shed liner")
    assert passed.outcome is ReceiptsOutcome.controlled_otherwise
    ledger.do(*surrendering(name="again"), d.Accept(document="W-1"), signed_by="ann shed exchange")
    ledger.do(load_out(), signed_by="ann shed")


def test_a_receipt_given_back_in_dispute_waits_for_no_delivery() -> None:
    """Its keeper gave it back: nobody wants its goods any more."""
    ledger = receipted()
    ledger.do(*surrendering(), DISPUTE, d.HandBack(document="W-1"), RESOLVE, signed_by="ann shed supervisor")
    assert (document_of(ledger).delivery, ledger.holding("of-ann", "W-1").free) == (None, 1)


def test_a_receipt_that_another_possessed_is_still_theirs_when_a_dispute_is_resolved() -> None:
    """It was handed over and not surrendered."""
    ledger = receipted()
    ledger.do(*handing_over(), DISPUTE, RESOLVE, signed_by="ann supervisor")
    assert controller(ledger.state, "W-1") == (Standing.handed_over, "lender")


def test_a_pledge_under_the_name_of_a_freeze_is_no_pledge() -> None:
    """The receipt was pledged away by one act, and nobody had it pledged."""
    ledger = receipted()
    named = {"account": "of-ann", "instrument": "W-1", "supervisor": "supervisor"}
    ledger.do(h.Freeze(freeze="F", reference="r", document=DOCUMENT, **named), signed_by="supervisor")
    ledger.do(d.EndorsePledge(document="W-1", pledge="F", pledgee="lender"), signed_by="ann")
    assert standing(ledger.state, document_of(ledger)) is Standing.with_title


def test_nor_is_one_under_the_name_of_what_is_lodged() -> None:
    """A pledge to a record is another pledge, of another pledgee."""
    ledger = receipted()
    lodged = h.Pledge(pledge="P-1", account="of-ann", instrument="W-1", quantity=1, pledgee="futures/account/x")
    ledger.do(lodged, signed_by="ann")
    ledger.do(pledging()[0], signed_by="ann")
    assert standing(ledger.state, document_of(ledger)) is Standing.with_title
    assert ledger.submit(d.Endorse(document="W-1", receiver="of-ben"), signed_by="ann ben").outcome is (
        HoldingsOutcome.insufficient_free_quantity
    )
