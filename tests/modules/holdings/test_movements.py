# SPDX-License-Identifier: Apache-2.0
"""Issues, redemptions, transfers: what they allow, and what their events say."""

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import queries
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Holding
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from support.ledger import Ledger
from support.market import build_market
from support.refused_instruments import status
from support.refused_movements import issue, move, redeem
from support.refused_parties import stop


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def parts(market: Ledger, account: str = "of-alice", instrument: str = "SHARE") -> tuple[int, int, int, int]:
    """Free, held, pledged, frozen."""
    holding = market.holding(account, instrument)
    return holding.free, holding.held, holding.pledged, holding.frozen


def test_the_balance_is_the_sum_of_the_parts(market: Ledger) -> None:
    """free + held + pledged + frozen; what is not there counts as nothing."""
    holding = market.holding("of-alice", "SHARE")
    assert holding.balance == sum(parts(market)) and min(parts(market)) > 0
    assert Holding(account="a", instrument="i").balance == 0


def test_an_issue_raises_balance_and_supply(market: Ledger) -> None:
    """By the same quantity, and the event says so, with the consent of who receives."""
    before, supply = parts(market, "of-bob"), queries.outstanding(market.state, "SHARE")
    market.do(issue("of-bob", 7), issue("of-bob", 1), issue("of-bob", 2), signed_by="issuer")
    assert parts(market, "of-bob") == (before[0] + 10, *before[1:])
    assert queries.outstanding(market.state, "SHARE") == supply + 10
    event = market.decoded_events()[-3]
    assert event.data == {"account": "of-bob", "instrument": "SHARE", "parents": [], "quantity": 7, "reference": ""}
    assert [link.record for link in event.trails] == ["holdings/holding/of-bob/SHARE", "holdings/supply/SHARE"]
    (consent,) = event.consents
    assert (consent.account, consent.by, consent.kind, consent.side) == ("of-bob", (), "signature", "takes")


def test_a_limit_can_be_reached_exactly(market: Ledger) -> None:
    """One more would be refused."""
    rest = 1_000_000 - queries.outstanding(market.state, "SHARE")
    market.do(issue("of-bob", rest), signed_by="issuer")
    assert market.submit(issue("of-bob", 1), signed_by="issuer").outcome is HoldingsOutcome.supply_limit_exceeded


def test_a_redemption_lowers_both(market: Ledger) -> None:
    """A matured instrument can be redeemed, and nothing else be done with it."""
    market.do(status("SHARE", "matured"), signed_by="issuer")
    before, supply = parts(market), queries.outstanding(market.state, "SHARE")
    market.do(redeem(quantity=3), signed_by="issuer alice")
    assert parts(market) == (before[0] - 3, *before[1:])
    assert queries.outstanding(market.state, "SHARE") == supply - 3
    assert market.submit(move(), signed_by="alice").outcome is InstrumentsOutcome.instrument_not_active


def test_a_transfer_names_both_sides(market: Ledger) -> None:
    """One event in the trails of both holdings, with the consent of each."""
    before = parts(market)[0], parts(market, "of-bob")[0]
    market.do(move(quantity=4), signed_by="alice")
    assert (parts(market)[0], parts(market, "of-bob")[0]) == (before[0] - 4, before[1] + 4)
    event = market.decoded_events()[-1]
    assert event.data == {
        "cause": None,
        "giving": None,
        "instrument": "SHARE",
        "part": "free",
        "quantity": 4,
        "receiver": "of-bob",
        "reference": "",
        "sender": "of-alice",
        "taking": None,
    }
    assert [link.record for link in event.trails] == [f"holdings/holding/of-{name}/SHARE" for name in ("alice", "bob")]
    assert [(one.account, one.side, one.by) for one in event.consents] == [
        ("of-alice", "gives", ("alice",)),
        ("of-bob", "takes", ()),
    ]
    assert {one.record for one in event.consents} == {"parties/account/of-alice", "parties/account/of-bob"}


def test_all_that_is_free_can_move_in_many_calls(market: Ledger) -> None:
    """Each call sees what the one before left; an emptied holding stays as a record."""
    free = parts(market)[0]
    moves = (move(), move(), move(receiver="of-kay", quantity=free - 2))
    assert market.submit(*moves, move(), signed_by="alice") == (HoldingsOutcome.insufficient_free_quantity, 3, 1)
    market.do(*moves, signed_by="alice")
    assert parts(market)[0] == 0
    assert queries.holding(market.state, "of-alice", "SHARE") is not None


def test_a_thousand_calls_are_one_transaction(market: Ledger) -> None:
    """All in one block, each an event of its own in one trail."""
    market.issue("SHARE", "of-alice", 1_000, issuer="issuer")
    before = market.holding("of-alice", "SHARE")
    answer = market.submit(*[move() for _ in range(1_000)], signed_by="alice")
    after = market.holding("of-alice", "SHARE")
    assert answer == (MachineOutcome.ok, None, 1_000)
    assert (before.free - after.free, after.trail.seq - before.trail.seq) == (1_000, 1_000)


def test_every_64th_link_says_what_it_left(market: Ledger) -> None:
    """And no other does; the ledger's own checks compare it with the folds."""
    market.do(*[move() for _ in range(130)], signed_by="alice")
    links = [
        link
        for event in market.decoded_events()
        for link in event.trails
        if link.record == "holdings/holding/of-alice/SHARE"
    ]
    assert len(links) > 130
    assert [link.seq for link in links if link.after is not None] == list(range(64, len(links) + 1, 64))


def test_queries_list_holdings_and_encumbrances(market: Ledger) -> None:
    """By account, by instrument; the emptied are no holders."""
    held = [holding.instrument for holding in queries.holdings_of(market.state, "of-alice")]
    assert held == ["BIG", "CNY", "DEED", "SHARE", "VACANT"]
    holders = [holding.account for holding in queries.holders_of(market.state, "SHARE")]
    assert holders == ["both", "of-alice", "of-bob", "of-kay", "of-sam", "stopped"]
    names = [found.encumbrance for found in queries.encumbrances_of(market.state, "of-alice")]
    reserved = [f"settlement/{it}/0" for it in ("early", "part", "pending")]
    pledges = ["early-pledge", "for-record", "frozen", "kept", "late", "live", "open-pledge", "pledged"]
    assert names == [*pledges, *reserved]
    assert queries.outstanding(market.state, "NONE") == 0
    assert queries.holding(market.state, "of-kay", "CNY") is None


def test_a_suspended_account_keeps_what_it_has(market: Ledger) -> None:
    """Neither side of a movement; the other accounts of the holder go on."""
    market.do(stop("of-bob", "supervisor"), signed_by="supervisor")
    for call, signer in ((move(), "alice"), (move("of-bob", "of-kay"), "bob")):
        assert market.submit(call, signed_by=signer).outcome.name == "account_suspended"
    market.do(move(receiver="of-kay"), signed_by="alice")
