# SPDX-License-Identifier: Apache-2.0
"""Contracts and events per second and core, by type: terms read, schedule made, every event with its state."""

import os
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from benches.claim import Claim, timed
from counterfoil.terms.files.cases import Case, read_case, read_cases
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.arithmetic import exact
from counterfoil.terms.kernel.dates import parse_time
from counterfoil.terms.kernel.day_count import DayCountConvention, year_fraction
from counterfoil.terms.kernel.dictionary import State
from counterfoil.terms.types.contract import Contract

ROOT = Path(__file__).parent.parent
VECTORS = ROOT / "vectors" / "terms"
DATA = Path(os.environ.get("COUNTERFOIL_DATA", ROOT.parent / "shared" / "data"))
"""The public test data, as for the tests."""
PUBLIC_CASES = DATA / "actus" / "cases" / "pam.json"
SECONDS = 0.8
"""How long each type is measured."""


def run() -> list[Claim]:
    """Every type over the vectors of this repository, and PAM over the public cases where they are at hand."""
    limit = _accruals_per_second()
    claims: list[Claim] = []
    if PUBLIC_CASES.exists():
        claims += _measure("PAM, public cases", _cases(PUBLIC_CASES), limit)
    for file in sorted(VECTORS.glob("*.json")):
        if file.stem not in ("calendar", "refused"):
            cases = _cases(file)
            claims += _measure(cases[0].contract.contract_type, cases, limit)
    return claims


def _cases(file: Path) -> list[Case]:
    documents = read_cases(parse_json(file.read_bytes(), where=file.name), where=file.name)
    return [read_case(name, document) for name, document in documents.items()]


def _measure(name: str, cases: Sequence[Case], limit: float) -> list[Claim]:
    given = [(case.contract.to_terms(), case.contract.calendars, case.fixings, case.until) for case in cases]
    contracts, events = 0, 0
    begun = time.perf_counter()
    with timed() as watch:
        while time.perf_counter() - begun < SECONDS:
            for terms, calendars, fixings, until in given:
                events += len(Contract.from_terms(terms, calendars=calendars).events(fixings, until))
                contracts += 1
    conditions = f"{len(given)} contracts over and over, from JSON terms to events with states, one thread"
    return [
        Claim(name=f"{name}: contracts", value=contracts / watch.seconds, unit="contracts/s", conditions=conditions),
        Claim(
            name=f"{name}: events",
            value=events / watch.seconds,
            unit="events/s",
            conditions=f"the same run, {events / contracts:.1f} events a contract",
            limit=limit,
            limit_name="accruals with a new state",
        ),
    ]


def _accruals_per_second(count: int = 100_000) -> float:
    """What an event cannot do without: a year fraction, three decimal operations, a copy of the state."""
    start, end = parse_time("2026-11-02"), parse_time("2027-02-01")
    fraction = year_fraction(DayCountConvention.ACTUAL_365)
    rate, principal, accrued = Decimal("0.0325"), Decimal(1_000_000), Decimal(0)
    state = State(start)
    with exact(), timed() as watch:
        for _ in range(count):
            accrued += fraction(start, end) * rate * principal
            state.copy()
    return count / watch.seconds
