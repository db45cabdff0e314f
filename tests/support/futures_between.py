# SPDX-License-Identifier: Apache-2.0
"""A trading day on which trades are agreed between two, in every state that a rule distinguishes."""

from typing import Any, Final

from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.bilateral import TradeSide
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import BilateralRules, TradeKind
from support.futures_market import AT, BEFORE, TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

POLICY: Final = BilateralRules(block_ppm=20_000, block_lots=2, efp_ppm=40_000)
ASKED: Final = BilateralRules(block_ppm=20_000, block_lots=2, house_agrees=True)
ENDS: Final = EndingRules(mode=EndingMode.in_cash, final=FinalMethod.index_mean, out_days=1)
OWN: Final = {"executed_in": Held(account="m-beta"), "fill": fill(31, "sold", "closes"), "in_own": True}
"""What beta executed in its own account, for Ann."""
FAR: Final = 10**14
SOON_MS: Final = 100_000


def side(name: str, party: str = "", offset: Offset | str = Offset.opens) -> TradeSide:
    """Of ``m-<name>``; its holder speaks for it unless told."""
    return TradeSide(account=f"m-{name}", party=party or name, offset=Offset(offset))


def propose(trade: str = "fresh", **changed: Any) -> b.ProposeTrade:
    """Ann buys two from Bob."""
    said = {"kind": TradeKind.block, "contract": "BL", "price": AT, "lots": 2, "by": "ann", "expires": FAR}
    sides = {"buyer": side("ann"), "seller": side("bob")}
    return b.ProposeTrade(trade=trade, **{**said, **sides, **changed})


def register(trade: str, direction: str = "bought", number: int = 50) -> b.RegisterTrade:
    return b.RegisterTrade(trade=trade, direction=Direction(direction), number=number)


def agree(ledger: Ledger, trade: str, **changed: Any) -> None:
    """Proposed by Ann, and affirmed by the other side."""
    call = propose(trade, **changed)
    ledger.do(call, signed_by="ann")
    other = call.seller.party if call.by == call.buyer.party else call.buyer.party
    ledger.do(b.AffirmTrade(trade=trade), signed_by=other)


def registered(ledger: Ledger, trade: str, number: int) -> None:
    """Both sides."""
    ledger.do(register(trade, "bought", number), register(trade, "sold", number), signed_by="venue")


def give_up(name: str = "fresh", number: int = 20, **changed: Any) -> g.GiveUpTrade:
    """Beta executed it in an account of Ann's; alpha carries her."""
    said = {"contract": "BL", "executing": "beta", "carrying": "alpha", "client": "ann", "carried_in": "m-ann"}
    executed = {"executed_in": Held(account="b-ann"), "fill": fill(number, "bought", "opens")}
    return g.GiveUpTrade(give_up=name, **{**said, **executed, **changed})


def taken(ledger: Ledger, name: str, number: int, **changed: Any) -> None:
    """Offered by one member, and taken by the other; and by the client where it was executed in the former's own."""
    call = give_up(name, number, **changed)
    ledger.do(call, signed_by=call.executing)
    ledger.do(g.TakeUp(give_up=name), signed_by=f"{call.carrying} {call.client}" if call.in_own else call.carrying)


def moved(ledger: Ledger, name: str) -> None:
    """At both ends."""
    ledger.do(g.Carry(give_up=name), g.LetGo(give_up=name), signed_by="cat")


def given_up(ledger: Ledger) -> None:
    """Trades that are given up: offered, taken, turned down, moved, and such as cannot be."""
    numbers = range(20, 25)
    ledger.do(
        book("b-ann", *(fill(number, "bought", "opens") for number in numbers), contract="BL"),
        book("m-bob", *(fill(number, "sold", "opens") for number in numbers), contract="BL"),
        book("m-beta", fill(30, "bought", "opens"), fill(31, "sold", "closes"), contract="BL"),
        signed_by="venue",
    )
    ledger.do(give_up("offered", 20), signed_by="beta")
    taken(ledger, "taken", 21)
    refused = g.RefuseGiveUp(give_up="refused", by="alpha", reason="not ours")
    ledger.do(give_up("refused", 22), signed_by="beta")
    ledger.do(refused, signed_by="alpha")
    taken(ledger, "moved", 23)
    moved(ledger, "moved")
    taken(ledger, "half", 22)
    ledger.do(g.Carry(give_up="half"), signed_by="cat")
    taken(ledger, "to-another", 24, carried_in="m-cat")
    taken(ledger, "of-bob", 20, executed_in=Held(account="m-bob"), fill=fill(20, "sold", "opens"))
    taken(ledger, "otherwise", 24, fill=fill(24, "bought", "opens", AT + 2))
    taken(ledger, "unheard-of", 99)
    taken(ledger, "hedged", 24, executed_in=Held(account="b-ann", hedge=HedgeFlag.hedge))
    taken(ledger, "closed", 30, executed_in=Held(account="m-beta"), in_own=True)
    taken(ledger, "unasked", 31, executed_in=Held(account="m-beta"), fill=fill(31, "sold", "closes"))
    ledger.do(give_up("own", 31, **OWN), signed_by="beta")
    taken(ledger, "failed", 24, carrying="gamma", client="dan", carried_in="m-dan")


def agreeing(ledger: Ledger) -> None:
    """Who agrees on trades, and within what: a day before is closed, and one is open."""
    houses(ledger)
    for holder, member in (("ann", "alpha"), ("bob", "beta"), ("cat", "alpha"), ("dan", "gamma")):
        ledger.do(account(f"m-{holder}", holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", f"m-{holder}", 500_000_000, issuer=f"bank {holder}")
    ledger.do(account("m-there", "ann", "alpha", house="DD"), signed_by="ann alpha")
    policies = {"deal": POLICY, "asked": ASKED}
    near = {"bilateral": POLICY, "ending": ENDS}
    made = [product(name, changed={"bilateral": policy}) for name, policy in policies.items()]
    ledger.do(*made, product("near", changed=near), signed_by="ccp venue")
    ledger.do(
        listing("BL", product="deal"),
        listing("AS", product="asked"),
        listing("NE", product="near", last=TODAY),
        signed_by="venue",
    )
    ledger.do(c.OpenDay(house="CC", day=BEFORE), signed_by="ccp")
    agree(ledger, "old")
    ledger.do(account("b-ann", "ann", "beta"), signed_by="ann beta")
    ledger.do(account("m-beta", "beta", "beta", own=True), signed_by="beta")
    for name in ("b-ann", "m-beta"):
        ledger.issue("CNY", name, 500_000_000, issuer=f"bank {'ann' if name == 'b-ann' else 'beta'}")
    taken(ledger, "old-one", 19)
    ledger.do(c.CloseDay(house="CC"), c.OpenDay(house="CC", day=TODAY), signed_by="ccp")


def between(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return on_the_floor(Ledger())


def on_the_floor(ledger: Ledger) -> Ledger:
    """Trades that are proposed, affirmed, agreed, registered, let go, too late, and of others' accounts."""
    agreeing(ledger)
    soon = ledger.time + SOON_MS
    ledger.do(propose("late", expires=soon), signed_by="ann")
    agree(ledger, "late-agreed", expires=soon)
    agree(ledger, "late-house", contract="AS", expires=soon)
    ledger.wait(2 * SOON_MS)
    ledger.do(propose("open"), signed_by="ann")
    agree(ledger, "done")
    agree(ledger, "asked", contract="AS")
    ledger.do(propose("gone"), b.WithdrawTrade(trade="gone", by="ann", reason="a slip"), signed_by="ann")
    agree(ledger, "of-another", buyer=side("cat", "ann"))
    agree(ledger, "there", buyer=side("there", "ann"))
    agree(ledger, "failed", seller=side("dan"))
    agree(ledger, "full")
    agree(ledger, "near", contract="NE")
    taken(ledger, "near-end", 40, contract="NE")
    registered(ledger, "full", 7)
    given_up(ledger)
    ledger.do(c.FixSettlement(contract="fixed", price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    return ledger
