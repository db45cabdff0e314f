# SPDX-License-Identifier: Apache-2.0
"""What the members of a chain decided, as packages; and each way to say of it what was not so."""

from collections.abc import Collection, Iterator

from counterfoil.evidence.package import Package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from support.evidence_story import SHARE, issue, open_account, transfer
from support.evidence_world import World
from support.forging import forgeries
from support.governance_breaches import (
    COUNCIL,
    EXECUTE,
    MOTION,
    Steps,
    accept,
    apply_for,
    decided,
    governed,
    pause,
    settle,
)
from support.governing_alone_breaches import CHARTER, assign

FIRM, NORTH = "parties/party/firm", "parties/party/north"
HOLDING = "firm's shares"
PATHS = (MOTION, NORTH, FIRM, CHARTER, COUNCIL, "governance/pauses/current", "governance/application/a")


def taken(world: World, steps: Steps) -> None:
    """Each in a block of its own."""
    for signers, call in steps:
        if call is None:
            world.block()
        else:
            world.do(*signers.split(), calls=[call])


def told_world() -> World:
    """North gets a role by a decision; a firm is let in by the bank, and buys; a pause is settled."""
    world = governed()
    taken(world, decided(assign("north", "custodian", "venue", registrar="council")))
    world.do("li", calls=[EXECUTE])
    world.do("acme", calls=[apply_for()])
    world.do("bank", calls=[accept("bank")])
    world.do("firm", calls=[open_account("of-firm", "firm", "holder")])
    world.do("acme", "li", calls=[issue("li-account", 10)])
    world.do("li", calls=[transfer("li-account", "of-firm", 3)])
    world.do("firm", calls=[transfer("of-firm", "li-account", 1)])
    world.do("bank", calls=[pause("bank", until=world.last_time + 9_000)])
    taken(world, decided(settle(), motion="second"))
    world.do("li", calls=[EXECUTE | {"motion": "second"}])
    world.block()
    return world


def told_packages() -> tuple[World, dict[str, Package]]:
    """Of each record that was decided about, and of what the firm holds that was let in."""
    world = told_world()
    collector = Collector(world, world.publish())
    made = {path: collector.record(RecordPath(path)) for path in PATHS}
    return world, made | {HOLDING: collector.control(AccountId("of-firm"), InstrumentId(SHARE))}


SWAPS = (
    (b'"ballot":"in_favour"', b'"ballot":"abstain"'),
    (b'"power":55', b'"power":54'),
    (b'"roles":["custodian","venue"]', b'"roles":["custodian","issuer"]'),
    (b'"grave":true', b'"grave":false'),
    (b'"needed":55', b'"needed":5'),
    (b'"in_favour":55', b'"in_favour":95'),
    (b'"members":["bank"]', b'"members":[]'),
    (b'"sponsor":"acme"', b'"sponsor":"north"'),
    (b'"council":"council"', b'"council":"north"'),
)


def forged(package: Package, among: Collection[Package]) -> Iterator[Package]:
    """Each event left out in turn, and votes, powers, roles and names said otherwise."""
    yield from forgeries(package, SWAPS, among=among)
