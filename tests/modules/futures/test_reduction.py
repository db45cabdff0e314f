# SPDX-License-Identifier: Apache-2.0
"""A forced reduction closes what its published rule closes, as much on both sides, and each sees its own alone."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from counterfoil.evidence.package import encode_package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.reducing import found_of
from counterfoil.modules.futures.reduction_matching import Key, cuts_of, matched_lots
from counterfoil.modules.futures.reduction_records import (
    REDUCTION_CYCLE,
    REDUCTIONS,
    ReductionStatus,
    name_of,
)
from counterfoil.node.collect import Collector
from counterfoil.node.futures.limits_in_force import reduction_of
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.futures_breaches import Floor
from support.futures_locked import RULE, lock
from support.futures_market import BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.futures_reduced import (
    AT_ONCE,
    TOP,
    conclude,
    on_the_floor,
    order,
    reduce,
    unfilled,
    waive,
)
from support.ledger import Ledger

YESTERDAY = (
    (50_000, {"ann": 4, "eve": 6}, {"bob": 7, "fay": 3}),
    (53_000, {"cat": 5}, {"fay": 2, "gus": 3}),
    (54_000, {"dan": 2}, {"gus": 2}),
)
"""Price, who bought and who sold. Up to 55,000 Ann and Eve, who hedges, gain 9.1 % of it, Cat 3.6 %, Dan 1.8 %; Bob
loses 9.1 %, Fay (at 51,200 on average) 6.9 %, Gus (at 53,400) 2.9 %."""
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus")


@pytest.fixture
def ledger() -> Ledger:
    """Today is locked up at 55,000; Bob, Fay and Gus asked to close all, in vain."""
    ledger = houses(Ledger())
    for name in ("fay", "gus"):
        ledger.party(name)
    for name in PEOPLE:
        ledger.do(account(f"m-{name}", name, "alpha"), signed_by=f"{name} alpha")
        ledger.issue("CNY", f"m-{name}", 10**10, issuer=f"bank {name}")
    ledger.do(product("red", changed=AT_ONCE), signed_by="ccp venue")
    ledger.do(listing("LK", product="red"), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    for number, (price, bought, sold) in enumerate(YESTERDAY, 1):
        for side, names in (("bought", bought), ("sold", sold)):
            for name, lots in names.items():
                one = fill(number, side, "opens", price, lots, day=BEFORE)
                ledger.do(book(f"m-{name}", one, contract="LK", hedge=purpose(name)), signed_by="venue")
    worth = sum(price * sum(bought.values()) for price, bought, _ in YESTERDAY) * MULTIPLIER
    ledger.do(balance("LK", 17, worth, 17), signed_by="venue")
    ledger.do(c.FixSettlement(contract="LK", price=50_000, reason="a notice"), signed_by="ccp")
    for ask in ("settled", "paid"):
        for name in PEOPLE:
            done = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
            assert done is not None
            if ask == "settled":
                ledger.do(c.Settle(account=f"m-{name}"), signed_by="eve")
            elif done.due:
                ledger.do(c.Pay(account=f"m-{name}"), signed_by="eve")
    ledger.do(c.CloseDay(house="CC"), signed_by="eve")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    asked = (unfilled("LK", lots, f"m-{name}") for name, lots in (("bob", 7), ("fay", 5), ("gus", 5)))
    ledger.do(lock("LK"), *asked, signed_by="venue")
    return ledger


def purpose(name: str) -> HedgeFlag:
    return HedgeFlag.hedge if name == "eve" else HedgeFlag.speculation


def taken(ledger: Ledger) -> list[str]:
    """Anybody takes the steps that are due, until none is; how each was answered, by its call."""
    found = []
    while found[-1:] != ["CloseDay"]:
        step = next(iter(MODULE.steps(ledger.state, ledger.time)))
        assert ledger.submit(step, signed_by="eve").outcome.name == "ok", step
        found.append(type(step).__name__)
    return found


def test_the_rule_by_hand(ledger: Ledger) -> None:
    """Twelve are asked for: Ann's four, 2 and 2, Cat's five, 3 and 2, Dan's two, 1 and 1, and one of Eve's six."""
    ledger.do(c.FixSettlement(contract="LK", price=TOP, reason="the limit"), signed_by="ccp")
    ledger.do(order("LK"), signed_by="ccp")
    reduction = ledger.state.read(REDUCTIONS, "LK", str(TODAY))
    assert reduction is not None and reduction.price == TOP
    lots = {account: lots for (account, _), lots in found_of(ledger.state, reduction).due.items()}
    assert lots == {"m-ann": 4, "m-bob": 7, "m-cat": 5, "m-dan": 2, "m-eve": 1, "m-fay": 5}


def test_a_reduction_looks_through_all_positions_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is ordered, and when it is concluded: however many are reduced between, each reads its own alone."""
    ledger.do(c.FixSettlement(contract="LK", price=TOP, reason="the limit"), order("LK"), signed_by="ccp")
    monkeypatch.setattr("counterfoil.modules.futures.reducing.positions_in", lambda *_all: pytest.fail("all are read"))
    ledger.do(reduce("LK", 4), reduce("LK", 7, "m-bob"), reduce("LK", 1, "m-eve", "hedge"), signed_by="eve")
    assert ledger.submit(reduce("LK", 4, "m-fay"), signed_by="eve").outcome.name == "reduced_otherwise"


def test_what_the_command_shows_is_the_rule_by_hand(ledger: Ledger) -> None:
    """``clearing reduction``: the same twelve once the price is fixed, and lot by lot what was closed of them."""
    # Yesterday's price, with which is counted until today's is fixed: of 50,000 nobody lost six per cent.
    assert reduction_of(ledger.state, "LK")["positions"] == []
    ledger.do(c.FixSettlement(contract="LK", price=TOP, reason="the limit"), order("LK"), signed_by="ccp")
    ledger.do(reduce("LK", 4), signed_by="eve")
    shown = reduction_of(ledger.state, "LK")
    assert (shown["price"], shown["status"]) == ("5500.0", "ordered")
    assert [tuple(one.values()) for one in shown["positions"]] == [
        ("m-ann", "speculation", 4, 4),
        ("m-bob", "speculation", 7, 0),
        ("m-cat", "speculation", 5, 0),
        ("m-dan", "speculation", 2, 0),
        ("m-eve", "hedge", 1, 0),
        ("m-fay", "speculation", 5, 0),
    ]


def test_anybody_does_what_is_due_and_the_day_closes(ledger: Ledger) -> None:
    """Once the house ordered it: six positions, the end of it, and then the day's settlement."""
    ledger.do(c.FixSettlement(contract="LK", price=TOP, reason="the limit"), signed_by="ccp")
    assert list(MODULE.steps(ledger.state, ledger.time)) == []
    ledger.do(order("LK"), signed_by="ccp")
    done = Counter(taken(ledger))
    assert (done["Reduce"], done["ConcludeReduction"], done["Settle"], done["CloseDay"]) == (6, 1, 7, 1)
    left = {name: ledger.state.read(POSITIONS, f"m-{name}", "LK", purpose(name)) for name in PEOPLE}
    assert {name: one.long_lots - one.short_lots for name, one in left.items() if one is not None} == {
        **dict.fromkeys(("ann", "bob", "cat", "dan", "fay"), 0),
        "eve": 5,
        "gus": -5,
    }
    trading, ann = ledger.state.read(TRADINGS, "LK"), left["ann"]
    assert trading is not None and trading.balanced and (trading.long, trading.short) == (5, 5)
    assert trading.agreed_bought == trading.agreed_sold and not trading.bought.lots
    assert ann is not None and (ann.by_date, ann.by_trade) == (4 * 5_000 * MULTIPLIER, 4 * 5_000 * MULTIPLIER)
    assert list(MODULE.invariants(ledger.state)) == []


def test_nobody_is_reduced_where_the_house_waives_it(ledger: Ledger) -> None:
    """Accounts wait for its word, and are settled then as they stand."""
    ledger.do(c.FixSettlement(contract="LK", price=TOP, reason="the limit"), waive("LK"), signed_by="ccp")
    done = Counter(taken(ledger))
    assert (done["Reduce"], done["Settle"]) == (0, 7)


def test_a_reduction_takes_the_steps_of_its_table() -> None:
    """Undecided, ordered and done; or not ordered, and nothing more."""
    ledger = on_the_floor(Ledger())
    ledger.do(c.FixSettlement(contract="RD", price=TOP, reason="the limit"), signed_by="ccp")
    ledger.do(reduce("RP", 2, "m-bob"), conclude("RP"), reduce("RO", 1), reduce("RO", 1, "m-bob"), signed_by="eve")
    seen: dict[ReductionStatus, set[ReductionStatus]] = {status: set() for status in ReductionStatus}
    seen[ReductionStatus.undecided].add(_status(ledger, "RW"))
    for name in ("RD", "RO", "RW", "RP"):
        before = _status(ledger, name)
        for call in (order(name), waive(name), conclude(name)):
            done = ledger.submit(call, signed_by="ccp").outcome.name == "ok"
            after = _status(ledger, name)
            assert done is (after is not before)
            if done:
                seen[before].add(after)
                break
    assert seen == {status: set(following) for status, following in REDUCTION_CYCLE.items()}


def _status(ledger: Ledger, name: str) -> ReductionStatus:
    found = ledger.state.read(REDUCTIONS, name, str(TODAY))
    assert found is not None
    return found.status


KEYS = [(f"m-{one}", "speculation") for one in "abcdefgh"]
LOTS = st.integers(1, 40)


def by_fractions(asked: dict[Key, int], tiers: list[dict[Key, int]]) -> dict[Key, int]:
    """The same rule, by exact fractions: whole parts first, then a lot each to the largest broken parts."""
    left, closed = dict(asked), Counter[Key]()
    for tier in tiers:
        lots = min(sum(left.values()), sum(tier.values()))
        for claims in (left, tier):
            total = sum(claims.values())
            exact = {key: Fraction(lots * one, total) for key, one in claims.items()} if total else {}
            whole = {key: floor(one) for key, one in exact.items()}
            first = sorted(exact, key=lambda key: (whole[key] - exact[key], key))
            for key in first[: lots - sum(whole.values())]:
                whole[key] += 1
            closed.update(whole)
            if claims is left:
                left = {key: one - whole[key] for key, one in left.items()} if whole else left
    return {key: lots for key, lots in closed.items() if lots}


def by_cuts(asked: dict[Key, int], tiers: list[dict[Key, int]]) -> dict[Key, int]:
    """Each position by itself, from the published cuts alone."""
    cuts, closed = cuts_of(asked, tiers), Counter[Key]()
    for key, lots in asked.items():
        for cut in cuts:
            closed[key] += cut.taken(name_of(*key), lots - closed[key])
    for tier, cut in zip(tiers, cuts, strict=True):
        closed.update({key: cut.given(name_of(*key), lots) for key, lots in tier.items()})
    return {key: lots for key, lots in closed.items() if lots}


@given(
    st.dictionaries(st.sampled_from(KEYS[:4]), LOTS, max_size=4),
    st.lists(st.sampled_from(range(4)), min_size=4, max_size=4),
    st.lists(LOTS, min_size=4, max_size=4),
)
def test_as_much_is_bought_as_sold_and_no_more_than_there_is(
    asked: dict[Key, int], of_tiers: list[int], lots: list[int]
) -> None:
    """As a twin in fractions finds it; the worse tier is touched only once nothing of the better one is left."""
    tiers: list[dict[Key, int]] = [{} for _ in range(4)]
    for key, tier, held in zip(KEYS[4:], of_tiers, lots, strict=True):
        tiers[tier][key] = held
    closed = matched_lots(asked, tiers)
    assert closed == by_fractions(asked, tiers)
    assert closed == by_cuts(asked, tiers)
    held = {key: one for tier in tiers for key, one in tier.items()}
    assert all(one <= {**asked, **held}[key] for key, one in closed.items())
    demanded, given_up = (sum(closed.get(key, 0) for key in side) for side in (asked, held))
    assert demanded == given_up == min(sum(asked.values()), sum(held.values()))
    for better, worse in pairwise(tiers):
        if any(closed.get(key, 0) for key in worse):
            assert all(closed.get(key, 0) == one for key, one in better.items())


@pytest.fixture(scope="module")
def world() -> World:
    """Ann and Bob are reduced in one contract after the other."""
    stage = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(stage)
    stage.do(reduce("RP", 2, "m-bob"), conclude("RP"), reduce("RO", 1), reduce("RO", 1, "m-bob"), signed_by="eve")
    stage.do(conclude("RO"), signed_by="eve")
    stage.world.block()
    return stage.world


@pytest.mark.parametrize("path", ["position/m-ann/RP/speculation", "account/m-ann", f"reduction/RP/{TODAY}"])
def test_each_sees_its_own_alone(world: World, path: str) -> None:
    """Proved offline from the package alone, in which nothing of Bob's stands."""
    package = Collector(world, world.publish()).record(RecordPath(f"futures/{path}"))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b"m-bob" not in shown
    assert path.startswith("reduction") is (b'"kind":"reduction"' not in shown)


def test_what_one_asked_in_vain_is_told_to_it(world: World) -> None:
    """So many lots, and of Ann nothing."""
    package = Collector(world, world.publish()).record(RecordPath("futures/unfilled/RO/m-bob/speculation"))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    shown = b"".join(one.event for one in package.events)
    assert b"futures.unfilled_stated" in shown and b'"lots":1' in shown and b"m-ann" not in shown


def test_the_rule_of_copper_is_that_of_the_exchange() -> None:
    """Six per cent lost; six, three and any gained, and hedging at six."""
    assert (RULE.loss_ppm, RULE.tiers, RULE.hedge_ppm, RULE.in_order) == (60_000, (60_000, 30_000, 0), 60_000, True)
    assert not replace(RULE, tiers=(0, 60_000)).in_order


def test_a_reduction_of_what_was_never_traded_is_concluded() -> None:
    """It closes nothing; it could be ordered once, and then not be ended."""
    ledger = on_the_floor(Ledger())
    ledger.do(listing("NEVER", product="red"), signed_by="venue")
    ledger.do(lock("NEVER"), signed_by="venue")
    ledger.do(c.FixSettlement(contract="NEVER", price=TOP, reason="the limit"), order("NEVER"), signed_by="ccp")
    ledger.do(conclude("NEVER"), signed_by="eve")
    assert _status(ledger, "NEVER") is ReductionStatus.reduced
