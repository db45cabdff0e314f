# SPDX-License-Identifier: Apache-2.0
"""What is always true of documents and goods."""

from collections import Counter
from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.receipts.documents import DOCUMENTS, LIVE, Document, DocumentStatus
from counterfoil.modules.receipts.goods import GOODS, ITEMS, GoodsItem, item_key
from counterfoil.modules.receipts.queries import controller
from counterfoil.modules.receipts.records import INTAKES, KEEPERS
from counterfoil.primitives.types import PartyId

COUNTED = LIVE | {DocumentStatus.on_paper}


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    on_documents: Counter[tuple[str, PartyId, str]] = Counter()
    drafted: Counter[str] = Counter()
    for path, document in view.rows(DOCUMENTS):
        if document.status in COUNTED:
            on_documents[document.goods_key] += document.left
        if document.intake is not None and document.status is not DocumentStatus.withdrawn_draft:
            drafted[document.intake] += document.measured
        yield from (f"{path}: {problem}" for problem in _of_document(view, document))
    for path, goods in view.rows(GOODS):
        key = (goods.scheme, goods.goods_keeper, goods.lot.lot)
        if on_documents[key] != goods.on_documents or goods.free_goods < 0:
            yield f"{path}: {on_documents[key]} on documents, not {goods.on_documents} of {goods.on_hand} on hand"
    for path, intake in view.rows(INTAKES):
        if drafted[intake.intake] != intake.drafted or intake.drafted > intake.arrived:
            yield f"{path}: {drafted[intake.intake]} drafted, not {intake.drafted} of {intake.arrived}"
    for path, item in view.rows(ITEMS):
        yield from (f"{path}: {problem}" for problem in _of_item(view, item))
    for path, keeper in view.rows(KEEPERS):
        if not 0 <= keeper.room <= keeper.capacity:
            yield f"{path}: {keeper.room} of {keeper.capacity}"


def _of_document(view: View, document: Document) -> Iterator[str]:
    """A live document has a unit and one who controls it; one that has ended has neither."""
    title = view.read(TITLES, document.instrument)
    live = document.status in LIVE
    # A draft may have the name of anybody's instrument.
    if document.registered is not None and live != (title is not None and title.account is not None):
        yield f"{document.status}, and its unit is {'nowhere' if live else 'there'}"
    found = controller(view, document.instrument)
    if live != (found is not None and found.party is not None):
        yield f"{document.status}, and controlled by {found}"
    if (document.registered is None) != (document.status in (DocumentStatus.drafted, DocumentStatus.withdrawn_draft)):
        yield f"{document.status}, registered at {document.registered}"
    children = [view.read(DOCUMENTS, child) for child in document.became]
    if any(child is None or document.instrument not in child.came_of for child in children):
        yield f"it became {' and '.join(document.became)}, which did not come of it"


def _of_item(view: View, item: GoodsItem) -> Iterator[str]:
    found = None if item.document is None else view.read(DOCUMENTS, item.document)
    if item.document is not None and (found is None or found.status not in COUNTED):
        yield f"on {item.document}, which is not live"
    if item.document is not None and item.inside:
        yield f"on {item.document}, and {item.inside} in it are on documents, too"
    inner = [view.read(ITEMS, key) for key in item.holds if item.here]
    if any(one is None or not one.here for one in inner):
        yield "what it holds has left, and it has not"
    outer = None if item.packed_in is None else view.read(ITEMS, item.packed_in)
    if item.here and outer is not None and not (outer.here and item_key(item.epc) in outer.holds):
        yield "what it is packed in does not have it"
