# SPDX-License-Identifier: Apache-2.0
"""Files of contract terms: one contract, a list of them, JSON Lines, or cases in the public test format."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input, read_input_file
from counterfoil.primitives.progress import Progress
from counterfoil.terms.files.cases import Case, read_case, read_cases, read_fixings
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.calendars import STANDARD, Calendar, read_calendars
from counterfoil.terms.kernel.dates import parse_time
from counterfoil.terms.kernel.reading import as_input_errors
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, Fixings
from counterfoil.terms.kernel.values import name_shown, shown
from counterfoil.terms.types.contract import Contract

LINES_SUFFIXES: Final = (".jsonl", ".ndjson")
_REPORT_EVERY: Final = 50


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says of one contract: its place, and its terms, or why they cannot be read."""

    place: str
    terms: Mapping[str, object] | InputError
    case: object = None


def read_document(path: Path) -> object:
    """The JSON in a file; InputError names the file and the place in it."""
    return parse_json(read_input_file(path), where=str(path))


def read_until(given: str | None) -> datetime | None:
    """The time that ``--until`` states."""
    if given is None:
        return None
    try:
        return parse_time(given)
    except ValueError as error:
        remedy = "give a time such as 2030-12-31 or 2030-12-31T12:00:00"
        raise InputError(f"{shown(given)} is not a time", where="--until", remedy=remedy) from error


def read_fixings_file(path: Path | None) -> Fixings:
    """What a file says was observed; nothing without a file."""
    return NOTHING_OBSERVED if path is None else read_fixings(read_document(path), where=str(path))


def read_calendar_files(paths: Sequence[Path]) -> Mapping[str, Calendar]:
    """The calendars that need no data, and those of the files, each of which holds one or a list of them."""
    documents: list[object] = []
    for path in paths:
        document = read_document(path)
        documents += document if isinstance(document, list) else [document]
    return read_calendars(documents)


def read_case_file(path: Path) -> Mapping[str, object]:
    """The cases of a file by name, none of them read yet; a file of one case names it."""
    return _cases_in(read_document(path), path)


def _cases_in(document: object, path: Path) -> Mapping[str, object]:
    return {path.stem: document} if _kind_of(document) == "case" else read_cases(document, where=str(path))


def read_one(path: Path, *, case: str | None, calendars: Mapping[str, Calendar] = STANDARD) -> Case:
    """The one contract of a file of terms, or the case of that name, or the only one; InputError if there is a choice.

    Where a file has terms only, nothing is observed and there is no horizon.
    """
    document = read_document(path)
    if isinstance(document, Mapping) and _kind_of(document) == "terms":
        if case is not None:
            raise InputError("there are no cases in the file", where=f"{path}, --case", remedy="leave --case out")
        with as_input_errors(str(path)):
            contract = Contract.from_terms(document, calendars=calendars, where=f"{path}, terms")
        return Case(path.stem, contract, NOTHING_OBSERVED, None)
    cases = _cases_in(document, path)
    if case is None and len(cases) != 1:
        named = ", ".join(map(name_shown, list(cases)[:5])) + (" …" if len(cases) > 5 else "")
        raise InputError(f"it has {len(cases)} cases", where=str(path), remedy=f"choose one with --case: {named}")
    name = case or next(iter(cases))
    if name not in cases:
        remedy = f"such as {name_shown(next(iter(cases)))}"
        raise InputError(f"there is no case {shown(name)}", where=f"{path}, --case", remedy=remedy)
    return read_case(name, cases[name], calendars=calendars)


def list_terms(path: Path) -> Iterator[Given]:
    """Every contract that a file describes, whatever its form, with where it stands."""
    if path.suffix in LINES_SUFFIXES:
        yield from _listed_lines(path)
        return
    document = read_document(path)
    kind = _kind_of(document)
    if isinstance(document, list):
        yield from (_given(f"item {position}", item) for position, item in enumerate(document, start=1))
    elif kind == "terms" or not isinstance(document, Mapping):
        yield _given("terms", document)
    elif kind == "case":
        yield _given(path.stem, document.get("terms"), document)
    else:
        for name, item in document.items():
            yield _given(name, item.get("terms") if isinstance(item, Mapping) else item, item)


def progressing(path: Path, progress: Progress) -> Iterator[bytes]:
    """The lines of a file, while ``progress`` hears how many are read; how many a pipe has, nobody knows."""
    with open_input(path) as file:
        total = 0
        if file.seekable():
            total = sum(1 for _ in file)
            file.seek(0)
        for position, line in enumerate(file, start=1):
            yield line
            if position % _REPORT_EVERY == 0 or position == total:
                progress("contracts", position, total)


def _kind_of(document: object) -> str:
    """``terms``, ``case`` or ``cases``."""
    if not isinstance(document, Mapping) or "contractType" in document:
        return "terms"
    if isinstance(document.get("terms"), Mapping):
        return "case"
    return "cases" if any(isinstance(item, Mapping) and "terms" in item for item in document.values()) else "terms"


def _listed_lines(path: Path) -> Iterator[Given]:
    with open_input(path) as file:
        for position, line in enumerate(file, start=1):
            if not line.strip():
                continue
            place = f"line {position}"
            try:
                yield _given(place, parse_json(line, where=place))
            except InputError as error:
                yield Given(place, error)


def _given(place: str, terms: object, case: object = None) -> Given:
    if isinstance(terms, Mapping):
        return Given(place, terms, case)
    return Given(place, InputError("not an object of terms", where=place, remedy='give {"contractType": …, …}'))
