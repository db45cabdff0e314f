# SPDX-License-Identifier: Apache-2.0
"""The law of invoices: registered once, or rightly after all, cleared by two, never promised beyond their amount."""

from collections.abc import Iterable

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import invoice_events as ie
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.invoices import INVOICES, LOOSE
from counterfoil.modules.receivables.lots import Lot
from counterfoil.modules.receivables.records import PROGRAMMES, Root, RootTerms
from counterfoil.primitives.types import HashField, PartyId


def register_invoice(call: c.RegisterInvoice, moment: Moment) -> Iterable[EventData]:
    programme = known(moment, PROGRAMMES, call.programme)
    for path in call.delivered:
        require(moment.find(path) is not None, InvoicesOutcome.delivery_not_on_record, path)
    before = moment.read(INVOICES, programme.registry, call.fingerprint)
    # What was said of it before it was withdrawn counts still: an alert is not shed by leaving it out now.
    loose = tuple(dict.fromkeys((*call.loose, *(() if before is None else before.loose))))
    found = (moment.read(LOOSE, programme.registry, one) for one in loose)
    others = (one.besides(HashField(call.fingerprint)) for one in found if one is not None)
    yield ie.InvoiceRegistered(
        fingerprint=call.fingerprint,
        registry=programme.registry,
        buyer=call.buyer,
        seller=call.seller,
        cash=programme.cash,
        amount=call.amount,
        loose=loose,
        delivered=tuple(dict.fromkeys(call.delivered)),
        alike=next((one for one in others if one is not None), None),
        registrations=1 if before is None else before.registrations + 1,
    )


def withdraw_invoice(call: c.WithdrawInvoice, moment: Moment) -> Iterable[EventData]:
    invoice = known(moment, INVOICES, call.registry, call.fingerprint)
    require(not invoice.withdrawn, InvoicesOutcome.invoice_withdrawn, call.fingerprint)
    room = invoice.room(moment.time)
    told = f"{call.fingerprint}: {units(room, invoice.cash)} of {units(invoice.amount, invoice.cash)} are free"
    require(room == invoice.amount, InvoicesOutcome.invoice_in_use, told)
    yield ie.InvoiceWithdrawn(
        fingerprint=call.fingerprint,
        registry=call.registry,
        cash=invoice.cash,
        amount=invoice.amount,
        loose=invoice.loose,
        reason=call.reason,
    )


def clear_invoice(call: c.ClearInvoice, moment: Moment) -> Iterable[EventData]:
    registry = known(moment, PROGRAMMES, call.programme).registry
    invoice = known(moment, INVOICES, registry, call.fingerprint)
    require(invoice.alerted, InvoicesOutcome.nothing_to_clear, call.fingerprint)
    yield ie.InvoiceCleared(
        fingerprint=call.fingerprint,
        registry=registry,
        alike=invoice.alike or HashField(call.fingerprint),
        programme=call.programme,
        maker=call.maker,
        checker=call.checker,
        reason=call.reason,
    )


def require_room(moment: Moment, registry: PartyId, terms: RootTerms) -> None:
    """The face is what it takes of its invoices, each named once and between its parties, and each has so much left."""
    names = [one.fingerprint for one in terms.invoices]
    invoices = [known(moment, INVOICES, registry, name) for name in names]
    holder = known(moment, ACCOUNTS, terms.account).holder
    for invoice in invoices:
        require(not invoice.withdrawn, InvoicesOutcome.invoice_withdrawn, invoice.fingerprint)
        own = (invoice.buyer, invoice.seller) == (terms.issuer, holder)
        told = f"{invoice.fingerprint}: {invoice.seller} sold to {invoice.buyer}; here {terms.issuer} promises {holder}"
        require(own, InvoicesOutcome.invoice_of_others, told)
    whole = len(set(names)) == len(names) and sum(one.amount for one in terms.invoices) == terms.face
    whole = whole and all(one.cash == terms.cash for one in invoices)
    require(whole, InvoicesOutcome.face_not_invoiced, units(terms.face, terms.cash))
    for share, invoice in zip(terms.invoices, invoices, strict=True):
        room = invoice.room(moment.time)
        told = f"{share.fingerprint}: {units(share.amount, terms.cash)}, and {units(room, terms.cash)} are left"
        require(share.amount <= room, InvoicesOutcome.invoice_exceeded, told)


def freed_by(lot: Lot, root: Root) -> Iterable[EventData]:
    """What a lot that is cancelled had of its voucher's invoices is free again, as far as it was not paid."""
    shares = tuple(root.of_invoices(lot.start + lot.paid, lot.start + lot.value))
    if shares:
        yield ie.InvoicesFreed(
            lot=lot.instrument, root=root.root, cash=root.cash, registry=root.registry, invoices=shares
        )


def require_unalerted(moment: Moment, root: Root) -> None:
    """No invoice waits for two to say that it is another than the one it is like."""
    for share in root.terms.invoices:
        alerted = known(moment, INVOICES, root.registry, share.fingerprint).alerted
        require(not alerted, InvoicesOutcome.invoice_alerted, share.fingerprint)
