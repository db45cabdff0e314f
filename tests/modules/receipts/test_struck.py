# SPDX-License-Identifier: Apache-2.0
"""A keeper takes in what is another's: a supervisor strikes it, and whose it is takes it in."""

from typing import Final

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.goods import GOODS, ITEMS, item_key
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.module import MODULE
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Item
from support.ledger import Ledger
from support.receipted import contents, declaring, issued, take_in
from support.squatted import THEIRS, squatting, strike, with_squatter

SSCC: Final = "https://id.gs1.org/00/040123450000000016"
BOX: Final = "https://id.example/box"
THEY: Final = "squatter rogue ben"


@pytest.fixture
def ledger() -> Ledger:
    """A stranger's venue and keeper took in the bundle that is on its way to the shed; it has room there already."""
    made = with_squatter()
    made.do(*squatting("RI", Item(epc=SSCC), Item(epc=BOX, packed_in=SSCC)), signed_by=THEY)
    made.do(*declaring(), signed_by="ann")
    made.do(r.GiveRoom(intake="I-1"), signed_by="exchange")
    return made


def theirs(ledger: Ledger, *items: str) -> d.Draft:
    said = {"contents": contents(ledger, amount=THEIRS, items=items), "measured": THEIRS}
    return d.Draft(document="R-1", intake="RI", account="of-ben", **said)


TAKEN: Final = take_in(items=(Item(epc=SSCC), Item(epc=BOX, packed_in=SSCC)))


def keeper_of(ledger: Ledger, epc: str) -> tuple[str, bool]:
    found = ledger.state.read(ITEMS, item_key(epc))
    assert found is not None
    return found.goods_keeper, found.here


def test_who_is_squatted_has_its_goods_back_in_one_transaction(ledger: Ledger) -> None:
    """The bundle's keeper could issue nothing on it for ever; now it is struck, taken in and receipted, box and all."""
    assert ledger.submit(TAKEN, signed_by="shed inspector").outcome is ReceiptsOutcome.goods_item_exists
    ledger.do(strike(SSCC, quantity=THEIRS), TAKEN, signed_by="supervisor shed inspector")
    issued(ledger, "W-1", items=(SSCC,))
    assert (keeper_of(ledger, SSCC), keeper_of(ledger, BOX)) == (("shed", True), ("shed", True))
    goods = ledger.state.read(GOODS, "rs", "squatter", "L-1")
    assert goods is not None
    assert (goods.taken_in, goods.struck_goods, goods.on_hand) == (THEIRS, THEIRS, 0)
    assert not list(MODULE.invariants(ledger.state))


def test_nobody_strikes_but_a_supervisor(ledger: Ledger) -> None:
    """Neither the true keeper nor its registrar, nor the squatter's."""
    for by in ("shed exchange", "rogue squatter ben"):
        assert ledger.submit(strike(SSCC), signed_by=by).outcome is PartiesOutcome.not_authorised


@pytest.mark.parametrize("named", [SSCC, BOX])
def test_nothing_is_struck_from_under_a_live_receipt(ledger: Ledger, named: str) -> None:
    """Be it the squatter's: the bundle is on it, or a box of the bundle, and stays on one receipt alone."""
    ledger.do(theirs(ledger, named), d.Register(document="R-1"), signed_by=THEY)
    for epc in (SSCC, BOX):
        assert ledger.submit(strike(epc), signed_by="supervisor").outcome is ReceiptsOutcome.item_on_document
    assert ledger.submit(strike(quantity=1), signed_by="supervisor").outcome is ReceiptsOutcome.beyond_on_hand
    assert ledger.submit(TAKEN, signed_by="shed inspector").outcome is ReceiptsOutcome.goods_item_exists


def test_nor_from_under_paper(ledger: Ledger) -> None:
    """Paper is out there, and its goods are on it."""
    ledger.do(theirs(ledger, SSCC), d.Register(document="R-1"), signed_by=THEY)
    ledger.do(d.ToPaper(document="R-1", statement="a" * 64), signed_by="ben squatter")
    assert ledger.submit(strike(SSCC), signed_by="supervisor").outcome is ReceiptsOutcome.item_on_document


def test_a_draft_on_what_was_struck_is_registered_never(ledger: Ledger) -> None:
    """It was made out before; the thing is another's by then, and where the goods are struck there are none."""
    ledger.do(theirs(ledger, SSCC), signed_by="squatter")
    ledger.do(strike(SSCC, quantity=THEIRS), signed_by="supervisor")
    register = d.Register(document="R-1")
    assert ledger.submit(register, signed_by="rogue ben").outcome is ReceiptsOutcome.beyond_on_hand
    ledger.do(TAKEN, signed_by="shed inspector")
    assert ledger.submit(register, signed_by="rogue ben").outcome is ReceiptsOutcome.other_goods


def test_a_thing_is_struck_once(ledger: Ledger) -> None:
    """What is not here is not struck, and what the true keeper has since is of another lot."""
    ledger.do(strike(SSCC), signed_by="supervisor")
    for epc in (SSCC, BOX):
        assert ledger.submit(strike(epc), signed_by="supervisor").outcome is ReceiptsOutcome.item_on_document
    ledger.do(TAKEN, signed_by="shed inspector")
    assert ledger.submit(strike(SSCC), signed_by="supervisor").outcome is ReceiptsOutcome.other_goods


def test_a_bundle_under_another_spelling_is_not_another_bundle(ledger: Ledger) -> None:
    """As a URN, on another domain, by another name for the key, in capitals: taken in again it was on two receipts."""
    ledger.do(strike(SSCC), TAKEN, signed_by="supervisor shed inspector")
    for spelled in (
        "urn:epc:id:sscc:4012345.0000000001",
        "https://brand.example/00/040123450000000016",
        "https://id.gs1.org/sscc/040123450000000016?x=1",
        "HTTPS://id.gs1.org/00/040123450000000016",
        "URN:EPC:id:sscc:4012345.0000000001",
    ):
        again = ledger.submit(*squatting("R2", Item(epc=spelled)), signed_by=THEY)
        assert again.outcome is GoodsOutcome.spelled_otherwise
    own = Item(epc="https://brand.example/box/1")
    assert ledger.submit(*squatting("R2", own), signed_by=THEY).outcome is MachineOutcome.ok
