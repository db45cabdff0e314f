# SPDX-License-Identifier: Apache-2.0
"""What the verifier answers: a verdict, the twelve checks, T, and the claim as it understood it."""

from enum import StrEnum
from typing import Any, Final

import msgspec

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import Claim
from counterfoil.evidence.narrative import ReportModel
from counterfoil.evidence.text import format_time, safe_text
from counterfoil.primitives.types import Timestamp
from counterfoil.verify.checks import CHECKS

LINE_MAX: Final = 160
"""Characters of the sentence in a report's one line."""


class Verdict(StrEnum):
    """``exit_code`` is that of ``python -m counterfoil.verify``."""

    proved = "proved"
    not_proved = "not proved"
    unusable = "unusable input"

    @property
    def exit_code(self) -> int:
        return list(Verdict).index(self)


class Status(StrEnum):
    passed = "passed"
    failed = "failed"
    not_needed = "not needed"
    not_reached = "not reached"


class CheckResult(msgspec.Struct, frozen=True):
    """One numbered check: how it ended, a sentence, and what it saw."""

    number: int
    name: str
    status: Status
    sentence: Words
    details: dict[str, Any]


class Report(msgspec.Struct, frozen=True):
    """``time``: T in milliseconds, known from check 3 on. ``claim``: only as far as check 1 could read it.

    The claim is proved when, and only when, ``verdict`` says so.
    """

    verdict: Verdict
    sentence: Words
    checks: tuple[CheckResult, ...]
    time: Timestamp | None = None
    claim: Claim | None = None
    beliefs: tuple[Words, ...] = ()
    """which sets of keyholders could together have had a false claim proved"""
    narrative: ReportModel | None = None
    """of a proved claim: what a page about it shows"""

    @property
    def proved(self) -> bool:
        return self.verdict is Verdict.proved

    @property
    def failed_check(self) -> int | None:
        """The number of the check that failed, if one did."""
        return next((check.number for check in self.checks if check.status is Status.failed), None)

    def __repr__(self) -> str:
        """One line: what a notebook shows; ``to_text`` is the whole."""
        failed = "" if self.failed_check is None else f", failed check {self.failed_check}"
        return f"Report({self.verdict.value}{failed}: {safe_text(self.sentence.en, length_max=LINE_MAX)})"

    def to_json(self) -> bytes:
        """One line of JSON."""
        return msgspec.json.encode(msgspec.structs.replace(self, narrative=None), order="sorted")

    def to_text(self) -> str:
        """For a terminal: English lines, each with its Chinese below; what a package says cannot steer the terminal."""
        lines = [f"{self.verdict.upper()}: {self.sentence.en}", f"    {self.sentence.zh}", ""]
        begun = any(check.status is not Status.not_reached for check in self.checks)
        for check in self.checks if begun else ():  # what could not be read is told in one line
            lines.append(f"{check.number:>3}  {check.status:<11} {check.name}: {check.sentence.en}")
            lines.append(f"                 {CHECKS[check.number - 1].name_zh}：{check.sentence.zh}")
        if self.time is not None:
            lines += ["", f"T = {format_time(self.time)}"]
        if self.proved and self.claim is not None:
            lines += ["", self.claim.statement.en, self.claim.statement.zh, "", "Not claimed · 未主张"]
            lines += [f"  - {limit.en} {limit.zh}" for limit in self.claim.does_not_claim]
        if self.proved:
            lines += ["", "Who could lie together · 谁能合谋作伪"]
            lines += [f"  - {belief.en} {belief.zh}" for belief in self.beliefs]
        return "\n".join([*(safe_text(line, length_max=len(line)) for line in lines), ""])


def unusable(problem: str) -> Report:
    """The report on input that no check could begin with."""
    return Report(
        verdict=Verdict.unusable,
        sentence=Words(problem, "输入无法使用。"),
        checks=tuple(_unreached(number) for number in range(1, len(CHECKS) + 1)),
    )


def _unreached(number: int) -> CheckResult:
    return CheckResult(number, CHECKS[number - 1].name, Status.not_reached, Words("Not reached.", "未进行到此项。"), {})


class Stopped(Exception):
    """The verification has ended at a failed check."""


class Results:
    """The results so far, by number; what is not recorded was not reached."""

    def __init__(self) -> None:
        self.by_number: dict[int, CheckResult] = {}

    def passed(self, number: int, words: Words | None = None, **details: Any) -> None:
        self._record(number, Status.passed, words or CHECKS[number - 1].established, details)

    def not_needed(self, *numbers: int, words: Words | None = None) -> None:
        for number in numbers:
            said = words or Words("This kind of claim does not need it.", "此类主张无须此项。")
            self._record(number, Status.not_needed, said, {})

    def failed(self, number: int, words: Words) -> None:
        self._record(number, Status.failed, words, {})

    def all(self) -> tuple[CheckResult, ...]:
        return tuple(self.by_number.get(check.number) or _unreached(check.number) for check in CHECKS)

    def _record(self, number: int, status: Status, words: Words, details: dict[str, Any]) -> None:
        self.by_number[number] = CheckResult(number, CHECKS[number - 1].name, status, words, details)
