# SPDX-License-Identifier: Apache-2.0
"""When blocks are made, and what time they bear: ticks, clocks that stand still or lie, and blocks of nothing."""

import asyncio
from concurrent.futures import Future

import pytest

from counterfoil.application import Checked, Refusal, TransactionResult
from counterfoil.consensus.replay import replay
from counterfoil.primitives.errors import ClosedError, InputError, InvariantBroken
from counterfoil.primitives.types import Height, Timestamp
from counterfoil.storage.state import MemoryStateStore
from support.toy_application import BOLT, INCOMPLETE, POISON, TOY_GENESIS, ToyApplication, addition
from support.toy_bench import Bench, HeldApplication


def distrust(time: Timestamp, _parent: Timestamp) -> None:
    """A guard that believes no time from 9,000 on."""
    if time >= 9_000:
        raise InputError(f"{time} is absurd", where="clock", remedy="set it")


# Times strictly increase.


@pytest.mark.parametrize(
    ("clock", "times"),
    [
        ([9000, 9000, 9000], [1000, 9000, 9001, 9002]),
        ([9000, 20, 9003], [1000, 9000, 9001, 9003]),
        ([20, 21, 22], [1000, 1001, 1002, 1003]),
        ([9000, 9001, 9001], [1000, 9000, 9001, 9002]),
    ],
    ids=["stands still", "goes back", "before genesis", "catches up"],
)
def test_block_times_strictly_increase(clock: list[int], times: list[int]) -> None:
    """Whatever the clock says, each block is later than its parent: nothing can be slipped in at its time."""
    bench = Bench()
    said = iter(clock)
    with bench.engine(clock=lambda: Timestamp(next(said))) as engine:
        for number in range(len(clock)):
            engine.submit(addition("a", 1, salt=str(number))).result(10)
    assert bench.block_times() == times


def test_block_times_go_on_after_a_restart() -> None:
    """The parent's time comes from the log, not from memory."""
    bench = Bench()
    for start, clock in enumerate((9000, 20, 9000)):
        with bench.engine(clock=lambda clock=clock: Timestamp(clock)) as engine:
            engine.submit(addition("a", 1, salt=str(start))).result(10)
    assert bench.block_times() == [1000, 9000, 9001, 9002]


# Ticks.


def test_a_tick_makes_an_empty_block() -> None:
    """Sealed, stored and told like any other; the answer is its height."""
    bench = Bench()
    with bench.engine() as engine:
        assert [engine.tick().result(10) for _ in range(3)] == [1, 2, 3]
        assert engine.submit(addition("a", 1, salt="x")).result(10).code == 0
    assert [len(block.transactions) for block in bench.stored()] == [0, 0, 0, 0, 1]
    assert [(block.header, block.seal) for block in bench.stored()] == bench.observed
    again = ToyApplication(MemoryStateStore())
    assert replay(again, bench.log, genesis=TOY_GENESIS) == 5
    assert again.info() == bench.application.info()


def test_a_tick_takes_along_what_waits() -> None:
    """Ticks that wait behind a block share the next one, and what was submitted goes into it."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    with bench.engine(gather_ms=60_000) as engine:
        first = engine.submit(addition("a", 1, salt="first"))
        assert application.executing.wait(10)
        behind = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(3)])
        ticks = [engine.tick() for _ in range(2)]
        application.go.set()
        assert [tick.result(10) for tick in ticks] == [2, 2]
        assert {ticket.result(10).height for ticket in [first, *behind]} == {1, 2}  # type: ignore[union-attr]
    assert [len(block.transactions) for block in bench.stored()] == [0, 1, 3]


def test_a_tick_before_closing_is_answered_and_none_after() -> None:
    """Whoever holds one learns the height, or that no block was made."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    with bench.engine() as engine:
        engine.submit(addition("a", 1, salt="x"))
        assert application.executing.wait(10)
        tick = engine.tick()
        application.go.set()
    assert tick.result(0) == 2
    with pytest.raises(ClosedError, match="no block was made"):
        engine.tick()


def test_a_tick_cannot_be_cancelled() -> None:
    """Somebody who no longer waits must not stop the engine that answers."""
    bench = Bench()

    async def impatient(tick: Future[Height]) -> None:
        waiting = asyncio.wrap_future(tick)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    with bench.engine() as engine:
        asyncio.run(impatient(engine.tick()))
        assert not engine.tick().cancel()
        assert engine.tick().result(10) == bench.log.height
        assert engine.failure is None


def test_what_stops_the_engine_fails_its_ticks() -> None:
    """Those that wait, those that share the block, and every later one; those answered before keep their answer."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    application.go.set()
    with bench.engine() as engine:
        answered = engine.tick()
        assert answered.result(10) == 1
        application.go.clear()
        application.executing.clear()
        poisoned = engine.submit(addition(POISON, 1, salt="x"))
        assert application.executing.wait(10)
        waiting = engine.tick()
        application.go.set()
        for asked in (poisoned, waiting):
            with pytest.raises(InvariantBroken, match="poisoned"):
                asked.result(10)
        with pytest.raises(InvariantBroken, match="poisoned"):
            engine.tick()
    assert answered.result(0) == 1


def test_a_failing_check_after_a_tick_ends_the_engine_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered is not answered a second time, which would end the engine's thread with another error."""
    bench = Bench()

    def broken(_data: bytes) -> Checked | Refusal:
        raise ZeroDivisionError

    with bench.engine() as engine:
        assert engine.tick().result(10) == 1
        monkeypatch.setattr(engine._intake, "_check", broken)
        with pytest.raises(ZeroDivisionError):
            engine.submit(b"x").result(10)
    assert isinstance(engine.failure, ZeroDivisionError)


# Clocks that are not to be believed.


def test_no_block_under_a_clock_that_is_not_believed() -> None:
    """Transactions and ticks are told why, nothing is stored, and the engine goes on once the clock is right."""
    bench = Bench()
    now = [9_000]
    with bench.engine(clock=lambda: Timestamp(now[0]), guard=distrust) as engine:
        envelope = addition("a", 1, salt="x")
        answer = engine.submit(envelope).result(10)
        assert isinstance(answer, Refusal)
        assert (answer.reason, answer.detail) == ("clock_not_believed", "clock: 9000 is absurd (set it)")
        with pytest.raises(InputError, match="9000 is absurd"):
            engine.tick().result(10)
        assert (bench.log.height, engine.failure) == (0, None)
        now[0] = 8_000
        assert engine.submit(envelope).result(10).code == 0
        assert engine.tick().result(10) == 2
    assert bench.block_times() == [1000, 8000, 8001]


def test_refusals_make_room_for_others() -> None:
    """What was refused for the clock's sake is no longer pending."""
    bench = Bench()
    with bench.engine(clock=lambda: Timestamp(9_000), guard=distrust, pending_max=1) as engine:
        answers = [engine.submit(addition("a", 1, salt=str(number))).result(10) for number in range(5)]
    assert {answer.reason for answer in answers if isinstance(answer, Refusal)} == {"clock_not_believed"}


def test_the_guard_judges_the_time_that_the_block_bears() -> None:
    """The clock is read once, so that it cannot leap between the guard and the block."""
    bench = Bench()
    judged: list[int] = []
    with bench.engine(guard=lambda time, _parent: judged.append(time)) as engine:
        for _ in range(3):
            engine.tick().result(10)
    assert bench.block_times()[1:] == judged == [5000, 5001, 5002]


# Transactions that cannot stand at their place.


def test_what_cannot_stand_at_its_place_is_left_out() -> None:
    """The block is stored without it, positions count what stands, it burns nothing, and the block replays."""
    bench = Bench()
    before, bolt, behind = addition("a", 1, salt="1"), addition(BOLT, 1, salt="2"), addition("a", 1, salt="3")
    with bench.engine() as engine:
        answers = [ticket.result(10) for ticket in engine.submit_many([before, bolt, behind])]
    assert [type(answer) for answer in answers] == [TransactionResult, TransactionResult, Refusal]
    assert (answers[2].code, answers[2].reason) == (INCOMPLETE, "incomplete")  # type: ignore[union-attr]
    assert [block.transactions for block in bench.stored()] == [(), (before, bolt)]
    again = ToyApplication(MemoryStateStore())
    assert replay(again, bench.log, genesis=TOY_GENESIS) == 2
    assert again.info() == bench.application.info()
    assert isinstance(again.check(behind), Checked), "it may be submitted again"


def test_a_block_in_which_nothing_stands_is_not_made() -> None:
    """Its transactions are answered, the next block takes the height, and nothing of it is seen."""
    bench = Bench()
    with bench.engine() as engine:
        engine.submit(addition(BOLT, 1, salt="x")).result(10)
        for salt in "yz":
            answer = engine.submit(addition("a", 1, salt=salt)).result(10)
            assert isinstance(answer, Refusal)
        assert bench.log.height == 1
        assert len(bench.observed) == 2
        assert engine.tick().result(10) == 2
    assert [len(block.transactions) for block in bench.stored()] == [0, 1, 0]
    assert bench.application.total("a") == 0
