# SPDX-License-Identifier: Apache-2.0
"""Deals between two parties: proposed by one, affirmed by the other on the same terms, settled at once or not at all.

What each side delivers stays in its account, under a hold whose executor is the deal, until both move together.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Movement, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.records import QUOTES, Quote, QuoteStatus
from counterfoil.modules.over_the_counter.reports import REPORTS, Report
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    LedgerHash,
    LedgerHashField,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)


class DealStatus(StrEnum):
    proposed = "proposed"
    affirmed = "affirmed"
    """both stand by the same terms"""
    confirmed = "venue_confirmed"
    """the venue that had to has confirmed it"""
    settled = "settled"
    cancelled = "cancelled"
    lapsed = "lapsed"
    failed = "failed"


DEAL_CYCLE: Final[dict[DealStatus, frozenset[DealStatus]]] = {
    DealStatus.proposed: frozenset({DealStatus.affirmed, DealStatus.cancelled, DealStatus.lapsed}),
    DealStatus.affirmed: frozenset({DealStatus.confirmed, DealStatus.settled, DealStatus.cancelled, DealStatus.failed}),
    DealStatus.confirmed: frozenset({DealStatus.settled, DealStatus.cancelled, DealStatus.failed}),
    DealStatus.settled: frozenset(),
    DealStatus.cancelled: frozenset(),
    DealStatus.lapsed: frozenset(),
    DealStatus.failed: frozenset(),
}
"""status → the statuses it may change to"""
OPEN: Final = frozenset(status for status, following in DEAL_CYCLE.items() if following)
STANDING: Final = frozenset({DealStatus.affirmed, DealStatus.confirmed})
"""Both sides stand by it."""


class DealTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What two parties agree on. Its canonical bytes are what both name by their hash."""

    agreement: str
    seller: AccountId
    buyer: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    consideration: PositiveMoney
    """for all of it"""
    settles: Timestamp
    """not before this time"""
    latest: Timestamp
    """after this time either side may let it fail"""
    uti: str
    venue: PartyId | None
    """who must confirm it before it settles, as where the transfer of a regional equity market's shares asks for it"""

    @property
    def hash(self) -> LedgerHash:
        """SHA-256 of the canonical bytes."""
        return LedgerHash(to_hex(digest(canonical.encode_trusted(msgspec.to_builtins(self)))))


class Standing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side that stands by the deal: its account, and who consented for that."""

    account: AccountId
    by: tuple[PartyId, ...]


class Deal(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bilateral deal, and how far it has come."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    deal: str
    proposer: PartyId
    other: PartyId
    terms: DealTerms
    hash: LedgerHashField
    """of the terms"""
    affirm_by: Timestamp
    quote: str | None
    """the quote by whose taking it was made"""
    agreed: tuple[Standing, ...]
    status: DealStatus = DealStatus.proposed

    @property
    def over(self) -> bool:
        """Nothing more moves by its doing."""
        return self.status not in OPEN

    @property
    def sides(self) -> tuple[PartyId, PartyId]:
        return self.proposer, self.other

    @property
    def ready(self) -> bool:
        """Whether all that must stand by it do."""
        return self.status is (DealStatus.affirmed if self.terms.venue is None else DealStatus.confirmed)

    @property
    def unaffirmed(self) -> AccountId:
        """The account of the side that has not affirmed."""
        return next(one for one in (self.terms.seller, self.terms.buyer) if one != self.agreed[0].account)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Each side takes what the other delivers, once all stand by it."""
        terms = self.terms
        legs = (
            (Side.takes, terms.buyer, terms.instrument, terms.quantity),
            (Side.takes, terms.seller, terms.cash, terms.consideration),
        )
        meant = movement[:4] in legs and movement.cause == DEALS.path(self.deal) and self.ready
        require(meant, HoldingsOutcome.consent_missing, self.deal)
        return next((one.by for one in self.agreed if one.account == movement.account), ())


DEALS: Final = Table("over_the_counter/deal", Deal, Outcome.unknown_deal, Outcome.deal_exists)
_DEALS: Changes[Deal] = Changes(DEALS)
_QUOTES: Changes[Quote] = Changes(QUOTES)
_REPORTS: Changes[Report] = Changes(REPORTS)


class DealEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    deal: str


class Proposed(DealEvent, frozen=True):
    """A party proposed a deal to another."""

    type: ClassVar[str] = "over_the_counter.proposed"
    by: PartyId
    to: PartyId
    account: AccountId
    """the proposer's own"""
    terms: DealTerms
    affirm_by: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        deal = Deal(
            deal=self.deal,
            proposer=self.by,
            other=self.to,
            terms=self.terms,
            hash=self.terms.hash,
            affirm_by=self.affirm_by,
            quote=None,
            agreed=(Standing(account=self.account, by=given_by(consents)),),
        )
        yield _DEALS.create(deal, self.deal)

    def permit(self, moment: Moment) -> Consents:
        return bound(moment, self.account, self.by)


class Affirming(DealEvent, frozen=True):
    """What an affirmation and the taking of a quote share: both stand by it, and it is due to a trade repository."""

    by: PartyId
    account: AccountId
    uti: str
    hash: LedgerHashField
    """of the terms"""
    repository: PartyId
    report_by: Timestamp

    @property
    def report(self) -> Report:
        """What becomes due."""
        return Report(uti=self.uti, deal=self.deal, terms=self.hash, repository=self.repository, due=self.report_by)

    def permit(self, moment: Moment) -> Consents:
        return bound(moment, self.account, self.by)


class Affirmed(Affirming, frozen=True):
    """The other side affirmed a deal, on the same terms."""

    type: ClassVar[str] = "over_the_counter.affirmed"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        side = Standing(account=self.account, by=given_by(consents))
        yield _DEALS.change(
            lambda before: replace(before, agreed=(*before.agreed, side), status=DealStatus.affirmed), self.deal
        )
        yield _REPORTS.create(self.report, self.uti)


class Taken(Affirming, frozen=True):
    """A firm quote was taken, which makes a deal by which both stand."""

    type: ClassVar[str] = "over_the_counter.taken"
    quote: str
    terms: DealTerms
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        quote = known(moment, QUOTES, self.quote)
        deal = Deal(
            deal=self.deal,
            proposer=quote.dealer,
            other=self.by,
            terms=self.terms,
            hash=self.hash,
            affirm_by=self.time,
            quote=self.quote,
            agreed=(
                Standing(account=quote.account, by=quote.agreed_by),
                Standing(account=self.account, by=given_by(consents)),
            ),
            status=DealStatus.affirmed,
        )

        def take(before: Quote) -> Quote:
            taken = Quantity(before.taken + self.terms.quantity)
            status = QuoteStatus.used_up if taken == before.quantity else before.status
            return replace(before, taken=taken, status=status)

        yield _QUOTES.change(take, self.quote)
        yield _DEALS.create(deal, self.deal)
        yield _REPORTS.create(self.report, self.uti)


class Confirmed(DealEvent, frozen=True):
    """The venue confirmed a deal."""

    type: ClassVar[str] = "over_the_counter.confirmed"
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.confirmed)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.venue)
        return ()


class Settled(DealEvent, frozen=True):
    """Both sides delivered at once."""

    type: ClassVar[str] = "over_the_counter.settled"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    by: PartyId
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.settled)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Cancelled(DealEvent, frozen=True):
    """A deal ended: by its proposer before the other affirmed, by both after."""

    type: ClassVar[str] = "over_the_counter.cancelled"
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.cancelled)

    def permit(self, moment: Moment) -> Consents:
        deal = known(moment, DEALS, self.deal)
        alone = deal.status is DealStatus.proposed and self.by == deal.proposer
        require_parties(moment, *((self.by,) if alone else deal.sides))
        return ()


class Lapsed(DealEvent, frozen=True):
    """Nobody affirmed in time."""

    type: ClassVar[str] = "over_the_counter.lapsed"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.lapsed)


class Failed(DealEvent, frozen=True):
    """A side let a deal fail that had not settled in its time."""

    type: ClassVar[str] = "over_the_counter.failed"
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEALS.replace(self.deal, status=DealStatus.failed)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


DEAL_EVENTS: tuple[Any, ...] = (Proposed, Affirmed, Taken, Confirmed, Settled, Cancelled, Lapsed, Failed)


def bound(moment: Moment, account: AccountId, *parties: PartyId) -> Consents:
    """Whoever controls the account lets it give and take, and the parties consent."""
    consents = all_known(
        (partial(signed_for, moment, account, Side.gives), partial(signed_for, moment, account, Side.takes))
    )
    return together(moment, consents, *parties)
