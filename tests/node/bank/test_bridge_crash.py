# SPDX-License-Identifier: Apache-2.0
"""The bridge dies at every step, is killed, and meets a bank that fails: nothing is doubled, nothing lost."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from counterfoil.demo.simulated_bank import Faults, SimulatedBank
from counterfoil.node.bank import bridge as bridging
from counterfoil.node.bank.reconciling import bank_differences
from counterfoil.node.network import Network
from support import bank_world
from support.bank_world import (
    EXCHANGE,
    INTO_LIN,
    INTO_SHOP,
    LIMIT,
    LIN,
    OF_LIN,
    OF_SHOP,
    OWN,
    RESERVE,
    SHOP,
    VAULT,
    bank_of,
    bridge_over,
    pay_back,
    settled,
    states,
    units,
)
from support.network import CHAIN, copy_network, open_network


class Death(BaseException):
    """The process dies here: nothing in the product may catch it."""


def dying(step: int, *, after: bool, patch: pytest.MonkeyPatch) -> list[int]:
    """Die at the n-th of all that lasts, a step of the journal, a block, a payment: before it, or once it is done.

    The two steps by which the test opens the journal do not count.
    """
    count = [-2]

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] != step:
                return original(*arguments, **named)
            if after:
                original(*arguments, **named)
            raise Death

        return call

    patch.setattr(bridging, "submit", wrap(bridging.submit))
    patch.setattr(SimulatedBank, "pay", wrap(SimulatedBank.pay))
    patch.setattr(sqlite3, "connect", lambda *given, **named: Committing(original(*given, **named), wrap))
    return count


original = sqlite3.connect


class Committing:
    """A connection whose commits can be died at."""

    def __init__(self, connection: sqlite3.Connection, wrap: Callable[..., Any]) -> None:
        self._connection = connection
        self._commit = wrap(lambda: connection.execute("COMMIT"))

    def execute(self, statement: str, *values: Any) -> Any:
        return self._commit() if statement == "COMMIT" else self._connection.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_death_at_any_step_doubles_and_loses_nothing(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Whatever step it dies at, a new bridge on the same folder ends as one that never died."""
    root, step, steps = copy_network(template, tmp_path / "network"), 0, 1
    with open_network(root) as network:
        while step < steps:
            step += 1
            folder = tmp_path / f"{step}"
            folder.mkdir()
            names = {name: f"{name}-{step}-{after}" for name in ("backing", "E-1", "too much")}
            before = [units(network.chain(CHAIN), account) for account in (VAULT, LIN)]
            bank = bank_of()
            bank.arrive(RESERVE, 90, names["backing"], payer=OWN)
            bank.arrive(INTO_LIN, 7, names["E-1"], payer=OF_LIN)
            bank.arrive(INTO_LIN, LIMIT, names["too much"], payer=OF_LIN)
            with monkeypatch.context() as patch:
                count = dying(step, after=after, patch=patch)
                bridge = bridge_over(network, bank, folder)
                with bridge.journal.step():
                    bridge.journal.set_place("blocks", network.chain(CHAIN).height)
                try:
                    assert bridge.run_until_settled(10)
                except Death:
                    steps = step + 1
                bridge.journal.close()
            assert count[0] >= min(step, steps - 1)
            again = settled(network, bank, folder)
            assert states(again) == {
                names["backing"]: "issued",
                names["E-1"]: "issued",
                names["too much"]: "returned",
            }
            assert [units(again.node, account) for account in (VAULT, LIN)] == [before[0] + 83, before[1] + 7]
            assert [bank.statement(account).closing for account in (RESERVE, INTO_LIN)] == [90, 7]
            again.journal.close()
    assert steps > 8, "so many steps there are to die at"


def test_kill_minus_nine_doubles_and_loses_nothing(template: Path, tmp_path: Path) -> None:
    """A process with chain, bridge and bank, killed at random, over a bank that fails before and after acting."""
    root, count, random = copy_network(template, tmp_path / "network"), 30, Random(7)
    victim = [sys.executable, bank_world.__file__, str(root), str(tmp_path), str(count)]
    for _ in range(4):
        with subprocess.Popen(victim, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(2, count // 2)):
                process.stdout.readline()
            process.kill()
    told = subprocess.run(victim, capture_output=True, text=True, check=True).stdout
    assert told.endswith("settled True\n")
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert units(node, LIN) == units(node, SHOP) == 10 * count // 2
        assert units(node, VAULT) == 0


@pytest.mark.parametrize("seed", range(6))
def test_a_bank_that_fails_ends_as_one_that_does_not(network: Network, tmp_path: Path, seed: int) -> None:
    """Failures before and after acting, notices twice, late bookings; and the books agree at the end."""
    bank = bank_of(Faults(before=30, after=30, twice=30, delay=5, equal=30))
    bank.seed = b"%d" % seed
    bank.arrive(RESERVE, 1_000, "backing", payer=OWN)
    bank.arrive(EXCHANGE, 500, "funding", payer=OWN)
    for number in range(10):
        bank.arrive(INTO_SHOP, 10, f"E-{number}", payer=OF_SHOP)
    bridge = bridge_over(network, bank, tmp_path)
    assert bridge.run_until_settled(300)
    pay_back(network, SHOP, 40)
    assert bridge.run_until_settled(300)
    bank.faults = Faults()
    arrived = bank.statement(INTO_SHOP).closing
    assert units(bridge.node, SHOP) == arrived - 40
    assert units(bridge.node, VAULT) == bank.statement(RESERVE).closing - arrived + 40
    assert arrived >= 10 * 10 and bank.statement(EXCHANGE).closing in (460, 960)
    for account in bank.own:
        assert list(bank_differences(bank.statement(account), bridge.journal)) == []
