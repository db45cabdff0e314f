# SPDX-License-Identifier: Apache-2.0
"""One commercial chain over a state store: executes blocks, keeps what they changed until they are committed.

Within a block: run the machine, update the authenticated map once with everything that changed, make the header.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.application import Checked, FinalizedBlock, Refusal, TransactionResult
from counterfoil.commerce.admission import Admission, Prepared, refusal_of
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import apply_genesis, decode_genesis
from counterfoil.commerce.index import (
    counts_value,
    height_key,
    position_key,
    stored_subtrees,
    subtree_key,
    trail_key,
    transaction_key,
    transaction_value,
)
from counterfoil.commerce.machine import machine_of_all
from counterfoil.commerce.objections import Objections, objections
from counterfoil.commerce.rehearsal import AskingContext, RefusedLater, Rehearsal, foreseen, rehearse, stands
from counterfoil.commerce.state import State
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import placed_envelope
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.validators import Validator
from counterfoil.law.call import Call
from counterfoil.law.module import PROTOCOL_VERSIONS, View
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.program import Interpreters, NoPrograms, Programs
from counterfoil.modules import modules
from counterfoil.modules.parties.records import KEYS, KnownKey
from counterfoil.modules.protocol.records import RULES, RULES_KEY, Rules, active_features, protocol_at, window_at
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.map import AuthMap, Update
from counterfoil.primitives.errors import InputError, InvariantBroken
from counterfoil.primitives.garbage import collection_put_off
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.merkle.prove import Frontier
from counterfoil.primitives.types import ChainId, Height, HexHash, KeyId, PartyId, RecordPath, Timestamp
from counterfoil.storage.state import KeySpace, StateStore

VIEWED_RECORDS_MAX: Final = 100_000
"""How many records a view of the committed state keeps in memory, whoever reads a million through it."""
KEYS_MAX: Final = 100_000
"""How many keys stay ready to verify with."""


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
class _Executed:
    """A block that was executed and waits for ``commit``."""

    height: Height
    header: bytes
    results: Sequence[TransactionResult]
    records: dict[RecordPath, bytes]
    update: Update
    events: EventLog


class Ledger:
    """The state machine of one chain. ``prepare`` may be called from any thread; the rest by one at a time."""

    def __init__(self, chain: ChainId, store: StateStore, interpreters: Interpreters | None = None) -> None:
        """``interpreters`` run the chain's contracts; None: a block that holds one stops the node."""
        self.chain = chain
        self._interpreters = interpreters or (lambda _dialect: NoPrograms())
        self._store = store
        self._state = State(CommittedRecords(store))
        self._map = AuthMap(lambda path: store.get(KeySpace.PAGES, path))
        self.machine = machine_of_all()
        self._admission = Admission(self.machine.laws, chain, self._find_key)
        self._keys: dict[KeyId, PublicKey] = {}
        self._executed: _Executed | None = None
        self._genesis_hash: HexHash | None = None
        self._ancestors: Frontier | None = None
        self._window = self._committed_window()
        self.validators: tuple[Validator, ...] = self.machine.validators(self.view)
        """Who votes on the next block, by the committed state."""

    @property
    def height(self) -> Height:
        """Height of the last committed block, or −1."""
        return self._store.height

    def header(self, height: Height) -> bytes:
        """The bytes of a committed header."""
        found = self._store.get(KeySpace.HEADERS, height_key(height)) if height >= 0 else None
        if found is None:
            raise InputError(f"there is no block {height}", where=self.chain, remedy=f"the last is {self.height}")
        return found

    @property
    def last_hash(self) -> HexHash:
        """Hash of the last committed header; zeros before genesis."""
        return to_hex(header_hash(self.header(self.height))) if self.height >= 0 else NO_PARENT

    @property
    def genesis_hash(self) -> HexHash:
        """Hash of the genesis header; zeros before it."""
        if self._genesis_hash is None:
            if self.height < 0:
                return NO_PARENT
            self._genesis_hash = to_hex(header_hash(self.header(Height(0))))
        return self._genesis_hash

    # Before a block.

    def prepare(self, data: bytes) -> Prepared | Refusal:
        """Decode and verify; ``select`` looks for identifiers seen before, all of a block at once."""
        prepared = self._admission.prepare(data, self.genesis_hash)
        if isinstance(prepared, Refusal):
            return prepared
        return self._inadmissible(prepared) or prepared

    def judge(self, prepared: Prepared) -> Refusal | None:
        """Why a prepared transaction may not enter the next block; None when it may."""
        if (refusal := self._inadmissible(prepared)) is not None:
            return refusal
        seen = self._store.get(KeySpace.TRANSACTIONS, transaction_key(prepared.id)) is not None
        return refusal_of(MachineOutcome.already_seen) if seen else None

    def select(self, candidates: Sequence[Prepared]) -> list[Checked]:
        """The candidates that may stand in the next block: still valid, and unseen.

        Of two with one intent the machine takes the first that is complete at its place, which only it can tell.
        """
        seen = self._store.get_many(KeySpace.TRANSACTIONS, [transaction_key(one.id) for one in candidates])
        return [
            candidate
            for candidate, found in zip(candidates, seen, strict=True)
            if found is None and self._inadmissible(candidate) is None
        ]

    def _inadmissible(self, prepared: Prepared) -> Refusal | None:
        next_height = self.height + 1
        if prepared.valid_until < next_height:
            return refusal_of(MachineOutcome.expired_transaction)
        if prepared.valid_until > self.height + self._window:
            return refusal_of(MachineOutcome.validity_too_long)
        if prepared.valid_from > next_height:
            return refusal_of(MachineOutcome.not_yet_valid)
        return None

    def _find_key(self, keyid: KeyId) -> PublicKey | None:
        if (known := self._keys.get(keyid)) is None:
            data = self._store.get(KeySpace.RECORDS, KEYS.path(keyid).encode())
            if data is None:
                return None
            found = canonical.decode(data, KnownKey)
            if len(self._keys) >= KEYS_MAX:
                self._keys.clear()
            known = self._keys[keyid] = PublicKey(key=found.key, scheme=found.scheme)
        return known

    def rehearse(
        self, calls: Sequence[Call], by: Iterable[PartyId], time: Timestamp, *, signing: Collection[KeyId] = ()
    ) -> Rehearsal:
        """What calls would do in the next block, at ``time``, and whose consent beside that of ``by`` they lack."""
        return rehearse(self.machine, lambda: self.next_block(time), calls, by, self._next_features(), signing=signing)

    def foreseen(self, calls: Sequence[Call], time: Timestamp) -> list[tuple[int, RefusedLater]]:
        """Of calls that are to have others carried out, such as motions: why those would be refused now, if they would.

        The position of each such call, and the first refusal.
        """
        return list(foreseen(self.machine, lambda: self.next_block(time), calls, self._next_features()))

    def stands(self, call: Call, time: Timestamp) -> bool:
        """Whether a call carries out a decision that is there to be carried out, whatever its calls meet."""
        return stands(self.machine, self.next_block(time), call)

    def objections(self, calls: Sequence[Call], by: Iterable[PartyId] | None, time: Timestamp) -> Objections:
        """Every reason why calls would be refused in the next block, at ``time``.

        ``by`` consent; None: everybody is supposed to whose consent is needed.
        """
        return objections(self.machine, self.next_block(time), calls, by, self._next_features())

    def next_block(self, time: Timestamp) -> AskingContext:
        """The next block as it would find the committed state; nothing that happens in it is kept."""
        height, view = Height(self.height + 1), self.view
        rules = view.read(RULES, RULES_KEY)
        programs = NoPrograms() if rules is None else self._interpreters(_dialect(protocol_at(rules, height), height))
        return AskingContext(self.chain, height, time, view, **self.machine.rules, programs=programs)

    def _next_features(self) -> frozenset[str]:
        rules = self.view.read(RULES, RULES_KEY)
        return frozenset() if rules is None else frozenset(active_features(rules, Height(self.height + 1)))

    # A block.

    def execute_genesis(self, document: bytes) -> bytes:
        """Execute the genesis document as block 0; returns its header's bytes. ``commit`` follows."""
        genesis = decode_genesis(document)
        if genesis.chain != self.chain:
            raise InputError(f"the genesis is of chain {genesis.chain!r}, not {self.chain!r}", where="genesis.chain")
        ctx = self._context(Height(0), genesis.time, self._interpreters(_dialect(genesis.protocol, Height(0))))
        apply_genesis(ctx, genesis)
        features = tuple(sorted(name for name, height in genesis.features.items() if height == 0))
        return self._finish(ctx, Protocol(features, genesis.protocol), (), ())

    def execute(self, height: Height, time: Timestamp, transactions: Sequence[Prepared]) -> FinalizedBlock:
        """Run a block; nothing of it is visible before ``commit``. Raises InvariantBroken for rules unknown here."""
        with collection_put_off():  # a fifth of the time of a large block would go into looking for cycles
            return self._execute(height, time, transactions)

    def _execute(self, height: Height, time: Timestamp, transactions: Sequence[Prepared]) -> FinalizedBlock:
        self._state.discard_block()  # the rules too are those of what was committed
        rules = self._rules()
        version, features = protocol_at(rules, height), active_features(rules, height)
        if lacking := [name for name in features if name not in self.machine.laws.features]:
            raise InvariantBroken(
                f"block {height} of {self.chain} runs under features unknown here: {', '.join(lacking)}"
            )
        ctx = self._context(height, time, self._interpreters(_dialect(version, height)))
        answers = self.machine.run(ctx, transactions, features=frozenset(features))
        standing = [one for one, answer in zip(transactions, answers, strict=True) if not isinstance(answer, Refusal)]
        results = [answer for answer in answers if not isinstance(answer, Refusal)]
        header = self._finish(ctx, Protocol(features, version), [one.envelope for one in standing], results)
        validators = self.machine.validators(self._state)
        return FinalizedBlock(header, tuple(answers), None if validators == self.validators else validators)

    def _context(self, height: Height, time: Timestamp, programs: Programs) -> Context:
        """A new block begins; what an earlier one did that was executed and never committed is gone."""
        self._state.discard_block()
        return Context(self.chain, height, time, self._state, **self.machine.rules, programs=programs)

    def _finish(
        self, ctx: Context, protocol: Protocol, envelopes: Sequence[bytes], results: Sequence[TransactionResult]
    ) -> bytes:
        """Commit to everything the block changed: one batch into the map, three roots, one header."""
        records = self._state.block_changes()
        placed = [placed_envelope(one, result.events) for one, result in zip(envelopes, results, strict=True)]
        update = self._map.update({state_key(path): digest(value) for path, value in records.items()})
        header = Header(
            ancestors=to_hex(self._committed_headers().root()),
            chain=self.chain,
            events=to_hex(merkle.root(ctx.events.leaves)),
            height=ctx.height,
            parent=self.last_hash,
            protocol=protocol,
            state=to_hex(update.root),
            time=ctx.time,
            transactions=to_hex(merkle.root(merkle.leaf_hashes(placed))),
        ).encode()
        self._executed = _Executed(ctx.height, header, results, records, update, ctx.events)
        return header

    def commit(self) -> None:
        """Write the executed block behind the block log; from here on it is what everybody reads."""
        executed = self._executed
        if executed is None:
            raise InvariantBroken("there is no executed block to commit")
        height, events = executed.height, executed.events
        completed = enumerate(self._committed_headers().append(merkle.leaf_hash(executed.header)))
        self._store.commit(
            height,
            {
                KeySpace.RECORDS: {path.encode(): value for path, value in executed.records.items()},
                KeySpace.PAGES: executed.update.pages,
                KeySpace.EVENTS: {position_key(height, index): event for index, event in enumerate(events.encoded)},
                KeySpace.TRAILS: {
                    trail_key(link): position_key(height, index)
                    for index, links in enumerate(events.trails)
                    for link in links
                },
                KeySpace.TRANSACTIONS: {
                    transaction_key(result.id): transaction_value(result) for result in executed.results
                },
                KeySpace.HEADERS: {height_key(height): executed.header},
                KeySpace.CAUSED: {height_key(height): counts_value(executed.results)},
                KeySpace.ANCESTORS: {subtree_key(level, height >> level): subtree for level, subtree in completed},
            },
        )
        self._state.end_block()
        self._executed = None
        self._window = self._committed_window()
        self.validators = self.machine.validators(self._state)

    # Reading.

    @property
    def view(self) -> State:
        """The committed state, for queries and invariants; apart from the state that blocks are executed on."""
        return State(CommittedRecords(self._store), kept_max=VIEWED_RECORDS_MAX)

    def record(self, path: RecordPath) -> bytes | None:
        """A committed record's bytes."""
        return self._store.get(KeySpace.RECORDS, path.encode())

    def _rules(self) -> Rules:
        rules = self._state.read(RULES, RULES_KEY)
        if rules is None:
            raise InvariantBroken(f"chain {self.chain} has no rules record: its genesis was not executed")
        return rules

    def _committed_headers(self) -> Frontier:
        """The tree of the committed headers, to append to."""
        if self._ancestors is None:
            subtrees = stored_subtrees(lambda key: self._store.get(KeySpace.ANCESTORS, key))
            self._ancestors = Frontier.read(self.height + 1, subtrees)
        return self._ancestors

    def _committed_window(self) -> int:
        """In force in the next block."""
        return window_at(self._rules(), Height(self.height + 1)) if self.height >= 0 else 0


def _dialect(version: int, height: Height) -> int:
    """Under which contracts run while a protocol version is in force; InvariantBroken when it is unknown here."""
    if version not in PROTOCOL_VERSIONS:
        raise InvariantBroken(f"block {height} needs protocol {version}; upgrade this software and start again")
    return PROTOCOL_VERSIONS[version]


def broken_invariants(view: View) -> Iterator[str]:
    """Every broken invariant of every module, in words."""
    for module in modules():
        yield from module.invariants(view)
