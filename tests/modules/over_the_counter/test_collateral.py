# SPDX-License-Identifier: Apache-2.0
"""Valuations, what they call for, disputes about them, and collateral that goes out and comes back."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.collateral import (
    VALUATIONS,
    Due,
    Valuation,
    ValuationStatus,
    called_for,
)
from counterfoil.modules.over_the_counter.invariants import invariants
from counterfoil.modules.over_the_counter.pricing import Price
from counterfoil.modules.over_the_counter.records import AGREEMENTS
from counterfoil.primitives.types import DayNumber
from support.counter import (
    CASH,
    DAY_MS,
    HOUR_MS,
    NOTE,
    credit,
    dealing,
    deliver,
    for_valuation,
    today,
    valuation_path,
    value,
)
from support.ledger import Ledger

BOTH = "dealer client"


@pytest.fixture
def ledger() -> Ledger:
    """An agreement that secures what is above a thousand, in hundreds, with cash and notes at nine tenths."""
    return dealing()


def valuation(ledger: Ledger, day: int) -> Valuation:
    found = ledger.state.read(VALUATIONS, "M", str(day))
    assert found is not None
    return found


def posted(ledger: Ledger) -> dict[str, int]:
    """What is out: positive with the first party."""
    found = ledger.state.read(AGREEMENTS, "M")
    assert found is not None
    return {one.instrument: one.quantity for one in found.posted}


def answer(ledger: Ledger, call: Any, signed_by: str = "client") -> str:
    return ledger.submit(call, signed_by=signed_by).outcome.name


def dispute(day: int, own: int, by: str = "client") -> c.Dispute:
    return c.Dispute(agreement="M", day=DayNumber(day), by=by, own_exposure=own)


def resolve(day: int, exposure: int, by: str | None = None) -> c.Resolve:
    return c.Resolve(agreement="M", day=DayNumber(day), exposure=exposure, by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exposure", "secured", "called"),
    [
        (1_000, 0, 0),
        (1_001, 0, 1_100),
        (20_000, 0, 20_000),
        (20_050, 0, 20_100),
        (20_000, 19_600, 0),
        (20_000, 18_950, 1_100),
        (5_000, 20_050, -15_000),
        (0, 20_050, -20_000),
        (-20_050, 0, -20_100),
        (-5_000, 0, -5_000),
        (-5_000, -20_050, 15_000),
    ],
)
def test_what_is_called(exposure: int, secured: int, called: int) -> None:
    """All above the threshold: rounded up where it secures the exposed side, down where it goes back."""
    assert called_for(exposure, secured, credit()) == called


def test_collateral_goes_out_and_comes_back(ledger: Ledger) -> None:
    """Cash and notes for the dealer; when the exposure is gone, what they were counts, and goes back."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(c.Accept(agreement="M", day=day), signed_by="client")
    ledger.do(for_valuation(day, 11_000), for_valuation(day, 100, NOTE), signed_by="client")
    ledger.do(deliver(day, 11_000), signed_by="third")
    assert (valuation(ledger, day).status, valuation(ledger, day).left) == (ValuationStatus.accepted, 9_000)
    ledger.do(deliver(day, 100, NOTE), signed_by="third")
    assert valuation(ledger, day).status is ValuationStatus.met
    assert posted(ledger) == {CASH: 11_000, NOTE: 100}
    assert ledger.holding("at-dealer", NOTE).free == 10_100
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, 11_000), signed_by="agent")
    found = valuation(ledger, day + 1)
    assert (found.secured, found.called) == (20_000, -9_000)
    ledger.do(for_valuation(day + 1, 9_000, account="at-dealer"), signed_by="dealer")
    ledger.do(deliver(day + 1, 9_000), signed_by="third")
    assert posted(ledger) == {CASH: 2_000, NOTE: 100}


def test_units_are_whole(ledger: Ledger) -> None:
    """A note counts for ninety: twelve cover what eleven do not, and a thirteenth is too much."""
    day = today(ledger)
    ledger.do(value(day, 1_001), signed_by="agent")
    ledger.do(for_valuation(day, 20, NOTE), signed_by="client")
    assert answer(ledger, deliver(day, 14, NOTE)) == "more_than_due"
    ledger.do(deliver(day, 13, NOTE), signed_by="client")
    assert (valuation(ledger, day).called, valuation(ledger, day).delivered) == (1_100, 1_170)
    assert valuation(ledger, day).status is ValuationStatus.met
    ledger.do(c.GiveBack(record=valuation_path(day), hold=f"v-{day}-{NOTE}"), signed_by="third")
    assert ledger.holding("at-client", NOTE).held == 0


def test_a_valuation_that_moves_collateral_while_it_is_disputed(ledger: Ledger) -> None:
    """What both numbers call for moves at once; nothing of the rest, until the dispute ends."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(dispute(day, 8_000), signed_by="client")
    ledger.do(for_valuation(day, 20_000), signed_by="client")
    assert answer(ledger, deliver(day, 8_001)) == "amount_disputed"
    ledger.do(deliver(day, 8_000), signed_by="client")
    assert answer(ledger, deliver(day, 1)) == "amount_disputed"
    assert valuation(ledger, day).status is ValuationStatus.disputed
    ledger.do(resolve(day, 15_000, "umpire"), signed_by="umpire")
    assert (valuation(ledger, day).status, valuation(ledger, day).left) == (ValuationStatus.resolved, 7_000)
    ledger.do(deliver(day, 7_000), signed_by="client")
    assert (valuation(ledger, day).status, posted(ledger)) == (ValuationStatus.met, {CASH: 15_000})


def test_what_is_wholly_disputed_moves_nothing(ledger: Ledger) -> None:
    """Where one says that the other owes, no part is undisputed."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(dispute(day, -5_000), for_valuation(day, 100), signed_by="client")
    assert answer(ledger, deliver(day, 1)) == "amount_disputed"
    ledger.do(resolve(day, 900), signed_by="dealer client")
    assert valuation(ledger, day).status is ValuationStatus.met


def test_who_takes_may_say_that_it_is_more(ledger: Ledger) -> None:
    """Then all that was called is due at once, and what is more waits."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(dispute(day, 30_000, "dealer"), signed_by="dealer")
    assert valuation(ledger, day).due_amount == 20_000
    assert answer(ledger, resolve(day, 30_000), "client") == "not_authorised"
    ledger.do(resolve(day, 25_000), signed_by="dealer client")
    assert valuation(ledger, day).left == 25_000


def test_what_is_due_and_not_delivered_is_a_default(ledger: Ledger) -> None:
    """After its last moment, and whoever has that recorded; until then no later valuation hides it."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    by = valuation(ledger, day).deliver_by
    ledger.wait(by - ledger.time - 1_000)
    call = c.RecordDefault(agreement="M", day=day)
    assert answer(ledger, call, "third") == "not_in_default" and ledger.time == by
    ledger.wait(DAY_MS)
    assert answer(ledger, value(day + 1, 20_000), "agent") == "default_unrecorded"
    ledger.do(call, signed_by="third")
    assert valuation(ledger, day).status is ValuationStatus.defaulted
    ledger.do(value(day + 1, 20_000), signed_by="agent")
    assert valuation(ledger, day + 1).called == 20_000


def test_a_dispute_is_no_default_but_of_what_is_undisputed(ledger: Ledger) -> None:
    """The undisputed part has its last moment too."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(dispute(day, 8_000), for_valuation(day, 8_000), signed_by="client")
    ledger.wait(3 * HOUR_MS)
    ledger.do(deliver(day, 8_000), signed_by="client")
    assert answer(ledger, c.RecordDefault(agreement="M", day=day), "third") == "not_in_default"


def test_the_next_day_takes_the_place_of_a_dispute(ledger: Ledger) -> None:
    """What was delivered stays and counts; what was disputed is asked anew."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.do(dispute(day, 8_000), for_valuation(day, 8_000), signed_by="client")
    ledger.do(deliver(day, 8_000), signed_by="client")
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, 19_000), signed_by="agent")
    assert valuation(ledger, day).status is ValuationStatus.superseded
    assert valuation(ledger, day + 1).called == 11_000
    assert answer(ledger, resolve(day, 1), "dealer client") == "valuation_not_so_far"


def test_a_dispute_comes_in_time(ledger: Ledger) -> None:
    """Before the time to respond, by the block's time; what was accepted is disputed no longer."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    ledger.wait(valuation(ledger, day).respond_by - ledger.time - 1_000)
    assert answer(ledger, dispute(day, 1)) == "answer_too_late"
    ledger.wait(DAY_MS)
    ledger.do(c.RecordDefault(agreement="M", day=day), signed_by="third")
    ledger.do(value(day + 1, 20_000), signed_by="agent")
    ledger.do(c.Accept(agreement="M", day=day + 1), signed_by="client")
    assert answer(ledger, dispute(day + 1, 1)) == "valuation_not_so_far"


def long(ledger: Ledger) -> None:
    """The same agreement, with two days to deliver and an hour to dispute."""
    ledger.do(c.Amend(agreement="M", hash="e" * 64, credit=credit(deliver_within_ms=2 * DAY_MS)), signed_by=BOTH)


def test_no_later_valuation_hides_what_is_due(ledger: Ledger) -> None:
    """50,000 called day after day and nothing delivered: a default after the first two days, however often valued."""
    long(ledger)
    day = today(ledger)
    ledger.do(value(day, 50_000), signed_by="agent")
    by = valuation(ledger, day).deliver_by
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, 60_000), signed_by="agent")
    found = valuation(ledger, day + 1)
    assert [(one.amount, one.deliver_by, one.undisputed) for one in found.due_before] == [(50_000, by, True)]
    assert answer(ledger, c.RecordDefault(agreement="M", day=day + 1), "third") == "not_in_default"
    ledger.wait(DAY_MS)
    assert answer(ledger, value(day + 2, 60_000), "agent") == "default_unrecorded"
    ledger.do(c.RecordDefault(agreement="M", day=day + 1), signed_by="third")
    assert valuation(ledger, day + 1).status is ValuationStatus.defaulted


def test_what_is_delivered_is_of_what_was_due_first(ledger: Ledger) -> None:
    """50,000 in time of 60,000: the rest has its own time, and keeps it under the next number too."""
    long(ledger)
    day = today(ledger)
    ledger.do(value(day, 50_000), signed_by="agent")
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, 60_000), signed_by="agent")
    by = valuation(ledger, day + 1).deliver_by
    ledger.do(for_valuation(day + 1, 50_000), deliver(day + 1, 50_000), signed_by="client")
    ledger.wait(DAY_MS)
    ledger.do(value(day + 2, 60_000), signed_by="agent")
    found = valuation(ledger, day + 2)
    assert (found.called, [(one.amount, one.deliver_by) for one in found.due_before]) == (10_000, [(10_000, by)])


def test_a_later_dispute_takes_nothing_from_what_was_due(ledger: Ledger) -> None:
    """The time to dispute 50,000 is over; the next day's 60,000 is disputed whole, and 50,000 stay due in time."""
    long(ledger)
    day = today(ledger)
    ledger.do(value(day, 50_000), signed_by="agent")
    by = valuation(ledger, day).deliver_by
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, 60_000), signed_by="agent")
    ledger.do(dispute(day + 1, 0), signed_by="client")
    assert valuation(ledger, day + 1).due_amount == 50_000
    ledger.do(resolve(day + 1, 55_000, "umpire"), signed_by="umpire")
    assert [(one.amount, one.deliver_by) for one in valuation(ledger, day + 1).due_before] == [(50_000, by)]
    ledger.wait(DAY_MS)
    ledger.do(c.RecordDefault(agreement="M", day=day + 1), signed_by="third")


def test_what_may_still_be_disputed_is_disputed_the_next_day(ledger: Ledger) -> None:
    """A second number within the time to dispute the first takes that away from nobody."""
    day = today(ledger)
    ledger.do(value(day - 1, 50_000), value(day, 60_000), signed_by="agent")
    assert [one.undisputed for one in valuation(ledger, day).due_before] == [False]
    ledger.do(dispute(day, 0), signed_by="client")
    assert valuation(ledger, day).due_amount == 0


def test_what_goes_back_is_what_was_delivered(ledger: Ledger) -> None:
    """556 notes are out; the dealer gives no 50,000 in cash for them, nor more notes than they are."""
    day = today(ledger)
    ledger.do(value(day, 50_000), for_valuation(day, 556, NOTE), signed_by="agent client")
    ledger.do(deliver(day, 556, NOTE), signed_by="client")
    ledger.wait(DAY_MS)
    ledger.do(value(day + 1, -60_000), signed_by="agent")
    assert valuation(ledger, day + 1).called == -110_100
    cash, notes = (for_valuation(day + 1, units, one, "at-dealer") for units, one in ((50_000, CASH), (600, NOTE)))
    ledger.do(cash, notes, signed_by="dealer")
    assert answer(ledger, deliver(day + 1, 50_000)) == "return_of_others"
    assert answer(ledger, deliver(day + 1, 557, NOTE)) == "return_of_others"
    ledger.do(deliver(day + 1, 556, NOTE), deliver(day + 1, 50_000), signed_by="third")
    assert posted(ledger) == {CASH: -50_000}


def test_what_cannot_be_counted_is_said(ledger: Ledger) -> None:
    """A portfolio, or collateral, beyond 2^53 - 1 is refused in words."""
    day = today(ledger)
    ledger.do(value(day, 20_000), for_valuation(day, 223, NOTE), signed_by="agent client")
    ledger.do(deliver(day, 223, NOTE), signed_by="client")
    ledger.wait(DAY_MS)
    dear = (Price(instrument=NOTE, unit_price=2**53 - 1),)
    assert answer(ledger, value(day + 1, 0, prices=dear), "agent") == "beyond_counting"
    assert answer(ledger, value(day + 1, 1 - 2**53), "agent") == "beyond_counting"


BROKEN = {
    "more of 20000 was due before": {"due_before": (Due(amount=20_001, deliver_by=1, undisputed=True),)},
    "its agreement knows nothing of it": {"agreement": "N"},
    "called, though a later day is valued": {"day": DayNumber(1)},
    "20001 is due of 20000": {"due_amount": 20_001},
    "-5 is due of 20000": {"due_amount": -5},
    "met, and 20000 of 20000 is left": {"status": ValuationStatus.met},
    "called, and 0 of 20000 is left": {"delivered": 20_000},
}


@pytest.mark.parametrize("said", BROKEN)
def test_broken_invariants_are_told(ledger: Ledger, said: str) -> None:
    """One by one, each in words, where before there was none."""
    day = today(ledger)
    ledger.do(value(day, 20_000), signed_by="agent")
    assert list(invariants(ledger.state)) == []
    ledger.state.write(valuation_path(day), replace(valuation(ledger, day), **BROKEN[said]))  # type: ignore[arg-type]
    assert any(said in problem for problem in invariants(ledger.state)), list(invariants(ledger.state))
