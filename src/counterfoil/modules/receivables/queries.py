# SPDX-License-Identifier: Apache-2.0
"""Typed reading of programmes, vouchers, lots and invoices."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.receivables.invoices import INVOICES, Invoice
from counterfoil.modules.receivables.lots import CLAIMS, LOTS, OUT, Lot
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
    """Every lot that a voucher was ever divided into."""
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


def priority(view: View, instrument: InstrumentId) -> Ranked | None:
    """Who comes first of those who say to have financed a lot; None: nobody says so."""
    found = view.read(CLAIMS, instrument)
    return None if found is None else ranked(found.claims)
