# SPDX-License-Identifier: Apache-2.0
"""What others must not do: reach what stands for units on the other chain, or correct a mirror."""

from collections.abc import Iterable
from typing import Final

from msgspec import UNSET

from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.crossings.outcomes import CrossingsOutcome
from counterfoil.modules.crossings.records import ASSETS
from counterfoil.modules.holdings.events import Corrected, Redeemed
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.reservations import Frozen
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId


def leaves_pools(event: Forced | Recovered, moment: Whole) -> None:
    """No order takes units out of a pool: they stand for what others have on the other chain."""
    _require_no_pool(moment, (event.sender,))


def spares_pools(event: Frozen | Burned | Redeemed, moment: Whole) -> None:
    """None freezes or ends them either: on the other chain it reaches what it means. Nor do terms that come to nothing:
    what is away comes home before."""
    _require_no_pool(moment, (event.account,))


def corrects_no_mirror(event: Corrected, moment: Whole) -> None:
    """Units of a mirror are what came, and no register shows that there are others; nor does one of a pool."""
    instrument = moment.read(INSTRUMENTS, event.instrument)
    defining = UNSET if instrument is None else instrument.defining
    mirror = defining is not UNSET and defining.startswith(f"{ASSETS.prefix}/")
    require(not mirror, CrossingsOutcome.mirror_not_corrected, event.instrument)
    _require_no_pool(moment, (event.account,))


def _require_no_pool(moment: Whole, accounts: Iterable[AccountId]) -> None:
    for account in accounts:
        found = moment.read(ACCOUNTS, account)
        moved_by = UNSET if found is None else found.moved_by
        pool = moved_by is not UNSET and moved_by.startswith(f"{ASSETS.prefix}/")
        require(not pool, CrossingsOutcome.pool_not_reached, account)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Forced: leaves_pools,
    Recovered: leaves_pools,
    Frozen: spares_pools,
    Burned: spares_pools,
    Redeemed: spares_pools,
    Corrected: corrects_no_mirror,
}
