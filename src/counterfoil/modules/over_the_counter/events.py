# SPDX-License-Identifier: Apache-2.0
"""Events of agreements and quotes; those of deals, reports, placements and collateral stand beside their records."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.over_the_counter.collateral import COLLATERAL_EVENTS
from counterfoil.modules.over_the_counter.deals import DEAL_EVENTS, bound
from counterfoil.modules.over_the_counter.placements import PLACEMENT_EVENTS
from counterfoil.modules.over_the_counter.records import (
    AGREEMENT_VERSIONS,
    AGREEMENTS,
    QUOTES,
    Agreement,
    AgreementStatus,
    AgreementVersion,
    CreditSupport,
    Direction,
    Quote,
    QuoteStatus,
)
from counterfoil.modules.over_the_counter.reports import REPORT_EVENTS
from counterfoil.modules.parties.authority import require_parties, require_party, signed_for, together
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Timestamp,
)

_AGREEMENTS: Changes[Agreement] = Changes(AGREEMENTS)
_QUOTES: Changes[Quote] = Changes(QUOTES)


class AgreementEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    agreement: str


def _both(moment: Moment, first: PartyId, second: PartyId, credit: CreditSupport | None) -> Consents:
    """Both sides consent, and whoever controls the accounts that take collateral."""
    if credit is None:
        require_parties(moment, first, second)
        return ()
    consents = all_known(
        (
            partial(signed_for, moment, credit.first_account, Side.takes),
            partial(signed_for, moment, credit.first_account, Side.gives),
            partial(signed_for, moment, credit.second_account, Side.takes),
            partial(signed_for, moment, credit.second_account, Side.gives),
        )
    )
    return together(moment, consents, first, second)


def _agreed_by(consents: Consents) -> tuple[PartyId, ...]:
    return tuple(dict.fromkeys(party for consent in consents for party in consent.by))


class Agreed(AgreementEvent, frozen=True):
    """Two parties made a master agreement."""

    type: ClassVar[str] = "over_the_counter.agreed"
    first: PartyId
    second: PartyId
    hash: HashField
    credit: CreditSupport | None
    reporter: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        agreement = Agreement(
            agreement=self.agreement,
            first=self.first,
            second=self.second,
            hash=self.hash,
            credit=self.credit,
            reporter=self.reporter,
            agreed_by=_agreed_by(consents),
        )
        yield _AGREEMENTS.create(agreement, self.agreement)

    def permit(self, moment: Moment) -> Consents:
        return _both(moment, self.first, self.second, self.credit)


class Amended(AgreementEvent, frozen=True):
    """Both parties gave the agreement a new version."""

    type: ClassVar[str] = "over_the_counter.amended"
    hash: HashField
    credit: CreditSupport | None
    reporter: PartyId | None
    version: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        by = _agreed_by(consents)

        def amend(before: Agreement) -> Agreement:
            said = {"hash": self.hash, "credit": self.credit, "reporter": self.reporter, "version": self.version}
            return replace(before, agreed_by=by, **said)

        yield _AGREEMENTS.change(amend, self.agreement)

    def writes(self, moment: Moment) -> Iterator[Write]:
        before = known(moment, AGREEMENTS, self.agreement)
        earlier = AgreementVersion(hash=before.hash, credit=before.credit, reporter=before.reporter)
        yield Write(AGREEMENT_VERSIONS, (self.agreement, str(before.version)), earlier)

    def permit(self, moment: Moment) -> Consents:
        return _both(moment, *known(moment, AGREEMENTS, self.agreement).sides, self.credit)


class Terminated(AgreementEvent, frozen=True):
    """Both parties ended the agreement; what was dealt under it goes on."""

    type: ClassVar[str] = "over_the_counter.terminated"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AGREEMENTS.replace(self.agreement, status=AgreementStatus.terminated)

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, *known(moment, AGREEMENTS, self.agreement).sides)
        return ()


class QuoteEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    quote: str


class Quoted(QuoteEvent, frozen=True):
    """A dealer quoted a price; a firm one binds it."""

    type: ClassVar[str] = "over_the_counter.quoted"
    dealer: PartyId
    account: AccountId
    direction: Direction
    instrument: InstrumentId
    quantity: PositiveQuantity
    lot: PositiveQuantity
    cash: InstrumentId
    lot_price: PositiveMoney
    firm: bool
    to: tuple[PartyId, ...]
    expires: Timestamp
    settles: Timestamp
    latest: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        quote = Quote(
            quote=self.quote,
            dealer=self.dealer,
            account=self.account,
            direction=self.direction,
            instrument=self.instrument,
            quantity=self.quantity,
            lot=self.lot,
            cash=self.cash,
            lot_price=self.lot_price,
            firm=self.firm,
            to=self.to,
            expires=self.expires,
            settles=self.settles,
            latest=self.latest,
            agreed_by=given_by(consents),
        )
        yield _QUOTES.create(quote, self.quote)

    def permit(self, moment: Moment) -> Consents:
        return bound(moment, self.account, self.dealer)


class QuoteWithdrawn(QuoteEvent, frozen=True):
    """The dealer withdrew what was left of a quote."""

    type: ClassVar[str] = "over_the_counter.quote_withdrawn"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _QUOTES.replace(self.quote, status=QuoteStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, QUOTES, self.quote).dealer)
        return ()


EVENTS: tuple[Any, ...] = (
    *(Agreed, Amended, Terminated, Quoted, QuoteWithdrawn),
    *DEAL_EVENTS,
    *REPORT_EVENTS,
    *PLACEMENT_EVENTS,
    *COLLATERAL_EVENTS,
)
