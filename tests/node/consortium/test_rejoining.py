# SPDX-License-Identifier: Apache-2.0
"""A member sets wrong blocks aside: all of them are kept, a run that is cut off goes on, nothing is signed twice."""

import shutil
from pathlib import Path
from typing import Final

import msgspec
import pytest

from counterfoil.consensus.cometbft.engine_files import EngineHome
from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import seal_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.opening import REJOINING_FILE, SEALING, require_not_rejoining
from counterfoil.node.consortium.rejoining import read_note, rejoin
from counterfoil.node.consortium.sealing import CONFLICTS, SIGNED_FILE, signed_until
from counterfoil.node.consortium.setting_up import generate_local
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import CorruptionError, InputError, LockedError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.lock import LOCK_FILE, DirectoryLock
from support.members import FIRMS, plan
from support.network import CHAIN, no_passphrase

TIME: Final = Timestamp(1_790_000_000_000)
ENGINE_FILE: Final = "blockstore.db"


def other_header(sealed: list[StoredBlock]) -> bytes:
    """What the others signed in the place of its last block."""
    own = decode_header(sealed[-1].header)
    return msgspec.structs.replace(own, time=Timestamp(own.time + 1)).encode()


def make_outvoted(root: Path, sealed: list[StoredBlock], keys: list[PrivateKey]) -> None:
    """West's log, its book of seals and its engine's data, as they are when it stops."""
    folder, policy = Layout(root / "west").chain(CHAIN), validator_policy([key.public for key in keys])
    log = FileBlockLog.open(folder / "blocks")
    for block in sealed:
        log.append(StoredBlock(block.header, seal_header(block.header, keys[3]).encode(), block.transactions))
    book = SealBook.open(folder / SEALING, CHAIN, log, policy=lambda _: policy)
    for key in keys[:3]:
        assert book.outvoted() is None
        book.add(seal_header(other_header(sealed), key).encode())
    assert book.outvoted() == len(sealed) - 1
    book.close()
    log.close()
    EngineHome(Layout(root / "west").engine(CHAIN)).votes.with_name(ENGINE_FILE).write_bytes(b"engine")


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, sealed: list[StoredBlock]) -> Path:
    """Four members, of which west made another last block than the others signed; not to be changed."""
    root = tmp_path_factory.mktemp("trial") / "n"
    generate_local(root, 4, CHAIN, plan, no_passphrase, time=TIME)
    rings = [Keyring(Layout(root / name).keys, no_passphrase).get(f"{name}-1-seal") for name in FIRMS]
    make_outvoted(root, sealed, rings)
    return root / "west"


@pytest.fixture
def west(trial: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trial, tmp_path / "west"))


def files(folder: Path) -> dict[str, bytes]:
    """All but the lock, which says who held it last."""
    found = (one for one in folder.rglob("*") if one.is_file() and one.name != LOCK_FILE)
    return {str(one.relative_to(folder)): one.read_bytes() for one in found}


def test_what_was_wrong_is_kept_as_evidence(west: Path, sealed: list[StoredBlock]) -> None:
    """Blocks, the others' signatures, the engine's data: moved as they are. Keys, genesis and votes stay."""
    layout, home = Layout(west), EngineHome(Layout(west).engine(CHAIN))
    folder, before, votes = layout.chain(CHAIN), files(west), home.votes.read_bytes()
    found = rejoin(west, CHAIN)
    aside = folder / found.folder
    assert found.outvoted == found.last == len(sealed) - 1
    assert found.own_hash == to_hex(header_hash(sealed[-1].header))
    assert found.sealed_hash == to_hex(header_hash(other_header(sealed)))
    kept = FileBlockLog.open_to_read(aside / "blocks")
    assert [one.header for one in kept.blocks(Height(0))] == [one.header for one in sealed]
    assert list((aside / SEALING / CONFLICTS).iterdir())
    assert (aside / "engine-data" / ENGINE_FILE).read_bytes() == b"engine"
    assert home.votes.read_bytes() == votes
    assert layout.genesis(CHAIN).exists()
    left = {one.name for one in folder.iterdir()}
    assert left == {"genesis.json", home.root.name, LOCK_FILE, SIGNED_FILE, found.folder}
    after = {name: data for name, data in files(west).items() if not name.endswith((SIGNED_FILE, REJOINING_FILE))}
    assert sorted(before.values()) == sorted(after.values())
    assert read_note(aside / REJOINING_FILE) == found
    assert signed_until(folder) == found.last
    require_not_rejoining(folder)


def test_a_run_that_is_cut_off_goes_on(west: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After any of its moves: until it is done the node does not start, and once it is all is there as without that."""
    whole, moved = rejoin(Path(shutil.copytree(west, west.with_name("whole"))), CHAIN), 0
    expected = files(west.with_name("whole"))
    move = Path.rename

    def cut_off(path: Path, target: Path) -> Path:
        nonlocal moved
        moved += 1
        if moved == stop_at:
            raise KeyboardInterrupt
        return move(path, target)

    stopped = 0
    for stop_at in range(1, 20):
        member, moved = Path(shutil.copytree(west, west.with_name(f"cut-{stop_at}"))), 0
        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", cut_off)
            try:
                rejoin(member, CHAIN)
            except KeyboardInterrupt:
                stopped += 1
                with pytest.raises(InputError, match="rejoin goes on with it"):
                    require_not_rejoining(Layout(member).chain(CHAIN))
        if moved < stop_at:
            break
        assert rejoin(member, CHAIN) == whole
        assert files(member) == expected
    assert stopped > 3


def test_what_is_not_proved_is_not_set_aside_unasked(west: Path) -> None:
    """Without enough signatures over another header it is refused, and done when the operator says so."""
    folder = Layout(west).chain(CHAIN)
    next((folder / SEALING / CONFLICTS).iterdir()).unlink()
    before = files(west)
    with pytest.raises(InputError, match=r"nothing here shows.*--unproved"):
        rejoin(west, CHAIN)
    assert files(west) == before
    found = rejoin(west, CHAIN, unproved=True)
    assert (found.outvoted, found.own_hash, found.sealed_hash) == (None, None, None)
    with pytest.raises(InputError, match="there is no block to set aside"):
        rejoin(west, CHAIN)


def test_nobody_sets_aside_what_runs_or_is_no_members(west: Path, trial: Path) -> None:
    """A process that runs holds the folder; the custody tier's has no blocks of its own making."""
    with DirectoryLock(Layout(west).chain(CHAIN)), pytest.raises(LockedError):
        rejoin(west, CHAIN)
    with pytest.raises(InputError, match="is no member of main"):
        rejoin(trial.parent / "custody", CHAIN)


def test_a_promise_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    """It is not taken for none: the key would sign twice."""
    assert signed_until(tmp_path) == -1
    (tmp_path / SIGNED_FILE).write_text("seven\n")
    with pytest.raises(CorruptionError, match="it is no height"):
        signed_until(tmp_path)
