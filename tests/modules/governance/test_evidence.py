# SPDX-License-Identifier: Apache-2.0
"""A decision is proved offline from its debate to its execution, and what it did; a forged one is not."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_forced import fork
from support.evidence_story import SHARE, issue, open_account, transfer
from support.evidence_world import World
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


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    world = told_world()
    collector = Collector(world, world.publish())
    packages = {path: collector.record(RecordPath(path)) for path in PATHS}
    packages["firm's shares"] = collector.control(AccountId("of-firm"), InstrumentId(SHARE))
    return world, packages


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


def swapped(package: Package, old: bytes, new: bytes) -> Package:
    """The package whose events say something else; the same, where none says the old."""
    events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
    return replace(package, events=events)


def forged(package: Package) -> Iterator[Package]:
    """Each event left out in turn, and votes, powers, roles and names said otherwise."""
    for number in range(len(package.events)):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))
    changed = (swapped(package, old, new) for old, new in SWAPS)
    yield from (one for one in changed if one.events != package.events)


@pytest.mark.parametrize("name", [*PATHS, "firm's shares"])
def test_what_was_decided_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], name: str) -> None:
    """From the package alone; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    altered = list(forged(packages[name]))
    assert len(altered) > len(packages[name].events) or name in (COUNCIL, "firm's shares")
    for each in altered:
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    _, packages = told
    assert any(swapped(one, old, new).events != one.events for one in packages.values())


def test_a_role_that_the_council_gave_shows_the_motion_behind_it(told: tuple[World, dict[str, Package]]) -> None:
    """Its proposal, its vote and its count stand in the package about the party, unasked."""
    _, packages = told
    events = b"".join(one.event for one in packages[NORTH].events)
    for type_ in ("proposed", "voted", "passed", "executed"):
        assert f'"type":"governance.{type_}"'.encode() in events
    assert b'"type":"governance.amended"' not in events


@pytest.mark.parametrize("signers", ["registrar", "acme bank north registrar supervisor", "venue"])
def test_no_signature_stands_for_a_decision(signers: str) -> None:
    """An operator who lets a role be given in the council's name, by whatever keys, gets nothing proved."""
    world = fork(governed())
    world.force(world.sign([assign("li", "issuer", registrar="council")], *signers.split()))
    package = encode_package(Collector(world, world.publish()).record(RecordPath("parties/party/li")))
    report = verify_package(package, world.trust())
    assert report.failed_check == 10, report.to_text()
