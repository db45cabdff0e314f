# SPDX-License-Identifier: Apache-2.0
"""Calls of the validators module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.validators.possession import ProvedKeys
from counterfoil.modules.validators.records import SEATS_MAX
from counterfoil.primitives.types import HeightField, PartyId, TimestampField

Moniker = Annotated[str, Meta(min_length=1, max_length=64)]
Address = Annotated[str, Meta(min_length=1, max_length=200)]
Names = Annotated[tuple[str, ...], Meta(min_length=1, max_length=SEATS_MAX)]


class Offer(Call, frozen=True, tag_field="call", tag="validators.offer"):
    """Offer to run a validator; by the firm whose it is. Its keys prove that they are its own."""

    validator: NewId
    party: PartyId
    """whose it is"""
    keys: ProvedKeys
    moniker: Moniker
    """how people call it"""
    address: Address
    """where people find its node"""
    expires: TimestampField | None = None
    """the first of the times at which a key or a certificate of its node ends"""


class Begin(Call, frozen=True, tag_field="call", tag="validators.begin"):
    """Make validators on offer the first of the chain; by a registrar, a supervisor and all of their firms."""

    validators: Names
    registrar: PartyId
    supervisor: PartyId | None = None
    """who agrees; None: the registrar is a council"""
    recovery: KeyPolicy | None = None
    """with which the custody log registers the chain; None: after a loss of the quorum nobody hands on its seal"""


class Join(Call, frozen=True, tag_field="call", tag="validators.join"):
    """Take a validator on offer into the set; by a decision of the council, or by a registrar and a supervisor."""

    validator: str
    registrar: PartyId
    reason: LegalReference
    supervisor: PartyId | None = None
    """who agrees; None: the registrar is a council"""


class Leave(Call, frozen=True, tag_field="call", tag="validators.leave"):
    """Take a validator out for good; by its firm, by a decision of the council, or by a registrar and a supervisor."""

    validator: str
    by: PartyId
    """its firm, the council, or a registrar"""
    reason: LegalReference
    supervisor: PartyId | None = None
    """who agrees with a registrar"""


class Rotate(Call, frozen=True, tag_field="call", tag="validators.rotate"):
    """Give a validator other keys, one or both; by its firm. The new ones prove that they are its own."""

    validator: str
    keys: ProvedKeys
    """both keys: of one that stays, the same with a new proof"""
    expires: TimestampField | None = None
    """the first of the times at which a key or a certificate of its node ends"""


class SetExpiry(Call, frozen=True, tag_field="call", tag="validators.set_expiry"):
    """Say until when a validator's keys and certificates hold; by its firm."""

    validator: str
    expires: TimestampField | None = None
    """None: nobody says"""


class Restore(Call, frozen=True, tag_field="call", tag="validators.restore"):
    """After a loss of the quorum, go on with those who remain; by a supervisor's order and all of their firms."""

    supervisor: PartyId
    reference: LegalReference
    """of the order"""
    remaining: Names
    """validators of the set that go on alone"""
    last: HeightField
    """the height after which they go on: the order is good for the next block and no other"""
    rotation: Annotated[str, Meta(min_length=1, max_length=32_768)]
    """the envelope by which the recovery policy hands on the chain's seal in the custody log, as the log takes it"""
