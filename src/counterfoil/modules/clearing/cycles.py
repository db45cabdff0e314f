# SPDX-License-Identifier: Apache-2.0
"""The law of trades and cycles: netted before the cut-off, collected whole, settled at once, then handed out."""

from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.dated import day_of
from counterfoil.law.detail import from_then
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing import settling as s
from counterfoil.modules.clearing import trading as t
from counterfoil.modules.clearing.netting import (
    BALANCES,
    CYCLES,
    POSITIONS,
    SETTLED,
    TRADES,
    Change,
    Cycle,
    CycleBalance,
    CycleStatus,
    NetPosition,
    Trade,
    TradeStatus,
    counted,
    flows,
)
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import (
    CYCLE_MAX,
    DAYS,
    MARKETS,
    MEMBERS,
    SHARE_MAX,
    Market,
    MarketRules,
    MemberStatus,
    Planned,
)
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity

WALK_MAX: Final = 16
"""Trades of a line that one call looks at, so that evidence can carry it."""


def enter(call: c.Enter, moment: Moment) -> Iterable[EventData]:
    market = known(moment, MARKETS, call.market)
    require(call.seller != call.buyer, ClearingOutcome.traded_with_itself, call.trade)
    require(call.instrument != market.cash, ClearingOutcome.traded_for_itself, call.trade)
    known(moment, INSTRUMENTS, call.instrument)
    bounded = max(call.quantity, call.amount) <= SHARE_MAX
    require(bounded, ClearingOutcome.trade_too_large, call.trade)
    require(call.account in (call.seller, call.buyer), ClearingOutcome.not_a_side, call.account)
    for account in (call.seller, call.buyer):
        _require_member(moment, call.market, account)
    yield t.TradeEntered(
        trade=call.trade,
        market=call.market,
        account=call.account,
        seller=call.seller,
        buyer=call.buyer,
        instrument=call.instrument,
        quantity=call.quantity,
        cash=market.cash,
        amount=call.amount,
        partial=call.partial,
        reference=call.reference,
    )


def agree(call: c.Agree, moment: Moment) -> Iterable[EventData]:
    trade = _trade(moment, call.trade, TradeStatus.proposed)
    require(call.account in (trade.seller, trade.buyer), ClearingOutcome.not_a_side, call.account)
    done = any(one.account == call.account for one in trade.agreed)
    require(not done, ClearingOutcome.agreed_already, call.account)
    _require_member(moment, trade.market, call.account)
    market = known(moment, MARKETS, trade.market)
    cycle = _gathering(moment, market)
    meant = call.cycle is None or (cycle is not None and call.cycle == cycle.cycle)
    require(meant, ClearingOutcome.cut_off_passed, call.cycle or "")
    if cycle is not None:
        yield _netted(moment, trade, cycle.cycle, market, t.Agreeing(call.account, call.partial))
        return
    yield t.TradeAgreed(
        trade=call.trade,
        market=trade.market,
        account=call.account,
        partial=call.partial,
        late_for=market.day,
        day=day_of(moment.time, market.rules_at(moment.time).offset_min),
    )


def roll(call: c.Roll, moment: Moment) -> Iterable[EventData]:
    trade = _trade(moment, call.trade, TradeStatus.waiting)
    if trade.cycle is not None:
        # While its cycle is not final, the lines in which trades fail still run through it.
        before = known(moment, CYCLES, trade.cycle)
        require(before.status in SETTLED, ClearingOutcome.cycle_not_settled, trade.cycle)
    market = known(moment, MARKETS, trade.market)
    cycle = _gathering(moment, market)
    if cycle is None:
        raise Refused(ClearingOutcome.no_cycle_gathers, trade.market)
    yield _netted(moment, trade, cycle.cycle, market)


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    trade = known(moment, TRADES, call.trade)
    if trade.status is TradeStatus.netted:
        cycle = known(moment, CYCLES, trade.cycle or "")
        require(moment.time < cycle.cut_off, ClearingOutcome.trade_cut, call.trade)
        yield t.TradeWithdrawn(**_taken(moment, trade, cycle, trade.in_cycle, trade.cash_in_cycle))
    else:
        before = (TradeStatus.proposed, TradeStatus.waiting)
        require(trade.status in before, ClearingOutcome.trade_not_open, call.trade)
    yield t.TradeCancelled(trade=call.trade)


def cut(call: c.Cut, moment: Moment) -> Iterable[EventData]:
    cycle = known(moment, CYCLES, call.cycle)
    require(cycle.status is CycleStatus.gathering, ClearingOutcome.cut_already, call.cycle)
    require(
        moment.time >= cycle.cut_off, ClearingOutcome.before_cut_off, from_then(call.cycle, cycle.cut_off, moment.time)
    )
    day = known(moment, DAYS, cycle.market, str(cycle.day))
    last = day.cycles[-1].cycle == call.cycle
    yield s.CycleCut(cycle=call.cycle, market=cycle.market, day=cycle.day, last=last, netted=cycle.netted)


def collect(call: c.Collect, moment: Moment) -> Iterable[EventData]:
    cycle, position = _collecting(moment, call.cycle, call.account, call.instrument)
    require(call.net == position.net, ClearingOutcome.net_not_gross, f"{call.net}, and it is {position.net}")
    require(position.rest < 0, ClearingOutcome.nothing_owed, call.account)
    owed, path = Quantity(-position.rest), CYCLES.path(call.cycle)
    yield Transferred(
        sender=call.account,
        receiver=cycle.account,
        instrument=call.instrument,
        quantity=owed,
        giving=POSITIONS.path(call.cycle, call.account, call.instrument),
        taking=path,
        cause=path,
    )
    balance = known(moment, BALANCES, call.cycle, call.instrument)
    even = balance.collected == balance.handed_out
    yield s.Collected(
        cycle=call.cycle,
        account=call.account,
        instrument=call.instrument,
        quantity=owed,
        change=Change(positions_owing=-1, uneven=int(even)),
    )


def drop(call: c.Drop, moment: Moment) -> Iterable[EventData]:
    cycle, position = _collecting(moment, call.cycle, call.account, call.instrument)
    require(position.rest < 0, ClearingOutcome.nothing_owed, call.account)
    require(
        moment.time >= cycle.collect_by,
        ClearingOutcome.still_collected,
        from_then(call.cycle, cycle.collect_by, moment.time),
    )
    owed, free = -position.rest, free_of(moment, call.account, call.instrument)
    require(cycle.may_fail(owed, free, moment.time), ClearingOutcome.units_at_hand, f"{free} of {owed}")
    found, last = _last_of(moment, position)
    if found is None:
        yield s.LineShortened(cycle=call.cycle, account=call.account, instrument=call.instrument, last=last)
        return
    yield _dropped(moment, cycle, found, call, owed, free)


def settle(call: c.Settle, moment: Moment) -> Iterable[EventData]:
    cycle = known(moment, CYCLES, call.cycle)
    require(cycle.status is not CycleStatus.gathering, ClearingOutcome.cycle_not_cut, call.cycle)
    require(cycle.status not in SETTLED, ClearingOutcome.cycle_settled, call.cycle)
    require(cycle.positions_owing == 0, ClearingOutcome.still_owing, f"{cycle.positions_owing} positions")
    status = CycleStatus.settled if cycle.positions_due else CycleStatus.complete
    yield s.CycleSettled(cycle=call.cycle, status=status, netted=cycle.netted)


def hand_out(call: c.HandOut, moment: Moment) -> Iterable[EventData]:
    cycle = known(moment, CYCLES, call.cycle)
    require(cycle.status in SETTLED, ClearingOutcome.cycle_not_settled, call.cycle)
    position = known(moment, POSITIONS, call.cycle, call.account, call.instrument)
    require(call.net == position.net, ClearingOutcome.net_not_gross, f"{call.net}, and it is {position.net}")
    require(position.rest > 0, ClearingOutcome.nothing_due, call.account)
    due, path = Quantity(position.rest), CYCLES.path(call.cycle)
    yield Transferred(
        sender=cycle.account,
        receiver=call.account,
        instrument=call.instrument,
        quantity=due,
        giving=path,
        taking=POSITIONS.path(call.cycle, call.account, call.instrument),
        cause=path,
    )
    balance = known(moment, BALANCES, call.cycle, call.instrument)
    even = balance.collected == balance.handed_out + due
    yield s.HandedOut(
        cycle=call.cycle,
        account=call.account,
        instrument=call.instrument,
        quantity=due,
        change=Change(positions_due=-1, uneven=-int(even)),
        status=CycleStatus.complete if cycle.positions_due == 1 else CycleStatus.settled,
    )


def conclude(call: c.Conclude, moment: Moment) -> Iterable[EventData]:
    trade = _trade(moment, call.trade, TradeStatus.netted)
    cycle = known(moment, CYCLES, trade.cycle or "")
    require(cycle.status in SETTLED, ClearingOutcome.cycle_not_settled, cycle.cycle)
    whole = trade.settled + trade.in_cycle == trade.quantity
    yield t.TradeConcluded(
        trade=call.trade,
        cycle=cycle.cycle,
        instrument=trade.instrument,
        quantity=trade.in_cycle,
        cash=trade.cash,
        amount=trade.cash_in_cycle,
        status=TradeStatus.settled if whole else _again(cycle.rules, trade.recycled + 1),
    )


def _trade(moment: Moment, trade: str, status: TradeStatus) -> Trade:
    record = known(moment, TRADES, trade)
    require(record.status is status, ClearingOutcome.trade_not_open, f"{trade} is {record.status}")
    return record


def _require_member(moment: Moment, market: str, account: AccountId) -> None:
    member = known(moment, MEMBERS, market, account)
    require(member.status is MemberStatus.joined, ClearingOutcome.member_left, account)


def _gathering(moment: Moment, market: Market) -> Planned | None:
    """The cycle that takes trades in at the block's time, whatever clock the submitter goes by; None: none does."""
    return None if market.day is None else known(moment, DAYS, market.market, str(market.day)).gathering(moment.time)


def _collecting(moment: Moment, cycle: str, account: AccountId, instrument: InstrumentId) -> tuple[Cycle, NetPosition]:
    found = known(moment, CYCLES, cycle)
    require(found.status is not CycleStatus.gathering, ClearingOutcome.cycle_not_cut, cycle)
    require(found.status not in SETTLED, ClearingOutcome.cycle_settled, cycle)
    return found, known(moment, POSITIONS, cycle, account, instrument)


def _position(moment: Moment, cycle: str, account: AccountId, instrument: InstrumentId) -> NetPosition | None:
    return moment.read(POSITIONS, cycle, account, instrument)


def _change(moment: Moment, trade: Trade, cycle: str, cash: InstrumentId, units: int, amount: int) -> Change:
    """What the cycle counts, once so much of a trade came into it, or (below zero) went out."""
    legs = flows(trade, cash, units, amount)
    before = [_position(moment, cycle, one.account, one.instrument) for one in legs]
    rests = [0 if one is None else one.rest for one in before]
    after = [rest + one.receives - one.delivers for rest, one in zip(rests, legs, strict=True)]
    sums: list[CycleBalance | None] = [moment.read(BALANCES, cycle, one) for one in (trade.instrument, cash)]
    return replace(counted(rests, after), positions=before.count(None), instruments=sums.count(None))


def _netted(
    moment: Moment, trade: Trade, cycle: str, market: Market, agreeing: t.Agreeing | None = None
) -> t.TradeNetted:
    """What of a trade has not settled comes into a cycle; ``agreeing``: the account that agrees to it just now."""
    units, amount = Quantity(trade.quantity - trade.settled), Quantity(trade.amount - trade.paid)
    sells = _position(moment, cycle, trade.seller, trade.instrument)
    pays = _position(moment, cycle, trade.buyer, market.cash)
    return t.TradeNetted(
        trade=trade.trade,
        cycle=cycle,
        seller=trade.seller,
        buyer=trade.buyer,
        instrument=trade.instrument,
        quantity=units,
        cash=market.cash,
        amount=amount,
        change=_change(moment, trade, cycle, market.cash, units, amount),
        agreeing=agreeing,
        agreed=trade.agreed,
        before_units=None if sells is None else sells.last,
        before_cash=None if pays is None else pays.last,
    )


def _taken(moment: Moment, trade: Trade, cycle: Cycle, units: int, amount: int) -> dict[str, Any]:
    """The fields of an event by which so much of a trade goes out of a cycle."""
    return {
        "trade": trade.trade,
        "cycle": cycle.cycle,
        "seller": trade.seller,
        "buyer": trade.buyer,
        "instrument": trade.instrument,
        "quantity": units,
        "cash": cycle.cash,
        "amount": amount,
        "change": _change(moment, trade, cycle.cycle, cycle.cash, -units, -amount),
    }


def _last_of(moment: Moment, position: NetPosition) -> tuple[Trade | None, str | None]:
    """The last trade of a position's line that is still in the cycle, or None, and where the line then ends."""
    last = position.last
    for _ in range(WALK_MAX):
        if last is None:
            break
        trade = known(moment, TRADES, last)
        if trade.cycle == position.cycle and trade.status is TradeStatus.netted:
            return trade, trade.before(position.instrument)
        last = trade.before(position.instrument)
    return None, last


def _dropped(moment: Moment, cycle: Cycle, trade: Trade, call: c.Drop, owed: int, free: int) -> t.TradeDropped:
    """The trade fails as far as it must; what both sides let stay, stays. Who has all that it owes pays nothing."""
    lacks = free < owed
    units, amount = trade.kept(call.instrument, owed - free if lacks else owed)
    rules = cycle.rules
    out = int(trade.cash_in_cycle) - amount
    again = TradeStatus.netted if units else _again(rules, trade.recycled + 1)
    penalty = _penalty(moment, cycle, trade, call, out) if lacks else Quantity(0)
    return t.TradeDropped(
        **_taken(moment, trade, cycle, trade.in_cycle - units, out),
        market=cycle.market,
        account=call.account,
        lacking=call.instrument,
        status=again,
        last=trade.trade if units else trade.before(call.instrument),
        penalty=penalty,
        day=cycle.day,
    )


def _penalty(moment: Moment, cycle: Cycle, trade: Trade, call: c.Drop, out: int) -> Quantity:
    """For so much more of a price than was paid for that day; never more than can be counted, so that no drop fails."""
    before, failed = trade.penalised_by(cycle.day, out)
    if failed == before:
        return Quantity(0)
    lacks_cash = call.instrument == cycle.cash
    already = cycle.rules.penalty(before, cash=lacks_cash) if before else 0
    due = cycle.rules.penalty(failed, cash=lacks_cash) - already
    if due == 0:
        return Quantity(0)
    member = known(moment, MEMBERS, cycle.market, call.account)
    return Quantity(min(due, CYCLE_MAX - cycle.penalties, member.chargeable))


def _again(rules: MarketRules, recycled: int) -> TradeStatus:
    """What becomes of a trade that failed so often."""
    return TradeStatus.waiting if recycled <= rules.recycles else TradeStatus.failed
