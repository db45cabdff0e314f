# SPDX-License-Identifier: Apache-2.0
"""Things that another chain took in: on a document here where that is not so, came later, or is over."""

import pytest

from counterfoil.modules.receipts.goods import ITEMS, item_key
from counterfoil.modules.receipts.terms import Item
from support.evidence_world import START_MS
from support.ledger import Ledger
from support.peered import answering
from support.receipted import document_of, stored, with_schemes
from support.refused_goods_elsewhere import (
    ABSENT,
    BOTH,
    EARLIER,
    GONE,
    LATE,
    LATER,
    REGISTERING,
    asking,
    document_on,
    goods_asked,
    kept_elsewhere,
    path_of,
    registering,
)


@pytest.fixture
def market() -> Ledger:
    ledger = Ledger()
    ledger.time = START_MS
    found: Ledger = goods_asked(ledger)
    return found


@pytest.mark.parametrize("epc", [ABSENT, LATER, GONE])
def test_what_the_other_never_had_has_later_or_has_no_more_is_documented(market: Ledger, epc: str) -> None:
    """Whoever came later asks in its turn, and sees that it did."""
    market.do(registering(epc), signed_by=REGISTERING)
    assert document_of(market, document_on(epc)).status == "in_effect"


def test_an_answer_after_it_came_in_is_enough(market: Ledger) -> None:
    """What was asked too early is asked once more."""
    assert market.submit(registering(LATE), signed_by=REGISTERING).outcome.name == "goods_not_asked_elsewhere"
    east = kept_elsewhere()
    east.waited_ms += 10**8
    east.block()
    market.do(answering(east, path_of(LATE)), signed_by="registrar")
    market.do(registering(LATE), signed_by=REGISTERING)


def test_two_may_say_that_it_is_asked_no_more(market: Ledger) -> None:
    """From a time on; then what is here counts alone."""
    market.do(asking(chains=(), since=market.time + 60_000), signed_by=BOTH)
    assert market.submit(registering(EARLIER), signed_by=REGISTERING).outcome.name == "goods_on_another_chain"
    market.wait(60_000)
    market.do(registering(EARLIER), signed_by=REGISTERING)


def test_a_thing_says_since_when_it_is_here() -> None:
    """The time of the block that took it in: what its claim is ordered by."""
    ledger = with_schemes(Ledger())
    stored(ledger, items=(Item(epc=ABSENT),))
    found = ledger.state.read(ITEMS, item_key(ABSENT))
    assert found is not None and found.since == ledger.time
