# SPDX-License-Identifier: Apache-2.0
"""Claims: their words follow from their fields."""

import pytest

from counterfoil.evidence.claims import ClaimKind, decode_claim, kind_of, with_words
from counterfoil.evidence.package import unpack_files
from support.evidence_cases import HONEST


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("control", ClaimKind.control, "when the witnesses signed that nothing later had happened"),
        ("control_past", ClaimKind.control, "by 2 events"),
        ("transfer", ClaimKind.transfer, "with exactly 3 events"),
        ("position", ClaimKind.position, "holds 20000 smallest units"),
        ("absence", ClaimKind.absence, "has never held CNY"),
    ],
)
def test_statements(name: str, kind: ClaimKind, words: str) -> None:
    """Each kind says in English and Chinese what it claims and what it does not."""
    claim = decode_claim(unpack_files(HONEST[name]())["claim.json"])
    assert kind_of(claim) is kind
    assert words in claim.statement.en
    assert claim.statement.zh
    assert claim == with_words(claim)
    assert all(limit.en and limit.zh for limit in claim.does_not_claim)
    assert len(claim.does_not_claim) >= 3
