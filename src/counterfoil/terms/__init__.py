# SPDX-License-Identifier: Apache-2.0
"""Contract terms that compute their own cash flows: exact, the same digits on every node, without I/O.

::

    contract = Contract.from_terms({"contractType": "PAM", …})
    events = contract.events(Fixings.of({"SHIBOR3M": {parse_time("2026-07-31"): Decimal("0.021")}}))
    [(event.at, event.type, event.payoff, event.state.values()) for event in events]

Four rooms, of which each knows those before it: :mod:`~counterfoil.terms.kernel`; :mod:`~counterfoil.terms.formulas`,
prices of Chinese markets among them; :mod:`~counterfoil.terms.types`; and :mod:`~counterfoil.terms.files`, for cases,
portfolios and what is wrong with them. The names below are read when they are asked for: a noun that takes one formula
need not wait for every contract type.
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from counterfoil.terms.kernel.calendars import TradingDays, read_calendar, read_calendars
    from counterfoil.terms.kernel.dates import format_time, parse_time
    from counterfoil.terms.kernel.events import Event, EventType, Scheduled
    from counterfoil.terms.kernel.reading import TermError
    from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent, RiskFactors
    from counterfoil.terms.types.contract import Contract
    from counterfoil.terms.types.table import contract_types

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

_PLACES: Final = {
    "Contract": "types.contract",
    "Event": "kernel.events",
    "EventType": "kernel.events",
    "Fixings": "kernel.risk_factors",
    "MissingFixing": "kernel.risk_factors",
    "ObservedEvent": "kernel.risk_factors",
    "RiskFactors": "kernel.risk_factors",
    "Scheduled": "kernel.events",
    "TermError": "kernel.reading",
    "TradingDays": "kernel.calendars",
    "contract_types": "types.table",
    "format_time": "kernel.dates",
    "parse_time": "kernel.dates",
    "read_calendar": "kernel.calendars",
    "read_calendars": "kernel.calendars",
}
"""name → where it is defined"""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
