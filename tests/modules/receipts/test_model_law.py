# SPDX-License-Identifier: Apache-2.0
"""The Model Law on Electronic Transferable Records (2017), article by article."""

import msgspec
import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import LIVE, DocumentStatus, Standing
from counterfoil.modules.receipts.law import LAW
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.terms import Contents
from counterfoil.primitives import canonical
from counterfoil.primitives.canonical import encode
from counterfoil.primitives.errors import InputError
from support.ledger import Ledger
from support.receipted import (
    contents,
    document_of,
    draft,
    goods_of,
    handing_over,
    load_out,
    receipted,
    split,
    surrendering,
    title_of,
)


@pytest.fixture
def ledger() -> Ledger:
    return receipted("W-1")


MANDATORY = sorted({*Contents.__struct_fields__} - {"bin", "named", "items"})


@pytest.mark.parametrize("element", MANDATORY)
def test_article_10_1_a_it_contains_what_paper_would(ledger: Ledger, element: str) -> None:
    """Civil Code article 909: a draft that lacks an element is no call at all."""
    said = msgspec.to_builtins(contents(ledger))
    del said[element]
    with pytest.raises(InputError):
        canonical.decode(encode(said), Contents)


def test_article_10_1_b_i_one_record_is_the_transferable_record(ledger: Ledger) -> None:
    """Its number is its instrument's name: there is one record of it, and one unit."""
    again = draft(ledger, "W-1")
    assert ledger.submit(again, signed_by="shed").outcome is ReceiptsOutcome.title_document_exists


def test_article_10_1_b_ii_it_is_controlled_until_it_has_no_effect(ledger: Ledger) -> None:
    """From its registration on by one, in every state; from its end on by nobody."""
    stations = (
        ((), ""),
        ((d.Endorse(document="W-1", receiver="of-ben"),), "ann ben"),
        (handing_over(account="of-ben"), "ben"),
        ((d.PassOn(document="W-1", to="buyer-bank"),), "lender"),
        ((d.HandBack(document="W-1"),), "buyer-bank"),
        (surrendering(name="give-up", account="of-ben"), "ben"),
        ((d.Accept(document="W-1"),), "shed exchange"),
    )
    for calls, by in stations:
        if calls:
            ledger.do(*calls, signed_by=by)
        found = controller(ledger.state, "W-1")
        assert found is not None
        assert (found.party is not None, document_of(ledger).status in LIVE) == (True, True)
    ledger.do(load_out(), signed_by="ben shed")
    assert controller(ledger.state, "W-1") == (Standing.no_one, None)


def test_article_10_1_b_iii_its_integrity_is_kept(ledger: Ledger) -> None:
    """What it says changes by calls of its own alone, and every change is a link in its trail."""
    before = document_of(ledger)
    ledger.do(d.NoteFees(document="W-1", fees_paid_until=ledger.time + 10**11), signed_by="shed")
    after = document_of(ledger)
    assert (after.version, after.trail.seq) == (before.version + 1, before.trail.seq + 1)


def test_article_11_possession_is_exclusive_control_of_an_identified_person(ledger: Ledger) -> None:
    """Nobody else moves it: neither keeper nor registrar, nor both with a supervisor."""
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1)
    endorsed = d.Endorse(document="W-1", receiver="of-ben")
    for call in (moved, endorsed, split(), d.ToPaper(document="W-1", statement="a" * 64)):
        outcome = ledger.submit(call, signed_by="ben shed exchange supervisor registrar").outcome
        assert outcome is PartiesOutcome.not_authorised


def test_article_12_its_reliability_is_proved() -> None:
    """By evidence, which is tested with evidence: here that every rule of the module is known to a verifier by name."""
    assert {rule.feature for rule in LAW.calls.values()} == {"receipts"}


def test_article_13_times_and_places_are_told(ledger: Ledger) -> None:
    """When it took effect is the block's time, and where it was made out stands in it."""
    found = document_of(ledger)
    assert (found.registered, found.contents.issued_at) == (ledger.time, "Shanghai")


def test_article_15_it_is_endorsed(ledger: Ledger) -> None:
    """By a signature, and the endorsement is in the record."""
    ledger.do(d.Endorse(document="W-1", receiver="of-ben", remark="for value"), signed_by="ann ben")
    assert document_of(ledger).endorsements == 1


def test_article_16_an_amendment_is_identified_as_such(ledger: Ledger) -> None:
    """By its version, and by the document that it replaces."""
    ledger.do(d.Amend(document="W-1", into="W-2", contents=contents(ledger, marks="NTH-B")), signed_by="ann shed")
    assert (document_of(ledger, "W-2").version, document_of(ledger, "W-2").came_of) == (2, ("W-1",))


def test_article_17_paper_is_replaced(ledger: Ledger) -> None:
    """A statement says so; the paper is without effect, and is replaced once."""
    ledger.do(d.ToPaper(document="W-1", statement="a" * 64), signed_by="ann shed")
    back = d.FromPaper(document="W-1", into="W-2", account="of-ben", statement="b" * 64)
    assert ledger.submit(back, signed_by="exchange ben").outcome is PartiesOutcome.not_authorised
    ledger.do(back, signed_by="shed exchange ben")
    assert (title_of(ledger, "W-2"), goods_of(ledger).on_documents) == ("of-ben", 25_000)
    again = d.FromPaper(document="W-1", into="W-3", account="of-ben", statement="b" * 64)
    assert ledger.submit(again, signed_by="shed exchange ben").outcome is ReceiptsOutcome.document_not_so_far


def test_article_18_it_is_replaced_by_paper(ledger: Ledger) -> None:
    """With a statement; it has no effect from then on, and its goods cannot be put on another document."""
    ledger.do(d.ToPaper(document="W-1", statement="a" * 64), signed_by="ann shed")
    found = document_of(ledger)
    assert (found.status, found.paper, title_of(ledger)) == (DocumentStatus.on_paper, "a" * 64, None)
    assert goods_of(ledger).on_documents == 25_000
    assert ledger.submit(*surrendering(), signed_by="ann").outcome is not MachineOutcome.ok
