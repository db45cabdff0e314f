# SPDX-License-Identifier: Apache-2.0
"""From JSON terms to a typed record and back: one description per term, and errors that name term, value and remedy."""

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.values import Kind, choice, name_shown, read_list, shown

R = TypeVar("R")
V = TypeVar("V")
_KEY: Final = "term"
REQUIRED: Final = dataclasses.MISSING
"""The default of a field without which its record is not read."""
_LONGEST_NAME: Final = 100
_BY_NAME: "dict[type, Mapping[str, Term]]" = {}
_BY_ACRONYM: "dict[type, Mapping[str, Term]]" = {}


class TermError(InputError):
    """A term is missing, unknown, or has a value that is not allowed; ``term`` is the name it goes by."""

    def __init__(self, term: str, problem: str, *, where: str = "terms", remedy: str = "") -> None:
        self.term = term
        super().__init__(problem, where=f"{where}.{term}" if where else term, remedy=remedy)

    def within(self, where: str) -> "TermError":
        """The same error, found in the terms that are at ``where``."""
        place = self.where.removesuffix(self.term).rstrip(".")
        if place == where or place.startswith((f"{where}.", f"{where}[")):
            return self
        inner = place.removeprefix("terms").lstrip(".")
        place = f"{where}.{inner}" if inner and not inner.startswith("[") else f"{where}{inner}"
        return TermError(self.term, self.problem, where=place, remedy=self.remedy)


@contextmanager
def located(where: str) -> Iterator[None]:
    """Lets every TermError name its place from ``where`` down, however deep it arose."""
    try:
        yield
    except TermError as error:
        raise error.within(where) from None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the dictionary: its name in JSON, its acronym, what values it takes, and other names it goes by."""

    name: str
    acronym: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    field: str = ""


def term(
    kind: Kind | type[StrEnum], acronym: str = "", *, name: str = "", default: Any = None, aliases: tuple[str, ...] = ()
) -> Any:
    """A field of a terms record, of a kind or an enumeration; without the term in JSON its value is ``default``.

    Its name is that of the field as JSON writes names (``camel``), unless another is given.
    """
    known = Term(name, acronym, kind if isinstance(kind, Kind) else choice(kind), aliases)
    return dataclasses.field(default=default, metadata={_KEY: known})


def terms_of(record: type) -> Mapping[str, Term]:
    """The terms of a record class by every name that JSON may use."""
    if record not in _BY_NAME:
        described = [
            dataclasses.replace(item.metadata[_KEY], field=item.name, name=item.metadata[_KEY].name or camel(item.name))
            for item in dataclasses.fields(record)
            if _KEY in item.metadata
        ]
        _BY_ACRONYM[record] = {known.acronym: known for known in described}
        _BY_NAME[record] = {name: known for known in described for name in (known.name, *known.aliases)}
    return _BY_NAME[record]


def by_acronym(record: type) -> Mapping[str, Term]:
    """The terms of a record class by acronym."""
    terms_of(record)
    return _BY_ACRONYM[record]


def required_of(record: type) -> tuple[Term, ...]:
    """The terms without which a record is not whole."""
    fields = {item.name for item in dataclasses.fields(record) if item.default is REQUIRED}
    return tuple(known for known in dict.fromkeys(terms_of(record).values()) if known.field in fields)


def read_terms(record: type[R], given: Mapping[str, object], *, where: str = "terms") -> R:
    """The record that JSON terms state; blank texts count as absent. TermError for the first term that is wrong."""
    # Terms that are not given are attributes of the class, so that a record costs what it holds, not what it could.
    made = object.__new__(record)
    for wrong in read_into(made, given, where=where):
        raise wrong
    return made


def read_into(record: object, given: Mapping[str, object], *, where: str = "terms") -> Iterator[TermError]:
    """Fills a bare record with JSON terms. Yields what is wrong with any of them, which counts as given."""
    known, values = terms_of(type(record)), record.__dict__
    names: dict[str, str] = {}
    for name, value in given.items():
        described = known.get(name)
        if described is None:
            yield _unknown(name, known, where)
        elif value is None or (isinstance(value, str) and not value.strip()):
            continue  # as is_blank says; a call for every term takes time
        elif described.field in values:
            also = f"given twice, also as {names[described.field]} ({described.acronym})"
            yield TermError(name, also, where=where, remedy="give it once")
        else:
            names[described.field] = name
            values[described.field] = value
            try:
                values[described.field] = described.kind.read(value)
            except TermError as error:
                yield error.within(where)
            except ValueError as error:
                problem = f"{shown(value)} is {error} ({described.acronym})"
                yield TermError(name, problem, where=where, remedy=f"allowed: {described.kind.allowed}")


def write_terms(record: Any) -> dict[str, object]:
    """The terms of a record that differ from their defaults, as JSON, by their names in the dictionary."""
    written: dict[str, object] = {}
    defaults = {item.name: item.default for item in dataclasses.fields(record)}
    for described in dict.fromkeys(terms_of(type(record)).values()):
        value = getattr(record, described.field, None)
        if value is not None and value != defaults[described.field]:
            written[described.name] = described.kind.write(value)
    return written


def missing(record: Any, acronyms: Iterable[str], *, needed_by: str, where: str = "terms") -> Iterator[TermError]:
    """An error for each of these terms that the record leaves undefined."""
    known = by_acronym(type(record))
    for acronym in acronyms:
        described = known[acronym]
        if getattr(record, described.field, None) is None:
            problem = f"{needed_by} needs the term ({acronym})"
            yield TermError(described.name, problem, where=where, remedy=f"give {described.kind.allowed}")


def given(value: V | None, name: str) -> V:
    """The value of a term; TermError if it is not given."""
    if value is None:
        raise TermError(name, "the term is needed here", remedy=f"give {name}")
    return value


def records(record: type[Any], *, name: str) -> Kind:
    """A list of records of terms. TermError tells which of them is wrong, or lacks a field that is ``REQUIRED``."""
    required = tuple(known.name for known in required_of(record))

    def read(value: object) -> tuple[object, ...]:
        return tuple(read_one(item, f"terms.{name}[{index}]") for index, item in enumerate(read_list(value)))

    def read_one(item: object, where: str) -> object:
        if not isinstance(item, Mapping):
            raise ValueError("not an object")
        for needed in required:
            if is_blank(item.get(needed)):
                raise TermError(needed, f"each of {name} needs it", where=where, remedy="give " + ", ".join(required))
        return read_terms(record, item, where=where)

    return Kind(read, lambda rows: [write_terms(row) for row in rows], f"a list of objects, as for {name}")


def camel(field: str) -> str:
    """The name that a field has in JSON: ``cycleOfFee`` for ``cycle_of_fee``."""
    first, *others = field.split("_")
    return first + "".join(map(str.capitalize, others))


def is_blank(value: object) -> bool:
    """Whether a value counts as absent."""
    return value is None or (isinstance(value, str) and not value.strip())


def _unknown(name: str, known: Mapping[str, Term], where: str) -> TermError:
    near = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1, cutoff=0.75)
    remedy = f"did you mean {near[0]}?" if near else "use the names of the ACTUS dictionary, such as notionalPrincipal"
    return TermError(name_shown(name), "no such term", where=where, remedy=remedy)


_BEYOND_BOUNDS: Final = (ArithmeticError, RecursionError, MemoryError)
"""What a formula cannot bear: a date beyond the calendar, an amount beyond 34 digits, contracts without end."""


@contextmanager
def as_input_errors(where: str) -> Iterator[None]:
    """Turns every exception into an InputError whose place begins with ``where``.

    One of our own keeps its type and what it says. A mistake in a contract type, which no terms explain, is called so.
    """
    try:
        yield
    except InputError as error:
        if error.where != where and not error.where.startswith(tuple(where + sign for sign in ".[,")):
            error.where = f"{where}, {error.where}" if error.where else where
        raise
    except _BEYOND_BOUNDS as error:
        remedy = "look for amounts and times far out of range"
        raise InputError(f"cannot be computed: {_named(error)}", where=where, remedy=remedy) from error
    except Exception as error:
        raise InputError(f"internal error, please report it: {_named(error)}", where=where) from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__} {error}".rstrip()
