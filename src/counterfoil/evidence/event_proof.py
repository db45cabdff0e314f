# SPDX-License-Identifier: Apache-2.0
"""That one event of a repository was anchored (spec/event-proof.md): a line each, their root, the proof of one.

What is hashed is the bytes of the document, whatever they say; who reads events computes the event's own hash.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.transaction import salt_of
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import Hash, HashField, HexHash

FORMAT: Final = "counterfoil-event-proof/v1"
PROOF_LENGTH_MAX: Final = 2 * 1024 * 1024
DOCUMENT_LENGTH_MAX: Final = 1024 * 1024
PATH_MAX: Final = 20
"""A batch has at most a million events."""
_EVENTS_MAX: Final = 1_000_000


class EventLine(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What is hashed of an event. The salt keeps whoever sees a neighbour's proof from guessing it."""

    document: HexHash
    """SHA-256 of the document's bytes"""
    event: HexHash
    """the event's own hash (CBV 2.0), which all ways to write it share"""
    salt: HexHash

    @property
    def leaf(self) -> Hash:
        """Its leaf hash."""
        return leaf_hash(canonical.encode(self))


class EventProof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event's document, and its place in a batch that stands on a chain."""

    format: Annotated[str, Meta(pattern=f"^{FORMAT}$")] = FORMAT
    chain: Annotated[str, Meta(min_length=1, max_length=200)]
    repository: Annotated[str, Meta(min_length=1, max_length=200)]
    batch: Annotated[int, Meta(ge=1)]
    events: Annotated[int, Meta(ge=1, le=_EVENTS_MAX)]
    """of the batch"""
    index: Annotated[int, Meta(ge=0, lt=_EVENTS_MAX)]
    """of this one, from 0 up"""
    event: HashField
    document: Annotated[str, Meta(max_length=DOCUMENT_LENGTH_MAX)]
    """its text as it was captured"""
    salt: HashField
    path: Annotated[tuple[HashField, ...], Meta(max_length=PATH_MAX)]

    @property
    def line(self) -> EventLine:
        """What was hashed, if the document is what was captured."""
        return EventLine(document=document_hash(self.document), event=self.event, salt=self.salt)

    def leads_to(self, root: HexHash, events: int) -> bool:
        """Whether a batch of so many events, with this root, has the document in it, in its place."""
        if events != self.events or self.index >= events:
            return False
        path = [from_hex(one) for one in self.path]
        return verify_inclusion(self.line.leaf, self.index, events, path, from_hex(root))


class Batched:
    """Events that are anchored together: their root, and a proof of each."""

    def __init__(self, seed: bytes, hashes: Sequence[tuple[HexHash, HexHash]]) -> None:
        """``seed`` is the batch's own, and secret; ``hashes`` are those of each event and of its document."""
        self._lines = [
            EventLine(document=document, event=event, salt=HexHash(salt_of(seed, index)))
            for index, (event, document) in enumerate(hashes)
        ]
        self._tree = LeafList([line.leaf for line in self._lines])

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def root(self) -> HexHash:
        return to_hex(self._tree.root())

    def proof(self, index: int, document: str, *, chain: str, repository: str, batch: int) -> EventProof:
        """Of the event at an index; ``document`` is the text whose hash was given for it."""
        line = self._lines[index]
        return EventProof(
            chain=chain,
            repository=repository,
            batch=batch,
            events=len(self._lines),
            index=index,
            event=line.event,
            document=document,
            salt=line.salt,
            path=tuple(to_hex(one) for one in self._tree.inclusion_proof(index)),
        )


def document_hash(text: str) -> HexHash:
    """SHA-256 of its bytes, UTF-8."""
    return to_hex(digest(text.encode()))


def encode_event_proof(proof: EventProof) -> bytes:
    """The ``.event-proof.json`` file: canonical JSON."""
    return canonical.encode(proof)


def decode_event_proof(data: bytes) -> EventProof:
    """Strict; raises DecodeError that names the field."""
    if len(data) > PROOF_LENGTH_MAX:
        raise DecodeError(f"{len(data)} bytes; at most {PROOF_LENGTH_MAX} are read", where="event proof")
    return canonical.decode(data, EventProof)
