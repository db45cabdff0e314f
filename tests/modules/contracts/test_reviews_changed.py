# SPDX-License-Identifier: Apache-2.0
"""A decision that changes who reviews, and then approves code, is not carried out by two policies at once."""

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CODES, CodeStatus
from counterfoil.verify import verify_package
from support.contracted import CODE, approve
from support.contracts_decided import REVIEWS, TIGHTER, by_two_policies, decided, founded, passed
from support.evidence_forced import attempt
from support.governance_breaches import of


@pytest.mark.parametrize(("before", "after"), [(REVIEWS, TIGHTER), (TIGHTER, REVIEWS)])
def test_approval_under_a_policy_of_the_same_decision(before: c.SetReviews, after: c.SetReviews) -> None:
    """Else code passes that more must approve, or is left unapproved though nobody else must."""
    world = founded()
    decided(world, "reviews", before)
    passed(world, "both", after, approve(CODE, "council"))
    executes = world.sign([of("execute", "both")], "li")
    assert attempt(world, executes) is ContractsOutcome.reviews_changed


def test_two_decisions_do() -> None:
    """Each is judged by the policy that is in force."""
    world = founded()
    decided(world, "reviews", TIGHTER)
    decided(world, "fewer", REVIEWS)
    decided(world, "code", approve(CODE, "council"))
    code = world.read(CODES, CODE)
    assert code.status is CodeStatus.cleared


def test_an_operator_proves_no_approval_by_the_policy_before() -> None:
    """Whoever seals it, and has it audited, has a package that fails."""
    world, package = by_two_policies()
    assert verify_package(encode_package(package), world.trust()).failed_check == 10
