# SPDX-License-Identifier: Apache-2.0
"""What every service of ours is: problems for every error, names of requests, a log without secrets, bounds."""

import asyncio
from typing import Any, Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import WebSocket, get, post, websocket
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from counterfoil.api.application import create_application, require_loopback
from counterfoil.api.callers import DEMONSTRATION, Answer, Caller, require
from counterfoil.api.doorway import Opened
from counterfoil.api.problems import KINDS, MEDIA_TYPE, MEDIA_TYPE_UNKNOWN, Problem
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.transport.serving import serving
from support.services import ALICE, BOB, HOST, Client, World

SECRET: Final = "a-secret-that-nobody-is-told"
ITEMS: Final = {"a": "ALICE", "b": "BOB"}


class Own:
    """Each sees his own; that there are others' is a secret, and that there is one for all is not."""

    def may(self, caller: Caller, thing: str) -> Answer:
        if thing == "all":
            return Answer.refused
        return Answer.granted if ITEMS.get(thing) == caller.party else Answer.unseen


@get("/items/{name:str}", sync_to_thread=False)
def item(name: FromPath[str], caller: NamedDependency[Caller]) -> dict[str, str]:
    require(Own(), caller, name)
    return {"item": name}


@get("/number", sync_to_thread=False)
def number(size: FromQuery[int]) -> dict[str, int]:
    return {"size": size}


@post("/take", status_code=200, sync_to_thread=True)
def take(body: RawBody) -> dict[str, int]:
    return {"length": len(body)}


@post("/typed", status_code=200, sync_to_thread=False)
def typed(data: JSONBody[dict[str, int]]) -> dict[str, int]:
    return data


@get("/fails", sync_to_thread=True)
def fails() -> None:
    raise RuntimeError(SECRET)


@get("/disk", sync_to_thread=True)
def disk() -> None:
    raise StorageError(SECRET)


@post("/kinds", sync_to_thread=False)
def kinds() -> None:
    raise Problem(MEDIA_TYPE_UNKNOWN, "application/json is read here")


@websocket("/listen")
async def listen(socket: WebSocket, caller: NamedDependency[Caller]) -> None:
    await socket.accept()
    await socket.send_text(caller.party)
    await socket.close()


HANDLERS: Final = [item, number, take, typed, fails, disk, kinds, listen]


def signed_service(world: World, key: Any = ALICE, **given: Any) -> Client:
    return Client(create_application(world.service(**given), HANDLERS), world.signing(key))


def open_service(world: World, **given: Any) -> Client:
    return Client(create_application(world.service(entrance=Opened(names={HOST}), **given), HANDLERS))


PROBLEMS: Final = (
    ("GET", "/nothing", 404, "not-found"),
    ("GET", "/items/b", 404, "not-found"),
    ("GET", "/items/c", 404, "not-found"),
    ("GET", "/items/all", 403, "forbidden"),
    ("POST", "/items/a", 405, "method-not-allowed"),
    ("BREW", "/items/a", 405, "method-not-allowed"),
    ("GET", "/number", 400, "malformed"),
    ("GET", "/number?size=many", 400, "malformed"),
    ("GET", "/number?size=1&si%7ae=1", 400, "malformed"),
    ("GET", "/items/a?x&x=", 400, "malformed"),
    ("POST", "/typed", 400, "malformed"),
    ("POST", "/kinds", 415, "media-type"),
    ("GET", "/fails", 500, "internal"),
    ("GET", "/disk", 503, "unavailable"),
)


@pytest.mark.parametrize(("method", "path", "status", "kind"), PROBLEMS)
def test_every_error_is_a_problem(method: str, path: str, status: int, kind: str) -> None:
    """Of ours and of the framework's; each names the request, and tells nothing from inside."""
    world = World()
    answer = signed_service(world).request(method, path, b"{" if method == "POST" else None)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    assert (told["type"], told["status"]) == (f"urn:counterfoil:problem:{kind}", status)
    assert told["request"] == answer.headers["x-request-id"] == world.lines[0].request_id
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert ("allow" in answer.headers) == (status == 405)
    assert [str(one) for one in world.failures] == ([SECRET] if status >= 500 else [])


def test_what_is_secret_is_answered_as_if_it_were_not_there() -> None:
    """Byte for byte, but for the name of the request."""
    client = signed_service(World())
    there, not_there = (client.get(path).json() for path in ("/items/b", "/items/c"))
    assert there | {"request": ""} == not_there | {"request": ""}


def test_each_is_told_what_is_his() -> None:
    """The same question, two callers."""
    world = World()
    assert signed_service(world, ALICE).get("/items/a").json() == {"item": "a"}
    assert signed_service(world, BOB).get("/items/a").status_code == 404
    assert [line.party for line in world.lines] == ["ALICE", "BOB"]


def test_types_of_problems_are_told_apart() -> None:
    """No two rows of the table have one type."""
    assert len({one.type for one in KINDS}) == len(KINDS)


def test_health_and_the_document_need_no_signature() -> None:
    """And every other path does, whether it is there or not."""
    world = World()
    client = Client(create_application(world.service(), HANDLERS))
    assert client.get("/health").json() == {"status": "ok"}
    document = client.get("/openapi.json").json()
    assert document["info"]["title"] == "A service for tests"
    assert "/items/{name}" in document["paths"]
    for path in ("/items/a", "/nothing", "/health/", "/health/x", "//health", "/openapi.json/", "/HEALTH"):
        assert client.get(path).status_code == 401, path


def test_a_service_whose_database_is_gone_says_that_it_is_not_well() -> None:
    """A balancer asks nobody else."""
    answer = Client(create_application(World().service(well=lambda: False), HANDLERS)).get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_bodies_are_bounded() -> None:
    """By what they say and by what they are; the limit itself passes."""
    client = open_service(World(), body_length_max=100)
    assert client.post("/take", b"x" * 100).json() == {"length": 100}
    for headers in ({}, {"transfer-encoding": "chunked"}):
        answer = client.request("POST", "/take", b"x" * 101, headers)
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:counterfoil:problem:too-large")


def test_a_body_without_end_is_refused_before_its_end() -> None:
    """What is over the limit is not waited for."""
    told = []

    async def ask() -> None:
        async def receive() -> Any:
            told.append(1)
            return {"type": "http.request", "body": b"x" * 60, "more_body": True}

        async def send(message: Any) -> None:
            told.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/take",
            "headers": [(b"host", HOST.encode())],
            "query_string": b"",
        }
        await open_service(World(), body_length_max=100).application(scope, receive, send)

    asyncio.run(ask())
    assert told[:2] == [1, 1]
    assert told[2]["status"] == 413


def test_the_log_has_no_secrets() -> None:
    """Neither query nor headers nor body, and no character that could forge a line."""
    world = World()
    client = signed_service(world)
    client.request("POST", f"/take?token={SECRET}", SECRET.encode(), {"authorization": SECRET})
    client.get("/items/a%0Ab%1B%5B31m")
    assert SECRET not in repr(world.lines)
    assert [(line.method, line.status) for line in world.lines] == [("POST", 200), ("GET", 404)]
    assert world.lines[0].length == len('{"length":28}')
    assert "\n" not in world.lines[1].path
    assert "\x1b" not in world.lines[1].path


def test_answers_are_kept_by_nobody_and_say_nothing_of_the_server() -> None:
    """No cache, no guessing of types, no name of a program."""
    with serving(create_application(World().service(entrance=Opened(names={HOST})), HANDLERS)) as url:
        answer = httpx.get(f"{url}/health")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers


def test_an_open_service_is_for_this_machine_alone() -> None:
    """Everybody there is the demonstration; an address that others reach is refused."""
    world = World()
    assert open_service(world).get("/items/a").status_code == 404
    assert [line.party for line in world.lines] == [DEMONSTRATION.party]
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        require_loopback(host)
    for host in ("0.0.0.0", "::", "192.0.2.1", "service.example", "", "localhost.example"):
        with pytest.raises(InputError, match="this machine alone"):
            require_loopback(host)


def test_a_websocket_is_signed_like_a_request() -> None:
    """Its handshake is; without a signature there is none, and no 101."""
    world = World()

    def handshake(headers: dict[str, str]) -> list[Any]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "websocket",
            "path": "/listen",
            "raw_path": b"/listen",
            "query_string": b"",
            "scheme": "ws",
            "headers": lines,
            "extensions": {"websocket.http.response": {}},
            "subprotocols": [],
        }
        asyncio.run(create_application(world.service(), HANDLERS)(scope, receive, send))
        return sent

    request = httpx.Request("GET", f"http://{HOST}/listen")
    assert handshake(dict(request.headers))[0]["status"] == 401
    next(world.signing(ALICE).auth_flow(request))
    accepted = handshake(dict(request.headers))
    assert accepted[0]["type"] == "websocket.accept"
    assert accepted[1]["text"] == "ALICE"
    assert [line.status for line in world.lines] == [401, 101]


TOKENS = st.from_regex(r"[!#-'*+.0-9A-Z^_`a-z|~-]+", fullmatch=True)
VALUES = st.binary(max_size=200).map(lambda one: one.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b""))
NAMES = st.one_of(
    TOKENS.map(lambda one: one.lower().encode()),
    st.sampled_from([b"signature", b"signature-input", b"content-digest", b"content-type", b"content-length", b"host"]),
)
STRUCTURED = st.sampled_from(
    [
        b'a=("@method" "@authority");created=1;expires=2;keyid="x";nonce="n";alg="ed25519"',
        b"a=:AAAA:",
        b'a=("@method";req "@status" "@query-param";name="%")',
        b"a=((((((",
        b"a=1;created=99999999999999999999",
        b'a=();created=-999999999999999;expires=999999999999999;keyid="";nonce="\\"";alg="ed25519"',
        b"sha-256=:AAAA:, sha-256=:BBBB:",
        b"\xff\xfe",
    ]
)


@given(
    method=st.one_of(st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"]), TOKENS),
    path=st.text(max_size=60).map(lambda one: "/" + one),
    raw=st.binary(max_size=60),
    query=st.binary(max_size=60),
    headers=st.lists(st.tuples(NAMES, st.one_of(VALUES, STRUCTURED)), max_size=6),
    body=st.binary(max_size=300),
    is_open=st.booleans(),
)
def test_nothing_that_is_sent_makes_a_service_fail(
    method: str,
    path: str,
    raw: bytes,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    is_open: bool,
) -> None:
    """Whatever the method, path, query, headers and body: an answer below 500, or none, and no exception."""
    world = World()
    service = create_application(
        world.service(**({"entrance": Opened(names={HOST})} if is_open else {})), [item, number, take]
    )
    started = []

    async def ask() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                started.append(message["status"])

        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path,
            "raw_path": b"/" + raw,
            "query_string": query,
            "headers": [(b"host", HOST.encode()), *headers],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            "root_path": "",
        }
        await service(scope, receive, send)

    asyncio.run(ask())
    assert started
    assert started[0] < 500
    assert len(world.lines) == 1
