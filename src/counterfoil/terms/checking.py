# SPDX-License-Identifier: Apache-2.0
"""Terms looked at before they become a contract: everything that is wrong with them, and what their type ignores."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any, Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.calendars import STANDARD, Calendar
from counterfoil.terms.cases import clear_errors
from counterfoil.terms.contract import Contract, contract_types
from counterfoil.terms.dictionary import Terms
from counterfoil.terms.reading import Term, read_terms, require, terms_of

_PACKAGE: Final = __name__.rpartition(".")[0]
_DESCRIPTIVE: Final = frozenset(
    {
        "contract_type",
        "contract_id",
        "contract_role",
        "creator_id",
        "counterparty_id",
        "status_date",
        "contract_deal_date",
        "market_object_code",
        "market_value_observed",
        "seniority",
        "currency",
        "quantity",
        "unit",
        "clearing_house",
    }
)
"""Fields that say what a contract is and whose: right for every type, though no formula of it may need them."""


def problems(
    given: Mapping[str, object], *, calendars: Mapping[str, Calendar] = STANDARD, where: str = "terms"
) -> list[InputError]:
    """Everything that is wrong with the terms of a contract; none means that they make one.

    First each term by itself, then those that are missing, then, if all that is right, how they fit together.
    """
    found = list(_problems_of_terms(given, where))
    if not found:
        found += _caught(lambda: Contract.from_terms(given, calendars=calendars, where=where), where)
    return found


def unused_terms(contract: Contract[Any, Any], given: Mapping[str, object]) -> list[Term]:
    """Terms that are given although nothing in their contract type reads them; children of a structure are not seen."""
    known, read = terms_of(contract.record), terms_read(type(contract))
    return [known[name] for name in given if known[name].field not in read | _DESCRIPTIVE]


def terms_read(kind: type[Contract[Any, Any]]) -> frozenset[str]:
    """The fields of its record that a contract type reads, as far as its code names them; never fewer.

    A record of the type's own has no others. Of the dictionary's terms a type reads those that its methods name, and
    the functions that these call.
    """
    fields = frozenset(term.field for term in terms_of(kind.record).values())
    if kind.record is not Terms:
        return fields
    named = set(kind.required)
    seen: set[object] = set()
    waiting = [function for base in kind.__mro__ if issubclass(base, Contract) for function in _functions(base)]
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        names = set(_names(function.__code__))
        named |= names
        waiting += [callee for name in names for callee in _called(function.__globals__.get(name))]
    return fields & (named | {"contract_type", "contract_id"})


def _problems_of_terms(given: Mapping[str, object], where: str) -> Iterator[InputError]:
    kind = contract_types().get(str(given.get("contractType", "")).strip())
    if kind is None:
        return  # Contract.from_terms says which types there are.
    known = terms_of(kind.record)
    good: dict[str, object] = {}
    bad: set[str] = set()
    for name, value in given.items():
        found = _caught(lambda item={name: value}: read_terms(kind.record, item, where=where), where)  # type: ignore[misc]
        if found:
            bad.add(known[name].field if name in known else name)
        else:
            good[name] = value
        yield from found
    found = _caught(lambda: read_terms(kind.record, good, where=where), where)
    yield from found
    if not found:
        record = read_terms(kind.record, good, where=where)
        for field in kind.required:
            if field not in bad:
                yield from _caught(
                    lambda field=field: require(record, (field,), contract_type=kind.contract_type, where=where),  # type: ignore[misc]
                    where,
                )


def _caught(attempt: Callable[[], object], where: str) -> list[InputError]:
    try:
        with clear_errors(where):
            attempt()
    except InputError as error:
        return [error]
    return []


def _functions(owner: type) -> Iterator[FunctionType]:
    """The methods and properties that a class itself defines."""
    for member in vars(owner).values():
        if isinstance(member, property):
            member = member.fget
        elif isinstance(member, cached_property):
            member = member.func
        elif isinstance(member, staticmethod | classmethod):
            member = member.__func__
        if isinstance(member, FunctionType):
            yield member


def _called(found: object) -> Iterator[FunctionType]:
    """The functions behind a global name: those of this package, and the methods of its helpers.

    Not those of contract types, which have terms of their own, nor of states, whose fields are named like terms, nor
    of the record of terms itself.
    """
    if not str(getattr(found, "__module__", "")).startswith(_PACKAGE):
        return
    if isinstance(found, FunctionType):
        yield found
    elif isinstance(found, type) and not issubclass(found, Contract | Terms) and not hasattr(found, "values"):
        yield from _functions(found)


def _names(code: CodeType) -> Iterator[str]:
    """Every name and attribute that a function uses, and the functions within it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
