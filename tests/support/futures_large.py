# SPDX-License-Identifier: Apache-2.0
"""Large positions at the end of a day: reported, not reported in time, asked of a group, and grown small again."""

from typing import Any, Final

from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import control_calls as k
from counterfoil.modules.futures import reports_calls as r
from counterfoil.modules.futures.handing_in import SUITE
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS
from support.futures_market import AT, BEFORE, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.ledger import Ledger, key_of

FROM: Final = 3
"""lots from which a position is a large one"""
RULES: Final[dict[str, Any]] = {"reported_from": FROM, "reports_stop": True}
ACCOUNTS: Final = (
    ("m-ann", "ann", "alpha"),
    ("b-ann", "ann", "beta"),
    ("m-bob", "bob", "beta"),
    ("m-cat", "cat", "gamma"),
    ("d-cat", "cat", "delta"),
    ("m-dan", "dan", "delta"),
    ("m-eve", "eve", "delta"),
)
OF_TODAY: Final = (("g-ann", "ann", "gamma"), ("g-bob", "bob", "gamma"), ("g-dan", "dan", "gamma"))
"""that trade on the second day alone"""
ROOT: Final = "0a" * 32
HOUR_MS: Final = 3_600_000


def note(holder: str = "ann", lots: int = 4, side: str = "bought", contract: str = "W1", **said: Any) -> r.NotePosition:
    return r.NotePosition(contract=contract, holder=holder, direction=Direction(side), lots=lots, **said)


def missing(holder: str = "ann", side: str = "bought", contract: str = "W1") -> r.NoteMissing:
    return r.NoteMissing(contract=contract, holder=holder, direction=Direction(side), reason="no report came")


def sealed_to(key: PrivateKey, *, suite: str = SUITE) -> SealedAttachment:
    """Bytes that no law looks into."""
    return SealedAttachment(ciphertext=b"?", encapsulated=b"!", recipient=key.keyid, suite=suite)


def report(name: str = "m-ann", side: str = "bought", contract: str = "W1", **said: Any) -> r.ReportPosition:
    sealed = {"sealed": (sealed_to(key_of("ccp")),), "root": ROOT, **said}
    return r.ReportPosition(contract=contract, account=name, direction=Direction(side), **sealed)


def traded(ledger: Ledger, contract: str, seller: str, lots: dict[str, int], day: int, *, first: int = 1) -> None:
    """Everybody opens so many lots against one seller; the venue balances the day."""
    bought = [(name, fill(first + at, "bought", "opens", lots=n, day=day)) for at, (name, n) in enumerate(lots.items())]
    sold = [fill(one.trade, "sold", "opens", lots=one.lots, day=day) for _, one in bought]
    books = (book(name, one, contract=contract) for name, one in bought)
    total = sum(lots.values())
    ledger.do(
        *books,
        book(seller, *sold, contract=contract),
        balance(contract, total, total * AT * MULTIPLIER, total),
        signed_by="venue",
    )


def fixed(ledger: Ledger, *contracts: str) -> None:
    ledger.do(*(c.FixSettlement(contract=one, price=AT, reason="as before") for one in contracts), signed_by="ccp")


def settled(ledger: Ledger, *names: str, by: str = "cat") -> None:
    """Whoever of them is not settled yet; of contracts that have no price only the house says so."""
    found = {name: ledger.state.read(MARGIN_ACCOUNTS, name) for name in names}
    waiting = [name for name, one in found.items() if one is not None and one.settled != TODAY]
    ledger.do(*(c.Settle(account=name) for name in waiting), signed_by=by)


def watched_floor(ledger: Ledger) -> Ledger:
    """Monday: Ann has four in two accounts, Cat and Dan two each under one control, Bob and Cat three besides."""
    houses(ledger)
    for name, holder, member in (*ACCOUNTS, *OF_TODAY):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(account("m-there", "ann", "alpha", house="DD"), signed_by="ann alpha")
    ledger.do(product("watched", changed=RULES), signed_by="ccp venue")
    ledger.do(*(listing(name, product="watched") for name in ("W1", "W2", "W3")), signed_by="venue")
    for holder in ("cat", "dan"):
        control = k.RecordControl(house="CC", group="kin", holder=holder, reason="one decides")
        ledger.do(control, signed_by="ccp")
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    traded(ledger, "W1", "m-eve", {"m-ann": 2, "b-ann": 2, "m-cat": 2, "m-dan": 2}, BEFORE)
    traded(ledger, "W2", "m-eve", {"m-bob": 3, "d-cat": 3}, BEFORE)
    fixed(ledger, "W1", "W2")
    ledger.do(*(c.Settle(account=name) for name, _, _ in ACCOUNTS), signed_by="cat")
    return ledger


def noted(ledger: Ledger, key: Any = key_of) -> Ledger:
    """It is noted, and the next day is over by the clock: Bob and Eve reported, Ann did not, of Cat it is awaited.

    Of the second contract, whose price is fixed, Bob and Cat have two left, and it is
    noted of Cat; of the third Dan has three since today.
    """
    watched_floor(ledger)
    ledger.do(note(), note("cat", 2, grouped=True), note("eve", 8, "sold"), signed_by="omega")
    ledger.do(note("bob", 3, contract="W2"), note("cat", 3, contract="W2"), c.CloseDay(house="CC"), signed_by="omega")
    to_house = {"sealed": (sealed_to(key("ccp")),)}
    ledger.do(report("m-bob", contract="W2", **to_house), signed_by="bob beta")
    ledger.do(report("m-cat", contract="W2", **to_house), signed_by="cat gamma")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    # The evening of the second day by the clock: its sessions are over.
    ledger.do(missing(), signed_by="ccp")
    ledger.do(report("m-eve", "sold", **to_house), signed_by="eve delta")
    closes = (
        book("m-bob", fill(9, "sold", "closes"), contract="W2"),
        book("d-cat", fill(10, "sold", "closes"), contract="W2"),
        book("m-eve", fill(9, "bought", "closes"), fill(10, "bought", "closes"), contract="W2"),
    )
    ledger.do(*closes, balance("W2", 2, 2 * AT * MULTIPLIER, 4), signed_by="venue")
    ledger.do(c.FixSettlement(contract="fixed", price=AT, reason="as before"), signed_by="ccp")
    traded(ledger, "W3", "m-eve", {"g-ann": 2, "g-bob": 3, "g-dan": 3}, TODAY)
    fixed(ledger, "W2", "W3")
    settled(ledger, "m-bob", "d-cat", "g-ann", "g-bob", "g-dan", by="ccp")
    ledger.do(note("dan", 3, contract="W3"), note("cat", 2, contract="W2"), signed_by="omega")
    return ledger
