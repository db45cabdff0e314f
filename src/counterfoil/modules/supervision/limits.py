# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a recovery leaves nothing behind."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.supervision.enforcement import CarriedOut
from counterfoil.modules.supervision.order import ORDERS
from counterfoil.modules.supervision.records import OrderKind


def recovered_whole(event: CarriedOut, moment: Whole) -> None:
    """The old account holds nothing any more, and no freeze waits on it."""
    order = moment.read(ORDERS, event.order) if event.kind is OrderKind.recover else None
    if order is None or order.scope.account is None:
        return
    for path, holding in moment.rows(HOLDINGS, order.scope.account):
        empty = holding.balance == 0 and not holding.line
        require(empty, HoldingsOutcome.recovery_not_whole, path)


LIMITS: Final[dict[type[EventData], Limit]] = {CarriedOut: recovered_whole}
