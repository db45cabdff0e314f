# SPDX-License-Identifier: Apache-2.0
"""EPCIS events that showed goods: each shows goods of one lot of a keeper once, so that one delivery is one intake."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from msgspec import Meta

from counterfoil.law.event import Changes, Touch
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome
from counterfoil.modules.receipts.goods import GoodsKey
from counterfoil.modules.receipts.terms import Shown
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hashes, root
from counterfoil.primitives.types import HashField

SHOWING_MAX: Final = 128
"""Events of one intake: each has a record."""
Hashes = Annotated[tuple[HashField, ...], Meta(min_length=1, max_length=SHOWING_MAX)]
"""CBV hashes of events, without what stands around the digits, by the events' times and then by their hashes."""


class ShownGoods(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event showed goods of a lot, when they were taken in."""

    intake: str


SHOWN: Final = Table(
    "receipts/shown", ShownGoods, GoodsElsewhereOutcome.unknown_shown_event, GoodsElsewhereOutcome.goods_shown_already
)
"""scheme, keeper, lot, hash of the event → which intake it showed"""
_SHOWN: Changes[ShownGoods] = Changes(SHOWN)


def shown_as(hashes: Sequence[str]) -> Shown:
    """The root over events in this order, and how many they are (spec/goods-shown.md)."""
    leaves = leaf_hashes([digits.encode() for digits in hashes])
    return Shown(root=to_hex(root(leaves)), count=len(leaves))


def goods_shown(key: GoodsKey, intake: str, hashes: Sequence[str]) -> Iterator[Touch]:
    """Each of these events shows goods of the lot; Refused where one did before."""
    for digits in hashes:
        yield _SHOWN.create(ShownGoods(intake=intake), *key, digits)
