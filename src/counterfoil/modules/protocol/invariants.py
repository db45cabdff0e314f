# SPDX-License-Identifier: Apache-2.0
"""What is always true of the rules record."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.protocol.records import RULES, RULES_KEY


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    rules = view.read(RULES, RULES_KEY)
    if rules is None:
        yield "the chain has no rules record"
        return
    heights = [activation.height for activation in rules.protocols]
    if heights != sorted(set(heights)):
        yield f"protocol activations are out of order: {heights}"
