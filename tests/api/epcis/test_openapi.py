# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document: whole by itself, about every operation, and every answer is as it says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote

import pytest

from counterfoil.api.described import OF_EVERY_SERVICE
from counterfoil.api.epcis.schemas import OPERATIONS, SCHEMAS
from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_questions import EVENTS, UUID
from support.epcis_service import CAROL, Running, as_bytes, document, object_event, running
from support.openapi_said import Said
from support.services import BOB, Client

ERROR: Final = {"declarationTime": "2026-07-02T00:00:00Z", "reason": "did_not_occur"}
HOOK: Final = {"dest": "https://alice.example/hook", "signatureToken": "a-token-of-sixteen"}
EPC: Final = quote("https://id.gs1.org/01/10614141073464/21/1", safe="")


@contextmanager
def busy(address: DatabaseAddress) -> Iterator[Running]:
    """With events, a job that was done and one that was not, a query, and subscriptions of two kinds."""
    with running(address) as made:
        client = made.client()
        for one in EVENTS:
            assert client.post("/events", as_bytes(one)).status_code == 201
        back = object_event(eventID=UUID, errorDeclaration=ERROR)
        assert made.client(BOB).post("/events", as_bytes(back)).status_code == 201
        client.post("/capture", document(object_event(8), object_event(8)))
        made.worker.do_all()
        client.post("/capture", document(object_event(9)))
        query = {
            "name": "shipped",
            "query": {"EQ_bizStep": ["shipping"], "EQ_ex:weight": 1, "@context": {"ex": "urn:x:"}},
        }
        assert client.post("/queries", json.dumps(query).encode()).status_code == 201
        for wanted in (HOOK | {"stream": True}, HOOK | {"schedule": {"minute": "0"}, "reportIfEmpty": True}):
            assert client.post("/queries/shipped/subscriptions", json.dumps(wanted).encode()).status_code == 201
        yield made


@pytest.fixture
def service(address: DatabaseAddress) -> Iterator[Running]:
    with busy(address) as made:
        yield made


@pytest.fixture(scope="module")
def read(shared_address: DatabaseAddress) -> Iterator[Running]:
    """The same for all questions that change nothing."""
    with busy(shared_address) as made:
        yield made


def said_by(service: Running) -> Said:
    return Said(service.client().get("/openapi.json").json(), whole="name|word|id|token")


@pytest.fixture(scope="module")
def said(read: Running) -> Said:
    return said_by(read)


def test_it_is_whole_by_itself(said: Said) -> None:
    """OpenAPI 3.1: every schema is one, every reference leads somewhere, every name in a path is a parameter."""
    said.require_whole()
    assert set(SCHEMAS) < set(said.schemas)


def test_every_operation_says_what_it_takes_and_answers(said: Said) -> None:
    """None is left out, none is said that is none; and each may answer a problem."""
    found = said.document
    operations = {(verb, path) for path, verbs in found["paths"].items() for verb in verbs}
    assert operations == {*OPERATIONS, *OF_EVERY_SERVICE}
    for verb, path in operations:
        of_one = found["paths"][path][verb]
        assert of_one["responses"]["default"]["content"].keys() == {"application/problem+json"}
        assert ("requestBody" in of_one) == (verb == "post")
        for status, answer in of_one["responses"].items():
            assert "$ref" in answer or answer["description"], (path, status)


ANSWERS: Final = (
    *("/", "/health", "/events", "/events?perPage=2&MATCH_anyEPC=urn:epc:id:sgtin:0614141.107346.1", "/capture"),
    *("/queries", "/queries/shipped", "/queries/shipped/events", "/queries/shipped/subscriptions"),
    *("/eventTypes", "/epcs", "/bizSteps", "/bizLocations", "/readPoints", "/dispositions"),
    *("/bizSteps/shipping", "/bizSteps/shipping/events", f"/epcs/{EPC}", f"/epcs/{EPC}/events"),
    f"/events/{quote(UUID, safe='')}",
    *("/events?perPage=x", "/events/none", "/capture/none", "/queries/none/events", "/bizSteps/none", "/nothing"),
    *("/queries/shipped/subscriptions/none", "/events?MATCH_epc=" + "x" * 8_200, "/capture?colour=red"),
)


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_are_as_it_says(read: Running, said: Said, path: str) -> None:
    """Of Alice, and of Bob, who sees more: what is there, and what is none."""
    for client in (read.client(), read.client(BOB)):
        said.require("get", path, client.get(path))


def asked(service: Running) -> Iterator[tuple[Client, str, str, bytes | None]]:
    client = service.client()
    yield client, "post", "/events", as_bytes(object_event(31))
    yield client, "post", "/events", as_bytes(object_event(31))
    yield client, "post", "/events", as_bytes(object_event(32, action="MOVE"))
    yield service.client(CAROL), "post", "/events", as_bytes(object_event(33))
    yield Client(service.application), "get", "/events", None
    yield client, "post", "/capture", document(object_event(34))
    yield client, "post", "/queries", b'{"name": "new", "query": {"EQ_bizStep": "packing"}}'
    yield client, "post", "/queries", b'{"name": "new", "query": {"EQ_bizStep": "packing"}}'
    yield client, "post", "/queries/new/subscriptions", json.dumps(HOOK | {"stream": True}).encode()
    yield client, "post", "/queries/new/subscriptions", json.dumps(HOOK).encode()
    yield client, "delete", "/queries/new/subscriptions/none", None
    yield client, "delete", "/queries/new", None
    yield client, "delete", "/events", None


def test_what_is_done_is_answered_as_it_says(service: Running) -> None:
    """And bodies that were taken are such as it says, those that were refused by their shape are not."""
    said = said_by(service)
    for client, verb, path, body in asked(service):
        answer = client.request(verb.upper(), path, body, {"content-type": "application/json"})
        said.require(verb, path, answer)
        if body is not None and answer.status_code in (201, 202):
            assert said.body(verb, path).is_valid(json.loads(body)), (path, body)
    assert not said.body("post", "/events").is_valid(object_event(32, action="MOVE"))


def test_what_a_webhook_is_told_is_a_document_of_events(service: Running) -> None:
    """As an answer to a query is."""
    said = said_by(service)
    service.client().post("/events", as_bytes(object_event(41)))
    service.world.now_ms += 3_600_000
    service.worker.do_all()
    assert service.heard
    for request in service.heard:
        assert said.judge(SCHEMAS["EPCISQueryDocument"]).is_valid(json.loads(request.content))
