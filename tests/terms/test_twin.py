# SPDX-License-Identifier: Apache-2.0
"""The slow twin of the contract terms: it stands alone, reproduces the public ACTUS cases and wrote our own vectors."""

import ast
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import read_case
from shared_data import shared_data
from support import terms_twin
from support.terms_twin.evaluate import LIVES, evaluate
from support.vectors import VECTORS, generated

ABSOLUTE, RELATIVE = Fraction(1, 10**10), Fraction(1, 10**12)
"""The public results were written with 10 to 18 digits."""
TEXT = {"eventType", "currency"}
TIMES = {"eventDate", "exerciseDate"}
EXCEPTIONS = {"guarantee14": "the expected settlement, 3508695.652…, was cut to whole units by hand"}
BYTES_MAX = 400_000

FILES = generated("generate_terms")
TYPES = sorted(kind.lower() for kind in LIVES)


def _same(name: str, ours: Any, expected: Any) -> bool:
    """Text and times exactly, numbers within the tolerance; numbers may be strings with blanks."""
    if name in TEXT:
        return bool(ours == expected)
    if name in TIMES:
        return datetime.fromisoformat(ours) == datetime.fromisoformat(expected)
    value = Fraction(str(expected).strip())
    return abs(ours - value) <= max(ABSOLUTE, RELATIVE * abs(value))


def _reproduced(case: dict[str, Any]) -> bool:
    """Whether the results are those expected."""
    return _agree(evaluate(case), case["results"], _same)


def _agree(ours: list[Any], expected: list[Any], same: Callable[[str, Any, Any], bool]) -> bool:
    """Whether length, order, fields and values of the results agree."""
    return len(ours) == len(expected) and all(
        row.keys() == wanted.keys() and all(same(name, row[name], wanted[name]) for name in wanted)
        for row, wanted in zip(ours, expected, strict=True)
    )


@pytest.mark.real_data
@pytest.mark.parametrize("kind", TYPES)
def test_public_cases_are_reproduced(kind: str) -> None:
    """Every public case of the type is reproduced to ten decimals, sign and order included, but for the exceptions."""
    cases = json.loads(shared_data(f"actus/cases/{kind}.json").read_text())
    missed = {name for name, case in cases.items() if not _reproduced(case)}
    assert missed == EXCEPTIONS.keys() & cases.keys()


@pytest.mark.parametrize("path", sorted(FILES))
def test_vectors_are_what_the_generator_writes(path: str) -> None:
    """The file in the tree is, byte for byte, what the twin computes today, and it is not too big to read."""
    assert (VECTORS / path).read_bytes() == FILES[path]
    assert len(FILES[path]) < BYTES_MAX


def test_there_is_a_file_for_each_type() -> None:
    """No type is without vectors, and no file of a type is without a generator."""
    there = {path.name for path in (VECTORS / "terms").glob("actus_*.json")}
    assert there == {f"actus_{kind}.json" for kind in TYPES} == {Path(path).name for path in FILES}


@pytest.mark.parametrize("path", sorted(FILES))
def test_vectors_are_told_in_strings(path: str) -> None:
    """No number of a vector is a JSON number, so no reader can lose a digit."""

    def refused(text: str) -> None:
        raise AssertionError(f"{text} is not a string")

    json.loads(FILES[path], parse_int=refused, parse_float=refused)


@pytest.mark.parametrize(
    ("term", "values"),
    [
        ("dayCountConvention", {"AA", "A360", "A365", "30E360", "30E360ISDA", "28E336"}),
        ("businessDayConvention", {"NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP"}),
        ("endOfMonthConvention", {"SD", "EOM"}),
        ("interestCalculationBase", {"NT", "NTIED", "NTL"}),
        ("scalingEffect", {"I00", "0N0", "IN0"}),
        ("feeBasis", {"A", "N"}),
        ("prepaymentEffect", {"N", "A", "M"}),
        ("penaltyType", {"A", "R", "I"}),
        ("deliverySettlement", {"S", "D"}),
        ("optionType", {"C", "P", "CP"}),
        ("optionExerciseType", {"E", "A", "B"}),
        ("guaranteedExposure", {"NO", "NI", "MV"}),
        ("arrayIncreaseDecrease", {"INC", "DEC"}),
        ("arrayFixedVariable", {"FIX", "VAR"}),
    ],
)
def test_vectors_use_every_value(term: str, values: set[str]) -> None:
    """Each value that the dictionary allows for a term stands in at least one vector."""
    given = [case["terms"].get(term, []) for content in FILES.values() for case in json.loads(content).values()]
    assert {value for one in given for value in ([one] if isinstance(one, str) else one)} == values


def test_twin_stands_alone() -> None:
    """The twin imports itself and the standard library only: it is a reading of its own."""
    allowed = {"calendar", "collections.abc", "datetime", "fractions", "itertools", "math", "re", "typing"}
    folder = Path(next(iter(terms_twin.__path__)))
    imported = {name for path in folder.glob("*.py") for name in _imports(path)}
    assert {name for name in imported if not name.startswith("support.terms_twin")} <= allowed


def _imports(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    return [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names] + [
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)
    ]


CYCLES = ("P1ML0", "P1ML1", "P2ML0", "P3ML1", "P10DL0")
CHANGES: dict[str, tuple[str, ...]] = {
    "contractRole": ("RPA", "RPL", "BUY", "SEL", "LG", "ST"),
    "dayCountConvention": ("AA", "A360", "A365", "30E360", "30E360ISDA", "28E336"),
    "businessDayConvention": ("NOS", "SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP"),
    "endOfMonthConvention": ("SD", "EOM"),
    "interestCalculationBase": ("NT", "NTIED", "NTL"),
    "scalingEffect": ("I00", "0N0", "IN0"),
    "feeBasis": ("A", "N"),
    "cycleOfInterestPayment": CYCLES,
    "cycleOfPrincipalRedemption": CYCLES,
    "cycleOfRateReset": CYCLES,
    "cycleOfInterestCalculationBase": CYCLES,
    "cycleOfScalingIndex": CYCLES,
    "cycleOfDividend": CYCLES,
}
UNDECIDED = {
    # After so many redemptions less is left than is prepaid; ours takes no more than that.
    ("ann-prepayment-reduces-maturity", "P10DL0"),
    ("lam-prepayment-reduces-maturity", "P10DL0"),
    ("nam-prepayment-reduces-maturity", "P10DL0"),
}
"""What the specification leaves open and the twin takes otherwise: a vector's name and the value that leads there."""
DIGITS = Fraction(1, 10**20)


def _changed(cases: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each vector with one term at a time set to another value, if it has that term."""
    for name, case in cases.items():
        for term in CHANGES.keys() & case["terms"].keys():
            for value in CHANGES[term]:
                if value != case["terms"][term] and (name, value) not in UNDECIDED:
                    changed = {"calendar": "MF"} if term == "businessDayConvention" else {}
                    yield f"{name} {term} {value}", case | {"terms": changed | case["terms"] | {term: value}}


def _close(name: str, ours: str, other: Any) -> bool:
    """Text and times exactly, numbers to twenty digits."""
    if name in TEXT | TIMES:
        return bool(ours == other)
    return abs(Fraction(ours) - other) <= DIGITS * max(1, abs(other))


@pytest.mark.parametrize("kind", TYPES)
def test_twin_and_product_agree_beyond_the_vectors(kind: str) -> None:
    """Whatever role, convention, base or cycle a vector is given instead: both readings of the terms stay one."""
    compared = 0
    for name, case in _changed(json.loads(FILES[f"terms/actus_{kind}.json"])):
        try:
            ours = read_case(name, case).results()
        except InputError:
            continue  # A role of another type, or a cycle that overtakes another date.
        assert _agree(ours, evaluate(case), _close), name
        compared += 1
    assert compared >= 40


MENDED: list[tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = [
    ("role", lambda case: case | {"terms": case["terms"] | {"contractRole": "RPL"}}),
    ("rate", lambda case: case | {"terms": case["terms"] | {"nominalInterestRate": "0.0476"}}),
    ("day count", lambda case: case | {"terms": case["terms"] | {"dayCountConvention": "A360"}}),
    ("horizon", lambda case: case | {"to": "2028-01-01T00:00:00"}),
    ("one result less", lambda case: case | {"results": case["results"][1:]}),
]


@pytest.mark.parametrize(("what", "change"), MENDED, ids=[what for what, _ in MENDED])
def test_comparison_sees_a_difference(what: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """A case whose terms are changed in one thing is no longer reproduced: the comparison is not blind."""
    case = json.loads(FILES["terms/actus_pam.json"])["pam-asset"]
    assert _reproduced(case)
    assert not _reproduced(change(case)), what
