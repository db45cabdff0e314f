# SPDX-License-Identifier: Apache-2.0
"""A chain with contracts that depend on one another, and blocks of calls drawn at random, good and bad."""

from random import Random
from typing import Any, Final

from counterfoil.evidence.transaction import Transaction
from counterfoil.law.call import Call
from counterfoil.law.program import Interpreters, Programs
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.records import Role
from counterfoil.sandbox.pool import Pool
from support.clearing_breaches import Stage, plain
from support.contracted import BOX, approve, deploy, propose, run, set_reviews
from support.evidence_story import issue
from support.evidence_world import World

COUNTER: Final = '''
"""Counts, and whatever else makes one call depend on the one before."""


def step(more: int):
    """Count for whoever calls."""
    who = caller().split("/")[-1]
    count = get(who, 0) + more
    put(who, count)
    emit("stepped", {"count": count})
    return count


def few(most: int):
    """Count no further than that."""
    count = get(caller(), 0)
    require(count < most, "no further than " + str(most))
    put(caller(), count + 1)


def turns():
    """Keep 1 and true by turns, and say which."""
    one = get("one", False)
    put("kept", 1 if one else True)
    put("one", not one)
    return str(get("kept"))


def wanders():
    """Ask what was never asked before."""
    place = get("place", 0)
    put("place", place + 1)
    return get("p" + str(place), place)


def weighs():
    """What the account has."""
    put("weighed", balance("SHARE"))


def pays(to: str):
    """Pay one unit, if it is there."""
    require(balance("SHARE") > 0, "it has none")
    pay(to, "SHARE", 1)


def spins(rounds: int):
    """Take long, and then keep something."""
    for number in range(rounds):
        pass
    put("spun", rounds)


def asks(contract: str, function: str, arguments: dict):
    """Call another contract, and keep what it says."""
    put("said", [call(contract, function, arguments)])
    return get("said")
'''
NAMES: Final = ("counter", "second", "box")
WHO: Final = ("alice", "bob")


class Unhurried:
    """Implements ``law.program.Programs``: a pool that begins nothing beforehand."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.expected = 0
        """how often it was told what would probably follow"""

    def entries(self, source: str) -> Any:
        return self.pool.entries(source)

    def run(self, *call: Any) -> Any:
        return self.pool.run(*call)

    def expect(self, *call: Any) -> None:
        self.expected += 1


def market_of(programs: Programs) -> World:
    """Two counters and a box, with shares in the accounts of all."""
    interpreters: Interpreters = lambda _dialect: programs  # noqa: E731 - typed
    world = World(features=(CONTRACTS_FEATURE,), interpreters=interpreters)
    stage = Stage(world)
    stage.party("issuer", Role.issuer)
    for name in ("venue", *WHO):
        stage.party(name)
    stage.instrument("SHARE", "issuer")
    for name in WHO:
        stage.account(f"of-{name}", name)
        world.do("issuer", name, calls=[issue(f"of-{name}", 1_000, "SHARE")])
    stage.do(set_reviews(), signed_by="registrar supervisor")
    for name, source in zip(NAMES, (COUNTER, COUNTER, BOX), strict=True):
        code = propose(source, name)
        stage.do(code, signed_by="alice")
        for by in ("venue", "bob", "supervisor"):
            stage.do(approve(code.code, by), signed_by=by)
        stage.do(deploy(name, code.code), signed_by="alice")
    return world


def block_of(world: World, random: Random) -> list[Transaction]:
    """Some transactions of some calls each; now and then a copy, and one that lacks a signature."""
    transactions: list[Transaction] = []
    for _ in range(random.randint(3, 6)):
        calls, who = _calls(random)
        missing = random.random() < 0.1
        transactions.append(world.sign([plain(one) for one in calls], who, by=WHO if missing else None))
        if random.random() < 0.1:
            transactions.append(transactions[-1])
    return transactions


def _calls(random: Random) -> tuple[list[Call], str]:
    """Calls of one transaction and whose; half of the time the same thing again and again."""
    who, count = random.choice(WHO), random.randint(1, 6)
    if random.random() < 0.5:
        return [_call(random, who)] * count, who
    return [_call(random, who) for _ in range(count)], who


def _call(random: Random, who: str) -> Call:
    contract, other = random.sample(NAMES[:2], 2)
    nested = f'{{"arguments":{{"more":2}},"contract":"{other}","function":"step"}}'
    boxed = '{"arguments":{"key":"k","value":{"a":1}},"contract":"box","function":"keeps"}'
    good = [
        ("step", '{"more":1}'),
        ("few", '{"most":9}'),
        ("turns", "{}"),
        ("wanders", "{}"),
        ("weighs", "{}"),
        ("pays", f'{{"to":"of-{who}"}}'),
        ("spins", '{"rounds":10}'),
        ("asks", nested),
        ("asks", boxed),
    ]
    bad = [
        ("few", '{"most":1}'),
        ("spins", '{"rounds":450000}'),
        ("spins", '{"rounds":1200000}'),
        ("asks", nested.replace('"step"', '"missing"')),
        ("missing", "{}"),
        ("step", '{"less":1}'),
    ]
    picked = random.choice([*good, *good, None, None, random.choice(bad)])
    if picked is not None:
        return run(picked[0], picked[1], contract, who)
    if who == "alice" and random.random() < 0.2:
        change = random.choice((c.Pause, c.Resume))
        return change(contract=contract, by="alice", reason="a test")
    return Transfer(sender=f"of-{who}", receiver=f"of-{contract}", instrument="SHARE", quantity=1)
