# SPDX-License-Identifier: Apache-2.0
"""The page of a package, and a verifier's own: what the verifier tells, drawn."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.narrative import JudgedCheck, Judgement, ReportModel
from counterfoil.evidence.package import Package, decode_package, encode_package
from counterfoil.evidence.text import format_time
from counterfoil.node.exhibits import exhibited
from counterfoil.page.evidence_report import render_report, render_verification
from counterfoil.page.trail_drawing import ShowTime
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import Timestamp
from counterfoil.verify import Report, Trust, verify_package
from counterfoil.verify.checks import CHECKS
from counterfoil.verify.report import Status

STATUSES: Final = {
    Status.passed: Words("passed", "通过"),
    Status.failed: Words("FAILED", "未通过"),
    Status.not_needed: Words("not needed", "无须"),
    Status.not_reached: Words("not reached", "未进行"),
}
_UNPROVED: Final = "nothing is handed out that does not verify under the network's trust file: compare it, and audit"
File = tuple[str, bytes]
"""how the reader calls a file, and its bytes"""


def draw_report(package: Package, trust: Trust) -> str:
    """The HTML page of a package that is proved under a trust file; InputError names the check that it fails.

    Only what was verified is drawn. So whoever has what is collected drawn hands out nothing that does not verify.
    """
    report = verify_package(encode_package(package), trust)
    if report.narrative is None:
        raise InputError(report.sentence.en, where="the package", remedy=_UNPROVED)
    return render_report(exhibited(report.narrative, package))


def draw_verification(found: Judgement, report: Report, package: bytes, *, times: ShowTime = format_time) -> str:
    """The verifier's own page on a package that it has judged: what was proved, or that nothing was."""
    return render_verification(found, told(report, package), times=times)


def told(report: Report, package: bytes) -> ReportModel | None:
    """What a proved package tells, each consent with the keys that signed it; None of one that is not proved."""
    return None if report.narrative is None else exhibited(report.narrative, decode_package(package))


def judge(report: Report, package: File, trust: File, *, version: str, now: Timestamp) -> Judgement:
    """What a verifier's own page begins with."""
    checks = tuple(
        JudgedCheck(
            number=check.number,
            name=Words(check.name, CHECKS[check.number - 1].name_zh),
            status=STATUSES[check.status],
            sentence=check.sentence,
            failed=check.status is Status.failed,
        )
        for check in report.checks
    )
    return Judgement(
        proved=report.proved,
        sentence=report.sentence,
        checks=checks,
        package=package[0],
        package_hash=to_hex(digest(package[1])),
        trust=trust[0],
        trust_hash=to_hex(digest(trust[1])),
        version=version,
        verified_at=now,
    )
