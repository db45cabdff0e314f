# SPDX-License-Identifier: Apache-2.0
"""A statement of many lines is told in parts: events before it have the first lines, and it has the last itself.

So no account has too many positions for an event, and one of few costs no event more.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, NamedTuple

from msgspec.structs import replace

from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.listing import parted
from counterfoil.modules.futures.reckoning import StatementLine
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.primitives.types import POSITIVE, AccountId, DayNumber, InstrumentId

LINES_MAX: Final = 256
"""Of one event: with the longest names and numbers they are some 150,000 of the 262,144 bytes that one may have."""
Lines = tuple[StatementLine, ...]
Number = Annotated[int, POSITIVE]

_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)


class SettledPart(FuturesEvent, frozen=True):
    """The next lines of the statement that follows. What is not open any more the account lists no longer."""

    type: ClassVar[str] = "futures.settled_part"
    account: AccountId
    cash: InstrumentId
    day: DayNumber
    number: Number
    """from 1 up"""
    lines: Lines

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(self._account, self.account)

    def _account(self, before: MarginAccount) -> MarginAccount:
        kept, gone = settled_out(before, self.lines, first=self.number == 1)
        return replace(before, positions=kept, closed_out=gone)


class CalledPart(OfHouse, frozen=True):
    """The next lines of how an account stands within the day, of which the call that follows says what they come to."""

    type: ClassVar[str] = "futures.margin_called_part"
    account: AccountId
    cash: InstrumentId
    day: DayNumber
    number: Number
    """from 1 up"""
    lines: Lines

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(lambda before: before, self.account)


class Told(NamedTuple):
    """Lines as events tell them."""

    before: tuple[Lines, ...]
    """of each part"""
    last: Lines
    """of the statement itself"""


def in_parts(lines: Lines) -> Told:
    """Each part is as long as it may be, but for the last."""
    *before, last = (lines[start : start + LINES_MAX] for start in range(0, max(len(lines), 1), LINES_MAX))
    return Told(tuple(before), last)


def settled_out(before: MarginAccount, lines: Lines, *, first: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What an account lists once these lines are settled, and what it was settled out of; ``first``: of the day."""
    flat = ((one.contract, one.hedge) for one in lines if not (one.long or one.short))
    kept, gone = parted(before.positions, flat)
    return kept, gone if first else (*before.closed_out, *gone)


EVENTS: Final[tuple[type[EventData], ...]] = (SettledPart, CalledPart)
