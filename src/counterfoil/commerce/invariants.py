# SPDX-License-Identifier: Apache-2.0
"""What is always true between modules, which none of them can see alone."""

from collections.abc import Iterator

from counterfoil.commerce.modules.holdings.state import ENCUMBRANCES, HOLDINGS, EncumbranceStatus
from counterfoil.commerce.modules.instruments.state import INSTRUMENTS
from counterfoil.commerce.modules.parties.state import ACCOUNTS, PARTIES
from counterfoil.commerce.modules.settlement.state import INSTRUCTIONS, OPEN
from counterfoil.commerce.state import View


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    yield from _everything_named_exists(view)
    yield from _reservations_match(view)


def _everything_named_exists(view: View) -> Iterator[str]:
    for path, holding in view.rows(HOLDINGS):
        if view.read(ACCOUNTS, holding.account) is None:
            yield f"{path}: account {holding.account} is not open"
        if view.read(INSTRUMENTS, holding.instrument) is None:
            yield f"{path}: instrument {holding.instrument} is not defined"
    for path, instrument in view.rows(INSTRUMENTS):
        if view.read(PARTIES, instrument.issuer) is None:
            yield f"{path}: issuer {instrument.issuer} is not registered"


def _reservations_match(view: View) -> Iterator[str]:
    """What open instructions allocated is what is reserved for settlement, leg by leg."""
    expected = {
        instruction.reservation(position): (leg.sender, leg.instrument, leg.quantity)
        for _, instruction in view.rows(INSTRUCTIONS)
        if instruction.status in OPEN
        for position, leg in enumerate(instruction.legs)
        if leg.sender in instruction.allocated
    }
    for path, found in view.rows(ENCUMBRANCES):
        if found.executor is not None or found.status is not EncumbranceStatus.active:
            continue
        if expected.pop(found.encumbrance, None) != (found.account, found.instrument, found.quantity):
            yield f"{path}: reserves {found.quantity} for no open leg of a settlement instruction"
    for reservation in expected:
        yield f"encumbrance {reservation} is missing or no longer active"
