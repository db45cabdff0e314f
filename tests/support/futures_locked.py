# SPDX-License-Identifier: Apache-2.0
"""Contracts whose days may be locked: copper's three per cent, three points wider and two more, then two and two."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures.trade_policy import Session, SettlementMethod
from counterfoil.modules.futures.widening import LockedSide, ReductionRules, Widening, WideningStep
from support.futures_market import AT, TODAY, account, houses, listing, product
from support.ledger import Ledger

STEPS: Final = (WideningStep(30_000, 20_000), WideningStep(20_000, 20_000))
COPPER: Final[dict[str, Any]] = {
    "limit_ppm": 30_000,
    "long_ppm": 50_000,
    "short_ppm": 50_000,
    "fees": c.Fees(),
    "widening": Widening(STEPS),
}
RULE: Final = ReductionRules(days=2, loss_ppm=60_000, tiers=(60_000, 30_000, 0), hedge_ppm=60_000)
"""After two locked days, so that a story of it is short."""
DAYS: Final = (TODAY - 6, TODAY - 5, TODAY - 4, TODAY - 1, TODAY)
"""Wednesday to Tuesday"""
UP, DOWN = LockedSide.at_upper, LockedSide.at_lower


def lock(contract: str = "LK", side: LockedSide = UP) -> k.LockDay:
    return k.LockDay(contract=contract, side=side, reason="no offers in the last five minutes")


def margins(contract: str = "LK", **changed: Any) -> k.AnnounceMargins:
    said = {"long_ppm": 70_000, "short_ppm": 90_000, "reason": "notice 4"}
    return k.AnnounceMargins(contract=contract, **{**said, **changed})


def announce(contract: str, lower: int, upper: int) -> c.AnnounceLimits:
    return c.AnnounceLimits(contract=contract, lower=lower, upper=upper, reason="notice 3")


def copper(ledger: Ledger) -> Ledger:
    """Two clients with money, and a contract that never traded."""
    houses(ledger)
    for name, holder, member in (("m-ann", "ann", "alpha"), ("m-bob", "bob", "beta")):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(c.Bind(account="m-ann", to="of-ann"), signed_by="ann")
    slow = {"sessions": (Session(540, 2_160),), "method": SettlementMethod.whole_day}
    ledger.do(product("copper", changed=COPPER), product("slow", changed=COPPER | slow), signed_by="ccp venue")
    ledger.do(*(listing(name, product="copper") for name in ("LK", "LOCKED", "DONE")), signed_by="venue")
    ledger.do(listing("SLOW", product="slow"), listing("GONE", last=TODAY - 1), signed_by="venue")
    return ledger


def on_the_floor(ledger: Ledger) -> Ledger:
    """A day on which one contract is locked already, and the price of another is fixed."""
    copper(ledger)
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(lock("LOCKED"), signed_by="venue")
    ledger.do(c.FixSettlement(contract="DONE", price=AT, reason="no trade"), signed_by="ccp")
    return ledger


def locked(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())
