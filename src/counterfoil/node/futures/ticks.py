# SPDX-License-Identifier: Apache-2.0
"""A day's ticks of a contract, as an exchange publishes them, and what was traded in each, exactly.

Of a tick is published how many lots were traded, their turnover, and how open interest changed. A tick of v lots whose
turnover is N ticks·lots was traded, as narrowly as can be, at k and k + 1 ticks with k = N div v: N mod v lots at the
higher price. The columns are those of the files that wtpy writes; others beside them are not read.
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.node.futures.facts import ProductFacts
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input
from counterfoil.primitives.written import decimal_of

COLUMNS: Final = (
    "instrument", "trading_date", "action_time", "settle", "upper_limit", "lower_limit", "total_volume", "volume",
    "turnover", "open_interest", "diff_interest", "pre_settle", "pre_interest",
)  # fmt: skip
LINE_MAX: Final = 4_096
LINES_MAX: Final = 1_000_000
_NOISE: Final = Decimal("0.000001")
"""In ticks: what binary numbers, written out, are beside what they stand for."""
_EVENING: Final = 18 * 3_600_000
_DAY_MS: Final = 86_400_000


class Tick(NamedTuple):
    """What was traded since the tick before it."""

    line: int
    time: int
    """ms from the midnight before it, or, of an evening session, negative, from the one after it"""
    lots: int
    price: int
    """in ticks, of the lots at the lower price"""
    higher: int
    """lots that were traded one tick above it"""
    opened: int
    """how much more was open, or, negative, less"""


class TickDay(NamedTuple):
    """A whole day. Prices in ticks of the product."""

    contract: str
    day: str
    """YYYYMMDD, the trading day"""
    ticks: Sequence[Tick]
    """in which something was traded"""
    interest_before: int
    interest: int
    volume: int
    settlement: int | None
    """as the exchange published it at the end; None: the file ends before that"""
    settled_before: int | None
    limits: tuple[int, int] | None
    """lowest and highest price"""


def read_ticks(path: Path, facts: ProductFacts) -> TickDay:
    """A file's ticks, each consistent in itself and with those before; InputError naming line and column."""
    reader, ticks, time = _Reader(path, facts), [], -_DAY_MS
    rows = reader.rows()
    first = next(rows, None)
    if first is None:
        raise InputError("there is no tick in it", where=str(path), remedy=f"columns: {', '.join(COLUMNS)}")
    start = reader.count(first, "pre_interest")
    limits = _limits(reader, first)
    volume, interest, last = 0, start, first
    for row in chain((first,), rows):
        now = reader.time(row)
        if now < time:
            raise reader.wrong(row, "action_time", "is before the line above", "lines in the order of their time")
        time = now
        reader.require_same(row, first)
        tick = reader.tick(row, now, limits)
        volume, interest, last = volume + tick.lots, interest + tick.opened, row
        reader.require_total(row, "total_volume", volume)
        reader.require_total(row, "open_interest", interest)
        if tick.lots:
            ticks.append(tick)
    if not ticks:
        raise InputError("nothing was traded in it", where=str(path), remedy="a day with trades")
    settled = reader.ticks_of(last, "settle")
    before = reader.ticks_of(first, "pre_settle")
    day = reader.cell(first, "trading_date")
    contract = reader.cell(first, "instrument")
    return TickDay(contract, day, ticks, start, interest, volume, settled, before, limits)


Row = tuple[int, list[str]]
"""Line number, from 1, and cells"""


class _Reader:
    """The cells of a file, judged."""

    def __init__(self, path: Path, facts: ProductFacts) -> None:
        self._path, self._facts = path, facts
        self._place: dict[str, int] = {}
        self._worth = facts.multiplier * facts.tick
        """yuan of a tick of a lot"""

    def rows(self) -> Iterator[Row]:
        """Lines after the header; InputError for a file that is damaged, or lacks a column."""
        for number, text in _lines(self._path):
            cells = [cell.strip() for cell in text.split(",")]
            if not self._place:
                self._place = {name: position for position, name in enumerate(cells)}
                if twice := [name for name in COLUMNS if cells.count(name) > 1]:
                    problem, remedy = f"{', '.join(twice)} stands twice", "a column once"
                    raise InputError(problem, where=f"{self._path}, line 1", remedy=remedy)
                if missing := [name for name in COLUMNS if name not in self._place]:
                    problem = f"no column {', '.join(missing)}"
                    raise InputError(problem, where=f"{self._path}, line 1", remedy=f"columns: {', '.join(COLUMNS)}")
            elif len(cells) != len(self._place):
                problem = f"{len(cells)} cells, and {len(self._place)} columns"
                raise InputError(problem, where=f"{self._path}, line {number}", remedy="a cell for each column")
            else:
                yield number, cells

    def cell(self, row: Row, column: str) -> str:
        return row[1][self._place[column]]

    def wrong(self, row: Row, column: str, problem: str, remedy: str) -> InputError:
        where = f"{self._path}, line {row[0]}, {column}"
        return InputError(f"{self.cell(row, column)!r} {problem}", where=where, remedy=remedy)

    def number(self, row: Row, column: str) -> Decimal:
        found = decimal_of(self.cell(row, column))
        if not found.is_finite() or abs(found) > 10**18:
            raise self.wrong(row, column, "is no number", "such as 5230.8")
        return found

    def whole(self, row: Row, column: str) -> int:
        found = self.number(row, column)
        if found != int(found):
            raise self.wrong(row, column, "is no whole number", "lots are whole")
        return int(found)

    def count(self, row: Row, column: str) -> int:
        found = self.whole(row, column)
        if found < 0:
            raise self.wrong(row, column, "is negative", "nothing or more")
        return found

    def ticks_of(self, row: Row, column: str) -> int | None:
        """A price in ticks; None for 0, which says that there is none (yet)."""
        found = _nearly_whole(self.number(row, column) / self._facts.tick)
        if found is None:
            raise self.wrong(row, column, "is no multiple of the tick", f"multiples of {self._facts.tick}")
        return found or None

    def time(self, row: Row) -> int:
        """HHMMSSmmm in ms of its day, negative in the evening before a trading day; the leading zeros may lack."""
        text = self.cell(row, "action_time").zfill(9)
        found = (int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[6:])) if _is_digits(text) else (24, 0, 0, 0)
        hours, minutes, seconds, ms = found
        if len(text) != 9 or hours > 23 or minutes > 59 or seconds > 59:
            raise self.wrong(row, "action_time", "is no time", "HHMMSSmmm, such as 093000400")
        time = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms
        return time - _DAY_MS if time >= _EVENING and self._facts.sessions[0].at_night else time

    def require_same(self, row: Row, first: Row) -> None:
        """Of one contract and one trading day."""
        for column in ("instrument", "trading_date"):
            if self.cell(row, column) != self.cell(first, column):
                raise self.wrong(row, column, f"is not {self.cell(first, column)!r}", "one contract and day to a file")

    def require_total(self, row: Row, column: str, total: int) -> None:
        if self.count(row, column) != total:
            raise self.wrong(row, column, f"does not follow: {total} do", "every tick of the day, none twice")

    def tick(self, row: Row, time: int, limits: tuple[int, int] | None) -> Tick:
        """What was traded, at which prices; InputError where lots, turnover and open interest do not fit together."""
        lots, opened = self.count(row, "volume"), self.whole(row, "diff_interest")
        turnover = self.number(row, "turnover")
        if abs(opened) > lots:
            raise self.wrong(row, "diff_interest", f"is more than the {lots} lots traded", "at most the volume")
        total = _nearly_whole(turnover / self._worth)
        if total is None or (not lots and total):
            remedy = f"a multiple of {self._worth} yuan: lots by {self._facts.multiplier} by a price"
            raise self.wrong(row, "turnover", f"is not what {lots} lots can come to", remedy)
        price, higher = divmod(total, lots) if lots else (0, 0)
        if limits is not None and lots and not limits[0] <= price <= price + (higher > 0) <= limits[1]:
            average = turnover / (lots * self._facts.multiplier)
            problem = f"does not match {lots} lots: they would be at {average:f}, outside the day's limits"
            raise self.wrong(row, "turnover", problem, "the turnover of these lots in yuan")
        return Tick(row[0], time, lots, price, higher, opened)


def _limits(reader: _Reader, first: Row) -> tuple[int, int] | None:
    lower, upper = reader.ticks_of(first, "lower_limit"), reader.ticks_of(first, "upper_limit")
    return None if lower is None or upper is None else (lower, upper)


def _nearly_whole(exact: Decimal) -> int | None:
    """The whole number that is meant; None where none is. Some files write 5278.6 as 5278.600000000001."""
    found = round(exact)
    return found if abs(exact - found) <= _NOISE else None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of a text file, packed or not; InputError for what is none."""
    try:
        with open_input(path) as packed, gzip.open(packed) if path.suffix == ".gz" else packed as file:
            for number in range(1, LINES_MAX + 2):
                line = file.readline(LINE_MAX)
                if not line:
                    return
                if len(line) >= LINE_MAX or number > LINES_MAX:
                    problem = "the line is too long" if len(line) >= LINE_MAX else f"more than {LINES_MAX} lines"
                    raise InputError(problem, where=f"{path}, line {number}", remedy="a file of ticks")
                if line.strip():
                    yield number, line.decode("utf-8-sig").rstrip("\r\n")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"not a gzip file: {error}", where=str(path), remedy="pack it anew, or unpack it") from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", where=str(path), remedy="a file of ticks") from error
