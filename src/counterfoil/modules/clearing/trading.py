# SPDX-License-Identifier: Apache-2.0
"""Events of trades: entered, agreed to, netted into a cycle and taken out of one."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import Side
from counterfoil.law.event import Changes, Consents, EventData, Passage, Passing, Touch, Write
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Outcome
from counterfoil.modules.clearing.events import ClearingEvent, agreed, both_sides
from counterfoil.modules.clearing.netting import (
    BALANCES,
    CYCLES,
    LISTED,
    POSITIONS,
    TRADES,
    Agreed,
    Change,
    Cycle,
    CycleBalance,
    Flow,
    Listed,
    NetPosition,
    Trade,
    TradeStatus,
    countable,
)
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import DAYS, MEMBERS, Day, Member, Tally
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import signed_for, together
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    NaturalQuantity,
    PositiveQuantity,
    Quantity,
)

_TRADES: Changes[Trade] = Changes(TRADES)
_CYCLES: Changes[Cycle] = Changes(CYCLES)


class TradeEntered(ClearingEvent, frozen=True):
    """A trade was entered for netting by one of its accounts."""

    type: ClassVar[str] = "clearing.trade_entered"
    trade: str
    market: str
    account: AccountId
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    amount: PositiveMoney
    partial: bool
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        trade = Trade(
            trade=self.trade,
            market=self.market,
            seller=self.seller,
            buyer=self.buyer,
            instrument=self.instrument,
            quantity=self.quantity,
            cash=self.cash,
            amount=self.amount,
            reference=self.reference,
            agreed=(Agreed(self.account, agreed(consents), self.partial),),
        )
        yield _TRADES.create(trade, self.trade)

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account))


class TradeAgreed(ClearingEvent, frozen=True):
    """The other account agreed to a trade. ``late_for``: the open day whose last cut-off had passed by then."""

    type: ClassVar[str] = "clearing.trade_agreed"
    trade: str
    market: str
    account: AccountId
    partial: bool
    late_for: DayNumber | None
    day: DayNumber
    """of the market, by the block's time"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        other = Agreed(self.account, agreed(consents), self.partial)

        def agree(before: Trade) -> Trade:
            return replace(before, agreed=(*before.agreed, other), status=TradeStatus.waiting)

        def roll(before: Day) -> Day:
            return replace(before, rolled=before.rolled + 1)

        yield _TRADES.change(agree, self.trade)
        if self.late_for is not None:
            yield Changes(DAYS).change(roll, self.market, str(self.late_for))

    def writes(self, moment: Moment) -> Iterator[Write]:
        yield Write(
            LISTED, (self.market, str(self.day), "late", self.trade), Listed(trade=self.trade, market=self.market)
        )

    def permit(self, moment: Moment) -> Consents:
        return together(moment, both_sides(moment, self.account))


class TradeCancelled(ClearingEvent, frozen=True):
    """A trade was given up by every account that had agreed to it."""

    type: ClassVar[str] = "clearing.trade_cancelled"
    trade: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _TRADES.replace(self.trade, status=TradeStatus.cancelled)

    def permit(self, moment: Moment) -> Consents:
        accounts = [one.account for one in known(moment, TRADES, self.trade).agreed]
        return together(moment, tuple(signed_for(moment, account, Side.gives) for account in accounts))


class NettingEvent(ClearingEvent, frozen=True):
    """What a trade, or a part of one, does to what the two accounts net to in a cycle."""

    trade: str
    cycle: str
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: NaturalQuantity
    cash: InstrumentId
    amount: NaturalMoney
    change: Change
    """of what the cycle counts"""

    def _nets(self, position: Callable[[NetPosition, Flow], NetPosition], sign: int) -> Iterator[Touch]:
        """Its effect on the four net positions, and on the gross sums of both instruments."""
        sold = ((self.seller, self.instrument), (self.seller, self.cash))
        bought = ((self.buyer, self.instrument), (self.buyer, self.cash))
        given = (self.quantity, 0, 0, self.amount)
        brought = (0, self.amount, self.quantity, 0)
        for (account, instrument), gives, takes in zip((*sold, *bought), given, brought, strict=True):
            flow = Flow(account=account, instrument=instrument, receives=takes, delivers=gives)
            yield Touch(POSITIONS, (self.cycle, account, instrument), partial(self._position, position, flow))
        for instrument, quantity in ((self.instrument, self.quantity), (self.cash, self.amount)):
            yield Touch(BALANCES, (self.cycle, instrument), partial(self._balance, instrument, sign * quantity))

    def _position(
        self, change: Callable[[NetPosition, Flow], NetPosition], flow: Flow, before: NetPosition | None
    ) -> NetPosition:
        empty = NetPosition(cycle=self.cycle, account=flow.account, instrument=flow.instrument)
        return change(before or empty, flow)

    def _balance(self, instrument: InstrumentId, quantity: int, before: CycleBalance | None) -> CycleBalance:
        balance = before or CycleBalance(cycle=self.cycle, instrument=instrument)
        return replace(balance, gross=countable(balance.gross + quantity, self.cycle))


class Agreeing(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The account that agrees to a trade as it comes into a cycle."""

    account: AccountId
    partial: bool


class TradeNetted(NettingEvent, Passing, frozen=True):
    """A trade came into a cycle. ``before_…``: those before it, by which the seller delivers and the buyer pays."""

    type: ClassVar[str] = "clearing.trade_netted"
    counted_then: ClassVar[Outcome] = ClearingOutcome.counted_on_the_way
    agreed: tuple[Agreed, ...]
    """who had agreed to it before"""
    agreeing: Agreeing | None
    """who does so now; null: both had, and anybody rolls it"""
    before_units: str | None
    before_cash: str | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        every = self.agreed
        if self.agreeing is not None:
            every = (*every, Agreed(self.agreeing.account, agreed(consents), self.agreeing.partial))
        yield _TRADES.replace(
            self.trade,
            agreed=every,
            status=TradeStatus.netted,
            cycle=self.cycle,
            in_cycle=self.quantity,
            cash_in_cycle=self.amount,
            before_units=self.before_units,
            before_cash=self.before_cash,
        )
        yield _CYCLES.change(self._counted, self.cycle)
        yield from self._nets(partial(self._more, every), 1)

    def writes(self, moment: Moment) -> Iterator[Write]:
        yield Write(LISTED, (self.cycle, self.trade), Listed(trade=self.trade, market=self.cycle.split("/")[0]))

    def permit(self, moment: Moment) -> Consents:
        if self.agreeing is None:
            return ()
        return together(moment, both_sides(moment, self.agreeing.account))

    def passage(self, moment: Moment) -> Passage:
        """Of both instruments, once its cycle is cut."""
        cycle = known(moment, CYCLES, self.cycle)
        return Passage((self.instrument, self.cash), cycle.cut_off, cycle.passes_until(cycle.cut_off))

    def _counted(self, before: Cycle) -> Cycle:
        one = Tally(1, self.amount)
        return replace(before.changed(self.change), entered=before.entered + one, netted=before.netted + one)

    def _more(self, every: Sequence[Agreed], before: NetPosition, flow: Flow) -> NetPosition:
        by = next((one.by for one in every if one.account == flow.account), ())
        return replace(
            before.with_more(flow),
            agreed_by=tuple(dict.fromkeys((*before.agreed_by, *by))),
            last=self.trade if gives(flow, self) else before.last,
        )


class TakenOut(NettingEvent, frozen=True):
    """What the two ways out of a cycle share: it counts so much less, and the positions are recomputed."""

    def _less(self, before: NetPosition, flow: Flow) -> NetPosition:
        return replace(
            before,
            receives=Quantity(before.receives - flow.receives),
            delivers=Quantity(before.delivers - flow.delivers),
            trades=before.trades - self._whole(),
        )

    def _whole(self) -> int:
        """How many trades less: 1, or 0 where a part of it stays."""
        return 1


class TradeWithdrawn(TakenOut, frozen=True):
    """A trade left a cycle before its cut-off, because it is given up."""

    type: ClassVar[str] = "clearing.trade_withdrawn"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        none = Quantity(0)
        yield _TRADES.replace(self.trade, status=TradeStatus.waiting, in_cycle=none, cash_in_cycle=none)
        yield _CYCLES.change(self._counted, self.cycle)
        yield from self._nets(self._less, -1)

    def _counted(self, before: Cycle) -> Cycle:
        one = Tally(1, self.amount)
        cycle = before.changed(self.change)
        return replace(cycle, entered=cycle.entered - one, netted=cycle.netted - one, withdrawn=cycle.withdrawn + 1)


class TradeDropped(TakenOut, frozen=True):
    """A trade failed in a cycle, whole or in part, because an account lacks what it would deliver by it."""

    type: ClassVar[str] = "clearing.trade_dropped"
    market: str
    account: AccountId
    lacking: InstrumentId
    status: TradeStatus
    """of the trade: netted, where a part of it stays"""
    last: str | None
    """the last of the account's trades that is left in the line; what failed in part stays in it"""
    penalty: NaturalMoney
    day: DayNumber

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _TRADES.change(self._failed, self.trade)
        yield _CYCLES.change(self._counted, self.cycle)
        yield from self._nets(self._dropped, -1)
        if self.penalty:
            yield Changes(MEMBERS).change(self._charged, self.market, self.account)

    def _whole(self) -> int:
        return int(self.status is not TradeStatus.netted)

    def _failed(self, before: Trade) -> Trade:
        _, failed = before.penalised_by(self.day, self.amount)
        penalised = {"penalised": self.day, "penalised_for": Quantity(failed)} if self.penalty else {}
        return replace(
            before,
            status=self.status,
            in_cycle=Quantity(before.in_cycle - self.quantity),
            cash_in_cycle=Quantity(before.cash_in_cycle - self.amount),
            recycled=before.recycled + self._whole(),
            **penalised,
        )

    def _counted(self, before: Cycle) -> Cycle:
        cycle = before.changed(self.change)
        out = Tally(1, self.amount)
        penalties = Quantity(cycle.penalties + self.penalty)
        if self.status is TradeStatus.netted:
            netted = cycle.netted - Tally(0, self.amount)
            return replace(cycle, netted=netted, parted=cycle.parted + out, penalties=penalties)
        if self.status is TradeStatus.failed:
            return replace(cycle, netted=cycle.netted - out, failed=cycle.failed + out, penalties=penalties)
        return replace(cycle, netted=cycle.netted - out, recycled=cycle.recycled + out, penalties=penalties)

    def _dropped(self, before: NetPosition, flow: Flow) -> NetPosition:
        less = self._less(before, flow)
        lacks = (flow.account, flow.instrument) == (self.account, self.lacking)
        return replace(less, last=self.last) if lacks else less

    def _charged(self, before: Member) -> Member:
        return replace(before, owed=Quantity(before.owed + self.penalty))


class TradeConcluded(ClearingEvent, frozen=True):
    """The cycle of a trade settled, and so much of the trade in it."""

    type: ClassVar[str] = "clearing.trade_concluded"
    trade: str
    cycle: str
    instrument: InstrumentId
    quantity: NaturalQuantity
    cash: InstrumentId
    amount: NaturalMoney
    status: TradeStatus
    """settled; waiting or failed, where a part did not settle"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def conclude(before: Trade) -> Trade:
            return replace(
                before,
                status=self.status,
                # What did not settle with the rest failed in this cycle, once, however many parts of it were dropped.
                recycled=before.recycled + int(self.status is not TradeStatus.settled),
                settled=Quantity(before.settled + self.quantity),
                paid=Quantity(before.paid + self.amount),
                in_cycle=Quantity(0),
                cash_in_cycle=Quantity(0),
            )

        yield _TRADES.change(conclude, self.trade)


def gives(flow: Flow, event: NettingEvent) -> bool:
    """Whether it is the side of the trade that delivers: the seller's units, or the buyer's cash."""
    sides = ((event.seller, event.instrument), (event.buyer, event.cash))
    return (flow.account, flow.instrument) in sides


EVENTS: tuple[type[EventData], ...] = (
    TradeEntered,
    TradeAgreed,
    TradeCancelled,
    TradeNetted,
    TradeWithdrawn,
    TradeDropped,
    TradeConcluded,
)
