# SPDX-License-Identifier: Apache-2.0
"""The verifier on the command line. Exit 0: proved, 1: not proved, 2: unusable input, 3: no room for the answer."""

import argparse
import sys
import time
from pathlib import Path

from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input
from counterfoil.primitives.streams import make_forgiving
from counterfoil.primitives.types import Timestamp
from counterfoil.verify.report import Report, unusable
from counterfoil.verify.trust import TRUST_LENGTH_MAX, parse_trust
from counterfoil.verify.verifier import verify_package

UNDELIVERED = 3


class Beside:
    """What a command has beside the twelve checks; this one nothing. Others add options of their own."""

    program = "python -m counterfoil.verify"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Its own options; what was given stands in ``chosen`` later."""

    def compared(self, _chosen: argparse.Namespace, report: Report, _package: bytes, /) -> Report:
        """The report with what else was asked of the package; raises InputError when it does not fit."""
        return report

    def said(self, chosen: argparse.Namespace, report: Report) -> str:
        """What is printed."""
        return report.to_json().decode() + "\n" if chosen.json else report.to_text()

    def drawn(self, chosen: argparse.Namespace, report: Report, package: bytes, trust: bytes, now: Timestamp) -> None:
        """What is written besides."""


ALONE = Beside()


def main(arguments: list[str] | None = None, beside: Beside = ALONE) -> int:
    """Verify one package; the exit code of the report's verdict."""
    parser = argparse.ArgumentParser(
        prog=beside.program,
        description="Verify an evidence package offline, trusting the trust file alone.",
        epilog=f"example: {beside.program} control.zip --trust trust.json",
    )
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the evidence package (zip)")
    parser.add_argument("--trust", type=Path, required=True, metavar="FILE", help="your trust file (JSON)")
    parser.add_argument("--json", action="store_true", help="the report as one line of JSON")
    beside.add_options(parser)
    try:
        return _answer(parser.parse_args(arguments), beside)
    except OSError as error:
        sys.stderr.write(f"error: {error.filename or 'standard output'}: {error.strerror}\n")
        return UNDELIVERED


def _answer(chosen: argparse.Namespace, beside: Beside) -> int:
    """Read, verify, tell, draw; raises OSError when what was found cannot be delivered."""
    now = Timestamp(time.time_ns() // 1_000_000)
    trust = package = b""
    try:
        trust, package = _read(chosen.trust, TRUST_LENGTH_MAX), _read(chosen.package, PACKAGE_LENGTH_MAX)
        report = beside.compared(chosen, verify_package(package, parse_trust(trust), now=now), package)
    except OSError as error:
        report = unusable(f"{error.filename}: {error.strerror}")
    except InputError as error:
        report = unusable(str(error))
    sys.stdout.write(beside.said(chosen, report))
    sys.stdout.flush()
    beside.drawn(chosen, report, package, trust, now)
    return report.verdict.exit_code


def _read(file: Path, length_max: int) -> bytes:
    """At most one byte more than is allowed, so that what is too long is noticed and not read."""
    with open_input(file) as opened:
        return opened.read(length_max + 1)


if __name__ == "__main__":
    make_forgiving()
    sys.exit(main())
