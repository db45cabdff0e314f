# SPDX-License-Identifier: Apache-2.0
"""Mandates: consent given beforehand to an executor, within stated units, receivers and time."""

from typing import Any

import pytest

from counterfoil.law.outcome import Outcome, Refused
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import MANDATES, GrantStatus, Mandate
from counterfoil.modules.holdings.reservations import MandateRevoked
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import QUANTITY_MAX
from support.ledger import Ledger, policy_of
from support.market import build_market, mandate
from support.refused_movements import move
from support.refused_parties import control, reinstate, suspend
from support.refused_reservations import revoke, take

LOAN = "lending/loan/one"


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def known(market: Ledger, name: str) -> Mandate:
    found = market.state.read(MANDATES, name)
    assert found is not None
    return found


def test_an_executor_takes_without_the_holder(market: Ledger) -> None:
    """Its own signature is enough, and the event rests on the consent that the holder gave then."""
    market.do(take("free", quantity=3), signed_by="venue")
    event = market.decoded_events()[-1]
    gives = event.consents[0]
    assert (gives.kind, gives.by, gives.record, gives.seq) == ("mandate", ("alice",), "holdings/mandate/free", 1)
    assert [link.record for link in event.trails][2:] == ["holdings/mandate/free"]
    assert known(market, "free").moved == 3


def test_a_mandate_binds_whatever_becomes_of_the_holders_keys(market: Ledger) -> None:
    """Neither new keys nor new rules of the account take it back; only its end does."""
    market.do(RotateKeys(party="alice", keys=policy_of("alice-two")), signed_by="alice")
    changed = control("of-alice", outgoing=Control.custodian, custodian="custodian")
    market.do(changed, signed_by="alice-two custodian", by="alice custodian")
    market.do(take("free"), signed_by="venue")


def test_units_are_counted_over_all_movements(market: Ledger) -> None:
    """Ten in all; the eleventh is one too many."""
    market.do(take("narrow", quantity=6), signed_by="venue")
    assert market.submit(take("narrow", quantity=5), signed_by="venue").outcome is HoldingsOutcome.exceeds_mandate
    market.do(take("narrow", quantity=4), signed_by="venue")
    assert market.submit(take("narrow"), signed_by="venue").outcome is HoldingsOutcome.exceeds_mandate
    assert known(market, "narrow").moved == 10


def test_units_are_counted_within_a_transaction(market: Ledger) -> None:
    """Two calls that would each fit do not fit together."""
    answer = market.submit(take("narrow", quantity=6), take("narrow", quantity=6), signed_by="venue")
    assert answer == (HoldingsOutcome.exceeds_mandate, 1, 1)
    assert known(market, "narrow").moved == 0


def test_an_allowance_used_twice_in_one_block_is_refused(market: Ledger) -> None:
    """Two transactions of one block that would each fit do not fit together: the first stands, the second does not."""
    calls = (take("narrow", quantity=6), take("narrow", quantity=6))
    first, second = market.block(*(market.transaction(call, signed_by="venue") for call in calls))
    assert (first.outcome.name, second.outcome) == ("ok", HoldingsOutcome.exceeds_mandate)
    assert known(market, "narrow").moved == 6


def test_an_unbounded_mandate_takes_anything_to_anybody(market: Ledger) -> None:
    """Every instrument and receiver, as a clearing member's margin account needs."""
    market.do(take("kept", "of-kay", 50), take("kept", "of-bob", 7, "BIG"), signed_by="venue")


def test_time_ends_a_mandate_to_the_millisecond(market: Ledger) -> None:
    """The last moment is the one before the expiry."""
    market.do(mandate(expires=market.time + 3_000), signed_by="alice")
    market.do(take("fresh"), signed_by="venue")
    assert market.submit(take("fresh"), signed_by="venue").outcome is HoldingsOutcome.mandate_expired


@pytest.mark.parametrize("by", ["alice", "venue"])
def test_either_side_ends_a_revocable_mandate(market: Ledger, by: str) -> None:
    """The holder takes it back, or the executor gives it up; it does not come again."""
    market.do(revoke("free"), signed_by=by)
    assert known(market, "free").status is GrantStatus.released
    for call in (take("free"), revoke("free")):
        assert market.submit(call, signed_by="alice venue").outcome is HoldingsOutcome.unknown_mandate


def test_an_irrevocable_mandate_is_the_executors_to_end(market: Ledger) -> None:
    """The holder asks in vain."""
    assert market.submit(revoke("kept"), signed_by="alice").outcome is HoldingsOutcome.mandate_irrevocable
    market.do(take("kept"), signed_by="venue")
    market.do(revoke("kept"), signed_by="venue")


def test_a_suspended_executor_takes_nothing(market: Ledger) -> None:
    """Its transactions stand in no block until it is reinstated."""
    market.do(suspend("venue"), signed_by="supervisor")
    assert market.submit(take("free"), signed_by="venue").events is None
    market.do(reinstate("venue"), signed_by="supervisor")
    market.do(take("free"), signed_by="venue")


def test_a_mandate_does_not_accept_for_the_receiver(market: Ledger) -> None:
    """The receiver's incoming rule is asked as ever."""
    assert market.submit(take("free", "either"), signed_by="venue").outcome is PartiesOutcome.not_authorised
    market.do(take("free", "either"), signed_by="venue carol")


def caused(market: Ledger, event: Any) -> Outcome | None:
    """What the machine makes of an event of a module to come; None: it happened."""
    ctx = market.context()
    ctx.call = "lending.collect"
    try:
        ctx.cause(event)
    except Refused as refused:
        market.state.discard_transaction()
        return refused.outcome
    return None


def collected(**changes: Any) -> Transferred:
    described = {"sender": "of-alice", "receiver": "of-bob", "instrument": "SHARE", "quantity": 1, "cause": LOAN}
    return Transferred(giving=MANDATES.path("by-record"), **(described | changes))


def test_a_record_as_executor_acts_by_being_the_cause(market: Ledger) -> None:
    """Nobody signs; another record, or none, gets nothing, and the receiver's rule still counts."""
    assert caused(market, collected(cause="lending/loan/two")) is HoldingsOutcome.hold_reserved
    assert caused(market, collected(cause=None)) is HoldingsOutcome.hold_reserved
    assert caused(market, collected(receiver="either")) is HoldingsOutcome.signature_not_enough
    assert caused(market, collected()) is None
    assert known(market, "by-record").moved == 1


def test_a_record_gives_up_its_mandate(market: Ledger) -> None:
    """By being the cause; another record cannot."""
    ended = MandateRevoked(mandate="by-record", cause="lending/loan/two")
    assert caused(market, ended) is HoldingsOutcome.signature_not_enough
    assert caused(market, MandateRevoked(mandate="by-record", cause=LOAN)) is None


def test_a_mandate_may_be_used_in_the_transaction_that_grants_it(market: Ledger) -> None:
    """An earlier call of the same transaction gives the consent."""
    market.do(mandate(quantity=1), take("fresh"), signed_by="alice venue")
    assert known(market, "fresh").moved == 1


def test_a_mandate_without_a_bound_does_not_end_by_being_used_much(market: Ledger) -> None:
    """What moved under it is counted as far as numbers go, and then says so many or more: units go back and forth."""
    for _ in range(2):
        market.do(take("free", quantity=QUANTITY_MAX, instrument="BIG"), signed_by="venue")
        assert known(market, "free").moved == QUANTITY_MAX
        market.do(move("of-bob", "of-alice", QUANTITY_MAX, "BIG"), signed_by="bob")
    market.do(take("free"), signed_by="venue")


def test_a_mandate_bounded_by_the_greatest_quantity_moves_no_more(market: Ledger) -> None:
    """A bound is a bound, however large."""
    market.do(mandate(quantity=QUANTITY_MAX), signed_by="alice")
    market.do(take("fresh", quantity=QUANTITY_MAX, instrument="BIG"), signed_by="venue")
    assert market.submit(take("fresh"), signed_by="venue").outcome is HoldingsOutcome.exceeds_mandate
