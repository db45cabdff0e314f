# SPDX-License-Identifier: Apache-2.0
"""Documents that are captured after they were taken in: kept first, so that whoever was told so can rely on it.

What becomes of a job, and the events that it captures, are committed together: whoever dies in between does it again,
once. ``rollback`` captures all events of a document or none, ``proceed`` those that can be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, func, select

from counterfoil.epcis.document import Document, read_document
from counterfoil.epcis.event import Event
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.journal import (
    AlreadyCaptured,
    Capture,
    Prepared,
    as_named_before,
    captured_before,
    prepare,
    record,
)
from counterfoil.readmodel.epcis.master_data import record_master_data
from counterfoil.readmodel.epcis.tables import EVENTS, JOBS

ERRORS_MAX: Final = 100
"""How many are told of one document."""

Problems = Callable[[Event], list[str]]
"""What is wrong with an event, so that it is not captured."""


class Behaviour(StrEnum):
    """What an error does to the other events of a document (GS1-Capture-Error-Behaviour)."""

    rollback = "rollback"
    proceed = "proceed"


class JobError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why an event was not captured."""

    type: str
    """``ValidationException``, ``ResourceAlreadyExistsException``, or ``ImplementationException``: a fault of ours"""
    place: str
    detail: str


@dataclass(frozen=True)
class Job:
    """A document handed in, and what became of it."""

    id: str
    captured_by: PartyId
    behaviour: Behaviour
    created_ms: Timestamp
    finished_ms: Timestamp | None
    errors: tuple[JobError, ...]
    captured: int

    @property
    def running(self) -> bool:
        return self.finished_ms is None

    @property
    def success(self) -> bool:
        """So far, of a job that is running."""
        return not self.errors


def add_job(
    connection: Connection, document: bytes, by: PartyId, *, id: str, behaviour: Behaviour, at: Timestamp
) -> None:
    """Take in a document."""
    number = (connection.execute(select(func.max(JOBS.c.number))).scalar() or 0) + 1
    values = {"number": number, "id": id, "captured_by": by, "behaviour": behaviour.value, "created_ms": at}
    connection.execute(JOBS.insert().values(**values, document=document, captured=0))


def job(connection: Connection, id: str) -> Job | None:
    """The job of that name."""
    found = connection.execute(select(*_TOLD).where(JOBS.c.id == id)).first()
    return None if found is None else _job(found)


def jobs_of(connection: Connection, by: PartyId, *, before: int | None, count: int) -> list[tuple[int, Job]]:
    """The jobs of a party, the latest first, each with its number; ``before`` is the number of another."""
    wanted = select(*_TOLD).where(JOBS.c.captured_by == by).order_by(JOBS.c.number.desc()).limit(count)
    if before is not None:
        wanted = wanted.where(JOBS.c.number < before)
    return [(row.number, _job(row)) for row in connection.execute(wanted)]


class JobRaised(CounterfoilError):
    """Doing a job raised what it should not. Nothing of it was captured, and it is still to be done or given up."""

    def __init__(self, number: int, cause: Exception) -> None:
        self.number, self.cause = number, cause
        super().__init__(f"job {number} raised {type(cause).__name__}")


def run_next(database: Database, clock: Callable[[], Timestamp], problems: Problems) -> bool:
    """Do the oldest job that is not done; False where there is none. Raises JobRaised."""
    wanted = select(JOBS).where(JOBS.c.finished_ms.is_(None)).order_by(JOBS.c.number).limit(1)
    with database.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None:
        return False
    try:
        with database.writing() as connection:
            _do(connection, row, clock, problems)
    except Exception as error:
        raise JobRaised(row.number, error) from error
    return True


def give_up(database: Database, number: int, at: Timestamp) -> None:
    """A job that cannot be done, of no fault of its document: what is told of it tells nothing from inside."""
    told = JobError("ImplementationException", "", "the service failed at this document, and captured nothing of it")
    with database.writing() as connection:
        _finish(connection, number, at, [told], 0)


def _do(connection: Connection, row: Row[Any], clock: Callable[[], Timestamp], problems: Problems) -> None:
    still = select(JOBS.c.number).where(JOBS.c.number == row.number, JOBS.c.finished_ms.is_(None))
    if connection.execute(still).first() is None:
        return  # another process did it meanwhile
    given = Capture(row.captured_by, clock(), row.number)
    try:
        document = read_document(bytes(row.document))
        # Before the events: what cannot be kept of it is an error while nothing is recorded yet.
        with connection.begin_nested() as step:
            record_master_data(connection, document, given.by)
            errors, captured = _run(connection, document, given, row.behaviour, problems)
            if errors and row.behaviour == Behaviour.rollback:
                step.rollback()
    except InputError as error:  # it was read when it was taken in, by another version of this program
        errors, captured = [JobError("ValidationException", "", str(error))], 0
    # When it is done, and not when it was begun: whoever asks in between is told that it is running.
    _finish(connection, row.number, max(given.at, clock()), errors, captured)


def _finish(connection: Connection, number: int, at: Timestamp, errors: list[JobError], captured: int) -> None:
    done = {"finished_ms": at, "errors": canonical.encode(errors[:ERRORS_MAX]), "captured": captured}
    connection.execute(JOBS.update().where(JOBS.c.number == number, JOBS.c.finished_ms.is_(None)).values(**done))


def _run(
    connection: Connection, document: Document, given: Capture, behaviour: str, problems: Problems
) -> tuple[list[JobError], int]:
    """Errors in the order of the document, and how many events were captured."""
    errors: dict[int, JobError] = {}
    ready: dict[int, Prepared] = {}
    for place, event in enumerate(document.events):
        made = _prepared(event, problems)
        if isinstance(made, JobError):
            errors[place] = made
        else:
            ready[place] = made
    ready = dict(zip(ready, as_named_before(connection, list(ready.values()), given.by), strict=True))
    places = list(ready)
    for again in captured_before(connection, list(ready.values()), given.by):
        known = AlreadyCaptured(ready.pop(places[again]).name)
        where = document.events[places[again]].place
        errors[places[again]] = JobError("ResourceAlreadyExistsException", where, str(known))
    told = [errors[place] for place in sorted(errors)]
    if told and behaviour == Behaviour.rollback:
        return told, 0
    record(connection, list(ready.values()), given)
    return told, len(ready)


def _prepared(event: Event, problems: Problems) -> Prepared | JobError:
    if found := problems(event):
        return JobError("ValidationException", event.place, "; ".join(found))
    try:
        return prepare(event)
    except InputError as error:
        return JobError("ValidationException", event.place, str(error))


_TOLD: Final = [column for column in JOBS.c if column.name != "document"]


def _job(row: Row[Any]) -> Job:
    errors = canonical.decode_json(bytes(row.errors), tuple[JobError, ...]) if row.errors else ()
    return Job(row.id, row.captured_by, Behaviour(row.behaviour), row.created_ms, row.finished_ms, errors, row.captured)


def events_of(connection: Connection, id: str) -> list[str]:
    """The names of the events that a job captured, in the order of its document."""
    wanted = select(EVENTS.c.name).join(JOBS, JOBS.c.number == EVENTS.c.job).where(JOBS.c.id == id)
    return list(connection.execute(wanted.order_by(EVENTS.c.number)).scalars())
