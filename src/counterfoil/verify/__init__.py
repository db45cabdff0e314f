# SPDX-License-Identifier: Apache-2.0
"""The offline verifier of evidence packages: ``python -m counterfoil.verify PACKAGE --trust trust.json``."""

from counterfoil.verify.report import Report, Status, Verdict
from counterfoil.verify.trust import Trust, TrustedChain, parse_trust
from counterfoil.verify.verifier import verify_package

__all__ = ["Report", "Status", "Trust", "TrustedChain", "Verdict", "parse_trust", "verify_package"]
