# SPDX-License-Identifier: Apache-2.0
"""The solo engine, driven with a toy application."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from counterfoil.application import Checked, Refusal, TransactionResult
from counterfoil.consensus.intake import BUNDLE_MAX, NOT_PROPOSED
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import ClosedError, InvariantBroken
from counterfoil.storage.state import MemoryStateStore
from support.toy_application import (
    BAD_SIGNATURE,
    EXPIRED,
    MALFORMED,
    OVERFLOW,
    POISON,
    SEEN,
    TOTAL_MAX,
    ToyApplication,
    addition,
    toy_seal,
)
from support.toy_bench import Bench, HeldApplication


def codes(answers: Sequence[TransactionResult | Refusal]) -> list[int]:
    return [answer.code for answer in answers]


def test_genesis_is_sealed_stored_and_told() -> None:
    """Block 0 is in the log before any transaction, and the observer hears of it."""
    bench = Bench()
    with bench.engine():
        assert bench.log.height == 0
    (block,) = bench.stored()
    assert (decode_header(block.header).height, decode_header(block.header).time) == (0, 1000)
    assert (block.transactions, bench.observed) == ((), [(block.header, block.seal)])
    assert block.seal == toy_seal(block.header)
    assert bench.application.info().header_hash == header_hash(block.header)


def test_transactions_enter_blocks_in_the_order_of_submission() -> None:
    """Whatever thread checks them and however they fall into blocks."""
    bench = Bench()
    envelopes = [addition("a", 1, salt=str(number)) for number in range(300)]
    with bench.engine(block_transactions_max=37, verify_threads=3) as engine:
        tickets = engine.submit_many(envelopes)
        answers = [ticket.result(10) for ticket in tickets]
    assert [envelope for block in bench.stored() for envelope in block.transactions] == envelopes
    assert all(len(block.transactions) <= 37 for block in bench.stored())
    assert bench.application.total("a") == 300
    positions = [(answer.height, answer.index) for answer in answers if isinstance(answer, TransactionResult)]
    assert positions == sorted(positions) and len(positions) == 300


def test_what_waits_behind_a_block_goes_into_the_next_together() -> None:
    """Group commit: one block for all that came meanwhile, also for what is still being checked then."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    with bench.engine(gather_ms=60_000) as engine:
        first = engine.submit(addition("a", 1, salt="first"))
        assert application.executing.wait(10)
        behind = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(200)])
        application.go.set()
        assert first.result(10).code == 0
        assert {ticket.result(10).height for ticket in behind} == {2}  # type: ignore[union-attr]
    assert [len(block.transactions) for block in bench.stored()] == [0, 1, 200]


def test_a_block_ends_at_its_byte_limit_but_takes_one_transaction_of_any_size() -> None:
    """A limit smaller than every envelope makes blocks of one."""
    bench = Bench()
    with bench.engine(block_bytes_max=10) as engine:
        tickets = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(5)])
        assert [ticket.result(10).height for ticket in tickets] == [1, 2, 3, 4, 5]  # type: ignore[union-attr]


STRANGER = PrivateKey(seed=b"s" * 32)


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (b"", MALFORMED),
        (b"{}", MALFORMED),
        (addition("a", 1, salt="x", key=STRANGER), BAD_SIGNATURE),
        (addition("a", 1, salt="x", valid_until=0), EXPIRED),
        (addition("a", 1, salt="committed before"), SEEN),
    ],
)
def test_a_refused_transaction_enters_no_block(envelope: bytes, code: int) -> None:
    """The submitter gets the application's refusal."""
    bench = Bench()
    with bench.engine() as engine:
        assert engine.submit(addition("a", 1, salt="committed before")).result(10).code == 0
        answer = engine.submit(envelope).result(10)
        assert isinstance(answer, Refusal)
        assert answer.code == code
    assert bench.log.height == 1


def test_a_transaction_that_a_rule_rejects_does_enter_a_block() -> None:
    """Attempts are evidence too."""
    bench = Bench()
    with bench.engine() as engine:
        answer = engine.submit(addition("a", TOTAL_MAX + 1, salt="x")).result(10)
    assert isinstance(answer, TransactionResult)
    assert (answer.code, answer.outcome, answer.call, answer.height) == (OVERFLOW, "overflow", 0, 1)
    assert len(bench.stored()[1].transactions) == 1


def test_a_duplicate_within_a_block_is_refused_after_it() -> None:
    """One is committed, the others are told that it was seen; order and neighbours are untouched."""
    bench = Bench()
    one, other = addition("a", 1, salt="one"), addition("a", 1, salt="other")
    with bench.engine() as engine:
        answers = [ticket.result(10) for ticket in engine.submit_many([one, one, other, one, b"{}"])]
    assert codes(answers) == [0, SEEN, 0, SEEN, MALFORMED]
    assert [block.transactions for block in bench.stored()[1:]] == [(one, other)]


def test_a_candidate_left_out_without_a_reason_is_told_so() -> None:
    """The engine does not try for ever."""

    class Picky(ToyApplication):
        def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
            return []

    bench = Bench(Picky(MemoryStateStore()))
    with bench.engine() as engine:
        assert engine.submit(addition("a", 1, salt="x")).result(10) == NOT_PROPOSED
    assert bench.log.height == 0


def invent(candidates: Sequence[Checked]) -> list[Checked]:
    return [*candidates, Checked(candidates[0].id, candidates[0].data)]


@pytest.mark.parametrize("proposal", [invent, lambda candidates: [candidates[0], candidates[0]]])
def test_an_application_that_proposes_what_it_was_not_given_stops_the_engine(
    proposal: Callable[[Sequence[Checked]], list[Checked]],
) -> None:
    """Invented or doubled transactions have nobody to answer to."""
    bench = Bench()
    bench.application.prepare_proposal = proposal  # type: ignore[method-assign]
    with bench.engine() as engine, pytest.raises(InvariantBroken, match="was not given"):
        engine.submit(addition("a", 1, salt="x")).result(10)


def test_a_broken_invariant_stops_the_engine_and_fails_everyone() -> None:
    """The block, what waits behind it, and every later submission get the same exception."""
    store = MemoryStateStore()
    application = HeldApplication(store)
    bench = Bench(application)
    with bench.engine() as engine:
        poisoned = engine.submit(addition(POISON, 1, salt="x"))
        assert application.executing.wait(10)
        behind = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(150)])
        application.go.set()
        for ticket in [poisoned, *behind]:
            with pytest.raises(InvariantBroken, match="poisoned"):
                ticket.result(10)
        with pytest.raises(InvariantBroken, match="poisoned"):
            engine.submit(addition("a", 1, salt="later"))
        assert isinstance(engine.failure, InvariantBroken)
    assert (bench.log.height, store.height) == (0, 0)


def test_a_check_that_raises_stops_the_engine() -> None:
    """A bug in the application's check is not swallowed by the thread that met it."""
    bench = Bench()

    def broken(envelope: bytes) -> Checked | Refusal:
        raise ZeroDivisionError

    bench.application.check = broken  # type: ignore[method-assign]
    with bench.engine() as engine:
        with pytest.raises(ZeroDivisionError):
            engine.submit(b"x").result(10)
        with pytest.raises(ZeroDivisionError):
            engine.submit(b"y")


def test_an_observer_that_raises_stops_the_engine_but_the_block_stands() -> None:
    """The submitter gets the result of a block that is durable."""
    bench = Bench()

    def observe(header: bytes, seal: bytes) -> None:
        if decode_header(header).height == 1:
            raise OSError("nobody listens")

    with bench.engine(on_block=observe) as engine:
        assert engine.submit(addition("a", 1, salt="x")).result(10).code == 0
    assert isinstance(engine.failure, OSError)
    assert (bench.log.height, bench.application.info().height) == (1, 1)


def test_closing_orders_what_was_submitted_and_takes_no_more() -> None:
    """Nobody who holds a ticket is left without an answer."""
    bench = Bench()
    with bench.engine() as engine:
        tickets = engine.submit_many([addition("a", 1, salt=str(number)) for number in range(150)])
    assert all(ticket.done() for ticket in tickets)
    assert codes([ticket.result(0) for ticket in tickets]) == [0] * 150
    for submit in (engine.submit, lambda envelope: engine.submit_many([envelope])):
        with pytest.raises(ClosedError, match="closed"):
            submit(addition("a", 1, salt="later"))


def test_closing_amid_a_submission_loses_no_ticket() -> None:
    """What was queued is ordered and answered; the tickets of what came too late say that the engine is closed."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    envelopes = [addition("a", 1, salt=str(number)) for number in range(2 * BUNDLE_MAX)]
    with bench.engine(pending_max=BUNDLE_MAX) as engine, ThreadPoolExecutor(2) as pool:
        submitting = pool.submit(engine.submit_many, envelopes)
        assert application.executing.wait(10)
        closing = pool.submit(engine.close)
        tickets = submitting.result(10)
        application.go.set()
        closing.result(10)
    assert codes([ticket.result(0) for ticket in tickets[:BUNDLE_MAX]]) == [0] * BUNDLE_MAX
    for ticket in tickets[BUNDLE_MAX:]:
        with pytest.raises(ClosedError):
            ticket.result(0)


def test_submission_waits_while_too_many_are_pending() -> None:
    """With room for one, everything still gets through, one after the other."""
    bench = Bench()
    with bench.engine(pending_max=1) as engine:
        tickets = [engine.submit(addition("a", 1, salt=str(number))) for number in range(20)]
        assert codes([ticket.result(10) for ticket in tickets]) == [0] * 20
    assert bench.log.height == 20


def test_a_ticket_times_out_calls_back_and_turns_into_a_future() -> None:
    """The three ways to wait agree, before and after the answer."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    called: list[int] = []
    with bench.engine() as engine:
        ticket = engine.submit(addition("a", 1, salt="x"))
        assert not ticket.done()
        with pytest.raises(TimeoutError, match="may still enter a block"):
            ticket.result(0)
        ticket.add_done_callback(lambda done: called.append(done.result(0).code))
        future = ticket.future()
        application.go.set()
        assert future.result(10) == ticket.result(10)

        async def awaited() -> int:
            return (await asyncio.wrap_future(ticket.future())).code

        assert asyncio.run(awaited()) == 0
    assert called == [0]


def test_a_future_carries_the_failure() -> None:
    """Whoever awaits learns why the engine stopped."""
    bench = Bench()
    with bench.engine() as engine:
        future = engine.submit(addition(POISON, 1, salt="x")).future()
        assert isinstance(future.exception(10), InvariantBroken)


def test_the_application_answers_queries() -> None:
    """Queries read committed state."""
    bench = Bench()
    with bench.engine() as engine:
        engine.submit(addition("a", 41, salt="x")).result(10)
    assert bench.application.query("total", b"a") == b"41"


def test_an_interrupted_submission_does_not_hold_up_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between the queue and the checking threads leaves a bundle that nobody checks; closing goes on."""
    bench = Bench(ToyApplication(MemoryStateStore()))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), bench.engine() as engine:
        monkeypatch.setattr(engine._intake._pool, "submit", interrupted)
        engine.submit(addition("a", 1, salt="x"))
    assert bench.log.height == 0
