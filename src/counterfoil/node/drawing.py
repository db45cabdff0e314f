# SPDX-License-Identifier: Apache-2.0
"""The page of a package: what the verifier tells of it, drawn."""

from counterfoil.evidence.package import Package, encode_package
from counterfoil.page.evidence_report import render_report
from counterfoil.verify import Trust, verify_package


def draw_report(package: Package, trust: Trust) -> str:
    """The HTML page of a package, if it is proved under a trust file; nothing if it is not.

    Only what was verified is drawn, so whoever collects evidence verifies it first.
    """
    report = verify_package(encode_package(package), trust)
    return "" if report.narrative is None else render_report(report.narrative)
