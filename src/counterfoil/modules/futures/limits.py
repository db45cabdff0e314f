# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a default is over."""

from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.futures.defaults import DefaultConcluded
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS


def is_over(event: DefaultConcluded, moment: Whole) -> None:
    """No account for which the member answers owes anything, or has a position."""
    for _, account in moment.rows(MARGIN_ACCOUNTS):
        if account.house == event.house and account.member == event.member:
            require(not (account.owed or account.positions), FuturesOutcome.default_unfinished, account.account)


LIMITS: Final[dict[type[EventData], Limit]] = {DefaultConcluded: is_over}
