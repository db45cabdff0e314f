# SPDX-License-Identifier: Apache-2.0
"""The page of a package: what the verifier tells of it, drawn."""

from counterfoil.evidence.package import Package
from counterfoil.evidence.witness_policy import WitnessPolicy
from counterfoil.page.evidence_report import render_report
from counterfoil.verify.reporting import narrate


def draw_report(package: Package, policy: WitnessPolicy) -> str:
    """The HTML page of a package; the witnesses' names are those of ``policy``."""
    return render_report(narrate(package, policy))
