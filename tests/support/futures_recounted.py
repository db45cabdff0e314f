# SPDX-License-Identifier: Apache-2.0
"""Positions of several contracts that are counted anew one by one: a second account, findings of control, a port."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import recounting
from counterfoil.modules.futures.counting_calls import CountOn
from counterfoil.modules.futures.defaults_calls import Port
from counterfoil.modules.futures.trade_policy import MemberLimit
from support.futures_control import control
from support.futures_market import TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

CONTRACTS: Final = ("K1", "K2", "K3", "K4", "K5")
RULES: Final[dict[str, Any]] = {"position_limit": 10, "member_limit": MemberLimit(lots=19)}
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha"),
    ("m-bob", "bob", "beta"),
    ("m-cat", "cat", "gamma"),
    ("m-eve", "eve", "delta"),
)
ON: Final = CountOn(house="CC")
PORT: Final = Port(account="m-ann", to="beta")
PORTED_BY: Final = "ccp ann beta alpha"


@contextmanager
def few(at_once: int = 2) -> Iterator[None]:
    """As though a call counted so few positions."""
    with mock.patch.object(recounting, "COUNTED_AT_ONCE", at_once):
        yield


def opening(name: str, contract: str, number: int, lots: int = 1, side: str = "bought") -> c.Book:
    return book(name, fill(number, side, "opens", lots=lots), contract=contract)


def second_account(ledger: Ledger) -> None:
    """Of Ann's, with beta."""
    ledger.do(account("b-ann", "ann", "beta"), signed_by="ann beta")
    ledger.issue("CNY", "b-ann", 10**9, issuer="bank ann")


def many_positions(ledger: Ledger) -> Ledger:
    """Everybody has two lots long of five contracts, but Eve, who sold them."""
    houses(ledger)
    for name, holder, member in ACCOUNTS:
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**10, issuer=f"bank {holder}")
    ledger.do(product("many", changed=RULES), signed_by="ccp venue")
    ledger.do(*(listing(name, product="many") for name in CONTRACTS), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    for contract in CONTRACTS:
        bought = [opening(name, contract, number, 2) for number, name in enumerate(("m-ann", "m-bob", "m-cat"), 1)]
        ledger.do(*bought, opening("m-eve", contract, 4, 6, "sold"), signed_by="venue")
    return ledger


def half_counted(ledger: Ledger) -> Ledger:
    """Ann has gone to beta, and Bob is under a control: of each two of five positions are counted anew."""
    many_positions(ledger)
    with few():
        ledger.do(PORT, signed_by=PORTED_BY)
        ledger.do(control("bob"), signed_by="ccp")
    return ledger
