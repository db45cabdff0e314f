# SPDX-License-Identifier: Apache-2.0
"""A member's service over a socket, that answers otherwise than it should: each is told, and none is believed."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from counterfoil.application import Refusal
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.block_frames import BLOCKS, framed
from counterfoil.node.consortium.described import SourceConfig
from counterfoil.node.consortium.sources import HandedIn, HttpSource, SourceFailed
from counterfoil.node.network import clock_ms
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import ChainId, Height, HexHash
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.transport.serving import serving

BLOCK = StoredBlock(b"header", b"seal", (b"transaction",))
GOOD = framed(Height(3), BLOCK) + framed(Height(4), BLOCK)


class Answering:
    """A service that answers everything alike."""

    def __init__(self) -> None:
        self.status, self.kind, self.body = 200, BLOCKS, GOOD
        self.asked: list[tuple[str, str, bytes]] = []
        self.begins = 0
        """to how many questions it answers that it has just begun"""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        self.asked.append((scope["method"], scope["path"], scope["query_string"]))
        headers, status = [(b"content-type", self.kind.encode())], self.status
        if self.begins:
            self.begins -= 1
            headers, status = [(b"retry-after", b"0")], 401
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
def source(answering: Answering, tmp_path: Path) -> Iterator[HttpSource]:
    with serving(answering) as url:
        config = SourceConfig(name="north", url=url)
        yield HttpSource(config, ChainId("main"), PrivateKey(b"\1" * 32), tmp_path, clock=clock_ms)


async def _blocks(source: HttpSource) -> list[tuple[Height, StoredBlock]]:
    try:
        return [one async for one in source.blocks(Height(3), most=2, wait_s=1)]
    finally:
        await source.close()


async def _tick(source: HttpSource) -> Height:
    try:
        return await source.tick()
    finally:
        await source.close()


async def _hand_in(source: HttpSource) -> Sequence[HandedIn]:
    try:
        return await source.hand_in([b"transaction"])
    finally:
        await source.close()


def test_blocks_are_read_as_they_come(answering: Answering, source: HttpSource) -> None:
    """From the height on that was asked for."""
    assert asyncio.run(_blocks(source)) == [(3, BLOCK), (4, BLOCK)]
    assert answering.asked == [("GET", "/chains/main/log", b"first=3&most=2&wait=1")]


def test_a_service_that_has_just_begun_is_asked_once_more(answering: Answering, source: HttpSource) -> None:
    """When it says so; one that always says it has failed."""
    answering.begins = 1
    assert asyncio.run(_blocks(source)) == [(3, BLOCK), (4, BLOCK)]
    assert len(answering.asked) == 2


def test_a_service_that_always_begins_has_failed(answering: Answering, source: HttpSource) -> None:
    """It is not asked a third time."""
    answering.begins = 9
    with pytest.raises(SourceFailed, match="401"):
        asyncio.run(_blocks(source))
    assert len(answering.asked) == 2


WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "cut in the middle": ({"body": GOOD[:-3]}, DecodeError, "cut after"),
    "a bit turned": ({"body": GOOD[:60] + b"\xff" + GOOD[61:]}, DecodeError, "SHA-256"),
    "no frame": ({"body": b"x" * 100}, DecodeError, "no frame"),
    "no block": ({"body": b"{}" * 50}, DecodeError, "no frame"),
    "another kind": ({"kind": "text/html"}, SourceFailed, "not blocks"),
    "refused, with the reason": (
        {"status": 403, "kind": "application/problem+json", "body": b'{"detail":"not for you"}'},
        SourceFailed,
        "403 not for you",
    ),
    "refused, without": ({"status": 502, "body": b"\xff"}, SourceFailed, "502"),
    "led elsewhere": ({"status": 302, "body": b""}, SourceFailed, "302"),
}


@pytest.mark.parametrize(("answer", "error", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_told(
    answering: Answering, source: HttpSource, answer: dict[str, Any], error: type[Exception], said: str
) -> None:
    """Whatever came whole before it was given out, and is judged by itself."""
    vars(answering).update(answer)
    with pytest.raises(error, match=said):
        asyncio.run(_blocks(source))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"height":-1}', b'{"height":true}', b'{"height":"7"}', b"[" * 99_999])
def test_a_tick_that_says_nothing_is_none(answering: Answering, source: HttpSource, body: bytes) -> None:
    """A height, and nothing else, is an answer."""
    answering.body = body
    with pytest.raises((SourceFailed, DecodeError)):
        asyncio.run(_tick(source))
    answering.body = b'{"height":7}'


def test_a_tick(answering: Answering, source: HttpSource) -> None:
    """Its height is what the member says; whether it comes is seen."""
    answering.body = b'{"height":7}'
    assert asyncio.run(_tick(source)) == 7
    assert answering.asked == [("POST", "/chains/main/ticks", b"")]


PLACED = b'{"transactions":[{"transaction":"%s","height":4,"outcome":0,"name":"success","sentence":""}]}' % (b"ab" * 32)
LEFT_OUT = (
    b'{"transactions":[{"transaction":null,"height":null,"outcome":1,"name":"malformed","sentence":"","detail":"no"},'
    b'{"transaction":null,"height":null,"outcome":null,"name":"clock","sentence":"far ahead","detail":""}]}'
)


HANDED_IN: dict[str, tuple[int, bytes, list[HandedIn]]] = {
    "placed in a block": (200, PLACED, [HandedIn(HexHash("ab" * 32), Height(4), None)]),
    "refused by a rule, and by none": (
        422,
        LEFT_OUT,
        [
            HandedIn(None, None, Refusal(1, "malformed", "no")),
            HandedIn(None, None, Refusal(0, "clock", "far ahead")),
        ],
    ),
}


@pytest.mark.parametrize(("status", "body", "said"), HANDED_IN.values(), ids=HANDED_IN.keys())
def test_what_is_handed_in_has_an_answer_each(
    answering: Answering, source: HttpSource, status: int, body: bytes, said: list[HandedIn]
) -> None:
    """Also of a status that says that nothing was committed."""
    answering.status, answering.body = status, body
    assert asyncio.run(_hand_in(source)) == said
    assert answering.asked == [("POST", "/chains/main/transactions", b"")]


@pytest.mark.parametrize("status", [200, 422, 503])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"transactions":[{}]}', b'{"transactions":7}', b"[" * 99_999])
def test_answers_that_say_nothing_are_none(answering: Answering, source: HttpSource, status: int, body: bytes) -> None:
    """Neither where some were committed, nor where none was."""
    answering.status, answering.body = status, body
    with pytest.raises((SourceFailed, DecodeError)):
        asyncio.run(_hand_in(source))


def test_nobody_answers(tmp_path: Path) -> None:
    """The address is named."""
    config = SourceConfig(name="north", url="http://127.0.0.1:9")
    source = HttpSource(config, ChainId("main"), PrivateKey(b"\1" * 32), tmp_path, clock=clock_ms)
    with pytest.raises(SourceFailed, match=r"http://127\.0\.0\.1:9: no answer"):
        asyncio.run(_blocks(source))
