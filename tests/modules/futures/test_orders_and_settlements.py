# SPDX-License-Identifier: Apache-2.0
"""No order reaches what a clearing house has for a settlement; it reaches each party's own before and after."""

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.futures.records import DAYS
from counterfoil.modules.futures.safekeeping_outcomes import SafekeepingOutcome as Refusal
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.records import OrderKind
from support.futures_ending import LAST
from support.ledger import Ledger
from support.refused_safekeeping import ORDERED, ordered
from support.supervised import give

SEIZES_MONEY = c.Seize(order="take-money", by="court", free=1)


def sound(ledger: Ledger) -> bool:
    return list(broken_invariants(ledger.state)) == []


def test_a_court_seizes_money_that_passes_through_the_settlement_account() -> None:
    """What one account lost is another's gain by the evening: the call is refused, and who gained is paid whole."""
    ledger = ordered(Ledger())
    passing, answer = ledger.holding("pool", "CNY").free, ledger.submit(SEIZES_MONEY, signed_by="court")
    assert answer.outcome is Refusal.held_for_settlement
    assert ledger.holding("pool", "CNY").free == passing > 0 and sound(ledger)
    ledger.drive("pat", "futures")
    assert sound(ledger)


def test_a_court_orders_about_goods_in_delivery_and_they_are_delivered() -> None:
    """Freezes, seizures, destruction and recovery of them are refused, and nothing is missing at the desk."""
    ledger = ordered(Ledger())
    for row in ORDERED:
        assert ledger.submit(row.call, signed_by=row.signed_by).outcome is Refusal.held_for_settlement
    assert ledger.holding("desk", "R2").free == 1 and sound(ledger)


def test_what_is_due_is_reached_where_it_comes() -> None:
    """Bob's margin account is a client's own: cash of it is seized as before, and the house's books add up."""
    ledger = ordered(Ledger())
    before = ledger.holding("m-bob", "CNY").free
    scope = {"account": "m-bob", "instrument": "CNY", "quantity": 7, "receiver": "state"}
    ledger.do(give("of-bob", OrderKind.seize, checker="clerk", **scope), signed_by="court clerk")
    ledger.do(c.Seize(order="of-bob", by="court", free=7), signed_by="court")
    assert ledger.holding("m-bob", "CNY").free == before - 7 and sound(ledger)
    assert ledger.state.read(DAYS, "CC", str(LAST)) is not None


def test_what_a_house_set_aside_of_its_own_is_reached() -> None:
    """Its reserve is its own, and the layer counts what is there: it is frozen, where members' shares are not."""
    ledger = ordered(Ledger())
    ledger.issue("CNY", "reserve", 10, issuer="bank ccp")
    ledger.do(give("reserve-1", OrderKind.freeze, account="reserve", instrument="CNY"), signed_by="court")
    ledger.do(c.Freeze(order="reserve-1", by="court"), signed_by="court")
    assert ledger.holding("reserve", "CNY").frozen == 10 and sound(ledger)
