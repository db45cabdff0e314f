# SPDX-License-Identifier: Apache-2.0
"""A decision is proved offline from its debate to its execution, and what it did; a forged one is not."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_forced import fork
from support.evidence_world import World
from support.forging import says
from support.governance_breaches import COUNCIL, governed
from support.governance_story import HOLDING, NORTH, PATHS, SWAPS, forged, told_packages
from support.governing_alone_breaches import assign


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    return told_packages()


@pytest.mark.parametrize("name", [*PATHS, HOLDING])
def test_what_was_decided_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], name: str) -> None:
    """From the package alone; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    altered = list(forged(packages[name], packages.values()))
    assert len(altered) > len(packages[name].events) or name in (COUNCIL, HOLDING)
    for each in altered:
        assert verify_package(encode_package(each), world.trust()).verdict is Verdict.not_proved


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    _, packages = told
    assert any(says(one, old) for one in packages.values())


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
