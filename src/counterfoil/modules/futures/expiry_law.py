# SPDX-License-Identifier: Apache-2.0
"""The law of how a contract ends: its index, its final price, its positions."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import expiry_calls as c
from counterfoil.modules.futures.delivery_events import DeliveryBegun
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod
from counterfoil.modules.futures.expiry import (
    ENDINGS,
    INDEXES,
    Ended,
    Ending,
    EndingStatus,
    Expired,
    ExpiredLine,
    FinalFixed,
    IndexObserved,
)
from counterfoil.modules.futures.floor import ending_of
from counterfoil.modules.futures.maintaining import maintained_by
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, Direction, Position, since_opened
from counterfoil.modules.futures.reckoning import collectable, holding_of, margin_of, share_of
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    House,
    MarginAccount,
    Product,
)
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.securing import secured_by
from counterfoil.modules.futures.settling_law import paid_in
from counterfoil.modules.futures.trading_days import in_session, last_of, schedule_days, spans, window_of
from counterfoil.primitives.types import Quantity, Timestamp


def observe_index(call: c.ObserveIndex, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    require(moment.read(ENDINGS, call.contract) is None, FuturesOutcome.final_price_fixed, call.contract)
    last = last_of(house, contract)
    rules = product.rules_at(house.begins(last))
    window = window_of(spans(house, rules.sessions, last))
    before = moment.read(INDEXES, call.contract)
    times = [Timestamp(0) if before is None else before.latest, *(one.time for one in call.observed)]
    in_order = all(earlier < later for earlier, later in pairwise(times))
    inside = all(in_session(window, time) and time <= moment.time for time in times[1:])
    require(in_order and inside, FuturesOutcome.not_in_the_window, call.contract)
    yield IndexObserved(product=contract.product, contract=call.contract, observed=call.observed)


def fix_final(call: c.FixFinal, moment: Moment) -> Iterable[EventData]:
    """The settlement price of the last trading day is there before, so that nothing of that day changes.

    A price that comes late takes no day from the delivery: its days count from this one.
    """
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    day, last = house.open_day, last_of(house, contract)
    told = f"{call.contract}: {format_day(last)}"
    require(day >= last, FuturesOutcome.not_over_yet, told)
    require(contract.settled == last, FuturesOutcome.price_missing, told)
    computed = call.price is None
    require(computed is not bool(call.reason), FuturesOutcome.price_needs_a_reason, told)
    rules = ending_of(contract, product.rules_at(house.begins(last)))
    if rules is None:
        # Nothing was said up to its last day: rather as is said by now than open for ever.
        rules = product.rules_at(moment.time).ending
    if rules is None:
        raise Refused(FuturesOutcome.no_ending, contract.product)
    yield FinalFixed(
        contract=call.contract,
        product=contract.product,
        house=contract.house,
        cash=contract.cash,
        last=last,
        price=final_price(moment, contract, product, rules) if call.price is None else call.price,
        computed=computed,
        reason=call.reason,
        rules=rules,
        decimals=product.decimals + rules.finer(product.decimals),
        multiplier=product.multiplier // rules.finer_by(product.decimals),
        counts_from=day,
        accrues_to=None if rules.schedule is None else schedule_days(house, day, rules.schedule)[2],
    )


def final_price(moment: Moment, contract: FuturesContract, product: Product, rules: EndingRules) -> int:
    """As the rules compute it, to the last decimal that they say, halves up."""
    worth = rules.finer_by(product.decimals)
    if rules.final is FinalMethod.last_settlement:
        return contract.settlement * worth
    if rules.final is FinalMethod.index_mean:
        index, decimals = known(moment, INDEXES, contract.contract), product.decimals + rules.finer(product.decimals)
        seen = decimals if rules.index_decimals is None else rules.index_decimals
        return half_up(index.total * 10**decimals, index.count * 10**seen)
    published = moment.read(PUBLISHED, contract.contract)
    traded = published is not None and published.day == contract.settled and published.traded.lots > 0
    if published is None or not traded:
        raise Refused(FuturesOutcome.price_not_computed, contract.contract)
    return half_up(published.traded.turnover * worth, published.traded.lots * product.multiplier)


def expire(call: c.Expire, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house, ending = known(moment, HOUSES, account.house), known(moment, ENDINGS, call.contract)
    day = house.open_day
    told = f"{call.account} {call.contract}"
    positions = [_position(moment, account, one) for one in account.positions if named(one)[0] == call.contract]
    if not positions:
        raise Refused(FuturesOutcome.nothing_to_expire, told)
    require(account.settled == day, FuturesOutcome.not_settled_yet, f"{call.account}: {format_day(day)}")
    yield from _closed(moment, account, house, ending, positions)


def end(call: c.End, moment: Moment) -> Iterable[EventData]:
    """What is open is not read: it would show everybody's positions to whoever is shown the ending."""
    ending = known(moment, ENDINGS, call.contract)
    require(ending.status is EndingStatus.expiring, FuturesOutcome.ended_already, call.contract)
    yield Ended(contract=call.contract, day=known(moment, HOUSES, ending.house).open_day)


def _closed(
    moment: Moment, account: MarginAccount, house: House, ending: Ending, positions: list[Position]
) -> Iterable[EventData]:
    settlement = known(moment, FUTURES, ending.contract).settlement
    product = known(moment, PRODUCTS, ending.product)
    lines = tuple(_line(one, settlement, product, ending) for one in positions)
    gained = sum(line.by_date for line in lines)
    lost = max(-gained, 0)
    taken = min(collectable(moment, account), lost)
    there = int(holding_of(moment, account).balance) - taken
    if taken:
        yield paid_in(account.account, account, house, Quantity(taken))
    left = tuple(one for one in account.positions if named(one)[0] != ending.contract)
    net = sum(line.long - line.short for line in lines)
    # At a price of nothing, or below it, there is nothing to be paid for goods: the gain is all that is exchanged.
    goods = ending.rules.mode is EndingMode.in_goods and net and ending.price > 0
    begun = _begun(moment, account, house, ending, net) if goods else None
    margin = margin_of(moment, account, house, left)
    needed = margin + int(account.delivery_margin) + (0 if begun is None else int(begun.margin))
    secured = secured_by(moment, account, house)
    kept = maintained_by(moment, account, house, needed)
    due, owed = int(account.due) + max(gained, 0), int(account.owed) + lost - taken
    yield Expired(
        account=account.account,
        contract=ending.contract,
        house=account.house,
        cash=account.cash,
        day=house.open_day,
        settlement=settlement,
        price=ending.price,
        expired=lines,
        gained=gained,
        held=Quantity(taken),
        due=Quantity(max(gained, 0)),
        owed=Quantity(lost - taken),
        margin=Quantity(margin),
        called=Quantity(secured.called(there + due - owed, needed, kept)),
        listed=len(left),
    )
    if begun is not None:
        yield begun


def _begun(moment: Moment, account: MarginAccount, house: House, ending: Ending, net: int) -> DeliveryBegun:
    """Of what is open on one side more than on the other; both sides of the rest were closed at one price."""
    contract, product = known(moment, FUTURES, ending.contract), known(moment, PRODUCTS, ending.product)
    # What was announced, or follows a locked last day, is for what is delivered too: it counts until a later price.
    rules = rules_of(contract, product, house, house.open_day)
    lots, value = abs(net), abs(ending.price * net) * ending.multiplier
    return DeliveryBegun(
        contract=ending.contract,
        account=account.account,
        house=account.house,
        cash=account.cash,
        side=Direction.bought if net > 0 else Direction.sold,
        lots=lots,
        units=lots // ending.rules.unit if account.delivers else 0,
        price=ending.price,
        margin=Quantity(share_of(value, rules.long_ppm if net > 0 else rules.short_ppm)),
    )


def _line(position: Position, settlement: int, product: Product, ending: Ending) -> ExpiredLine:
    """Every lot was settled at the last settlement price, and gains from there, to a price that may be finer."""
    lots = position.long_lots - position.short_lots
    gained = (ending.price - settlement * ending.rules.finer_by(product.decimals)) * lots * ending.multiplier
    return ExpiredLine(
        hedge=position.hedge,
        long=position.long_lots,
        short=position.short_lots,
        by_date=gained,
        by_trade=since_opened(position, settlement, product.multiplier) + gained,
    )


def _position(moment: Moment, account: MarginAccount, listed: str) -> Position:
    name, hedge = named(listed)
    return known(moment, POSITIONS, account.account, name, hedge)


CALLS: Final[dict[type[Call], Moves]] = {
    c.ObserveIndex: observe_index,
    c.FixFinal: fix_final,
    c.Expire: expire,
    c.End: end,
}
