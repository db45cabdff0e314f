# SPDX-License-Identifier: Apache-2.0
"""Definitions, their versions, and who may stop and end an instrument."""

import msgspec
import pytest

from counterfoil.modules.holdings import queries as holdings
from counterfoil.modules.instruments import queries
from counterfoil.modules.instruments.calls import DefineInstrument
from counterfoil.modules.instruments.records import Identifiers, InstrumentStatus, TermsDocument
from support.ledger import DOCUMENT, Ledger
from support.market import build_market
from support.refused_instruments import amend, define, status
from support.refused_movements import issue, redeem


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def test_an_amendment_keeps_what_was(market: Ledger) -> None:
    """Versions count up, and a limit may be lowered to what is outstanding."""
    supply = holdings.outstanding(market.state, "SHARE")
    market.do(amend(supply_limit=supply, identifiers=Identifiers(code="600000")), signed_by="issuer")
    market.do(amend(name="Again", terms=TermsDocument(uri="terms/1", hash=DOCUMENT)), signed_by="issuer")
    now = queries.instrument(market.state, "SHARE")
    assert now is not None and (now.version, now.name, now.supply_limit) == (3, "Again", None)
    earlier = queries.earlier_versions(market.state, "SHARE")
    assert [(version.name, version.supply_limit) for version in earlier] == [("SHARE", 1_000_000), ("Renamed", supply)]
    assert queries.earlier_versions(market.state, "NONE") == []


def test_two_amendments_in_one_transaction_are_two_versions(market: Ledger) -> None:
    """Each call sees the version that the one before made."""
    market.do(amend(name="first"), amend(name="second"), signed_by="issuer")
    earlier = queries.earlier_versions(market.state, "SHARE")
    assert [version.name for version in earlier] == ["SHARE", "first"]


def test_a_definition_with_good_identifiers_is_a_draft(market: Ledger) -> None:
    """ISIN, CFI and MIC pass their checks; what is not active is not issued."""
    identifiers = Identifiers(isin="US0378331005", cfi="ESVUFR", mic="XSHG", code="600000")
    market.do(define(identifiers=identifiers), signed_by="issuer")
    found = queries.instrument(market.state, "NEW")
    assert found is not None and (found.status, found.identifiers) == (InstrumentStatus.draft, identifiers)
    assert market.submit(issue(instrument="NEW"), signed_by="issuer").outcome.name == "instrument_not_active"


def test_a_limit_of_versions_binds_the_next_issue(market: Ledger) -> None:
    """The limit in force is the current version's."""
    supply = holdings.outstanding(market.state, "SHARE")
    market.do(amend(supply_limit=supply + 1), signed_by="issuer")
    assert market.submit(issue(quantity=2), signed_by="issuer").outcome.name == "supply_limit_exceeded"
    market.do(issue(), amend(), issue(quantity=10**6), signed_by="issuer")


def test_an_instrument_ends_once_nobody_holds_it(market: Ledger) -> None:
    """Cancelled after the last unit was redeemed, and never again anything else."""
    market.do(redeem(instrument="DEED"), status("DEED", "cancelled"), signed_by="issuer alice")
    for to in InstrumentStatus:
        assert market.submit(status("DEED", to), signed_by="issuer").outcome.name == "status_change_not_allowed"


def test_a_suspension_of_the_issuers_is_the_issuers_to_lift(market: Ledger) -> None:
    """Or a supervisor's; one of a supervisor's is not the issuer's."""
    market.do(status("SHARE", "suspended"), signed_by="issuer")
    market.do(status("SHARE", "active"), status("SHARE", "suspended"), signed_by="issuer")
    market.do(status("SHARE", "active", "supervisor"), signed_by="supervisor")
    market.do(status("supervised", "active", "second-supervisor"), signed_by="second-supervisor")


FORMS = [
    ("instrument", "a/b"),
    ("instrument", ""),
    ("name", ""),
    ("supply_limit", 0),
    ("unit", {"name": "u", "decimals": 13}),
]


@pytest.mark.parametrize(("field", "value"), FORMS)
def test_forms_are_checked_when_decoded(field: str, value: object) -> None:
    """Identifiers without a slash, names that say something, limits and decimals within theirs."""
    unit = {"name": "share", "decimals": 0}
    call = {"call": "instruments.define", "instrument": "I", "kind": "equity", "issuer": "i", "name": "n", "unit": unit}
    assert msgspec.convert(call, DefineInstrument)
    with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
        msgspec.convert(call | {field: value}, DefineInstrument)
