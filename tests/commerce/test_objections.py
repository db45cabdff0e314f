# SPDX-License-Identifier: Apache-2.0
"""Every reason why not, asked beforehand: the first is what a block answers, and none is invented or forgotten."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from counterfoil.commerce.objections import Objections, objections
from counterfoil.commerce.rehearsal import AskingContext
from counterfoil.commerce.state import State
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.supervision.calls import SetLimit
from counterfoil.modules.supervision.records import OrderKind
from support.ledger import BLOCK_MS, CHAIN, Ledger
from support.market import build_market, leg
from support.programs import programs
from support.refused_cash import circulate, pay
from support.refused_instruments import status
from support.refused_parties import stop, suspend
from support.refused_restrictions import move, restrict_market, rule, set_rules
from support.refused_settlement import settle
from support.rejection_tables import PLACED, Place, market_of
from support.supervised import give, trading

TRADE = (leg("of-alice", "of-bob", "SHARE", 5), leg("of-bob", "of-alice", "CNY", 50))


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return restricted().twin()


@cache
def restricted() -> Ledger:
    return restrict_market(build_market())


def asked(market: Ledger, *calls: Call, by: str | None = None, features: Sequence[str] | None = None) -> Objections:
    """What stands against calls in the next block; ``by`` None: everybody consents who can."""
    machine = market.machine
    time = market.time + BLOCK_MS
    state = State(market.records)
    ctx = AskingContext(CHAIN, market.height + 1, time, state, **machine.rules, programs=programs())
    names = None if by is None else by.split()
    return objections(machine, ctx, calls, names, frozenset(laws().features if features is None else features))


def names(found: Objections) -> list[str]:
    return [one.outcome.name for one in found.reasons]


@pytest.mark.parametrize(("place", "row"), PLACED, ids=[row.because for _, row in PLACED])
def test_the_first_reason_is_what_a_block_answers(place: Place, row: Any) -> None:
    """For every row of every rejection table."""
    market = market_of(place)
    records = dict(market.records.records)
    found = asked(market, row.call, by=row.signed_by)
    assert found.reasons and found.reasons[0].outcome is row.outcome, found
    assert market.records.records == records
    assert market.submit(row.call, signed_by=row.signed_by).outcome is row.outcome


def test_what_passes_has_no_reason_against_it(market: Ledger) -> None:
    """Under one signature, with the names of whoever is needed; and the block agrees."""
    found = asked(market, move("SHARE"), by="alice")
    assert (found.reasons, list(found.needed), list(found.missing)) == ((), ["alice"], [])
    market.do(move("SHARE"), signed_by="alice")


def test_consents_that_are_missing_are_reasons_where_somebody_is_named(market: Ledger) -> None:
    """A delivery that the buyer has not agreed to; supposing everybody, it would pass."""
    trade = s.SettleNow(instruction="fresh", legs=TRADE)
    found = asked(market, trade, by="alice")
    assert names(found) == ["not_authorised"] and list(found.missing) == ["bob"]
    supposed = asked(market, trade)
    assert supposed.reasons == () and list(supposed.needed) == ["alice", "bob"] and list(supposed.missing) == []


def test_who_cannot_consent_is_a_reason_though_everybody_is_supposed_to(market: Ledger) -> None:
    """Kay has no keys, and her custodian acts for her; Sam is suspended."""
    assert names(asked(market, h.Transfer(sender="of-kay", receiver="of-bob", instrument="SHARE", quantity=1))) == []
    found = asked(market, h.Transfer(sender="of-sam", receiver="of-bob", instrument="SHARE", quantity=1))
    assert names(found) == ["party_suspended", "not_authorised"]


def test_every_state_is_told_not_the_first_alone(market: Ledger) -> None:
    """Instrument, both accounts' holders, an account, too few units: all of them, each once."""
    market.do(status("SHARE", "suspended", "supervisor"), signed_by="supervisor")
    market.do(stop("of-bob", "supervisor"), suspend("alice"), signed_by="supervisor")
    found = asked(market, move("SHARE", quantity=10**6))
    assert names(found) == [
        "instrument_not_active",
        "insufficient_free_quantity",
        "party_suspended",
        "account_suspended",
        "not_authorised",
    ]


def test_every_rule_is_told_in_the_order_of_the_rules(market: Ledger) -> None:
    """Supervisors' rules first, then the issuer's, each that fails; the ledger refuses with the first."""
    own = (
        rule("attested", topic="investor_class", values=("professional",)),
        rule("attested", topic="identity"),
        rule("max_holders", holders=1),
        rule("window", opens_min=0, closes_min=1, days=(7,)),
    )
    market.do(set_rules("SLOW", *own), signed_by="issuer")
    imposed = set_rules("SLOW", rule("foreign_share", share_bp=100, values=("SG",)), rule("listed"), by="supervisor")
    market.do(imposed, signed_by="supervisor")
    found = asked(market, move("SLOW", quantity=101))
    assert names(found) == [
        "insufficient_free_quantity",
        "not_listed",
        "attestation_lacking",
        "too_many_holders",
        "outside_window",
    ]
    assert market.submit(move("SLOW"), signed_by="alice").outcome.name == "not_listed"


def test_a_reason_says_what_would_be_right(market: Ledger) -> None:
    """When a window is open, what a kind of rule needs, what an order of a kind names."""
    window = rule("window", days=(6, 7), opens_min=0, closes_min=1)
    market.do(set_rules("FEW", window), signed_by="issuer")
    [closed] = asked(market, move("FEW")).reasons
    assert closed.detail.endswith("; open on days 6, 7 from 00:00 to 00:01")
    [malformed] = asked(market, set_rules("FEW", rule("attested"))).reasons
    assert malformed.detail == "rule 0: attested needs topic, may have values"
    [wrong, *_] = asked(market, give("o", OrderKind.freeze, account="of-alice")).reasons
    assert wrong.detail == "freeze names account, instrument; may name quantity"


def test_the_legs_of_a_delivery_are_told_one_by_one(market: Ledger) -> None:
    """Each with its own reasons, and what one leg brings counts for the next."""
    legs = (
        leg("of-alice", "of-bob", "FEW"),
        leg("of-bob", "of-alice", "CNY", 10**6),
        leg("of-alice", "of-bob", "LISTED"),
    )
    found = asked(market, s.SettleNow(instruction="fresh", legs=legs))
    assert names(found) == ["too_many_holders", "insufficient_free_quantity", "not_listed"]
    passed_on = (leg("of-alice", "of-bob", "BIG", 3), leg("of-bob", "of-kay", "BIG", 3))
    assert asked(market, s.SettleNow(instruction="fresh", legs=passed_on)).reasons == ()


def test_a_settlement_in_steps_is_asked_about_its_legs(market: Ledger) -> None:
    """An instruction that is ready: whoever settles is told what stands against its legs now."""
    assert asked(market, settle("pending", "bob"), by="bob").reasons == ()
    market.do(stop("of-bob", "supervisor"), signed_by="supervisor")
    assert set(names(asked(market, settle("pending", "bob"), by="bob"))) == {"account_suspended"}


def test_calls_that_are_not_active_are_told(market: Ledger) -> None:
    """And what stands against them besides."""
    found = asked(market, s.SettleNow(instruction="settled", legs=TRADE), features=())
    assert found.reasons[0].outcome is MachineOutcome.feature_not_active
    assert names(found) == ["feature_not_active", "instruction_exists"]


def test_several_calls_are_told_by_their_place(market: Ledger) -> None:
    """Each sees what went before, as in a block."""
    calls = (move("SLOW", quantity=6), move("SLOW", quantity=6), move("LISTED"))
    found = asked(market, *calls)
    assert [(one.call, one.outcome.name) for one in found.reasons] == [(1, "daily_limit_exceeded"), (2, "not_listed")]


def test_every_limit_of_wallets_is_told_though_units_are_short() -> None:
    """Units, at once, a day, a year, and what the receiver may hold, each with its measure and in Chinese."""
    ledger = Ledger(features={"cash": 0, "immediate_settlement": 0})
    circulate(ledger)
    found = asked(ledger, pay("of-lin", "of-shop", 10**6))
    assert names(found) == ["insufficient_free_quantity", "beyond_single", "beyond_daily", "beyond_annual"]
    assert found.reasons[1].detail == "of-lin: 1000000 of at most 100"
    assert all(one.outcome.chinese for one in found.reasons)
    brought = asked(ledger, pay("of-wu", "of-lin", 10**6))
    assert names(brought) == ["insufficient_free_quantity", "beyond_annual", "beyond_balance"]
    unlimited = asked(ledger, pay("of-lin", "of-tao", 10**6))
    assert names(unlimited) == [*names(found), "class_without_limits"]


def test_accounts_that_are_no_wallets_are_told_both() -> None:
    """The one that delivers and the one that receives."""
    ledger = Ledger(features={"cash": 0, "immediate_settlement": 0})
    circulate(ledger)
    for account in ("x-1", "x-2"):
        ledger.account(account, "lin", custodian="first-bank")
    found = asked(ledger, pay("x-1", "x-2", 1))
    assert names(found) == ["insufficient_free_quantity", "not_a_wallet", "not_a_wallet"]
    assert [one.detail for one in found.reasons[1:]] == ["x-1", "x-2"]


def test_every_limit_of_orders_is_told_though_units_are_short() -> None:
    """Two limits on one account are two reasons, each naming its order."""
    ledger = trading()
    for order, quantity in (("narrow", 60), ("wide", 70)):
        given = give(order, OrderKind.limit, "police", instrument="SHARE", account="of-bob", quantity=quantity)
        ledger.do(given, SetLimit(order=order, by="police"), signed_by="police")
    move_all = h.Transfer(sender="of-alice", receiver="of-bob", instrument="SHARE", quantity=10**6)
    found = asked(ledger, move_all)
    assert names(found) == ["insufficient_free_quantity", "beyond_position", "beyond_position"]
    assert [one.detail for one in found.reasons[1:]] == [
        "of-bob: 1000050 of at most 60 under order narrow",
        "of-bob: 1000050 of at most 70 under order wide",
    ]
    within = h.Transfer(sender="of-alice", receiver="of-bob", instrument="SHARE", quantity=11)
    assert names(asked(ledger, within)) == ["beyond_position"]
    assert ledger.submit(within, signed_by="alice").outcome.name == "beyond_position"
