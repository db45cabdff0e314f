# SPDX-License-Identifier: Apache-2.0
"""Which contracts a day waits for: no account is settled before all that it could still trade have their price.

Else whoever had one settled early would keep a matched trade of another contract from being booked on one side, and
the day from being closed. A day counts them, so that no settlement looks through contracts.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, FollowingEvent, Touch
from counterfoil.law.module import Whole
from counterfoil.law.moment import Moment, known
from counterfoil.modules.futures.booking import Entered
from counterfoil.modules.futures.events import DayOpened, SettlementFixed
from counterfoil.modules.futures.positions import TRADINGS, Trading
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, TradingDay
from counterfoil.modules.futures.trading_days import is_past
from counterfoil.primitives.types import DayNumber

_DAYS: Changes[TradingDay] = Changes(DAYS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)


class PricesAwaited(FollowingEvent, frozen=True):
    """A day waits for the settlement prices of so many more contracts, or, negative, of fewer."""

    type: ClassVar[str] = "futures.prices_awaited"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    house: str
    day: DayNumber
    contracts: int
    traded: str | None = None
    """the contract that traded for the first time, where nothing of it was open"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DAYS.change(
            lambda before: replace(before, awaited=before.awaited + self.contracts), self.house, str(self.day)
        )
        if self.traded is not None:
            yield _TRADINGS.replace(self.traded, awaited=True)


EVENTS: Final = (PricesAwaited,)


def began(event: DayOpened, moment: Whole) -> Iterator[FollowingEvent]:
    """What is open when a day begins, but for what is past its last day."""
    house, there = known(moment, HOUSES, event.house), 0
    for _, contract in moment.rows(FUTURES):
        if contract.house == event.house and not is_past(house, contract, event.day):
            trading = moment.read(TRADINGS, contract.contract)
            there += trading is not None and trading.on(event.day).awaited
    if there:
        yield PricesAwaited(house=event.house, day=event.day, contracts=there)


def traded(event: Entered, moment: Whole) -> Iterator[FollowingEvent]:
    """What trades for the first time, where nothing was open."""
    if not known(moment, TRADINGS, event.contract).awaited:
        yield PricesAwaited(house=event.house, day=event.day, contracts=1, traded=event.contract)


def priced(event: SettlementFixed, moment: Whole) -> Iterator[FollowingEvent]:
    """What has its price, for the first time on the day."""
    trading = moment.read(TRADINGS, event.contract)
    if not event.again and trading is not None and trading.on(event.day).awaited:
        yield PricesAwaited(house=event.house, day=event.day, contracts=-1)
