# SPDX-License-Identifier: Apache-2.0
"""Checks everything that a custody folder holds, without trusting the log that wrote it.

In this order: the signed and the published checkpoint; every bundle, tile and partial tile against the entries
and the signed root; every entry against the rules of the registry; a roll at the end of every published tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from counterfoil.custody.files import TEMPORARY_SUFFIX, read_kept
from counterfoil.custody.log import CHECKPOINT_FILE, PUBLIC_FOLDER, SIGNED_FILE
from counterfoil.custody.registry import Registry
from counterfoil.custody.tile_store import TileStore
from counterfoil.custody.tiles import (
    ENTRIES,
    HASH_LENGTH,
    TILE_WIDTH,
    TileName,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
    subtree_root,
    tiles_between,
    width_at,
)
from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.witness_policy import WitnessPolicy, check_cosignatures, check_log_signature
from counterfoil.identity.note import parse_note
from counterfoil.primitives.errors import CorruptionError, CustodyError, DecodeError, InputError, StorageError
from counterfoil.primitives.merkle.verify import leaf_hash, root
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import Hash

_MISSING: Final = "the file is missing"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, and the file it is in.

    A ``leftover`` lies outside the signed tree: a crash leaves such files, and opening the log removes them.
    """

    file: Path
    problem: str
    leftover: bool = False

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def fsck(directory: Path, policy: WitnessPolicy, *, progress: Progress = no_progress) -> list[Finding]:
    """Every finding in a custody folder, in the order found; an empty list is a sound log, and so is one of leftovers.

    ``policy`` names the log's key and the witnesses; it comes from the caller, not from the folder.
    """
    check = _Fsck(directory, policy, progress)
    published = check.published()  # before the signed one, which a log at work moves first
    signed = check.checkpoint(directory / SIGNED_FILE)
    if signed is None:
        if published is not None or (directory / SIGNED_FILE).exists():
            check.report(directory / SIGNED_FILE, "cannot check the tree without the checkpoint that the log signed")
        else:  # The very first publication died before it signed.
            for path in check.store.files():
                check.report(path, "lies beyond the signed tree, which is empty", leftover=True)
        return check.findings
    check.tree(signed, published)
    return check.findings


@dataclass
class _Fsck:
    directory: Path
    policy: WitnessPolicy
    progress: Progress
    findings: list[Finding] = field(default_factory=list)
    store: TileStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = TileStore(self.directory / PUBLIC_FOLDER)

    def report(self, file: Path, problem: str, *, leftover: bool = False) -> None:
        self.findings.append(Finding(file, problem, leftover))

    def _read(self, path: Path) -> bytes | None:
        """What a file holds, or None and a finding."""
        try:
            return read_kept(path)
        except FileNotFoundError:
            self.report(path, _MISSING)
        except StorageError as error:
            self.report(path, error.problem if isinstance(error, CorruptionError) else str(error))
        return None

    def checkpoint(self, path: Path) -> Checkpoint | None:
        """A checkpoint file with the log's signature, or None and a finding (none when nothing was signed yet)."""
        if not path.exists() or (data := self._read(path)) is None:
            return None
        try:
            return check_log_signature(parse_note(data), self.policy)
        except InputError as error:
            self.report(path, str(error))
            return None

    def published(self) -> Checkpoint | None:
        """The published checkpoint with a quorum of cosignatures."""
        path = self.store.directory / CHECKPOINT_FILE
        checkpoint = self.checkpoint(path)
        if checkpoint is None or (data := self._read(path)) is None:
            return None
        try:
            cosigned = check_cosignatures(parse_note(data), self.policy)
        except InputError as error:
            self.report(path, str(error))
            return checkpoint
        if not self.policy.satisfied_by(cosigned):
            self.report(path, f"cosigned by {len(cosigned)} known witnesses, which is no quorum")
        return checkpoint

    def tree(self, signed: Checkpoint, published: Checkpoint | None) -> None:
        """Tiles, bundles and entries of the signed tree."""
        bundles = [self._bundle(name) for name in _bundle_names(signed.size)]
        leaves = self._leaves(bundles, signed)
        if leaves is None:
            self.report(self.directory / SIGNED_FILE, "neither tiles nor bundles hash to the signed root")
            leaves = [leaf_hash(entry) for bundle in bundles for entry in bundle or []]
        if published is not None:
            self._compare_checkpoints(signed, published, leaves)
        levels = _levels(leaves)
        names = self._names(signed.size)
        for done, name in enumerate(names, 1):
            self.progress("files", done, len(names))
            self._compare(name, levels, bundles)
        if None not in bundles:
            entries = [entry for bundle in bundles for entry in bundle or []]
            ends = _ends(len(entries), {name for name in names if name.level == 0}, published)
            self._rules(Registry(signed.origin), entries, ends)

    def _bundle(self, name: TileName) -> list[bytes] | None:
        """The entries of a bundle of the signed tree, or None when the file is no good."""
        try:
            entries = decode_bundle(read_kept(self.store.path(name)))
        except (OSError, StorageError, DecodeError):
            return None
        return entries if len(entries) == name.width else None

    def _leaves(self, bundles: list[list[bytes] | None], signed: Checkpoint) -> list[Hash] | None:
        """The leaf hashes that give the signed root: as the tiles say, or else as the entries do."""
        from_tiles: list[Hash] = []
        from_bundles: list[Hash] = []
        for number, (name, bundle) in enumerate(zip(_bundle_names(signed.size), bundles, strict=True), 1):
            self.progress("entries", number, len(bundles))
            hashed = [leaf_hash(entry) for entry in bundle or []]
            tile = self._tile(TileName(0, name.index, name.width))
            from_tiles += tile or hashed
            from_bundles += hashed or tile or []
        for leaves in (from_tiles, from_bundles):
            if len(leaves) == signed.size and root(leaves) == signed.root:
                return leaves
        return None

    def _tile(self, name: TileName) -> list[Hash] | None:
        try:
            data = read_kept(self.store.path(name))
        except (OSError, StorageError):
            return None
        return _split(data) if len(data) == name.width * HASH_LENGTH else None

    def _compare_checkpoints(self, signed: Checkpoint, published: Checkpoint, leaves: list[Hash]) -> None:
        path = self.store.directory / CHECKPOINT_FILE
        if published.size > signed.size:
            self.report(path, f"shows {published.size} entries, but the log signed {signed.size} last")
        elif root(leaves[: published.size]) != published.root:
            self.report(path, f"its root is not that of the first {published.size} entries of the signed tree")

    def _names(self, size: int) -> list[TileName]:
        """The tiles that must be there, and those that are; a file that is no tile of this tree is reported."""
        names = dict.fromkeys(tiles_between(0, size))
        for path in self.store.files():
            try:
                name = parse_tile_path(path.relative_to(self.store.directory).as_posix())
            except DecodeError as error:
                self.report(path, error.problem, leftover=path.name.endswith(TEMPORARY_SUFFIX))
                continue
            if name.width > width_at(size, name.level, name.index):
                self.report(path, f"lies beyond the signed tree of {size} entries", leftover=True)
            else:
                names[name] = None
        return list(names)

    def _compare(self, name: TileName, levels: list[list[Hash]], bundles: list[list[bytes] | None]) -> None:
        path = self.store.path(name)
        data = self._read(path)
        if data is None:
            return
        if name.level is not None:
            self._compare_tile(name, path, data, levels[name.level])
        else:
            self._compare_bundle(name, path, data, levels[0], bundles[name.index])

    def _compare_tile(self, name: TileName, path: Path, data: bytes, level: list[Hash]) -> None:
        expected = level[name.index * TILE_WIDTH : name.index * TILE_WIDTH + name.width]
        if len(data) != name.width * HASH_LENGTH:
            self.report(path, f"{len(data)} bytes instead of {name.width * HASH_LENGTH}")
        elif (wrong := _first_difference(_split(data), expected)) is not None:
            what = "entry" if name.level == 0 else "tile below"
            self.report(path, f"hash {wrong} is not that of the {what} in the signed tree")

    def _compare_bundle(
        self, name: TileName, path: Path, data: bytes, leaves: list[Hash], full: list[bytes] | None
    ) -> None:
        try:
            entries = decode_bundle(data)
        except DecodeError as error:
            self.report(path, str(error))
            return
        first = name.index * TILE_WIDTH
        if len(entries) != name.width:
            self.report(path, f"{len(entries)} entries instead of {name.width}")
        elif full is not None and data == encode_bundle(full[: name.width]) and name.width < len(full):
            return
        elif (
            wrong := _first_difference([leaf_hash(entry) for entry in entries], leaves[first : first + name.width])
        ) is not None:
            self.report(path, f"entry {first + wrong} is not the one in the signed tree")

    def _rules(self, registry: Registry, entries: list[bytes], ends: set[int]) -> None:
        """Replay the entry rules; a roll must end every tree that was signed."""
        for index, data in enumerate(entries):
            if index % 1_000 == 0:
                self.progress("rules", index, len(entries))
            path = self.store.path(_bundle_name(index, len(entries)))
            try:
                registry.replay(index, data)
            except CustodyError as error:
                self.report(path, str(error))
                continue
            if index in ends and not registry.last_was_roll:
                self.report(path, f"entry {index} ends a signed tree but is no roll")


def _ends(size: int, tiles: set[TileName], published: Checkpoint | None) -> set[int]:
    """The last entries of all trees that were signed, as partial tiles and checkpoints show."""
    ends = {name.index * TILE_WIDTH + name.width - 1 for name in tiles if name.width < TILE_WIDTH}
    ends |= {published.size - 1} if published is not None and published.size else set()
    return ends | ({size - 1} if size else set())


def _bundle_name(index: int, size: int) -> TileName:
    bundle = index // TILE_WIDTH
    return TileName(ENTRIES, bundle, width_at(size, ENTRIES, bundle))


def _bundle_names(size: int) -> Iterator[TileName]:
    return (_bundle_name(first, size) for first in range(0, size, TILE_WIDTH))


def _levels(leaves: list[Hash]) -> list[list[Hash]]:
    """The hashes of every tile level: level l + 1 has one for each full tile of level l."""
    levels = [leaves]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        full = range(0, len(below) - len(below) % TILE_WIDTH, TILE_WIDTH)
        levels.append([subtree_root(below[start : start + TILE_WIDTH]) for start in full])
    return levels


def _split(data: bytes) -> list[Hash]:
    return [Hash(data[start : start + HASH_LENGTH]) for start in range(0, len(data), HASH_LENGTH)]


def _first_difference(got: list[Hash], expected: list[Hash]) -> int | None:
    pairs = enumerate(zip(got, expected, strict=False))
    difference = next((number for number, (one, other) in pairs if one != other), None)
    return min(len(got), len(expected)) if difference is None and len(got) != len(expected) else difference
