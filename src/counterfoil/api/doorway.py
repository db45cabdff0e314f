# SPDX-License-Identifier: Apache-2.0
"""What stands before every application of ours, whatever it does. In this order:

1. The request has a name, which its answer and the access log repeat.
2. Its address is of some length at most. Its body is read whole, up to a limit.
3. Whoever asks is known by his signature, unless the path is open to all, or the whole service is for a demonstration.
4. The application answers. What fails in it is said to have failed, and nothing of how.

The access log has no query, no header and no body: they may hold what is nobody else's business.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from counterfoil.api.callers import DEMONSTRATION, Caller
from counterfoil.api.problems import INTERNAL, MALFORMED, TOO_LARGE, URI_TOO_LONG, Dialect, Problem, answer_to
from counterfoil.api.signed_requests import ReceivedRequest, SignedRequests
from counterfoil.primitives.types import Timestamp

Scope = Any
Receive = Callable[[], Any]
Send = Callable[[Any], Any]

ENTRY: Final = "counterfoil"
"""Where the application finds the ``Entry`` in a request's scope."""
BODY_LENGTH_MAX: Final = 4 * 2**20
URI_LENGTH_MAX: Final = 8_192
"""Bytes of path and query; the server ends a connection at 16,384 with all headers."""
_ALWAYS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class ClientGone(Exception):
    """Whoever asked left in the middle of it."""


@dataclass(frozen=True)
class Entry:
    """Who asks, and the name of the request."""

    caller: Caller | None
    """None on paths that are open to all"""
    request_id: str
    body: bytes = field(default=b"", repr=False)
    dialect: Dialect = field(default_factory=dict, repr=False)
    """in whose words problems are told"""


@dataclass(frozen=True)
class AccessLine:
    """What the log says of one request."""

    at: Timestamp
    request_id: str
    party: str
    method: str
    path: str
    status: int
    length: int
    """bytes of the answer's body"""


@dataclass(frozen=True)
class Opened:
    """A service that asks nobody for a signature: for a demonstration on this machine alone."""

    caller: Caller = DEMONSTRATION


@dataclass(frozen=True)
class Doorway:
    """Wraps an application. ``public`` are paths that need no signature; ``log`` is told of every request."""

    application: Callable[[Scope, Receive, Send], Any]
    entrance: SignedRequests | Opened
    clock: Callable[[], Timestamp]
    request_ids: Callable[[], str]
    log: Callable[[AccessLine], None]
    public: frozenset[str]
    body_length_max: int = BODY_LENGTH_MAX
    headers: Mapping[str, str] = field(default_factory=dict)
    """of every answer"""
    dialect: Dialect = field(default_factory=dict)
    failed: Callable[[str, Exception], None] = lambda _, __: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        answering = _Answering(scope, send, self.request_ids(), self.headers, self.dialect)
        caller: Caller | None = None
        try:
            _require_brief(scope)
            body = await self._body(scope, receive) if scope["type"] == "http" else b""
            caller = self._caller(scope, body)
            scope[ENTRY] = Entry(caller, answering.request_id, body, self.dialect)
            await self.application(scope, _replaying(scope, body, receive), answering.send)
        except ClientGone:
            return
        except Problem as problem:
            await answering.problem(problem)
        except Exception as error:
            self.failed(answering.request_id, error)
            await answering.problem(Problem(INTERNAL))
        finally:
            self.log(self._line(scope, caller, answering))

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """All of it; raises Problem once it is too long, or says that it will be."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value[:20]) > self.body_length_max:
                raise self._too_large()
        parts, length = [], 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            parts.append(message.get("body", b""))
            length += len(parts[-1])
            if length > self.body_length_max:
                raise self._too_large()
            if not message.get("more_body", False):
                return b"".join(parts)

    def _too_large(self) -> Problem:
        return Problem(TOO_LARGE, f"at most {self.body_length_max} bytes", headers={"connection": "close"})

    def _caller(self, scope: Scope, body: bytes) -> Caller | None:
        if scope["path"] in self.public:
            return None
        if isinstance(self.entrance, Opened):
            return self.entrance.caller
        return self.entrance.caller(_received(scope, body))

    def _line(self, scope: Scope, caller: Caller | None, answering: "_Answering") -> AccessLine:
        return AccessLine(
            at=self.clock(),
            request_id=answering.request_id,
            party="-" if caller is None else caller.party,
            method=scope.get("method", "WEBSOCKET"),
            path=quote(scope["path"], safe="/:"),
            status=answering.status,
            length=answering.length,
        )


class _Answering:
    """The way back: adds to each answer what all have, and counts."""

    def __init__(self, scope: Scope, send: Send, request_id: str, headers: Mapping[str, str], dialect: Dialect) -> None:
        self._scope, self._send, self._dialect = scope, send, dialect
        self._all = {**_ALWAYS, **headers, "x-request-id": request_id}
        self.request_id = request_id
        self.status = 0
        self.length = 0

    async def send(self, message: Any) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            message = message | {"headers": self._headers(message.get("headers", ()))}
        elif message["type"] == "http.response.body":
            self.length += len(message.get("body", b""))
        elif message["type"] == "websocket.accept":
            self.status = 101
        elif message["type"] == "websocket.close" and not self.status:
            self.status = 403  # what a server makes of it before there was a handshake
        await self._send(message)

    async def problem(self, problem: Problem) -> None:
        """Answer with a problem; where an answer has begun already, it ends there, which whoever asked will notice."""
        if self.status:
            return
        answer = answer_to(problem, self.request_id, self._dialect)
        kind = "http" if self._scope["type"] == "http" else "websocket.http"
        if kind != "http" and "websocket.http.response" not in self._scope.get("extensions", {}):
            self.status = 403
            await self._send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        headers = [(name.encode(), value.encode()) for name, value in _with_length(answer.headers, answer.body).items()]
        await self.send({"type": f"{kind}.response.start", "status": answer.status, "headers": headers})
        await self.send({"type": f"{kind}.response.body", "body": answer.body})

    def _headers(self, given: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in given}
        added = [(name.encode(), value.encode()) for name, value in self._all.items() if name.encode() not in present]
        return [*given, *added]


def _require_brief(scope: Scope) -> None:
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > URI_LENGTH_MAX:
        raise Problem(
            URI_TOO_LONG, f"{length} bytes, and at most {URI_LENGTH_MAX} are read", headers={"connection": "close"}
        )


def _with_length(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    return {**headers, "content-length": str(len(body))}


def _replaying(scope: Scope, body: bytes, receive: Receive) -> Receive:
    """What the application receives: the body that was read, then whatever comes."""
    if scope["type"] != "http":
        return receive
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Any:
        return waiting.pop() if waiting else await receive()

    return replay


class _Headers:
    """Every line of a header by itself, as the library wants them."""

    def __init__(self, lines: Sequence[tuple[bytes, bytes]]) -> None:
        self._lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in lines]

    def items(self) -> Sequence[tuple[str, str]]:
        return self._lines


def _received(scope: Scope, body: bytes) -> ReceivedRequest:
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        raise Problem(MALFORMED, "a request names one host")
    query = scope["query_string"].decode("latin-1")
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    path = scope["raw_path"].decode("latin-1")
    url = f"{scheme}://{hosts[0]}{path}" + (f"?{query}" if query else "")
    return ReceivedRequest(scope.get("method", "GET"), url, _Headers(scope["headers"]), hosts[0], body)
