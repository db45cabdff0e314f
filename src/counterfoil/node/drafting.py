# SPDX-License-Identifier: Apache-2.0
"""What a claim needs, found by the verifier's own walk over what there is.

A draft grows: records with their whole trails, other trails up to the event that follows where they are needed, and
every event with its transaction and call. Each run of the walk names what is still missing. What a trail proves is not
judged here: a ledger that broke its rules yields a package that does not verify.

Long trails are opened. An opening stands in a block before all in which its record is needed, for keys and standing are
those of the beginning of a transaction; and before the earliest time that the claim asks about. Where it turns out that
it does not, it moves down, and to nothing where there is none so early.

Of a call that lacks something, all that its law read is shown at once: a walk for each record would take the square of
what an account of a thousand positions is settled by.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

import msgspec

from counterfoil.evidence.claims import Claim, TransferClaim
from counterfoil.evidence.event import GENESIS_TRANSACTION, OPENING_EVERY, Trail, decode_event
from counterfoil.evidence.header import Header
from counterfoil.evidence.transaction import Transaction, decode_envelope, intent_id
from counterfoil.law.later import Later
from counterfoil.law.module import Laws
from counterfoil.law.moment import Unknown
from counterfoil.law.outcome import Refused
from counterfoil.law.table import TrailedRecord, bare_hash
from counterfoil.node.recalling import Recalled
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import ChainId, Height, HexHash, RecordPath, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.conclusion import claim_law
from counterfoil.verify.facts import Facts, MissingTrail, touched
from counterfoil.verify.shown import DatedEvent, Position, ShownTransaction, dated_data, read_call
from counterfoil.verify.told import PackageTold, tell, times_of
from counterfoil.verify.walk import Walk, names_of

OPEN_ABOVE: Final = 1_024
SUPPORTING_ABOVE: Final = 128
_Caused = tuple[HexHash, int | None]
"""a transaction, and which of its calls"""


class TrailReader(Protocol):
    """What a draft asks of a chain."""

    @property
    def chain(self) -> ChainId: ...
    @property
    def genesis_hash(self) -> HexHash: ...
    def header(self, height: Height) -> Header: ...
    def event(self, height: Height, index: int) -> bytes: ...
    def trail(self, record: RecordPath) -> Sequence[Position]: ...
    def transaction(self, transaction: HexHash) -> Transaction: ...
    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]: ...
    def caused(self, height: Height) -> Sequence[int]: ...
    def record(self, path: RecordPath, height: Height) -> bytes | None: ...


@dataclass
class Draft:
    """The materials of a package about a claim, as of the header at ``height``."""

    reader: TrailReader
    height: Height
    laws: Laws
    open_above: int = OPEN_ABOVE
    """a trail that is shown whole is opened when it has more events than this"""
    supporting_above: int = SUPPORTING_ABOVE
    """another is opened when it is needed further on than this"""
    whole: dict[RecordPath, Trail] = field(default_factory=dict)
    absent: set[RecordPath] = field(default_factory=set)
    openings: dict[RecordPath, tuple[int, TrailedRecord]] = field(default_factory=dict)
    events: dict[Position, DatedEvent] = field(default_factory=dict)
    _transactions: dict[HexHash, tuple[Transaction, ShownTransaction]] = field(default_factory=dict)
    _trails: dict[RecordPath, Sequence[Position]] = field(default_factory=dict)
    """the events of each record that was asked for, read once"""
    _shown: dict[RecordPath, int] = field(default_factory=dict)
    """how many events of a record's trail are shown, or come before its opening"""
    _folded: dict[RecordPath, tuple[int, TrailedRecord | None]] = field(default_factory=dict)
    """a record as so many events of its trail left it"""
    _asked: Timestamp = field(default=Timestamp(0))
    """the earliest time that the claim asks about"""

    def complete(self, claim: Claim) -> tuple[Claim, PackageTold]:
        """Add what is missing until nothing is; the claim with all that follows from it. Raises InputError."""
        law = claim_law(claim, self.laws)
        self._asked = min(times_of(claim))
        self.absent.update(law.absent(claim))
        if law.bare:
            return claim, self._bare(law.whole(claim, PackageTold()))
        if isinstance(claim, TransferClaim):
            self._add_transaction(claim.transaction)
        told = PackageTold()
        while True:
            before = self._extent()
            for path in law.whole(claim, told):
                self.add_whole(path, opened=path not in law.first(claim))
            told = self._walk(claim)
            lacking: set[_Caused] = set()
            for problem in told.problems():
                if isinstance(problem, MissingTrail):
                    self._add_until(problem.record, problem.position)
                    if (dated := self.events.get(problem.position)) is not None:
                        lacking.add((dated.event.transaction, dated.event.call))
            for dated in self._begun(lacking):
                self._add_what_was_read(dated)
            if before == self._extent():
                return claim, told

    def _extent(self) -> tuple[object, ...]:
        return len(self.events), len(self.whole), len(self.absent), *(seq for seq, _ in self.openings.values())

    def add_whole(self, path: RecordPath, *, opened: bool = True) -> None:
        """Show a record, and with it its whole trail, opened if it is long; raises InputError if it does not exist."""
        if path in self.whole:
            return
        self.whole[path] = self._head(path)
        positions = self._positions(path)
        if opened and len(positions) > self.open_above:
            # The claim needs the record, and an event of its trail, as of the earliest time that it asks about.
            asked = bisect_right(positions, self._asked, key=self._time) - 1
            self._open(path, positions[: max(min(len(positions) - self.open_above // 2, asked), 0)])
        self._add_trail(path, positions)

    def _head(self, path: RecordPath) -> Trail:
        value = self.reader.record(path, self.height)
        if value is None:
            raise InputError(f"there is no {path}", where=self.reader.chain, remedy="check the identifiers")
        return canonical.convert(canonical.decode(value, dict)["trail"], Trail)

    def _positions(self, path: RecordPath) -> Sequence[Position]:
        if path not in self._trails:
            self._trails[path] = [each for each in self.reader.trail(path) if each[0] <= self.height]
        return self._trails[path]

    def envelopes(self) -> list[ShownTransaction]:
        """The transactions in the order in which the events name them."""
        return [self._transactions[name][1] for name in names_of(self._ordered())]

    def _bare(self, paths: Sequence[RecordPath]) -> PackageTold:
        self.whole |= {path: self._head(path) for path in paths}
        states: Any = {path: self._look(path) for path in paths}
        return PackageTold(states={None: states})

    def _walk(self, claim: Claim) -> PackageTold:
        facts = Facts(self.laws, self.whole, self.absent, self.openings)
        transactions = {name: shown for name, (_, shown) in self._transactions.items()}
        claimed = claim.transaction if isinstance(claim, TransferClaim) else None
        walk = Walk(self.reader.chain, self.reader.genesis_hash, facts, transactions, claimed)
        told = tell(walk, self._ordered(), times_of(claim))
        told.plain = {path: self._plain(path) for path in self.whole}
        return told

    def _plain(self, path: RecordPath) -> dict[str, object]:
        value = self.reader.record(path, self.height)
        return {name: part for name, part in canonical.decode(value or b"{}", dict).items() if name != "trail"}

    def _ordered(self) -> list[DatedEvent]:
        return [self.events[position] for position in sorted(self.events)]

    def _add_until(self, path: RecordPath, position: Position) -> None:
        """A trail up to the first event at or after where it is needed; whole when there is none, absent if nothing."""
        positions = self._positions(path)
        needed = bisect_left(positions, position) + 1
        if needed > len(positions):
            if self.reader.record(path, self.height) is None:
                self.absent.add(path)
                return
            self.whole.setdefault(path, self._head(path))
        earlier, shown = bisect_left(positions, (position[0], 0)), self._shown.get(path, 0)
        opened = self.openings[path][0] if path in self.openings else None
        if needed <= shown and (opened is None or opened <= earlier):
            return
        if opened is None:
            if needed - shown > self.supporting_above:
                self._open(path, positions[:earlier])
        elif opened > earlier:
            # What is opened later, or in this very block, is needed as it was before: the beginning is shown besides,
            # unless to move the opening down is shorter.
            if needed < opened and needed <= opened - earlier:
                for early in positions[:needed]:
                    self._add_event(early)
                return
            del self.openings[path]
            self._open(path, positions[:earlier])
        self._add_trail(path, positions[: max(needed, shown)])

    def _begun(self, calls: set[_Caused]) -> list[DatedEvent]:
        """Of each call its first event that is shown: there the walk runs its law, and by what stood before that."""
        first: dict[_Caused, DatedEvent] = {}
        for dated in self._ordered():
            first.setdefault((dated.event.transaction, dated.event.call), dated)
        return [dated for call, dated in first.items() if call in calls]

    def _add_what_was_read(self, dated: DatedEvent) -> None:
        """What the law of an event's call read, as far as it can be run again."""
        event, position = dated.event, dated.position
        if event.call is None:
            return
        shown = self._transaction(event.transaction)[1]
        call = shown.calls.get(event.call)
        if call is None or call.typed is None:
            return
        signing = frozenset(shown.payload.by)
        before = partial(self._before, position=position)
        moment = Recalled(event.chain, event.height, dated.time, call.name, signing, before)
        with suppress(Refused, Unknown):
            self.laws.causes(call.typed, moment, shown.features)
        for path in moment.paths:
            if not self._tells(path, position):
                self._add_until(path, position)

    def _tells(self, path: RecordPath, position: Position) -> bool:
        """Whether what is shown tells a record as it was just before a position."""
        count, shown = bisect_left(self._positions(path), position), self._shown.get(path, 0)
        opened = self.openings[path][0] if path in self.openings else 0
        return opened <= count and (count < shown or path in self.whole)

    def _before(self, path: RecordPath, position: Position) -> msgspec.Struct | None:
        """A record as it was before a position; raises Unknown where the events of its trail do not say."""
        positions = self._positions(path)
        if not positions and self.reader.record(path, self.height) is not None:
            raise Unknown(path)
        count = bisect_left(positions, position)
        done, record = self._folded.get(path, (0, None))
        if done > count:
            done, record = 0, None
        for each in positions[done:count]:
            record = self._fold(path, record, self._dated(each))
        self._folded[path] = count, record
        return record

    def _open(self, path: RecordPath, positions: Sequence[Position]) -> None:
        """Open a trail at the last event of these that may be an opening, if one may.

        Never within a call: its law is run again on records as they were when it began.
        """
        seq = len(positions) // OPENING_EVERY * OPENING_EVERY
        while seq and self._is_within_a_call(path, seq):
            seq -= OPENING_EVERY
        if (record := self._as_of(path, positions[:seq])) is not None:
            self.openings[path] = (seq, record)

    def _is_within_a_call(self, path: RecordPath, seq: int) -> bool:
        """Whether the call that caused a trail's event caused the next one, too."""
        caused = [self._dated(position).event for position in self._positions(path)[seq - 1 : seq + 1]]
        return len(caused) == 2 and len({(event.transaction, event.call) for event in caused}) == 1

    def _add_trail(self, path: RecordPath, positions: Sequence[Position]) -> None:
        """Show a trail up to the last of these events, from where it is opened, or from the first."""
        self._shown[path] = len(positions)
        for position in positions[self.openings[path][0] - 1 if path in self.openings else 0 :]:
            self._add_event(position)

    def _time(self, position: Position) -> Timestamp:
        return self.reader.header(Height(position[0])).time

    def _as_of(self, path: RecordPath, positions: Sequence[Position]) -> TrailedRecord | None:
        """The record as these events leave it, folded without judging them; None when that is not what they say."""
        record, said = None, None
        for position in positions:
            dated = self._dated(position)
            try:
                record = self._fold(path, record, dated)
            except Unknown:
                return None
            said = next(link.after for link in dated.event.trails if link.record == path)
        return record if record is not None and said == bare_hash(record) else None

    def _fold(self, path: RecordPath, before: TrailedRecord | None, dated: DatedEvent) -> TrailedRecord | None:
        """A record as one event of its trail left it; raises Unknown when that is not what the event says."""
        if dated.data is None:
            raise Unknown(dated.event.type)
        moment, record = Later(dated.event.chain, dated.event.height, dated.time, self._look), before
        try:
            for touch in touched(dated.data.touches(moment, dated.event.consents), dated.event.trails):
                record = touch.fold(record) if touch.path == path else record
        except (CheckFailed, Refused) as error:
            raise Unknown(str(error)) from error
        return record

    def _look(self, path: RecordPath) -> msgspec.Struct | None:
        """A record as it is at the draft's height."""
        value, table = self.reader.record(path, self.height), self.laws.table_of(path)
        return None if value is None or table is None else canonical.decode(value, table.record)

    def _add_event(self, position: Position) -> None:
        """Show one event, with its transaction and its call."""
        if position in self.events:
            return
        dated = self.events[position] = self._dated(position)
        event = dated.event
        if event.transaction == GENESIS_TRANSACTION or event.call is None:
            return
        transaction, shown = self._transaction(event.transaction)
        if event.call not in shown.calls:
            shown.calls[event.call] = read_call(transaction.lines[event.call], self.laws)

    def _dated(self, position: Position) -> DatedEvent:
        encoded = self.reader.event(Height(position[0]), position[1])
        event = decode_event(encoded)
        return DatedEvent(event, dated_data(event, self.laws), self._time(position), leaf_hash(encoded))

    def _transaction(self, name: HexHash) -> tuple[Transaction, ShownTransaction]:
        if name not in self._transactions:
            transaction = self.reader.transaction(name)
            height, index = self.reader.transaction_position(name)
            envelope, payload = decode_envelope(transaction.envelope)
            features = frozenset(self.reader.header(height).protocol.features)
            events = self.reader.caused(height)[index]
            shown = ShownTransaction(intent_id(payload), envelope, payload, height, index, features, events)
            self._transactions[name] = (transaction, shown)
        return self._transactions[name]

    def _add_transaction(self, name: HexHash) -> None:
        """Show every event of a transaction, and every call."""
        height, place = self.reader.transaction_position(name)
        caused = self.reader.caused(height)
        for index in range(sum(caused[:place]), sum(caused[: place + 1])):
            self._add_event((height, index))
