# SPDX-License-Identifier: Apache-2.0
"""Holds and pledges: who may execute or end them, until when, and what stands in between."""

import msgspec
import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings import queries
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import GrantStatus
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from support.ledger import Ledger
from support.market import LONG, SOON, build_market
from support.refused_instruments import status
from support.refused_movements import move
from support.refused_parties import stop, suspend
from support.refused_reservations import execute, hold, pledge, release


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def parts(market: Ledger, account: str = "of-alice") -> tuple[int, int, int, int]:
    """Free, held, pledged, frozen shares."""
    holding = market.holding(account, "SHARE")
    return holding.free, holding.held, holding.pledged, holding.frozen


def test_a_hold_reserves_and_its_executor_moves(market: Ledger) -> None:
    """In steps, until it is used up; the beneficial owner holds the rest all the time."""
    before = parts(market)
    market.do(hold(quantity=10), signed_by="alice")
    assert parts(market) == (before[0] - 10, before[1] + 10, *before[2:])
    market.do(execute("fresh", quantity=4), signed_by="venue")
    assert parts(market) == (before[0] - 10, before[1] + 6, *before[2:])
    event = market.decoded_events()[-1]
    assert (event.data["giving"], event.data["part"]) == ("holdings/encumbrance/fresh", "held")
    market.do(execute("fresh", quantity=6), signed_by="venue")
    record = queries.encumbrance(market.state, "fresh")
    assert record is not None and (record.quantity, record.status) == (0, GrantStatus.executed)
    for call in (execute("fresh"), release("fresh")):
        assert market.submit(call, signed_by="venue").outcome is HoldingsOutcome.unknown_encumbrance


def test_a_hold_carries_the_consent_of_who_made_it(market: Ledger) -> None:
    """When its executor delivers, the event names the holder's consent, the hold, and its version."""
    market.do(execute(), signed_by="venue")
    gives, takes = market.decoded_events()[-1].consents
    assert (gives.kind, gives.by, gives.record, gives.seq) == ("hold", ("alice",), "holdings/encumbrance/live", 1)
    assert (takes.kind, takes.by) == ("signature", ())


def test_a_hold_ends_at_its_expiry_to_the_millisecond(market: Ledger) -> None:
    """At the expiry itself the executor is too late and the holder is not too early."""
    expires = market.time + 3_000
    market.do(hold(expires=expires), signed_by="alice")
    assert market.submit(release("fresh"), signed_by="alice").outcome is HoldingsOutcome.hold_not_expired
    assert market.time + 1_000 == expires
    assert market.submit(execute("fresh"), signed_by="venue").outcome is HoldingsOutcome.hold_expired
    market.do(release("fresh"), signed_by="alice")
    assert LONG > market.time > SOON


def test_an_executor_gives_up_at_any_time(market: Ledger) -> None:
    """Before the expiry and after it, without the holder."""
    before = parts(market)
    market.do(release("live"), release("late"), signed_by="venue")
    assert parts(market) == (before[0] + 20, before[1] - 20, *before[2:])


def test_a_hold_for_a_record_comes_back_to_its_holder(market: Ledger) -> None:
    """Its record alone could execute it; once it has expired the holder frees it, and nobody else."""
    before = parts(market)
    assert market.submit(release("for-record"), signed_by="venue").outcome is PartiesOutcome.not_authorised
    market.do(release("for-record"), signed_by="alice")
    assert parts(market) == (before[0] + 10, before[1] - 10, *before[2:])


def test_a_hold_may_name_an_instruction(market: Ledger) -> None:
    """Under a name of one's own it is no reservation of settlement's, and no invariant minds."""
    name = "settlement/instruction/new"
    market.do(hold(executor=name, expires=market.time + 2_500), signed_by="alice")
    market.wait(2_500)
    market.do(release("fresh"), signed_by="alice")


def test_an_expired_hold_is_given_back_though_all_is_suspended(market: Ledger) -> None:
    """Suspending account, instrument and executor stops movements, not what returns to its owner."""
    before = parts(market)
    market.do(stop("of-alice", "supervisor"), suspend("venue"), signed_by="supervisor")
    market.do(status("SHARE", "suspended", "supervisor"), signed_by="supervisor")
    market.do(release("late"), signed_by="alice")
    assert parts(market) == (before[0] + 10, before[1] - 10, *before[2:])


def test_a_pledge_is_the_pledgees_to_release(market: Ledger) -> None:
    """Pledged units do not move meanwhile, and all of them come back."""
    before = parts(market)
    market.do(pledge(quantity=before[0]), signed_by="alice")
    assert market.submit(move(), signed_by="alice").outcome is HoldingsOutcome.insufficient_free_quantity
    market.do(h.ReleasePledge(pledge="fresh"), signed_by="bank")
    assert parts(market) == before
    again = market.submit(h.ReleasePledge(pledge="fresh"), signed_by="bank")
    assert again.outcome is HoldingsOutcome.unknown_encumbrance


def test_what_has_matured_can_be_released_but_not_pledged(market: Ledger) -> None:
    """A new pledge of a matured instrument is refused; the pledgee still frees an old one."""
    market.do(status("SHARE", "matured"), signed_by="issuer")
    assert market.submit(pledge(), signed_by="alice").outcome is InstrumentsOutcome.instrument_not_active
    assert market.submit(hold(), signed_by="alice").outcome is InstrumentsOutcome.instrument_not_active
    market.do(h.ReleasePledge(pledge="pledged"), signed_by="bank")


def test_nobody_can_choose_a_name_of_settlements() -> None:
    """The slash of its reservations is refused when the bytes are decoded; an executor may have one."""
    name = {"account": "a", "instrument": "i", "quantity": 1, "executor": "e", "expires": 1, "call": "holdings.hold"}
    assert msgspec.convert(name | {"hold": "settlement.x.0", "executor": "a/b/c"}, h.Hold)
    for field, value in (("hold", "settlement/x/0"), ("executor", ""), ("executor", "a b")):
        with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
            msgspec.convert(name | {"hold": "n", field: value}, h.Hold)


def test_reserving_and_executing_in_one_transaction(market: Ledger) -> None:
    """A consent that an earlier call of the same transaction gives is one."""
    answer = market.submit(hold(quantity=5), execute("fresh", quantity=5), signed_by="alice venue")
    assert answer == (MachineOutcome.ok, None, 2)
    giving = market.decoded_events()[-1].consents[0]
    assert (giving.kind, giving.seq) == ("hold", 1)
