# SPDX-License-Identifier: Apache-2.0
"""What a house has of others for a settlement: no order takes it, keeps it, or brings more there (decision 56).

It is not the house's own, and not yet anybody else's: what is taken of it would be missing to members that no order
names. Who is ordered about has what is due to him once it is settled, in an account where orders find it.
"""

from typing import Final

from msgspec import UNSET

from counterfoil.law.event import EventData, Reaching
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.futures.defaults import FUNDS
from counterfoil.modules.futures.delivery import DESKS
from counterfoil.modules.futures.records import HOUSES
from counterfoil.modules.futures.safekeeping_outcomes import SafekeepingOutcome
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.reservations import Frozen
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId

_OURS: Final = "futures/"
"""How the paths of this module's records begin."""
_ALL_OF: Final = (f"{HOUSES.prefix}/", f"{DESKS.prefix}/")
"""Of these records every account that they alone move: the settlement account, and the desk."""


def keeps(moment: Whole, account: AccountId) -> bool:
    """Whether a house has what is there for a settlement: money that passes, goods in delivery, members' shares."""
    found = moment.read(ACCOUNTS, account)
    moved_by = UNSET if found is None else found.moved_by
    if moved_by is UNSET:
        return False
    if moved_by.startswith(f"{FUNDS.prefix}/"):
        # What the house set aside of its own stands in accounts of the same record, and what is there counts.
        fund = moment.read(FUNDS, moved_by.removeprefix(f"{FUNDS.prefix}/"))
        return fund is not None and fund.account == account
    return moved_by.startswith(_ALL_OF)


def stays(event: Frozen | Burned, moment: Whole) -> None:
    """Nothing there is frozen or destroyed."""
    require(not keeps(moment, event.account), SafekeepingOutcome.held_for_settlement, event.account)


def moves_by_itself(event: Forced | Recovered, moment: Whole) -> None:
    """Nothing is taken from there, and nothing that is taken elsewhere arrives there."""
    for account in (event.sender, event.receiver):
        require(not keeps(moment, account), SafekeepingOutcome.held_for_settlement, account)


def comes_for_a_settlement(event: Transferred, moment: Whole) -> None:
    """Nothing comes in under another's record, such as an order of return, but by what this module does."""
    if event.taking is not None and not event.taking.startswith(_OURS):
        require(not keeps(moment, event.receiver), SafekeepingOutcome.held_for_settlement, event.receiver)


def no_order_is_given(event: Reaching, moment: Whole) -> None:
    """The same, said when an order is proposed or given: an authority need not wait for its being carried out."""
    for account in event.reached:
        require(not keeps(moment, account), SafekeepingOutcome.held_for_settlement, account)


SAFEKEPT: Final[dict[type[EventData], Limit]] = {
    Frozen: stays,
    Burned: stays,
    Forced: moves_by_itself,
    Recovered: moves_by_itself,
    Transferred: comes_for_a_settlement,
    Reaching: no_order_is_given,
}
