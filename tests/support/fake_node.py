# SPDX-License-Identifier: Apache-2.0
"""A node that is none: it answers what a test has it answer, and remembers what it was asked."""

import base64
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import msgspec

from counterfoil.client.surroundings import Surroundings
from counterfoil.client.transactions import SignedTransaction
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.outcome import MachineOutcome
from counterfoil.primitives.types import Timestamp

URL: Final = "http://node.example:8403"
GENESIS: Final = "a" * 64
STATE: Final = "b" * 64
KEY: Final = PrivateKey(seed=b"fake" + bytes(28))
CHAIN: Final = "main"
HEIGHT: Final = 10
TRANSFER: Final[Mapping[str, Any]] = {
    "sender": "alice-1",
    "receiver": "bob-1",
    "instrument": "SSE.600000",
    "quantity": 5,
}


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in parts, for both clients; a part that is an error is raised."""

    def __init__(self, parts: Iterable[bytes | Exception]) -> None:
        self._parts = parts
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            self.read += 1
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in iter(self):
            yield part


@dataclass(frozen=True)
class Said:
    """An answer, as often as it is given."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Iterable[bytes | Exception] = ()

    def response(self) -> httpx.Response:
        """As httpx has it."""
        return httpx.Response(self.status, stream=Chunks(self.parts), headers=self.headers)


Handler = Callable[[httpx.Request], Said]


@dataclass
class Around:
    """A clock that is put on by whoever waits; chance is always the least."""

    now_ms: int = 1_800_000_000_000
    waited_s: list[float] = field(default_factory=list)
    drawn: int = 0

    def surroundings(self) -> Surroundings:
        """For a client."""

        async def sleep_async(seconds: float) -> None:
            self.sleep(seconds)

        return Surroundings(
            clock=lambda: Timestamp(self.now_ms),
            nonces=lambda: f"nonce-{self._draw()}",
            seeds=lambda: self._draw().to_bytes(32, "big"),
            chance=lambda _: 0,
            sleep=self.sleep,
            sleep_async=sleep_async,
        )

    def sleep(self, seconds: float) -> None:
        self.waited_s.append(seconds)
        self.now_ms += int(seconds * 1_000)

    def _draw(self) -> int:
        self.drawn += 1
        return self.drawn


class FakeNode:
    """Commits whatever it is handed, once; ``first`` are answered before it answers by itself, path by path."""

    def __init__(self) -> None:
        self.around = Around()
        self.asked: list[httpx.Request] = []
        self.first: dict[str, list[Handler | Said | Exception]] = {}
        self.always: dict[str, Handler] = {}
        self.committed: dict[str, int] = {}
        """identifier → how often it was handed in"""
        self.height = HEIGHT

    def options(self, **more: Any) -> dict[str, Any]:
        """What a client of it is made with."""
        return {
            "key": KEY,
            "transport": httpx.MockTransport(self),
            "surroundings": self.around.surroundings(),
            "rehearse": False,
            **more,
        }

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [one.url.path for one in self.asked]

    def bodies(self, path: str) -> list[bytes]:
        """What was sent there."""
        return [one.content for one in self.asked if one.url.path == path]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._said(request).response()

    def _said(self, request: httpx.Request) -> Said:
        path = request.url.path
        if waiting := self.first.get(path):
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, Said) else answer(request)
        if path in self.always:
            return self.always[path](request)
        return self._answer(path, request)

    def _answer(self, path: str, request: httpx.Request) -> Said:
        if path == "/chains":
            return json_answer({"chains": [self.status()], "checkpoint": None})
        if path == f"/chains/{CHAIN}/records/parties/key/{KEY.keyid}":
            return json_answer({"at": self.at(), "record": path, "value": {"party": "alice"}})
        if path == f"/chains/{CHAIN}/transactions":
            return self.handed_in(request)
        return problem(404, "not-found")

    def status(self, **other: Any) -> dict[str, Any]:
        """As ``/chains`` says it."""
        return {**self.at(), "genesis": GENESIS, "header": f"{self.height:064x}", "published": 0, **other}

    def at(self) -> dict[str, Any]:
        """After which block answers are true."""
        return {"chain": CHAIN, "height": self.height, "state": STATE, "time": 1_800_000_000_000}

    def handed_in(self, request: httpx.Request) -> Said:
        """Commits everything."""
        done = [self.done(SignedTransaction(one)) for one in handed(request)]
        return json_answer({"at": self.at(), "transactions": done})

    def done(self, transaction: SignedTransaction, **other: Any) -> dict[str, Any]:
        """The answer to a transaction."""
        self.committed[transaction.id] = self.committed.get(transaction.id, 0) + 1
        ok = MachineOutcome.ok
        said = {"outcome": 0, "name": "ok", "sentence": ok.sentence, "zh": ok.chinese, "remedy": ""}
        placed = {"status": "committed", "height": 7, "index": 0, "events": 1, "call": None}
        return {"transaction": transaction.id, **placed, **said, **other}


def handed(request: httpx.Request) -> list[bytes]:
    """The transactions of a request."""
    return [base64.b64decode(one) for one in msgspec.json.decode(request.content)["transactions"]]


def json_answer(value: Any, status: int = 200) -> Said:
    return Said(status, {"content-type": "application/json"}, [msgspec.json.encode(value)])


def problem(status: int, kind: str, *, retry_after: int | None = None, **more: Any) -> Said:
    """A problem of one of our types."""
    body = {"type": f"urn:counterfoil:problem:{kind}", "title": kind, "status": status, "request": "r1", **more}
    headers = {"content-type": "application/problem+json"}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    return Said(status, headers, [msgspec.json.encode(body)])
