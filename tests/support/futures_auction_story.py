# SPDX-License-Identifier: Apache-2.0
"""A member fails with lots long, and two others may bid for them: for stories whose figures are worked out by hand."""

from typing import Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.auction_records import PutUp
from support.futures_auctioned import MINUTE_MS, both, put_up, reveal, seal
from support.futures_market import AT, BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing
from support.ledger import Ledger

OWN: Final = {"beta": 100_000_000, "delta": 100_000_000, "alpha": 100_000_000}
"""What each member that does not fail has."""
MONEY: Final = 36_018_000
"""What gamma has: the margin of two lots at 50,000, and a fee."""
LAYERS: Final = {"skin": 4_000_000, "own": 100_000_000}


def failed(
    ledger: Ledger,
    money: int = MONEY,
    lots: int = 2,
    contracts: tuple[str, ...] = ("AU",),
    buyer: str = "m-gamma",
) -> Ledger:
    """Yesterday gamma, or a client of it, Bob, bought of Ann; today it is declared in default, before any price."""
    houses(ledger)
    holder = "gamma" if buyer == "m-gamma" else "bob"
    if holder != "gamma":
        ledger.do(account(buyer, holder, "gamma"), signed_by=f"{holder} gamma")
    for name, has in OWN.items():
        if name != "alpha":
            ledger.do(account(f"m-{name}", name, name, own=True), signed_by=name)
        ledger.issue("CNY", f"m-{name}", has, issuer=f"bank {name}")
    for name, has in LAYERS.items():
        ledger.issue("CNY", name, has, issuer="bank ccp")
    ledger.issue("CNY", buyer, money, issuer=f"bank {holder}")
    ledger.do(account("m-ann", "ann", "alpha"), signed_by="ann alpha")
    ledger.issue("CNY", "m-ann", 10**9, issuer="bank ann")
    ledger.do(*(listing(contract) for contract in contracts), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    for contract in contracts:
        sides = ((buyer, "bought"), ("m-ann", "sold"))
        for name, side in sides:
            one = fill(1, side, "opens", lots=lots, day=BEFORE)
            ledger.do(book(name, one, contract=contract), signed_by="venue")
        ledger.do(balance(contract, lots, lots * AT * MULTIPLIER, lots), signed_by="venue")
        ledger.do(c.FixSettlement(contract=contract, price=AT, reason="a notice"), signed_by="ccp")
    settled = (c.Settle(account=name) for name in (buyer, "m-ann"))
    ledger.do(*settled, c.CloseDay(house="CC"), c.TakeFees(house="CC", day=BEFORE), signed_by="eve")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    return ledger


def bid_for(ledger: Ledger, bids: dict[str, int], *lots: PutUp, least: int | None = None, of: str = "m-gamma") -> None:
    """The house puts up what gamma has, or another account; each seals its bid, then opens it, and the time is over."""
    begun = ledger.time
    times = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 4 * MINUTE_MS}
    ledger.do(*both("a", of, *(lots or (put_up(),)), least=least, **times), signed_by="ccp")
    for bidder, price in bids.items():
        ledger.do(seal("a", bidder, price), signed_by=bidder)
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    for bidder, price in bids.items():
        ledger.do(reveal("a", bidder, price), signed_by=bidder)
    ledger.wait(begun + 4 * MINUTE_MS - ledger.time)
