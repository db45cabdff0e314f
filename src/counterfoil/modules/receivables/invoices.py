# SPDX-License-Identifier: Apache-2.0
"""Invoices by their fingerprints: how much of each is reserved for a proposal, and promised in vouchers.

The ledger sees 64 hex digits alone, and between whom it is. The exact fingerprint is an HMAC under the registry's key,
since a plain hash of an invoice can be guessed; loose ones leave something out, so that two invoices that are alike
meet. An invoice is its registry's: what another registers under the same fingerprint is another record.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.primitives.types import HashField, InstrumentId, PartyId, Quantity, RecordPath, Timestamp

LOOSE_MAX: Final = 4
"""Fingerprints of one invoice that leave something out."""
RESERVATIONS_MAX: Final = 16
"""Proposals that may wait on one invoice at a time, so that its record stays small."""


Delivered = Annotated[
    tuple[RecordPath, ...], Meta(max_length=8, examples=[("traceability/batch/yard-events/1", "receipts/document/W-1")])
]


class Reservation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much is kept for a proposal, until it expires."""

    root: str
    amount: PositiveMoney
    since: Timestamp
    """when it was reserved: the time of the block, by which chains tell whose is the earlier"""
    until: Timestamp


class Invoice(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An invoice, and what of it stands in vouchers: that and what is reserved are never more than its amount."""

    fingerprint: HashField
    registry: PartyId
    buyer: PartyId
    """who owes it: no other issuer promises on it"""
    seller: PartyId
    """to whom it is owed: no other is the first holder of a voucher on it"""
    cash: InstrumentId
    amount: PositiveMoney
    loose: tuple[HashField, ...]
    delivered: tuple[RecordPath, ...] = ()
    """records that show what was delivered: they are there, and that they are this invoice's is its registry's word"""
    alike: HashField | None = None
    """another that has a loose fingerprint with it: nothing is confirmed on it before two said that it is another"""
    cleared_by: tuple[PartyId, ...] = ()
    registrations: int = 1
    """how often it was registered: once more where it was withdrawn before"""
    withdrawn: bool = False
    """its registry took it back: nothing is promised on it until it is registered once more"""
    reserved: tuple[Reservation, ...] = ()
    confirmed: NaturalMoney = Quantity(0)

    def standing(self, now: Timestamp) -> tuple[Reservation, ...]:
        """What is reserved and has not expired."""
        return tuple(one for one in self.reserved if one.until > now)

    def room(self, now: Timestamp) -> int:
        """What may still be taken of it."""
        return self.amount - self.confirmed - sum(one.amount for one in self.standing(now))

    @property
    def alerted(self) -> bool:
        return self.alike is not None and not self.cleared_by and not self.withdrawn

    def reserving(self, root: str, amount: Quantity, until: Timestamp, now: Timestamp) -> "Invoice":
        """With so much kept for a proposal; what has expired goes out of the record."""
        standing = self.standing(now)
        require(len(standing) < RESERVATIONS_MAX, InvoicesOutcome.too_many_reservations, self.fingerprint)
        return replace(self, reserved=(*standing, Reservation(root=root, amount=amount, since=now, until=until)))

    def reservation(self, root: str) -> Reservation:
        """What is kept for a proposal that waits."""
        return {one.root: one for one in self.reserved}[root]

    def room_of(self, mine: Reservation, now: Timestamp) -> int:
        """What is left for a reservation by what is promised, and by those that were made before it and stand."""
        before = self.reserved[: self.reserved.index(mine)]
        return self.amount - self.confirmed - sum(one.amount for one in before if one.until > now)

    def confirming(self, root: str) -> "Invoice":
        """What was kept for a proposal stands in a voucher."""
        amount = sum(one.amount for one in self.reserved if one.root == root)
        return replace(self.without(root), confirmed=Quantity(self.confirmed + amount))

    def without(self, root: str) -> "Invoice":
        """With nothing kept for a proposal."""
        return replace(self, reserved=tuple(one for one in self.reserved if one.root != root))

    def freed(self, amount: Quantity) -> "Invoice":
        """With so much less in vouchers: one that nobody accepted."""
        return replace(self, confirmed=Quantity(self.confirmed - amount))


class Loose(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A loose fingerprint: which invoice had it first, how often one that has it was registered, and how many stand.

    What is withdrawn is known by it still, and is like whatever stands once it is registered anew; by itself it makes
    nothing else alike, so that a corrected invoice is not held up by the wrong one.
    """

    registry: PartyId
    loose: HashField
    first: HashField
    """once that is withdrawn, another that is known"""
    other: HashField | None = None
    """another that has it, the last of them"""
    invoices: int
    stands: int = 0
    """how many that have it are registered and not withdrawn"""

    def besides(self, fingerprint: HashField) -> HashField | None:
        """An invoice that has it, and is another than this one, which does not stand; None: none stands.

        Of many that were withdrawn it may name one, where one that it does not know by name stands.
        """
        if self.stands == 0:
            return None
        return self.first if self.first != fingerprint else self.other

    def had_by(self, fingerprint: HashField) -> "Loose":
        """Once an invoice that has it is registered."""
        other = self.other if fingerprint == self.first else fingerprint
        return replace(self, other=other, invoices=self.invoices + 1, stands=self.stands + 1)

    def withdrawn(self, fingerprint: HashField) -> "Loose":
        """Once an invoice that has it is withdrawn: another is named before it."""
        fewer = replace(self, stands=self.stands - 1)
        if fingerprint != self.first or self.other is None:
            return fewer
        return replace(fewer, first=self.other, other=self.first)


INVOICES: Final = Table(
    "receivables/invoice", Invoice, InvoicesOutcome.invoice_not_registered, InvoicesOutcome.invoice_registered_before
)
LOOSE: Final = Table(
    "receivables/loose", Loose, InvoicesOutcome.unknown_loose_fingerprint, InvoicesOutcome.loose_fingerprint_exists
)
