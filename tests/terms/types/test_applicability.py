# SPDX-License-Identifier: Apache-2.0
"""The terms that each type uses against what the code does: nothing is read beside it, nothing in it is never read."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms import contract_types
from counterfoil.terms.files.cases import read_case, read_cases
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel import dictionary
from counterfoil.terms.kernel.dictionary import Terms
from counterfoil.terms.kernel.reading import Term, by_acronym, terms_of
from support.vectors import VECTORS

FIELDS = frozenset(field.name for field in dataclasses.fields(Terms))


def fields_of(acronyms: str) -> frozenset[str]:
    """The fields of the dictionary's record that a group of acronyms names."""
    return frozenset(by_acronym(Terms)[acronym].field for acronym in acronyms.split())


DESCRIPTION, IDENTITY, PRICED = map(fields_of, (dictionary.DESCRIPTION, dictionary.IDENTITY, dictionary.PRICED))
USED = {name: fields_of(kind.uses) for name, kind in contract_types().items() if issubclass(kind.record, Terms)}
"""Contract type → fields of ``Terms`` that it uses."""


def _vectors() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path in sorted((VECTORS / "terms").glob("actus_*.json")):
        for name, given in read_cases(parse_json(path.read_bytes(), where=path.name), where=path.name).items():
            assert isinstance(given, Mapping)
            yield given["terms"]["contractType"], name, given


ALL = list(_vectors())


class Recorded(Terms):
    """Terms that tell which of their fields somebody asked for."""

    asked: ClassVar[defaultdict[str, set[str]]] = defaultdict(set)
    """Contract type → fields."""
    given: ClassVar[defaultdict[str, set[str]]] = defaultdict(set)
    """The same, where the terms gave the field a value."""

    def __getattribute__(self, name: str) -> Any:
        if name in FIELDS:
            stated = object.__getattribute__(self, "__dict__")
            Recorded.asked[stated["contract_type"]].add(name)
            if name in stated:
                Recorded.given[stated["contract_type"]].add(name)
        return object.__getattribute__(self, name)


@pytest.fixture(scope="module")
def recorded() -> type[Recorded]:
    """What all contracts of the vectors, and their children, asked of their terms."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in contract_types().values():
            if issubclass(kind.record, Terms):
                kind.terms_required()  # found once and kept, so it must be by the true record
                patch.setattr(kind, "record", Recorded)
        for _, name, given in ALL:
            read_case(name, given).run()
    return Recorded


def test_the_table_has_every_type_of_the_dictionary() -> None:
    """Each type whose record is the dictionary's says what it uses, and the others use their whole record."""
    assert {name for name, kind in contract_types().items() if kind.uses} == set(USED)


def test_the_table_has_fields_of_the_record() -> None:
    """Acronyms are unique, no group names a term that is not there, and no type uses what only describes."""
    assert len(by_acronym(Terms)) == len(FIELDS)
    groups = [group for name, group in vars(dictionary).items() if name.isupper() and isinstance(group, str)]
    assert frozenset().union(*map(fields_of, groups), *USED.values()) <= FIELDS
    assert not DESCRIPTION & frozenset().union(*USED.values())


@pytest.mark.parametrize("name", USED)
def test_what_is_read_is_in_the_table(name: str, recorded: type[Recorded]) -> None:
    """Every term that a vector gives, and a contract of the type asks for, counts as used."""
    assert recorded.given[name] - USED[name] == set()


FAMILIES = (("PAM", "LAM", "LAX", "NAM", "ANN"), ("SWAPS", "CAPFL"))
"""Types whose code is the same where their terms are."""


@pytest.mark.parametrize("name", USED)
def test_what_is_in_the_table_is_read(name: str, recorded: type[Recorded]) -> None:
    """Every term that counts as used is asked for in some vector, but for what only says what a contract is."""
    family = next((family for family in FAMILIES if name in family), (name,))
    asked = frozenset().union(*(recorded.asked[other] for other in family))
    assert USED[name] - IDENTITY - PRICED - asked == set()


CANDIDATES = ("2190-06-15T00:00:00", "P1ML1", "P5D", "0.0625", "text", ["0.0625"])


def sample(term: Term) -> object:
    """A value that the term may have, and that is none of its defaults."""
    if term.field == "penalty_type":
        return "A"  # the last one needs a market rate too
    choices = term.kind.allowed.removeprefix("a list, each ").removeprefix("one of ").split(", ")
    for value in (choices[-1], *CANDIDATES):
        try:
            term.kind.read(value)
        except ValueError:
            continue
        return value
    return [{"object": "text", "referenceType": "MOC", "referenceRole": "UDL"}]


def unused(name: str) -> dict[str, object]:
    """A value for every term that a type does not use."""
    return {
        known: sample(term)
        for known, term in terms_of(Terms).items()
        if known == term.name and term.field not in USED[name]
    }


@pytest.mark.parametrize("name", USED)
def test_what_is_not_in_the_table_changes_nothing(name: str) -> None:
    """With values for all terms that its type does not use, every vector has the same events."""
    for _, case, given in (item for item in ALL if item[0] == name):
        also = {**given, "terms": {**given["terms"], **unused(name)}}
        assert read_case(case, also).results() == read_case(case, given).results(), case


@pytest.mark.parametrize("name", ["PAM", "LAM", "SWPPV", "STK", "OPTNS", "CEG"])
def test_each_single_term_changes_nothing(name: str) -> None:
    """Term by term too, unless the type refuses it without others."""
    _, case, given = next(item for item in ALL if item[0] == name)
    expected = read_case(case, given).results()
    for term, value in unused(name).items():
        try:
            changed = read_case(case, {**given, "terms": {**given["terms"], term: value}})
        except InputError:
            continue
        assert changed.results() == expected, term


@pytest.mark.parametrize("name", sorted(contract_types()))
def test_a_type_uses_what_it_requires(name: str) -> None:
    """Every required term counts as used, and a record of a type's own is used whole."""
    kind = contract_types()[name]
    terms = by_acronym(kind.record).keys()
    assert set(kind.required.split()) <= kind.terms_used() <= terms
    assert issubclass(kind.record, Terms) or kind.terms_used() == terms
