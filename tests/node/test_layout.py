# SPDX-License-Identifier: Apache-2.0
"""``network.json``: what is written is read, and whatever is wrong with it is said with the file's name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from counterfoil.identity.note import CosignatureSigner, NoteSigner
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


KEYS: Final = [PrivateKey(bytes([number]) * 32).public for number in range(11, 15)]
MEMBER: dict[str, Any] = {
    "validator": "north-1",
    "party": "north",
    "seal_key": "seal-north-1",
    "validators": [
        {
            "validator": f"{party}-1",
            "party": party,
            "consensus_key": f"{number:02x}" * 32,
            "seal_key": {"scheme": key.scheme, "key": key.key},
        }
        for number, (party, key) in enumerate(zip(("north", "south", "east", "west"), KEYS, strict=True))
    ],
    "peers": [
        {
            "validator": f"{party}-1",
            "node_id": f"{number:02x}" * 20,
            "engine": f"{party}.example:26656",
            "seals": f"{party}.example:26659",
            "service": f"https://{party}.example:8403",
        }
        for number, party in enumerate(("south", "east", "west"))
    ],
}
FOLLOWER: dict[str, Any] = {
    "sources": [{"name": "north", "url": "https://north.example:8403", "ca": "tls/north.pem"}],
    "key": "supervisor",
    "seal": {"keys": [{"scheme": key.scheme, "key": key.key} for key in KEYS], "threshold": 3},
}
LOG_KEY: Final = NoteSigner(PrivateKey(b"\5" * 32), "custody.example/log").verifier.vkey
ELSEWHERE: dict[str, Any] = {"url": "https://custody.example", "vkey": LOG_KEY}
OF_A_MEMBER: dict[str, Any] = {
    "custody": ELSEWHERE,
    "chains": {"main": {"member": MEMBER}},
    "quorum": 0,
    "witnesses": [],
    "entry_auditors": [],
    "state_auditors": [],
    "auditor_quorum": 0,
}


def member_config(member: dict[str, Any] = MEMBER, **changes: Any) -> NetworkConfig:
    given = {name: value for name, value in GOOD.items() if name != "custody_key"} | OF_A_MEMBER
    return msgspec.convert(given | {"chains": {"main": {"member": member}}} | changes, NetworkConfig)


def test_a_folder_of_before_is_as_it_was(tmp_path: Path) -> None:
    """A chain that its folder orders alone is read, and written to the byte, as before there were members."""
    layout, before = Layout(tmp_path), msgspec.json.encode(GOOD)
    layout.config.write_bytes(before)
    config = read_config(layout)
    assert config == config_of()
    write_config(layout, config)
    written = msgspec.json.decode(layout.config.read_bytes())
    assert written.keys() == {*GOOD, "state_auditors", "auditor_quorum"}
    assert written["chains"] == {"main": {"seal_keys": ["main-operator"], "recovery_keys": [], "recovery_delay_ms": 0}}


def test_a_member_and_a_follower_are_described(tmp_path: Path) -> None:
    """Each way to be in a consortium is written and read again."""
    layout = Layout(tmp_path)
    for config in (member_config(), config_of(chains={"main": {"follower": FOLLOWER}})):
        write_config(layout, config)
        assert read_config(layout) == config
    assert member_config().custody_is_elsewhere
    assert not config_of().custody_is_elsewhere


def with_validators(**changes: Any) -> dict[str, Any]:
    first, *rest = MEMBER["validators"]
    return {"member": MEMBER | {"validators": [first | changes, *rest]}}


def with_peer(**changes: Any) -> dict[str, Any]:
    first, *rest = MEMBER["peers"]
    return {"member": MEMBER | {"peers": [first | changes, *rest]}}


WRONG_MEMBER: dict[str, tuple[dict[str, Any], str]] = {
    "another firm's": ({"member": MEMBER | {"party": "south"}}, "north-1 is of north, not of south"),
    "one validator twice": (with_validators(validator="south-1"), "validator south-1 stands twice"),
    "one consensus key for two": (with_validators(consensus_key="01" * 32), "consensus key 0101"),
    "one seal key for two": (with_validators(seal_key=MEMBER["validators"][1]["seal_key"]), "seal key .* twice"),
    "a name that is none": (with_peer(validator="../x"), "is no name of a validator"),
    "a scheme of nobody": (with_validators(seal_key={"scheme": "rsa", "key": "ab"}), "verifies signatures of 'rsa'"),
    "its own peer": (with_peer(validator="north-1"), "its own peer"),
    "one peer twice": (with_peer(validator="east-1"), "peer east-1 stands twice"),
    "one node id for two": (with_peer(node_id="01" * 20), "node id 0101"),
    "no key to seal": ({"member": MEMBER | {"seal_key": ""}}, "names no key to seal"),
    "no port": (with_peer(engine="south.example"), "'south.example' is not HOST:PORT"),
    "port too large": ({"member": MEMBER | {"seals_listen": "0.0.0.0:65536"}}, "seals_listen: .* is not HOST:PORT"),
    "two at one port": ({"member": MEMBER | {"seals_listen": "0.0.0.0:26656"}}, "two would listen"),
    "no address of a service": (with_peer(service="south.example"), "is no address of a service"),
    "a member and a follower": ({"member": MEMBER, "follower": FOLLOWER}, "a member or a follower"),
    "a member that seals alone": ({"member": MEMBER, "seal_keys": ["k"]}, "its validators seal its headers"),
    "nobody orders it": ({}, "names no key to seal"),
    "no source": ({"follower": FOLLOWER | {"sources": []}}, "no member is named"),
    "one source twice": ({"follower": FOLLOWER | {"sources": FOLLOWER["sources"] * 2}}, "source north stands twice"),
    "a source with a password": (
        {"follower": FOLLOWER | {"sources": [{"name": "n", "url": "https://a:b@north.example"}]}},
        "holds a name or a password",
    ),
    "no place for signatures": (
        {"follower": FOLLOWER | {"sources": [{"name": "n", "url": "https://n.example", "seals": "n.example"}]}},
        "'n.example' is not HOST:PORT",
    ),
    "certificates elsewhere": (
        {"follower": FOLLOWER | {"sources": [{"name": "n", "url": "https://n.example", "ca": "../x.pem"}]}},
        "is not below this folder",
    ),
    "nobody asks": ({"follower": FOLLOWER | {"key": ""}}, "no key is named"),
    "a seal of nobody": (
        {"follower": FOLLOWER | {"seal": {"keys": FOLLOWER["seal"]["keys"], "threshold": 5}}},
        "5 of 4 keys cannot seal",
    ),
}


@pytest.mark.parametrize(("chain", "problem"), WRONG_MEMBER.values(), ids=WRONG_MEMBER.keys())
def test_a_wrong_member_or_follower(tmp_path: Path, chain: dict[str, Any], problem: str) -> None:
    """What no consortium can be is said, with the chain's name."""
    write_config(Layout(tmp_path), config_of(chains={"main": chain}))
    with pytest.raises(InputError, match=f"chain main.*{problem}"):
        read_config(Layout(tmp_path))


WRONG_CUSTODY: dict[str, tuple[dict[str, Any], str]] = {
    "a log here and elsewhere": ({"custody_key": "custody-log"}, "either custody_key .* or custody"),
    "no log at all": ({"custody": msgspec.UNSET}, "either custody_key .* or custody"),
    "a chain ordered alone": ({"chains": {"main": {"seal_keys": ["k"]}}}, "needs a custody log here"),
    "no vkey": ({"custody": ELSEWHERE | {"vkey": "x+y"}}, "the vkey of the custody log"),
    "another log": ({"origin": "other.example/log"}, "is of 'custody.example/log', not of 'other.example/log'"),
    "no address": ({"custody": ELSEWHERE | {"url": "custody.example"}}, "is no address of a service"),
    "auditors": (
        {"state_auditors": GOOD["state_auditors"], "auditor_quorum": 1},
        "auditors are described where the log is",
    ),
    "a quorum": ({"witnesses": GOOD["witnesses"], "quorum": 1}, "a quorum of witnesses is described where"),
}


@pytest.mark.parametrize(("changes", "problem"), WRONG_CUSTODY.values(), ids=WRONG_CUSTODY.keys())
def test_a_wrong_place_of_the_log(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    """Where the log is, is said once, and fits what else is said."""
    given = {name: value for name, value in changes.items() if value is not msgspec.UNSET}
    config = member_config(**given)
    if len(given) < len(changes):
        config = msgspec.structs.replace(config, custody=msgspec.UNSET)
    write_config(Layout(tmp_path), config)
    with pytest.raises(InputError, match=problem):
        read_config(Layout(tmp_path))
