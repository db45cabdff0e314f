# SPDX-License-Identifier: Apache-2.0
"""Calls of the holdings module. Everything about many accounts is many calls: a transaction holds a thousand."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.modules.holdings.records import Change
from counterfoil.primitives.types import (
    EXECUTOR,
    IDENTIFIER,
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    TimestampField,
)

RECEIVERS_MAX = 64
Receivers = Annotated[tuple[Annotated[AccountId, IDENTIFIER], ...], Meta(min_length=1, max_length=RECEIVERS_MAX)]
Executor = Annotated[str, EXECUTOR]
"""A party, or the path of a record such as a contract."""


class Issue(Call, frozen=True, tag_field="call", tag="holdings.issue"):
    """Create units in an account; authorised by the issuer and by the account's incoming rule."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    reference: Reference = ""


class Redeem(Call, frozen=True, tag_field="call", tag="holdings.redeem"):
    """Extinguish free units; authorised by the issuer and by the account's outgoing rule."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    reference: Reference = ""


class Transfer(Call, frozen=True, tag_field="call", tag="holdings.transfer"):
    """Move free units; authorised by the sender's outgoing and the receiver's incoming rule."""

    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    reference: Reference = ""


class Correct(Call, frozen=True, tag_field="call", tag="holdings.correct"):
    """Put a holding right that a register shows to be wrong; authorised as issue or redemption, under four eyes."""

    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    change: Change
    maker: PartyId
    """a registrar"""
    checker: PartyId
    """the issuer, a registrar or a supervisor; another than the maker, with other keys"""
    reason: LegalReference
    document: HashField
    """SHA-256 of the document that shows what is right"""


class Hold(Call, frozen=True, tag_field="call", tag="holdings.hold"):
    """Reserve free units for an executor until an expiry; authorised by the outgoing rule."""

    hold: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    executor: Executor
    """a party, or the path of the record that takes the units, such as `contracts/contract/box` of a contract"""
    expires: TimestampField
    reference: Reference = ""


class ExecuteHold(Call, frozen=True, tag_field="call", tag="holdings.execute_hold"):
    """The executor moves held units to a receiver before the expiry."""

    hold: str
    receiver: AccountId
    quantity: PositiveQuantity


class ReleaseHold(Call, frozen=True, tag_field="call", tag="holdings.release_hold"):
    """Free what a hold still reserves: by its executor, or by the outgoing rule after the expiry or its end."""

    hold: str


class Pledge(Call, frozen=True, tag_field="call", tag="holdings.pledge"):
    """Pledge free units; authorised by the outgoing rule, which agrees to these terms of enforcement too."""

    pledge: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    pledgee: Executor
    keeper: PartyId | None = None
    """who must agree, besides the pledgee, that units are released or enforced"""
    enforceable_from: TimestampField | None = None
    """None: only under an order"""
    enforceable_to: Receivers | None = None
    """None: to any account"""
    reference: Reference = ""


class ReleasePledge(Call, frozen=True, tag_field="call", tag="holdings.release_pledge"):
    """The pledgee, or once that has ended the outgoing rule, frees what is pledged; with the keeper."""

    pledge: str
    quantity: PositiveQuantity | None = None
    """None: all that is still pledged"""


class EnforcePledge(Call, frozen=True, tag_field="call", tag="holdings.enforce_pledge"):
    """The pledgee, with the keeper if there is one, moves pledged units as the pledgor agreed when it pledged."""

    pledge: str
    receiver: AccountId
    quantity: PositiveQuantity | None = None
    """None: all that is still pledged"""


class Freeze(Call, frozen=True, tag_field="call", tag="holdings.freeze"):
    """A supervisor freezes units under a legal reference; what is not free yet waits in line (轮候冻结)."""

    freeze: NewId
    account: AccountId
    instrument: InstrumentId
    supervisor: PartyId
    reference: LegalReference
    document: HashField
    quantity: PositiveQuantity | None = None
    """None: the whole holding, what is there and what comes"""


class Unfreeze(Call, frozen=True, tag_field="call", tag="holdings.unfreeze"):
    """A supervisor lifts a freeze; the next in line takes what becomes free."""

    freeze: str
    supervisor: PartyId
    reference: LegalReference
    document: HashField


class GrantMandate(Call, frozen=True, tag_field="call", tag="holdings.grant_mandate"):
    """Let an executor take units out of an account from now on; authorised by the outgoing rule.

    Or bring units in (``takes``), authorised by the incoming rule, as whoever is paid coupons wants.
    """

    mandate: NewId
    account: AccountId
    executor: Executor
    instrument: Annotated[InstrumentId, IDENTIFIER] | None = None
    """None: of any instrument"""
    quantity: PositiveQuantity | None = None
    """in all; None: unbounded"""
    receivers: Receivers | None = None
    """None: to anybody"""
    expires: TimestampField | None = None
    """None: until it is revoked"""
    revocable: bool = True
    """False: only the executor can give it up, as a clearing member's margin account needs"""
    reference: Reference = ""
    takes: bool = False
    """the executor, a record or any record of a table such as `lifecycle/action`, brings units in"""


class RevokeMandate(Call, frozen=True, tag_field="call", tag="holdings.revoke_mandate"):
    """End a mandate: by its executor, or by the outgoing rule if it is revocable or its executor has ended."""

    mandate: str


class TransferByMandate(Call, frozen=True, tag_field="call", tag="holdings.transfer_by_mandate"):
    """The executor of a mandate moves free units; authorised by it and by the receiver's incoming rule."""

    mandate: str
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    reference: Reference = ""
