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
NAMES: Final = ("RD", "RO", "RW", "RP")
"""Undecided, ordered, waived, and ordered with one side reduced already"""


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
    """Ann bought three lots of each from Bob yesterday, at the price before; today is open."""
    houses(ledger)
    for name, holder, member in (("m-ann", "ann", "alpha"), ("m-bob", "bob", "beta")):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("red", changed=AT_ONCE), signed_by="ccp venue")
    ledger.do(*(listing(name, product="red") for name in NAMES), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    for name in NAMES:
        bought, sold = (fill(1, side, "opens", lots=3, day=BEFORE) for side in ("bought", "sold"))
        worth = balance(name, 3, 3 * AT * MULTIPLIER, 3)
        ledger.do(book("m-ann", bought, contract=name), book("m-bob", sold, contract=name), worth, signed_by="venue")
        ledger.do(c.FixSettlement(contract=name, price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(c.Settle(account="m-ann"), c.Settle(account="m-bob"), c.CloseDay(house="CC"), signed_by="eve")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    return ledger


def on_the_floor(ledger: Ledger) -> Ledger:
    """All are locked up; of two the house decided, of one that nobody is reduced."""
    opened(ledger)
    ledger.do(*map(lock, NAMES), unfilled("RO"), unfilled("RP"), unfilled("RD", 1), signed_by="venue")
    for name in ("RO", "RP"):
        fixed = c.FixSettlement(contract=name, price=TOP, reason="the limit")
        ledger.do(fixed, order(name), signed_by="ccp")
    ledger.do(waive("RW"), signed_by="ccp")
    ledger.do(reduce("RP"), signed_by="eve")
    return ledger


def reduced(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())
