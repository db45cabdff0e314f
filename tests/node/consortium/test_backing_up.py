# SPDX-License-Identifier: Apache-2.0
"""A chain's blocks as files, and back: with the header that is believed, from the genesis that is here."""

import shutil
from pathlib import Path

import pytest

from counterfoil.evidence.header import header_hash
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.backing_up import unpack
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Hash, Height
from support.members import typed
from support.network import CHAIN, make_trading_network, open_network


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trading_network(tmp_path_factory.mktemp("network") / "n")


@pytest.fixture
def backup(network: Path, tmp_path: Path) -> tuple[Path, str]:
    """Taken while a process makes blocks there."""
    with open_network(network) as opened:
        opened.chain(CHAIN)
        told = typed("network", "backup", tmp_path / "b", "--network", network, "--json")
    return tmp_path / "b", told["header"]


def test_what_was_backed_up_is_there_again(network: Path, backup: tuple[Path, str], tmp_path: Path) -> None:
    """Every block, executed here to the same state; it can be read, and there is a genesis beside it."""
    folder, header = backup
    made = typed("network", "unpack", folder, tmp_path / "out", "--header", header, "--network", network, "--json")
    back = ChainNode.open_to_read(Layout(tmp_path / "out").chain(CHAIN), CHAIN)
    here = ChainNode.open_to_read(Layout(network).chain(CHAIN), CHAIN)
    assert made["height"] == back.height == here.height
    for height in map(Height, range(here.height + 1)):
        own, other = here.block_log.read(height), back.block_log.read(height)
        assert (own.header, own.transactions) == (other.header, other.transactions)
    assert header_hash(back.block_log.read(back.height).header).hex() == header
    for node in (back, here):
        node.close()


def test_what_is_not_the_chain_is_refused(network: Path, backup: tuple[Path, str], tmp_path: Path) -> None:
    """Another header, a chunk that was changed, another genesis: it says so, and nothing is there."""
    folder, header = backup
    believed, out = Hash(bytes.fromhex(header)), tmp_path / "out"
    with pytest.raises(InputError, match="it does not end with the header that is believed"):
        unpack(folder, Layout(network), CHAIN, out, header=Hash(bytes(32)))
    other = Layout(shutil.copytree(network, tmp_path / "other"))
    document = other.genesis(CHAIN)
    document.write_bytes(document.read_bytes().replace(b"Depository", b"Repository"))
    with pytest.raises(InputError, match="it was changed, or is of other blocks"):
        unpack(folder, other, CHAIN, out, header=believed)
    chunk = folder / "000000.chunk"
    chunk.write_bytes(chunk.read_bytes()[:-1])
    with pytest.raises(InputError, match="it was changed, or is of other blocks"):
        unpack(folder, Layout(network), CHAIN, out, header=believed)
    assert not out.exists()
