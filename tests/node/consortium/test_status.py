# SPDX-License-Identifier: Apache-2.0
"""How nodes stand is told whatever one of them answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from counterfoil.node.consortium.cards import Card, Place, make_card
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.setting_up import ConsortiumPlan, generate
from counterfoil.node.consortium.status import ANSWER_BYTES_MAX, network_status
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.primitives.types import ChainId, PartyId, Timestamp
from support.network import ORIGIN, no_passphrase

TIME: Final = Timestamp(1_790_000_000_000)
ALLIANCE: Final = ChainId("alliance")
UNREADABLE: Final = "its answer cannot be read"
ANSWERS: Final = {
    "no JSON": (b"\xff{", UNREADABLE),
    "a list": (b"[]", UNREADABLE),
    "chains that are none": (b'{"chains":[7]}', UNREADABLE),
    "a chain without its genesis": (b'{"chains":[{"chain":"alliance"}]}', UNREADABLE),
    "a height in words": (b'{"chains":[{"chain":"alliance","genesis":"","height":"high"}]}', UNREADABLE),
    "a height that no chain has": (
        b'{"chains":[{"chain":"alliance","genesis":"","height":1' + b"0" * 30 + b"}]}",
        UNREADABLE,
    ),
    "another chain": (b'{"chains":[]}', "it has no chain alliance"),
    "another beginning": (b'{"chains":[{"chain":"alliance","genesis":"","height":3}]}', "began otherwise"),
    "an answer without an end": (b" " * (ANSWER_BYTES_MAX + 1), "its answer has no end"),
}


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """A service that answers everything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("counterfoil-complete", "\u00b2")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def keyring(root: Path) -> Keyring:
    return Keyring(Layout(root).keys, no_passphrase)


def card(root: Path, party: str, service: str) -> Card:
    place = Place(engine=f"{party}.example:26656", seals=f"{party}.example:26659", service=service)
    return make_card(root / party, keyring(root / party), ALLIANCE, PartyId(party), f"{party}-1", place)


@pytest.mark.parametrize(("body", "problem"), ANSWERS.values(), ids=ANSWERS.keys())
def test_a_member_that_answers_nonsense_costs_its_own_line(tmp_path: Path, body: bytes, problem: str) -> None:
    """The others are told of all the same: whoever lies does not blind who looks."""
    plan = ConsortiumPlan(
        origin=ORIGIN,
        custody_url="https://custody.example",
        witnesses=("alpha",),
        quorum=1,
        entry_auditors=(),
        state_auditors=(),
        recovery_delay_ms=0,
    )
    with answering(body) as url:
        cards = [card(tmp_path, "north", url), card(tmp_path, "east", url)]
        bundle = generate(tmp_path / "out", cards, plan, no_passphrase, time=TIME)
        join(tmp_path / "north", bundle, keyring(tmp_path / "north"))
        with Network(tmp_path / "north", no_passphrase) as network:
            found = network_status(network)
    assert [one.name for one in found.nodes] == ["here", "east-1"]
    assert problem in found.nodes[1].problem
