# SPDX-License-Identifier: Apache-2.0
"""Repos for tests: 100 a day in March 2024, which is 1000000 at 3.65 %, Act/365."""

from datetime import date
from decimal import Decimal
from typing import Any

from counterfoil.terms.kernel.dates import midnight
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.contract import Contract

BOND = {"collateralID": "B", "quantity": "10500", "marketObjectCode": "B"}
TERM = {
    "contractType": "REPO",
    "contractID": "repo",
    "contractRole": "RPA",
    "currency": "CNY",
    "repoType": "CLASSIC",
    "statusDate": "2024-03-01",
    "initialExchangeDate": "2024-03-04",
    "maturityDate": "2024-03-08",
    "purchasePrice": "1000000",
    "nominalInterestRate": "0.0365",
    "dayCountConvention": "A365",
    "collateral": [BOND],
}
OPEN = {**TERM, "maturityDate": None, "xDayNotice": "P1D"}


def at(day: int) -> Any:
    """A day of March 2024."""
    return midnight(date(2024, 3, day))


def run(
    terms: dict[str, Any], *observed: ObservedEvent, prices: dict[int, Decimal] | None = None, until: int | None = None
) -> list[Event]:
    """The events of a repo with prices of its bond by day."""
    series = {at(day): price for day, price in (prices or {}).items()}
    horizon = None if until is None else at(until)
    return Contract.from_terms(terms).events(Fixings.of({"B": series, "RATE": series}, observed), horizon)


def rows(events: list[Event]) -> list[tuple[int, str, Decimal]]:
    """Day, type and payoff of events."""
    return [(event.at.day, event.type.acronym, event.payoff) for event in events]
