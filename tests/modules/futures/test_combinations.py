# SPDX-License-Identifier: Apache-2.0
"""Combinations: worked by hand, and beside a twin that pairs margin unit by unit."""

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.package import encode_package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.combining import Combination, Sides, credit_of
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS
from counterfoil.modules.futures.settling import Settled
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.forging import forgeries
from support.futures_combined import BONDS, MARGIN, paired, policy
from support.futures_combining_breaches import combined
from support.futures_ending import AT, START, fix
from support.ledger import Ledger

PRICES = dict.fromkeys(("five-1", "five-2", "ten-1", "iron-1"), AT)
HALF = Combination("bonds", ("five", "ten"), 500_000)
ALL = Combination("all", ("five", "iron", "ten"), 1_000_000)


def needed(ledger: Ledger) -> tuple[int, int]:
    """Margin, and what combinations spare, in lots' margins, on Ann's statement."""
    fix(ledger, PRICES)
    ledger.do(c.Settle(account="m-ann"), signed_by="bob")
    told = next(one.data for one in reversed(ledger.decoded_events()) if one.type == Settled.type)
    said = msgspec.convert(told, Settled)
    return said.margin // MARGIN, said.combined // MARGIN


@pytest.mark.parametrize(
    ("larger", "margin", "spared"),
    # Long 4, short 1 and 3 of the group: 8 lots, of which four pair with four; iron's two stand by themselves.
    # On the larger side five pairs one with one by itself: 4 + 3 + 2 lots, and three of five's with ten's three.
    [(False, 10 - 4, 4), (True, 9 - 3, 3)],
)
def test_the_smaller_side_of_a_group_needs_nothing(larger: bool, margin: int, spared: int) -> None:
    """Whichever products and contracts it is of; what a product pairs by itself is not paired again."""
    assert needed(paired(Ledger(), larger=larger)) == (margin, spared)


def test_half_of_it_and_what_no_group_names() -> None:
    """By the rules in force when the day began: of before the house's first ones, from then on for days to come."""
    sides = [Sides("five", False, 4, 1), Sides("ten", False, 0, 3), Sides("iron", False, 0, 2)]
    assert credit_of(sides, (BONDS,)) == 4
    assert credit_of(sides, (HALF,)) == 2
    assert credit_of(sides, (ALL,)) == 4
    assert credit_of(sides, (Combination("alone", ("iron",), 1_000_000),)) == 0
    assert credit_of([Sides("five", False, 3, 3)], (HALF,)) == 1


def test_what_is_spared_can_be_paid_out() -> None:
    """And not one more."""
    ledger: Ledger = paired(Ledger())
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    there = ledger.holding("m-ann", "CNY").free
    most = there - 6 * MARGIN
    assert ledger.submit(c.Withdraw(account="m-ann", amount=most + 1), signed_by="ann").outcome is Refusal.not_available
    ledger.do(c.Withdraw(account="m-ann", amount=most), signed_by="ann")


def test_other_rules_are_of_days_to_come() -> None:
    """The day that is open keeps its own; and where it had none, none come, nor do those of later."""
    ledger: Ledger = paired(Ledger())
    ledger.do(policy(HALF), signed_by="ccp")
    assert needed(ledger) == (6, 4)
    account = ledger.state.read(MARGIN_ACCOUNTS, "m-ann")
    assert account is not None and account.settled == START


@pytest.mark.parametrize("later", [None, 10**12])
def test_the_first_rules_come_no_earlier_than_others(later: int | None) -> None:
    """Set while a day is open, or for later: nothing is spared yet."""
    ledger: Ledger = paired(Ledger(), rules=False)
    ledger.do(policy(since=None if later is None else ledger.time + later), signed_by="ccp")
    assert needed(ledger) == (10, 0)


def slowly(sides: list[Sides], groups: list[Combination]) -> Fraction:
    """A unit of margin of one side meets a unit of the other's, one after the other."""
    spared = Fraction(0)
    for group in groups:
        long, short = [], []
        for one in sides:
            if one.product in group.products:
                mine, theirs = ["x"] * one.long, ["x"] * one.short
                while one.larger and mine and theirs:
                    mine.pop(), theirs.pop()
                long += mine
                short += theirs
        pairs = 0
        while long and short:
            long.pop(), short.pop()
            pairs += 1
        spared += Fraction(pairs * group.credit_ppm, 1_000_000) // 1
    return spared


SIDES = st.builds(Sides, st.sampled_from(("a", "b", "c", "d")), st.booleans(), st.integers(0, 40), st.integers(0, 40))


@given(st.lists(SIDES, unique_by=lambda one: one.product, max_size=4), st.integers(1, 10**6), st.integers(1, 10**6))
def test_it_is_what_the_twin_pairs(sides: list[Sides], first: int, second: int) -> None:
    """Never more than the smaller side, and never so much that margin is less than nothing or than its larger side."""
    groups = [Combination("one", ("a", "b", "c"), first), Combination("two", ("d",), second)]
    spared = credit_of(sides, groups)
    assert spared == slowly(sides, groups)
    whole = sum(one.margin for one in sides)
    assert whole - spared >= max(sum(one.long for one in sides), sum(one.short for one in sides)) // 2
    every = Combination("every", ("a", "b", "c", "d"), 1_000_000)
    larger = max(sum(one.long for one in sides), sum(one.short for one in sides))
    assert whole - credit_of(sides, (every,)) == larger


def test_a_statement_with_combinations_is_proved() -> None:
    """Offline; another margin is not, nor other groups, nor another credit."""
    world: World = combined()
    for name in PRICES:
        price = {"call": "futures.fix_settlement", "contract": name, "price": AT, "reason": "drawn"}
        world.do("ccp", calls=[price])
    world.do("bob", calls=[{"call": "futures.settle", "account": "m-ann"}])
    world.block()
    collector = Collector(world, world.publish())
    package = collector.record(RecordPath("futures/account/m-ann"))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    swaps = (
        (b'"combined":10800000', b'"combined":10800001'),
        (b'"margin":16200000', b'"margin":16199999'),
        (b'"credit_ppm":1000000', b'"credit_ppm":900000'),
    )
    for each in forgeries(package, swaps):
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved
    assert b"m-bob" not in b"".join(one.event for one in package.events)
