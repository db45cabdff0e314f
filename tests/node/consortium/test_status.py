# SPDX-License-Identifier: Apache-2.0
"""How nodes stand is told whatever one of them answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import msgspec
import pytest
from msgspec import UNSET

from counterfoil.evidence.header import decode_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.block_frames import framed
from counterfoil.node.consortium.cards import Card, Place, make_card
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.setting_up import ConsortiumPlan, generate
from counterfoil.node.consortium.status import ANSWER_BYTES_MAX, network_status
from counterfoil.node.consortium.status_proof import Known, seal_problem
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.primitives.types import ChainId, Height, PartyId, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from support.followed import make_custody, policy_of, resealed
from support.network import CHAIN, ORIGIN, no_passphrase

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
def answering(body: bytes, complete: str = "\u00b2") -> Iterator[str]:
    """A service that answers everything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("counterfoil-complete", complete)
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


LAST = 10**9
"""What a liar says."""
SERVED: Final[dict[str, tuple[Callable[[list[StoredBlock], list[PrivateKey]], bytes], str]]] = {
    "nothing": (lambda blocks, _: b"", "does not serve it"),
    "no frames": (lambda blocks, _: b"nonsense" * 20, "no frame"),
    "half a block": (lambda blocks, _: framed(Height(1), blocks[1])[:-9], "cut after"),
    "another height": (lambda blocks, _: framed(Height(2), blocks[2]), "does not serve it"),
    "another block under its number": (lambda blocks, _: framed(Height(1), blocks[2]), "one of another place"),
    "two of four": (lambda blocks, keys: framed(Height(1), sealed_by_two(blocks[1], keys)), "not sealed by two thirds"),
    "a seal of something else": (
        lambda blocks, _: framed(Height(1), StoredBlock(blocks[1].header, blocks[2].seal, ())),
        "not sealed by two thirds",
    ),
    "another block than here": (
        lambda blocks, keys: framed(Height(1), resealed(blocks[1], other(blocks[1].header), *keys[:3])),
        "another block 1 than is here",
    ),
}


def sealed_by_two(block: StoredBlock, keys: list[PrivateKey]) -> StoredBlock:
    return resealed(block, block.header, *keys[:2])


def other(header: bytes) -> bytes:
    own = decode_header(header)
    return msgspec.structs.replace(own, time=Timestamp(own.time + 1)).encode()


@pytest.fixture
def believed(member: Path) -> Iterator[Known]:
    with Network(member, no_passphrase) as network:
        yield Known(CHAIN, network.chain(CHAIN, writable=False), policy_of(member))


def test_a_height_is_proved_by_its_seal(believed: Known, sealed: list[StoredBlock]) -> None:
    """Each block that three of four sealed, and none without knowing who they are."""
    for height, block in enumerate(sealed):
        assert seal_problem(framed(Height(height), block), height, believed) is None
    told = seal_problem(framed(Height(1), sealed[1]), 1, believed._replace(policy=None))
    assert told is not None
    assert "does not know who seals" in told


@pytest.mark.parametrize(("serve", "problem"), SERVED.values(), ids=SERVED.keys())
def test_what_proves_no_height(
    believed: Known,
    sealed: list[StoredBlock],
    validators: list[PrivateKey],
    serve: Callable[[list[StoredBlock], list[PrivateKey]], bytes],
    problem: str,
) -> None:
    """Whatever is wrong with what is served for block 1 is said."""
    assert problem in (seal_problem(serve(sealed, validators), 1, believed) or "")


def test_a_liar_makes_nobody_late(member: Path, tmp_path: Path) -> None:
    """Who says a height that he does not prove is told of, and the others are as far as they were."""
    with answering(b"") as url:
        root = make_custody(tmp_path / "custody", member, [url])
        with Network(root, no_passphrase) as network:
            told = msgspec.json.encode(
                {"chains": [{"chain": CHAIN, "genesis": network.genesis(CHAIN), "height": LAST}]}
            )
    with answering(told, complete=str(LAST)) as url, Network(root, no_passphrase) as network:
        described = network.config.chains[CHAIN]
        assert described.follower is not UNSET
        source = msgspec.structs.replace(described.follower.sources[0], url=url)
        follower = msgspec.structs.replace(described.follower, sources=(source,))
        chains = {CHAIN: msgspec.structs.replace(described, follower=follower)}
        network.config = msgspec.structs.replace(network.config, chains=chains)
        found = network_status(network)
    here, liar = found.nodes
    assert (here.role, here.behind) == ("follows it", None if here.height is None else 0)
    assert (liar.height, liar.complete, liar.proved) == (LAST, LAST, None)
    assert f"block {LAST} is not sealed" in liar.problem
