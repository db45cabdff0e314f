# SPDX-License-Identifier: Apache-2.0
"""A house whose fund is sized: members with positions on both sides, one in default, one that left."""

from typing import Any, Final

from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import stress_calls as s
from counterfoil.modules.futures.stress import STRESS, Scenario, Shock, Weighing
from counterfoil.modules.futures.stressing import figures
from support.futures_market import AT, MULTIPLIER, TODAY, account, balance, book, fill, house, houses
from support.ledger import Ledger

CRASH: Final = Scenario("crash", (Shock("index", -200_000),))
RALLY: Final = Scenario("rally", (Shock("index", 150_000), Shock("metal", 50_000)))
BASE: Final = 1_000_000
RICH: Final = 200_000_000


def policy(*scenarios: Scenario, house: str = "CC", **changed: Any) -> s.SetStress:
    said = {"weighing": Weighing.margin, "base": BASE, **changed}
    return s.SetStress(house=house, scenarios=scenarios or (CRASH, RALLY), **said)


def sizing(ledger: Any, house: str = "CC", day: int = TODAY) -> s.SizeFund:
    """As the ledger computes it."""
    found = ledger.state.read(STRESS, house)
    assert found is not None
    made = figures(ledger.state, house, found.at(ledger.time))
    return s.SizeFund(house=house, day=day, stressed=made.stressed, weights=made.weights)


def with_accounts(ledger: Ledger) -> None:
    """A client of alpha's, two of beta's; own accounts of those that contribute."""
    for name, holder, member in (("m-ann", "ann", "alpha"), ("m-bob", "bob", "beta"), ("m-eve", "eve", "beta")):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
    for member in ("beta", "delta"):
        ledger.do(account(f"m-{member}", member, member, own=True), signed_by=member)
    for name, holder in (("m-ann", "ann"), ("m-bob", "bob"), ("m-eve", "eve"), ("m-alpha", "alpha")):
        ledger.issue("CNY", name, RICH, issuer=f"bank {holder}")
    for member in ("beta", "gamma", "delta"):
        ledger.issue("CNY", f"m-{member}", RICH, issuer=f"bank {member}")


def closed(ledger: Ledger, day: int = TODAY, *, trades: bool = True) -> None:
    """A day on which ann buys two and eve one, and bob sells three; all is settled at the price before."""
    if day > TODAY:  # which is over by the clock
        ledger.wait(DAY_MS)
    ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")
    if trades:
        bought = {"m-ann": fill(1, "bought", "opens", lots=2, day=day), "m-eve": fill(2, "bought", "opens", day=day)}
        sold = fill(1, "sold", "opens", lots=2, day=day), fill(2, "sold", "opens", day=day)
        booked = [book(name, one) for name, one in bought.items()]
        ledger.do(*booked, book("m-bob", *sold), balance("IF", 3, 3 * AT * MULTIPLIER, 3), signed_by="venue")
    ledger.do(c.FixSettlement(contract="IF", price=AT, reason="as before"), signed_by="ccp")
    settled = (c.Settle(account=name) for name in ("m-ann", "m-bob", "m-eve"))
    ledger.do(*settled, c.CloseDay(house="CC"), signed_by="cat")


def to_be_sized(ledger: Any) -> None:
    """The day is closed, the policy stands; gamma left, and omega's default is over."""
    houses(ledger)
    with_accounts(ledger)
    ledger.do(policy(), signed_by="ccp")
    ledger.do(s.Leave(house="CC", member="gamma"), signed_by="ccp gamma")
    closed(ledger)


def paid_up(ledger: Any) -> None:
    """Sized once, all have paid; then sized again after a calmer policy, so that there is something to give back."""
    to_be_sized(ledger)
    ledger.do(sizing(ledger), signed_by="ccp")
    for member, amount in (("alpha", 12_000_000), ("beta", 23_000_000), ("delta", BASE)):
        ledger.do(d.Contribute(house="CC", member=member, amount=amount), signed_by=member)


def sized(_market: Ledger) -> Ledger:
    """On a market of its own."""
    ledger = Ledger()
    on_the_stage(ledger)
    return ledger


def on_the_stage(ledger: Any) -> None:
    """Not sized since the last day; alpha paid one too much, and a member is in default; other houses beside it."""
    paid_up(ledger)
    ledger.do(d.Contribute(house="CC", member="alpha", amount=1), signed_by="alpha")
    closed(ledger, TODAY + 1, trades=False)
    ledger.party("zeta")
    ledger.do(c.Admit(house="CC", member="zeta"), signed_by="ccp zeta")
    ledger.do(d.DeclareDefault(house="CC", member="zeta", reason="it left"), signed_by="ccp")
    later = (policy(house="DD", since=ledger.time + 10**9 + number) for number in range(SCHEDULED_MAX))
    ledger.do(policy(house="DD"), *later, signed_by="ccp")
    for name in ("EE", "FF", "GG", "HH"):
        ledger.do(house(name), signed_by="ccp")
        fund, skin, reserve, own = (f"{layer}-{name}" for layer in ("fund", "skin", "reserve", "own"))
        ledger.do(d.FoundFund(house=name, account=fund, skin=skin, reserve=reserve, own_funds=own), signed_by="ccp")
    ledger.do(policy(house="HH", since=ledger.time + 10**12), signed_by="ccp")
    days = c.OpenDay(house="FF", day=TODAY), c.CloseDay(house="FF"), c.OpenDay(house="FF", day=TODAY + 1)
    ledger.do(policy(house="FF"), *days, signed_by="ccp")
    for member in ("alpha", "beta"):
        ledger.do(c.Admit(house="GG", member=member), signed_by=f"ccp {member}")
    ledger.do(account("g-alpha", "alpha", "alpha", house="GG", own=True), signed_by="alpha")
    ledger.issue("CNY", "g-alpha", 10, issuer="bank alpha")
    ledger.do(d.Contribute(house="GG", member="alpha", amount=10), signed_by="alpha")
    for member, required in (("alpha", 5), ("beta", 10)):
        ledger.do(d.RequireShare(house="GG", member=member, required=required), signed_by="ccp")
