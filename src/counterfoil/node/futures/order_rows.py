# SPDX-License-Identifier: Apache-2.0
"""Files of orders and of terminal data, CSV in CTP's columns, judged row by row. No error repeats what a cell says."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.modules.futures.handing_in import HandedKind
from counterfoil.node.futures.ctp import DIRECTIONS, HEDGES, OFFSETS
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber
from counterfoil.primitives.written import decimal_of
from counterfoil.terms.kernel.dates import number_of, parse_time

SHOWN: Final = 20
"""Of the rows that are wrong"""
ROWS_READ_MAX: Final = 1_000_000
Test = Callable[[str], bool]
Row = dict[str, str]
"""column → cell; a column whose cell is empty is left out"""


class _Column(NamedTuple):
    """What may stand in it, and that in words."""

    test: Test
    right: str
    needed: bool = True


def _one_of(letters: Mapping[str, object] | str, *, joined: bool = False) -> _Column:
    """One of these letters; ``joined``: of each leg of a combination."""
    right = ", ".join(letters)
    return _Column(lambda text: set(text) <= set(letters) and (joined or len(text) == 1) and len(text) <= 5, right)


def _text(length: int, *, needed: bool = True) -> _Column:
    return _Column(lambda text: len(text) <= length, f"at most {length} characters", needed)


def _whole(*, least: int = 0, needed: bool = True) -> _Column:
    def test(text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= 10**9

    return _Column(test, f"a whole number, {least} or more", needed)


def _matching(pattern: str, right: str, *, needed: bool = True) -> _Column:
    return _Column(lambda text: re.fullmatch(pattern, text, re.ASCII) is not None, right, needed)


def _is_price(text: str) -> bool:
    found = decimal_of(text)
    return found.is_finite() and abs(found) <= 10**12


def _is_day(text: str) -> bool:
    try:
        parse_time(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        return False
    return re.fullmatch(r"[0-9]{8}", text) is not None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _optional(column: _Column) -> _Column:
    return column._replace(needed=False)


_CLOCK: Final = _matching(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?", "HH:MM:SS")
_DAY: Final = _Column(_is_day, "YYYYMMDD")
_MAC: Final = _matching(r"[0-9A-Fa-f]{2}([:-]?[0-9A-Fa-f]{2}){5}", "such as 00-1B-44-11-3A-B7")
_ADDRESS: Final = _Column(_is_address, "an address of IPv4 or IPv6")
_PORT: Final = _Column(lambda text: text.isascii() and text.isdigit() and int(text[:6]) < 65_536, "0 to 65535", False)
_INSTRUMENT: Final = _matching(r"[0-9A-Za-z][0-9A-Za-z._:& -]{0,79}", "a contract, or legs joined by &")
"""Exchanges name combinations such as ``SP a2101&a2105``."""
_ORDERS: Final[Mapping[str, _Column]] = {
    "InvestorID": _text(64),
    "InstrumentID": _INSTRUMENT,
    "OrderSysID": _text(40),
    "Direction": _one_of(DIRECTIONS),
    "CombOffsetFlag": _one_of(OFFSETS, joined=True),
    "CombHedgeFlag": _one_of(HEDGES, joined=True),
    "LimitPrice": _Column(_is_price, "a price"),
    "VolumeTotalOriginal": _whole(least=1),
    "TradingDay": _DAY,
    "InsertTime": _CLOCK,
    "OrderStatus": _one_of("012345abc"),
    "InsertDate": _optional(_DAY),
    "CancelTime": _optional(_CLOCK),
    "UpdateTime": _optional(_CLOCK),
    "VolumeTraded": _whole(needed=False),
    "VolumeTotal": _whole(needed=False),
    "MacAddress": _optional(_MAC),
    "IPAddress": _optional(_ADDRESS),
    **{name: _text(80, needed=False) for name in ("BrokerID", "UserID", "ClientID", "ExchangeID", "OrderRef")},
    **{name: _text(80, needed=False) for name in ("OrderLocalID", "ParticipantID", "ForceCloseReason", "SessionID")},
    **{name: _text(1, needed=False) for name in ("OrderPriceType", "TimeCondition", "VolumeCondition")},
    **{name: _text(1, needed=False) for name in ("ContingentCondition", "OrderSubmitStatus", "OrderType")},
}
_TERMINALS: Final[Mapping[str, _Column]] = {
    "UserID": _text(64),
    "TradingDay": _DAY,
    "ClientLoginTime": _CLOCK,
    "ClientPublicIP": _ADDRESS,
    "ClientAppID": _text(40),
    "ClientIPPort": _PORT,
    "RelayAppID": _text(40, needed=False),
    "MacAddress": _optional(_MAC),
    "IPAddress": _optional(_ADDRESS),
    "HDSerialID": _text(64, needed=False),
    "CPUSerialID": _text(64, needed=False),
    "BIOSSerialID": _text(64, needed=False),
    "ClientSystemInfo": _text(400, needed=False),
    **{name: _text(80, needed=False) for name in ("BrokerID", "InvestorID", "OSVersion", "DeviceName", "Partition")},
}
COLUMNS: Final[Mapping[HandedKind, Mapping[str, _Column]]] = {
    HandedKind.orders: _ORDERS,
    HandedKind.terminals: _TERMINALS,
}
_TELLING: Final = {"OrderSysID": HandedKind.orders, "ClientAppID": HandedKind.terminals}
"""Columns by which a file is told"""
_KEYS: Final = {
    HandedKind.orders: ("ExchangeID", "InstrumentID", "OrderSysID"),
    HandedKind.terminals: ("UserID", "ClientLoginTime", "ClientPublicIP", "ClientIPPort"),
}
"""What no two rows have alike"""
_TRACES: Final = ("MacAddress", "HDSerialID", "CPUSerialID", "BIOSSerialID", "ClientSystemInfo")
"""Of a terminal there is one of these at least"""


class HandedFile(NamedTuple):
    """What is in a file: rows of one kind, all of one trading day."""

    kind: HandedKind
    day: DayNumber
    rows: list[Row]


def read_handed(file: Path, encoding: str | None = None) -> HandedFile:
    """Every row of a file; InputError that lists the rows that are wrong, by line and column."""
    opened = CsvFile(file, CsvFormat(encoding=encoding))
    opened.require_separated((*_ORDERS, *_TERMINALS))
    kind = next((kind for name, kind in _TELLING.items() if name in opened.columns), None)
    if kind is None:
        remedy = f"columns of orders: {_named(_ORDERS)}; of terminals: {_named(_TERMINALS)}"
        raise InputError("neither orders nor terminal data", where=f"{file}, line 1", remedy=remedy)
    unknown = [name for name in opened.columns if name not in COLUMNS[kind]]
    lacking = [name for name, column in COLUMNS[kind].items() if column.needed and name not in opened.columns]
    if unknown or lacking or len(set(opened.columns)) != len(opened.columns):
        lacks, extra = ", ".join(lacking) or "none", ", ".join(map(repr, unknown)) or "none"
        problem = f"columns that lack: {lacks}; that are not known, or stand twice: {extra}"
        raise InputError(problem, where=f"{file}, line 1", remedy=f"columns: {', '.join(COLUMNS[kind])}")
    rows, wrong = _judged(opened, kind)
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        problem = f"{len(wrong)} rows are wrong: " + "; ".join(wrong[:SHOWN]) + more
        raise InputError(problem, where=str(file), remedy="mend them; nothing was sent")
    if not rows:
        raise InputError("there is no row in it", where=str(file), remedy="a day without any is ended by --ends-day")
    return HandedFile(kind, day_of_text(rows[0]["TradingDay"]), rows)


def day_of_text(text: str) -> DayNumber:
    """Of YYYYMMDD."""
    return DayNumber(number_of(parse_time(f"{text[:4]}-{text[4:6]}-{text[6:]}")))


def _named(columns: Mapping[str, _Column]) -> str:
    return ", ".join(name for name, column in columns.items() if column.needed)


def _judged(opened: CsvFile, kind: HandedKind) -> tuple[list[Row], list[str]]:
    """Rows, and what is wrong with others."""
    rows: list[Row] = []
    wrong: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for read in opened.rows():
        if isinstance(read, RefusedRow):
            wrong.append(f"line {read.line}: {read.detail}")
            continue
        row = {name: cell for name, cell in zip(opened.columns, read.cells, strict=True) if cell}
        problems = list(_problems(row, kind))
        if not problems and rows and row["TradingDay"] != rows[0]["TradingDay"]:
            problems.append("TradingDay is another than on the rows before")
        if not problems:
            before = seen.setdefault(tuple(row.get(name, "") for name in _KEYS[kind]), read.line)
            problems += [] if before == read.line else [f"stands on line {before} already"]
        wrong += [f"line {read.line}: {problem}" for problem in problems]
        rows.append(row)
        if len(rows) > ROWS_READ_MAX:
            raise InputError(f"more than {ROWS_READ_MAX} rows", where=str(opened.path), remedy="give it in parts")
    return rows, wrong


def _problems(row: Row, kind: HandedKind) -> Iterator[str]:
    for name, column in COLUMNS[kind].items():
        if name not in row:
            if column.needed:
                yield f"{name} is missing"
        elif not column.test(row[name]):
            yield f"{name} is not {column.right}"
    if kind is HandedKind.terminals and not any(name in row for name in _TRACES):
        yield f"one of {', '.join(_TRACES)} is missing"
