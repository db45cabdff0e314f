# SPDX-License-Identifier: Apache-2.0
"""A receipt from its registration through the delivery of a futures contract to goods that the buyer loads out."""

from typing import Any

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Control
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus, Standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.terms import Asked
from support.futures_ending import (
    AFTER,
    AT,
    START,
    allotments,
    close,
    fix,
    founded,
    intend,
    offer,
    open_day,
    trade,
    traded_out,
)
from support.futures_lodged import lodged, taking
from support.ledger import Ledger
from support.receipted import LOT, contents, document_of, events_of, load_out, part, split, surrender

UNDEPOSITED = Asked(
    forecast_days=40, deposit_price=0, difference_price=0, tolerance_ppm=0, document_days=730, inspected=False
)
DELIVERED = {"quantity": 1, "expires": 2**53 - 1}


def registered(ledger: Ledger, *documents: str, owner: str = "bob") -> None:
    """The venue registers somebody's receipts of the depot, and admits them to its metal."""
    ledger.account("of-venue", "venue", incoming=Control.holder)
    ledger.account("of-depot", "depot", incoming=Control.holder)
    about: dict[str, Any] = {"registered_by": "venue", "commodity": "metal", "uom": "TNE", "decimals": 3, "cash": "CNY"}
    opened = r.OpenScheme(scheme="metal", account="of-venue", rules=UNDEPOSITED, **about)
    admitted = r.AdmitKeeper(scheme="metal", goods_keeper="depot", kind="warehouse", capacity=10**6, account="of-depot")
    ledger.do(opened, admitted, signed_by="venue depot")
    declared = r.Declare(
        intake="I", scheme="metal", goods_keeper="depot", depositor=owner, lot=LOT, declared=25_000 * len(documents)
    )
    ledger.do(declared, r.GiveRoom(intake="I"), signed_by=f"{owner} venue")
    taken = r.TakeIn(intake="I", arrived=25_000 * len(documents), certificate="c" * 64, events=events_of("I"))
    ledger.do(taken, signed_by="depot")
    for document in documents:
        said = contents(ledger)
        drafted = d.Draft(document=document, intake="I", account=f"of-{owner}", contents=said, measured=25_000)
        ledger.do(drafted, d.Register(document=document), signed_by=f"depot venue {owner}")
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
    ledger.do(load_out(), signed_by="ann depot")
    assert document_of(ledger).status is DocumentStatus.delivered_goods


def test_a_receipt_that_is_over_is_delivered_to_nobody(ledger: Ledger) -> None:
    """Its holder sells it as any, has its goods, or another for it, which is good."""
    over = d.Amend(document="W-1", into="W-3", contents=contents(ledger, kept_until=ledger.time + 2_000))
    ledger.do(over, signed_by="bob depot")
    ledger.do(s.AdmitGoods(instrument="W-3", product="metal"), signed_by="venue")
    open_day(ledger, AFTER[0])
    ledger.do(d.Expire(document="W-3"), signed_by="ann")
    answer = ledger.submit(offer("bob", Goods("W-3")), signed_by="bob")
    assert answer.outcome is ReceiptsOutcome.title_document_over
    ledger.do(offer("bob", Goods("W-2")), signed_by="bob")


def test_a_receipt_stands_for_short_lots_as_any_unique_instrument() -> None:
    """Pledged to the record of the margin account and lodged: four lots need nothing, and it is not split meanwhile."""
    ledger: Ledger = taking(Ledger())
    registered(ledger, "W-1", owner="lia")
    open_day(ledger, START)
    lodged(ledger, "lia", "l-w", 1, "W-1", product="metal")
    trade(ledger, "CU", START, ("ann", "lia", AT, 4))
    fix(ledger, {"CU": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    told = [one.data for one in ledger.decoded_events() if one.type == Settled.type]
    (line,) = next(one for one in told if one["account"] == "m-lia")["lines"]
    assert (line["short"], line["spared"], line["margin"]) == (4, 4, 0)
    parted = split("W-1", part("a"), part("b", 15_000, 6))
    assert ledger.submit(parted, signed_by="lia depot").outcome.name == "insufficient_free_quantity"
