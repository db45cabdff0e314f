# SPDX-License-Identifier: Apache-2.0
"""Orders about what a clearing house has for a settlement, each given and then refused when it is carried out."""

from typing import Any, Final

from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.safekeeping_outcomes import SafekeepingOutcome as Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.records import OrderKind
from counterfoil.modules.supervision.seized import Victim
from support.ending_floor import at_the_end
from support.ledger import DOCUMENT, Ledger
from support.market import Row
from support.supervised import UNTIL, give, in_vain, power, propose

APART: Final = True
FUND: Final = {"account": "shares", "skin": "skin", "reserve": "reserve", "own_funds": "own"}
GOODS: Final[dict[str, Any]] = {"account": "desk", "instrument": "R2"}
MONEY: Final[dict[str, Any]] = {"account": "pool", "instrument": "CNY"}
OF_BOB: Final[dict[str, Any]] = {"account": "m-bob", "instrument": "CNY"}


def supervised(ledger: Ledger) -> Ledger:
    """The court that is there gives any order, what takes units with a clerk; a freeze needs none."""
    ledger.party("clerk")
    ledger.party("treasury", Role.issuer)
    ledger.account("state", "treasury")
    kinds = (OrderKind.freeze, OrderKind.seize, OrderKind.burn, OrderKind.recover)
    kinds += (OrderKind.give_back, OrderKind.sell)
    powers = tuple(power(kind, "court", officers=("clerk",)) for kind in kinds)
    policy = c.SetPolicy(by="court", changers=("court",), powers=powers, state_accounts=("state",))
    ledger.do(policy, signed_by="court")
    return ledger


def ordered(_market: Ledger) -> Ledger:
    """On the evening when goods are offered and money is on its way, a court has given orders about both.

    Nobody asked when they were given whether they can be carried out: each is refused then, by the same rule.
    """
    ledger = supervised(at_the_end(Ledger()))
    ledger.do(d.FoundFund(house="CC", **FUND), signed_by="ccp")
    for name in ("spare", "purse"):
        ledger.account(name, "ccp")
        ledger.issue("CNY", name, 10, issuer="bank ccp")
    with in_vain(ledger):
        _given(ledger)
    _sold(ledger)
    return ledger


def _given(ledger: Ledger) -> None:
    ledger.do(
        give("freeze-goods", OrderKind.freeze, **GOODS),
        give("freeze-money", OrderKind.freeze, **MONEY),
        give("freeze-shares", OrderKind.freeze, account="shares", instrument="CNY"),
        give("take-goods", OrderKind.seize, checker="clerk", quantity=1, receiver="state", **GOODS),
        give("take-money", OrderKind.seize, checker="clerk", quantity=1, receiver="state", **MONEY),
        give("burn-goods", OrderKind.burn, checker="clerk", quantity=1, **GOODS),
        give("recover-goods", OrderKind.recover, checker="clerk", account="desk", receiver="spare"),
        give("recover-there", OrderKind.recover, checker="clerk", account="spare", receiver="desk"),
        give("take-of-bob", OrderKind.seize, checker="clerk", quantity=5, receiver="state", **OF_BOB),
        signed_by="court clerk",
    )
    ledger.do(c.Seize(order="take-of-bob", by="court", free=5), signed_by="court")
    back = give(
        "back-to-the-house",
        OrderKind.give_back,
        checker="clerk",
        seizure="take-of-bob",
        instrument="CNY",
        quantity=5,
        victims=(Victim(account="pool", claim=5),),
    )
    ledger.do(back, signed_by="court clerk")


def _sold(ledger: Ledger) -> None:
    """A receipt of Bob's is seized and sold, and the house, which buys it, has money held for that."""
    seized = {"account": "of-bob", "instrument": "R7", "quantity": 1, "receiver": "state"}
    ledger.do(give("take-receipt", OrderKind.seize, checker="clerk", **seized), signed_by="court clerk")
    ledger.do(c.Seize(order="take-receipt", by="court", free=1), signed_by="court")
    sale = {"seizure": "take-receipt", "quantity": 1, "cash": "CNY", "price": 10}
    ledger.do(give("sale", OrderKind.sell, checker="clerk", **sale), signed_by="court clerk")
    held = {"account": "purse", "instrument": "CNY", "quantity": 10, "executor": "supervision/order/sale"}
    ledger.do(h.Hold(hold="buys", expires=UNTIL, **held), signed_by="ccp")


MARKET = ordered


def freeze(name: str) -> h.Freeze:
    """By the role of a supervisor, which the policy leaves free."""
    return h.Freeze(
        freeze="f", account=name, instrument="R2", supervisor="court", reference="order 11", document=DOCUMENT
    )


def recover(order: str, instrument: str) -> c.Recover:
    return c.Recover(order=order, by="court", holdings=(c.RecoveredHolding(instrument=instrument),))


GIVEN: Final = [
    Row(
        "an order to freeze goods in delivery",
        give("late-freeze", OrderKind.freeze, **GOODS),
        "court",
        Outcome.held_for_settlement,
    ),
    Row(
        "an order proposed to seize money that passes",
        propose("late-take", OrderKind.seize, quantity=1, receiver="state", **MONEY),
        "court",
        Outcome.held_for_settlement,
    ),
    Row(
        "an order to recover money to the desk",
        give("late-recovery", OrderKind.recover, checker="clerk", account="spare", receiver="desk"),
        "court clerk",
        Outcome.held_for_settlement,
    ),
    Row(
        "an order to return money to where it passes",
        give(
            "late-return",
            OrderKind.give_back,
            checker="clerk",
            seizure="take-of-bob",
            instrument="CNY",
            quantity=5,
            victims=(Victim(account="pool", claim=5),),
        ),
        "court clerk",
        Outcome.held_for_settlement,
    ),
]
ORDERED: Final = [
    Row("goods in delivery frozen", c.Freeze(order="freeze-goods", by="court"), "court", Outcome.held_for_settlement),
    Row("money that passes frozen", c.Freeze(order="freeze-money", by="court"), "court", Outcome.held_for_settlement),
    Row("members' shares frozen", c.Freeze(order="freeze-shares", by="court"), "court", Outcome.held_for_settlement),
    Row("goods frozen without an order", freeze("desk"), "court", Outcome.held_for_settlement),
    Row("goods seized", c.Seize(order="take-goods", by="court", free=1), "court", Outcome.held_for_settlement),
    Row("money seized", c.Seize(order="take-money", by="court", free=1), "court", Outcome.held_for_settlement),
    Row("goods destroyed", c.Burn(order="burn-goods", by="court", free=1), "court", Outcome.held_for_settlement),
    Row("goods recovered elsewhere", recover("recover-goods", "R2"), "court", Outcome.held_for_settlement),
    Row("money recovered to the desk", recover("recover-there", "CNY"), "court", Outcome.held_for_settlement),
    Row(
        "goods sold to where they are delivered",
        c.Sell(order="sale", by="court", hold="buys", receiver="desk"),
        "court",
        Outcome.held_for_settlement,
    ),
    Row(
        "money returned to where it passes",
        c.Return(order="back-to-the-house", by="court"),
        "court",
        Outcome.held_for_settlement,
    ),
]
