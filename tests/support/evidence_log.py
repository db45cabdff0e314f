# SPDX-License-Identifier: Apache-2.0
"""A custody log in memory, with witnesses, entry auditors and state auditors; published snapshots never change."""

from collections.abc import Sequence
from copy import copy, deepcopy
from hashlib import sha256

import msgspec

from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.entries import (
    AnchorEntry,
    Audit,
    AuditEntry,
    ChainEntry,
    EquivocationEntry,
    RolledChain,
    RollEntry,
    RotationEntry,
    encode_entry,
    sign_audit,
)
from counterfoil.evidence.header import NO_PARENT
from counterfoil.evidence.seal import Rotation, SealedHeader, sign_rotation
from counterfoil.evidence.witness_policy import PolicyGroup, PolicyLog, PolicyWitness, WitnessPolicy
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hashes
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, Timestamp

ORIGIN = "counterfoil.example/custody"
WITNESSES = ("alpha", "beta", "gamma")
ENTRY_AUDITORS = ("entries",)


def key(name: str) -> PrivateKey:
    """The private key that belongs to a name."""
    return PrivateKey(sha256(f"evidence world {name}".encode()).digest())


def policy(*names: str, threshold: int | None = None) -> KeyPolicy:
    """A key policy over names; all must sign unless a threshold is given."""
    return KeyPolicy(keys=tuple(key(name).public for name in names), threshold=threshold or len(names))


def cosigner(name: str) -> CosignatureSigner:
    return CosignatureSigner(key(f"witness {name}"), f"witness.example/{name}")


def witness_policy(*, log_key: str = "log") -> WitnessPolicy:
    """Two of three witnesses, and the entry auditor."""
    names = (*WITNESSES, *ENTRY_AUDITORS)
    return WitnessPolicy(
        logs=(PolicyLog(NoteSigner(key(log_key), ORIGIN).verifier),),
        witnesses=tuple(PolicyWitness(name, cosigner(name).verifier) for name in names),
        groups=(
            PolicyGroup("two-of-three", 2, WITNESSES),
            PolicyGroup("entry-auditors", 1, ENTRY_AUDITORS),
            PolicyGroup("quorum", 2, ("two-of-three", "entry-auditors")),
        ),
        quorum="quorum",
    )


class Log:
    """Implements what a collector asks of a published log."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.policy = witness_policy()
        self.note = b""
        self.time = Timestamp(0)
        self.indexes: dict[tuple[ChainId, Height], int] = {}
        self.receipts: dict[tuple[ChainId, Height], Timestamp] = {}
        self.audits: dict[tuple[ChainId, Height], list[int]] = {}
        self.rotations: dict[ChainId, list[int]] = {}
        self.rolled: dict[ChainId, RolledChain] = {}

    @property
    def size(self) -> int:
        return len(self.entries)

    def checkpoint(self) -> bytes:
        return self.note

    def entry(self, index: int) -> bytes:
        return self.entries[index]

    def inclusion(self, index: int, size: int) -> list[Hash]:
        return LeafList(leaf_hashes(self.entries[:size])).inclusion_proof(index)

    def anchor_index(self, chain: ChainId, height: Height) -> int:
        return self.indexes[chain, height]

    def received(self, chain: ChainId, height: Height) -> Timestamp:
        return self.receipts[chain, height]

    def rolled_height(self, chain: ChainId) -> Height:
        return Height(self.rolled[chain].height)

    def halted(self, chain: ChainId) -> Height | None:
        return self.rolled[chain].halted

    def audit_indexes(self, chain: ChainId, height: Height) -> Sequence[int]:
        return self.audits.get((chain, height), ())

    def audited_height(self, chain: ChainId) -> Height | None:
        heights = [height for of, height in self.audits if of == chain]
        return max(heights, default=None)

    def rotation_indexes(self, chain: ChainId) -> Sequence[int]:
        return self.rotations.get(chain, ())

    def register(self, chain: ChainId, genesis: HexHash, seal: KeyPolicy, recovery: KeyPolicy | None) -> None:
        entry = ChainEntry(chain=chain, genesis=genesis, recovery=recovery, recovery_delay_ms=0, seal=seal)
        self.entries.append(encode_entry(entry))
        self.rolled[chain] = RolledChain(
            chain=chain, halted=None, header=NO_PARENT, height=-1, rotation=None, seal=hash_of(seal), time=Timestamp(0)
        )

    def anchor(self, sealed: SealedHeader, *, received: int | None = None) -> None:
        header = sealed.header
        where = header.chain, header.height
        if where in self.indexes:
            return
        self.time = Timestamp(max(self.time, header.time + 5 if received is None else received))
        self.indexes[where] = len(self.entries)
        self.receipts[where] = self.time
        late = self.time - header.time > 60_000
        self.entries.append(encode_entry(AnchorEntry(header=header, late=late, received=self.time, seal=sealed.seal)))
        self.rolled[header.chain] = msgspec.structs.replace(
            self.rolled[header.chain], header=to_hex(sealed.hash), height=header.height, time=header.time
        )

    def audit(self, sealed: SealedHeader, genesis: HexHash, auditor: str) -> None:
        header = sealed.header
        audit = Audit(
            chain=header.chain,
            genesis=genesis,
            header=to_hex(sealed.hash),
            height=header.height,
            log=ORIGIN,
            state=header.state,
        )
        self.audits.setdefault((header.chain, header.height), []).append(len(self.entries))
        self.entries.append(encode_entry(AuditEntry(audit=sign_audit(audit, key(auditor)), received=self.time)))

    def halt(self, sealed: SealedHeader) -> None:
        """Log a second header at an anchored height."""
        header = sealed.header
        anchored = self.indexes[header.chain, header.height]
        entry = EquivocationEntry(anchored=anchored, header=header, received=self.time, retired=False, seal=sealed.seal)
        self.entries.append(encode_entry(entry))
        self.rolled[header.chain] = msgspec.structs.replace(self.rolled[header.chain], halted=header.height)

    def rotate(self, chain: ChainId, seal: KeyPolicy, *signers: str, effective: int = 0) -> None:
        """Another seal policy after the last anchored header."""
        rolled = self.rolled[chain]
        rotation = Rotation(
            chain=chain,
            effective=Timestamp(effective),
            last_hash=rolled.header,
            last_height=Height(rolled.height),
            previous=rolled.rotation,
            seal=seal,
        )
        index = len(self.entries)
        signed = sign_rotation(rotation, *map(key, signers))
        self.entries.append(encode_entry(RotationEntry(received=self.time, rotation=signed)))
        self.rotations.setdefault(chain, []).append(index)
        self.rolled[chain] = msgspec.structs.replace(rolled, halted=None, rotation=index, seal=hash_of(seal))

    def publish(
        self,
        *,
        time_s: int,
        witnesses: Sequence[str] = (*WITNESSES, *ENTRY_AUDITORS),
        log_key: str = "log",
        roll: RollEntry | None = None,
        after: Sequence[bytes] = (),
    ) -> "Log":
        """A snapshot whose last entry is the roll, or what a rogue puts ``after`` it."""
        chains = tuple(self.rolled[chain] for chain in sorted(self.rolled))
        self.entries += [encode_entry(roll or RollEntry(chains=chains, received=self.time)), *after]
        root = LeafList(leaf_hashes(self.entries)).root()
        note = sign_checkpoint(Checkpoint(ORIGIN, len(self.entries), root), NoteSigner(key(log_key), ORIGIN))
        cosigned = note.signed_by(*(cosigner(name).sign(note.text, time_s=time_s) for name in witnesses))
        published = copy(self)
        for name in ("entries", "indexes", "receipts", "audits", "rotations", "rolled"):
            setattr(published, name, deepcopy(getattr(self, name)))
        published.note = cosigned.encode()
        return published


def hash_of(policy: KeyPolicy) -> HexHash:
    """How a roll names a policy."""
    return to_hex(digest(canonical.encode(policy)))
