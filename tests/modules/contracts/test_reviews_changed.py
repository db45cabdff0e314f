# SPDX-License-Identifier: Apache-2.0
"""A decision that changes who reviews, and then approves code, is not carried out by two policies at once."""

from typing import Final

import pytest
from msgspec.structs import replace

from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import CODES, CodeStatus
from support.contracted import CODE, approve
from support.contracts_decided import REVIEWS, decided, founded, passed
from support.evidence_forced import attempt
from support.governance_breaches import of

TIGHTER: Final = replace(REVIEWS, reviewers=("bob", "carol", "council"), quorum=3)


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
