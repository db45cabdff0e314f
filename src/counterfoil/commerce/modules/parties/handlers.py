# SPDX-License-Identifier: Apache-2.0
"""Handlers of parties, and the authority that every other module relies on."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.parties import messages as m
from counterfoil.commerce.modules.parties.queries import authority
from counterfoil.commerce.modules.parties.state import (
    ACCOUNTS,
    KEYS,
    PARTIES,
    Account,
    Control,
    KnownKey,
    Party,
    PartyKind,
    Role,
    Standing,
)
from counterfoil.commerce.outcome import Outcome
from counterfoil.identity.identifiers import check_lei, check_social_credit_code
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.primitives.types import AccountId, PartyId


class Parties:
    """Who takes part, and who may act for whom."""

    # Authority: what the machine and other modules ask.

    def require(self, ctx: Context, party: PartyId) -> Outcome:
        """``ok`` when the signers satisfy the key policy of an active party."""
        return authority(ctx.state, ctx.signers, party)

    def require_role(self, ctx: Context, party: PartyId, *roles: Role) -> Outcome:
        """``require``, and the party must have one of ``roles``."""
        return authority(ctx.state, ctx.signers, party, *roles)

    def require_registrar(self, ctx: Context, party: PartyId) -> Outcome:
        return self.require_role(ctx, party, Role.registrar)

    def require_supervisor(self, ctx: Context, party: PartyId) -> Outcome:
        return self.require_role(ctx, party, Role.supervisor)

    def has_role(self, ctx: Context, party: PartyId, *roles: str) -> bool:
        record = ctx.read(PARTIES, party)
        return record is not None and any(role in record.roles for role in roles)

    def account(self, ctx: Context, account: AccountId) -> Account | None:
        return ctx.read(ACCOUNTS, account)

    def party_status(self, ctx: Context, party: PartyId) -> Outcome:
        """``ok``, ``unknown_party`` or ``party_suspended``."""
        record = ctx.read(PARTIES, party)
        if record is None:
            return Outcome.unknown_party
        return Outcome.ok if record.status is Standing.active else Outcome.party_suspended

    def authorise_outgoing(self, ctx: Context, account: AccountId) -> Outcome:
        """``ok`` when the signers may take something out of the account."""
        record = ctx.read(ACCOUNTS, account)
        return Outcome.unknown_account if record is None else self._controlled(ctx, record, record.outgoing)

    def authorise_incoming(self, ctx: Context, account: AccountId) -> Outcome:
        """``ok`` when the signers may bring something into the account."""
        record = ctx.read(ACCOUNTS, account)
        return Outcome.unknown_account if record is None else self._controlled(ctx, record, record.incoming)

    def _controlled(self, ctx: Context, account: Account, control: Control) -> Outcome:
        if control is Control.nobody:
            return Outcome.ok
        if control is Control.custodian:
            return self._require_custodian(ctx, account)
        by_holder = self.require(ctx, account.holder)
        if control is Control.both:
            return by_holder if by_holder is not Outcome.ok else self._require_custodian(ctx, account)
        if control is Control.either and by_holder is not Outcome.ok and account.custodian is not None:
            return self._require_custodian(ctx, account)
        return by_holder

    def _require_custodian(self, ctx: Context, account: Account) -> Outcome:
        return Outcome.custodian_missing if account.custodian is None else self.require(ctx, account.custodian)

    # Parties.

    def register(self, ctx: Context, message: m.RegisterParty) -> Outcome:
        # authorise
        if (outcome := self.require_role(ctx, message.registrar, Role.registrar)) is not Outcome.ok:
            return outcome
        return self.enter(ctx, message)

    def enter(self, ctx: Context, message: m.RegisterParty) -> Outcome:
        """Register without asking who signed: the genesis document does so for its first parties."""
        # check
        if ctx.read(PARTIES, message.party) is not None:
            return Outcome.party_exists
        if (outcome := _check_description(message)) is not Outcome.ok:
            return outcome
        # apply
        party = Party(
            party=message.party,
            kind=message.kind,
            name=message.name,
            commitment=message.commitment,
            lei=message.lei,
            uscc=message.uscc,
            roles=message.roles,
            keys=message.keys,
            status=Standing.active,
        )
        _remember_keys(ctx, message.keys)
        # emit
        data = {
            "party": party.party,
            "kind": party.kind,
            "name": party.name,
            "commitment": party.commitment,
            "lei": party.lei,
            "uscc": party.uscc,
            "roles": party.roles,
            "keys": party.keys,
            "status": party.status,
            "registrar": message.registrar,
        }
        ctx.emit(m.PARTY_REGISTERED, data, (PARTIES.path(party.party), party))
        return Outcome.ok

    def suspend(self, ctx: Context, message: m.SuspendParty) -> Outcome:
        return self._change_standing(ctx, message, Standing.suspended)

    def reinstate(self, ctx: Context, message: m.ReinstateParty) -> Outcome:
        return self._change_standing(ctx, message, Standing.active)

    def _change_standing(self, ctx: Context, message: m.SuspendParty | m.ReinstateParty, to: Standing) -> Outcome:
        # authorise
        if (outcome := self.require_role(ctx, message.by, Role.supervisor)) is not Outcome.ok:
            return outcome
        # check
        party = ctx.read(PARTIES, message.party)
        if party is None:
            return Outcome.unknown_party
        if to is Standing.suspended and message.party == message.by:
            return Outcome.must_be_another
        if party.status is to:
            return Outcome.party_suspended if to is Standing.suspended else Outcome.party_not_suspended
        # apply
        changed = replace(party, status=to)
        # emit
        kind = m.PARTY_SUSPENDED if to is Standing.suspended else m.PARTY_REINSTATED
        data = {
            "party": party.party,
            "status": to,
            "by": message.by,
            "reference": message.reference,
            "document": message.document,
        }
        ctx.emit(kind, data, (PARTIES.path(party.party), changed))
        return Outcome.ok

    def assign_roles(self, ctx: Context, message: m.AssignRoles) -> Outcome:
        # authorise
        if (outcome := self.require_role(ctx, message.registrar, Role.registrar)) is not Outcome.ok:
            return outcome
        # check
        party = ctx.read(PARTIES, message.party)
        if party is None:
            return Outcome.unknown_party
        if message.party == message.registrar and Role.registrar not in message.roles:
            return Outcome.must_be_another
        # apply
        changed = replace(party, roles=message.roles)
        # emit
        data = {"party": party.party, "roles": message.roles, "registrar": message.registrar}
        ctx.emit(m.ROLES_ASSIGNED, data, (PARTIES.path(party.party), changed))
        return Outcome.ok

    def rotate_keys(self, ctx: Context, message: m.RotateKeys) -> Outcome:
        party = ctx.read(PARTIES, message.party)
        if party is None:
            return Outcome.unknown_party
        # authorise
        if party.keys is not None or message.registrar is None:
            outcome = self.require(ctx, message.party)
        else:
            outcome = self.require_role(ctx, message.registrar, Role.registrar)
        if outcome is not Outcome.ok:
            return outcome
        # check
        if check_policy(message.keys) is not None:
            return Outcome.invalid_key_policy
        # apply
        changed = replace(party, keys=message.keys)
        _remember_keys(ctx, message.keys)
        # emit
        data = {"party": party.party, "keys": message.keys, "registrar": None if party.keys else message.registrar}
        ctx.emit(m.KEYS_ROTATED, data, (PARTIES.path(party.party), changed))
        return Outcome.ok


def _check_description(message: m.RegisterParty) -> Outcome:
    if message.kind is PartyKind.person and (message.name or message.lei or message.uscc):
        return Outcome.personal_data_refused
    identity = message.commitment if message.kind is PartyKind.person else message.name
    if not identity:
        return Outcome.identity_missing
    if message.keys is not None and check_policy(message.keys) is not None:
        return Outcome.invalid_key_policy
    if message.lei is not None and check_lei(message.lei) is not None:
        return Outcome.invalid_identifier
    if message.uscc is not None and check_social_credit_code(message.uscc) is not None:
        return Outcome.invalid_identifier
    return Outcome.ok


def _remember_keys(ctx: Context, keys: KeyPolicy | None) -> None:
    for key in keys.keys if keys is not None else ():
        if ctx.read(KEYS, key.keyid) is None:
            ctx.state.write(KEYS.path(key.keyid), KnownKey(key=key.key, scheme=key.scheme))
