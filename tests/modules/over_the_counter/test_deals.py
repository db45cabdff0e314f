# SPDX-License-Identifier: Apache-2.0
"""Quotes that are taken, deals that are affirmed, settled or not, and what a trade repository hears of them."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.deals import DEALS, DealStatus, DealTerms
from counterfoil.modules.over_the_counter.invariants import invariants
from counterfoil.modules.over_the_counter.queries import deals_of, earlier_versions, late_reports, quotes_for
from counterfoil.modules.over_the_counter.records import AGREEMENTS, QUOTES, Direction, QuoteStatus
from counterfoil.modules.over_the_counter.reports import REPORTS, Report, ReportStatus, is_uti
from counterfoil.primitives.types import Timestamp
from support.counter import (
    CASH,
    DAY_MS,
    HOUR_MS,
    LEI,
    NOTE,
    affirm,
    agree,
    deal_of,
    dealing,
    hash_of,
    hold,
    propose,
    quote,
    report,
    reporting,
    reserve,
    settle,
    take,
    uti,
)
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """A dealer, a client and an agreement between them."""
    return dealing()


def answer(ledger: Ledger, call: Any, signed_by: str) -> str:
    return ledger.submit(call, signed_by=signed_by).outcome.name


def held(ledger: Ledger, *accounts: str) -> list[tuple[int, int]]:
    """Notes and cash, whatever part they stand in."""
    return [tuple(ledger.holding(account, one).balance for one in (NOTE, CASH)) for account in accounts]  # type: ignore[misc]


def report_of(ledger: Ledger, deal: str = "D") -> Report:
    found = ledger.state.read(REPORTS, uti(deal))
    assert found is not None
    return found


def test_a_deal_settles_both_sides_or_neither(ledger: Ledger) -> None:
    """Proposed, affirmed, reserved by both: then notes and cash move at once, and nothing before."""
    ledger.do(propose(), signed_by="dealer")
    ledger.do(affirm(ledger), signed_by="client")
    path = DEALS.path("D")
    ledger.do(hold("D-notes", "at-dealer", NOTE, 50, path), signed_by="dealer")
    assert answer(ledger, settle(), "client") == "consent_missing"
    ledger.do(hold("D-cash", "at-client", CASH, 5_000, path), signed_by="client")
    before = held(ledger, "at-dealer", "at-client")
    ledger.do(settle(), signed_by="client")
    (notes, cash), (client_notes, client_cash) = before
    expected = [(notes - 50, cash + 5_000), (client_notes + 50, client_cash - 5_000)]
    assert held(ledger, "at-dealer", "at-client") == expected
    assert answer(ledger, settle(), "client") == "deal_not_so_far"
    assert [one.deal for one in deals_of(ledger.state, "client")] == ["D"]
    assert deals_of(ledger.state, "third") == []


def test_a_deal_affirmed_with_other_terms(ledger: Ledger) -> None:
    """Each field counts: whoever affirms another quantity, price, account, time or identifier affirms another deal."""
    ledger.do(propose(), signed_by="dealer")
    others = {
        "quantity": 51,
        "consideration": 5_001,
        "instrument": "OTHER",
        "cash": "OTHER",
        "settles": 1,
        "latest": 2,
        "agreement": "N",
        "buyer": "at-third",
        "seller": "at-third",
        "uti": uti("other"),
        "venue": "exchange",
    }
    assert set(others) == set(DealTerms.__struct_fields__)
    for field, value in others.items():
        wrong = c.Affirm(deal="D", terms=hash_of(propose(**{field: value})))
        assert answer(ledger, wrong, "client") == "deal_of_other_terms", field
    assert deal_of(ledger, "D").status is DealStatus.proposed
    ledger.do(c.Affirm(deal="D", terms=hash_of(propose())), signed_by="client")


def test_a_quote_taken_twice(ledger: Ledger) -> None:
    """What one took nobody takes again: of a hundred, sixty and forty are all, whoever comes first."""
    ledger.do(agree("N", second="third", credit=None), signed_by="dealer third")
    ledger.do(quote(), signed_by="dealer")
    assert [one.quote for one in quotes_for(ledger.state, "third", Timestamp(ledger.time))] == ["Q"]
    ledger.do(take("A", 60), signed_by="client")
    third = {"by": "third", "account": "at-third", "agreement": "N"}
    assert answer(ledger, take("B", 60, **third), "third") == "quote_consumed"
    ledger.do(take("B", 40, **third), signed_by="third")
    assert answer(ledger, take("C", 10), "client") == "quote_over"
    found = ledger.state.read(QUOTES, "Q")
    assert found is not None and (found.status, found.taken) == (QuoteStatus.used_up, 100)
    assert (deal_of(ledger, "A").terms.seller, deal_of(ledger, "A").terms.buyer) == ("at-dealer", "at-client")
    assert (deal_of(ledger, "A").terms.consideration, deal_of(ledger, "B").terms.consideration) == (5_940, 3_960)
    assert quotes_for(ledger.state, "third", Timestamp(ledger.time)) == []


def test_two_take_the_last_lots_in_one_block(ledger: Ledger) -> None:
    """The second in the block comes too late, as if it were in the next."""
    ledger.do(quote(), signed_by="dealer")
    taking = [ledger.transaction(take(name, 100), signed_by="client") for name in ("A", "B")]
    assert [one.outcome.name for one in ledger.block(*taking)] == ["ok", "quote_over"]


def test_a_dealer_that_buys_pays(ledger: Ledger) -> None:
    """The taker of a bid delivers, and the dealer's account pays."""
    ledger.do(quote(direction=Direction.buys), signed_by="dealer")
    ledger.do(take("T", 20), signed_by="client")
    terms = deal_of(ledger, "T").terms
    assert (terms.seller, terms.buyer, terms.consideration) == ("at-client", "at-dealer", 1_980)
    reserve(ledger, "T")
    ledger.do(settle("T", "dealer"), signed_by="dealer")


def test_an_offer_is_open_until_its_time_and_not_at_it(ledger: Ledger) -> None:
    """By the block's time."""
    ledger.do(propose(affirm_by=ledger.time + HOUR_MS), signed_by="dealer")
    assert answer(ledger, c.Lapse(deal="D"), "third") == "offer_lasts"
    ledger.wait(HOUR_MS)
    assert answer(ledger, affirm(ledger), "client") == "offer_lapsed"
    ledger.do(c.Lapse(deal="D"), signed_by="third")
    assert answer(ledger, affirm(ledger), "client") == "deal_not_so_far"


def test_a_regional_transfer_waits_for_its_venue(ledger: Ledger) -> None:
    """Shares of a regional equity market move once the market has confirmed the deal, and by its own word alone."""
    ledger.do(propose(venue="exchange"), signed_by="dealer")
    ledger.do(affirm(ledger), signed_by="client")
    reserve(ledger)
    assert answer(ledger, settle(), "client") == "deal_not_so_far"
    assert answer(ledger, c.Confirm(deal="D"), "dealer client") == "not_authorised"
    ledger.do(c.Confirm(deal="D"), signed_by="exchange")
    ledger.do(settle(), signed_by="client")


def test_a_venue_that_is_none_confirms_nothing(ledger: Ledger) -> None:
    """A deal that names somebody else as its venue never settles."""
    ledger.do(propose(venue="third"), signed_by="dealer")
    ledger.do(affirm(ledger), signed_by="client")
    assert answer(ledger, c.Confirm(deal="D"), "third") == "role_missing"


def test_what_was_set_aside_is_given_back(ledger: Ledger) -> None:
    """When a deal fails or is cancelled by both, anybody frees what either side reserved for it."""
    for deal, end in (("A", c.Fail(deal="A", by="client", reason="no notes")), ("B", c.Cancel(deal="B", by="dealer"))):
        ledger.do(propose(deal, latest=ledger.time + HOUR_MS), signed_by="dealer")
        ledger.do(affirm(ledger, deal), signed_by="client")
        reserve(ledger, deal)
        give = [c.GiveBack(record=DEALS.path(deal), hold=f"{deal}-{what}") for what in ("notes", "cash")]
        assert answer(ledger, give[0], "third") == "still_reserved"
        ledger.wait(2 * HOUR_MS)
        ledger.do(end, signed_by="dealer client")
        ledger.do(*give, signed_by="third")
    assert ledger.holding("at-dealer", NOTE).held == ledger.holding("at-client", CASH).held == 0


def test_reports_match_when_both_tell_the_deal(ledger: Ledger) -> None:
    """One that tells other terms does not match, until it is told again; the agreement's reporter tells for both."""
    ledger.do(c.Amend(agreement="M", hash="e" * 64, reporter="agent"), signed_by="dealer client")
    assert [one.reporter for one in earlier_versions(ledger.state, "M")] == [None]
    assert earlier_versions(ledger.state, "none") == []
    ledger.do(propose(), signed_by="dealer")
    ledger.do(affirm(ledger), signed_by="client")
    right = deal_of(ledger, "D").hash
    ledger.do(report(terms=right), signed_by="dealer")
    assert report_of(ledger).status is ReportStatus.due
    ledger.do(report(side="client", by="agent"), signed_by="agent")
    assert report_of(ledger).status is ReportStatus.unmatched
    ledger.do(report(side="client", by="agent", terms=right), signed_by="agent")
    told = report_of(ledger)
    assert (told.status, [one.side for one in told.told]) == (ReportStatus.matched, ["dealer", "client"])
    assert answer(ledger, report(terms=right), "dealer") == "reported_already"


def test_a_report_matched_to_another_deal(ledger: Ledger) -> None:
    """Under its identifier a deal's terms alone match: not those of another, nor another under that identifier."""
    for deal in ("A", "B"):
        ledger.do(propose(deal), signed_by="dealer")
        ledger.do(affirm(ledger, deal), signed_by="client")
    assert answer(ledger, report("B", uti=uti("A"), terms=deal_of(ledger, "B").hash), "dealer") == "report_of_another"
    for side in ("dealer", "client"):
        ledger.do(report("A", side, terms=deal_of(ledger, "B").hash), signed_by=side)
    assert report_of(ledger, "A").status is ReportStatus.unmatched
    assert report_of(ledger, "B").told == ()


def test_a_report_is_late_after_its_last_moment(ledger: Ledger) -> None:
    """What the policy in force at the affirmation gave, whatever the policy says later; what comes late says so."""
    ledger.do(propose(), signed_by="dealer")
    ledger.do(affirm(ledger), signed_by="client")
    due = report_of(ledger).due
    assert due == ledger.time + DAY_MS
    ledger.do(reporting(within_ms=1, repository="third"), signed_by="supervisor")
    assert late_reports(ledger.state, Timestamp(due)) == []
    ledger.wait(due - ledger.time - 1_000)
    right = deal_of(ledger, "D").hash
    ledger.do(report(terms=right), signed_by="dealer")
    assert ledger.time == due
    assert [one.uti for one in late_reports(ledger.state, Timestamp(due + 1))] == [uti("D")]
    ledger.do(c.RecordLate(uti=uti("D")), signed_by="third")
    ledger.do(report(side="client", terms=right), signed_by="client")
    told = report_of(ledger)
    assert ([one.late for one in told.told], told.status) == ([False, True], ReportStatus.matched)


def test_no_deal_before_there_is_a_repository() -> None:
    """A chain without a policy on reports has no deals by which both stand."""
    ledger = Ledger()
    for name in ("dealer", "client"):
        ledger.party(name)
        ledger.account(f"at-{name}", name)
    ledger.do(agree(credit=None), signed_by="dealer client")
    ledger.do(propose(), quote(), signed_by="dealer")
    assert answer(ledger, affirm(ledger), "client") == "no_reporting_policy"
    ledger.do(reporting(since=ledger.time + HOUR_MS), signed_by="supervisor")
    assert answer(ledger, take(), "client") == "no_reporting_policy"
    ledger.wait(HOUR_MS)
    ledger.do(affirm(ledger), signed_by="client")


@pytest.mark.parametrize(
    "text", ["", LEI, LEI.lower() + "A", LEI + "a", LEI + "A" * 33, "549300EXAMPLE00OTC00A", LEI + "-1"]
)
def test_what_is_no_identifier(text: str) -> None:
    """ISO 23897: an LEI whose check digits are right, then one to 32 capital letters or digits."""
    assert not is_uti(text)
    assert is_uti(LEI + "A" * 32) and is_uti(LEI + "0")


BROKEN = {
    "its hash is not that of its terms": (DEALS, "D", {"hash": "0" * 64}),
    "affirmed, agreed by 1": (DEALS, "D", {"agreed": ()}),
    "no report of it is due": (DEALS, "D", {"deal": "E"}),
    "40 of 100 taken, by deals of 90": (DEALS, "D", {"quote": "Q"}),
    "50 of 100 taken, by deals of 40": (QUOTES, "Q", {"taken": 50}),
    "an indicative quote was taken": (QUOTES, "Q", {"firm": False}),
    "used_up, 40 of 100 taken": (QUOTES, "Q", {"status": QuoteStatus.used_up}),
    "no deal of it is there": (REPORTS, uti("D"), {"terms": "0" * 64}),
    "matched, after 0 reports": (REPORTS, uti("D"), {"status": ReportStatus.matched}),
    "version 1 is missing": (AGREEMENTS, "M", {"version": 2}),
}


@pytest.mark.parametrize("said", BROKEN)
def test_broken_invariants_are_told(ledger: Ledger, said: str) -> None:
    """One by one, each in words, where before there was none."""
    ledger.do(propose(), quote(), signed_by="dealer")
    ledger.do(affirm(ledger), take("T", 40), signed_by="client")
    assert list(invariants(ledger.state)) == []
    table, key, changes = BROKEN[said]
    record: Any = ledger.state.read(table, key)
    changed = dict(changes, agreed=record.agreed[:1]) if "agreed" in changes else changes
    ledger.state.write(table.path(key), replace(record, **changed))
    assert any(said in problem for problem in invariants(ledger.state)), list(invariants(ledger.state))
