# SPDX-License-Identifier: Apache-2.0
"""What was seized: kept for an order of sale or of return, sold against money, shared out to the last unit."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.law.sharing import shared_out
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import OrderStatus
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES, Seizure, Victim
from support.ledger import Ledger
from support.supervised import give, trading


@pytest.fixture
def ledger() -> Ledger:
    """The court has seized 40 shares of Alice's."""
    ledger = trading()
    scope = {"account": "of-alice", "instrument": "SHARE", "quantity": 40, "receiver": "state"}
    ledger.do(give("s", Kind.seize, "court", "clerk", **scope), signed_by="court clerk")
    ledger.do(c.Seize(order="s", by="court", free=40), signed_by="court")
    return ledger


def outcome(ledger: Ledger, *calls: Any, signed_by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def seized(ledger: Ledger) -> Seizure:
    found = ledger.state.read(SEIZURES, "s")
    assert found is not None
    return found


def kept(ledger: Ledger, instrument: str) -> int:
    found = ledger.state.read(CUSTODIES, "state", instrument)
    return 0 if found is None else found.units


def order_sale(ledger: Ledger, order: str = "sale", quantity: int = 30, price: int = 300) -> None:
    scope = {"seizure": "s", "quantity": quantity, "cash": "CNY", "price": price}
    ledger.do(give(order, Kind.sell, "court", "clerk", **scope), signed_by="court clerk")


def offer(ledger: Ledger, quantity: int = 320, order: str = "sale", name: str = "bid") -> h.Hold:
    """Bob's money, for this sale alone."""
    return h.Hold(
        hold=name,
        account="of-bob",
        instrument="CNY",
        quantity=quantity,
        executor=f"supervision/order/{order}",
        expires=ledger.time + 10**6,
    )


def sell(order: str = "sale", hold: str = "bid", receiver: str = "of-bob") -> c.Sell:
    return c.Sell(order=order, by="court", hold=hold, receiver=receiver)


def order_return(ledger: Ledger, instrument: str, quantity: int, order: str = "back", **claims: int) -> None:
    victims = tuple(Victim(account=f"of-{name}", claim=claim) for name, claim in claims.items())
    scope = {"seizure": "s", "instrument": instrument, "quantity": quantity, "victims": victims}
    ledger.do(give(order, Kind.give_back, "court", "clerk", **scope), signed_by="court clerk")


def give_back(order: str = "back") -> c.Return:
    return c.Return(order=order, by="court")


def test_it_says_from_whom_under_which_order(ledger: Ledger) -> None:
    """And where it is; more under the same order is added."""
    found = seized(ledger)
    assert (found.seizure, found.account, found.holder, found.state) == ("s", "of-alice", "alice", "state")
    assert (found.taken, found.left, kept(ledger, "SHARE")) == (40, 40, 40)


@pytest.mark.parametrize(
    "call",
    [
        h.Transfer(sender="state", receiver="of-bob", instrument="SHARE", quantity=1),
        h.Hold(hold="h", account="state", instrument="SHARE", quantity=1, executor="bank", expires=10**15),
        h.Pledge(pledge="p", account="state", instrument="SHARE", quantity=1, pledgee="bank"),
        h.Redeem(instrument="SHARE", account="state", quantity=1),
    ],
    ids=["transfer", "hold", "pledge", "redeem"],
)
def test_it_stays_where_it_is(ledger: Ledger, call: Any) -> None:
    """The state's own signature does not move it, nor another order; units of its own it may move."""
    assert outcome(ledger, call, signed_by="treasury issuer") is Refusal.in_custody
    scope = {"account": "state", "instrument": "SHARE", "quantity": 1}
    ledger.do(give("b", Kind.burn, "court", "clerk", **scope), signed_by="court clerk")
    assert outcome(ledger, c.Burn(order="b", by="court", free=1), signed_by="court") is Refusal.in_custody
    ledger.issue("SHARE", "state", 1, issuer="issuer")
    assert outcome(ledger, call, signed_by="treasury issuer") is MachineOutcome.ok


def test_it_is_sold_units_against_money(ledger: Ledger) -> None:
    """Both move or neither; the money is kept in its place, for the victims."""
    order_sale(ledger)
    ledger.do(offer(ledger), signed_by="bob")
    ledger.do(sell(), signed_by="court")
    assert ledger.holding("of-bob", "SHARE").free == 80
    assert (ledger.holding("of-bob", "CNY").free, ledger.holding("state", "CNY").free) == (680, 320)
    found = seized(ledger)
    assert (found.left, found.sold, found.cash, found.received, found.money) == (10, 30, "CNY", 320, 320)
    assert (kept(ledger, "SHARE"), kept(ledger, "CNY")) == (10, 320)
    ledger.do(offer(ledger, name="again"), signed_by="bob")
    assert outcome(ledger, sell(hold="again"), signed_by="court") is Refusal.order_not_in_force
    move = h.Transfer(sender="state", receiver="of-bob", instrument="CNY", quantity=1)
    assert outcome(ledger, move, signed_by="treasury") is Refusal.in_custody


def test_a_sale_is_as_ordered(ledger: Ledger) -> None:
    """At the price or above, to who pays, out of a hold for this very sale; of no more than is left."""
    order_sale(ledger)
    order_sale(ledger, "other")
    cases_ = [(offer(ledger, 299, name="low"), "of-bob"), (offer(ledger, order="other", name="else"), "of-bob")]
    cases_ += [(offer(ledger, name="gift"), "of-carol")]
    for hold, receiver in cases_:
        refused = outcome(ledger, hold, sell(hold=hold.hold, receiver=receiver), signed_by="bob court")
        assert refused is Refusal.not_the_sale, hold
    shares = h.Hold(
        hold="shares",
        account="of-bob",
        instrument="SHARE",
        quantity=50,
        executor="supervision/order/sale",
        expires=ledger.time + 10**6,
    )
    assert outcome(ledger, shares, sell(hold="shares"), signed_by="bob court") is Refusal.no_such_sale
    order_sale(ledger, "much", quantity=41, price=1)
    hold = offer(ledger, order="much")
    assert outcome(ledger, hold, sell("much"), signed_by="bob court") is Refusal.not_so_much_seized


def test_it_is_returned_in_proportion(ledger: Ledger) -> None:
    """Forty shares for claims of 50, 30 and 20: the remainders decide, and nothing is left over."""
    order_return(ledger, "SHARE", 40, alice=1, bob=50, carol=30)
    ledger.do(give_back(), signed_by="court")
    event = ledger.decoded_events()[-1]
    assert event.data["shares"] == [{"account": "of-bob", "quantity": 25}, {"account": "of-carol", "quantity": 15}]
    assert (event.data["quantity"], event.data["residue"]) == (40, 0)
    assert (seized(ledger).left, seized(ledger).returned, kept(ledger, "SHARE")) == (0, 40, 0)
    assert outcome(ledger, give_back(), signed_by="court") is Refusal.order_not_in_force


def test_what_nobody_is_due_stays(ledger: Ledger) -> None:
    """More than the claims is not given away: the residue is stated, and still in custody."""
    order_return(ledger, "SHARE", 40, bob=10, carol=5)
    ledger.do(give_back(), signed_by="court")
    assert ledger.decoded_events()[-1].data["residue"] == 25
    assert (seized(ledger).left, kept(ledger, "SHARE")) == (25, 25)


def test_what_a_sale_brought_is_returned_too(ledger: Ledger) -> None:
    """Money for those who lost money; of no more than there is, and of nothing else."""
    order_sale(ledger)
    ledger.do(offer(ledger), signed_by="bob")
    ledger.do(sell(), signed_by="court")
    for order, instrument, quantity in (("much", "CNY", 321), ("none", "BOND", 1)):
        if instrument == "BOND":
            ledger.instrument("BOND", "issuer")
        order_return(ledger, instrument, quantity, order, carol=500)
        assert outcome(ledger, give_back(order), signed_by="court") is Refusal.not_so_much_seized
    order_return(ledger, "CNY", 320, carol=500, bob=500)
    ledger.do(give_back(), signed_by="court")
    assert (ledger.holding("of-carol", "CNY").free, seized(ledger).money, seized(ledger).paid_out) == (160, 0, 320)


def test_every_order_about_it_is_in_the_file_of_whom_it_was_taken_from(ledger: Ledger) -> None:
    """And of the victims: sale and return are orders that touched them."""
    order_return(ledger, "SHARE", 4, bob=10)
    ledger.do(give_back(), signed_by="court")
    for subject, lines in (("account/of-alice", 4), ("party/alice", 4), ("account/of-bob", 2)):
        found = queries.file(ledger.state, f"parties/{subject}")
        assert found is not None and found.lines == lines
    assert queries.order(ledger.state, "back").status is OrderStatus.carried_out  # type: ignore[union-attr]


@cases(st.integers(1, 10**6), st.lists(st.integers(1, 10**5), min_size=1, max_size=20))
def test_shares_add_up_and_are_fair(quantity: int, claims: list[int]) -> None:
    """Exact sum; nobody above the claim; each within a unit of the proportion; a larger claim never has less."""
    units = shared_out(quantity, claims)
    assert sum(units) == min(quantity, sum(claims))
    for one, claim in zip(units, claims, strict=True):
        assert 0 <= one <= claim
        assert abs(one - min(Fraction(claim), Fraction(quantity * claim, sum(claims)))) < 1
    ranked = sorted(zip(claims, units, strict=True))
    assert all(after[1] >= before[1] - 1 for before, after in pairwise(ranked))


def test_equal_remainders_go_to_who_stands_first() -> None:
    """The rule is stated, so that anybody who has the list computes the same shares."""
    assert shared_out(2, [1, 1, 1]) == [1, 1, 0]
    assert shared_out(10, [7, 5, 3]) == [5, 3, 2]
    assert shared_out(100, [3, 4]) == [3, 4]


def test_a_bid_for_a_sale_that_is_over_is_the_buyers_again(ledger: Ledger) -> None:
    """Carried out with another bid, or lifted: nobody waits for the hold's own expiry."""
    for name in ("sale", "second"):
        order_sale(ledger, name, quantity=10)
        ledger.do(offer(ledger, order=name, name=f"of-{name}"), signed_by="bob")
    early = c.GiveBack(order="sale", hold="of-sale")
    assert outcome(ledger, early, signed_by="bob") is Refusal.order_not_expired
    ledger.do(offer(ledger, name="best"), signed_by="bob")
    sold = c.Sell(order="sale", by="court", hold="best", receiver="of-bob")
    ledger.do(sold, c.Lift(order="second", by="court"), signed_by="court")
    held = ledger.holding("of-bob", "CNY").held
    assert outcome(ledger, c.GiveBack(order="sale", hold="of-second"), signed_by="bob") is Refusal.not_the_sale
    for name, left in (("sale", held - 320), ("second", held - 640)):
        ledger.do(c.GiveBack(order=name, hold=f"of-{name}"), signed_by="alice")
        assert ledger.holding("of-bob", "CNY").held == left
