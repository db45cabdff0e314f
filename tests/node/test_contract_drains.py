# SPDX-License-Identifier: Apache-2.0
"""What anybody could drain though somebody's word stands in it is found; what looks alike and is sound is not."""

import pytest

from counterfoil.node.contracts.findings import findings
from support.contract_drains import BAD
from support.contract_sound import SOUND
from support.contract_sources import assert_found


@pytest.mark.parametrize("name", BAD)
def test_a_drain_is_found(name: str) -> None:
    """This alone, where it is."""
    assert_found(BAD[name])


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_in_what_is_sound(name: str) -> None:
    """What looks like a drain, and is none."""
    assert findings(SOUND[name]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("the list of those who sign may be empty", "the caller may leave nothing to ask in that loop"),
        (
            "whoever holds an account that the caller names",
            "consents(record['holder']) asks whoever is in a record that",
        ),
        ("those who granted another hold than is taken", "consents(party) asks whoever is in a record that the caller"),
        (
            "those who granted one of two holds that are taken",
            'require the word of those who granted this one: "granted',
        ),
        ("fewer than none are given", "require(quantity > 0, …)"),
    ],
)
def test_it_is_said_what_would_settle_it(name: str, said: str) -> None:
    """Why what is asked asks nobody."""
    (found,) = findings(BAD[name].source.replace("«", ""))
    assert found.right.startswith(said)
