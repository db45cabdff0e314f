# SPDX-License-Identifier: Apache-2.0
"""Which trails a claim needs: found by running the verifier's rules over what there is until they miss nothing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from counterfoil.evidence.event import GENESIS_TRANSACTION, Event, decode_event
from counterfoil.evidence.header import SealedHeader
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import ChainId, Height, HexHash, RecordPath
from counterfoil.verify.authority import SignedTransaction, read_transaction
from counterfoil.verify.facts import INSTRUCTION, Facts, MissingTrail, path
from counterfoil.verify.history import DatedEvent, History
from counterfoil.verify.trails import FROM_THE_FIRST, SUBJECTS

Position = tuple[Height, int]


class TrailReader(Protocol):
    """What the closure asks of a chain."""

    @property
    def chain(self) -> ChainId: ...
    def sealed_header(self, height: Height) -> SealedHeader: ...
    def event(self, height: Height, index: int) -> bytes: ...
    def trail(self, record: RecordPath) -> list[tuple[Height, int]]: ...
    def transaction(self, transaction: HexHash) -> bytes: ...
    def record(self, path: RecordPath, height: Height) -> bytes | None: ...


class Closure:
    """A growing set of records, with their whole trails up to a height, and of events."""

    def __init__(self, reader: TrailReader, height: Height) -> None:
        self._reader = reader
        self._height = height
        self._records: set[RecordPath] = set()
        self._events: dict[Position, DatedEvent] = {}
        self._followed: set[Position] = set()
        self._transactions: dict[HexHash, tuple[bytes, SignedTransaction]] = {}

    def add_record(self, record: RecordPath) -> None:
        """Show a record, and with it its whole trail; raises InputError when it does not exist."""
        if record in self._records:
            return
        if self._reader.record(record, self._height) is None:
            raise InputError(f"there is no {record}", where=self._reader.chain, remedy="check the identifiers")
        self._records.add(record)
        self._add_trail(record, (self._height + 1, 0))

    def add_event(self, position: Position) -> None:
        """Show one event, with its transaction."""
        if position in self._events:
            return
        encoded = self._reader.event(*position)
        event = decode_event(encoded)
        time = self._reader.sealed_header(position[0]).header.time
        self._events[position] = DatedEvent(event, time, leaf_hash(encoded))
        if event.transaction != GENESIS_TRANSACTION and event.transaction not in self._transactions:
            envelope = self._reader.transaction(event.transaction)
            self._transactions[event.transaction] = (envelope, read_transaction(envelope, (event.transaction,)))

    def complete(self) -> list[DatedEvent]:
        """Add what is missing until nothing is; all events in order."""
        while True:
            self._follow_events()
            missing = self._missing()
            if not missing:
                return self._ordered()
            for record in missing:
                self.add_record(record)

    def facts(self, events: Sequence[DatedEvent]) -> Facts:
        """The facts after these of its events."""
        facts = Facts(self._records)
        for step in self._history().walk(events):
            facts = step.facts
        return facts

    def positions(self) -> list[Position]:
        return sorted(self._events)

    def records(self) -> set[RecordPath]:
        return self._records

    def envelopes(self) -> list[bytes]:
        """The transactions' bytes in the order in which the events name them."""
        names = dict.fromkeys(dated.event.transaction for dated in self._ordered())
        return [self._transactions[name][0] for name in names if name in self._transactions]

    def _ordered(self) -> list[DatedEvent]:
        return [self._events[position] for position in sorted(self._events)]

    def _follow_events(self) -> None:
        """Add the trails that each event by itself asks for, until no event is left unread."""
        while unread := [position for position in sorted(self._events) if position not in self._followed]:
            for position in unread:
                self._followed.add(position)
                self._follow(self._events[position].event)

    def _follow(self, event: Event) -> None:
        after = (event.height, event.index + 1)
        for link in event.trails:
            table = "/".join(link.record.split("/", 2)[:2])
            if table in SUBJECTS:
                self.add_record(link.record)
            elif table in FROM_THE_FIRST:
                self._add_trail(link.record, after)
        if "settlement" in event.data:
            self._add_instruction(path(INSTRUCTION, str(event.data["settlement"])), event)

    def _add_instruction(self, instruction: RecordPath, event: Event) -> None:
        """An instruction's trail up to its own event of the same transaction."""
        for position in self._reader.trail(instruction):
            if position[0] > event.height:
                break
            self.add_event(position)
            if self._events[position].event.transaction == event.transaction:
                break

    def _add_trail(self, record: RecordPath, before: tuple[int, int]) -> None:
        for position in self._reader.trail(record):
            if position < before:
                self.add_event(position)

    def _missing(self) -> list[RecordPath]:
        problems = [step.problem for step in self._history().walk(self._ordered())]
        missing = (problem.records for problem in problems if isinstance(problem, MissingTrail))
        return list(dict.fromkeys(record for records in missing for record in records))

    def _history(self) -> History:
        """A fresh run over the transactions; which signatures are valid is remembered from the runs before."""
        transactions = [replace(signed, matched=[], height=None) for _, signed in self._transactions.values()]
        return History(self._reader.chain, transactions, self._records)
