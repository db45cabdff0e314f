# SPDX-License-Identifier: Apache-2.0
"""A receipt from its registration through the delivery of a futures contract to goods that the buyer loads out."""

from typing import Any

import pytest

from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import lodging_calls as lodging
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Control
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus, Standing
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.terms import Asked
from support.futures_ending import AFTER, AT, allotments, close, founded, intend, offer, open_day, traded_out
from support.ledger import Ledger
from support.receipted import LOT, SHOWN, contents, document_of, load_out, surrender

UNDEPOSITED = Asked(
    forecast_days=40, deposit_price=0, difference_price=0, tolerance_ppm=0, document_days=730, inspected=False
)
DELIVERED = {"quantity": 1, "expires": 2**53 - 1}


def registered(ledger: Ledger, *documents: str) -> None:
    """The venue registers Bob's receipts of the depot, and admits them to its metal."""
    ledger.account("of-venue", "venue", incoming=Control.holder)
    ledger.account("of-depot", "depot", incoming=Control.holder)
    about: dict[str, Any] = {"registered_by": "venue", "commodity": "metal", "uom": "TNE", "decimals": 3, "cash": "CNY"}
    opened = r.OpenScheme(scheme="metal", account="of-venue", rules=UNDEPOSITED, **about)
    admitted = r.AdmitKeeper(
        scheme="metal", goods_keeper="depot", kind="warehouse", capacity=10**6, account="of-depot"
    )
    ledger.do(opened, admitted, signed_by="venue depot")
    declared = r.Declare(
        intake="I", scheme="metal", goods_keeper="depot", depositor="bob", lot=LOT, declared=25_000 * len(documents)
    )
    ledger.do(declared, r.GiveRoom(intake="I"), signed_by="bob venue")
    taken = r.TakeIn(intake="I", arrived=25_000 * len(documents), certificate="c" * 64, shown=SHOWN)
    ledger.do(taken, signed_by="depot")
    for document in documents:
        said = contents(ledger)
        drafted = d.Draft(document=document, intake="I", account="of-bob", contents=said, measured=25_000)
        ledger.do(drafted, d.Register(document=document), signed_by="depot venue bob")
        ledger.do(s.AdmitGoods(instrument=document, product="metal"), signed_by="venue")


@pytest.fixture
def ledger() -> Ledger:
    """Bob sold ten lots, of five tonnes each, and has two receipts for twenty-five tonnes."""
    ledger = founded(Ledger())
    traded_out(ledger, "CU", ("ann", "bob", AT, 10))
    registered(ledger, "W-1", "W-2")
    return ledger


def test_from_registration_through_delivery_to_goods(ledger: Ledger) -> None:
    """The buyer pays and has the receipts, controls them, and loads the goods out; nobody else can meanwhile."""
    open_day(ledger, AFTER[0])
    ledger.do(offer("bob", Goods("W-1"), Goods("W-2")), signed_by="bob")
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ccp")
    ledger.do(intend("ann"), signed_by="ann")
    close(ledger)
    open_day(ledger, AFTER[1])
    ledger.do(*allotments(ledger, "CU"), signed_by="ccp")
    close(ledger)
    open_day(ledger, AFTER[2])
    ledger.drive("pat", "futures")
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")
    held = h.Hold(hold="out", account="of-ann", instrument="W-1", executor="receipts/document/W-1", **DELIVERED)
    ledger.do(held, surrender(hold="out"), d.Accept(document="W-1"), signed_by="ann depot venue")
    ledger.do(d.NoteFees(document="W-1", fees_paid_until=ledger.time + 10**9), load_out(), signed_by="ann depot")
    assert document_of(ledger).status is DocumentStatus.delivered_goods
    assert ledger.state.read_title("W-1") is None if hasattr(ledger.state, "read_title") else True


def test_a_receipt_is_margin_as_any_unique_instrument(ledger: Ledger) -> None:
    """Pledged to the record of the account and lodged; it is not split under the house's hands."""
    pledge = h.Pledge(pledge="lodged", account="of-bob", instrument="W-1", quantity=1, pledgee="futures/margin/m-bob")
    ledger.do(pledge, signed_by="bob")
    assert ledger.holding("of-bob", "W-1").pledged == 1
    assert lodging.Lodge is not None
