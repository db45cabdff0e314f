# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a clearing account moves units by the cycles of its market alone.

What stands in it was delivered for others and belongs to the cycle until it is handed out. The Securities Law of the
People's Republic of China says so of a clearing house's accounts, and that they are not open to enforcement
(中华人民共和国证券法 (2019), article 159).
"""

from typing import Any, Final

from counterfoil.law.event import Diverting, EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.clearing.netting import CYCLES
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import CLEARING_ACCOUNTS
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.reservations import Frozen, Held, Pledged
from counterfoil.primitives.types import AccountId


def moves_by_its_cycles(event: Transferred, moment: Whole) -> None:
    """A transfer into a clearing account, or out of it, is the doing of a cycle of its market."""
    for account in (event.sender, event.receiver):
        kept = moment.read(CLEARING_ACCOUNTS, account)
        own = kept is None or (event.cause or "").startswith(f"{CYCLES.path(kept.market)}/")
        require(own, ClearingOutcome.clearing_account_reserved, account)


def leaves_it_alone(event: Any, moment: Whole) -> None:
    """Nothing else is done to what stands in a clearing account."""
    accounts = (event.account,) if hasattr(event, "account") else (event.sender, event.receiver)
    for account in accounts:
        _require_no_clearing_account(moment, account)


def _require_no_clearing_account(moment: Whole, account: AccountId) -> None:
    free = moment.read(CLEARING_ACCOUNTS, account) is None
    require(free, ClearingOutcome.clearing_account_reserved, account)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Transferred: moves_by_its_cycles,
    **dict.fromkeys((Issued, Redeemed, Corrected, Held, Pledged, Frozen, Forced, Burned, Recovered), leaves_it_alone),
    Diverting: leaves_it_alone,
}
