# SPDX-License-Identifier: Apache-2.0
"""Typed reading of the rules in force."""

from counterfoil.commerce.modules.protocol.state import RULES, RULES_KEY, Rules
from counterfoil.commerce.state import View


def rules(view: View) -> Rules | None:
    """What the chain has decided about its rules; None before genesis."""
    return view.read(RULES, RULES_KEY)
