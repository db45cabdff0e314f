# SPDX-License-Identifier: Apache-2.0
"""A node's RPC is asked and believed in nothing: sets that come by pages, and whatever else a node may answer."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from counterfoil.consensus.cometbft.light.following import SourceFailed
from counterfoil.consensus.cometbft.light.light_block import EngineValidator
from counterfoil.consensus.cometbft.light.rpc_json import read_light_block, validator_json, write_light_block
from counterfoil.node import engine_blocks
from counterfoil.node.engine_blocks import RpcBlocks
from counterfoil.primitives.errors import DecodeError
from support.engine_signing import chain

Answer = Callable[[str, dict[str, str]], bytes]
BLOCK = write_light_block(chain("four")[3])
MANY = tuple(EngineValidator(number.to_bytes(32, "big"), 1) for number in range(1, 251))


class Node:
    """A server that answers as a test says, and what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.tick_ms, self.passed_ms = 1, 0
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                node.asked.append((asked["method"], asked["params"]))
                body = answer(asked["method"], asked["params"])
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is told."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def now(self) -> int:
        """A clock that goes on by so much each time that somebody looks."""
        self.passed_ms += self.tick_ms
        return self.passed_ms


@pytest.fixture
def asking() -> Iterator[Callable[[Answer], tuple[RpcBlocks, Node]]]:
    made: list[tuple[RpcBlocks, Node, Thread]] = []

    def ask(answer: Answer) -> tuple[RpcBlocks, Node]:
        node = Node(answer)
        thread = Thread(target=node.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.append((RpcBlocks(node.url, lambda: node.now()), node, thread))
        return made[-1][0], node

    yield ask
    for source, node, thread in made:
        source.close()
        node.server.shutdown()
        thread.join()
        node.server.server_close()


def said(result: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": -1, "result": result}).encode()


def honest(method: str, given: dict[str, str]) -> bytes:
    """As a node answers; its set has 250 validators, a hundred on a page."""
    if method == "status":
        return said({"sync_info": {"latest_block_height": "4"}})
    if method == "commit":
        return said({"signed_header": BLOCK["signed_header"], "canonical": True})
    first = (int(given["page"]) - 1) * 100
    page = [validator_json(one) for one in MANY[first : first + 100]]
    return said({"validators": page, "count": str(len(page)), "total": str(len(MANY))})


def test_a_large_set_comes_by_pages(asking: Any) -> None:
    """All of it, in its order, and no page is asked for that is not there."""
    source, node = asking(honest)
    assert source.latest().validators == MANY
    pages = [given["page"] for method, given in node.asked if method == "validators"]
    assert pages == ["1", "2", "3"]
    assert read_light_block(source.line(4)).header == chain("four")[3].header


def test_a_node_without_end_is_left(asking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that says there is always another page, or whose answer has no end."""
    monkeypatch.setattr(engine_blocks, "PAGES_MAX", 3)

    def endless(method: str, given: dict[str, str]) -> bytes:
        if method != "validators":
            return honest(method, given)
        return said({"validators": [validator_json(MANY[0])], "total": "999999"})

    source, node = asking(endless)
    source.line(4)
    assert len(node.asked) == 4
    monkeypatch.setattr(engine_blocks, "ANSWER_BYTES_MAX", 100)
    source, _ = asking(endless)
    with pytest.raises(DecodeError, match="more than 100 bytes"):
        source.block(4)


def test_an_answer_that_takes_for_ever_is_left(asking: Any) -> None:
    """However little comes at a time."""
    source, node = asking(honest)
    node.tick_ms = 60_001
    with pytest.raises(SourceFailed, match="within 60 seconds"):
        source.block(4)


@pytest.mark.parametrize(
    "answer",
    [b"", b"{", b"[" * 100_000, b"\xff", b"[]", b"{}", b'{"result": 5}', said({}), said({"signed_header": 5})],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_what_is_no_answer(asking: Any, answer: bytes) -> None:
    """Each is an error that names the node, or the place in what it said."""
    source, node = asking(lambda method, given: answer)
    for ask in (source.latest, lambda: source.block(4)):
        with pytest.raises((DecodeError, SourceFailed)) as caught:
            ask()
        assert node.url in str(caught.value) or "$" in str(caught.value)


def test_what_the_node_refuses_is_said(asking: Any) -> None:
    """In its words: it has no such height."""
    refused = {"code": -32603, "message": "Internal error", "data": "height 9 is not available"}
    source, _ = asking(lambda method, given: json.dumps({"error": refused}).encode())
    with pytest.raises(SourceFailed, match="height 9 is not available"):
        source.block(9)


def test_totals_that_are_no_numbers(asking: Any) -> None:
    """A set says how large it is, in digits."""

    def odd(method: str, given: dict[str, str]) -> bytes:
        return said({"validators": [{}], "total": "many"}) if method == "validators" else honest(method, given)

    source, _ = asking(odd)
    with pytest.raises(DecodeError, match="no whole number"):
        source.block(4)


def test_nobody_there() -> None:
    """Neither for nor against anything."""
    source = RpcBlocks("http://127.0.0.1:1", lambda: 0)
    with pytest.raises(SourceFailed, match=r"127\.0\.0\.1:1"):
        source.latest()
    source.close()
