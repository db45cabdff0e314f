# SPDX-License-Identifier: Apache-2.0
"""Records of the traceability module, and the life cycle as a table."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.traceability.outcomes import TraceabilityOutcome
from counterfoil.primitives.types import INTEGER_MAX, HashField, PartyId, Timestamp

EVENTS_MAX: Final = 1_000_000
"""of a batch, so that whoever is shown one event's place reads at most 20 hashes"""
Title = Annotated[str, Meta(min_length=1, max_length=200)]
BatchNumber = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
"""From 1 up, without a gap."""
EventCount = Annotated[int, Meta(ge=1, le=EVENTS_MAX)]


class RepositoryStatus(StrEnum):
    open = "open"
    closed = "closed"


REPOSITORY_CYCLE: Final[dict[RepositoryStatus, frozenset[RepositoryStatus]]] = {
    RepositoryStatus.open: frozenset({RepositoryStatus.closed}),
    RepositoryStatus.closed: frozenset(),
}
"""status → the statuses it may change to"""
ANCHORED: Final = frozenset(status for status, following in REPOSITORY_CYCLE.items() if following)


class Repository(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A repository of events about goods, such as EPCIS's; the events themselves stay off the ledger."""

    repository: str
    keeper: PartyId
    title: str
    opened: Timestamp
    batches: int = 0
    """the number of the last one"""
    events: int = 0
    """how many are in all batches"""
    status: RepositoryStatus = RepositoryStatus.open


class Batch(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events that were anchored together. It is written once."""

    repository: str
    batch: int
    events: int
    root: HashField
    """RFC 6962, over one line an event (spec/event-proof.md)"""
    anchored: Timestamp


REPOSITORIES: Final = Table(
    "traceability/repository",
    Repository,
    TraceabilityOutcome.unknown_repository,
    TraceabilityOutcome.repository_exists,
)
BATCHES: Final = Table(
    "traceability/batch", Batch, TraceabilityOutcome.unknown_event_batch, TraceabilityOutcome.event_batch_exists
)
