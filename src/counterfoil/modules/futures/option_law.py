# SPDX-License-Identifier: Apache-2.0
"""The law of options: series, what holders say of them, and what exercise and assignment do to an account."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import option_calls as c
from counterfoil.modules.futures import option_events as o
from counterfoil.modules.futures.events import ContractListed
from counterfoil.modules.futures.floor import open_day
from counterfoil.modules.futures.made_fills import unused
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.option_records import (
    DRAWS,
    INSTRUCTIONS,
    LEVELS,
    Draw,
    beneath,
    exercised_of,
    is_assigned,
)
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight, OptionTerms
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill, Offset, Position, Terms
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    HedgeFlag,
    House,
    MarginAccount,
    Product,
)
from counterfoil.modules.futures.reduction_records import require_not_reducing
from counterfoil.modules.futures.rounding import beside_tick
from counterfoil.modules.futures.trade_policy import ClosingOrder, TradeKind
from counterfoil.modules.futures.trading_days import announced_day, ends_by, is_trading_day, last_of
from counterfoil.primitives.types import AccountId, DayNumber


def open_level(call: c.OpenLevel, _moment: Moment) -> Iterable[EventData]:
    yield o.LevelOpened(level=call.level, house=call.house, title=call.title, decimals=call.decimals, price=call.price)


def fix_level(call: c.FixLevel, moment: Moment) -> Iterable[EventData]:
    level = known(moment, LEVELS, call.level)
    day = announced_day(known(moment, HOUSES, level.house), moment.time)
    # A slip is put right by who says where the right one stands, while nothing was made of it (a limit).
    previous = level.previous if level.day == day else level.price
    yield o.LevelFixed(
        house=level.house, level=call.level, day=day, price=call.price, previous=previous, source=call.source
    )


def list_option(call: c.ListOption, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    house, rules = known(moment, HOUSES, product.house), product.rules_at(moment.time)
    if rules.option is None:
        raise Refused(OptionOutcome.another_kind_of_contract, call.product)
    terms = OptionTerms(
        right=call.right,
        strike=call.strike,
        underlying=call.underlying,
        style=rules.option.style,
        in_cash=rules.option.in_cash,
    )
    require(call.first <= call.last, FuturesOutcome.days_unordered, call.contract)
    for day in (call.first, call.last):
        require(is_trading_day(house, day), FuturesOutcome.not_a_trading_day, format_day(day))
    require(_fits(moment, product, terms, call.last), OptionOutcome.underlying_unlike, call.underlying)
    on_tick = not call.listing_price % rules.tick
    require(on_tick, FuturesOutcome.off_tick, beside_tick(call.contract, call.listing_price, rules.tick))
    require(call.listing_price >= 0, OptionOutcome.premium_negative, str(call.listing_price))
    yield ContractListed(
        contract=call.contract,
        product=call.product,
        house=product.house,
        cash=house.cash,
        first=call.first,
        last=call.last,
        listing_price=call.listing_price,
        ending=None,
        option=terms,
        counts_members=rules.member_limit is not None,
    )


def instruct(call: c.Instruct, moment: Moment) -> Iterable[EventData]:
    contract, terms = _option(moment, call.contract)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house = known(moment, HOUSES, contract.house)
    day = open_day(house, contract)
    told = f"{call.account} {call.contract}"
    waits = call.abandoned or (terms.style is ExerciseStyle.european and call.exercised)
    last = last_of(house, contract)
    require(day >= last or not waits, OptionOutcome.on_the_last_day, f"{told}: {format_day(last)}")
    held = known(moment, POSITIONS, call.account, call.contract, call.hedge).long_lots
    enough = call.exercised + call.abandoned <= held
    require(enough, OptionOutcome.exercises_more_than_held, f"{told}: {held}")
    yield o.Instructed(
        account=call.account,
        contract=call.contract,
        hedge=call.hedge,
        day=day,
        exercised=call.exercised,
        abandoned=call.abandoned,
        holder=account.holder,
    )


def draw(call: c.DrawAssignment, moment: Moment) -> Iterable[EventData]:
    """Who exercises and who sold is not read: it would show everybody's positions to whoever is shown the cut."""
    contract, terms = _option(moment, call.contract)
    day = known(moment, HOUSES, contract.house).open_day
    told = f"{call.contract}: {format_day(day)}"
    priced = contract.settled == day and beneath(moment, terms).fixed == day
    require(priced, FuturesOutcome.price_missing, told)
    require_not_reducing(moment, contract, day, told)
    yield o.AssignmentDrawn(
        house=contract.house,
        contract=call.contract,
        day=day,
        exercised=call.exercised,
        open_lots=call.open_lots,
        remainder=call.remainder,
        before=call.before,
    )


def exercise(call: c.Exercise, moment: Moment) -> Iterable[EventData]:
    at = _standing(moment, call.account, call.contract, call.hedge)
    said = moment.read(INSTRUCTIONS, call.contract, str(at.day), call.account, call.hedge)
    lots = exercised_of(at.contract, at.position, said, at.price, last=at.is_last)
    gone = at.position.long_lots if at.is_last else lots
    require(gone > 0, OptionOutcome.nothing_to_exercise, at.told)
    yield o.Exercised(**_closed(moment, at, Direction.bought, lots, gone - lots), instructed=said is not None)


def assign(call: c.Assign, moment: Moment) -> Iterable[EventData]:
    at = _standing(moment, call.account, call.contract, call.hedge)
    there = at.position.short_lots
    lots = 0 if is_assigned(at.position, at.day) else at.draw.lots_of(f"{call.account}/{call.hedge}", there)
    gone = there if at.is_last else lots
    require(gone > 0, OptionOutcome.nothing_assigned, at.told)
    yield o.Assigned(**_closed(moment, at, Direction.sold, lots, gone - lots))


class _Standing(NamedTuple):
    """A position in a series on the day that is open, when it is said how the day's exercises are assigned."""

    account: MarginAccount
    contract: FuturesContract
    terms: OptionTerms
    product: Product
    house: House
    day: DayNumber
    draw: Draw
    price: int
    """of what is beneath"""
    position: Position

    @property
    def is_last(self) -> bool:
        """Whether it is the last day of the series."""
        return ends_by(self.house, self.contract, self.day)

    @property
    def told(self) -> str:
        return f"{self.account.account} {self.contract.contract}"


def _standing(moment: Moment, name: AccountId, series: str, hedge: HedgeFlag) -> _Standing:
    contract, terms = _option(moment, series)
    account, house = known(moment, MARGIN_ACCOUNTS, name), known(moment, HOUSES, contract.house)
    day = house.open_day
    drawn = known(moment, DRAWS, series, str(day))
    position = known(moment, POSITIONS, name, series, hedge).on(day)
    require(account.settled != day, FuturesOutcome.account_settled, f"{name}: {format_day(day)}")
    product, price = known(moment, PRODUCTS, contract.product), beneath(moment, terms).price
    return _Standing(account, contract, terms, product, house, day, drawn, price, position)


def _closed(moment: Moment, at: _Standing, side: Direction, lots: int, lapsed: int) -> dict[str, Any]:
    """What an event says that closes lots of a side: exercised or assigned ones, and those at an end."""
    worth = at.terms.worth(at.price) if at.terms.in_cash else 0
    numbers = unused(at.position.fills, side.other)
    fills = [
        Fill(next(numbers), moment.time, side.other, Offset.closes, worth if kind is TradeKind.exercise else 0, n, kind)
        for kind, n in ((TradeKind.exercise, lots), (TradeKind.lapse, lapsed))
        if n
    ]
    under = None if at.terms.in_cash else at.terms.underlying
    opened, opening = ((), None) if under is None or not lots else _opened(moment, at, under, side, lots)
    return {
        "account": at.account.account,
        "contract": at.contract.contract,
        "house": at.contract.house,
        "cash": at.contract.cash,
        "hedge": at.position.hedge,
        "day": at.day,
        "right": at.terms.right,
        "strike": at.terms.strike,
        "lots": lots,
        "lapsed": lapsed,
        "fills": tuple(fills),
        # Premiums were paid when lots were opened: nothing is marked.
        "terms": Terms(0, at.product.multiplier, ClosingOrder.oldest_first, None),
        "beneath": under,
        "opened": opened,
        "opening": opening,
        "lists": under is not None and bool(opened) and listed_as(under, at.position.hedge) not in at.account.positions,
    }


def _opened(
    moment: Moment, at: _Standing, under: str, side: Direction, lots: int
) -> tuple[tuple[Fill, ...], Terms | None]:
    """Lots of the contract beneath, at the strike: bought by who bought calls or sold puts. No limit of positions
    stops them: who sold has no choice."""
    contract = known(moment, FUTURES, under)
    require_not_reducing(moment, contract, at.day, at.told)
    position = moment.read(POSITIONS, at.account.account, under, at.position.hedge)
    direction = side if at.terms.right is OptionRight.call else side.other
    number = next(unused(() if position is None else position.on(at.day).fills, direction))
    fill = Fill(number, moment.time, direction, Offset.opens, at.terms.strike, lots, TradeKind.exercise)
    terms = Terms(contract.previous, at.product.multiplier, ClosingOrder.oldest_first, None)
    return (fill,), terms


def _option(moment: Moment, name: str) -> tuple[FuturesContract, OptionTerms]:
    contract = known(moment, FUTURES, name)
    if contract.option is None:
        raise Refused(OptionOutcome.not_an_option, name)
    return contract, contract.option


def _fits(moment: Moment, product: Product, terms: OptionTerms, last: DayNumber) -> bool:
    """Whether what is beneath is the same house's, counted alike, and there to the end."""
    if terms.in_cash:
        level = known(moment, LEVELS, terms.underlying)
        return (level.house, level.decimals) == (product.house, product.decimals)
    contract = known(moment, FUTURES, terms.underlying)
    futures = known(moment, PRODUCTS, contract.product)
    alike = (futures.decimals, futures.multiplier) == (product.decimals, product.multiplier)
    return alike and contract.house == product.house and contract.option is None and contract.last >= last


CALLS: Final[dict[type[Call], Moves]] = {
    c.OpenLevel: open_level,
    c.FixLevel: fix_level,
    c.ListOption: list_option,
    c.Instruct: instruct,
    c.DrawAssignment: draw,
    c.Exercise: exercise,
    c.Assign: assign,
}
