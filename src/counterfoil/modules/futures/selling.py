# SPDX-License-Identifier: Apache-2.0
"""What was lodged by who owes, sold to a third party: the house and the buyer agree, and units go against money."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Changes, Consents, EventData, Movement, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import agreed
from counterfoil.modules.futures.lodging import OfPledge, less_of_pledge
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.records import HOUSES, own_path
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, PartyId, PositiveQuantity


class SaleStatus(StrEnum):
    """Of a sale."""

    agreed_on = "agreed_on"
    """for its day"""
    delivered_and_paid = "delivered_and_paid"


SALE_CYCLE: Final[dict[SaleStatus, frozenset[SaleStatus]]] = {
    SaleStatus.agreed_on: frozenset({SaleStatus.delivered_and_paid}),
    SaleStatus.delivered_and_paid: frozenset(),
}
"""status → the statuses it may change to"""


class Sale(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of a pledge for money of a buyer, who agreed to both."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    sale: str
    house: str
    day: DayNumber
    account: AccountId
    """the margin account that owes"""
    pledge: str
    instrument: InstrumentId
    quantity: PositiveQuantity
    cash: InstrumentId
    amount: PositiveMoney
    pays: AccountId
    into: AccountId
    reason: str
    agreed_by: tuple[PartyId, ...]
    status: SaleStatus = SaleStatus.agreed_on

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The buyer's account pays so much and no more, the other takes so many, by the doing of the margin account."""
        gives, takes = (Side.gives, self.pays, self.cash), (Side.takes, self.into, self.instrument)
        meant = {gives: self.amount, takes: self.quantity}.get(movement[:3])
        ours = movement.cause == own_path(self.account) and self.status is SaleStatus.agreed_on
        require(ours and meant == movement.quantity, HoldingsOutcome.consent_missing, self.sale)
        return self.agreed_by


SALES: Final = Table("futures/sale", Sale, LodgingOutcome.unknown_sale, LodgingOutcome.sale_exists)
_SALES: Changes[Sale] = Changes(SALES)


class SaleAgreed(OfPledge, frozen=True):
    """A house and a buyer agreed on a sale, for the day that is open."""

    type: ClassVar[str] = "futures.sale_agreed"
    sale: str
    day: DayNumber
    quantity: PositiveQuantity
    cash: InstrumentId
    amount: PositiveMoney
    pays: AccountId
    into: AccountId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Sale(
            sale=self.sale,
            house=self.house,
            day=self.day,
            account=self.account,
            pledge=self.pledge,
            instrument=self.instrument,
            quantity=self.quantity,
            cash=self.cash,
            amount=self.amount,
            pays=self.pays,
            into=self.into,
            reason=self.reason,
            agreed_by=agreed(known(moment, HOUSES, self.house).by, consents),
        )
        yield _SALES.create(made, self.sale)

    def permit(self, moment: Moment) -> Consents:
        by = known(moment, HOUSES, self.house).by
        require_role(moment, by, Role.clearing_house)
        buyer = (signed_for(moment, self.pays, Side.gives), signed_for(moment, self.into, Side.takes))
        return together(moment, buyer, by)


class SecuritySold(OfPledge, frozen=True):
    """An account owed what it had not in cash: a third party has so much of a pledge, and paid the account for it."""

    type: ClassVar[str] = "futures.security_sold"
    sale: str
    cash: InstrumentId
    day: DayNumber
    quantity: PositiveQuantity
    price: PositiveMoney
    """announced, of so many units"""
    per: PositiveQuantity
    kept_ppm: Millionths
    """of it, what the house would have paid itself, and no sale is below"""
    amount: PositiveMoney
    owed: Money
    """what the account owed"""
    into: AccountId
    """whose it is now"""
    whole: bool
    """whether nothing is left of the pledge"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield less_of_pledge(self.account, self.pledge, whole=self.whole)
        yield _SALES.replace(self.sale, status=SaleStatus.delivered_and_paid)


EVENTS: Final[tuple[type[EventData], ...]] = (SaleAgreed, SecuritySold)
TABLES: Final = (SALES,)
