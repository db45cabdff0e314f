# SPDX-License-Identifier: Apache-2.0
"""Typed reading of the rules in force."""

from counterfoil.law.module import View
from counterfoil.modules.protocol.records import RULES, RULES_KEY, Rules


def rules(view: View) -> Rules | None:
    """What the chain has decided about its rules; None before genesis."""
    return view.read(RULES, RULES_KEY)
