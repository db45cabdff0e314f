# SPDX-License-Identifier: Apache-2.0
"""Events: what a transaction did, with whose consent, linked into the trail of every record it touched."""

from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from counterfoil.primitives import canonical
from counterfoil.primitives.types import (
    NATURAL,
    POSITIVE,
    AccountId,
    ChainId,
    HashField,
    HeightField,
    HexHash,
    PartyId,
    RecordPath,
)

NO_PREVIOUS: Final = HexHash("0" * 64)
"""``previous`` of the first event of a trail."""
GENESIS_TRANSACTION: Final = HexHash("0" * 64)
"""``transaction`` of the events of a genesis block, which the genesis document itself authorises."""
OPENING_EVERY: Final = 64
"""Every so many links of a trail one carries ``after``, so that a claim may open the trail there."""
EVENT_LENGTH_MAX: Final = 262_144
"""Bytes; what would cause a longer event is rejected, so that evidence can carry every event there is."""


class ObjectClass(StrEnum):
    """The nine object classes of JR/T 0315-2024."""

    subject = "subject"
    account = "account"
    product = "product"
    transfer_report = "transfer_report"
    registration = "registration"
    fund_settlement = "fund_settlement"
    disclosure = "disclosure"
    financial_statement = "financial_statement"
    regulatory = "regulatory"


class ConsentKind(StrEnum):
    """How an account came to give or take. A hold and a mandate are one way: consent given before, by signature."""

    signature = "signature"
    """whoever controls the account consents by this transaction"""
    hold = "hold"
    """units reserved before for a named executor"""
    mandate = "mandate"
    """consent given before to a named executor, within stated units, receivers and time"""
    order = "order"
    """an authority's, under the policy record that empowers it and its legal reference"""
    rule = "rule"
    """the terms of an instrument, which bind only units of that instrument"""


GIVEN_NOW: Final = (ConsentKind.signature, ConsentKind.order)
"""Kinds of consent that the event's own transaction gives; the others were recorded before."""


class Side(StrEnum):
    """Which way units go, seen from the account that consents."""

    gives = "gives"
    takes = "takes"


class Consent(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One account's consent to an event: of which kind, whose, and the version of the record that it rests on."""

    account: AccountId
    by: tuple[PartyId, ...]
    """who consented: now by this transaction, or before, when the record was made; empty when nobody had to"""
    kind: ConsentKind
    record: RecordPath
    seq: Annotated[int, NATURAL]
    """number of the last event of the record's trail at that moment"""
    side: Side


class TrailLink(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """This event is number ``seq`` (from 1) of ``record``'s trail; ``previous`` is the leaf hash of the one before."""

    previous: HashField
    record: RecordPath
    seq: Annotated[int, POSITIVE]
    after: HashField | None = None
    """at every 64th link: SHA-256 of the record as this event left it, without its trail"""


class Trail(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a record stores of its trail: how many events, and the leaf hash of the last."""

    head: HashField = NO_PREVIOUS
    seq: Annotated[int, NATURAL] = 0


class Event(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One thing that happened. Its leaf hash is SHA-256(00 ‖ canonical bytes), as in RFC 6962 §2.1."""

    call: Annotated[int, NATURAL] | None
    """which call of the transaction caused it; null for genesis and for a rejection"""
    chain: ChainId
    consents: tuple[Consent, ...]
    """for each account that gives or takes"""
    data: dict[str, Any]
    height: HeightField
    index: Annotated[int, NATURAL]
    """Position among the block's events."""
    object: ObjectClass
    trails: tuple[TrailLink, ...]
    transaction: HashField
    type: str

    def encode(self) -> bytes:
        return canonical.encode_trusted(self)


def decode_event(event_bytes: bytes) -> Event:
    """Strict; raises DecodeError."""
    return canonical.decode(event_bytes, Event)
