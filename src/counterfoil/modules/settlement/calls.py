# SPDX-License-Identifier: Apache-2.0
"""Calls of the settlement module."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.law.call import Call, NewId, Reference
from counterfoil.modules.settlement.records import Leg, Reason
from counterfoil.primitives.types import AccountId, PartyId, Timestamp, TimestampField

LEGS_MAX: Final = 200
Legs = Annotated[tuple[Leg, ...], Meta(min_length=1, max_length=LEGS_MAX)]


class Instruct(Call, frozen=True, tag_field="call", tag="settlement.instruct"):
    """Propose a settlement; by a party to it, a venue or a clearing house."""

    instruction: NewId
    by: PartyId
    legs: Legs
    expires: TimestampField
    intended_settlement: TimestampField = Timestamp(0)
    reference: Reference = ""


class Affirm(Call, frozen=True, tag_field="call", tag="settlement.affirm"):
    """An account consents to all its legs: outgoing rule if it delivers, incoming rule if it receives."""

    instruction: str
    account: AccountId


class Allocate(Call, frozen=True, tag_field="call", tag="settlement.allocate"):
    """A delivering account reserves its units; authorised by its outgoing rule."""

    instruction: str
    account: AccountId


class Settle(Call, frozen=True, tag_field="call", tag="settlement.settle"):
    """Move all legs at once; by a holder or custodian of an account in it, a venue or a clearing house."""

    instruction: str
    by: PartyId


class SettleNow(Call, frozen=True, tag_field="call", tag="settlement.settle_now"):
    """Settle at once: this transaction carries every signature that the accounts' rules ask for."""

    instruction: NewId
    legs: Legs
    reference: Reference = ""


class Cancel(Call, frozen=True, tag_field="call", tag="settlement.cancel"):
    """Before matching: by the instructor. After it: this transaction satisfies every account's outgoing rule."""

    instruction: str
    by: PartyId


class Expire(Call, frozen=True, tag_field="call", tag="settlement.expire"):
    """Anybody may close an instruction whose expiry has passed."""

    instruction: str


class Fail(Call, frozen=True, tag_field="call", tag="settlement.fail"):
    """Give up once the intended time has come: a venue, a clearing house, or (until all allocated) the instructor."""

    instruction: str
    by: PartyId
    reason: Reason
