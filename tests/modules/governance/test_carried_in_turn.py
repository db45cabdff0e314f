# SPDX-License-Identifier: Apache-2.0
"""Calls of one decision run one after the other: each is judged by what those before left, here and in evidence."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import encode_package
from counterfoil.modules.contracts.records import CODES, CodeStatus
from counterfoil.modules.governance.calls import SetPower
from counterfoil.modules.governance.carried import version_of
from counterfoil.modules.governance.records import CHARTERS, CURRENT
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.protocol.calls import ScheduleVersion
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import PartyId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.contracted import CODE, approve
from support.contracts_decided import REVIEWS, TIGHTER, by_two_policies, decided, founded, in_turn, passed, registered
from support.evidence_forced import attempt
from support.governance_breaches import of

CLEARED = {"fewer": (TIGHTER, REVIEWS, CodeStatus.cleared), "more": (REVIEWS, TIGHTER, CodeStatus.proposed)}


@pytest.mark.parametrize("which", CLEARED)
def test_an_approval_is_judged_by_the_policy_that_the_decision_sets(which: str) -> None:
    """Else code passes that more must approve, or is left unapproved though nobody else must."""
    before, after, status = CLEARED[which]
    world = founded()
    decided(world, "reviews", before)
    decided(world, "both", after, approve(CODE, "council"))
    assert world.read(CODES, CODE).status is status
    package = Collector(world, world.publish()).record(RecordPath(f"contracts/code/{CODE}"))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved


def test_an_operator_proves_no_approval_by_the_policy_before() -> None:
    """Whoever seals it, and has it audited, has a package that fails."""
    world, package = by_two_policies()
    assert verify_package(encode_package(package), world.trust()).failed_check == 10


def test_one_decision_approves_and_deploys_and_one_has_paid_twice() -> None:
    """A program acts within what was deployed just before; what comes after it is told apart from what it did."""
    world, packages = in_turn()
    for package in packages:
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, report.to_text()


@pytest.mark.parametrize("swapped", [(b'"quantity":12', b'"quantity":13'), (b'"venue"', b'"issuer"')])
def test_nothing_of_it_can_be_said_otherwise_or_left_out(swapped: tuple[bytes, bytes]) -> None:
    """Each event left out, and each sum and role said otherwise."""
    world, packages = in_turn()
    for package in packages:
        events = package.events
        fewer = [(*events[:number], *events[number + 1 :]) for number in range(len(events))]
        other = tuple(replace(one, event=one.event.replace(*swapped)) for one in events)
        for altered in (*fewer, *((other,) if other != events else ())):
            forged = encode_package(replace(package, events=altered))
            assert verify_package(forged, world.trust()).verdict is Verdict.not_proved


def test_what_a_call_left_refuses_the_next_and_so_all() -> None:
    """Dan cannot be registered twice; of the first time nothing stays."""
    world = founded()
    passed(world, "twice", registered("dan"), registered("dan"))
    assert attempt(world, world.sign([of("execute", "twice")], "li")) is PartiesOutcome.party_exists


def test_nodes_are_to_be_ready_for_the_latest_version_of_a_decision() -> None:
    """A decision that schedules two is not carried out because nodes have the first."""
    two, three = (ScheduleVersion(protocol=n, height=1000 + n, registrar="council") for n in (2, 3))
    assert version_of((two, three)) == version_of((three, two)) == 3
    assert version_of((registered("dan"),)) is None


def test_the_power_of_two_members_is_changed() -> None:
    """The second change is of the articles that the first left, and not of those before."""
    world = founded()
    given = {"bob": 7, "carol": 9}
    powers = (SetPower(council="council", party=PartyId(name), power=power) for name, power in given.items())
    decided(world, "powers", *powers)
    articles = world.read(CHARTERS, CURRENT).entries[-1].articles
    assert {name: articles.power_of(PartyId(name)) for name in given} == given
