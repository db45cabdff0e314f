# SPDX-License-Identifier: Apache-2.0
"""Typed reading of parties and accounts, and whether signers may act for a party."""

from collections.abc import Collection

from counterfoil.commerce.modules.parties.state import ACCOUNTS, KEYS, PARTIES, Account, KnownKey, Party, Standing
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import View
from counterfoil.primitives.types import AccountId, KeyId, PartyId


def party(view: View, party: PartyId) -> Party | None:
    """The party's record, or None."""
    return view.read(PARTIES, party)


def authority(view: View, signers: Collection[KeyId], party: PartyId, *roles: str) -> Outcome:
    """``ok`` when the signers satisfy the key policy of an active party that has one of ``roles``, if any are asked."""
    record = view.read(PARTIES, party)
    if record is None:
        return Outcome.unknown_party
    if record.status is not Standing.active:
        return Outcome.party_suspended
    if record.keys is None or not record.keys.satisfied_by(signers):
        return Outcome.not_authorised
    return Outcome.ok if not roles or any(role in record.roles for role in roles) else Outcome.role_missing


def account(view: View, account: AccountId) -> Account | None:
    """The account's record, or None."""
    return view.read(ACCOUNTS, account)


def known_key(view: View, keyid: KeyId) -> KnownKey | None:
    """The public key behind an identifier, if any party has or had it."""
    return view.read(KEYS, keyid)


def accounts_of(view: View, holder: PartyId) -> list[Account]:
    """A party's accounts, in order of their names. Reads every account of the chain."""
    return [account for _, account in view.rows(ACCOUNTS) if account.holder == holder]
