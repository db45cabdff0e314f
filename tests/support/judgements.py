# SPDX-License-Identifier: Apache-2.0
"""What a verifier found, for the pages that it draws."""

from dataclasses import replace
from typing import Any, Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import JudgedCheck, Judgement
from counterfoil.primitives.types import HexHash, Timestamp

TIME: Final = 1_790_000_000_000


def judgement(*, proved: bool = True, **changes: Any) -> Judgement:
    """What a verifier found: two checks, of which the second decides."""
    checks = tuple(
        JudgedCheck(
            number=number,
            name=Words(f"check {number}", f"检查{number}"),
            status=Words("passed", "通过") if proved or number == 1 else Words("FAILED", "未通过"),
            sentence=Words(f"Sentence {number}.", f"说明{number}。"),
            failed=not proved and number == 2,
        )
        for number in (1, 2)
    )
    whole = Judgement(
        proved=proved,
        sentence=Words("It is so.", "确实如此。"),
        checks=checks,
        package="claim.zip",
        package_hash=HexHash("1a" * 32),
        trust="trust.json",
        trust_hash=HexHash("2b" * 32),
        version="counterfoil 9.9",
        verified_at=Timestamp(TIME + 20_000_000),
    )
    return replace(whole, **changes)
