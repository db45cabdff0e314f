# SPDX-License-Identifier: Apache-2.0
"""The sides of a file's trades, held against each other by the number of their trade, and against what is booked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from counterfoil.law.dated import MINUTE_MS
from counterfoil.law.module import View
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill
from counterfoil.node.futures.booking_calls import Booked
from counterfoil.node.futures.ctp import clock_of
from counterfoil.node.futures.price_text import price_text
from counterfoil.node.futures.taken_out import TakenOut, nothing_left
from counterfoil.primitives.errors import InputError, RefusalForeseen
from counterfoil.primitives.types import DayNumber

SHOWN: Final = 20
"""Of the trades that are wrong."""
_SIDES_SHOWN: Final = 6
"""Of one trade."""
_BOTH: Final = (
    "both sides of a trade have its TradeID, its price and its lots; nothing was sent. One side alone, as after a "
    "cancel: counterfoil futures book, then counterfoil clearing trades balance"
)
_LATE: Final = "a trade that came late is booked, both sides of it, under a number above the last; nothing was sent"
_OTHERWISE: Final = "cancel what is wrong of it first: counterfoil futures cancel; nothing was sent"
_LEFT: Final = (
    "--rest leaves them out; what is to stand again is booked under a number above the last, or by counterfoil futures "
    "book; nothing was sent"
)
_EXACT_MS: Final = 1_000
_REFUSED: Final = f"would be refused, {FuturesOutcome.numbers_unordered.name}"


class Side(NamedTuple):
    """One account's side of a trade as a file has it: where, and on which day."""

    where: str
    booked: Booked
    fill: Fill
    day: DayNumber
    decimals: int
    """of its price"""
    offset_min: int = 0
    """of the house, for its times"""

    @property
    def file(self) -> str:
        return self.where.rpartition(", ")[0]

    @property
    def place(self) -> str:
        """``line 2``, or ``message 1``."""
        return self.where.rpartition(", ")[2]

    @property
    def trade(self) -> tuple[str, int]:
        return (self.booked.contract, self.fill.trade)

    @property
    def words(self) -> str:
        """``line 2 bought 5 at 70020``."""
        return f"{self.place} {self.dealt(self.fill)}"

    def dealt(self, fill: Fill) -> str:
        """What a trade of this contract was, its price as exchanges write it."""
        return f"{fill.direction} {fill.lots} at {price_text(fill.price, self.decimals)}"

    def otherwise(self, stands: Fill) -> str:
        """How it stands booked, in words; what differs is among them."""
        there, account = self.dealt(stands), self.booked.account
        said, booked = (clock_of(one.time + self.offset_min * MINUTE_MS) for one in (self.fill, stands))
        if there == self.dealt(self.fill):
            return f"{self.words}, {self.fill.offset}, {said}, and {account} has it booked {stands.offset}, {booked}"
        return f"{self.words}, and {account} has it booked as {there}"


class Standing(NamedTuple):
    """What of a file is booked already, and what is not."""

    booked: Sequence[Side]
    fresh: Sequence[Side]
    left: Sequence[Side] = ()
    """what was booked just so on the day, and cancelled, or given up"""


def require_even(sides: Iterable[Side]) -> None:
    """InputError that names each trade whose sides differ in price or in lots, or of which one lacks."""
    trades: dict[tuple[str, int], list[Side]] = {}
    for side in sides:
        trades.setdefault(side.trade, []).append(side)
    wrong = [f"{_called(some[0])}: {_uneven(some)}" for some in trades.values() if not _is_even(some)]
    if wrong:
        file = next(iter(trades.values()))[0].file
        count = "1 trade has" if len(wrong) == 1 else f"{len(wrong)} trades have"
        raise InputError(f"{count} sides that do not fit: {listed(wrong)}", where=file, remedy=_BOTH)


def held_against(view: View, sides: Sequence[Side], taken_out: TakenOut = nothing_left) -> Standing:
    """Which of these stand on the ledger as they are, and which did; RefusalForeseen for others that cannot come after
    what does.

    What comes with other figures than those that were cancelled puts them right.
    """
    booked: list[Side] = []
    fresh: list[Side] = []
    left: list[Side] = []
    otherwise: list[str] = []
    late: list[str] = []
    of_position = sorted(sides, key=_position)  # keeps the order of those of one position
    for _, some in groupby(of_position, key=_position):
        own = list(some)
        there, last = _booked_of(view, own[0])
        gone = {} if all(side.fill.order in there for side in own) else taken_out(own[0].booked, own[0].day)
        for side in own:
            stands, stood = there.get(side.fill.order), gone.get(side.fill.order)
            if stands is None and stood is not None and _is_same(stood, side.fill):
                left.append(side)
            elif stands is None and side.fill.order > last:
                fresh.append(side)
            elif stands is None:
                told = f"{side.place} comes after trade {last[0]} of {side.booked.account}, and numbers go upwards"
                late.append(f"{_called(side)}: {told}")
            elif _is_same(stands, side.fill):
                booked.append(side)
            else:
                otherwise.append(f"{_called(side)}: {side.otherwise(stands)}")
    for wrong, remedy in ((otherwise, _OTHERWISE), (late, _LATE)):
        if wrong:
            raise RefusalForeseen(f"{_REFUSED}: {listed(wrong)}", where=sides[0].file, remedy=remedy)
    return Standing(booked, fresh, left)


def require_none(standing: Standing) -> None:
    """RefusalForeseen that names what of a file is booked already, or was cancelled."""
    if standing.left:
        told = f"{len(standing.left)} sides were booked today, and cancelled or given up"
        raise RefusalForeseen(f"{told}: {listed(left_out(standing))}", where=standing.left[0].file, remedy=_LEFT)
    if not standing.booked:
        return
    trades = [f"{_called(one)}" for one in {one.trade: one for one in standing.booked}.values()]
    all_ = len(standing.booked) + len(standing.fresh)
    told = f"{_REFUSED}: {len(standing.booked)} of {all_} sides are already booked: {listed(trades)}"
    remedy = "nothing is left to book, and nothing was sent" if not standing.fresh else "--rest books the others"
    raise RefusalForeseen(told, where=standing.booked[0].file, remedy=remedy)


def left_out(standing: Standing) -> list[str]:
    """What was cancelled, or given up: each trade, and where its sides stand in the file."""
    trades: dict[str, list[str]] = {}
    for side in standing.left:
        trades.setdefault(_called(side), []).append(side.place)
    return [f"{trade}: {', '.join(dict.fromkeys(places))}" for trade, places in trades.items()]


def fills_of(sides: Iterable[Side]) -> Mapping[Booked, Sequence[Fill]]:
    """The sides of each position."""
    found: dict[Booked, list[Fill]] = {}
    for side in sides:
        found.setdefault(side.booked, []).append(side.fill)
    return found


def listed(wrong: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    return "; ".join(wrong[:SHOWN]) + more


def _called(side: Side) -> str:
    return f"{side.booked.contract}, trade {side.fill.trade}"


def _position(side: Side) -> tuple[str, str, str]:
    return (side.booked.account, side.booked.contract, side.booked.hedge.value)


def _is_even(sides: Sequence[Side]) -> bool:
    """A side may be several accounts': their lots come to as many as those of the other."""
    return len({one.fill.price for one in sides}) == 1 and not sum(
        one.fill.direction.sign * one.fill.lots for one in sides
    )


def _uneven(sides: Sequence[Side]) -> str:
    told = ", ".join(one.words for one in sides[:_SIDES_SHOWN])
    more = f", and {len(sides) - _SIDES_SHOWN} sides more" if len(sides) > _SIDES_SHOWN else ""
    return f"{told}{more}{''.join(_lacking(sides))}"


def _lacking(sides: Sequence[Side]) -> Iterator[str]:
    for direction in Direction:
        if all(one.fill.direction is direction.other for one in sides):
            yield f", and no line {direction}"


def _booked_of(view: View, side: Side) -> tuple[Mapping[tuple[int, str], Fill], tuple[int, str]]:
    """What is booked of a position on the day of a side, and the last of it that the venue numbered."""
    found = view.read(POSITIONS, side.booked.account, side.booked.contract, side.booked.hedge)
    fills = () if found is None or found.day != side.day else found.fills
    last: tuple[int, str] = next((one.order for one in reversed(fills) if one.in_turn), (0, ""))
    return {one.order: one for one in fills}, last


def _is_same(booked: Fill, given: Fill) -> bool:
    """The very trade: files differ in how exact their times are, and by no more than a second.

    A trade of another hour is another: which trades are of the last hour decides the settlement price.
    """
    same = (booked.price, booked.lots, booked.offset) == (given.price, given.lots, given.offset)
    return same and abs(booked.time - given.time) <= _EXACT_MS
