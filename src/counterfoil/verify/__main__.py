# SPDX-License-Identifier: Apache-2.0
"""The verifier on the command line. Exit 0: proved, 1: not proved, 2: unusable input, 3: no room for the answer."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.streams import make_forgiving
from counterfoil.primitives.types import Timestamp
from counterfoil.verify.report import Report, Verdict, unusable
from counterfoil.verify.trust import TRUST_LENGTH_MAX, parse_trust
from counterfoil.verify.verifier import verify_package

UNDELIVERED = 3


Draw = Callable[[Report, tuple[str, bytes], tuple[str, bytes], Timestamp], str]
"""Draws the verifier's own page, of a report, the two files (name and bytes), and the time now."""


def main(
    arguments: list[str] | None = None, *, program: str = "python -m counterfoil.verify", draw: Draw | None = None
) -> int:
    """Verify one package; the exit code of the report's verdict. With ``draw`` there is an option for the page."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Verify an evidence package offline, trusting the trust file alone.",
        epilog=f"example: {program} control.zip --trust trust.json",
    )
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the evidence package (zip)")
    parser.add_argument("--trust", type=Path, required=True, metavar="FILE", help="your trust file (JSON)")
    parser.add_argument("--json", action="store_true", help="the report as one line of JSON")
    if draw is not None:
        parser.add_argument("--report", type=Path, metavar="FILE", help="draw a page for a person into a new file")
    chosen = parser.parse_args(arguments)
    try:
        return _answer(chosen, None if draw is None or chosen.report is None else draw)
    except OSError as error:
        sys.stderr.write(f"error: {error.filename or 'standard output'}: {error.strerror}\n")
        return UNDELIVERED


def _answer(chosen: argparse.Namespace, draw: Draw | None) -> int:
    """Read, verify, draw, tell; raises OSError when what was found cannot be delivered."""
    now = Timestamp(time.time_ns() // 1_000_000)
    trust = package = b""
    try:
        trust, package = _read(chosen.trust, TRUST_LENGTH_MAX), _read(chosen.package, PACKAGE_LENGTH_MAX)
        report = verify_package(package, parse_trust(trust), now=now)
    except OSError as error:
        report = unusable(f"{error.filename}: {error.strerror}")
    except InputError as error:
        report = unusable(str(error))
    sys.stdout.write(report.to_json().decode() + "\n" if chosen.json else report.to_text())
    sys.stdout.flush()
    if draw is not None and report.verdict is not Verdict.unusable:
        page = draw(report, (chosen.package.name, package), (chosen.trust.name, trust), now)
        with chosen.report.open("x", encoding="utf-8") as file:
            file.write(page)
    return report.verdict.exit_code


def _read(file: Path, length_max: int) -> bytes:
    """At most one byte more than is allowed, so that what is too long is noticed and not read."""
    with file.open("rb") as opened:
        return opened.read(length_max + 1)


if __name__ == "__main__":
    make_forgiving()
    sys.exit(main())
