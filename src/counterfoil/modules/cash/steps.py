# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for digital yuan: what is held for nothing any more goes back."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.payments import PREPAID, REQUESTS, PrepaidStatus
from counterfoil.modules.holdings.queries import holds_for
from counterfoil.primitives.types import Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """What is held for requests that are over, and each contract that has expired while it ran."""
    for request, hold in holds_for(view, REQUESTS):
        if not request.payable(time):
            yield c.GiveBack(request=request.request, hold=hold.encumbrance)
    for _, contract in view.rows(PREPAID):
        if contract.status is PrepaidStatus.running and time >= contract.expires:
            yield c.Refund(contract=contract.contract)
