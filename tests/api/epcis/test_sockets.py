# SPDX-License-Identifier: Apache-2.0
"""What is told goes over real sockets: a WebSocket through the server, and a webhook to another one."""

import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any, Final

import httpx
import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Event, RejectConnection, RejectData, Request, TextMessage

from counterfoil.api.epcis.access import Access, PartyAccess
from counterfoil.api.epcis.service import Worker
from counterfoil.readmodel.address import read_address
from counterfoil.transport.serving import serving
from support.epcis_service import READ_HEADERS, Running, as_bytes, object_event, running, serials
from support.services import ALICE, HOST

WAIT_S: Final = 60
"""For what comes at once, unless the machine is asleep."""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    """With a query of Alice's."""
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as made:
        query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
        assert made.client().post("/queries", json.dumps(query).encode()).status_code == 201
        yield made


def captured(service: Running, number: int, **given: Any) -> None:
    assert service.client().post("/events", as_bytes(object_event(number, **given))).status_code == 201


class Listener:
    """The other end of a WebSocket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket, self._events = connection, iter(())
        self._protocol = WSConnection(ConnectionType.CLIENT)

    def send(self, event: Event) -> None:
        self._socket.sendall(self._protocol.send(event))

    def next(self) -> Event:
        """What comes next, however it was cut into packets."""
        while True:
            for event in self._events:
                return event
            self._protocol.receive_data(self._socket.recv(65_536) or None)
            self._events = self._protocol.events()

    def events(self) -> list[str]:
        """The serial numbers of one message."""
        told = self.next()
        text = ""
        while isinstance(told, TextMessage):
            text += told.data
            if told.message_finished:
                return serials(httpx.Response(200, text=text))
            told = self.next()
        raise AssertionError(told)


@contextmanager
def listening(service: Running, url: str, path: str, *, signed: bool = True) -> Iterator[Listener]:
    """Asked for a WebSocket, with a signature of Alice's."""
    request = httpx.Request("GET", f"http://{HOST}{path}")
    if signed:
        next(service.world.signing(ALICE, also=READ_HEADERS).auth_flow(request))
    headers = [(name.encode(), value.encode()) for name, value in request.headers.items() if name != "host"]
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=WAIT_S) as connection:
        listener = Listener(connection)
        listener.send(Request(host=HOST, target=path, extra_headers=headers))
        yield listener


def test_events_come_over_a_websocket(service: Running) -> None:
    """Through the server that the service runs on: from the handshake until the listener leaves."""
    with serving(service.application, websockets=True) as url:
        captured(service, 1)
        with listening(service, url, "/queries/shipped/events") as listener:
            assert isinstance(listener.next(), AcceptConnection)
            captured(service, 2, bizStep="packing")
            for number in (3, 4):
                captured(service, number)
                assert listener.events() == [str(number)]
            listener.send(CloseConnection(code=1000))
            assert isinstance(listener.next(), CloseConnection)
    assert [line.status for line in service.world.lines if line.method == "WEBSOCKET"] == [101]


@pytest.mark.parametrize(
    ("path", "signed", "status", "kind"),
    [
        ("/queries/shipped/events", False, 401, "SecurityException"),
        ("/queries/nothing/events", True, 403, ""),
        ("/queries/shipped/events?second=0&stream=true", True, 403, ""),
        ("/queries/shipped/events?stream=true&stream=true", True, 403, ""),
        ("/queries/shipped/events?second=0&second=30", True, 403, ""),
        ("/queries/shipped/events?reportIfEmpty=true&reportIfEmpty=false&second=0", True, 403, ""),
        ("/queries/ship%00ped/events", True, 404, "NoSuchResourceException"),
    ],
)
def test_who_may_not_listen_gets_no_handshake(
    service: Running, path: str, signed: bool, status: int, kind: str
) -> None:
    """Without a signature the answer says why; a query that is none, stream and schedule, what is given twice: none."""
    with serving(service.application, websockets=True) as url, listening(service, url, path, signed=signed) as listener:
        refused = listener.next()
        assert isinstance(refused, RejectConnection)
        assert refused.status_code == status
        if kind:
            data = listener.next()
            assert isinstance(data, RejectData)
            assert json.loads(data.data)["type"] == f"epcisException:{kind}"


def hook(heard: "Queue[tuple[dict[str, str], bytes]]") -> Any:
    """Somebody's server, which answers 204 to whatever it is told, and 500 to the first."""
    answers = iter([500])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        body = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        heard.put(({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        await send({"type": "http.response.start", "status": next(answers, 204), "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return application


def test_events_come_to_a_webhook(service: Running) -> None:
    """Over a socket, by the worker's own thread and client: again until it is heard, signed with the token."""
    heard: Queue[tuple[dict[str, str], bytes]] = Queue()
    with serving(hook(heard)) as url:
        access = Access.of({"ALICE": PartyAccess(keys=(ALICE.public,), captures=True, webhooks=(f"{url}/",))})
        object.__setattr__(service.repository, "access", access)
        wanted = {"dest": f"{url}/hook", "signatureToken": "a-token-of-sixteen", "stream": True}
        answer = service.client().post("/queries/shipped/subscriptions", json.dumps(wanted).encode())
        assert answer.status_code == 201, answer.text
        with Worker(service.repository, failed=service.world.failed):
            captured(service, 1)
            _, first = heard.get(timeout=WAIT_S)
            while not service.client().get(answer.headers["location"]).json()["failures"]:
                pass  # until it is entered, and with it from when it is tried again
            service.world.now_ms += 2_000
            captured(service, 2)
            headers, second = heard.get(timeout=WAIT_S)
    assert [serials(httpx.Response(200, content=one)) for one in (first, second)] == [["1"], ["1", "2"]]
    assert headers["gs1-signature"] == hmac.digest(b"a-token-of-sixteen", second, "sha256").hex()
    assert headers["content-type"] == "application/json"
    assert service.world.failures == []
