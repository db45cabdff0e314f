# SPDX-License-Identifier: Apache-2.0
"""A trading day of one long session, with contracts that are halted, were halted, or never were."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.dated import day_of
from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import halting_calls as h
from counterfoil.modules.futures.halting import HALTS_MAX
from counterfoil.modules.futures.positions import Fill
from counterfoil.modules.futures.records import SettlementMethod
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Timestamp
from support.futures_between import POLICY, propose
from support.futures_market import AT, OFFSET, account, book, fill, house, listing, product
from support.ledger import Ledger

HOUR_MS: Final = 3_600_000
ALL_DAY: Final = {"sessions": (Session(0, 2_160),), "method": SettlementMethod.whole_day, "bilateral": POLICY}
EVEN_HALTED: Final = {**ALL_DAY, "bilateral": replace(POLICY, while_halted=True)}
CONTRACTS: Final = {"hot": "day", "still": "day", "calm": "day", "part": "whole", "fresh": "quiet"}


def halt(contract: str | None = "calm", by: str = "venue", **said: Any) -> h.Halt:
    return h.Halt(**{"product": "day", "contract": contract, "by": by, "reason": "news are out", **said})


def resume(contract: str | None = "still", by: str = "venue", **said: Any) -> h.Resume:
    return h.Resume(**{"product": "day", "contract": contract, "by": by, "reason": "all is told", **said})


def traded(contract: str, time: int, number: int = 1, direction: str = "bought") -> c.Book:
    """One lot of Ann's, or sold by Bob, at a time."""
    name = "m-ann" if direction == "bought" else "m-bob"
    return book(name, opening(time, number, direction), contract=contract)


def opening(time: int, number: int = 1, direction: str = "bought") -> Fill:
    return fill(number, direction, "opens", AT, time=Timestamp(time))


def open_floor(ledger: Ledger, start: int) -> None:
    """Products of two kinds of rules, two clients, and the day of ``start``, open."""
    day = day_of(Timestamp(start), OFFSET)
    ledger.party("ccp", Role.clearing_house)
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    for name in ("alpha", "beta", "ann", "bob"):
        ledger.party(name)
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    ledger.account("of-ccp", "ccp")
    calendar = c.CalendarGiven(first=day - 40, last=day + 400)
    ledger.do(house("CC", calendar=calendar), signed_by="ccp")
    made = [product(name, changed=ALL_DAY) for name in ("day", "quiet", "crowd")]
    ledger.do(*made, product("whole", changed=EVEN_HALTED), signed_by="ccp venue")
    listed = (listing(name, product=of, first=day, last=day) for name, of in CONTRACTS.items())
    ledger.do(*listed, signed_by="venue")
    for holder, member in (("ann", "alpha"), ("bob", "beta")):
        ledger.do(c.Admit(house="CC", member=member), signed_by=f"ccp {member}")
        ledger.do(account(f"m-{holder}", holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", f"m-{holder}", 500_000_000, issuer=f"bank {holder}")
    ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")


def halted(ledger: Ledger, start: int) -> Ledger:
    """Hot was halted from the second hour to the third; still is halted, and a whole product, by its house.

    One trade in still was agreed on in the very block in which it was halted, one waits for the other side. It is the
    fifth hour now.
    """
    open_floor(ledger, start)
    far = {"expires": start + 9 * HOUR_MS}
    ledger.do(*(propose(name, contract="still", **far) for name in ("within", "waits")), signed_by="ann")
    ledger.do(halt("hot", since=start + 2 * HOUR_MS), signed_by="venue")
    ledger.do(resume("hot", until=start + 3 * HOUR_MS), signed_by="venue")
    ledger.do(b.AffirmTrade(trade="within"), halt("still"), signed_by="bob venue")
    ledger.do(halt(None, "ccp", product="whole"), signed_by="ccp")
    pairs = (halt(None, product="crowd"), resume(None, product="crowd"))
    ledger.do(*(one for _ in range(HALTS_MAX) for one in pairs), signed_by="venue")
    ledger.wait(start + 5 * HOUR_MS - ledger.time)
    return ledger
