# SPDX-License-Identifier: Apache-2.0
"""How a simulated chain begins, and whose keys are which: the same in every run."""

from hashlib import sha256

from counterfoil.commerce.genesis import Genesis
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.cash.law import CASH as CASH_FEATURE
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.modules.lifecycle.law import LIFECYCLE
from counterfoil.modules.oracles.law import ORACLES
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE, PartyKind, Role
from counterfoil.modules.receipts.law import RECEIPTS
from counterfoil.modules.receivables.law import RECEIVABLES
from counterfoil.modules.securitisation.law import SECURITISATION
from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from counterfoil.modules.supervision.law import SUPERVISION
from counterfoil.primitives import canonical
from support.custody import NOW_S, ORIGIN

START_MS = NOW_S * 1_000
WINDOW = 50


def key_of(chain: str, name: str, generation: int = 0) -> PrivateKey:
    """A party's key, the same in every run."""
    return PrivateKey(sha256(f"{chain}/{name}/{generation}".encode()).digest())


def genesis_of(chain: str) -> bytes:
    """A registrar, a supervisor; settlement at once, pledges, orders, and all that parts of a market need."""
    parties = tuple(
        p.RegisterParty(
            party=name,
            registrar="registrar",
            kind=PartyKind.organisation,
            name=name,
            roles=(role,),
            keys=single_key_policy(key_of(chain, name)),
        )
        for name, role in (("registrar", Role.registrar), ("supervisor", Role.supervisor))
    )
    active = (IMMEDIATE_SETTLEMENT, CASH_FEATURE, SUPERVISION, CONTRACTS_FEATURE, GOVERNANCE_FEATURE, ORACLES)
    features = dict.fromkeys(
        (*active, FUTURES_FEATURE, LIFECYCLE, RECEIPTS, RECEIVABLES, SECURITISATION, WIDENED_HOLDINGS), 0
    )
    return canonical.encode(
        Genesis(chain=chain, log=ORIGIN, time=START_MS, features=features, parties=parties, window=WINDOW)
    )
