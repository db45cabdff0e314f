# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next over the counter: what time ends, what is allotted, what was not delivered."""

from collections.abc import Iterator
from itertools import chain

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.holdings.queries import holds_for
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.collateral import PENDING, VALUATIONS
from counterfoil.modules.over_the_counter.deals import DEALS, DealStatus
from counterfoil.modules.over_the_counter.placements import (
    PLACEMENTS,
    SUBSCRIPTIONS,
    PlacementStatus,
    SubscriptionStatus,
)
from counterfoil.modules.over_the_counter.queries import late_reports
from counterfoil.modules.over_the_counter.reports import ReportStatus
from counterfoil.primitives.types import Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Deals that nobody affirmed in time, late reports, subscriptions, holds for what is over, defaults."""
    for _, deal in view.rows(DEALS):
        if deal.status is DealStatus.proposed and time >= deal.affirm_by:
            yield c.Lapse(deal=deal.deal)
    for report in late_reports(view, time):
        if report.status is ReportStatus.due:
            yield c.RecordLate(uti=report.uti)
    yield from _subscriptions(view)
    dealt = (hold for deal, hold in holds_for(view, DEALS) if deal.over)
    called = (hold for valuation, hold in holds_for(view, VALUATIONS) if valuation.over)
    for hold in chain(dealt, called):
        yield c.GiveBack(record=hold.executor, hold=hold.encumbrance)
    for _, valuation in view.rows(VALUATIONS):
        if valuation.status in PENDING and valuation.late(time):
            yield c.RecordDefault(agreement=valuation.agreement, day=valuation.day)


def _subscriptions(view: View) -> Iterator[Call]:
    """Each of a placement that is allotted or called off and has not had its units or its money."""
    for _, placement in view.rows(PLACEMENTS):
        if placement.status is PlacementStatus.taking:
            continue
        for _, one in view.rows(SUBSCRIPTIONS, placement.placement):
            if one.status is SubscriptionStatus.waiting:
                yield c.Complete(placement=placement.placement, account=one.account)
