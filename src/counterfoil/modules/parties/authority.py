# SPDX-License-Identifier: Apache-2.0
"""Whose authority a moment carries: for a party, for a role, for an account."""

from collections.abc import Collection
from typing import Final

from counterfoil.evidence.event import Consent, ConsentKind, Side
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.event import Consents
from counterfoil.law.moment import Moment, Unknown, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import (
    ACCOUNTS,
    PARTIES,
    Account,
    AccountStatus,
    Control,
    Party,
    PartyKind,
    Role,
    Roles,
    Standing,
)
from counterfoil.primitives.types import AccountId, KeyId, PartyId, RecordPath

OPERATORS: Final = (Role.venue, Role.clearing_house)
"""Roles that may act on the market without an account in what they do."""
RECORDERS: Final = (Role.registrar, Role.recorder)
"""Who keeps the register from day to day. Where a council is the registrar, others are recorders."""


def keys_of(moment: Moment, party: PartyId) -> KeyPolicy | None:
    """The key policy of a party that is registered, not suspended and has keys; None for any other."""
    record = moment.read(PARTIES, party)
    return record.keys if record is not None and record.status is Standing.active else None


def keyids_of(moment: Moment, party: PartyId) -> tuple[KeyId, ...]:
    """The identifiers of the keys in a party's policy, sorted; none where it has no keys or is not there."""
    record = moment.read(PARTIES, party)
    return () if record is None or record.keys is None else tuple(sorted(record.keys.keyid_set))


def disjoint(keys: Collection[KeyId], others: Collection[KeyId]) -> bool:
    """Whether they have no key in common: else one key spoke, or could speak, for both."""
    return not set(keys) & set(others)


def require_party(moment: Moment, party: PartyId) -> None:
    """The party consents to this transaction."""
    require(moment.consents(party), PartiesOutcome.not_authorised, party)


def require_parties(moment: Moment, *parties: PartyId) -> None:
    """All of them consent to this transaction, and no key counts for two of them; a party named twice is one."""
    distinct = tuple(dict.fromkeys(parties))
    require(moment.consents(*distinct), PartiesOutcome.not_authorised, " and ".join(distinct))


def together(moment: Moment, consents: Consents, *parties: PartyId) -> Consents:
    """The consents; whoever gave one by signature, and the parties, consent with no key that counts for two of them."""
    signed = (party for consent in consents if consent.kind is ConsentKind.signature for party in consent.by)
    asked = dict.fromkeys((*parties, *signed))
    if len(asked) > 1:  # one alone was asked before
        require_parties(moment, *asked)
    return consents


def require_role(moment: Moment, party: PartyId, *roles: Role, or_else: str = "") -> Party:
    """``require_party``, and it has one of the roles; the party's record. ``or_else``: who else may act, in words."""
    require_party(moment, party)
    record = known(moment, PARTIES, party)
    told = f"{party}: {or_else}{' or '.join(roles)}"
    require(any(role in record.roles for role in roles), PartiesOutcome.role_missing, told)
    return record


def require_standing(moment: Moment, party: PartyId) -> None:
    """The party is registered and not suspended; whether it consents is not asked."""
    record = known(moment, PARTIES, party)
    require(record.status is Standing.active, PartiesOutcome.party_suspended, party)


def require_registered(moment: Moment, *parties: PartyId) -> None:
    """Each of them is registered, suspended or not."""
    for party in parties:
        known(moment, PARTIES, party)


def supervises(moment: Moment, party: PartyId) -> bool:
    """Whether the party, which must be registered, is a supervisor."""
    return Role.supervisor in known(moment, PARTIES, party).roles


def is_council(moment: Moment, party: PartyId) -> bool:
    """Whether the party is there, and a council."""
    record = moment.read(PARTIES, party)
    return record is not None and record.kind is PartyKind.council


def require_no_council(moment: Moment, party: PartyId) -> None:
    """The party is no council: that has no keys and no accounts, and is never suspended."""
    kind = known(moment, PARTIES, party).kind
    require(kind is not PartyKind.council, PartiesOutcome.council_stands_apart, party)


def require_alone(moment: Moment, council: PartyId, party: PartyId, roles: Roles) -> None:
    """A council shares the role of registrar with nobody: so nobody is outside its decisions."""
    shared = Role.registrar in roles and party != council
    alone = not shared or known(moment, PARTIES, council).kind is not PartyKind.council
    require(alone, PartiesOutcome.council_is_registrar, party)


def require_active(moment: Moment, account: AccountId) -> None:
    """The account is there and not suspended, and neither is its holder; what is closed an order may still move."""
    record = known(moment, ACCOUNTS, account)
    require_unstopped(record)
    require_standing(moment, record.holder)


def require_unstopped(account: Account) -> None:
    """Nobody suspended the account."""
    require(account.status is not AccountStatus.suspended, PartiesOutcome.account_suspended, account.account)


def require_open(account: Account) -> None:
    """The record that moves the account, if one does, has not ended."""
    require(account.status is not AccountStatus.closed, PartiesOutcome.account_closed, account.account)


def require_takes(account: Account, side: Side, grant: RecordPath | None = None) -> None:
    """Something may come into the account, if by its own record alone; what goes out is not asked."""
    if side is Side.takes:
        require_open(account)
        own = account.incoming is not Control.record or grant == account.moved_by
        require(own, PartiesOutcome.filled_by_record, account.account)


def signed_for(moment: Moment, account: AccountId, side: Side) -> Consent:
    """The consent by signature of whoever controls the account; Refused when it lacks."""
    try:
        record = known(moment, ACCOUNTS, account)
        control = record.outgoing if side is Side.gives else record.incoming
        require_takes(record, side)
        by = _consenting(moment, record, control)
    except Unknown as unknown:
        unknown.accounts = (account,)
        raise
    return Consent(
        account=account,
        by=by,
        kind=ConsentKind.signature,
        record=ACCOUNTS.path(account),
        seq=record.trail.seq,
        side=side,
    )


def ordered(moment: Moment, account: AccountId, authority: PartyId) -> Consent:
    """An authority's order about the account; the record that empowers it is its own, with its roles."""
    record = require_role(moment, authority, Role.supervisor)
    return Consent(
        account=account,
        by=(authority,),
        kind=ConsentKind.order,
        record=PARTIES.path(authority),
        seq=record.trail.seq,
        side=Side.gives,
    )


def _consenting(moment: Moment, account: Account, control: Control) -> tuple[PartyId, ...]:
    """The parties that consent under an account's rule."""
    if control is Control.nobody:
        return ()
    require(control is not Control.record, PartiesOutcome.moved_by_record, account.account)
    if control is Control.holder:
        require_party(moment, account.holder)
        return (account.holder,)
    custodian = account.custodian
    if custodian is None:
        if control is not Control.either:
            raise Refused(PartiesOutcome.custodian_missing, account.account)
        require_party(moment, account.holder)
        return (account.holder,)
    if control is Control.either:
        return (account.holder,) if moment.consents(account.holder) else _custodian(moment, custodian)
    if control is Control.custodian:
        return _custodian(moment, custodian)
    # Two parties, and two keys: one key that both policies list is one consent, not two.
    require(account.holder != custodian, PartiesOutcome.two_parties_needed, account.account)
    both = (account.holder, custodian)
    require_parties(moment, *both)
    return both


def _custodian(moment: Moment, custodian: PartyId) -> tuple[PartyId, ...]:
    require_party(moment, custodian)
    return (custodian,)
