# SPDX-License-Identifier: Apache-2.0
"""Trades that left a position on a day: cancelled, or given up. Its record keeps what stands, its trail what did."""

from collections.abc import Callable, Mapping

from counterfoil.evidence.event import decode_event
from counterfoil.modules import laws
from counterfoil.modules.futures.booking import Taken
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.booking_calls import Booked
from counterfoil.primitives.types import DayNumber
from counterfoil.verify.shown import dated_data

Left = Mapping[tuple[int, Direction | str], Fill]
"""number and side of a trade → as it stood"""
TakenOut = Callable[[Booked, DayNumber], Left]
"""What left a position on a day."""


def taken_out(node: ChainNode) -> TakenOut:
    """As the chain that is open here tells it."""

    def left(position: Booked, day: DayNumber) -> Left:
        return _left(node, position, day)

    return left


def nothing_left(_position: Booked, _day: DayNumber) -> Left:
    """Where nobody is asked."""
    return {}


def _left(node: ChainNode, position: Booked, day: DayNumber) -> Left:
    found = node.ledger.view.read(POSITIONS, position.account, position.contract, position.hedge)
    if found is None or found.day != day:
        return {}  # nothing was done of it on that day
    fills: dict[tuple[int, Direction | str], Fill] = {}
    path = POSITIONS.path(position.account, position.contract, position.hedge)
    for height, index in reversed(node.reader.trail(path)):
        data = dated_data(decode_event(node.reader.event(height, index)), laws())
        if (of := getattr(data, "day", day)) is not None and of < day:
            break
        if isinstance(data, Taken) and data.day == day:
            fills.setdefault(data.fill.order, data.fill)
    return fills
