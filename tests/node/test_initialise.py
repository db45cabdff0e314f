# SPDX-License-Identifier: Apache-2.0
"""A new network: what is made, what is refused, and nothing made when it is refused."""

from pathlib import Path
from typing import Any

import pytest

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.evidence.seal import SealHistory
from counterfoil.identity.note import NoteSigner
from counterfoil.node.initialise import (
    CUSTODY_KEY,
    DEPOSITORY,
    RECOVERY_DELAY_MS,
    SUPERVISOR,
    NetworkPlan,
    auditor_policy,
    create_network,
    recovery_policy,
    seal_policy,
    witness_policy,
    write_trust_file,
)
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import ENTRY_AUDITOR_GROUP, ChainConfig, Layout, read_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import ChainId, Timestamp
from counterfoil.verify.trust import parse_trust
from support.network import no_passphrase

TIME = Timestamp(1_700_000_000_000)
PLAN: dict[str, Any] = {
    "origin": "custody.example/log",
    "chains": [ChainId("main"), ChainId("otc")],
    "witnesses": ["alpha", "beta", "gamma"],
    "quorum": 2,
    "entry_auditors": ["delta"],
    "state_auditors": ["one", "two", "three"],
}
MAIN = ChainId("main")


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
    assert config.chains[MAIN] == ChainConfig(
        seal_keys=("main-operator",), recovery_keys=("main-recovery",), recovery_delay_ms=RECOVERY_DELAY_MS
    )
    expected = {CUSTODY_KEY, DEPOSITORY, SUPERVISOR, "entry-auditor-delta"}
    expected |= {f"{chain}-{role}" for chain in config.chains for role in ("operator", "recovery")}
    expected |= {f"witness-{name}" for name in PLAN["witnesses"]}
    assert set(ring.names()) == expected | {f"state-auditor-{name}" for name in PLAN["state_auditors"]}
    for chain in config.chains:
        genesis = decode_genesis(layout.genesis(chain).read_bytes())
        assert (genesis.chain, genesis.time, genesis.log) == (chain, TIME, PLAN["origin"])
        assert [party.party for party in genesis.parties] == [DEPOSITORY, SUPERVISOR]


def test_policies(tmp_path: Path) -> None:
    """Witnesses by quorum and every entry auditor cosign; all seal keys seal, all recovery keys recover."""
    ring = create(tmp_path / "network")
    config = read_config(Layout(tmp_path / "network"))
    policy = witness_policy(config, NoteSigner(ring.get(CUSTODY_KEY), config.origin))
    assert [witness.name for witness in policy.witnesses] == [*PLAN["witnesses"], "entries-delta"]
    assert [(group.threshold, len(group.members)) for group in policy.groups] == [(2, 3), (1, 1), (2, 2)]
    for made, key in ((seal_policy, "main-operator"), (recovery_policy, "main-recovery")):
        keys = made(config, MAIN, ring)
        assert keys is not None
        assert (keys.threshold, keys.keys) == (1, (ring.public(key),))
    auditors = auditor_policy(config)
    assert auditors is not None
    assert (auditors.threshold, len(auditors.keys)) == (2, 3)


def test_a_quorum_without_its_entry_auditor_is_none(tmp_path: Path) -> None:
    """All witnesses together do not replace the one that looks at the entries, nor the other way round."""
    ring = create(tmp_path / "network")
    config = read_config(Layout(tmp_path / "network"))
    policy = witness_policy(config, NoteSigner(ring.get(CUSTODY_KEY), config.origin))
    times = dict.fromkeys([*PLAN["witnesses"], "entries-delta"], 7)
    assert policy.quorum_time(times) == 7
    for missing in (["entries-delta"], ["alpha", "beta"]):
        assert policy.quorum_time({name: time for name, time in times.items() if name not in missing}) is None


def test_trust_file(tmp_path: Path) -> None:
    """A verifier reads it, role by role, each with keys of its own; and nothing is left beside it."""
    ring = create(tmp_path / "network")
    config = read_config(Layout(tmp_path / "network"))
    log = NoteSigner(ring.get(CUSTODY_KEY), config.origin)
    path = tmp_path / "trust.json"
    seals = SealHistory(MAIN, seal_policy(config, MAIN, ring), recovery_policy(config, MAIN, ring), RECOVERY_DELAY_MS)
    write_trust_file(path, config, log, {MAIN: "ab" * 32}, {MAIN: seals})
    trust = parse_trust(path.read_bytes())
    assert (trust.entry_auditors, trust.policy) == (ENTRY_AUDITOR_GROUP, witness_policy(config, log))
    chain = trust.chains[MAIN]
    assert (chain.genesis, chain.log) == (from_hex("ab" * 32), PLAN["origin"])
    assert (chain.seal, chain.recovery) == (seal_policy(config, MAIN, ring), recovery_policy(config, MAIN, ring))
    assert (chain.recovery_delay_ms, chain.auditors) == (RECOVERY_DELAY_MS, auditor_policy(config))
    assert [one.name for one in tmp_path.glob("trust*")] == ["trust.json"]


def test_without_auditors(tmp_path: Path) -> None:
    """A network may do without; then the trust file calls nothing audited."""
    ring = create(tmp_path / "network", entry_auditors=[], state_auditors=[])
    config = read_config(Layout(tmp_path / "network"))
    assert (config.auditor_quorum, auditor_policy(config)) == (0, None)
    path = tmp_path / "trust.json"
    log = NoteSigner(ring.get(CUSTODY_KEY), config.origin)
    seals = SealHistory(MAIN, seal_policy(config, MAIN, ring))
    write_trust_file(path, config, log, {MAIN: "ab" * 32}, {MAIN: seals})
    trust = parse_trust(path.read_bytes())
    assert trust.chains[MAIN].recovery is None
    assert (trust.entry_auditors, trust.chains[MAIN].auditors) == (None, None)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no chain": ({"chains": []}, "at least one chain"),
    "chain twice": ({"chains": ["main", "main"]}, "'main' is named twice"),
    "chain outside": ({"chains": ["../main"]}, "is no name"),
    "witness twice": ({"witnesses": ["a", "a"]}, "'a' is named twice"),
    "witness outside": ({"witnesses": ["a", "b/c"]}, "is no name"),
    "quorum too large": ({"quorum": 4}, "a quorum of 4 of 3 witnesses cannot be"),
    "no quorum": ({"quorum": 0}, "a quorum of 0 of 3 witnesses cannot be"),
    "entry auditor twice": ({"entry_auditors": ["a", "a"]}, "'a' is named twice"),
    "state auditor outside": ({"state_auditors": ["../a"]}, "is no name"),
    "a witness that is called like an entry auditor": ({"witnesses": ["alpha", "entries-delta"]}, "two would cosign"),
    "no origin": ({"origin": ""}, "cannot name a log"),
    "origin with a space": ({"origin": "a b"}, "cannot name a log"),
    "origin with a plus": ({"origin": "a+b"}, "cannot name a log"),
    "origin that paints the terminal": ({"origin": "a\x1b[31m"}, "cannot name a log"),
    "origin with letters that turn the reading round": ({"origin": "a\u202eb"}, "U\\+202E.*visible"),
    "origin too long": ({"origin": "o" * 201}, "name of 201 characters"),
    "a witness called like a group": ({"witnesses": ["quorum"], "quorum": 1}, "means something else"),
    "a witness called none": ({"witnesses": ["none"], "quorum": 1}, "means something else"),
    "two keys of one name": ({"chains": ["witness-a"], "witnesses": ["a-operator"], "quorum": 1}, "same key"),
    "a witness that is a chain's": ({"chains": ["witness-a"], "witnesses": ["a", "a-operator"]}, "same key"),
}


@pytest.mark.parametrize(("changes", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_plans(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    """A plan that cannot work is refused, and leaves nothing behind."""
    with pytest.raises(InputError, match=problem):
        create(tmp_path / "network", **changes)
    assert not (tmp_path / "network").exists()


def test_the_longest_origin(tmp_path: Path) -> None:
    """What the boundary lets pass, every format below carries."""
    create(tmp_path, origin="o" * 200)
    config = read_config(Layout(tmp_path))
    assert decode_genesis(Layout(tmp_path).genesis(MAIN).read_bytes()).log == config.origin == "o" * 200


def test_folder_that_is_not_empty(tmp_path: Path) -> None:
    """What is there stays alone."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
