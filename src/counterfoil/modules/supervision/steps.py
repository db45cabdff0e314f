# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for orders: those whose time is over are closed."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.holdings.queries import holds_for
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.order import ORDERS, PENDING, STANDING, OrderStatus
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.primitives.types import Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Each order whose time is over, but for a suspension that was carried out: that a supervisor ends; then what
    buyers hold for sales that are over.
    """
    for _, order in view.rows(ORDERS):
        lasts = order.status is OrderStatus.carried_out and order.kind in STANDING - {OrderKind.suspend}
        pending = order.status in PENDING
        if (lasts or pending) and time >= order.expires:
            yield c.Expire(order=order.order)
    for sale, hold in holds_for(view, ORDERS):
        pending = sale.status in PENDING and time < sale.expires
        if sale.kind is OrderKind.sell and not pending:
            yield c.GiveBack(order=sale.order, hold=hold.encumbrance)
