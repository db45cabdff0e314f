# SPDX-License-Identifier: Apache-2.0
"""What one party learns of another's captures, and whether it waits for another's webhooks: nothing, and never."""

import asyncio
import json
import socket
import threading
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.epcis import telling
from counterfoil.api.epcis.outward import OutwardTransport
from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import Running, as_bytes, document, object_event, running
from support.services import ALICE, BOB

SHIPPED: Final = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}


def subscribed(service: Running, key: Any = ALICE, dest: str = "https://alice.example/hook") -> str:
    """Where the subscription is, to a query of its own."""
    client, wanted = service.client(key), {"dest": dest, "stream": True}
    assert client.post("/queries", json.dumps(SHIPPED).encode()).status_code == 201
    answer = client.post("/queries/shipped/subscriptions", json.dumps(wanted).encode())
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def token_of(answer: httpx.Response) -> str:
    return answer.headers["link"].partition("nextPageToken=")[2].partition(">")[0]


def test_a_token_tells_nobody_that_others_capture(address: DatabaseAddress) -> None:
    """The same page had the same token until somebody captured something; and those of larger numbers were longer."""
    with running(address) as service:
        for number in range(1, 4):
            service.client().post("/events", as_bytes(object_event(number)))
            service.client().post("/capture", document(object_event(10 + number)))
        for path in ("/events?perPage=1", "/capture?perPage=1"):
            tokens = [token_of(service.client().get(path)) for _ in range(2)]
            for number in range(20, 30):
                service.client(BOB).post("/events", as_bytes(object_event(number)))
                service.client(BOB).post("/capture", document(object_event(100 + number)))
            service.client().post("/capture", document(object_event(number + 1000)))
            tokens.append(token_of(service.client().get(path)))
            assert (len(set(tokens)), len(set(map(len, tokens)))) == (3, 1)


def test_a_subscription_tells_nobody_when_others_capture(address: DatabaseAddress) -> None:
    """When it was last told moved with each event of parties whom its owner does not see."""
    with running(address) as service:
        place = subscribed(service)
        before = service.client().get(place).json()
        service.client(BOB).post("/events", as_bytes(object_event()))
        service.world.now_ms += 60_000
        service.worker.do_all()
        assert (service.client().get(place).json(), service.heard) == (before, [])
        service.client().post("/events", as_bytes(object_event(2)))
        service.worker.do_all()
        assert (len(service.heard), "lastNotifiedAt" in service.client().get(place).json()) == (1, True)


def test_two_processes_tell_an_event_once(address: DatabaseAddress) -> None:
    """While one waits for the answer the other looked as well, sent it again, and set back how far was told."""
    with running(address) as service:
        subscribed(service)
        service.client().post("/events", as_bytes(object_event()))

        def hear(request: httpx.Request) -> httpx.Response:
            service.heard.append(request)
            telling.tell_all(service.repository, httpx.MockTransport(hear))
            return httpx.Response(204)

        async def slowly(request: httpx.Request) -> httpx.Response:
            return await asyncio.to_thread(hear, request)

        telling.tell_all(service.repository, httpx.MockTransport(slowly))
        assert len(service.heard) == 1
        assert telling.tell_all(service.repository, httpx.MockTransport(hear)) == 0


def test_what_a_process_left_untold_is_told(address: DatabaseAddress) -> None:
    """It died while it told: another does so, after a while."""

    def die(_: httpx.Request) -> httpx.Response:
        raise SystemExit

    with running(address) as service:
        subscribed(service)
        service.client().post("/events", as_bytes(object_event()))
        with pytest.raises((SystemExit, BaseExceptionGroup)):
            telling.tell_all(service.repository, httpx.MockTransport(die))
        service.worker.tell()
        assert service.heard == []
        service.world.now_ms += round(1_000 * (telling.ANSWER_S + telling.CLAIM_S))
        service.worker.tell()
        assert len(service.heard) == 1


def test_a_name_that_nobody_answers_for_keeps_nobody_waiting(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round ended only when the last thread that looked a name up did."""
    monkeypatch.setattr(telling, "ANSWER_S", 0.5)
    released = threading.Event()

    def look_up(name: str, port: int, **_: Any) -> Any:
        if name == "alice.example":
            released.wait()
        return [(None, None, None, "", ("93.184.215.14", port))]

    def hear(request: httpx.Request) -> httpx.Response:
        service.heard.append(request)
        return httpx.Response(204)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with running(address) as service:
        for key, dest in ((ALICE, "https://alice.example/hook"), (BOB, "https://bob.example/hook")):
            subscribed(service, key, dest)
        service.client().post("/events", as_bytes(object_event()))
        service.worker._transport = OutwardTransport(set(), httpx.MockTransport(hear))
        round_ = threading.Thread(target=service.worker.tell, daemon=True)
        round_.start()
        round_.join(30)
        assert (round_.is_alive(), released.is_set(), len(service.heard)) == (False, False, 1)
        (told,) = service.client().get("/queries/shipped/subscriptions").json()
        released.set()
        assert told["failures"] == 1
