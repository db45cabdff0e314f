# SPDX-License-Identifier: Apache-2.0
"""A chain in a directory: one process at a time, level with its log at every start, and locked no longer than open."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.errors import (
    CorruptionError,
    CounterfoilError,
    InputError,
    InvariantBroken,
    LockedError,
    StorageError,
)
from counterfoil.primitives.types import ChainId, Height, Timestamp
from counterfoil.storage.lock import DirectoryLock
from support.simulation_market import genesis_of, key_of

NAME = ChainId("test")
KEY = key_of(NAME, "operator")
LOCK = """
import sys
from pathlib import Path
from counterfoil.storage.lock import DirectoryLock
DirectoryLock(Path(sys.argv[1]))
"""


def clock() -> Timestamp:
    return Timestamp(1_700_000_000_000)


def open_chain(directory: Path, *keys: PrivateKey, chain: ChainId = NAME) -> ChainNode:
    return ChainNode.open(directory, chain, clock=clock, seal_keys=keys)


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
    open_chain(directory, KEY).close()
    return directory


def require_unlocked(directory: Path) -> None:
    DirectoryLock(directory).release()


def test_begins_at_genesis(directory: Path) -> None:
    """The first opening makes block 0; the second finds it."""
    with open_chain(directory, KEY) as node:
        assert node.height == node.reader.height == 0
        first = node.reader.sealed_header(Height(0))
    with open_chain(directory, KEY) as node:
        assert node.reader.sealed_header(Height(0)) == first


def test_no_genesis(tmp_path: Path) -> None:
    """A directory without a genesis document is refused, and nothing is made in it."""
    with pytest.raises(InputError, match=r"no genesis\.json"):
        open_chain(tmp_path, KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"{}", genesis_of("another")], ids=["empty", "no fields", "another chain"])
def test_genesis_that_no_chain_can_begin_with(directory: Path, data: bytes) -> None:
    """A bad genesis document is refused, and the lock is let go."""
    (directory / "genesis.json").write_bytes(data)
    with pytest.raises(InputError):
        open_chain(directory, KEY)
    require_unlocked(directory)


def test_second_opening_in_the_same_process(begun: Path) -> None:
    """Who opens a chain twice is refused, readers included."""
    with open_chain(begun, KEY):
        for keys in ((KEY,), ()):
            with pytest.raises(LockedError):
                open_chain(begun, *keys)
    require_unlocked(begun)


def test_second_process(begun: Path) -> None:
    """Another process is refused while this one has the chain, and not afterwards."""
    with open_chain(begun):
        refused = subprocess.run([sys.executable, "-c", LOCK, str(begun)], capture_output=True, text=True, check=False)
        assert "is in use by another process" in refused.stderr
    subprocess.run([sys.executable, "-c", LOCK, str(begun)], check=True)


def test_read_only(begun: Path) -> None:
    """Without keys there is no engine, and what is committed can be read."""
    with open_chain(begun) as node:
        assert node.engine is None
        assert node.height == 0


def test_read_only_before_anything_is_durable(directory: Path) -> None:
    """A chain that has no block yet cannot be read, and reading does not begin it."""
    with pytest.raises(CorruptionError, match="not even genesis"):
        open_chain(directory)
    require_unlocked(directory)


def test_torn_tail_is_reported(begun: Path) -> None:
    """What opening cut off is said."""
    path = begun / "blocks/000000000000.blocks"
    whole = path.read_bytes()
    path.write_bytes(whole + (1).to_bytes(8, "big"))
    with open_chain(begun) as node:
        assert node.repair is not None
        assert (node.repair.file, node.repair.offset, node.repair.height) == (path, len(whole), 1)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("offset", [0, 40, 100, -1])
def test_damaged_block_log(begun: Path, offset: int) -> None:
    """Damage names the file and the offset, and the lock is let go."""
    path = begun / "blocks/000000000000.blocks"
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptionError) as caught:
        open_chain(begun, KEY)
    assert caught.value.file == path
    assert 0 <= caught.value.offset < len(data)
    require_unlocked(begun)


def test_damaged_state(begun: Path) -> None:
    """A state store that cannot be opened is named; without it, the chain is computed again."""
    (begun / "state/CURRENT").write_bytes(b"MANIFEST-999999\n")
    with pytest.raises(StorageError, match="state"):
        open_chain(begun, KEY)
    require_unlocked(begun)
    shutil.rmtree(begun / "state")
    with open_chain(begun, KEY) as node:
        assert node.height == 0


def test_state_without_its_blocks(begun: Path) -> None:
    """A block log that lost what the state stands on is damage, and never begun anew."""
    shutil.rmtree(begun / "blocks")
    with pytest.raises(CorruptionError, match="block 0 is missing"):
        open_chain(begun, KEY)
    require_unlocked(begun)


def test_blocks_of_another_chain(begun: Path, tmp_path: Path) -> None:
    """A state that stands on other blocks is refused."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "genesis.json").write_bytes(genesis_of("other"))
    open_chain(other, KEY, chain=ChainId("other")).close()
    shutil.rmtree(begun / "blocks")
    shutil.copytree(other / "blocks", begun / "blocks")
    with pytest.raises(InvariantBroken, match="does not stand on the block log's block"):
        open_chain(begun, KEY)
    require_unlocked(begun)


def test_lock_is_released_when_closing_fails(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses the last flush keeps neither the lock nor the block log open."""
    node = open_chain(begun, KEY)

    def refuse() -> None:
        raise StorageError("no space left")

    monkeypatch.setattr(node.store, "flush", refuse)
    with pytest.raises(StorageError, match="no space left"):
        node.close()
    with open_chain(begun, KEY) as again:
        assert again.height == 0


def test_another_genesis_document(begun: Path) -> None:
    """A chain whose state is level replays nothing, and still notices that its genesis was changed; nothing is lost."""
    path = begun / "genesis.json"
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b'"name":"supervisor"', b'"name":"overseer"'))
    for keys in ((KEY,), ()):
        with pytest.raises(InputError, match=r"genesis\.json: block 0 was made from another document"):
            open_chain(begun, *keys)
    path.write_bytes(b"{")
    with pytest.raises(InputError, match=r"genesis\.json"):
        open_chain(begun, KEY)
    require_unlocked(begun)
    path.write_bytes(honest)
    with open_chain(begun, KEY) as node:
        assert node.height == 0


def test_every_error_is_ours(begun: Path) -> None:
    """Whatever single file of a chain is emptied, opening says so with an error of the tree, or goes on."""
    for path in sorted(path for path in begun.rglob("*") if path.is_file() and path.name.lower() != "lock"):
        copy = begun.with_name("copy")
        shutil.copytree(begun, copy)
        (copy / path.relative_to(begun)).write_bytes(b"")
        try:
            open_chain(copy, KEY).close()
        except CounterfoilError as error:
            assert str(error)
        require_unlocked(copy)
        shutil.rmtree(copy)
