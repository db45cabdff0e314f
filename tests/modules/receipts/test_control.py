# SPDX-License-Identifier: Apache-2.0
"""Who controls a document: the actions of TradeTrust's title escrow and of DCSA's endorsement chain, row by row.

Title is the unit, so beneficiary is whoever's account has it. Possession is with the title, or handed over by a hold.
"""

from collections.abc import Callable

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DocumentStatus, Standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from support.ledger import DOCUMENT, Ledger
from support.receipted import (
    contents,
    document_of,
    handing_over,
    issued,
    load_out,
    receipted,
    reserve,
    split,
    stored,
    surrendering,
    title_of,
    with_schemes,
)
from support.receipted_orders import forced

ENDORSE = d.Endorse(document="W-1", receiver="of-ben")
REJECT = d.Reject(document="W-1")


@pytest.fixture
def ledger() -> Ledger:
    return receipted("W-1")


def told(ledger: Ledger) -> tuple[str | None, Standing, str | None]:
    """The account that has the title, who controls the document, and how."""
    found = controller(ledger.state, "W-1")
    assert found is not None
    return title_of(ledger), found.standing, found.party


def answer(ledger: Ledger, *calls: object, by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=by).outcome  # type: ignore[arg-type]


# TradeTrust's token registry, version 5: action, caller, guard, effect.


def test_mint(ledger: Ledger) -> None:
    """An identifier never existed before, and is never used again."""
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")
    ledger.do(split(), signed_by="ann shed")
    again = d.Merge(documents=("W-1a", "W-1b"), into="W-1")
    assert answer(ledger, again, by="ann shed") is ReceiptsOutcome.title_document_exists


def test_nominate(ledger: Ledger) -> None:
    """By the beneficiary, another than itself; naming nobody revokes it."""
    nominate = d.Nominate(document="W-1", nominee="of-ben")
    assert answer(ledger, nominate, by="ben") is PartiesOutcome.not_authorised
    own = d.Nominate(document="W-1", nominee="of-ann")
    assert answer(ledger, own, by="ann") is ReceiptsOutcome.nominated_already
    ledger.do(nominate, signed_by="ann")
    assert answer(ledger, nominate, by="ann") is ReceiptsOutcome.nominated_already
    assert document_of(ledger).nominee == "of-ben"
    ledger.do(d.Nominate(document="W-1"), signed_by="ann")
    assert document_of(ledger).nominee is None


def test_transfer_beneficiary_by_whoever_has_title_and_possession(ledger: Ledger) -> None:
    """The unit goes with it, through holdings; the receiver takes."""
    assert answer(ledger, ENDORSE, by="ann") is PartiesOutcome.not_authorised
    ledger.do(ENDORSE, signed_by="ann ben")
    assert told(ledger) == ("of-ben", Standing.with_title, "ben")
    assert document_of(ledger).endorsements == 1


def test_transfer_beneficiary_by_a_holder_to_the_nominee(ledger: Ledger) -> None:
    """Not to another; and not by the beneficiary, which does not possess it."""
    ledger.do(*handing_over(), signed_by="ann")
    assert answer(ledger, ENDORSE, by="lender ben") is ReceiptsOutcome.not_the_nominee
    ledger.do(d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    assert answer(ledger, ENDORSE, by="ann ben") is PartiesOutcome.not_authorised
    ledger.do(ENDORSE, signed_by="lender ben")
    assert told(ledger) == ("of-ben", Standing.with_title, "ben")


def test_transfer_beneficiary_and_keep_holding(ledger: Ledger) -> None:
    """Whoever takes the title takes possession, and leaves it with the holder in the same transaction."""
    ledger.do(*handing_over(), d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    stays = handing_over(name="ben-leaves-it", account="of-ben")
    ledger.do(ENDORSE, *stays, signed_by="lender ben")
    assert told(ledger) == ("of-ben", Standing.handed_over, "lender")


def test_transfer_holder(ledger: Ledger) -> None:
    """By the holder, to another than itself; the beneficiary stays, and moves nothing alone any more."""
    same = handing_over(to="ann")
    assert answer(ledger, *same, by="ann") is ReceiptsOutcome.already_possesses
    ledger.do(*handing_over(), signed_by="ann")
    assert told(ledger) == ("of-ann", Standing.handed_over, "lender")
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1)
    assert answer(ledger, moved, by="ann ben lender shed") is HoldingsOutcome.insufficient_free_quantity
    assert answer(ledger, h.ReleaseHold(hold="over-W-1"), by="ann") is HoldingsOutcome.hold_not_expired
    ledger.do(d.PassOn(document="W-1", to="buyer-bank"), signed_by="lender")
    assert told(ledger) == ("of-ann", Standing.handed_over, "buyer-bank")
    assert answer(ledger, d.PassOn(document="W-1", to="ben"), by="lender") is PartiesOutcome.not_authorised


def test_transfer_owners(ledger: Ledger) -> None:
    """Both at once: the nominee has title and possession."""
    ledger.do(*handing_over(), d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    ledger.do(ENDORSE, signed_by="lender ben")
    ledger.do(split(), signed_by="ben shed")


def test_reject_transfer_of_holder(ledger: Ledger) -> None:
    """As the very next action: possession is as before, with the title or with the holder before."""
    ledger.do(*handing_over(), signed_by="ann")
    assert answer(ledger, REJECT, by="ann") is PartiesOutcome.not_authorised
    ledger.do(REJECT, signed_by="lender")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")
    ledger.do(*handing_over(name="again"), d.PassOn(document="W-1", to="buyer-bank"), signed_by="ann lender")
    ledger.do(REJECT, signed_by="buyer-bank")
    assert told(ledger) == ("of-ann", Standing.handed_over, "lender")


def test_reject_transfer_of_owners(ledger: Ledger) -> None:
    """Whoever has both by an endorsement sends it back, and the endorser agreed to have it."""
    ledger.do(ENDORSE, signed_by="ann ben")
    ledger.do(REJECT, signed_by="ben")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")
    assert answer(ledger, REJECT, by="ann") is ReceiptsOutcome.nothing_to_reject


def test_reject_transfer_of_beneficiary(ledger: Ledger) -> None:
    """A nominee signs for the title, and so has nothing to reject afterwards."""
    ledger.do(*handing_over(), d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    ledger.do(ENDORSE, signed_by="lender ben")
    assert answer(ledger, REJECT, by="ben") is ReceiptsOutcome.nothing_to_reject


NEXT: dict[str, Callable[[Ledger], None]] = {
    "nominate": lambda ledger: ledger.do(d.Nominate(document="W-1", nominee="of-ann"), signed_by="ben"),
    "pledge": lambda ledger: ledger.do(d.EndorsePledge(document="W-1", pledge="P", pledgee="lender"), signed_by="ben"),
    "transfer": lambda ledger: ledger.do(
        h.Transfer(sender="of-ben", receiver="of-ann", instrument="W-1", quantity=1),
        h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1),
        signed_by="ann ben",
    ),
}


def test_a_nomination_takes_nobodys_right_to_reject(ledger: Ledger) -> None:
    """The beneficiary names somebody; the holder, another party, rejects what it was handed all the same."""
    ledger.do(*handing_over(), d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    ledger.do(REJECT, signed_by="lender")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")


@pytest.mark.parametrize("action", NEXT)
def test_any_other_action_is_acceptance(ledger: Ledger, action: str) -> None:
    """On the document, or of its title, however it comes."""
    ledger.do(ENDORSE, signed_by="ann ben")
    NEXT[action](ledger)
    assert answer(ledger, REJECT, by="ben") is ReceiptsOutcome.nothing_to_reject


def test_no_keeper_accepts_for_another(ledger: Ledger) -> None:
    """What it notes of fees takes nobody's right to reject."""
    ledger.do(ENDORSE, signed_by="ann ben")
    ledger.do(d.NoteFees(document="W-1", fees_paid_until=ledger.time + 10**11), signed_by="shed")
    ledger.do(REJECT, signed_by="ben")
    assert told(ledger)[0] == "of-ann"


def test_return_to_issuer(ledger: Ledger) -> None:
    """By whoever is beneficiary and holder; nominee and previous ones are cleared."""
    ledger.do(d.Nominate(document="W-1", nominee="of-ben"), *surrendering(), signed_by="ann")
    assert told(ledger) == ("of-ann", Standing.with_issuer, "shed")
    assert (document_of(ledger).nominee, document_of(ledger).before) == (None, None)


def test_return_to_issuer_by_another_than_both(ledger: Ledger) -> None:
    """Neither the beneficiary alone nor the holder alone."""
    ledger.do(*handing_over(), signed_by="ann")
    (_, give_up) = surrendering()
    assert answer(ledger, give_up, by="ann lender") is ReceiptsOutcome.controlled_otherwise


def test_restore(ledger: Ledger) -> None:
    """It is whose it was."""
    ledger.do(*surrendering(), signed_by="ann")
    ledger.do(d.Restore(document="W-1", reason="wrong place"), signed_by="shed")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")


def test_burn(ledger: Ledger) -> None:
    """Only what was returned; then nobody controls it, for ever."""
    assert answer(ledger, load_out(), by="ann shed") is ReceiptsOutcome.document_not_so_far
    ledger.do(*surrendering(), d.Accept(document="W-1"), load_out(), signed_by="ann shed exchange")
    assert told(ledger) == (None, Standing.no_one, None)
    for call in (ENDORSE, REJECT, *surrendering(name="again")[1:], load_out()):
        assert answer(ledger, call, by="ann ben shed exchange") is ReceiptsOutcome.document_not_so_far


def test_all_of_it_is_blocked_while_paused(ledger: Ledger) -> None:
    """A supervisor suspends the instrument, and nothing moves."""
    stop = i.ChangeStatus(instrument="W-1", status=InstrumentStatus.suspended, by="supervisor", reason=DOCUMENT)
    ledger.do(stop, signed_by="supervisor")
    for call in (ENDORSE, reserve(), split()):
        assert answer(ledger, call, by="ann ben shed") is InstrumentsOutcome.instrument_not_active


# DCSA's endorsement chain, version 3.


@pytest.fixture
def lading() -> Ledger:
    """A bill of lading of goods that a carrier received."""
    ledger = with_schemes(Ledger())
    stored(ledger, keeper="liner")
    issued(ledger, "W-1", keeper="liner", place="Port of Antwerp")
    return ledger


def test_issue(lading: Ledger) -> None:
    """Once, and first: on the same machine, in a form of its own."""
    assert told(lading) == ("of-ann", Standing.with_title, "ann")
    again = d.Register(document="W-1")
    assert answer(lading, again, by="exchange ann") is ReceiptsOutcome.document_not_so_far


def test_transfer(lading: Ledger) -> None:
    """Of possession."""
    lading.do(*handing_over(to="buyer-bank"), signed_by="ann")
    assert told(lading) == ("of-ann", Standing.handed_over, "buyer-bank")


def test_endorse(lading: Ledger) -> None:
    """To a named party, which endorses it no further, and has the goods delivered."""
    named = d.Endorse(document="W-1", receiver="of-ben", no_further=True)
    lading.do(named, signed_by="ann ben")
    on = d.Endorse(document="W-1", receiver="of-ann")
    assert answer(lading, on, by="ann ben") is ReceiptsOutcome.endorsed_in_full
    lading.do(*surrendering(account="of-ben"), signed_by="ben")


def test_endorse_to_order(lading: Ledger) -> None:
    """Whoever has it by that endorses it on."""
    lading.do(ENDORSE, d.Endorse(document="W-1", receiver="of-ann"), signed_by="ann ben")
    assert document_of(lading).endorsements == 2


def test_blank_endorse(lading: Ledger) -> None:
    """Whoever possesses it endorses it to anybody who takes it."""
    lading.do(d.Nominate(document="W-1", in_blank=True), *handing_over(), signed_by="ann")
    assert answer(lading, ENDORSE, by="lender ben") is ReceiptsOutcome.not_the_nominee
    lading.do(d.Nominate(document="W-1", in_blank=True), signed_by="ann")
    lading.do(ENDORSE, signed_by="lender ben")
    assert told(lading) == ("of-ben", Standing.with_title, "ben")


def test_sign(lading: Ledger) -> None:
    """The carrier signs what is endorsed as pledged."""
    acts = (d.EndorsePledge(document="W-1", pledge="P", pledgee="lender"), d.SignPledge(document="W-1"))
    lading.do(*acts, signed_by="ann liner")
    assert document_of(lading).pledge is not None


def test_surrender_for_delivery(lading: Ledger) -> None:
    """Pending until the carrier answers; SACC, after which nothing may follow; and the goods."""
    lading.do(*surrendering(), signed_by="ann")
    assert document_of(lading).status is DocumentStatus.surrendered_document
    lading.do(d.Accept(document="W-1"), signed_by="liner exchange")
    restore = d.Restore(document="W-1", reason="too late")
    assert answer(lading, restore, by="liner") is ReceiptsOutcome.document_not_so_far
    lading.do(load_out(), signed_by="ann liner")


def test_surrender_is_rejected(lading: Ledger) -> None:
    """SREJ: possession returns."""
    lading.do(*surrendering(), d.Restore(document="W-1", reason="freight"), signed_by="ann liner")
    assert told(lading) == ("of-ann", Standing.with_title, "ann")


def test_surrender_for_amendment(lading: Ledger) -> None:
    """The old one has ended, and another is issued with a chain of its own."""
    lading.do(ENDORSE, signed_by="ann ben")
    amended = d.Amend(document="W-1", into="W-2", contents=contents(lading, place="Port of Ghent"))
    lading.do(amended, signed_by="ben liner")
    assert document_of(lading).status is DocumentStatus.amended
    assert (document_of(lading, "W-2").endorsements, title_of(lading, "W-2")) == (0, "of-ben")


def test_switch_to_paper(lading: Ledger) -> None:
    """SWTP: the record has no effect from then on, and the goods are on the paper."""
    lading.do(d.ToPaper(document="W-1", statement="a" * 64), signed_by="ann liner")
    assert told(lading) == (None, Standing.no_one, None)
    assert answer(lading, *surrendering(), by="ann") is HoldingsOutcome.insufficient_free_quantity


def test_what_is_contradicted_is_told(lading: Ledger) -> None:
    """DISE, a chain that contradicts what is known: nobody endorses twice what he had once."""
    lading.do(ENDORSE, signed_by="ann ben")
    twice = d.Endorse(document="W-1", receiver="of-lender")
    assert answer(lading, twice, by="ann lender") is PartiesOutcome.not_authorised


def test_what_is_handed_back_is_with_its_title(ledger: Ledger) -> None:
    """And whoever was nominated is so no more."""
    ledger.do(*handing_over(), d.Nominate(document="W-1", nominee="of-ben"), signed_by="ann")
    ledger.do(d.HandBack(document="W-1"), signed_by="lender")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")
    assert document_of(ledger).nominee is None


def test_an_order_takes_title_and_possession() -> None:
    """Whoever had the document handed over has it no more; whoever has the unit controls it, and moves it."""
    ledger = forced()
    assert told(ledger) == ("of-ben", Standing.with_title, "ben")
    assert answer(ledger, REJECT, by="lender") is ReceiptsOutcome.nothing_to_reject
    ledger.do(d.Endorse(document="W-1", receiver="of-ann"), signed_by="ann ben")
    assert told(ledger) == ("of-ann", Standing.with_title, "ann")
