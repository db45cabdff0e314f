# SPDX-License-Identifier: Apache-2.0
"""What sides of trades come to: lots and turnover bought and sold, of them late ones, and what is open by them."""

import msgspec

from counterfoil.modules.futures.positions import Direction, Fill, Offset, Turned
from counterfoil.modules.futures.trade_policy import TradeKind


class Sums(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What an account's sides come to."""

    bought: Turned = Turned()
    sold: Turned = Turned()
    late_bought: Turned = Turned()
    """in the hour before the day's last session ends"""
    agreed_bought: Turned = Turned()
    """between two, apart from the others"""
    agreed_sold: Turned = Turned()
    long: int = 0
    """lots that are open more than before, or, negative, less"""
    short: int = 0


def summed(fills: tuple[Fill, ...], multiplier: int, late: int) -> Sums:
    """What these come to; ``late``: from when on a trade is of the last hour."""
    matched = {direction: Turned() for direction in Direction}
    agreed, late_bought = dict(matched), Turned()
    long = short = 0
    for fill in fills:
        lots, worth = fill.lots, fill.price * fill.lots * multiplier
        buys, change = fill.direction is Direction.bought, lots if fill.offset is Offset.opens else -lots
        counted = matched if fill.kind is TradeKind.common else agreed
        counted[fill.direction] = counted[fill.direction].plus(lots, worth)
        if buys and counted is matched and fill.time > late:
            late_bought = late_bought.plus(lots, worth)
        if buys is (change > 0):
            long += change
        else:
            short += change
    return Sums(
        matched[Direction.bought],
        matched[Direction.sold],
        late_bought,
        agreed[Direction.bought],
        agreed[Direction.sold],
        long,
        short,
    )
