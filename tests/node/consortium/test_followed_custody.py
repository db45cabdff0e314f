# SPDX-License-Identifier: Apache-2.0
"""A custody tier's folder that follows: anchored, audited and proved offline, as a chain that is ordered there."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counterfoil.evidence.header import decode_header
from counterfoil.evidence.package import encode_package
from counterfoil.node.chain import ChainNode
from counterfoil.node.collect import Collector
from counterfoil.node.consortium.taking import EQUIVOCATION_FILE, Equivocation
from counterfoil.node.drawing import draw_report
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import AccountId, Height, HexHash
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.verify import verify_package
from support.followed import make_custody, resealed, validator_keys
from support.network import CHAIN, SHARES, copy_network, no_passphrase, open_network, trust_of
from support.node_service import Served, paid, served


@pytest.fixture
def service(member: Path, tmp_path: Path) -> Iterator[Served]:
    with served(copy_network(member, tmp_path / "member"), rows=False) as running:
        yield running


@pytest.fixture
def root(service: Served, tmp_path: Path) -> Path:
    """A folder that follows, of which nothing is taken yet; of its two members one is away."""
    return make_custody(tmp_path / "custody", service.root, ["http://127.0.0.1:9", service.url])


def require_proved(network: Network, root: Path, transfer: HexHash) -> None:
    """To a stranger who has the package and the trust file, and nothing else."""
    trust = trust_of(root)
    reader = network.chain(CHAIN, writable=False).reader
    collector = Collector(reader, network.published(), render=lambda package: draw_report(package, trust))
    for package in (collector.transfer(transfer), collector.control(AccountId("bob-1"), SHARES)):
        report = verify_package(encode_package(package), trust)
        assert report.proved, report.to_text()


def test_it_is_anchored_audited_and_proved(service: Served, root: Path) -> None:
    """A transfer that a member ordered is proved out of the custody tier's folder; every block has the whole seal."""
    with open_network(root) as network:
        network.publish()
    [answer] = service.hand_in("alice", paid(service.node, service.key("alice"), 7)).json()["transactions"]
    with open_network(root) as network:
        height = service.node.height
        opened = network.publish()
        assert opened.cosigned
        assert network.chain(CHAIN).height == height + 1, "publishing asks a member for a block"
        assert network.custody().height(CHAIN) == height + 1
        require_proved(network, root, answer["transaction"])
        blocks = network.chain(CHAIN).block_log
        assert [blocks.read(Height(one)) for one in range(height)] == [
            service.node.block_log.read(Height(one)) for one in range(height)
        ]
    done = subprocess.run([sys.executable, "-m", "counterfoil", "audit", str(root)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_members_what_is_here_is_anchored_and_it_is_said(service: Served, root: Path) -> None:
    """The members being away, what was followed before is published, and that nothing newer came is an error."""
    with open_network(root) as network:
        network.publish()
        taken = network.chain(CHAIN).height
        network.chain(CHAIN).close()
    config = msgspec.json.decode(Layout(root).config.read_bytes())
    config["chains"][CHAIN]["follower"]["sources"][1]["url"] = "http://127.0.0.1:9"
    Layout(root).config.write_bytes(msgspec.json.encode(config))
    with open_network(root) as network:
        with pytest.raises(CustodyError, match=r"no newer block came: .*no member made a block"):
            network.publish()
        assert network.custody().height(CHAIN) == taken
    assert service.node.height == taken


def test_an_equivocation_is_in_the_log(service: Served, root: Path) -> None:
    """Two sealed headers of one height halt the chain for everybody who reads the log."""
    with open_network(root) as network:
        network.publish()
    folder = Layout(root).chain(CHAIN)
    log = FileBlockLog.open_to_read(folder / "blocks")
    block = log.read(Height(2))
    other = msgspec.structs.replace(decode_header(block.header), state=to_hex(b"\7" * 32)).encode()
    forged = resealed(block, other, *validator_keys(service.root)[1:])
    found = Equivocation(Height(2), (block.seal.decode(), forged.seal.decode()), "source-1")
    (folder / EQUIVOCATION_FILE).write_bytes(canonical.encode(found))
    with open_network(root) as network:
        with pytest.raises(CustodyError, match="sealed two headers at one height and is halted"):
            network.publish()
        assert network.custody().is_halted(CHAIN)


def test_a_member_asks_for_blocks_only_if_it_may(service: Served, root: Path) -> None:
    """Whom the members do not let have blocks is told what they answered."""
    (Layout(root).keys / "watch.key").write_bytes((Layout(service.root).keys / "alice.key").read_bytes())
    with Network(root, no_passphrase) as network, pytest.raises(Exception, match="whole blocks are for supervisors"):
        network.chain(CHAIN)


@pytest.mark.parametrize("height", [0, 3])
def test_killed_at_any_block_it_goes_on(member: Path, tmp_path: Path, height: int) -> None:
    """What was taken before a `kill -9` is there, once, and the rest comes after it."""
    folder = tmp_path / "chain"
    folder.mkdir()
    (folder / "genesis.json").write_bytes(Layout(member).genesis(CHAIN).read_bytes())
    command = [sys.executable, "-m", "support.following_victim", str(folder), str(member)]

    def followed_to(wanted: int) -> None:
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if int(line) >= wanted:
                    break
            process.kill()

    followed_to(height)
    assert FileBlockLog.open_to_read(folder / "blocks").height >= height
    last = FileBlockLog.open_to_read(Layout(member).chain(CHAIN) / "blocks").height
    followed_to(last)
    with (
        ChainNode.open_to_read(folder, CHAIN) as node,
        ChainNode.open_to_read(Layout(member).chain(CHAIN), CHAIN) as own,
    ):
        assert node.height == last
        assert [node.block_log.read(Height(one)) for one in range(last + 1)] == [
            own.block_log.read(Height(one)) for one in range(last + 1)
        ]
