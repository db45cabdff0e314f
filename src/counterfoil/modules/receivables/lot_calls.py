# SPDX-License-Identifier: Apache-2.0
"""Calls about lots. Whoever has one is whoever controls the account that its title names."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.receivables.calls import Reason
from counterfoil.modules.receivables.lots import Financing
from counterfoil.primitives.types import IDENTIFIER, AccountId, InstrumentId, PartyId, TimestampField

PARTS_MAX: Final = 350
"""Parts of one split: a thousand are three splits, each of the rest of the one before, in one transaction."""
LotId = Annotated[InstrumentId, IDENTIFIER]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One lot that another is split into."""

    lot: LotId
    value: PositiveMoney
    account: Annotated[AccountId, IDENTIFIER] | None = None
    """None: it stays where it was, as change"""
    mandate: str | None = None
    """under which that account lets lots be brought in; None: it takes from anybody"""


class Split(Call, frozen=True, tag_field="call", tag="receivables.split"):
    """Split a lot, and pass parts of it on; authorised by whoever has it."""

    lot: InstrumentId
    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=PARTS_MAX)]


class OfferLot(Call, frozen=True, tag_field="call", tag="receivables.offer"):
    """Offer a lot to somebody, given or for money, until its hold expires; authorised by whoever has it."""

    lot: InstrumentId
    to: AccountId
    hold: str
    """of its one unit, for the lot's own record"""
    financing: Financing | None = None
    """None: nothing is paid for it here"""


class Take(Call, frozen=True, tag_field="call", tag="receivables.take"):
    """Take a lot that was offered, and pay for it; authorised by whoever controls the account it was offered to."""

    lot: InstrumentId
    hold: str | None = None
    """of exactly its price, for the lot's record; None: nothing is paid"""


class Reject(Call, frozen=True, tag_field="call", tag="receivables.reject"):
    """Leave a lot with whoever offered it; authorised as taking it is."""

    lot: InstrumentId
    reason: Reason


class LapseOffer(Call, frozen=True, tag_field="call", tag="receivables.lapse_offer"):
    """Record that an offer was not taken in time; by anybody."""

    lot: InstrumentId


class NamePayee(Call, frozen=True, tag_field="call", tag="receivables.name_payee"):
    """Agree to be paid on a lot that came otherwise than by being taken; authorised by whoever has it."""

    lot: InstrumentId


class RedeemLot(Call, frozen=True, tag_field="call", tag="receivables.redeem"):
    """Pay a lot what is provided for it, and end it once that is the whole; by anybody."""

    lot: InstrumentId


class CancelLot(Call, frozen=True, tag_field="call", tag="receivables.cancel"):
    """End a lot unpaid, since its trade is void; authorised by the issuer and by whoever has it, with two keys."""

    lot: InstrumentId


class Demand(Call, frozen=True, tag_field="call", tag="receivables.demand"):
    """Ask the guarantor, or who passed a lot on with recourse, to pay; authorised by whoever has it."""

    lot: InstrumentId
    of: PartyId


class Indemnify(Call, frozen=True, tag_field="call", tag="receivables.indemnify"):
    """Pay what is unpaid on a lot that one was asked to pay, and have the lot; authorised by who was asked."""

    lot: InstrumentId
    account: AccountId
    """which takes the lot, and has the money"""
    hold: str
    """of exactly what is unpaid, for the lot's record"""


class ClaimLot(Call, frozen=True, tag_field="call", tag="receivables.claim"):
    """Say that one financed a lot's receivable elsewhere, and how it was registered; authorised by who says so."""

    lot: InstrumentId
    claimant: PartyId
    amount: PositiveMoney
    registration: Annotated[str, Meta(max_length=200)] = ""
    registered: TimestampField | None = None
    """with a registration: when"""


class AcknowledgeNotice(Call, frozen=True, tag_field="call", tag="receivables.acknowledge_notice"):
    """Say that one had a claimant's notice of assignment; authorised by the issuer, who is the debtor."""

    lot: InstrumentId
    claimant: PartyId


class ConfirmClaim(Call, frozen=True, tag_field="call", tag="receivables.confirm_claim"):
    """Say that one found a claim's registration as it says; authorised by the keeper, a registrar or a recorder."""

    lot: InstrumentId
    claimant: PartyId
    by: PartyId
    """who looked it up in the public registry"""
    registration: Annotated[str, Meta(min_length=1, max_length=200)]
    registered: TimestampField
    """when, as the registry has it"""


class WithdrawClaim(Call, frozen=True, tag_field="call", tag="receivables.withdraw_claim"):
    """Claim nothing on a lot any more, nor on what it is split into; authorised by the claimant."""

    lot: InstrumentId
    claimant: PartyId


class StrikeClaim(Call, frozen=True, tag_field="call", tag="receivables.strike_claim"):
    """Strike a claim that one found untrue; authorised by the programme's keeper."""

    lot: InstrumentId
    claimant: PartyId
    reason: Reason


class Rank(Call, frozen=True, tag_field="call", tag="receivables.rank"):
    """Record in which order those who financed one lot stand (Civil Code, article 768); by anybody."""

    lot: InstrumentId
