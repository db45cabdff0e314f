# SPDX-License-Identifier: Apache-2.0
"""What a handler is told about the outside world, and the only way it changes anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import msgspec

from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import R, State, Table, TrailedRecord
from counterfoil.evidence.event import Event, ObjectClass, Trail, TrailLink
from counterfoil.primitives import canonical
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, KeyId, PartyId, RecordPath, Timestamp


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event and its object class under JR/T 0315-2024."""

    name: str
    object: ObjectClass


class Authority(Protocol):
    """Decides whether the signers of a transaction may act for a party."""

    def require(self, ctx: "Context", party: PartyId) -> Outcome: ...


class Reader(Protocol):
    """Reads the record at ``table/parts…`` as of now, or None."""

    def __call__(self, table: Table[R], *parts: str) -> R | None: ...


@dataclass(slots=True)
class EventLog:
    """The events of the block so far: canonical bytes and leaf hashes, in order."""

    encoded: list[bytes] = field(default_factory=list)
    leaves: list[Hash] = field(default_factory=list)
    trails: list[tuple[TrailLink, ...]] = field(default_factory=list)

    def append(self, encoded: bytes, leaf: Hash, links: tuple[TrailLink, ...]) -> None:
        self.encoded.append(encoded)
        self.leaves.append(leaf)
        self.trails.append(links)

    def truncate(self, length: int) -> None:
        """Forget the events of a transaction that was rejected."""
        del self.encoded[length:], self.leaves[length:], self.trails[length:]


@dataclass(slots=True)
class Context:
    """One transaction's view: where and when it runs, who signed, the state, and the event log."""

    chain: ChainId
    height: Height
    time: Timestamp
    transaction: HexHash
    signers: frozenset[KeyId]
    state: State
    events: EventLog
    authority: Authority
    features: frozenset[str]
    """Features active at this height."""
    read: Reader = field(init=False)
    """``state.read``, bound once because a transfer reads ten records."""

    def __post_init__(self) -> None:
        self.read = self.state.read

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]:
        return self.state.rows(table, *parts)

    def require(self, party: PartyId) -> Outcome:
        """``ok`` when the signatures satisfy the party's key policy and the party is not suspended."""
        return self.authority.require(self, party)

    def emit(self, kind: EventType, data: dict[str, Any], *touched: tuple[RecordPath, TrailedRecord]) -> None:
        """Log an event and write every record it touched, linked into that record's trail."""
        links = tuple(
            [TrailLink(record.trail.head, path, record.trail.seq + 1) for path, record in touched],
        )
        events = self.events
        encoded = canonical.encode_trusted(
            Event(
                chain=self.chain,
                data=data,
                height=self.height,
                index=len(events.encoded),
                object=kind.object,
                trails=links,
                transaction=self.transaction,
                type=kind.name,
            )
        )
        leaf = sha256(b"\0" + encoded)  # merkle.leaf_hash, hashed once for both of its forms
        events.append(encoded, Hash(leaf.digest()), links)
        head = HexHash(leaf.hexdigest())
        for link, (path, record) in zip(links, touched, strict=True):
            self.state.write(path, msgspec.structs.replace(record, trail=Trail(head, link.seq)))
