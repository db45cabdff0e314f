# SPDX-License-Identifier: Apache-2.0
"""A network whose ``network.json`` was changed: what is published agrees with what runs; auditors that cannot."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import Collector
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.published_log import read_policy
from counterfoil.node.submitting import submit
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import AccountId
from counterfoil.verify import Verdict, verify_package
from support.network import (
    CHAIN,
    SHARES,
    copy_network,
    make_network,
    make_trading_network,
    no_passphrase,
    open_network,
    trust_of,
)
from support.simulation_rogue import pay


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trading_network(tmp_path_factory.mktemp("described") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


def describe(root: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = Layout(root).config
    config = json.loads(path.read_bytes())
    change(config)
    path.write_text(json.dumps(config))


def without_entry_auditors(config: dict[str, Any]) -> None:
    config["entry_auditors"] = []


def without_state_auditors(config: dict[str, Any]) -> None:
    config |= {"state_auditors": [], "auditor_quorum": 0}


@pytest.mark.parametrize("change", [without_entry_auditors, without_state_auditors])
def test_what_is_published_follows_the_description(root: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Policy and trust file say who is asked now, a package is proved under them, and that they changed is said."""
    layout, before = Layout(root), trust_of(root)
    describe(root, change)
    with open_network(root) as network:
        network.publish()
        assert "written anew" in (network.trust_notice or "")
        trust = trust_of(root)
        assert trust != before
        assert read_policy(layout.custody) == trust.policy
        collector = Collector(network.chain(CHAIN).reader, network.published())
        package = encode_package(collector.control(AccountId("alice-1"), SHARES))
        assert verify_package(package, trust).verdict == Verdict.proved
        network.publish()
        assert network.trust_notice is None


def test_nothing_changes_before_a_publication(root: Path) -> None:
    """What was published under the old description is read under it until then."""
    describe(root, without_entry_auditors)
    policy, trust = read_policy(Layout(root).custody), trust_of(root)
    with open_network(root) as network:
        network.custody()
        assert network.published().policy == policy == trust.policy
    assert trust_of(root) == trust


def test_how_old_a_header_may_be_is_the_owners_to_say(root: Path) -> None:
    """It stays in the trust file when the description changes, and is no change by itself."""
    path = Layout(root).trust
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"max_age_s": 3600}))
    with open_network(root) as network:
        network.publish()
        assert network.trust_notice is None
    describe(root, without_entry_auditors)
    with open_network(root) as network:
        network.publish()
        assert "written anew" in (network.trust_notice or "")
    assert (trust_of(root).max_age_s, trust_of(root).entry_auditors) == (3600, None)


def test_a_damaged_trust_file_is_named(root: Path) -> None:
    """It may hold what only its owner knows, so it is not written over; what is published is published."""
    path = Layout(root).trust
    path.write_bytes(b"nonsense")
    with open_network(root) as network:
        network.publish()
        assert f"left as it is: {path} is corrupt" in (network.trust_notice or "")
    assert path.read_bytes() == b"nonsense"


# Two at once.


def test_one_that_ordered_and_one_that_publishes_do_not_wait_for_each_other(root: Path) -> None:
    """The one has the chain and needs the log, the other has the log and needs the chain: both publish."""
    with Network(root, no_passphrase, wait_s=30) as orders, Network(root, no_passphrase, wait_s=30) as publishes:
        submit(orders.chain(CHAIN), [b"nonsense"])
        publishes.custody()

        def publish_and_close() -> int:
            try:
                return publishes.publish().checkpoint.size
            finally:
                publishes.close()

        with ThreadPoolExecutor(1) as threads:
            size = threads.submit(publish_and_close)
            assert orders.publish().checkpoint.size > size.result()


# State auditors that cannot.


def test_an_auditor_that_is_ahead_of_its_chain_is_named(root: Path) -> None:
    """A publication died after the audit, then the blocks were lost: which folder, and what to do; it helps."""
    layout = Layout(root)
    folder = layout.auditor("auditor", CHAIN)
    shutil.copytree(layout.chain(CHAIN), root / "kept")
    pay(root, 1)
    with open_network(root) as network:
        network.anchor(CHAIN)
    shutil.rmtree(layout.chain(CHAIN))
    (root / "kept").rename(layout.chain(CHAIN))
    told = (
        rf"state auditor auditor: {folder}: it has executed main up to block 6, .* ends at block 5: .*remove {folder}"
    )
    with open_network(root) as network, pytest.raises(CustodyError, match=told):
        network.publish()
    shutil.rmtree(folder)
    with open_network(root) as network:
        network.publish()
        assert network.published().audited_height(CHAIN) == network.chain(CHAIN).height


def test_an_auditor_that_cannot_keeps_no_other_back(tmp_path: Path) -> None:
    """The others of the same chain are asked, and what they say is published; the one is named."""
    root = make_network(tmp_path / "network", state_auditors=("one", "two"))
    (Layout(root).keys / "state-auditor-one.key").unlink()
    with open_network(root) as network:
        with pytest.raises(CustodyError, match=r"state auditor one: .*state-auditor-one\.key"):
            network.publish()
        published = network.published()
        assert len(published.audit_indexes(CHAIN, published.rolled_height(CHAIN))) == 1
