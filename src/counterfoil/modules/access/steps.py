# SPDX-License-Identifier: Apache-2.0
"""Whom the ledger waits for: who is to note what was asked, and has let the policy's time pass."""

from collections.abc import Iterator

from counterfoil.evidence.text import format_time
from counterfoil.law.module import Outstanding, View
from counterfoil.modules.access.queries import entry_at, journal_of
from counterfoil.primitives.types import Timestamp


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """The note that is late, where one is: only whoever has the lines can make it."""
    entry = entry_at(view, time)
    if entry is None or not entry.watched:
        return
    journal = journal_of(view, entry.noter)
    since = max(entry.since, entry.since if journal is None else journal.until)
    due = Timestamp(since + entry.delay_ms)
    if time > due:
        yield Outstanding(
            party=entry.noter,
            what="note of who looked at what",
            of=f"batch {1 if journal is None else journal.batches + 1}",
            told="late",
            since=format_time(since),
            until=format_time(due),
        )
