# SPDX-License-Identifier: Apache-2.0
"""Typed reading of duties and documents."""

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.disclosure.records import (
    DOCUMENT_VERSIONS,
    DOCUMENTS,
    DUTIES,
    OPEN,
    Document,
    DocumentVersion,
    Duty,
)
from counterfoil.primitives.types import PartyId, Timestamp


def overdue(view: View, now: Timestamp, party: PartyId | None = None) -> list[Duty]:
    """Open duties whose time had passed at ``now``, recorded as overdue or not; the longest overdue first."""
    duties = (duty for _, duty in view.rows(DUTIES) if duty.status in OPEN and duty.due < now)
    return sorted((one for one in duties if party in (None, one.party)), key=lambda one: (one.due, one.duty))


def documents_of(view: View, party: PartyId) -> list[Document]:
    """What a party published, in the order of identifiers."""
    return [document for _, document in view.rows(DOCUMENTS) if document.by == party]


def earlier_versions(view: View, document: str) -> list[DocumentVersion]:
    """What versions 1, 2, … said before the current one; empty for an unknown document."""
    current = view.read(DOCUMENTS, document)
    found = () if current is None else before(view, DOCUMENT_VERSIONS, document, current.version)
    return [said for _, said in found if said is not None]
