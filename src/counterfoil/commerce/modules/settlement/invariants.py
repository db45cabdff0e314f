# SPDX-License-Identifier: Apache-2.0
"""What is always true of settlement instructions."""

from collections.abc import Iterator

from counterfoil.commerce.modules.settlement.state import INSTRUCTIONS, SettlementStatus
from counterfoil.commerce.state import View

AFFIRMED_BY_ALL = frozenset({SettlementStatus.matched, SettlementStatus.pending})


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, instruction in view.rows(INSTRUCTIONS):
        if instruction.status in AFFIRMED_BY_ALL and set(instruction.affirmed) != set(instruction.accounts):
            yield f"{path}: {instruction.status} before every account affirmed"
        if instruction.status is SettlementStatus.pending and set(instruction.allocated) != set(instruction.senders):
            yield f"{path}: pending before every delivering account allocated"
        ended_early = instruction.status in {SettlementStatus.cancelled, SettlementStatus.failed}
        if ended_early != (instruction.reason is not None):
            yield f"{path}: {instruction.status} with reason {instruction.reason}"
