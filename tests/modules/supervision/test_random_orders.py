# SPDX-License-Identifier: Apache-2.0
"""Random orders on securities and digital yuan against their slow twin: outcome by outcome, and what became of it."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from counterfoil.law.dated import in_force
from counterfoil.modules.cash.records import USAGES, VAULTS
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, GrantStatus
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import ORDER_STEPS, ORDERS, OrderStatus
from counterfoil.modules.supervision.seized import CUSTODIES, SEIZURES
from support import tree
from support.laws_twin.units_slowly import Units
from support.ledger import BLOCK_MS
from support.orders_walk import OrdersWalk
from support.supervised_yuan import YUAN

SEEDS = range(10)
STEPS = 800
TWIN = ("orders", "seized", "policies", "units", "yuan")


class Pair(OrdersWalk):
    """A walk whose ledger and twin agree so far."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.answered: Counter[str] = Counter()
        self.moved: Counter[tuple[str, str]] = Counter()
        self.status: dict[str, OrderStatus] = {}
        self.steps: set[tuple[OrderStatus, OrderStatus]] = set()

    def step(self) -> None:
        """One call of both."""
        self.ledger.wait(self.random.choice((0, 0, 0, 20_000)))
        call, asked = self.next(self.ledger.time + BLOCK_MS)
        signers = self.signers()
        already = len(self.ledger.events)
        expected = self.ask(*asked)
        found = self.ledger.submit(call, **signers).outcome.name
        assert found == expected, (call, asked)
        self.answered[found] += 1
        for event in self.ledger.decoded_events(already):
            self.moved[event.type, event.data.get("instrument", "")] += 1
        self.compare_units()
        self.compare_orders()
        self.compare_yuan()

    def compare_units(self) -> None:
        """Every holding, its parts, its line and what it has in custody."""
        state, twin = self.ledger.state, self.twin
        holdings = {(one.account, one.instrument): one for _, one in state.rows(HOLDINGS)}
        assert holdings.keys() == twin.units.keys()
        for (account, instrument), holding in holdings.items():
            units = twin.units[account, instrument]
            expected = (units.free, units.held, units.frozen)
            assert (holding.free, holding.held, holding.frozen) == expected, (account, instrument)
            assert [(one.freeze, one.ordered, one.taken) for one in holding.line] == [
                (f"supervision/{one['name']}", one["ordered"], one["taken"]) for one in units.line
            ]
            custody = state.read(CUSTODIES, account, instrument)
            assert (0 if custody is None else custody.units) == twin.kept(account, instrument)
        active = {one.encumbrance for _, one in state.rows(ENCUMBRANCES) if one.status is GrantStatus.active}
        names = {f"supervision/{name}" if name in twin.orders else name for name in twin.where if twin.stands(name)}
        assert active == names

    def compare_orders(self) -> None:
        """Orders, what was seized under them, every file, and the policy."""
        state, twin = self.ledger.state, self.twin
        orders = {order.order: order for _, order in state.rows(ORDERS)}
        assert {name: (order.status, order.done) for name, order in orders.items()} == {
            name: (order["status"], order["done"]) for name, order in twin.orders.items()
        }
        for name, order in orders.items():
            if (before := self.status.get(name, order.status)) is not order.status:
                self.steps.add((before, order.status))
            self.status[name] = order.status
        for subject, lines in twin.lines.items():
            file = queries.file(state, f"parties/{subject}")
            assert file is not None and file.lines == lines, subject
        for name, seizure in twin.seizures.items():
            found = state.read(SEIZURES, name)
            assert found is not None
            there = (found.left, found.cash, found.money, found.state)
            assert there == (seizure["left"], seizure["cash"], seizure["money"], seizure["state"])
        policy, now = queries.policy(state), self.ledger.time
        assert policy is not None
        assert [entry.since for entry in policy.entries if entry.since > now] == twin.policies.coming(now)
        entry = in_force(policy.entries, now)
        assert entry is not None and entry.superiors == tuple(twin.policies.at(now)["superiors"])

    def compare_yuan(self) -> None:
        """What wallets count, what they paid today, and what is issued through the vault."""
        state, twin = self.ledger.state, self.twin
        for wallet, units in twin.counted().items():
            usage = state.read(USAGES, wallet, YUAN)
            assert usage is not None and usage.balance == units, wallet
            assert usage.paid(self.day(), 2027)[0] == twin.yuan.today(wallet, self.ledger.time), wallet
        vault = state.read(VAULTS, "vault", YUAN)
        assert vault is not None and vault.issued == twin.yuan.issued["vault"]


@cache
def walked(seed: int) -> Pair:
    walk = Pair(seed)
    for _ in range(STEPS):
        walk.step()
    return walk


def all_of(what: Callable[[Pair], Counter[str]]) -> Counter[str]:
    return sum((what(walked(seed)) for seed in SEEDS), Counter[str]())


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_and_twin_agree(seed: int) -> None:
    """Step by step, and often enough with effect."""
    assert walked(seed).answered["ok"] > STEPS // 6


def test_orders_take_the_steps_of_their_table() -> None:
    """All of them and no other; that an overdue demand is answered is tested with the demands."""
    taken = set().union(*(walked(seed).steps for seed in SEEDS))
    late = {(OrderStatus.expired, OrderStatus.carried_out)}
    assert taken | late == {(before, after) for before, following in ORDER_STEPS.items() for after in following}


@pytest.mark.parametrize("instrument", ["SHARE", YUAN])
@pytest.mark.parametrize(
    "event",
    [
        *(f"holdings.{verb}" for verb in ("frozen", "unfrozen", "forced", "burned", "recovered", "transferred")),
        *(f"supervision.{verb}" for verb in ("seized", "burnt", "sold", "returned")),
    ],
)
def test_the_walks_do_everything_to_both(event: str, instrument: str) -> None:
    """Securities and digital yuan are frozen, let go, seized, destroyed, recovered, sold and given back."""
    assert sum(walked(seed).moved[event, instrument] for seed in SEEDS)


def test_a_twin_that_errs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison bites: a twin that takes a unit too few from whoever loses some is caught before long."""
    take = Units.take
    monkeypatch.setattr(Units, "take", lambda units, quantity: take(units, max(quantity - 1, 0)))
    walk = Pair(0)
    with pytest.raises(AssertionError):
        for _ in range(STEPS):
            walk.step()


def test_policies_change_on_the_way() -> None:
    """At once and from later on, so that orders are judged by several."""
    assert sum(walked(seed).moved["supervision.policy_set", ""] for seed in SEEDS) > len(SEEDS)


def test_the_walks_meet_every_refusal() -> None:
    """What the twin can deny is denied in some walk, so that no branch of it is idle."""
    answered = all_of(lambda walk: walk.answered)
    texts = [(tree.ROOT / f"tests/support/laws_twin/{name}_slowly.py").read_text() for name in TWIN]
    denied = {name for text in texts for name in re.findall(r'demand\(.*, "(\w+)"\)$', text, re.MULTILINE)}
    assert len(denied) > 40
    assert denied - answered.keys() == set()
