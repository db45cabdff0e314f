# SPDX-License-Identifier: Apache-2.0
"""Contract terms that compute their own cash flows: exact, the same digits on every node, without I/O.

::

    contract = Contract.from_terms({"contractType": "PAM", …})
    events = contract.events(Fixings.of({"SHIBOR3M": {parse_time("2026-07-31"): Decimal("0.021")}}))
    [(event.at, event.type, event.payoff, event.state.values()) for event in events]

Files of cases and portfolios are read by :mod:`counterfoil.terms.cases` and :mod:`counterfoil.terms.portfolio`; terms
are looked at by :mod:`counterfoil.terms.checking`; prices of Chinese markets are in :mod:`counterfoil.terms.market`.
"""

from counterfoil.terms import contingent, credit, exchange, holdings, swaps
from counterfoil.terms.calendar_data import read_calendar, read_calendars
from counterfoil.terms.calendars import TradingDays
from counterfoil.terms.contract import Contract, contract_types
from counterfoil.terms.dates import format_time, parse_time
from counterfoil.terms.events import Event, EventType, Scheduled
from counterfoil.terms.market import bond, convertible, equity, exchange_future, fund, repo
from counterfoil.terms.principal import ann, lam, lax, nam, open_ended, pam
from counterfoil.terms.reading import TermError
from counterfoil.terms.risk_factors import Fixings, MissingFixing, ObservedEvent, RiskFactors

_REGISTERING = (
    (pam, lam, lax, nam, ann, open_ended),
    (holdings, exchange, swaps, contingent, credit),
    (exchange_future, repo, fund, equity, bond, convertible),
)
"""The modules whose import registers the contract types that ``contractType`` may name."""

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
    "TradingDays",
    "contract_types",
    "format_time",
    "parse_time",
    "read_calendar",
    "read_calendars",
]
