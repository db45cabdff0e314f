# SPDX-License-Identifier: Apache-2.0
"""Calls of the programmes module; the last two by anybody. What is left out rests on a signature."""

from counterfoil.law.call import Call, NewId
from counterfoil.modules.holdings.records import Part
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
