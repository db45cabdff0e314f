# SPDX-License-Identifier: Apache-2.0
"""The law of margin within a day. What an account lacks is reckoned as its settlement would be: see ``standing``."""

from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import intraday_calls as c
from counterfoil.modules.futures.floor import open_day, settlement_price
from counterfoil.modules.futures.intraday import AnsweredToday, MarginCalled, PriceMarked
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import PUBLISHED
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS
from counterfoil.modules.futures.rounding import beside_tick
from counterfoil.modules.futures.standing import now_of
from counterfoil.modules.futures.statement_parts import CalledPart, in_parts
from counterfoil.modules.futures.trade_policy import SettlementMethod
from counterfoil.primitives.types import Quantity


def mark_price(call: c.MarkPrice, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    day = open_day(house, contract)
    told = f"{call.contract}: {format_day(day)}"
    computed = call.price is None
    require(computed is not bool(call.reason), FuturesOutcome.price_needs_a_reason, told)
    rules, price = product.rules_at(house.begins(day)), call.price
    if price is None:
        so_far = replace(rules, method=SettlementMethod.whole_day)
        price = settlement_price(moment.read(PUBLISHED, call.contract), day, product, so_far)
    require(not price % rules.tick, FuturesOutcome.off_tick, beside_tick(call.contract, price, rules.tick))
    require(contract.option is None or price >= 0, OptionOutcome.premium_negative, told)
    yield PriceMarked(
        house=contract.house,
        contract=call.contract,
        cash=contract.cash,
        day=day,
        price=price,
        computed=computed,
        reason=call.reason,
        time=moment.time,
    )


def call_margin(call: c.CallMargin, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house = known(moment, HOUSES, account.house)
    day = house.open_day
    require(account.settled != day, FuturesOutcome.account_settled, f"{call.account}: {format_day(day)}")
    # Whoever has nothing open is not settled, and a call ends with that.
    require(bool(account.positions), FuturesOutcome.nothing_to_settle, call.account)
    require(call.until > moment.time, IntradayOutcome.call_until_passed, format_time(call.until))
    now = now_of(moment, account, house)
    require(now.called > 0, IntradayOutcome.nothing_lacks, f"{call.account}: {now.balance} for {now.maintenance}")
    told = in_parts(now.reckoned.lines)
    about: dict[str, Any] = {"house": account.house, "account": call.account, "cash": account.cash, "day": day}
    for number, lines in enumerate(told.before, 1):
        yield CalledPart(**about, number=number, lines=lines)
    yield MarginCalled(
        **about,
        time=moment.time,
        until=call.until,
        reason=call.reason,
        parts=len(told.before),
        lines=told.last,
        before=account.balance,
        deposited=now.deposited,
        withdrawn=account.withdrawn,
        variation=now.variation,
        fees=Quantity(now.fees),
        balance=now.balance,
        margin=Quantity(now.reckoned.margin),
        delivery_margin=account.delivery_margin,
        mortgage=Quantity(now.secured.counted(now.balance)),
        maintenance=Quantity(now.maintenance),
        called=Quantity(now.called),
    )


def answer_today(call: c.AnswerToday, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    called = account.intraday
    if called is None or called.answered:
        raise Refused(IntradayOutcome.no_call_today, call.account)
    now = now_of(moment, account, known(moment, HOUSES, account.house))
    require(not now.lacks, FuturesOutcome.still_called, f"{call.account}: {now.lacks}")
    yield AnsweredToday(account=call.account, cash=account.cash, day=called.day, called=called.amount)


CALLS: Final[dict[type[Call], Moves]] = {
    c.MarkPrice: mark_price,
    c.CallMargin: call_margin,
    c.AnswerToday: answer_today,
}
