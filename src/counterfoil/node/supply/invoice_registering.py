# SPDX-License-Identifier: Apache-2.0
"""Invoices of a file as calls of a registry: by their fingerprints, held against what stands on the ledger.

What is registered already is told, and so is what is alike; only what an invoice says stays here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from counterfoil.evidence.text import format_quantity
from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.receivables.calls import RegisterInvoice
from counterfoil.modules.receivables.invoices import INVOICES, LOOSE, Invoice
from counterfoil.modules.receivables.records import PROGRAMMES, Programme
from counterfoil.node.supply.invoice_files import NAMED, UNDONE, Damaged, Money, ReadFile, ReadInvoice
from counterfoil.node.supply.invoice_prints import Prints, prints_of
from counterfoil.node.supply.invoice_words import currency, shown
from counterfoil.node.supply.invoice_words import party as spelled
from counterfoil.primitives.errors import InputError, RefusalForeseen
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import HexHash, PartyId, Quantity, Timestamp

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN: Final = 6
_TOLD_EVERY: Final = 1_000


class Between(NamedTuple):
    """Who on the chain an invoice is between."""

    buyer: PartyId
    seller: PartyId


class Registration(NamedTuple):
    """An invoice of a file, as the ledger will have it."""

    read: ReadInvoice
    between: Between
    prints: Prints
    alike: HexHash | None = None
    """another with a loose fingerprint of it, here before it or on the ledger"""


class InvoiceImport(NamedTuple):
    """What a file comes to."""

    fresh: Sequence[Registration]
    before: Sequence[Registration]
    """those that are registered already, and left out"""
    calls: Sequence[Call]
    unit: Unit
    registry: PartyId

    def shown(self, amount: int) -> str:
        """A sum of its money."""
        return f"{format_quantity(amount, self.unit.decimals)} {self.unit.name}"

    @property
    def amount(self) -> int:
        """What is new comes to."""
        return sum(one.read.invoice.amount for one in self.fresh)

    def place(self, call: Call, _detail: str) -> str:
        """Where in the file a call came from."""
        prints = getattr(call, "fingerprint", "")
        return next((one.read.where for one in self.fresh if one.prints.exact == prints), "")


def programme_of(view: View, name: str) -> Programme:
    """A programme; InputError where there is none."""
    found = view.read(PROGRAMMES, name)
    if found is None:
        known = ", ".join(one.programme for _, one in view.rows(PROGRAMMES))
        remedy = f"programmes: {known}" if known else "counterfoil receivables set-programme begins one"
        raise InputError(f"there is no programme {name!r}", where="--programme", remedy=remedy)
    return found


def money_of(view: View, programme: Programme, now: Timestamp) -> Money:
    """In what its invoices are, and its day."""
    unit, today = unit_of(view, programme), _EPOCH + timedelta(days=day_of(now, programme.offset_min))
    return Money(currency(unit.name), unit.decimals, today.date())


def unit_of(view: View, programme: Programme) -> Unit:
    """Of its money."""
    return known(view, INSTRUMENTS, programme.cash).unit


def planned(
    view: View,
    programme: Programme,
    invoices: Sequence[tuple[ReadInvoice, Between]],
    key: bytes,
    *,
    rest: bool = False,
    progress: Progress = no_progress,
) -> InvoiceImport:
    """The calls that register these; ``rest``: those that are not registered already, where others must not be.

    RefusalForeseen for what is registered already.
    """
    made = list(_compared(view, programme.registry, invoices, key, progress))
    before = [one for one in made if _stands(view, programme.registry, one.prints.exact) is not None]
    if before and not rest:
        raise RefusalForeseen(
            f"registered already: {_places(before)}",
            where="invoice_registered_before",
            remedy="--rest leaves them out; nothing was sent",
        )
    known = {one.prints.exact for one in before}
    fresh = [one for one in made if one.prints.exact not in known]
    calls = [_call(programme.programme, one) for one in fresh]
    return InvoiceImport(fresh, before, calls, unit_of(view, programme), programme.registry)


def require_once(file: ReadFile, wrong: GatheredErrors, *, where: str) -> None:
    """By seller, code and number: InputError for the same paper twice, or twice with other figures, and all else."""
    seen: dict[tuple[str, ...], ReadInvoice | Damaged] = {}
    for one in file.whole:
        names = _names(one)
        if not {"seller", "code", "number"} <= names.keys():
            continue
        first = seen.setdefault((names["seller"], names["code"], names["number"]), one)
        if first is not one:
            same = isinstance(one, ReadInvoice) and isinstance(first, ReadInvoice) and first.invoice == one.invoice
            what = "the same invoice" if same else "this number of this seller, otherwise,"
            wrong.add(
                InputError(f"{what} stands at {_short(first)} already", where=one.where, remedy="an invoice once")
            )
    wrong.require_none(where, UNDONE)


def between(
    view: View, file: ReadFile, said: Sequence[str], wrong: GatheredErrors
) -> list[tuple[ReadInvoice, Between]]:
    """Whom each invoice is between: the parties that have its codes on the chain, or that ``said`` names, CODE=PARTY.

    ``wrong``: a code that no party has, or that two have, also of an invoice with which something else is wrong.
    """
    codes: dict[str, set[PartyId]] = {}
    for _, one in view.rows(PARTIES):
        for code in filter(None, (one.uscc, one.lei)):
            codes.setdefault(code, set()).add(one.party)
    codes |= {code: {party} for code, party in map(_said, said)}
    found: list[tuple[ReadInvoice, Between]] = []
    for read in file.whole:
        names, sides = _names(read), list[PartyId]()
        for name in ("buyer", "seller"):
            if name not in names:
                continue
            parties = codes.get(names[name], set())
            if len(parties) == 1:
                sides += parties
            else:
                problem = "two parties of the chain have it" if parties else "no party of the chain has it"
                wrong.add(
                    InputError(problem, where=f"{read.where}, {name}", remedy="--party CODE=PARTY says who it is")
                )
        if isinstance(read, ReadInvoice) and len(sides) == len(Between._fields):
            found.append((read, Between(*sides)))
    return found


def _names(one: ReadInvoice | Damaged) -> Mapping[str, str]:
    """What of its seller, buyer, code and number can be read."""
    return one.named if isinstance(one, Damaged) else {name: getattr(one.invoice, name) for name in NAMED}


def _said(text: str) -> tuple[str, PartyId]:
    code, equals, party = text.partition("=")
    try:
        if not equals or not party:
            raise ValueError("CODE=PARTY")
        return spelled(code), PartyId(party)
    except ValueError as error:
        raise InputError(f"{shown(text)} cannot be so", where="--party", remedy=str(error)) from error


def _compared(
    view: View, registry: PartyId, invoices: Sequence[tuple[ReadInvoice, Between]], key: bytes, progress: Progress
) -> Iterable[Registration]:
    """With the first that each is like: on the ledger, or before it in the file."""
    first: dict[HexHash, HexHash] = {}
    for number, (one, sides) in enumerate(invoices, start=1):
        prints = prints_of(one.invoice, key)
        before, alike = view.read(INVOICES, registry, prints.exact), None
        known_by = () if before is None else before.loose
        for loose in (*prints.loose, *known_by) if before is None or before.withdrawn else ():
            found = view.read(LOOSE, registry, loose)
            alike = alike or (None if found is None else found.besides(prints.exact)) or first.get(loose)
        alike = alike or (None if before is None or before.withdrawn else before.alike)
        for loose in prints.loose:
            first.setdefault(loose, prints.exact)
        if number % _TOLD_EVERY == 0:
            progress("fingerprints", number, len(invoices))
        yield Registration(one, sides, prints, alike)


def _stands(view: View, registry: PartyId, fingerprint: HexHash) -> Invoice | None:
    """An invoice that is registered, and not withdrawn."""
    found = view.read(INVOICES, registry, fingerprint)
    return None if found is None or found.withdrawn else found


def _call(programme: str, one: Registration) -> RegisterInvoice:
    return RegisterInvoice(
        programme=programme,
        fingerprint=one.prints.exact,
        buyer=one.between.buyer,
        seller=one.between.seller,
        amount=Quantity(one.read.invoice.amount),
        loose=one.prints.loose,
    )


def _places(found: Sequence[Registration]) -> str:
    shown = ", ".join(_short(one.read) for one in found[:_SHOWN])
    return shown + (f", and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else "")


def _short(one: ReadInvoice | Damaged) -> str:
    return one.where.rpartition(", ")[2]
