# SPDX-License-Identifier: Apache-2.0
"""The instrument of a lot, under the record of its voucher."""

from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind
from counterfoil.modules.receivables.lots import LOT_UNIT, called
from counterfoil.modules.receivables.records import ROOTS, Root
from counterfoil.primitives.types import InstrumentId, Quantity


def made(lot: InstrumentId, root: Root) -> InstrumentMade:
    """As ``lots.described`` says it, which the voucher compares."""
    path = ROOTS.path(root.root)
    return InstrumentMade(
        instrument=lot,
        kind=InstrumentKind.receivable,
        issuer=root.terms.issuer,
        name=called(root.root),
        identifiers=Identifiers(),
        unit=LOT_UNIT,
        terms=None,
        supply_limit=Quantity(1),
        unique=True,
        defining=path,
        cause=path,
    )
