# SPDX-License-Identifier: Apache-2.0
"""A node that runs: it publishes without holding anybody up, ends in order, and is told when it cannot go on."""

import socket
from pathlib import Path
from typing import Any

import pytest

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import Problem
from counterfoil.consensus.ticket import Bundle
from counterfoil.custody.witness_client import ProofFor
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.primitives.errors import LockedError, StorageError, WitnessUnavailable
from support.network import CHAIN, WITNESS, open_network
from support.node_service import Served, holding, key_of, paid


class Absent:
    """A witness that cannot be reached."""

    name = WITNESS

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        raise WitnessUnavailable(self.name, "no route to host")


def test_the_end_orders_what_was_taken_in_and_publishes_it(root: Path) -> None:
    """Every transaction has its answer, the log has the last header, and others get the folder."""
    with open_network(root) as network, RunningNetwork(network, publish_every_s=3_600) as running:
        node = running.chains[CHAIN]
        waiting = running.submit(node, [paid(node, key_of(root, "alice")) for _ in range(200)])
    assert {one.result(0).code for one in waiting} == {0}
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert network.published().rolled_height(CHAIN) == node.height
        assert {node.reader.was_committed(one.result(0).id) for one in waiting} == {True}
    with pytest.raises(Problem):
        running.submit(node, [b"nonsense"])
    assert not running.well


def test_the_end_does_not_wait_for_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain that answers nobody, as one without its quorum, holds nothing up; how many lack an answer is told."""
    told: list[str] = []
    with open_network(root) as network:
        with RunningNetwork(network, publish_every_s=3_600, notice=told.append, answers_s=0) as running:
            node = running.chains[CHAIN]
            unanswered = Bundle([b"one", b"two"])
            monkeypatch.setattr(node.engine, "submit_many", lambda _: unanswered.tickets())
            running.submit(node, [b"one", b"two"])
        assert [one for one in told if "without the answers of 2 transactions" in one and "again" in one]
        assert not running.well
    with open_network(root) as network:
        assert network.chain(CHAIN).height >= 0


def test_one_process_holds_the_folder(service: Served) -> None:
    """Nobody else writes meanwhile; whoever reads is let in."""
    with open_network(service.root) as network:
        with pytest.raises(LockedError):
            network.chain(CHAIN)
        with pytest.raises(LockedError):
            network.custody()
        assert network.chain(CHAIN, writable=False).height >= 1


def test_without_witnesses_ordering_goes_on(root: Path) -> None:
    """What a publication lacks is told; what was published stays what it was."""
    told: list[str] = []
    with open_network(root) as network:
        network.witnesses = [Absent()]
        with RunningNetwork(network, publish_every_s=3_600, notice=told.append) as running:
            node, before = running.chains[CHAIN], running.published
            [answer] = running.submit(node, [paid(node, key_of(root, "alice"))])
            assert answer.result().code == 0
            running.publish()
            assert before is not None
            assert running.published == before
            assert before.heights[CHAIN] < node.height
            assert running.well
    assert any("no route to host" in one for one in told)


def test_a_node_that_cannot_go_on_says_so(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the block log: whoever asks gets 503 and not an answer, and the service says it is not well."""

    def full(*_: Any) -> None:
        raise StorageError("no space left")

    monkeypatch.setattr(service.node.block_log, "append", full)
    for _ in range(2):
        answer = service.hand_in("alice", paid(service.node, service.key("alice")))
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:counterfoil:problem:unavailable")
        assert "no space" not in answer.text
    # No room that comes later makes it go on: whoever looks after processes is to begin another.
    assert [service.get("alice", f"/health{path}").status_code for path in ("", "/ready", "/live")] == [503] * 3
    assert service.get("alice", holding("alice")).status_code == 200
    assert {str(one) for one in service.failures} == {"no space left"}
    service.failures.clear()


def test_a_slow_client_keeps_nobody_waiting(service: Served) -> None:
    """Some send half a request and say no more; others are answered."""
    host, port = service.url.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(20)]
    for one in slow:
        one.sendall(b"POST /chains/main/transactions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
    assert service.hand_in("alice", paid(service.node, service.key("alice"))).status_code == 200
    assert service.get("bob", holding("bob")).status_code == 200
    for one in slow:
        one.close()
