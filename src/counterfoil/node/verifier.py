# SPDX-License-Identifier: Apache-2.0
"""``counterfoil-verify``: the verifier with its page, as it installs where there is no ledger.

It needs nothing of the node: no store, no server, no web client. It stands here because only here page and verifier
meet.
"""

import sys
from typing import NoReturn

from counterfoil import __version__
from counterfoil.node.drawing import File, draw_verification, judge
from counterfoil.primitives.streams import make_forgiving
from counterfoil.primitives.types import Timestamp
from counterfoil.verify import Report
from counterfoil.verify.__main__ import main as verify


def draw(report: Report, package: File, trust: File, now: Timestamp) -> str:
    """The verifier's own page; times in UTC."""
    found = judge(report, package, trust, version=f"counterfoil {__version__}", now=now)
    return draw_verification(found, report, package[1])


def main() -> NoReturn:
    """The console script."""
    make_forgiving()
    sys.exit(verify(program="counterfoil-verify", draw=draw))
