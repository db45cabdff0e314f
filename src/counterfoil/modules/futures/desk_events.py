# SPDX-License-Identifier: Apache-2.0
"""What goods bring while they are at a house's desk: coupons, dividends, new units, or what they are redeemed for.

The desk is on the register, and whoever owned the goods at the record time has what they brought. What comes is noted
with how it is divided: each part downwards, one unit more to the largest remainders, known by where it cuts. So each
delivery works out its own part, and nobody is shown whose the rest is.
"""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.delivery import DELIVERIES, Brought, Delivery
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.rounding import part_at_cut
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity, Quantity, Timestamp


class Income(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goods at a desk brought by one action. It names no delivery."""

    house: str
    security: InstrumentId
    action: str
    instrument: InstrumentId
    """cash, or new units"""
    quantity: Quantity
    """nothing, where the units ended for nothing"""
    units: PositiveQuantity
    """of the security, that were there at the record time"""
    record_time: Timestamp
    remainder: int
    before: str
    came_at: Timestamp
    """from when on it was at the desk itself: units that came bring more while they wait"""
    redeemed: bool = False
    """whether the units ended with it"""
    ended: bool = False
    """whether units that came were redeemed while they waited: what they are now is another income"""

    def part_of(self, name: str, units: int) -> int:
        """Whose so many units were."""
        return part_at_cut(self.quantity, (units, self.units), (self.remainder, self.before), name)


INCOMES: Final = Table("futures/income", Income, DeskOutcome.nothing_brought, DeskOutcome.brought_already)
"""house, security, action → what came"""
TABLES: Final = (INCOMES,)
_DELIVERIES: Changes[Delivery] = Changes(DELIVERIES)


class IncomeCame(FollowingEvent, frozen=True):
    """What goods brought came to the desk, and how it is divided among whose they were at the record time."""

    type: ClassVar[str] = "futures.income_came"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    house: str
    security: InstrumentId
    action: str
    instrument: InstrumentId
    quantity: Quantity
    units: PositiveQuantity
    record_time: Timestamp
    remainder: int
    """above which there is one unit more"""
    before: str
    """of names with that remainder those that come before it have one more, too"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        income = Income(
            house=self.house,
            security=self.security,
            action=self.action,
            instrument=self.instrument,
            quantity=self.quantity,
            units=self.units,
            record_time=self.record_time,
            remainder=self.remainder,
            before=self.before,
            came_at=moment.time,
        )
        yield Changes(INCOMES).create(income, self.house, self.security, self.action)


class GoodsRedeemed(FollowingEvent, frozen=True):
    """Goods at the desk ended with what they brought."""

    type: ClassVar[str] = "futures.goods_redeemed"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    house: str
    security: InstrumentId
    action: str
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(INCOMES).replace(self.house, self.security, self.action, redeemed=True)


class IncomeEnded(FollowingEvent, frozen=True):
    """New units that came were redeemed at the desk as far as they waited there: none of them is passed on any more."""

    type: ClassVar[str] = "futures.income_ended"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    house: str
    security: InstrumentId
    action: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(INCOMES).replace(self.house, self.security, self.action, ended=True)


class PassedOn(FuturesEvent, frozen=True):
    """What goods brought is with whose they were at the record time."""

    type: ClassVar[str] = "futures.passed_on"
    contract: str
    account: AccountId
    house: str
    security: InstrumentId
    action: str
    units: PositiveQuantity
    instrument: InstrumentId
    quantity: PositiveQuantity
    redeemed: bool
    """whether these units ended, so that none of them waits any more"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DELIVERIES.change(lambda before: self._delivery(before, moment.time), self.contract, self.account)

    def _delivery(self, before: Delivery, time: Timestamp) -> Delivery:
        had = Brought(self.security, self.action, self.instrument, self.quantity, self.redeemed, time)
        after = replace(before, brought=(*before.brought, had))
        return after.without_waiting(self.security, None) if self.redeemed else after


EVENTS: Final[tuple[type[EventData], ...]] = (IncomeCame, GoodsRedeemed, IncomeEnded, PassedOn)
