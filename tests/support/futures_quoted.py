# SPDX-License-Identifier: Apache-2.0
"""A trading day on which hedging and arbitrage of a product need a quota."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import quotas_calls as q
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import BilateralRules
from support.futures_market import TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

DOCUMENT: Final = "ab" * 32
RULES: Final[dict[str, Any]] = {
    "position_limit": 2,
    "counted": (HedgeFlag.speculation,),
    "quotas": (HedgeFlag.hedge, HedgeFlag.arbitrage),
    "bilateral": BilateralRules(block_ppm=900_000),
}
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha"),
    ("b-ann", "ann", "beta"),
    ("m-bob", "bob", "beta"),
    ("m-cat", "cat", "gamma"),
    ("m-dan", "dan", "delta"),
)


def grant(holder: str = "ann", long: int = 5, short: int = 0, **said: Any) -> q.GrantQuota:
    of = {"product": "quoted", "hedge": HedgeFlag.hedge, "first": TODAY, "last": TODAY + 30, "document": DOCUMENT}
    return q.GrantQuota(**{**of, "holder": holder, "long": long, "short": short, **said})


def end(holder: str = "ann", **said: Any) -> q.EndQuota:
    of = {"product": "quoted", "hedge": HedgeFlag.hedge, "reason": "it does not produce any more"}
    return q.EndQuota(**{**of, "holder": holder, **said})


def hedged(
    name: str, lots: int, number: int, side: str = "bought", contract: str = "Q1", hedge: str = "hedge"
) -> c.Book:
    return book(name, fill(number, side, "opens", lots=lots), contract=contract, hedge=HedgeFlag(hedge))


def quoted_floor(ledger: Ledger) -> Ledger:
    """Two contracts of a product; Ann has two accounts, and nobody a quota yet."""
    houses(ledger)
    for name, holder, member in ACCOUNTS:
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("quoted", changed=RULES), signed_by="ccp venue")
    ledger.do(listing("Q1", product="quoted"), listing("Q2", product="quoted"), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    return ledger


def granted(ledger: Ledger) -> Ledger:
    """Ann may have five long, two of them in the second contract, and has three; Bob sells up to four of the first."""
    quoted_floor(ledger)
    ledger.do(grant(), grant(long=2, contract="Q2"), grant("bob", 0, 4, contract="Q1"), signed_by="ccp")
    ledger.do(
        *(hedged("m-ann", 2, 1), hedged("b-ann", 1, 2), hedged("m-bob", 3, 3, "sold")),
        signed_by="venue",
    )
    return ledger
