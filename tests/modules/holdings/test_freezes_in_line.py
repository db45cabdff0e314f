# SPDX-License-Identifier: Apache-2.0
"""Freezes beyond what is free wait in line (轮候冻结), and whatever becomes free serves the line in its order."""

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings import queries
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import FREEZES_MAX
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger
from support.market import freeze
from support.refused_movements import issue, move, redeem
from support.refused_parties import stop
from support.refused_reservations import execute, hold, pledge, release, unfreeze


@pytest.fixture
def ledger() -> Ledger:
    """Alice has 100 shares, 40 of them pledged and 20 held."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("bank", Role.operating_bank)
    ledger.party("venue", Role.venue)
    ledger.party("second-supervisor", Role.supervisor)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", 100, issuer="issuer")
    reserve = (pledge("pledge", quantity=40), hold("hold", quantity=20, expires=ledger.time + 10**6))
    ledger.do(*reserve, signed_by="alice")
    return ledger


def order(name: str, quantity: int, account: str = "of-alice") -> h.Freeze:
    """A supervisor's freeze of shares."""
    return freeze(name, account=account, quantity=quantity)


def line(ledger: Ledger, account: str = "of-alice") -> dict[str, tuple[int, int]]:
    """Freeze → what it has taken, of what was ordered."""
    return {one.freeze: (one.taken, one.ordered) for one in ledger.holding(account, "SHARE").line}


def free_and_frozen(ledger: Ledger) -> tuple[int, int]:
    holding = ledger.holding("of-alice", "SHARE")
    return holding.free, holding.frozen


def test_a_freeze_takes_what_is_free_and_waits_for_the_rest(ledger: Ledger) -> None:
    """The next one waits behind it and takes nothing."""
    ledger.do(order("first", 70), order("second", 30), signed_by="supervisor")
    assert free_and_frozen(ledger) == (0, 40)
    assert line(ledger) == {"first": (40, 70), "second": (0, 30)}
    event = ledger.decoded_events()[-1]
    assert [link.record for link in event.trails] == [
        "holdings/holding/of-alice/SHARE",
        "holdings/encumbrance/second",
        "holdings/book/of-alice",
    ]
    (consent,) = event.consents
    assert (consent.kind, consent.by, consent.record) == ("order", ("supervisor",), "parties/party/supervisor")


def test_units_that_arrive_serve_the_line(ledger: Ledger) -> None:
    """In order: the first is filled, then the second; what is left is free."""
    ledger.do(order("first", 70), order("second", 30), signed_by="supervisor")
    ledger.do(issue("of-alice", 20), signed_by="issuer")
    assert line(ledger) == {"first": (60, 70), "second": (0, 30)}
    ledger.do(issue("of-bob", 50), signed_by="issuer")
    ledger.do(move("of-bob", "of-alice", 45), signed_by="bob")
    assert line(ledger) == {"first": (70, 70), "second": (30, 30)}
    assert free_and_frozen(ledger) == (5, 100)


def test_a_released_pledge_and_a_released_hold_serve_the_line(ledger: Ledger) -> None:
    """What comes back to its owner is frozen at once, and does not move."""
    ledger.do(order("first", 70), order("second", 30), signed_by="supervisor")
    ledger.do(h.ReleasePledge(pledge="pledge"), signed_by="bank")
    assert line(ledger) == {"first": (70, 70), "second": (10, 30)}
    ledger.do(release("hold"), signed_by="venue")
    assert line(ledger) == {"first": (70, 70), "second": (30, 30)}
    assert free_and_frozen(ledger) == (0, 100)
    assert ledger.submit(move(), signed_by="alice").outcome is HoldingsOutcome.insufficient_free_quantity


def test_a_lifted_freeze_serves_the_next(ledger: Ledger) -> None:
    """And a freeze that waits can be lifted before it took anything."""
    ledger.do(order("first", 40), order("second", 30), order("third", 30), signed_by="supervisor")
    ledger.do(unfreeze("second"), signed_by="supervisor")
    assert line(ledger) == {"first": (40, 40), "third": (0, 30)}
    ledger.do(unfreeze("first", "second-supervisor"), signed_by="second-supervisor")
    assert line(ledger) == {"third": (30, 30)}
    assert free_and_frozen(ledger) == (10, 30)
    data = ledger.decoded_events()[-1].data
    assert (data["supervisor"], data["legal_reference"], data["quantity"]) == ("second-supervisor", "order 5", 40)
    lifted = queries.encumbrance(ledger.state, "first")
    assert lifted is not None and (lifted.quantity, lifted.status) == (0, "released")


def test_what_is_held_goes_to_its_executor_past_the_line(ledger: Ledger) -> None:
    """A hold was there before the freeze: its units are not free, and never pass through the line."""
    ledger.do(order("first", 70), signed_by="supervisor")
    ledger.do(execute("hold", quantity=20), signed_by="venue")
    assert line(ledger) == {"first": (40, 70)}
    assert ledger.holding("of-bob", "SHARE").free == 20


def test_nothing_can_be_held_pledged_or_redeemed_out_of_a_freeze(ledger: Ledger) -> None:
    """Frozen is frozen."""
    ledger.do(order("first", 40), signed_by="supervisor")
    for call in (hold(), pledge(), redeem(), move()):
        answer = ledger.submit(call, signed_by="alice issuer")
        assert answer.outcome is HoldingsOutcome.insufficient_free_quantity


def test_a_freeze_comes_before_the_units(ledger: Ledger) -> None:
    """On an account that never held any: the order waits, and the account's book begins with it."""
    ledger.do(order("early", 10, "of-bob"), signed_by="supervisor")
    assert line(ledger, "of-bob") == {"early": (0, 10)}
    ledger.do(move(quantity=7), signed_by="alice")
    assert line(ledger, "of-bob") == {"early": (7, 10)}


def test_a_freeze_reaches_into_a_suspended_account(ledger: Ledger) -> None:
    """And is lifted there."""
    ledger.do(stop("of-alice", "supervisor"), order("first", 40), signed_by="supervisor")
    assert free_and_frozen(ledger) == (0, 40)
    ledger.do(unfreeze("first"), signed_by="supervisor")
    assert free_and_frozen(ledger) == (40, 0)


def test_a_line_has_an_end(ledger: Ledger) -> None:
    """So that a holding's record stays small; a place is free again once one is lifted."""
    ledger.do(*(order(f"f{n}", 1) for n in range(FREEZES_MAX)), signed_by="supervisor")
    assert ledger.submit(order("one-more", 1), signed_by="supervisor").outcome is HoldingsOutcome.too_many_freezes
    ledger.do(unfreeze("f7"), order("one-more", 1), signed_by="supervisor")
