# SPDX-License-Identifier: Apache-2.0
"""What is verified, how often, and when: once, wherever it is asked, and never kept when it is refused."""

from collections import Counter
from collections.abc import Iterator
from threading import Event

import pytest

from counterfoil.application import Checked, Refusal
from counterfoil.consensus.cometbft.checking import CHUNK, Checks
from counterfoil.primitives.hashing import digest, to_hex

GOOD = [b"good %d" % number for number in range(3 * CHUNK)]
BAD = [b"bad %d" % number for number in range(5)]
ENOUGH_S = 30


class Counting:
    """Passes what is good, counts what it is asked, and waits while ``held``."""

    def __init__(self) -> None:
        self.asked: Counter[bytes] = Counter()
        self.known: set[bytes] = set()
        self.broken: set[bytes] = set()
        self.open = Event()
        self.open.set()

    def check(self, data: bytes) -> Checked | Refusal:
        if data != GOOD[0]:
            assert self.open.wait(ENOUGH_S)
        self.asked[data] += 1
        if data in self.broken:
            raise ArithmeticError(data)
        if data.startswith(b"good") or data in self.known:
            return Checked(to_hex(digest(data)), data)
        return Refusal(1, "bad")


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def checks(counting: Counting) -> Iterator[Checks]:
    made = Checks(counting.check)
    yield made
    counting.open.set()
    made.close()


def test_one_that_passes_is_enough_and_the_others_are_not_waited_for(counting: Counting, checks: Checks) -> None:
    """The answer is there while nothing but the first was verified; the block then finds each verified once."""
    counting.open.clear()
    assert checks.any_of(GOOD) is None
    assert set(counting.asked) == {GOOD[0]}
    counting.open.set()
    assert all(isinstance(one, Checked) for one in checks.all_of(GOOD).values())
    assert counting.asked == Counter(GOOD)


def test_none_that_passes_is_refused_with_the_first_reason(counting: Counting, checks: Checks) -> None:
    """Then all were looked at, and nothing is kept of it."""
    assert checks.any_of(BAD) == Refusal(1, "bad")
    assert counting.asked == Counter(BAD)
    checks.all_of(BAD)
    assert set(counting.asked.values()) == {2}


def test_what_was_refused_ahead_is_judged_anew(counting: Counting, checks: Checks) -> None:
    """A key may become known between the two: a node that looked ahead says the same as one that did not."""
    checks.ahead(BAD)
    assert all(isinstance(one, Refusal) for one in checks.all_of(BAD).values())
    counting.known.update(BAD)
    assert all(isinstance(one, Checked) for one in checks.all_of(BAD).values())


def test_what_goes_wrong_ahead_goes_wrong_where_somebody_is_told(counting: Counting, checks: Checks) -> None:
    """A fault of the application is no verdict, and is not lost."""
    counting.broken.add(GOOD[1])
    checks.ahead(GOOD[:2])
    with pytest.raises(ArithmeticError):
        checks.all_of(GOOD[:2])


def test_only_so_much_is_verified_ahead(counting: Counting) -> None:
    """Beyond that a flood costs nothing before its block."""
    checks = Checks(counting.check, ahead_max=CHUNK)
    checks.ahead(GOOD)
    checks.close()
    assert counting.asked == Counter(GOOD[:CHUNK])


def test_what_is_under_way_is_not_begun_again(counting: Counting, checks: Checks) -> None:
    """The same batch from two peers."""
    counting.open.clear()
    checks.ahead(GOOD[1:])
    checks.ahead(GOOD[1:])
    counting.open.set()
    checks.all_of(GOOD[1:])
    assert counting.asked == Counter(GOOD[1:])
