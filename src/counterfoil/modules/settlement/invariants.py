# SPDX-License-Identifier: Apache-2.0
"""What is always true of settlement instructions."""

from collections.abc import Iterator

from msgspec import UNSET

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus
from counterfoil.modules.settlement.records import INSTRUCTIONS, OPEN, RESERVATIONS, Reason, SettlementStatus

AFFIRMED_BY_ALL = frozenset({SettlementStatus.matched, SettlementStatus.pending})


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, instruction in view.rows(INSTRUCTIONS):
        if instruction.status in AFFIRMED_BY_ALL and {one.account for one in instruction.affirmed} != set(
            instruction.accounts
        ):
            yield f"{path}: {instruction.status} before every account affirmed"
        if instruction.status is SettlementStatus.pending and set(instruction.allocated) != set(instruction.senders):
            yield f"{path}: pending before every delivering account allocated"
        ended_early = instruction.status in {SettlementStatus.cancelled, SettlementStatus.failed}
        if ended_early != (instruction.reason is not None):
            yield f"{path}: {instruction.status} with reason {instruction.reason}"
        if (instruction.reason is Reason.ended_by_order) != (instruction.order is not UNSET):
            yield f"{path}: {instruction.reason} under order {instruction.order}"
    yield from _reservations_match(view)


def _reservations_match(view: View) -> Iterator[str]:
    """What open instructions allocated is what is reserved for them, leg by leg."""
    expected = {
        instruction.reservation(position): (leg.sender, leg.instrument, leg.quantity)
        for _, instruction in view.rows(INSTRUCTIONS)
        if instruction.status in OPEN
        for position, leg in enumerate(instruction.legs)
        if leg.sender in instruction.allocated
    }
    for path, found in view.rows(ENCUMBRANCES):
        # By its name, which nobody can choose: anybody may hold units for an instruction under a name of his own.
        if not found.encumbrance.startswith(RESERVATIONS) or found.status is not GrantStatus.active:
            continue
        if expected.pop(found.encumbrance, None) != (found.account, found.instrument, found.quantity):
            yield f"{path}: reserves {found.quantity} for no open leg of a settlement instruction"
    for reservation in expected:
        yield f"encumbrance {reservation} is missing or no longer active"
