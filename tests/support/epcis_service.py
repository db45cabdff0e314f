# SPDX-License-Identifier: Apache-2.0
"""A repository of events for tests, with its parties: ALICE captures, BOB captures and sees her, others see less."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, Final

import httpx

from counterfoil.api.doorway import Doorway
from counterfoil.api.epcis.access import Access, PartyAccess
from counterfoil.api.epcis.page_tokens import PageTokens
from counterfoil.api.epcis.repository import READ_HEADERS, Repository
from counterfoil.api.epcis.service import SCHEMAS, Worker, create_repository, repository_service
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.identity.signing import PrivateKey
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.kept_secrets import kept_secret
from support.services import ALICE, BOB, HOST, SUSPENDED, Client, World

CAROL: Final = PrivateKey(seed=b"carol" + bytes(27))
AUDITOR: Final = PrivateKey(seed=b"auditor" + bytes(25))
ACCESS: Final = Access.of(
    {
        "ALICE": PartyAccess(keys=(ALICE.public,), captures=True, webhooks=("https://alice.example/",)),
        "BOB": PartyAccess(keys=(BOB.public,), captures=True, sees=("ALICE",), webhooks=("https://bob.example/",)),
        "CAROL": PartyAccess(keys=(CAROL.public,)),
        "AUDITOR": PartyAccess(keys=(AUDITOR.public,), sees=("*",)),
        "MALLORY": PartyAccess(keys=(SUSPENDED.public,), captures=True, suspended=True),
    },
    prefixes=("0614141",),
)
CONTEXT: Final = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"ex": "https://ns.example.com/epcis/"},
]
DOCUMENT: Final = {
    "@context": CONTEXT,
    "type": "EPCISDocument",
    "schemaVersion": "2.0",
    "creationDate": "2026-08-01T00:00:00Z",
}
_numbers: Final = count(1)


class Running:
    """One service over one database."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world
        rules = SignedRequests(ACCESS.holder, world.clock, {HOST}, world.replays, READ_HEADERS)
        service = repository_service(
            entrance=rules,
            clock=world.clock,
            request_ids=lambda: f"r{next(_numbers)}",
            log=world.lines.append,
            failed=world.failed,
        )
        tokens = PageTokens(kept_secret(database, "page tokens", bytes(32)), lambda: next(_numbers).to_bytes(16))
        self.repository = Repository(database, ACCESS, world.clock, lambda: f"job-{next(_numbers)}", tokens)
        self.worker = Worker(self.repository, httpx.MockTransport(self._hear), world.failed)
        self.heard: list[httpx.Request] = []
        self.hears = 200
        self.application: Doorway = create_repository(service, self.repository)

    def _hear(self, request: httpx.Request) -> httpx.Response:
        """What a destination does that is told of events."""
        self.heard.append(request)
        return httpx.Response(self.hears)

    def client(self, key: PrivateKey = ALICE) -> Client:
        return Client(self.application, self.world.signing(key, also=READ_HEADERS))


@contextmanager
def running(address: DatabaseAddress, world: World | None = None) -> Iterator[Running]:
    with Database(address, *SCHEMAS) as database:
        yield Running(database, world or World())


def object_event(serial: int = 1, **given: Any) -> dict[str, Any]:
    """An event by itself; what is given as None is left out."""
    event = {
        "@context": CONTEXT,
        "type": "ObjectEvent",
        "eventTime": "2026-07-01T10:00:00.000+02:00",
        "eventTimeZoneOffset": "+02:00",
        "epcList": [f"urn:epc:id:sgtin:0614141.107346.{serial}"],
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": "urn:epc:id:sgln:0614141.07346.1234"},
        "bizLocation": {"id": "urn:epc:id:sgln:0614141.00888.0"},
    } | given
    return {name: value for name, value in event.items() if value is not None}


def document(*events: Mapping[str, Any]) -> bytes:
    """A document of events."""
    bare = [{name: value for name, value in one.items() if name != "@context"} for one in events]
    return json.dumps({**DOCUMENT, "epcisBody": {"eventList": bare}}).encode()


def as_bytes(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event).encode()


def serials(answer: Any) -> list[str]:
    """Of the events of an answer, the last part of their first EPC."""
    events = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return [one["epcList"][0].rpartition(".")[2] if one.get("epcList") else one["type"] for one in events]
