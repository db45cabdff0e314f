# SPDX-License-Identifier: Apache-2.0
"""Seeded simulation of four to seven members over a bad network: every seal comes together, and none that is wrong."""

from pathlib import Path

import pytest

from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.types import Height
from support.sealing import HEADERS, policy_of
from support.sealing_network import Network

HEIGHT = 25


def require_all_sealed(network: Network) -> None:
    """Every honest member has on its disk a seal of every header, and it is one that log and verifier take."""
    for member in network.honest:
        for height in map(Height, range(HEIGHT + 1)):
            data = member.book.seal(height)
            assert data is not None
            open_seal(decode_header(HEADERS[height]), dsse.decode(data), member.policy(height))


@pytest.mark.parametrize("seed", range(16))
def test_every_seal_comes_together(tmp_path: Path, seed: int) -> None:
    """Loss, doubling, reordering, partitions and restarts delay seals; once they end, nothing is missing."""
    count = 4 + seed % 4

    def policy(_: Height) -> KeyPolicy:
        return policy_of(*range(count))

    network = Network(tmp_path, range(count), seed, policy=policy)
    for _ in range(600):
        network.step(HEIGHT)
    network.heal(HEIGHT)
    require_all_sealed(network)
    for member in network.members:
        assert read_conflicts(member.folder / "conflicts") == []


@pytest.mark.parametrize("seed", range(6))
def test_seals_come_together_while_validators_change(tmp_path: Path, seed: int) -> None:
    """Four, then five, then another five, then four: each header is sealed by those of its own height."""

    def policy(height: Height) -> KeyPolicy:
        if height < 7:
            return policy_of(0, 1, 2, 3)
        if height < 14:
            return policy_of(0, 1, 2, 3, 4)
        return policy_of(0, 1, 2, 4, 5) if height < 20 else policy_of(1, 2, 4, 5)

    network = Network(tmp_path, range(6), seed, policy=policy)
    for _ in range(600):
        network.step(HEIGHT)
    network.heal(HEIGHT)
    require_all_sealed(network)


@pytest.mark.parametrize("seed", range(6))
def test_one_that_differs_seals_nothing_and_is_known(tmp_path: Path, seed: int) -> None:
    """Of seven two run other rules from block 3 on: the others seal without them, and have kept what those signed."""

    def policy(_: Height) -> KeyPolicy:
        return policy_of(*range(7))

    network = Network(tmp_path, range(7), seed, policy=policy, liars=(5, 6))
    for _ in range(600):
        network.step(HEIGHT)
    network.heal(HEIGHT)
    require_all_sealed(network)
    kept = {one.keyid for member in network.honest for one in read_conflicts(member.folder / "conflicts")}
    assert kept == {liar.keyid for liar in policy_of(5, 6).keys}
    for liar in network.liars:
        assert all(liar.book.seal(Height(height)) is None for height in range(3, HEIGHT + 1))
