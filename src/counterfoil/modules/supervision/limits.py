# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a recovery leaves nothing behind, and that a policy can be changed again."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.parties.authority import keys_of
from counterfoil.modules.supervision.enforcement import CarriedOut
from counterfoil.modules.supervision.events import PolicySet
from counterfoil.modules.supervision.order import ORDERS
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import OrderKind


def recovered_whole(event: CarriedOut, moment: Whole) -> None:
    """The old account holds nothing any more, and no freeze waits on it."""
    order = moment.read(ORDERS, event.order) if event.kind is OrderKind.recover else None
    if order is None or order.scope.account is None:
        return
    for path, holding in moment.rows(HOLDINGS, order.scope.account):
        empty = holding.balance == 0 and not holding.line
        require(empty, HoldingsOutcome.recovery_not_whole, path)


def can_be_changed(event: PolicySet, moment: Whole) -> None:
    """As many as it takes to change the policy again are registered, unsuspended, and have keys: no lock-out."""
    able = {party for party in event.changers if keys_of(moment, party) is not None}
    enough = len(able) > event.changed_by_two
    require(enough, SupervisionOutcome.policy_unsound, "changers who can consent")


LIMITS: Final[dict[type[EventData], Limit]] = {CarriedOut: recovered_whole, PolicySet: can_be_changed}
