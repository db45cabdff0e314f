# SPDX-License-Identifier: Apache-2.0
"""Typed reading of documents and goods: who controls one, and the stock report of a day."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import ENCUMBRANCES, TITLES
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, Standing, standing
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.records import INTAKES, SCHEMES, IntakeStatus
from counterfoil.primitives.types import InstrumentId, PartyId, RecordPath, Timestamp

Before = Callable[[RecordPath], int]
"""(goods, by their path): how much of them was on documents at a time"""
FORECASTS = (IntakeStatus.forecast, IntakeStatus.room_given)


class Control(NamedTuple):
    """Who controls a document, and how."""

    standing: Standing
    party: PartyId | None
    """None: nobody, since it is not live"""


class StockLine(NamedTuple):
    """What one keeper has of one brand and grade, in the smallest unit of the scheme."""

    scheme: str
    goods_keeper: PartyId
    brand: str
    grade: str
    on_documents: int
    change: int
    """of it, since a time"""
    free_goods: int
    forecast: int
    """declared, and may yet arrive"""


def controller(view: View, document: InstrumentId) -> Control | None:
    """Who controls a document; None when there is none."""
    found = view.read(DOCUMENTS, document)
    if found is None:
        return None
    stands = standing(view, found)
    if stands is Standing.no_one:
        return Control(stands, None)
    if stands is Standing.pledged_away and found.pledge is not None:
        pledge = view.read(ENCUMBRANCES, found.pledge.pledge)
        return Control(stands, None if pledge is None else PartyId(pledge.executor))
    if stands is not Standing.with_title:
        return Control(stands, found.possessor)
    return Control(stands, holder_of(view, found))


def holder_of(view: View, document: Document) -> PartyId | None:
    """Who has the title; None: nobody any more."""
    title = view.read(TITLES, document.instrument)
    account = None if title is None or title.account is None else view.read(ACCOUNTS, title.account)
    return None if account is None else account.holder


def stock(view: View, scheme: str, before: Before, now: Timestamp) -> list[StockLine]:
    """Keeper by keeper, brand by brand, grade by grade. Reads every lot of the scheme, every declaration of the chain.

    ``before``: what of a lot was on documents then, since when changes count. The goods' own record says it, so that
    whatever changed it counts: a document, a loss, or what was made good.
    """
    lines: dict[tuple[PartyId, str, str], list[int]] = {}
    if view.read(SCHEMES, scheme) is None:
        return []
    for keeper, brand, grade, column, amount in _amounts(view, scheme, before, now):
        lines.setdefault((keeper, brand, grade), [0, 0, 0, 0])[column] += amount
    return [StockLine(scheme, *key, *sums) for key, sums in sorted(lines.items())]


def _amounts(view: View, scheme: str, before: Before, now: Timestamp) -> Iterator[tuple[PartyId, str, str, int, int]]:
    """Keeper, brand, grade, the column, and what counts there."""
    for path, goods in view.rows(GOODS, scheme):
        key = (goods.goods_keeper, goods.lot.brand, goods.lot.grade)
        yield *key, 0, goods.on_documents
        yield *key, 1, goods.on_documents - before(path)
        yield *key, 2, goods.free_goods
    for _, intake in view.rows(INTAKES):
        if intake.scheme == scheme and intake.status in FORECASTS and now < intake.until:
            yield intake.goods_keeper, intake.lot.brand, intake.lot.grade, 3, intake.declared
