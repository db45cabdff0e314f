# SPDX-License-Identifier: Apache-2.0
"""Calls of the traceability module."""

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.traceability.records import BatchNumber, EventCount, Title
from counterfoil.primitives.types import HashField, PartyId


class OpenRepository(Call, frozen=True, tag_field="call", tag="traceability.open_repository"):
    """Open a repository of events about goods; by who keeps it."""

    repository: NewId
    keeper: PartyId
    title: Title


class Anchor(Call, frozen=True, tag_field="call", tag="traceability.anchor"):
    """Anchor the next batch of a repository's events, by their root; by its keeper."""

    repository: str
    batch: BatchNumber
    """the number that comes next, so that asking twice anchors once"""
    events: EventCount
    root: HashField


class CloseRepository(Call, frozen=True, tag_field="call", tag="traceability.close_repository"):
    """Close a repository for good, whose batches stay; by its keeper."""

    repository: str
    reason: LegalReference
