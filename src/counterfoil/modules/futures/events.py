# SPDX-License-Identifier: Apache-2.0
"""Events of houses, products, contracts, members and days."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.client_records import ACCOUNTS_MAX, CLIENTS, Client
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.ending_rules import EndingRules
from counterfoil.modules.futures.option_terms import OptionTerms
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    CalendarDays,
    ClearingMember,
    DayStatus,
    FuturesContract,
    House,
    MarginAccount,
    Price,
    Product,
    ProductRules,
    TradingDay,
)
from counterfoil.modules.futures.widening import Announced
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, OffsetMinutes, PartyId, Timestamp

_HOUSES: Changes[House] = Changes(HOUSES)
_PRODUCTS: Changes[Product] = Changes(PRODUCTS)
_CONTRACTS: Changes[FuturesContract] = Changes(FUTURES)
_MEMBERS: Changes[ClearingMember] = Changes(MEMBERS)
_DAYS: Changes[TradingDay] = Changes(DAYS)


class FuturesEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement


class HouseOpened(FuturesEvent, frozen=True):
    """A clearing house clears futures from now on."""

    type: ClassVar[str] = "futures.house_opened"
    house: str
    by: PartyId
    cash: InstrumentId
    account: AccountId
    fees: AccountId
    offset_min: OffsetMinutes
    calendar: CalendarDays

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        house = House(
            house=self.house,
            by=self.by,
            cash=self.cash,
            account=self.account,
            fees=self.fees,
            agreed_by=agreed(self.by, consents),
            offset_min=self.offset_min,
            calendar=self.calendar,
        )
        yield _HOUSES.create(house, self.house)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.clearing_house)
        return together(moment, (signed_for(moment, self.fees, Side.takes),), self.by)


class OfHouse(FuturesEvent, frozen=True):
    """What a house does by itself."""

    house: str

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


class CalendarSet(OfHouse, frozen=True):
    """A house has other trading days to come."""

    type: ClassVar[str] = "futures.calendar_set"
    calendar: CalendarDays

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _HOUSES.replace(self.house, calendar=self.calendar)


class ProductDefined(FuturesEvent, frozen=True):
    """There is a product."""

    type: ClassVar[str] = "futures.product_defined"
    object: ClassVar[ObjectClass] = ObjectClass.product
    product: str
    house: str
    venue: PartyId
    title: str
    decimals: int
    multiplier: int
    rules: ProductRules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        product = Product(
            product=self.product,
            house=self.house,
            venue=self.venue,
            title=self.title,
            decimals=self.decimals,
            multiplier=self.multiplier,
            rules=(self.rules,),
        )
        yield _PRODUCTS.create(product, self.product)

    def permit(self, moment: Moment) -> Consents:
        by = known(moment, HOUSES, self.house).by
        require_role(moment, by, Role.clearing_house)
        require_role(moment, self.venue, Role.venue)
        require_parties(moment, by, self.venue)
        return ()


class RulesSet(OfHouse, frozen=True):
    """A product has other rules from a time on."""

    type: ClassVar[str] = "futures.rules_set"
    product: str
    rules: ProductRules
    kept_from: Timestamp
    """what was in force then stays on record: when the day began that is open, or now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def change(before: Product) -> Product:
            entries = scheduled(
                before.rules, self.rules, self.kept_from, FuturesOutcome.too_many_product_rules, self.product
            )
            return replace(before, rules=entries)

        yield _PRODUCTS.change(change, self.product)


class ByVenue(FuturesEvent, frozen=True):
    """What a product's venue does."""

    product: str

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, PRODUCTS, self.product).venue, Role.venue)
        return ()


class ContractListed(ByVenue, frozen=True):
    """A contract trades from a day on."""

    type: ClassVar[str] = "futures.contract_listed"
    object: ClassVar[ObjectClass] = ObjectClass.product
    contract: str
    house: str
    cash: InstrumentId
    first: DayNumber
    last: DayNumber
    listing_price: Price
    ending: EndingRules | None
    counts_members: bool
    option: OptionTerms | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        contract = FuturesContract(
            contract=self.contract,
            product=self.product,
            house=self.house,
            cash=self.cash,
            first=self.first,
            last=self.last,
            settlement=self.listing_price,
            previous=self.listing_price,
            ending=self.ending,
            option=self.option,
            counts_members=self.counts_members,
        )
        yield _CONTRACTS.create(contract, self.contract)


class LimitsAnnounced(ByVenue, frozen=True):
    """A contract has these price limits for a day."""

    type: ClassVar[str] = "futures.limits_announced"
    contract: str
    day: DayNumber
    lower: Price
    upper: Price
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, announced=Announced(self.day, self.lower, self.upper))


class Admitted(OfHouse, frozen=True):
    """A party is a member of a house."""

    type: ClassVar[str] = "futures.admitted"
    member: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MEMBERS.create(ClearingMember(house=self.house, member=self.member), self.house, self.member)

    def permit(self, moment: Moment) -> Consents:
        super().permit(moment)
        require_parties(moment, known(moment, HOUSES, self.house).by, self.member)
        return ()


class MarginAccountOpened(FuturesEvent, frozen=True):
    """An account stands under the mandate of a house, and a member answers for it."""

    type: ClassVar[str] = "futures.account_opened"
    object: ClassVar[ObjectClass] = ObjectClass.account
    account: AccountId
    house: str
    cash: InstrumentId
    holder: PartyId
    member: PartyId
    own: bool
    delivers: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        account = MarginAccount(
            account=self.account,
            house=self.house,
            cash=self.cash,
            holder=self.holder,
            member=self.member,
            agreed_by=(self.holder,) if self.own else (self.holder, self.member),
            own=self.own,
            delivers=self.delivers,
        )
        yield Changes(MARGIN_ACCOUNTS).create(account, self.account)
        yield Touch(CLIENTS, (self.house, self.holder), self._client)
        if self.own:
            yield _MEMBERS.replace(self.house, self.member, account=self.account)

    def _client(self, before: Client | None) -> Client:
        now = before or Client(house=self.house, holder=self.holder)
        require(len(now.accounts) < ACCOUNTS_MAX, ControlOutcome.too_many_accounts, self.holder)
        return replace(now, accounts=(*now.accounts, self.account))

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, self.holder, self.member)
        return ()


class AccountBound(FuturesEvent, frozen=True):
    """Money of a margin account is paid out to this account, and to no other."""

    type: ClassVar[str] = "futures.account_bound"
    object: ClassVar[ObjectClass] = ObjectClass.account
    account: AccountId
    to: AccountId
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        by = tuple(party for consent in consents for party in consent.by)
        yield Changes(MARGIN_ACCOUNTS).replace(self.account, bound=self.to, bound_by=by)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return together(moment, (signed_for(moment, self.to, Side.takes),), self.holder)


class DayOpened(OfHouse, frozen=True):
    """Trades of this day are booked from now on."""

    type: ClassVar[str] = "futures.day_opened"
    day: DayNumber
    cash: InstrumentId
    before: DayNumber | None
    """the day that was closed before it"""
    carried: Money
    """what that left due, to accounts that are suspended"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _HOUSES.replace(self.house, day=self.day)
        yield _DAYS.create(
            TradingDay(house=self.house, day=self.day, cash=self.cash, due=self.carried), self.house, str(self.day)
        )


class DayClosed(FuturesEvent, frozen=True):
    """All accounts are settled, what was lost is collected, and what was gained paid but to who is suspended."""

    type: ClassVar[str] = "futures.day_closed"
    house: str
    day: DayNumber

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _HOUSES.replace(self.house, day=None, closed=self.day)
        yield _DAYS.replace(self.house, str(self.day), status=DayStatus.closed)


class SettlementFixed(FuturesEvent, frozen=True):
    """A contract has its settlement price of a day. ``reason``: why it was announced; empty: it was computed."""

    type: ClassVar[str] = "futures.settlement_fixed"
    contract: str
    house: str
    day: DayNumber
    price: Price
    previous: Price
    computed: bool
    reason: str
    again: bool = False
    """whether it takes the place of another of the same day, at which nothing was done yet"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, settlement=self.price, previous=self.previous, settled=self.day)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


class Confirmed(FuturesEvent, frozen=True):
    """The holder of an account confirmed its statement of a day (CTP SettlementInfoConfirm)."""

    type: ClassVar[str] = "futures.statement_confirmed"
    account: AccountId
    holder: PartyId
    day: DayNumber
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Changes(MARGIN_ACCOUNTS).replace(self.account, confirmed=self.day)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


def agreed(by: PartyId, consents: Consents) -> tuple[PartyId, ...]:
    """Who agreed: the house, and whoever consented for its account."""
    return tuple(dict.fromkeys((by, *(party for consent in consents for party in consent.by))))


EVENTS: tuple[type[EventData], ...] = (
    HouseOpened,
    CalendarSet,
    ProductDefined,
    RulesSet,
    ContractListed,
    LimitsAnnounced,
    Admitted,
    MarginAccountOpened,
    AccountBound,
    DayOpened,
    DayClosed,
    SettlementFixed,
    Confirmed,
)
