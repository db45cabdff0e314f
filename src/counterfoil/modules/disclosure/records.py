# SPDX-License-Identifier: Apache-2.0
"""Records of the disclosure module, and the life cycles as tables."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.disclosure.outcomes import DisclosureOutcome
from counterfoil.primitives.types import HashField, InstrumentId, PartyId, Timestamp

Topic = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]
"""What a document is about, such as ``annual_report``."""
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Uri = Annotated[str, Meta(max_length=500)]


class DutyStatus(StrEnum):
    due = "due"
    overdue = "overdue"
    """its time passed, and somebody had that recorded"""
    met = "met"
    met_late = "met_late"
    waived = "waived"


DUTY_CYCLE: Final[dict[DutyStatus, frozenset[DutyStatus]]] = {
    DutyStatus.due: frozenset({DutyStatus.overdue, DutyStatus.met, DutyStatus.met_late, DutyStatus.waived}),
    DutyStatus.overdue: frozenset({DutyStatus.met_late, DutyStatus.waived}),
    DutyStatus.met: frozenset(),
    DutyStatus.met_late: frozenset(),
    DutyStatus.waived: frozenset(),
}
"""status → the statuses it may change to"""
OPEN: Final = frozenset(status for status, following in DUTY_CYCLE.items() if following)


class DocumentStatus(StrEnum):
    published = "published"
    superseded = "superseded"
    withdrawn = "withdrawn"


DOCUMENT_CYCLE: Final[dict[DocumentStatus, frozenset[DocumentStatus]]] = {
    DocumentStatus.published: frozenset({DocumentStatus.superseded, DocumentStatus.withdrawn}),
    DocumentStatus.superseded: frozenset(),
    DocumentStatus.withdrawn: frozenset(),
}
"""status → the statuses it may change to; a revision makes a new version of what is published"""
IN_FORCE: Final = frozenset(status for status, following in DOCUMENT_CYCLE.items() if following)


class Duty(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a party must disclose, and by when."""

    duty: str
    party: PartyId
    topic: str
    instrument: InstrumentId | None
    due: Timestamp
    """the last moment at which it is in time"""
    set_by: PartyId
    reference: str
    status: DutyStatus = DutyStatus.due
    document: str | None = None
    """by which it was met"""
    met: Timestamp | None = None


class Document(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document as it was disclosed, in its current version; its bytes stay off the ledger."""

    document: str
    by: PartyId
    topic: str
    instrument: InstrumentId | None
    title: str
    hash: HashField
    """SHA-256 of its bytes"""
    uri: str
    published: Timestamp
    """when this version was"""
    duty: str | None
    """which it met"""
    supersedes: str | None
    version: int = 1
    status: DocumentStatus = DocumentStatus.published
    superseded_by: str | None = None


class DocumentVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an earlier version said."""

    title: str
    hash: HashField
    uri: str
    published: Timestamp


DUTIES: Final = Table("disclosure/duty", Duty, DisclosureOutcome.unknown_duty, DisclosureOutcome.duty_exists)
DOCUMENTS: Final = Table(
    "disclosure/document", Document, DisclosureOutcome.unknown_document, DisclosureOutcome.document_exists
).opened()
DOCUMENT_VERSIONS: Final = Table(
    "disclosure/version",
    DocumentVersion,
    DisclosureOutcome.unknown_document_version,
    DisclosureOutcome.document_version_exists,
).opened()
