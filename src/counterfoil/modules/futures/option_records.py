# SPDX-License-Identifier: Apache-2.0
"""Records of options: levels beneath them, what holders said, and how a day's exercises fall on those who sold."""

from typing import Final, NamedTuple

from counterfoil.law.moment import Reader, known
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionTerms
from counterfoil.modules.futures.positions import Direction, Position
from counterfoil.modules.futures.records import FUTURES, FuturesContract, HedgeFlag, Lots, Price
from counterfoil.modules.futures.rounding import part_at_cut
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.primitives.types import AccountId, DayNumber


class Level(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An index, as its provider publishes it day by day; nothing of it is traded."""

    level: str
    house: str
    title: str
    decimals: int
    price: Price
    """of the last day on which it was fixed"""
    previous: Price
    day: DayNumber | None = None


class Instruction(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What its holder last said of a position for a day: how many lots are exercised, and how many never."""

    account: AccountId
    contract: str
    hedge: HedgeFlag
    day: DayNumber
    exercised: Lots
    abandoned: Lots
    done: bool = False


class Draw(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a day's exercises of a series fall on those who sold it: by open lots, largest remainders, ties by name.

    Each has lots × exercised / open, downwards. Of what is then left one lot goes to each whose remainder is above the
    ``remainder`` here, or is that and whose name (account/purpose) is before ``before``. So each works out its own, and
    all come to what is exercised.
    """

    contract: str
    house: str
    day: DayNumber
    exercised: Lots
    open_lots: Lots
    """that were sold, and are open"""
    remainder: Lots
    before: str

    def lots_of(self, name: str, lots: int) -> int:
        """What falls on a position with so many lots sold."""
        if not lots:
            return 0
        return part_at_cut(self.exercised, (lots, self.open_lots), (self.remainder, self.before), name)


LEVELS: Final = Table("futures/level", Level, OptionOutcome.unknown_level, OptionOutcome.level_exists)
INSTRUCTIONS: Final = Table(
    "futures/instruction", Instruction, OptionOutcome.nothing_instructed, OptionOutcome.instructed_already
)
DRAWS: Final = Table("futures/draw", Draw, OptionOutcome.not_drawn, OptionOutcome.drawn_already)
TABLES: Final = (LEVELS, INSTRUCTIONS, DRAWS)


class Beneath(NamedTuple):
    """The price of what is beneath an option, and of when."""

    price: int
    previous: int
    fixed: DayNumber | None

    def before(self, day: DayNumber) -> int:
        """With which a day began."""
        return self.previous if self.fixed == day else self.price


def beneath(reads: Reader, terms: OptionTerms) -> Beneath:
    """The contract's settlement price, or the level."""
    if terms.in_cash:
        level = known(reads, LEVELS, terms.underlying)
        return Beneath(level.price, level.previous, level.day)
    contract = known(reads, FUTURES, terms.underlying)
    return Beneath(contract.settlement, contract.previous, contract.settled)


def exercised_of(
    contract: FuturesContract, position: Position, said: Instruction | None, price: int, *, last: bool
) -> int:
    """Lots of a position that are exercised: as was said for the day, and on the ``last`` one what is in the money."""
    assert contract.option is not None, "asked of options alone"
    terms, long = contract.option, position.long_lots
    asked, never = (0, 0) if said is None else (said.exercised, said.abandoned)
    in_the_money = terms.worth(price) > 0
    if (terms.in_cash and not in_the_money) or (terms.style is ExerciseStyle.european and not last):
        return 0
    asked = 0 if said is not None and said.done else min(asked, long)
    return max(asked, long - never) if last and in_the_money else asked


def is_assigned(position: Position, day: DayNumber) -> bool:
    """Whether its part of the day's exercises fell on it."""
    return any(one.kind is TradeKind.exercise and one.direction is Direction.bought for one in position.on(day).fills)
