# SPDX-License-Identifier: Apache-2.0
"""A node that serves over a socket: alice and bob, who are members, and a supervisor."""

import base64
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from counterfoil.api.doorway import RequestLine
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import create_node_service, node_document
from counterfoil.api.problems import MEDIA_TYPE
from counterfoil.api.replays import Replays
from counterfoil.client.signing import SigningAuth
from counterfoil.identity.keyfile import read_key
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.node.access.noting import AccessNoting
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.rows_feed import RowsFeed, rows_address
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.types import AccountId, PartyId, Quantity, Timestamp
from counterfoil.transport.serving import serving
from counterfoil.transport.tls import Tls
from support.network import CHAIN, SHARES, make_trading_network, open_network, run
from support.openapi_said import Said

SUPERVISOR: Final = "watch"
CHAIN_PATH: Final = f"/chains/{CHAIN}"
JSON: Final = {"content-type": "application/json"}
SOON_EVERY_S: Final = 0.05
"""Between two publications that are asked for: nobody else asks the witnesses here, and whoever asked would wait."""


def make_served_network(root: Path, *, seal_keys: Sequence[str] = ()) -> Path:
    """The trading network, with a supervisor."""
    make_trading_network(root, seal_keys=seal_keys)
    with open_network(root) as network:
        key = network.keyring.create(SUPERVISOR)
        registered = RegisterParty(
            party=PartyId(SUPERVISOR),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name="Watch",
            roles=(Role.supervisor,),
            keys=single_key_policy(key),
        )
        run(network.chain(CHAIN), [registered], network.keyring.get(DEPOSITORY))
    return root


def key_of(root: Path, name: str) -> PrivateKey:
    return read_key(Layout(root).keys / f"{name}.key", None)


@cache
def said() -> Said:
    """What the service says of its answers."""
    return Said(json.loads(node_document()))


def require_as_said(answer: httpx.Response) -> None:
    """Every answer that a test is given is of a status, a kind and a shape that the document names."""
    kind, path = answer.headers.get("content-type"), answer.request.url.path
    if kind in (MEDIA_TYPE, JSON["content-type"]) and path != "/openapi.json":
        answer.read()
        said().require(answer.request.method.lower(), path, answer)


def asking(url: str, key: PrivateKey | None, *, ahead_ms: int = 0) -> httpx.Client:
    """A client that signs with a key; ``ahead_ms``: how far its clock is ahead of the service's."""
    auth = None
    if key is not None:
        auth = SigningAuth(key, clock=lambda: Timestamp(clock_ms() + ahead_ms), nonces=lambda: secrets.token_hex(16))
    hooks = {"response": [require_as_said]}
    return httpx.Client(base_url=url, auth=auth, trust_env=False, timeout=60, event_hooks=hooks)


def paid(node: ChainNode, key: PrivateKey, quantity: int = 1, sender: str = "alice", receiver: str = "bob") -> bytes:
    """A signed transfer of shares, each time another intent."""
    moved = Transfer(
        sender=AccountId(f"{sender}-1"),
        receiver=AccountId(f"{receiver}-1"),
        instrument=SHARES,
        quantity=Quantity(quantity),
    )
    return sign_calls(node, [moved], key)


def batch(*transactions: bytes) -> bytes:
    return msgspec.json.encode({"transactions": [base64.b64encode(one).decode() for one in transactions]})


def holding(name: str) -> str:
    """Where a member's shares are told."""
    return f"{CHAIN_PATH}/records/holdings/holding/{name}-1/{SHARES}"


class Served:
    """A service that runs here, and who asks it."""

    def __init__(self, root: Path, url: str, running: RunningNetwork, lines: list[RequestLine]) -> None:
        self.root, self.url, self.running, self.lines = root, url, running, lines
        self.failures: list[Exception] = []
        self.notices: list[str] = []

    @property
    def node(self) -> ChainNode:
        return self.running.chains[CHAIN]

    def key(self, name: str) -> PrivateKey:
        return key_of(self.root, name)

    def client(self, name: str) -> httpx.Client:
        return asking(self.url, self.key(name))

    def get(self, name: str, path: str, **query: Any) -> httpx.Response:
        with self.client(name) as client:
            return client.get(path, params=query or None)

    def post(self, name: str, path: str, body: bytes) -> httpx.Response:
        with self.client(name) as client:
            return client.post(path, content=body, headers=JSON)

    def hand_in(self, name: str, *transactions: bytes) -> httpx.Response:
        return self.post(name, f"{CHAIN_PATH}/transactions", batch(*transactions))

    def rehearse(self, name: str, asked: dict[str, Any]) -> httpx.Response:
        return self.post(name, f"{CHAIN_PATH}/rehearsals", msgspec.json.encode(asked))

    def pages(self, name: str, limit: int, begin: str = "0.0") -> Iterator[Sequence[dict[str, Any]]]:
        """Every page of events from a place on."""
        more = True
        while more:
            told = self.get(name, f"{CHAIN_PATH}/events", **{"from": begin, "limit": limit}).json()
            yield told["events"]
            begin, more = told["next"], told["more"]


def feeding(
    network: Network, failures: list[Exception], notices: list[str], database: str | None = None
) -> Callable[[ChainNode], RowsFeed]:
    """What feeds the tables of each chain; None: of a file in the network's folder."""

    def feed(node: ChainNode) -> RowsFeed:
        address = rows_address(network.layout, network.config, node.chain, database)
        return RowsFeed(node, network.layout, address, notice=notices.append, failed=lambda _, e: failures.append(e))

    return feed


Noter = Callable[[RunningNetwork, list[Exception], list[str]], AccessNoting]
"""Makes who notes, with where failures and notices are told."""


@contextmanager
def served(
    root: Path,
    *,
    database: str | None = None,
    rows: bool = True,
    tls: Tls | None = None,
    noter: Noter | None = None,
    **given: Any,
) -> Iterator[Served]:
    """The service of a network over a socket; it publishes when it begins and when it ends."""
    lines: list[RequestLine] = []
    names: set[str] = set()
    failures: list[Exception] = []
    notices: list[str] = []
    with open_network(root) as network:
        running = RunningNetwork(
            network,
            publish_every_s=3_600,
            publish_soon_every_s=SOON_EVERY_S,
            notice=notices.append,
            failed=lambda _, error: failures.append(error),
            rows=feeding(network, failures, notices, database) if rows else None,
        )
        noting = None if noter is None else noter(running, failures, notices)
        application = create_node_service(
            running,
            names=names,
            clock=clock_ms,
            request_ids=lambda: secrets.token_hex(8),
            replays=Replays(),
            log=lines.append,
            failed=lambda _, error: failures.append(error),
            noting=noting,
            **{name: make(running) for name, make in given.items()},
        )
        with running, noting or nullcontext(), serving(application, tls=tls) as url:
            names.add(url.partition("://")[2])
            made = Served(root, url, running, lines)
            made.failures, made.notices = failures, notices
            yield made
    assert not failures, failures
