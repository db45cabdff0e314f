# SPDX-License-Identifier: Apache-2.0
"""What holdings and instruments allow, and what their events say."""

import msgspec
import pytest

from counterfoil.commerce.modules.holdings import messages as h
from counterfoil.commerce.modules.holdings import queries
from counterfoil.commerce.modules.holdings.state import EncumbranceStatus, Holding
from counterfoil.commerce.modules.instruments import queries as instrument_queries
from counterfoil.commerce.modules.instruments.state import Identifiers, InstrumentStatus
from counterfoil.commerce.outcome import Outcome
from support.ledger import Ledger
from support.market import LONG, SOON, build_market, freeze
from support.refused_movements import (
    amend,
    define,
    execute,
    hold,
    issue,
    issue_batch,
    move,
    move_batch,
    pledge,
    redeem,
    status,
    unfreeze,
)
from support.refused_parties import stop, suspend


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def parts(market: Ledger, account: str = "of-alice", instrument: str = "SHARE") -> tuple[int, int, int, int]:
    """Free, held, pledged, frozen."""
    holding = market.holding(account, instrument)
    return holding.free, holding.held, holding.pledged, holding.frozen


def test_the_balance_is_the_sum_of_the_parts(market: Ledger) -> None:
    """free + held + pledged + frozen."""
    holding = market.holding("of-alice", "SHARE")
    assert holding.balance == sum(parts(market)) and min(parts(market)) > 0


def test_an_issue_raises_balance_and_supply(market: Ledger) -> None:
    """By the same quantity, and the event says so."""
    before, supply = parts(market, "of-bob"), queries.outstanding(market.state, "SHARE")
    market.do(issue("of-bob", 7), issue_batch(("of-bob", 1), ("of-bob", 2)), signed_by="issuer")
    assert parts(market, "of-bob") == (before[0] + 10, *before[1:])
    assert queries.outstanding(market.state, "SHARE") == supply + 10
    event = market.decoded_events()[-3]
    assert event.data == {"account": "of-bob", "instrument": "SHARE", "quantity": 7, "reference": ""}
    assert [link.record for link in event.trails] == ["holdings/holding/of-bob/SHARE", "holdings/supply/SHARE"]


def test_a_limit_can_be_reached_exactly(market: Ledger) -> None:
    """One more would be refused."""
    rest = 1_000_000 - queries.outstanding(market.state, "SHARE")
    market.do(issue("of-bob", rest), signed_by="issuer")
    assert market.submit(issue("of-bob", 1), signed_by="issuer").outcome is Outcome.supply_limit_exceeded


def test_a_redemption_lowers_both(market: Ledger) -> None:
    """A matured instrument can be redeemed, and nothing else be done with it."""
    market.do(status("SHARE", "matured"), signed_by="issuer")
    before, supply = parts(market), queries.outstanding(market.state, "SHARE")
    market.do(redeem(quantity=3), signed_by="issuer alice")
    assert parts(market) == (before[0] - 3, *before[1:])
    assert queries.outstanding(market.state, "SHARE") == supply - 3
    assert market.submit(move(), signed_by="alice").outcome is Outcome.instrument_not_active


def test_a_transfer_names_both_sides(market: Ledger) -> None:
    """One event in the trails of both holdings."""
    before = parts(market)[0], parts(market, "of-bob")[0]
    market.do(move(quantity=4), signed_by="alice")
    assert (parts(market)[0], parts(market, "of-bob")[0]) == (before[0] - 4, before[1] + 4)
    event = market.decoded_events()[-1]
    assert event.data == {
        "instrument": "SHARE",
        "part": "free",
        "quantity": 4,
        "receiver": "of-bob",
        "reference": "",
        "sender": "of-alice",
    }
    assert [link.record for link in event.trails] == [f"holdings/holding/of-{name}/SHARE" for name in ("alice", "bob")]


def test_all_that_is_free_can_move_in_a_batch(market: Ledger) -> None:
    """The last line takes the rest, and an emptied holding stays as a record."""
    free = parts(market)[0]
    market.do(move_batch(("of-bob", 1), ("of-bob", 1), ("of-kay", free - 2)), signed_by="alice")
    assert parts(market)[0] == 0
    assert queries.holding(market.state, "of-alice", "SHARE") is not None


def test_a_hold_reserves_and_its_executor_moves(market: Ledger) -> None:
    """In steps, until it is used up; the beneficial owner holds the rest all the time."""
    before = parts(market)
    market.do(hold(quantity=10), signed_by="alice")
    assert parts(market) == (before[0] - 10, before[1] + 10, *before[2:])
    market.do(execute("fresh", quantity=4), signed_by="venue")
    assert parts(market) == (before[0] - 10, before[1] + 6, *before[2:])
    assert market.decoded_events()[-1].data["encumbrance"] == "fresh"
    market.do(execute("fresh", quantity=6), signed_by="venue")
    record = queries.encumbrance(market.state, "fresh")
    assert record is not None and (record.quantity, record.status) == (0, EncumbranceStatus.executed)
    assert market.submit(execute("fresh"), signed_by="venue").outcome is Outcome.unknown_encumbrance
    assert market.submit(h.ReleaseHold(hold="fresh"), signed_by="venue").outcome is Outcome.unknown_encumbrance


def test_a_hold_ends_at_its_expiry_to_the_millisecond(market: Ledger) -> None:
    """At the expiry itself the executor is too late and the holder is not too early."""
    expires = market.time + 3_000
    market.do(hold(expires=expires), signed_by="alice")
    assert market.submit(h.ReleaseHold(hold="fresh"), signed_by="alice").outcome is Outcome.hold_not_expired
    assert market.time + 1_000 == expires
    assert market.submit(execute("fresh"), signed_by="venue").outcome is Outcome.hold_expired
    market.do(h.ReleaseHold(hold="fresh"), signed_by="alice")
    assert market.decoded_events()[-1].data["expired"] is True


def test_an_expired_hold_is_given_back_though_all_is_suspended(market: Ledger) -> None:
    """Suspending account, instrument and executor stops movements, not what returns to its owner."""
    before = parts(market)
    market.do(stop("of-alice", "supervisor"), suspend("venue"), signed_by="supervisor")
    market.do(status("SHARE", "suspended", "supervisor"), signed_by="supervisor")
    market.do(h.ReleaseHold(hold="late"), signed_by="alice")
    assert parts(market) == (before[0] + 10, before[1] - 10, *before[2:])


def test_a_pledge_is_the_pledgees_to_release(market: Ledger) -> None:
    """Pledged units do not move meanwhile."""
    before = parts(market)
    market.do(pledge(quantity=before[0]), signed_by="alice")
    assert market.submit(move(), signed_by="alice").outcome is Outcome.insufficient_free_quantity
    market.do(h.ReleasePledge(pledge="fresh"), signed_by="bank")
    assert parts(market) == before


def test_a_freeze_reaches_into_a_suspended_account(market: Ledger) -> None:
    """And another supervisor may lift it, under an order of its own."""
    market.do(freeze("fresh", account="stopped", quantity=1_000), signed_by="supervisor")
    assert parts(market, "stopped") == (0, 0, 0, 1_000)
    market.do(unfreeze("fresh", "second-supervisor"), signed_by="second-supervisor")
    assert parts(market, "stopped") == (1_000, 0, 0, 0)
    data = market.decoded_events()[-1].data
    assert (data["supervisor"], data["legal_reference"]) == ("second-supervisor", "order 5")


def test_an_amendment_keeps_what_was(market: Ledger) -> None:
    """Versions count up, and a limit may be lowered to what is outstanding."""
    supply = queries.outstanding(market.state, "SHARE")
    market.do(amend(supply_limit=supply, identifiers=Identifiers(code="600000")), signed_by="issuer")
    market.do(amend(name="Again"), signed_by="issuer")
    now = instrument_queries.instrument(market.state, "SHARE")
    assert now is not None and (now.version, now.name, now.supply_limit) == (3, "Again", None)
    earlier = instrument_queries.earlier_versions(market.state, "SHARE")
    assert [(version.name, version.supply_limit) for version in earlier] == [("SHARE", 1_000_000), ("Renamed", supply)]
    assert instrument_queries.earlier_versions(market.state, "NONE") == []


def test_a_definition_with_good_identifiers_is_a_draft(market: Ledger) -> None:
    """ISIN, CFI and MIC pass their checks."""
    identifiers = Identifiers(isin="US0378331005", cfi="ESVUFR", mic="XSHG", code="600000")
    market.do(define(identifiers=identifiers), signed_by="issuer")
    found = instrument_queries.instrument(market.state, "NEW")
    assert found is not None and (found.status, found.identifiers) == (InstrumentStatus.draft, identifiers)


def test_queries_list_holdings_and_encumbrances(market: Ledger) -> None:
    """By account, by instrument; the emptied are no holders."""
    held = [holding.instrument for holding in queries.holdings_of(market.state, "of-alice")]
    assert held == ["BIG", "CNY", "SHARE"]
    holders = [holding.account for holding in queries.holders_of(market.state, "SHARE")]
    assert holders == ["both", "of-alice", "of-bob", "of-kay", "of-sam", "stopped"]
    names = [found.encumbrance for found in queries.encumbrances_of(market.state, "of-alice")]
    assert names == [
        "frozen",
        "late",
        "live",
        "pledged",
        *(f"settlement/{it}/0" for it in ("early", "part", "pending")),
    ]
    assert queries.outstanding(market.state, "NONE") == 0
    assert queries.holding(market.state, "of-kay", "CNY") is None
    assert LONG > market.time > SOON


def test_nobody_can_choose_a_name_of_settlements() -> None:
    """The slash of its reservations is refused when the bytes are decoded."""
    name = {"account": "a", "instrument": "i", "quantity": 1, "executor": "e", "expires": 1, "call": "holdings.hold"}
    assert msgspec.convert(name | {"hold": "settlement.x.0"}, h.Hold)
    with pytest.raises(msgspec.ValidationError, match=r"\$\.hold"):
        msgspec.convert(name | {"hold": "settlement/x/0"}, h.Hold)


@pytest.mark.parametrize("line", [h.IssuedLine, h.TransferredLine])
def test_a_line_has_no_other_fields(line: type[msgspec.Struct]) -> None:
    """Nothing signed is silently ignored."""
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert({"account": "a", "receiver": "a", "quantity": 1, "also": 1}, line)


def test_an_empty_holding_is_zeros() -> None:
    """What is not there counts as nothing."""
    assert Holding(account="a", instrument="i").balance == 0
