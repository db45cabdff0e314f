# SPDX-License-Identifier: Apache-2.0
"""What is noted where an order burns a lot: so much less of its voucher is out."""

from collections.abc import Iterator
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Follow, Whole
from counterfoil.law.moment import known
from counterfoil.modules.holdings.orders import Burned
from counterfoil.modules.receivables.lots import LOTS, OUT
from counterfoil.modules.receivables.payments import LotBurned, leaving
from counterfoil.modules.receivables.records import ROOTS


def burned(event: Burned, moment: Whole) -> Iterator[LotBurned]:
    """Its face is counted with what was cancelled."""
    lot = moment.read(LOTS, event.instrument)
    if lot is not None and lot.status in OUT:
        yield LotBurned(**leaving(lot, known(moment, ROOTS, lot.root)), in_part=lot.paid)


FOLLOWS: Final[dict[type[EventData], Follow]] = {Burned: burned}
