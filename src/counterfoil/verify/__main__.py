# SPDX-License-Identifier: Apache-2.0
"""The verifier on the command line. Exit 0: proved, 1: not proved, 2: unusable input, 3: no room for the answer."""

import argparse
import sys
import time
from pathlib import Path

from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.streams import make_forgiving
from counterfoil.primitives.types import Timestamp
from counterfoil.verify.report import Report, unusable
from counterfoil.verify.trust import TRUST_LENGTH_MAX, parse_trust
from counterfoil.verify.verifier import verify_package

UNDELIVERED = 3
EXAMPLE = "example: python -m counterfoil.verify control.zip --trust trust.json"


def main(arguments: list[str] | None = None) -> int:
    """Verify one package; the exit code of the report's verdict."""
    parser = argparse.ArgumentParser(
        prog="python -m counterfoil.verify",
        description="Verify an evidence package offline, trusting the trust file alone.",
        epilog=EXAMPLE,
    )
    parser.add_argument("package", type=Path, metavar="PACKAGE", help="the evidence package (zip)")
    parser.add_argument("--trust", type=Path, required=True, metavar="FILE", help="your trust file (JSON)")
    parser.add_argument("--json", action="store_true", help="the report as one line of JSON")
    chosen = parser.parse_args(arguments)
    report = _verify(chosen.package, chosen.trust)
    try:
        sys.stdout.write(report.to_json().decode() + "\n" if chosen.json else report.to_text())
        sys.stdout.flush()
    except OSError as error:
        sys.stderr.write(f"error: standard output: {error.strerror}\n")
        return UNDELIVERED
    return report.verdict.exit_code


def _verify(package: Path, trust: Path) -> Report:
    try:
        believed = parse_trust(_read(trust, TRUST_LENGTH_MAX))
        data = _read(package, PACKAGE_LENGTH_MAX)
    except OSError as error:
        return unusable(f"{error.filename}: {error.strerror}")
    except InputError as error:
        return unusable(str(error))
    return verify_package(data, believed, now=Timestamp(time.time_ns() // 1_000_000))


def _read(file: Path, length_max: int) -> bytes:
    """At most one byte more than is allowed, so that what is too long is noticed and not read."""
    with file.open("rb") as opened:
        return opened.read(length_max + 1)


if __name__ == "__main__":
    make_forgiving()
    sys.exit(main())
