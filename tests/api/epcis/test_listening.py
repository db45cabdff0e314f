# SPDX-License-Identifier: Apache-2.0
"""A WebSocket by a schedule, from a time on, and what is no way to listen: by the clock that a test moves."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from counterfoil.readmodel.address import DatabaseAddress, read_address
from support.epcis_listening import listening
from support.epcis_service import Running, as_bytes, object_event, running, serials

MINUTE_MS = 60_000


def named(service: Running) -> None:
    query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
    assert service.client().post("/queries", json.dumps(query).encode()).status_code == 201


def captured(service: Running, number: int, **given: Any) -> None:
    assert service.client().post("/events", as_bytes(object_event(number, **given))).status_code == 201


def later(service: Running, ms: int) -> None:
    """The clock goes on, and who waits looks at it."""
    service.world.now_ms += ms
    service.repository.bell.ring()


def told(messages: list[Any]) -> list[list[str]]:
    return [serials(httpx.Response(200, text=one["text"])) for one in messages]


def test_events_wait_for_the_listeners_schedule(address: DatabaseAddress) -> None:
    """Each minute what came since; nothing is told of nothing, and what came in between waits."""
    with running(address) as service:
        named(service)

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            accepted = [await sent.get()]
            for numbers in ((1, 2), (3,)):
                for number in numbers:
                    await asyncio.to_thread(captured, service, number)
                assert sent.empty()
                later(service, MINUTE_MS)
                accepted.append(await sent.get())
                later(service, MINUTE_MS)
            return accepted

        accepted, *messages = asyncio.run(listening(service, script, "second=0"))
    assert accepted["type"] == "websocket.accept"
    assert told(messages) == [["1", "2"], ["3"]]


def test_a_listener_hears_of_nothing_where_he_wants_that(address: DatabaseAddress) -> None:
    """With ``reportIfEmpty``, by a schedule."""
    with running(address) as service:
        named(service)

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            await sent.get()
            later(service, MINUTE_MS)
            return [await sent.get()]

        messages = asyncio.run(listening(service, script, "minute=0,14,15,16&second=0&reportIfEmpty=true"))
    assert told(messages) == [[]]


@pytest.mark.parametrize(
    "asked", ["initialRecordTime=2026-01-01T00:00:00Z", "stream=true&initialRecordTime=1970-01-01T00:00:00Z"]
)
def test_a_listener_hears_of_what_was_recorded_before(address: DatabaseAddress, asked: str) -> None:
    """From the time that he names."""
    with running(address) as service:
        named(service)
        captured(service, 1)

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            return [await sent.get(), await sent.get()]

        _, *messages = asyncio.run(listening(service, script, asked))
    assert told(messages) == [["1"]]


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "second=0&stream=true",
            "stream=false",
            "stream=yes",
            "second=61",
            "second=",
            "second=0&second=30",
            "stream=true&stream=true",
            "hour=%5B9-17",
            "month=2&dayOfMonth=30",
        ),
        *("reportIfEmpty=1", "initialRecordTime=soon", "colour=red", "EQ_bizStep=packing"),
    ],
)
def test_what_is_no_way_to_listen_gets_no_handshake(tmp_path: Any, asked: str) -> None:
    """Nobody is to believe that he has a schedule, or is asked another question."""
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        named(service)

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            return [await sent.get()]

        (refused,) = asyncio.run(listening(service, script, asked))
        assert refused["type"] == "websocket.close"
        assert (service.world.lines[-1].status, service.world.failures) == (403, [])
