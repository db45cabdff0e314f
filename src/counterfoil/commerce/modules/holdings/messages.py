# SPDX-License-Identifier: Apache-2.0
"""Calls and events of the holdings module."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.commerce.context import EventType
from counterfoil.commerce.message import LegalReference, Message, NewId, Reference
from counterfoil.evidence.event import ObjectClass
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    TimestampField,
)

BATCH_MAX: Final = 1_000

ISSUED: Final = EventType("holdings.issued", ObjectClass.registration)
REDEEMED: Final = EventType("holdings.redeemed", ObjectClass.registration)
TRANSFERRED: Final = EventType("holdings.transferred", ObjectClass.registration)
HELD: Final = EventType("holdings.held", ObjectClass.registration)
RELEASED: Final = EventType("holdings.released", ObjectClass.registration)
PLEDGED: Final = EventType("holdings.pledged", ObjectClass.registration)
PLEDGE_RELEASED: Final = EventType("holdings.pledge_released", ObjectClass.registration)
FROZEN: Final = EventType("holdings.frozen", ObjectClass.regulatory)
UNFROZEN: Final = EventType("holdings.unfrozen", ObjectClass.regulatory)


class Issue(Message, frozen=True, tag_field="call", tag="holdings.issue"):
    """Create units in an account; authorised by the issuer and by the account's incoming rule."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    reference: Reference = ""


class IssuedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a batch issue."""

    account: AccountId
    quantity: PositiveQuantity


class IssueBatch(Message, frozen=True, tag_field="call", tag="holdings.issue_batch"):
    """Create units in many accounts, authorised as ``Issue``; one line fails, all fail."""

    instrument: InstrumentId
    lines: Annotated[tuple[IssuedLine, ...], Meta(min_length=1, max_length=BATCH_MAX)]
    reference: Reference = ""


class Redeem(Message, frozen=True, tag_field="call", tag="holdings.redeem"):
    """Extinguish free units; authorised by the issuer and by the account's outgoing rule."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    reference: Reference = ""


class Transfer(Message, frozen=True, tag_field="call", tag="holdings.transfer"):
    """Move free units; authorised by the sender's outgoing and the receiver's incoming rule."""

    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    reference: Reference = ""


class TransferredLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a batch transfer."""

    receiver: AccountId
    quantity: PositiveQuantity


class TransferBatch(Message, frozen=True, tag_field="call", tag="holdings.transfer_batch"):
    """Move free units from one account to many; one line fails, all fail."""

    sender: AccountId
    instrument: InstrumentId
    lines: Annotated[tuple[TransferredLine, ...], Meta(min_length=1, max_length=BATCH_MAX)]
    reference: Reference = ""


class Hold(Message, frozen=True, tag_field="call", tag="holdings.hold"):
    """Reserve free units for an executor until an expiry; authorised by the outgoing rule."""

    hold: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    executor: PartyId
    expires: TimestampField
    reference: Reference = ""


class ExecuteHold(Message, frozen=True, tag_field="call", tag="holdings.execute_hold"):
    """The executor moves held units to a receiver before the expiry."""

    hold: str
    receiver: AccountId
    quantity: PositiveQuantity


class ReleaseHold(Message, frozen=True, tag_field="call", tag="holdings.release_hold"):
    """Free what a hold still reserves: by its executor any time, by the outgoing rule after the expiry."""

    hold: str


class Pledge(Message, frozen=True, tag_field="call", tag="holdings.pledge"):
    """Pledge free units; authorised by the outgoing rule."""

    pledge: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    pledgee: PartyId
    reference: Reference = ""


class ReleasePledge(Message, frozen=True, tag_field="call", tag="holdings.release_pledge"):
    """The pledgee frees what is pledged."""

    pledge: str


class Freeze(Message, frozen=True, tag_field="call", tag="holdings.freeze"):
    """A supervisor freezes free units under a legal reference and the hash of its document."""

    freeze: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    supervisor: PartyId
    reference: LegalReference
    document: HashField


class Unfreeze(Message, frozen=True, tag_field="call", tag="holdings.unfreeze"):
    """A supervisor lifts a freeze."""

    freeze: str
    supervisor: PartyId
    reference: LegalReference
    document: HashField
