# SPDX-License-Identifier: Apache-2.0
"""Calls about programmes, lines, invoices and vouchers as a whole; those about lots are in ``lot_calls``."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, NewId
from counterfoil.law.dated import DayOffset
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.receivables.invoices import LOOSE_MAX, Delivered
from counterfoil.modules.receivables.records import Days, Depth, RootTerms
from counterfoil.modules.receivables.registries import PEERS_MAX, AskedPeer
from counterfoil.primitives.types import (
    IDENTIFIER,
    PARTS_PER_MILLION,
    Duration,
    HashField,
    InstrumentId,
    Millionths,
    PartyId,
    TimestampField,
)

Reason = Annotated[str, Meta(min_length=1, max_length=200)]


class SetProgramme(Call, frozen=True, tag_field="call", tag="receivables.set_programme"):
    """Begin a programme, or change its policy from a time on; authorised by its keeper, a platform or a registrar.

    The registry that a new one names agrees to it.
    """

    programme: NewId
    keeper: PartyId
    registry: PartyId
    """who says which invoices there are; fixed once"""
    cash: InstrumentId
    """in which vouchers are promised and paid; fixed once"""
    offset_min: DayOffset
    """480 in all of China; fixed once"""
    tenor_max_days: Days
    examined_beyond_days: Days
    depth_max: Depth
    accept_within: Annotated[Duration, Meta(gt=0, le=31_622_400_000)]
    grace_days: Days
    penalty_ppm: Annotated[Millionths, Meta(ge=0, lt=PARTS_PER_MILLION)]
    registered: bool = True
    since: TimestampField | None = None
    """None: from this block on"""


class SetPeers(Call, frozen=True, tag_field="call", tag="receivables.set_peers"):
    """Say which other chains are asked about a registry's invoices before one is promised; by it and a supervisor.

    They are asked in every programme that names the registry.
    """

    registry: PartyId
    by: PartyId
    """the supervisor that agrees"""
    reason: Reason
    peers: Annotated[tuple[AskedPeer, ...], Meta(max_length=PEERS_MAX)] = ()
    """none: nobody is asked any more"""
    since: TimestampField | None = None
    """None: from this block on"""


class SetLine(Call, frozen=True, tag_field="call", tag="receivables.set_line"):
    """Say how much an issuer may have outstanding in a programme; authorised by the programme's keeper."""

    programme: str
    issuer: PartyId
    ceiling: NaturalMoney


class RegisterInvoice(Call, frozen=True, tag_field="call", tag="receivables.register_invoice"):
    """Record an invoice by its fingerprints; authorised by the programme's registry, whose key made them."""

    programme: str
    fingerprint: HashField
    """HMAC over the whole invoice"""
    buyer: PartyId
    """who owes it: the one issuer that may promise on it"""
    seller: PartyId
    """to whom it is owed: the one first holder of vouchers on it"""
    amount: PositiveMoney
    loose: Annotated[tuple[HashField, ...], Meta(max_length=LOOSE_MAX)] = ()
    """HMACs that leave something out: the number; amount and day; all but the number; the order of its lines"""
    delivered: Delivered = ()
    """records of what it invoices: batches of anchored events, documents of title; on the registry's word alone"""


class WithdrawInvoice(Call, frozen=True, tag_field="call", tag="receivables.withdraw_invoice"):
    """Take back an invoice that was registered wrongly, on which nothing is promised or reserved; by its registry.

    It may be registered once more, rightly.
    """

    registry: PartyId
    fingerprint: HashField
    reason: Reason


class ClearInvoice(Call, frozen=True, tag_field="call", tag="receivables.clear_invoice"):
    """Say that an invoice is another than the one it is like; authorised by two parties, with two keys."""

    fingerprint: HashField
    maker: PartyId
    """the registry"""
    checker: PartyId
    """a supervisor, a registrar, or the keeper of the programme"""
    programme: str
    reason: Reason


class Propose(Call, frozen=True, tag_field="call", tag="receivables.propose"):
    """Draft a voucher, and reserve what it takes of its invoices; authorised by the issuer or by the first holder.

    A first holder that proposes accepts by it.
    """

    root: Annotated[str, IDENTIFIER]
    by: PartyId
    terms: RootTerms
    until: TimestampField
    """when it lapses unless it is confirmed"""


class Prepare(Call, frozen=True, tag_field="call", tag="receivables.prepare"):
    """Make a confirmation, which waits for its checker; authorised by the issuer."""

    root: str


class Confirm(Call, frozen=True, tag_field="call", tag="receivables.confirm"):
    """Check a confirmation (确权): the issuer promises, irrevocably; authorised by it with another key than before."""

    root: str
    mandate: Annotated[str, IDENTIFIER]
    """under which its own account pays, an irrevocable one to the voucher"""
    lot: NewId
    """what the whole voucher is called as a lot, if its first holder has accepted it; else it says so itself"""


class AcceptVoucher(Call, frozen=True, tag_field="call", tag="receivables.accept"):
    """Take a voucher that was confirmed (签收); authorised by whoever controls the first holder's account."""

    root: str
    lot: NewId


class Refuse(Call, frozen=True, tag_field="call", tag="receivables.refuse"):
    """Refuse a proposal, which frees its invoices; authorised by the issuer."""

    root: str
    reason: Reason


class Withdraw(Call, frozen=True, tag_field="call", tag="receivables.withdraw"):
    """Withdraw a proposal, which frees its invoices; authorised by who proposed it."""

    root: str


class Lapse(Call, frozen=True, tag_field="call", tag="receivables.lapse"):
    """Record that a voucher was not confirmed, or not accepted, in time; by anybody. It frees invoices and line."""

    root: str


class Provide(Call, frozen=True, tag_field="call", tag="receivables.provide"):
    """Provide for the payment of a voucher that is due, whole or in part; by anybody, with the issuer's own money."""

    root: str
    quota: PositiveMoney
    """of its face, in all: each lot is paid what its part of the face has of it"""
    hold: str | None = None
    """set aside for the voucher out of the issuer's account; None: the whole, under the mandate, if that has so much"""


class RecordOverdue(Call, frozen=True, tag_field="call", tag="receivables.record_overdue"):
    """Record that a voucher was not paid on its day; by anybody. Its issuer makes no new one until it is paid."""

    root: str


class RecordDefault(Call, frozen=True, tag_field="call", tag="receivables.record_default"):
    """Record that the days of grace are over too; by anybody."""

    root: str
