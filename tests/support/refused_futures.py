# SPDX-License-Identifier: Apache-2.0
"""Two houses for futures, and what the futures module refuses: per call, in the order checked.

CC is at half past two of its second day: IF1 is traded and balanced, IF2 settled, IF3 begins tomorrow, IF4 is traded
and not balanced, IF5 never was. Gus is under a margin call since yesterday; Dan and Fay lost more than they had, and
Eve gained it. NO closed its first day, and opened no second.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.dated import DAY_MS, MINUTE_MS, SCHEDULED_MAX, day_of
from counterfoil.law.event import EventData, Movement
from counterfoil.law.moment import known
from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import Table
from counterfoil.modules.futures import booking, law
from counterfoil.modules.futures import calls as f
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.positions import (
    FILLS_MAX,
    POSITIONS,
    SUM_MAX,
    TRADINGS,
    Direction,
    Fill,
    Offset,
    Position,
    Terms,
    named,
    traded,
)
from counterfoil.modules.futures.records import (
    DAYS,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    ROLLS,
    ClosingOrder,
    HedgeFlag,
    MemberStatus,
    Session,
    own_path,
)
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from support.cleared import OFFSET_MIN, until
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, _created, _known

FIRST: Final = day_of(GENESIS_TIME, OFFSET_MIN)
"""A Wednesday."""
TODAY, NEXT, SATURDAY, MONDAY = FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 5
CALENDAR: Final = f.CalendarGiven(first=FIRST - 7, last=FIRST + 700)
SESSIONS: Final = (Session(570, 690), Session(780, 900))
RULES: Final[dict[str, Any]] = {
    "tick": 2,
    "limit_ppm": 100_000,
    "long_ppm": 120_000,
    "short_ppm": 120_000,
    "sessions": SESSIONS,
    "position_limit": 5,
}
WORTH: Final = 3_000
CLIENTS: Final = {"ann": "alpha", "bob": "beta", "dan": "alpha", "eve": "beta", "fay": "gamma", "gus": "alpha"}
RICH: Final = 10**9
LATER: Final = GENESIS_TIME + 10**11


def house(name: str = "XX", **said: Any) -> f.OpenHouse:
    about = {"by": "ccp", "cash": "CNY", "account": f"pool-{name}", "fees": "fees", "offset_min": OFFSET_MIN}
    return f.OpenHouse(house=name, **{**about, "calendar": CALENDAR, **said})


def rules(**said: Any) -> f.RulesGiven:
    return f.RulesGiven(**{**RULES, **said})


def product(name: str = "IF", house: str = "CC", **said: Any) -> f.DefineProduct:
    about = {"venue": "exchange", "title": "An index", "decimals": 1, "multiplier": WORTH, "rules": rules()}
    return f.DefineProduct(product=name, house=house, **{**about, **said})


def contract(name: str, product: str = "IF", **said: Any) -> f.ListContract:
    about = {"first": FIRST, "last": MONDAY, "listing_price": 50_000}
    return f.ListContract(contract=name, product=product, **{**about, **said})


def account(name: str, holder: str, member: str, house: str = "CC", *, own: bool = False) -> f.OpenAccount:
    return f.OpenAccount(account=name, house=house, holder=holder, member=member, own=own)


def fill(trade: int, lots: int = 1, offset: Offset = Offset.opens, price: int = 50_000, **said: Any) -> Fill:
    """Bought at ten, today."""
    about = {"direction": Direction.bought, "time": at(said.pop("minute", 600), said.pop("day", TODAY)), **said}
    return Fill(trade=trade, lots=lots, offset=offset, price=price, **about)


def at(minute: int, day: int = TODAY) -> Any:
    return day * DAY_MS + (minute - OFFSET_MIN) * MINUTE_MS


def sold(trade: int, lots: int = 1, **said: Any) -> Fill:
    return fill(trade, lots, direction=Direction.sold, **said)


def book(account: str, contract: str, *fills: Fill, **said: Any) -> f.Book:
    return f.Book(account=account, contract=contract, fills=fills or (fill(9),), **said)


def balance(contract: str, lots: int, price: int = 50_000, open_interest: int | None = None) -> f.Balance:
    there = lots if open_interest is None else open_interest
    return f.Balance(contract=contract, lots=lots, turnover=lots * price * WORTH, open_interest=there)


def cancel(account: str = "m-ann", contract: str = "IF1", trade: int = 1) -> f.Cancel:
    about = {"direction": Direction.bought, "reason": "fat finger"}
    return f.Cancel(account=account, contract=contract, trade=trade, **about)


def announce(contract: str = "IF1", lower: int = 40_000, upper: int = 60_000) -> f.AnnounceLimits:
    return f.AnnounceLimits(contract=contract, lower=lower, upper=upper, reason="notice 3")


def price(contract: str, price: int | None = None, reason: str = "") -> f.FixSettlement:
    return f.FixSettlement(contract=contract, price=price, reason=reason)


def withdraw(account: str = "m-ann", amount: int = 1) -> f.Withdraw:
    return f.Withdraw(account=account, to="of-ann", amount=amount)


def futures(_market: Ledger) -> Ledger:
    """The houses, as the days have left them at half past two."""
    ledger = Ledger()
    houses(ledger)
    until(ledger, 600)
    ledger.do(f.OpenDay(house="CC", day=FIRST), f.OpenDay(house="NO", day=FIRST), signed_by="ccp")
    ledger.do(
        book("m-gus", "IF1", fill(1, day=FIRST, minute=590)),
        book("m-bob", "IF1", sold(1, day=FIRST, minute=590)),
        balance("IF1", 1),
        signed_by="exchange",
    )
    ledger.do(price("IF1", 50_000, "nothing in the last hour"), signed_by="ccp")
    ledger.do(f.Settle(account="m-gus"), f.Settle(account="m-bob"), f.CloseDay(house="CC"), signed_by="ann")
    ledger.do(f.CloseDay(house="NO"), signed_by="ann")
    until(ledger, 870)
    while day_of(ledger.time, OFFSET_MIN) < TODAY:
        ledger.wait(DAY_MS)
    ledger.do(f.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    _traded(ledger)
    return ledger


def houses(ledger: Ledger) -> None:
    ledger.party("ccp", Role.clearing_house)
    ledger.party("exchange", Role.venue)
    ledger.party("mint", Role.operating_bank)
    ledger.party("firm", Role.issuer)
    ledger.account("fees", "ccp")
    ledger.instrument("CNY", "mint", kind=InstrumentKind.cash)
    ledger.instrument("SHARE", "firm")
    ledger.do(house("CC"), house("NO"), signed_by="ccp")
    ledger.do(product(), product("NP", "NO"), signed_by="ccp exchange")
    ledger.do(
        *(f.SetRules(product="NP", rules=rules(), since=LATER + n) for n in range(SCHEDULED_MAX)), signed_by="ccp"
    )
    first = {"IF3": NEXT}
    listed = [contract(one, first=first.get(one, FIRST)) for one in ("IF1", "IF2", "IF3", "IF4", "IF5")]
    ledger.do(*listed, contract("NC", "NP"), signed_by="exchange")
    for member in ("alpha", "beta", "gamma"):
        ledger.party(member)
        ledger.do(f.Admit(house="CC", member=member), f.Admit(house="NO", member=member), signed_by=["ccp", member])
    ledger.do(account("own-alpha", "alpha", "alpha", own=True), signed_by="alpha")
    for client, member in CLIENTS.items():
        ledger.party(client)
        ledger.account(f"of-{client}", client)
        ledger.do(account(f"m-{client}", client, member), signed_by=[client, member])
        cash = 1_000 if client in ("dan", "fay", "gus") else RICH
        ledger.issue("CNY", f"m-{client}", cash, issuer=f"mint {client}")
    ledger.do(account("n-ann", "ann", "alpha", "NO"), signed_by="ann alpha")


def _traded(ledger: Ledger) -> None:
    ledger.do(
        book("m-ann", "IF1", fill(1), fill(2)),
        book("m-bob", "IF1", sold(1), sold(2)),
        balance("IF1", 2, open_interest=3),
        book("m-dan", "IF2", fill(1)),
        book("m-fay", "IF2", fill(2)),
        book("m-eve", "IF2", sold(1), sold(2)),
        balance("IF2", 2),
        book("m-ann", "IF4", fill(1)),
        signed_by="exchange",
    )
    ledger.do(price("IF2", 49_000, "nothing in the last hour"), signed_by="ccp")
    ledger.do(*(f.Settle(account=f"m-{one}") for one in ("dan", "fay", "eve")), signed_by="ann")
    ledger.do(f.Confirm(account="m-eve", day=TODAY), signed_by="eve")


OPEN_THURSDAY: Final = f.CalendarGiven(first=FIRST - 7, last=FIRST + 700, opened=(TODAY,))
HOUSES_REFUSED = [
    Row("settled in shares", house(cash="SHARE"), "ccp", Outcome.futures_in_cash),
    Row("one account for both", house(account="fees"), "ccp", Outcome.accounts_apart),
    Row("a Thursday that is open as a weekend", house(calendar=OPEN_THURSDAY), "ccp", Outcome.wrong_calendar),
    Row(
        "a calendar that ends before it begins",
        house(calendar=f.CalendarGiven(first=9, last=8)),
        "ccp",
        Outcome.wrong_calendar,
    ),
    Row("no clearing house", house(by="ann"), "ann", Parties.role_missing),
    Row("a house twice", house("CC", account="another"), "ccp", Outcome.house_exists),
    Row("days of no house", f.SetCalendar(house="XX", calendar=CALENDAR), "ccp", Outcome.unknown_house),
    Row("days that make none", f.SetCalendar(house="CC", calendar=OPEN_THURSDAY), "ccp", Outcome.wrong_calendar),
    Row(
        "closing the day that is open",
        f.SetCalendar(house="CC", calendar=f.CalendarGiven(first=FIRST - 7, last=FIRST + 700, closed=(TODAY,))),
        "ccp",
        Outcome.calendar_of_the_past,
    ),
    Row("a product of no house", product("NEW", "XX"), "ccp exchange", Outcome.unknown_house),
    Row(
        "the afternoon before the morning",
        product("NEW", rules=rules(sessions=SESSIONS[::-1])),
        "ccp exchange",
        Outcome.sessions_unordered,
    ),
    Row("a product twice", product(), "ccp exchange", Outcome.product_exists),
    Row("rules of no product", f.SetRules(product="XX", rules=rules()), "ccp", Outcome.unknown_product),
    Row("rules of yesterday", f.SetRules(product="IF", rules=rules(), since=1), "ccp", Outcome.product_backdated),
    Row(
        "rules without order",
        f.SetRules(product="IF", rules=rules(sessions=SESSIONS[::-1])),
        "ccp",
        Outcome.sessions_unordered,
    ),
    Row(
        "one more change to come",
        f.SetRules(product="NP", rules=rules(), since=LATER + 99),
        "ccp",
        Outcome.too_many_product_rules,
    ),
    Row("a contract of no product", contract("NEW", "XX"), "exchange", Outcome.unknown_product),
    Row("last before first", contract("NEW", first=NEXT, last=TODAY), "exchange", Outcome.days_unordered),
    Row("from a Saturday", contract("NEW", first=SATURDAY), "exchange", Outcome.not_a_trading_day),
    Row("past all days", contract("NEW", last=FIRST + 9_999), "exchange", Outcome.beyond_calendar),
    Row("listed off the tick", contract("NEW", listing_price=50_001), "exchange", Outcome.off_tick),
    Row("a contract twice", contract("IF1"), "exchange", Outcome.futures_exist),
    Row("listed by the house", contract("NEW"), "ccp", Parties.not_authorised),
    Row("limits of nothing", announce("XX"), "exchange", Outcome.unknown_futures),
    Row("limits upside down", announce(lower=2, upper=0), "exchange", Outcome.limits_unordered),
    Row("admitted alone", f.Admit(house="CC", member="ann"), "ccp", Parties.not_authorised),
    Row("admitted twice", f.Admit(house="CC", member="alpha"), "ccp alpha", Outcome.clearing_member_exists),
    Row("under no house", account("new", "ann", "alpha", "XX"), "ann alpha", Outcome.unknown_house),
    Row("under no member", account("new", "ann", "bob"), "ann bob", Outcome.not_a_clearing_member),
    Row("a client's as own", account("new", "ann", "beta", own=True), "ann beta", Outcome.another_member),
    Row("a second own", account("new", "alpha", "alpha", own=True), "alpha", Outcome.own_account_exists),
]
DAYS_REFUSED = [
    Row("a day of no house", f.OpenDay(house="XX", day=TODAY), "ccp", Outcome.unknown_house),
    Row("a day in a day", f.OpenDay(house="CC", day=NEXT), "ccp", Outcome.day_open),
    Row("a Saturday", f.OpenDay(house="NO", day=SATURDAY), "ccp", Outcome.not_a_trading_day),
    Row("past the calendar", f.OpenDay(house="NO", day=FIRST + 9_999), "ccp", Outcome.beyond_calendar),
    Row("a day left out", f.OpenDay(house="NO", day=NEXT), "ccp", Outcome.not_the_next_day),
    Row("opened by anybody", f.OpenDay(house="NO", day=TODAY), "ann", Parties.not_authorised),
    Row("closing no house", f.CloseDay(house="XX"), "ann", Outcome.unknown_house),
    Row("closing no day", f.CloseDay(house="NO"), "ann", Outcome.no_day_open),
    Row("closing too early", f.CloseDay(house="CC"), "ann", Outcome.accounts_unsettled),
]
BOOKED = [
    Row("trades of nothing", book("m-ann", "XX"), "exchange", Outcome.unknown_futures),
    Row("on no day", book("n-ann", "NC"), "exchange", Outcome.no_day_open),
    Row("before it is listed", book("m-ann", "IF3"), "exchange", Outcome.contract_over),
    Row("after settlement", book("m-ann", "IF2"), "exchange", Outcome.day_settled),
    Row("of an ordinary account", book("of-ann", "IF1"), "exchange", Outcome.no_margin_account),
    Row("of another house", book("n-ann", "IF1"), "exchange", Outcome.another_house),
    Row("of an account settled", book("m-eve", "IF1"), "exchange", Outcome.account_settled),
    Row("under a margin call", book("m-gus", "IF1"), "exchange", Outcome.under_margin_call),
    Row("off the tick", book("m-ann", "IF1", fill(9, price=50_001)), "exchange", Outcome.off_tick),
    Row("beyond the limit", book("m-ann", "IF1", fill(9, price=55_002)), "exchange", Outcome.outside_limits),
    Row("at lunch", book("m-ann", "IF1", fill(9, minute=691)), "exchange", Outcome.outside_sessions),
    Row("yesterday's", book("m-ann", "IF1", fill(9, day=FIRST)), "exchange", Outcome.outside_sessions),
    Row("in a quarter of an hour", book("m-ann", "IF1", fill(9, minute=899)), "exchange", Outcome.not_yet),
    Row("booked by the house", book("m-ann", "IF1"), "ccp", Parties.not_authorised),
    Row("booked again", book("m-ann", "IF1", fill(2)), "exchange", Outcome.numbers_unordered),
    Row(
        "closing what none has",
        book("m-ann", "IF1", fill(9, 1, Offset.closes)),
        "exchange",
        Outcome.closes_more_than_open,
    ),
    Row("more than one may have", book("m-ann", "IF1", fill(9, 4)), "exchange", Outcome.position_limit),
    Row("cancelling of nothing", cancel(contract="XX"), "exchange ann", Outcome.unknown_futures),
    Row("cancelling after settlement", cancel("m-dan", "IF2"), "exchange dan", Outcome.day_settled),
    Row("cancelling of an account settled", cancel("m-eve"), "exchange eve", Outcome.account_settled),
    Row("cancelling where nothing is", cancel(contract="IF5"), "exchange ann", Outcome.unknown_futures_position),
    Row("cancelling another trade", cancel(trade=7), "exchange ann", Outcome.no_such_fill),
    Row("cancelling alone", cancel(), "exchange", Parties.not_authorised),
    Row("balancing nothing", balance("XX", 1), "exchange", Outcome.unknown_futures),
    Row("balancing what never traded", balance("IF5", 1), "exchange", Outcome.unknown_trading),
    Row("one side alone", balance("IF4", 1), "exchange", Outcome.not_balanced),
    Row("other lots than booked", balance("IF1", 3), "exchange", Outcome.not_balanced),
]
SETTLED = [
    Row("a price of nothing", price("XX"), "ccp", Outcome.unknown_futures),
    Row("a price on no day", price("NC"), "ccp", Outcome.no_day_open),
    Row("a price twice", price("IF2"), "ccp", Outcome.price_fixed),
    Row("a price before the first day", price("IF3", 50_000, "why"), "ccp", Outcome.contract_over),
    Row("announced without reason", price("IF5", 50_000), "ccp", Outcome.price_needs_a_reason),
    Row("a price of half a trade", price("IF4", 50_000, "why"), "ccp", Outcome.unbalanced),
    Row("an average of nothing", price("IF5"), "ccp", Outcome.price_not_computed),
    Row("announced off the tick", price("IF5", 50_001, "why"), "ccp", Outcome.off_tick),
    Row("a price by anybody", price("IF5", 50_000, "why"), "ann", Parties.not_authorised),
    Row("settling no account", f.Settle(account="of-ann"), "ann", Outcome.no_margin_account),
    Row("settling on no day", f.Settle(account="n-ann"), "ann", Outcome.no_day_open),
    Row("settling twice", f.Settle(account="m-eve"), "ann", Outcome.account_settled),
    Row("settling nothing", f.Settle(account="own-alpha"), "ann", Outcome.nothing_to_settle),
    Row("settling without a price", f.Settle(account="m-ann"), "ann", Outcome.price_missing),
    Row("collecting of no account", f.Collect(account="of-ann"), "ann", Outcome.no_margin_account),
    Row("collecting what none owes", f.Collect(account="m-ann"), "ann", Outcome.futures_nothing_owed),
    Row("collecting from nothing", f.Collect(account="m-dan"), "ann", Outcome.still_called),
    Row("covering what none owes", f.Cover(account="m-ann"), "ann", Outcome.futures_nothing_owed),
    Row("covering out of no account", f.Cover(account="m-fay"), "ann", Outcome.own_account_missing),
    Row("covering from nothing", f.Cover(account="m-dan"), "ann", Outcome.still_called),
    Row("paying nothing", f.Pay(account="m-ann"), "ann", Outcome.futures_nothing_due),
    Row("paying what is not there", f.Pay(account="m-eve"), "ann", Outcome.house_lacks),
    Row("answering no call", f.Answer(account="m-ann"), "ann", Outcome.no_margin_call),
    Row("answering with nothing", f.Answer(account="m-gus"), "ann", Outcome.still_called),
    Row("withdrawing from no account", withdraw("of-ann"), "ann", Outcome.no_margin_account),
    Row("withdrawing margin", withdraw(amount=RICH), "ann", Outcome.not_available),
    Row("withdrawing another's", withdraw(), "bob", Parties.not_authorised),
    Row("confirming too early", f.Confirm(account="m-ann", day=TODAY), "ann", Outcome.not_settled_yet),
    Row("confirming twice", f.Confirm(account="m-eve", day=TODAY), "eve", Outcome.confirmed),
    Row("confirming another's", f.Confirm(account="m-dan", day=TODAY), "eve", Parties.not_authorised),
]


def written(asked: Callable[[Context], Iterator[EventData] | Any], table: Table[Any], *key: str, **said: Any) -> Any:
    """What a law makes of a record in a state that no call of this file brings about."""

    def act(ctx: Context) -> Any:
        ctx.state.write(table.path(*key), replace(known(ctx, table, *key), **said))
        return list(asked(ctx))

    return act


def asked(table: Table[Any], key: tuple[str, ...], *movement: Any) -> Callable[[Context], Any]:
    """What a record says of a movement."""
    return lambda ctx: known(ctx, table, *key).grants(ctx, Movement(*movement))


def many(trades: int, lots: int, worth: int) -> Callable[[Context], Any]:
    """So many trades of a position in a day."""
    empty = Position(account="a", contract="c", hedge=HedgeFlag.hedge, cash="CNY", day=FIRST)
    fills = [fill(one, lots, price=2) for one in range(1, trades + 1)]
    return lambda _: traded(empty, TODAY, fills, Terms(2, worth, ClosingOrder.oldest_first, None))


FUTURES_ACTS = [
    Act("an account twice", _created(MARGIN_ACCOUNTS, "m-ann"), Outcome.margin_account_exists),
    Act("a contract's trades twice", _created(TRADINGS, "IF1"), Outcome.trading_exists),
    Act("a position twice", _created(POSITIONS, "m-ann", "IF1", "speculation"), Outcome.futures_position_exists),
    Act("a position for no purpose", lambda _: named("IF1/fun"), Outcome.unknown_futures_position),
    Act("a day that never was", _known(DAYS, "CC", "1"), Outcome.unknown_day),
    Act("a day twice", _created(DAYS, "CC", str(TODAY)), Outcome.day_exists),
    Act("a roll of no accounts", _known(ROLLS, "NO"), Outcome.unknown_roll),
    Act("a roll twice", _created(ROLLS, "CC"), Outcome.roll_exists),
    Act("as many trades as none may have", many(FILLS_MAX + 1, 1, 1), Outcome.too_many_fills),
    Act("worth more than can be counted", many(1, 2, SUM_MAX), MachineOutcome.number_out_of_bounds),
    Act(
        "opening for a member in default",
        written(
            lambda ctx: booking.book(book("m-ann", "IF1"), ctx),
            MEMBERS,
            "CC",
            "alpha",
            status=MemberStatus.in_default,
        ),
        Outcome.member_in_default,
    ),
    Act(
        "closing a day that is uneven",
        written(
            lambda ctx: law.close_day(f.CloseDay(house="CC"), ctx),
            DAYS,
            "CC",
            str(TODAY),
            accounts=6,
            dropped=0,
            owed=0,
            due=0,
            variation=1,
        ),
        Outcome.variation_uneven,
    ),
    Act(
        "out of the settlement account for nobody",
        asked(HOUSES, ("CC",), Side.gives, "pool-CC", "CNY", 1, "of-ann", None),
        Holdings.consent_missing,
    ),
    Act(
        "out of another house's settlement account",
        asked(HOUSES, ("CC",), Side.gives, "pool-CC", "CNY", 1, "n-ann", own_path("n-ann")),
        Outcome.another_house,
    ),
    Act(
        "out of a margin account for another",
        asked(MARGIN_ACCOUNTS, ("m-ann",), Side.gives, "m-ann", "CNY", 1, "m-bob", own_path("m-bob")),
        Holdings.consent_missing,
    ),
]
MARKET = futures
APART = True
