# SPDX-License-Identifier: Apache-2.0
"""Assets cross between two chains: there, back, back again when nobody took them; and are delivered for money there."""

import pytest
from msgspec.structs import replace

from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.queries import circulating, in_pool, mapped
from counterfoil.modules.crossings.records import ARRIVALS, DEALS, DEPARTURES, PAYMENTS
from counterfoil.modules.holdings.calls import Freeze, Transfer
from counterfoil.modules.holdings.records import TITLES
from support.crossed import (
    AWAY,
    CASH,
    DEED,
    DEED_THERE,
    DEEDS,
    HOME,
    HOUR,
    KEEPERS,
    SHARE,
    SHARE_THERE,
    SHARES,
    arrival_there,
    arriving,
    asked,
    departing,
    has,
    hold,
    issued,
    joined,
    map_home,
    of,
    offer,
    path_of,
    paying,
    populated,
    register,
)
from support.peered import chain_named, trusting
from support.vouchers_stage import OnWorld

Two = tuple[OnWorld, OnWorld]


@pytest.fixture
def two() -> Two:
    return joined()


def locked(home: OnWorld, asset: str = SHARES) -> int:
    view = home.world.ledger.view
    return in_pool(view, mapped(view, asset))  # type: ignore[arg-type]


def around(away: OnWorld, asset: str = SHARES) -> int:
    view = away.world.ledger.view
    return circulating(view, mapped(view, asset))  # type: ignore[arg-type]


def crossed(home: OnWorld, away: OnWorld, crossing: str = "x", asset: str = SHARES, quantity: int = 100) -> None:
    home.do(*departing(home, crossing, quantity, asset=asset), signed_by="alice")
    away.do(arriving(away, home, crossing), signed_by="bob")


def test_shares_go_there_and_part_of_them_comes_home(two: Two) -> None:
    """Locked at home as long as mirrors circulate; whoever has them sends them home to whom it likes."""
    home, away = two
    crossed(home, away)
    assert (has(home, "alice", SHARE), locked(home)) == (900, 100)
    assert (has(away, "alice", SHARE_THERE), around(away)) == (100, 100)
    away.do(
        Transfer(sender=of("alice"), receiver=of("bob"), instrument=SHARE_THERE, quantity=40), signed_by="alice bob"
    )
    away.do(*departing(away, "y", 40, mirror=True, account=of("bob")), signed_by="bob")
    assert (locked(home), around(away)) == (100, 60)
    home.do(arriving(home, away, "y"), signed_by="alice")
    assert (has(home, "bob", SHARE), locked(home), around(away)) == (40, 60, 60)


def test_what_arrived_arrives_once(two: Two) -> None:
    """Shown again, it is refused; and who sent it has no way to take it back."""
    home, away = two
    crossed(home, away)
    away.wait(2 * HOUR)
    again = c.Arrive(peer=f"peers/chain/{HOME}", crossing="x")
    assert away.refused(again, signed_by="bob") == "already_arrived"
    asked(home, away, arrival_there(home, "x"), late=2 * HOUR)
    assert home.refused(c.TakeBack(crossing="x"), signed_by="alice") == "accepted_there"


def test_what_did_not_arrive_comes_back_by_proof_alone(two: Two) -> None:
    """The own clock says nothing, nor does a header of before the end; then the other chain takes it no more."""
    home, away = two
    home.do(*departing(home, "x"), signed_by="alice")
    taken = arriving(away, home, "x")
    back = c.TakeBack(crossing="x")
    asked(home, away, arrival_there(home, "x"))
    home.wait(3 * HOUR)
    assert home.refused(back, signed_by="alice") == "other_chain_may_accept"
    away.wait(HOUR)
    assert away.refused(taken, signed_by="bob") == "too_late_here"
    asked(home, away, arrival_there(home, "x"))
    home.do(back, signed_by="bob")
    assert (has(home, "alice", SHARE), locked(home), around(away)) == (1_000, 0, 0)
    assert home.refused(back, signed_by="alice") == "gone_back"


def test_what_left_for_home_and_was_not_taken_comes_back_too(two: Two) -> None:
    """A mirror that ended when it left is issued again to whoever sent it."""
    home, away = two
    crossed(home, away)
    away.do(*departing(away, "y", 30, mirror=True), signed_by="alice")
    assert around(away) == 70
    asked(away, home, arrival_there(away, "y"), late=2 * HOUR)
    away.do(c.TakeBack(crossing="y"), signed_by="alice")
    assert (around(away), locked(home)) == (100, 100)


def test_a_deed_crosses_with_its_chain_of_title(two: Two) -> None:
    """There, home, and there again: one title on each chain, and whoever had it on the other stands in the arrival."""
    home, away = two
    crossed(home, away, asset=DEEDS, quantity=1)
    arrived = away.world.read(ARRIVALS, HOME, "x")
    assert [step.account for step in arrived.title.steps] == [of("bob"), of("alice"), f"pool-{DEEDS}"]
    assert arrived.title.before == 0
    title = away.world.read(TITLES, DEED_THERE)
    assert (title.account, title.parents) == (of("alice"), (ARRIVALS.path(HOME, "x"),))
    away.do(*departing(away, "y", 1, asset=DEEDS, mirror=True, receiver=of("bob")), signed_by="alice")
    assert around(away, DEEDS) == 0
    home.do(arriving(home, away, "y"), signed_by="bob")
    assert home.world.read(TITLES, DEED).account == of("bob")
    home.do(*departing(home, "z", 1, asset=DEEDS, account=of("bob")), signed_by="bob")
    away.do(arriving(away, home, "z"), signed_by="bob")
    assert away.world.read(TITLES, DEED_THERE).account == of("bob")
    assert [step.account for step in away.world.read(ARRIVALS, HOME, "z").title.steps][-3:] == [
        f"pool-{DEEDS}",
        of("bob"),
        f"pool-{DEEDS}",
    ]


def test_a_deed_without_its_chain_of_title_does_not_arrive(two: Two) -> None:
    """An event left out, or another's, is noticed by the hashes."""
    home, away = two
    home.do(*departing(home, "x", 1, asset=DEEDS), signed_by="alice")
    whole = arriving(away, home, "x")
    for trail in ((), whole.trail[1:], whole.trail[:-1], (whole.trail[0], *whole.trail)):
        assert away.refused(replace(whole, trail=trail), signed_by="bob") == "title_not_traced"
    away.do(whole, signed_by="bob")


def test_delivery_against_payment(two: Two) -> None:
    """Shares at home for money away: paid by proof that they are kept, delivered by proof that it is paid."""
    home, away = two
    home.do(*offer(home, "d"), signed_by="alice")
    assert away.refused(*paying("d"), signed_by="bob") == "not_shown_across"
    asked(away, home, DEALS.path("d"))
    away.do(*paying("d"), signed_by="bob")
    assert (has(away, "bob", CASH), has(away, "alice", CASH)) == (49_000, 51_000)
    asked(home, away, PAYMENTS.path(HOME, "d"))
    assert home.refused(c.Withdraw(deal="d"), signed_by="alice") == "accepted_there"
    home.do(c.Complete(deal="d"), signed_by="bob")
    assert (has(home, "alice", SHARE), has(home, "bob", SHARE)) == (900, 100)


def test_what_is_not_paid_in_time_is_free_again(two: Two) -> None:
    """By proof that it was not paid at the end; and then it is paid no more."""
    home, away = two
    home.do(*offer(home, "d"), signed_by="alice")
    asked(away, home, DEALS.path("d"))
    asked(home, away, PAYMENTS.path(HOME, "d"))
    assert home.refused(c.Withdraw(deal="d"), signed_by="alice") == "other_chain_may_accept"
    away.wait(2 * HOUR)
    assert away.refused(*paying("d"), signed_by="bob") == "too_late_here"
    asked(home, away, PAYMENTS.path(HOME, "d"))
    home.do(c.Withdraw(deal="d"), signed_by="bob")
    assert has(home, "alice", SHARE) == 1_000


def test_what_cannot_be_taken_in_comes_back(two: Two) -> None:
    """Who ended its registration lets nothing in; nothing is lost."""
    home, away = two
    away.do(c.Deregister(chain=HOME, account=of("alice")), signed_by="alice")
    home.do(*departing(home, "x"), signed_by="alice")
    assert away.refused(arriving(away, home, "x"), signed_by="bob") == "user_ended"
    asked(home, away, arrival_there(home, "x"), late=2 * HOUR)
    home.do(c.TakeBack(crossing="x"), signed_by="bob")
    assert has(home, "alice", SHARE) == 1_000


def test_two_homes_under_one_name_do_not_pay_each_other(two: Two) -> None:
    """Whatever a chain maps under a name of the other's: in the other's pool is what others sent, and comes back."""
    home, away = two
    home.do(map_home("gold"), signed_by=KEEPERS)
    home.do(*departing(home, "good", asset="gold"), signed_by="alice")
    away.do(map_home("gold", peer=path_of(HOME), instrument=CASH), signed_by=KEEPERS)
    held = hold("h-bad", DEPARTURES.path("bad"), 100, CASH, of("bob"))
    sent = c.Depart(crossing="bad", asset="gold", hold="h-bad", receiver=of("bob"), until=away.time + HOUR)
    away.do(held, sent, signed_by="bob")
    assert home.refused(arriving(home, away, "bad"), signed_by="bob") == "mapped_otherwise"
    assert away.refused(arriving(away, home, "good"), signed_by="alice") == "mapped_otherwise"
    asked(home, away, arrival_there(home, "good"), late=2 * HOUR)
    home.do(c.TakeBack(crossing="good"), signed_by="alice")
    assert (has(home, "alice", SHARE), has(home, "bob", SHARE)) == (1_000, 0)


def test_frozen_units_do_not_leave_and_a_pool_is_not_frozen(two: Two) -> None:
    """A supervisor's freeze reaches what is there: at home before it left, and on the other chain since."""
    home, away = two
    crossed(home, away)
    freeze = {"freeze": "f", "supervisor": "supervisor", "reference": "ruling", "document": "ab" * 32}
    home.do(Freeze(account=of("alice"), instrument=SHARE, quantity=900, **freeze), signed_by="supervisor")
    assert home.refused(*departing(home, "y"), signed_by="alice") == "insufficient_free_quantity"
    pool = Freeze(account=f"pool-{SHARES}", instrument=SHARE, quantity=1, **freeze | {"freeze": "g"})
    assert home.refused(pool, signed_by="supervisor") == "pool_not_reached"
    away.do(Freeze(account=of("alice"), instrument=SHARE_THERE, quantity=100, **freeze), signed_by="supervisor")
    assert away.refused(*departing(away, "z", 1, mirror=True), signed_by="alice") == "insufficient_free_quantity"


def test_where_it_is_meant_for(two: Two) -> None:
    """A third chain that is shown the departure takes nothing in."""
    home, _ = two
    third = OnWorld(chain_named("third"))
    issued(populated(third))
    third.do(trusting(home.world), signed_by="registrar supervisor")
    third.do(register(HOME, "alice"), signed_by="alice")
    home.do(*departing(home, "x"), signed_by="alice")
    assert third.refused(arriving(third, home, "x"), signed_by="bob") == "meant_for_another_chain"
    assert home.world.read(DEPARTURES, "x").to == AWAY
