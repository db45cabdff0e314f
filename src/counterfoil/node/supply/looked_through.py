# SPDX-License-Identifier: Apache-2.0
"""From a note to its pool, and on to lots, vouchers, invoices and what shows that goods were delivered.

To read alone: what convinces a stranger are the records of the same paths, exported as evidence.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.table import table_prefix
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receivables.invoices import Invoice
from counterfoil.modules.securitisation.notes import PooledLot
from counterfoil.modules.securitisation.queries import lots_of
from counterfoil.modules.securitisation.records import Pool
from counterfoil.modules.traceability.records import BATCHES, Batch
from counterfoil.primitives.types import RecordPath


class Delivery(NamedTuple):
    """A record that shows what was delivered."""

    path: RecordPath
    batch: Batch | None
    """of events; None: it is another record"""
    goods: str
    """what a document of title says that they are"""


class InvoiceBehind(NamedTuple):
    """An invoice that a debt was promised for."""

    path: RecordPath
    invoice: Invoice
    delivered: Sequence[Delivery]
    """none: nobody named a record that shows it"""


class LotBehind(NamedTuple):
    """A lot, and what it is owed for."""

    lot: PooledLot
    invoices: Sequence[InvoiceBehind]

    @property
    def voucher(self) -> str:
        """Whose part it is."""
        return self.lot.debt.rpartition("/")[2]


def looked_through(view: View, pool: Pool) -> list[LotBehind]:
    """Every lot of a pool, in the order of admission."""
    return [LotBehind(lot, list(_invoices(view, lot))) for lot in reversed(list(lots_of(view, pool)))]


def _invoices(view: View, lot: PooledLot) -> Iterator[InvoiceBehind]:
    for path in lot.behind:
        found = view.find(path)
        if isinstance(found, Invoice):
            yield InvoiceBehind(path, found, [_delivery(view, one) for one in found.delivered])


def _delivery(view: View, path: RecordPath) -> Delivery:
    batch = view.find(path) if table_prefix(path) == BATCHES.prefix else None
    document = view.read(DOCUMENTS, path.rpartition("/")[2]) if table_prefix(path) == DOCUMENTS.prefix else None
    goods = "" if document is None else document.contents.goods
    return Delivery(path, batch if isinstance(batch, Batch) else None, goods)
