# SPDX-License-Identifier: Apache-2.0
"""What holders of the seal's and the log's keys do behind honest auditors' backs reaches nothing that these signed."""

import pytest

from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_rogue_past import ROGUE_PAST, sealed_once_more
from support.evidence_told import told


@pytest.mark.parametrize("retired", [False, True])
def test_two_quantities_of_one_moment(retired: bool) -> None:
    """Under one checkpoint: what is so is proved; the same moment with the block sealed later is not."""
    true, false = sealed_once_more(retired=retired)
    trust = told().world.trust()
    assert verify_package(true, trust).verdict is Verdict.proved
    assert verify_package(false, trust).failed_check == 5


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("sealed_once_more", "is not one of those before header"),
        ("sealed_once_more_by_a_retired_key", "is not one of those before header"),
        ("seal_of_an_auditor", "puts the key of a state auditor in force as a seal key"),
        ("hurried_recovery", "a time of receipt is before that of an earlier entry"),
        ("received_before_its_time", "is of a time after it was received"),
    ],
)
def test_the_past_is_what_the_auditors_executed(name: str, why: str) -> None:
    """Each is refused by check 5, for the reason that it is false."""
    number, make = ROGUE_PAST[name]
    report = verify_package(make(), told().world.trust())
    assert report.failed_check == number
    assert why in report.sentence.en
