# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply capture``: documents into a repository's database, without a service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.databases import PasswordOption
from counterfoil.cli.epcis import DatabaseOption
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption
from counterfoil.cli.output import warn, write_facts, write_json, write_line
from counterfoil.cli.times import now
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input

if TYPE_CHECKING:
    from counterfoil.epcis.document import Document
    from counterfoil.primitives.types import Timestamp
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.epcis.journal import Capture, Prepared


def capture(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents or single events.")],
    by: Annotated[str, typer.Option(metavar="PARTY", help="Who captures, as the service's file of parties has it.")],
    proceed: Annotated[
        bool,
        typer.Option("--proceed", help="Capture what can be, and leave out what cannot; otherwise all or nothing."),
    ] = False,
    database: DatabaseOption = "sqlite:///epcis.sqlite",
    password_file: PasswordOption = None,
    as_json: JsonOption = False,
) -> None:
    """Capture the events of documents: validated, hashed, and recorded for good. The database is made if it is new.

    All events of all files or none; with --proceed those that can be. What was captured before is never captured again:
    that is an error, too. Exit code 1: something was not captured; every reason is told with file and place.
    """
    from counterfoil.api.epcis.service import SCHEMAS
    from counterfoil.primitives.types import PartyId
    from counterfoil.readmodel.address import read_address
    from counterfoil.readmodel.database import Database
    from counterfoil.readmodel.epcis.journal import Capture

    given = Capture(PartyId(_party(by)), now())
    documents = [(file, _document(file)) for file in files]
    with Database(read_address(database, password_file=password_file), *SCHEMAS) as opened:
        captured, problems = _captured(opened, documents, given, proceed=proceed)
    left = sum(len(document.events) for _, document in documents) - captured
    said: dict[str, Any] = {"captured": captured, "left": left, "problems": problems}
    _warn_of(documents, given.at)
    if as_json:
        write_json(said)
    else:
        for one in problems:
            write_line(f"{_where(one)}: {one['problem']}")
        write_facts("Captured", {"events": captured, "not captured": left, "problems": len(problems)})
    if problems:
        raise typer.Exit(ExitCode.negative)


def _party(text: str) -> str:
    """As the service's file of parties has it."""
    import msgspec

    from counterfoil.primitives import canonical
    from counterfoil.primitives.types import IDENTIFIER

    try:
        canonical.convert([text], list[Annotated[str, IDENTIFIER]])
    except msgspec.ValidationError:
        remedy = "a name as the file of parties has them, such as MILL"
        raise InputError(f"{text!a} is no party's name", where="--by", remedy=remedy) from None
    return text


def _captured(
    opened: "Database", documents: "list[tuple[Path, Document]]", given: "Capture", *, proceed: bool
) -> tuple[int, list[dict[str, str]]]:
    """How many events were captured, and why others were not."""
    from counterfoil.readmodel.epcis.journal import captured_before, prepare, record

    problems = [problem for file, document in documents for problem in _problems(file, document, given.at)]
    wrong = {(one["file"], one["place"]) for one in problems}
    ready: dict[tuple[str, str], Prepared] = {}
    for file, document in documents:
        for event in document.events:
            place = (str(file), event.place)
            if place in wrong:
                continue
            try:
                ready[place] = prepare(event)
            except InputError as error:
                problems.append(_problem(place, str(error)))
    with opened.writing() as connection:
        again = captured_before(connection, list(ready.values()), given.by)
        known = [place for number, place in enumerate(ready) if number in again]
        problems += [_problem(place, f"{ready.pop(place).name} was captured before") for place in known]
        if problems and not proceed:
            return 0, problems
        record(connection, list(ready.values()), given)
    return len(ready), problems


def _where(problem: dict[str, str]) -> str:
    """File and place, unless the problem begins with its place itself."""
    place = "" if problem["problem"].startswith(problem["place"]) else problem["place"]
    return ", ".join(filter(None, (problem["file"], place)))


def _warn_of(documents: "list[tuple[Path, Document]]", at: "Timestamp") -> None:
    """What is allowed and seldom meant, such as a check digit that is wrong: what is captured stays."""
    from counterfoil.epcis.check import findings

    for file, document in documents:
        for one in findings(document, now_ms=at):
            if one.severity != "error":
                warn(f"{file}, {one}")


def _problem(place: tuple[str, str], problem: str) -> dict[str, str]:
    return {"file": place[0], "place": place[1], "problem": problem}


def _problems(file: Path, document: "Document", at: "Timestamp") -> list[dict[str, str]]:
    from counterfoil.api.epcis.capturing import errors_of
    from counterfoil.epcis.schema.validate import document_findings

    found = [("the document", one) for one in document_findings(document) if one.severity == "error"]
    found += [(event.place, one) for event in document.events for one in errors_of(event, at)]
    return [_problem((str(file), place), str(one)) for place, one in found]


def _document(file: Path) -> "Document":
    from counterfoil.epcis.document import read_document
    from counterfoil.epcis.json_document import DOCUMENT_BYTES_MAX

    with open_input(file) as opened:
        return read_document(opened.read(DOCUMENT_BYTES_MAX + 1), where=str(file))
