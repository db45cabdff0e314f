# SPDX-License-Identifier: Apache-2.0
"""A day on which a member is in default, with auctions in every state that a rule distinguishes."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.futures import auction_calls as a
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.auction_records import AuctionEnd, PutUp, seal_of
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.primitives.types import PartyId
from support.futures_locked import lock
from support.futures_market import (
    AT,
    BEFORE,
    MULTIPLIER,
    TODAY,
    account,
    balance,
    book,
    fill,
    houses,
    listing,
    product,
)
from support.futures_reduced import AT_ONCE
from support.ledger import Ledger

MINUTE_MS: Final = 60_000
FAR_MS: Final = 10**9
SALT: Final = "a salt of its own"
FALLEN: Final = 44_000
"""The price of the day: two lots long lose 36,000,000, where 30,000,000 are."""
CONTRACTS: Final = {"AU": "index", "AV": "index", "LD": "index", "RL": "red", "RK": "red"}
"""Not priced today, priced, on its last day, locked, and locked once it was put up."""
CALLED: Final = {
    "open": "AU",
    "opening": "AU",
    "ended": "AU",
    "won": "AU",
    "moved": "AV",
    "free": "AV",
    "unsold": "AV",
    "owing": "AV",
    "done": "AV",
    "held": "AV",
    "late": "RK",
    "ready": "AU",
    "back": "AU",
    "off": "AU",
}
"""Auction, of an account g-<name> that is called for, and of which contract it has two lots long."""
MEMBERS: Final = ("beta", "eve", "dan", "delta")
"""Besides alpha, who bid; dan fails too, and delta's account is settled already."""
BIDS: Final = {
    "open": {"alpha": 1},
    "opening": {"alpha": 100, "beta": 10**12, "eve": 50, "dan": -(10**9)},
    "ended": {"alpha": 100, "beta": 200, "dan": 300, "eve": 400},
    "won": {"beta": 200},
    "moved": {"beta": 3_000},
    "owing": {"beta": 3_000},
    "free": {"beta": 0},
    "late": {},
    "held": {},
    "unsold": {},
    "off": {},
}


def put(name: str = "fresh", account: str = "m-gamma", *lots: PutUp, house: str = "CC") -> a.PutUpLots:
    return a.PutUpLots(house=house, auction=name, account=account, portfolio=lots or (put_up(),))


def announce(name: str = "fresh", *lots: PutUp, **changed: Any) -> a.AnnounceAuction:
    said = {"house": "CC", "member": "gamma", "sealed_until": 10**15, "opened_until": 10**15 + 1}
    about = {**said, "reason": "it did not pay", **changed}
    return a.AnnounceAuction(auction=name, portfolio=lots or (put_up(),), **about)


def both(name: str, account: str, *lots: PutUp, **times: Any) -> tuple[a.PutUpLots, a.AnnounceAuction]:
    """Put up, and announced."""
    return put(name, account, *lots), announce(name, *lots, **times)


def put_up(contract: str = "AU", lots: int = 2, side: str = "bought", hedge: str = "speculation") -> PutUp:
    return PutUp(contract=contract, hedge=HedgeFlag(hedge), side=Direction(side), lots=lots)


def seal(auction: str, bidder: str, price: int = 1, house: str = "CC") -> a.SealBid:
    sealed = seal_of(house, auction, PartyId(bidder), price, SALT)
    return a.SealBid(house=house, auction=auction, bidder=bidder, seal=sealed)


def reveal(auction: str, bidder: str, price: int, salt: str = SALT) -> a.OpenBid:
    return a.OpenBid(house="CC", auction=auction, bidder=bidder, price=price, salt=salt)


def award(auction: str, winner: str | None = None) -> a.AwardAuction:
    return a.AwardAuction(house="CC", auction=auction, winner=winner)


def give(auction: str, number: int = 1) -> a.GiveLots:
    return a.GiveLots(house="CC", auction=auction, number=number)


def take(auction: str, number: int = 1) -> a.TakeLots:
    return a.TakeLots(house="CC", auction=auction, number=number)


def charge(auction: str, end: AuctionEnd = AuctionEnd.given) -> a.ChargeBid:
    return a.ChargeBid(house="CC", auction=auction, end=end)


def release(auction: str) -> a.ReleaseLots:
    return a.ReleaseLots(house="CC", auction=auction)


def call_off(auction: str) -> a.CallOffAuction:
    return a.CallOffAuction(house="CC", auction=auction, reason="another member takes all of it")


def forced(name: str, contract: str = "AU", lots: int = 1) -> c.Book:
    """Closed because the member failed."""
    call = book(name, fill(70, "sold", "forced", lots=lots), contract=contract)
    return replace(call, forced_for=ForceCloseReason.member_default)


def defaulted(ledger: Ledger) -> Ledger:
    """Gamma's clients bought two lots each yesterday, for which their margin does not suffice; so did gamma itself."""
    houses(ledger)
    for name in MEMBERS:
        if name in ("eve", "dan"):
            ledger.do(c.Admit(house="CC", member=name), signed_by=f"ccp {name}")
        ledger.do(account(f"m-{name}", name, name, own=True), signed_by=name)
        ledger.issue("CNY", f"m-{name}", 10**9, issuer=f"bank {name}")
    ledger.issue("CNY", "m-alpha", 10**9, issuer="bank alpha")
    ledger.issue("CNY", "skin", 1_000_000, issuer="bank ccp")
    ledger.issue("CNY", "m-gamma", 200_000_000, issuer="bank gamma")
    ledger.do(account("m-there", "ann", "alpha", house="DD"), signed_by="ann alpha")
    ledger.do(account("m-ann", "ann", "alpha"), signed_by="ann alpha")
    ledger.issue("CNY", "m-ann", 10**10, issuer="bank ann")
    ledger.do(account("g-sound", "bob", "gamma"), signed_by="bob gamma")
    for name in CALLED:
        ledger.do(account(f"g-{name}", "cat", "gamma"), signed_by="cat gamma")
        ledger.issue("CNY", f"g-{name}", 10_000_000 if name == "late" else 30_000_000, issuer="bank cat")
    ledger.do(product("red", changed=AT_ONCE), signed_by="ccp venue")
    for contract, of in CONTRACTS.items():
        last = {"last": TODAY} if contract == "LD" else {}
        ledger.do(listing(contract, product=of, **last), signed_by="venue")
    _yesterday(ledger)
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    return ledger


def _lots(name: str) -> int:
    return 3 if name == "g-open" else 2


def _yesterday(ledger: Ledger) -> None:
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    buyers = {f"g-{name}": contract for name, contract in CALLED.items()}
    for contract in CONTRACTS:
        names = [*(name for name, bought in buyers.items() if bought == contract), "m-gamma"]
        names += ["m-delta"] if contract == "AV" else []
        for number, name in enumerate(names, 1):
            for one, side in ((name, "bought"), ("m-ann", "sold")):
                call = book(one, fill(number, side, "opens", lots=_lots(name), day=BEFORE), contract=contract)
                ledger.do(call, signed_by="venue")
        lots = sum(map(_lots, names))
        ledger.do(balance(contract, lots, lots * AT * MULTIPLIER, lots), signed_by="venue")
        ledger.do(c.FixSettlement(contract=contract, price=AT, reason="a notice"), signed_by="ccp")
    names = [*buyers, "m-gamma", "m-delta", "m-ann"]
    for name in names:
        ledger.do(c.Settle(account=name), signed_by="eve")
    ledger.do(c.CloseDay(house="CC"), signed_by="eve")


def on_the_floor(ledger: Ledger) -> Ledger:
    """Announced, opening, over, won, moved; one account is settled, and owes what its bid is to pay."""
    defaulted(ledger)
    ledger.do(book("g-open", fill(60, "sold", "closes"), contract="AU"), signed_by="venue")
    begun = ledger.time
    soon = {"sealed_until": begun + 2 * MINUTE_MS, "opened_until": begun + 4 * MINUTE_MS}
    times = {
        "open": {"sealed_until": begun + FAR_MS, "opened_until": begun + 2 * FAR_MS},
        "opening": {**soon, "opened_until": begun + FAR_MS},
        "ended": {**soon, "least": 150},
        "held": {**soon, "opened_until": begun + FAR_MS},
    }
    for name in BIDS:
        ledger.do(*both(name, f"g-{name}", put_up(CALLED[name]), **times.get(name, soon)), signed_by="ccp")
    ledger.do(put("ready", "g-ready"), put("back", "g-back"), release("back"), signed_by="ccp")
    for name, bids in BIDS.items():
        for bidder, price in bids.items():
            ledger.do(seal(name, bidder, price), signed_by=bidder)
    ledger.wait(begun + 2 * MINUTE_MS - ledger.time)
    for name, bids in BIDS.items():
        for bidder, price in bids.items():
            if name != "open" and (name != "opening" or bidder == "alpha") and bidder != "eve":
                ledger.do(reveal(name, bidder, price), signed_by=bidder)
    ledger.wait(begun + 4 * MINUTE_MS - ledger.time)
    ledger.do(d.DeclareDefault(house="CC", member="dan", reason="it did not pay either"), signed_by="ccp")
    ledger.do(*(award(name, "beta") for name in ("won", "moved", "owing", "free")), award("unsold"), signed_by="eve")
    ledger.do(call_off("off"), signed_by="ccp")
    ledger.do(c.FixSettlement(contract="AV", price=FALLEN, reason="a notice"), signed_by="ccp")
    ledger.do(lock("RL"), lock("RK"), signed_by="venue")
    ledger.do(c.FixSettlement(contract="RK", price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(c.Settle(account="m-delta"), c.Settle(account="g-done"), signed_by="ccp")
    for name in ("moved", "owing", "free"):
        ledger.do(give(name), take(name), c.Settle(account=f"g-{name}"), signed_by="ccp")
    ledger.do(charge("moved"), signed_by="eve")
    return ledger


def auctioned(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())
