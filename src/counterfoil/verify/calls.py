# SPDX-License-Identifier: Apache-2.0
"""The calls that a transaction may carry, as the verifier reads them: from the spec, not from the machine."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.types import IDENTIFIER, HashField, PositiveQuantity, Timestamp, TimestampField

BATCH_MAX: Final = 1_000
LEGS_MAX: Final = 200
"""Lines of a batch and legs of a settlement: a call with more is none, on any chain."""

NewId = Annotated[str, IDENTIFIER]
"""Brings an identifier into the world: without a slash, so that no two records can have one path."""


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="call"):
    """One call; its tag, in the field ``call``, says which."""


class RegisterParty(Call, frozen=True, kw_only=True, tag="parties.register"):
    party: NewId
    registrar: str
    kind: str
    name: str = ""
    commitment: HashField | None = None
    lei: str | None = None
    uscc: str | None = None
    roles: tuple[str, ...] = ()
    keys: KeyPolicy | None = None


class SuspendParty(Call, frozen=True, kw_only=True, tag="parties.suspend"):
    party: str
    by: str
    reference: str
    document: HashField


class ReinstateParty(Call, frozen=True, kw_only=True, tag="parties.reinstate"):
    party: str
    by: str
    reference: str
    document: HashField


class AssignRoles(Call, frozen=True, kw_only=True, tag="parties.assign_roles"):
    party: str
    registrar: str
    roles: tuple[str, ...]


class RotateKeys(Call, frozen=True, kw_only=True, tag="parties.rotate_keys"):
    party: str
    keys: KeyPolicy
    registrar: str | None = None


class OpenAccount(Call, frozen=True, kw_only=True, tag="parties.open_account"):
    account: NewId
    holder: str
    outgoing: str
    incoming: str = "nobody"
    custodian: str | None = None


class ChangeAccountControl(Call, frozen=True, kw_only=True, tag="parties.change_account_control"):
    account: str
    outgoing: str
    incoming: str = "nobody"
    custodian: str | None = None


class SuspendAccount(Call, frozen=True, kw_only=True, tag="parties.suspend_account"):
    account: str
    by: str
    reference: str


class ReinstateAccount(Call, frozen=True, kw_only=True, tag="parties.reinstate_account"):
    account: str
    by: str
    reference: str


class DefineInstrument(Call, frozen=True, kw_only=True, tag="instruments.define"):
    instrument: NewId
    kind: str
    issuer: str
    name: str
    unit: dict[str, str | int]
    identifiers: dict[str, str | None] = {}
    terms: dict[str, str] | None = None
    supply_limit: PositiveQuantity | None = None


class AmendInstrument(Call, frozen=True, kw_only=True, tag="instruments.amend"):
    instrument: str
    name: str
    identifiers: dict[str, str | None] = {}
    terms: dict[str, str] | None = None
    supply_limit: PositiveQuantity | None = None


class ChangeStatus(Call, frozen=True, kw_only=True, tag="instruments.change_status"):
    instrument: str
    status: str
    by: str
    reason: str = ""


class Issue(Call, frozen=True, kw_only=True, tag="holdings.issue"):
    instrument: str
    account: str
    quantity: PositiveQuantity
    reference: str = ""


class IssuedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    account: str
    quantity: PositiveQuantity


class IssueBatch(Call, frozen=True, kw_only=True, tag="holdings.issue_batch"):
    instrument: str
    lines: Annotated[tuple[IssuedLine, ...], Meta(min_length=1, max_length=BATCH_MAX)]
    reference: str = ""


class Redeem(Call, frozen=True, kw_only=True, tag="holdings.redeem"):
    instrument: str
    account: str
    quantity: PositiveQuantity
    reference: str = ""


class Transfer(Call, frozen=True, kw_only=True, tag="holdings.transfer"):
    sender: str
    receiver: str
    instrument: str
    quantity: PositiveQuantity
    reference: str = ""


class TransferredLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    receiver: str
    quantity: PositiveQuantity


class TransferBatch(Call, frozen=True, kw_only=True, tag="holdings.transfer_batch"):
    sender: str
    instrument: str
    lines: Annotated[tuple[TransferredLine, ...], Meta(min_length=1, max_length=BATCH_MAX)]
    reference: str = ""


class Hold(Call, frozen=True, kw_only=True, tag="holdings.hold"):
    hold: NewId
    account: str
    instrument: str
    quantity: PositiveQuantity
    executor: str
    expires: TimestampField
    reference: str = ""


class ExecuteHold(Call, frozen=True, kw_only=True, tag="holdings.execute_hold"):
    hold: str
    receiver: str
    quantity: PositiveQuantity


class ReleaseHold(Call, frozen=True, kw_only=True, tag="holdings.release_hold"):
    hold: str


class Pledge(Call, frozen=True, kw_only=True, tag="holdings.pledge"):
    pledge: NewId
    account: str
    instrument: str
    quantity: PositiveQuantity
    pledgee: str
    reference: str = ""


class ReleasePledge(Call, frozen=True, kw_only=True, tag="holdings.release_pledge"):
    pledge: str


class Freeze(Call, frozen=True, kw_only=True, tag="holdings.freeze"):
    freeze: NewId
    account: str
    instrument: str
    quantity: PositiveQuantity
    supervisor: str
    reference: str
    document: HashField


class Unfreeze(Call, frozen=True, kw_only=True, tag="holdings.unfreeze"):
    freeze: str
    supervisor: str
    reference: str
    document: HashField


class SettlementLeg(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sender: str
    receiver: str
    instrument: str
    quantity: PositiveQuantity


Legs = Annotated[tuple[SettlementLeg, ...], Meta(min_length=1, max_length=LEGS_MAX)]


class Instruct(Call, frozen=True, kw_only=True, tag="settlement.instruct"):
    instruction: NewId
    by: str
    legs: Legs
    expires: TimestampField
    intended_settlement: TimestampField = Timestamp(0)
    reference: str = ""


class Affirm(Call, frozen=True, kw_only=True, tag="settlement.affirm"):
    instruction: str
    account: str


class Allocate(Call, frozen=True, kw_only=True, tag="settlement.allocate"):
    instruction: str
    account: str


class Settle(Call, frozen=True, kw_only=True, tag="settlement.settle"):
    instruction: str
    by: str


class SettleNow(Call, frozen=True, kw_only=True, tag="settlement.settle_now"):
    instruction: NewId
    legs: Legs
    reference: str = ""


class Cancel(Call, frozen=True, kw_only=True, tag="settlement.cancel"):
    instruction: str
    by: str


class Expire(Call, frozen=True, kw_only=True, tag="settlement.expire"):
    instruction: str


class Fail(Call, frozen=True, kw_only=True, tag="settlement.fail"):
    instruction: str
    by: str
    reason: str


AnyCall = (
    RegisterParty
    | SuspendParty
    | ReinstateParty
    | AssignRoles
    | RotateKeys
    | OpenAccount
    | ChangeAccountControl
    | SuspendAccount
    | ReinstateAccount
    | DefineInstrument
    | AmendInstrument
    | ChangeStatus
    | Issue
    | IssueBatch
    | Redeem
    | Transfer
    | TransferBatch
    | Hold
    | ExecuteHold
    | ReleaseHold
    | Pledge
    | ReleasePledge
    | Freeze
    | Unfreeze
    | Instruct
    | Affirm
    | Allocate
    | Settle
    | SettleNow
    | Cancel
    | Expire
    | Fail
)


def read_call(plain: Mapping[str, Any]) -> Call | None:
    """The call, or None when it is not one that touches anything a package can show."""
    try:
        return canonical.convert(plain, AnyCall)  # type: ignore[arg-type]
    except msgspec.ValidationError:
        return None
