# SPDX-License-Identifier: Apache-2.0
"""Files of trades: CSV and JSON lines in CTP's columns, and FIX 4.4 trade capture reports (35=AE)."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from counterfoil.node.futures.trade_rows import ACCOUNTS, DATES, MOMENT, OPTIONAL, REQUIRED, UNDONE, TradeRow
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow, require_encoding, undecodable
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.input_files import open_input
from counterfoil.primitives.written import parse_json

FORMATS: Final = {".csv": "csv", ".jsonl": "json", ".ndjson": "json", ".fix": "fix"}
"""How a file's name ends → what is in it"""
LENGTH_MAX: Final = 64 * 2**20
COLUMNS: Final = frozenset({*REQUIRED, *DATES, *ACCOUNTS, *OPTIONAL})
_SHOWN: Final = 20
"""Columns of a header that lacks some."""


class _Columns(NamedTuple):
    """Those that a header is to have, each or one of several, and what all of them are called."""

    needed: Mapping[str, tuple[str, ...]]
    named: str
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> Iterator[str]:
        return (name for either in self.needed.values() for name in either)


_TRADES: Final = _Columns(
    {" or ".join(either): either for either in (*((name,) for name in REQUIRED), DATES, ACCOUNTS)},
    "CTP's names are expected, as they stand here",
    OPTIONAL,
)
_MAPPING: Final = _Columns({"ClientID or AccountID": ACCOUNTS, "account": ("account",)}, "columns")
_SIDES: Final = {"1": "0", "2": "1"}
"""Side (54) → Direction"""
_EFFECTS: Final = {"O": "0", "C": "1", "F": "1"}
"""PositionEffect (77) → OffsetFlag"""
_KINDS: Final = {"1": "5", "2": "3"}
"""TrdType (828): block trade, exchange for physicals → TradeType"""
_TAGS: Final = {
    "InstrumentID": "Symbol (55)",
    "Price": "LastPx (31)",
    "Volume": "LastQty (32)",
    "TradingDay": "ClearingBusinessDate (715)",
    "TradeDate": "TradeDate (75)",
    "AccountID": "Account (1)",
    "TradeType": "TrdType (828)",
    MOMENT: "TransactTime (60)",
}
"""CTP's column → the tag"""
_NUMBERS: Final = {"1003": "TradeID", "571": "TradeReportID", "17": "ExecID"}
"""The first that is there numbers the trade."""
_STANDS: Final = {
    "487": ("TradeReportTransType", ("0",)),
    "150": ("ExecType", ("F",)),
    "856": ("TradeReportType", ("0", "2")),
    "939": ("TrdRptStatus", ("0",)),
}
"""By what a report says that a trade was made: new, a trade, submitted, accepted; left out, it is one. Others cancel,
replace, decline or were rejected, and would be booked as if the trade had been made once more."""
_COMMON: Final = frozenset({*_NUMBERS, "55", "32", "31", "715", "75", "60", "552", "828"})
_OF_SIDE: Final = frozenset({"1", "77"})


def read_rows(file: Path, encoding: str | None = None, wrong: GatheredErrors | None = None) -> list[TradeRow]:
    """Every side in a file, one at least; InputError naming each line, or message, that is damaged.

    ``encoding``: of CSV. ``wrong``: where damaged lines are gathered, so that others can be judged before it is said.
    """
    found = GatheredErrors() if wrong is None else wrong
    rows = list(_rows(file, encoding, found))
    if wrong is None:
        found.require_none(str(file), UNDONE)
    if not rows and not found:
        fix = FORMATS[file.suffix.lower()] == "fix"
        what = "35=AE, both sides of a trade" if fix else f"columns: {', '.join(REQUIRED)}"
        raise InputError("there is no trade in it", where=str(file), remedy=what)
    return rows


def _rows(file: Path, encoding: str | None, wrong: GatheredErrors) -> Iterator[TradeRow]:
    kind = FORMATS.get(file.suffix.lower())
    if kind is None:
        raise InputError("what is in it is not known", where=str(file), remedy=f"a name that ends in {_ENDINGS}")
    if kind == "csv":
        return _cells(file, _TRADES, CsvFormat(encoding=encoding), wrong)
    with open_input(file) as opened:
        data = opened.read(LENGTH_MAX + 1)
    if len(data) > LENGTH_MAX:
        raise InputError(f"longer than {LENGTH_MAX} bytes", where=str(file), remedy="give it in parts")
    return _json(file, data, wrong) if kind == "json" else _fix(file, data, wrong)


_ENDINGS: Final = ", ".join(FORMATS)


def read_accounts(file: Path | None, encoding: str | None = None, own: str | None = None) -> dict[str, str]:
    """A mapping file, CSV with the columns ClientID (or AccountID) and account; nothing without one.

    It is written in ``own``; without that in UTF-8, or where it is no UTF-8 in ``encoding``, as the trades are.
    """
    if file is None:
        return {}
    if own is None and encoding is not None:
        require_encoding(encoding, "--encoding")
        own = None if undecodable(file, "utf-8") is None else encoding
    found: dict[str, str] = {}
    wrong = GatheredErrors()
    for row in _cells(file, _MAPPING, CsvFormat(encoding=own, encoding_option="--accounts-encoding"), wrong):
        theirs = row.cells.get("ClientID") or row.cells.get("AccountID") or ""
        ours = row.cells.get("account", "")
        if not theirs or not ours or found.setdefault(theirs, ours) != ours:
            problem = "is mapped twice" if theirs and ours else "says not who, or not which account"
            told = f"{theirs!r} {problem}"
            wrong.add(InputError(told, where=row.where, remedy="ClientID,account: one line for each"))
    wrong.require_none(str(file), UNDONE)
    return found


def _cells(file: Path, wanted: _Columns, form: CsvFormat, wrong: GatheredErrors) -> Iterator[TradeRow]:
    """The cells of these columns by line; ``wrong``: lines that are none. InputError for a header that lacks one."""
    opened, columns = CsvFile(file, form), (*wanted.names, *wanted.optional)
    opened.require_separated(columns)
    _require_columns(opened, wanted)
    if twice := sorted(name for name in columns if opened.columns.count(name) > 1):
        raise InputError(f"{', '.join(twice)} stands twice", where=f"{file}, line 1", remedy="a column once")
    places = {name: opened.columns.index(name) for name in columns if name in opened.columns}
    for row in opened.rows():
        if isinstance(row, RefusedRow):
            wrong.add(row.error(file, "nothing was sent"))
        else:
            yield TradeRow(f"{file}, line {row.line}", {name: row.cells[place] for name, place in places.items()})


def _require_columns(opened: CsvFile, wanted: _Columns) -> None:
    lacking = [named for named, either in wanted.needed.items() if not set(either) & set(opened.columns)]
    if not lacking:
        return
    there = ", ".join(opened.columns[:_SHOWN]) + (", …" if len(opened.columns) > _SHOWN else "")
    problem = f"no column {', '.join(lacking)}; its columns are {there}"
    free = f"; may be left out: {', '.join(wanted.optional)}" if wanted.optional else ""
    remedy = f"{wanted.named}: {', '.join(wanted.needed)}{free}"
    raise InputError(problem, where=f"{opened.path}, line 1", remedy=remedy)


def _json(file: Path, data: bytes, wrong: GatheredErrors) -> Iterator[TradeRow]:
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            row = wrong.tried(partial(_object, line, f"{file}, line {number}"))
            if row is not None:
                yield row


def _object(line: bytes, where: str) -> TradeRow:
    value = parse_json(line, where=where, remedy="an object to a line", numbers_as_text=True)
    if not isinstance(value, dict):
        raise InputError("not an object", where=where, remedy='{"TradeID": "76886", …}')
    return TradeRow(where, {name: str(value[name]) for name in COLUMNS & value.keys() if _is_plain(value[name])})


def _is_plain(value: Any) -> bool:
    return isinstance(value, str)


def _fix(file: Path, data: bytes, wrong: GatheredErrors) -> Iterator[TradeRow]:
    """Both sides of every report; other messages of a session are passed over."""
    import simplefix  # type: ignore[import-untyped]

    parser = simplefix.FixParser()
    if b"\x01" not in data:  # as people print it
        data = data.replace(b"|", b"\x01")
    data = re.sub(rb"\x01[\r\n]+", b"\x01", data)
    parser.append_buffer(data)
    number = read = 0
    while (message := _next_message(parser, f"{file}, message {number + 1}", wrong)) is not None:
        number += 1
        where = f"{file}, message {number}"
        pairs = [(tag.decode("ascii", "replace"), value.decode("utf-8", "replace")) for tag, value in message.pairs]
        read += len(_encoded(pairs, 0, None))
        yield from wrong.tried(partial(_report, pairs, where)) or ()
    if read != len(data) and not wrong:  # a message that is damaged need not be as long as it was read
        problem = f"{len(data) - read} of {len(data)} bytes are of no message that ends"
        wrong.add(InputError(problem, where=f"{file}, message {number + 1}", remedy="whole messages and nothing else"))


def _next_message(parser: Any, where: str, wrong: GatheredErrors) -> Any:
    """A message, or None: also where what follows has not the form of one, and nobody can tell where another begins."""
    from simplefix.errors import ParsingError  # type: ignore[import-untyped]

    try:
        return parser.get_message()
    except (ParsingError, ValueError):
        problem = "a tag, or the length of raw data, is no number"
        wrong.add(InputError(problem, where=where, remedy="TAG=VALUE, the tag in digits; what follows is not read"))
        return None


def _report(pairs: list[tuple[str, str]], where: str) -> list[TradeRow]:
    """The sides of a message; none, if it is of another kind."""
    _require_sum(pairs, where)
    return list(_sides(pairs, where)) if dict(pairs).get("35") == "AE" else []


def _encoded(pairs: list[tuple[str, str]], start: int, end: int | None) -> bytes:
    return b"".join(f"{tag}={value}\x01".encode() for tag, value in pairs[start:end])


def _require_sum(pairs: list[tuple[str, str]], where: str) -> None:
    """BodyLength (9) and CheckSum (10) are those of what is there."""
    length, total = len(_encoded(pairs, 2, -1)), sum(_encoded(pairs, 0, -1)) % 256
    given = dict(pairs)
    for name, tag, right in (("BodyLength", "9", str(length)), ("CheckSum", "10", f"{total:03d}")):
        if given.get(tag, "").zfill(len(right)) != right:
            raise InputError(f"{given.get(tag)!r} is wrong", where=f"{where}, {name} ({tag})", remedy=right)


def _sides(pairs: list[tuple[str, str]], where: str) -> Iterator[TradeRow]:
    """A row for each side (552 NoSides, each beginning with 54); what stands before them is of both."""
    begins = [place for place, (tag, _) in enumerate(pairs) if tag == "54"]
    common = dict(pairs[: begins[0]] if begins else pairs)
    if common.get("552") != str(len(begins)) or not begins:
        problem = f"{common.get('552')!r} is not how many there are"
        raise InputError(problem, where=f"{where}, NoSides (552)", remedy=str(len(begins)))
    _require_once(pairs, _COMMON, where)
    _require_made(pairs, where)
    for start, end in zip(begins, [*begins[1:], len(pairs)], strict=True):
        _require_once(pairs[start:end], _OF_SIDE, where)
        cells = _columns(common, dict(pairs[start:end]), where)
        written = {MOMENT: common.get("60", ""), "TradeType": common.get("828", "")}
        yield TradeRow(where, cells, _TAGS | {"TradeID": _number_of(common)}, written)


def _number_of(common: Mapping[str, str]) -> str:
    """How the report calls the number of its trade."""
    there = [tag for tag in _NUMBERS if tag in common] or list(_NUMBERS)
    return f"{_NUMBERS[there[0]]} ({there[0]})"


def _require_once(pairs: list[tuple[str, str]], tags: frozenset[str], where: str) -> None:
    """InputError for a tag that is read and stands twice: of two prices nobody says which is meant."""
    read = [tag for tag, _ in pairs if tag in tags]
    twice = next((tag for tag in read if read.count(tag) > 1), None)
    if twice is not None:
        raise InputError("stands twice", where=f"{where}, {twice}", remedy="a tag once, and once for each side")


def _require_made(pairs: list[tuple[str, str]], where: str) -> None:
    """InputError for a report that is of no trade that was made, as it was: a cancel, a correction, a rejection."""
    for tag, value in pairs:
        name, made = _STANDS.get(tag, ("", (value,)))
        if value not in made:
            remedy = f"{' or '.join(made)}; what was booked is cancelled by counterfoil futures cancel"
            raise InputError(f"{value!r} is of no trade that was made", where=f"{where}, {name} ({tag})", remedy=remedy)


def _columns(common: Mapping[str, str], side: Mapping[str, str], where: str) -> dict[str, str]:
    """A side in CTP's columns."""
    direction = _SIDES.get(side.get("54", ""))
    offset = _EFFECTS.get(side.get("77", ""))
    for name, tag, found, known in (("Side", "54", direction, _SIDES), ("PositionEffect", "77", offset, _EFFECTS)):
        if found is None:
            raise InputError(
                f"{side.get(tag)!r} is not known", where=f"{where}, {name} ({tag})", remedy=", ".join(known)
            )
    return {
        "TradeID": next((common[tag] for tag in _NUMBERS if tag in common), ""),
        "InstrumentID": common.get("55", ""),
        "Direction": direction or "",
        "OffsetFlag": offset or "",
        "Price": common.get("31", ""),
        "Volume": common.get("32", ""),
        "TradingDay": common.get("715", ""),
        "TradeDate": common.get("75", ""),
        "AccountID": side.get("1", ""),
        "TradeType": _KINDS.get(common.get("828", ""), ""),
        MOMENT: _moment(common.get("60", ""), where),
    }


def _moment(text: str, where: str) -> str:
    """TransactTime (60), which is UTC, in ms since 1970."""
    form = "%Y%m%d-%H:%M:%S.%f" if "." in text else "%Y%m%d-%H:%M:%S"
    try:
        at = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError as error:
        remedy = "UTC, such as 20210104-01:30:00.000"
        raise InputError(f"{text!r} is no time", where=f"{where}, TransactTime (60)", remedy=remedy) from error
    return str(round(at.timestamp() * 1_000))
