# SPDX-License-Identifier: Apache-2.0
"""Calls and events of the parties module."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.commerce.context import EventType
from counterfoil.commerce.message import LegalReference, Message
from counterfoil.commerce.modules.parties.state import Control, PartyKind, Role
from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.types import HEX_HASH, IDENTIFIER, AccountId, HashField, HexHash, PartyId

ShortText = Annotated[str, Meta(max_length=200)]

PARTY_REGISTERED: Final = EventType("parties.registered", ObjectClass.subject)
PARTY_SUSPENDED: Final = EventType("parties.suspended", ObjectClass.subject)
PARTY_REINSTATED: Final = EventType("parties.reinstated", ObjectClass.subject)
ROLES_ASSIGNED: Final = EventType("parties.roles_assigned", ObjectClass.subject)
KEYS_ROTATED: Final = EventType("parties.keys_rotated", ObjectClass.subject)
ACCOUNT_OPENED: Final = EventType("parties.account_opened", ObjectClass.account)
ACCOUNT_CONTROL_CHANGED: Final = EventType("parties.account_control_changed", ObjectClass.account)
ACCOUNT_SUSPENDED: Final = EventType("parties.account_suspended", ObjectClass.account)
ACCOUNT_REINSTATED: Final = EventType("parties.account_reinstated", ObjectClass.account)


class RegisterParty(Message, frozen=True, tag_field="call", tag="parties.register"):
    """Bring a party onto the chain. An organisation gives its name; a person only a salted commitment."""

    party: Annotated[PartyId, IDENTIFIER]
    registrar: PartyId
    kind: PartyKind
    name: ShortText = ""
    commitment: Annotated[HexHash, HEX_HASH] | None = None
    lei: str | None = None
    uscc: str | None = None
    roles: tuple[Role, ...] = ()
    keys: KeyPolicy | None = None
    """None: the party cannot sign; its custodian acts for it."""


class SuspendParty(Message, frozen=True, tag_field="call", tag="parties.suspend"):
    """A supervisor stops another party from authorising anything."""

    party: PartyId
    by: PartyId
    reference: LegalReference
    document: HashField


class ReinstateParty(Message, frozen=True, tag_field="call", tag="parties.reinstate"):
    """A supervisor lifts a suspension."""

    party: PartyId
    by: PartyId
    reference: LegalReference
    document: HashField


class AssignRoles(Message, frozen=True, tag_field="call", tag="parties.assign_roles"):
    """Replace a party's roles. A registrar cannot drop its own registrar role, so that one always remains."""

    party: PartyId
    registrar: PartyId
    roles: tuple[Role, ...]


class RotateKeys(Message, frozen=True, tag_field="call", tag="parties.rotate_keys"):
    """Replace a party's key policy; authorised by the one in force, or by a registrar for a party without keys."""

    party: PartyId
    keys: KeyPolicy
    registrar: PartyId | None = None


class OpenAccount(Message, frozen=True, tag_field="call", tag="parties.open_account"):
    """Open an account; authorised by its custodian, or by its holder when it has none."""

    account: Annotated[AccountId, IDENTIFIER]
    holder: PartyId
    outgoing: Control
    incoming: Control = Control.nobody
    custodian: PartyId | None = None


class ChangeAccountControl(Message, frozen=True, tag_field="call", tag="parties.change_account_control"):
    """Change custodian or rules; authorised by holder (if it has keys), old custodian and new custodian."""

    account: AccountId
    outgoing: Control
    incoming: Control = Control.nobody
    custodian: PartyId | None = None


class SuspendAccount(Message, frozen=True, tag_field="call", tag="parties.suspend_account"):
    """A supervisor, or the account's custodian, stops all movements; a supervisor takes over a custodian's stop."""

    account: AccountId
    by: PartyId
    reference: LegalReference


class ReinstateAccount(Message, frozen=True, tag_field="call", tag="parties.reinstate_account"):
    """Lift a suspension; only the party that suspended the account, or a supervisor, may."""

    account: AccountId
    by: PartyId
    reference: LegalReference
