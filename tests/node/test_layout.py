# SPDX-License-Identifier: Apache-2.0
"""``network.json``: what is written is read, and whatever is wrong with it is said with the file's name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.identity.note import CosignatureSigner
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.layout import FORMAT, Layout, NetworkConfig, read_config, require_chain, write_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId

VKEYS = [CosignatureSigner(PrivateKey(bytes([number]) * 32), "alpha").verifier.vkey for number in (1, 2)]
GOOD: dict[str, Any] = {
    "format": FORMAT,
    "origin": "custody.example/log",
    "custody_key": "custody-log",
    "quorum": 1,
    "chains": {"main": {"seal_keys": ["main-operator"]}},
    "witnesses": [{"name": "alpha", "vkey": VKEYS[0], "key": "witness-alpha"}],
    "entry_auditors": [{"name": "delta", "vkey": VKEYS[1], "url": "https://delta.example"}],
    "state_auditors": [{"name": "one", "public": {"scheme": "ed25519", "key": "ab" * 32}}],
    "auditor_quorum": 1,
}


def config_of(**changes: Any) -> NetworkConfig:
    return msgspec.convert(GOOD | changes, NetworkConfig)


def test_round_trip(tmp_path: Path) -> None:
    """What is written is read again, and nothing is left beside it."""
    write_config(Layout(tmp_path), config_of())
    assert read_config(Layout(tmp_path)) == config_of()
    assert [path.name for path in tmp_path.iterdir()] == ["network.json"]


def test_no_network(tmp_path: Path) -> None:
    """A folder without a network says how to make one."""
    with pytest.raises(InputError, match=r"network\.json is missing \(counterfoil init makes one"):
        read_config(Layout(tmp_path))


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """What cannot be read at all is an input error too."""
    (tmp_path / "network.json").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_config(Layout(tmp_path))


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[:-20],
    "not UTF-8": lambda data: data.replace(b"custody.example", b"custody\xff"),
    "not JSON": lambda _: b"network",
    "nested too deep": lambda _: b"[" * 100_000,
    "other type": lambda data: data.replace(b'"quorum": 1', b'"quorum": "1"'),
    "unknown field": lambda data: data.replace(b'"quorum"', b'"quota"'),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Damage names the file."""
    layout = Layout(tmp_path)
    write_config(layout, config_of())
    layout.config.write_bytes(damage(layout.config.read_bytes()))
    with pytest.raises(InputError, match=str(layout.config)):
        read_config(layout)


WITNESS = GOOD["witnesses"][0]
AUDITOR = GOOD["state_auditors"][0]
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "format": ({"format": "counterfoil-network/v9"}, "is not 'counterfoil-network/v2'"),
    "chain outside its folder": ({"chains": {"../x": {"seal_keys": ["k"]}}}, "is no name of a chain"),
    "chain that nobody seals": ({"chains": {"main": {"seal_keys": []}}}, "names no key to seal"),
    "witness outside its folder": ({"witnesses": [WITNESS | {"name": "../x"}]}, "is no name of a witness"),
    "no origin": ({"origin": ""}, "cannot name a log"),
    "origin too long": ({"origin": "o" * 201}, "1 to 200 visible characters"),
    "witness called like a group": ({"witnesses": [WITNESS | {"name": "quorum"}]}, "no name of a witness"),
    "witness twice": ({"witnesses": [WITNESS, WITNESS]}, "alpha is named twice"),
    "no chain": ({"chains": {}}, "describes no chain"),
    "no vkey": ({"witnesses": [WITNESS | {"vkey": "alpha+1+A"}]}, "the vkey of witness alpha"),
    "one vkey for two": (
        {"witnesses": [WITNESS, WITNESS | {"name": "beta"}], "entry_auditors": []},
        "has the vkey of another",
    ),
    "witness nowhere": ({"witnesses": [WITNESS | {"key": None}]}, "neither a key here nor a url"),
    "entry auditor that is a witness": ({"entry_auditors": [WITNESS]}, "alpha is named twice"),
    "state auditor outside its folder": (
        {"state_auditors": [AUDITOR | {"name": ".."}]},
        "is no name of a state auditor",
    ),
    "state auditor twice": ({"state_auditors": [AUDITOR, AUDITOR]}, "state auditor one is named twice"),
    "one key for two": ({"state_auditors": [AUDITOR, AUDITOR | {"name": "two"}]}, "one has the key of another"),
    "auditors' quorum too large": ({"auditor_quorum": 2}, "a quorum of 2 of 1 state auditors cannot be"),
    "no auditors' quorum": ({"auditor_quorum": 0}, "a quorum of 0 of 1 state auditors cannot be"),
    "a quorum of no auditors": ({"state_auditors": []}, "a quorum of 1 of 0 state auditors cannot be"),
    "quorum too large": ({"quorum": 2}, "a quorum of 2 of 1 witnesses cannot be"),
    "no quorum": ({"quorum": 0}, "a quorum of 0 of 1 witnesses cannot be"),
}


@pytest.mark.parametrize(("changes", "problem"), WRONG.values(), ids=WRONG.keys())
def test_wrong(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    """A description that no network can follow is refused before anything is opened."""
    write_config(Layout(tmp_path), config_of(**changes))
    with pytest.raises(InputError, match=problem):
        read_config(Layout(tmp_path))


def test_require_chain() -> None:
    """The only chain need not be named; among several the choice is shown."""
    several = config_of(chains={name: {"seal_keys": ["k"]} for name in ("b", "a")})
    assert require_chain(config_of(), None) == "main"
    assert require_chain(several, "b") == "b"
    for config, chain, known in ((several, None, "a, b"), (config_of(), "b", "main")):
        with pytest.raises(InputError, match=known):
            require_chain(config, chain)


def test_layout(tmp_path: Path) -> None:
    """Everything lies below the root."""
    layout = Layout(tmp_path)
    assert layout.genesis(ChainId("main")) == tmp_path / "chains/main/genesis.json"
    folders = (layout.custody, layout.keys, layout.evidence, layout.forgeries, layout.witness("w"))
    for path in (*folders, layout.trust, layout.auditor("one", ChainId("main"))):
        assert path.is_relative_to(tmp_path)
    assert len({layout.auditor(name, ChainId(chain)) for name in ("one", "two") for chain in ("a", "b")}) == 4
