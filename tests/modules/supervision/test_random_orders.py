# SPDX-License-Identifier: Apache-2.0
"""Random orders against their slow twin in plain dicts: outcome by outcome, and what became of units, orders, files."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest

from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import ORDER_STEPS, ORDERS, OrderStatus
from counterfoil.modules.supervision.records import OrderKind
from support import tree
from support.laws_twin.orders_slowly import Orders, judged
from support.ledger import BLOCK_MS
from support.supervised import LONGEST_MS, give, propose, trading

SEEDS = range(6)
STEPS = 500
HOLDERS = {"of-alice": "alice", "of-bob": "bob", "state": "treasury"}
EVERYBODY = "court police ministry clerk registrar supervisor alice bob"
KINDS = ("freeze", "thaw", "seize", "burn", "suspend", "resume")
Step = tuple[Call, tuple[Any, ...]]
"""A call, and how the twin is asked the same."""


class Walk:
    """The next call about a market, from a seed and what was ordered so far."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ledger = trading()
        self.twin = Orders(HOLDERS, {"of-alice": 100, "of-bob": 50})
        self.made = 0
        self.answered: Counter[str] = Counter()
        self.status: dict[str, OrderStatus] = {}
        self.steps: set[tuple[OrderStatus, OrderStatus]] = set()

    def step(self) -> None:
        """One call of both, which agree."""
        self.ledger.wait(self.random.choice((0, 0, 0, 20_000)))
        makers: tuple[tuple[int, Callable[[int], Step]], ...] = (
            *((6, one) for one in (self.order, self.carry_out)),
            *((2, one) for one in (self.approve, self.move, self.carry_out)),
            *((1, one) for one in (self.lift, self.expire)),
        )
        weights, choices = zip(*makers, strict=True)
        call, asked = self.random.choices(choices, weights)[0](self.ledger.time + BLOCK_MS)
        expected = judged(self.twin, *asked)
        found = self.ledger.submit(call, signed_by=EVERYBODY).outcome.name
        assert found == expected, (call, asked)
        self.answered[found] += 1
        self.compare()

    def compare(self) -> None:
        """Units, orders and files are what the twin has."""
        for account, units in self.twin.units.items():
            holding = self.ledger.holding(account, "SHARE")
            assert (holding.free, holding.frozen) == (units.free, units.frozen), account
            assert [(one.freeze, one.taken) for one in holding.line] == [
                (f"supervision/{one['name']}", one["taken"]) for one in units.line
            ]
        orders = {order.order: order for _, order in self.ledger.state.rows(ORDERS)}
        assert {name: (order.status, order.done) for name, order in orders.items()} == {
            name: (order["status"], order["done"]) for name, order in self.twin.orders.items()
        }
        for name, order in orders.items():
            if (before := self.status.get(name, order.status)) is not order.status:
                self.steps.add((before, order.status))
            self.status[name] = order.status
        for subject, lines in self.twin.lines.items():
            file = queries.file(self.ledger.state, f"parties/{subject}")
            assert file is not None and file.lines == lines, subject

    def known(self, kind: str | None = None) -> str:
        """An order, mostly one of the kind that can be carried out; or none."""
        of_kind = [name for name, order in self.twin.orders.items() if kind in (None, order["kind"])]
        ready = [name for name in of_kind if self.twin.orders[name]["status"] in ("proposed", "in_force")]
        return self.random.choice([*ready[-4:] * 5, *of_kind[-6:], *list(self.twin.orders)[-3:], "none"])

    def some_freeze(self) -> str:
        return self.random.choice([*list(self.twin.where)[-5:], "none"])

    def order(self, now: int) -> Step:
        """Given or proposed."""
        self.made += 1
        kind = self.random.choice((*KINDS, "freeze", "freeze", "seize"))
        account = self.random.choice(("of-alice", "of-alice", "of-bob"))
        freeze = self.some_freeze() if kind == "thaw" else None
        quantity = {"freeze": self.random.choice((None, 10, 40)), "seize": 20, "burn": 5}.get(kind)
        call = {
            "name": self.random.choice((f"o{self.made}", f"o{self.made}", f"o{self.made}", "o1")),
            "kind": kind,
            "authority": self.random.choice((*["court"] * 7, "police", "police", "ministry")),
            "checker": self.random.choice((None, *["clerk"] * 5, "court", "alice")),
            "account": account,
            "quantity": quantity,
            "freeze": freeze,
            "expires": now + self.random.choice((-1, 1, 30_000, *[300_000] * 7, LONGEST_MS, LONGEST_MS + 1)),
            "longest": LONGEST_MS,
        }
        scope: dict[str, Any] = {"account": account, "expires": call["expires"]}
        if kind in ("freeze", "thaw", "seize", "burn"):
            scope |= {"instrument": "SHARE", "quantity": quantity}
        if kind == "seize":
            scope["receiver"] = "state"
        if freeze is not None:
            scope["freeze"] = f"supervision/{freeze}"
        name, authority = str(call["name"]), str(call["authority"])
        if self.random.random() < 0.3:
            return propose(name, OrderKind(kind), authority, **scope), ("propose", call, now)
        return give(name, OrderKind(kind), authority, call["checker"], **scope), ("give", call, now)

    def approve(self, now: int) -> Step:
        name, checker = self.known(), self.random.choice(("clerk", "clerk", "court", "police", "alice"))
        return c.Approve(order=name, checker=checker), ("approve", name, checker, now)

    def lift(self, now: int) -> Step:
        name, by = self.known(), self.random.choice(("court", "police", "ministry"))
        return c.Lift(order=name, by=by), ("lift", name, by, now)

    def expire(self, now: int) -> Step:
        over = [name for name, order in self.twin.orders.items() if order["expires"] <= now]
        name = self.random.choice([*over[-8:] * 3, self.known()])
        return c.Expire(order=name, by="supervisor"), ("expire", name, now)

    def carry_out(self, now: int) -> Step:
        ready = [order["kind"] for order in self.twin.orders.values() if order["status"] == "in_force"]
        kind = self.random.choice([*KINDS, *ready[-12:]])
        name = self.known(kind)
        order = self.twin.orders.get(name)
        by = self.random.choice(["registrar", "alice", *([] if order is None else [order["authority"]] * 4)])
        if kind in ("seize", "burn"):
            free = self.random.choice((0, 1, 5, 15, 20))
            taken = self.random.choice((None, (self.some_freeze(), self.random.choice((1, 5, 15)))))
            named = () if taken is None else (Taken(encumbrance=f"supervision/{taken[0]}", quantity=taken[1]),)
            takes = c.Seize if kind == "seize" else c.Burn
            return takes(order=name, by=by, free=free, taken=named), (kind, name, by, free, taken, now)
        calls: dict[str, Any] = {"freeze": c.Freeze, "thaw": c.Thaw, "suspend": c.Suspend, "resume": c.Resume}
        return calls[kind](order=name, by=by), (kind, name, by, now)

    def move(self, _now: int) -> Step:
        sender, receiver = self.random.choice((("of-alice", "of-bob"), ("of-bob", "of-alice")))
        quantity = self.random.choice((1, 10, 40))
        call = Transfer(sender=sender, receiver=receiver, instrument="SHARE", quantity=quantity)
        return call, ("transfer", sender, receiver, quantity)


@cache
def walked(seed: int) -> Walk:
    walk = Walk(seed)
    for _ in range(STEPS):
        walk.step()
    return walk


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_and_twin_agree(seed: int) -> None:
    """Step by step, and often enough with effect."""
    assert walked(seed).answered["ok"] > STEPS // 6


def test_orders_take_the_steps_of_their_table() -> None:
    """All of them and no other; that an overdue demand is answered is tested with the demands."""
    taken = set().union(*(walked(seed).steps for seed in SEEDS))
    late = {(OrderStatus.expired, OrderStatus.carried_out)}
    assert taken | late == {(before, after) for before, following in ORDER_STEPS.items() for after in following}


def test_the_walks_meet_every_refusal() -> None:
    """What the twin can deny is denied in some walk, so that no branch of it is idle."""
    answered = sum((walked(seed).answered for seed in SEEDS), Counter[str]())
    text = (tree.ROOT / "tests/support/laws_twin/orders_slowly.py").read_text()
    denied = set(re.findall(r'demand\(.*, "(\w+)"\)$', text, re.MULTILINE))
    assert len(denied) > 20
    assert denied - answered.keys() == set()
