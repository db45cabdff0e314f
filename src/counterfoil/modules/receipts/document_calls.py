# SPDX-License-Identifier: Apache-2.0
"""Calls about documents: how they come, change and end, and who controls them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.receipts.terms import ITEMS_MAX, Amount, Contents, Epc, Remark, Shown, Text
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    TimestampField,
)

PARTS_MAX = 16
NewDocument = Annotated[InstrumentId, IDENTIFIER]
Documents = Annotated[tuple[InstrumentId, ...], Meta(min_length=1, max_length=PARTS_MAX)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One of the documents that another is split into."""

    document: NewDocument
    amount: Amount
    packages: Annotated[int, Meta(ge=0, le=10**9)]
    items: Annotated[tuple[Epc, ...], Meta(max_length=ITEMS_MAX)] = ()


Parts = Annotated[tuple[Part, ...], Meta(min_length=1, max_length=PARTS_MAX)]


class Draft(Call, frozen=True, tag_field="call", tag="receipts.draft"):
    """Make out a document of goods that were taken in; by their keeper. It has no effect before it is registered."""

    document: NewDocument
    intake: str
    account: AccountId
    """of the depositor, to which it will be issued"""
    contents: Contents
    measured: Amount
    """of the goods that are put on it"""


class WithdrawDraft(Call, frozen=True, tag_field="call", tag="receipts.withdraw_draft"):
    """Take back a draft; by the keeper."""

    document: InstrumentId


class Register(Call, frozen=True, tag_field="call", tag="receipts.register"):
    """Put a document into effect; by the registrar, and its owner, who accepts it."""

    document: InstrumentId
    settled_by: str | None = None
    """a hold of the price of the difference, whose executor is `receipts/document/` and the document"""


class NoteFees(Call, frozen=True, tag_field="call", tag="receipts.note_fees"):
    """Note until when storage is paid; by the keeper. It is a new version of the document."""

    document: InstrumentId
    fees_paid_until: TimestampField


class Nominate(Call, frozen=True, tag_field="call", tag="receipts.nominate"):
    """Name the account to which whoever possesses the document may endorse it; by the title holder."""

    document: InstrumentId
    nominee: AccountId | None = None
    """None: nobody, or anybody where it is in blank"""
    in_blank: bool = False


class Endorse(Call, frozen=True, tag_field="call", tag="receipts.endorse"):
    """Endorse a document to an account, which takes it; by the title holder, or by its possessor to a nominee."""

    document: InstrumentId
    receiver: AccountId
    no_further: bool = False
    """to a named party alone, which endorses it no further"""
    remark: Remark = ""


class HandOver(Call, frozen=True, tag_field="call", tag="receipts.hand_over"):
    """Let another possess the document; by the title holder, who reserves its unit for the record."""

    document: InstrumentId
    to: PartyId
    hold: str
    """of the unit, without end, whose executor is `receipts/document/` and the document"""
    remark: Remark = ""


class PassOn(Call, frozen=True, tag_field="call", tag="receipts.pass_on"):
    """Let another possess the document; by whoever possesses it."""

    document: InstrumentId
    to: PartyId
    remark: Remark = ""


class HandBack(Call, frozen=True, tag_field="call", tag="receipts.hand_back"):
    """Give a document back to whoever has the title; by whoever possesses it."""

    document: InstrumentId
    remark: Remark = ""


class Reject(Call, frozen=True, tag_field="call", tag="receipts.reject"):
    """Reject what was handed over or endorsed, as the very next action; by whoever has it by that."""

    document: InstrumentId
    remark: Remark = ""


class EndorsePledge(Call, frozen=True, tag_field="call", tag="receipts.endorse_pledge"):
    """Endorse a document as pledged (质押), the first act of its pledge; by the title holder."""

    document: InstrumentId
    pledge: NewId
    """the name under which it will be pledged"""
    pledgee: PartyId


class SignPledge(Call, frozen=True, tag_field="call", tag="receipts.sign_pledge"):
    """Sign a pledge, its second act; by the keeper. The third is holdings.pledge, with the keeper as its keeper."""

    document: InstrumentId


class Split(Call, frozen=True, tag_field="call", tag="receipts.split"):
    """Replace a document by several; by the title holder and the keeper."""

    document: InstrumentId
    into: Parts


class Merge(Call, frozen=True, tag_field="call", tag="receipts.merge"):
    """Replace documents of goods of one lot by one; by the title holder and the keeper."""

    documents: Documents
    into: NewDocument


class Amend(Call, frozen=True, tag_field="call", tag="receipts.amend"):
    """Replace a document by one that says something else of the same goods; by the title holder and the keeper.

    With them the registrar, of one whose goods are lost in part, and the supervisor that holds it in dispute.
    """

    document: InstrumentId
    into: NewDocument
    contents: Contents


class Expire(Call, frozen=True, tag_field="call", tag="receipts.expire"):
    """Record that a document's time is over; by anybody. It is good for its goods still."""

    document: InstrumentId


class Surrender(Call, frozen=True, tag_field="call", tag="receipts.surrender"):
    """Surrender a document for its goods; by the title holder, who possesses it."""

    document: InstrumentId
    hold: str
    """of the unit, without end, whose executor is `receipts/document/` and the document"""
    way_of_delivery: Text
    delivered_at: Text
    wanted: TimestampField


class Restore(Call, frozen=True, tag_field="call", tag="receipts.restore"):
    """Refuse a surrender: the document is the title holder's again; by the keeper."""

    document: InstrumentId
    reason: LegalReference


class Accept(Call, frozen=True, tag_field="call", tag="receipts.accept"):
    """Accept a surrender, after which nothing but the goods follows; by the keeper and the registrar."""

    document: InstrumentId


class LoadOut(Call, frozen=True, tag_field="call", tag="receipts.load_out"):
    """Deliver the goods, which ends the document; by the title holder and the keeper, who both sign the slip."""

    document: InstrumentId
    loaded: Amount
    slip: HashField
    """SHA-256 of the slip"""
    shown: Shown
    settled_by: str | None = None
    """a hold of the price of the difference, whose executor is `receipts/document/` and the document"""


class Dispute(Call, frozen=True, tag_field="call", tag="receipts.dispute"):
    """Hold a document in dispute, as for fraud; by a supervisor. Its unit stays where it is."""

    document: InstrumentId
    by: PartyId
    reference: LegalReference


class Resolve(Call, frozen=True, tag_field="call", tag="receipts.resolve"):
    """End a dispute, so that the document is good again; by a supervisor. Lost goods must be there again."""

    document: InstrumentId
    by: PartyId
    reference: LegalReference


class Void(Call, frozen=True, tag_field="call", tag="receipts.void"):
    """End a document in dispute for good; by the title holder and the keeper, and the supervisor that disputes it."""

    document: InstrumentId
    reference: LegalReference


class ToPaper(Call, frozen=True, tag_field="call", tag="receipts.to_paper"):
    """Replace a document by paper; by the title holder and the keeper. It has no effect from then on."""

    document: InstrumentId
    statement: HashField
    """SHA-256 of the paper, which says that it replaces the record"""


class FromPaper(Call, frozen=True, tag_field="call", tag="receipts.from_paper"):
    """Replace paper by a document again; by the keeper, which took it, the registrar, and whoever presents it."""

    document: InstrumentId
    """the one that the paper replaced"""
    into: NewDocument
    account: AccountId
    statement: HashField
    """SHA-256 of what says that the paper is without effect"""
