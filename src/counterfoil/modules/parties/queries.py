# SPDX-License-Identifier: Apache-2.0
"""Typed reading of parties and accounts."""

from counterfoil.law.module import View
from counterfoil.modules.parties.attestations import ATTESTATIONS, Attestation
from counterfoil.modules.parties.records import ACCOUNTS, HOLDER_ACCOUNTS, KEYS, PARTIES, Account, KnownKey, Party
from counterfoil.primitives.types import AccountId, KeyId, PartyId


def party(view: View, party: PartyId) -> Party | None:
    """The party's record, or None."""
    return view.read(PARTIES, party)


def account(view: View, account: AccountId) -> Account | None:
    """The account's record, or None."""
    return view.read(ACCOUNTS, account)


def holder_of(view: View, account: AccountId) -> PartyId | None:
    """Whose account it is; None when it is not open."""
    found = view.read(ACCOUNTS, account)
    return None if found is None else found.holder


def known_key(view: View, keyid: KeyId) -> KnownKey | None:
    """The public key behind an identifier, if any party has or had it."""
    return view.read(KEYS, keyid)


def accounts_of(view: View, holder: PartyId) -> list[Account]:
    """A party's accounts, in order of their names. Reader that party's alone."""
    found = (view.read(ACCOUNTS, own.account) for _, own in view.rows(HOLDER_ACCOUNTS, holder))
    return [account for account in found if account is not None]


def attestations_of(view: View, party: PartyId) -> list[Attestation]:
    """What was attested of a party last, in order of topics; what is expired or revoked too."""
    return [attestation for _, attestation in view.rows(ATTESTATIONS, party)]
