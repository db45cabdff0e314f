# SPDX-License-Identifier: Apache-2.0
"""Trades in CTP's columns, judged row by row against what stands on a chain: nothing is sent unless all are right."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from counterfoil.evidence.text import format_day
from counterfoil.law.dated import DAY_MS
from counterfoil.law.module import View
from counterfoil.modules.futures.floor import prices_of
from counterfoil.modules.futures.positions import Fill, Offset
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    HedgeFlag,
    House,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.futures.trading_days import evening_of, in_session, spans
from counterfoil.node.futures.booking_calls import Booked
from counterfoil.node.futures.contracts_meant import contracts_meant
from counterfoil.node.futures.ctp import AGREED, DIRECTIONS, EXERCISED, FORCED_FOR, HEDGES, OFFSETS, date_of
from counterfoil.node.futures.price_text import price_text
from counterfoil.node.futures.trade_sides import Side
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import AccountId, DayNumber, Timestamp
from counterfoil.primitives.written import decimal_of
from counterfoil.terms.kernel.dates import number_of, parse_time

REQUIRED: Final = ("TradeID", "InstrumentID", "Direction", "OffsetFlag", "Price", "Volume", "TradeTime")
DATES: Final = ("TradingDay", "TradeDate")
ACCOUNTS: Final = ("AccountID", "ClientID")
OPTIONAL: Final = ("HedgeFlag", "ForceCloseReason", "TradeType")
MOMENT: Final = "TransactTime"
"""In the place of a time of day: ms since 1970, where a file says so"""
_NIGHT_ENDS_MS: Final = 6 * 3_600_000
_EVENING_MS: Final = 18 * 3_600_000
_LOTS_MAX: Final = 10**9
_TRADE_MAX: Final = 2**53 - 1
UNDONE: Final = "mend them all; nothing was sent"
_T = TypeVar("_T")


class TradeRow(NamedTuple):
    """One account's side of a trade, as a file has it, and where each of its columns stands there."""

    where: str
    cells: Mapping[str, str]
    tags: Mapping[str, str] = MappingProxyType({})
    """column → what it is called in this file, where that is otherwise"""
    written: Mapping[str, str] = MappingProxyType({})
    """column → what stands in this file, where that is written otherwise"""

    def place(self, column: str) -> str:
        """Where a column of it stands, as its file calls it."""
        return f"{self.where}, {self.tags.get(column, column)}"

    def text(self, column: str) -> str:
        """What stands there, as it is written."""
        return self.written.get(column, self.cells.get(column, ""))


class _Traded(NamedTuple):
    """A contract, and by what its trades are judged on the open day."""

    contract: FuturesContract
    product: Product
    house: House
    rules: ProductRules
    day: DayNumber


class Judge:
    """Reader rows into sides; ``accounts``: a file's account → the margin account that it stands for."""

    def __init__(self, view: View, accounts: Mapping[str, str], now: Timestamp) -> None:
        self._view, self._accounts, self._now = view, accounts, now
        self._contracts: dict[str, _Traded] = {}

    def read(self, rows: Iterable[TradeRow], wrong: GatheredErrors | None = None) -> list[Side]:
        """Every side, as it stands; InputError for all that is wrong with them, naming each column.

        ``wrong``: where that is gathered, so that it is said with what else there is.
        """
        gathered = GatheredErrors() if wrong is None else wrong
        found: list[Side] = []
        seen: dict[tuple[Booked, object], str] = {}
        for row in rows:
            try:
                side = self._read(row)
            except InputError as error:
                gathered.add(error)
                gathered.extend(self._columns(row))
                continue
            key = (side.booked.whatever_reason, side.fill.order)
            if (before := seen.get(key)) is not None:  # a report has several sides on one place
                gathered.add(_wrong(row, "TradeID", f"stands on {before} already", "each side of a trade once"))
            seen[key] = row.where
            found.append(side)
        if wrong is None:
            gathered.require_none("", UNDONE)
        return found

    def _columns(self, row: TradeRow) -> Iterator[Callable[[], object]]:
        """What is read of a row, column by column, each by itself; of what is no matched trade, nothing."""
        if row.cells.get("TradeType", "").strip() in (*AGREED, EXERCISED):
            return
        yield lambda: self._account(row, self._traded(row))
        yield lambda: _hedge(row)
        yield lambda: _whole(row, "TradeID", _TRADE_MAX)
        yield lambda: self._time(row, self._traded(row))
        yield lambda: _letter(row, "Direction", DIRECTIONS)
        yield lambda: _forced_for(row, _letter(row, "OffsetFlag", OFFSETS))
        yield lambda: self._price(row, self._traded(row))
        yield lambda: _whole(row, "Volume", _LOTS_MAX)

    def _read(self, row: TradeRow) -> Side:
        _require_matched(row)
        traded = self._traded(row)
        hedge = _hedge(row)
        fill = Fill(
            trade=_whole(row, "TradeID", _TRADE_MAX),
            time=self._time(row, traded),
            direction=_letter(row, "Direction", DIRECTIONS),
            offset=_letter(row, "OffsetFlag", OFFSETS),
            price=self._price(row, traded),
            lots=_whole(row, "Volume", _LOTS_MAX),
        )
        forced_for = _forced_for(row, fill.offset)
        booked = Booked(self._account(row, traded), traded.contract.contract, hedge, forced_for)
        return Side(row.where, booked, fill, traded.day, traded.product.decimals, traded.house.offset_min)

    def _traded(self, row: TradeRow) -> _Traded:
        name = _cell(row, "InstrumentID")
        if name not in self._contracts:
            contract = self._view.read(FUTURES, name)
            if contract is None:
                raise _wrong(row, "InstrumentID", "is no contract here", self._meant(row, name))
            product, house = self._view.read(PRODUCTS, contract.product), self._view.read(HOUSES, contract.house)
            assert product is not None and house is not None, "nothing of them is ever removed"
            if house.day is None:
                raise InputError("no trading day is open", where=house.house, remedy="counterfoil futures open-day")
            rules = rules_of(contract, product, house, house.day)
            self._contracts[name] = _Traded(contract, product, house, rules, house.day)
        return self._contracts[name]

    def _meant(self, row: TradeRow, name: str) -> str:
        """Which contract it may be, and which trade today: of the house whose account the row names, if it does."""
        named = row.cells.get(_either(row, ACCOUNTS), "").strip()
        account = self._view.read(MARGIN_ACCOUNTS, self._accounts.get(named, named))
        return contracts_meant(self._view, name, None if account is None else account.house)

    def _account(self, row: TradeRow, traded: _Traded) -> AccountId:
        column = _either(row, ACCOUNTS)
        named = _cell(row, column)
        account = self._accounts.get(named, named)
        record = self._view.read(MARGIN_ACCOUNTS, account)
        if record is None or record.house != traded.house.house:
            told = f"is no margin account of {traded.house.house}" + (f" ({account})" if account != named else "")
            raise _wrong(row, column, told, "a margin account, or map it with --accounts")
        return record.account

    def _price(self, row: TradeRow, traded: _Traded) -> int:
        tick = Decimal(traded.rules.tick).scaleb(-traded.product.decimals)
        exact = _number(row, "Price").scaleb(traded.product.decimals)
        price = int(exact)
        if exact != price or price % traded.rules.tick:
            raise _wrong(row, "Price", "is no multiple of the tick", f"multiples of {tick}")
        lower, upper = prices_of(self._view, traded.contract, traded.rules, traded.day)
        if not lower <= price <= upper:
            shown = [price_text(limit, traded.product.decimals) for limit in (lower, upper)]
            raise _wrong(row, "Price", "is outside the day's limits", f"{shown[0]} to {shown[1]}")
        return price

    def _time(self, row: TradeRow, traded: _Traded) -> Timestamp:
        """In a session of the open day; the evening before belongs to it, and the night that follows."""
        within = spans(traded.house, traded.rules.sessions, traded.day)
        at, column = self._moment(row, traded)
        self._require_day(row, traded, at)
        if not in_session(within, at):
            utc = "is UTC, and " if column == MOMENT else ""
            raise _wrong(row, column, f"{utc}is in no session of {format_day(traded.day)}", _sessions(traded))
        if at > self._now:
            raise _wrong(row, column, "is later than now", "a trade that was made")
        return at

    def _moment(self, row: TradeRow, traded: _Traded) -> tuple[Timestamp, str]:
        if row.cells.get(MOMENT):
            return Timestamp(_whole(row, MOMENT, 2**52)), MOMENT
        text = _cell(row, "TradeTime")
        hours, _, rest = text.partition(":")
        minutes, _, seconds = rest.partition(":")
        parts = (hours, minutes, seconds)
        if not all(len(part) == 2 and part.isascii() and part.isdigit() for part in parts) or text > "23:59:59":
            raise _wrong(row, "TradeTime", "is no time", "HH:MM:SS, such as 09:30:00")
        ms = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000
        evening = traded.rules.sessions[0].at_night and not _NIGHT_ENDS_MS <= ms < _EVENING_MS
        if not evening:
            return Timestamp(traded.house.begins(traded.day) + ms), "TradeTime"
        before = evening_of(traded.house, traded.day)  # of a calendar's first day there is no session in it
        begins = traded.house.begins(DayNumber(traded.day - 1) if before is None else before)
        return Timestamp(begins + ms + (DAY_MS if ms < _NIGHT_ENDS_MS else 0)), "TradeTime"

    def _require_day(self, row: TradeRow, traded: _Traded, at: Timestamp) -> None:
        """The trading day, or for ``TradeDate`` also the day on the calendar: exchanges differ in that."""
        column = _either(row, DATES)
        text = _cell(row, column)
        try:
            day = number_of(parse_time(text if len(text) == 10 else f"{text[:4]}-{text[4:6]}-{text[6:8]}{text[8:]}"))
        except ValueError:
            raise _wrong(row, column, "is no date", "YYYYMMDD") from None
        calendar = (at - traded.house.begins(DayNumber(0))) // DAY_MS
        if day not in ((traded.day,) if column == "TradingDay" else (traded.day, calendar)):
            raise _wrong(row, column, "is not the trading day that is open", date_of(traded.day))


def _hedge(row: TradeRow) -> HedgeFlag:
    return _letter(row, "HedgeFlag", HEDGES) if row.cells.get("HedgeFlag") else HedgeFlag.speculation


def _forced_for(row: TradeRow, offset: Offset) -> ForceCloseReason | None:
    """Of a forced closing its reason, which it must say; of another trade none."""
    if row.cells.get("ForceCloseReason", "").strip() in ("", "0"):
        if offset is Offset.forced:
            raise _wrong(row, "ForceCloseReason", "is no reason of a forced closing", _listed(FORCED_FOR))
        return None
    if offset is not Offset.forced:
        raise _wrong(row, "ForceCloseReason", "is a reason, and this is no forced closing", "0, or OffsetFlag 2")
    return _letter(row, "ForceCloseReason", FORCED_FOR)


def _require_matched(row: TradeRow) -> None:
    """What two agreed on stands between them before the venue registers it: their consent is in no such file."""
    kind = row.cells.get("TradeType", "").strip()
    if kind in AGREED:
        told = "was agreed between two, and is not booked with what the venue matched"
        remedy = "futures propose-trade and affirm-trade, by its sides; then counterfoil clearing trades register"
        raise _wrong(row, "TradeType", told, remedy)
    if kind == EXERCISED:
        remedy = "futures instruct, by the holder; then counterfoil clearing options draw, and settle-day"
        raise _wrong(row, "TradeType", "is no trade: an option was exercised", remedy)


def _cell(row: TradeRow, column: str) -> str:
    text = row.cells.get(column, "").strip()
    if not text:
        wanted = row.tags.get(column, f"a column {column}")
        raise InputError("is missing", where=row.place(column), remedy=f"{wanted} with a value")
    return text


def _either(row: TradeRow, columns: tuple[str, ...]) -> str:
    """Which of them is filled; if none is, which there is."""
    filled = (one for one in columns if row.cells.get(one))
    return next(filled, next((one for one in columns if one in row.cells), columns[0]))


def _letter(row: TradeRow, column: str, letters: Mapping[str, _T]) -> _T:
    found = letters.get(_cell(row, column))
    if found is None:
        raise _wrong(row, column, "is not known", _listed(letters))
    return found


def _listed(letters: Mapping[str, object]) -> str:
    return ", ".join(f"{letter} {word}" for letter, word in letters.items())


def _number(row: TradeRow, column: str) -> Decimal:
    found = decimal_of(_cell(row, column))
    if not found.is_finite():
        raise _wrong(row, column, "is no number", "such as 5230.8")
    if abs(found) > 10**12:
        raise _wrong(row, column, "is no price", "such as 5230.8")
    return found


def _whole(row: TradeRow, column: str, most: int) -> int:
    text = _cell(row, column)
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and 1 <= int(text) <= most):
        raise _wrong(row, column, "is no whole number in bounds", f"1 to {most}")
    return int(text)


def _wrong(row: TradeRow, column: str, problem: str, remedy: str) -> InputError:
    return InputError(f"{row.text(column)!r} {problem}", where=row.place(column), remedy=remedy)


def _sessions(traded: _Traded) -> str:
    """Those of the day that is open: there is no night before a holiday, nor before the calendar begins."""

    def clock(minute: int) -> str:
        return f"{minute // 60 % 24:02d}:{minute % 60:02d}"

    night = len(spans(traded.house, traded.rules.sessions, traded.day)) == len(traded.rules.sessions)
    held = [one for one in traded.rules.sessions if night or not one.at_night]
    told = ", ".join(f"{clock(one.begins)}-{clock(one.ends)}" for one in held)
    if len(held) == len(traded.rules.sessions):
        return told
    first = evening_of(traded.house, traded.day) is None
    return f"{told}; no night session {'before the calendar begins' if first else 'before a holiday'}"
