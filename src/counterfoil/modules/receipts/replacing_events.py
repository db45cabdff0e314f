# SPDX-License-Identifier: Apache-2.0
"""Events by which documents replace each other: split, merged, amended, put on paper and back."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.parties.authority import require_parties, signed_for, together
from counterfoil.modules.receipts.document_calls import Part
from counterfoil.modules.receipts.document_events import (
    DocumentEvent,
    HeldEvent,
    by_both,
    settled_by,
    stepped,
    way,
    way_for,
)
from counterfoil.modules.receipts.documents import DOCUMENTS, ISSUED, Action, Document, Way
from counterfoil.modules.receipts.goods import items_documented
from counterfoil.modules.receipts.terms import Contents
from counterfoil.primitives.types import AccountId, HashField, InstrumentId, PartyId

_DOCUMENTS: Changes[Document] = Changes(DOCUMENTS)


class SplitUp(HeldEvent, frozen=True):
    """A document was replaced by several."""

    type: ClassVar[str] = "receipts.split_up"
    action: ClassVar[Action] = Action.split_up
    into: tuple[Part, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        parent = known(moment, DOCUMENTS, self.document)
        for part in self.into:
            contents = replace(parent.contents, amount=part.amount, packages=part.packages, items=part.items)
            yield succeeding(moment, (parent,), part.document, contents, way_for(self.account, consents))
            yield from items_documented(moment, part.items, self.document, part.document)

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return super().changes(moment, consents) | {"became": tuple(part.document for part in self.into)}


class Merged(EventData, frozen=True):
    """Documents of goods of one lot were replaced by one."""

    type: ClassVar[str] = "receipts.merged"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    documents: tuple[InstrumentId, ...]
    into: InstrumentId
    goods_keeper: PartyId
    account: AccountId
    contents: Contents

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        parents = tuple(known(moment, DOCUMENTS, document) for document in self.documents)
        goes = way(gives=self.account, takes=self.account, consents=consents)
        for parent in parents:
            changes = {"ended": moment.time, "way": goes, "became": (self.into,)}
            yield stepped(parent.instrument, Action.merge, **changes)
            yield from items_documented(moment, parent.contents.items, parent.instrument, self.into)
        yield succeeding(moment, parents, self.into, self.contents, way_for(self.account, consents))

    def permit(self, moment: Moment) -> Consents:
        return by_both(moment, self.account, self.goods_keeper)


class Amended(HeldEvent, frozen=True):
    """A document was replaced by one that says something else of the same goods."""

    type: ClassVar[str] = "receipts.amended"
    action: ClassVar[Action] = Action.amend
    into: InstrumentId
    contents: Contents
    lost_items: tuple[str, ...]
    registered_by: PartyId | None
    """of one in dispute, as for goods that are lost in part; None: it was in none"""
    disputed_by: PartyId | None
    """the supervisor that held it in dispute, and agrees"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        parent = known(moment, DOCUMENTS, self.document)
        yield succeeding(moment, (parent,), self.into, self.contents, way_for(self.account, consents), amends=True)
        yield from items_documented(moment, self.contents.items, self.document, self.into)
        yield from items_documented(moment, self.lost_items, self.document, None, leave=True)

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return super().changes(moment, consents) | {"became": (self.into,)}

    def permit(self, moment: Moment) -> Consents:
        registrars = () if self.registered_by is None else (self.registered_by,)
        return settled_by(moment, self.account, self.goods_keeper, *registrars, disputed_by=self.disputed_by)


class PutOnPaper(HeldEvent, frozen=True):
    """Paper replaced a document, which has no effect from here on; the goods are on the paper."""

    type: ClassVar[str] = "receipts.put_on_paper"
    action: ClassVar[Action] = Action.to_paper
    statement: HashField

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return super().changes(moment, consents) | {"paper": self.statement}


class TakenFromPaper(DocumentEvent, frozen=True):
    """A document replaced paper, which has no effect from here on."""

    type: ClassVar[str] = "receipts.taken_from_paper"
    action: ClassVar[Action] = Action.from_paper
    goods_keeper: PartyId
    registered_by: PartyId
    into: InstrumentId
    account: AccountId
    statement: HashField

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        paper = known(moment, DOCUMENTS, self.document)
        yield succeeding(moment, (paper,), self.into, paper.contents, way_for(self.account, consents))
        yield from items_documented(moment, paper.contents.items, self.document, self.into)

    def changes(self, moment: Moment, consents: Consents) -> dict[str, Any]:
        return {"became": (self.into,)}

    def permit(self, moment: Moment) -> Consents:
        parties = (self.goods_keeper, self.registered_by)
        require_parties(moment, *parties)
        return together(moment, (signed_for(moment, self.account, Side.takes),), *parties)


def succeeding(
    moment: Moment,
    parents: Sequence[Document],
    document: InstrumentId,
    contents: Contents,
    goes: Way,
    *,
    amends: bool = False,
) -> Touch:
    """A document that comes of others, in effect at once."""
    first = parents[0]
    (status,) = ISSUED
    record = Document(
        instrument=document,
        scheme=first.scheme,
        goods_keeper=first.goods_keeper,
        of_lot=first.of_lot,
        intake=None,
        account=goes.takes or first.account,
        contents=contents,
        measured=contents.amount,
        cash=first.cash,
        status=status,
        version=first.version + amends,
        registered=moment.time,
        came_of=tuple(parent.instrument for parent in parents),
        way=goes,
        no_further=any(parent.no_further for parent in parents),
    )
    return _DOCUMENTS.create(record, document)


REPLACING_EVENTS: Sequence[Any] = (SplitUp, Merged, Amended, PutOnPaper, TakenFromPaper)
