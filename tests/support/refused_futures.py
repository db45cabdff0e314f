# SPDX-License-Identifier: Apache-2.0
"""What the futures module refuses on a trading day: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome as Closing
from counterfoil.modules.futures.confirming_outcomes import ConfirmingOutcome as Confirming
from counterfoil.modules.futures.early_outcomes import EarlyOutcome as Early
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support import futures_acts
from support.futures_market import (
    AT,
    MULTIPLIER,
    NOW,
    TODAY,
    account,
    at,
    balance,
    book,
    fill,
    house,
    listing,
    product,
    rules,
    trading,
)
from support.ledger import Ledger
from support.market import Row

APART: Final = True


def and_days_to_come(market: Ledger) -> Ledger:
    """Two houses more: of one tomorrow is open already, for its night session, and nothing was traded of it."""
    ledger = trading(market)
    ledger.do(house("HH"), house("JJ"), c.OpenDay(house="JJ", day=NOW + 1), signed_by="ccp")
    return ledger


MARKET = and_days_to_come
ACTS: Final = futures_acts.ACTS
SATURDAY: Final = next(day for day in range(TODAY, TODAY + 7) if (day + 3) % 7 == 5)
NO_DAYS: Final = c.CalendarGiven(first=TODAY, last=TODAY - 1)
SUNDAYS: Final = c.CalendarGiven(first=TODAY - 7, last=TODAY + 7, closed=(SATURDAY,), opened=(SATURDAY,))
OTHER_PAST: Final = c.CalendarGiven(first=TODAY - 400, last=TODAY + 400, closed=(TODAY - 1,))
BACKWARDS: Final[dict[str, Any]] = {"sessions": (Session(780, 900), Session(570, 690))}
RICHER: Final = 10**9


def cancel(name: str = "m-ann", trade: int = 1, contract: str = "IF", direction: str = "bought") -> c.Cancel:
    return c.Cancel(account=name, contract=contract, trade=trade, direction=Direction(direction), reason="a slip")


def fix(contract: str, price: int | None = None, reason: str = "") -> c.FixSettlement:
    return c.FixSettlement(contract=contract, price=price, reason=reason)


def limits(contract: str = "IF", lower: int = 40_000, upper: int = 60_000) -> c.AnnounceLimits:
    return c.AnnounceLimits(contract=contract, lower=lower, upper=upper, reason="a notice")


def cover(account: str) -> c.Cover:
    return c.Cover(account=account, amount=RICHER)


def withdraw(amount: int = 1, name: str = "m-idle") -> c.Withdraw:
    return c.Withdraw(account=name, amount=amount)


FOUNDING: Final = [
    Row("one account for both", house(fees="fresh-settlement"), "ccp", Outcome.accounts_apart),
    Row("a cash that is not there", house(cash="NOTHING"), "ccp", Instruments.unknown_instrument),
    Row("settled in shares", house(cash="SHARE"), "ccp", Outcome.futures_in_cash),
    Row("a calendar that ends first", house(calendar=NO_DAYS), "ccp", Outcome.wrong_calendar),
    Row("a holiday that is open", house(calendar=SUNDAYS), "ccp", Outcome.wrong_calendar),
    Row("a house in another's name", house(), "venue", Parties.not_authorised),
    Row("an account that is there", house(account="of-ann"), "ccp", Parties.account_exists),
    Row("no clearing house", house(by="venue"), "venue", Parties.role_missing),
    Row("fees to who must agree", house(fees="closed-door"), "ccp", Parties.not_authorised),
    Row("a house that is there", house("CC", account="another"), "ccp", Outcome.house_exists),
    Row("a house once more, account and all", house("CC", account="CC-settlement"), "ccp", Outcome.house_exists),
    Row("days of no house", c.SetCalendar(house="none", calendar=NO_DAYS), "ccp", Outcome.unknown_house),
    Row("days that end first", c.SetCalendar(house="CC", calendar=NO_DAYS), "ccp", Outcome.wrong_calendar),
    Row("another past", c.SetCalendar(house="CC", calendar=OTHER_PAST), "ccp", Outcome.calendar_of_the_past),
    Row(
        "days by another",
        c.SetCalendar(house="DD", calendar=c.CalendarGiven(first=TODAY - 400, last=TODAY + 500)),
        "venue",
        Parties.not_authorised,
    ),
]
PRODUCTS: Final = [
    Row("sessions out of order", product(changed=BACKWARDS), "ccp venue", Outcome.sessions_unordered),
    Row("a product of no house", product(house="none"), "ccp venue", Outcome.unknown_house),
    Row("a product without the venue", product(), "ccp", Parties.not_authorised),
    Row("a product that is there", product("index"), "ccp venue", Outcome.product_exists),
    Row("rules of no product", c.SetRules(product="none", rules=rules()), "ccp", Outcome.unknown_product),
    Row("rules of before", c.SetRules(product="index", rules=rules(), since=1), "ccp", Outcome.product_backdated),
    Row(
        "sessions out of order later",
        c.SetRules(product="index", rules=rules(**BACKWARDS)),
        "ccp",
        Outcome.sessions_unordered,
    ),
    Row("rules by the venue", c.SetRules(product="index", rules=rules()), "venue", Parties.not_authorised),
    Row(
        "one change too many",
        c.SetRules(product="crowded", rules=rules(), since=10**14),
        "ccp",
        Outcome.too_many_product_rules,
    ),
    Row("a contract of nothing", listing(product="none"), "venue", Outcome.unknown_product),
    Row("it ends before it begins", listing(last=TODAY - 8), "venue", Outcome.days_unordered),
    Row("beyond the calendar", listing(last=TODAY + 401), "venue", Outcome.beyond_calendar),
    Row("its last day is a Saturday", listing(last=SATURDAY), "venue", Outcome.not_a_trading_day),
    Row("a listing price off the tick", listing(listing_price=AT + 1), "venue", Outcome.off_tick),
    Row("listed by the house", listing(), "ccp", Parties.not_authorised),
    Row("a contract that is there", listing("IF"), "venue", Outcome.futures_exist),
    Row("limits of nothing", limits("none"), "venue", Outcome.unknown_futures),
    Row("limits of a house at rest", limits("DD"), "venue", Outcome.no_day_open),
    Row("limits of what is over", limits("over"), "venue", Outcome.contract_over),
    Row("limits after the price is fixed", limits("fixed"), "venue", Outcome.day_settled),
    Row("limits crosswise", limits(lower=60_000, upper=40_000), "venue", Outcome.limits_unordered),
    Row("limits by the house", limits(), "ccp", Parties.not_authorised),
]
MEMBERS: Final = [
    Row("a member of no house", c.Admit(house="none", member="ann"), "ccp ann", Outcome.unknown_house),
    Row("a member unasked", c.Admit(house="CC", member="ann"), "ccp", Parties.not_authorised),
    Row("a member twice", c.Admit(house="CC", member="alpha"), "ccp alpha", Outcome.clearing_member_exists),
    Row("an account of no house", account(house="none"), "ann alpha", Outcome.unknown_house),
    Row("nobody answers", account(member="bob"), "ann bob", Outcome.not_a_clearing_member),
    Row("another's own account", account(own=True), "ann alpha", Outcome.another_member),
    Row("two of its own", account(holder="alpha", own=True), "alpha", Outcome.own_account_exists),
    Row("an account unasked", account(), "alpha", Parties.not_authorised),
    Row("an account that is taken", account("of-ann"), "ann alpha", Parties.account_exists),
    Row("a margin account once more", account("m-ann"), "ann alpha", Outcome.margin_account_exists),
    Row("a member unasked for its client", account(), "ann", Parties.not_authorised),
    Row("binding nobody", c.Bind(account="of-ann", to="of-ann"), "ann", Outcome.no_margin_account),
    Row("binding itself", c.Bind(account="m-ann", to="m-ann"), "ann", Outcome.bound_to_itself),
    Row("binding for another", c.Bind(account="m-ann", to="of-ann"), "bob", Parties.not_authorised),
    Row("binding one that must agree", c.Bind(account="m-bob", to="closed-door"), "bob", Parties.not_authorised),
    Row("a day of no house", c.OpenDay(house="none", day=TODAY), "ccp", Outcome.unknown_house),
    Row("a day within a day", c.OpenDay(house="CC", day=TODAY + 1), "ccp", Outcome.day_open),
    Row("a day beyond the calendar", c.OpenDay(house="DD", day=TODAY + 401), "ccp", Outcome.beyond_calendar),
    Row("a Saturday", c.OpenDay(house="DD", day=SATURDAY), "ccp", Outcome.not_a_trading_day),
    Row(
        "a day that carries what nobody left",
        c.OpenDay(house="DD", day=TODAY - 1, carried=1),
        "ccp",
        Outcome.carried_otherwise,
    ),
    Row("a day before the one before it", c.OpenDay(house="HH", day=NOW + 2), "ccp", Early.opened_early),
    Row("a day by another", c.OpenDay(house="DD", day=TODAY - 1), "venue", Parties.not_authorised),
]
BOOKING: Final = [
    Row(
        "trades of nothing",
        book("m-ann", fill(9, "bought", "opens"), contract="none"),
        "venue",
        Outcome.unknown_futures,
    ),
    Row("no day is open", book("m-there", fill(9, "bought", "opens"), contract="DD"), "venue", Outcome.no_day_open),
    Row("it is over", book("m-ann", fill(9, "bought", "opens"), contract="over"), "venue", Outcome.contract_over),
    Row("after settlement", book("m-ann", fill(9, "bought", "opens"), contract="fixed"), "venue", Outcome.day_settled),
    Row("no margin account", book("of-ann", fill(9, "bought", "opens")), "venue", Outcome.no_margin_account),
    Row("another house's", book("m-there", fill(9, "bought", "opens")), "venue", Outcome.another_house),
    Row("it was settled", book("m-rich", fill(9, "bought", "opens")), "venue", Outcome.account_settled),
    Row("off the tick", book("m-ann", fill(9, "bought", "opens", AT + 1)), "venue", Outcome.off_tick),
    Row("above the limit", book("m-ann", fill(9, "bought", "opens", 60_002)), "venue", Outcome.outside_limits),
    Row(
        "within the rule's limits, beyond the announced",
        book("m-ann", fill(9, "bought", "opens", 50_102), contract="limits"),
        "venue",
        Outcome.outside_limits,
    ),
    Row("at lunch", book("m-ann", fill(9, "bought", "opens", time=at(700))), "venue", Outcome.outside_sessions),
    Row("booked by another", book("m-ann", fill(9, "bought", "opens")), "ccp", Parties.not_authorised),
    Row("a number again", book("m-ann", fill(2, "bought", "opens")), "venue", Outcome.numbers_unordered),
    Row(
        "more than the limit",
        book("m-ann", fill(9, "bought", "opens"), contract="tight"),
        "venue",
        Outcome.position_limit,
    ),
    Row(
        "more than the limit, for two purposes",
        book("m-ann", fill(9, "bought", "opens"), contract="tight", hedge=HedgeFlag.arbitrage),
        "venue",
        Outcome.position_limit,
    ),
    Row("more than is open", book("m-ann", fill(9, "sold", "closes", lots=9)), "venue", Outcome.closes_more_than_open),
    Row(
        "of days before, of which there are none",
        book("m-ann", fill(9, "sold", "closes_before"), contract="CU"),
        "venue",
        Outcome.closes_more_than_open,
    ),
    Row("cancelling in nothing", cancel(contract="none"), "venue ann", Outcome.unknown_futures),
    Row("cancelling after settlement", cancel("m-rich", contract="fixed"), "venue eve", Outcome.day_settled),
    Row("cancelling for nobody", cancel("of-ann"), "venue ann", Outcome.no_margin_account),
    Row("cancelling in no position", cancel("m-idle"), "venue cat", Outcome.unknown_futures_position),
    Row("cancelling no trade", cancel(trade=7), "venue ann", Outcome.no_such_fill),
    Row("cancelling alone", cancel(), "venue", Parties.not_authorised),
    Row("cancelling unasked", cancel(), "ann", Parties.not_authorised),
    Row("balancing nothing", balance("none", 1, 1, 1), "venue", Outcome.unknown_futures),
    Row("balancing what never traded", balance("quiet", 0, 0, 0), "venue", Outcome.unknown_trading),
    Row("balancing otherwise", balance("dusty", 2, AT * MULTIPLIER, 1), "venue", Outcome.not_balanced),
    Row("balancing by another", balance("dusty", 1, AT * MULTIPLIER, 1), "ccp", Parties.not_authorised),
]
SETTLING: Final = [
    Row("a price of nothing", fix("none"), "ccp", Outcome.unknown_futures),
    Row("a price while no day is open", fix("DD"), "ccp", Outcome.no_day_open),
    Row("a price twice", fix("fixed"), "ccp", Outcome.price_fixed),
    Row("a price anew once accounts are settled", fix("fixed", AT, "a slip"), "ccp", Closing.price_in_use),
    Row("a price of what is over", fix("over"), "ccp", Outcome.contract_over),
    Row("a price without a reason", fix("even", AT), "ccp", Outcome.price_needs_a_reason),
    Row("a reason without a price", fix("even", reason="a notice"), "ccp", Outcome.price_needs_a_reason),
    Row("an average before the session ends", fix("late"), "ccp", Outcome.session_not_over),
    Row("a price before the session ends", fix("late", AT, "a notice"), "ccp", Outcome.session_not_over),
    Row("closing a day that has not come", c.CloseDay(house="JJ"), "bob", Early.closed_early),
    Row("an average of no trades", fix("quiet"), "ccp", Outcome.price_not_computed),
    Row("an average of an hour without trades", fix("even"), "ccp", Outcome.price_not_computed),
    Row("a price off the tick", fix("even", AT + 1, "a notice"), "ccp", Outcome.off_tick),
    Row("a price before trades are balanced", fix("dusty", AT, "a notice"), "ccp", Outcome.unbalanced),
    Row("a price at which nothing could be counted", fix("even", 2**40, "a slip"), "ccp", Closing.price_out_of_reach),
    Row("a price by the venue", fix("even", AT, "a notice"), "venue", Parties.not_authorised),
    Row("settling nobody", c.Settle(account="of-ann"), "bob", Outcome.no_margin_account),
    Row("settling where no day is open", c.Settle(account="m-there"), "bob", Outcome.no_day_open),
    Row("settling twice", c.Settle(account="m-rich"), "bob", Outcome.account_settled),
    Row("settling nothing", c.Settle(account="m-idle"), "bob", Outcome.nothing_to_settle),
    Row("settling without a price", c.Settle(account="m-ann"), "bob", Outcome.price_missing),
    Row("collecting from nobody", c.Collect(account="of-ann"), "bob", Outcome.no_margin_account),
    Row("collecting nothing", c.Collect(account="m-ann"), "bob", Outcome.futures_nothing_owed),
    Row("collecting where nothing is", c.Collect(account="m-broke"), "bob", Outcome.still_called),
    Row("covering nobody", cover("of-ann"), "bob", Outcome.no_margin_account),
    Row("covering nothing", cover("m-ann"), "bob", Outcome.futures_nothing_owed),
    Row("a member with nothing of its own", cover("m-short"), "bob", Outcome.own_account_missing),
    Row("a member without money", cover("m-broke"), "bob", Holdings.insufficient_free_quantity),
    Row("paying nobody", c.Pay(account="of-ann"), "bob", Outcome.no_margin_account),
    Row("paying nothing", c.Pay(account="m-ann"), "bob", Outcome.futures_nothing_due),
    Row("paying before it is collected", c.Pay(account="m-rich"), "bob", Holdings.insufficient_free_quantity),
    Row("answering for nobody", c.Answer(account="of-ann"), "bob", Outcome.no_margin_account),
    Row("answering no call", c.Answer(account="m-ann"), "bob", Outcome.no_margin_call),
    Row("answering with too little", c.Answer(account="m-poor"), "bob", Outcome.still_called),
    Row("out of nothing", withdraw(name="of-ann"), "ann", Outcome.no_margin_account),
    Row("to nowhere", withdraw(name="m-bob"), "bob", Outcome.nothing_bound),
    Row("more than there is", withdraw(RICHER), "cat", Outcome.not_available),
    Row("what today's positions need", withdraw(40_000_000, "m-ann"), "ann", Outcome.not_available),
    Row("out of another's", withdraw(), "ann", Parties.not_authorised),
    Row("confirming for nobody", c.Confirm(account="of-ann", day=TODAY), "ann", Outcome.no_margin_account),
    Row("confirming a day before", c.Confirm(account="m-rich", day=TODAY - 1), "eve", Confirming.later_statement),
    Row("confirming another day", c.Confirm(account="m-rich", day=TODAY + 1), "eve", Outcome.not_settled_yet),
    Row("confirming for another", c.Confirm(account="m-rich", day=TODAY), "ann", Parties.not_authorised),
    Row("confirming twice", c.Confirm(account="m-poor", day=TODAY), "dan", Outcome.confirmed),
    Row("closing no house", c.CloseDay(house="none"), "bob", Outcome.unknown_house),
    Row("closing no day", c.CloseDay(house="DD"), "bob", Outcome.no_day_open),
    Row("closing before all is settled", c.CloseDay(house="CC"), "bob", Outcome.accounts_unsettled),
    Row("fees of no house", c.TakeFees(house="none", day=TODAY), "bob", Outcome.unknown_house),
    Row("fees of a day that never was", c.TakeFees(house="CC", day=1), "bob", Outcome.unknown_day),
    Row("fees of the day that is open", c.TakeFees(house="CC", day=TODAY), "bob", Outcome.no_fees),
]
FUND: Final[dict[str, Any]] = {"account": "f1", "skin": "f2", "reserve": "f3", "own_funds": "f4"}
DEFAULTS: Final = [
    Row("a fund of no house", d.FoundFund(house="none", **FUND), "ccp", Outcome.unknown_house),
    Row("layers together", d.FoundFund(house="DD", **{**FUND, "skin": "f1"}), "ccp", Outcome.layers_apart),
    Row("a fund by another", d.FoundFund(house="DD", **FUND), "venue", Parties.not_authorised),
    Row("a layer that is there", d.FoundFund(house="DD", **{**FUND, "skin": "of-ann"}), "ccp", Parties.account_exists),
    Row("a second fund", d.FoundFund(house="CC", **FUND), "ccp", Outcome.guarantee_fund_exists),
    Row(
        "a fund once more, accounts and all",
        d.FoundFund(house="CC", account="fund", skin="skin", reserve="reserve", own_funds="own"),
        "ccp",
        Outcome.guarantee_fund_exists,
    ),
    Row("a share of no fund", d.RequireShare(house="DD", member="alpha", required=1), "ccp", Outcome.no_guarantee_fund),
    Row(
        "a share of nobody", d.RequireShare(house="CC", member="ann", required=1), "ccp", Outcome.not_a_clearing_member
    ),
    Row(
        "a share of who failed",
        d.RequireShare(house="CC", member="gamma", required=1),
        "ccp",
        Outcome.member_in_default,
    ),
    Row("a share by another", d.RequireShare(house="CC", member="alpha", required=1), "venue", Parties.not_authorised),
    Row("more of no fund", d.CallFurther(house="DD", member="alpha", amount=1), "ccp", Outcome.no_guarantee_fund),
    Row("more of who failed", d.CallFurther(house="CC", member="gamma", amount=1), "ccp", Outcome.member_in_default),
    Row(
        "more than once over",
        d.CallFurther(house="CC", member="alpha", amount=1_001),
        "ccp",
        Outcome.further_calls_capped,
    ),
    Row("more by another", d.CallFurther(house="CC", member="alpha", amount=1), "venue", Parties.not_authorised),
    Row("paying into no fund", d.Contribute(house="DD", member="alpha", amount=1), "alpha", Outcome.no_guarantee_fund),
    Row("without an account", d.Contribute(house="CC", member="beta", amount=1), "beta", Outcome.own_account_missing),
    Row("more than it has", d.Contribute(house="CC", member="alpha", amount=RICHER), "alpha", Outcome.not_available),
    Row("paying for another", d.Contribute(house="CC", member="alpha", amount=1), "ann", Parties.not_authorised),
    Row(
        "in default of no house",
        d.DeclareDefault(house="none", member="alpha", reason="r"),
        "ccp",
        Outcome.unknown_house,
    ),
    Row(
        "in default of no fund",
        d.DeclareDefault(house="DD", member="alpha", reason="r"),
        "ccp",
        Outcome.no_guarantee_fund,
    ),
    Row("in default twice", d.DeclareDefault(house="CC", member="gamma", reason="r"), "ccp", Outcome.member_in_default),
    Row(
        "in default by another",
        d.DeclareDefault(house="CC", member="beta", reason="r"),
        "venue",
        Parties.not_authorised,
    ),
    Row("absorbing for nobody", d.Absorb(account="of-ann"), "bob", Outcome.no_margin_account),
    Row("absorbing without a default", d.Absorb(account="m-short"), "bob", Outcome.unknown_default),
    Row("absorbing nothing", d.Absorb(account="m-gamma"), "bob", Outcome.futures_nothing_owed),
    Row("absorbing by empty layers", d.Absorb(account="m-broke"), "bob", Outcome.waterfall_dry),
    Row("porting nobody", d.Port(account="of-ann", to="beta"), "ccp ann beta", Outcome.no_margin_account),
    Row("porting a member's own", d.Port(account="m-gamma", to="beta"), "ccp gamma beta", Outcome.members_own),
    Row("porting to where it is", d.Port(account="m-ann", to="alpha"), "ccp ann alpha", Outcome.with_this_member),
    Row("porting what it owes", d.Port(account="m-late", to="beta"), "ccp dan beta", Outcome.ported_owing),
    Row("porting to who failed", d.Port(account="m-ann", to="gamma"), "ccp ann gamma", Outcome.member_in_default),
    Row("porting unasked", d.Port(account="m-ann", to="beta"), "ccp beta", Parties.not_authorised),
    Row("porting behind the member's back", d.Port(account="m-ann", to="beta"), "ccp ann beta", Parties.not_authorised),
    Row("ending no default", d.ConcludeDefault(house="CC", member="beta"), "ccp", Outcome.unknown_default),
    Row("ending it twice", d.ConcludeDefault(house="CC", member="omega"), "ccp", Outcome.default_over),
    Row("ending it by another", d.ConcludeDefault(house="CC", member="gamma"), "bob", Parties.not_authorised),
    Row("ending it while it owes", d.ConcludeDefault(house="CC", member="gamma"), "ccp", Outcome.default_unfinished),
]
OPENING: Final = [
    Row("opening under a call", book("m-called", fill(9, "bought", "opens")), "venue", Outcome.under_margin_call),
    Row("opening in default", book("m-gamma", fill(9, "bought", "opens")), "venue", Outcome.member_in_default),
    Row(
        "later than the block",
        book("m-ann", fill(9, "bought", "opens", time=at(2_100)), contract="late"),
        "venue",
        Outcome.not_yet,
    ),
    Row("a day that does not follow", c.OpenDay(house="DD", day=TODAY), "ccp", Outcome.not_the_next_day),
]
