# SPDX-License-Identifier: Apache-2.0
"""Unique instruments have one unit and a title that follows it; every account keeps a book of what came to it."""

import pytest

from counterfoil.modules.holdings.events import Issued
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import BOOKS, TITLES, Title
from support.ledger import Ledger
from support.market import build_market, freeze, leg
from support.refused_instruments import amend
from support.refused_movements import issue, move, redeem
from support.refused_reservations import execute, hold, pledge
from support.refused_settlement import now


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def title(market: Ledger, instrument: str = "DEED") -> Title:
    found = market.state.read(TITLES, instrument)
    assert found is not None
    return found


def records_of(market: Ledger) -> list[str]:
    """The records that the last event touched."""
    return [link.record for link in market.decoded_events()[-1].trails]


def lines(market: Ledger, account: str) -> int:
    """Of an account's book; none when it has no book."""
    book = market.state.read(BOOKS, account)
    return 0 if book is None else book.lines


def test_a_title_follows_the_unit_from_holder_to_holder(market: Ledger) -> None:
    """By transfer, by the execution of a hold, by a settlement; each an event of the title's trail."""
    assert (title(market).account, title(market).trail.seq) == ("of-alice", 1)
    market.do(move(instrument="DEED"), signed_by="alice")
    assert records_of(market)[-1] == "holdings/title/DEED"
    assert title(market).account == "of-bob"
    market.do(hold("deed", account="of-bob", instrument="DEED"), signed_by="bob")
    assert "holdings/title/DEED" not in records_of(market), "reserving changes no owner"
    market.do(execute("deed", "of-alice"), signed_by="venue")
    assert title(market).account == "of-alice"
    market.do(now(leg("of-alice", "of-bob", "DEED"), leg("of-bob", "of-alice", "CNY", 9)), signed_by="alice bob")
    assert (title(market).account, title(market).trail.seq) == ("of-bob", 4)


def test_a_title_ends_with_the_unit_and_is_not_issued_again(market: Ledger) -> None:
    """So that one title is one chain, from issue to redemption."""
    market.do(redeem(instrument="DEED"), signed_by="issuer alice")
    assert title(market).account is None
    assert market.submit(issue(instrument="DEED"), signed_by="issuer").outcome is HoldingsOutcome.title_exists
    market.do(amend("DEED", supply_limit=1), signed_by="issuer")


def test_a_title_names_the_titles_that_it_came_from(market: Ledger) -> None:
    """Parents stand in the record and in the event that made it."""
    market.instrument("HALF", "issuer", unique=True)
    ctx = market.context()
    ctx.happen(Issued(instrument="HALF", account="of-bob", quantity=1, parents=(TITLES.path("DEED"),)))
    assert title(market, "HALF").parents == ("holdings/title/DEED",)
    market.state.discard_transaction()


def test_what_is_not_unique_has_no_title(market: Ledger) -> None:
    """Its movements touch holdings and supply alone."""
    market.do(move(), signed_by="alice")
    assert records_of(market) == ["holdings/holding/of-alice/SHARE", "holdings/holding/of-bob/SHARE"]
    assert market.state.read(TITLES, "SHARE") is None


def test_a_book_notes_first_events_pledges_and_freezes(market: Ledger) -> None:
    """The first movement into a holding, and not the second; every pledge and freeze, and no hold."""
    before = lines(market, "of-kay")
    market.do(move(receiver="of-kay", instrument="BIG"), signed_by="alice")
    assert records_of(market)[-1] == "holdings/book/of-kay"
    market.do(move(receiver="of-kay", instrument="BIG"), signed_by="alice")
    assert lines(market, "of-kay") == before + 1
    alices = lines(market, "of-alice")
    market.do(hold(), signed_by="alice")
    assert lines(market, "of-alice") == alices
    market.do(pledge("p"), signed_by="alice")
    market.do(freeze("f", account="of-alice"), signed_by="supervisor")
    assert lines(market, "of-alice") == alices + 2


def test_a_freeze_of_what_never_came_is_one_line(market: Ledger) -> None:
    """The holding's first event and the freeze are the same event."""
    before = lines(market, "of-bob")
    market.do(freeze("f", account="of-bob", instrument="BIG"), signed_by="supervisor")
    assert lines(market, "of-bob") == before + 1
    assert records_of(market).count("holdings/book/of-bob") == 1
    market.do(move(instrument="BIG"), signed_by="alice")
    assert lines(market, "of-bob") == before + 1
