# SPDX-License-Identifier: Apache-2.0
"""One commercial chain over a state store: executes blocks, keeps what they changed until they are committed.

Within a block: run the machine, update the authenticated map once with everything that changed, make the header.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import apply_genesis, decode_genesis
from counterfoil.commerce.intake import Prepared, Refused, build_decoders, prepare
from counterfoil.commerce.machine import Machine, Result
from counterfoil.commerce.modules.parties.state import KEYS, KnownKey
from counterfoil.commerce.modules.protocol.state import (
    PROTOCOL_VERSIONS,
    RULES,
    RULES_KEY,
    Rules,
    active_features,
    protocol_at,
)
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import State
from counterfoil.evidence.event import GENESIS_TRANSACTION
from counterfoil.evidence.header import NO_PARENT, Header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.map import AuthMap, Update
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import ChainId, Height, HexHash, KeyId, RecordPath, Timestamp
from counterfoil.storage.state import KeySpace, StateStore

COMMITTED: Final = b"\x01"
REJECTED: Final = b"\x00"


def position_key(height: Height, index: int) -> bytes:
    """Height and index as 8 + 4 bytes, so that byte order is the order of the chain."""
    return height.to_bytes(8, "big") + index.to_bytes(4, "big")


def read_position(data: bytes) -> tuple[Height, int]:
    """What ``position_key`` wrote."""
    return Height(int.from_bytes(data[:8], "big")), int.from_bytes(data[8:12], "big")


def transaction_value(height: Height, index: int, result: Result) -> bytes:
    """What the index of transactions keeps: where it stands, and whether it was committed there."""
    return position_key(height, index) + (COMMITTED if result.outcome is Outcome.ok else REJECTED)


def was_committed(value: bytes | None) -> bool:
    """Whether the index says that a transaction did what it says; a rejected one may be tried again."""
    return value is not None and value.endswith(COMMITTED)


def trail_key(record: RecordPath, seq: int) -> bytes:
    """Where the index keeps the position of event ``seq`` of a record's trail."""
    return trail_prefix(record) + seq.to_bytes(8, "big")


def trail_prefix(record: RecordPath) -> bytes:
    """What all keys of a record's trail begin with; paths hold no NUL."""
    return record.encode() + b"\0"


class CommittedRecords:
    """The store's records as the machine and the queries read them."""

    def __init__(self, store: StateStore) -> None:
        self._store = store

    def get(self, path: RecordPath) -> bytes | None:
        return self._store.get(KeySpace.RECORDS, path.encode())

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        for key, value in self._store.scan(KeySpace.RECORDS, prefix.encode()):
            yield RecordPath(key.decode()), value


@dataclass(frozen=True, slots=True)
class Executed:
    """A block that was executed and waits for ``commit``."""

    height: Height
    header: bytes
    results: Sequence[Result]
    records: dict[RecordPath, bytes]
    update: Update
    events: EventLog
    transactions: Sequence[Prepared]


class Ledger:
    """The state machine of one chain. ``prepare`` may be called from any thread; the rest by one at a time."""

    def __init__(self, chain: ChainId, store: StateStore) -> None:
        build_decoders()
        self.chain = chain
        self._store = store
        self._state = State(CommittedRecords(store))
        self._map = AuthMap(lambda path: store.get(KeySpace.PAGES, path))
        self._machine = Machine(chain=chain, calls=app.CALLS, authority=app.parties)
        self._keys: dict[KeyId, PublicKey] = {}
        self._executed: Executed | None = None
        self._window = self._committed_window()

    @property
    def height(self) -> Height:
        """Height of the last committed block, or −1."""
        return self._store.height

    def header(self, height: Height) -> bytes:
        """The bytes of a committed header."""
        found = self._store.get(KeySpace.HEADERS, height.to_bytes(8, "big")) if height >= 0 else None
        if found is None:
            raise InputError(f"there is no block {height}", where=self.chain, remedy=f"the last is {self.height}")
        return found

    @property
    def last_hash(self) -> HexHash:
        """Hash of the last committed header; zeros before genesis."""
        return to_hex(header_hash(self.header(self.height))) if self.height >= 0 else NO_PARENT

    # Before a block.

    def prepare(self, envelope: bytes) -> Prepared | Refused:
        """Decode and verify; ``select`` looks for identifiers seen before, all of a block at once."""
        prepared = prepare(envelope, chain=self.chain, find_key=self._find_key)
        if isinstance(prepared, Refused):
            return prepared
        outcome = self._admissible(prepared)
        return prepared if outcome is Outcome.ok else Refused(outcome)

    def judge(self, prepared: Prepared) -> Outcome:
        """Whether a prepared transaction may still enter the next block, or why not."""
        if was_committed(self._store.get(KeySpace.TRANSACTIONS, bytes.fromhex(prepared.transaction.id))):
            return Outcome.already_seen
        return self._admissible(prepared)

    def select(self, candidates: Sequence[Prepared]) -> list[int]:
        """Positions of the candidates that may stand in the next block: still valid, unseen, and each once."""
        ids = [bytes.fromhex(candidate.transaction.id) for candidate in candidates]
        seen = self._store.get_many(KeySpace.TRANSACTIONS, ids)
        chosen: dict[bytes, int] = {}
        for position, candidate in enumerate(candidates):
            if not was_committed(seen[position]) and self._admissible(candidate) is Outcome.ok:
                chosen.setdefault(ids[position], position)
        return list(chosen.values())

    def _admissible(self, prepared: Prepared) -> Outcome:
        next_height = self.height + 1
        if prepared.valid_until < next_height:
            return Outcome.expired_transaction
        if prepared.valid_until > self.height + self._window:
            return Outcome.validity_too_long
        return Outcome.ok

    def _find_key(self, keyid: KeyId) -> PublicKey | None:
        if (known := self._keys.get(keyid)) is None:
            data = self._store.get(KeySpace.RECORDS, KEYS.path(keyid).encode())
            if data is None:
                return None
            found = canonical.decode(data, KnownKey)
            known = self._keys[keyid] = PublicKey(key=found.key, scheme=found.scheme)
        return known

    # A block.

    def execute_genesis(self, document: bytes) -> bytes:
        """Execute the genesis document as block 0; returns its header's bytes. ``commit`` follows."""
        genesis = decode_genesis(document)
        if genesis.chain != self.chain:
            raise InputError(f"the genesis is of chain {genesis.chain!r}, not {self.chain!r}", where="genesis.chain")
        if genesis.protocol not in PROTOCOL_VERSIONS:
            raise InputError(f"protocol {genesis.protocol} is not known here", where="genesis.protocol")
        events = EventLog()
        ctx = Context(
            chain=self.chain,
            height=Height(0),
            time=genesis.time,
            transaction=GENESIS_TRANSACTION,
            signers=frozenset(),
            state=self._state,
            events=events,
            authority=app.parties,
            features=frozenset(),
        )
        apply_genesis(ctx, genesis, parties=app.parties, rules=app.rules)
        return self._finish(_Block(Height(0), genesis.time, genesis.protocol, events)).header

    def execute(
        self, height: Height, time: Timestamp, transactions: Sequence[Prepared], envelopes: Sequence[bytes]
    ) -> Executed:
        """Run a block; nothing of it is visible before ``commit``. Raises InvariantBroken for rules unknown here."""
        rules = self._rules()
        protocol = protocol_at(rules, height)
        if protocol not in PROTOCOL_VERSIONS:
            raise InvariantBroken(f"block {height} needs protocol {protocol}; upgrade this software and start again")
        events, results = self._machine.apply_block(
            self._state,
            [prepared.transaction for prepared in transactions],
            height=height,
            time=time,
            features=active_features(rules, height),
        )
        return self._finish(_Block(height, time, protocol, events, results, transactions, envelopes))

    def _finish(self, block: "_Block") -> Executed:
        """Commit to everything the block changed: one batch into the map, three roots, one header."""
        records = self._state.block_changes()
        update = self._map.update({state_key(path): digest(value) for path, value in records.items()})
        header = Header(
            chain=self.chain,
            events=to_hex(merkle.root(block.events.leaves)),
            height=block.height,
            parent=self.last_hash,
            protocol=block.protocol,
            state=to_hex(update.root),
            time=block.time,
            transactions=to_hex(merkle.root(merkle.leaf_hashes(block.envelopes))),
        )
        self._executed = Executed(
            height=block.height,
            header=header.encode(),
            results=block.results,
            records=records,
            update=update,
            events=block.events,
            transactions=block.transactions,
        )
        return self._executed

    def commit(self) -> None:
        """Write the executed block behind the block log; from here on it is what everybody reads."""
        executed = self._executed
        if executed is None:
            raise InvariantBroken("there is no executed block to commit")
        height = executed.height.to_bytes(8, "big")
        self._store.commit(
            executed.height,
            {
                KeySpace.RECORDS: {path.encode(): value for path, value in executed.records.items()},
                KeySpace.PAGES: executed.update.pages,
                KeySpace.EVENTS: {
                    position_key(executed.height, index): event for index, event in enumerate(executed.events.encoded)
                },
                KeySpace.TRAILS: {
                    trail_key(link.record, link.seq): position_key(executed.height, index)
                    for index, links in enumerate(executed.events.trails)
                    for link in links
                },
                KeySpace.TRANSACTIONS: {
                    bytes.fromhex(prepared.transaction.id): transaction_value(executed.height, index, result)
                    for index, (prepared, result) in enumerate(
                        zip(executed.transactions, executed.results, strict=True)
                    )
                },
                KeySpace.HEADERS: {height: executed.header},
            },
        )
        self._state.end_block()
        self._executed = None
        self._window = self._committed_window()

    # Reading.

    @property
    def view(self) -> State:
        """The committed state, for queries and invariants; apart from the state that blocks are executed on."""
        return State(CommittedRecords(self._store))

    def record(self, path: RecordPath) -> bytes | None:
        """A committed record's bytes."""
        return self._store.get(KeySpace.RECORDS, path.encode())

    def _rules(self) -> Rules:
        rules = self._state.read(RULES, RULES_KEY)
        if rules is None:
            raise InvariantBroken(f"chain {self.chain} has no rules record: its genesis was not executed")
        return rules

    def _committed_window(self) -> int:
        return self._rules().window if self.height >= 0 else 0


@dataclass(frozen=True, slots=True)
class _Block:
    """What was run, before it is committed to."""

    height: Height
    time: Timestamp
    protocol: int
    events: EventLog
    results: Sequence[Result] = ()
    transactions: Sequence[Prepared] = ()
    envelopes: Sequence[bytes] = ()
