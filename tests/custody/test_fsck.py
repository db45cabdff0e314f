# SPDX-License-Identifier: Apache-2.0
"""fsck finds every kind of damage and names the file."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from counterfoil.custody.fsck import fsck
from counterfoil.custody.registry import Registry
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.entries import AnchorEntry, AuditEntry, RollEntry, RotationEntry, encode_entry
from counterfoil.evidence.seal import SealedHeader
from counterfoil.primitives.types import Hash, HexHash
from support.custody import (
    LOG_SIGNER,
    ORIGIN,
    WITNESS_SIGNERS,
    LogClock,
    TestChain,
    no_witnesses,
    open_custody_log,
    open_tile_log,
    private_key,
    two_of_three,
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A custody folder of 300 entries, published at 3, 104, 205 and 300."""
    directory = tmp_path_factory.mktemp("original")
    chain = TestChain()
    with open_custody_log(directory) as log:
        log.register_chain(chain.entry)
        for height in range(295):
            log.anchor(chain.headers[height])
            chain.seal_next()
            if height % 100 == 0:
                log.publish()
        log.publish()
    return directory / "custody"


@pytest.fixture
def sound(original: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    shutil.copytree(original, tmp_path / "custody")
    return tmp_path / "custody"


def flip(path: Path, at: int = 40) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_sound_log_has_no_findings(sound: Path) -> None:
    """Nothing is found, and progress is told for files, entries and rules."""
    told: list[str] = []
    assert fsck(sound, two_of_three(), progress=lambda what, done, total: told.append(what)) == []
    assert set(told) == {"files", "entries", "rules"}


def test_an_empty_folder_has_no_findings(tmp_path: Path) -> None:
    """Where nothing was signed, nothing is wrong."""
    assert fsck(tmp_path, two_of_three()) == []


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "full tile": (lambda log: flip(log / "tile/0/000"), "tile/0/000", "hash 1 is not that of the entry"),
    "partial tile": (lambda log: flip(log / "tile/0/001.p/44"), "tile/0/001.p/44", "hash 1 is not"),
    "old partial tile": (lambda log: flip(log / "tile/0/000.p/104"), "tile/0/000.p/104", "hash 1 is not"),
    "upper tile": (
        lambda log: flip(log / "tile/1/000.p/1", 3),
        "tile/1/000.p/1",
        "hash 0 is not that of the tile below",
    ),
    "full bundle": (lambda log: flip(log / "tile/entries/000"), "tile/entries/000", "entry 0 is not the one"),
    "partial bundle": (lambda log: flip(log / "tile/entries/001.p/44"), "tile/entries/001.p/44", "entry 256 is not"),
    "old partial bundle": (lambda log: flip(log / "tile/entries/000.p/3"), "tile/entries/000.p/3", "entry 0 is not"),
    "bundle cut off": (
        lambda log: (log / "tile/entries/000").write_bytes((log / "tile/entries/000").read_bytes()[:-1]),
        "tile/entries/000",
        "the bundle is cut off",
    ),
    "bundle too short": (lambda log: (log / "tile/entries/000").write_bytes(b""), "tile/entries/000", "0 entries"),
    "tile too short": (lambda log: (log / "tile/0/000").write_bytes(b"x"), "tile/0/000", "1 bytes instead of 8192"),
    "missing tile": (lambda log: (log / "tile/0/000").unlink(), "tile/0/000", "the file is missing"),
    "missing bundle": (lambda log: (log / "tile/entries/000").unlink(), "tile/entries/000", "the file is missing"),
    "tile beyond": (lambda log: (log / "tile/0/002").write_bytes(bytes(8192)), "tile/0/002", "beyond the signed tree"),
    "a folder for a tile": (lambda log: as_folder(log / "tile/0/000"), "tile/0/000", "a folder is in its place"),
    "a folder for a bundle": (lambda log: as_folder(log / "tile/entries/000"), "tile/entries/000", "a folder is in"),
    "a folder for a checkpoint": (lambda log: as_folder(log / "checkpoint"), "checkpoint", "a folder is in its place"),
    "a folder for the signed": (lambda log: as_folder(log.parent / "signed"), "signed", "a folder is in its place"),
    "strange file": (lambda log: (log / "tile/0/notes.txt").write_text("hi"), "tile/0/notes.txt", "not the path"),
    "log signature": (lambda log: flip(log.parent / "signed", -10), "signed", "does not verify"),
    "published signature": (lambda log: flip(log / "checkpoint", -10), "checkpoint", "does not verify"),
    "published root": (lambda log: flip(log / "checkpoint", len(ORIGIN) + 10), "checkpoint", ""),
    "signed file gone": (lambda log: (log.parent / "signed").unlink(), "signed", "cannot check the tree"),
}


@pytest.mark.parametrize("damage, file, problem", DAMAGE.values(), ids=DAMAGE)
def test_damage(sound: Path, damage: Callable[[Path], object], file: str, problem: str) -> None:
    """Each damage makes a finding that names the file and what is wrong with it."""
    damage(sound / "log")
    findings = fsck(sound, two_of_three())
    assert [finding for finding in findings if str(finding.file).endswith(file) and problem in finding.problem], (
        findings
    )


def test_what_a_crash_leaves_is_told_apart(sound: Path) -> None:
    """Tiles of a tree never signed and files cut off are leftovers; opening the log removes them."""
    (sound / "log/tile/0/001.p/99").write_bytes(bytes(99 * 32))
    (sound / "log/tile/entries/002.tmp").write_bytes(b"cut o")
    findings = fsck(sound, two_of_three())
    assert [finding.leftover for finding in findings] == [True, True]
    open_custody_log(sound.parent).close()
    assert fsck(sound, two_of_three()) == []


def test_one_flipped_bit_is_one_finding(sound: Path) -> None:
    """The finding points at the damaged file, not at all that depends on it."""
    flip(sound / "log/tile/0/000")
    assert [str(finding.file.relative_to(sound)) for finding in fsck(sound, two_of_three())] == ["log/tile/0/000"]


def _publish_raw(directory: Path, entries: list[bytes]) -> Path:
    with open_tile_log(directory) as log:
        log.append(entries)
        log.publish()
    return directory / "custody"


CHAIN = TestChain()
NOW = LogClock()()


def _anchor(sealed: SealedHeader, **changes: object) -> bytes:
    entry = AnchorEntry(header=sealed.header, late=False, received=NOW, seal=sealed.seal)
    return encode_entry(msgspec.structs.replace(entry, **changes))


def _roll(**changes: object) -> bytes:
    """The roll of the chain before its first header, or a false one."""
    registry = Registry(ORIGIN)
    registry.apply(0, CHAIN.entry)
    roll = registry.roll(NOW)
    return encode_entry(msgspec.structs.replace(roll, chains=(msgspec.structs.replace(roll.chains[0], **changes),)))


GENESIS, NEXT = CHAIN.headers[0], CHAIN.seal(CHAIN.header(1))
ROLL = encode_entry(RollEntry(chains=(), received=NOW))
RULES: dict[str, tuple[list[bytes], str]] = {
    "no roll at the end": ([encode_entry(CHAIN.entry)], "ends a signed tree but is no roll"),
    "no entry": ([b"hello", ROLL], "entry 0"),
    "unregistered chain": (
        [_anchor(GENESIS), ROLL],
        "entry 0: chain securities is not registered",
    ),
    "a roll that leaves a chain out": ([encode_entry(CHAIN.entry), ROLL], "entry 1: the roll does not name"),
    "a false roll that names an old header": (
        [encode_entry(CHAIN.entry), _anchor(GENESIS), _roll()],
        "entry 2: the roll says that header of securities is 0000",
    ),
    "an anchor out of order": (
        [encode_entry(CHAIN.entry), _anchor(NEXT), _roll()],
        "entry 1: header 1 of securities: the next height to anchor is 0",
    ),
    "a late anchor that is not called so": (
        [encode_entry(CHAIN.entry), _anchor(GENESIS, received=NOW + 60_001), _roll()],
        "entry 1: header 0 of securities: late is False, and should be True",
    ),
    "a receipt before the one before": (
        [encode_entry(CHAIN.entry), _anchor(GENESIS), _anchor(NEXT, received=NOW - 1), _roll()],
        "entry 2: received at 2027-01-15T07:59:59.999Z, but an entry before it at 2027-01-15T08:00:00.000Z",
    ),
    "a second header instead of an equivocation": (
        [encode_entry(CHAIN.entry), _anchor(GENESIS), _anchor(CHAIN.twin(0)), _roll()],
        "entry 2: header 0 of securities: the entry is an anchor, but this header makes an equivocation",
    ),
    "a wrong audit": (
        [
            encode_entry(CHAIN.entry),
            _anchor(GENESIS),
            encode_entry(AuditEntry(audit=CHAIN.audit(0, state=HexHash("00" * 32)), received=NOW)),
            _roll(),
        ],
        "entry 2: audit of header 0 of securities: it names the state 0000",
    ),
    "a rotation by a stranger": (
        [
            encode_entry(CHAIN.entry),
            _anchor(GENESIS),
            encode_entry(
                RotationEntry(received=NOW, rotation=CHAIN.rotation(private_key("thief"), to=private_key("thief")))
            ),
            _roll(),
        ],
        "entry 2: rotation of securities: not signed under the policy in force",
    ),
}


@pytest.mark.parametrize("entries, problem", RULES.values(), ids=RULES)
def test_entry_rules(tmp_path: Path, entries: list[bytes], problem: str) -> None:
    """A log whose tree is sound but whose entries break the rules is found out."""
    findings = fsck(_publish_raw(tmp_path, entries), no_witnesses())
    assert any(problem in finding.problem for finding in findings), findings


def test_a_bad_seal_inside_a_sound_tree(tmp_path: Path) -> None:
    """An anchor that the log should have refused is found by its seal."""
    thief = TestChain(sealer=WITNESS_SIGNERS["alpha"].key)
    forged = SealedHeader(CHAIN.headers[0].header, thief.headers[0].seal)
    entries = [encode_entry(CHAIN.entry), _anchor(forged)]
    findings = fsck(_publish_raw(tmp_path, entries), no_witnesses())
    assert "entry 1: header 0 of securities: the seal does not satisfy" in findings[0].problem


def test_two_trees_of_one_size(sound: Path) -> None:
    """A published checkpoint that is not of the signed tree is found, with everything rightly signed."""
    forged = sign_checkpoint(Checkpoint(ORIGIN, 5, Hash(bytes(32))), LOG_SIGNER)
    cosigned = forged.signed_by(*(signer.sign(forged.text, time_s=1) for signer in WITNESS_SIGNERS.values()))
    (sound / "log/checkpoint").write_bytes(cosigned.encode())
    assert any("its root is not that of the first 5 entries" in str(one) for one in fsck(sound, two_of_three()))


def test_a_checkpoint_shown_without_quorum(sound: Path) -> None:
    """A published checkpoint that witnesses did not cosign, or that is larger than what was signed, is found."""
    (sound / "log/checkpoint").write_bytes((sound / "signed").read_bytes())
    assert any("no quorum" in finding.problem for finding in fsck(sound, two_of_three()))
    beyond = sign_checkpoint(Checkpoint(ORIGIN, 10_000, Hash(bytes(32))), LOG_SIGNER)
    (sound / "log/checkpoint").write_bytes(beyond.encode())
    assert any("shows 10000 entries" in finding.problem for finding in fsck(sound, no_witnesses()))


def test_tiles_and_bundles_of_another_tree(sound: Path) -> None:
    """When the signed root is neither the tiles' nor the bundles', that is said."""
    other = sign_checkpoint(Checkpoint(ORIGIN, 300, Hash(bytes(32))), LOG_SIGNER)
    (sound / "signed").write_bytes(other.encode())
    assert any("neither tiles nor bundles" in finding.problem for finding in fsck(sound, two_of_three()))
