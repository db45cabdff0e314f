# SPDX-License-Identifier: Apache-2.0
"""Records of the orders module."""

from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.primitives.types import AccountId, PartyId, Timestamp

from .outcomes import OrdersOutcome


class Order(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an authority ordered about an account."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.order
    order: str
    authority: PartyId
    act: Act
    account: AccountId
    receiver: AccountId | None
    expires: Timestamp | None

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The authority, for this act on this account, to its receiver, in time."""
        gives = movement.side is Side.gives
        account = self.account if gives else self.receiver
        # What an order ends is another record, which the movement names.
        own = movement.act is Act.ends or movement.cause == ORDERS.path(self.order)
        meant = movement.act is self.act and movement.account == account and own
        require(meant, OrdersOutcome.not_ordered, self.order)
        require(self.expires is None or moment.time < self.expires, OrdersOutcome.order_over, self.order)
        return (self.authority,)


ORDERS: Final = Table("orders/order", Order, OrdersOutcome.no_such_order, OrdersOutcome.such_an_order)
