# SPDX-License-Identifier: Apache-2.0
"""Events of the disclosure module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.disclosure.outcomes import DisclosureOutcome
from counterfoil.modules.disclosure.records import (
    DOCUMENT_VERSIONS,
    DOCUMENTS,
    DUTIES,
    Document,
    DocumentStatus,
    DocumentVersion,
    Duty,
    DutyStatus,
)
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import require_party, require_role, supervises
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import HashField, InstrumentId, PartyId, Timestamp

_DUTIES: Changes[Duty] = Changes(DUTIES)
_DOCUMENTS: Changes[Document] = Changes(DOCUMENTS)


class DutyEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class DisclosureEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.disclosure


class Obliged(DutyEvent, frozen=True):
    """A party must disclose something by a time."""

    type: ClassVar[str] = "disclosure.obliged"
    duty: str
    party: PartyId
    topic: str
    instrument: InstrumentId | None
    due: Timestamp
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        duty = Duty(
            duty=self.duty,
            party=self.party,
            topic=self.topic,
            instrument=self.instrument,
            due=self.due,
            set_by=self.by,
            reference=self.reference,
        )
        yield _DUTIES.create(duty, self.duty)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor, Role.venue)
        return ()


class Waived(DutyEvent, frozen=True):
    """A duty ended without a document."""

    type: ClassVar[str] = "disclosure.waived"
    duty: str
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DUTIES.replace(self.duty, status=DutyStatus.waived)

    def permit(self, moment: Moment) -> Consents:
        setter = known(moment, DUTIES, self.duty).set_by
        require_party(moment, self.by)
        if self.by != setter:
            told = f"{self.by}: {setter}, who set the duty, waives it, or a supervisor"
            require(supervises(moment, self.by), PartiesOutcome.role_missing, told)
        return ()


class FellOverdue(DutyEvent, frozen=True):
    """The time of a duty passed, and nothing met it."""

    type: ClassVar[str] = "disclosure.fell_overdue"
    duty: str
    party: PartyId
    due: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DUTIES.replace(self.duty, status=DutyStatus.overdue)


class Published(DisclosureEvent, frozen=True):
    """A document was published. ``late``: the duty that it meets was due before; null: it meets none."""

    type: ClassVar[str] = "disclosure.published"
    document: str
    by: PartyId
    topic: str
    instrument: InstrumentId | None
    title: str
    hash: HashField
    uri: str
    duty: str | None
    late: bool | None
    supersedes: str | None
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        document = Document(
            document=self.document,
            by=self.by,
            topic=self.topic,
            instrument=self.instrument,
            title=self.title,
            hash=self.hash,
            uri=self.uri,
            published=self.time,
            duty=self.duty,
            supersedes=self.supersedes,
        )
        yield _DOCUMENTS.create(document, self.document)
        if self.duty is not None:
            met = DutyStatus.met_late if self.late else DutyStatus.met
            yield _DUTIES.replace(self.duty, status=met, document=self.document, met=self.time)
        if self.supersedes is not None:
            over = DocumentStatus.superseded
            yield _DOCUMENTS.replace(self.supersedes, status=over, superseded_by=self.document)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        if self.instrument is not None and self.duty is None:
            issuer = known(moment, INSTRUMENTS, self.instrument).issuer
            require(self.by == issuer, DisclosureOutcome.not_the_issuer, self.by)
        return ()


class Revised(DisclosureEvent, frozen=True):
    """A document got a new version."""

    type: ClassVar[str] = "disclosure.revised"
    document: str
    title: str
    hash: HashField
    uri: str
    version: int
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def revise(before: Document) -> Document:
            return replace(
                before, title=self.title, hash=self.hash, uri=self.uri, version=self.version, published=self.time
            )

        yield _DOCUMENTS.change(revise, self.document)

    def writes(self, moment: Moment) -> Iterator[Write]:
        before = known(moment, DOCUMENTS, self.document)
        earlier = DocumentVersion(title=before.title, hash=before.hash, uri=before.uri, published=before.published)
        yield Write(DOCUMENT_VERSIONS, (self.document, str(before.version)), earlier)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, DOCUMENTS, self.document).by)
        return ()


class Withdrawn(DisclosureEvent, frozen=True):
    """A document was withdrawn."""

    type: ClassVar[str] = "disclosure.withdrawn"
    document: str
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DOCUMENTS.replace(self.document, status=DocumentStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, DOCUMENTS, self.document).by)
        return ()


EVENTS: tuple[Any, ...] = (Obliged, Waived, FellOverdue, Published, Revised, Withdrawn)
