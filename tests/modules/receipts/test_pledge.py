# SPDX-License-Identifier: Apache-2.0
"""A pledge of a receipt takes three acts (Judicial Interpretation on Security, article 59), or there is none."""

from itertools import permutations

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import Standing
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.queries import controller
from support.ledger import GENESIS_TIME, Ledger
from support.receipted import pledging, receipted, split, surrendering, title_of

PLEDGED = (Standing.pledged_away, "lender")
SIGNERS = ("ann", "shed", "ann")


@pytest.fixture
def ledger() -> Ledger:
    return receipted("W-1")


def test_three_acts_in_one_transaction(ledger: Ledger) -> None:
    """Whoever has the title keeps it, and the pledgee has control."""
    ledger.do(*pledging(), signed_by="ann shed")
    assert (title_of(ledger), controller(ledger.state, "W-1")) == ("of-ann", PLEDGED)


def test_three_acts_in_three_transactions(ledger: Ledger) -> None:
    """There is no pledge before the third."""
    for call, by in zip(pledging(), SIGNERS, strict=True):
        assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")
        ledger.do(call, signed_by=by)
    assert controller(ledger.state, "W-1") == PLEDGED


@pytest.mark.parametrize("kept", [kept for count in (1, 2) for kept in permutations(range(3), count)])
def test_two_acts_are_no_pledge(kept: tuple[int, ...]) -> None:
    """Whichever lacks, and in whatever other order: the unit is free, and whoever has the title has control."""
    ledger = receipted("W-1")
    acts = pledging()
    for one in kept:
        ledger.submit(acts[one], signed_by=SIGNERS[one])
    assert ledger.holding("of-ann", "W-1").free == 1
    assert controller(ledger.state, "W-1") == (Standing.with_title, "ann")


@pytest.mark.parametrize(
    "changed", [{"keeper": None}, {"keeper": "inspector"}, {"pledgee": "buyer-bank"}, {"name": "P-2"}]
)
def test_the_third_act_is_what_was_endorsed_and_signed(ledger: Ledger, changed: dict[str, str]) -> None:
    """The same name, pledgee and keeper."""
    endorsed, signed, _ = pledging()
    *_, delivered = pledging(**changed)
    answer = ledger.submit(endorsed, signed, delivered, signed_by="ann shed")
    assert answer.outcome is ReceiptsOutcome.pledge_acts_missing


def test_what_a_seller_endorsed_is_no_act_of_the_buyers(ledger: Ledger) -> None:
    """The title moved: nothing was endorsed, and nothing signed."""
    endorsed, signed, _ = pledging()
    ledger.do(endorsed, signed, signed_by="ann shed")
    ledger.do(h.Transfer(sender="of-ann", receiver="of-ben", instrument="W-1", quantity=1), signed_by="ann ben")
    *_, delivered = pledging(account="of-ben")
    assert ledger.submit(delivered, signed_by="ben").outcome is ReceiptsOutcome.pledge_acts_missing
    assert ledger.submit(signed, signed_by="shed").outcome is ReceiptsOutcome.nothing_endorsed


def test_release_takes_pledgee_and_keeper(ledger: Ledger) -> None:
    """Then it can be split in the same transaction, and pledged anew."""
    ledger.do(*pledging(), signed_by="ann shed")
    release = h.ReleasePledge(pledge="P-1")
    assert ledger.submit(release, signed_by="lender").outcome is HoldingsOutcome.keeper_missing
    assert ledger.submit(split(), signed_by="ann shed").outcome is ReceiptsOutcome.controlled_otherwise
    again = (*pledging("W-1a", "P-2"), *pledging("W-1b", "P-3"))
    ledger.do(release, split(), *again, signed_by="ann shed lender")
    assert controller(ledger.state, "W-1b") == PLEDGED


def test_enforcement_takes_pledgee_and_keeper(ledger: Ledger) -> None:
    """From when, and to whom, the pledgor agreed when it pledged; whoever has it then is free of the pledge."""
    terms = {"enforceable_from": GENESIS_TIME, "enforceable_to": ("of-lender",)}
    ledger.do(*pledging(**terms), signed_by="ann shed")
    enforce = h.EnforcePledge(pledge="P-1", receiver="of-lender")
    assert ledger.submit(enforce, signed_by="lender").outcome is HoldingsOutcome.keeper_missing
    ledger.do(enforce, signed_by="lender shed")
    assert (title_of(ledger), controller(ledger.state, "W-1")) == ("of-lender", (Standing.with_title, "lender"))


def test_what_is_lodged_as_margin_is_no_pledge_of_the_document(ledger: Ledger) -> None:
    """A pledge to a record, as to a margin account, needs no three acts; it reserves the unit all the same."""
    lodged = h.Pledge(pledge="M-1", account="of-ann", instrument="W-1", quantity=1, pledgee="futures/account/a")
    assert ledger.submit(lodged, signed_by="ann").outcome is MachineOutcome.ok
    assert ledger.submit(split(), signed_by="ann shed").outcome is HoldingsOutcome.insufficient_free_quantity


def test_nothing_else_is_done_with_a_pledged_document(ledger: Ledger) -> None:
    """Neither endorsed, nor split, nor amended, nor surrendered, nor pledged again."""
    ledger.do(*pledging(), signed_by="ann shed")
    merged = d.Merge(documents=("W-1", "W-1"), into="W-9")
    paper = d.ToPaper(document="W-1", statement="a" * 64)
    for call in (d.Endorse(document="W-1", receiver="of-ben"), split(), merged, paper, pledging(name="P-2")[0]):
        answer = ledger.submit(call, signed_by="ann ben shed lender")
        assert answer.outcome is ReceiptsOutcome.controlled_otherwise, call
    assert ledger.submit(*surrendering(), signed_by="ann").outcome is HoldingsOutcome.insufficient_free_quantity
