# SPDX-License-Identifier: Apache-2.0
"""Goods on hand: what a keeper took in of a lot, what left, what was lost, and how much of the rest is on documents.

No live document is without goods: whoever folds the events of a lot sees it, the verifier too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.event import Changes, Touch
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Item, Lot, Shown
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp

DEPTH_MAX: Final = 4
"""Packings one in the other: an item in a box, on a pallet, in a container, in a load."""


class Goods(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods of one lot at one keeper. Quantities are in the smallest unit of the scheme."""

    scheme: str
    goods_keeper: PartyId
    lot: Lot
    taken_in: int = 0
    taken_out: int = 0
    lost_goods: int = 0
    on_documents: int = 0
    """of documents that are live, but for what of it is lost, and of those that were replaced by paper"""
    last_shown: Shown | None = None
    """by which the last change was shown"""

    @property
    def on_hand(self) -> int:
        return self.taken_in - self.taken_out - self.lost_goods

    @property
    def free_goods(self) -> int:
        """On hand, and on no document."""
        return self.on_hand - self.on_documents

    def changed(self, shown: Shown | None, **by: int) -> "Goods":
        """With these quantities more; Refused where more would be on documents than on hand."""
        more: dict[str, Any] = {name: getattr(self, name) + change for name, change in by.items()}
        after = replace(self, **more, last_shown=shown or self.last_shown)
        require(after.free_goods >= 0, ReceiptsOutcome.beyond_on_hand, f"{self.goods_keeper}: {self.lot.lot}")
        return after


class GoodsItem(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing on hand. It is on one live document at most, and then nothing that it is in, or that is in it."""

    epc: str
    scheme: str
    goods_keeper: PartyId
    of_lot: str
    since: Timestamp
    """when it was taken in: by that chains tell whose claim is the earlier"""
    packed_in: str | None
    """the key of what it is packed in"""
    document: InstrumentId | None = None
    inside: int = 0
    """things in it, or in what is in it, that are on documents"""
    here: bool = True

    def on(self, before: InstrumentId | None, after: InstrumentId | None) -> "GoodsItem":
        """From one document, or none, to another."""
        free = self.document == before and self.inside == 0 and self.here
        require(free, ReceiptsOutcome.item_on_document, self.epc)
        return replace(self, document=after)

    def around(self, change: int) -> "GoodsItem":
        """With so many more things in it that are on documents; none of what has left, and all in it with it."""
        require(self.document is None and self.here, ReceiptsOutcome.item_on_document, self.epc)
        return replace(self, inside=self.inside + change)


GOODS: Final = Table("receipts/goods", Goods, ReceiptsOutcome.unknown_goods, ReceiptsOutcome.goods_exist)
"""scheme, keeper, lot → goods on hand"""
ITEMS: Final = Table("receipts/item", GoodsItem, ReceiptsOutcome.unknown_goods_item, ReceiptsOutcome.goods_item_exists)
"""SHA-256 of the identifier → the item"""
_GOODS: Changes[Goods] = Changes(GOODS)
_ITEMS: Changes[GoodsItem] = Changes(ITEMS)


def item_key(epc: str) -> str:
    """Where an item's record stands: its identifier is a URI, which no path has room for."""
    return to_hex(digest(epc.encode()))


def goods_taken_in(scheme: str, keeper: PartyId, lot: Lot, quantity: int, shown: Shown) -> Touch:
    """So much came, of a lot that may be new."""

    def fold(before: Goods | None) -> Goods:
        goods = before or Goods(scheme=scheme, goods_keeper=keeper, lot=lot)
        require(goods.lot == lot, ReceiptsOutcome.other_goods, lot.lot)
        return goods.changed(shown, taken_in=quantity)

    return Touch(GOODS, (scheme, keeper, lot.lot), fold)


def goods_changed(key: tuple[str, PartyId, str], shown: Shown | None = None, **by: int) -> Touch:
    """Quantities of a lot changed."""
    return _GOODS.change(lambda before: before.changed(shown, **by), *key)


def items_taken_in(scheme: str, keeper: PartyId, lot: str, items: Sequence[Item], since: Timestamp) -> Iterator[Touch]:
    """Items come to be known."""
    for item in items:
        key = None if item.packed_in is None else item_key(item.packed_in)
        record = GoodsItem(epc=item.epc, scheme=scheme, goods_keeper=keeper, of_lot=lot, since=since, packed_in=key)
        yield _ITEMS.create(record, item_key(item.epc))


def items_documented(
    moment: Moment, epcs: Sequence[str], before: InstrumentId | None, after: InstrumentId | None, *, leave: bool = False
) -> Iterator[Touch]:
    """Items go from one document, or none, to another, or none; what they are packed in notes it."""

    def fold(found: GoodsItem) -> GoodsItem:
        moved = found.on(before, after)
        return replace(moved, here=False) if leave else moved

    for epc in epcs:
        yield _ITEMS.change(fold, item_key(epc))
    if (before is None) != (after is None):
        change = 1 if before is None else -1
        for key, count in sorted(around(moment, epcs).items()):
            yield _ITEMS.change(partial(_around, change * count), key)


def _around(change: int, found: GoodsItem) -> GoodsItem:
    return found.around(change)


def around(moment: Reader, epcs: Sequence[str]) -> Counter[str]:
    """What items are packed in, outside to outside, and how many of them are in each."""
    found: Counter[str] = Counter()
    for epc in epcs:
        record = moment.read(ITEMS, item_key(epc))
        for _ in range(DEPTH_MAX):
            if record is None or record.packed_in is None:
                break
            found[record.packed_in] += 1
            record = moment.read(ITEMS, record.packed_in)
    return found
