# SPDX-License-Identifier: Apache-2.0
"""Private placements: who may subscribe, what each is allotted, and that units and money come to everybody once."""

from itertools import pairwise
from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.law.sharing import shared_out
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.invariants import invariants
from counterfoil.modules.over_the_counter.placements import (
    OFFERINGS,
    PLACEMENTS,
    SUBSCRIPTIONS,
    Placement,
    PlacementStatus,
    SubscriptionStatus,
)
from counterfoil.modules.parties import calls as p
from counterfoil.primitives.types import Quantity
from support.counter import CASH, DAY_MS, HOUR_MS, NOTE, dealing, place, professional, set_aside, subscribe
from support.ledger import Ledger
from support.market import freeze
from support.seeds import seed_of_this_commit

FIRMS = ("client", "dealer", "third")


@pytest.fixture
def ledger() -> Ledger:
    """Three professional firms, and a placement of a thousand notes that closes in an hour."""
    ledger = dealing()
    professional(ledger, *FIRMS)
    ledger.do(place(closes=ledger.time + HOUR_MS, latest=ledger.time + DAY_MS), signed_by="maker")
    return ledger


def enter(ledger: Ledger, **quantities: int) -> None:
    """Firms subscribe, each with its money set aside."""
    for firm, quantity in quantities.items():
        calls = (set_aside(f"at-{firm}", quantity), subscribe(f"at-{firm}", quantity))
        ledger.do(*calls, signed_by=firm)


def test_investors_are_counted_by_party_over_all_placements(ledger: Ledger) -> None:
    """Client with two accounts, in two placements of the instrument, is one; who was given the money back stays one."""
    ledger.account("client-2", "client")
    ledger.issue(CASH, "client-2", 100_000, issuer="mint")
    ledger.do(set_aside("client-2", 100), subscribe("client-2"), signed_by="client")
    enter(ledger, third=100, client=100)
    ledger.do(place("Q"), c.CallOff(placement="P", by="maker", reason="no demand"), signed_by="maker")
    ledger.do(set_aside("at-client", 100, "Q"), subscribe("at-client", 100, "Q"), signed_by="client")
    found = ledger.state.read(OFFERINGS, NOTE)
    assert found is not None and found.investors == ("client", "third")
    assert list(invariants(ledger.state)) == []
    ledger.state.write(OFFERINGS.path(NOTE), replace(found, investors=("third", "third")))
    problems = list(invariants(ledger.state))
    assert any("client is not counted" in one for one in problems), problems
    assert any("NOTE has 2 investors" in one for one in problems), problems


def allot(ledger: Ledger, by: str = "dealer") -> None:
    ledger.wait(HOUR_MS)
    ledger.do(c.Allot(placement="P", by=by), signed_by=by)


def complete(*firms: str) -> list[c.Complete]:
    return [c.Complete(placement="P", account=f"at-{firm}") for firm in firms]


def placement(ledger: Ledger) -> Placement:
    found = ledger.state.read(PLACEMENTS, "P")
    assert found is not None
    return found


def status(ledger: Ledger, firm: str) -> SubscriptionStatus:
    found = ledger.state.read(SUBSCRIPTIONS, "P", f"at-{firm}")
    assert found is not None
    return found.status


def test_what_is_oversubscribed_is_shared_out(ledger: Ledger) -> None:
    """900, 600 and 300 of a thousand: 500, 333 and 167 in tens are 500, 330 and 170; the rest of the money is free."""
    enter(ledger, client=900, dealer=600, third=300)
    allot(ledger)
    assert placement(ledger).shares == (500, 330, 170)
    had = {firm: [ledger.holding(f"at-{firm}", one).balance for one in (NOTE, CASH)] for firm in FIRMS}
    ledger.do(*complete("third", "client"), signed_by="third")
    assert placement(ledger).status is PlacementStatus.allotted
    ledger.do(*complete("dealer"), signed_by="client")
    for firm, share in zip(FIRMS, (500, 330, 170), strict=True):
        notes, cash = had[firm]
        assert ledger.holding(f"at-{firm}", NOTE).free == notes + share
        now = ledger.holding(f"at-{firm}", CASH)
        assert (now.balance, now.held) == (cash - share * 100, 0)
    assert ledger.holding("at-maker", CASH).free == 100_000
    assert placement(ledger).status is PlacementStatus.closed


def test_what_is_not_fully_subscribed_gives_all_their_own(ledger: Ledger) -> None:
    """And what nobody wanted never comes into the world."""
    enter(ledger, client=300, third=100)
    allot(ledger, "maker")
    ledger.do(*complete("client", "third"), signed_by="third")
    assert placement(ledger).shares == (300, 100)
    assert ledger.holding("at-maker", CASH).free == 40_000


def test_nobody_is_paid_or_charged_twice(ledger: Ledger) -> None:
    """A second completion is refused, alone, in one transaction and in one block."""
    enter(ledger, client=300)
    allot(ledger)
    (call,) = complete("client")
    assert ledger.submit(call, call, signed_by="third").outcome.name == "subscription_over"
    assert ledger.holding("at-maker", CASH).free == 0
    twice = [ledger.transaction(call, signed_by="third") for _ in range(2)]
    assert [one.outcome.name for one in ledger.block(*twice)] == ["ok", "subscription_over"]
    assert ledger.holding("at-maker", CASH).free == 30_000


def test_a_placement_without_subscribers_closes(ledger: Ledger) -> None:
    """At once, when nothing is allotted to nobody."""
    allot(ledger)
    assert placement(ledger).status is PlacementStatus.closed


def test_what_is_called_off_is_paid_back(ledger: Ledger) -> None:
    """All that was set aside is free again, and no units come."""
    enter(ledger, client=300, third=100)
    ledger.do(c.CallOff(placement="P", by="dealer", reason="no demand"), signed_by="dealer")
    ledger.do(*complete("client", "third"), signed_by="third")
    assert status(ledger, "client") is status(ledger, "third") is SubscriptionStatus.refunded
    assert ledger.holding("at-client", CASH).held == ledger.holding("at-maker", CASH).free == 0


def test_who_is_suspended_is_refunded_after_the_last_time(ledger: Ledger) -> None:
    """Until then the subscription waits, and the others go on; after it the money is free, and no units come."""
    enter(ledger, client=300, third=100)
    allot(ledger)
    stop = p.SuspendParty(party="client", by="supervisor", reference="order 1", document="d" * 64)
    ledger.do(stop, signed_by="supervisor")
    assert ledger.submit(*complete("client"), signed_by="third").outcome.name == "party_suspended"
    ledger.do(*complete("third"), signed_by="third")
    ledger.wait(DAY_MS)
    ledger.do(*complete("client"), signed_by="third")
    assert (status(ledger, "client"), ledger.holding("at-client", CASH).held) == (SubscriptionStatus.refunded, 0)
    assert placement(ledger).status is PlacementStatus.closed


def test_who_was_professional_may_not_subscribe(ledger: Ledger) -> None:
    """What counts is what is attested when it subscribes."""
    revoke = p.RevokeAttestation(party="client", topic="investor_class", by="repository", reference="mistaken")
    ledger.do(revoke, signed_by="repository")
    ledger.do(set_aside("at-client", 100), signed_by="client")
    assert ledger.submit(subscribe(), signed_by="client").outcome.name == "not_professional"


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "at-third"},
        {"executor": "over_the_counter/subscription/P/at-third"},
        {"executor": "venue"},
        {"expires": 1_700_000_090_000},
    ],
)
def test_money_is_set_aside_exactly(ledger: Ledger, wrong: dict[str, object]) -> None:
    """For this subscription, of what it costs, until the last time to close."""
    ledger.party("venue")
    ledger.do(replace(set_aside("at-client", 100), **wrong), signed_by="client third")  # type: ignore[arg-type]
    assert ledger.submit(subscribe(), signed_by="client").outcome.name == "money_not_set_aside"


@pytest.mark.parametrize("quantity", [90, 110])
def test_neither_more_nor_less_is_set_aside(ledger: Ledger, quantity: int) -> None:
    """What a subscription costs is known before, to the cent."""
    ledger.do(set_aside("at-client", quantity), signed_by="client")
    assert ledger.submit(subscribe(), signed_by="client").outcome.name == "money_not_set_aside"


def test_a_frozen_hold_is_none(ledger: Ledger) -> None:
    """What an order takes out of the free part does not touch what is set aside already."""
    enter(ledger, client=300)
    ledger.do(freeze("f", account="at-client", instrument=CASH, quantity=None), signed_by="supervisor")
    allot(ledger)
    ledger.do(*complete("client"), signed_by="third")
    assert status(ledger, "client") is SubscriptionStatus.fulfilled


@pytest.mark.parametrize("seed", [*range(5), seed_of_this_commit()])
def test_shares_add_up_and_are_fair(seed: int) -> None:
    """The sum is the whole; each is its due share rounded down or up; of two, the larger order never gets less."""
    random = Random(seed)
    for _ in range(200):
        orders = [random.randint(1, 40) for _ in range(random.randint(1, 12))]
        whole = random.randint(1, 200)
        shares = shared_out(whole, orders)
        total = sum(orders)
        assert sum(shares) == min(whole, total)
        for order, share in zip(orders, shares, strict=True):
            due = order * min(whole, total)
            assert due // total <= share <= -(-due // total)
        ranked = sorted(zip(orders, shares, strict=True))
        assert all(less[1] <= more[1] for less, more in pairwise(ranked) if less[0] < more[0])


def test_broken_invariants_are_told(ledger: Ledger) -> None:
    """One by one, each in words."""
    enter(ledger, client=1_000)
    allot(ledger)
    good = placement(ledger)
    assert list(invariants(ledger.state)) == []
    other = replace(good.orders[0], account="at-none")
    for said, changes in (
        ("900 allotted of 1000, subscribed for 1000", {"shares": (Quantity(900),)}),
        ("the subscription of at-none is another", {"orders": (other,)}),
        ("allotted, 1 of 1 over, of which 0 are", {"ended": 1}),
        ("201 subscribers", {"orders": (good.orders[0],) * 201}),
    ):
        ledger.state.write(PLACEMENTS.path("P"), replace(good, **changes))  # type: ignore[arg-type]
        assert any(said in problem for problem in invariants(ledger.state)), said
    ledger.state.write(PLACEMENTS.path("P"), good)
    one = ledger.state.read(SUBSCRIPTIONS, "P", "at-client")
    assert one is not None
    ledger.state.write(one.path, replace(one, allotted=Quantity(5)))
    assert any("at-client has 5, allotted 1000" in problem for problem in invariants(ledger.state))


def test_a_hold_that_was_taken_leaves_no_units(ledger: Ledger) -> None:
    """Where the hold has ended, the subscription ends without units, and the issuer is owed nothing."""
    enter(ledger, client=300)
    allot(ledger)
    ledger.wait(10**12)
    ledger.do(h.ReleaseHold(hold="P-at-client"), signed_by="client")
    ledger.do(*complete("client"), signed_by="third")
    assert status(ledger, "client") is SubscriptionStatus.refunded
