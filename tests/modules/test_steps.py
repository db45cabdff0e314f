# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next: every noun says it, and doing it leads a market's day to its end."""

from datetime import date
from typing import Final

import pytest

from counterfoil.law.call import Call, call_name
from counterfoil.modules import laws, modules
from counterfoil.modules.cash import calls as cash
from counterfoil.modules.clearing import calls as clearing
from counterfoil.modules.clearing.netting import CYCLES, POSITIONS, CycleStatus, TradeStatus
from counterfoil.modules.clearing.steps import stands as netted
from counterfoil.modules.funds.orders import DealingStatus
from counterfoil.modules.funds.steps import gives, worth
from counterfoil.modules.futures import calls as futures
from counterfoil.modules.futures.calls import FixSettlement
from counterfoil.modules.futures.defaults_calls import Absorb
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.futures.stress_calls import RefundShare
from counterfoil.modules.governance import calls as governance
from counterfoil.modules.governance.queries import articles_in_force
from counterfoil.modules.insurance import calls as insurance
from counterfoil.modules.insurance.records import POLICIES, terms_of
from counterfoil.modules.insurance.steps import stands as insured_by
from counterfoil.modules.lifecycle import calls as lifecycle
from counterfoil.modules.lifecycle.actions import ENTITLEMENTS, ActionKind, ActionStatus
from counterfoil.modules.lifecycle.records import SNAPSHOTS
from counterfoil.modules.lifecycle.steps import owes
from counterfoil.modules.lifecycle.steps import stands as registered
from counterfoil.modules.over_the_counter import calls as counter
from counterfoil.modules.supervision import calls as supervision
from counterfoil.primitives.types import DayNumber, Timestamp
from support import corporate_actions, fund_market, insured
from support.cleared import (
    EX,
    TEN,
    cycle_of,
    first,
    founded,
    market_of,
    member_of,
    morning,
    second,
    trade_of,
    traded,
    until,
)
from support.counter import DAY_MS, HOUR_MS, dealing, place, professional, set_aside, subscribe
from support.futures_auction_story import bid_for, failed
from support.futures_auctioned import award
from support.futures_large import watched_floor
from support.futures_market import AT, TODAY, priced
from support.ledger import Ledger
from support.pools_ordered import left_over
from support.rejection_tables import PLACES, Place

YEAR_MS: Final = 366 * 86_400_000
ASKED: Final = {
    RefundShare: "whose share is too large, who wants it back says",
    cash.Pay: "which hold pays, its payer says",
    counter.Deliver: "under which hold, who delivers says",
    insurance.Buy: "under which hold, who buys says",
    insurance.PayPremium: "under which hold or mandate, who pays says",
    supervision.OpenFile: "of whom, who wants the proof says",
}
"""Calls by anybody that are not due by themselves: they name what only one side can choose."""


WAITING: Final = {
    (clearing.Collect, "insufficient_free_quantity"),
    (lifecycle.Finish, "still_owed"),
    (lifecycle.SettleClaim, "not_payable_yet"),
    (lifecycle.SettleClaim, "trade_not_over"),
}
"""What may stay due and refused: an account lacks what it owes, a claim waits for its trade, its action for both.

A decision whose calls are refused stays due for any reason that they have, until it lapses.
"""


def of(name: str) -> list[type[Call]]:
    return [
        call for call in laws().by_noun[name].calls if "by anybody" in " ".join((call.__doc__ or "").split()).lower()
    ]


def placed() -> Ledger:
    """A placement that is allotted to two firms, neither of which has its notes."""
    ledger = dealing()
    professional(ledger, "client", "dealer", "third")
    ledger.do(place(closes=ledger.time + HOUR_MS, latest=ledger.time + DAY_MS), signed_by="maker")
    for firm, quantity in (("client", 900), ("third", 300)):
        ledger.do(set_aside(f"at-{firm}", quantity), subscribe(f"at-{firm}", quantity), signed_by=firm)
    ledger.wait(HOUR_MS)
    ledger.do(counter.Allot(placement="P", by="dealer"), signed_by="dealer")
    return ledger


def auctioned() -> Ledger:
    """A defaulter's lots were won, and have not moved."""
    ledger = failed(Ledger())
    bid_for(ledger, {"beta": 1_000_000})
    ledger.do(award("a", "beta"), signed_by="eve")
    ledger.do(FixSettlement(contract="AU", price=AT, reason="a notice"), signed_by="ccp")
    return ledger


def floating() -> Ledger:
    """A bond whose first coupon takes a rate that is published, and whose record time has passed."""
    ledger = corporate_actions.small_market()
    text = corporate_actions.bond(ledger, "FLOATS", corporate_actions.FLOATING)
    ledger.do(corporate_actions.registered(text, "FLOATS", publisher="venue"), signed_by="issuer")
    ledger.issue("FLOATS", "ann", 10, issuer="issuer")
    rate = {"publisher": "venue", "reference_rate": "SHIBOR3M", "rate": "0.024"}
    fixed_on = DayNumber(date(2024, 2, 2).toordinal() - date(1970, 1, 1).toordinal())
    ledger.do(lifecycle.PublishFixing(day=fixed_on, **rate), lifecycle.Propose(instrument="FLOATS"), signed_by="venue")
    corporate_actions.until(ledger, corporate_actions.action_of(ledger, "FLOATS", "_due-1").record_time)
    return ledger


def unpaid() -> Ledger:
    """A policy whose second premium nobody paid, long ago."""
    ledger = insured.insured()
    ledger.do(*insured.buying(), signed_by="ann insurer")
    ledger.wait(2 * YEAR_MS)
    return ledger


def driver_of(market: Ledger) -> str:
    """Somebody with no part in what is due; one that is there where a charter lets nobody in but by application."""
    articles = articles_in_force(market.state, Timestamp(market.time))
    return market.party("driver") if articles is None or not articles.applications_only else "bob"


def test_every_call_by_anybody_is_due_somewhere_or_names_what_one_side_chooses() -> None:
    """In markets where every noun stands in every state, years later: no noun keeps to itself what comes next."""
    met: set[type[Call]] = set()
    for market in (
        *(one.market() for one in PLACES),
        placed(),
        floating(),
        unpaid(),
        priced(),
        auctioned(),
        watched_floor(Ledger()),
        left_over().ledger,
    ):
        driver = driver_of(market)
        for later in (0, 1, 40):
            market.wait(later * YEAR_MS)
            for module in modules():
                for steps in (module.steps, module.lasts):
                    met |= {type(call) for call in steps(market.state, Timestamp(market.time))}
            met |= set(map(type, market.drive(driver)))
    anybody = {call for noun in laws().by_noun for call in of(noun)}
    assert {call_name(call) for call in anybody - met - set(ASKED)} == set()
    assert met <= anybody
    assert not met & set(ASKED)


@pytest.mark.parametrize("where", PLACES, ids=lambda where: where.name)
def test_driving_it_breaks_nothing_and_ends(where: Place) -> None:
    """Whatever state things are in: invariants are asked after each block, and what is left waits for somebody else."""
    market = where.market()
    driver = driver_of(market)
    for later in (0, 1, 40):
        market.wait(later * YEAR_MS)
        market.drive(driver)
        left = [call for module in modules() for call in module.steps(market.state, Timestamp(market.time + 1_000))]
        found = {(type(call), market.submit(call, signed_by=driver).outcome.name) for call in left}
        assert {one for one in found if one[0] is not governance.Execute} <= WAITING, later


def test_a_day_with_a_fail_is_driven_to_its_certificate() -> None:
    """Cut, collected, dropped when its time is over and not before, settled, handed out, penalised, closed."""
    ledger = founded(Ledger())
    morning(ledger)
    traded(ledger, "good", "ann", "bob", 100, 1_000)
    traded(ledger, "short", "cat", "bob", 5_000, 50_000)
    early, late = first(ledger), second(ledger)
    assert ledger.drive("ann", "clearing") == []
    until(ledger, TEN)
    done = [type(call) for call in ledger.drive("ann", "clearing")]
    assert done == [clearing.Cut, clearing.Collect, clearing.Collect]
    owes = ledger.state.read(POSITIONS, early, "cat", "SHARE")
    assert owes is not None
    said = netted(owes, ledger.now())
    assert said is not None and said.en.startswith("nets to deliver 5000 of SHARE, of which 5000 of SHARE is still")
    ledger.wait(cycle_of(ledger, early).collect_by - ledger.time)
    ledger.drive("ann", "clearing")
    assert cycle_of(ledger, early).status is CycleStatus.complete
    assert trade_of(ledger, "good").status is TradeStatus.settled
    short = trade_of(ledger, "short")
    assert (short.cycle, short.recycled) == (late, 1) and short.penalised_for == 50_000
    until(ledger, 23 * 60)
    ledger.drive("ann", "clearing")
    assert market_of(ledger).day is None and market_of(ledger).certified is not None
    assert {one.status for _, one in ledger.state.rows(CYCLES, EX)} == {CycleStatus.complete}


def test_who_can_pay_once_another_failed_is_not_made_to_fail() -> None:
    """Cat sells what it has not; Bob can pay Ann, but not both. Cat fails, and Bob pays and is fined nothing."""
    ledger = founded(Ledger())
    morning(ledger)
    traded(ledger, "short", "cat", "bob", 5_000, 50_000)
    traded(ledger, "good", "ann", "bob", 100, 80_000)
    cycle = first(ledger)
    until(ledger, TEN)
    ledger.drive("ann", "clearing")
    ledger.wait(cycle_of(ledger, cycle).collect_by - ledger.time)
    done = ledger.drive("ann", "clearing")
    assert [call.account for call in done if isinstance(call, clearing.Drop)] == ["cat"]
    assert trade_of(ledger, "good").status is TradeStatus.settled and trade_of(ledger, "good").recycled == 0
    assert not member_of(ledger, "bob").owed and not member_of(ledger, "bob").paid


def test_a_fund_is_dealt_and_settled() -> None:
    """Once its value is confirmed: weighed, dealt, and on the settlement day settled, order by order."""
    ledger = fund_market.founded()
    day = fund_market.today(ledger)
    holders = fund_market.HOLDERS
    for name in holders:
        ledger.do(*fund_market.buys(ledger, f"{name}-buys", name, 100_000), signed_by=name)
    assert ledger.drive("seller", "funds") == []
    day = fund_market.order(ledger, f"{holders[0]}-buys").day
    fund_market.wait_until(ledger, day, fund_market.CUT_OFF)
    fund_market.value(ledger, day, 0)
    ledger.drive("seller", "funds")
    assert {fund_market.dealing(ledger, f"{name}-buys", day).status for name in holders} == {DealingStatus.due}
    fund_market.wait_until(ledger, fund_market.dealing(ledger, f"{holders[0]}-buys", day).settles)
    ledger.drive("seller", "funds")
    assert {fund_market.dealing(ledger, f"{name}-buys", day).status for name in holders} == {DealingStatus.settled}
    assert all(fund_market.units(ledger, name) for name in holders)
    said = gives(fund_market.order(ledger, f"{holders[0]}-buys"), ledger.now())
    assert said is not None and said.en == f"gives 100000 of {fund_market.CASH}"
    bought = worth(fund_market.dealing(ledger, f"{holders[0]}-buys", day), ledger.now())
    assert bought is not None and f"of {fund_market.CASH}, fee " in bought.en
    ledger.do(*fund_market.sells(ledger, "back", holders[0], 10), signed_by=holders[0])
    order = fund_market.order(ledger, "back")
    said = gives(order, ledger.now())
    assert said is not None and said.en == f"gives 10 of {fund_market.FUND}"
    fund_market.wait_until(ledger, order.day, fund_market.CUT_OFF)
    fund_market.value(ledger, order.day, 300_000)
    ledger.drive("seller", "funds")
    assert worth(fund_market.dealing(ledger, "back", order.day), ledger.now()) is None


def test_a_register_that_nobody_counted_says_so_and_is_counted() -> None:
    """Its record says scheduled; what shows it says how far it is, and anybody brings it to its end."""
    ledger = founded(Ledger())
    said = {"by": "firm", "reference": "articles, 5"}
    call = lifecycle.Schedule(instrument="SHARE", snapshot="meeting", record_time=ledger.time + 60_000, **said)
    ledger.do(call, signed_by="firm")
    ledger.wait(120_000)
    snapshot = ledger.state.read(SNAPSHOTS, "SHARE", "meeting")
    assert snapshot is not None and "nobody has begun" in str(registered(snapshot, ledger.now()))
    ledger.do(lifecycle.Record(instrument="SHARE", snapshot="meeting"), signed_by="ann")
    ledger.do(lifecycle.Count(instrument="SHARE", snapshot="meeting", account="ann"), signed_by="ann")
    snapshot = ledger.state.read(SNAPSHOTS, "SHARE", "meeting")
    assert snapshot is not None and "1000 of SHARE of 3000 of SHARE" in str(registered(snapshot, ledger.now()))
    kinds = [type(call) for call in ledger.drive("ann", "lifecycle")]
    assert kinds == [lifecycle.Count, lifecycle.Count, lifecycle.Close]
    snapshot = ledger.state.read(SNAPSHOTS, "SHARE", "meeting")
    assert snapshot is not None and registered(snapshot, ledger.now()) is None


def test_a_placement_is_completed_and_a_floating_coupon_computed() -> None:
    """Each subscriber has its notes; the coupon has its amount and is divided, and waits for the issuer's cash."""
    ledger = placed()
    assert [type(call) for call in ledger.drive("third", "over_the_counter")] == [counter.Complete] * 2
    ledger = floating()
    kinds = [type(call) for call in ledger.drive("ann", "lifecycle")]
    steps = [lifecycle.Record, lifecycle.Count, lifecycle.Close, lifecycle.Compute, lifecycle.Divide, lifecycle.Entitle]
    assert [kind for kind in dict.fromkeys(kinds) if kind is not lifecycle.Propose] == [*steps, lifecycle.Fix]


def test_what_an_entitlement_comes_to_is_said() -> None:
    """New shares that were elected; and of a division that was not taken, that nothing is owed by it."""
    ledger = corporate_actions.small_market()
    terms = {"price": 90, "deadline": ledger.time + 2 * HOUR_MS, "amount": 700}
    ledger.do(corporate_actions.announced(**terms), signed_by="issuer")
    corporate_actions.fixed(ledger, corporate_actions.SHARE, "dividend")
    at = {"instrument": corporate_actions.SHARE, "action": "dividend", "account": "ann"}
    found = corporate_actions.entitlement_of(ledger, corporate_actions.SHARE, "dividend", "ann")
    path = ENTITLEMENTS.path(corporate_actions.SHARE, "dividend", "d1", "ann")
    assert owes(found, ledger.now(record=path)) is None
    ledger.do(lifecycle.Elect(**at), signed_by="ann")
    found = corporate_actions.entitlement_of(ledger, corporate_actions.SHARE, "dividend", "ann")
    said = owes(found, ledger.now(record=path))
    shares, rest = divmod(found.net, 90)
    assert said is not None and said.en == f"in new shares: {shares} of SHARE, and the rest in cash: {rest} of CNY"
    not_taken = owes(found, ledger.now(record=path.replace("/d1/", "/d2/")))
    assert not_taken is not None and "nothing is owed by it" in not_taken.en


def test_rights_that_nobody_exercised_end() -> None:
    """Nobody is paid rights: they are not due as payments, and after the deadline the issue ends."""
    ledger = corporate_actions.small_market()
    deadline = {"deadline": ledger.time + 5 * HOUR_MS, "price": 100, "proceeds": "till"}
    rights = corporate_actions.announced("rights", ActionKind.rights, **deadline)
    ledger.do(rights, signed_by="issuer")
    corporate_actions.fixed(ledger, corporate_actions.SHARE, "rights")
    ledger.wait(4 * HOUR_MS)
    due = [type(call) for call in ledger.drive("ann", "lifecycle")]
    assert lifecycle.Finish not in due and lifecycle.Pay not in due
    ledger.wait(5 * HOUR_MS)
    assert lifecycle.Finish in [type(call) for call in ledger.drive("ann", "lifecycle")]
    assert corporate_actions.action_of(ledger, corporate_actions.SHARE, "rights").status is ActionStatus.paid_out


def test_a_policy_says_what_time_makes_of_it() -> None:
    """In cooling off; in grace; lapsed with nobody to record it; recorded; and when its time is over, over."""
    ledger = insured.insured()
    ledger.do(*insured.buying(), signed_by="ann insurer")

    def said() -> str:
        policy = ledger.state.read(POLICIES, "P-1")
        assert policy is not None
        words = insured_by(policy, ledger.now())
        return "" if words is None else words.en

    policy = ledger.state.read(POLICIES, "P-1")
    assert policy is not None and policy.bought is not None
    terms = terms_of(ledger.context(), policy)
    assert said().startswith("in its days of cooling off")
    ledger.wait(terms.due(policy.bought, 2) - ledger.time)
    assert said().startswith("a premium is due and not paid")
    ledger.wait(terms.grace_until(policy.bought, 2) - ledger.time)
    assert said().startswith("without cover")
    assert [type(call) for call in ledger.drive("ben", "insurance")] == [insurance.RecordLapse]
    assert said() == ""
    ledger.wait(60 * YEAR_MS)
    assert [type(call) for call in ledger.drive("ben", "insurance")] == [insurance.Expire]


def test_a_futures_day_is_driven_to_its_end() -> None:
    """Settled, covered by the member that can, borne by the layers for the one in default, paid, answered, closed."""
    ledger = priced()
    done = [type(call) for call in ledger.drive("ann", "futures")]
    assert done.count(futures.Settle) == 3 and done.count(futures.Pay) == 1 and done.count(futures.Answer) == 1
    assert done.count(futures.Cover) == 1 and done.count(Absorb) == 2
    assert done[-2:] == [futures.CloseDay, futures.TakeFees]
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None and (house.day, house.closed) == (None, TODAY)
    assert ledger.holding("CC-settlement", "CNY").balance == 0
