# SPDX-License-Identifier: Apache-2.0
"""Work that many ask for is done once for all who asked meanwhile, and begins after they asked."""

import threading

import pytest

from counterfoil.api.ledger.shared_work import SharedWork


class Slow:
    """Work that waits for leave, and gives its number."""

    def __init__(self, fails_at: int = 0) -> None:
        self.begun, self.fails_at = 0, fails_at
        self.leave = threading.Semaphore(0)
        self.at_work = threading.Semaphore(0)

    def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        self.at_work.release()
        assert self.leave.acquire(timeout=60)
        if number == self.fails_at:
            raise ValueError("the third")
        return number


def test_those_who_ask_meanwhile_share_the_next_time() -> None:
    """Three ask while it is done: they have what was begun after they asked, in one more time of work."""
    slow = Slow()
    work: SharedWork[int] = SharedWork(slow)
    found: list[int] = []
    first = threading.Thread(target=lambda: found.append(work.done()))
    first.start()
    assert slow.at_work.acquire(timeout=60)
    asked = threading.Barrier(4)

    def ask() -> None:
        asked.wait(60)
        found.append(work.done())

    others = [threading.Thread(target=ask) for _ in range(3)]
    for one in others:
        one.start()
    asked.wait(60)
    slow.leave.release()
    first.join()
    assert slow.at_work.acquire(timeout=60)
    for _ in range(3):  # one who asks late has a time of his own
        slow.leave.release()
    for one in others:
        one.join()
    assert found[0] == 1
    assert 1 not in found[1:]
    assert slow.begun <= 4


def test_what_fails_fails_for_all_who_asked() -> None:
    """And the next time begins anew."""
    slow = Slow(fails_at=3)
    work: SharedWork[int] = SharedWork(slow)
    for _ in range(4):
        slow.leave.release()
    assert [work.done(), work.done()] == [1, 2]
    with pytest.raises(ValueError, match="the third"):
        work.done()
    assert work.done() == 4
