# SPDX-License-Identifier: Apache-2.0
"""The stock report of a day: what is on documents by product, keeper, brand and grade, and what is over soon."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.receipts.documents import DOCUMENTS, DocumentStatus
from counterfoil.modules.receipts.goods import GOODS, Goods
from counterfoil.modules.receipts.queries import StockLine, stock
from counterfoil.modules.receipts.records import SCHEMES, Scheme
from counterfoil.modules.receipts.terms import days
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.history import history
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId, RecordPath, Timestamp

SOON_DAYS: Final = 30


class ReportLine(NamedTuple):
    """A line of the report; quantities in the smallest unit of the scheme."""

    scheme: Scheme
    stock: StockLine
    over_soon: int
    """on documents whose time is over within thirty days"""


def schemes_named(view: View, names: Sequence[str]) -> list[Scheme]:
    """These schemes, or all; InputError where there is none of a name."""
    there = {scheme.scheme: scheme for _, scheme in view.rows(SCHEMES)}
    if missing := [name for name in names if name not in there]:
        remedy = f"schemes: {', '.join(sorted(there))}" if there else "receipts open-scheme opens one"
        raise InputError("there is no such scheme", where=missing[0], remedy=remedy)
    return [there[name] for name in dict.fromkeys(names)] if names else [there[name] for name in sorted(there)]


def stock_report(
    reader: ChainReader, view: View, schemes: Sequence[Scheme], since: Timestamp, now: Timestamp
) -> list[ReportLine]:
    """Scheme by scheme, keeper by keeper, brand and grade. Reads every document and declaration of the chain.

    Of a lot of which something changed since then, its whole trail is read.
    """
    soon, before = _over_soon(view, now), partial(on_documents_at, reader, view, since)
    lines = [(scheme, line) for scheme in schemes for line in stock(view, scheme.scheme, before, now)]
    return [
        ReportLine(scheme, line, soon[line.scheme, line.goods_keeper, line.brand, line.grade]) for scheme, line in lines
    ]


def on_documents_at(reader: ChainReader, view: View, time: Timestamp, path: RecordPath) -> int:
    """How much of goods was on documents at a time, by their trail."""
    trail = reader.trail(path)
    if trail and reader.header(trail[-1][0]).time <= time:
        return known(view, GOODS, *path.removeprefix(f"{GOODS.prefix}/").split("/")).on_documents
    found = 0
    for event, goods in history(reader, view, path):
        if reader.header(event.height).time > time:
            break
        assert isinstance(goods, Goods), "the trail of goods is of goods"
        found = goods.on_documents
    return found


def _over_soon(view: View, now: Timestamp) -> Counter[tuple[str, PartyId, str, str]]:
    found: Counter[tuple[str, PartyId, str, str]] = Counter()
    for _, document in view.rows(DOCUMENTS):
        if document.status is DocumentStatus.in_effect and document.contents.kept_until <= now + days(SOON_DAYS):
            lot = known(view, GOODS, *document.goods_key).lot
            found[document.scheme, document.goods_keeper, lot.brand, lot.grade] += document.contents.amount
    return found
