# SPDX-License-Identifier: Apache-2.0
"""A house on a trading day, with contracts and accounts in every state that a rule distinguishes."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX, day_of
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ClosingOrder, Session, SettlementMethod
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from support.ledger import GENESIS_TIME, Ledger

OFFSET: Final = 480
NOW: Final = day_of(GENESIS_TIME, OFFSET)
TODAY: Final = NOW - 1
"""The trading day that is open: a Tuesday that is over by the clock."""
BEFORE: Final = TODAY - 1
"""The trading day before, which is closed."""
MONTH: Final = 30
MULTIPLIER: Final = 3_000
AT: Final = 50_000
"""The price before the day."""
CALENDAR: Final = c.CalendarGiven(first=TODAY - 400, last=TODAY + 400)
RULES: Final[Mapping[str, Any]] = {
    "tick": 2,
    "limit_ppm": 200_000,
    "long_ppm": 120_000,
    "short_ppm": 120_000,
    "sessions": (Session(570, 690), Session(780, 900)),
    "fees": Fees(opening=Fee(billionths=25_300), closing=Fee(billionths=25_300), closing_today=Fee(per_lot=7)),
}


def at(minute: int, day: int = TODAY) -> int:
    """A minute of a day, in ms."""
    return day * DAY_MS + (minute - OFFSET) * 60_000


def fill(trade: int, direction: str, offset: str, price: int = AT, lots: int = 1, **more: Any) -> Fill:
    """At ten o'clock of the day that is open, unless told."""
    time = more.get("time", at(600, more.get("day", TODAY)))
    return Fill(trade, time, Direction(direction), Offset(offset), price, lots)


def book(account: str, *fills: Fill, contract: str = "IF", hedge: HedgeFlag = HedgeFlag.speculation) -> c.Book:
    return c.Book(account=account, contract=contract, fills=fills, hedge=hedge)


def rules(**changed: Any) -> c.RulesGiven:
    return c.RulesGiven(**{**RULES, **changed})


def product(name: str = "fresh", house: str = "CC", changed: Mapping[str, Any] | None = None) -> c.DefineProduct:
    said = {"venue": "venue", "title": "an index", "decimals": 1, "multiplier": MULTIPLIER}
    return c.DefineProduct(product=name, house=house, rules=rules(**(changed or {})), **said)


def listing(name: str = "fresh", **changed: Any) -> c.ListContract:
    said = {"product": "index", "first": TODAY - 7, "last": TODAY + 7, "listing_price": AT}
    return c.ListContract(contract=name, **{**said, **changed})


def house(name: str = "fresh", **changed: Any) -> c.OpenHouse:
    said = {"by": "ccp", "cash": "CNY", "account": f"{name}-settlement", "fees": "of-ccp", "offset_min": OFFSET}
    return c.OpenHouse(house=name, **{**said, "calendar": CALENDAR, **changed})


def account(name: str = "fresh", holder: str = "ann", member: str = "alpha", **more: Any) -> c.OpenAccount:
    return c.OpenAccount(account=name, **{"house": "CC", "holder": holder, "member": member, **more})


def balance(contract: str, lots: int, turnover: int, open_interest: int, late: tuple[int, int] = (0, 0)) -> c.Balance:
    said = {"lots": lots, "turnover": turnover, "open_interest": open_interest}
    return c.Balance(contract=contract, **said, late_lots=late[0], late_turnover=late[1])


def both(
    ledger: Ledger, contract: str, buyer: str, seller: str, *trades: tuple[int, int, int], day: int = TODAY
) -> None:
    """Trades that open on both sides, (number, price, lots) each; and the venue balances what the day has so far."""
    bought = [fill(number, "bought", "opens", price, lots, day=day) for number, price, lots in trades]
    sold = [fill(number, "sold", "opens", price, lots, day=day) for number, price, lots in trades]
    ledger.do(book(buyer, *bought, contract=contract), book(seller, *sold, contract=contract), signed_by="venue")
    lots = sum(one.lots for one in bought)
    worth = sum(one.lots * one.price for one in bought) * MULTIPLIER
    ledger.do(balance(contract, lots, worth, lots), signed_by="venue")


def houses(ledger: Ledger) -> Ledger:
    """Who clears, who trades, who answers for whom; two houses, of which one has no day open."""
    ledger.party("ccp", Role.clearing_house)
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    for name in ("alpha", "beta", "gamma", "delta", "omega", "ann", "bob", "cat", "dan", "eve"):
        ledger.party(name)
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    ledger.party("issuer", Role.issuer)
    ledger.instrument("SHARE", "issuer")
    ledger.account("of-ccp", "ccp")
    ledger.account("of-ann", "ann")
    ledger.account("closed-door", "ann", incoming=Control.holder)
    ledger.do(house("CC"), house("DD"), signed_by="ccp")
    index = product("index"), product("crowded"), product("elsewhere", "DD")
    ledger.do(*index, product("tight", changed={"position_limit": 2}), signed_by="ccp venue")
    stated = {"closing": ClosingOrder.stated, "method": SettlementMethod.whole_day}
    night = {"sessions": (Session(1_260, 1_590), Session(540, 900)), **stated}
    ledger.do(product("metal", changed=night), signed_by="ccp venue")
    for number in range(SCHEDULED_MAX):
        ledger.do(c.SetRules(product="crowded", rules=rules(), since=ledger.time + 10**9 + number), signed_by="ccp")
    ledger.do(
        product("late", changed={"sessions": (Session(540, 2_160),), "method": SettlementMethod.whole_day}),
        signed_by="ccp venue",
    )
    names = ("IF", "quiet", "fixed", "dusty", "even", "limits", "past")
    ledger.do(*(listing(name) for name in names), signed_by="venue")
    ledger.do(listing("over", last=TODAY - 1), listing("tight", product="tight"), signed_by="venue")
    ledger.do(
        listing("late", product="late"),
        listing("CU", product="metal"),
        listing("DD", product="elsewhere"),
        signed_by="venue",
    )
    for member in ("alpha", "beta", "gamma", "delta", "omega"):
        ledger.do(c.Admit(house="CC", member=member), signed_by=f"ccp {member}")
    ledger.do(c.Admit(house="DD", member="alpha"), signed_by="ccp alpha")
    ledger.do(d.FoundFund(house="CC", account="fund", skin="skin", reserve="reserve", own_funds="own"), signed_by="ccp")
    ledger.do(
        d.DeclareDefault(house="CC", member="omega", reason="it left"),
        d.ConcludeDefault(house="CC", member="omega"),
        signed_by="ccp",
    )
    for member in ("alpha", "gamma"):
        ledger.do(account(f"m-{member}", member, member, own=True), signed_by=member)
        ledger.do(d.RequireShare(house="CC", member=member, required=1_000), signed_by="ccp")
    return ledger


def clients(ledger: Ledger) -> None:
    """Accounts with money, and without."""
    for name, holder, member, money in (
        ("m-ann", "ann", "alpha", 50_000_000),
        ("m-bob", "bob", "beta", 50_000_000),
        ("m-idle", "cat", "alpha", 50_000_000),
        ("m-poor", "dan", "alpha", 28_000_000),
        ("m-rich", "eve", "beta", 90_000_000),
        ("m-broke", "cat", "gamma", 10_000_000),
        ("m-short", "cat", "delta", 10_000_000),
        ("m-late", "dan", "gamma", 10_000_000),
        ("m-called", "dan", "beta", 28_000_000),
    ):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, money, issuer=f"bank {holder}")
    ledger.issue("CNY", "m-alpha", 5_000, issuer="bank alpha")
    ledger.account("of-cat", "cat", incoming=Control.holder)
    ledger.do(c.Bind(account="m-idle", to="of-cat"), signed_by="cat")
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    ledger.do(account("m-there", "ann", "alpha", house="DD"), signed_by="ann alpha")


def yesterday(ledger: Ledger) -> None:
    """A day that left one account under a call."""
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    both(ledger, "past", "m-rich", "m-called", (1, AT, 1), day=BEFORE)
    ledger.do(c.FixSettlement(contract="past", price=53_000, reason="a shortage"), signed_by="ccp")
    settled = (c.Settle(account=name) for name in ("m-called", "m-rich"))
    ledger.do(*settled, c.Pay(account="m-rich"), c.CloseDay(house="CC"), signed_by="cat")


def trading(_market: Ledger) -> Ledger:
    """The floor, on a market of its own: its days go on."""
    return on_the_floor(Ledger())


def on_the_floor(ledger: Ledger) -> Ledger:
    """A day on which some contracts and accounts are settled: with a call, a debt, a gain; and a member in default."""
    houses(ledger)
    clients(ledger)
    ledger.do(c.OpenDay(house="DD", day=TODAY - 4), c.CloseDay(house="DD"), signed_by="ccp")
    yesterday(ledger)
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(c.FixSettlement(contract="past", price=53_000, reason="as before"), signed_by="ccp")
    ledger.do(c.AnnounceLimits(contract="limits", lower=49_900, upper=50_100, reason="a notice"), signed_by="venue")
    both(ledger, "IF", "m-ann", "m-bob", (1, AT, 3), (2, AT + 10, 1))
    both(ledger, "tight", "m-ann", "m-bob", (1, AT, 2))
    both(ledger, "CU", "m-ann", "m-bob", (1, AT, 2))
    both(ledger, "late", "m-ann", "m-bob", (1, AT, 1))
    both(ledger, "even", "m-ann", "m-bob", (1, AT, 1))
    ledger.do(book("m-ann", fill(1, "bought", "opens"), contract="dusty"), signed_by="venue")
    ledger.do(book("m-bob", fill(1, "sold", "opens"), contract="dusty"), signed_by="venue")
    both(ledger, "fixed", "m-rich", "m-poor", (1, AT, 1))
    more = [fill(number, "bought", "opens") for number in (2, 3, 4)]
    less = [fill(number, "sold", "opens") for number in (2, 3, 4)]
    ledger.do(book("m-rich", *more, contract="fixed"), signed_by="venue")
    for name, one in zip(("m-broke", "m-short", "m-late"), less, strict=True):
        ledger.do(book(name, one, contract="fixed"), signed_by="venue")
    ledger.do(balance("fixed", 4, 4 * AT * MULTIPLIER, 4), signed_by="venue")
    ledger.do(c.FixSettlement(contract="fixed", price=58_000, reason="a shortage"), signed_by="ccp")
    ledger.do(
        *(c.Settle(account=name) for name in ("m-poor", "m-broke", "m-short", "m-late", "m-rich")), signed_by="ccp"
    )
    ledger.do(c.Confirm(account="m-poor", day=TODAY), signed_by="dan")
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    ledger.issue("CNY", "m-late", 5, issuer="bank dan")
    return ledger


def priced() -> Ledger:
    """A day whose price is fixed: a gain to pay, a debt that the member has money for, one of a member in default."""
    ledger = houses(Ledger())
    clients(ledger)
    ledger.do(account("m-delta", "delta", "delta", own=True), signed_by="delta")
    for name, money in (("m-delta", 15_000_000), ("skin", 1_000_000), ("own", 20_000_000)):
        holder = "delta" if name == "m-delta" else "ccp"
        ledger.issue("CNY", name, money, issuer=f"bank {holder}")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    sellers = ("m-poor", "m-broke", "m-short")
    lots = [(number, name) for number, name in enumerate(sellers, 1)]
    ledger.do(
        book("m-rich", *(fill(number, "bought", "opens") for number, _ in lots), contract="fixed"),
        *(book(name, fill(number, "sold", "opens"), contract="fixed") for number, name in lots),
        balance("fixed", 3, 3 * AT * MULTIPLIER, 3),
        signed_by="venue",
    )
    ledger.do(c.FixSettlement(contract="fixed", price=58_000, reason="a shortage"), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    ledger.do(c.Settle(account="m-poor"), signed_by="cat")
    ledger.issue("CNY", "m-poor", 20_000_000, issuer="bank dan")
    return ledger
