# SPDX-License-Identifier: Apache-2.0
"""Typed reading of documents and goods: who controls one, and the stock report of a day."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import ENCUMBRANCES, TITLES
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, Standing, standing
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.records import INTAKES, SCHEMES, IntakeStatus
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp

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


def stock(view: View, scheme: str, since: Timestamp, now: Timestamp) -> list[StockLine]:
    """Keeper by keeper, brand by brand, grade by grade. Reads every document and declaration of the chain."""
    lines: dict[tuple[PartyId, str, str], list[int]] = {}
    if view.read(SCHEMES, scheme) is None:
        return []
    for keeper, brand, grade, column, amount in _amounts(view, scheme, since, now):
        lines.setdefault((keeper, brand, grade), [0, 0, 0, 0])[column] += amount
    return [StockLine(scheme, *key, *sums) for key, sums in sorted(lines.items())]


def _amounts(view: View, scheme: str, since: Timestamp, now: Timestamp) -> Iterator[tuple[PartyId, str, str, int, int]]:
    """Keeper, brand, grade, the column, and what counts there."""
    lots = {}
    for _, goods in view.rows(GOODS, scheme):
        lots[goods.goods_keeper, goods.lot.lot] = (goods.goods_keeper, goods.lot.brand, goods.lot.grade)
        yield *lots[goods.goods_keeper, goods.lot.lot], 0, goods.on_documents
        yield *lots[goods.goods_keeper, goods.lot.lot], 2, goods.free_goods
    for _, document in view.rows(DOCUMENTS):
        if document.scheme == scheme and document.registered is not None:
            key, amount = lots[document.goods_keeper, document.of_lot], document.left
            if document.registered > since:
                yield *key, 1, amount
            if document.ended is not None and document.ended > since:
                yield *key, 1, -amount
    for _, intake in view.rows(INTAKES):
        if intake.scheme == scheme and intake.status in FORECASTS and now < intake.until:
            yield intake.goods_keeper, intake.lot.brand, intake.lot.grade, 3, intake.declared
