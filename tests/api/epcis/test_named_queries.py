# SPDX-License-Identifier: Apache-2.0
"""Questions with names, and who is told of new events: by webhook and by WebSocket."""

import asyncio
import hmac
import json
from typing import Any, Final

import httpx
import pytest
from msgspec.structs import replace

from counterfoil.api.callers import DEMONSTRATION
from counterfoil.api.epcis.access import Access
from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_listening import listening
from support.epcis_service import ACCESS, CONTEXT, Running, as_bytes, object_event, running, serials
from support.services import ALICE, BOB

QUERY: Final = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"], "GE_eventTime": "2026-01-01T00:00:00Z"}}
HOOK: Final = {"dest": "https://alice.example/hook", "signatureToken": "a-token-of-sixteen", "stream": True}


def named(service: Running, query: Any = QUERY, key: Any = ALICE) -> httpx.Response:
    return service.client(key).post("/queries", json.dumps(query).encode())


def captured(service: Running, number: int, **given: Any) -> None:
    assert service.client().post("/events", as_bytes(object_event(number, **given))).status_code == 201


def test_a_query_is_named_asked_and_forgotten(address: DatabaseAddress) -> None:
    """201 with its place; its events page by page; 204, and then 404."""
    with running(address) as service:
        client = service.client()
        for number in (1, 2, 3):
            captured(service, number)
        captured(service, 4, bizStep="packing")
        assert named(service).headers["location"] == "/queries/shipped"
        told = client.get("/queries/shipped").json()
        assert told["query"] == {"EQ_bizStep": ["shipping"], "GE_eventTime": ["2026-01-01T00:00:00Z"]}
        assert [one["name"] for one in client.get("/queries").json()] == ["shipped"]
        first = client.get("/queries/shipped/events?perPage=2")
        assert serials(first) == ["1", "2"]
        assert first.json()["epcisBody"]["queryResults"]["queryName"] == "shipped"
        assert serials(client.get(first.headers["link"].partition(">")[0].removeprefix("<"))) == ["3"]
        assert client.request("DELETE", "/queries/shipped").status_code == 204
        assert client.get("/queries/shipped").status_code == 404
        assert client.get("/queries/shipped/events").status_code == 404


def test_names_are_ones_own(address: DatabaseAddress) -> None:
    """Bob may use the name, too, and neither sees nor forgets Alice's."""
    with running(address) as service:
        assert [named(service).status_code, named(service).status_code] == [201, 409]
        assert named(service).json()["type"] == "epcisException:DuplicateNameException"
        bob = service.client(BOB)
        assert bob.get("/queries/shipped").status_code == 404
        assert bob.request("DELETE", "/queries/shipped").status_code == 404
        assert named(service, key=BOB).status_code == 201


def test_prefixes_of_a_query_are_kept_with_it(address: DatabaseAddress) -> None:
    """Those of its own context, and it is asked without any header."""
    asked = {"@context": CONTEXT[1], "EQ_ex:weight": [2.5], "EXISTS_ex:weight": None}
    with running(address) as service:
        captured(service, 1, **{"ex:weight": 2.5})
        captured(service, 2, **{"ex:weight": 3})
        assert named(service, {"name": "heavy", "query": asked}).status_code == 201
        assert serials(service.client().get("/queries/heavy/events")) == ["1"]


WRONG: Final = (
    ("[]", "ValidationException"),
    ("{", "ValidationException"),
    ('{"name": "a"}', "ValidationException"),
    ('{"name": "", "query": {}}', "ValidationException"),
    ('{"name": "a/b", "query": {}}', "ValidationException"),
    ('{"name": "a\\u0000", "query": {}}', "ValidationException"),
    ('{"name": "a", "query": {}, "more": 1}', "ValidationException"),
    ('{"name": "a", "query": {"GE_eventDate": "2026-01-01T00:00:00Z"}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_action": ["SHIPPED"]}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_action": [{}]}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_bizStep": 5}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_bizStep": null}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_readPoint": [null]}}', "QueryParameterException"),
    ('{"name": "a", "query": {"MATCH_epc": 5}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_bizStep": "shippng"}}', "QueryParameterException"),
    ('{"name": "a", "query": {"EQ_action": "ADD", "EQ_action": "ADD"}}', "ValidationException"),
    ('{"name": "a", "query": {"nextPageToken": "x"}}', "QueryParameterException"),
    ('{"name": "a", "query": {"@context": "https://x.example/c"}}', "QueryParameterException"),
)


@pytest.mark.parametrize(("sent", "kind"), WRONG, ids=[row[0][:60] for row in WRONG])
def test_what_could_not_be_asked_gets_no_name(address: DatabaseAddress, sent: str, kind: str) -> None:
    """It is refused when it is named, and not when it is asked."""
    with running(address) as service:
        answer = service.client().post("/queries", sent.encode())
        assert (answer.status_code, answer.json()["type"]) == (400, f"epcisException:{kind}")
        assert service.client().get("/queries").json() == []


def subscribed(service: Running, hook: Any = HOOK) -> httpx.Response:
    return service.client().post("/queries/shipped/subscriptions", json.dumps(hook).encode())


def told(service: Running) -> list[list[str]]:
    """What a destination was sent, by requests."""
    return [serials(httpx.Response(200, content=request.content)) for request in service.heard]


def test_new_events_are_sent_as_they_come(address: DatabaseAddress) -> None:
    """Once each, those that the query finds, signed with the subscriber's token; what was there before is no news."""
    with running(address) as service:
        captured(service, 1)
        named(service)
        answer = subscribed(service)
        assert (answer.status_code, answer.headers["location"].startswith("/queries/shipped/subscriptions/")) == (
            201,
            True,
        )
        captured(service, 2)
        captured(service, 3, bizStep="packing")
        service.worker.do_all()
        captured(service, 4)
        service.worker.do_all()
        service.worker.do_all()
        assert told(service) == [["2"], ["4"]]
        request = service.heard[0]
        assert str(request.url) == HOOK["dest"]
        assert request.headers["gs1-subscription-id"] == answer.json()["subscriptionID"]
        assert request.headers["gs1-signature"] == hmac.digest(b"a-token-of-sixteen", request.content, "sha256").hex()


def test_who_does_not_hear_is_told_again(address: DatabaseAddress) -> None:
    """After a while that grows, with what came meanwhile; nothing is lost."""
    with running(address) as service:
        named(service)
        place = subscribed(service).headers["location"]
        service.hears = 500
        captured(service, 1)
        service.worker.do_all()
        service.worker.do_all()
        assert told(service) == [["1"]]
        assert service.client().get(place).json()["failures"] == 1
        captured(service, 2)
        service.hears = 204
        service.world.now_ms += 1_001
        service.worker.do_all()
        assert told(service) == [["1"], ["1", "2"]]
        assert service.client().get(place).json()["failures"] == 0


def test_a_subscription_is_seen_and_ended(address: DatabaseAddress) -> None:
    """Its token is told to nobody; with its query it ends, too."""
    with running(address) as service:
        named(service)
        place = subscribed(service).headers["location"]
        found = service.client().get(place)
        assert found.json()["dest"] == HOOK["dest"]
        assert "a-token-of-sixteen" not in found.text
        assert len(service.client().get("/queries/shipped/subscriptions").json()) == 1
        assert service.client(BOB).get(place).status_code == 404
        assert service.client().request("DELETE", place).status_code == 204
        assert service.client().get(place).status_code == 404
        subscribed(service)
        service.client().request("DELETE", "/queries/shipped")
        captured(service, 1)
        service.worker.do_all()
        assert told(service) == []


@pytest.mark.parametrize(
    "hook",
    [
        HOOK | {"dest": "https://other.example/hook"},
        HOOK | {"dest": "http://alice.example/hook"},
        HOOK | {"dest": "https://alice.example.other.example/"},
        HOOK | {"dest": "http://169.254.169.254/latest"},
        HOOK | {"dest": 7},
        HOOK | {"stream": False},
        HOOK | {"schedule": {"hour": "12"}},
        {"stream": True},
    ],
    ids=str,
)
def test_nothing_is_sent_where_nobody_said_so(address: DatabaseAddress, hook: Any) -> None:
    """A service reaches more than a stranger does: addresses are those that its file says."""
    with running(address) as service:
        named(service)
        answer = subscribed(service, hook)
        assert (answer.status_code, answer.json()["type"]) == (400, "epcisException:SubscriptionControlsException")


def test_a_demonstration_sends_to_this_machine_alone() -> None:
    """And to no host that only looks like it."""
    access = Access.of({})
    assert access.may_send(DEMONSTRATION, "http://127.0.0.1:9000/hook")
    for elsewhere in ("http://127.0.0.1:80@x.example/", "http://127.0.0.1.x.example:1/", "https://x.example/", ""):
        assert not access.may_send(DEMONSTRATION, elsewhere)


def test_what_is_told_is_what_may_be_seen_then(address: DatabaseAddress) -> None:
    """Bob is told of Alice's events while he sees them, and of none from then on."""
    with running(address) as service:
        named(service, key=BOB)
        hook = json.dumps(HOOK | {"dest": "https://bob.example/hook"}).encode()
        assert service.client(BOB).post("/queries/shipped/subscriptions", hook).status_code == 201
        captured(service, 1)
        service.worker.do_all()
        alone = {name: replace(one, sees=()) for name, one in ACCESS.parties.items()}
        object.__setattr__(service.repository, "access", Access.of(alone))
        captured(service, 2)
        service.worker.do_all()
        assert told(service) == [["1"]]


def test_who_listens_is_told_as_it_comes(address: DatabaseAddress) -> None:
    """From the moment in which he begins, until he leaves."""
    with running(address) as service:
        named(service)
        captured(service, 1)

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            told = [await sent.get()]
            for number in (2, 3):
                await asyncio.to_thread(captured, service, number)
                told.append(await sent.get())
            return told

        accepted, *messages = asyncio.run(listening(service, script))
        assert accepted["type"] == "websocket.accept"
        assert [serials(httpx.Response(200, text=one["text"])) for one in messages] == [["2"], ["3"]]


def test_nobody_listens_to_what_is_not_there(address: DatabaseAddress) -> None:
    """A query that is none, or another's: no handshake."""
    with running(address) as service:

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            return [await sent.get()]

        (refused,) = asyncio.run(listening(service, script))
        assert refused["type"] == "websocket.close"
        assert service.world.lines[-1].status == 403
