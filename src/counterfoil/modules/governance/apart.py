# SPDX-License-Identifier: Apache-2.0
"""That members are not one firm under two names, as far as their keys tell."""

from collections.abc import Collection
from itertools import combinations

from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.records import PARTIES
from counterfoil.primitives.types import KeyId, PartyId


def keys_of_member(moment: Moment, party: PartyId) -> tuple[KeyId, ...]:
    """The identifiers of the keys in a party's policy, sorted; none where it has no keys or is not there."""
    record = moment.read(PARTIES, party)
    return () if record is None or record.keys is None else tuple(sorted(record.keys.keyid_set))


def require_apart(moment: Moment, *parties: PartyId) -> None:
    """No key stands in the policies of two of them, whether it signs now or not: it could, for either."""
    keys = {party: keys_of_member(moment, party) for party in parties}
    for one, other in combinations(keys, 2):
        require(disjoint(keys[one], keys[other]), GovernanceOutcome.keys_in_common, f"{one}, {other}")


def disjoint(keys: Collection[KeyId], others: Collection[KeyId]) -> bool:
    """Whether they have no key in common."""
    return not set(keys) & set(others)
