# SPDX-License-Identifier: Apache-2.0
"""Goods on hand: what a keeper took in of a lot, what left, what was lost, and how much of the rest is on documents.

No live document is without goods: whoever folds the events of a lot sees it, the verifier too.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.event import Changes, Touch
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.terms import Item, Lot, Shown
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import InstrumentId, PartyId, Timestamp

DEPTH_MAX: Final = 4
"""Packings one in the other: an item in a box, on a pallet, in a container, in a load."""
THINGS_MAX: Final = 64
"""Things in one, at any depth; and on one document, with all that is in them: each of them leaves with it.

The record of one that is full is still short enough to be shown to another chain.
"""


class Goods(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Goods of one lot at one keeper. Quantities are in the smallest unit of the scheme."""

    scheme: str
    goods_keeper: PartyId
    lot: Lot
    taken_in: int = 0
    taken_out: int = 0
    lost_goods: int = 0
    struck_goods: int = 0
    """what a supervisor struck: it was on record, and not here"""
    on_documents: int = 0
    """of documents that are live, but for what of it is lost, and of those that were replaced by paper"""
    last_shown: Shown | None = None
    """by which the last change was shown"""

    @property
    def on_hand(self) -> int:
        return self.taken_in - self.taken_out - self.lost_goods - self.struck_goods

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
    holds: tuple[str, ...] = ()
    """the keys of all things in it, and in what is in it, as far as they were named"""
    here: bool = True

    def on(self, before: InstrumentId | None, after: InstrumentId | None) -> "GoodsItem":
        """From one document, or none, to another."""
        free = self.document == before and self.inside == 0 and self.here
        require(free, ReceiptsOutcome.item_on_document, self.epc)
        return replace(self, document=after)

    def around(self, change: int, left: Collection[str] = ()) -> "GoodsItem":
        """With so many more things in it that are on documents, and without those that left.

        Of what has left nothing is documented: all in it has left with it.
        """
        require(self.document is None and self.here, ReceiptsOutcome.item_on_document, self.epc)
        return replace(self, inside=self.inside + change, holds=tuple(key for key in self.holds if key not in left))

    def packed(self, more: Sequence[str]) -> "GoodsItem":
        """With more things in it: not while it is on a document, which was registered on what it held then."""
        require(self.document is None and self.here, ReceiptsOutcome.item_on_document, self.epc)
        holds = (*self.holds, *more)
        require(len(holds) <= THINGS_MAX, GoodsElsewhereOutcome.too_many_things, self.epc)
        return replace(self, holds=holds)


GOODS: Final = Table("receipts/goods", Goods, ReceiptsOutcome.unknown_goods, ReceiptsOutcome.goods_exist)
"""scheme, keeper, lot → goods on hand"""
ITEMS: Final = Table("receipts/item", GoodsItem, ReceiptsOutcome.unknown_goods_item, ReceiptsOutcome.goods_item_exists)
"""SHA-256 of the identifier → the item"""
GoodsKey = tuple[str, PartyId, str]
"""scheme, keeper, lot"""
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


def goods_changed(key: GoodsKey, shown: Shown | None = None, **by: int) -> Touch:
    """Quantities of a lot changed."""
    return _GOODS.change(lambda before: before.changed(shown, **by), *key)


def items_taken_in(moment: Reader, key: GoodsKey, items: Sequence[Item], since: Timestamp) -> Iterator[Touch]:
    """Items come to be known, or come again after they left; what they are packed in notes them."""
    scheme, keeper, lot = key
    holds: dict[str, list[str]] = {}
    packed = packings(items)
    for inner in packed:
        for outer in outside(moment, inner, packed):
            holds.setdefault(outer, []).append(inner)
    for item in items:
        inner = item_key(item.epc)
        came = GoodsItem(
            epc=item.epc, scheme=scheme, goods_keeper=keeper, of_lot=lot, since=since, packed_in=packed[inner]
        )
        yield Touch(ITEMS, (inner,), partial(_came, came.packed(holds.pop(inner, ()))))
    for outer, more in holds.items():
        yield _ITEMS.change(partial(_packed, more), outer)


def packings(items: Sequence[Item]) -> dict[str, str | None]:
    """The key of each item → that of what it is packed in."""
    return {item_key(one.epc): None if one.packed_in is None else item_key(one.packed_in) for one in items}


def _came(came: GoodsItem, before: GoodsItem | None) -> GoodsItem:
    """What left may come again, wherever it is now; its trail goes on."""
    require(before is None or not before.here, ReceiptsOutcome.goods_item_exists, came.epc)
    return came if before is None else replace(came, trail=before.trail)


def _packed(more: Sequence[str], found: GoodsItem) -> GoodsItem:
    return found.packed(more)


def items_documented(
    moment: Moment, epcs: Sequence[str], before: InstrumentId | None, after: InstrumentId | None, *, leave: bool = False
) -> Iterator[Touch]:
    """Items go from one document, or none, to another, or none; what they are packed in notes it.

    Where they leave, all that is in them leaves with them.
    """

    def fold(found: GoodsItem) -> GoodsItem:
        moved = found.on(before, after)
        return replace(moved, here=False) if leave else moved

    for epc in epcs:
        yield _ITEMS.change(fold, item_key(epc))
    left = things(moment, epcs) if leave else ()
    for key in left[len(epcs) :]:
        yield _ITEMS.change(_gone, key)
    if leave or (before is None) != (after is None):
        change = 0 if before == after else 1 if before is None else -1
        for key, count in sorted(around(moment, epcs).items()):
            yield _ITEMS.change(partial(_around, change * count, left), key)


def items_gone(moment: Moment, epcs: Sequence[str]) -> Iterator[Touch]:
    """Items leave, or are lost, that are on no document, with all that is in them."""
    return items_documented(moment, epcs, None, None, leave=True)


def _around(change: int, left: Sequence[str], found: GoodsItem) -> GoodsItem:
    return found.around(change, frozenset(left))


def _gone(found: GoodsItem) -> GoodsItem:
    return replace(found, here=False)


def things(moment: Reader, epcs: Sequence[str]) -> tuple[str, ...]:
    """The keys of items, in their order, and then of all that is in them."""
    keys = tuple(map(item_key, epcs))
    found = (moment.read(ITEMS, key) for key in keys)
    return tuple(dict.fromkeys((*keys, *(key for one in found if one is not None for key in one.holds))))


def require_items(moment: Moment, epcs: Sequence[str], key: GoodsKey) -> None:
    """Each is named once, is of this lot, and nothing is in another of them."""
    known(moment, GOODS, *key)
    for epc in epcs:
        found = known(moment, ITEMS, item_key(epc))
        require((found.scheme, found.goods_keeper, found.of_lot) == key, ReceiptsOutcome.other_goods, epc)
    within = {item_key(epc) for epc in epcs} & set(around(moment, epcs))
    require(len(set(epcs)) == len(epcs) and not within, ReceiptsOutcome.items_do_not_add_up, " ".join(epcs))
    require_few(moment, epcs)


def require_few(moment: Reader, epcs: Sequence[str]) -> None:
    """They are, with all that is in them, no more than one document carries."""
    require(len(things(moment, epcs)) <= THINGS_MAX, GoodsElsewhereOutcome.too_many_things, str(THINGS_MAX))


def around(moment: Reader, epcs: Sequence[str]) -> Counter[str]:
    """What items are packed in, outside to outside, and how many of them are in each."""
    return Counter(outer for epc in epcs for outer in outside(moment, item_key(epc)))


def outside(moment: Reader, key: str, packed: Mapping[str, str | None] | None = None) -> Iterator[str]:
    """What an item is packed in, from inside out, one more than can be at most; ``packed``: as it is said now."""
    said = packed or {}
    for _ in range(DEPTH_MAX + 1):
        record = None if key in said else moment.read(ITEMS, key)
        outer = said.get(key, None if record is None else record.packed_in)
        if outer is None:
            return
        yield outer
        key = outer
