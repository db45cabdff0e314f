# SPDX-License-Identifier: Apache-2.0
"""A trading day within which prices move, and accounts are called for what they lack then."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import intraday_calls as i
from counterfoil.modules.futures.records import SettlementMethod
from counterfoil.modules.futures.trade_policy import ForceCloseReason, Session
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Timestamp
from support.futures_market import AT, MULTIPLIER, OFFSET, account, balance, book, fill, house, listing, product
from support.ledger import Ledger

RULES: Final[dict[str, Any]] = {"method": SettlementMethod.whole_day}
ENDS: Final = 2_160
"""The minute until which the contract that moves trades: of the next day at noon."""
FALLEN: Final = 48_000
FEE: Final = 3_795
"""of a lot opened at 50,000"""
LACKS: Final = 3_283_795
"""By hand: of 20,000,000, less 2,000 x 3,000 = 6,000,000 lost and the fee, 13,996,205 are left; 12 % of 144,000,000 are
17,280,000."""
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha", 20_000_000),
    ("m-alpha", "alpha", "alpha", 20_000_000),
    ("m-bob", "bob", "beta", 10**9),
    ("m-cat", "cat", "gamma", 20_000_000),
    ("m-dan", "dan", "gamma", 20_000_000),
    ("m-eve", "eve", "beta", 100_000_000),
)
"""All but Bob buy a lot of the contract that moves."""
HOUR_MS: Final = 3_600_000


def mark(price: int | None = FALLEN, contract: str = "IM", reason: str = "it fell by four per cent") -> i.MarkPrice:
    return i.MarkPrice(contract=contract, price=price, reason="" if price is None else reason)


def called(now: int, name: str = "m-ann", hours: int = 1) -> i.CallMargin:
    return i.CallMargin(account=name, until=Timestamp(now + hours * HOUR_MS), reason="it fell by four per cent")


def answer(name: str = "m-ann") -> i.AnswerToday:
    return i.AnswerToday(account=name)


def opening(name: str, number: int, time: int, contract: str = "IM", side: str = "bought") -> c.Book:
    return book(name, fill(number, side, "opens", time=Timestamp(time)), contract=contract)


def forced(name: str, number: int, time: int, price: int = AT) -> c.Book:
    closing = book(name, fill(number, "sold", "forced", price, time=Timestamp(time)), contract="IM")
    return replace(closing, forced_for=ForceCloseReason.lack_deposit)


def found_house(ledger: Ledger, start: int, ends: int) -> None:
    """The day of ``start``, open; a product that trades for ninety minutes, one that does until a minute, and money."""
    day = day_of(Timestamp(start), OFFSET)
    soon = (start - day * DAY_MS) // MINUTE_MS + OFFSET + 90
    ledger.party("ccp", Role.clearing_house)
    ledger.party("venue", Role.venue)
    ledger.party("bank", Role.operating_bank)
    for name in ("alpha", "beta", "gamma", "ann", "bob", "cat", "dan", "eve"):
        ledger.party(name)
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    for name, holder in (("of-ccp", "ccp"), ("of-dan", "dan"), ("of-bob", "bob")):
        ledger.account(name, holder)
    calendar = c.CalendarGiven(first=day - 40, last=day + 400)
    ledger.do(house("CC", calendar=calendar), signed_by="ccp")
    for name, until, contracts in (("moving", ends, ("IM", "IQ")), ("brief", soon, ("IN",))):
        ledger.do(product(name, changed=RULES | {"sessions": (Session(0, until),)}), signed_by="ccp venue")
        days = {"product": name, "first": day, "last": day + 7}
        ledger.do(*(listing(one, **days) for one in contracts), signed_by="venue")
    for member in ("alpha", "beta", "gamma"):
        ledger.do(c.Admit(house="CC", member=member), signed_by=f"ccp {member}")
    more = (("m-idle", "ann", "beta", 5), ("m-gus", "dan", "alpha", 10**9), ("m-hal", "eve", "alpha", 10**9))
    for name, holder, member, money in (*ACCOUNTS, *more):
        by = {holder, member}
        ledger.do(account(name, holder, member, own=holder == member), signed_by=" ".join(sorted(by)))
        ledger.issue("CNY", name, money, issuer=f"bank {holder}")
    for name in ("dan", "bob"):
        ledger.do(c.Bind(account=f"m-{name}", to=f"of-{name}"), signed_by=name)
    ledger.do(c.OpenDay(house="CC", day=day), signed_by="ccp")


def marked_floor(ledger: Ledger, start: int, ends: int = ENDS) -> Ledger:
    """Lots at 50,000; no price is marked yet."""
    found_house(ledger, start, ends)
    buyers = [name for name, *_ in ACCOUNTS if name != "m-bob"]
    lots, time = len(buyers), {"time": Timestamp(start)}
    ledger.do(
        *(book(name, fill(number, "bought", "opens", **time), contract="IM") for number, name in enumerate(buyers, 1)),
        book("m-bob", *(fill(number + 1, "sold", "opens", **time) for number in range(lots)), contract="IM"),
        balance("IM", lots, lots * AT * MULTIPLIER, lots),
        signed_by="venue",
    )
    return ledger


def until_the_end(ledger: Ledger) -> None:
    """The last session of the day is over."""
    ledger.wait(36 * HOUR_MS)


def called_floor(ledger: Ledger, start: int, ends: int = ENDS) -> Ledger:
    """Marked at 48,000: Ann is called; Cat's time was over when she paid in, and nobody said so; Dan answered.

    Two others have a contract alone that trades for an hour and a half, and are settled for the day.
    """
    marked_floor(ledger, start, ends)
    ledger.do(
        opening("m-gus", 1, start, "IN"),
        opening("m-hal", 1, start, "IN", "sold"),
        balance("IN", 1, AT * MULTIPLIER, 1),
        signed_by="venue",
    )
    ledger.do(mark(), signed_by="ccp")
    ledger.do(called(ledger.time, "m-cat"), called(ledger.time, "m-dan", 12), signed_by="ccp")
    ledger.issue("CNY", "m-dan", LACKS, issuer="bank dan")
    ledger.do(answer("m-dan"), signed_by="eve")
    ledger.wait(2 * HOUR_MS)
    ledger.issue("CNY", "m-cat", LACKS, issuer="bank cat")
    ledger.do(called(ledger.time, "m-ann", 12), signed_by="ccp")
    ledger.do(c.FixSettlement(contract="IN", price=AT, reason="no other trade"), signed_by="ccp")
    ledger.do(c.Settle(account="m-gus"), c.Settle(account="m-hal"), signed_by="ccp")
    return ledger
