# SPDX-License-Identifier: Apache-2.0
"""Files of invoices, CSV or JSON: each invoice in its one spelling, and all that is wrong with them, in its place.

In CSV an invoice that has items is several lines, which agree in all else. Of a code, a
number or a name in a file an error repeats no more than the beginning.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from counterfoil.node.registers.csv_mapping import parse_mapping
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow, RowProblem
from counterfoil.node.supply import invoice_words as said
from counterfoil.node.supply.invoice_prints import Invoice, InvoiceItem
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.input_files import open_input
from counterfoil.primitives.written import parse_json

FIELDS: Final = ("seller", "buyer", "code", "number", "currency", "amount", "issued")
NAMED: Final = ("seller", "buyer", "code", "number")
"""Fields by which an invoice is known, and those who are in it."""
REQUIRED: Final = ("seller", "buyer", "number", "currency", "amount", "issued")
ITEM_FIELDS: Final = ("item", "item_quantity", "item_unit", "item_amount")
IN_JSON: Final = {"item": "description", "item_quantity": "quantity", "item_unit": "unit", "item_amount": "amount"}
"""Column of a line → name of a member of ``items``."""
FORMATS: Final = (".csv", ".json")
LENGTH_MAX: Final = 64 * 2**20
ITEMS_MAX: Final = 2_000
UNDONE: Final = "mend them all; nothing was sent"
_T = TypeVar("_T")


class Money(NamedTuple):
    """In what invoices are to be, and the last day on which one can be dated."""

    currency: str
    decimals: int
    today: date


class ReadInvoice(NamedTuple):
    """An invoice, and where it stands in its file."""

    where: str
    line: int
    invoice: Invoice


class Damaged(NamedTuple):
    """An invoice of which something is wrong, by what can be read of who is in it and what it is called."""

    where: str
    line: int
    named: Mapping[str, str]


class ReadFile(NamedTuple):
    """What stands in a file."""

    invoices: Sequence[ReadInvoice]
    damaged: Sequence[Damaged]

    @property
    def whole(self) -> list[ReadInvoice | Damaged]:
        """Both, as they stand in it."""
        return sorted([*self.invoices, *self.damaged], key=lambda one: one.line)


class _Texts(NamedTuple):
    """What a file says of one invoice, or of one line of it, by field."""

    where: str
    line: int
    fields: Mapping[str, str]
    items: Sequence[tuple[str, Mapping[str, str]]]
    """place and fields of each line that it has"""
    told: frozenset[str] = frozenset()
    """fields that say nothing that could be read, which is gathered already"""


class InvoiceFile:
    """A file of invoices; its form is that of its name's ending."""

    def __init__(self, path: Path, *, assign: Sequence[str] = (), encoding: str | None = None) -> None:
        """``assign``: FIELD=COLUMN of CSV. Raises InputError for a file, a header or a mapping of no use."""
        self.path, self._json = path, path.suffix.lower() == ".json"
        if path.suffix.lower() not in FORMATS:
            raise InputError("what is in it is not known", where=str(path), remedy="a name that ends in .csv or .json")
        if self._json and (assign or encoding):
            raise InputError("goes with CSV", where="--map" if assign else "--encoding", remedy="leave it out")
        self._assign, self._encoding = assign, encoding

    def read(self, money: Money, wrong: GatheredErrors) -> ReadFile:
        """Every invoice that is right; ``wrong``: what is wrong with the others. InputError where there is none."""
        reader = _Reader(money, wrong)
        read = [reader.read(texts) for texts in self._texts(wrong)]
        if not read and not wrong:
            raise InputError("there is no invoice in it", where=str(self.path), remedy=f"fields: {', '.join(FIELDS)}")
        right = [one for one in read if isinstance(one, ReadInvoice)]
        return ReadFile(right, [one for one in read if isinstance(one, Damaged)])

    def _texts(self, wrong: GatheredErrors) -> Iterator[_Texts]:
        return self._objects(wrong) if self._json else _joined(self._lines(wrong), wrong)

    def _lines(self, wrong: GatheredErrors) -> Iterator[_Texts]:
        """Line by line, each with its own item, if it has one."""
        file = CsvFile(self.path, CsvFormat(encoding=self._encoding))
        file.require_separated({*FIELDS, *ITEM_FIELDS})
        columns = parse_mapping(self._assign, file, fields=(*FIELDS, *ITEM_FIELDS), required=REQUIRED)
        for row in file.rows():
            if isinstance(row, RefusedRow):
                wrong.add(row.error(self.path, "nothing was sent"))
                continue
            where, cells, told = f"{self.path}, line {row.line}", dict[str, str](), set[str]()
            for name, read in columns.items():
                try:
                    cells[name] = read(row.cells)
                except RowProblem as error:
                    told.add(name)
                    problem, remedy = error.reason.replace("_", " "), "mend what --map puts together"
                    wrong.add(InputError(problem, where=f"{where}, {name}", remedy=remedy))
            item = {name: cells[name] for name in ITEM_FIELDS if cells.get(name)}
            yield _Texts(where, row.line, cells, [(where, item)] if item else [], frozenset(told))

    def _objects(self, wrong: GatheredErrors) -> Iterator[_Texts]:
        with open_input(self.path) as opened:
            data = opened.read(LENGTH_MAX + 1)
        if len(data) > LENGTH_MAX:
            raise InputError(f"longer than {LENGTH_MAX} bytes", where=str(self.path), remedy="give it in parts")
        listed = parse_json(data, where=str(self.path), remedy="a list of invoices", numbers_as_text=True)
        if not isinstance(listed, list):
            raise InputError("not a list", where=str(self.path), remedy='[{"seller": …, "buyer": …}, …]')
        for number, one in enumerate(listed, start=1):
            texts = _object(one, f"{self.path}, invoice {number}", number, wrong)
            if texts is not None:
                yield texts


class _Reader:
    """Texts into invoices."""

    def __init__(self, money: Money, wrong: GatheredErrors) -> None:
        self._money, self._wrong = money, wrong
        self._amount = said.amount(money.decimals)

    def read(self, texts: _Texts) -> ReadInvoice | Damaged:
        """The invoice; or what can be read of it, and all that is wrong is gathered."""
        before = len(self._wrong)
        fields = {
            "seller": self._tried(texts, "seller", said.party),
            "buyer": self._tried(texts, "buyer", said.party),
            "code": self._tried(texts, "code", said.named) if texts.fields.get("code") else "",
            "number": self._tried(texts, "number", said.named),
            "currency": self._tried(texts, "currency", self._currency),
            "amount": self._tried(texts, "amount", self._amount),
            "issued": self._tried(texts, "issued", self._day),
        }
        items = [self._item(where, one) for where, one in texts.items]
        if len(items) > ITEMS_MAX:
            self._wrong.add(InputError(f"{len(items)} items", where=texts.where, remedy=f"at most {ITEMS_MAX}"))
        code, number, seller = (fields[name] for name in ("code", "number", "seller"))
        if isinstance(code, str) and isinstance(number, str) and isinstance(seller, str):
            self._tried(texts, "number", lambda _: said.require_beside(code, number, seller))
        if len(self._wrong) > before or texts.told:
            names = {name: one for name in NAMED if name not in texts.told and isinstance(one := fields[name], str)}
            return Damaged(texts.where, texts.line, names)
        made = Invoice(**fields, items=tuple(one for one in items if one is not None))  # type: ignore[arg-type]
        return ReadInvoice(texts.where, texts.line, made)

    def _currency(self, text: str) -> str:
        found = said.currency(text)
        if found != self._money.currency:
            raise ValueError(f"the programme's vouchers are in {self._money.currency}")
        return found

    def _day(self, text: str) -> date:
        found = said.day(text)
        if found > self._money.today:
            raise ValueError(f"no invoice is of a day that is to come: {self._money.today} at the latest")
        return found

    def _item(self, where: str, fields: Mapping[str, str]) -> InvoiceItem | None:
        texts = _Texts(where, 0, fields, ())
        description = self._tried(texts, "item", said.description)
        quantity = self._tried(texts, "item_quantity", said.quantity)
        unit = self._tried(texts, "item_unit", said.words)
        amount = self._tried(texts, "item_amount", self._amount)
        if description is None or quantity is None or unit is None or amount is None:
            return None
        return InvoiceItem(description=description, quantity=quantity, unit=unit, amount=amount)

    def _tried(self, texts: _Texts, field: str, read: Callable[[str], _T]) -> _T | None:
        """What a field says; None, and where and what would be right is gathered."""
        if field in texts.told:
            return None
        try:
            return read(texts.fields.get(field, ""))
        except ValueError as error:
            written = texts.fields.get(field, "")
            problem = f"{said.shown(written)} cannot be so" if written.strip() else "it is missing"
            self._wrong.add(InputError(problem, where=f"{texts.where}, {field}", remedy=str(error)))
            return None


def _joined(lines: Iterable[_Texts], wrong: GatheredErrors) -> Iterator[_Texts]:
    """Lines that follow one another, have an item each and say one seller, code and number are one invoice."""
    for _, group in groupby(lines, key=_run):
        first, *others = group
        items = list(first.items)
        for other in others:
            unread = first.told | other.told
            names = (name for name in FIELDS if name not in unread)
            for differs in (name for name in names if other.fields.get(name) != first.fields.get(name)):
                problem = f"it says otherwise than line {first.line}, of the same invoice"
                wrong.add(
                    InputError(problem, where=f"{other.where}, {differs}", remedy="the same on each of its lines")
                )
            items += other.items
            first = first._replace(told=unread)
        yield first._replace(items=items)


def _run(texts: _Texts) -> tuple[object, ...]:
    """What lines of one invoice have together; a line without an item is an invoice by itself."""
    named = tuple(texts.fields.get(name, "") for name in ("seller", "code", "number"))
    return named if texts.items else (texts.line,)


def _object(value: Any, where: str, number: int, wrong: GatheredErrors) -> _Texts | None:
    """An object of a JSON file; None: it is none. ``wrong``: each member that is none, or says nothing."""
    listed = _members(value, {*FIELDS, "items"}, where, wrong)
    if listed is None:
        return None
    items = listed.pop("items", [])
    if not isinstance(items, list):
        wrong.add(InputError("not a list", where=f"{where}, items", remedy='[{"description": …, "amount": …}, …]'))
        items = []
    fields = _texts_of(listed, where, wrong)
    read = [_of_item(one, f"{where}, item {place}", wrong) for place, one in enumerate(items, start=1)]
    return _Texts(where, number, fields, [one for one in read if one], frozenset(listed.keys() - fields.keys()))


def _of_item(value: Any, where: str, wrong: GatheredErrors) -> tuple[str, Mapping[str, str]] | None:
    listed = _members(value, {*IN_JSON.values()}, where, wrong)
    if listed is None:
        return None
    texts = _texts_of(listed, where, wrong)
    return where, {column: texts[name] for column, name in IN_JSON.items() if name in texts}


def _members(value: Any, known: set[str], where: str, wrong: GatheredErrors) -> dict[str, Any] | None:
    """Those that are known; None: it is no object."""
    remedy = f"members: {', '.join(sorted(known))}"
    if not isinstance(value, dict):
        wrong.add(InputError("not an object", where=where, remedy=remedy))
        return None
    for strange in sorted(value.keys() - known):
        wrong.add(InputError(f"no member is called {strange!r}", where=where, remedy=remedy))
    return {name: one for name, one in value.items() if name in known}


def _texts_of(members: Mapping[str, Any], where: str, wrong: GatheredErrors) -> dict[str, str]:
    """What members say that are texts, numbers or nothing."""
    found: dict[str, str] = {}
    for name, one in members.items():
        if one is None or isinstance(one, str):
            found[name] = one or ""
        else:
            wrong.add(InputError("neither text nor number", where=f"{where}, {name}", remedy="text, or a number"))
    return found
