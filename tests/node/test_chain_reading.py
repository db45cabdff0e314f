# SPDX-License-Identifier: Apache-2.0
"""A chain opened to be read: no lock, nothing changed on the disk, level with the block log whoever writes it."""

import shutil
from pathlib import Path

import pytest

from counterfoil.node.chain import ChainNode
from counterfoil.primitives.errors import CorruptionError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, Timestamp
from support.simulation_genesis import START_MS, genesis_of, key_of

NAME = ChainId("test")
KEY = key_of(NAME, "operator")


def open_to_write(directory: Path) -> ChainNode:
    return ChainNode.open(directory, NAME, clock=lambda: Timestamp(START_MS), seal_keys=[KEY])


def open_to_read(directory: Path) -> ChainNode:
    return ChainNode.open_to_read(directory, NAME)


def tick(node: ChainNode) -> Height:
    assert node.engine is not None
    return node.engine.tick().result(30)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A chain's directory with its genesis document and nothing else."""
    made = tmp_path / "chain"
    made.mkdir()
    (made / "genesis.json").write_bytes(genesis_of(NAME))
    return made


@pytest.fixture
def begun(directory: Path) -> Path:
    """A chain that has its genesis block."""
    open_to_write(directory).close()
    return directory


def test_six_readers_at_once_while_blocks_are_made(begun: Path) -> None:
    """Readers need no lock: each sees the chain as it was when it was opened, also what is not in the store's files."""
    with open_to_write(begun) as writer:
        tick(writer)
        opened = [open_to_read(begun) for _ in range(6)]
        try:
            tick(writer)
            assert [reader.height for reader in opened] == [1] * 6
            assert {reader.ledger.last_hash for reader in opened} == {
                to_hex(writer.reader.sealed_header(Height(1)).hash)
            }
        finally:
            for reader in opened:
                reader.close()
        with open_to_read(begun) as reader:
            assert reader.height == writer.height == 2


def test_a_reader_changes_nothing_on_the_disk(begun: Path) -> None:
    """No repair of a torn tail, no flush, no file made or touched."""
    last = max((begun / "blocks").iterdir())
    with last.open("ab") as file:
        file.write((1).to_bytes(8, "big"))
    before = {path: path.read_bytes() for path in sorted(begun.rglob("*")) if path.is_file()}
    with open_to_read(begun) as reader:
        assert reader.repair is None
        assert reader.height == 0
    assert {path: path.read_bytes() for path in sorted(begun.rglob("*")) if path.is_file()} == before


def test_a_chain_without_a_state_store_can_be_read(begun: Path) -> None:
    """Everything is computed again from the block log, and the store is not made."""
    shutil.rmtree(begun / "state")
    with open_to_read(begun) as reader:
        assert reader.height == 0
    assert not (begun / "state").exists()


def test_read_only(begun: Path) -> None:
    """Without keys there is no engine, and what is committed can be read."""
    with open_to_read(begun) as node:
        assert node.engine is node.lock is None
        assert node.height == 0


def test_read_only_before_anything_is_durable(directory: Path) -> None:
    """A chain that has no block yet cannot be read, and reading does not begin it."""
    with pytest.raises(CorruptionError, match="not even genesis"):
        open_to_read(directory)
    assert not (directory / "lock").exists()
