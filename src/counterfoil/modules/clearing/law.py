# SPDX-License-Identifier: Apache-2.0
"""The law of clearing: which events each call causes. What trades and cycles do stands in ``cycles``."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.dated import begins, day_of
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import bare_hash
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing import cycles, events, settling, trading
from counterfoil.modules.clearing.netting import BALANCES, CYCLES, LISTED, POSITIONS, SETTLED, TRADES, Cycle
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import (
    CLEARING_ACCOUNTS,
    DAYS,
    MARKETS,
    MEMBERS,
    Certificate,
    CycleResult,
    Day,
    Market,
    MarketRules,
    MemberStatus,
    Planned,
    Tally,
)
from counterfoil.modules.clearing.words import WORDS
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import DayNumber, HexHash, Quantity, Timestamp

CLEARING: Final = "clearing"
"""The feature that lets markets be cleared."""


def open_market(call: c.OpenMarket, moment: Moment) -> Iterable[EventData]:
    require(call.account != call.penalties, ClearingOutcome.penalties_apart, call.account)
    cash = known(moment, INSTRUMENTS, call.cash)
    require(cash.kind is InstrumentKind.cash, ClearingOutcome.netted_in_cash, call.cash)
    yield events.MarketOpened(
        market=call.market,
        house=call.house,
        cash=call.cash,
        account=call.account,
        penalties=call.penalties,
        rules=_rules(call, moment.time),
    )


def set_rules(call: c.SetRules, moment: Moment) -> Iterable[EventData]:
    known(moment, MARKETS, call.market)
    since = begins(call.since, moment.time, ClearingOutcome.market_rules_backdated, call.market)
    yield events.RulesChanged(market=call.market, rules=_rules(call, since))


def join(call: c.Join, moment: Moment) -> Iterable[EventData]:
    market = known(moment, MARKETS, call.market)
    yield events.Joined(market=call.market, account=call.account, cash=market.cash)


def leave(call: c.Leave, moment: Moment) -> Iterable[EventData]:
    member = known(moment, MEMBERS, call.market, call.account)
    require(member.status is MemberStatus.joined, ClearingOutcome.member_left, call.account)
    yield events.Left(market=call.market, account=call.account)


def pay_penalty(call: c.PayPenalty, moment: Moment) -> Iterable[EventData]:
    member = known(moment, MEMBERS, call.market, call.account)
    require(member.owed > 0, ClearingOutcome.no_penalty_owed, call.account)
    market = known(moment, MARKETS, call.market)
    amount = min(int(member.owed), free_of(moment, call.account, market.cash))
    require(amount > 0, HoldingsOutcome.insufficient_free_quantity, f"{call.account} {market.cash}")
    path = MEMBERS.path(call.market, call.account)
    yield Transferred(
        sender=call.account,
        receiver=market.penalties,
        instrument=market.cash,
        quantity=Quantity(amount),
        giving=path,
        taking=MARKETS.path(call.market),
        cause=path,
    )
    yield events.PenaltyPaid(market=call.market, account=call.account, cash=market.cash, amount=Quantity(amount))


def open_day(call: c.OpenDay, moment: Moment) -> Iterable[EventData]:
    market = known(moment, MARKETS, call.market)
    require(market.day is None, ClearingOutcome.business_day_open, f"{market.day}")
    rules = market.rules_at(moment.time)
    day = day_of(moment.time, rules.offset_min)
    planned = tuple(_planned(call.market, day, rules, moment.time))
    require(bool(planned), ClearingOutcome.last_cut_off_passed, call.market)
    yield events.DayOpened(
        market=call.market,
        day=day,
        cycles=planned,
        house=market.house,
        cash=market.cash,
        account=market.account,
        agreed_by=market.agreed_by,
        rules=rules,
    )


def close_day(call: c.CloseDay, moment: Moment) -> Iterable[EventData]:
    market = known(moment, MARKETS, call.market)
    if market.day is None:
        raise Refused(ClearingOutcome.no_business_day_open, call.market)
    day = known(moment, DAYS, call.market, str(market.day))
    found = [known(moment, CYCLES, one.cycle) for one in day.cycles]
    for cycle in found:
        require(cycle.status in SETTLED, ClearingOutcome.cycle_unfinished, cycle.cycle)
    certificate = _certificate(market, day, found)
    yield events.DayClosed(market=call.market, day=market.day, certificate=certificate, hash=_hash(certificate))


def _rules(call: c.OpenMarket | c.SetRules, since: Timestamp) -> MarketRules:
    """The rules that a call states, which must be in order."""
    ascending = all(before < after for before, after in zip(call.cut_offs, call.cut_offs[1:], strict=False))
    require(ascending, ClearingOutcome.cut_offs_unordered, call.market)
    require(call.collect_within < call.finish_within, ClearingOutcome.times_unordered, call.market)
    return MarketRules(
        since=since,
        offset_min=call.offset_min,
        cut_offs=call.cut_offs,
        collect_within=call.collect_within,
        finish_within=call.finish_within,
        cash_bp=call.cash_bp,
        securities_bp=call.securities_bp,
        minimum=call.minimum,
        recycles=call.recycles,
    )


def _planned(market: str, day: DayNumber, rules: MarketRules, now: Timestamp) -> Iterable[Planned]:
    """The day's cycles that are still ahead; each keeps its number."""
    for number, cut_off in enumerate(rules.times(day), 1):
        if cut_off > now:
            yield Planned(
                cycle=f"{market}/{day}/{number}",
                cut_off=cut_off,
                collect_by=Timestamp(cut_off + rules.collect_within),
                finish_by=Timestamp(cut_off + rules.finish_within),
            )


def _certificate(market: Market, day: Day, found: list[Cycle]) -> Certificate:
    """What the day's cycles come to, together."""
    results = tuple(_result(cycle) for cycle in found)
    return Certificate(
        cycles=results,
        rolled=day.rolled,
        entered=sum((one.entered for one in results), Tally()),
        settled=sum((one.settled for one in results), Tally()),
        recycled=sum((one.recycled for one in results), Tally()),
        failed=sum((one.failed for one in results), Tally()),
        withdrawn=sum(one.withdrawn for one in results),
        parted=sum((one.parted for one in results), Tally()),
        penalties=Quantity(sum(one.penalties for one in results)),
        adds_up=all(one.adds_up for one in results),
        previous=market.certified,
    )


def _result(cycle: Cycle) -> CycleResult:
    return CycleResult(
        cycle=cycle.cycle,
        entered=cycle.entered,
        settled=cycle.netted,
        recycled=cycle.recycled,
        failed=cycle.failed,
        withdrawn=cycle.withdrawn,
        parted=cycle.parted,
        penalties=cycle.penalties,
        instruments=cycle.instruments,
        uneven=cycle.uneven,
        cycle_hash=bare_hash(cycle),
    )


def _hash(certificate: Certificate) -> HexHash:
    return to_hex(digest(canonical.encode_trusted(certificate)))


LAW: Final = Law(
    noun="clearing",
    calls=under(
        CLEARING,
        {
            c.OpenMarket: open_market,
            c.SetRules: set_rules,
            c.Join: join,
            c.Leave: leave,
            c.OpenDay: open_day,
            c.CloseDay: close_day,
            c.Enter: cycles.enter,
            c.Agree: cycles.agree,
            c.Roll: cycles.roll,
            c.Cancel: cycles.cancel,
            c.Cut: cycles.cut,
            c.Collect: cycles.collect,
            c.Drop: cycles.drop,
            c.Settle: cycles.settle,
            c.HandOut: cycles.hand_out,
            c.Conclude: cycles.conclude,
            c.PayPenalty: pay_penalty,
        },
    ),
    events=(*events.EVENTS, *trading.EVENTS, *settling.EVENTS),
    tables=(MARKETS, CLEARING_ACCOUNTS, MEMBERS, DAYS, TRADES, CYCLES, POSITIONS, BALANCES, LISTED),
    outcomes=ClearingOutcome,
    words=WORDS,
)
