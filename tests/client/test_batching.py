# SPDX-License-Identifier: Apache-2.0
"""Many transactions: never more on their way than was said, in order, and none lost when a service is."""

from collections.abc import Iterator
from itertools import count, islice
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.ledger.transaction_pages import BATCH_MAX as TAKEN_AT_ONCE
from counterfoil.client import NoAnswer, calls
from counterfoil.client.batching import BATCH_MAX, BODY_MAX
from counterfoil.law.call import Call
from counterfoil.primitives.errors import InputError
from support.fake_node import CHAIN, TRANSFER, FakeNode, Said, handed

TRANSACTIONS: Final = f"/chains/{CHAIN}/transactions"
MOVE: Final = calls.holdings.transfer(**TRANSFER)


def test_whoever_gives_more_than_is_answered_waits(ask: Any, fake: FakeNode) -> None:
    """Of transactions without an end no more is taken than fits what is on its way; answers come in their order."""
    taken = count()
    most = 0

    def endless() -> Iterator[Call]:
        while True:
            next(taken)
            yield MOVE

    identifiers = []
    for given, done in enumerate(islice(ask().stream(endless(), size=10, outstanding=3), 500), 1):
        identifiers.append(done.transaction)
        most = max(most, int(repr(taken)[6:-1]) - given)
    assert most <= 10 * (3 + 1)
    assert len(set(identifiers)) == 500
    sent = [one for request in fake.asked if request.url.path == TRANSACTIONS for one in handed(request)]
    assert len(sent) < 500 + 10 * (3 + 2)


def test_a_batch_goes_in_requests_that_a_service_takes(ask: Any, fake: FakeNode) -> None:
    """No more transactions than it takes at once, and no more bytes, however long they are."""
    assert BATCH_MAX == TAKEN_AT_ONCE
    long = calls.holdings.transfer(**TRANSFER, reference="界" * 200)
    with ask().batch(size=256) as batch:
        for _ in range(600):
            batch.add([long] * 10)
    bodies = fake.bodies(TRANSACTIONS)
    assert batch.committed == 600 and max(map(len, bodies)) < 4 * 1_048_576
    assert BODY_MAX * 4 // 3 + 256 * 8 < 4 * 1_048_576
    sizes = [len(handed(one)) for one in fake.asked if one.url.path == TRANSACTIONS]
    assert sum(sizes) == 600 and max(sizes) <= 256


def test_what_has_no_answer_comes_with_the_error(ask: Any, fake: FakeNode) -> None:
    """All of it: handed in again, each has the answer that it had, and none is done twice."""

    def silent(request: httpx.Request) -> Said:
        fake.handed_in(request)
        raise httpx.ReadError("cut off")

    ledger = ask(patience_s=5)
    answered = []
    fake.first[TRANSACTIONS] = [fake.handed_in]
    fake.always[TRANSACTIONS] = silent
    with pytest.raises(NoAnswer, match=r"transactions have no answer here: .*cut off") as lost:
        for done in ledger.stream([MOVE] * 35, size=10, outstanding=1):
            answered.append(done.transaction)  # noqa: PERF401
    assert lost.value.transaction is None
    del fake.always[TRANSACTIONS]
    again = list(ledger.stream(lost.value.transactions))
    assert {one.transaction for one in again} == {one.id for one in lost.value.transactions}
    assert len(answered) == 10 and set(fake.committed) <= {*answered, *(one.id for one in lost.value.transactions)}


def test_what_was_not_sent_when_a_block_raises_is_not_sent(ask: Any, fake: FakeNode) -> None:
    """What is on its way has its answer; the rest never was."""
    with pytest.raises(ZeroDivisionError), ask().batch(size=4) as batch:
        tickets = [batch.holdings.transfer(**TRANSFER) for _ in range(6)]
        raise ZeroDivisionError
    assert [one.answered for one in tickets] == [True] * 4 + [False] * 2
    assert len(fake.committed) == 4 and "without an answer=2" in repr(batch)
    with pytest.raises(InputError, match="no answer yet"):
        assert tickets[-1].done


@pytest.mark.parametrize("wrong", ["holdings.transfer", 5, [MOVE, "x"], None])
def test_what_is_no_transaction_is_told(ask: Any, fake: FakeNode, wrong: Any) -> None:
    """In a stream and in a batch, and the others of the batch go on."""
    with pytest.raises(InputError, match="is no transaction"):
        list(ask().stream([MOVE, wrong]))
    ledger = ask()
    with ledger.batch() as batch:
        with pytest.raises(InputError):
            batch.add(wrong)
        batch.add(MOVE)
    assert batch.committed == 1 and batch.failures == ()


@pytest.mark.parametrize(("size", "outstanding"), [(0, 1), (257, 1), (1, 0)])
def test_a_pace_is_within_bounds(ask: Any, size: int, outstanding: int) -> None:
    """Told before anything is taken."""
    with pytest.raises(InputError, match=r"transactions|requests"):
        ask().batch(size=size, outstanding=outstanding)
