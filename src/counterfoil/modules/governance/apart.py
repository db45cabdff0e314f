# SPDX-License-Identifier: Apache-2.0
"""That members are not one firm under two names, as far as their keys tell."""

from itertools import combinations

from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.authority import disjoint, keyids_of
from counterfoil.primitives.types import PartyId


def require_apart(moment: Moment, *parties: PartyId) -> None:
    """No key stands in the policies of two of them, whether it signs now or not: it could, for either."""
    keys = {party: keyids_of(moment, party) for party in parties}
    for one, other in combinations(keys, 2):
        require(disjoint(keys[one], keys[other]), GovernanceOutcome.keys_in_common, f"{one}, {other}")
