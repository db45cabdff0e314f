# SPDX-License-Identifier: Apache-2.0
"""What is always true of netting: nets are the sums of their trades, what moved adds up, counts are right."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from counterfoil.law.module import View
from counterfoil.modules.clearing.netting import (
    BALANCES,
    CYCLES,
    LISTED,
    POSITIONS,
    SETTLED,
    TRADES,
    Cycle,
    CycleBalance,
    CycleStatus,
    NetPosition,
    TradeStatus,
    flows,
)
from counterfoil.modules.clearing.records import CLEARING_ACCOUNTS, DAYS, MARKETS, Day, DayStatus, Market
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives.types import AccountId, InstrumentId

Key = tuple[str, str, str]


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    cycles = {one.cycle: one for _, one in view.rows(CYCLES)}
    positions: defaultdict[str, list[NetPosition]] = defaultdict(list)
    for _, position in view.rows(POSITIONS):
        positions[position.cycle].append(position)
    balances: defaultdict[str, list[CycleBalance]] = defaultdict(list)
    for _, balance in view.rows(BALANCES):
        balances[balance.cycle].append(balance)
    yield from _gross(view, cycles, positions)
    for name, cycle in cycles.items():
        yield from _of_balances(balances[name], positions[name])
        path = CYCLES.path(name)
        yield from (f"{path}: {problem}" for problem in _of_cycle(cycle, positions[name], balances[name]))
    yield from _kept(view, cycles, balances)
    for path, market in view.rows(MARKETS):
        yield from (f"{path}: {problem}" for problem in _of_market(view, market))
    for path, day in view.rows(DAYS):
        yield from (f"{path}: {problem}" for problem in _of_day(view, day))


def _gross(view: View, cycles: dict[str, Cycle], positions: Mapping[str, list[NetPosition]]) -> Iterator[str]:
    """Until a cycle settles, what its positions are brought and give is the sum of the trades that are in it."""
    brought: Counter[Key] = Counter()
    given: Counter[Key] = Counter()
    for _, trade in view.rows(TRADES):
        cycle = cycles.get(trade.cycle or "")
        if trade.status is TradeStatus.netted and cycle is not None:
            if view.read(LISTED, cycle.cycle, trade.trade) is None:
                yield f"{TRADES.path(trade.trade)}: is not listed in cycle {cycle.cycle}"
            for flow in flows(trade, cycle.cash, trade.in_cycle, trade.cash_in_cycle):
                brought[cycle.cycle, flow.account, flow.instrument] += flow.receives
                given[cycle.cycle, flow.account, flow.instrument] += flow.delivers
    unsettled = [one for name, own in positions.items() if cycles[name].status not in SETTLED for one in own]
    for one in unsettled:
        key = (one.cycle, one.account, one.instrument)
        if (one.receives, one.delivers) != (brought[key], given[key]):
            yield f"{POSITIONS.path(*key)}: {one.receives} brought and {one.delivers} given are not its trades' sums"


def _of_balances(balances: list[CycleBalance], positions: list[NetPosition]) -> Iterator[str]:
    """Of each instrument of one cycle, whose positions these are."""
    of_instrument: defaultdict[str, list[NetPosition]] = defaultdict(list)
    for one in positions:
        of_instrument[one.instrument].append(one)
    for balance in balances:
        path = BALANCES.path(balance.cycle, balance.instrument)
        yield from (f"{path}: {problem}" for problem in _of_balance(balance, of_instrument[balance.instrument]))


def _of_balance(balance: CycleBalance, own: list[NetPosition]) -> Iterator[str]:
    sums = (sum(one.receives for one in own), sum(one.delivers for one in own))
    if sums != (balance.gross, balance.gross):
        yield f"{balance.gross} gross, and {sums[0]} brought, {sums[1]} given: the nets do not sum up to nothing"
    moved = (sum(one.collected for one in own), sum(one.handed_out for one in own))
    if moved != (balance.collected, balance.handed_out):
        yield f"{moved[0]} collected and {moved[1]} handed out are not what its positions say"
    if balance.handed_out > balance.collected:
        yield f"{balance.handed_out} handed out of {balance.collected} collected"


def _of_cycle(cycle: Cycle, own: list[NetPosition], balances: list[CycleBalance]) -> Iterator[str]:
    uneven = sum(one.collected != one.handed_out for one in balances)
    counts = (
        len(own),
        sum(one.rest < 0 for one in own),
        sum(one.rest > 0 for one in own),
        len(balances),
        uneven,
    )
    said = (cycle.positions, cycle.positions_owing, cycle.positions_due, cycle.instruments, cycle.uneven)
    if said != counts:
        yield f"counts {said} of positions, owing, due, instruments, uneven: they are {counts}"
    if cycle.status in SETTLED and cycle.positions_owing:
        yield f"settled with {cycle.positions_owing} owing"
    if (cycle.status is CycleStatus.complete) != (cycle.status in SETTLED and cycle.positions_due == 0):
        yield f"{cycle.status} with something due to {cycle.positions_due}"
    out = cycle.netted + cycle.recycled + cycle.failed
    if (out.trades, out.amount + cycle.parted.amount) != (cycle.entered.trades, cycle.entered.amount):
        yield "what entered is not what settled, was recycled and failed"


def _kept(view: View, cycles: dict[str, Cycle], balances: Mapping[str, list[CycleBalance]]) -> Iterator[str]:
    """What was collected and is not handed out is in the clearing account."""
    kept: Counter[tuple[AccountId, InstrumentId]] = Counter()
    for name, cycle in cycles.items():
        for balance in balances[name]:
            kept[cycle.account, balance.instrument] += balance.collected - balance.handed_out
    for (account, instrument), quantity in sorted(kept.items()):
        holding = view.read(HOLDINGS, account, instrument)
        if quantity > (0 if holding is None else holding.free):
            yield f"clearing account {account} has less of {instrument} than the {quantity} that it keeps for cycles"


def _of_market(view: View, market: Market) -> Iterator[str]:
    account = view.read(CLEARING_ACCOUNTS, market.account)
    if account is None or account.market != market.market:
        yield f"{market.account} is not its clearing account"
    times = [one.since for one in market.rules]
    if not times or times != sorted(set(times)):
        yield "has no rules, or rules that are out of order"
    day = None if market.day is None else view.read(DAYS, market.market, str(market.day))
    if market.day is not None and (day is None or day.status is DayStatus.certified):
        yield f"day {market.day} is not open"


def _of_day(view: View, day: Day) -> Iterator[str]:
    closed = day.status is DayStatus.certified
    if closed != (day.certificate is not None) or closed != (day.hash is not None):
        yield f"{day.status}, and its certificate is {day.hash}"
    if day.certificate is not None and not day.certificate.adds_up:
        yield "its certificate does not add up"
    for one in day.cycles:
        cycle = view.read(CYCLES, one.cycle)
        if cycle is None:
            yield f"cycle {one.cycle} is missing"
        elif closed and cycle.status not in SETTLED:
            yield f"closed, and cycle {one.cycle} is {cycle.status}"
