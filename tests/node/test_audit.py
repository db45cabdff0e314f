# SPDX-License-Identifier: Apache-2.0
"""The audit names the first difference, whatever it is, and changes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.identity.signing import PrivateKey
from counterfoil.node.audit import AuditReport, audit_chain
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import CustodyError, InputError, LockedError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.rocks import RocksStateStore
from counterfoil.storage.state import KeySpace
from counterfoil.verify.trust import Trust
from support.network import (
    CHAIN,
    copy_network,
    make_trading_network,
    no_passphrase,
    open_network,
    trust_of,
)
from support.simulation_rogue import anchor_unasked, files_of, go_back, pay, rewrite_blocks, sealed_by

STRANGER = PrivateKey(b"s" * 32)


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published network, not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("audit") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


def audit(root: Path, chain: ChainId = CHAIN, custody: Path | None = None, trust: Trust | None = None) -> AuditReport:
    """Audit a network's chain with its custody log, and require that nothing was written."""
    layout = Layout(root)
    before = files_of(root)
    report = audit_chain(layout.chain(chain), chain, trust=trust or trust_of(root), custody=custody or layout.custody)
    assert files_of(root) == before
    return report


def difference(root: Path, **how: Any) -> str:
    found = audit(root, **how).first_difference
    assert found is not None
    return found


def edit_state(root: Path, space: KeySpace, edit: Callable[[dict[bytes, bytes], bytes], None]) -> bytes:
    """Write the state store anew, changed at some key in the middle of a key space; returns the key."""
    directory = Layout(root).chain(CHAIN) / "state"
    store = RocksStateStore.open_to_read(directory)
    height = store.height
    content = {each: dict(store.scan(each)) for each in KeySpace}
    store.close()
    key = list(content[space])[len(content[space]) // 2]
    edit(content[space], key)
    shutil.rmtree(directory)
    store = RocksStateStore.open(directory)
    for before in range(height):
        store.commit(Height(before), {})
    store.commit(height, content)
    store.close()
    return key


def change(content: dict[bytes, bytes], key: bytes) -> None:
    """Turn the last bit of a value."""
    content[key] = content[key][:-1] + bytes([content[key][-1] ^ 1])


def delete(content: dict[bytes, bytes], key: bytes) -> None:
    """Take a key out."""
    del content[key]


def add(content: dict[bytes, bytes], key: bytes) -> None:
    """Put another key beside it."""
    content[key + b"!"] = content[key]


def flip(path: Path, offset: int) -> None:
    """Turn one bit."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def block_file(root: Path) -> Path:
    [path] = (Layout(root).chain(CHAIN) / "blocks").iterdir()
    return path


def test_clean(root: Path) -> None:
    """An honest folder is clean, counted, and anchored to its last block."""
    report = audit(root)
    assert report.first_difference is None
    assert report.height == report.anchored_height == 4
    assert report.transactions == 2
    assert report.events > 10


@pytest.mark.parametrize("space", KeySpace, ids=lambda space: space.name)
def test_changed_value(root: Path, space: KeySpace) -> None:
    """A value changed in any space is found and named."""
    edit_state(root, space, change)
    assert f"{space.name} " in difference(root)
    assert "is not what the blocks give" in difference(root)


@pytest.mark.parametrize("space", KeySpace, ids=lambda space: space.name)
def test_deleted_key(root: Path, space: KeySpace) -> None:
    """A key deleted from any space is found and named."""
    edit_state(root, space, delete)
    assert f"the state store lacks {space.name}" in difference(root)


@pytest.mark.parametrize("space", KeySpace, ids=lambda space: space.name)
def test_added_key(root: Path, space: KeySpace) -> None:
    """A key added to any space is found and named."""
    edit_state(root, space, add)
    assert f"the state store holds {space.name}" in difference(root)
    assert "which no block wrote" in difference(root)


def test_the_key_is_named(root: Path) -> None:
    """Text keys are named as text."""
    key = edit_state(root, KeySpace.RECORDS, delete)
    assert repr(key.decode()) in difference(root)


@pytest.mark.parametrize("part", range(1, 10))
def test_flipped_bit_in_the_block_log(root: Path, part: int) -> None:
    """A bit turned anywhere in the block log is found; the file is named, with an offset."""
    path = block_file(root)
    flip(path, path.stat().st_size * part // 10)
    assert f"{path} is corrupt at byte " in difference(root)


def test_flipped_bit_in_the_first_bytes(root: Path) -> None:
    """The segment's own header is looked at too."""
    flip(block_file(root), 3)
    assert f"{block_file(root)} is corrupt at byte 0" in difference(root)


def test_damaged_state_files(root: Path) -> None:
    """A state store that cannot be read is a difference, said after the blocks were found sound."""
    for path in (Layout(root).chain(CHAIN) / "state").glob("*.sst"):
        flip(path, path.stat().st_size // 2)
    assert "the state store" in difference(root)


def test_unreadable_state_files(root: Path) -> None:
    """A state store without its manifest cannot be opened, which is said."""
    (Layout(root).chain(CHAIN) / "state/CURRENT").write_bytes(b"MANIFEST-999999\n")
    assert "cannot read the state store" in difference(root)


def test_no_state(root: Path) -> None:
    """The state may be removed at any time: nothing to compare, and the audit does not make one."""
    state = Layout(root).chain(CHAIN) / "state"
    shutil.rmtree(state)
    assert audit(root).first_difference is None
    assert not state.exists()


def test_torn_tail(root: Path) -> None:
    """What a crash left of a block that nobody was told about is neither a difference nor cut off."""
    path = block_file(root)
    path.write_bytes(path.read_bytes() + (5).to_bytes(8, "big") + b"\0\0")
    assert audit(root).first_difference is None


def test_torn_tail_of_a_durable_block(root: Path) -> None:
    """A tail that only looks torn, of a block that the state store has seen, is damage; and the block stays."""
    path = block_file(root)
    path.write_bytes(path.read_bytes()[:-10])
    assert "block 4 was durable, now it has" in difference(root)


def test_missing_blocks(root: Path) -> None:
    """Without state to tell, the custody log tells that blocks are missing."""
    shutil.rmtree(Layout(root).chain(CHAIN) / "state")
    path = block_file(root)
    path.write_bytes(path.read_bytes()[:-10])
    assert difference(root) == "the custody log anchors height 4; the block log ends at 3"


def test_no_block_at_all(root: Path) -> None:
    """An empty chain is a difference, and stays empty."""
    chain = Layout(root).chain(CHAIN)
    shutil.rmtree(chain / "blocks")
    shutil.rmtree(chain / "state")
    assert "there is no block" in difference(root)
    assert not (chain / "blocks").exists()


def test_forged_seal(root: Path) -> None:
    """A block sealed by somebody else is found by its height."""
    rewrite_blocks(root, lambda height, block: sealed_by(STRANGER, block) if height == 1 else block)
    assert difference(root) == "block 1: seal: the seal does not satisfy the chain's keys"


def test_seal_over_something_else(root: Path) -> None:
    """The right key over the right bytes, said to be something else than a header, is no seal."""
    operator = Keyring(Layout(root).keys, no_passphrase).get(f"{CHAIN}-operator")
    rewrite_blocks(root, lambda height, block: sealed_by(operator, block, "text/plain") if height == 2 else block)
    assert "block 2: seal: the seal is over 'text/plain'" in difference(root)


def test_seal_that_does_not_decode(root: Path) -> None:
    """Bytes that are no envelope are no seal."""
    rewrite_blocks(root, lambda height, block: replace(block, seal=b"{}"))
    assert difference(root).startswith("block 0: ")


def test_replaced_block(root: Path) -> None:
    """A block that lost a transaction does not give its header."""
    rewrite_blocks(root, lambda height, block: replace(block, transactions=()) if height == 2 else block)
    assert difference(root).startswith("block 2 gives another header when executed again")


def test_foreign_transaction(root: Path) -> None:
    """An envelope that no rule lets into a block is found."""

    def change(height: int, block: StoredBlock) -> StoredBlock:
        return replace(block, transactions=(b"{}",)) if height == 2 else block

    rewrite_blocks(root, change)
    assert difference(root).startswith("transaction 0 of block 2 is refused when executed again: malformed")


def test_other_genesis(root: Path) -> None:
    """Another genesis document gives another block 0."""
    genesis = Layout(root).genesis(CHAIN)
    genesis.write_bytes(genesis.read_bytes().replace(b'"Supervisor"', b'"Overseers!"'))
    assert difference(root).startswith("block 0 gives another header when executed again")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff"])
def test_damaged_genesis(root: Path, data: bytes) -> None:
    """A genesis document that does not decode is a difference, and named."""
    Layout(root).genesis(CHAIN).write_bytes(data)
    assert f"{Layout(root).genesis(CHAIN)} cannot be read" in difference(root)


def test_missing_genesis(root: Path) -> None:
    """A missing genesis document is a difference, not a traceback."""
    Layout(root).genesis(CHAIN).unlink()
    assert "genesis.json" in difference(root)


def test_no_custody_log(root: Path, tmp_path: Path) -> None:
    """A folder that is no custody log is a difference."""
    found = audit(root, custody=tmp_path).first_difference
    assert found is not None
    assert "nothing is published" in found


@pytest.mark.parametrize("file", ["signed", "log/checkpoint", "log/tile/0/000.p/*", "log/tile/entries/000.p/*"])
def test_damaged_custody_log(root: Path, file: str) -> None:
    """Damage to the custody log is found, and the file named."""
    path = max(Layout(root).custody.glob(file))
    flip(path, path.stat().st_size // 2)
    assert f"custody log: {path.parent}" in difference(root)


def test_halted_chain(root: Path) -> None:
    """A chain that was caught sealing two headers at one height is not clean, whatever its blocks say."""
    go_back(root, blocks_again=1)
    with open_network(root) as network, pytest.raises(CustodyError):
        anchor_unasked(network)
    assert difference(root) == f"the custody log halted chain {CHAIN}: it sealed two headers at height 5"


def test_state_behind_the_log(root: Path) -> None:
    """A state store that a crash left behind is not compared: the next start brings it level."""
    chain = Layout(root).chain(CHAIN)
    shutil.copytree(chain / "state", root / "kept")
    pay(root, 5, publish=True)
    shutil.rmtree(chain / "state")
    (root / "kept").rename(chain / "state")
    assert audit(root).first_difference is None


def test_in_use(root: Path) -> None:
    """A chain at work cannot be audited."""
    with open_network(root) as network:
        network.chain(CHAIN)
        with pytest.raises(LockedError):
            audit_chain(Layout(root).chain(CHAIN), CHAIN, trust=trust_of(root))


def test_no_directory(root: Path, tmp_path: Path) -> None:
    """A directory that is not there is not made."""
    with pytest.raises(InputError, match="no such directory"):
        audit_chain(tmp_path / "nowhere", CHAIN, trust=trust_of(root))
    assert not (tmp_path / "nowhere").exists()
