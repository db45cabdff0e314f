# SPDX-License-Identifier: Apache-2.0
"""Events of the orders module."""

from collections.abc import Iterator
from typing import ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Act, Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.parties.authority import require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, PartyId, Timestamp

from .records import ORDERS, Order


class Given(EventData, frozen=True):
    """An authority ordered something."""

    type: ClassVar[str] = "orders.given"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    order: str
    authority: PartyId
    act: Act
    account: AccountId
    receiver: AccountId | None
    expires: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        order = Order(
            order=self.order,
            authority=self.authority,
            act=self.act,
            account=self.account,
            receiver=self.receiver,
            expires=self.expires,
        )
        yield Changes(ORDERS).create(order, self.order)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.authority, Role.supervisor)
        return ()
