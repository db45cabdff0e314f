# SPDX-License-Identifier: Apache-2.0
"""Events of invoices: registered by their fingerprints, and cleared where one is like another."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.parties.authority import RECORDERS, require_party, require_registered, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.invoices import INVOICES, LOOSE, Invoice, Loose
from counterfoil.modules.receivables.records import PROGRAMMES, InvoiceShare
from counterfoil.primitives.types import HashField, InstrumentId, PartyId, Quantity, RecordPath

_INVOICES: Changes[Invoice] = Changes(INVOICES)
_LOOSE: Changes[Loose] = Changes(LOOSE)


class InvoiceEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration


class InvoiceRegistered(InvoiceEvent, frozen=True):
    """A registry recorded an invoice by its fingerprints."""

    type: ClassVar[str] = "receivables.invoice_registered"
    fingerprint: HashField
    registry: PartyId
    buyer: PartyId
    seller: PartyId
    cash: InstrumentId
    amount: PositiveMoney
    loose: tuple[HashField, ...]
    delivered: tuple[RecordPath, ...]
    alike: HashField | None
    """another that has one of the loose fingerprints"""
    registrations: int
    """more than one where it had been withdrawn"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        invoice = Invoice(
            fingerprint=self.fingerprint,
            registry=self.registry,
            buyer=self.buyer,
            seller=self.seller,
            cash=self.cash,
            amount=self.amount,
            loose=self.loose,
            delivered=self.delivered,
            alike=self.alike,
            registrations=self.registrations,
        )
        yield Touch(INVOICES, (self.registry, self.fingerprint), partial(self._registered, invoice=invoice))
        for one in self.loose:
            yield Touch(LOOSE, (self.registry, one), partial(self._one_more, loose=one))

    def _registered(self, before: Invoice | None, invoice: Invoice) -> Invoice:
        anew = before is None or before.withdrawn
        require(anew, InvoicesOutcome.invoice_registered_before, f"{self.registry}/{self.fingerprint}")
        return invoice

    def _one_more(self, before: Loose | None, loose: HashField) -> Loose:
        found = before or Loose(registry=self.registry, loose=loose, first=self.fingerprint, invoices=0)
        return found.had_by(self.fingerprint)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registry)
        require_registered(moment, self.buyer)
        require_registered(moment, self.seller)
        return ()


class InvoiceWithdrawn(InvoiceEvent, frozen=True):
    """A registry took back an invoice that it had registered wrongly, on which nothing was promised or reserved."""

    type: ClassVar[str] = "receivables.invoice_withdrawn"
    fingerprint: HashField
    registry: PartyId
    cash: InstrumentId
    amount: PositiveMoney
    loose: tuple[HashField, ...]
    """by which it makes no other alike any more"""
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INVOICES.replace(self.registry, self.fingerprint, withdrawn=True, reserved=())
        for one in self.loose:
            yield _LOOSE.change(lambda before: before.withdrawn(self.fingerprint), self.registry, one)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registry)
        return ()


class InvoiceCleared(InvoiceEvent, frozen=True):
    """Two parties said that an invoice is another than the one it is like."""

    type: ClassVar[str] = "receivables.invoice_cleared"
    fingerprint: HashField
    registry: PartyId
    alike: HashField
    programme: str
    maker: PartyId
    checker: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INVOICES.replace(self.registry, self.fingerprint, cleared_by=(self.maker, self.checker))

    def permit(self, moment: Moment) -> Consents:
        programme = known(moment, PROGRAMMES, self.programme)
        require_party(moment, self.maker)
        if self.checker == programme.keeper:
            require_party(moment, self.checker)
        else:
            require_role(moment, self.checker, Role.supervisor, *RECORDERS)
        two = self.maker != self.checker and moment.consents(self.maker, self.checker)
        allowed = (programme.registry, self.registry) == (self.maker, self.maker)
        require(two and allowed, InvoicesOutcome.two_must_clear, f"{self.maker}, {self.checker}")
        return ()


class InvoicesFreed(EventData, frozen=True):
    """A lot was cancelled: what it had of its voucher's invoices, and was not paid, is promised no more."""

    type: ClassVar[str] = "receivables.invoices_freed"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    lot: InstrumentId
    root: str
    cash: InstrumentId
    registry: PartyId
    invoices: tuple[InvoiceShare, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        for one in self.invoices:
            yield _INVOICES.change(partial(_freed, amount=one.amount), self.registry, one.fingerprint)


def _freed(invoice: Invoice, amount: Quantity) -> Invoice:
    return invoice.freed(amount)


INVOICE_EVENTS: tuple[Any, ...] = (InvoiceRegistered, InvoiceWithdrawn, InvoiceCleared, InvoicesFreed)
