# SPDX-License-Identifier: Apache-2.0
"""Events of options: an exercise closes lots of the series, and opens as many beneath it or pays the difference."""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.listing import with_listed
from counterfoil.modules.futures.option_records import DRAWS, INSTRUCTIONS, LEVELS, Draw, Instruction, Level
from counterfoil.modules.futures.option_terms import OptionRight
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Fill, Position, Terms, Trading, traded
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, HedgeFlag, Lots, MarginAccount, Price
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId

_LEVELS: Changes[Level] = Changes(LEVELS)
_INSTRUCTIONS: Changes[Instruction] = Changes(INSTRUCTIONS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_TRADINGS: Changes[Trading] = Changes(TRADINGS)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)


class LevelOpened(OfHouse, frozen=True):
    """Options may be written on an index."""

    type: ClassVar[str] = "futures.level_opened"
    object: ClassVar[ObjectClass] = ObjectClass.product
    level: str
    title: str
    decimals: int
    price: Price

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        level = Level(
            level=self.level,
            house=self.house,
            title=self.title,
            decimals=self.decimals,
            price=self.price,
            previous=self.price,
        )
        yield _LEVELS.create(level, self.level)


class LevelFixed(OfHouse, frozen=True):
    """An index stands so on a day."""

    type: ClassVar[str] = "futures.level_fixed"
    level: str
    day: DayNumber
    price: Price
    previous: Price
    source: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _LEVELS.replace(self.level, price=self.price, previous=self.previous, day=self.day)


class Instructed(FuturesEvent, frozen=True):
    """The holder of options said how many are exercised on a day, and how many never."""

    type: ClassVar[str] = "futures.instructed"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    account: AccountId
    contract: str
    hedge: HedgeFlag
    day: DayNumber
    exercised: Lots
    abandoned: Lots
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        said = Instruction(
            account=self.account,
            contract=self.contract,
            hedge=self.hedge,
            day=self.day,
            exercised=self.exercised,
            abandoned=self.abandoned,
        )
        yield Touch(INSTRUCTIONS, (self.contract, str(self.day), self.account, self.hedge), lambda _before: said)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


class AssignmentDrawn(OfHouse, frozen=True):
    """The house published how a day's exercises of a series fall on those who sold it."""

    type: ClassVar[str] = "futures.assignment_drawn"
    contract: str
    day: DayNumber
    exercised: Lots
    open_lots: Lots
    remainder: Lots
    before: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        draw = Draw(
            contract=self.contract,
            house=self.house,
            day=self.day,
            exercised=self.exercised,
            open_lots=self.open_lots,
            remainder=self.remainder,
            before=self.before,
        )
        yield Changes(DRAWS).create(draw, self.contract, str(self.day))


class OfSeries(FuturesEvent, frozen=True):
    """Lots of a series are gone: exercised or assigned, or at an end."""

    buys: ClassVar[bool]
    """whether it is of who bought"""
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    account: AccountId
    contract: str
    house: str
    cash: InstrumentId
    hedge: HedgeFlag
    day: DayNumber
    right: OptionRight
    strike: Price
    lots: Lots
    """exercised, or assigned"""
    lapsed: Lots
    """at an end without that"""
    fills: tuple[Fill, ...]
    """by which they are closed: for nothing, or for what they bring in cash"""
    terms: Terms
    beneath: str | None
    """the contract whose lots are opened at the strike; None: of none"""
    opened: tuple[Fill, ...]
    """there"""
    opening: Terms | None
    lists: bool
    """whether the account had no such position since it was last settled"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POSITIONS.change(
            lambda before: traded(before, self.day, self.fills, self.terms), self.account, self.contract, self.hedge
        )
        yield _TRADINGS.change(self._closed, self.contract)
        if self.beneath is not None and self.opened:
            yield Touch(POSITIONS, (self.account, self.beneath, self.hedge), self._position)
            yield Touch(TRADINGS, (self.beneath,), self._trading)
        if self.beneath is not None and self.lists:
            under = self.beneath
            yield _ACCOUNTS.change(lambda before: with_listed(before, under, self.hedge), self.account)

    def _closed(self, before: Trading) -> Trading:
        lots = self.lots + self.lapsed
        return _moved(before.on(self.day), -lots if self.buys else 0, 0 if self.buys else -lots)

    def _position(self, before: Position | None) -> Position:
        assert self.beneath is not None and self.opening is not None, "asked where lots are opened"
        if before is None:
            before = Position(
                account=self.account, contract=self.beneath, hedge=self.hedge, cash=self.cash, day=self.day
            )
        return traded(before, self.day, self.opened, self.opening)

    def _trading(self, before: Trading | None) -> Trading:
        assert self.beneath is not None, "asked where lots are opened"
        now = (before or Trading(contract=self.beneath, cash=self.cash, day=self.day)).on(self.day)
        long = (self.right is OptionRight.call) is self.buys
        return _moved(now, self.lots if long else 0, 0 if long else self.lots)


class Exercised(OfSeries, frozen=True):
    """Who bought options exercised them."""

    type: ClassVar[str] = "futures.exercised"
    buys: ClassVar[bool] = True
    instructed: bool
    """whether its holder spoke of it that day"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.instructed:
            yield _INSTRUCTIONS.replace(self.contract, str(self.day), self.account, self.hedge, done=True)


class Assigned(OfSeries, frozen=True):
    """Its part of a day's exercises fell on who sold."""

    type: ClassVar[str] = "futures.assigned"
    buys: ClassVar[bool] = False


def _moved(now: Trading, long: int, short: int) -> Trading:
    """With so many lots more, or less. Nothing was traded: what is open is even again when all fell on somebody."""
    moved = replace(now, long=now.long + long, short=now.short + short)
    return replace(moved, balanced=moved.even)


EVENTS: Final[tuple[type[EventData], ...]] = (
    LevelOpened,
    LevelFixed,
    Instructed,
    AssignmentDrawn,
    Exercised,
    Assigned,
)
