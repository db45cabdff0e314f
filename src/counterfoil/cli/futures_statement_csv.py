# SPDX-License-Identifier: Apache-2.0
"""The lines of a margin account's statement as CSV, under the names that the JSON has."""

from collections.abc import Iterator
from typing import Any, Final

from counterfoil.cli.csv_files import csv_text

_PARTS: Final = (
    "Transactions",
    "PositionsClosed",
    "PositionsDetail",
    "Positions",
    "Securities",
    "EWarrantOffsets",
    "DepositsWithdrawals",
    "Deliveries",
)
"""Lists of a statement; each of their entries is a row"""
_OF_ALL: Final = ("Part", "TradingDay", "AccountID")
Fields = dict[str, Any]


def statement_csv(fields: Fields) -> str:
    """A row for each trade, closing, position, pledge and movement; ``Part`` says which. Of none the head alone."""
    rows = list(_rows(fields))
    columns = dict.fromkeys((*_OF_ALL, *(name for row in rows for name in row)))
    return csv_text(list(columns), [[row.get(name) for name in columns] for row in rows])


def _rows(fields: Fields) -> Iterator[Fields]:
    for part in _PARTS:
        for one in fields[part]:
            yield {"Part": part, "TradingDay": fields["TradingDay"], **{name: _cell(one[name]) for name in one}}


def _cell(value: Any) -> int | str:
    """A number as the JSON has it."""
    return value if isinstance(value, (int, str)) else bytes(value).decode()
