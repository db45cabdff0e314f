# SPDX-License-Identifier: Apache-2.0
"""The next batch of a repository's events as a call, by what stands on the ledger."""

from counterfoil.law.module import View
from counterfoil.modules.traceability.calls import Anchor
from counterfoil.modules.traceability.records import BATCHES, EVENTS_MAX, REPOSITORIES
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.batches import EventBatch, OnLedger, next_batch


def on_ledger(view: View, repository: str) -> OnLedger:
    """How far a repository is anchored; InputError where it is not opened."""
    found = view.read(REPOSITORIES, repository)
    if found is None:
        remedy = "counterfoil traceability open-repository opens one"
        raise InputError("no such repository of events is opened", where=repository, remedy=remedy)
    last = view.read(BATCHES, repository, str(found.batches))
    return OnLedger(repository, found.batches, None if last is None else last.root)


def settled_batch(
    view: View, database: Database, repository: str, *, seed: bytes, events_max: int = EVENTS_MAX
) -> EventBatch | None:
    """The batch that is anchored next, settled in the database; None where all events are anchored.

    ``seed``: 32 bytes that nobody can guess, which a new batch keeps.
    """
    there = on_ledger(view, repository)
    with database.writing() as connection:
        return next_batch(connection, there, seed=seed, events_max=events_max)


def foreseen_batch(
    view: View, database: Database, repository: str, *, seed: bytes, events_max: int = EVENTS_MAX
) -> EventBatch | None:
    """The batch that would be anchored next, with a root that nobody keeps; nothing is settled."""
    there = on_ledger(view, repository)
    with database.reading() as connection:
        return next_batch(connection, there, seed=seed, events_max=events_max, settle=False)


def anchor_call(batch: EventBatch) -> Anchor:
    """What anchors it."""
    return Anchor(repository=batch.repository, batch=batch.number, events=batch.events, root=batch.root)
