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
from counterfoil.api.epcis.telling import LOOK_S, listen, tell_all
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
    """Does jobs in one thread and tells subscribers in another: what the process before left, too.

    No destination that takes its time keeps a job waiting.
    """

    def __init__(
        self,
        repository: Repository,
        transport: httpx.AsyncBaseTransport | None = None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
    ) -> None:
        """``transport`` is how destinations are reached; None: over the network."""
        self._repository, self._failed, self._transport = repository, failed, transport
        self._raised: Counter[int] = Counter()
        self._ended = False
        self._wanted = [threading.Event(), threading.Event()]
        self._threads = [
            threading.Thread(target=self._run, args=(do, wanted), name=f"epcis-{name}", daemon=True)
            for name, do, wanted in zip(("jobs", "telling"), (self.do_jobs, self.tell), self._wanted, strict=True)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what is in hand."""
        self._ended = True
        for wanted in self._wanted:
            wanted.set()
        for thread in self._threads:
            thread.join()

    def do_all(self) -> None:
        """Every job, then a round of telling."""
        self.do_jobs()
        self.tell()

    def do_jobs(self) -> None:
        """Every job that there is."""
        while not self._ended and self._do_next():
            self._repository.bell.ring()

    def tell(self) -> None:
        """A round of telling."""
        tell_all(self._repository, self._transport, self._failed)

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

    def _run(self, do: Callable[[], None], wanted: threading.Event) -> None:
        with self._repository.bell.heard_by(wanted.set):
            while True:
                try:
                    do()
                except Exception as error:  # it may pass, and is tried again: a thread that ended would tell nobody
                    self._failed("worker", error)
                    wanted.clear()
                if self._ended:
                    return
                wanted.wait(LOOK_S)
                wanted.clear()


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
