# SPDX-License-Identifier: Apache-2.0
"""Capture: one event at once (``POST /events``), or a document to be captured later (``POST /capture``), and jobs."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from counterfoil.api.callers import Caller, require
from counterfoil.api.doorway import Entry
from counterfoil.api.epcis.access import CAPTURING
from counterfoil.api.epcis.answers import json_answer, path_of, said_time
from counterfoil.api.epcis.asking import page_links, parameters_of, read_count, token_in
from counterfoil.api.epcis.exceptions import (
    ALREADY_EXISTS,
    CAPTURE_LIMIT,
    NO_SUCH_NAME,
    VALIDATION,
    invalid,
    wrong_parameter,
)
from counterfoil.api.epcis.repository import BEHAVIOUR_HEADER, AskedWith, Asking, AskingParty, Given, Repository
from counterfoil.api.epcis.repository import CAPTURE_LIMIT as EVENTS_MAX
from counterfoil.api.epcis.speaking import require_heard, require_readable, require_spoken
from counterfoil.api.problems import Problem
from counterfoil.api.threads import in_thread
from counterfoil.epcis.business_rules import business_errors
from counterfoil.epcis.document import Document, read_document
from counterfoil.epcis.event import Event
from counterfoil.epcis.finding import Finding
from counterfoil.epcis.schema.validate import document_findings, event_findings
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.epcis.jobs import Behaviour, Job, add_job, job, jobs_of
from counterfoil.readmodel.epcis.journal import AlreadyCaptured, Capture, capture
from counterfoil.readmodel.epcis.query import TOKEN


@post("/events", status_code=201, summary="Capture one event")
@in_thread
def capture_event(
    request: Asking,
    entry: AskedWith,
    caller: AskingParty,
    repository: Given,
) -> Response[bytes]:
    require(repository.access, caller, CAPTURING)
    document = _read(request, entry)
    if len(document.events) != 1:
        raise Problem(VALIDATION, f"one event is captured here, and there are {len(document.events)}: use /capture")
    (event,) = document.events
    at = repository.clock()
    if found := [*_errors(document), *errors_of(event, at)]:
        raise invalid(found)
    try:
        with repository.database.writing() as connection:
            (name,) = capture(connection, [event], Capture(caller.party, at))
    except AlreadyCaptured as error:
        headers = {"location": path_of("events", error.name)}
        raise Problem(ALREADY_EXISTS, str(error), headers=headers) from error
    except InputError as error:
        raise Problem(VALIDATION, str(error)) from error
    repository.bell.ring()
    return Response(b"", status_code=201, headers={"location": path_of("events", name)})


@post("/capture", status_code=202, summary="Capture the events of a document")
@in_thread
def capture_document(
    request: Asking,
    entry: AskedWith,
    caller: AskingParty,
    repository: Given,
) -> Response[bytes]:
    require(repository.access, caller, CAPTURING)
    document = _read(request, entry)
    behaviour = _behaviour(request)
    if len(document.events) > EVENTS_MAX:
        raise Problem(CAPTURE_LIMIT, f"at most {EVENTS_MAX} events at once")
    if found := _errors(document):
        raise invalid(found)
    name = repository.ids()
    with repository.database.writing() as connection:
        add_job(connection, entry.body, caller.party, id=name, behaviour=behaviour, at=repository.clock())
    repository.bell.ring()
    headers = {"location": path_of("capture", name), BEHAVIOUR_HEADER: behaviour.value}
    return Response(b"", status_code=202, headers=headers)


@get("/capture", summary="One's own capture jobs, the latest first")
@in_thread
def capture_jobs(request: Asking, caller: AskingParty, repository: Given) -> Response[bytes]:
    require_spoken(request)
    asked = parameters_of(request)
    count = read_count(asked)
    before = _before(asked, caller, repository)
    with repository.database.reading() as connection:
        found = jobs_of(connection, caller.party, before=before, count=count + 1)
    further = str(found[count - 1][0]) if len(found) > count else None
    links = page_links(request, further, caller, repository)
    return json_answer([_told(one) for _, one in found[:count]], headers=links)


@get("/capture/{name:str}", summary="What became of a capture job")
@in_thread
def capture_job(name: FromPath[str], caller: AskingParty, repository: Given, request: Asking) -> Response[bytes]:
    require_spoken(request)
    with repository.database.reading() as connection:
        found = job(connection, name)
    if found is None or found.captured_by != caller.party:
        raise Problem(NO_SUCH_NAME)
    return json_answer(_told(found), headers={BEHAVIOUR_HEADER: found.behaviour.value})


def errors_of(event: Event, at: Timestamp) -> list[Finding]:
    """Why an event is not captured: the schema first, and the rules of what it takes."""
    refused = list(event_findings(event))
    return refused or list(business_errors(event, now_ms=at))


def problems_at(at: Timestamp) -> Any:
    """The same as texts, for jobs."""
    return lambda event: [str(one) for one in errors_of(event, at)]


def _errors(document: Document) -> list[Finding]:
    return [one for one in document_findings(document) if one.severity == "error"]


def _read(request: Asking, entry: Entry) -> Document:
    require_heard(request)
    require_readable(request, entry.body)
    try:
        return read_document(entry.body)
    except InputError as error:
        raise Problem(VALIDATION, str(error)) from error


def _behaviour(request: Asking) -> Behaviour:
    given = request.headers.get(BEHAVIOUR_HEADER, Behaviour.rollback)
    try:
        return Behaviour(given)
    except ValueError:
        raise Problem(VALIDATION, "GS1-Capture-Error-Behaviour is rollback or proceed") from None


def _before(asked: dict[str, list[str]], caller: Caller, repository: Repository) -> int | None:
    """The number of a job, whose token it is; raises Problem for the token of another question."""
    text = token_in(asked, caller, repository)
    try:
        return None if text is None else int(text)
    except ValueError:
        raise wrong_parameter(InputError("is of another question", where=TOKEN)) from None


def _told(one: Job) -> dict[str, Any]:
    return {
        "captureID": one.id,
        "createdAt": said_time(one.created_ms),
        **({} if one.finished_ms is None else {"finishedAt": said_time(one.finished_ms)}),
        "running": one.running,
        "success": one.success,
        "captureErrorBehaviour": one.behaviour.value,
        "captured": one.captured,
        "errors": [
            {"type": f"epcisException:{error.type}", "title": error.place, "detail": error.detail}
            for error in one.errors
        ],
    }
