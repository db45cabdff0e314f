# SPDX-License-Identifier: Apache-2.0
"""Settlement prices of a day from a CSV file, as people write them, held against the day's limits."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from counterfoil.evidence.text import format_day
from counterfoil.evidence.transaction import CALLS_MAX
from counterfoil.law.module import View
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.calls import FixSettlement
from counterfoil.modules.futures.floor import prices_of, settlement_price
from counterfoil.modules.futures.positions import PUBLISHED
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, FuturesContract, House, Product
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.node.futures.price_text import price_text
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import DayNumber
from counterfoil.primitives.written import decimal_of

UNDONE: Final = "mend them all; nothing was done"
COLUMNS: Final = ("contract", "price", "reason")
"""Of them the contract must be there; without a price the rules compute it"""


class PriceRow(NamedTuple):
    """What is said of a contract, and where."""

    where: str
    contract: str
    price: str
    reason: str
    line: int = 0
    """of a file"""


class DayPrice(NamedTuple):
    """A price that is to be fixed, and what the day allows; in the product's last decimal."""

    call: FixSettlement
    day: DayNumber
    house: str
    decimals: int
    before: int
    lower: int
    upper: int
    computed: int | None = None
    """what the rules make of the day's trades, where that is asked for and can be"""
    fixed: int | None = None
    """at what it is fixed for the day already"""

    @property
    def stands(self) -> bool:
        """Whether it is fixed already, and so."""
        wanted = self.computed if self.call.price is None else self.call.price
        return self.fixed is not None and wanted == self.fixed

    @property
    def plain(self) -> dict[str, Any]:
        """As people write prices."""
        known = self.computed if self.call.price is None else self.call.price
        price = "as computed" if known is None else price_text(known, self.decimals)
        others = {name: price_text(getattr(self, name), self.decimals) for name in ("before", "lower", "upper")}
        reason = "computed" if self.call.price is None else self.call.reason
        return {"contract": self.call.contract, "price": price, **others, "reason": reason}


def read_prices(file: Path, reason: str, encoding: str | None = None) -> list[PriceRow]:
    """Every line of a file; ``reason`` holds for prices that have none of their own. InputError naming those that are
    wrong."""
    opened = CsvFile(file, CsvFormat(encoding=encoding))
    for column in opened.columns:
        if column not in COLUMNS or opened.columns.count(column) > 1:
            problem = f"the column {column!r} is not known, or stands twice"
            raise InputError(problem, where=str(file), remedy=f"columns: {', '.join(COLUMNS)}")
    wrong = GatheredErrors()
    rows = list(_rows(opened, file, reason, wrong))
    wrong.require_none(str(file), UNDONE)
    if not 1 <= len(rows) <= CALLS_MAX:
        raise InputError(f"{len(rows)} prices", where=str(file), remedy=f"a transaction has 1 to {CALLS_MAX}")
    return rows


def _rows(opened: CsvFile, file: Path, reason: str, wrong: GatheredErrors) -> Iterator[PriceRow]:
    once = set[str]()
    for row in opened.rows():
        where = f"{file}, line {row.line}"
        if isinstance(row, RefusedRow):
            wrong.add(row.error(file, "nothing was done"))
            continue
        cells = dict(zip(opened.columns, row.cells, strict=True))
        contract, price = cells.get("contract", ""), cells.get("price", "")
        if not contract or contract in once:
            problem = f"{contract} stands twice" if contract else "it is missing"
            wrong.add(InputError(problem, where=f"{where}, contract", remedy="one line for each contract"))
            continue
        once.add(contract)
        yield PriceRow(where, contract, price, cells.get("reason", "") or (reason if price else ""), row.line)


def day_prices(view: View, rows: Sequence[PriceRow], *, beyond_limits: bool) -> list[DayPrice]:
    """What they come to on the open day. InputError for all that are no price of their contract, or that are outside
    the day's limits, unless that is meant."""
    wrong = GatheredErrors()
    found = [wrong.tried(partial(_judged, view, row, beyond_limits=beyond_limits)) for row in rows]
    wrong.require_none(rows[0].where.partition(", line ")[0], UNDONE)
    return [one for one in found if one is not None]


def intent_of(prices: Sequence[DayPrice]) -> str:
    """The days that they are of: the same file is another intent on another day."""
    return ";".join(sorted({f"{one.house} {one.day}" for one in prices}))


def _judged(view: View, row: PriceRow, *, beyond_limits: bool) -> DayPrice:
    contract, product, house = _found(view, row)
    if house.day is None:
        raise InputError("no trading day is open", where=house.house, remedy="counterfoil futures open-day")
    lower, upper = _limits(view, contract, product, house, house.day)
    tick = rules_of(contract, product, house, house.day).tick
    price = _price(row, product.decimals, tick)
    if bool(row.reason) is (price is None):
        problem = "a price that is announced has a reason" if row.reason == "" else "what is computed has no reason"
        raise InputError(problem, where=f"{row.where}, reason", remedy="give both price and reason, or neither")
    if price is not None and not (beyond_limits or lower <= price <= upper):
        limits = f"{price_text(lower, product.decimals)} to {price_text(upper, product.decimals)}"
        problem = f"{price_text(price, product.decimals)} is outside the limits of {format_day(house.day)}, {limits}"
        remedy = "mend it; --beyond-limits takes it as it is"
        raise InputError(problem, where=f"{row.where}, {row.contract}", remedy=remedy)
    call = FixSettlement(contract=row.contract, price=price, reason=row.reason)
    before = _before(contract, house.day)
    computed = _computed(view, contract, product, house) if price is None else None
    fixed = contract.settlement if contract.settled == house.day else None
    return DayPrice(call, house.day, house.house, product.decimals, before, lower, upper, computed, fixed)


def _computed(view: View, contract: FuturesContract, product: Product, house: House) -> int | None:
    """None where the rules can compute none: the ledger says so."""
    day = house.open_day
    try:
        return settlement_price(
            view.read(PUBLISHED, contract.contract), day, product, product.rules_at(house.begins(day))
        )
    except Refused:
        return None


def prices_fixed(view: View, prices: Sequence[DayPrice]) -> list[dict[str, str]]:
    """At what each is fixed for its day, as exchanges write it; of those that are not, nothing."""
    found = [(one, view.read(FUTURES, one.call.contract)) for one in prices]
    return [
        {"contract": one.call.contract, "price": price_text(contract.settlement, one.decimals)}
        for one, contract in found
        if contract is not None and contract.settled == one.day
    ]


def _found(view: View, row: PriceRow) -> tuple[FuturesContract, Product, House]:
    contract = view.read(FUTURES, row.contract)
    if contract is None:
        remedy = "counterfoil show records futures/contract lists them"
        raise InputError(f"{row.contract!r} is no contract here", where=f"{row.where}, contract", remedy=remedy)
    product, house = view.read(PRODUCTS, contract.product), view.read(HOUSES, contract.house)
    assert product is not None and house is not None, "nothing of them is ever removed"
    return contract, product, house


def _before(contract: FuturesContract, day: DayNumber) -> int:
    """The price from which the day's limits count, also once the day's own is fixed."""
    return contract.previous if contract.settled == day else contract.settlement


def _limits(view: View, contract: FuturesContract, product: Product, house: House, day: DayNumber) -> tuple[int, int]:
    begun = replace(contract, settlement=_before(contract, day))
    return prices_of(view, begun, rules_of(contract, product, house, day), day)


def _price(row: PriceRow, decimals: int, tick: int) -> int | None:
    """In the product's last decimal; None: as computed."""
    if not row.price:
        return None
    where, found = f"{row.where}, {row.contract}", decimal_of(row.price)
    step = price_text(tick, decimals)
    if not found.is_finite() or abs(found) > 10**12:
        raise InputError(f"{row.price!r} is no price", where=where, remedy=f"such as {step}")
    if found.scaleb(decimals) % tick:
        raise InputError(f"{row.price} is no multiple of the tick", where=where, remedy=f"multiples of {step}")
    return int(found.scaleb(decimals))
