# SPDX-License-Identifier: Apache-2.0
"""Portfolios: contracts evaluated one after another as they come, in constant memory, and their cash flows netted.

::

    totals = Totals()
    for item in evaluate(read_portfolio(lines), fixings, until):
        totals.add(item)
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.arithmetic import CONTEXT, ZERO
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import as_input_errors, located
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, RiskFactors
from counterfoil.terms.types.contract import Contract

CashFlows = dict[tuple[date, str], Decimal]
"""Amounts by day and currency."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A contract's events, or the error that there are none for; ``contract_id`` is its place if it has no name.

    Terms that describe no contract have no type either.
    """

    contract_id: str
    contract_type: str
    events: list[Event]
    error: InputError | None = None


Entry = Contract[Any, Any] | Evaluated


def read_portfolio(
    lines: Iterable[str | bytes], *, calendars: Mapping[str, Calendar] = STANDARD, where: str = "portfolio"
) -> Iterator[Entry]:
    """The contracts of JSON Lines, one object of terms on each line, read as they are asked for.

    If the first line that is not blank begins with ``[``, all of them are one JSON array of terms instead, which is
    read whole; InputError, which names ``where``, if it is none. A bad line or item comes out as Evaluated with its
    error, its number counted from 1.
    """
    numbered = enumerate(lines, start=1)
    is_first = True
    for position, line in numbered:
        if not line.strip():
            continue
        if is_first and _opens_array(line):
            # The blank lines are kept, so that errors count lines as the file does.
            rest = [b"\n" * (position - 1), line, *(text for _, text in numbered)]
            document = b"".join(text.encode() if isinstance(text, str) else text for text in rest)
            items = parse_json(document, where=where)
            if not isinstance(items, list):
                remedy = "give [{…}, {…}], or one object on each line"
                raise InputError("not a list of terms", where=where, remedy=remedy)
            yield from (_read_terms(item, f"item {at}", calendars) for at, item in enumerate(items, start=1))
            return
        is_first = False
        try:
            item = parse_json(line, where=f"line {position}")
        except InputError as error:
            yield Evaluated(f"line {position}", "", [], error)
        else:
            yield _read_terms(item, f"line {position}", calendars)


def evaluate(
    contracts: Iterable[Entry], risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None
) -> Iterator[Evaluated]:
    """The events of each contract up to ``until``, computed when asked for; one bad contract never stops the rest."""
    for position, contract in enumerate(contracts, start=1):
        if isinstance(contract, Evaluated):
            yield contract
            continue
        name = contract.terms.contract_id or f"contract {position}"
        try:
            with as_input_errors(name), located(name):
                events = contract.events(risk_factors, until)
        except InputError as error:
            yield Evaluated(name, contract.contract_type, [], error)
        else:
            yield Evaluated(name, contract.contract_type, events)


@dataclass(slots=True)
class Totals:
    """What a portfolio amounts to, added up while it is evaluated."""

    contracts: int = 0
    events: int = 0
    failed: list[Evaluated] = field(default_factory=list)
    flows: CashFlows = field(default_factory=dict)

    def add(self, item: Evaluated) -> None:
        """Count one contract and net its cash flows."""
        self.contracts += 1
        self.events += len(item.events)
        if item.error is not None:
            self.failed.append(item)
        for event in item.events:
            if event.payoff:
                key = (event.at.date(), event.currency)
                self.flows[key] = CONTEXT.add(self.flows.get(key, ZERO), event.payoff)


def cash_flows(evaluated: Iterable[Evaluated]) -> CashFlows:
    """What is received (positive) and paid on each day in each currency, ascending; days that net to zero stay."""
    totals = Totals()
    for item in evaluated:
        totals.add(item)
    return dict(sorted(totals.flows.items()))


def by_month(flows: CashFlows) -> dict[tuple[str, str], Decimal]:
    """The same by month (``2024-02``) and currency."""
    months: dict[tuple[str, str], Decimal] = {}
    for (day, currency), amount in sorted(flows.items()):
        key = (day.isoformat()[:7], currency)
        months[key] = CONTEXT.add(months.get(key, ZERO), amount)
    return months


def _opens_array(line: str | bytes) -> bool:
    if isinstance(line, str):
        return line.removeprefix("\ufeff").lstrip().startswith("[")
    return line.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")


def _read_terms(given: object, where: str, calendars: Mapping[str, Calendar]) -> Entry:
    try:
        if not isinstance(given, Mapping):
            raise InputError("not an object of terms", where=where, remedy='give {"contractType": …, …}')
        with as_input_errors(where):
            return Contract.from_terms(given, calendars=calendars, where=where)
    except InputError as error:
        return Evaluated(where, "", [], error)
