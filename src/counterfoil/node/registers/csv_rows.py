# SPDX-License-Identifier: Apache-2.0
"""Rows of a CSV file as somebody's system wrote it: each line is a row or is refused, and none stops the others.

A row is one line. A quoted field that runs over its line is refused, because otherwise one stray quotation mark would
swallow the rows that follow it.
"""

import codecs
import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input

LINE_BYTES_MAX: Final = 65_536
FIELD_LENGTH_MAX: Final = 1_000
"""Characters; nothing that goes onto the ledger is longer."""
_CONTROLS: Final = (range(32), range(127, 160), (0x2028, 0x2029, 0xFFFD))
"""Control characters, line separators, and what a lost character becomes. What nobody sees is judged by field."""
AS_IT_STANDS: Final = "surrogateescape"
"""How bytes that are no text go through a program and come out as they were."""
ENCODINGS_TRIED: Final = ("utf-8", "gbk", "big5")
SEPARATORS: Final = (";", "|", ",", "\t")
"""Of fields, beside the one that is meant."""
_NO_TEXT_ANYWHERE: Final = b"\xff+\xff~{\xff\x1b$\xff\\u12"
_LOST: Final = "\ufffd"
_NO_TEXT: Final = frozenset(chr(code) for codes in _CONTROLS for code in codes)


class RowProblem(Exception):
    """The row is refused, for ``reason`` (a stable word) and ``detail`` (a sentence)."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason, detail)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a line, stripped of the white space around them; ``line`` counts from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported. ``reason`` is a stable word, ``detail`` a sentence."""

    line: int
    reason: str
    detail: str

    def error(self, path: Path, undone: str) -> InputError:
        """Where it stops all others; of an encoding the whole file is at fault, and ``detail`` says where and how."""
        if self.reason == "bad_encoding":
            return InputError(self.detail, where=str(path), remedy=undone)
        return InputError(self.detail, where=f"{path}, line {self.line}", remedy=f"mend the line; {undone}")


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a file is written. Without ``encoding`` it is UTF-8, unless it could as well be GB 18030."""

    header: bool = True
    delimiter: str = ","
    encoding: str | None = None
    adjustable: bool = False
    """whether whoever names the file can say --no-header and --delimiter"""
    encoding_option: str = "--encoding"
    """by which its encoding is said"""


class CsvFile:
    """A CSV file, read from the start each time its rows are asked for. ``columns`` are the header's names, if any."""

    def __init__(self, path: Path, form: CsvFormat) -> None:
        """Raises InputError when the file, its encoding or its header cannot be used.

        A file that does not decode as a whole gives no row: each is refused, and ``damage`` says why and what fits.
        """
        self.path = path
        self._form = form
        _check_form(form)
        self.encoding = form.encoding or "utf-8"
        """what the file is written in"""
        self.damage = encoding_problem(path, form.encoding, form.encoding_option)
        """why no row is read, or None: a wrong encoding makes names of nonsense"""
        self.delimiter = form.delimiter
        if self.damage is not None and form.header and not _first_line(path).isascii():
            raise InputError(self.damage, where=str(path), remedy="nothing was read, for not even the header is text")
        self.columns: tuple[str, ...] = self._read_header() if form.header else ()
        self.width = len(self.columns) or self._first_width()

    def count(self) -> int:
        """Lines after the header, for a progress bar."""
        with _open(self.path) as file:
            blocks = iter(lambda: file.read(1 << 20), b"")
            lines, last = 0, b"\n"
            for block in blocks:
                lines += block.count(b"\n")
                last = block[-1:]
        return max(0, lines + (last != b"\n") - self._form.header)

    def rows(self) -> Iterator[Row | RefusedRow]:
        """Every line that is not blank, as a row of the right width or with the reason why it is none."""
        for parsed in self._parsed():
            if isinstance(parsed, Row):
                if self._form.header and parsed.line == 1:
                    continue
                if len(parsed.cells) != self.width:
                    detail = f"{len(parsed.cells)} fields; the others have {self.width}"
                    parsed = RefusedRow(parsed.line, "wrong_field_count", detail)
            yield parsed

    def originals(self, lines: Collection[int]) -> Iterator[tuple[int, list[str]]]:
        """The cells of these lines as they stand in the file; all in one cell where they cannot be told apart."""
        with _open(self.path) as file:
            for number, line in enumerate(_lines(file), start=1):
                if number in lines:
                    text = line.removeprefix(codecs.BOM_UTF8).decode(self.encoding, errors=AS_IT_STANDS).rstrip("\r\n")
                    yield number, self._cells(text) or [text]

    def column(self, name: str) -> int:
        """The position, from 0, of a column given by name or by number from 1; raises InputError."""
        if self.columns.count(name) > 1:
            raise InputError(
                f"the header names {name!r} twice", where=str(self.path), remedy="give the column's number"
            )
        if name in self.columns:
            return self.columns.index(name)
        if name.isascii() and name.isdigit() and 1 <= int(name[:9]) <= self.width:
            return int(name) - 1
        known = ", ".join(self.columns) or "there is no header"
        raise InputError(
            f"no column {name!r}", where=str(self.path), remedy=f"a number from 1 to {self.width}, or a name: {known}"
        )

    def require_separated(self, known: Collection[str]) -> None:
        """InputError where the header is one cell, and of these names when it is separated by something else."""
        header = self.columns[0]
        for other in SEPARATORS if len(self.columns) == 1 else "":
            parts = {part.strip('" ') for part in header.split(other)}
            if other in header and not parts.isdisjoint(known):
                raise self._separated_by(other)

    def _separated_by(self, other: str) -> InputError:
        named = {"\t": "tabs"}.get(other, other)
        remedy = "say --delimiter" if self._form.adjustable else f"save it with {self.delimiter} between fields"
        problem = f"its fields are separated by {named} and not by {self.delimiter}"
        return InputError(problem, where=f"{self.path}, line 1", remedy=remedy)

    def _read_header(self) -> tuple[str, ...]:
        first = next(self._parsed(), None)
        if not isinstance(first, Row) or first.line != 1:
            if isinstance(first, RefusedRow) and self.delimiter != "\t" and b"\t" in _first_line(self.path):
                raise self._separated_by("\t")
            problem = f"no header on line 1: {first.detail if isinstance(first, RefusedRow) else 'it is empty'}"
            remedy = "mend it, or say --no-header" if self._form.adjustable else "a first line that names its columns"
            raise InputError(problem, where=str(self.path), remedy=remedy)
        return tuple(first.cells)

    def _first_width(self) -> int:
        return next((len(row.cells) for row in self._parsed() if isinstance(row, Row)), 0)

    def _parsed(self) -> Iterator[Row | RefusedRow]:
        with _open(self.path) as file:
            for number, line in enumerate(_lines(file), start=1):
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if line.strip():
                    yield self._parse(number, line)

    def _parse(self, number: int, line: bytes) -> Row | RefusedRow:
        if len(line) >= LINE_BYTES_MAX:
            return RefusedRow(number, "line_too_long", f"longer than {LINE_BYTES_MAX} bytes")
        if self.damage is not None and not (number == 1 and self._form.header):
            return RefusedRow(number, "bad_encoding", self.damage)
        text = line.decode(self.encoding, errors="replace").rstrip("\r\n")
        found = self._cells(text)
        if found is None:
            return RefusedRow(number, "bad_quoting", "a quoted field ends on its own line, before a delimiter")
        cells = [cell.strip() for cell in found]
        if (not text.isprintable() or _LOST in text) and (problem := _unprintable(cells)):
            return RefusedRow(number, "bad_character", problem)
        if len(text) > FIELD_LENGTH_MAX and any(len(cell) > FIELD_LENGTH_MAX for cell in cells):
            return RefusedRow(number, "field_too_long", f"a field has more than {FIELD_LENGTH_MAX} characters")
        return Row(number, cells)

    def _cells(self, text: str) -> list[str] | None:
        """The cells of a line, or None when its quotation marks are wrong."""
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None


def _check_form(form: CsvFormat) -> None:
    if len(form.delimiter) != 1 or form.delimiter in '"\r\n\0':
        raise InputError(f"{form.delimiter!r} cannot separate fields", where="--delimiter", remedy="one character")
    if form.encoding is not None:
        require_encoding(form.encoding, form.encoding_option)


def require_encoding(encoding: str, option: str) -> None:
    """InputError for what is no encoding of files; ``option``: by which it is said."""
    try:
        newline = "\n,".encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise InputError(f"no encoding {encoding!r}", where=option, remedy="utf-8 or gb18030") from error
    if newline != b"\n,":
        raise InputError(f"{encoding} does not end lines as ASCII does", where=option, remedy="use utf-8")
    if not _carries_all(encoding):
        raise InputError(f"{encoding} is not for files", where=option, remedy="utf-8 or gb18030")


def _carries_all(encoding: str) -> bool:
    """Whether bytes that are no text in it come through: names of hosts, mail and what is written in escapes do not."""
    try:
        for errors in ("replace", AS_IT_STANDS):
            _NO_TEXT_ANYWHERE.decode(encoding, errors)
    except UnicodeError:
        return False
    return True


def encoding_problem(path: Path, encoding: str | None, option: str = "--encoding") -> str | None:
    """Why a whole file is not in an encoding, or, where none is named, could be in another; None when it is.

    Raises InputError for UTF-16, which has no lines of bytes.
    """
    with _open(path) as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("the file is UTF-16", where=str(path), remedy="save it as UTF-8")
    wanted = encoding or "utf-8"
    if (problem := undecodable(path, wanted)) is not None:
        fitting = [f"{option} {name}" for name in ENCODINGS_TRIED if name != wanted and undecodable(path, name) is None]
        fits = f"{' or '.join(fitting)} fits" if fitting else f"name its encoding with {option}"
        return f"the file is not {wanted} ({problem}); {fits}"
    if encoding is None and not start.startswith(codecs.BOM_UTF8) and (shown := _ambiguous(path)) is not None:
        return f"the file could be UTF-8 or GBK: {shown}; say {option} gbk, or {option} utf-8"
    return None


def undecodable(path: Path, encoding: str) -> str | None:
    """Where a file does not decode, or None."""
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                return f"line {number}, byte {error.start + 1}"
    return None


def _ambiguous(path: Path) -> str | None:
    """The first line that UTF-8 and GB 18030 read differently, if the whole file is text in both.

    Chinese in GB 18030 may pass for UTF-8, but then for letters below U+0800: Chinese in UTF-8 never does.
    """
    shown: str | None = None
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            if line.isascii():
                continue
            text = line.decode()
            if max(text) >= "\u0800":
                return None
            try:
                other = line.decode("gb18030")
            except UnicodeDecodeError:
                return None
            if not all(letter.isascii() or _is_chinese(letter) for letter in other):
                return None
            shown = shown or f"line {number} reads {text.strip()[:40]!r} or {other.strip()[:40]!r}"
    return shown


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff" or "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uffef"


def _first_line(path: Path) -> bytes:
    with _open(path) as file:
        return file.readline(LINE_BYTES_MAX)


def _open(path: Path) -> BinaryIO:
    return open_input(path)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines, of which an overlong one gives its beginning alone."""
    while line := file.readline(LINE_BYTES_MAX):
        yield line
        rest = line
        while len(rest) == LINE_BYTES_MAX and not rest.endswith(b"\n"):
            rest = file.readline(LINE_BYTES_MAX)


def _unprintable(cells: list[str]) -> str | None:
    for position, cell in enumerate(cells, start=1):
        for letter in cell:
            if letter in _NO_TEXT:
                return f"field {position} holds U+{ord(letter):04X}, which is no text"
    return None
