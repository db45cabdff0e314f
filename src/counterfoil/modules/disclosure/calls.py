# SPDX-License-Identifier: Apache-2.0
"""Calls of the disclosure module."""

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.disclosure.records import Title, Topic, Uri
from counterfoil.primitives.types import HashField, InstrumentId, PartyId, TimestampField


class Oblige(Call, frozen=True, tag_field="call", tag="disclosure.oblige"):
    """Set what a party must disclose, and by when; by a supervisor or a venue."""

    duty: NewId
    party: PartyId
    topic: Topic
    due: TimestampField
    by: PartyId
    reference: LegalReference
    instrument: InstrumentId | None = None


class Waive(Call, frozen=True, tag_field="call", tag="disclosure.waive"):
    """End a duty without a document; by whoever set it, or a supervisor."""

    duty: str
    by: PartyId
    reference: LegalReference


class RecordOverdue(Call, frozen=True, tag_field="call", tag="disclosure.record_overdue"):
    """Record that the time of a duty has passed; by anybody."""

    duty: str


class Publish(Call, frozen=True, tag_field="call", tag="disclosure.publish"):
    """Publish a document by its hash, to meet a duty or of one's own accord; on an instrument by its issuer."""

    document: NewId
    by: PartyId
    topic: Topic
    title: Title
    hash: HashField
    uri: Uri = ""
    instrument: InstrumentId | None = None
    duty: str | None = None
    """the open duty that it meets, which says topic and instrument"""
    supersedes: str | None = None
    """the document whose place it takes"""


class Revise(Call, frozen=True, tag_field="call", tag="disclosure.revise"):
    """Publish a new version of a document; by whoever published it."""

    document: str
    title: Title
    hash: HashField
    reason: LegalReference
    uri: Uri = ""


class Withdraw(Call, frozen=True, tag_field="call", tag="disclosure.withdraw"):
    """Withdraw a document that met no duty; by whoever published it. That it was published stays on the ledger."""

    document: str
    reason: LegalReference
