# SPDX-License-Identifier: Apache-2.0
"""Maintenance margin, by hand: below which price an account is called, for how much, and what answers the call."""

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.intraday_calls import AnswerToday, CallMargin, MarkPrice
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.lodging import SecuritiesRules
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.securing import LodgedLine, Secured
from counterfoil.modules.futures.settling import Settled
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath, Timestamp
from support.evidence_world import World
from support.forging import proved_as_it_is_alone
from support.futures_auction_story import bid_for, failed
from support.futures_auctioned import put_up
from support.futures_ending import AT, START, fix, listing, open_day, trade
from support.futures_lodged import lodged, price, taking
from support.futures_maintained import MARGIN, maintained_floor, policy
from support.futures_maintaining_breaches import maintained_world
from support.futures_market import TODAY
from support.ledger import Ledger
from support.simulated_futures_maintenance import lacking

KEPT, CALLED = AT - 1_440, AT - 1_450
"""Four lots lose 2,000 fen for each yuan of the price, and need 180 of it: 10.8 million are there for 10.8 at 60,000.
At 1,440 yuan less there are 7,920,000 for 10,540,800, of which three quarters are 7,905,600; at 1,450 less 7,900,000
for 10,539,000, and three quarters are 7,904,250."""
LACKS = 10_539_000 - 7_900_000


@pytest.fixture
def ledger() -> Ledger:
    ledger: Ledger = maintained_floor(Ledger())
    return ledger


def ann(ledger: Ledger, name: str = "m-ann") -> MarginAccount:
    found = ledger.state.read(MARGIN_ACCOUNTS, name)
    assert found is not None
    return found


def settled_at(ledger: Ledger, at: int) -> Settled:
    """Ann's statement at a price."""
    fix(ledger, {"iron-1": at})
    ledger.do(c.Settle(account="m-ann"), signed_by="bob")
    told = next(one.data for one in reversed(ledger.decoded_events()) if one.type == Settled.type)
    return msgspec.convert(told, Settled)


@pytest.mark.parametrize(
    ("at", "called", "kept"), [(KEPT, 0, 7_905_600), (CALLED, LACKS, 7_904_250), (AT, 0, 8_100_000)]
)
def test_it_is_called_below_three_quarters_for_the_whole(ledger: Ledger, at: int, called: int, kept: int) -> None:
    """And opens, while it is not."""
    told = settled_at(ledger, at)
    assert (told.called, told.maintenance, ann(ledger).called) == (called, kept, called)


@pytest.mark.parametrize("rules", [False, True])
def test_without_a_policy_and_on_the_day_that_was_open_when_it_came_it_is_the_whole(rules: bool) -> None:
    """A yuan less: 18,200 fen lack."""
    ledger: Ledger = maintained_floor(Ledger(), rules=False)
    if rules:
        ledger.do(policy(), signed_by="ccp")
    told = settled_at(ledger, AT - 10)
    assert (told.called, told.maintenance) == (18_200, told.margin)


def test_a_call_brings_it_back_to_the_whole(ledger: Ledger) -> None:
    """Three quarters are not enough of an answer."""
    settled_at(ledger, CALLED)
    ledger.issue("CNY", "m-ann", LACKS - 1, issuer="bank ann")
    assert ledger.submit(c.Answer(account="m-ann"), signed_by="bob").outcome is Refusal.still_called
    ledger.issue("CNY", "m-ann", 1, issuer="bank ann")
    assert c.Answer(account="m-ann") in ledger.drive("bob", "futures")
    assert ann(ledger).called == 0


def test_who_was_called_is_called_until_the_whole_is_there(ledger: Ledger) -> None:
    """A call that was not answered does not vanish on the next day, though three quarters are there by then."""
    settled_at(ledger, CALLED)
    ledger.issue("CNY", "m-ann", 5_000, issuer="bank ann")
    ledger.do(c.Settle(account="m-bob"), signed_by="ccp")
    ledger.drive("bob", "futures")
    open_day(ledger, START + 1)
    told = settled_at(ledger, CALLED)
    assert (told.called, told.maintenance, told.margin) == (LACKS - 5_000, 10_539_000, 10_539_000)


def test_what_keeps_it_from_a_call_is_not_paid_out(ledger: Ledger) -> None:
    """Money goes out beyond the whole margin alone."""
    settled_at(ledger, KEPT)
    assert ledger.submit(c.Withdraw(account="m-ann", amount=1), signed_by="ann").outcome is Refusal.not_available


def test_within_the_day_it_is_the_same(ledger: Ledger) -> None:
    """Called below three quarters at a price that is marked, and answered by the whole."""
    call = CallMargin(account="m-ann", until=Timestamp(ledger.time + 10**7), reason="it fell")
    ledger.do(MarkPrice(contract="iron-1", price=KEPT, reason="last trades"), signed_by="ccp")
    assert ledger.submit(call, signed_by="ccp").outcome is IntradayOutcome.nothing_lacks
    ledger.do(MarkPrice(contract="iron-1", price=CALLED, reason="last trades"), signed_by="ccp")
    ledger.do(call, signed_by="ccp")
    ledger.do(MarkPrice(contract="iron-1", price=KEPT, reason="last trades"), signed_by="ccp")
    assert ledger.submit(AnswerToday(account="m-ann"), signed_by="bob").outcome is Refusal.still_called
    ledger.issue("CNY", "m-ann", 10_540_800 - 7_920_000, issuer="bank ann")
    assert AnswerToday(account="m-ann") in ledger.drive("bob", "futures")


def test_securities_count_when_a_contract_has_expired() -> None:
    """What is left open needs 5.4 million: two are there in cash, and bonds that count nine. Nothing is called."""
    ledger: Ledger = taking(Ledger())
    ledger.do(listing("IZ", "index", last=START), signed_by="venue")
    open_day(ledger, START)
    ledger.do(price(), signed_by="ccp")
    lodged(ledger, "lia", "l-1")
    trade(ledger, "IZ", START, ("ann", "lia", AT, 1))
    trade(ledger, "CU", START, ("ann", "lia", AT, 2))
    fix(ledger, {"IZ": AT, "CU": AT})
    ledger.do(c.Settle(account="m-lia"), signed_by="ann")
    ledger.do(e.FixFinal(contract="IZ", price=AT + 2_000, reason="drawn"), signed_by="ccp")
    ledger.do(e.Expire(account="m-lia", contract="IZ"), signed_by="ann")
    lia = ann(ledger, "m-lia")
    assert (lia.margin, ledger.holding("m-lia", "CNY").free, lia.called) == (2 * MARGIN, 2_000_000, 0)


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 10**6), st.integers(0, 30), st.integers(0, 5))
def test_it_is_called_where_cash_and_what_counts_beside_it_are_less(
    cash: int, margin: int, share: int, value: int, multiple: int
) -> None:
    """Beside a twin in fractions, which pays in one after the other until all counts for the whole margin."""
    line = LodgedLine(pledge="p", instrument="B", quantity=1, product="", lots=0, value=value)
    rules = SecuritiesRules(since=0, multiple=multiple, kept_ppm=1, securities=(), offsets=())
    kept = -(-margin * share // 1_000_000)

    def there(paid: int) -> Fraction:
        money = Fraction(cash + paid)
        return money + min(Fraction(value), multiple * max(money, Fraction(0)))

    lacking = next(paid for paid in range(200) if there(paid) >= margin) if there(0) < kept else 0
    assert Secured((line,), rules).called(cash, margin, kept) == lacking


@pytest.fixture(scope="module")
def proved() -> tuple[World, Package]:
    world: World = maintained_world()
    world.do(
        "ccp", calls=[{"call": "futures.fix_settlement", "contract": "iron-1", "price": CALLED, "reason": "drawn"}]
    )
    world.do("bob", calls=[{"call": "futures.settle", "account": "m-ann"}])
    world.block()
    return world, Collector(world, world.publish()).record(RecordPath("futures/account/m-ann"))


def test_a_call_is_proved_with_what_it_rests_on(proved: tuple[World, Package]) -> None:
    """Offline; another maintenance margin or another call are not."""
    world, package = proved
    swaps = (
        (b'"maintenance":7904250', b'"maintenance":7804250'),
        (b'"called":2639000', b'"called":1639000'),
    )
    proved_as_it_is_alone(world, package, swaps)


def test_whose_lots_were_taken_for_money_is_called_as_it_is_settled_next() -> None:
    """Bob pays 15,000,000 to who takes one of two lots, once he was settled: 14,992,410 are there for 18,000,000."""
    # He had 29,992,410 as he was settled, and was not called. The next day his house may, and his settlement does.
    ledger = failed(Ledger(), money=30_000_000, buyer="g-bob")
    bid_for(ledger, {"beta": -15_000_000}, put_up(lots=1), of="g-bob")
    fix(ledger, {"AU": 50_000})
    for wanted in ("AwardAuction", "GiveLots TakeLots", "Settle", "ChargeBid", "Collect"):
        for call in [one for one in MODULE.steps(ledger.state, ledger.time) if type(one).__name__ in wanted.split()]:
            ledger.do(call, signed_by="eve")
        assert called_who_lack(ledger) == []
    bob = ann(ledger, "g-bob")
    assert (bob.balance, bob.margin, bob.owed, bob.called) == (14_992_410, 18_000_000, 0, 0)
    ledger.drive("eve", "futures")
    open_day(ledger, TODAY + 1)
    ledger.do(CallMargin(account="g-bob", until=Timestamp(ledger.time + 10**7), reason="he paid"), signed_by="ccp")
    fix(ledger, {"AU": 50_000})
    ledger.do(c.Settle(account="g-bob"), signed_by="eve")
    assert ann(ledger, "g-bob").called == 3_007_590
    assert called_who_lack(ledger) == [True]


def called_who_lack(ledger: Ledger) -> list[bool]:
    """Of each client that was settled today and lacks margin, as the simulated house looks at it."""
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    return list(lacking(ledger.state, house))
