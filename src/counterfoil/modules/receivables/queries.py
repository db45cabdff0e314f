# SPDX-License-Identifier: Apache-2.0
"""Typed reading of programmes, vouchers, lots and invoices."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.receivables.claim_records import Standing, records_of, standing
from counterfoil.modules.receivables.invoices import INVOICES, Invoice
from counterfoil.modules.receivables.lots import LOTS, OUT, Lot
from counterfoil.modules.receivables.priority import Ranked, ranked
from counterfoil.modules.receivables.records import LINES, ROOTS, STANDINGS, Line, Root
from counterfoil.primitives.types import InstrumentId, PartyId


def voucher(view: View, root: str) -> Root | None:
    """The voucher, or None."""
    return view.read(ROOTS, root)


def lot(view: View, instrument: InstrumentId) -> Lot | None:
    """The lot, over or not, or None."""
    return view.read(LOTS, instrument)


def lots_of(view: View, root: str) -> Iterator[Lot]:
    """Every lot that a voucher was ever divided into. Reads every lot of the chain.

    Lots know what they were split from, and no record knows its parts: a list of them would be one that two holders,
    who split at once, wait for each other to write.
    """
    return (one for _, one in view.rows(LOTS) if one.root == root)


def leaves(view: View, root: str) -> list[Lot]:
    """The lots of a voucher that are out, as they lie in its face."""
    return sorted((one for one in lots_of(view, root) if one.status in OUT), key=lambda one: one.start)


def line(view: View, programme: str, issuer: PartyId) -> Line | None:
    """How much an issuer may have outstanding in a programme, and has; None: it has no line."""
    return view.read(LINES, programme, issuer)


def blocked(view: View, issuer: PartyId) -> bool:
    """Whether the issuer may make no voucher now, since one is overdue."""
    standing = view.read(STANDINGS, issuer)
    return standing is not None and standing.overdue > 0


def invoice(view: View, registry: PartyId, fingerprint: str) -> Invoice | None:
    """What is promised and reserved on an invoice, or None."""
    return view.read(INVOICES, registry, fingerprint)


def claims_on(view: View, instrument: InstrumentId) -> list[Standing]:
    """Who says to have financed a lot, of it or of what it was split from, and of which."""
    found = view.read(LOTS, instrument)
    return [] if found is None else standing(records_of(view, found.claimed_on))


def priority(view: View, instrument: InstrumentId) -> Ranked | None:
    """Who comes first of those who say to have financed a lot; None: nobody says so."""
    found = claims_on(view, instrument)
    return ranked([one.claim for one in found]) if found else None
