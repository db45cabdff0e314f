# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document: whole by itself, about every operation, and every answer is as it says."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import httpx
import jsonschema_rs
import pytest

from counterfoil.api.described import OF_EVERY_SERVICE
from counterfoil.api.epcis.schemas import OPERATIONS, SCHEMAS
from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_questions import EVENTS, UUID
from support.epcis_service import CAROL, Running, as_bytes, document, object_event, running
from support.services import BOB, Client

ERROR: Final = {"declarationTime": "2026-07-02T00:00:00Z", "reason": "did_not_occur"}
HOOK: Final = {"dest": "https://alice.example/hook", "signatureToken": "a-token-of-sixteen"}
EPC: Final = quote("https://id.gs1.org/01/10614141073464/21/1", safe="")


@pytest.fixture
def service(address: DatabaseAddress) -> Iterator[Running]:
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


def document_of(service: Running) -> dict[str, Any]:
    found: dict[str, Any] = service.client().get("/openapi.json").json()
    return found


def judge(found: dict[str, Any], shape: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """A validator of a schema that may refer to others of the document."""
    return jsonschema_rs.Draft202012Validator({**shape, "components": found["components"]}, validate_formats=True)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_it_is_whole_by_itself(service: Running) -> None:
    """OpenAPI 3.1: every schema is one, every reference leads somewhere, every name in a path is a parameter."""
    found = document_of(service)
    assert found["openapi"].startswith("3.1.") and {"title", "version"} <= found["info"].keys()
    schemas = found["components"]["schemas"]
    assert set(SCHEMAS) < set(schemas)
    for name, shape in schemas.items():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **shape}), name
    for reference in references(found):
        assert reference.removeprefix("#/components/schemas/") in schemas, reference
    named = set(references(found["paths"])) | set(references(schemas))
    assert {f"#/components/schemas/{name}" for name in schemas} == named
    identifiers = [one["operationId"] for verbs in found["paths"].values() for one in verbs.values()]
    assert len(identifiers) == len(set(identifiers))
    for path, verbs in found["paths"].items():
        for one in verbs.values():
            given = [(each["name"], each["in"]) for each in one.get("parameters", ())]
            assert len(given) == len(set(given)), path
            assert {name for name, where in given if where == "path"} == set(re.findall(r"\{(\w+)\}", path))


def test_every_operation_says_what_it_takes_and_answers(service: Running) -> None:
    """None is left out, none is said that is none; and each may answer a problem."""
    found = document_of(service)
    operations = {(verb, path) for path, verbs in found["paths"].items() for verb in verbs}
    assert operations == {*OPERATIONS, *OF_EVERY_SERVICE}
    for verb, path in operations:
        said = found["paths"][path][verb]
        assert said["responses"]["default"]["content"].keys() == {"application/problem+json"}
        assert ("requestBody" in said) == (verb == "post")
        for status, answer in said["responses"].items():
            assert answer["description"], (path, status)


ANSWERS: Final = (
    *("/", "/health", "/events", "/events?perPage=2&MATCH_anyEPC=urn:epc:id:sgtin:0614141.107346.1", "/capture"),
    *("/queries", "/queries/shipped", "/queries/shipped/events", "/queries/shipped/subscriptions"),
    *("/eventTypes", "/epcs", "/bizSteps", "/bizLocations", "/readPoints", "/dispositions"),
    *("/bizSteps/shipping", "/bizSteps/shipping/events", f"/epcs/{EPC}", f"/epcs/{EPC}/events"),
    f"/events/{quote(UUID, safe='')}",
    *("/events?perPage=x", "/events/none", "/capture/none", "/queries/none/events", "/bizSteps/none", "/nothing"),
    *("/queries/shipped/subscriptions/none", "/events?MATCH_epc=" + "x" * 8_200, "/capture?colour=red"),
)


def operation_of(found: dict[str, Any], verb: str, path: str) -> dict[str, Any]:
    plain = path.partition("?")[0]
    for template, verbs in found["paths"].items():
        names = re.sub(
            r"\\\{\w+\\\}", "[^/]+" if template.startswith(("/queries", "/capture")) else ".+", re.escape(template)
        )
        if verb in verbs and re.fullmatch(names, plain):
            return verbs[verb]  # type: ignore[no-any-return]
    return {"responses": {"default": {"content": {"application/problem+json": {"schema": {"$ref": PROBLEM}}}}}}


PROBLEM: Final = "#/components/schemas/Problem"


def require_as_said(found: dict[str, Any], verb: str, path: str, answer: httpx.Response) -> None:
    """The answer is of a status, a kind and a shape that the document names."""
    responses = operation_of(found, verb, path)["responses"]
    said = responses.get(str(answer.status_code), responses["default"])
    if "content" not in said:
        assert answer.content == b"", (verb, path, answer.text)
        return
    shape = said["content"][answer.headers["content-type"]]["schema"]
    errors = [f"{list(one.instance_path)}: {one.message}" for one in judge(found, shape).iter_errors(answer.json())]
    assert errors == [], (verb, path, answer.text)


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_are_as_it_says(service: Running, path: str) -> None:
    """Of Alice, and of Bob, who sees more: what is there, and what is none."""
    found = document_of(service)
    for client in (service.client(), service.client(BOB)):
        require_as_said(found, "get", path, client.get(path))


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
    found = document_of(service)
    for client, verb, path, body in asked(service):
        answer = client.request(verb.upper(), path, body, {"content-type": "application/json"})
        require_as_said(found, verb, path, answer)
        if body is not None and answer.status_code in (201, 202):
            shape = operation_of(found, verb, path)["requestBody"]["content"]["application/json"]["schema"]
            assert judge(found, shape).is_valid(json.loads(body)), (path, body)
    shape = found["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert not judge(found, shape).is_valid(object_event(32, action="MOVE"))


def test_what_a_webhook_is_told_is_a_document_of_events(service: Running) -> None:
    """As an answer to a query is."""
    found = document_of(service)
    service.client().post("/events", as_bytes(object_event(41)))
    service.world.now_ms += 3_600_000
    service.worker.do_all()
    assert service.heard
    for request in service.heard:
        assert judge(found, SCHEMAS["EPCISQueryDocument"]).is_valid(json.loads(request.content))
