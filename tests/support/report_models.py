# SPDX-License-Identifier: Apache-2.0
"""What a page is drawn from in tests: a model with events, and the page read back."""

from dataclasses import replace
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import Parts, ReportModel, ReportStep
from counterfoil.primitives.types import Height, HexHash, Timestamp

HOSTILE = "<script>alert('1')</script>\"&\u202e\u0007</svg>"
TIME = 1_790_000_000_000
BELIEF = Words("The operator with the auditor.", "运营方与审计方合谋。")


def step(position: int, **changes: Any) -> ReportStep:
    """An event that brings one yuan in."""
    values: dict[str, Any] = {
        "height": Height(10 + position),
        "index": position % 3,
        "time": Timestamp(TIME + 1_000 * position),
        "type": "holdings.transferred",
        "event_hash": HexHash(sha256(f"event {position}".encode()).hexdigest()),
        "transaction": HexHash(sha256(f"transaction {position}".encode()).hexdigest()),
        "title_en": f"English title {position + 1}.",
        "title_zh": f"中文标题 {position + 1}。",
        "change": Parts(free=100),
        "balance": Parts(free=100 * (position + 1)),
        "counterparty": "ACCOUNT-B",
        "direction": "in",
        "authorised_by": ("BROKER (gives ACCOUNT-B)",),
    }
    return ReportStep(**(values | changes))


def model(count: int = 3, **changes: Any) -> ReportModel:
    """A claim of control with a trail of ``count`` events."""
    whole = ReportModel(
        kind="control",
        statement_en="The English statement.",
        statement_zh="中文声明。",
        not_claimed_en=("Nothing off the ledger.",),
        not_claimed_zh=("不涉及账本之外的事项。",),
        chain="alliance",
        account="ACCOUNT-A",
        instrument="CNY",
        instrument_name="数字人民币",
        unit_name="yuan",
        unit_decimals=2,
        balance=Parts(free=100 * count),
        as_of=Timestamp(TIME + 9_000_000),
        current=True,
        witnessed_at=Timestamp(TIME + 10_000_000),
        received_at=Timestamp(TIME + 9_000_500),
        audited=True,
        checkpoint_origin="log.example/custody",
        checkpoint_size=70_001,
        witnesses=(("witness-one", Timestamp(TIME + 10_000_000)), ("witness-two", Timestamp(TIME + 9_999_000))),
        entry_auditors=frozenset({"witness-two", "who has not signed"}),
        header_height=Height(4_321),
        header_hash=HexHash("9f" * 32),
        header_time=Timestamp(TIME + 9_000_000),
        beliefs=(BELIEF,),
        steps=tuple(step(position) for position in range(count)),
    )
    return replace(whole, **changes)


def parse(page: str) -> ElementTree.Element:
    """The page as XML; fails when it is not well-formed."""
    doctype, _, markup = page.partition("\n")
    assert doctype == "<!DOCTYPE html>"
    return ElementTree.fromstring(markup)


def visible(page: str) -> str:
    """All text of the page, without markup."""
    return "".join(parse(page).itertext())
