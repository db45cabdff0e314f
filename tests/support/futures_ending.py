# SPDX-License-Identifier: Apache-2.0
"""A house whose contracts end: one in cash, one in goods, one in bonds; firms that may deliver, and a person."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, day_of
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivering import matching_of
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Grade, Schedule
from counterfoil.modules.futures.expiry import ENDINGS, Observed
from counterfoil.modules.futures.positions import TRADINGS, Direction, Fill, Offset
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId
from support.ledger import GENESIS_TIME, Ledger

OFFSET: Final = 480
START: Final = next(day for day in range(day_of(GENESIS_TIME, OFFSET) - 20, 10**9) if (day + 3) % 7 == 0)
"""A Monday, on which contracts are listed and the first day is opened."""
LAST: Final = START + 4
"""The Friday on which they trade last."""
AFTER: Final = (START + 7, START + 8, START + 9, START + 10)
"""The trading days after it."""
MULTIPLIER: Final = 500
AT: Final = 60_000
SESSIONS: Final = (Session(570, 690), Session(780, 900))
IN_CASH: Final = EndingRules(mode=EndingMode.in_cash, final=FinalMethod.index_mean)
IN_GOODS: Final = EndingRules(
    mode=EndingMode.in_goods,
    final=FinalMethod.last_settlement,
    out_days=2,
    unit=5,
    schedule=Schedule(1, 2, 3),
    penalty_ppm=200_000,
    grades=(Grade("standard"), Grade("north", 300), Grade("south", -200)),
)
RULES: Final[Mapping[str, Any]] = {
    "tick": 10,
    "limit_ppm": 200_000,
    "long_ppm": 90_000,
    "short_ppm": 90_000,
    "sessions": SESSIONS,
}
FIRMS: Final = ("ann", "bob", "cat", "dan")
PERSON: Final = "pat"
CLIENTS: Final = (*FIRMS, PERSON)
RICH: Final = 10**11


def at(minute: int, day: int) -> int:
    """A minute of a day, in ms."""
    return day * DAY_MS + (minute - OFFSET) * 60_000


def fill(trade: int, direction: str, price: int, lots: int, day: int, offset: str = "opens") -> Fill:
    """At ten o'clock."""
    return Fill(trade, at(600, day), Direction(direction), Offset(offset), price, lots)


def observed(contract: str, *values: int, day: int = LAST, since: int = 780) -> e.ObserveIndex:
    """One value each minute."""
    seen = tuple(Observed(at(since + number, day), value) for number, value in enumerate(values))
    return e.ObserveIndex(contract=contract, observed=seen)


def product(name: str, ending: EndingRules | None, **changed: Any) -> c.DefineProduct:
    about = {"venue": "venue", "title": name, "decimals": 0, "multiplier": MULTIPLIER}
    rules = c.RulesGiven(**{**RULES, "ending": ending, **changed.pop("rules", {})})
    return c.DefineProduct(product=name, house="CC", rules=rules, **{**about, **changed})


def listing(name: str, product: str, **changed: Any) -> c.ListContract:
    about = {"first": START, "last": LAST, "listing_price": AT}
    return c.ListContract(contract=name, product=product, **{**about, **changed})


def founded(ledger: Ledger) -> Ledger:
    """House, venue, bank, a member for all, its clients with money, products and contracts."""
    ledger.party("ccp", Role.clearing_house)
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    ledger.party("depot", Role.issuer)
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    ledger.account("of-ccp", "ccp")
    calendar = c.CalendarGiven(first=START - 40, last=START + 70)
    about = {"by": "ccp", "cash": "CNY", "account": "pool", "fees": "of-ccp", "offset_min": OFFSET}
    ledger.do(c.OpenHouse(house="CC", calendar=calendar, **about), signed_by="ccp")
    ledger.do(s.OpenDesk(house="CC", account="desk"), signed_by="ccp")
    ledger.do(product("index", IN_CASH), product("metal", IN_GOODS), signed_by="ccp venue")
    ledger.do(listing("IX", "index"), listing("CU", "metal"), signed_by="venue")
    ledger.party("alpha", Role.custodian)
    ledger.do(c.Admit(house="CC", member="alpha"), signed_by="ccp alpha")
    for name in CLIENTS:
        ledger.party(name, *([] if name == PERSON else [Role.custodian]))
        ledger.do(
            c.OpenAccount(account=f"m-{name}", house="CC", holder=name, member="alpha"), signed_by=f"{name} alpha"
        )
        ledger.account(f"of-{name}", name)
        ledger.issue("CNY", f"m-{name}", RICH, issuer=f"bank {name}")
    return ledger


def trade(ledger: Ledger, contract: str, day: int, *trades: tuple[str, str, int, int], offset: str = "opens") -> None:
    """Buyer, seller, price and lots of each, in one day; balanced by the venue."""
    before, listed = ledger.state.read(TRADINGS, contract), ledger.state.read(FUTURES, contract)
    defined = None if listed is None else ledger.state.read(PRODUCTS, listed.product)
    assert defined is not None
    sums = {"lots": 0, "turnover": 0}
    for number, (buyer, seller, price, lots) in enumerate(trades, 1):
        for name, side in ((buyer, "bought"), (seller, "sold")):
            fills = (fill(number, side, price, lots, day, offset),)
            ledger.do(c.Book(account=f"m-{name}", contract=contract, fills=fills), signed_by="venue")
        sums["lots"] += lots
        sums["turnover"] += lots * price * defined.multiplier
    open_before = 0 if before is None else before.long
    change = sums["lots"] if offset == "opens" else -sums["lots"]
    ledger.do(c.Balance(contract=contract, **sums, open_interest=open_before + change), signed_by="venue")


def open_day(ledger: Ledger, day: int) -> None:
    """The house opens a day; by the clock it is over at once."""
    ledger.wait(max(0, at(1_200, day) - ledger.time))
    ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")


def fix(ledger: Ledger, prices: Mapping[str, int]) -> None:
    """Settlement prices of the day."""
    for name, price in prices.items():
        ledger.do(c.FixSettlement(contract=name, price=price, reason="drawn"), signed_by="ccp")


def settle(ledger: Ledger, accounts: Sequence[str] = CLIENTS) -> None:
    """All that have positions are settled for the day, and paid."""
    house = ledger.state.read(HOUSES, "CC")
    assert house is not None
    for name in accounts:
        account = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        if account is not None and account.positions and account.settled != house.day:
            ledger.do(c.Settle(account=f"m-{name}"), signed_by="ann")
    pay(ledger, accounts)


def pay(ledger: Ledger, accounts: Sequence[str] = CLIENTS) -> None:
    """Whatever is due is paid."""
    for name in accounts:
        account = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        if account is not None and account.due:
            ledger.do(c.Pay(account=f"m-{name}"), signed_by="ann")


def close(ledger: Ledger) -> None:
    ledger.do(c.CloseDay(house="CC"), signed_by="ann")


def receipt(ledger: Ledger, name: str, firm: str, grade: str = "standard", product: str = "metal") -> Goods:
    """A receipt for one delivery unit, in a firm's own account."""
    ledger.instrument(name, "depot", unique=True)
    ledger.issue(name, f"of-{firm}", 1, issuer=f"depot {firm}")
    ledger.do(s.AdmitGoods(instrument=name, product=product, grade=grade), signed_by="venue")
    return Goods(name)


def offer(firm: str, *goods: Goods, contract: str = "CU", **changed: Any) -> s.Offer:
    about = {"account": f"m-{firm}", "place": f"of-{firm}"}
    return s.Offer(contract=contract, offered=goods, **{**about, **changed})


def intend(firm: str, grade: str = "", contract: str = "CU", **changed: Any) -> s.Intend:
    about = {"account": f"m-{firm}", "place": f"of-{firm}"}
    return s.Intend(contract=contract, grade=grade, **{**about, **changed})


def allotments(ledger: Ledger, contract: str) -> list[Call]:
    """What the rule brings, account by account; and that it stands."""
    ending = ledger.state.read(ENDINGS, contract)
    assert ending is not None
    found: dict[AccountId, list[s.ParcelGiven]] = {}
    for one in matching_of(ledger.state, ending):
        given = s.ParcelGiven(number=one.number, lots=one.lots, goods=one.goods, failing=one.failing)
        for account in (one.seller, one.buyer):
            found.setdefault(account, []).append(given)
    written = (s.Allot(contract=contract, account=name, parcels=tuple(parcels)) for name, parcels in found.items())
    return [*written, s.ConcludeMatching(contract=contract)]


def traded_out(ledger: Ledger, contract: str, *trades: tuple[str, str, int, int], settlement: int = AT) -> None:
    """Traded on the last day, which is settled; the final price is fixed, and all positions have expired."""
    for day in range(START, LAST + 1):
        open_day(ledger, day)
        if day == START + 1:
            trade(ledger, contract, day, *trades)
            fix(ledger, {contract: settlement})
            settle(ledger)
        elif day > START + 1:
            fix(ledger, {contract: settlement})
            settle(ledger)
        if day < LAST:
            close(ledger)
    ledger.do(e.FixFinal(contract=contract), signed_by="ccp")
    for name in CLIENTS:
        account = ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        if account is not None and account.positions:
            ledger.do(e.Expire(account=f"m-{name}", contract=contract), signed_by="ann")
    pay(ledger)
    close(ledger)
