# SPDX-License-Identifier: Apache-2.0
"""The same trading day in the evidence world, and one breach for each rule of futures: see ``law_breaches``."""

from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.law import FUTURES_FEATURE
from counterfoil.modules.futures.trade_policy import Session, SettlementMethod
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control
from support import refused_futures
from support.clearing_breaches import Stage, plain
from support.evidence_story import issue
from support.evidence_world import START_MS, World
from support.found import members
from support.futures_market import (
    AT,
    MULTIPLIER,
    OFFSET,
    TODAY,
    account,
    at,
    balance,
    book,
    fill,
    house,
    listing,
    on_the_floor,
    product,
    rules,
)
from support.law_breaches import Breach
from support.market import Row
from support.refused_futures import SATURDAY, fix

STARTED: Final = day_of(START_MS, OFFSET)
ROWS: Final = {row.because: row for row in members((refused_futures,), Row)}
TOMORROW: Final = next(day for day in range(STARTED + 1, STARTED + 8) if (day + 3) % 7 < 5)
AFTER_TOMORROW: Final = next(day for day in range(TOMORROW + 1, TOMORROW + 8) if (day + 3) % 7 < 5)
WEEKDAY: Final = next(day for day in range(STARTED, STARTED - 3, -1) if (day + 3) % 7 < 5)
LONG_DAYS: Final = c.CalendarGiven(first=TODAY, last=TODAY + 5_000)


class Floor(Stage):
    """The evidence world, with accounts that say who agrees to what comes in."""

    def account(self, name: str, holder: str, *, incoming: Control = Control.nobody) -> None:
        call = OpenAccount(account=name, holder=holder, outgoing=Control.holder, incoming=incoming)
        self.do(call, signed_by=holder)

    def issue(self, instrument: str, account: str, units: int, *, issuer: str) -> None:
        self.world.do(*issuer.split(), calls=[issue(account, units, instrument)])


def traded() -> World:
    """The day of the rejection table; the last layer has money, a member a position, and a house no day yet."""
    floor = Floor(World(features=(FUTURES_FEATURE,)))
    on_the_floor(floor)
    floor.issue("CNY", "own", 10**9, issuer="bank ccp")
    floor.issue("CNY", "m-alpha", 20_000_000, issuer="bank alpha")
    floor.do(book("m-alpha", fill(1, "bought", "opens")), signed_by="venue")
    floor.do(house("EE", calendar=c.CalendarGiven(first=TODAY, last=TODAY + 3_900)), signed_by="ccp")
    floor.do(product("evening", "EE"), signed_by="ccp venue")
    _trading_now(floor)
    return floor.world


def _trading_now(floor: Floor) -> None:
    """A house whose day is today, and not over: one lot is bought and sold."""
    floor.do(
        house("JJ", calendar=c.CalendarGiven(first=TODAY, last=TODAY + 3_900)),
        c.OpenDay(house="JJ", day=TOMORROW),
        signed_by="ccp",
    )
    floor.do(house("FF", calendar=c.CalendarGiven(first=TODAY, last=TODAY + 3_900)), signed_by="ccp")
    night_and_day = {"sessions": (Session(0, 2_160),), "method": SettlementMethod.whole_day}
    floor.do(product("now", "FF", changed=night_and_day), signed_by="ccp venue")
    floor.do(listing("now", product="now", first=WEEKDAY, last=WEEKDAY), signed_by="venue")
    floor.do(c.Admit(house="FF", member="alpha"), signed_by="ccp alpha")
    for holder in ("ann", "bob"):
        floor.do(account(f"now-{holder}", holder, house="FF"), signed_by=f"{holder} alpha")
    floor.do(c.OpenDay(house="FF", day=WEEKDAY), signed_by="ccp")
    sides = {"ann": "bought", "bob": "sold"}
    for holder, direction in sides.items():
        one = fill(1, direction, "opens", time=at(1, WEEKDAY))
        floor.do(book(f"now-{holder}", one, contract="now"), signed_by="venue")
    floor.do(balance("now", 1, AT * MULTIPLIER, 1), signed_by="venue")


def breach(record: str, because: str) -> Breach:
    """What a row of the rejection table says."""
    row = ROWS[because]
    return Breach(f"futures/{record}", row.signed_by, plain(row.call))


def asked(record: str, signers: str, call: Call) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call))


def of(account: str, contract: str = "IF") -> str:
    return f"position/{account}/{contract}/speculation"


WORLD = traded
BREACHES = {
    "futures.RulesSet.touches.change.too_many_product_rules": breach("product/crowded", "one change too many"),
    "futures._require_active.member_in_default": breach("fund/CC", "more of who failed"),
    "futures._rules.sessions_unordered": breach("product/fresh", "sessions out of order"),
    "futures.announce_limits.limits_unordered": breach("contract/IF", "limits crosswise"),
    "futures.answer.no_margin_call": asked("account/m-idle", "bob", c.Answer(account="m-idle")),
    "futures.answer.still_called": breach("account/m-poor", "answering with too little"),
    "futures.bind.bound_to_itself": breach("account/m-ann", "binding itself"),
    "futures.account_on.account_settled": breach(of("m-rich"), "it was settled"),
    "futures.account_on.another_house": breach(of("m-there"), "another house's"),
    "futures.account_on.member_in_default": breach(of("m-gamma"), "opening in default"),
    "futures.account_on.under_margin_call": breach(of("m-called"), "opening under a call"),
    "futures.call_further.further_calls_capped": breach("fund/CC", "more than once over"),
    "futures.conclude_default.default_over": breach("default/CC/omega", "ending it twice"),
    "futures.close_day.closed_early": asked("house/JJ", "ann", c.CloseDay(house="JJ")),
    "futures.confirm.confirmed": breach("account/m-poor", "confirming twice"),
    "futures.confirm.later_statement": breach("account/m-rich", "confirming a day before"),
    "futures.confirm.not_settled_yet": breach("account/m-rich", "confirming another day"),
    "futures.fix_settlement.contract_over": asked("contract/over", "ccp", fix("over", AT, "a notice")),
    "futures.fix_settlement.off_tick": breach("contract/even", "a price off the tick"),
    "futures.fix_settlement.session_not_over": asked("contract/now", "ccp", fix("now")),
    "futures.fix_settlement.price_needs_a_reason": breach("contract/even", "a price without a reason"),
    "futures.lines_of.price_missing": breach("account/m-ann", "settling without a price"),
    "futures.list_contract.days_unordered": breach("contract/fresh", "it ends before it begins"),
    "futures.list_contract.not_a_trading_day": breach("contract/fresh", "its last day is a Saturday"),
    "futures.list_contract.off_tick": breach("contract/fresh", "a listing price off the tick"),
    "futures.open_account.another_member": asked("account/fresh", "ann beta", account(member="beta", own=True)),
    "futures.open_account.own_account_exists": breach("account/fresh", "two of its own"),
    "futures.open_day.contract_over": breach(of("m-ann", "over"), "it is over"),
    "futures.open_day.day_settled": breach(of("m-ann", "fixed"), "after settlement"),
    "futures.open_day.not_a_trading_day": asked("house/EE", "ccp", c.OpenDay(house="EE", day=SATURDAY)),
    "futures.open_day.not_the_next_day": breach("house/DD", "a day that does not follow"),
    "futures.open_day.opened_early": asked("house/EE", "ccp", c.OpenDay(house="EE", day=AFTER_TOMORROW)),
    "futures.open_house.accounts_apart": breach("house/fresh", "one account for both"),
    "futures.open_house.futures_in_cash": breach("house/fresh", "settled in shares"),
    "futures.port.members_own": breach("account/m-gamma", "porting a member's own"),
    "futures.port.ported_owing": breach("account/m-late", "porting what it owes"),
    "futures.port.with_this_member": asked("account/m-ann", "ccp ann alpha", d.Port(account="m-ann", to="alpha")),
    "futures.require_calendar.wrong_calendar": asked("house/fresh", "ccp", house(calendar=LONG_DAYS)),
    "futures.set_calendar.calendar_of_the_past": breach("house/CC", "another past"),
    "futures.set_rules.product_backdated": asked(
        "product/elsewhere", "ccp", c.SetRules(product="elsewhere", rules=rules(), since=1)
    ),
    "futures.set_rules.product_backdated 2": Breach(
        "futures/product/evening",
        "ccp",
        plain(c.SetRules(product="evening", rules=rules())),
        [("ccp", plain(c.OpenDay(house="EE", day=TOMORROW)))],
    ),
    "futures.settle.account_settled": asked("account/m-poor", "bob", c.Settle(account="m-poor")),
    "futures.settle.nothing_to_settle": breach("account/m-idle", "settling nothing"),
}
NO_CALL: Final = "the law's own calls cause no such movement"
NOTHING: Final = "what would move is nothing, and no event moves that"
UNCOVERED = {
    "futures.Fund.grants.consent_missing": NO_CALL,
    "futures.House.grants.another_house": NO_CALL,
    "futures.House.grants.consent_missing": NO_CALL,
    "futures.MarginAccount.grants.consent_missing": NO_CALL,
    "futures.fix_settlement.price_fixed": "what is computed again is the same price",
    "futures.absorb.default_over": "no default is concluded while an account owes",
    "futures.absorb.futures_nothing_owed": NOTHING,
    "futures.collect.futures_nothing_owed": NOTHING,
    "futures.collect.still_called": NOTHING,
    "futures.cover.futures_nothing_owed": NOTHING,
    "futures.found_fund.layers_apart": "an account is opened once",
    "futures.open_day.day_open": "the day that follows the last closed one is there already",
    "futures.pay.futures_nothing_due": NOTHING,
    "futures.require_share.too_many_shares": "it takes five hundred members",
    "futures.settlement_price.price_not_computed": "there is no average of nothing",
    "futures.traded.number_out_of_bounds": "no package can hold a number beyond 2⁵³−1",
    "futures.take_fees.no_fees": NOTHING,
    "futures.traded.too_many_fills": "it takes four thousand trades",
    "futures.require_room.too_many_listed": "it takes six thousand positions; asked of the record apart",
}
