# SPDX-License-Identifier: Apache-2.0
"""The law of futures: which events each call causes. Trades are in ``booking``, settlement in ``settling``."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import asdict

from counterfoil.evidence.text import format_day, format_time_at
from counterfoil.law.dated import begins, keeps_the_day
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import require
from counterfoil.modules.futures import (
    auction_law,
    bilateral_law,
    booking,
    combining_law,
    control_law,
    counting_law,
    defaults_law,
    delivery_law,
    desk_law,
    events,
    expiry_law,
    floor,
    give_ups_law,
    halting_law,
    handing_in_law,
    intraday_law,
    locking_law,
    lodging_law,
    maintaining_law,
    option_law,
    parts,
    quotas_law,
    reduction_law,
    reports_law,
    selling_law,
    settling_law,
    stress_law,
)
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.confirming_outcomes import ConfirmingOutcome
from counterfoil.modules.futures.early_outcomes import EarlyOutcome
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import PUBLISHED
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    CalendarDays,
    HedgeFlag,
    Product,
    ProductRules,
    own_path,
)
from counterfoil.modules.futures.rounding import beside_tick
from counterfoil.modules.futures.rules_of_days import began
from counterfoil.modules.futures.trading_days import (
    day_after,
    ends_at,
    in_order,
    is_trading_day,
    opens_from,
    require_calendar,
    trades_on,
)
from counterfoil.modules.futures.words import WORDS
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.records import PARTIES, Control, PartyKind
from counterfoil.primitives.types import AccountId, Quantity, Timestamp

FUTURES_FEATURE: Final = "futures"
"""The feature that lets futures be cleared."""


def open_house(call: c.OpenHouse, moment: Moment) -> Iterable[EventData]:
    require(call.account != call.fees, FuturesOutcome.accounts_apart, call.account)
    cash = known(moment, INSTRUMENTS, call.cash)
    require(cash.kind is InstrumentKind.cash, FuturesOutcome.futures_in_cash, call.cash)
    require_new(moment, HOUSES, call.house)
    account = AccountId(call.account)
    yield AccountOpened(
        account=account,
        holder=call.by,
        custodian=None,
        incoming=Control.holder,
        outgoing=Control.record,
        moved_by=HOUSES.path(call.house),
    )
    yield events.HouseOpened(
        house=call.house,
        by=call.by,
        cash=call.cash,
        account=account,
        fees=call.fees,
        offset_min=call.offset_min,
        calendar=_calendar(call.calendar),
    )


def set_calendar(call: c.SetCalendar, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    calendar = _calendar(call.calendar)
    last = house.last_day
    if last is not None:
        for day in range(max(house.calendar.first, last - _STAYS), last + 1):
            same = _listed(calendar, day) == _listed(house.calendar, day)
            require(same, FuturesOutcome.calendar_of_the_past, format_day(day))
    yield events.CalendarSet(house=call.house, calendar=calendar)


def define_product(call: c.DefineProduct, moment: Moment) -> Iterable[EventData]:
    yield events.ProductDefined(
        product=call.product,
        house=call.house,
        venue=call.venue,
        title=call.title,
        decimals=call.decimals,
        multiplier=call.multiplier,
        rules=_rules(call.rules, moment.time, call),
    )


def set_rules(call: c.SetRules, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    house = known(moment, HOUSES, product.house)
    since = begins(call.since, moment.time, FuturesOutcome.product_backdated, call.product)
    opened = began(house)
    kept_from = keeps_the_day(since, moment.time, opened, FuturesOutcome.product_backdated, call.product)
    rules = _rules(call.rules, since, product)
    same = (rules.option is None) is (product.rules[-1].option is None)
    require(same, OptionOutcome.another_kind_of_contract, call.product)
    yield events.RulesSet(house=product.house, product=call.product, rules=rules, kept_from=kept_from)


def list_contract(call: c.ListContract, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    house = known(moment, HOUSES, product.house)
    require(call.first <= call.last, FuturesOutcome.days_unordered, call.contract)
    for day in (call.first, call.last):
        require(is_trading_day(house, day), FuturesOutcome.not_a_trading_day, format_day(day))
    rules = product.rules_at(moment.time)
    require(rules.option is None, OptionOutcome.another_kind_of_contract, call.product)
    on_tick = not call.listing_price % rules.tick
    require(on_tick, FuturesOutcome.off_tick, beside_tick(call.contract, call.listing_price, rules.tick))
    yield events.ContractListed(
        contract=call.contract,
        product=call.product,
        house=product.house,
        cash=house.cash,
        first=call.first,
        last=call.last,
        listing_price=call.listing_price,
        ending=rules.ending,
        counts_members=rules.member_limit is not None,
    )


def announce_limits(call: c.AnnounceLimits, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    day = floor.open_day(known(moment, HOUSES, contract.house), contract)
    require(call.lower <= call.upper, FuturesOutcome.limits_unordered, f"{call.lower}, {call.upper}")
    yield events.LimitsAnnounced(
        product=contract.product,
        contract=call.contract,
        day=day,
        lower=call.lower,
        upper=call.upper,
        reason=call.reason,
    )


def admit(call: c.Admit, _moment: Moment) -> Iterable[EventData]:
    yield events.Admitted(house=call.house, member=call.member)


def open_account(call: c.OpenAccount, moment: Moment) -> Iterable[EventData]:
    house, member = known(moment, HOUSES, call.house), known(moment, MEMBERS, call.house, call.member)
    require(not call.own or call.holder == call.member, FuturesOutcome.another_member, call.holder)
    party = moment.read(PARTIES, call.holder)
    person = party is not None and party.kind is PartyKind.person
    free = not call.own or member.account is None
    require(free, FuturesOutcome.own_account_exists, str(member.account))
    account = AccountId(call.account)
    require_new(moment, MARGIN_ACCOUNTS, account)
    yield AccountOpened(
        account=account,
        holder=call.holder,
        custodian=None,
        incoming=Control.holder,
        outgoing=Control.record,
        moved_by=own_path(account),
    )
    yield events.MarginAccountOpened(
        account=account,
        house=call.house,
        cash=house.cash,
        holder=call.holder,
        member=call.member,
        own=call.own,
        delivers=call.delivers and not person,
    )


def bind(call: c.Bind, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(call.to != call.account, FuturesOutcome.bound_to_itself, call.account)
    yield events.AccountBound(account=call.account, to=call.to, holder=account.holder)


def open_day(call: c.OpenDay, moment: Moment) -> Iterable[EventData]:
    """What the day before left is not read: it would show every account to whoever is shown the house."""
    house = known(moment, HOUSES, call.house)
    told = call.house if house.day is None else f"{call.house}: {format_day(house.day)}"
    require(house.day is None, FuturesOutcome.day_open, told)
    require(is_trading_day(house, call.day), FuturesOutcome.not_a_trading_day, format_day(call.day))
    follows = house.closed is None or day_after(house, house.closed) == call.day
    require(follows, FuturesOutcome.not_the_next_day, format_day(call.day))
    since = opens_from(house, call.day)
    told = f"{format_day(call.day)}: from {format_time_at(since, house.offset_min)}"
    require(moment.time >= since, EarlyOutcome.opened_early, told)
    yield events.DayOpened(
        house=call.house, day=call.day, cash=house.cash, before=house.closed, carried=Quantity(call.carried)
    )


def fix_settlement(call: c.FixSettlement, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    day = house.open_day
    told = f"{call.contract}: {format_day(day)}"
    again, computed = contract.settled == day, call.price is None
    # A slip is put right by an announcement, with its reason, while nothing was made of it (a limit).
    require(not (again and computed), FuturesOutcome.price_fixed, told)
    require(trades_on(house, contract, day), FuturesOutcome.contract_over, told)
    require(computed is not bool(call.reason), FuturesOutcome.price_needs_a_reason, told)
    rules = product.rules_at(house.begins(day))
    # What is announced waits as well: a day that is priced takes no trade, and nothing opens it again.
    ends = ends_at(house, rules.sessions, day)
    until = f"{told}, {format_time_at(ends, house.offset_min)}"
    require(moment.time >= ends, FuturesOutcome.session_not_over, until)
    price = call.price
    if price is None:
        price = floor.settlement_price(moment.read(PUBLISHED, call.contract), day, product, rules)
    require(not price % rules.tick, FuturesOutcome.off_tick, beside_tick(call.contract, price, rules.tick))
    require(contract.option is None or price >= 0, OptionOutcome.premium_negative, told)
    yield events.SettlementFixed(
        contract=call.contract,
        house=contract.house,
        day=day,
        price=price,
        previous=contract.previous if again else contract.settlement,
        computed=computed,
        reason=call.reason,
        again=again,
    )


def confirm(call: c.Confirm, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    told = f"{call.account}: {format_day(call.day)}"
    settled = call.day if account.settled is None else account.settled
    last = f"{call.account}: the last is of {format_day(settled)}"
    require(account.settled is not None and call.day <= settled, FuturesOutcome.not_settled_yet, told)
    require(call.day >= settled, ConfirmingOutcome.later_statement, last)
    require(account.confirmed != call.day, FuturesOutcome.confirmed, told)
    yield events.Confirmed(account=call.account, holder=account.holder, day=call.day, time=moment.time)


def close_day(call: c.CloseDay, moment: Moment) -> Iterable[EventData]:
    """What traded, or is open, has its price (a limit), and that waits for its last session."""
    house = known(moment, HOUSES, call.house)
    day, since = house.open_day, house.begins(house.open_day)
    told = f"{format_day(day)}: from {format_time_at(since, house.offset_min)}"
    require(moment.time >= since, EarlyOutcome.closed_early, told)
    yield events.DayClosed(house=call.house, day=day)


_STAYS: Final = 200
"""Days back from the last trading day over which a calendar must stay as it was: a delivery counts 120 of trading."""


def _listed(calendar: CalendarDays, day: int) -> tuple[bool, bool, bool]:
    return calendar.first <= day <= calendar.last, day in calendar.closed, day in calendar.opened


def _calendar(given: c.CalendarGiven) -> CalendarDays:
    calendar = CalendarDays(first=given.first, last=given.last, closed=given.closed, opened=given.opened)
    require_calendar(calendar)
    return calendar


def _rules(given: c.RulesGiven, since: Timestamp, of: c.DefineProduct | Product) -> ProductRules:
    require(in_order(given.sessions), FuturesOutcome.sessions_unordered, of.product)
    quoted = HedgeFlag.speculation not in given.quotas
    require(quoted, QuotaOutcome.quota_for_speculation, of.product)
    wrong = None if given.ending is None else given.ending.wrong_for(of.decimals, of.multiplier)
    require(wrong is None, FuturesOutcome.ending_unordered, f"{of.product}: {wrong}")
    apart = given.option is None or not (given.ending or given.bilateral or given.larger_side)
    require(apart, OptionOutcome.option_rules_apart, of.product)
    ordered = given.widening is None or given.widening.reduction is None or given.widening.reduction.in_order
    require(ordered, LockingOutcome.tiers_unordered, of.product)
    apart_from = () if given.openings is None else [one.contract for one in given.openings.contracts]
    once = len(set(apart_from)) == len(apart_from)
    require(once, OpeningOutcome.openings_unordered, of.product)
    return ProductRules(since=since, **asdict(given))


_PARTS: Final = (
    defaults_law,
    expiry_law,
    delivery_law,
    desk_law,
    stress_law,
    handing_in_law,
    bilateral_law,
    give_ups_law,
    lodging_law,
    combining_law,
    maintaining_law,
    option_law,
    locking_law,
    reduction_law,
    halting_law,
    control_law,
    counting_law,
    quotas_law,
    reports_law,
    intraday_law,
    auction_law,
    selling_law,
)
LAW: Final = Law(
    noun="futures",
    calls=under(
        FUTURES_FEATURE,
        {
            c.OpenHouse: open_house,
            c.SetCalendar: set_calendar,
            c.DefineProduct: define_product,
            c.SetRules: set_rules,
            c.ListContract: list_contract,
            c.AnnounceLimits: announce_limits,
            c.Admit: admit,
            c.OpenAccount: open_account,
            c.Bind: bind,
            c.OpenDay: open_day,
            c.Book: booking.book,
            c.Cancel: booking.cancel,
            c.Balance: booking.balance,
            c.FixSettlement: fix_settlement,
            **settling_law.CALLS,
            c.Confirm: confirm,
            c.CloseDay: close_day,
            **{call: moves for part in _PARTS for call, moves in part.CALLS.items()},
        },
    ),
    events=parts.EVENTS,
    tables=parts.TABLES,
    outcomes=FuturesOutcome,
    more_outcomes=parts.OUTCOMES,
    words=WORDS,
)
