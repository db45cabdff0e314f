# SPDX-License-Identifier: Apache-2.0
"""One chain's lines in the hands of the service that answers: kept, ended as batches, noted on the chain.

In this order, so that whatever dies meanwhile nothing is noted twice or left out: a line is written before its answer
is given; a batch's lines and then its head are on the disk before its note is signed; what is noted is read from the
ledger, and what is ended and not noted is noted next.
"""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.evidence.access_line import AccessBatch, AccessLine, AccessReceipt, BatchHead, lines_for
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.access.calls import Note
from counterfoil.modules.access.queries import entry_at, journal_of, policy_of
from counterfoil.modules.access.records import NOTHING_BEFORE, AccessEntry, Asker, Question, Watching
from counterfoil.modules.parties.queries import party
from counterfoil.node.access.line_files import LineFiles
from counterfoil.node.access.receipts import receipt_of
from counterfoil.node.chain import ChainNode
from counterfoil.node.submitting import describe, is_committed, sign_calls, submit
from counterfoil.primitives.errors import CounterfoilError, StorageError
from counterfoil.primitives.types import Height, HexHash, KeyId, PartyId, Timestamp

BATCH_MAX: Final = 65_535
"""Lines that say something, in a batch: it ends then, whatever the time."""

Clock = Callable[[], Timestamp]
Salts = Callable[[], bytes]
"""Each time 32 bytes that nobody guesses."""


class Questioned(NamedTuple):
    """A question as it came, and what became of it."""

    party: PartyId
    key: KeyId | None
    asker: Asker
    question: Question
    asked: str
    body: str
    request: str
    height: Height
    status: int
    answer: HexHash | None


class AccessKeeper:
    """Of one chain and one noter, from any thread. ``notice`` is told what stands in the way of a note."""

    def __init__(
        self,
        node: ChainNode,
        folder: Path,
        noter: PartyId,
        key: PrivateKey,
        *,
        clock: Clock,
        salts: Salts,
        notice: Callable[[str], None],
    ) -> None:
        """Goes on where an earlier process ended; raises StorageError."""
        self._node, self._key = node, key
        self.noter = noter
        self._clock, self._salts, self._notice = clock, salts, notice
        self.files = LineFiles(folder)
        self._lock = threading.Lock()
        self._numbers: Counter[PartyId] = Counter()
        self._said = 0
        self._last = Timestamp(0)
        """of the last line, or the end of the last period: time goes forward here"""
        self._number = 0
        """of the batch that is open; 0: none is"""
        self._over = self.files.last()
        """of the last batch that is ended, and where its period ended"""
        self._over_until = Timestamp(self.files.head(self._over).until if self._over else 0)
        self._noting = threading.Lock()
        self._left_over = False
        """whether an earlier process kept lines and did not end their batch"""
        self._resume()

    def keep(self, questioned: Questioned, rule: Watching) -> AccessReceipt:
        """Keep one line, on the disk if the rule says so first; raises StorageError, and then nothing is kept."""
        with self._lock:
            begin = self._begin()
            if begin is None:
                raise StorageError(f"{self.noter} notes nothing of {self._node.chain} now")
            if not self._number:
                self._open(self._next())
            if self._said >= BATCH_MAX:
                self._end(begin, self._clock())
                self._open(self._next())
            time = max(self._clock(), self._last, begin)
            line = AccessLine(
                chain=self._node.chain,
                batch=self._number,
                number=self._numbers[questioned.party] + 1,
                time=Timestamp(time),
                salt=HexHash(self._salts().hex()),
                **questioned._asdict(),
            )
            length = self.files.append(line)
            self._count(line)
        if rule.kept_first:
            self.files.sync(length)
        return receipt_of(line, self._key)

    def work(self, *, ending: bool = False) -> None:
        """What is to be done now and then: sync, end a batch whose time has come, note what is ended.

        ``ending``: the service ends, and so does the batch. What cannot be done is told, and tried again next time.
        """
        try:
            self.files.sync()
            with self._lock:
                begin, now = self._begin(), self._clock()
                entry = entry_at(self._node.ledger.view, now)
                if begin is not None and (ending or self._is_due(begin, entry, now)):
                    self._end(begin, now)
            self.note()
        except (CounterfoilError, OSError) as error:
            self._notice(f"who asked is not noted yet: {error}")

    def note(self) -> None:
        """Have every batch that is ended and not on the ledger noted, in order; StorageError where one is not."""
        with self._noting:
            while (following := self._noted() + 1) <= self._over:
                batch = self.files.batch(following)
                call = self._call(batch)
                [answer] = submit(self._node, [sign_calls(self._node, [call], self._key, by=[self.noter])])
                if not is_committed(answer):
                    raise StorageError(f"batch {following} of {self.noter} on {self._node.chain}: {describe(answer)}")
                self._let_go(batch.head.until)

    def close(self) -> None:
        """End the batch, note it, and let go of the file."""
        self.work(ending=True)
        self.files.close()

    def _resume(self) -> None:
        """Lines that were kept and not ended are a batch of their own, which ends as soon as there is work."""
        noted, kept = self._noted(), self.files.kept()
        for number in kept:
            if self._over < number <= noted:
                aside = self.files.set_aside(number)
                self._notice(f"batch {number} was noted by another copy of this folder; lines of this one: {aside}")
        open_ = [number for number in kept if number > max(self._over, noted)]
        if open_:
            self._open(open_[0])
            self._left_over = self._said > 0

    def _open(self, number: int) -> None:
        self._numbers.clear()
        self._said = 0
        for line in self.files.open(number):
            self._count(line)
        self._number = number

    def _count(self, line: AccessLine) -> None:
        self._numbers[PartyId(line.party)] += 1
        self._said += 1
        self._last = max(self._last, line.time)

    def _end(self, begin: Timestamp, now: Timestamp) -> None:
        """End the period now, whether something was asked in it or not; not yet, where the clock stands before it."""
        until = max(now, self._last)
        if until <= begin:
            return
        if not self._number:
            self._open(self._next())
        policy = policy_of(self._node.ledger.view)
        named = None if policy is None else policy.naming(self.noter, begin, until)
        least = 1 if named is None else named[1].lines_min
        self.files.end(
            BatchHead(
                chain=self._node.chain,
                noter=self.noter,
                batch=self._number,
                since=begin,
                until=until,
                said=self._said,
                lines=lines_for(self._said, least),
                salt=HexHash(self._salts().hex()),
            )
        )
        self._over, self._over_until = self._number, until
        self._number, self._said, self._last = 0, 0, until
        self._left_over = False

    def _begin(self) -> Timestamp | None:
        """Where the period began that is open; None where no policy names the noter in it."""
        view = self._node.ledger.view
        policy, journal = policy_of(view), journal_of(view, self.noter)
        if policy is None:
            return None
        until = None if journal is None else journal.until
        if self._over > (0 if journal is None else journal.batches):
            until = self._over_until
        now = max(self._clock(), self._last, policy.entries[0].since)
        named = policy.naming(self.noter, until, Timestamp(now))
        return None if named is None else named[0]

    def _is_due(self, begin: Timestamp, entry: AccessEntry | None, now: Timestamp) -> bool:
        """An earlier process left lines, half of the policy's time has passed, or somebody else notes by now."""
        if self._left_over or entry is None or entry.noter != self.noter:
            return True
        wanted = bool(entry.watched) or self._said > 0
        return wanted and now - max(begin, entry.since) >= entry.delay_ms // 2

    def _next(self) -> int:
        return max(self._over, self._noted()) + 1

    def _noted(self) -> int:
        """The number of the last batch on the ledger."""
        journal = journal_of(self._node.ledger.view, self.noter)
        return 0 if journal is None else journal.batches

    def _call(self, batch: AccessBatch) -> Note:
        journal = journal_of(self._node.ledger.view, self.noter)
        return Note(
            noter=self.noter,
            batch=batch.head.batch,
            until=Timestamp(batch.head.until),
            lines=batch.head.lines,
            root=batch.root,
            previous=NOTHING_BEFORE if journal is None else journal.head,
        )

    def _let_go(self, now: int) -> None:
        """Of lines that were kept for as long as the policy says."""
        entry = entry_at(self._node.ledger.view, Timestamp(now))
        if entry is None:
            return
        for number in self.files.kept():
            if number > self._over or self.files.head(number).until + entry.kept_ms >= now:
                return
            self.files.let_go(number)


def noter_of(node: ChainNode, key: PrivateKey, entry: AccessEntry) -> bool:
    """Whether a key can sign alone for the party that notes, by a policy."""
    found = party(node.ledger.view, entry.noter)
    policy = None if found is None else found.keys
    return policy is not None and policy.satisfied_by(frozenset({key.keyid}))
