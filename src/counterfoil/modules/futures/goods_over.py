# SPDX-License-Identifier: Apache-2.0
"""Until when an instrument's units move, and when goods are over: asked by whoever is due something, and by limits."""

from typing import Any

from counterfoil.law.module import View
from counterfoil.modules.futures.delivery import DELIVERABLES, HALVES, Delivery, Parcel
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.records import HOUSES
from counterfoil.primitives.types import InstrumentId, RecordPath, Timestamp

REGISTERS = "lifecycle/register"
"""Where it stands from when on units move no more. Another noun's record, of which only that is read."""


def moves_until(view: View, instrument: InstrumentId) -> Timestamp | None:
    """The time after which its units move no more; None: none is known."""
    register: Any = view.find(RecordPath(f"{REGISTERS}/{instrument}"))
    return getattr(register, "closes", None)


def moves(view: View, instrument: InstrumentId, time: Timestamp) -> bool:
    """Whether its units move still."""
    until = moves_until(view, instrument)
    return until is None or time <= until


def goods_are_over(view: View, delivery: Delivery, parcel: Parcel, time: Timestamp) -> bool:
    """Whether a parcel's goods are delivered no more: both sides of it have one answer.

    That of when the first side ended: who paid for goods has them, and who failed for them pays for that, though the
    register close before anybody asks for the other side.
    """
    ending, house = view.read(ENDINGS, delivery.contract), view.read(HOUSES, delivery.house)
    if parcel.goods is None or ending is None or house is None or house.day is None:
        return False
    goods = view.read(DELIVERABLES, ending.product, parcel.goods.instrument)
    half = view.read(HALVES, delivery.contract, str(parcel.number), delivery.side.other)
    then = time if half is None else half.at
    closed = not moves(view, parcel.goods.instrument, then)
    return goods is not None and goods.over_by(house.day, closed=closed)
