# SPDX-License-Identifier: Apache-2.0
"""Every operation of the node's document, with requests made of it, signed: never a failure, and answered as it says.

``make fuzz`` asks thirty times as much; each run takes other calls.
"""

import base64
import os
import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import create_node_service
from counterfoil.api.repeats import HEADER as IDEMPOTENCY_KEY
from counterfoil.api.replays import Replays
from counterfoil.client.signing import SigningAuth
from counterfoil.modules import laws
from counterfoil.node.network import clock_ms
from counterfoil.transport.serving import LIFE, Application, ConnectionLife
from support.described_fuzz import LONG, Ask, fuzz, modes, narrowed, operations
from support.network import CHAIN, SHARES, copy_network, open_network
from support.node_service import SUPERVISOR, feeding, key_of, paid, said
from support.services import HOST, Client

CALLS_MAX: Final = 12
HOLDING: Final = f"holdings/holding/alice-1/{SHARES}"
PATHS: Final = (HOLDING, "parties/party/alice", "parties/account/alice-1", "none/none/x")
PARAMETERS: Final = {
    "chain": [CHAIN, CHAIN, CHAIN, "none"],
    "height": [0, 1, 2],
    "path": PATHS,
    "from": ["0.0", "1.0", "2.1"],
    "limit": [1, 1_000],
    "table": ["holdings/holding", "parties/party", "parties/account"],
    "at_least": [0, 1],
    "first": [0, 1],
    "wait": [0],
    "fields": [{}, {"/1": "alice-1"}, {"/1": "alice-1", "/2": SHARES}, {"state": "active"}],
}
HELD: Final[dict[str, Sequence[Any]]] = {
    "account": ["alice-1", "bob-1"],
    "instrument": [SHARES, "XSHG.999999"],
    "record": PATHS,
    "from": [0, "2026-01-01T00:00:00Z"],
    "publish": [True],
}
"""What leads somewhere, in queries, paths and claims; what does not is made against the schemas."""
ASKS: Final = dict.fromkeys(("/health/detail", "/chains/{chain}/log", "/chains/{chain}/ticks"), SUPERVISOR)
"""Who asks, where it is not alice."""


@dataclass(frozen=True)
class Asked:
    """A service in this process, and what was done there."""

    client: Client
    root: Path
    failures: list[Exception]
    travels: str
    """a transaction of alice that stands on the chain, in base64"""
    transaction: str
    """its identifier"""

    def by(self, party: str) -> Ask:
        auth = SigningAuth(
            key_of(self.root, party), clock=clock_ms, nonces=lambda: secrets.token_hex(16), also=(IDEMPOTENCY_KEY,)
        )
        return lambda request: self.answer(request, auth)

    def answer(self, request: httpx.Request, auth: httpx.Auth | None = None) -> httpx.Response:
        answer = self.client.send(request, auth)
        assert not self.failures, self.failures
        return answer

    def document(self) -> dict[str, Any]:
        """Of which requests are made that lead somewhere."""
        shapes = said().schemas
        held = {
            **{name: {"enum": list(values)} for name, values in HELD.items()},
            "transaction": {"enum": [self.transaction, "0" * 64]},
            "transactions": {"type": "array", "items": {"enum": [self.travels, "bm9uc2Vuc2U="]}, "minItems": 1},
        }
        narrow = {
            name: shapes[name] | {"properties": shapes[name]["properties"] | _among(held, shapes[name]["properties"])}
            for name in shapes
            if name == "Batch" or name.startswith("WantedEvidence.")
        }
        calls = {"oneOf": [{"$ref": f"#/components/schemas/Call.{one}"} for one in some_calls()]}
        parameters = {**PARAMETERS, "transaction": [self.transaction, "none"]}
        return narrowed(said().document, parameters, {**narrow, "Call": calls})


@pytest.fixture(scope="module")
def asked(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    root = copy_network(made, tmp_path_factory.mktemp("fuzzed") / "network")
    failures: list[Exception] = []
    with open_network(root) as network:
        running = RunningNetwork(network, publish_every_s=3_600, rows=feeding(network, failures, []))
        application = create_node_service(
            running,
            names={HOST},
            clock=clock_ms,
            request_ids=lambda: secrets.token_hex(8),
            replays=Replays(),
            failed=lambda _, error: failures.append(error),
        )
        with running:
            node = running.chains[CHAIN]
            sent = paid(node, key_of(root, "alice"))
            [ticket] = running.submit(node, [sent])
            done = ticket.result().id
            yield Asked(Client(_on_a_connection(application)), root, failures, base64.b64encode(sent).decode(), done)


def _on_a_connection(application: Application) -> Application:
    """A connection that lives for as long as it is asked."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        life = ConnectionLife(lengthen=lambda _: None, abort=lambda: None)
        await application({**scope, "extensions": {LIFE: life}}, receive, send)

    return asked


def _among(held: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shape for name, shape in held.items() if name in named}


def some_calls() -> list[str]:
    """Others in each run of the long form; the same in each run of the tests."""
    chance = random.Random(os.urandom(8) if LONG else 84)
    return ["holdings.transfer", *chance.sample(sorted(laws().calls), CALLS_MAX)]


def test_every_operation_answers_as_it_says_whatever_is_sent(asked: Asked) -> None:
    """What is made of its schemas, and what is made against them; and each does what it is for."""
    met: dict[tuple[str, str], set[int]] = {}
    for one in operations(asked.document()):
        ask = asked.by(ASKS.get(one.path, "alice"))
        for mode in modes(one):
            met.setdefault((one.method, one.path), set()).update(fuzz(one, mode, said(), ask))
    assert met.keys() == {(verb, path) for path, verbs in said().document["paths"].items() for verb in verbs}
    # Otherwise nothing was asked but what leads nowhere.
    assert {one: statuses for one, statuses in met.items() if not statuses & {200, 204}} == {}
    assert {400, 404, 422} <= set().union(*met.values())
