# SPDX-License-Identifier: Apache-2.0
"""Each rule of the open halves in turn looks away: then, and only then, what it forbids slips through the verifier."""

import pytest

from counterfoil.verify import verify_package
from support.law_sites import sites
from support.lawless_package import BREACHES, UNCOVERED, lawless


def test_every_rule_is_broken_or_has_its_reason() -> None:
    """Each place where a rule may say no is in exactly one of the two tables."""
    assert set(BREACHES) | set(UNCOVERED) == set(sites())
    assert not set(BREACHES) & set(UNCOVERED)


@pytest.mark.parametrize("name", BREACHES)
def test_what_slips_through_when_one_rule_looks_away(name: str) -> None:
    """An operator who breaks this one rule gets a package that is not proved; proved it is only without the rule."""
    package, trust, broken_alone, slipped = lawless(name)
    assert broken_alone
    assert slipped.proved, slipped.to_text()
    report = verify_package(package, trust)
    assert report.failed_check == 10, report.to_text()
