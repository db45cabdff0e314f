# SPDX-License-Identifier: Apache-2.0
"""Large positions of members: what all accounts have for which each answers, its own account among them."""

from typing import Any, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import reports_calls as r
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import MemberLimit
from support.futures_large import ROOT, fixed, sealed_to, settled, traded
from support.futures_market import AT, BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.ledger import Ledger, key_of

FROM: Final = MemberLimit(lots=5, of_open_ppm=500_000, of_open_from=20)
"""Five lots, or, from twenty open on, half of what is open."""
RULES: Final[dict[str, Any]] = {
    "member_reported": FROM,
    "reported_from": 8,
    "reported": (HedgeFlag.speculation, HedgeFlag.hedge),
    "reports_stop": True,
}
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha"),
    ("m-alpha", "alpha", "alpha"),
    ("m-bob", "bob", "beta"),
    ("m-cat", "cat", "beta"),
    ("m-dan", "dan", "gamma"),
    ("m-eve", "eve", "delta"),
)
OF_TODAY: Final = ("g-ann", "ann", "gamma")
"""trades on the second day alone"""


def note(member: str = "alpha", lots: int = 5, side: str = "bought", contract: str = "V1", **said: Any) -> Any:
    named = {"contract": contract, "holder": member, "direction": Direction(side), "lots": lots, **said}
    return r.NotePosition(**{"of_member": True, **named})


def missing(member: str = "alpha", side: str = "bought", contract: str = "V1") -> r.NoteMissing:
    said = {"contract": contract, "holder": member, "direction": Direction(side), "reason": "no report came"}
    return r.NoteMissing(**said, of_member=True)


def report(member: str | None = "alpha", side: str = "bought", contract: str = "V1", **said: Any) -> r.ReportPosition:
    sealed = {"sealed": (sealed_to(key_of("ccp")),), "root": ROOT, **said}
    return r.ReportPosition(contract=contract, member=member, direction=Direction(side), **sealed)


def traded_members(ledger: Ledger) -> Ledger:
    """Monday: alpha has five, of them two its own; beta four in two accounts; delta, of Eve alone, sold all ten."""
    houses(ledger)
    for name, holder, member in (*ACCOUNTS, OF_TODAY):
        if name != "m-alpha":
            ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("weighed", changed=RULES), signed_by="ccp venue")
    ledger.do(*(listing(name, product="weighed") for name in ("V1", "V2")), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    traded(ledger, "V1", "m-eve", {"m-ann": 3, "m-alpha": 2, "m-bob": 2, "m-cat": 2, "m-dan": 1}, BEFORE)
    fixed(ledger, "V1")
    return ledger


def watched_members(ledger: Ledger) -> Ledger:
    """Monday is settled."""
    traded_members(ledger)
    ledger.do(*(c.Settle(account=name) for name, _, _ in ACCOUNTS), signed_by="cat")
    return ledger


def members_noted(ledger: Ledger, key: Any = key_of) -> Ledger:
    """It is noted, and of Eve, too; on Tuesday evening delta has reported, and alpha has not, as its house noted.

    Bob sells two then. Of the second contract, whose price is fixed, delta sold six.
    """
    watched_members(ledger)
    of_eve = note("eve", 10, "sold", of_member=False)
    ledger.do(note(), note("delta", 10, "sold"), of_eve, c.CloseDay(house="CC"), signed_by="omega")
    ledger.do(report("delta", "sold", sealed=(sealed_to(key("ccp")),)), signed_by="delta")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(missing(), signed_by="ccp")
    closes = [fill(9, "sold", "closes", lots=2), fill(9, "bought", "closes", lots=2)]
    ledger.do(
        book("m-bob", closes[0], contract="V1"),
        book("m-eve", closes[1], contract="V1"),
        balance("V1", 2, 2 * AT * MULTIPLIER, 8),
        signed_by="venue",
    )
    traded(ledger, "V2", "m-eve", {"g-ann": 6}, TODAY)
    fixed(ledger, "V2", "fixed")
    settled(ledger, "g-ann", by="ccp")
    return ledger
