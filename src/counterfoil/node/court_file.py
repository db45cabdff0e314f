# SPDX-License-Identifier: Apache-2.0
"""A verifier's report as a file for a court: PDF/A-3u with the package, the trust file and certificates to complete."""

import shutil
import subprocess
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from counterfoil.evidence.narrative import Judgement, ReportModel
from counterfoil.evidence.text import format_time
from counterfoil.node.drawing import File
from counterfoil.page.certificates import certificates
from counterfoil.page.evidence_report import render_verification
from counterfoil.page.paper.layout import lay_out
from counterfoil.page.trail_drawing import ShowTime

PROFILE: Final = "PDF/A-3u"
VALIDATOR: Final = "verapdf"
"""https://verapdf.org, as its installer calls it; exit code 0 of a file that meets the profile, 1 of others"""
_PATIENCE_S: Final = 120


class Validation(StrEnum):
    """What is known of a file's conformance."""

    passed = "passed"
    failed = "failed"
    not_validated = "not validated"


def court_file(
    found: Judgement, model: ReportModel | None, package: File, trust: File, *, times: ShowTime = format_time
) -> bytes:
    """The file; the same judgement and files give the same bytes.

    Package and trust file are attached under their names; of two with one name the trust file's gets "trust-" before
    it.
    """
    page = render_verification(found, model, times=times, annex=certificates(found, times))
    made = datetime.fromtimestamp(found.verified_at // 1_000, UTC)
    beside = trust[0] if trust[0] != package[0] else f"trust-{trust[0]}"
    return lay_out(page, made, {package[0]: package[1], beside: trust[1]})


def validated(path: Path) -> Validation:
    """What veraPDF finds, where it is installed; its own failure is no finding."""
    program = shutil.which(VALIDATOR)
    if program is None:
        return Validation.not_validated
    try:
        words = [program, "-f", "3u", str(path)]
        done = subprocess.run(words, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return Validation.not_validated
    return {0: Validation.passed, 1: Validation.failed}.get(done.returncode, Validation.not_validated)
