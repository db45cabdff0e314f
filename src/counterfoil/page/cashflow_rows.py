# SPDX-License-Identifier: Apache-2.0
"""Events of a contract as people read them: a table of words and rounded amounts."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from counterfoil.terms.files.cases import Value, record_of, reported_fields
from counterfoil.terms.kernel.events import Event

_MINUS: Final = "−"
_TOO_LONG: Final = 18
"""Digits before the point, beyond which an amount is written with an exponent."""
_FINE: Final = re.compile("[rR]ate|[mM]ultiplier|[fF]actor|[qQ]uantity|[uU]nits")
"""What the names of states are called whose decimals matter."""
_HEADINGS: Final = {
    "notionalPrincipal": "principal",
    "nominalInterestRate": "rate",
    "accruedInterest": "accrued",
}
_FEW_STATES: Final = 3
_FIRST_COLUMNS: Final = ("time", "event", "", "payoff", "currency")


def amount(value: Decimal, *, signed: bool = False) -> str:
    """An amount rounded to two decimals, digits grouped; one that rounds to nothing keeps two digits."""
    size = abs(value)
    extreme = value and (size < Decimal("0.005") or size.adjusted() >= _TOO_LONG)
    written = f"{size:.1e}" if extreme else f"{size:,.2f}"
    sign = _MINUS if value < 0 else "+" if signed and value else ""
    return sign + written


def rate(value: Decimal) -> str:
    """A rate or a factor: at most eight decimals, as few as it has."""
    written = f"{abs(value):,.8f}".rstrip("0").rstrip(".")
    return (_MINUS if value < 0 and written != "0" else "") + written


def moment(at: datetime) -> str:
    """The day, and the time of day where it is not midnight."""
    return at.date().isoformat() if at.time() == time() else at.isoformat(sep=" ", timespec="seconds")


def readable(field: str, value: Value) -> str:
    """A state, by what its name says that it is."""
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return rate(value) if _FINE.search(field) else amount(value)
    return moment(value) if isinstance(value, datetime) else value


def words(field: str) -> str:
    """The name of a term as words: ``exerciseAmount`` → ``exercise amount``."""
    return _HEADINGS.get(field) or re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: " " + found[0].lower(), field)


def event_table(contract_type: str, events: Sequence[Event]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: time, plain name, acronym, payoff, currency, and the states that the type reports.

    Where there are more states than three, those that are empty or zero after every event are left out.
    """
    records = [record_of(event) for event in events]
    fields = [field for field in reported_fields(contract_type, events[0]) if field != "statusDate"] if events else []
    if len(fields) > _FEW_STATES:
        fields = [field for field in fields if any(record.get(field) for record in records)]
    rows = [
        [moment(event.at), event.type.name, event.type.acronym, amount(event.payoff), event.currency]
        + [readable(field, record.get(field)) for field in fields]
        for event, record in zip(events, records, strict=True)
    ]
    return [*_FIRST_COLUMNS, *(words(field) for field in fields)], rows


def is_number(text: str) -> bool:
    """Whether a cell is a number, which stands to the right."""
    return re.fullmatch(r"[−+]?[0-9][0-9,.]*(e[+-]?[0-9]+)?", text) is not None


def aligned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same cells, numbers padded to the right edge of their column."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        [cell.rjust(width) if is_number(cell) else cell for cell, width in zip(row, widths, strict=True)]
        for row in rows
    ]
