# SPDX-License-Identifier: Apache-2.0
"""Terms looked at before they become a contract: all that is wrong with them, and what their type does not use."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import calendars_of, read_case
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dictionary import DESCRIPTION
from counterfoil.terms.kernel.reading import Term, as_input_errors, missing, read_into, terms_of
from counterfoil.terms.kernel.values import name_shown
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.table import contract_types


def problems(
    given: Mapping[str, object], *, calendars: Mapping[str, Calendar] = STANDARD, where: str = "terms"
) -> list[InputError]:
    """Everything that is wrong with the terms of a contract; none means that they make one.

    First each term by itself, then those that are missing, then, if all that is right, how they fit together.
    """
    found: list[InputError] = []
    found += _caught(partial(found.extend, _problems_of_terms(given, where)), where)
    if not found:
        found += _caught(partial(Contract.from_terms, given, calendars=calendars, where=where), where)
    return found


def problems_of_case(name: str, given: object, *, calendars: Mapping[str, Calendar] = STANDARD) -> list[InputError]:
    """Everything that is wrong with the terms of a case; if nothing is, the first thing wrong with the rest of it."""
    found: list[InputError] = []
    place = name_shown(name)
    try:
        known = calendars_of(name, given, calendars)
    except InputError as error:
        return [error]
    terms = given.get("terms") if isinstance(given, Mapping) else None
    if isinstance(terms, Mapping):
        found = problems(terms, calendars=known, where=f"{place}.terms")
    return found or _caught(partial(read_case, name, given, calendars=calendars), place)


def unused_terms(given: Mapping[str, object]) -> list[Term]:
    """Terms that are given although their contract type does not use them; children of a structure are not seen.

    ``given`` makes a contract: it has no ``problems``.
    """
    kind = contract_types()[str(given["contractType"]).strip()]
    known, used = terms_of(kind.record), kind.terms_used() | set(DESCRIPTION.split())
    return [known[name] for name in given if known[name].acronym not in used]


def _problems_of_terms(given: Mapping[str, object], where: str) -> Iterator[InputError]:
    kind = contract_types().get(str(given.get("contractType", "")).strip())
    if kind is None:
        return  # Contract.from_terms says which types there are.
    record = object.__new__(kind.record)
    yield from read_into(record, given, where=where)
    yield from missing(record, kind.terms_required(), needed_by=kind.contract_type, where=where)


def _caught(attempt: Callable[[], object], where: str) -> list[InputError]:
    try:
        with as_input_errors(where):
            attempt()
    except InputError as error:
        return [error]
    return []
