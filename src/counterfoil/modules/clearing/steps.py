# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for a market: its trades, its cycles, its day; and what an account nets to, in words."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import CYCLES, SETTLED, Cycle, CycleStatus, NetPosition
from counterfoil.modules.clearing.queries import cycles_of, debtors, to_collect, to_conclude, to_hand_out, waiting
from counterfoil.modules.clearing.records import DAYS, MARKETS, Market
from counterfoil.modules.clearing.words import DUE, EVEN, OWES
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives.types import Timestamp


def stands(position: NetPosition, now: Now) -> Words | None:
    """What the account nets to, and what of it is still to move."""
    words = DUE if position.net > 0 else OWES if position.net < 0 else EVEN
    net, rest = (now.in_units(abs(number), position.instrument) for number in (position.net, position.rest))
    return words.fill(net=net, rest=rest, when=now.when)


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """Market by market: what its open day asks for, and trades that wait for a cycle that takes them in."""
    for _, market in view.rows(MARKETS):
        yield from _of_day(view, market, time)
        if _gathers(view, market, time):
            for trade in waiting(view, market.market):
                before = None if trade.cycle is None else view.read(CYCLES, trade.cycle)
                if before is None or before.status in SETTLED:
                    yield c.Roll(trade=trade.trade)


def lasts(view: View, time: Timestamp) -> Iterator[Call]:
    """What was not collected in its time fails, in its turn; then penalties, out of what is left."""
    for _, market in view.rows(MARKETS):
        cycles = [] if market.day is None else cycles_of(view, market.market, market.day)
        owing = [(cycle, one) for cycle in cycles if time >= cycle.collect_by for one in to_collect(view, cycle.cycle)]
        for cycle, one in sorted(owing, key=lambda each: each[0].turn(each[1].account, each[1].instrument)):
            yield c.Drop(cycle=cycle.cycle, account=one.account, instrument=one.instrument)
        for member in debtors(view, market.market):
            cash = view.read(HOLDINGS, member.account, market.cash)
            if cash is not None and cash.free:
                yield c.PayPenalty(market=market.market, account=member.account)


def _gathers(view: View, market: Market, time: Timestamp) -> bool:
    day = None if market.day is None else view.read(DAYS, market.market, str(market.day))
    return day is not None and day.gathering(time) is not None


def _of_day(view: View, market: Market, time: Timestamp) -> Iterator[Call]:
    """The day is closed last: then nothing of it is left to do."""
    if market.day is None:
        return
    cycles = cycles_of(view, market.market, market.day)
    for cycle in cycles:
        yield from _of_cycle(view, cycle, time)
    for trade in to_conclude(view, market.market, market.day):
        yield c.Conclude(trade=trade.trade)
    if all(cycle.status is CycleStatus.complete for cycle in cycles):
        yield c.CloseDay(market=market.market)


def _of_cycle(view: View, cycle: Cycle, time: Timestamp) -> Iterator[Call]:
    """It is cut; what is owed is collected; it settles; what is due is handed out."""
    if cycle.status is CycleStatus.gathering and time >= cycle.cut_off:
        yield c.Cut(cycle=cycle.cycle)
    owing = to_collect(view, cycle.cycle)
    for one in owing:
        yield c.Collect(cycle=cycle.cycle, account=one.account, instrument=one.instrument, net=one.net)
    if cycle.status is CycleStatus.collecting and not owing:
        yield c.Settle(cycle=cycle.cycle)
    for one in to_hand_out(view, cycle.cycle):
        yield c.HandOut(cycle=cycle.cycle, account=one.account, instrument=one.instrument, net=one.net)
