# SPDX-License-Identifier: Apache-2.0
"""The tile log: what lies on disk, proofs from it, publication, quorum and locks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from counterfoil.custody.log import TileLog
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.witness_client import LocalWitness, ProofFor, WitnessClient, WitnessUnavailable
from counterfoil.evidence.tlog_proof import parse_tlog_proof, verify_tlog_proof
from counterfoil.identity.note import Note, NoteSignature, NoteSigner
from counterfoil.primitives.errors import CorruptionError, CustodyError, DecodeError, LockedError, QuorumError
from counterfoil.primitives.merkle.verify import leaf_hash, root, verify_consistency, verify_inclusion
from support.custody import (
    LOG_SIGNER,
    ORIGIN,
    WITNESS_SIGNERS,
    Clock,
    local_witnesses,
    open_tile_log,
    two_of_three,
    witness,
)
from support.tlog_reader import LogError, read_log

SIZES = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000]
VKEY = LOG_SIGNER.verifier.vkey
WITNESS_VKEYS = tuple(signer.verifier.vkey for signer in WITNESS_SIGNERS.values())


def entries(first: int, last: int) -> list[bytes]:
    """Entries with these numbers."""
    return [b"entry %d" % number for number in range(first, last)]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> TileLog:
    """One log published at each of the sizes, so that later sizes lie beside the partial tiles of earlier ones."""
    directory = tmp_path_factory.mktemp("grown")
    with open_tile_log(directory) as log:
        for size in SIZES:
            log.append(entries(log.size, size))
            log.publish()
        return log


@pytest.mark.parametrize("size", SIZES)
def test_an_outsider_reads_the_log_at_size(size: int, tmp_path: Path) -> None:
    """A reader written from the specifications verifies every file of a log of this size, written at once."""
    with open_tile_log(tmp_path, local_witnesses(tmp_path)) as log:
        log.append(entries(0, size))
        log.publish()
    read = read_log(tmp_path / "custody" / "log", VKEY, WITNESS_VKEYS)
    assert (read.origin, read.size) == (ORIGIN, size)
    assert read.entries == entries(0, size)
    assert len(read.cosigned) == 3


def test_an_outsider_reads_a_log_that_grew(grown: TileLog) -> None:
    """The same after publication at every size in turn, and the partial tiles of every size are still there."""
    assert read_log(grown.store.directory, VKEY).entries == entries(0, 70_000)
    for path in ("entries/000.p/255", "0/000.p/1", "0/001.p/1", "0/255.p/255", "1/000.p/255", "0/256.p/1", "2/000.p/1"):
        assert (grown.store.directory / "tile" / path).is_file(), path


def test_the_reader_notices_damage(tmp_path: Path) -> None:
    """The outsider's reader can fail: a flipped bit in a tile is noticed."""
    with open_tile_log(tmp_path) as log:
        log.append(entries(0, 5))
        log.publish()
        tile = log.store.directory / "tile/0/000.p/5"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    with pytest.raises(LogError, match="tile 0/0"):
        read_log(tmp_path / "custody" / "log", VKEY)


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_proofs_from_tiles(grown: TileLog, size: int) -> None:
    """Inclusion at the edges of tiles and consistency between all the sizes verify, from the files alone."""
    leaves = [leaf_hash(entry) for entry in entries(0, size)]
    top = root(leaves)
    for index in sorted({0, 1, size // 2, size - 1, min(255, size - 1), min(256, size - 1)} & set(range(size))):
        assert verify_inclusion(leaves[index], index, size, grown.inclusion_proof(index, size), top)
    for old in (other for other in SIZES if other <= size):
        proof = grown.consistency_proof(old, size)
        assert verify_consistency(old, size, root(leaves[:old]), top, proof)


def test_proofs_beyond_the_tree_are_refused(grown: TileLog) -> None:
    """There is no proof about entries or trees that were not signed."""
    with pytest.raises(CustodyError, match="no entry 5 in a tree of 5"):
        grown.inclusion_proof(5, 5)
    with pytest.raises(CustodyError, match="70000"):
        grown.consistency_proof(1, 70_001)
    with pytest.raises(CustodyError, match="none at index 70000"):
        grown.entry(70_000)


def test_single_entries(grown: TileLog) -> None:
    """An entry is read by its index, from full and partial bundles."""
    for index in (0, 255, 256, 69_887, 69_888, 69_999):
        assert grown.entry(index) == b"entry %d" % index


def test_pending_entries_are_readable_but_not_on_disk(tmp_path: Path) -> None:
    """Until the tree is signed, entries are in memory; a restart forgets them."""
    with open_tile_log(tmp_path) as log:
        assert log.append(entries(0, 2)) == 0
        assert log.append(entries(2, 3)) == 2
        assert log.entry(2) == b"entry 2"
        assert not list(log.store.files())
    with open_tile_log(tmp_path) as log:
        assert log.size == 0


def test_restart_goes_on(tmp_path: Path) -> None:
    """Closing and opening between publications gives the same tree as one run."""
    for size in (1, 3, 256, 300):
        with open_tile_log(tmp_path) as log:
            log.append(entries(log.size, size))
            log.publish()
    assert read_log(tmp_path / "custody" / "log", VKEY).entries == entries(0, 300)


def test_tlog_proof(tmp_path: Path) -> None:
    """The exported proof of an entry verifies offline against the policy."""
    with open_tile_log(tmp_path, local_witnesses(tmp_path)) as log:
        with pytest.raises(CustodyError, match="nothing is published"):
            log.tlog_proof(0)
        log.append(entries(0, 300))
        log.publish()
        proof = parse_tlog_proof(log.tlog_proof(270).encode())
    assert verify_tlog_proof(proof, leaf_hash(b"entry 270"), two_of_three()).checkpoint.size == 300


class Silent:
    """A witness that does not answer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """Nobody there."""
        raise WitnessUnavailable(self.name, "nobody there")


def test_two_of_three_suffice(tmp_path: Path) -> None:
    """One silent witness does not keep the log from publishing."""
    clients = [*local_witnesses(tmp_path)[:2], Silent("gamma")]
    with open_tile_log(tmp_path, clients) as log:
        log.append([b"entry"])
        assert set(log.publish().cosigned) == {"alpha", "beta"}


def test_no_quorum_leaves_the_checkpoint(tmp_path: Path) -> None:
    """Without a quorum the published checkpoint stays byte for byte; sequencing goes on; the next try publishes."""
    witnesses = local_witnesses(tmp_path)
    with open_tile_log(tmp_path, witnesses) as log:
        log.append(entries(0, 3))
        log.publish()
        before = log.checkpoint_path.read_bytes()
    silent: list[WitnessClient] = [witnesses[0], Silent("beta"), Silent("gamma")]
    with open_tile_log(tmp_path, silent) as log:
        log.append(entries(3, 5))
        with pytest.raises(QuorumError, match=r"1 witnesses cosigned size 5.*beta.*nobody there.*gamma"):
            log.publish()
        assert log.checkpoint_path.read_bytes() == before
        assert log.published is not None and log.published.checkpoint.size == 3
        log.append(entries(5, 6))
        with pytest.raises(QuorumError):
            log.publish()
    with open_tile_log(tmp_path, witnesses) as log:
        assert log.publish().checkpoint.size == 6
    assert read_log(tmp_path / "custody" / "log", VKEY, WITNESS_VKEYS).entries == entries(0, 6)


def test_publishing_again_is_fresher(tmp_path: Path) -> None:
    """Without new entries the same tree is cosigned at a later time, and the log's note is the same."""
    clock = Clock()
    with open_tile_log(tmp_path, local_witnesses(tmp_path, clock)) as log:
        log.append([b"entry"])
        first = log.publish()
        clock.now_s += 60
        second = log.publish()
    assert second.checkpoint == first.checkpoint
    assert second.cosigned == {name: time + 60 for name, time in first.cosigned.items()}
    assert second.note.signatures[0] == first.note.signatures[0]


def test_second_process_is_refused(tmp_path: Path) -> None:
    """A folder in use cannot be opened again; once closed it can."""
    with open_tile_log(tmp_path), pytest.raises(LockedError, match="in use by another process"):
        open_tile_log(tmp_path)
    open_tile_log(tmp_path).close()


def test_oversized_entry_is_refused(tmp_path: Path) -> None:
    """One entry too long, and nothing of the batch is taken."""
    with open_tile_log(tmp_path) as log:
        with pytest.raises(DecodeError, match="65536 bytes"):
            log.append([b"fine", bytes(65_536)])
        assert log.size == 0


def test_nothing_signed_nothing_shown(tmp_path: Path) -> None:
    """Showing before signing is refused."""
    with open_tile_log(tmp_path) as log, pytest.raises(CustodyError, match="no signed tree"):
        log.show()


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGE = {
    "signed file flipped": lambda folder: _damage(folder / "signed"),
    "signed file removed": lambda folder: (folder / "signed").unlink(),
    "published checkpoint flipped": lambda folder: _damage(folder / "log/checkpoint"),
    "tile removed": lambda folder: (folder / "log/tile/0/001.p/44").unlink(),
    "tile cut off": lambda folder: (folder / "log/tile/0/001.p/44").write_bytes(b"short"),
    "tile flipped": lambda folder: _damage(folder / "log/tile/0/001.p/44"),
    "bundle cut off": lambda folder: (folder / "log/tile/entries/001.p/44").write_bytes(b"\x00\x09short"),
    "bundle with one entry": lambda folder: (folder / "log/tile/entries/001.p/44").write_bytes(b"\x00\x00"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_refuses_to_open(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """A log whose files are not as it left them does not open, and says which file."""
    with open_tile_log(tmp_path) as log:
        log.append(entries(0, 300))
        log.publish()
    damage(tmp_path / "custody")
    with pytest.raises(CorruptionError, match="is corrupt at byte"):
        open_tile_log(tmp_path)


def test_a_changed_entry_is_not_believed(tmp_path: Path) -> None:
    """An entry that is not what its leaf was hashed from is damage, with the bundle's name, not a fact."""
    with open_tile_log(tmp_path) as log:
        log.append(entries(0, 300))
        log.publish()
    bundle = tmp_path / "custody/log/tile/entries/000"
    data = bytearray(bundle.read_bytes())
    data[-1] ^= 1
    bundle.write_bytes(data)
    with open_tile_log(tmp_path) as log, pytest.raises(CorruptionError, match="entries/000"):
        list(log.signed_entries())


def test_another_key_cannot_open(tmp_path: Path) -> None:
    """A signer that did not sign what lies there is refused, before it could sign a second tree."""
    with open_tile_log(tmp_path) as log:
        log.append([b"entry"])
        log.publish()
    thief = NoteSigner(WITNESS_SIGNERS["alpha"].key, ORIGIN)
    with pytest.raises(CorruptionError, match="signed"):
        TileLog.open(tmp_path / "custody", signer=thief, policy=two_of_three())


def test_rolled_back_log_is_refused_by_its_witness(tmp_path: Path) -> None:
    """A log restored from an old copy asks for less than the witness has seen, and gets no cosignature."""
    clients: list[WitnessClient] = [LocalWitness("alpha", witness(tmp_path, "alpha")), Silent("beta")]
    (tmp_path / "a").mkdir()
    with open_tile_log(tmp_path / "a", clients) as log:
        log.append(entries(0, 5))
        with pytest.raises(QuorumError):
            log.publish()
    with open_tile_log(tmp_path / "b", clients) as log:
        log.append(entries(0, 4))
        with pytest.raises(QuorumError, match="has cosigned size 5, beyond our 4"):
            log.publish()


def test_missing_tile_names_the_file(tmp_path: Path) -> None:
    """Reading a tile that is not there names it."""
    with pytest.raises(CorruptionError, match=r"tile/entries/000\.p/3 is corrupt at byte 0: the file is missing"):
        TileStore(tmp_path).bundle(0, size=3)
