# SPDX-License-Identifier: Apache-2.0
"""What the entries of the custody log add up to for one chain. Whether an entry is accepted, ``registry`` says."""

from array import array
from dataclasses import dataclass, field

from counterfoil.evidence.entries import (
    AnchorEntry,
    AuditEntry,
    ChainEntry,
    EquivocationEntry,
    RolledChain,
    RotationEntry,
    decode_audit,
)
from counterfoil.evidence.header import NO_PARENT, header_hash
from counterfoil.evidence.seal import SealHistory, decode_rotation
from counterfoil.identity.dsse import Envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.types import Hash, Height, HexHash, Timestamp


def _numbers() -> "array[int]":
    """64 bits each: a chain that makes a block a second has 31 million a year."""
    return array("q")


@dataclass
class ChainState:
    """One chain as the log knows it. Each list has one item per anchored header, by height."""

    entry: ChainEntry
    index: int
    """Of the ``chain`` entry."""
    seals: SealHistory
    halted: Height | None = None
    """The lowest height at which two headers were sealed, while nothing has recovered the chain."""
    headers: list[Hash] = field(default_factory=list)
    states: list[Hash] = field(default_factory=list)
    """State roots."""
    indexes: "array[int]" = field(default_factory=_numbers)
    """Log indexes of the anchors."""
    times: "array[int]" = field(default_factory=_numbers)
    received: "array[int]" = field(default_factory=_numbers)
    audits: dict[Height, list[int]] = field(default_factory=dict)
    """Log indexes of the audits of a header, by height."""
    equivocations: dict[Height, tuple[int, Hash]] = field(default_factory=dict)
    """Log index and hash of the other header, by height: one proof each is enough."""
    _audits_by_envelope: dict[Hash, int] = field(default_factory=dict)

    @classmethod
    def registered(cls, entry: ChainEntry, index: int) -> "ChainState":
        """A chain of which nothing is anchored yet."""
        return cls(entry, index, SealHistory.of(entry))

    @property
    def height(self) -> Height:
        """The last anchored height, −1 before the first."""
        return Height(len(self.headers) - 1)

    @property
    def head(self) -> HexHash:
        """The hash of the last anchored header, zeros before the first."""
        return to_hex(self.headers[-1]) if self.headers else NO_PARENT

    @property
    def time(self) -> Timestamp:
        """The time of the last anchored header, 0 before the first."""
        return Timestamp(self.times[-1] if self.times else 0)

    @property
    def rolled(self) -> RolledChain:
        """This chain's line in a roll."""
        return RolledChain(
            chain=self.entry.chain,
            halted=self.halted,
            header=self.head,
            height=self.height,
            rotation=self.seals.last_rotation,
            seal=to_hex(digest(canonical.encode(self.seals.current))),
            time=self.time,
        )

    def header_index(self, height: Height, header: Hash) -> int | None:
        """The log index of the anchor, or of the equivocation, that holds exactly this header."""
        if height <= self.height and self.headers[height] == header:
            return self.indexes[height]
        index, other = self.equivocations.get(height, (None, None))
        return index if header == other else None

    def rotation_index(self, envelope: Envelope) -> int | None:
        """The log index of the same rotation, whoever signed it."""
        wanted = decode_rotation(envelope)
        return next((index for index, rotation in self.seals.rotations if rotation == wanted), None)

    def audit_index(self, envelope: Envelope) -> int | None:
        """The log index of the same audit by the same auditor."""
        return self._audits_by_envelope.get(digest(envelope.encode()))

    def anchor(self, index: int, entry: AnchorEntry) -> None:
        """The next header."""
        self.headers.append(header_hash(entry.seal.payload))
        self.states.append(from_hex(entry.header.state))
        self.indexes.append(index)
        self.times.append(entry.header.time)
        self.received.append(entry.received)

    def equivocate(self, index: int, entry: EquivocationEntry) -> None:
        """Another header at an anchored height: under the policy in force, the chain is halted from there."""
        height = entry.header.height
        self.equivocations[height] = (index, header_hash(entry.seal.payload))
        if not entry.retired:
            self.halted = height if self.halted is None else min(self.halted, height)

    def rotate(self, index: int, entry: RotationEntry) -> None:
        """Another seal policy from the next header on; raises InputError when it does not follow. It ends a halt."""
        self.seals = self.seals.rotated(index, entry.rotation, received=entry.received)
        self.halted = None

    def audit(self, index: int, entry: AuditEntry) -> None:
        """A state auditor's word on an anchored header."""
        self.audits.setdefault(decode_audit(entry.audit).height, []).append(index)
        self._audits_by_envelope[digest(entry.audit.encode())] = index
