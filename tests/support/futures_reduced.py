# SPDX-License-Identifier: Apache-2.0
"""A day on which contracts are locked once more, with a forced reduction in every state that a rule distinguishes."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.widening import Widening
from support.futures_locked import COPPER, RULE, STEPS, lock
from support.futures_market import AT, BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.ledger import Ledger

TOP: Final = 55_000
"""The limit of a day: a tenth above the price before"""
AT_ONCE: Final[dict[str, Any]] = {
    **COPPER,
    "limit_ppm": 100_000,
    "widening": Widening(STEPS, replace(RULE, days=1)),
}
NAMES: Final = ("RD", "RO", "RW", "RP", "RX")
"""Undecided, ordered, not ordered, ordered with one side reduced already; and undecided with its price, of others"""
SIDES: Final = {name: (("m-cat", "m-dan") if name == "RX" else ("m-ann", "m-bob")) for name in NAMES}
"""Who buys and who sells."""
PEOPLE: Final = (("ann", "alpha"), ("bob", "beta"), ("cat", "alpha"), ("dan", "beta"))


def unfilled(contract: str = "RD", lots: int = 2, name: str = "m-bob") -> r.StateUnfilled:
    return r.StateUnfilled(account=name, contract=contract, lots=lots)


def order(contract: str = "RD") -> r.OrderReduction:
    return r.OrderReduction(contract=contract, reason="three days up")


def waive(contract: str = "RD") -> r.WaiveReduction:
    return r.WaiveReduction(contract=contract, reason="trading goes on")


def reduce(contract: str = "RO", lots: int = 2, name: str = "m-ann", hedge: str = "speculation") -> r.Reduce:
    return r.Reduce(account=name, contract=contract, lots=lots, hedge=HedgeFlag(hedge))


def conclude(contract: str = "RO") -> r.ConcludeReduction:
    return r.ConcludeReduction(contract=contract)


def opened(ledger: Ledger) -> Ledger:
    """Ann bought three lots of each from Bob yesterday, at the price before, and sold him one of RO; today is open."""
    houses(ledger)
    for holder, member in PEOPLE:
        ledger.do(account(f"m-{holder}", holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", f"m-{holder}", 10**9, issuer=f"bank {holder}")
    ledger.do(product("red", changed=AT_ONCE), signed_by="ccp venue")
    ledger.do(*(listing(name, product="red") for name in NAMES), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    for name in NAMES:
        lots = (3, 1) if name == "RO" else (3,)
        for directions, account_name in zip((("bought", "sold"), ("sold", "bought")), SIDES[name], strict=True):
            fills = [
                fill(number, side, "opens", lots=one, day=BEFORE)
                for number, (side, one) in enumerate(zip(directions, lots, strict=False), 1)
            ]
            ledger.do(book(account_name, *fills, contract=name), signed_by="venue")
        ledger.do(balance(name, sum(lots), sum(lots) * AT * MULTIPLIER, sum(lots)), signed_by="venue")
        ledger.do(c.FixSettlement(contract=name, price=AT, reason="a notice"), signed_by="ccp")
    settled = (c.Settle(account=f"m-{holder}") for holder, _ in PEOPLE)
    ledger.do(*settled, c.CloseDay(house="CC"), signed_by="eve")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    return ledger


def on_the_floor(ledger: Ledger) -> Ledger:
    """All are locked up; of two the house decided, of one that nobody is reduced."""
    opened(ledger)
    ledger.do(*map(lock, NAMES), unfilled("RO", 1), unfilled("RP"), unfilled("RD", 1), signed_by="venue")
    for name in ("RO", "RP", "RX"):
        ledger.do(c.FixSettlement(contract=name, price=TOP, reason="the limit"), signed_by="ccp")
    ledger.do(order("RO"), order("RP"), signed_by="ccp")
    ledger.do(waive("RW"), signed_by="ccp")
    ledger.do(reduce("RP"), signed_by="eve")
    return ledger


def reduced(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())
