# SPDX-License-Identifier: Apache-2.0
"""Events of cycles: cut, collected, settled, handed out."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.law.event import Changes, Consents, EventData, Passage, Passing, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Outcome
from counterfoil.modules.clearing.events import ClearingEvent
from counterfoil.modules.clearing.netting import (
    BALANCES,
    CYCLES,
    POSITIONS,
    Change,
    Cycle,
    CycleBalance,
    CycleStatus,
    NetPosition,
)
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import DAYS, DayStatus, Tally
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PositiveQuantity, Quantity

_CYCLES: Changes[Cycle] = Changes(CYCLES)
_POSITIONS: Changes[NetPosition] = Changes(POSITIONS)
_BALANCES: Changes[CycleBalance] = Changes(BALANCES)


class CycleCut(ClearingEvent, frozen=True):
    """A cycle's cut-off passed: what each account nets to stands. ``last``: no other cycle follows that day."""

    type: ClassVar[str] = "clearing.cycle_cut"
    cycle: str
    market: str
    day: DayNumber
    last: bool
    netted: Tally

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CYCLES.replace(self.cycle, status=CycleStatus.collecting)
        if self.last:
            yield Changes(DAYS).replace(self.market, str(self.day), status=DayStatus.cut_off)


class NetMoved(ClearingEvent, frozen=True):
    """What collecting and handing out share."""

    cycle: str
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    change: Change


class Collected(NetMoved, Passing, frozen=True):
    """An account delivered what it nets to, into the clearing account."""

    type: ClassVar[str] = "clearing.collected"
    counted_then: ClassVar[Outcome] = ClearingOutcome.counted_on_the_way

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def position(before: NetPosition) -> NetPosition:
            return replace(before, collected=Quantity(before.collected + self.quantity))

        def balance(before: CycleBalance) -> CycleBalance:
            return replace(before, collected=Quantity(before.collected + self.quantity))

        yield _POSITIONS.change(position, self.cycle, self.account, self.instrument)
        yield _BALANCES.change(balance, self.cycle, self.instrument)
        yield _CYCLES.change(lambda before: before.changed(self.change), self.cycle)

    def passage(self, moment: Moment) -> Passage:
        """From now until it is handed out."""
        cycle = known(moment, CYCLES, self.cycle)
        return Passage((self.instrument,), moment.time, cycle.passes_until(moment.time))


class LineShortened(ClearingEvent, frozen=True):
    """Trades that left the cycle stand no longer at the end of the line in which an account's trades fail."""

    type: ClassVar[str] = "clearing.line_shortened"
    cycle: str
    account: AccountId
    instrument: InstrumentId
    last: str | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POSITIONS.replace(self.cycle, self.account, self.instrument, last=self.last)


class CycleSettled(ClearingEvent, frozen=True):
    """All that is owed is collected: the cycle is final, and what is due is handed out."""

    type: ClassVar[str] = "clearing.cycle_settled"
    cycle: str
    status: CycleStatus
    netted: Tally

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CYCLES.replace(self.cycle, status=self.status)


class HandedOut(NetMoved, frozen=True):
    """An account was given what was due to it, out of the clearing account."""

    type: ClassVar[str] = "clearing.handed_out"
    status: CycleStatus
    """of the cycle: complete, when it was the last"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def position(before: NetPosition) -> NetPosition:
            return replace(before, handed_out=Quantity(before.handed_out + self.quantity))

        def balance(before: CycleBalance) -> CycleBalance:
            return replace(before, handed_out=Quantity(before.handed_out + self.quantity))

        yield _POSITIONS.change(position, self.cycle, self.account, self.instrument)
        yield _BALANCES.change(balance, self.cycle, self.instrument)
        yield _CYCLES.change(lambda before: replace(before.changed(self.change), status=self.status), self.cycle)


EVENTS: tuple[type[EventData], ...] = (CycleCut, Collected, LineShortened, CycleSettled, HandedOut)
