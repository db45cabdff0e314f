# SPDX-License-Identifier: Apache-2.0
"""A lot of a voucher divided among accounts: the calls that split it, each of the rest of the one before.

One call takes 350 parts, and one transaction carries what a thousand cause; whoever divides among more does it twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.evidence.text import format_quantity
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.holdings.records import MANDATES, GrantStatus
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.modules.receivables.lot_calls import PARTS_MAX, Part, Split
from counterfoil.modules.receivables.lots import LOTS, Lot, LotStatus
from counterfoil.modules.receivables.queries import leaves
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import (
    IDENTIFIER_IN_WORDS,
    IDENTIFIER_PATTERN,
    QUANTITY_MAX,
    AccountId,
    InstrumentId,
    Quantity,
)
from counterfoil.primitives.written import decimal_of, ungrouped

PARTS_OF_A_TRANSACTION: Final = 1_000
COLUMNS: Final = ("account", "amount", "lot", "mandate")
UNDONE: Final = "mend them all; nothing was done"
_SHOWN: Final = 6


class WantedPart(NamedTuple):
    """A part as somebody wrote it, and where."""

    where: str
    account: str
    amount: str
    lot: str = ""
    mandate: str = ""


class Division(NamedTuple):
    """What becomes of a lot."""

    lot: Lot
    unit: Unit
    calls: Sequence[Split]
    parts: Sequence[Part]
    """those that were asked for, and last what stays"""


def lot_named(view: View, name: str) -> Lot:
    """A lot that somebody has; InputError that names those of a voucher of that name."""
    found = view.read(LOTS, name)
    if found is not None:
        if found.status is not LotStatus.held:
            remedy = f"counterfoil supply voucher show {name} says what became of it"
            raise InputError(f"it is {found.status.replace('_', ' ')}", where=name, remedy=remedy)
        return found
    if view.read(ROOTS, name) is not None:
        out = [one.instrument for one in leaves(view, name)]
        listed = ", ".join(out[:_SHOWN]) + (f", and {len(out) - _SHOWN:,} more" if len(out) > _SHOWN else "")
        raise InputError("it is a voucher, and no lot", where=name, remedy=f"its lots: {listed or 'none is out'}")
    remedy = "counterfoil show records receivables/lot lists them"
    raise InputError("there is no such lot", where=name, remedy=remedy)


def parts_typed(texts: Iterable[str]) -> list[WantedPart]:
    """``ACCOUNT=AMOUNT`` of options; InputError for what is none."""
    found = []
    for text in texts:
        account, equals, amount = text.rpartition("=")
        if not equals or not account or not amount:
            raise InputError(f"{text!r} is no account and amount", where="--part", remedy="write ACCOUNT=400000.00")
        found.append(WantedPart(f"--part {account}", account, amount))
    return found


def parts_of_file(file: Path, wrong: GatheredErrors) -> list[WantedPart]:
    """Rows of a CSV file; ``wrong``: those that are damaged. InputError for a header that lacks a column."""
    opened = CsvFile(file, CsvFormat())
    opened.require_separated(COLUMNS)
    strange = [name for name in opened.columns if name not in COLUMNS or opened.columns.count(name) > 1]
    lacking = [name for name in COLUMNS[:2] if name not in opened.columns]
    if strange or lacking:
        problem = f"no column {lacking[0]!r}" if lacking else f"the column {strange[0]!r} is unknown, or stands twice"
        raise InputError(
            problem, where=f"{file}, line 1", remedy=f"columns: {', '.join(COLUMNS)}; the last two if need be"
        )
    found = []
    for row in opened.rows():
        if isinstance(row, RefusedRow):
            wrong.add(row.error(file, "nothing was done"))
            continue
        cells = dict(zip(opened.columns, row.cells, strict=True))
        found.append(WantedPart(where=f"{file}, line {row.line}", **cells))
    return found


def divided(view: View, lot: Lot, wanted: Sequence[WantedPart], wrong: GatheredErrors, *, where: str) -> Division:
    """The calls that give each account its part, and leave the rest where it is; InputError for all that is wrong."""
    unit = known(view, INSTRUMENTS, lot.cash).unit
    makes = _Maker(view, lot, unit, wrong)
    parts = [one for number, text in enumerate(wanted, start=1) if (one := makes.part(number, text)) is not None]
    left = lot.value - sum(one.value for one in parts)
    if left < 0:
        problem = f"the parts come to {makes.shown(lot.value - left)}, and the lot to {makes.shown(lot.value)}"
        wrong.add(InputError(problem, where=where, remedy="less, or fewer"))
    if not 1 <= len(wanted) <= PARTS_OF_A_TRANSACTION:
        remedy = f"1 to {PARTS_OF_A_TRANSACTION:,} at once; then the rest of it is split again"
        wrong.add(InputError(f"{len(wanted):,} parts", where=where, remedy=remedy))
    wrong.require_none(where, UNDONE)
    change = [Part(lot=makes.name("rest"), value=Quantity(left))] if left else []
    makes.require_names([*parts, *change], where)
    return Division(lot, unit, list(_calls(lot, [*parts, *change])), [*parts, *change])


def money_typed(text: str, unit: Unit, where: str) -> int:
    """Money with all its decimals, in smallest units: 400000 could be meant in yuan or in fen. InputError.

    Marks between thousands are taken, as in 400,000.00: so it is shown.
    """
    plain = ungrouped(text)
    number, behind = decimal_of(plain), len(plain.partition(".")[2])
    if not number.is_finite() or not plain.replace(".", "", 1).isdigit() or behind != unit.decimals:
        example = f"400000.{'0' * unit.decimals}" if unit.decimals else "400000"
        raise InputError(f"{text!r} is no amount", where=where, remedy=f"such as {example}, in {unit.name}")
    value = int(number.scaleb(unit.decimals))
    if not 0 < value <= QUANTITY_MAX:
        problem = "nothing is no amount" if not value else "more than the ledger counts"
        raise InputError(problem, where=where, remedy=f"more than nothing, in {unit.name}")
    return value


class _Maker:
    """Texts into parts of one lot."""

    def __init__(self, view: View, lot: Lot, unit: Unit, wrong: GatheredErrors) -> None:
        self._view, self._lot, self._unit, self._wrong = view, lot, unit, wrong
        self._mandates: Mapping[AccountId, str] | None = None

    def part(self, number: int, text: WantedPart) -> Part | None:
        """None, and what is wrong is gathered."""
        before = len(self._wrong)
        value = self._wrong.tried(lambda: self._value(text))
        mandate = self._wrong.tried(lambda: self._mandate(text))
        if len(self._wrong) > before or value is None:
            return None
        name = InstrumentId(text.lot) if text.lot else self.name(str(number))
        return Part(lot=name, value=value, account=AccountId(text.account), mandate=mandate or None)

    def name(self, ending: str) -> InstrumentId:
        """What a part is called that has no name."""
        return InstrumentId(f"{self._lot.instrument}-{ending}")

    def shown(self, amount: int) -> str:
        """A sum of the voucher's money."""
        return f"{format_quantity(amount, self._unit.decimals)} {self._unit.name}"

    def require_names(self, parts: Sequence[Part], where: str) -> None:
        """Each is an identifier, no two are one, and no lot has it."""
        seen: set[str] = set()
        for one in parts:
            taken = one.lot in seen or self._view.read(INSTRUMENTS, one.lot) is not None
            if taken or not re.match(IDENTIFIER_PATTERN, one.lot):
                problem = "there is a lot of this name" if taken else f"a lot's name has {IDENTIFIER_IN_WORDS}"
                remedy = "name the lots in a column of --parts"
                self._wrong.add(InputError(problem, where=f"{where}, {one.lot}", remedy=remedy))
            seen.add(one.lot)
        self._wrong.require_none(where, UNDONE)

    def _value(self, text: WantedPart) -> Quantity:
        value = money_typed(text.amount, self._unit, text.where)
        if value > self._lot.value:
            problem = f"the whole lot is {self.shown(self._lot.value)}"
            raise InputError(problem, where=text.where, remedy="a part of the lot")
        return Quantity(value)

    def _mandate(self, text: WantedPart) -> str:
        """Under which the account takes it, where it does not take from anybody."""
        account = self._view.read(ACCOUNTS, text.account)
        if account is None:
            raise InputError(
                f"there is no account {text.account!r}", where=text.where, remedy="counterfoil show accounts"
            )
        if text.mandate or account.incoming is Control.nobody or text.account == self._lot.payee.account:
            return text.mandate
        found = self._under().get(account.account, "")
        if not found:
            problem = f"{text.account} takes nothing that its holder did not agree to"
            remedy = (
                f"holdings grant-mandate --account {text.account} --executor {LOTS.prefix} --takes; or offer it the lot"
            )
            raise InputError(problem, where=text.where, remedy=remedy)
        return found

    def _under(self) -> Mapping[AccountId, str]:
        """Account → a mandate to bring lots in."""
        if self._mandates is None:
            rows = (one for _, one in self._view.rows(MANDATES) if one.executor == LOTS.prefix and one.takes is True)
            active = (one for one in rows if one.status is GrantStatus.active and one.instrument is None)
            self._mandates = {one.account: one.mandate for one in active}
        return self._mandates


def _calls(lot: Lot, parts: Sequence[Part]) -> Iterator[Split]:
    """As few as there can be; all but the last leave what the others are cut of."""
    of, left, start = lot.instrument, int(lot.value), 0
    while len(parts) - start > PARTS_MAX:
        some = parts[start : start + PARTS_MAX - 1]
        start, left = start + len(some), left - sum(one.value for one in some)
        rest = InstrumentId(f"{lot.instrument}-rest-{start}")
        yield Split(lot=of, parts=(*some, Part(lot=rest, value=Quantity(left))))
        of = rest
    yield Split(lot=of, parts=tuple(parts[start:]))
