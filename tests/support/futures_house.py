# SPDX-License-Identifier: Apache-2.0
"""Two houses for futures on the ledger in memory, with clients and contracts, before any day is open."""

from typing import Any, Final

from counterfoil.law.dated import DAY_MS, MINUTE_MS, SCHEDULED_MAX, day_of
from counterfoil.modules.futures import calls as f
from counterfoil.modules.futures.positions import (
    Direction,
    Fill,
    Offset,
)
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from support.cleared import OFFSET_MIN
from support.ledger import GENESIS_TIME, Ledger

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
    return f.Withdraw(account=account, amount=amount)


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
    ledger.do(f.Bind(account="m-ann", to="of-ann"), signed_by="ann")
