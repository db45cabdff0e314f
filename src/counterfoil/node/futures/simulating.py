# SPDX-License-Identifier: Apache-2.0
"""Clients whose trades come to what was published of each tick, lot for lot. A seed gives the same trades always.

Of a tick of v lots after which d more are open, d are opened on both sides and v − d change hands: one side opens what
the other closes. After which fewer are open, so many are closed on both sides, and the rest change hands.
"""

import random
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from counterfoil.modules.futures.positions import FILLS_MAX, Direction, Offset
from counterfoil.modules.futures.trade_policy import ClosingOrder
from counterfoil.node.futures.ticks import Tick, TickDay
from counterfoil.primitives.errors import InputError

CLIENTS_MIN: Final = 2
BUILT_A_CLIENT: Final = 4
"""Trades per client, about, that build what was open before the day."""
_BEFORE, _TODAY = 0, 1
_Leg = Callable[[int, int], "Iterator[Trade]"]
"""Trades lots of a tick at a price."""


class Trade(NamedTuple):
    """One trade of two clients. The price is in ticks; ``time`` as of its tick."""

    number: int
    time: int
    price: int
    lots: int
    buyer: int
    buys: Offset
    seller: int
    sells: Offset


class Simulation:
    """What clients have open, while they trade."""

    def __init__(self, clients: int, seed: int, closing: ClosingOrder) -> None:
        if clients < CLIENTS_MIN:
            raise InputError(f"{clients} clients", where="--clients", remedy=f"at least {CLIENTS_MIN}")
        self._clients, self._closing = clients, closing
        self._dice = random.Random(seed)  # noqa: S311 - a simulation, repeatable on purpose
        self._open: dict[Direction, list[list[int]]] = {side: [[0, 0] for _ in range(clients)] for side in Direction}
        self._fills = [0] * clients
        self._number = 0

    def lots_of(self, client: int) -> tuple[int, int]:
        """Open on the long and on the short side."""
        return sum(self._open[Direction.bought][client]), sum(self._open[Direction.sold][client])

    def begin(self) -> None:
        """Another trading day: what is open is of days before."""
        self._fills = [0] * self._clients
        for side in self._open.values():
            for lots in side:
                lots[:] = sum(lots), 0

    def build(self, lots: int, price: int) -> Iterator[Trade]:
        """Trades at one price after which so many lots are open."""
        most = max(1, lots * 2 // (self._clients * BUILT_A_CLIENT))
        while lots:
            now = min(lots, self._dice.randint(1, most))
            yield self._opened(0, price, now)
            lots -= now

    def play(self, tick: Tick) -> Iterator[Trade]:
        """The trades of a tick; InputError where they would close what was never opened."""
        both, passed = abs(tick.opened), tick.lots - abs(tick.opened)
        kinds = [(self._opened_in(tick), both), (self._passed_on(tick), passed)]
        if tick.opened < 0:  # while there is something to pass on
            kinds = [(self._passed_on(tick), passed), (self._closed_in(tick), both)]
        prices = [[tick.price + 1, tick.higher], [tick.price, tick.lots - tick.higher]]
        for traded, lots in kinds:
            for level in prices:
                now = min(lots, level[1])
                level[1], lots = level[1] - now, lots - now
                if now:
                    yield from traded(level[0], now)

    def _opened_in(self, tick: Tick) -> _Leg:
        return lambda price, lots: iter((self._opened(tick.time, price, lots),))

    def _opened(self, time: int, price: int, lots: int) -> Trade:
        buyer = self._other(None)
        seller = self._other(buyer)
        self._open[Direction.bought][buyer][_TODAY] += lots
        self._open[Direction.sold][seller][_TODAY] += lots
        return self._trade(time, price, lots, buyer, Offset.opens, seller, Offset.opens)

    def _passed_on(self, tick: Tick) -> _Leg:
        def traded(price: int, lots: int) -> Iterator[Trade]:
            side = self._dice.choice((Direction.bought, Direction.sold))
            while lots:
                closes = self._holder(side, None, tick)
                opens, most = self._other(closes), self._may_close(side, closes)
                now = min(lots, most)
                offset = self._close(side, closes, now)
                self._open[side][opens][_TODAY] += now
                lots -= now
                if side is Direction.bought:
                    yield self._trade(tick.time, price, now, opens, Offset.opens, closes, offset)
                else:
                    yield self._trade(tick.time, price, now, closes, offset, opens, Offset.opens)

        return traded

    def _closed_in(self, tick: Tick) -> _Leg:
        def traded(price: int, lots: int) -> Iterator[Trade]:
            while lots:
                seller = self._holder(Direction.bought, None, tick)
                buyer = self._holder(Direction.sold, seller, tick)
                most = (self._may_close(Direction.bought, seller), self._may_close(Direction.sold, buyer))
                now = min(lots, *most)
                sells, buys = self._close(Direction.bought, seller, now), self._close(Direction.sold, buyer, now)
                lots -= now
                yield self._trade(tick.time, price, now, buyer, buys, seller, sells)

        return traded

    def _trade(self, time: int, price: int, lots: int, buyer: int, buys: Offset, seller: int, sells: Offset) -> Trade:
        self._number += 1
        for client in (buyer, seller):
            self._fills[client] += 1
            if self._fills[client] > FILLS_MAX:
                problem = f"one of {self._clients} clients would have more than {FILLS_MAX} trades on a day"
                raise InputError(problem, where="--clients", remedy="more clients")
        return Trade(self._number, time, price, lots, buyer, buys, seller, sells)

    def _other(self, than: int | None) -> int:
        """Any client but this one."""
        if than is None:
            return self._dice.randrange(self._clients)
        found = self._dice.randrange(self._clients - 1)
        return found + (found >= than)

    def _holder(self, side: Direction, than: int | None, tick: Tick) -> int:
        """A client that has lots of a side; another than this one where there is one."""
        lots, start = self._open[side], self._dice.randrange(self._clients)
        for step in range(self._clients):
            client = (start + step) % self._clients
            if client != than and any(lots[client]):
                return client
        if than is not None and any(lots[than]):
            return than
        problem = f"line {tick.line}: lots are closed, and none is open"
        raise InputError(problem, where="the tick file", remedy="a file whose pre_interest is the lots open before")

    def _may_close(self, side: Direction, client: int) -> int:
        """Lots that one trade of a client closes at most."""
        before, today = self._open[side][client]
        return (before or today) if self._closing is ClosingOrder.stated else before + today

    def _close(self, side: Direction, client: int, lots: int) -> Offset:
        """Of days before first, which is what all exchanges' rules here come to."""
        held = self._open[side][client]
        of_before = min(held[_BEFORE], lots)
        held[_BEFORE] -= of_before
        held[_TODAY] -= lots - of_before
        if self._closing is ClosingOrder.stated:
            return Offset.closes_before if of_before else Offset.closes_today
        return Offset.closes


def day_trades(simulation: Simulation, day: TickDay) -> Iterator[Trade]:
    """The trades of a whole day, tick by tick."""
    simulation.begin()
    for tick in day.ticks:
        yield from simulation.play(tick)
