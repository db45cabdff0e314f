# SPDX-License-Identifier: Apache-2.0
"""A house that takes securities as margin, and accounts for which some are lodged: with a gain, a loss, a debt."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import lodging_calls as s
from counterfoil.modules.futures.lodging import Accepted
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber
from support.futures_ending import AT, START, fix, founded, listing, open_day, receipt, trade

PRICE: Final = 10_000
"""Of a bond, in fen: after a tenth 9,000 count"""
CASH: Final = 3_000_000
MARGIN: Final = 2_700_000
"""Of a lot at the price before: 9 % of 60,000 times 500"""
ACCEPTED: Final = (Accepted("BOND", 100_000), Accepted("RARE", 0, 50, 65), Accepted("DUST", 0))
MOVED: Final = 1_000_000
"""What one lot gains and loses when the price moves by 2,000"""


def policy(house: str = "CC", **changed: Any) -> s.SetSecurities:
    said = {"multiple": 4, "kept_ppm": 950_000, "securities": ACCEPTED, "offsets": ("metal",), **changed}
    return s.SetSecurities(house=house, **said)


def price(price: int = PRICE, instrument: str = "BOND", **changed: Any) -> s.PriceSecurity:
    return s.PriceSecurity(**{"house": "CC", "instrument": instrument, "price": price, "reason": "closing", **changed})


def pledged(firm: str, name: str, quantity: int = 1_000, instrument: str = "BOND", **changed: Any) -> h.Pledge:
    about = {"account": f"of-{firm}", "pledgee": f"futures/account/m-{firm}", "enforceable_from": 1, **changed}
    return h.Pledge(pledge=name, instrument=instrument, quantity=quantity, **about)


def lodge(firm: str, name: str, product: str = "") -> s.Lodge:
    return s.Lodge(account=f"m-{firm}", pledge=name, product=product)


def give_back(firm: str, name: str, quantity: int | None = None) -> s.GiveBack:
    return s.GiveBack(account=f"m-{firm}", pledge=name, quantity=quantity)


def realise(firm: str, name: str) -> s.Realise:
    return s.Realise(account=f"m-{firm}", pledge=name)


def lodged(ledger: Any, firm: str, name: str, quantity: int = 1_000, instrument: str = "BOND", **more: Any) -> None:
    """Pledged and lodged in one transaction."""
    ledger.do(pledged(firm, name, quantity, instrument), lodge(firm, name, **more), signed_by=firm)


def firm(ledger: Any, name: str, cash: int = CASH, bonds: int = 1_000, member: str = "alpha") -> None:
    """With a margin account that has so much, and bonds in an account of its own."""
    ledger.party(name, Role.custodian)
    opened = c.OpenAccount(account=f"m-{name}", house="CC", holder=name, member=member)
    ledger.do(opened, signed_by=f"{name} {member}")
    ledger.account(f"of-{name}", name)
    ledger.do(c.Bind(account=f"m-{name}", to=f"of-{name}"), signed_by=name)
    if cash:
        ledger.issue("CNY", f"m-{name}", cash, issuer=f"bank {name}")
    if bonds:
        ledger.issue("BOND", f"of-{name}", bonds, issuer="depot")


def taking(ledger: Any, *, policies: bool = True) -> Any:
    """The house, a keeper with money, what it takes, and Lia with three million fen and a thousand bonds."""
    founded(ledger)
    for name in ("BOND", "RARE", "DUST", "JUNK"):
        ledger.instrument(name, "depot")
    ledger.account("kept", "ccp")
    ledger.issue("CNY", "kept", 10**9, issuer="bank")
    ledger.do(s.NameKeeper(house="CC", account="kept"), signed_by="ccp")
    if policies:
        ledger.do(policy(), signed_by="ccp")
    firm(ledger, "lia")
    return ledger


def lodging(_market: Any) -> Any:
    """On a market of its own."""
    from support.ledger import Ledger

    return on_the_counter(Ledger())


def on_the_counter(ledger: Any) -> Any:
    """A day on which Moe, Ned and Pia owe, Ned has some cash again, and the member of Pia is in default."""
    taking(ledger)
    _houses(ledger)
    ledger.do(c.Admit(house="CC", member="beta"), signed_by="ccp beta")
    layers = {"account": "fund", "skin": "skin", "reserve": "reserve", "own_funds": "own"}
    ledger.do(d.FoundFund(house="CC", **layers), signed_by="ccp")
    for name, cash in (("moe", CASH), ("ned", 500_000), ("pia", 500_000), ("oda", CASH)):
        firm(ledger, name, cash, member="beta" if name == "pia" else "alpha")
    ledger.do(listing("LO", "metal"), signed_by="venue")
    for name in ("R1", "R2", "R3"):
        receipt(ledger, name, "lia")
    open_day(ledger, START)
    ledger.do(price(), price(1, "DUST", per=10**6), signed_by="ccp")
    lodged(ledger, "lia", "l-1")
    lodged(ledger, "lia", "l-r", 1, "R1", product="metal")
    for name in ("moe", "ned", "pia"):
        lodged(ledger, name, f"{name[0]}-1", 500)
    trade(ledger, "CU", START, ("ann", "lia", AT, 9))
    ledger.issue("RARE", "of-oda", 10, issuer="depot")
    lodged(ledger, "oda", "o-rare", 10, "RARE")
    shorts = (("moe", 4), ("ned", 1), ("pia", 1), ("oda", 1))
    trade(ledger, "LO", START, *(("bob", name, AT, lots) for name, lots in shorts))
    fix(ledger, {"LO": AT + 2_000})
    ledger.do(*(c.Settle(account=f"m-{name}") for name in ("moe", "ned", "pia")), signed_by="ccp")
    own = c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True)
    ledger.do(own, signed_by="alpha")
    ledger.issue("CNY", "m-alpha", CASH, issuer="bank alpha")
    _besides(ledger)
    ledger.do(d.DeclareDefault(house="CC", member="beta", reason="it did not answer for Pia"), signed_by="ccp")
    ledger.issue("CNY", "skin", 10**9, issuer="bank ccp")
    ledger.issue("CNY", "m-ned", 5, issuer="bank ned")
    return ledger


def _houses(ledger: Any) -> None:
    """DD names no keeper, EE takes nothing yet, FF has as many changes to come as can be, of HH tomorrow is open."""
    ledger.party("beta", Role.custodian)
    about = {"by": "ccp", "cash": "CNY", "fees": "of-ccp", "offset_min": 480}
    today = day_of(ledger.time, 480)
    now, calendar = c.CalendarGiven(first=today - 9, last=today + 9), c.CalendarGiven(first=START - 40, last=START + 70)
    for name in ("DD", "EE", "FF", "HH"):
        ledger.do(
            c.OpenHouse(house=name, account=f"pool-{name}", calendar=now if name == "HH" else calendar, **about),
            signed_by="ccp",
        )
    ledger.do(s.NameKeeper(house="EE", account="kept"), s.NameKeeper(house="FF", account="kept"), signed_by="ccp")
    later = (policy("FF", since=ledger.time + 10**9 + number) for number in range(SCHEDULED_MAX))
    ledger.do(policy("FF"), *later, signed_by="ccp")
    tomorrow = next(DayNumber(day) for day in range(today + 1, today + 7) if is_weekday(DayNumber(day)))
    ledger.do(c.OpenDay(house="EE", day=START), c.OpenDay(house="HH", day=tomorrow), signed_by="ccp")
    for name in ("DD", "EE"):
        ledger.do(c.Admit(house=name, member="alpha"), signed_by="ccp alpha")
        opened = c.OpenAccount(account=f"m-lia-{name}", house=name, holder="lia", member="alpha")
        ledger.do(opened, signed_by="lia alpha")


def _besides(ledger: Any) -> None:
    """Pledges that are not lodged, or are of what has no price or none that counts."""
    for name in ("RARE", "DUST", "JUNK"):
        ledger.issue(name, "of-moe", 100, issuer="depot")
        ledger.issue(name, "of-lia", 100, issuer="depot")
    lodged(ledger, "moe", "m-rare", 10, "RARE")
    lodged(ledger, "moe", "m-dust", 10, "DUST")
    ledger.issue("BOND", "of-lia", 1_000, issuer="depot")
    ledger.do(
        pledged("lia", "not-now", 1, enforceable_from=10**15),
        pledged("lia", "never", 1, enforceable_from=None),
        pledged("lia", "to-one", 1, enforceable_to=("kept",)),
        pledged("lia", "kept-by", 1, keeper="ann"),
        pledged("lia", "to-moe", 1, pledgee="futures/account/m-moe"),
        pledged("lia", "idle", 1),
        pledged("lia", "junk", 1, "JUNK"),
        pledged("lia", "rare-51", 51, "RARE"),
        pledged("lia", "rare-46", 46, "RARE"),
        pledged("lia", "in-EE", 1, pledgee="futures/account/m-lia-EE"),
        h.Hold(
            hold="held",
            account="of-lia",
            instrument="BOND",
            quantity=1,
            executor="futures/account/m-lia",
            expires=ledger.time + 10**12,
        ),
        signed_by="lia",
    )
