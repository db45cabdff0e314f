# SPDX-License-Identifier: Apache-2.0
"""What is always true of the policy of access, of journals and batches."""

from collections.abc import Iterator
from itertools import pairwise

from counterfoil.evidence.access_line import batch_hash
from counterfoil.law.module import View
from counterfoil.modules.access.queries import batches_of, policy_of
from counterfoil.modules.access.records import BATCHES, JOURNALS, NOTHING_BEFORE, Journal, NotedBatch
from counterfoil.modules.parties.records import PARTIES
from counterfoil.primitives.types import HexHash


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    policy = policy_of(view)
    if policy is not None:
        times = [one.since for one in policy.entries]
        if any(first >= second for first, second in pairwise(times)):
            yield "the policy of access is not in order of its times"
        for entry in policy.entries:
            if view.read(PARTIES, entry.noter) is None:
                yield f"{entry.noter}, who notes accesses, is not registered"
    for path, journal in view.rows(JOURNALS):
        yield from (f"{path}: {problem}" for problem in _of_journal(view, journal))
    for path, batch in view.rows(BATCHES):
        if view.read(JOURNALS, batch.noter) is None:
            yield f"{path}: its journal is not there"


def _of_journal(view: View, journal: Journal) -> Iterator[str]:
    batches = batches_of(view, journal.noter)
    if [one.batch for one in batches] != list(range(1, journal.batches + 1)):
        yield f"its last batch is {journal.batches}, and {len(batches)} are noted"
    head, until = NOTHING_BEFORE, None
    for one in batches:
        if one.previous != head:
            yield f"batch {one.batch} does not follow the one before"
        if until not in (None, one.since) or one.since >= one.until or one.until > one.noted:
            yield f"the period of batch {one.batch} does not follow the one before"
        if one.lines & (one.lines - 1):
            yield f"batch {one.batch} is not filled up"
        head, until = _hash(one), one.until
    if batches and (head, until) != (journal.head, journal.until):
        yield "it does not end with its last batch"
    if journal.late > journal.batches:
        yield "more batches were late than there are"


def _hash(batch: NotedBatch) -> HexHash:
    return batch_hash(
        noter=batch.noter,
        batch=batch.batch,
        since=batch.since,
        until=batch.until,
        lines=batch.lines,
        root=batch.root,
        previous=batch.previous,
    )
