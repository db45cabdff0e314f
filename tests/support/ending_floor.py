# SPDX-License-Identifier: Apache-2.0
"""A trading day on which contracts stand at every step of their end: offers, matching, payment, and over."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import Bond, Failing, Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Grade, Schedule
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import DayNumber, Millionths
from support.futures_ending import (
    AT,
    IN_CASH,
    LAST,
    START,
    close,
    fix,
    founded,
    intend,
    listing,
    offer,
    open_day,
    product,
    settle,
    trade,
)
from support.ledger import DOCUMENT, Ledger

GOODS: Final = EndingRules(
    mode=EndingMode.in_goods,
    final=FinalMethod.last_settlement,
    out_days=4,
    unit=5,
    schedule=Schedule(1, 2, 3),
    penalty_ppm=Millionths(200_000),
    grades=(Grade("standard"), Grade("scrap", -(10**9))),
)
SLOW: Final = EndingRules(mode=EndingMode.in_goods, final=FinalMethod.last_settlement, schedule=Schedule(10, 20, 60))
MEAN: Final = EndingRules(mode=EndingMode.in_cash, final=FinalMethod.whole_day_mean)
DEAD_BOND: Final = Bond(DayNumber(START - 4_000), DayNumber(START - 100), Millionths(30_000), 1)
LATER: Final = {"PA": 1, "FA": 1, "WA": 1, "LT": 1, "BY": 1, "MA": 2, "OF": 3}
"""Contract → trading days after the first on which it trades last; so on the last day one is paid, one is matched, and
of one goods are offered; of another goods wait that nobody wanted, and of
one the house is late with the matching; one is to be paid for by who owes something."""
SIDES: Final = {
    "OF": ("ann", "bob", "cat", "dan"),
    "FA": ("cat", "dan"),
    "WA": ("cat", "dan"),
    "LT": ("cat", "dan"),
    "BY": ("bob", "dan"),
}
PRICED: Final[Mapping[int, tuple[str, ...]]] = {
    0: ("PA", "FA", "WA", "LT", "BY", "MA", "OF", "TR", "DONE", "SL", "PL"),
    1: ("PA", "FA", "WA", "LT", "BY", "MA", "OF", "TR"),
    2: ("MA", "OF", "TR"),
    3: ("OF", "TR"),
    4: ("TR", "WD", "IX"),
}
"""Day → contracts whose settlement price is fixed on it."""


def at_the_end(ledger: Ledger) -> Ledger:
    """Everything is there by Friday: Bob is due money for goods, Dan owes for some; Ann alone is settled."""
    founded(ledger)
    _listed(ledger)
    for after in range(5):
        day = START + after
        open_day(ledger, day)
        if not after:
            trade(ledger, "PA", day, ("ann", "bob", AT, 15))
            trade(ledger, "MA", day, ("ann", "bob", AT, 5))
            trade(ledger, "OF", day, ("ann", "bob", AT, 10), ("dan", "cat", AT, 5))
            trade(ledger, "TR", day, ("ann", "bob", AT, 1), ("ann", "dan", AT, 1))
            trade(ledger, "FA", day, ("cat", "dan", AT, 5))
            trade(ledger, "WA", day, ("cat", "dan", AT, 5))
            trade(ledger, "LT", day, ("cat", "dan", AT, 5))
            trade(ledger, "BY", day, ("dan", "bob", AT, 5))
        fix(ledger, dict.fromkeys(PRICED[after], AT))
        if day < LAST:
            settle(ledger)
            _of_day(ledger, after)
            close(ledger)
    _friday(ledger)
    return ledger


def _listed(ledger: Ledger) -> None:
    ledger.party(
        "idle",
    )
    ledger.do(
        product("early", GOODS),
        product("slow", SLOW),
        product("mean", MEAN),
        product("plain", None),
        signed_by="ccp venue",
    )
    ledger.do(*(listing(name, "early", last=START + after) for name, after in LATER.items()), signed_by="venue")
    ledger.do(
        listing("TR", "early"),
        listing("LA", "early", last=LAST + 4),
        listing("UN", "early", last=START + 3),
        listing("DONE", "index", last=START),
        listing("SL", "slow", last=START),
        listing("PL", "plain", last=START),
        listing("WD", "mean"),
        signed_by="venue",
    )
    about: dict[str, dict[str, Any]] = {
        "OLD": {"bond": DEAD_BOND},
        "SCRAP": {"grade": "scrap"},
        "ODD": {"grade": "odd"},
    }
    for name in ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "OLD", "SCRAP", "ODD", "GONE", "NEW"):
        firm = {"R4": "cat", "R8": "dan", "R9": "dan"}.get(name, "bob")
        ledger.instrument(name, "depot", unique=True)
        ledger.issue(name, f"of-{firm}", 1, issuer=f"depot {firm}")
        if name != "NEW":
            ledger.do(s.AdmitGoods(instrument=name, product="early", **about.get(name, {})), signed_by="venue")
    ledger.do(s.WithdrawGoods(instrument="GONE", product="early", reason="loaded out"), signed_by="venue")


def _of_day(ledger: Ledger, after: int) -> None:
    """What happens once a day is settled."""
    if not after:
        ledger.do(e.FixFinal(contract="DONE", price=AT, reason="drawn"), signed_by="ccp")
        ledger.do(e.End(contract="DONE"), signed_by="ann")
    if after == 2:
        ledger.do(offer("bob", Goods("R1"), Goods("R2"), contract="PA"), signed_by="bob")
        ledger.do(intend("ann", contract="PA"), signed_by="ann")
        ledger.do(intend("cat", contract="FA"), signed_by="cat")
        ledger.do(offer("dan", Goods("R9"), contract="LT"), signed_by="dan")
        ledger.do(offer("bob", Goods("R10"), contract="BY"), signed_by="bob")
        ledger.do(intend("dan", contract="BY"), signed_by="dan")
        ledger.do(offer("dan", Goods("R8"), contract="WA"), signed_by="dan")
    if after == 3:
        parcels = (
            s.ParcelGiven(number=1, lots=5, goods=Goods("R1")),
            s.ParcelGiven(number=2, lots=5, goods=Goods("R2")),
            s.ParcelGiven(number=3, lots=5, failing=Failing.seller),
        )
        both = (s.Allot(contract="PA", account=f"m-{name}", parcels=parcels) for name in ("ann", "bob"))
        ledger.do(*both, s.ConcludeMatching(contract="PA"), signed_by="ccp")
        failing = (s.ParcelGiven(number=1, lots=5, failing=Failing.seller),)
        ledger.do(
            *(s.Allot(contract="FA", account=f"m-{name}", parcels=failing) for name in ("cat", "dan")),
            s.ConcludeMatching(contract="FA"),
            signed_by="ccp",
        )
        bought = (s.ParcelGiven(number=1, lots=5, goods=Goods("R10")),)
        ledger.do(
            *(s.Allot(contract="BY", account=f"m-{name}", parcels=bought) for name in ("bob", "dan")),
            s.ConcludeMatching(contract="BY"),
            signed_by="ccp",
        )
        unwanted = (s.ParcelGiven(number=1, lots=5, failing=Failing.buyer),)
        ledger.do(
            *(s.Allot(contract="WA", account=f"m-{name}", parcels=unwanted) for name in ("cat", "dan")),
            *(s.Allot(contract="LT", account=f"m-{name}", parcels=unwanted) for name in ("cat", "dan")),
            s.ConcludeMatching(contract="WA"),
            signed_by="ccp",
        )
        ledger.do(offer("bob", Goods("R3"), contract="MA"), signed_by="bob")
        ledger.do(intend("ann", contract="MA"), signed_by="ann")
    for name, last in LATER.items():
        if last == after:
            ledger.do(e.FixFinal(contract=name), signed_by="ccp")
            sides = SIDES.get(name, ("ann", "bob"))
            ledger.do(*(e.Expire(account=f"m-{one}", contract=name) for one in sides), signed_by="ann")


def _friday(ledger: Ledger) -> None:
    ledger.do(e.FixFinal(contract="TR"), signed_by="ccp")
    ledger.do(c.Settle(account="m-ann"), signed_by="ann")
    ledger.do(offer("cat", Goods("R4"), contract="OF"), signed_by="cat")
    ledger.do(s.Take(contract="PA", account="m-ann", number=1), signed_by="ann")
    ledger.do(s.Credit(contract="PA", account="m-bob", number=1), signed_by="ann")
    half = (s.ParcelGiven(number=1, lots=5, goods=Goods("R3")),)
    ledger.do(s.Allot(contract="MA", account="m-ann", parcels=half), signed_by="ccp")
    ledger.do(product("other", IN_CASH), signed_by="ccp venue")
    _owing(ledger)


def _owing(ledger: Ledger) -> None:
    """Dan delivered nothing, and owes the penalty: nothing was taken of him while he was suspended, and he has it."""
    ledger.party("court", Role.supervisor)
    about = {"party": "dan", "by": "court", "document": DOCUMENT}
    ledger.do(p.SuspendParty(**about, reference="order 1"), signed_by="court")
    ledger.do(s.Fail(contract="FA", account="m-dan", number=1), signed_by="ann")
    ledger.do(p.ReinstateParty(**about, reference="order 2"), signed_by="court")
