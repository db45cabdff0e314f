# SPDX-License-Identifier: Apache-2.0
"""A trading day on which a client may open few lots, of a contract and of its product; hedging has a quota instead."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import quotas_calls as q
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import BilateralRules, OpenedLots, OpeningLimit
from support.futures_control import control
from support.futures_market import TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

LIMIT: Final = OpeningLimit(lots=5, product_lots=8, contracts=(OpenedLots("O2", 3),))
RULES: Final[dict[str, Any]] = {
    "openings": LIMIT,
    "quotas": (HedgeFlag.hedge,),
    "bilateral": BilateralRules(block_ppm=900_000),
}
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha"),
    ("b-ann", "ann", "beta"),
    ("m-bob", "bob", "beta"),
    ("m-cat", "cat", "gamma"),
    ("m-dan", "dan", "delta"),
    ("m-eve", "eve", "delta"),
)
CONTRACTS: Final = ("O1", "O2", "O3")


def opening(name: str, lots: int, number: int, contract: str = "O1", side: str = "bought") -> c.Book:
    return book(name, fill(number, side, "opens", lots=lots), contract=contract)


def opened_floor(ledger: Ledger) -> Ledger:
    """Five of a contract, but three of the second, and eight of all; Bob and Cat are under one control."""
    houses(ledger)
    for name, holder, member in ACCOUNTS:
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("capped", changed=RULES), signed_by="ccp venue")
    ledger.do(*(listing(name, product="capped") for name in CONTRACTS), signed_by="venue")
    ledger.do(control("bob"), control("cat"), signed_by="ccp")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    granted = {"product": "capped", "first": TODAY, "last": TODAY + 30, "document": "ab" * 32}
    quota = q.GrantQuota(holder="dan", hedge=HedgeFlag.hedge, long=100, short=100, **granted)
    ledger.do(quota, signed_by="ccp")
    return ledger


def opened_today(ledger: Ledger) -> Ledger:
    """Four of five of Dan's, of Ann's in two accounts, and of the group's, of which none has four alone."""
    opened_floor(ledger)
    ledger.do(
        *(opening("m-dan", 4, 1), opening("m-ann", 2, 2), opening("b-ann", 2, 3)),
        *(opening("m-bob", 2, 4), opening("m-cat", 2, 5, side="sold")),
        signed_by="venue",
    )
    return ledger
