# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next, by what the other chain was shown to have."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.elsewhere import shown_of
from counterfoil.law.module import View
from counterfoil.modules.crossings.calls import Complete, TakeBack, Withdraw
from counterfoil.modules.crossings.records import (
    ASSETS,
    DEALS,
    DEPARTURES,
    USERS,
    DealStatus,
    DepartureStatus,
    UserStatus,
)
from counterfoil.primitives.types import RecordPath, Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Take back what did not arrive, deliver what is paid, free what is not."""
    for _, left in view.rows(DEPARTURES):
        asset = view.read(ASSETS, left.asset)
        if asset is None or left.status is not DepartureStatus.away:
            continue
        if _accepted(view, asset.peer, left.arrival, left.until, time) is False:
            yield TakeBack(crossing=left.crossing)
    for _, deal in view.rows(DEALS):
        if deal.status is not DealStatus.reserved:
            continue
        accepted = _accepted(view, deal.peer, deal.payment, deal.until, time)
        if accepted is False:
            yield Withdraw(deal=deal.deal)
        user = view.read(USERS, deal.to, deal.receiver)
        if accepted and user is not None and user.status is UserStatus.registered:
            yield Complete(deal=deal.deal)


def _accepted(view: View, peer: RecordPath, record: RecordPath, until: Timestamp, time: Timestamp) -> bool | None:
    """Whether the other chain has accepted it; None: it may yet, as far as was shown."""
    found = shown_of(view.find, peer, record, time)
    if found is None or (found.value is None and found.time < until):
        return None
    return found.value is not None
