# SPDX-License-Identifier: Apache-2.0
"""Contracts and events per second and core, by type: terms read, schedule made, every event with its state."""

import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from benches.claim import Claim, timed
from counterfoil.terms.arithmetic import exact
from counterfoil.terms.cases import Case, read_cases
from counterfoil.terms.contract import Contract
from counterfoil.terms.dates import parse_time
from counterfoil.terms.day_count import DayCountConvention, year_fraction
from counterfoil.terms.state import State

VECTORS = Path(__file__).parent.parent / "vectors" / "terms"
SECONDS = 1.0
_START = parse_time("2026-11-02")
_END = parse_time("2027-02-01")


def run() -> list[Claim]:
    """Every type for about a second, over the vectors of this repository."""
    limit = _accruals_per_second()
    claims = []
    for file in sorted(VECTORS.glob("actus_*.json")):
        cases = read_cases(file.read_text(encoding="utf-8"))
        claims += _measure(file.stem.removeprefix("actus_").upper(), list(cases), limit)
    return claims


def _measure(name: str, cases: Sequence[Case], limit: float) -> list[Claim]:
    given = [(case.contract.to_terms(), case.fixings, case.until) for case in cases]
    contracts, events = 0, 0
    begun = time.perf_counter()
    with timed() as watch:
        while time.perf_counter() - begun < SECONDS:
            for terms, fixings, until in given:
                events += len(Contract.from_terms(terms).events(fixings, until))
                contracts += 1
    conditions = f"{len(given)} vectors, from JSON terms to events with states, one thread"
    return [
        Claim(name=f"{name} contracts", value=contracts / watch.seconds, unit="contracts/s", conditions=conditions),
        Claim(
            name=f"{name} events",
            value=events / watch.seconds,
            unit="events/s",
            conditions=f"the same run, {events / contracts:.1f} events a contract",
            limit=limit,
            limit_name="accruals with a new state",
        ),
    ]


def _accruals_per_second(count: int = 100_000) -> float:
    """What an event cannot do without: a year fraction, three decimal operations, a copy of the state."""
    fraction = year_fraction(DayCountConvention.ACTUAL_365)
    rate, principal, accrued = Decimal("0.0325"), Decimal(1_000_000), Decimal(0)
    state = State(_START)
    with exact(), timed() as watch:
        for _ in range(count):
            accrued += fraction(_START, _END) * rate * principal
            state.copy()
    return count / watch.seconds
