# SPDX-License-Identifier: Apache-2.0
"""What is always true of parties and accounts."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.parties.attestations import ATTESTATIONS, TRUSTS
from counterfoil.modules.parties.records import ACCOUNTS, HOLDER_ACCOUNTS, KEYS, PARTIES, AccountStatus, Control


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, party in view.rows(PARTIES):
        for key in party.keys.keys if party.keys is not None else ():
            if view.read(KEYS, key.keyid) is None:
                yield f"{path}: key {key.keyid} is not in the key directory"
    noted = {own.account: own.holder for _, own in view.rows(HOLDER_ACCOUNTS)}
    for path, account in view.rows(ACCOUNTS):
        if noted.pop(account.account, None) != account.holder:
            yield f"{path}: does not stand among the accounts of {account.holder}"
        if view.read(PARTIES, account.holder) is None:
            yield f"{path}: holder {account.holder} is not registered"
        if account.custodian is not None and view.read(PARTIES, account.custodian) is None:
            yield f"{path}: custodian {account.custodian} is not registered"
        if (account.status is AccountStatus.suspended) != (account.suspended_by is not None):
            yield f"{path}: {account.status}, suspended by {account.suspended_by}"
        if account.status is AccountStatus.closed and {account.incoming, account.outgoing} != {Control.record}:
            yield f"{path}: closed, and into it goes what {account.incoming} says, out of it what {account.outgoing}"
        if account.outgoing is Control.nobody:
            yield f"{path}: nobody needs to authorise outgoing movements"
    for name, holder in noted.items():
        yield f"account {name} of {holder} is noted, and not open"
    for path, trust in view.rows(TRUSTS):
        times = [entry.since for entry in trust.entries]
        if times != sorted(set(times)):
            yield f"{path}: entries are out of order: {times}"
    for path, attestation in view.rows(ATTESTATIONS):
        if view.read(PARTIES, attestation.party) is None:
            yield f"{path}: party {attestation.party} is not registered"
        if view.read(TRUSTS, attestation.topic) is None:
            yield f"{path}: nobody was ever trusted with {attestation.topic}"
