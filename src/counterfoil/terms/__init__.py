# SPDX-License-Identifier: Apache-2.0
"""Contract terms that compute their own cash flows: exact, the same digits on every node, without I/O.

::

    contract = Contract.from_terms({"contractType": "PAM", …})
    for event in contract.events(Fixings.of({"SHIBOR3M": {…}})):
        print(event.at, event.type, event.payoff, event.state)
"""

from counterfoil.terms import swaps
from counterfoil.terms.contract import Contract, contract_types
from counterfoil.terms.events import Event, EventType, Scheduled
from counterfoil.terms.principal import ann, lam, lax, nam, open_ended, pam
from counterfoil.terms.reading import TermError
from counterfoil.terms.risk_factors import Fixings, MissingFixing, ObservedEvent, RiskFactors

_TYPES = (pam, lam, lax, nam, ann, open_ended, swaps)
"""The modules that register contract types."""

__all__ = [
    "Contract",
    "Event",
    "EventType",
    "Fixings",
    "MissingFixing",
    "ObservedEvent",
    "RiskFactors",
    "Scheduled",
    "TermError",
    "contract_types",
]
