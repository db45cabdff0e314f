# SPDX-License-Identifier: Apache-2.0
"""A node whose software is older than a block says so, and which part of the block it does not know."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.commerce.machine import machine_of_all
from counterfoil.consensus.replay import execute_again
from counterfoil.modules import laws
from counterfoil.modules.insurance.law import INSURANCE
from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import Height
from counterfoil.storage.state import MemoryStateStore
from support.evidence_story import founded, register
from support.evidence_world import World
from support.law_breaches import call

NEWS = 7
"""the height of the block that schedules a feature"""


@pytest.fixture
def world() -> World:
    """A chain that schedules a feature, and then registers somebody."""
    world = founded()
    assert world.ledger.height < NEWS
    while world.next_height < NEWS:
        world.do("registrar", calls=[register(f"party-{world.next_height}", person=True)])
    at = world.next_height + 2
    world.do(
        "registrar", calls=[call("protocol.schedule_feature", feature=INSURANCE, height=at, registrar="registrar")]
    )
    for name in ("mei", "old", "wen"):
        world.do("registrar", calls=[register(name, person=True)])
    return world


def executed(world: World, until: int) -> LedgerApplication:
    """A node that executes the chain's blocks anew."""
    application = LedgerApplication(Ledger(world.chain, MemoryStateStore()))
    with ThreadPoolExecutor(1) as pool:
        for height in range(until + 1):
            block = world.blocks.read(Height(height))
            execute_again(application, block, Height(height), genesis=world.genesis, pool=pool)
            application.commit()
    return application


def forget(monkeypatch: pytest.MonkeyPatch, *features: str) -> None:
    """From now on this software does not know these features."""
    for known in (laws(), machine_of_all().laws):
        monkeypatch.setitem(known.__dict__, "features", known.features - set(features))


def test_who_knows_all_of_it_executes_it(world: World) -> None:
    """And finds nothing that is new."""
    application = executed(world, world.ledger.height)
    assert application.info() == LedgerApplication(world.ledger).info()
    for height in range(1, world.ledger.height + 1):
        block = world.blocks.read(Height(height))
        assert application.newer(block.header, block.transactions) == ()


def test_a_feature_that_is_scheduled_and_unknown_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the block that schedules it, which such a node executes to another header."""
    forget(monkeypatch, INSURANCE)
    with pytest.raises(
        InvariantBroken, match="asks for newer software than this: it schedules the feature 'insurance'"
    ):
        executed(world, world.ledger.height)
    assert executed(world, NEWS - 1).info().height == NEWS - 1


def test_a_header_of_an_unknown_feature_names_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a block of others is met that runs under it."""
    application = LedgerApplication(world.ledger)
    block = world.blocks.read(world.ledger.height)
    forget(monkeypatch, INSURANCE, IMMEDIATE_SETTLEMENT)
    assert application.newer(block.header, ()) == (
        "it runs under the feature 'immediate_settlement'",
        "it runs under the feature 'insurance'",
    )


def test_a_state_of_newer_software_runs_no_block(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes back to an older release is told so, in place of making another header."""
    forget(monkeypatch, INSURANCE)
    with pytest.raises(
        InvariantBroken, match=f"block {world.next_height} .* runs under features unknown here: insurance"
    ):
        world.do("registrar", calls=[register("late", person=True)])


def test_an_unknown_call_is_named_wherever_it_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own, and carried out by another; bytes that are no transaction have none."""
    application = LedgerApplication(world.ledger)
    carried = {"call": "protocol.teleport", "by": [{"call": "parties.levitate"}]}
    block = world.blocks.read(Height(NEWS))
    new = world.sign([carried], "registrar").encode()
    assert application.newer(block.header, (b"none\n", new)) == (
        "it has a call 'protocol.teleport'",
        "it has a call 'parties.levitate'",
    )
