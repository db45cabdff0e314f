# SPDX-License-Identifier: Apache-2.0
"""What is always true of holdings: supply is the sum, encumbrances explain the parts, the line is served in order."""

from collections import Counter
from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import (
    BOOKS,
    ENCUMBRANCES,
    HOLDINGS,
    PART_OF,
    SUPPLIES,
    TITLES,
    EncumbranceKind,
    GrantStatus,
    Holding,
    Part,
)
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS

_Ordered = tuple[str, str, int]
"""account, instrument and units of a freeze"""


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    outstanding: Counter[str] = Counter()
    reserved: Counter[tuple[str, str, Part]] = Counter()
    ordered: dict[str, _Ordered] = {}
    noted: Counter[str] = Counter()
    held: set[str] = set()
    for _, encumbrance in view.rows(ENCUMBRANCES):
        if (encumbrance.status is GrantStatus.active) != (encumbrance.quantity > 0):
            yield f"encumbrance {encumbrance.encumbrance} is {encumbrance.status} with {encumbrance.quantity} reserved"
        if encumbrance.kind is EncumbranceKind.freeze:
            where = (encumbrance.account, encumbrance.instrument)
            ordered[encumbrance.encumbrance] = (*where, encumbrance.quantity)
        else:
            reserved[encumbrance.account, encumbrance.instrument, PART_OF[encumbrance.kind]] += encumbrance.quantity
        noted[encumbrance.account] += encumbrance.kind is not EncumbranceKind.hold
    for path, holding in view.rows(HOLDINGS):
        outstanding[holding.instrument] += holding.balance
        held.add(holding.account)
        if view.read(ACCOUNTS, holding.account) is None:
            yield f"{path}: account {holding.account} is not open"
        if view.read(INSTRUMENTS, holding.instrument) is None:
            yield f"{path}: instrument {holding.instrument} is not defined"
        if min(holding.free, holding.held, holding.pledged, holding.frozen) < 0:
            yield f"{path}: a part is negative"
        for part in (Part.held, Part.pledged):
            explained = reserved.pop((holding.account, holding.instrument, part), 0)
            if getattr(holding, part.value) != explained:
                yield f"{path}: {part} is {getattr(holding, part.value)}, its encumbrances reserve {explained}"
        for order in holding.line:
            if ordered.pop(order.freeze, None) != (holding.account, holding.instrument, order.ordered):
                yield f"{path}: freeze {order.freeze} in line is not the one ordered"
        yield from _line(path, holding)
    for account, instrument, part in (key for key, quantity in reserved.items() if quantity):
        yield f"account {account} has {part} units of {instrument} reserved but no holding"
    yield from _books(view, held, noted)
    yield from _whole(view, outstanding, ordered)


def _line(path: str, holding: Holding) -> Iterator[str]:
    if holding.frozen != sum(order.taken for order in holding.line):
        yield f"{path}: frozen is {holding.frozen}, which is not what the freezes in line have taken"
    short = [order.taken < order.ordered for order in holding.line]
    if any(short) and holding.free:
        yield f"{path}: a freeze waits while units are free"
    if any(short) and any(order.taken for order in holding.line[short.index(True) + 1 :]):
        yield f"{path}: a freeze took units before the one ahead of it in line had its own"


def _books(view: View, held: set[str], noted: Counter[str]) -> Iterator[str]:
    for path, book in view.rows(BOOKS):
        held.discard(book.account)
        if book.lines < noted[book.account]:
            yield f"{path}: has {book.lines} lines, fewer than the account has pledges and freezes"
    for account in sorted(held):
        yield f"account {account} has holdings, but no book"


def _whole(view: View, outstanding: Counter[str], ordered: dict[str, _Ordered]) -> Iterator[str]:
    for freeze, (_, _, quantity) in ordered.items():
        if quantity:
            yield f"freeze {freeze} is active but stands in no line"
    for path, supply in view.rows(SUPPLIES):
        if supply.outstanding != outstanding.pop(supply.instrument, 0):
            yield f"{path}: outstanding is not the sum of the holdings"
    for instrument, quantity in outstanding.items():
        if quantity:
            yield f"instrument {instrument} has holdings of {quantity} but no supply record"
    for path, title in view.rows(TITLES):
        holder = title.account
        held = None if holder is None else view.read(HOLDINGS, holder, title.instrument)
        if holder is not None and (held is None or held.balance != 1):
            yield f"{path}: says {holder}, which does not hold the unit"
