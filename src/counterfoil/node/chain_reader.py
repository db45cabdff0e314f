# SPDX-License-Identifier: Apache-2.0
"""What a chain can show of itself: headers, events, trails, transactions, records, and the proofs of each."""

from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from functools import lru_cache
from typing import Final

from counterfoil.commerce.index import (
    COMMITTED,
    height_key,
    position_key,
    read_counts,
    read_position,
    stored_subtrees,
    trail_prefix,
    transaction_key,
)
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.header import Header, decode_header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import SealedHeader
from counterfoil.evidence.transaction import Transaction, placed_envelope, split_transaction
from counterfoil.identity import dsse
from counterfoil.primitives.authmap.map import AuthMap
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.merkle.prove import LeafList, inclusion_proof
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, RecordPath
from counterfoil.storage.blocklog import BlockLog, StoredBlock
from counterfoil.storage.state import KeySpace, StateStore

BLOCKS_KEPT: Final = 64
"""Blocks kept decoded, since the transactions of a trail often share a block."""
HEADERS_KEPT: Final = 65_536
INDEX_MAX: Final = 2**32 - 1


class ChainReader:
    """Reader a block log and its state store. Heights are of committed blocks."""

    def __init__(self, chain: ChainId, block_log: BlockLog, store: StateStore) -> None:
        self.chain = chain
        self._log = block_log
        self._store = store
        self._spend: Callable[[], None] = lambda: None
        self._block = lru_cache(BLOCKS_KEPT)(self._read_block)
        self._event_tree = lru_cache(BLOCKS_KEPT)(self._read_event_tree)
        self._envelope_tree = lru_cache(BLOCKS_KEPT)(self._read_envelope_tree)
        self._header = lru_cache(HEADERS_KEPT)(self._read_header)

    def spending(self, spend: Callable[[], None]) -> "ChainReader":
        """The same, which calls this before each event, trail, transaction and record: what it raises ends the work."""
        reader = copy(self)
        reader._spend = spend
        return reader

    @property
    def height(self) -> Height:
        return self._store.height

    @property
    def genesis_hash(self) -> HexHash:
        """Hash of the genesis header, which names the chain for ever."""
        return to_hex(header_hash(self._block(Height(0)).header))

    def header(self, height: Height) -> Header:
        return self._header(height)

    def header_proof(self, height: Height, later: Height) -> list[Hash]:
        """The path of a header to the root over those before a later one, which names it as ``ancestors``."""
        self._require_block(later)
        subtrees = stored_subtrees(lambda key: self._store.get(KeySpace.ANCESTORS, key))
        return inclusion_proof(height, later, subtrees)

    def sealed_header(self, height: Height) -> SealedHeader:
        block = self._block(height)
        return SealedHeader(header=decode_header(block.header), seal=dsse.decode(block.seal))

    def event(self, height: Height, index: int) -> bytes:
        """The bytes of one event; raises InputError when there is none."""
        self._spend()
        self._require_block(height)
        found = self._store.get(KeySpace.EVENTS, position_key(height, index)) if 0 <= index <= INDEX_MAX else None
        if found is None:
            raise InputError(f"block {height} has no event {index}", where=self.chain)
        return found

    def events(self, height: Height) -> list[bytes]:
        """All events of a block, in order; raises InputError for a block that is not committed."""
        self._require_block(height)
        return [value for _, value in self._store.scan(KeySpace.EVENTS, height.to_bytes(8, "big"))]

    def events_from(self, height: Height, index: int, count: int) -> list[bytes]:
        """Events of a block from one on, at most so many, in order; raises InputError for a block not committed."""
        self._require_block(height)
        wanted = range(min(index, INDEX_MAX), min(index + count, INDEX_MAX))
        found = self._store.get_many(KeySpace.EVENTS, [position_key(height, at) for at in wanted])
        return [event for event in found if event is not None]

    def events_of(self, heights: Iterable[Height], types: Collection[str]) -> Iterator[Event]:
        """The events of these types in some blocks, in the order of the chain; others are looked at and not read."""
        marks = [type_.encode() for type_ in types]
        for height in sorted(heights):
            for encoded in self.events(height):
                if any(mark in encoded for mark in marks) and (event := decode_event(encoded)).type in types:
                    yield event

    def event_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        """Number of events of the block, and the inclusion proof of one of them."""
        size, tree = self._event_tree(height)
        if not 0 <= index < size:
            raise InputError(f"block {height} has no event {index}", where=self.chain)
        return size, tree.inclusion_proof(index)

    def trail(self, record: RecordPath) -> list[tuple[Height, int]]:
        """Where the events of a record's trail are, first to last."""
        self._spend()
        return [read_position(value) for _, value in self._store.scan(KeySpace.TRAILS, trail_prefix(record))]

    def transaction(self, transaction: HexHash) -> Transaction:
        """The transaction as received; raises InputError for an identifier that is in no block."""
        self._spend()
        height, index = self.transaction_position(transaction)
        return split_transaction(self._block(height).transactions[index])

    def envelope_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        """Number of transactions of the block, and the inclusion proof of one's envelope."""
        size, tree = self._envelope_tree(height)
        return size, tree.inclusion_proof(index)

    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]:
        """Height, and position in the block; raises InputError."""
        try:
            found = self._store.get(KeySpace.TRANSACTIONS, bytes.fromhex(transaction))
        except ValueError as error:
            raise InputError(f"{transaction!r} is no transaction identifier", remedy="64 hex digits") from error
        if found is None:
            raise InputError(f"no transaction {transaction}", where=self.chain)
        return read_position(found)

    def transactions_from(self, digits: str) -> Iterator[HexHash]:
        """The identifiers of all transactions in blocks that begin with these hex digits."""
        found = self._store.scan(KeySpace.TRANSACTIONS, bytes.fromhex(digits[: len(digits) // 2 * 2]))
        return (HexHash(key.hex()) for key, _ in found if key.hex().startswith(digits))

    def was_committed(self, transaction: HexHash) -> bool | None:
        """Whether a transaction that stands in a block was committed there, or rejected; None when it is in none."""
        found = self._store.get(KeySpace.TRANSACTIONS, transaction_key(transaction))
        return None if found is None else found.endswith(COMMITTED)

    def transactions(self, height: Height) -> tuple[bytes, ...]:
        """All transactions of a block as received, in order."""
        return self._block(height).transactions

    def caused(self, height: Height) -> list[int]:
        """How many events each transaction of a block caused, in their order."""
        return read_counts(self._store.get(KeySpace.CAUSED, height_key(height)) or b"")

    def record(self, path: RecordPath, height: Height) -> bytes | None:
        """A record's bytes after a recent block; raises InputError beyond the store's history."""
        self._spend()
        return self._store.get_at(KeySpace.RECORDS, path.encode(), height)

    def record_proof(self, path: RecordPath, height: Height) -> MapProof:
        """The proof that a record is, or is not, under the state root of a recent block."""
        tree = AuthMap(lambda page: self._store.get_at(KeySpace.PAGES, page, height))
        return tree.prove(state_key(path))

    def _read_block(self, height: Height) -> StoredBlock:
        self._require_block(height)
        return self._log.read(height)

    def _require_block(self, height: Height) -> None:
        """Asked before anything is remembered: what a block that is not committed yet holds may still change."""
        if not 0 <= height <= self.height:
            raise InputError(f"no block {height}", where=self.chain, remedy=f"the last is {self.height}")

    def _read_header(self, height: Height) -> Header:
        self._require_block(height)
        found = self._store.get(KeySpace.HEADERS, height_key(height))
        if found is None:
            raise InputError(f"no header {height}", where=self.chain)
        return decode_header(found)

    def _read_envelope_tree(self, height: Height) -> tuple[int, LeafList]:
        received, caused = self._block(height).transactions, self.caused(height)
        placed = [
            placed_envelope(split_transaction(data).envelope, events)
            for data, events in zip(received, caused, strict=True)
        ]
        return len(placed), LeafList(merkle.leaf_hashes(placed))

    def _read_event_tree(self, height: Height) -> tuple[int, LeafList]:
        leaves = merkle.leaf_hashes(self.events(height))
        return len(leaves), LeafList(leaves)
