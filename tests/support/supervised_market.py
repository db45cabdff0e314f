# SPDX-License-Identifier: Apache-2.0
"""The market of all rules under a policy: orders of every kind and in every state about it."""

from typing import Any

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.records import (
    WAITING_MAX,
    OrderKind,
)
from counterfoil.modules.supervision.seized import Victim
from support.ledger import Ledger, policy_of
from support.market import build_market
from support.supervised import DAY_MS, UNTIL, give, in_vain, propose, set_policy, supervise

Kind = OrderKind
SOON_OVER = UNTIL - 9 * DAY_MS
"""In the past once the rows are asked."""
DAVES = {"account": "of-dave", "instrument": "SHARE"}
RETURNED = {
    "seizure": "seized",
    "instrument": "SHARE",
    "quantity": 5,
    "victims": (Victim(account="of-bob", claim=5),),
}
SUSPENDED = {
    "stop-account": {"account": "of-dave"},
    "stop-party": {"party": "dave"},
    "stop-instrument": {"instrument": "HALTED"},
}
"""Suspended under an order of the court."""
GIVEN: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "again-account": (Kind.suspend, {"account": "of-dave"}),
    "itself": (Kind.suspend, {"party": "court"}),
    "again-party": (Kind.suspend, {"party": "dave"}),
    "again-instrument": (Kind.suspend, {"instrument": "HALTED"}),
    "go-account": (Kind.resume, {"account": "of-dave"}),
    "go-free-account": (Kind.resume, {"account": "of-alice"}),
    "go-free-party": (Kind.resume, {"party": "alice"}),
    "go-free-instrument": (Kind.resume, {"instrument": "BIG"}),
    "next-limit": (Kind.limit, {"instrument": "CAPPED", "quantity": 1}),
    "demand": (Kind.disclose, {"party": "alice"}),
    "freeze-first": (Kind.freeze, DAVES | {"quantity": 1}),
    "freeze-second": (Kind.freeze, DAVES | {"quantity": 1}),
    "freeze-kay": (Kind.freeze, {"account": "of-kay", "instrument": "SHARE", "quantity": 1}),
    "thaw-over": (Kind.thaw, DAVES | {"freeze": "supervision/none"}),
    "thaw-other": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "supervision/standing"}),
    "thaw-of-role": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "frozen"}),
    "thaw-hold": (Kind.thaw, {"account": "of-alice", "instrument": "SHARE", "freeze": "live"}),
}
TWO: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "seize": (Kind.seize, DAVES | {"quantity": 10, "receiver": "state"}),
    "seize-none": (Kind.seize, {"account": "of-dave", "instrument": "CNY", "quantity": 10, "receiver": "state"}),
    "burn": (Kind.burn, DAVES | {"quantity": 10}),
    "recover-keys": (Kind.recover, {"account": "of-dave", "receiver": "of-dave-2", "keys": policy_of("dave-2")}),
    "recover": (Kind.recover, {"account": "of-dave", "receiver": "of-dave-2"}),
    "recover-half": (Kind.recover, {"account": "of-finn", "receiver": "of-finn-2"}),
    "end-pending": (Kind.end, {"account": "of-alice", "reserved_for": "settlement/instruction/pending"}),
    "end-any": (Kind.end, {"account": "of-alice"}),
    "recover-keys-wrong": (
        Kind.recover,
        {"account": "of-dave", "receiver": "of-bob", "keys": policy_of("dave-2")},
    ),
    "recover-wrong": (Kind.recover, {"account": "of-dave", "receiver": "of-bob"}),
}
"""Given by the court with the clerk."""
OF_SEIZED: dict[str, tuple[OrderKind, dict[str, Any]]] = {
    "sell": (Kind.sell, {"seizure": "seized", "quantity": 5, "cash": "CNY", "price": 50}),
    "sell-much": (Kind.sell, {"seizure": "seized", "quantity": 21, "cash": "CNY", "price": 50}),
    "sell-lifted": (Kind.sell, {"seizure": "seized", "quantity": 1, "cash": "CNY", "price": 1}),
    "sell-other-money": (Kind.sell, {"seizure": "seized", "quantity": 1, "cash": "OTHER", "price": 1}),
    "return": (Kind.give_back, RETURNED),
    "return-much": (Kind.give_back, RETURNED | {"quantity": 99}),
}


def supervised_market(market: Ledger | None = None) -> Ledger:
    """The market of all rules, or another, and orders of every kind and in every state about it."""
    market = supervise(build_market() if market is None else market)
    for name in ("dave", "erin", "finn"):
        market.party(name)
    for account in ("of-dave", "of-dave-2"):
        market.account(account, "dave")
    for account in ("of-finn", "of-finn-2"):
        market.account(account, "finn")
    for name in ("HALTED", "CAPPED"):
        market.instrument(name, "issuer")
    market.instrument("OTHER", "bank", kind=InstrumentKind.cash)
    market.issue("OTHER", "of-bob", 100, issuer="bank")
    market.issue("SHARE", "of-dave", 200, issuer="issuer")
    market.issue("CAPPED", "of-dave", 1, issuer="issuer")
    for name in ("SHARE", "CAPPED"):
        market.issue(name, "of-finn", 1, issuer="issuer")
    seize(market)
    for number in range(SCHEDULED_MAX):
        call = set_policy(second="ministry", since=UNTIL + 100 * DAY_MS + number)
        market.do(call, signed_by="supervisor ministry")
    for name, scope in SUSPENDED.items():
        market.do(give(name, Kind.suspend, **scope), c.Suspend(order=name, by="court"), signed_by="court")
    with in_vain(market):
        for name, (kind, scope) in GIVEN.items():
            market.do(give(name, kind, **scope), signed_by="court")
        for name, (kind, scope) in (TWO | OF_SEIZED).items():
            market.do(give(name, kind, "court", "clerk", **scope), signed_by="court clerk")
    for name, order, quantity, instrument in (
        ("bid", "sell", 50, "CNY"),
        ("low-bid", "sell", 49, "CNY"),
        ("much-bid", "sell-much", 50, "CNY"),
        ("other-bid", "sell-other-money", 1, "OTHER"),
    ):
        market.do(bid(name, order, quantity, instrument), signed_by="bob")
    market.do(c.Lift(order="sell-lifted", by="court"), signed_by="court")
    for number in range(WAITING_MAX):
        name = f"wide-{number}"
        cap = give(name, Kind.limit, instrument="CAPPED", account="of-dave", quantity=1)
        market.do(cap, c.SetLimit(order=name, by="court"), signed_by="court")
    for name, most in (("position", {"quantity": 1}), ("share", {"share_ppm": 1})):
        cap = give(name, Kind.limit, instrument="is-active", account="of-dave", **most)
        market.do(cap, c.SetLimit(order=name, by="court"), signed_by="court")
    half = c.Recover(order="recover-half", by="court", holdings=(c.RecoveredHolding(instrument="SHARE"),), more=True)
    market.do(half, signed_by="court")
    market.do(propose("proposed", Kind.suspend, account="of-alice"), signed_by="court")
    market.do(propose("late-proposal", Kind.suspend, account="of-alice", expires=SOON_OVER), signed_by="court")
    market.do(give("late", Kind.suspend, account="of-alice", expires=SOON_OVER), signed_by="court")
    market.do(give("late-stop", Kind.suspend, party="erin", expires=SOON_OVER), signed_by="court")
    market.do(c.Suspend(order="late-stop", by="court"), signed_by="court")
    market.do(give("lifted", Kind.disclose, party="alice"), c.Lift(order="lifted", by="court"), signed_by="court")
    market.do(give("polices", Kind.resume, "police", account="of-dave"), signed_by="police")
    market.do(give("answered", Kind.disclose, party="kay"), signed_by="court")
    market.wait(SOON_OVER - market.time)
    return market


def bid(name: str, order: str, quantity: int = 50, instrument: str = "CNY") -> h.Hold:
    """Bob's money for a sale."""
    return h.Hold(
        hold=name,
        account="of-bob",
        instrument=instrument,
        quantity=quantity,
        executor=f"supervision/order/{order}",
        expires=UNTIL,
    )


def seize(market: Ledger) -> None:
    """Twenty-one of Dave's shares are in custody, one of which was sold; five stand frozen, and one by the police."""
    for name in ("seized", "first-sale"):
        scope: dict[str, Any] = DAVES | {"quantity": 21, "receiver": "state"}
        if name == "first-sale":
            scope = {"seizure": "seized", "quantity": 1, "cash": "CNY", "price": 10}
        kind = Kind.seize if name == "seized" else Kind.sell
        market.do(give(name, kind, "court", "clerk", **scope), signed_by="court clerk")
        if name == "seized":
            market.do(c.Seize(order="seized", by="court", free=21), signed_by="court")
    sold = c.Sell(order="first-sale", by="court", hold="first-bid", receiver="of-bob")
    market.do(bid("first-bid", "first-sale", 10), sold, signed_by="bob court")
    for name, authority in (("standing", "court"), ("polices-freeze", "police")):
        frozen = give(name, Kind.freeze, authority, **DAVES, quantity=1)
        market.do(frozen, c.Freeze(order=name, by=authority), signed_by=authority)
