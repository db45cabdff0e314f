# SPDX-License-Identifier: Apache-2.0
"""The words of claims follow from their fields, in both languages, and cannot be forged by what a field says."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import ClaimKind, RecordClaim, decode_claim
from counterfoil.evidence.package import unpack_files
from counterfoil.modules import laws
from support.evidence_honest import HONEST

SAYS = {
    ClaimKind.control: ("holds 650 smallest units", "each authorised", "The account is li's"),
    ClaimKind.transfer: ("with exactly these events (3), each authorised", "smallest units of ACME"),
    ClaimKind.position: ("holds 20,000 smallest units (20,000 free, 0 held, 0 pledged, 0 frozen) of CNY.",),
    ClaimKind.absence: ("account wang-account on chain alliance has never held CNY.",),
    ClaimKind.record: (
        "the record settlement/instruction/dvp-1 on chain alliance says: ",
        "legs[0].sender li-account, ",
        "status settled",
    ),
    ClaimKind.statement: ("ACME from 700 smallest units", "CNY from 0", "held no other instrument in that time"),
    ClaimKind.provenance: ("the title of WR-1", "li-account at ", ", wang-account at ", "made from no other"),
}
"""kind → what its statement says, among other things"""
VOCABULARY = laws().vocabulary


def claim_of(data: bytes) -> Any:
    return decode_claim(unpack_files(data)["claim.json"])


@pytest.mark.parametrize("kind", ClaimKind)
def test_each_kind_says_what_it_claims_and_what_not(kind: ClaimKind) -> None:
    """In English and in Chinese, as of when, by whose clock, and at least four things that it does not claim."""
    claim = claim_of(HONEST[kind]())
    for words in SAYS[kind]:
        assert words in claim.statement.en
    assert claim.statement.en.startswith("As of 2026-01-01T") and claim.statement.zh.startswith("截至 2026-01-01T")
    assert "received by the log at" in claim.statement.en and "when the witnesses signed at" in claim.statement.en
    assert len(claim.does_not_claim) >= 4
    assert all(limit.en and limit.zh for limit in claim.does_not_claim)
    assert claim == with_words(claim, VOCABULARY)


def test_an_earlier_time_is_said_to_be_by_the_times_that_blocks_bear() -> None:
    """Of the past nobody says when the witnesses signed."""
    statement = claim_of(HONEST["control_past"]()).statement.en
    assert "by the times that the blocks bear" in statement and "witnesses signed" not in statement


def test_blocks_beyond_are_told() -> None:
    """A claim below the log's last header says how many headers it leaves out."""
    claim = with_words(replace(claim_of(HONEST["position"]()), beyond=3), VOCABULARY)
    assert "3 later blocks were anchored and are not considered" in claim.statement.en


def record(value: dict[str, Any]) -> str:
    claim: RecordClaim = replace(claim_of(HONEST["record"]()), value=value)
    return with_words(claim, VOCABULARY).statement.en


def test_a_record_is_told_field_by_field() -> None:
    """Nothing is cut off, however long the record; what is empty is a dash; lists are numbered."""
    said = record({"many": ["x" * 60] * 50, "none": None, "nested": {"deep": [1, {"er": True}]}, "empty": []})
    assert said.count("x" * 60) == 50 and "many[49]" in said
    assert "none —" in said and "empty —" in said
    assert "nested.deep[0] 1, nested.deep[1].er True" in said


def test_quotes_in_a_record_cannot_end_its_quotation() -> None:
    """What a party wrote, in a value or in the name of a field, stays inside its quotation marks."""
    said = record({"reference": 'rent”; made by all. The account is "free', "a” b": 1})
    assert "“rent⟨U+201D⟩; made by all. The account is ⟨U+0022⟩free”" in said
    assert "“a⟨U+201D⟩ b” 1" in said
