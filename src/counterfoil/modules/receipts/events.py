# SPDX-License-Identifier: Apache-2.0
"""What is noted of others' events: that an order ended a document's unit. The module's own are beside its records."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, DocumentStatus
from counterfoil.modules.receipts.goods import goods_changed, items_documented
from counterfoil.primitives.types import InstrumentId, PartyId

_DOCUMENTS: Changes[Document] = Changes(DOCUMENTS)


class DocumentBurned(FollowingEvent, frozen=True):
    """An order ended a document's unit: it is void, and its goods are on no document."""

    type: ClassVar[str] = "receipts.document_burned"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    document: InstrumentId
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    freed: int
    items: tuple[str, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        void = DocumentStatus.void_document
        yield _DOCUMENTS.change(
            lambda before: replace(before, status=void, ended=moment.time, before=None, way=None), self.document
        )
        if self.freed:
            yield goods_changed((self.scheme, self.goods_keeper, self.of_lot), on_documents=-self.freed)
        yield from items_documented(moment, self.items, self.document, None, leave=not self.freed)
