# SPDX-License-Identifier: Apache-2.0
"""How a day's exercises fall on who sold: whole lots that come to what is exercised, each shown its own."""

from fractions import Fraction
from random import Random

import pytest

from counterfoil.modules.futures.option_drawing import between, drawn
from counterfoil.modules.futures.option_records import DRAWS, Draw
from counterfoil.primitives.types import DayNumber
from support.futures_market import TODAY
from support.futures_options import COPPER, begin, fixed, instruct, optioned, settled, traded
from support.ledger import Ledger


def shares(exercised: int, sold: dict[str, int]) -> dict[str, int]:
    """What each works out by itself from what the house published."""
    found = drawn(exercised, sold)
    draw = Draw(contract="C", house="CC", day=DayNumber(1), **found._asdict())
    return {name: draw.lots_of(name, lots) for name, lots in sold.items()}


def slowly(exercised: int, sold: dict[str, int]) -> dict[str, int]:
    """The same, lot by lot in exact fractions: whoever lacks most of its due has the next; ties by name."""
    due = {name: Fraction(exercised * lots, sum(sold.values())) for name, lots in sold.items()}
    had = {name: int(amount) for name, amount in due.items()}
    for name in sorted(sold, key=lambda one: (had[one] - due[one], one))[: exercised - sum(had.values())]:
        had[name] += 1
    return had


def test_option_assignment_rounded_per_account_so_that_sums_differ() -> None:
    """Ten of 21 on three who sold seven each: 3.33 for each, rounded one by one nine in all; here they come to ten."""
    sold = dict.fromkeys(("m-bob", "m-cat", "m-dan"), 7)
    assert sum(round(Fraction(10 * lots, 21)) for lots in sold.values()) == 9
    assert shares(10, sold) == {"m-bob": 4, "m-cat": 3, "m-dan": 3}
    assert shares(1, {"a": 1, "b": 1}) == {"a": 1, "b": 0}


@pytest.mark.parametrize("seed", range(60))
def test_shares_are_those_of_the_slow_rule_and_come_to_what_is_exercised(seed: int) -> None:
    """Whatever is sold by whomever, and however much of it is exercised; nobody is assigned more than it sold."""
    random = Random(seed)
    many = random.choice((1, 2, 3, 7, 40))
    sold = {f"m-{random.randrange(10**6)}/{n}": random.choice((1, 1, 2, 7, 10**6)) for n in range(many)}
    for exercised in {0, 1, sum(sold.values()), random.randrange(sum(sold.values()) + 1)}:
        found = shares(exercised, sold)
        assert found == slowly(exercised, sold)
        assert sum(found.values()) == exercised
        assert all(found[name] <= lots for name, lots in sold.items())


def test_a_cut_says_no_more_of_a_name_than_it_must() -> None:
    """Where equal remainders are cut apart, the text that does so is the start of a name, as short as can be."""
    assert between("m-cat/speculation", "m-dan/speculation") == "m-d"
    assert between("a", "ab") == "ab"
    assert drawn(10, dict.fromkeys(("m-bob", "m-cat", "m-dan"), 7)).before == "m-c"
    assert drawn(10, {"m-bob": 7, "m-cat": 6, "m-dan": 8}).before == ""


def test_on_the_ledger_they_come_to_what_is_exercised_too() -> None:
    """Three sold seven each, ten are exercised: four, three and three, on record and by what the house published."""
    ledger = begin(optioned(Ledger()))
    traded(ledger, "C59", "m-ann", {"m-bob": 7, "m-cat": 7, "m-dan": 7})
    ledger.do(instruct("m-ann", "C59", 10), signed_by="ann")
    fixed(ledger, CU=COPPER, C59=1_200)
    settled(ledger)
    draw = ledger.state.read(DRAWS, "C59", str(TODAY))
    assert draw is not None and (draw.exercised, draw.open_lots, draw.remainder, draw.before) == (10, 21, 7, "m-c")
    events = [one.data for one in ledger.decoded_events() if one.type in ("futures.exercised", "futures.assigned")]
    assert {one["account"]: one["lots"] for one in events} == {"m-ann": 10, "m-bob": 4, "m-cat": 3, "m-dan": 3}
