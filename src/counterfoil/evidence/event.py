# SPDX-License-Identifier: Apache-2.0
"""Events: what a transaction did, linked into the trail of every record it touched."""

from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from counterfoil.primitives import canonical
from counterfoil.primitives.types import NATURAL, POSITIVE, ChainId, HashField, HeightField, HexHash, RecordPath

NO_PREVIOUS: Final = HexHash("0" * 64)
"""``previous`` of the first event of a trail."""
GENESIS_TRANSACTION: Final = HexHash("0" * 64)
"""``transaction`` of the events of a genesis block, which the genesis document itself authorises."""


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


class TrailLink(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """This event is number ``seq`` (from 1) of ``record``'s trail; ``previous`` is the leaf hash of the one before."""

    previous: HashField
    record: RecordPath
    seq: Annotated[int, POSITIVE]


class Trail(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a record stores of its trail: how many events, and the leaf hash of the last."""

    head: HashField = NO_PREVIOUS
    seq: Annotated[int, NATURAL] = 0


class Event(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One thing that happened. Its leaf hash is SHA-256(00 ‖ canonical bytes), as in RFC 6962 §2.1."""

    chain: ChainId
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
