# SPDX-License-Identifier: Apache-2.0
"""Random business with three contracts that call one another, beside dicts: what is refused anywhere undoes it all."""

from random import Random
from typing import Final

import pytest

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from support.programs import programs
from support.seeds import seed_of_this_commit

SOURCE: Final = '''
"""A till: who brought what may take it, and it pays a neighbour for whoever says so."""

FEE = 1


def bring(hold: str, quantity: int):
    """Take units of the caller's hold in."""
    take(hold, account(), quantity)
    put(caller(), get(caller(), 0) + quantity)
    put("calls", get("calls", 0) + 1)


def fetch(to: str, quantity: int):
    """Pay what the caller brought, less a fee that stays."""
    owed = get(caller(), 0)
    require(owed >= quantity + FEE, "not so much is yours")
    put(caller(), owed - quantity - FEE)
    pay(to, "SHARE", quantity)
    put("calls", get("calls", 0) + 1)
    return owed - quantity - FEE


def pass_on(chain: list, to: str, quantity: int):
    """Pay the first of a list, which pays the next, until the last pays an account; and fail on thirteen."""
    require(quantity != 13, "thirteen")
    put("passed", get("passed", 0) + quantity)
    if len(chain) == 0:
        pay(to, "SHARE", quantity)
        return [me()]
    pay("of-" + chain[0], "SHARE", quantity)
    return [me()] + call(chain[0], "pass_on", {"chain": chain[1:], "to": to, "quantity": quantity})
'''
TILLS: Final = ("till-a", "till-b", "till-c")
PEOPLE: Final = ("ann", "ben", "cat")


class Slowly:
    """What everybody has, and what each till keeps."""

    def __init__(self) -> None:
        self.free = {f"of-{name}": 500 for name in PEOPLE} | {f"of-{till}": 0 for till in TILLS}
        self.kept: dict[str, dict[str, int]] = {till: {} for till in TILLS}

    def bring(self, till: str, who: str, held: int, quantity: int) -> bool:
        if quantity > held:
            return False
        self.free[f"of-{who}"] -= quantity
        self.free[f"of-{till}"] += quantity
        self._count(till, who, quantity)
        return True

    def fetch(self, till: str, who: str, to: str, quantity: int) -> bool:
        if self.kept[till].get(who, 0) < quantity + 1 or self.free[f"of-{till}"] < quantity:
            return False
        self.free[f"of-{till}"] -= quantity
        self.free[to] += quantity
        self._count(till, who, -quantity - 1)
        return True

    def pass_on(self, tills: list[str], to: str, quantity: int) -> bool:
        if quantity == 13 or len(set(tills)) < len(tills):
            return False
        if self.free[f"of-{tills[0]}"] < quantity:  # what the others need comes in before they pay
            return False
        self.free[f"of-{tills[0]}"] -= quantity
        self.free[to] += quantity
        for till in tills:
            self.kept[till]["passed"] = self.kept[till].get("passed", 0) + quantity
        return True

    def _count(self, till: str, who: str, more: int) -> None:
        mine = self.kept[till]
        mine[who], mine["calls"] = mine.get(who, 0) + more, mine.get("calls", 0) + 1


def step(random: Random, chain: LocalChain, slowly: Slowly, number: int) -> bool:
    """One call, answered as the dicts answer; whether it was taken."""
    till, who, quantity = random.choice(TILLS), random.choice(PEOPLE), random.choice((1, 2, 5, 13, 40))
    kind = random.randrange(3)
    try:
        if kind == 0:
            held = random.choice((quantity, quantity + 1, quantity - 1)) or 1
            chain.hold(f"h{number}", f"of-{who}", "SHARE", held, random.choice((till, till, TILLS[0])))
            expected = chain.executor_of(f"h{number}") == till and slowly.bring(till, who, held, quantity)
            chain.call(till, "bring", who, hold=f"h{number}", quantity=quantity)
        elif kind == 1:
            to = f"of-{random.choice(PEOPLE)}"
            expected = slowly.fetch(till, who, to, quantity)
            left = chain.call(till, "fetch", who, to=to, quantity=quantity)
            assert left == slowly.kept[till][who]
        else:
            tills = [till, *random.choices(TILLS, k=random.randrange(3))]
            to = f"of-{random.choice(PEOPLE)}"
            expected = slowly.pass_on(tills, to, quantity)
            went = chain.call(till, "pass_on", who, chain=list(tills[1:]), to=to, quantity=quantity)
            assert went == tills
        taken = True
    except CallRefused:
        taken = False
    assert taken == expected, (number, kind)
    return taken


@pytest.mark.parametrize("seed", [1, 2, seed_of_this_commit()])
def test_random_business_against_dicts(seed: int) -> None:
    """Every answer, every balance and everything that is kept is what the dicts say."""
    random, chain, slowly = Random(seed), LocalChain(programs()), Slowly()
    chain.instrument("SHARE")
    for name in PEOPLE:
        chain.account(f"of-{name}", name)
        chain.issue("SHARE", f"of-{name}", 500)
    for till in TILLS:
        chain.deploy(till, SOURCE)
    taken, number = 0, 0
    while number < 120 or (number < 1_200 and not 40 <= taken < number):
        number += 1
        taken += step(random, chain, slowly, number)
        for account, units in slowly.free.items():
            assert chain.balance(account, "SHARE") == units, (number, account)
        assert {till: chain.state(till) for till in TILLS} == slowly.kept
    assert 40 <= taken < number
