# SPDX-License-Identifier: Apache-2.0
"""What a transaction is told about the outside world, and the only way in which it changes anything."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from typing import Any, Final, cast

import msgspec
from msgspec.structs import replace

from counterfoil.commerce.state import State
from counterfoil.evidence.event import (
    EVENT_LENGTH_MAX,
    GENESIS_TRANSACTION,
    OPENING_EVERY,
    Consent,
    Event,
    ObjectClass,
    Trail,
    TrailLink,
)
from counterfoil.identity.policy import KeyPolicy, jointly_satisfied
from counterfoil.law.event import EventData, Touch
from counterfoil.law.module import Decide, Follow, Laws, Limit
from counterfoil.law.moment import NOBODY, Spoken
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.law.program import Coming, NoPrograms, Programs, Running, nothing_comes
from counterfoil.law.table import R, Table, TrailedRecord, bare_hash
from counterfoil.primitives import canonical
from counterfoil.primitives.bounds import check_for
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, KeyId, PartyId, RecordPath, Timestamp

EVENTS_MAX: Final = 4_096
"""Events that one transaction may cause: its budget of work, which it spends whether it succeeds or not."""
_NO_TRAIL: Final = Trail()
_check_of: Final = cache(partial(check_for, made=True))
"""of a type's values that a law computed"""


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
    """One block's view: where and when it runs, the state, the event log, and the transaction that runs now.

    It is the ledger's ``Moment``: laws read the whole state through it.
    """

    chain: ChainId
    height: Height
    time: Timestamp
    state: State
    laws: Laws
    limits: Mapping[type[EventData], Sequence[Limit]]
    follows: Mapping[type[EventData], Sequence[Follow]]
    decides: Mapping[type[EventData], Decide] = field(default_factory=dict)
    programs: Programs = field(default_factory=NoPrograms)
    events: EventLog = field(default_factory=EventLog)
    transaction: HexHash = GENESIS_TRANSACTION
    call: str = ""
    """name of the call that runs"""
    position: int | None = None
    """its place in the transaction"""
    policies: Mapping[PartyId, KeyPolicy] = field(default_factory=dict)
    """the parties that consent, and their key policies when the transaction began"""
    signers: frozenset[KeyId] = frozenset()
    spoken: Spoken = NOBODY
    """who consents to the call that runs by a decision on record"""
    read: Callable[..., Any] = field(init=False)
    """``state.read``, bound once because a transfer reads ten records"""
    coming: Callable[[], Coming | None] = nothing_comes
    """what will probably be the next call to run a program; see ``Running``"""
    _begun: int = 0
    _running: Running | None = None

    def __post_init__(self) -> None:
        self.read = self.state.read

    def begin(self, transaction: HexHash, policies: Mapping[PartyId, KeyPolicy], signers: frozenset[KeyId]) -> None:
        """Another transaction runs from now on."""
        self.transaction, self.policies, self.signers = transaction, policies, signers
        self.call, self.position, self.spoken, self._running = "", None, NOBODY, None
        self._begun = len(self.events.encoded)

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        table = self.laws.table_of(path)
        return None if table is None else self.state.at(path, table)

    def consents(self, *parties: PartyId) -> bool:
        policies = self.policies
        if self.spoken.parties:
            parties = self.spoken.besides(parties)
            if not parties or self.spoken.alone:
                return not parties
        if len(parties) == 1:
            return parties[0] in policies
        known = [policies[party] for party in parties if party in policies]
        return len(known) == len(parties) and jointly_satisfied(known, self.signers)

    def signed(self, party: PartyId) -> tuple[KeyId, ...]:
        policy = None if self.spoken.alone else self.policies.get(party)
        return () if policy is None else tuple(sorted(policy.keyid_set & self.signers))

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]:
        return self.state.rows(table, *parts)

    def cause(self, data: EventData) -> None:
        """Judge an event and let it happen, and what follows from it; Refused when a law, limit or budget objects."""
        consents = data.permit(self)
        for limit in self.limits.get(type(data), ()):
            limit(data, self)
        self.happen(data, consents)
        for follow in self.follows.get(type(data), ()):
            for following in tuple(follow(data, self)):
                self.cause(following)
        if (decide := self.decides.get(type(data))) is not None:
            self._decide(decide, data)

    def _decide(self, decide: Decide, data: EventData) -> None:
        """What a program does after an event, one by one: it sees what it did before."""
        with closing(decide(data, self, self.running)) as doing:
            for event in doing:
                self.cause(event)

    @property
    def running(self) -> Running:
        """The programs of the transaction that runs."""
        if self._running is None:
            self._running = Running(self.programs, self.coming)
        return self._running

    def happen(self, data: EventData, consents: tuple[Consent, ...] = ()) -> None:
        """Log an event and write what it makes of every record it touches; nobody is asked."""
        writes = tuple(data.writes(self))
        links: list[TrailLink] = []
        changed: list[tuple[RecordPath, TrailedRecord]] = []
        for touch in data.touches(self, consents):
            self._fold(touch, links, changed)
        if not data.bounded:
            _require_canonical(data)
        for _, record in changed:
            if not record.bounded:
                _require_canonical(record)
        for write in writes:
            _require_canonical(write.record)
        leaf = self.emit(data.type, data.object, data, consents, tuple(links))
        head = HexHash(leaf.hex())
        for link, (path, record) in zip(links, changed, strict=True):
            self.state.write(path, replace(record, trail=Trail(head, link.seq)))
        for write in writes:
            path = write.table.path(*write.key)
            if self.state.at(path, write.table) is None:
                self.state.write(path, write.record)

    def _fold(self, touch: Touch, links: list[TrailLink], changed: list[tuple[RecordPath, TrailedRecord]]) -> None:
        path = touch.path
        before = self.state.at(path, touch.table)
        after = touch.fold(before)
        trail = _NO_TRAIL if before is None else before.trail
        seq = trail.seq + 1
        opening = None if seq % OPENING_EVERY else bare_hash(after)
        links.append(TrailLink(trail.head, path, seq, opening))
        changed.append((path, after))
        if before is None and touch.opens is not None:
            self._fold(touch.opens, links, changed)

    def emit(
        self,
        type_: str,
        object_: ObjectClass,
        data: EventData | dict[str, Any],
        consents: tuple[Consent, ...] = (),
        links: tuple[TrailLink, ...] = (),
    ) -> Hash:
        """Append an event to the block; its leaf hash. Refused when it is too much for evidence to carry."""
        events = self.events
        encoded = canonical.encode_trusted(
            Event(
                call=self.position,
                chain=self.chain,
                consents=consents,
                data=cast("dict[str, Any]", data),
                height=self.height,
                index=len(events.encoded),
                object=object_,
                trails=links,
                transaction=self.transaction,
                type=type_,
            )
        )
        if len(encoded) > EVENT_LENGTH_MAX or len(events.encoded) - self._begun >= EVENTS_MAX:
            raise Refused(MachineOutcome.over_budget)
        leaf = Hash(sha256(b"\0" + encoded).digest())  # merkle.leaf_hash, without a call
        events.append(encoded, leaf, links)
        return leaf


def _require_canonical(made: msgspec.Struct) -> None:
    """What a law computed fits into canonical JSON; Refused otherwise, because nobody could read it again."""
    check = _check_of(type(made))
    if check is not None and not check(made):
        raise Refused(MachineOutcome.number_out_of_bounds, type(made).__name__)
