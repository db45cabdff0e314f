# SPDX-License-Identifier: Apache-2.0
"""The repository as a service: its handlers, and whoever does its jobs."""

import threading
from collections.abc import Callable
from typing import Any, Final

from counterfoil.api.application import Service, create_application
from counterfoil.api.doorway import Doorway
from counterfoil.api.epcis.access import Access
from counterfoil.api.epcis.capturing import capture_document, capture_event, capture_job, capture_jobs, problems_at
from counterfoil.api.epcis.reading import event, events, forget_token, resource_handlers
from counterfoil.api.epcis.repository import FILE_SIZE_LIMIT, HEADERS, Repository
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.jobs import run_next
from counterfoil.readmodel.epcis.tables import SCHEMA
from counterfoil.readmodel.projection import PROJECTIONS

TITLE: Final = "EPCIS 2.0 repository"
SCHEMAS: Final = (PROJECTIONS, SCHEMA)
"""What the database of a repository has."""
_AGAIN_S: Final = 5.0
"""When a database that failed is tried again."""


class Worker:
    """Does jobs in a thread, one after another: those that were left by the process before, too."""

    def __init__(self, database: Database, clock: Callable[[], Timestamp]) -> None:
        self._database, self._clock = database, clock
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="epcis-capture", daemon=True)

    def __enter__(self) -> "Worker":
        self._wanted.set()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the job in hand."""
        self._ended.set()
        self._wanted.set()
        self._thread.join()

    def work(self) -> None:
        """There may be something to do."""
        self._wanted.set()

    def do_all(self) -> None:
        """Until nothing is left to do."""
        while run_next(self._database, self._clock, lambda one: problems_at(self._clock())(one)):
            if self._ended.is_set():
                return

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.wait()
            self._wanted.clear()
            try:
                self.do_all()
            except StorageError:
                self._ended.wait(_AGAIN_S)
                self._wanted.set()


def create_repository(service: Service, repository: Repository) -> Doorway:
    """The service as an ASGI application."""
    handlers = [capture_event, capture_document, capture_jobs, capture_job, events, event, forget_token]
    return create_application(service, [*handlers, *resource_handlers()], dependencies={"repository": repository})


def repository_service(**given: Any) -> Service:
    """What a service of this kind says and takes, beside what it is given."""
    wanted: dict[str, Any] = {"title": TITLE, "headers": HEADERS, "body_length_max": FILE_SIZE_LIMIT}
    return Service(**wanted | given)


__all__ = ("SCHEMAS", "Access", "Worker", "create_repository", "repository_service")
