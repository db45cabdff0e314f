# SPDX-License-Identifier: Apache-2.0
"""A house that clears copper, American options on it, and European options on an index; clients with money."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.option_queries import draws
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight, OptionRules
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from support.futures_market import TODAY, account, fill, house
from support.ledger import Ledger

NEXT: Final = TODAY + 1
THEN: Final = TODAY + 2
CLIENTS: Final = {"ann": "alpha", "bob": "beta", "cat": "alpha", "dan": "beta", "eve": "alpha"}
MONEY: Final = 10**11
COPPER: Final = 60_000
"""Yuan a tonne, the day before the first."""
INDEX: Final = 40_000
"""4,000.0 points."""
LOT: Final = 500
"""Fen that five tonnes are worth more when a tonne costs a yuan more."""
POINT: Final = 1_000
"""Fen for a tenth of a point, at 100 yuan a point."""
PREMIUM_FEES: Final = Fees(opening=Fee(per_lot=500), closing=Fee(per_lot=300), closing_today=Fee(per_lot=300))
RULES: Final[dict[str, Any]] = {"limit_ppm": 100_000, "long_ppm": 90_000, "short_ppm": 90_000}


def rules(**said: Any) -> c.RulesGiven:
    return c.RulesGiven(**{"tick": 2, **RULES, **said})


def product(name: str, house: str = "CC", **said: Any) -> c.DefineProduct:
    about = {"venue": "venue", "title": name, "decimals": 0, "multiplier": LOT, "rules": rules()}
    return c.DefineProduct(product=name, house=house, **{**about, **said})


def futures(name: str = "CU", house: str = "CC", **said: Any) -> c.ListContract:
    about = {"product": "copper", "first": TODAY - 1, "last": TODAY + 7, "listing_price": COPPER}
    return c.ListContract(contract=name, **{**about, **said})


def option(name: str, right: str, strike: int, **said: Any) -> o.ListOption:
    """On copper, unless told."""
    about = {"product": "on_copper", "underlying": "CU", "first": TODAY - 1, "last": NEXT, "listing_price": 1_000}
    return o.ListOption(contract=name, right=OptionRight(right), strike=strike, **{**about, **said})


def on_index(name: str, right: str, strike: int, **said: Any) -> o.ListOption:
    return option(name, right, strike, **{"product": "on_index", "underlying": "CSI", **said})


AMERICAN: Final = OptionRules(style=ExerciseStyle.american)
EUROPEAN: Final = OptionRules(style=ExerciseStyle.european, in_cash=True, otm_ppm=1_000_000)
IN_TENTHS: Final[dict[str, Any]] = {"decimals": 1, "multiplier": POINT}


def level(name: str = "CSI", house: str = "CC", **said: Any) -> o.OpenLevel:
    about = {"title": "CSI 300", "decimals": 1, "price": INDEX}
    return o.OpenLevel(level=name, house=house, **{**about, **said})


def optioned(ledger: Ledger) -> Ledger:
    """Contracts, series and accounts, before any day is open."""
    for name, role in (("ccp", Role.clearing_house), ("venue", Role.venue), ("bank", Role.operating_bank)):
        ledger.party(name, role)
    for name in ("alpha", "beta", *CLIENTS):
        ledger.party(name)
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    ledger.account("of-ccp", "ccp")
    ledger.do(house("CC"), house("DD"), level(), signed_by="ccp")
    on_copper = product("on_copper", rules=rules(option=AMERICAN, fees=PREMIUM_FEES))
    on_csi = product("on_index", rules=rules(option=EUROPEAN, short_ppm=120_000, long_ppm=120_000), **IN_TENTHS)
    ledger.do(product("copper", rules=rules(tick=10)), on_copper, on_csi, signed_by="ccp venue")
    series = [option("C59", "call", 59_000), option("P61", "put", 61_000), option("C62", "call", 62_000)]
    cash = [on_index("IC", "call", 39_000), on_index("IP", "put", 39_000)]
    ledger.do(futures(), *series, *cash, signed_by="venue")
    for member in ("alpha", "beta"):
        ledger.do(c.Admit(house="CC", member=member), c.Admit(house="DD", member=member), signed_by=f"ccp {member}")
    for holder, member in CLIENTS.items():
        ledger.do(account(f"m-{holder}", holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", f"m-{holder}", MONEY, issuer=f"bank {holder}")
    return ledger


def begin(ledger: Ledger, day: int = TODAY) -> Ledger:
    """Open a day, and let it be over by the clock."""
    ledger.wait(max(0, (day + 1) * 86_400_000 - ledger.time))
    ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")
    return ledger


def traded(
    ledger: Ledger,
    contract: str,
    buyer: str,
    sellers: dict[str, int],
    price: int = 1_000,
    day: int = TODAY,
    first: int = 1,
) -> None:
    """One buys of each of these so many lots that are opened on both sides; and the venue balances the series."""
    numbered = list(enumerate(sellers.items(), first))
    buys = [fill(number, "bought", "opens", price, lots, day=day) for number, (_, lots) in numbered]
    calls: list[Any] = [c.Book(account=buyer, contract=contract, fills=tuple(buys))]
    for number, (seller, lots) in numbered:
        sells = (fill(number, "sold", "opens", price, lots, day=day),)
        calls.append(c.Book(account=seller, contract=contract, fills=sells))
    ledger.do(*calls, signed_by="venue")
    balanced(ledger, contract, day)


def balanced(ledger: Ledger, contract: str, day: int) -> None:
    """The venue says of a contract what was booked."""
    trading = ledger.state.read(TRADINGS, contract)
    assert trading is not None
    now = trading.on(day)
    said = {"lots": now.bought.lots, "turnover": now.bought.turnover, "open_interest": now.long}
    late = {"late_lots": now.late_bought.lots, "late_turnover": now.late_bought.turnover}
    ledger.do(c.Balance(contract=contract, **said, **late), signed_by="venue")


def fix(contract: str, price: int) -> c.FixSettlement:
    return c.FixSettlement(contract=contract, price=price, reason="a notice")


def fixed(ledger: Ledger, **prices: int) -> None:
    """Settlement prices, and where the index stands, by name."""
    for name, price in prices.items():
        call = o.FixLevel(level=name, price=price, source="CSI") if name == "CSI" else fix(name, price)
        ledger.do(call, signed_by="ccp")


def instruct(account: str, contract: str, exercised: int = 0, abandoned: int = 0) -> o.Instruct:
    return o.Instruct(account=account, contract=contract, exercised=exercised, abandoned=abandoned)


def drawing(contract: str, exercised: int, open_lots: int, remainder: int | None = None, before: str = "") -> Any:
    """What the house publishes; left out: nothing is left over."""
    cut = open_lots if remainder is None else remainder
    said = {"exercised": exercised, "open_lots": open_lots, "remainder": cut, "before": before}
    return o.DrawAssignment(contract=contract, **said)


def drawn(ledger: Ledger, day: int = TODAY) -> list[o.DrawAssignment]:
    """The house publishes what the rule brings."""
    found = list(draws(ledger.state, "CC", day))
    ledger.do(*found, signed_by="ccp")
    return found


def settled(ledger: Ledger, day: int = TODAY) -> None:
    """All that anybody may do: exercise, assign, settle, collect, pay; until the day is closed."""
    drawn(ledger, day)
    ledger.drive("ann", "futures")


def found(ledger: Ledger, name: str) -> MarginAccount:
    """A margin account."""
    account = ledger.state.read(MARGIN_ACCOUNTS, name)
    assert account is not None
    return account


def cash(ledger: Ledger) -> dict[str, int]:
    """What each client has more than it began with."""
    return {name: ledger.holding(f"m-{name}", "CNY").balance - MONEY for name in CLIENTS}
