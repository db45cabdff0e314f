# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for digital yuan: what was prepaid and not delivered goes back once its time is over."""

from collections.abc import Iterator

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.cash import calls as c
from counterfoil.modules.cash.payments import PREPAID, PrepaidStatus
from counterfoil.primitives.types import Timestamp


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Each contract that has expired while it ran."""
    for _, contract in view.rows(PREPAID):
        if contract.status is PrepaidStatus.running and time >= contract.expires:
            yield c.Refund(contract=contract.contract)
