# SPDX-License-Identifier: Apache-2.0
"""A trading day on which clients have several accounts, are under one actual control, and members have a limit."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import control_calls as k
from counterfoil.modules.futures.trade_policy import BilateralRules, MemberLimit
from support.futures_market import TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

LIMIT: Final = 5
OF_MEMBER: Final = 8
RULES: Final[dict[str, Any]] = {
    "position_limit": LIMIT,
    "member_limit": MemberLimit(lots=OF_MEMBER, of_open_ppm=250_000, of_open_from=100),
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


def control(holder: str, group: str = "family", **said: Any) -> k.RecordControl:
    return k.RecordControl(**{"house": "CC", "group": group, "holder": holder, "reason": "one decides", **said})


def apart(holder: str, **said: Any) -> k.EndControl:
    return k.EndControl(**{"house": "CC", "holder": holder, "reason": "each decides", **said})


def opening(name: str, lots: int, number: int, side: str = "bought") -> c.Book:
    return book(name, fill(number, side, "opens", lots=lots), contract="CT")


def counted_floor(ledger: Ledger) -> Ledger:
    """A limit of five, of eight for members; Bob and Cat are under one control, and Ann has two accounts."""
    houses(ledger)
    for name, holder, member in ACCOUNTS:
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("counted", changed=RULES), signed_by="ccp venue")
    ledger.do(listing("CT", product="counted"), signed_by="venue")
    ledger.do(control("bob"), control("cat"), signed_by="ccp")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    return ledger


def held_together(ledger: Ledger) -> Ledger:
    """Four of five of Ann's, four of five of the group's, and seven of eight of delta's are open on one side."""
    counted_floor(ledger)
    ledger.do(
        *(opening("m-ann", 2, 1), opening("b-ann", 2, 2), opening("m-bob", 2, 3), opening("m-cat", 2, 4)),
        *(opening("m-dan", 4, 5, "sold"), opening("m-eve", 3, 6, "sold"), opening("m-dan", 1, 7)),
        signed_by="venue",
    )
    return ledger
