# SPDX-License-Identifier: Apache-2.0
"""Calls of the parties module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, LegalReference
from counterfoil.modules.parties.attestations import Attesters, Topic, Value, Values
from counterfoil.modules.parties.records import Control, PartyKind, Roles
from counterfoil.primitives.types import (
    HEX_HASH,
    IDENTIFIER,
    AccountId,
    HashField,
    HexHash,
    PartyId,
    TimestampField,
)

ShortText = Annotated[str, Meta(max_length=200)]
Code = Annotated[str, Meta(max_length=32)]


class RegisterParty(Call, frozen=True, tag_field="call", tag="parties.register"):
    """Bring a party onto the chain. An organisation gives its name; a person only a salted commitment."""

    party: Annotated[PartyId, IDENTIFIER]
    registrar: PartyId
    kind: PartyKind
    name: ShortText = ""
    commitment: Annotated[HexHash, HEX_HASH] | None = None
    lei: Code | None = None
    uscc: Code | None = None
    document: HashField | None = None
    """the certificate that shows a credit code whose check character is not the computed one; such codes were issued"""
    roles: Roles = ()
    keys: KeyPolicy | None = None
    """None: the party cannot sign; its custodian acts for it."""


class SuspendParty(Call, frozen=True, tag_field="call", tag="parties.suspend"):
    """A supervisor stops another party from authorising anything."""

    party: PartyId
    by: PartyId
    reference: LegalReference
    document: HashField


class ReinstateParty(Call, frozen=True, tag_field="call", tag="parties.reinstate"):
    """A supervisor lifts a suspension."""

    party: PartyId
    by: PartyId
    reference: LegalReference
    document: HashField


class AssignRoles(Call, frozen=True, tag_field="call", tag="parties.assign_roles"):
    """Replace a party's roles. A registrar cannot drop its own registrar role, so that one always remains."""

    party: PartyId
    registrar: PartyId
    roles: Roles


class RotateKeys(Call, frozen=True, tag_field="call", tag="parties.rotate_keys"):
    """Replace a party's key policy; authorised by the one in force, or by a registrar for a party without keys."""

    party: PartyId
    keys: KeyPolicy
    registrar: PartyId | None = None


class OpenAccount(Call, frozen=True, tag_field="call", tag="parties.open_account"):
    """Open an account; authorised by its custodian, or by its holder when it has none."""

    account: Annotated[AccountId, IDENTIFIER]
    holder: PartyId
    outgoing: Control
    """who must agree to what it gives"""
    incoming: Control = Control.holder
    """who must agree to what it takes; nobody: it takes whatever comes"""
    custodian: PartyId | None = None


class ChangeAccountControl(Call, frozen=True, tag_field="call", tag="parties.change_account_control"):
    """Change custodian or rules; authorised by holder (if it has keys), old custodian and new custodian."""

    account: AccountId
    outgoing: Control
    incoming: Control = Control.holder
    custodian: PartyId | None = None


class SuspendAccount(Call, frozen=True, tag_field="call", tag="parties.suspend_account"):
    """A supervisor, or the account's custodian, stops all movements; a supervisor takes over a custodian's stop."""

    account: AccountId
    by: PartyId
    reference: LegalReference


class ReinstateAccount(Call, frozen=True, tag_field="call", tag="parties.reinstate_account"):
    """Lift a suspension; only the party that suspended the account, or a supervisor, may."""

    account: AccountId
    by: PartyId
    reference: LegalReference


class TrustAttesters(Call, frozen=True, tag_field="call", tag="parties.trust_attesters"):
    """A supervisor says whom the chain believes about a topic, from a time on; what was to come later is dropped."""

    topic: Topic
    attesters: Attesters
    """none: nobody is believed any more"""
    by: PartyId
    reference: LegalReference
    since: TimestampField | None = None
    """None: from now on"""
    values: Values = ()
    """what may be attested; none: any value, or what the law says of the topic"""


class Attest(Call, frozen=True, tag_field="call", tag="parties.attest"):
    """A trusted attester says something of a party: `identity`, `investor_class`, `country`, or another topic."""

    party: PartyId
    topic: Topic
    value: Value
    attester: PartyId
    expires: TimestampField | None = None
    """None: until it is revoked"""
    document: HashField | None = None
    """of what the attester saw"""


class RevokeAttestation(Call, frozen=True, tag_field="call", tag="parties.revoke_attestation"):
    """Who gave an attestation, or a supervisor, takes it back."""

    party: PartyId
    topic: Topic
    by: PartyId
    reference: LegalReference
