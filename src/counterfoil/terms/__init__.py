# SPDX-License-Identifier: Apache-2.0
"""Contract terms that compute their own cash flows: exact, the same digits on every node, without I/O.

::

    contract = Contract.from_terms({"contractType": "PAM", …})
    events = contract.events(Fixings.of({"SHIBOR3M": {…}}))
    [(event.at, event.type, event.payoff, event.state) for event in events]
"""

from counterfoil.terms import contingent, credit, exchange, holdings, swaps
from counterfoil.terms.contract import Contract, contract_types
from counterfoil.terms.events import Event, EventType, Scheduled
from counterfoil.terms.market import bond, convertible, equity, exchange_future, fund, repo
from counterfoil.terms.principal import ann, lam, lax, nam, open_ended, pam
from counterfoil.terms.reading import TermError
from counterfoil.terms.risk_factors import Fixings, MissingFixing, ObservedEvent, RiskFactors

_TYPES = (
    (pam, lam, lax, nam, ann, open_ended),
    (holdings, exchange, swaps, contingent, credit),
    (exchange_future, repo, fund, equity, bond, convertible),
)
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
