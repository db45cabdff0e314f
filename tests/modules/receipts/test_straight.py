# SPDX-License-Identifier: Apache-2.0
"""A document endorsed to a named party and no further: it is nobody else's, by whichever way (DCSA ENDORSE)."""

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Control
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import Standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from support.ledger import Ledger
from support.receipted import document_of, load_out, part, pledging, receipted, split, surrendering, title_of

STRAIGHT = d.Endorse(document="W-1", receiver="of-ben", no_further=True)


@pytest.fixture
def ledger() -> Ledger:
    """Ann endorsed it to Ben alone."""
    made = receipted()
    made.do(STRAIGHT, signed_by="ann ben")
    return made


def moved(sender: str, receiver: str, document: str = "W-1") -> h.Transfer:
    return h.Transfer(sender=sender, receiver=receiver, instrument=document, quantity=1)


def test_it_is_not_sold_behind_the_endorsement(ledger: Ledger) -> None:
    """Endorsing it on was refused, and a plain transfer of its unit was not; nor was a pledge of it."""
    ways: list[tuple[Call, ...]] = [
        (d.Endorse(document="W-1", receiver="of-ann"),),
        (moved("of-ben", "of-ann"),),
        pledging(account="of-ben"),
        (h.Pledge(pledge="x", account="of-ben", instrument="W-1", quantity=1, pledgee="futures/account/x"),),
    ]
    for calls in ways:
        assert ledger.submit(*calls, signed_by="ann ben shed").outcome is ReceiptsOutcome.endorsed_in_full


def test_nor_by_what_replaces_it(ledger: Ledger) -> None:
    """Split, or put on paper and back, it was to order again."""
    ledger.do(split("W-1", part("a"), part("b", 15_000, 6)), signed_by="ben shed")
    back = d.FromPaper(document="b", into="b-2", account="of-ben", statement="b" * 64)
    ledger.do(d.ToPaper(document="b", statement="a" * 64), back, signed_by="ben shed exchange")
    for part_ in ("a", "b-2"):
        sold = ledger.submit(moved("of-ben", "of-ann", part_), signed_by="ann ben").outcome
        assert sold is ReceiptsOutcome.endorsed_in_full


def test_its_party_has_it_where_it_likes_and_fetches_the_goods(ledger: Ledger) -> None:
    """Among accounts of its own it moves; it is surrendered as any."""
    ledger.account("ben-2", "ben", incoming=Control.holder)
    ledger.do(moved("of-ben", "ben-2"), signed_by="ben")
    ledger.do(*surrendering(account="ben-2"), d.Accept(document="W-1"), signed_by="ben shed exchange")
    assert ledger.submit(load_out(), signed_by="ben shed").outcome is MachineOutcome.ok


def test_who_rejects_it_gives_it_back_to_order(ledger: Ledger) -> None:
    """Ann had it back, and could endorse it to nobody any more."""
    ledger.do(d.Reject(document="W-1"), signed_by="ben")
    assert (title_of(ledger), document_of(ledger).no_further) == ("of-ann", False)
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")
    ledger.do(STRAIGHT, signed_by="ann ben")
