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
        "legs[0] · sender: li-account; ",
        "; status: settled. It was made by the events of its trail",
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
    assert "none: —" in said and "empty: —" in said
    assert "nested · deep[0]: 1; nested · deep[1] · er: yes" in said


def test_quotes_in_a_record_cannot_end_its_quotation() -> None:
    """What a party wrote, in a value or in the name of a field, stays inside its quotation marks."""
    said = record({"reference": 'rent”; made by all. The account is "free', "a” b": 1})
    assert "“rent⟨U+201D⟩; made by all. The account is ⟨U+0022⟩free”" in said
    assert "“a⟨U+201D⟩ b”: 1" in said


def of_a_table(record: str, value: dict[str, Any]) -> Any:
    claim: RecordClaim = replace(claim_of(HONEST["record"]()), value=value, record=record)
    return with_words(claim, VOCABULARY).statement


POLICY = {
    "entries": [
        {
            "changed_by_two": False,
            "changers": ["court"],
            "powers": [{"duration_max_ms": 365 * 86_400_000 + 3_600_000, "kind": "seize", "four_eyes": True}],
            "since": 1_800_000_000_000,
        }
    ]
}


def test_fields_are_called_and_measured_by_their_types() -> None:
    """Times with their zone, durations in days, kinds by name, in both languages; nothing of a field's own name."""
    said = of_a_table("supervision/policy/current", POLICY)
    assert "entries[0] · in force from: 2027-01-15T08:00:00.000Z" in said.en
    assert "powers[0] · lasts at most: 365 d 1 h; entries[0] · powers[0] · four eyes: yes" in said.en
    assert "条目[0] · 生效时间：2027-01-15T08:00:00.000Z" in said.zh
    assert "最长期限：365 天 1 小时；条目[0] · 权限[0] · 须双人复核：是" in said.zh
    assert "1800000000000" not in said.en and "duration_max_ms" not in said.en


def test_clocks_shares_and_quantities_of_a_record() -> None:
    """An offset from UTC, minutes of a day, hundredths of a per cent, units; keys that people chose stay theirs."""
    rules = [{"kind": "window", "opens_min": 570, "closes_min": 1440}, {"kind": "foreign_share", "share_bp": 2_050}]
    said = of_a_table("restrictions/rules/X", {"own": [{"since": 0, "offset_min": 480, "rules": rules}]}).en
    assert "the day begins as in: UTC+08:00" in said and "closes at: 24:00" in said and "opens at: 09:30" in said
    assert "at most a share of: 20.50 %" in said
    counted = of_a_table("restrictions/count/X", {"countries": {"CN": 1_200, "since": 1}, "holders": 3}).en
    assert "units by country · CN: 1,200 smallest units; units by country · since: 1 smallest unit" in counted


def test_no_time_is_a_dash_and_no_date_of_1970() -> None:
    """An instruction that names no intended settlement, a party that never sent: nobody meant the epoch."""
    instruction = {"intended_settlement": 0, "expires": 1_800_000_000_000}
    said = of_a_table("settlement/instruction/I", instruction)
    assert "intended settlement: —" in said.en and "计划交收时间：—" in said.zh and "1970" not in said.en
    assert "day: —" in of_a_table("restrictions/position/SHARE/li", {"day": 0, "sent": 0}).en


def test_a_file_without_a_line_says_that_no_order_was_about_it() -> None:
    """Between the chain's first block and the time of the claim; a file with lines says no such thing."""
    file = "supervision/file/parties/party/broker"
    said = of_a_table(file, {"lines": 0, "subject": "parties/party/broker"})
    when = said.en.split("As of ")[1].split(",")[0]
    assert (
        f"no order under the policy of orders was about it between the first block of the chain and {when} (" in said.en
    )
    assert "holding's trail); steps: 0" in said.en
    assert "没有任何依监管授权以其为对象的监管指令" in said.zh and "各自的记录）；步骤数：0" in said.zh
    assert "no order" not in of_a_table(file, {"lines": 1, "subject": "parties/party/broker"}).en
    assert "no order" not in of_a_table("holdings/book/a", {"lines": 0}).en


def test_every_field_of_every_record_is_called_in_both_languages() -> None:
    """By the module whose record it is, and by no field's own name in Chinese."""
    for table, forms in VOCABULARY.tables.items():
        for path in forms:
            name = path.rpartition(".")[2]
            assert name == "*" or {name, f"{table}.{name}"} & VOCABULARY.fields.keys(), f"{table}: {path}"
