# SPDX-License-Identifier: Apache-2.0
"""What a new member believes a snapshot by: told to every party, three questions of the engine's and seals."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from counterfoil.api.ledger.publishing import Publisher
from counterfoil.consensus.cometbft.header_socket import ASKED
from counterfoil.consensus.cometbft.rpc import EngineUnreachable
from counterfoil.node.consortium.vouching import ENGINE_JSON
from counterfoil.primitives.types import Height
from support.node_service import CHAIN_PATH, Served, asking, served

ENGINE = f"{CHAIN_PATH}/engine"


def says(method: str, numbers: Mapping[str, int]) -> Any:
    if numbers.get("height") == 9:
        raise EngineUnreachable("unix://rpc: nobody listens there")
    return {"asked": method, "numbers": dict(numbers)}


@pytest.fixture
def service(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(Publisher, "start", lambda _: None)
    with served(root, rows=False) as running:
        running.node.engine_asked = says
        yield running


@pytest.mark.parametrize("asked", ASKED)
def test_what_a_light_client_asks_is_passed_on(service: Served, asked: str) -> None:
    """With the height, and validators in parts; the last height where none is named."""
    answer = service.get("alice", f"{ENGINE}/{asked}", at_height=7, part=2)
    assert (answer.status_code, answer.headers["content-type"]) == (200, ENGINE_JSON)
    parts = {"page": 2, "per_page": 100} if asked == "validators" else {}
    assert answer.json() == {"asked": asked, "numbers": {"height": 7, **parts}}
    assert "height" not in service.get("alice", f"{ENGINE}/{asked}").json()["numbers"]


@pytest.mark.parametrize("asked", ["broadcast_tx_sync", "block", "status", "net_info"])
def test_nothing_else_is(service: Served, asked: str) -> None:
    """Neither what hands in, nor what has transactions in it."""
    assert service.get("alice", f"{ENGINE}/{asked}").status_code == 404


def test_a_party_has_every_seal(service: Served) -> None:
    """As the log has it; of a block that is not there it is said."""
    answer = service.get("alice", f"{ENGINE}/seal", at_height=1)
    assert answer.content == service.node.sealed_block(Height(1)).seal
    assert service.get("alice", f"{ENGINE}/seal", at_height=10_000).status_code == 404


def test_what_the_engine_does_not_answer_is_said(service: Served) -> None:
    """And a chain that has none has no such page."""
    answer = service.get("alice", f"{ENGINE}/commit", at_height=9)
    assert (answer.status_code, answer.json()["detail"]) == (503, "unix://rpc: nobody listens there")
    service.node.engine_asked = None
    assert service.get("alice", f"{ENGINE}/commit").status_code == 404


@pytest.mark.parametrize("asked", [{"at_height": -1}, {"at_height": 2**53}, {"part": 0}, {"part": 101}])
def test_what_cannot_be_is_refused(service: Served, asked: dict[str, int]) -> None:
    """With the name of what is wrong."""
    answer = service.get("alice", f"{ENGINE}/validators", **asked)
    assert answer.status_code == 400
    assert next(iter(asked)) in answer.json()["detail"]


def test_strangers_are_told_nothing(service: Served) -> None:
    """Who asks signs."""
    with asking(service.url, None) as stranger:
        assert stranger.get(f"{ENGINE}/commit").status_code == 401
