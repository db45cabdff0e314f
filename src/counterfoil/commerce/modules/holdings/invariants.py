# SPDX-License-Identifier: Apache-2.0
"""What is always true of holdings: no part is negative, supply is the sum, encumbrances explain the parts."""

from collections import Counter
from collections.abc import Iterator

from counterfoil.commerce.modules.holdings.state import (
    ENCUMBRANCES,
    HOLDINGS,
    PART_OF,
    SUPPLIES,
    EncumbranceStatus,
    Part,
)
from counterfoil.commerce.state import View


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    outstanding: Counter[str] = Counter()
    reserved: Counter[tuple[str, str, Part]] = Counter()
    for _, encumbrance in view.rows(ENCUMBRANCES):
        if (encumbrance.status is EncumbranceStatus.active) != (encumbrance.quantity > 0):
            yield f"encumbrance {encumbrance.encumbrance} is {encumbrance.status} with {encumbrance.quantity} reserved"
        reserved[encumbrance.account, encumbrance.instrument, PART_OF[encumbrance.kind]] += encumbrance.quantity
    for path, holding in view.rows(HOLDINGS):
        outstanding[holding.instrument] += holding.balance
        if min(holding.free, holding.held, holding.pledged, holding.frozen) < 0:
            yield f"{path}: a part is negative"
        for part in PART_OF.values():
            explained = reserved[holding.account, holding.instrument, part]
            if getattr(holding, part.value) != explained:
                yield f"{path}: {part} is {getattr(holding, part.value)}, its encumbrances reserve {explained}"
    for path, supply in view.rows(SUPPLIES):
        if supply.outstanding != outstanding.pop(supply.instrument, 0):
            yield f"{path}: outstanding is not the sum of the holdings"
    for instrument, quantity in outstanding.items():
        if quantity:
            yield f"instrument {instrument} has holdings of {quantity} but no supply record"
