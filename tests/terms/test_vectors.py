# SPDX-License-Identifier: Apache-2.0
"""Our own vectors of contract terms: every file in the public test format, each case compared strictly.

They need no data from elsewhere: ``vectors/terms/`` covers every contract type and every convention.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.terms import Contract, contract_types
from counterfoil.terms.files.cases import Case, compare, differences, read_case, read_cases
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.calendars import STANDARD, read_calendars
from support.vectors import VECTORS

FILES = sorted(
    path for path in (VECTORS / "terms").glob("*.json") if path.name not in ("calendar.json", "refused.json")
)
"""All but the calendars, which have a format of their own, and the cases that are refused."""


def _read() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path in FILES:
        for name, given in read_cases(parse_json(path.read_bytes(), where=path.name), where=path.name).items():
            assert isinstance(given, Mapping), f"{path.name}, {name}"
            yield path.name, name, given


ALL = list(_read())


def case_of(name: str, given: Mapping[str, Any]) -> Case:
    """The case, with the calendars that it brings."""
    calendars = read_calendars(given["calendars"]) if "calendars" in given else STANDARD
    return read_case(name, given, calendars=calendars)


@pytest.mark.parametrize(("name", "given"), [item[1:] for item in ALL], ids=[f"{file}-{name}" for file, name, _ in ALL])
def test_a_vector_is_reproduced(name: str, given: Mapping[str, Any]) -> None:
    """Every expected field of every event; and what is written out reads as expected too."""
    case = case_of(name, given)
    events = case.run()
    assert case.expected is not None
    assert [str(difference) for difference in differences(case, events)] == []
    assert not compare(name, case.results(), events)


@pytest.mark.parametrize(("name", "given"), [item[1:] for item in ALL], ids=[f"{file}-{name}" for file, name, _ in ALL])
def test_a_vectors_terms_come_back(name: str, given: Mapping[str, Any]) -> None:
    """The terms written and read again are the same terms, and give the same events."""
    case = case_of(name, given)
    written = case.contract.to_terms()
    again = Contract.from_terms(written, calendars=case.contract.calendars)
    assert again.to_terms() == written
    assert again.events(case.fixings, case.until) == case.run()


def _settled() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The ACTUS vectors at whose end nothing is left, unless they end by a sale; a cap ends with its interest."""
    for file, name, given in ALL:
        last = given["results"][-1]["eventType"] if given["results"] else ""
        if file.startswith("actus_") and last in (
            ("IP",) if given["terms"]["contractType"] == "CAPFL" else ("MD", "STD")
        ):
            yield name, given


SETTLED = list(_settled())


@pytest.mark.parametrize(("name", "given"), SETTLED, ids=[name for name, _ in SETTLED])
def test_nobody_trades_what_has_ended(name: str, given: Mapping[str, Any]) -> None:
    """A termination after the end adds nothing, and who buys after the end gets nothing."""
    late = {key: value for key, value in given["terms"].items() if key not in ("terminationDate", "purchaseDate")}
    sold = {**given, "terms": {**late, "terminationDate": "2045-01-02", "priceAtTerminationDate": "7"}, "to": ""}
    assert case_of(name, sold).run() == case_of(name, {**given, "terms": late, "to": ""}).run()
    bought = {**given, "terms": {**late, "purchaseDate": "2045-01-02", "priceAtPurchaseDate": "7"}, "to": ""}
    assert case_of(name, bought).run() == []


def test_every_contract_type_has_vectors() -> None:
    """No type of contract is left without one that expects events."""
    kinds = {given["terms"]["contractType"] for _, _, given in ALL if given["results"]}
    assert set(contract_types()) - kinds == set()


def test_numbers_are_texts() -> None:
    """No reader of the vectors has to parse a number as a binary fraction."""
    loose = {file for file, _, given in ALL if any(isinstance(value, Decimal) for value in _values(given))}
    assert not loose


def _values(item: object) -> Iterator[object]:
    yield item
    inner = item.values() if isinstance(item, Mapping) else item if isinstance(item, list) else ()
    for value in inner:
        yield from _values(value)


def test_names_are_unique() -> None:
    """A name stands for one case in all the files."""
    names = [name for _, name, _ in ALL]
    assert sorted(names) == sorted(set(names))


CONVENTIONS = {
    "businessDayConvention": {"SCF", "SCMF", "CSF", "CSMF", "SCP", "SCMP", "CSP", "CSMP"},
    "dayCountConvention": {"AA", "A360", "A365", "30E360ISDA", "30E360", "28E336"},
    "endOfMonthConvention": {"SD", "EOM"},
    "prepaymentEffect": {"A", "M"},
    "penaltyType": {"A", "R", "I"},
    "feeBasis": {"A", "N"},
    "interestCalculationBase": {"NT", "NTIED", "NTL"},
}


@pytest.mark.parametrize("term", CONVENTIONS)
def test_every_convention_has_vectors(term: str) -> None:
    """Each value of a convention is in the terms of some case."""
    used = {given["terms"].get(term) for _, _, given in ALL}
    assert CONVENTIONS[term] - used == set()
