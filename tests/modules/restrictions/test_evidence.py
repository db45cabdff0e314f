# SPDX-License-Identifier: Apache-2.0
"""What a package proves of restrictions, and what an operator who goes rogue cannot prove."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_world import World, id_of
from support.forging import forgeries, unproved
from support.restriction_packages import NAMES, packages, told
from support.restriction_story import (
    NOTE,
    PREAPPROVED,
    PROPOSED,
    RULES,
    SETTLED,
    ZHAO,
    decided,
    hold,
    move,
    offering,
    preapprove,
    propose,
    set_rules,
)


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    """The story's packages."""
    return packages()


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone; what was counted is told in words."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    noted = {
        "approval": ("restrictions.counted",),
        "settled": ("restrictions.preapproval_used", "restrictions.counted"),
    }
    if name in noted:
        assert packages[name].claim.noted == noted[name]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out any event, or change a number or a name in any, and the package is not proved."""
    world, packages = story
    package = packages[name]
    swaps = ((b'"quantity":10', b'"quantity":11'), (b'"holders":1', b'"holders":0'), (b'"CN"', b'"DE"'))
    forged = list(forgeries(package, swaps, among=packages.values()))
    value = getattr(package.claim, "value", {})
    for field in ("holders", "balance", "status", "listed"):
        if field in value:
            false = value | {field: {"approved": "rejected", True: False}.get(value[field], 9)}
            forged.append(replace(package, claim=replace(package.claim, value=false)))
    for one in forged:
        assert verify_package(encode_package(one), world.trust()).verdict is Verdict.not_proved


def test_an_approval_that_nobody_gave_is_not_proved() -> None:
    """An operator who seals it in the approver's name convinces nobody: neither of the proposal nor of the units."""
    world = offering()
    world.do("li", calls=[hold()])
    world.do("li", "wang", calls=[propose()])
    signed = world.sign([decided("approve")], "li")
    world.force(signed)
    assert unproved(world, lambda collector: collector.record(RecordPath(PROPOSED)))
    assert unproved(world, lambda collector: collector.transfer(id_of(signed)))


def test_an_approval_beforehand_that_nobody_gave_is_not_proved() -> None:
    """Sealed in the approver's name, as the record that says that somebody answers for the settlement."""
    world = offering()
    world.do("li", calls=[hold(executor=SETTLED)])
    world.force(world.sign([preapprove()], "li"))
    assert unproved(world, lambda collector: collector.record(RecordPath(PREAPPROVED)))


def test_a_proposal_brings_nothing_to_another_than_agreed() -> None:
    """The law of the call takes receiver and units from the record, whatever an operator writes."""
    world = offering()
    world.do("li", calls=[hold()])
    world.do("li", "wang", calls=[propose()])
    signed = world.sign([move(10, ZHAO)], "supervisor")
    world.force(signed)
    assert unproved(world, lambda collector: collector.control(ZHAO, NOTE))


def test_rules_that_a_holder_sets_are_not_proved() -> None:
    """Sealed without asking who may."""
    world = offering()
    world.force(world.sign([set_rules(by="li")], "li"))
    assert unproved(world, lambda collector: collector.record(RecordPath(RULES)))


def test_that_a_rule_allowed_it_is_the_auditors_word() -> None:
    """What the README says: a transfer that the rules forbid, sealed and audited falsely, is proved by its consents."""
    world, *_ = told()
    signed = world.sign([move(1, ZHAO)], "li")
    (answer,) = world.block(signed)
    assert answer.outcome == "too_many_holders"
    other = world.sign([move(2, ZHAO)], "li")
    world.force(other)
    assert not unproved(world, lambda collector: collector.transfer(id_of(other)))
