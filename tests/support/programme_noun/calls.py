# SPDX-License-Identifier: Apache-2.0
"""Calls of the programmes module; all but the first by anybody. What is left out rests on a signature."""

from counterfoil.law.call import Call, NewId
from counterfoil.modules.holdings.records import Part
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, PositiveQuantity, RecordPath


class Make(Call, frozen=True, tag_field="call", tag="programmes.make"):
    """Make a programme; by whoever agrees to it."""

    programme: NewId
    instrument: InstrumentId
    by: PartyId


class Bring(Call, frozen=True, tag_field="call", tag="programmes.bring"):
    """Units come into the world."""

    programme: str
    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    issuing: RecordPath | None = None
    taking: RecordPath | None = None


class End(Call, frozen=True, tag_field="call", tag="programmes.end"):
    """Units end."""

    programme: str
    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    redeeming: RecordPath | None = None
    giving: RecordPath | None = None
    part: Part | None = None


class Pay(Call, frozen=True, tag_field="call", tag="programmes.pay"):
    """Units go from one account to another, as a coupon does."""

    programme: str
    instrument: InstrumentId
    sender: AccountId
    receiver: AccountId
    quantity: PositiveQuantity
    giving: RecordPath | None = None
    taking: RecordPath | None = None


class Define(Call, frozen=True, tag_field="call", tag="programmes.define"):
    """An instrument comes into the world, active."""

    programme: str
    instrument: NewId
    issuer: PartyId
    kind: InstrumentKind = InstrumentKind.warehouse_receipt
    unique: bool = True
    isin: str | None = None
    defining: RecordPath | None = None


class Split(Call, frozen=True, tag_field="call", tag="programmes.split"):
    """A unique instrument ends, and others that come from it are where it was."""

    programme: str
    instrument: InstrumentId
    issuer: PartyId
    account: AccountId
    giving: RecordPath
    taking: RecordPath
    into: tuple[InstrumentId, ...]
