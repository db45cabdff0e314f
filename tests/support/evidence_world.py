# SPDX-License-Identifier: Apache-2.0
"""A small world in memory for evidence: one chain run by the real machine, a custody log, and three witnesses.

All keys come from names and all times from a counter, so the same story always gives the same bytes. The operator may
go rogue: ``lawless`` blocks let anybody do anything, ``rogue_block`` writes any event and record, all duly sealed.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import Genesis, apply_genesis
from counterfoil.commerce.intake import AnyCall
from counterfoil.commerce.machine import BlockTransaction, Machine
from counterfoil.commerce.modules.parties.messages import RegisterParty
from counterfoil.commerce.modules.parties.state import PartyKind, Role
from counterfoil.commerce.modules.protocol.state import IMMEDIATE_SETTLEMENT
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.entries import (
    AnchorEntry,
    ChainEntry,
    EquivocationEntry,
    RolledChain,
    RollEntry,
    encode_entry,
)
from counterfoil.evidence.event import GENESIS_TRANSACTION, decode_event
from counterfoil.evidence.header import HEADER_TYPE, NO_PARENT, Header, SealedHeader, header_hash
from counterfoil.evidence.transaction import build_transaction, transaction_id
from counterfoil.evidence.witness_policy import PolicyGroup, PolicyLog, PolicyWitness, WitnessPolicy
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.note import CosignatureSigner, NoteSigner
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.map import AuthMap, MemoryMap
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, tagged, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.merkle.prove import LeafList
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, PartyId, RecordPath, Timestamp
from counterfoil.verify.trust import FORMAT, Trust, TrustedChain

CHAIN = ChainId("alliance")
ORIGIN = "counterfoil.example/custody"
START_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z."""
BLOCK_MS = 1_000
WITNESSES = ("alpha", "beta", "gamma")
Calls = list[dict[str, Any]]


def key(name: str) -> PrivateKey:
    """The private key that belongs to a name."""
    return PrivateKey(sha256(f"evidence world {name}".encode()).digest())


def policy(*names: str, threshold: int | None = None) -> KeyPolicy:
    """A key policy over names; all must sign unless a threshold is given."""
    return KeyPolicy(keys=tuple(key(name).public for name in names), threshold=threshold or len(names))


def plain_policy(*names: str) -> dict[str, Any]:
    """The same as a call carries it."""
    return msgspec.to_builtins(policy(*names))


@dataclass(frozen=True)
class Block:
    header: bytes
    seal: Envelope
    events: list[bytes]
    transactions: list[bytes]
    records: dict[RecordPath, bytes]
    pages: dict[bytes, bytes]


class World:
    """One chain. ``block`` runs transactions; the log sees every block at the next ``publish``."""

    def __init__(self, *, chain: ChainId = CHAIN, seal: Sequence[str] = ("operator",)) -> None:
        self.chain = chain
        self.blocks: list[Block] = []
        self.log = Log()
        self._seal = tuple(seal)
        self._records = MemoryRecords()
        self._state = State(self._records)
        self._map = MemoryMap()
        self._trails: dict[RecordPath, list[tuple[Height, int]]] = defaultdict(list)
        self._positions: dict[HexHash, tuple[Height, int]] = {}
        self._salt = 0
        self._genesis()
        self.log.register(chain, to_hex(header_hash(self.blocks[0].header)), policy(*self._seal))

    # What a chain reader shows.

    @property
    def height(self) -> Height:
        return Height(len(self.blocks) - 1)

    def sealed_header(self, height: Height) -> SealedHeader:
        block = self.blocks[height]
        return SealedHeader(canonical.decode(block.header, Header), block.seal)

    def event(self, height: Height, index: int) -> bytes:
        return self.blocks[height].events[index]

    def events(self, height: Height) -> list[bytes]:
        return self.blocks[height].events

    def event_proof(self, height: Height, index: int) -> tuple[int, list[Hash]]:
        leaves = LeafList(merkle.leaf_hashes(self.blocks[height].events))
        return leaves.size, leaves.inclusion_proof(index)

    def trail(self, record: RecordPath) -> list[tuple[Height, int]]:
        return list(self._trails.get(record, ()))

    def transaction(self, transaction: HexHash) -> bytes:
        height, index = self.transaction_position(transaction)
        return self.blocks[height].transactions[index]

    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]:
        if transaction not in self._positions:
            raise InputError(f"no transaction {transaction}")
        return self._positions[transaction]

    def record(self, path: RecordPath, height: Height) -> bytes | None:
        return self.blocks[height].records.get(path)

    def record_proof(self, path: RecordPath, height: Height) -> Any:
        return AuthMap(self.blocks[height].pages.get).prove(tagged("state", path.encode()))

    # Doing business.

    def sign(self, calls: Calls, *names: str, valid_until: int | None = None) -> Envelope:
        """A transaction signed by the keys of these names."""
        self._salt += 1
        last = Height(self.height + 100 if valid_until is None else valid_until)
        return build_transaction(self.chain, calls, *map(key, names), valid_until=last, salt=str(self._salt))

    def do(self, *names: str, calls: Calls, lawless: bool = False) -> HexHash:
        """One block with one transaction, which must succeed; its identifier."""
        envelope = self.sign(calls, *names)
        self.block(envelope, lawless=lawless)
        return transaction_id(envelope)

    def block(self, *envelopes: Envelope, lawless: bool = False, outcome: Outcome = Outcome.ok) -> None:
        """Run and seal a block; a lawless one takes every signature as given."""
        transactions = []
        keys = {key(name).keyid: key(name).public for name in NAMES}
        for envelope in envelopes:
            payload = msgspec.json.decode(envelope.payload)
            calls = [msgspec.convert(call, AnyCall, strict=True) for call in payload["calls"]]
            signers = frozenset(keys) if lawless else dsse.valid_signers(envelope, keys)
            transactions.append(BlockTransaction(id=transaction_id(envelope), calls=calls, signers=signers))
        machine = Machine(chain=self.chain, calls=app.CALLS, authority=app.parties)
        events, results = machine.apply_block(
            self._state,
            transactions,
            height=self._next_height,
            time=self._next_time,
            features=frozenset({IMMEDIATE_SETTLEMENT}),
        )
        assert all(result.outcome is outcome for result in results), results
        self._finish(events, [envelope.encode() for envelope in envelopes])

    def rogue_block(self, act: Callable[[Context], None], *envelopes: Envelope) -> None:
        """Seal a block in which ``act`` emits and writes whatever it likes, in the name of the last envelope."""
        events = EventLog()
        act(self._context(events, transaction_id(envelopes[-1]) if envelopes else GENESIS_TRANSACTION))
        self._state.keep_transaction()
        self._finish(events, [envelope.encode() for envelope in envelopes])

    def read(self, table: Any, *parts: str) -> Any:
        """A record as the machine has it now."""
        return self._state.read(table, *parts)

    def publish(
        self, *, witnesses: Sequence[str] = WITNESSES, time_s: int | None = None, log_key: str = "log"
    ) -> "Log":
        """Anchor all blocks, end with a roll, have it cosigned: the log as published now."""
        for height in range(len(self.blocks)):
            self.log.anchor(self.sealed_header(Height(height)))
        time = self.last_time // 1_000 + 10 if time_s is None else time_s
        return self.log.publish(witnesses=witnesses, time_s=time, log_key=log_key)

    def trust(self, *, max_age_s: int | None = None) -> Trust:
        genesis = header_hash(self.blocks[0].header)
        return Trust(witness_policy(), {self.chain: TrustedChain(genesis, policy(*self._seal))}, max_age_s)

    def trust_file(self) -> bytes:
        """The same trust as a file."""
        genesis = to_hex(header_hash(self.blocks[0].header))
        chain = {"genesis": genesis, "seal": msgspec.to_builtins(policy(*self._seal))}
        document = {"format": FORMAT, "policy": witness_policy().encode(), "chains": {self.chain: chain}}
        return msgspec.json.encode(document)

    @property
    def last_time(self) -> int:
        return self.sealed_header(self.height).header.time

    @property
    def _next_height(self) -> Height:
        return Height(len(self.blocks))

    @property
    def _next_time(self) -> Timestamp:
        return Timestamp(START_MS + BLOCK_MS * len(self.blocks))

    def _context(self, events: EventLog, transaction: HexHash) -> Context:
        return Context(
            chain=self.chain,
            height=self._next_height,
            time=self._next_time,
            transaction=transaction,
            signers=frozenset(),
            state=self._state,
            events=events,
            authority=app.parties,
            features=frozenset(),
        )

    def _genesis(self) -> None:
        parties = (_first_party("registrar", Role.registrar), _first_party("supervisor", Role.supervisor))
        events = EventLog()
        genesis = Genesis(
            chain=self.chain, time=self._next_time, parties=parties, features={IMMEDIATE_SETTLEMENT: Height(0)}
        )
        apply_genesis(self._context(events, GENESIS_TRANSACTION), genesis, parties=app.parties, rules=app.rules)
        self._finish(events, [])

    def _finish(self, events: EventLog, transactions: list[bytes]) -> None:
        height, time = self._next_height, self._next_time
        changes = self._state.block_changes()
        self._records.records.update(changes)
        root = self._map.apply({tagged("state", path.encode()): digest(value) for path, value in changes.items()})
        self._state.end_block()
        header = Header(
            chain=self.chain,
            events=to_hex(merkle.root(merkle.leaf_hashes(events.encoded))),
            height=height,
            parent=to_hex(header_hash(self.blocks[-1].header)) if self.blocks else NO_PARENT,
            protocol=1,
            state=to_hex(root),
            time=time,
            transactions=to_hex(merkle.root(merkle.leaf_hashes(transactions))),
        ).encode()
        seal = sign_envelope(HEADER_TYPE, header, *map(key, self._seal))
        records, pages = dict(self._records.records), dict(self._map.pages)
        self.blocks.append(Block(header, seal, list(events.encoded), transactions, records, pages))
        for index, encoded in enumerate(events.encoded):
            for link in decode_event(encoded).trails:
                self._trails[link.record].append((height, index))
        for index, encoded in enumerate(transactions):
            self._positions[transaction_id(dsse.decode(encoded))] = (height, index)


class Log:
    """A custody log in memory, with its witnesses; what it publishes is a snapshot that never changes."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.policy = witness_policy()
        self.note = b""
        self.indexes: dict[tuple[ChainId, Height], int] = {}
        self.rolled: dict[ChainId, RolledChain] = {}

    @property
    def size(self) -> int:
        return len(self.entries)

    def checkpoint(self) -> bytes:
        return self.note

    def entry(self, index: int) -> bytes:
        return self.entries[index]

    def inclusion(self, index: int, size: int) -> list[Hash]:
        return LeafList(merkle.leaf_hashes(self.entries[:size])).inclusion_proof(index)

    def anchor_index(self, chain: ChainId, height: Height) -> int:
        return self.indexes[chain, height]

    def rolled_height(self, chain: ChainId) -> Height:
        return Height(self.rolled[chain].height)

    def register(self, chain: ChainId, genesis: HexHash, seal: KeyPolicy) -> None:
        self.entries.append(encode_entry(ChainEntry(chain=chain, genesis=genesis, seal=seal)))
        self.rolled[chain] = RolledChain(chain=chain, halted=False, header=NO_PARENT, height=-1)

    def anchor(self, sealed: SealedHeader) -> None:
        header = sealed.header
        if (header.chain, header.height) in self.indexes:
            return
        self.indexes[header.chain, header.height] = len(self.entries)
        self.entries.append(encode_entry(AnchorEntry(header=header, seal=sealed.seal)))
        self.rolled[header.chain] = RolledChain(
            chain=header.chain, halted=False, header=to_hex(sealed.hash), height=header.height
        )

    def halt(self, sealed: SealedHeader) -> None:
        """Log a second header at an anchored height."""
        header = sealed.header
        anchored = self.indexes[header.chain, header.height]
        self.entries.append(encode_entry(EquivocationEntry(anchored=anchored, header=header, seal=sealed.seal)))
        self.rolled[header.chain] = msgspec.structs.replace(self.rolled[header.chain], halted=True)

    def publish(
        self,
        *,
        witnesses: Sequence[str],
        time_s: int,
        log_key: str = "log",
        roll: RollEntry | None = None,
        after: Sequence[bytes] = (),
    ) -> "Log":
        """A snapshot whose last entry is the roll, or what a rogue puts ``after`` it."""
        chains = tuple(self.rolled[chain] for chain in sorted(self.rolled))
        self.entries += [encode_entry(roll or RollEntry(chains=chains)), *after]
        root = LeafList(merkle.leaf_hashes(self.entries)).root()
        note = sign_checkpoint(Checkpoint(ORIGIN, len(self.entries), root), NoteSigner(key(log_key), ORIGIN))
        cosigned = note.signed_by(*(cosigner(name).sign(note.text, time_s=time_s) for name in witnesses))
        published = Log()
        published.entries = list(self.entries)
        published.indexes = dict(self.indexes)
        published.rolled = dict(self.rolled)
        published.note = cosigned.encode()
        return published


def cosigner(name: str) -> CosignatureSigner:
    return CosignatureSigner(key(f"witness {name}"), f"witness.example/{name}")


def witness_policy(*, log_key: str = "log") -> WitnessPolicy:
    """Two of three."""
    return WitnessPolicy(
        logs=(PolicyLog(NoteSigner(key(log_key), ORIGIN).verifier),),
        witnesses=tuple(PolicyWitness(name, cosigner(name).verifier) for name in WITNESSES),
        groups=(PolicyGroup("two-of-three", 2, WITNESSES),),
        quorum="two-of-three",
    )


NAMES = (
    "registrar",
    "supervisor",
    "acme",
    "bank",
    "north",
    "south",
    "li",
    "li-2",
    "wang",
    "venue",
    "mallory",
)
"""Everybody whose key may sign a transaction."""


def _first_party(name: str, role: Role) -> RegisterParty:
    return RegisterParty(
        party=PartyId(name),
        registrar=PartyId("registrar"),
        kind=PartyKind.organisation,
        name=name.title(),
        roles=(role,),
        keys=policy(name),
    )
