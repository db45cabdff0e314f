# SPDX-License-Identifier: Apache-2.0
"""A new network: what is made, what is refused, and nothing made when it is refused."""

from pathlib import Path
from typing import Any

import pytest

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.identity.note import NoteSigner
from counterfoil.node.initialise import (
    CUSTODY_KEY,
    DEPOSITORY,
    SUPERVISOR,
    NetworkPlan,
    create_network,
    seal_policy,
    witness_policy,
    write_trust_file,
)
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, read_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.verify.trust import parse_trust
from support.network import no_passphrase

TIME = Timestamp(1_700_000_000_000)
PLAN: dict[str, Any] = {
    "origin": "custody.example/log",
    "chains": [ChainId("main"), ChainId("otc")],
    "witnesses": ["alpha", "beta", "gamma"],
    "quorum": 2,
}


def create(root: Path, **changes: Any) -> Keyring:
    ring = Keyring(Layout(root).keys, no_passphrase)
    create_network(root, NetworkPlan(**(PLAN | changes)), ring, time=TIME)
    return ring


def test_what_is_made(tmp_path: Path) -> None:
    """A description that reads back, a genesis for each chain, and a key for everybody."""
    ring = create(tmp_path / "network")
    layout = Layout(tmp_path / "network")
    config = read_config(layout)
    assert list(config.chains) == PLAN["chains"]
    expected = {CUSTODY_KEY, DEPOSITORY, SUPERVISOR, "main-operator", "otc-operator"}
    assert set(ring.names()) == expected | {f"witness-{name}" for name in PLAN["witnesses"]}
    for chain in config.chains:
        genesis = decode_genesis(layout.genesis(chain).read_bytes())
        assert (genesis.chain, genesis.time) == (chain, TIME)
        assert [party.party for party in genesis.parties] == [DEPOSITORY, SUPERVISOR]


def test_policies(tmp_path: Path) -> None:
    """The witness policy asks for the quorum, the seal policy for all seal keys; a verifier reads both."""
    ring = create(tmp_path / "network")
    config = read_config(Layout(tmp_path / "network"))
    log = NoteSigner(ring.get(CUSTODY_KEY), config.origin)
    policy = witness_policy(config, log)
    assert [witness.name for witness in policy.witnesses] == PLAN["witnesses"]
    assert policy.groups[0].threshold == 2
    seal = seal_policy(config, ChainId("main"), ring)
    assert (seal.threshold, seal.keys) == (1, (ring.public("main-operator"),))
    path = tmp_path / "trust.json"
    write_trust_file(path, policy, {ChainId("main"): ("ab" * 32, seal)})
    trust = parse_trust(path.read_bytes())
    assert trust.chains[ChainId("main")].seal == seal
    assert [one.name for one in tmp_path.glob("trust*")] == ["trust.json"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no chain": ({"chains": []}, "at least one chain"),
    "chain twice": ({"chains": ["main", "main"]}, "'main' is named twice"),
    "chain outside": ({"chains": ["../main"]}, "is no name"),
    "witness twice": ({"witnesses": ["a", "a"]}, "'a' is named twice"),
    "witness outside": ({"witnesses": ["a", "b/c"]}, "is no name"),
    "quorum too large": ({"quorum": 4}, "a quorum of 4 of 3 witnesses cannot be"),
    "no quorum": ({"quorum": 0}, "a quorum of 0 of 3 witnesses cannot be"),
    "no origin": ({"origin": ""}, "cannot name a log"),
    "origin with a space": ({"origin": "a b"}, "cannot name a log"),
    "origin with a plus": ({"origin": "a+b"}, "cannot name a log"),
    "origin that paints the terminal": ({"origin": "a\x1b[31m"}, "cannot name a log"),
    "two keys of one name": ({"chains": ["witness-a"], "witnesses": ["a-operator"], "quorum": 1}, "same key"),
    "a witness that is a chain's": ({"chains": ["witness-a"], "witnesses": ["a", "a-operator"]}, "same key"),
}


@pytest.mark.parametrize(("changes", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_plans(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    """A plan that cannot work is refused, and leaves nothing behind."""
    with pytest.raises(InputError, match=problem):
        create(tmp_path / "network", **changes)
    assert not (tmp_path / "network").exists()


def test_folder_that_is_not_empty(tmp_path: Path) -> None:
    """What is there stays alone."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
