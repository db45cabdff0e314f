# SPDX-License-Identifier: Apache-2.0
"""A day on which it is asked who pays first: debts, a gain that is not paid yet, open bids, a member in default."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import intraday_calls as i
from counterfoil.modules.futures import lodging_calls as s
from counterfoil.modules.holdings import calls as h
from counterfoil.primitives.types import Timestamp
from support.futures_auctioned import MINUTE_MS, award, both, charge, give, put_up, reveal, seal, take
from support.futures_market import AT, BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing
from support.ledger import Ledger

RICH: Final = 10**9
THIN: Final = 30_000_000
"""Two lots need 36,000,000."""
BID: Final = 500_000_000
PRICE: Final = 3_000
"""What beta bid, and owes."""
LONG: Final = ("m-delta", "g-one", "g-two", "g-six", "m-gamma")
"""Two lots each since yesterday, and all but gamma's own under a call."""
ACCOUNTS: Final = (
    *(("m-beta", "beta", "beta", RICH), ("m-delta", "delta", "delta", THIN), ("m-eve", "eve", "eve", 20_000_000)),
    *(("m-ann", "ann", "alpha", 10 * RICH), ("m-poor", "dan", "alpha", 10_000_000)),
    *(("m-again", "bob", "alpha", 10_000_000), ("g-owes", "dan", "gamma", 10_000_000)),
    *((name, "cat", "gamma", THIN) for name in LONG if name.startswith("g-")),
)
"""Whose, with which member, with how much."""
OWING: Final = ("m-poor", "m-again", "g-owes")
"""One lot short at 50,000 each; at 58,000 they lost 24,000,000."""


def withdraw(name: str, amount: int = 1) -> c.Withdraw:
    return c.Withdraw(account=name, amount=amount)


def contribute(member: str, amount: int = 1) -> d.Contribute:
    return d.Contribute(house="CC", member=member, amount=amount)


def cover(name: str, amount: int = 1, of_due: int = 0) -> c.Cover:
    return c.Cover(account=name, amount=amount, of_due=of_due)


def give_back(name: str = "kept-back") -> s.GiveBack:
    return s.GiveBack(account="m-gamma", pledge=name)


def _found(ledger: Any) -> None:
    houses(ledger)
    ledger.do(c.Admit(house="CC", member="eve"), signed_by="ccp eve")
    for name, holder, member, money in ACCOUNTS:
        by = " ".join(dict.fromkeys((holder, member)))
        ledger.do(account(name, holder, member, own=holder == member), signed_by=by)
        ledger.issue("CNY", name, money, issuer=f"bank {holder}")
    for name in ("alpha", "gamma"):
        ledger.issue("CNY", f"m-{name}", RICH, issuer=f"bank {name}")
        ledger.account(f"of-{name}", name)
        ledger.do(c.Bind(account=f"m-{name}", to=f"of-{name}"), signed_by=name)
    ledger.issue("SHARE", "of-gamma", 10, issuer="issuer")
    about = {"account": "of-gamma", "pledgee": "futures/account/m-gamma", "enforceable_from": 1}
    ledger.do(h.Pledge(pledge="kept-back", instrument="SHARE", quantity=10, **about), signed_by="gamma")
    ledger.do(listing("AV"), listing("AW"), signed_by="venue")


def _trade(ledger: Any, contract: str, day: int, *trades: tuple[str, str], lots: int = 1) -> None:
    """Buyer and seller of each; balanced, of a contract in which nothing was open."""
    for number, (buyer, seller) in enumerate(trades, 1):
        for one, side in ((buyer, "bought"), (seller, "sold")):
            call = book(one, fill(number, side, "opens", lots=lots, day=day), contract=contract)
            ledger.do(call, signed_by="venue")
    total = lots * len(trades)
    ledger.do(balance(contract, total, total * AT * MULTIPLIER, total), signed_by="venue")


def _yesterday(ledger: Any) -> None:
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    _trade(ledger, "AV", BEFORE, *((name, "m-ann") for name in LONG), lots=2)
    ledger.do(c.FixSettlement(contract="AV", price=AT, reason="a notice"), signed_by="ccp")
    for name in (*LONG, "m-ann"):
        ledger.do(c.Settle(account=name), signed_by="ccp")
    ledger.do(c.CloseDay(house="CC"), c.OpenDay(house="CC", day=TODAY), signed_by="ccp")


def _bids(ledger: Any) -> None:
    """Beta won one; alpha's bid is open in another, and sealed in a third; eve is called, and its time is over."""
    begun = ledger.time
    times = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 10**9}
    ledger.do(*both("one", "g-one", put_up("AV"), **{**times, "opened_until": begun + 3 * MINUTE_MS}), signed_by="ccp")
    ledger.do(*both("two", "g-two", put_up("AV"), **times), signed_by="ccp")
    ledger.do(*both("own", "m-gamma", put_up("AV"), **times), signed_by="ccp")
    later = {"sealed_until": begun + 10**9, "opened_until": begun + 2 * 10**9}
    ledger.do(*both("six", "g-six", put_up("AV"), **later), signed_by="ccp")
    ledger.do(seal("one", "beta", PRICE), signed_by="beta")
    ledger.do(seal("two", "alpha", BID), seal("own", "alpha", BID + 1), signed_by="alpha")
    ledger.do(seal("two", "eve", 0), signed_by="eve")
    ledger.do(i.MarkPrice(contract="AW", price=48_000, reason="it fell"), signed_by="ccp")
    until = Timestamp(ledger.time + MINUTE_MS)
    ledger.do(i.CallMargin(account="m-eve", until=until, reason="it fell"), signed_by="ccp")
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    ledger.do(reveal("one", "beta", PRICE), signed_by="beta")
    ledger.do(reveal("two", "alpha", BID), signed_by="alpha")
    ledger.wait(begun + 3 * MINUTE_MS - ledger.time)
    ledger.do(award("one", "beta"), signed_by="cat")


def on_the_floor(ledger: Any) -> Any:
    """Clients of alpha and gamma owe; beta gained, and owes what it bid; gamma's own account is not settled."""
    _found(ledger)
    _yesterday(ledger)
    _trade(ledger, "fixed", TODAY, *zip(("m-beta", "m-ann", "m-ann"), OWING, strict=True))
    _trade(ledger, "AW", TODAY, ("m-eve", "m-ann"))
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    _bids(ledger)
    ledger.do(c.FixSettlement(contract="fixed", price=58_000, reason="a shortage"), signed_by="ccp")
    ledger.do(c.FixSettlement(contract="AV", price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(give("one"), take("one"), signed_by="cat")
    ledger.do(*(c.Settle(account=name) for name in (*OWING, "m-beta")), signed_by="ccp")
    ledger.do(charge("one", end="taking_end"), signed_by="cat")
    ledger.issue("CNY", "m-again", 5, issuer="bank bob")
    ledger.issue("CNY", "skin", 1_000_000, issuer="bank ccp")
    return ledger


def paying(_market: Any) -> Ledger:
    """On a market of its own."""
    ledger: Ledger = on_the_floor(Ledger())
    return ledger
