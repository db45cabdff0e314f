# SPDX-License-Identifier: Apache-2.0
"""What stands before every application of ours, whatever it does. In this order:

1. The request has a name, which its answer and the access log repeat.
2. Its address is of some length at most.
3. Whoever asks is known by his signature, token or certificate, unless the path is open to all, or the whole service is
   for a demonstration: then it is asked by a name of this machine. Of whoever is not known, or asks too often, no body
   is read.
4. Its body is read whole, within bounds; it is the one that was signed. No path has characters that nobody sees, and no
   query says a thing twice: whoever reads the first would judge another question than whoever answers the last.
5. The application answers. What fails in it is said to have failed, and nothing of how.

The access log has no query, no header and no body: they may hold what is nobody else's business.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from counterfoil.api.bodies import BODY_LENGTH_MAX, Body, ClientGone, InHand
from counterfoil.api.callers import DEMONSTRATION, Caller
from counterfoil.api.entrances import Entrances
from counterfoil.api.guards import Guards
from counterfoil.api.problems import (
    INTERNAL,
    MALFORMED,
    MISDIRECTED,
    NOT_FOUND,
    URI_TOO_LONG,
    Dialect,
    Problem,
    answer_to,
)
from counterfoil.api.repeats import HEADER as IDEMPOTENCY_KEY
from counterfoil.api.signed_requests import ReceivedRequest, Sender, SignedRequests
from counterfoil.primitives.types import Timestamp
from counterfoil.transport.tls import CLIENT_CERTIFICATE

Scope = Any
Receive = Callable[[], Any]
Send = Callable[[Any], Any]

ENTRY: Final = "counterfoil"
"""Where the application finds the ``Entry`` in a request's scope."""
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine."""
URI_LENGTH_MAX: Final = 8_192
"""Bytes of path and query; the server ends a connection at 16,384 with all headers."""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_ALWAYS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True)
class Entry:
    """Who asks, and the name of the request."""

    caller: Caller | None
    """None on paths that are open to all"""
    request_id: str
    body: bytes = field(default=b"", repr=False)
    dialect: Dialect = field(default_factory=dict, repr=False)
    """in whose words problems are told"""
    charge: Callable[[int], None] = field(default=lambda _: None, repr=False)
    """told how many transactions the body holds"""


@dataclass(frozen=True)
class RequestLine:
    """What the log says of one request."""

    at: Timestamp
    request_id: str
    party: str
    method: str
    path: str
    status: int
    length: int
    """bytes of the answer's body"""
    route: str = ""
    """the path with what varies in it by name; empty where no handler was asked"""
    elapsed_us: int = 0
    """until the answer began"""


@dataclass(frozen=True)
class Opened:
    """A service that asks nobody for a signature: for a demonstration on this machine alone."""

    caller: Caller = DEMONSTRATION
    names: Set[str] = frozenset()
    """of hosts, in lower case, by which it may be asked besides the machine's own; each with or without a port"""

    def require_own(self, authority: str) -> None:
        """Raise Problem for a name that is another's."""
        named = authority.lower()
        host = re.sub(":[0-9]+$", "", named)
        if not {named, host} & {*LOCAL, *self.names}:
            raise Problem(MISDIRECTED, f"a demonstration is asked by {', '.join(LOCAL)}, or as --name says")


@dataclass(frozen=True)
class Doorway:
    """Wraps an application. ``public`` are paths that need no signature; ``log`` is told of every request."""

    application: Callable[[Scope, Receive, Send], Any]
    entrance: SignedRequests | Entrances | Opened
    clock: Callable[[], Timestamp]
    request_ids: Callable[[], str]
    log: Callable[[RequestLine], None]
    public: frozenset[str]
    stopwatch: Callable[[], int] = lambda: 0
    """microseconds, from whenever"""
    guards: Guards = field(default_factory=Guards)
    body_length_max: int = BODY_LENGTH_MAX
    headers: Mapping[str, str] = field(default_factory=dict)
    """of every answer"""
    dialect: Dialect = field(default_factory=dict)
    failed: Callable[[str, Exception], None] = lambda _, __: None
    in_hand: InHand = field(default_factory=InHand)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        answering = _Answering(scope, send, self.request_ids(), self.headers, self.dialect, self.stopwatch)
        caller: Caller | None = None
        sent = Body(scope, receive, self.in_hand, self.body_length_max)
        try:
            _require_brief(scope)
            self._require_served(scope)
            sender = self._known(scope, sent, answering)
            body = await sent.read("" if sender is None else sender.party)
            caller = self._caller(scope, sender, body)
            if _CONTROL.search(scope["path"]):
                raise Problem(NOT_FOUND, "no name has characters that nobody sees")
            if scope["type"] == "http":  # who listens over a WebSocket is judged where his query is read
                _require_said_once(scope["query_string"])
            if caller is not None:
                self.guards.after_body(caller, _asked(scope), _lines(scope, IDEMPOTENCY_KEY), body, self.clock())
            scope[ENTRY] = Entry(caller, answering.request_id, body, self.dialect, self._charging(sender, answering))
            await self.application(scope, _replaying(scope, body, receive), answering.send)
        except ClientGone:
            return
        except Problem as problem:
            with suppress(ClientGone):
                await answering.problem(problem, sent)
        except Exception as error:
            self.failed(answering.request_id, error)
            await answering.problem(Problem(INTERNAL), sent)
        finally:
            sent.let_go()
            self.log(self._line(scope, caller, answering))

    def _require_served(self, scope: Scope) -> None:
        """In a browser any page may ask this machine by a name of its own, which it had pointed here."""
        if isinstance(self.entrance, Opened) and scope["path"] not in self.public:
            self.entrance.require_own(_host(scope))

    def _known(self, scope: Scope, body: Body, answering: "_Answering") -> Sender | None:
        """Whoever asks, if he may ask now: before anything of what he sends is read."""
        limits = self.guards.limits
        try:
            sender = self._sender(scope, body)
        except Problem:  # whoever is suspended too: to find that out costs as much
            limits.require_of_stranger(_address(scope))
            raise
        if sender is not None:
            answering.refused = sender.party
            self.guards.before_body(sender, scope.get("method", "WEBSOCKET"), scope["path"])
            answering.refused = "-"
            answering.all.update(limits.told(sender.holder.key.keyid))
        elif not isinstance(self.entrance, Opened):
            limits.require_of_stranger(_address(scope))
        return sender

    def _charging(self, sender: Sender | None, answering: "_Answering") -> Callable[[int], None]:
        limits = self.guards.limits

        def charge(transactions: int) -> None:
            if sender is not None:
                keyid = sender.holder.key.keyid
                limits.charge(keyid, transactions)
                answering.all.update(limits.told(keyid))

        return charge

    def _sender(self, scope: Scope, body: Body) -> Sender | None:
        if scope["path"] in self.public or isinstance(self.entrance, Opened):
            return None
        return self.entrance.sender(_received(scope, has_body=body.announced))

    def _caller(self, scope: Scope, sender: Sender | None, body: bytes) -> Caller | None:
        if scope["path"] in self.public:
            return None
        if isinstance(self.entrance, Opened):
            return self.entrance.caller
        assert sender is not None
        return self.entrance.caller(_received(scope, has_body=bool(body)), sender, body)

    def _line(self, scope: Scope, caller: Caller | None, answering: "_Answering") -> RequestLine:
        return RequestLine(
            at=self.clock(),
            request_id=answering.request_id,
            party=answering.refused if caller is None else caller.party,
            method=scope.get("method", "WEBSOCKET"),
            path=quote(scope["path"], safe="/:"),
            status=answering.status,
            length=answering.length,
            route=scope.get("path_template", ""),
            elapsed_us=answering.elapsed_us(),
        )


class _Answering:
    """The way back: adds to each answer what all have, and counts."""

    def __init__(
        self,
        scope: Scope,
        send: Send,
        request_id: str,
        headers: Mapping[str, str],
        dialect: Dialect,
        stopwatch: Callable[[], int],
    ) -> None:
        self._scope, self._send, self._dialect = scope, send, dialect
        self.all = {**_ALWAYS, **headers, "x-request-id": request_id}
        """headers of the answer, whatever it is"""
        self.request_id = request_id
        self.refused = "-"
        """who is known and may not, or not now"""
        self.status = 0
        self.length = 0
        self._stopwatch, self._begun_us, self._answered_us = stopwatch, stopwatch(), -1

    def elapsed_us(self) -> int:
        """How long it took until the answer began, or until now where it did not."""
        return (self._stopwatch() if self._answered_us < 0 else self._answered_us) - self._begun_us

    async def send(self, message: Any) -> None:
        if self._answered_us < 0:
            self._answered_us = self._stopwatch()
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

    async def problem(self, problem: Problem, sent: Body) -> None:
        """Answer with a problem; where an answer has begun already, it ends there, which whoever asked will notice.

        It is answered at once; what is still coming of the body is then passed over, and the connection ends.
        """
        if self.status:
            return
        answer = answer_to(problem, self.request_id, self._dialect)
        kind = "http" if self._scope["type"] == "http" else "websocket.http"
        if kind != "http" and "websocket.http.response" not in self._scope.get("extensions", {}):
            self.status = 403
            await self._send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        closing = {"connection": "close"} if sent.announced and not sent.ended else {}
        said = {**_with_length(answer.headers, answer.body), **closing}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        await self.send({"type": f"{kind}.response.start", "status": answer.status, "headers": headers})
        if not closing:
            await self.send({"type": f"{kind}.response.body", "body": answer.body})
            return
        await self.send({"type": f"{kind}.response.body", "body": answer.body, "more_body": True})
        await sent.pass_over()
        await self.send({"type": f"{kind}.response.body", "body": b""})

    def _headers(self, given: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in given}
        added = [(name.encode(), value.encode()) for name, value in self.all.items() if name.encode() not in present]
        return [*given, *added]


def _require_brief(scope: Scope) -> None:
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > URI_LENGTH_MAX:
        raise Problem(
            URI_TOO_LONG, f"{length} bytes, and at most {URI_LENGTH_MAX} are read", headers={"connection": "close"}
        )


def _require_said_once(query: bytes) -> None:
    names = [name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    if len(names) != len(set(names)):
        raise Problem(MALFORMED, "a query says each thing once")


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


def _host(scope: Scope) -> str:
    hosts: list[str] = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        raise Problem(MALFORMED, "a request names one host")
    return hosts[0]


def _received(scope: Scope, *, has_body: bool) -> ReceivedRequest:
    host = _host(scope)
    query = scope["query_string"].decode("latin-1")
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    path = scope["raw_path"].decode("latin-1")
    url = f"{scheme}://{host}{path}" + (f"?{query}" if query else "")
    secure = scheme == "https" or _is_loopback(_address(scope))
    certificate = scope.get("state", {}).get(CLIENT_CERTIFICATE)
    method = scope.get("method", "GET")
    return ReceivedRequest(method, url, _Headers(scope["headers"]), host, has_body, secure, certificate)


def _address(scope: Scope) -> str:
    """Of whoever asks; where a proxy of this machine says whose request it passes on, that one's."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _asked(scope: Scope) -> tuple[str, str]:
    """Method, and path with query."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    return scope.get("method", "WEBSOCKET"), f"{path}?{scope['query_string'].decode('latin-1')}"


def _lines(scope: Scope, name: str) -> list[str]:
    """A header, line by line."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name.encode()]
