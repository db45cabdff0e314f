# SPDX-License-Identifier: Apache-2.0
"""The repository as a service: its handlers, and whoever does its jobs."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Final, Self

import httpx

from counterfoil.api.application import Service, create_application
from counterfoil.api.doorway import Doorway
from counterfoil.api.epcis.capturing import capture_document, capture_event, capture_job, capture_jobs, problems_at
from counterfoil.api.epcis.exceptions import DIALECT
from counterfoil.api.epcis.named_queries import HANDLERS as NAMED_QUERIES
from counterfoil.api.epcis.reading import event, events, forget_token, resource_handlers, top
from counterfoil.api.epcis.repository import FILE_SIZE_LIMIT, HEADERS, Repository
from counterfoil.api.epcis.schemas import DESCRIBED
from counterfoil.api.epcis.subscribing import HANDLERS as SUBSCRIPTIONS
from counterfoil.api.epcis.telling import LOOK_S, listen, tell_all, webhook_client
from counterfoil.primitives.errors import StorageError
from counterfoil.readmodel.epcis.jobs import JobRaised, give_up, run_next
from counterfoil.readmodel.epcis.tables import SCHEMA
from counterfoil.readmodel.projection import PROJECTIONS

TITLE: Final = "EPCIS 2.0 repository"
SCHEMAS: Final = (PROJECTIONS, SCHEMA)
"""What the database of a repository has."""
TRIES_MAX: Final = 5
"""How often a job is tried at which the database fails, before others are let before it."""


class Worker:
    """Does jobs and tells subscribers, in a thread: what the process before left, too."""

    def __init__(
        self,
        repository: Repository,
        client: httpx.Client | None = None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
    ) -> None:
        self._repository, self._failed = repository, failed
        self._raised: Counter[int] = Counter()
        self._client = client or webhook_client()
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="epcis-worker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is in hand."""
        self._ended.set()
        self._wanted.set()
        self._thread.join()
        self._client.close()

    def do_all(self) -> None:
        """Every job, then a round of telling."""
        while self._do_next():
            self._repository.bell.ring()
            if self._ended.is_set():
                return
        tell_all(self._repository, self._client)

    def _do_next(self) -> bool:
        """Whether there was a job. One that always raises would keep all behind it waiting: it is given up."""
        given = self._repository
        try:
            return run_next(given.database, given.clock, problems_at(given.clock()))
        except JobRaised as raised:
            number, cause = raised.number, raised.cause
        self._failed(f"job {number}", cause)
        self._raised[number] += 1
        if isinstance(cause, StorageError) and self._raised[number] < TRIES_MAX:
            raise cause  # the disk, which may be there again in a while
        give_up(given.database, number, given.clock())
        return True

    def _run(self) -> None:
        with self._repository.bell.heard_by(self._wanted.set):
            while True:
                try:
                    self.do_all()
                except Exception as error:  # it may pass, and is tried again: a thread that ended would tell nobody
                    self._failed("worker", error)
                    self._wanted.clear()
                if self._ended.is_set():
                    return
                self._wanted.wait(LOOK_S)
                self._wanted.clear()


def create_repository(service: Service, repository: Repository) -> Doorway:
    """The service as an ASGI application."""
    handlers = [top, capture_event, capture_document, capture_jobs, capture_job, events, event, forget_token]
    return create_application(
        service,
        [*handlers, *NAMED_QUERIES, *SUBSCRIPTIONS, listen, *resource_handlers()],
        dependencies={"repository": repository},
    )


def repository_service(**given: Any) -> Service:
    """What a service of this kind says and takes, beside what it is given."""
    wanted: dict[str, Any] = {
        "title": TITLE,
        "headers": HEADERS,
        "dialect": DIALECT,
        "described": DESCRIBED,
        "body_length_max": FILE_SIZE_LIMIT,
    }
    return Service(**wanted | given)
