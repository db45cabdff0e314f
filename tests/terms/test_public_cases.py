# SPDX-License-Identifier: Apache-2.0
"""The public ACTUS cases, each compared strictly: all events in order, every field that is expected, to 1e-10.

A case that cannot be reproduced stands in ``HAND_ROUNDED`` with the arithmetic that says why; nothing else may differ.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from functools import cache
from typing import Final, NamedTuple

import pytest

from counterfoil.terms.files.cases import Difference, differences, read_case, read_cases
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.arithmetic import CONTEXT, exact, text
from shared_data import shared_data

pytestmark = pytest.mark.real_data

AT_HAND: Final = 220
"""How many of the 276 public cases the test data holds at least."""


class Rounded(NamedTuple):
    """A published figure that is the exact one cut to whole units, and how the exact one comes about."""

    position: int
    field: str
    published: Decimal
    exact: Decimal


with exact():
    HAND_ROUNDED: Final = {
        # Half of 7,000,000 is covered; of the fee of 10,000 for the 92 days from 2020-07-02 to 2020-10-02, 80 have
        # passed at the credit event of 2020-09-20: 3,500,000 + 10,000 * 80 / 92 = 3,508,695.652173…
        "guarantee14": Rounded(5, "payoff", Decimal(3_508_695), Decimal(3_500_000) + Decimal(10_000) * 80 / 92),
    }


@cache
def published() -> Mapping[str, object]:
    """Every case of the test data by name."""
    found: dict[str, object] = {}
    for path in sorted(shared_data("actus/cases").glob("*.json")):
        found |= read_cases(parse_json(path.read_bytes(), where=path.name), where=path.name)
    return found


def names() -> list[str]:
    """The names of the cases; one that stands for the missing data, where there is none."""
    try:
        return list(published())
    except (pytest.skip.Exception, pytest.fail.Exception):
        return ["no data"]


def differing(name: str) -> list[Difference]:
    """Where a case is not reproduced."""
    case = read_case(name, published()[name])
    assert case.expected, "a case without results proves nothing"
    return differences(case, case.run())


@pytest.mark.parametrize("name", names())
def test_a_public_case_is_reproduced(name: str) -> None:
    """Every expected field of every event, sign, currency and exercise included; nothing more and nothing less."""
    if name not in HAND_ROUNDED:
        assert [str(difference) for difference in differing(name)] == []


@pytest.mark.parametrize("name", HAND_ROUNDED)
def test_a_figure_rounded_by_hand(name: str) -> None:
    """The only difference is the rounded figure, and cutting the exact one to whole units gives it."""
    rounded = HAND_ROUNDED[name]
    (difference,) = differing(name)
    assert (difference.position, difference.field) == (rounded.position, rounded.field)
    assert difference.expected == text(rounded.published)
    assert abs(Decimal(difference.got) - rounded.exact) < Decimal("1e-20")
    assert rounded.exact.quantize(Decimal(1), rounding=ROUND_DOWN, context=CONTEXT) == rounded.published


def test_all_but_the_listed_cases_are_reproduced() -> None:
    """219 of the 220 at hand."""
    cases = published()
    reproduced = [name for name in cases if not differing(name)]
    assert len(cases) >= AT_HAND
    assert set(cases) - set(reproduced) == set(HAND_ROUNDED)
    assert len(reproduced) == len(cases) - 1


def test_a_comparison_that_is_strict() -> None:
    """A case with any one result dropped, doubled, swapped or changed differs."""
    original = published()["pam01"]
    assert isinstance(original, dict)
    results = original["results"]
    changed = [
        results[:-1],
        [*results, results[-1]],
        [results[1], results[0], *results[2:]],
        [{**results[0], "payoff": str(-Decimal(str(results[0]["payoff"])))}, *results[1:]],
        [{**results[0], "currency": "ZZZ"}, *results[1:]],
        [{**results[0], "eventDate": "1999-01-01T00:00:00"}, *results[1:]],
        [{**results[0], "unheardOf": "1"}, *results[1:]],
        [{**results[0], "payoff": str(Decimal(str(results[0]["payoff"])) + Decimal("1e-6"))}, *results[1:]],
    ]
    for wrong in changed:
        case = read_case("pam01", {**original, "results": wrong})
        assert differences(case, case.run())
