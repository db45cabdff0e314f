# SPDX-License-Identifier: Apache-2.0
"""Many tickets waited for as one."""

import asyncio

from counterfoil.application import TransactionResult
from counterfoil.consensus.intake import BUNDLE_MAX
from counterfoil.consensus.ticket import Answer, all_answers, when_all_done
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.storage.state import MemoryStateStore
from support.toy_application import MALFORMED, OVERFLOW, POISON, TOTAL_MAX, addition
from support.toy_bench import Bench, HeldApplication

MANY = 3 * BUNDLE_MAX + 7


def added(count: int) -> list[bytes]:
    return [addition("a", 1, salt=str(number)) for number in range(count)]


def test_answers_come_together_in_order() -> None:
    """Out of several bundles and blocks: committed, rejected and refused, each where its transaction was."""
    bench = Bench()
    sent = added(MANY)
    sent[5], sent[-1] = b"nonsense", addition("a", TOTAL_MAX, salt="too much")
    with bench.engine(block_transactions_max=37, verify_threads=3) as engine:
        tickets = engine.submit_many(sent)
        answers = all_answers(tickets).result(10)
    assert answers == [ticket.result(0) for ticket in tickets]
    assert len({answer.height for answer in answers if isinstance(answer, TransactionResult)}) > 1
    assert (answers[5].code, answers[-1].code) == (MALFORMED, OVERFLOW)
    assert sum(answer.code == 0 for answer in answers) == MANY - 2


def test_nobody_is_called_before_the_last_is_there() -> None:
    """Not by those that were refused at once; then once, though many tickets become done."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    called: list[bool] = []
    with bench.engine() as engine:
        first = engine.submit(addition("a", 1, salt="first"))
        assert application.executing.wait(10)
        tickets = [*engine.submit_many([b"nonsense"] * MANY), first, *engine.submit_many([b"nonsense"])]
        assert {ticket.result(10).code for ticket in tickets if ticket is not first} == {MALFORMED}
        when_all_done(tickets, lambda: called.append(first.done()))
        assert called == []
        application.go.set()
        all_answers(tickets).result(10)
    assert called == [True]


def test_what_is_done_calls_now() -> None:
    """Also where there is nothing to wait for."""
    called: list[int] = []
    bench = Bench()
    with bench.engine() as engine:
        tickets = engine.submit_many(added(MANY))
        for ticket in tickets:
            ticket.result(10)
        when_all_done(tickets, lambda: called.append(1))
        assert called == [1]
    when_all_done([], lambda: called.append(2))
    assert called == [1, 2]
    assert all_answers([]).result(0) == []


def test_a_failure_reaches_whoever_waits_for_all() -> None:
    """One transaction stops the engine: some have answers, and the whole raises what stopped it."""
    bench = Bench()
    with bench.engine() as engine:
        answers = all_answers(engine.submit_many([*added(MANY), addition(POISON, 1, salt="x"), *added(1)]))
        assert isinstance(answers.exception(10), InvariantBroken)


def test_who_no_longer_waits_stops_nothing() -> None:
    """A request that was given up leaves the engine going."""
    application = HeldApplication(MemoryStateStore())
    bench = Bench(application)
    with bench.engine() as engine:
        tickets = engine.submit_many(added(2))
        assert all_answers(tickets).cancel()
        application.go.set()
        assert [ticket.result(10).code for ticket in tickets] == [0, 0]

        async def awaited() -> list[Answer]:
            return await asyncio.wrap_future(all_answers(tickets))

        assert [answer.code for answer in asyncio.run(awaited())] == [0, 0]
