# SPDX-License-Identifier: Apache-2.0
"""What the module notes of others' events."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Follow, Whole
from counterfoil.modules.holdings.orders import Burned
from counterfoil.modules.receipts.documents import DOCUMENTS, LIVE
from counterfoil.modules.receipts.events import DocumentBurned


def burned(event: Burned, moment: Whole) -> Iterator[FollowingEvent]:
    """An order ended a document's unit."""
    found = moment.read(DOCUMENTS, event.instrument)
    if found is not None and found.status in LIVE:
        yield DocumentBurned(
            document=event.instrument,
            scheme=found.scheme,
            goods_keeper=found.goods_keeper,
            of_lot=found.of_lot,
            freed=found.left,
            items=found.contents.items,
        )


FOLLOWS: Final[dict[type[EventData], Follow]] = {Burned: burned}
