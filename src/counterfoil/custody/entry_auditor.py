# SPDX-License-Identifier: Apache-2.0
"""The entry auditor: a witness that also reads every entry, and cosigns only a tree that keeps the log's rules.

What a witness cosigns was not rewritten, but may say anything: the log's key alone could publish a false roll that
names an old header. An entry auditor needs nothing but the log, since ``registry`` judges an entry by those before it:

1. the entries of the new tree hash to its root, after those that were read before;
2. each is one that the log may accept;
3. the last is a roll;
4. the log's time of receipt is at most 60 s ahead of the auditor's clock.

What it read is not kept on disk: after a restart it reads the tree that it cosigned last once more, and judges only
what came later.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from counterfoil.custody.reader import EntrySource
from counterfoil.custody.registry import Registry
from counterfoil.custody.witness import Witness
from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.evidence.entries import AHEAD_MAX_MS, decode_entry
from counterfoil.evidence.text import format_time
from counterfoil.identity.note import CosignatureSigner, VerifierKey
from counterfoil.primitives.errors import CustodyError, InputError, StorageError, WitnessRefusal
from counterfoil.primitives.merkle.prove import Frontier
from counterfoil.primitives.merkle.verify import leaf_hash


class _Reading:
    """What was read of the log so far, and the first entry that broke a rule."""

    def __init__(self, origin: str) -> None:
        self.registry = Registry(origin)
        self.tree = Frontier()
        self.problem: str | None = None

    def judge(self, entries: Iterable[bytes]) -> None:
        """Read on under the rules. After a broken one only hashes are of interest: are these the log's own words?"""
        for entry in entries:
            if self.problem is None:
                try:
                    self.registry.replay(self.tree.size, entry)
                except CustodyError as error:
                    self.problem = str(error)
            self.tree.append(leaf_hash(entry))

    def recall(self, entries: Iterable[bytes]) -> None:
        """Read again what was judged before."""
        for entry in entries:
            if self.problem is None:
                try:
                    self.registry.apply(self.tree.size, decode_entry(entry))
                except (InputError, KeyError) as error:
                    self.problem = f"entry {self.tree.size}: {error}"
            self.tree.append(leaf_hash(entry))


class EntryAuditor(Witness):
    """Speaks a witness's protocol, with its own key and folder, for one log whose entries come from ``source``.

    ``accept_clock`` means what it means for a witness, and covers the log's stamps as well.
    """

    def __init__(
        self,
        directory: Path,
        *,
        signer: CosignatureSigner,
        log: VerifierKey,
        source: EntrySource,
        clock: Callable[[], int],
        accept_clock: bool = False,
    ) -> None:
        super().__init__(directory, signer=signer, logs=[log], clock=clock, accept_clock=accept_clock)
        self._source = source
        self._read: _Reading | None = None

    def examine(self, kept: Checkpoint | None, checkpoint: Checkpoint, time_s: int) -> str | None:
        """The first rule that the new entries break; WitnessRefusal 500 when they cannot be read."""
        if kept is not None and kept.size == checkpoint.size:
            return None
        # Forgotten until all is well, so that nothing of a refused tree is left to build on.
        reading, self._read = self._read, None
        try:
            reading = self._recalled(reading, kept, checkpoint)
            stamped = reading.registry.received
            reading.judge(self._source.entries(reading.tree.size, checkpoint.size, size=checkpoint.size))
        except (StorageError, OSError) as error:
            raise WitnessRefusal(500, f"cannot read the entries: {error}") from error
        problem = _problem(reading, checkpoint) or self._stamp_problem(reading.registry, stamped, time_s)
        if problem is None:
            self._read = reading
        return problem

    def _recalled(self, reading: _Reading | None, kept: Checkpoint | None, checkpoint: Checkpoint) -> _Reading:
        """The reading of the tree that was cosigned last: by this process, by another, or by one before this."""
        size = kept.size if kept is not None else 0
        if reading is None or reading.tree.size > size:
            reading = _Reading(checkpoint.origin)
        reading.recall(self._source.entries(reading.tree.size, size, size=checkpoint.size))
        return reading

    def _stamp_problem(self, registry: Registry, stamped: int, time_s: int) -> str | None:
        """Whether the log received something in the future; a stamp that only stands still was judged before."""
        ahead = registry.received - (time_s + 1) * 1_000
        if registry.received == stamped or ahead <= AHEAD_MAX_MS or registry.origin in self._clock_accepted:
            return None
        received = format_time(registry.received)
        return f"received at {received}, {ahead} ms ahead of this auditor's clock; at most {AHEAD_MAX_MS} are"


def _problem(reading: _Reading, checkpoint: Checkpoint) -> str | None:
    # The witness's part has proved that this root extends the one before, so it vouches for what was recalled, too.
    if (reading.tree.size, reading.tree.root()) != (checkpoint.size, checkpoint.root):
        return f"the entries that were found do not hash to the root of size {checkpoint.size}"
    if reading.problem is not None:
        return reading.problem
    return None if reading.registry.last_was_roll else f"entry {checkpoint.size - 1} ends the tree, and is no roll"
