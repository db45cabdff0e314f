# SPDX-License-Identifier: Apache-2.0
"""An audit believes the trust file, and nothing that an audited folder says of itself."""

import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.node.audit import audit_chain
from counterfoil.node.initialise import NetworkPlan, create_network, seal_policy
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, read_config, write_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Height, Timestamp
from counterfoil.verify.trust import Trust, TrustedChain
from support.network import (
    CHAIN,
    ORIGIN,
    WITNESS,
    copy_network,
    make_trading_network,
    no_passphrase,
    open_network,
    trust_of,
)

STRANGER = PrivateKey(b"s" * 32)


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published network, not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("audit") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


def difference(root: Path, trust: Trust, *, custody: Path | None = None) -> str | None:
    """What an audit of a folder's chain, with the folder's custody log or another, objects to."""
    layout = Layout(root)
    return audit_chain(layout.chain(CHAIN), CHAIN, trust=trust, custody=custody or layout.custody).first_difference


def changed(trust: Trust, **changes: Any) -> Trust:
    """Another trust in the same chain."""
    return replace(trust, chains={CHAIN: replace(trust.chains[CHAIN], **changes)})


def invent(root: Path, real: Path, *, genesis: bool) -> Path:
    """A network of somebody's own making, sealed with the real operator's key; from the real genesis, or another."""
    layout, now = Layout(root), Timestamp(time.time_ns() // 1_000_000)
    plan = NetworkPlan(origin=ORIGIN, chains=[CHAIN], witnesses=[WITNESS], quorum=1)
    create_network(root, plan, Keyring(layout.keys, no_passphrase), time=now)
    for name in (f"{CHAIN}-operator", f"{CHAIN}-recovery"):
        shutil.copy2(Layout(real).keys / f"{name}.key", layout.keys / f"{name}.key")
    if genesis:
        shutil.copy2(Layout(real).genesis(CHAIN), layout.genesis(CHAIN))
    with open_network(root) as network:
        network.publish()
    return root


@pytest.mark.parametrize(
    ("genesis", "problem"),
    [(False, f"block 0 is not the genesis of {CHAIN} that the trust file names"), (True, "not signed by a known key")],
    ids=["another genesis", "the real genesis"],
)
def test_an_invented_network_under_the_real_seal_key(
    root: Path, tmp_path: Path, problem: str, *, genesis: bool
) -> None:
    """It is sound within itself, and only its own trust file says that it is clean."""
    invented = invent(tmp_path / "invented", root, genesis=genesis)
    assert difference(invented, trust_of(invented)) is None
    found = difference(invented, trust_of(root))
    assert found is not None
    assert problem in found


def test_another_history_beside_the_real_log(root: Path, tmp_path: Path) -> None:
    """Blocks of somebody's own, from the real genesis and under the real seal key, are not those that are anchored."""
    invented = invent(tmp_path / "invented", root, genesis=True)
    with open_network(invented) as network:
        for _ in range(6):
            network.publish()
    found = difference(invented, trust_of(root), custody=Layout(root).custody)
    assert found == "block 1: the custody log anchors another header"


def test_the_policy_beside_the_log_is_not_believed(root: Path, tmp_path: Path) -> None:
    """The witnesses are the trust file's, whatever stands in the audited folder."""
    other = invent(tmp_path / "other", root, genesis=False)
    (Layout(root).custody / "policy").write_bytes((Layout(other).custody / "policy").read_bytes())
    assert difference(root, trust_of(root)) is None
    found = difference(root, replace(trust_of(root), policy=trust_of(other).policy))
    assert found is not None
    assert "not signed by a known key" in found


UNTRUE: dict[str, tuple[dict[str, Any], str]] = {
    "genesis": ({"genesis": b"?" * 32}, f"block 0 is not the genesis of {CHAIN} that the trust file names"),
    "log": ({"log": "elsewhere.example/log"}, f"the custody log is {ORIGIN}, not elsewhere.example/log"),
    "seal": ({"seal": single_key_policy(STRANGER)}, "the custody log registers other seal or recovery keys"),
    "recovery": ({"recovery": single_key_policy(STRANGER)}, "the custody log registers other seal or recovery keys"),
    "no recovery": ({"recovery": None}, "the custody log registers other seal or recovery keys"),
}


@pytest.mark.parametrize(("changes", "problem"), UNTRUE.values(), ids=UNTRUE.keys())
def test_whatever_the_trust_file_names_must_be_so(root: Path, changes: dict[str, Any], problem: str) -> None:
    """Genesis, log, and who may seal and recover."""
    found = difference(root, changed(trust_of(root), **changes))
    assert found is not None
    assert problem in found


def test_without_a_custody_log_the_trust_file_names_the_seal(root: Path) -> None:
    """Nothing is anchored then, and the blocks must be sealed as the trust file says."""
    directory, trust = Layout(root).chain(CHAIN), trust_of(root)
    report = audit_chain(directory, CHAIN, trust=trust)
    assert (report.first_difference, report.anchored_height) == (None, None)
    report = audit_chain(directory, CHAIN, trust=changed(trust, seal=single_key_policy(STRANGER)))
    assert report.first_difference == "block 0: seal: the seal does not satisfy the chain's keys"


def test_a_trust_file_that_does_not_know_the_chain(root: Path) -> None:
    """Nobody said whom to believe about it: that is no difference, but nothing to begin with."""
    trust = replace(trust_of(root), chains={})
    with pytest.raises(InputError, match=f"does not know chain '{CHAIN}'"):
        audit_chain(Layout(root).chain(CHAIN), CHAIN, trust=trust)


def test_a_chain_that_the_log_does_not_know(root: Path, tmp_path: Path) -> None:
    """A chain beside the log that was never registered there is not clean."""
    unlisted, layout = ChainId("unlisted"), Layout(root)
    config = read_config(layout)
    layout.chain(unlisted).mkdir()
    genesis = layout.genesis(CHAIN).read_bytes().replace(b'"chain":"main"', b'"chain":"unlisted"')
    layout.genesis(unlisted).write_bytes(genesis)
    write_config(layout, msgspec.structs.replace(config, chains={unlisted: config.chains[CHAIN]}))
    with open_network(root) as network:
        begun = network.chain(unlisted).reader.sealed_header(Height(0)).hash
        seal = seal_policy(config, CHAIN, network.keyring)
    trust = replace(trust_of(root), chains={unlisted: TrustedChain(begun, ORIGIN, seal)})
    report = audit_chain(layout.chain(unlisted), unlisted, trust=trust, custody=layout.custody)
    assert report.first_difference == "the custody log does not know chain unlisted"


def test_a_chain_whose_genesis_names_another_log(root: Path, tmp_path: Path) -> None:
    """An anchor says nothing in a log that the chain's own genesis does not name."""
    other = tmp_path / "other"
    layout, now = Layout(other), Timestamp(time.time_ns() // 1_000_000)
    plan = NetworkPlan(origin=ORIGIN, chains=[CHAIN], witnesses=[WITNESS], quorum=1, state_auditors=())
    create_network(other, plan, Keyring(layout.keys, no_passphrase), time=now)
    genesis = layout.genesis(CHAIN).read_bytes().replace(ORIGIN.encode(), b"elsewhere.example/log")
    layout.genesis(CHAIN).write_bytes(genesis)
    with open_network(other) as network:
        network.publish()
    assert difference(other, trust_of(other)) == f"the genesis of {CHAIN} names another log than {ORIGIN}"
