# SPDX-License-Identifier: Apache-2.0
"""Every operation of the node's document, with requests made of it, signed: never a failure, and answered as it says.

``make fuzz`` asks sixty times as much; each run takes other calls.
"""

import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from schemathesis import GenerationMode

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.ledger.service import create_node_service
from counterfoil.api.replays import Replays
from counterfoil.client.signing import SigningAuth
from counterfoil.modules import laws
from counterfoil.node.network import clock_ms
from support.described_fuzz import Ask, fuzz, narrowed, operations
from support.network import CHAIN, SHARES, copy_network, open_network
from support.node_service import feeding, key_of, paid, said
from support.services import HOST, Client

CALLS_MAX: Final = 12
PATHS: Final = (f"holdings/holding/alice-1/{SHARES}", "parties/party/alice", "parties/account/alice-1", "none/none/x")
TRANSACTION: Final = "0" * 64
PARAMETERS: Final = {
    "chain": [CHAIN, CHAIN, CHAIN, "none"],
    "height": [0, 1, 2],
    "path": PATHS,
    "from": ["0.0", "1.0", "2.1"],
    "limit": [1, 1_000],
    "table": ["holdings/holding", "parties/party", "parties/account"],
    "at_least": [0, 1],
    "transaction": [TRANSACTION, "none"],
}
"""What leads somewhere; what does not is made against the schemas. ``TRANSACTION`` stands for one that there is."""


@pytest.fixture(scope="module")
def ask(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Signed by a member, to a service in this process."""
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
        auth = SigningAuth(key_of(root, "alice"), clock=clock_ms, nonces=lambda: secrets.token_hex(16))
        client = Client(application)

        def asked(request: httpx.Request) -> httpx.Response:
            url = str(request.url).replace(TRANSACTION, done)
            made = httpx.Request(request.method, url, content=request.content, headers=request.headers)
            answer = client.send(made, auth)
            assert not failures, failures
            return answer

        with running:
            node = running.chains[CHAIN]
            [ticket] = running.submit(node, [paid(node, key_of(root, "alice"))])
            done = ticket.result().id
            yield asked


def some_calls() -> list[str]:
    """Others in each run of the long form; the same in each run of the tests."""
    chance = random.Random(os.urandom(8) if "COUNTERFOIL_FUZZ_REQUESTS" in os.environ else 84)
    return ["holdings.transfer", *chance.sample(sorted(laws().calls), CALLS_MAX)]


def test_every_operation_answers_as_it_says_whatever_is_sent(ask: Ask) -> None:
    """What is made of its schemas, and what is made against them."""
    met: dict[tuple[str, str], set[int]] = {}
    for one in operations(narrowed(said().document, PARAMETERS, some_calls())):
        for mode in GenerationMode if not one.path.startswith("/health") else (GenerationMode.POSITIVE,):
            met.setdefault((one.method, one.path), set()).update(fuzz(one, mode, said(), ask))
    assert set(said().document["paths"]) == {path for _, path in met}
    # Otherwise nothing was asked but what leads nowhere.
    handed_in = ("post", "/chains/{chain}/transactions")
    assert [one for one, statuses in met.items() if 200 not in statuses and one != handed_in] == []
    assert {400, 404, 422} <= set().union(*met.values())
