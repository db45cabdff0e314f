# SPDX-License-Identifier: Apache-2.0
"""The law of invoices: registered once, cleared by two, and never promised beyond their amount."""

from collections.abc import Iterable

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import invoice_events as ie
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.invoices import INVOICES, LOOSE
from counterfoil.modules.receivables.records import PROGRAMMES, RootTerms
from counterfoil.primitives.types import HashField


def register_invoice(call: c.RegisterInvoice, moment: Moment) -> Iterable[EventData]:
    programme = known(moment, PROGRAMMES, call.programme)
    for path in call.delivered:
        require(moment.find(path) is not None, InvoicesOutcome.delivery_not_on_record, path)
    loose = tuple(dict.fromkeys(call.loose))
    found = (moment.read(LOOSE, one) for one in loose)
    alike = next((one.first for one in found if one is not None), None)
    yield ie.InvoiceRegistered(
        fingerprint=call.fingerprint,
        registry=programme.registry,
        cash=programme.cash,
        amount=call.amount,
        loose=loose,
        delivered=tuple(dict.fromkeys(call.delivered)),
        alike=alike,
    )


def clear_invoice(call: c.ClearInvoice, moment: Moment) -> Iterable[EventData]:
    invoice = known(moment, INVOICES, call.fingerprint)
    require(invoice.alerted, InvoicesOutcome.nothing_to_clear, call.fingerprint)
    yield ie.InvoiceCleared(
        fingerprint=call.fingerprint,
        alike=invoice.alike or HashField(call.fingerprint),
        programme=call.programme,
        maker=call.maker,
        checker=call.checker,
        reason=call.reason,
    )


def require_room(moment: Moment, terms: RootTerms) -> None:
    """The face is what it takes of its invoices, each named once, and each has so much left."""
    names = [one.fingerprint for one in terms.invoices]
    invoices = [known(moment, INVOICES, name) for name in names]
    whole = len(set(names)) == len(names) and sum(one.amount for one in terms.invoices) == terms.face
    whole = whole and all(one.cash == terms.cash for one in invoices)
    require(whole, InvoicesOutcome.face_not_invoiced, units(terms.face, terms.cash))
    for share, invoice in zip(terms.invoices, invoices, strict=True):
        room = invoice.room(moment.time)
        told = f"{share.fingerprint}: {units(share.amount, terms.cash)}, and {units(room, terms.cash)} are left"
        require(share.amount <= room, InvoicesOutcome.invoice_exceeded, told)


def require_unalerted(moment: Moment, terms: RootTerms) -> None:
    """No invoice waits for two to say that it is another than the one it is like."""
    for share in terms.invoices:
        alerted = known(moment, INVOICES, share.fingerprint).alerted
        require(not alerted, InvoicesOutcome.invoice_alerted, share.fingerprint)
