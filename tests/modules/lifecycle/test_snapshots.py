# SPDX-License-Identifier: Apache-2.0
"""Snapshots for their own sake: scheduled, moved, cancelled; lists of holders; statements between two that add up."""

import re

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionStatus
from counterfoil.modules.lifecycle.queries import holder_list, next_steps, snapshots_of, statement_of
from counterfoil.modules.lifecycle.records import PENDING_MAX, REGISTERS, SNAPSHOTS, SnapshotStatus
from counterfoil.primitives.types import IDENTIFIER_PATTERN, INTEGER_MAX, InstrumentId
from support.corporate_actions import (
    BOND,
    DAY_MS,
    HOUR_MS,
    LATER,
    SHARE,
    action_of,
    announced,
    small_market,
    step,
    until,
)
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return small_market()


def schedule(name: str, time: int, by: str = "issuer") -> c.Schedule:
    return c.Schedule(instrument=SHARE, snapshot=name, record_time=time, by=by, reference="annual meeting")


def move(name: str, time: int) -> c.Move:
    return c.Move(instrument=SHARE, snapshot=name, record_time=time, reference="postponed")


def transfer(sender: str, receiver: str, quantity: int) -> h.Transfer:
    return h.Transfer(sender=sender, receiver=receiver, instrument=SHARE, quantity=quantity)


def recorded(ledger: Ledger, name: str, instrument: InstrumentId = SHARE) -> None:
    """Count everybody, a step at a time, and no further."""
    for _ in range(9):
        found = ledger.state.read(SNAPSHOTS, instrument, name)
        if found is None or found.status is SnapshotStatus.recorded or not step(ledger, instrument, name, at_most=1):
            return


def test_a_snapshot_is_who_held_then_whatever_moves_while_it_is_counted(ledger: Ledger) -> None:
    """Units come, go, are issued and end between the steps."""
    time = ledger.time + HOUR_MS
    ledger.do(schedule("meeting", time), signed_by="issuer")
    ledger.do(transfer("ann", "ben", 33), signed_by="ann")
    until(ledger, time)
    ledger.do(transfer("ben", "ann", 5), transfer("ben", "till", 6), signed_by="ben")
    step(ledger, SHARE, "meeting")
    ledger.do(transfer("ann", "ben", 300), signed_by="ann")
    step(ledger, SHARE, "meeting", at_most=1)
    ledger.do(transfer("till", "cat", 6), signed_by="issuer")
    ledger.issue(SHARE, "cat", 40, issuer="issuer")
    recorded(ledger, "meeting")
    found = {one.account: one.quantity for one in holder_list(ledger.state, SHARE, "meeting")}
    assert found == {"ann": 300, "ben": 366, "cat": 335}
    (snapshot,) = snapshots_of(ledger.state, SHARE)
    assert (snapshot.status, snapshot.whole, snapshot.holders) == (SnapshotStatus.recorded, 1_001, 3)
    register = ledger.state.read(REGISTERS, SHARE)
    assert register is not None and register.pending == ()


def test_two_record_times_may_be_open_at_once(ledger: Ledger) -> None:
    """A movement after both is noted for both."""
    times = [ledger.time + HOUR_MS, ledger.time + 2 * HOUR_MS]
    ledger.do(schedule("second", times[1], "registrar"), schedule("first", times[0]), signed_by="issuer registrar")
    until(ledger, times[0])
    ledger.do(transfer("ann", "ben", 1), signed_by="ann")
    until(ledger, times[1])
    ledger.do(transfer("ann", "cat", 2), signed_by="ann")
    for name in ("first", "second"):
        recorded(ledger, name)
    assert [one.quantity for one in holder_list(ledger.state, SHARE, "first")] == [333, 333, 335]
    assert [one.quantity for one in holder_list(ledger.state, SHARE, "second")] == [332, 334, 335]
    lines = statement_of(ledger.state, SHARE, "first", "second")
    assert [(line.opening, line.change, line.closing) for line in lines] == [
        (333, -1, 332),
        (333, 1, 334),
        (335, 0, 335),
    ]


def test_a_statement_adds_up_over_who_came_and_who_left(ledger: Ledger) -> None:
    """Opening and change are closing, of each account and of all."""
    for number in (1, 2):
        time = ledger.time + HOUR_MS
        ledger.do(schedule(f"s{number}", time), signed_by="issuer")
        until(ledger, time)
        recorded(ledger, f"s{number}")
        if number == 1:
            ledger.do(transfer("ann", "till", 333), signed_by="ann")
    lines = statement_of(ledger.state, SHARE, "s1", "s2")
    assert [(line.account, line.opening, line.change, line.closing) for line in lines] == [
        ("ann", 333, -333, 0),
        ("ben", 333, 0, 333),
        ("cat", 335, 0, 335),
        ("till", 0, 333, 333),
    ]
    assert sum(line.opening for line in lines) == sum(line.closing for line in lines) == 1_001


def test_a_record_time_is_moved_and_cancelled_before_it_passes(ledger: Ledger) -> None:
    """By whoever set it; afterwards it stands."""
    time = ledger.time + HOUR_MS
    ledger.do(schedule("one", time), schedule("other", time), signed_by="issuer")
    ledger.do(move("one", time + DAY_MS), signed_by="issuer")
    until(ledger, time)
    ledger.do(transfer("ann", "ben", 1), signed_by="ann")
    assert list(next_steps(ledger.state, SHARE, "one", ledger.time)) == []
    recorded(ledger, "other")
    for call in (move("other", time + DAY_MS), c.Cancel(instrument=SHARE, snapshot="other", reference="late")):
        assert ledger.submit(call, signed_by="issuer").outcome.name == "snapshot_not_open"
    ledger.do(c.Cancel(instrument=SHARE, snapshot="one", reference="no meeting"), signed_by="issuer")
    until(ledger, time + DAY_MS)
    ledger.do(transfer("ann", "ben", 1), signed_by="ann")
    assert list(holder_list(ledger.state, SHARE, "one")) == []
    record = c.Record(instrument=SHARE, snapshot="one")
    assert ledger.submit(record, signed_by="ann").outcome.name == "snapshot_not_open"
    assert list(broken_invariants(ledger.state)) == []


def test_an_action_moves_and_ends_with_its_record_time(ledger: Ledger) -> None:
    """All its times keep their distance."""
    ledger.do(announced(now=ledger.time, price=2, deadline=ledger.time + 2 * HOUR_MS), signed_by="issuer")
    before = action_of(ledger, SHARE, "dividend")
    ledger.do(move("dividend", before.record_time + DAY_MS), signed_by="issuer")
    after = action_of(ledger, SHARE, "dividend")
    assert (after.record_time, after.pay_time) == (before.record_time + DAY_MS, before.pay_time + DAY_MS)
    assert (after.ex_time, after.deadline) == ((before.ex_time or 0) + DAY_MS, (before.deadline or 0) + DAY_MS)
    ledger.do(c.Cancel(instrument=SHARE, snapshot="dividend", reference="no profit"), signed_by="issuer")
    assert action_of(ledger, SHARE, "dividend").status is ActionStatus.cancelled


def test_what_the_terms_set_nobody_moves(ledger: Ledger) -> None:
    """A coupon is not the issuer's to put off."""
    ledger.do(c.Propose(instrument=BOND), signed_by="ann")
    for call in (
        c.Move(instrument=BOND, snapshot="_due-1", record_time=ledger.time + DAY_MS, reference="later"),
        c.Cancel(instrument=BOND, snapshot="_due-1", reference="never"),
    ):
        assert ledger.submit(call, signed_by="issuer").outcome.name == "set_by_terms"


def test_few_record_times_pend_at_once(ledger: Ledger) -> None:
    """So that a movement never asks about many; what is recorded makes room."""
    for number in range(PENDING_MAX):
        ledger.do(schedule(f"s{number}", ledger.time + HOUR_MS), signed_by="issuer")
    full = schedule("more", ledger.time + HOUR_MS)
    assert ledger.submit(full, signed_by="issuer").outcome.name == "register_full"
    until(ledger, ledger.time + HOUR_MS)
    recorded(ledger, "s0")
    assert ledger.submit(schedule("more", ledger.time + HOUR_MS), signed_by="issuer").outcome is MachineOutcome.ok


def test_what_the_terms_set_has_a_place_of_its_own(ledger: Ledger) -> None:
    """A stranger's proposals leave the issuer its eight record times, and the issuer's leave the coupon its own."""
    ledger.do(c.Propose(instrument=BOND), signed_by="ann")
    assert ledger.submit(c.Propose(instrument=BOND), signed_by="ann").outcome.name == "payment_pending"
    for number in range(PENDING_MAX):
        ledger.do(msgspec.structs.replace(schedule(f"s{number}", LATER), instrument=BOND), signed_by="issuer")
    until(ledger, action_of(ledger, BOND, "_due-1").record_time)
    recorded(ledger, "_due-1", BOND)
    ledger.do(c.Propose(instrument=BOND), signed_by="ann")
    assert len(ledger.state.read(REGISTERS, BOND).pending) == PENDING_MAX + 1  # type: ignore[union-attr]
    assert list(broken_invariants(ledger.state)) == []


def test_no_name_that_somebody_chooses_is_taken_for_another(ledger: Ledger) -> None:
    """An action named `due`, a division named `1`: the register of the coupon is counted all the same."""
    ledger.do(c.Propose(instrument=BOND), signed_by="venue")
    name = "_due-1"
    assert not re.match(IDENTIFIER_PATTERN, name) and "/" not in name
    ledger.do(msgspec.structs.replace(announced("due", now=ledger.time), instrument=BOND), signed_by="issuer")
    until(ledger, action_of(ledger, BOND, "due").record_time)
    while action_of(ledger, BOND, "due").status is ActionStatus.announced:
        step(ledger, BOND, "due")
    ledger.do(c.Divide(instrument=BOND, action="due", division="1"), signed_by="ben")
    until(ledger, action_of(ledger, BOND, name).record_time)
    ledger.do(c.Record(instrument=BOND, snapshot=name), signed_by="venue")
    close = c.Close(instrument=BOND, snapshot=name)
    assert ledger.submit(close, signed_by="ben").outcome.name == "register_incomplete"
    recorded(ledger, name, BOND)
    assert [one.quantity for one in holder_list(ledger.state, BOND, name)] == [333, 333, 335]
    assert [one.quantity for one in holder_list(ledger.state, BOND, "due")] == [333, 333, 335]
    assert list(broken_invariants(ledger.state)) == []


def test_a_time_that_cannot_be_counted(ledger: Ledger) -> None:
    """Whoever moves a record time to the end of counting hears that its action's payment would lie beyond."""
    ledger.do(announced(now=ledger.time), signed_by="issuer")
    beyond = move("dividend", INTEGER_MAX)
    assert ledger.submit(beyond, signed_by="issuer").outcome.name == "time_beyond_counting"
    ledger.do(schedule("meeting", ledger.time + HOUR_MS), move("meeting", INTEGER_MAX), signed_by="issuer")


def test_units_that_end_after_the_record_time_are_on_the_register(ledger: Ledger) -> None:
    """What was held then is noted before it goes, and so is what was outstanding."""
    time = ledger.time + HOUR_MS
    ledger.do(schedule("meeting", time), signed_by="issuer")
    until(ledger, time)
    ledger.do(transfer("ann", "ben", 333), signed_by="ann")
    ledger.do(h.Redeem(instrument=SHARE, account="ben", quantity=600), signed_by="issuer ben")
    recorded(ledger, "meeting")
    assert [one.quantity for one in holder_list(ledger.state, SHARE, "meeting")] == [333, 333, 335]
