# SPDX-License-Identifier: Apache-2.0
"""Headers that validators signed in the place of those executed here: kept as evidence, and never counted.

With a signature by the same key over the header of this node, a file proves by itself that the key signed two headers
of one height: the validator lied, or somebody else has its key. Without one it proves that it stands where this node
does not: it runs other rules, or this node does.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.policy import POLICY_KEYS_MAX
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CorruptionError, InputError, StorageError
from counterfoil.primitives.types import ChainId, Hash, Height, HeightField, KeyId
from counterfoil.storage.blocklog import BlockLog
from counterfoil.storage.directory import replace_durably, sync_directory

KEPT_OF_A_KEY_MAX: Final = 16
"""Of each kind: whoever runs other rules signs another header at every height from then on."""
_REMEMBERED_MAX: Final = 64 * POLICY_KEYS_MAX
_HEADERS_OF_A_KEY_MAX: Final = 2


class Conflict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A validator's signature over another header than the one that this node executed at that height."""

    chain: ChainId
    height: HeightField
    keyid: KeyId
    other: Envelope
    """the other header, with that signature alone"""
    own: Envelope
    """the header executed here, with the signature of the same key where there is one"""

    @property
    def is_equivocation(self) -> bool:
        """Whether one key signed both."""
        return bool(self.own.signatures)


@dataclass(frozen=True, slots=True)
class Contradicted:
    """What an observer is told of a conflict."""

    conflict: Conflict
    outvoted: bool
    """whether more than two thirds of the validators signed that other header: then it is this node that differs"""


class Conflicts:
    """Those of one chain: some in memory, to tell a repeated one; as files a bounded number of each key."""

    def __init__(self, chain: ChainId, folder: Path) -> None:
        self._chain = chain
        self._folder = folder
        self._kept: Counter[tuple[KeyId, bool]] = Counter()
        self._others: dict[tuple[Height, KeyId], dict[Hash, Envelope]] = {}
        for one in read_conflicts(folder):
            self._kept[one.keyid, one.is_equivocation] += 1
            self._remember(one.height, one.other)

    def is_known(self, height: Height, other: Envelope) -> bool:
        """Whether this is a repetition, or one too many of its key at that height."""
        of_key = self._others.get((height, other.signatures[0].keyid), {})
        return header_hash(other.payload) in of_key or len(of_key) >= _HEADERS_OF_A_KEY_MAX

    def others(self, height: Height, keyid: KeyId) -> list[Envelope]:
        """What a key signed at a height in the place of the header of this node."""
        return list(self._others.get((height, keyid), {}).values())

    def against(self, height: Height, hashed: Hash) -> int:
        """How many keys signed this other header."""
        return sum(at == height and hashed in of_key for (at, _), of_key in self._others.items())

    def heights(self) -> dict[Height, set[Hash]]:
        """Where there are such headers, and which."""
        found: dict[Height, set[Hash]] = {}
        for (height, _), of_key in self._others.items():
            found.setdefault(height, set()).update(of_key)
        return found

    def outvoted(self, blocks: BlockLog, threshold: Callable[[Height], int]) -> tuple[Height, Hash] | None:
        """The first height at which enough keys signed one other header than these blocks have, and which."""
        for height, others in sorted(self.heights().items()):
            if height > blocks.height:
                break
            for other in sorted(others - {header_hash(blocks.read(height).header)}):
                if self.against(height, other) >= threshold(height):
                    return height, other
        return None

    def add(
        self, height: Height, other: Envelope, header: bytes, own: tuple[Signature, ...], threshold: int
    ) -> Contradicted | None:
        """Keep one whose signatures were checked; what observers should hear of it, None when they have heard enough.

        Raises StorageError.
        """
        self._remember(height, other)
        against = self.against(height, header_hash(other.payload))
        mine = Envelope(payload=header, payload_type=HEADER_TYPE, signatures=own)
        keyid = other.signatures[0].keyid
        conflict = Conflict(chain=self._chain, height=height, keyid=keyid, other=other, own=mine)
        is_new = self._keep(conflict)
        outvoted = against >= threshold
        return Contradicted(conflict, outvoted) if is_new or outvoted else None

    def _remember(self, height: Height, other: Envelope) -> None:
        self._others.setdefault((height, other.signatures[0].keyid), {})[header_hash(other.payload)] = other
        while len(self._others) > _REMEMBERED_MAX:
            del self._others[next(iter(self._others))]

    def _keep(self, conflict: Conflict) -> bool:
        """Write it durably, once; whether it was written."""
        path = self._folder / _name(conflict)
        kind = (conflict.keyid, conflict.is_equivocation)
        if path.exists() or self._kept[kind] >= KEPT_OF_A_KEY_MAX:
            return False
        try:
            if not self._folder.exists():
                self._folder.mkdir()
                sync_directory(self._folder.parent)
            replace_durably(path, canonical.encode(conflict))
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error}") from error
        self._kept[kind] += 1
        return True


def read_conflicts(folder: Path) -> list[Conflict]:
    """What was kept, in order of height; raises CorruptionError."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(canonical.decode(path.read_bytes(), Conflict))
        except InputError as error:
            raise CorruptionError(path, 0, str(error)) from error
    return found


def _name(conflict: Conflict) -> str:
    kind = "equivocation" if conflict.is_equivocation else "other-header"
    other = header_hash(conflict.other.payload).hex()
    return f"{conflict.height:012d}-{kind}-{conflict.keyid[:16]}-{other[:16]}.json"
