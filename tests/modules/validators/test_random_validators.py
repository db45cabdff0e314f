# SPDX-License-Identifier: Apache-2.0
"""Random lives of a set, beside a slow twin that keeps every set there was and counts from those."""

from collections import Counter
from random import Random
from typing import Final, NamedTuple

import pytest

from counterfoil.identity.validators import votes_needed
from counterfoil.law.call import Call
from support.ledger import Ledger
from support.validating import BOTH, enrolled, firm_of, founded, join, leave, leave_alone, names_of, rotate, set_of

NODES: Final = tuple(f"v{firm}{more}" for firm in range(1, 9) for more in ("", "-2", "-3"))
Seats = dict[str, int]
"""name → which keys it has"""


class Twin:
    """The rules said a second time: by the sets at the end of each block, where the law keeps recent changes."""

    def __init__(self, first: Seats, height: int) -> None:
        self.seats = dict(first)
        self.height = height
        self.ends: dict[int, Seats] = {height: dict(first)}

    def judge(self, after: Seats, height: int) -> str:
        """The outcome of a change to a set, at a height."""
        before = len(self.seats)
        if len(after) < before and len(after) < 4:
            return "too_few_validators"
        firms, were = (Counter(map(firm_of, seats)) for seats in (after, self.seats))
        for firm, votes in firms.items():
            if len(after) >= 4 and votes / len(after) > were[firm] / before and 3 * votes >= len(after):
                return "firm_too_strong"
        base = self.ends[max(one for one in self.ends if one <= max(height - 2, self.height))]
        touched = {name for name in {*base, *after} if base.get(name) != after.get(name)}
        stay = len(after.keys() - touched)
        enough = stay >= votes_needed(len(after)) and stay >= votes_needed(len(base))
        return "ok" if len(touched) < 2 or enough else "too_much_changes"

    def take(self, after: Seats, height: int) -> None:
        self.seats = dict(after)
        self.ends[height] = dict(after)


class Step(NamedTuple):
    """A call that somebody might make, about whom, who signs it, and the set that it would make."""

    name: str
    call: Call
    signers: str
    after: Seats


def step(random: Random, twin: Twin, generations: Counter[str]) -> Step:
    inside, outside = sorted(twin.seats), sorted(set(NODES) - set(generations))
    chosen = random.random()
    if outside and chosen < 0.5:
        name = random.choice(outside)
        return Step(name, join(name), BOTH, twin.seats | {name: 0})
    name = random.choice(inside)
    if chosen < 0.75:
        generation = generations[name] + 1
        return Step(name, rotate(name, generation), firm_of(name), twin.seats | {name: generation})
    after = {one: keys for one, keys in twin.seats.items() if one != name}
    return Step(name, *((leave(name), BOTH) if chosen < 0.9 else (leave_alone(name), firm_of(name))), after)


@pytest.mark.parametrize("seed", range(6))
def test_both_say_the_same(seed: int) -> None:
    """Outcome by outcome and set by set; those who stayed as they were are a quorum all the while."""
    random = Random(seed)
    first = NODES[::3][: random.choice((1, 2, 3, 4, 5, 7))]
    ledger = enrolled(founded(*first), *(name for name in NODES if name not in first))
    twin = Twin(dict.fromkeys(first, 0), set_of(ledger).height)
    known: Counter[str] = Counter(dict.fromkeys(first, 0))
    met = walk(random, ledger, twin, known)
    assert met["ok"] > 10 and sum(met.values()) - met["ok"] > 10, met


def walk(random: Random, ledger: Ledger, twin: Twin, known: Counter[str]) -> Counter[str]:
    met: Counter[str] = Counter()
    for _ in range(70):
        if random.random() < 0.4:
            ledger.block()
        ledger.wait(3_600_000)
        height = ledger.height + 1
        planned: dict[str, str] = {}
        transactions = []
        # Several in one block: each is judged by what those before it left.
        for _ in range(random.choice((1, 1, 2, 3))):
            name, call, signers, after = step(random, twin, known)
            if name in planned:
                continue
            planned[name] = twin.judge(after, height)
            transactions.append(ledger.transaction(call, signed_by=signers))
            if planned[name] == "ok":
                twin.take(after, height)
                known[name] = after.get(name, 0)
        answers = [answer.outcome.name for answer in ledger.block(*transactions)]
        assert answers == list(planned.values()), (height, transactions)
        assert set(names_of(ledger)) == set(twin.seats)
        met.update(answers)
    return met
