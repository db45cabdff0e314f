# SPDX-License-Identifier: Apache-2.0
"""Computed events against expected results, strictly: same length, same order, every field that is expected.

Numbers agree within an absolute 1e-10 or a relative 1e-12, sign included; times and texts agree exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from counterfoil.terms.files.cases import Case, Value, read_results, record_of, result_text
from counterfoil.terms.kernel.arithmetic import CONTEXT, number
from counterfoil.terms.kernel.dates import format_time, parse_time
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.values import name_shown

ABSOLUTE: Final = Decimal("1e-10")
RELATIVE: Final = Decimal("1e-12")
_NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a computation departs from what is expected; ``position`` counts events from 1."""

    case: str
    position: int
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.case}, event {self.position}, {self.field}: expected {self.expected}, got {self.got}"


def differences(case: Case, events: Sequence[Event]) -> list[Difference]:
    """Every difference between a case's results and these events, in order; none means that the case is reproduced.

    InputError if the case states no results.
    """
    return compare(case.name, read_results(case.expected, where=f"{name_shown(case.name)}.results"), events)


def compare(name: str, expected: Sequence[Mapping[str, object]], events: Sequence[Event]) -> list[Difference]:
    """Every difference between expected records and events, position by position."""
    found: list[Difference] = []
    for position, (record, event) in enumerate(zip_longest(expected, events), start=1):
        if record is None or event is None:
            found.append(Difference(name, position, "event", _titled(record), _happened(event)))
            continue
        got = record_of(event)
        for field, wanted in record.items():
            value = got.get(field)
            if not _agree(field, wanted, value):
                found.append(Difference(name, position, field, _plain(wanted), result_text(field, value) or _NOTHING))
    return found


def _agree(field: str, wanted: object, got: Value) -> bool:
    if got is None:
        got = Decimal(0) if result_text(field, got) else None
    try:
        if isinstance(got, Decimal):
            return _close(number(wanted), got)
        if isinstance(got, datetime):
            return parse_time(wanted) == got
    except ValueError:
        return False
    return str(wanted if wanted is not None else "").strip() == (got or "")


def _close(wanted: Decimal, got: Decimal) -> bool:
    apart = CONTEXT.abs(CONTEXT.subtract(wanted, got))
    return apart <= ABSOLUTE or apart <= CONTEXT.multiply(RELATIVE, CONTEXT.abs(wanted))


def _plain(wanted: object) -> str:
    return str(wanted).strip() or _NOTHING


def _titled(record: Mapping[str, object] | None) -> str:
    return "no event" if record is None else f"{record.get('eventType')} at {record.get('eventDate')}"


def _happened(event: Event | None) -> str:
    return "no event" if event is None else f"{event.type} at {format_time(event.at)}"
