# SPDX-License-Identifier: Apache-2.0
"""What is always true of the rules record."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.protocol.records import RULES, RULES_KEY, windows_of


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    rules = view.read(RULES, RULES_KEY)
    if rules is None:
        yield "the chain has no rules record"
        return
    heights = [activation.height for activation in rules.protocols]
    if heights != sorted(set(heights)):
        yield f"protocol activations are out of order: {heights}"
    decided = [one.height for one in windows_of(rules)]
    if decided != sorted(set(decided)):
        yield f"validity windows are out of order: {decided}"
