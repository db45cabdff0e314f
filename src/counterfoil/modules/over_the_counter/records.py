# SPDX-License-Identifier: Apache-2.0
"""Records of agreements and quotes, the policy on reports, and the life cycles as tables."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import in_force
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.observed import Fixing
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money, NaturalMoney, PositiveMoney
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.primitives.types import (
    IDENTIFIER,
    INTEGER_MAX,
    PARTS_PER_MILLION,
    AccountId,
    DayNumber,
    Duration,
    HashField,
    InstrumentId,
    Millionths,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

ELIGIBLE_MAX: Final = 16
ADDRESSED_MAX: Final = 32
Haircut = Annotated[Millionths, Meta(ge=0, lt=PARTS_PER_MILLION)]
"""What is taken off the value of collateral."""
Period = Annotated[Duration, Meta(gt=0, le=366 * 86_400_000)]


class AgreementStatus(StrEnum):
    in_force = "in_force"
    terminated = "terminated"


AGREEMENT_CYCLE: Final[dict[AgreementStatus, frozenset[AgreementStatus]]] = {
    AgreementStatus.in_force: frozenset({AgreementStatus.terminated}),
    AgreementStatus.terminated: frozenset(),
}
"""status → the statuses it may change to; an amendment makes a new version of what is in force"""


class QuoteStatus(StrEnum):
    open = "open"
    used_up = "used_up"
    withdrawn = "withdrawn"


QUOTE_CYCLE: Final[dict[QuoteStatus, frozenset[QuoteStatus]]] = {
    QuoteStatus.open: frozenset({QuoteStatus.used_up, QuoteStatus.withdrawn}),
    QuoteStatus.used_up: frozenset(),
    QuoteStatus.withdrawn: frozenset(),
}
"""status → the statuses it may change to; what has expired stays as it was, and is open no longer"""


class Direction(StrEnum):
    """What the dealer does."""

    buys = "buys"
    sells = "sells"


class PriceFeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whose fixing is the price of a unit of collateral, instead of the valuation agent's word."""

    feed: RecordPath
    fresh_for: Period
    """how old the fixing may be when the price is said"""
    multiplier: Annotated[int, Meta(ge=1, le=INTEGER_MAX)] = 1
    """how many of the smallest unit of the cash a unit is worth for each 1 of the feed: 100 from yuan to fen"""

    def unit_price(self, fixing: Fixing) -> int:
        """In the smallest unit of the cash, rounded down; no price where it is not above zero."""
        return fixing.value * self.multiplier // int(10**fixing.decimals)


class Eligible(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is taken as collateral, what is taken off its value, and who says what it is worth."""

    instrument: Annotated[InstrumentId, IDENTIFIER]
    haircut_ppm: Haircut = Millionths(0)
    priced_by: PriceFeed | None = None
    """None: the valuation agent says the price; of the cash no price is said"""


class CreditSupport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How exposures under an agreement are secured. Amounts are of ``cash``."""

    cash: InstrumentId
    first_account: AccountId
    second_account: AccountId
    eligible: Annotated[tuple[Eligible, ...], Meta(min_length=1, max_length=ELIGIBLE_MAX)]
    valuation_agent: PartyId
    respond_within_ms: Period
    """from the publication of a valuation: to dispute it"""
    deliver_within_ms: Period
    """from the publication of a valuation, and from the end of a dispute"""
    threshold_amount: NaturalMoney = Quantity(0)
    """no exposure up to this is secured"""
    minimum_transfer: NaturalMoney = Quantity(0)
    rounding: PositiveMoney = Quantity(1)
    """what is called is a multiple of this: rounded up where it secures, down where it goes back"""
    calculation_agent: PartyId | None = None
    """who may end a dispute alone"""

    def account_of(self, first: bool) -> AccountId:
        return self.first_account if first else self.second_account

    def haircut_of(self, instrument: InstrumentId) -> Millionths | None:
        """None of what is not eligible."""
        return next((one.haircut_ppm for one in self.eligible if one.instrument == instrument), None)

    def feed_of(self, instrument: InstrumentId) -> PriceFeed | None:
        """Where the price of what is eligible is taken from; None: the valuation agent says it."""
        return next((one.priced_by for one in self.eligible if one.instrument == instrument), None)


class Posted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units that secure one side, and are the other's to get back."""

    instrument: InstrumentId
    quantity: int
    """positive: the second party's, with the first; negative: the first party's, with the second"""


class Agreement(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A master agreement between two parties, in its current version; its text stays off the ledger."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    agreement: str
    first: PartyId
    second: PartyId
    hash: HashField
    """SHA-256 of its text"""
    credit: CreditSupport | None
    """None: nothing is secured under it"""
    reporter: PartyId | None
    """who may report the deals of both; None: each its own"""
    agreed_by: tuple[PartyId, ...] = ()
    """who consented for the two accounts of the credit support"""
    version: int = 1
    status: AgreementStatus = AgreementStatus.in_force
    posted: tuple["Posted", ...] = ()
    """collateral that is out, in the order of instruments"""
    valued: DayNumber | None = None
    """the day valued last"""

    @property
    def sides(self) -> tuple[PartyId, PartyId]:
        return self.first, self.second

    def with_posted(self, instrument: InstrumentId, quantity: int) -> "Agreement":
        """After so many units more went to the first party, or, negative, to the second."""
        out = {one.instrument: one.quantity for one in self.posted}
        out[instrument] = out.get(instrument, 0) + quantity
        posted = tuple(Posted(instrument=one, quantity=out[one]) for one in sorted(out) if out[one])
        return replace(self, posted=posted)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The accounts of the credit support take collateral, by the doing of a valuation under the agreement."""
        credit = self.credit
        caused = movement.cause is not None and movement.cause.startswith(f"{VALUED}/{self.agreement}/")
        accounts = () if credit is None else (credit.first_account, credit.second_account)
        eligible = credit is not None and credit.haircut_of(movement.instrument) is not None
        meant = movement.side is Side.takes and movement.account in accounts and eligible and caused
        require(meant, HoldingsOutcome.consent_missing, self.agreement)
        return self.agreed_by


VALUED: Final = "over_the_counter/valuation"
"""The table of valuations, whose records move collateral."""


class AgreementVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an earlier version said."""

    hash: HashField
    credit: CreditSupport | None
    reporter: PartyId | None


class Quote(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a dealer would buy or sell at, to whom, until when; and how much of it was taken."""

    quote: str
    dealer: PartyId
    account: AccountId
    direction: Direction
    instrument: InstrumentId
    quantity: Quantity
    lot: Quantity
    """it is taken in multiples of this"""
    cash: InstrumentId
    lot_price: Money
    """for one lot"""
    firm: bool
    to: tuple[PartyId, ...]
    """empty: anybody"""
    expires: Timestamp
    settles: Timestamp
    latest: Timestamp
    agreed_by: tuple[PartyId, ...]
    """who consented for the dealer's account"""
    taken: Quantity = Quantity(0)
    status: QuoteStatus = QuoteStatus.open

    @property
    def left(self) -> int:
        return self.quantity - self.taken


class PolicyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which trade repository deals are reported, and how soon after both stand by them."""

    since: Timestamp
    repository: PartyId
    within_ms: Period
    by: PartyId
    reference: str


class ReportingPolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in force, and what is to come."""

    entries: tuple[PolicyEntry, ...] = ()


POLICY_KEY: Final = "current"
AGREEMENTS: Final = Table("over_the_counter/agreement", Agreement, Outcome.unknown_agreement, Outcome.agreement_exists)
AGREEMENT_VERSIONS: Final = Table(
    "over_the_counter/agreement_version",
    AgreementVersion,
    Outcome.unknown_agreement_version,
    Outcome.agreement_version_exists,
)
QUOTES: Final = Table("over_the_counter/quote", Quote, Outcome.unknown_quote, Outcome.quote_exists)
POLICIES: Final = Table(
    "over_the_counter/policy", ReportingPolicy, Outcome.no_reporting_policy, Outcome.reporting_policy_exists
)


def require_counted(amount: int, detail: str) -> None:
    """The amount is one that can be counted."""
    require(abs(amount) <= INTEGER_MAX, Outcome.beyond_counting, detail)


def policy_at(moment: Moment) -> PolicyEntry:
    """What is in force now about reports; Refused when nothing is."""
    entry = in_force(known(moment, POLICIES, POLICY_KEY).entries, moment.time)
    if entry is None:
        raise Refused(Outcome.no_reporting_policy, POLICY_KEY)
    return entry


def agreement_in_force(moment: Moment, agreement: str) -> Agreement:
    """The agreement, which must not be terminated."""
    record = known(moment, AGREEMENTS, agreement)
    require(record.status is AgreementStatus.in_force, Outcome.agreement_over, agreement)
    return record
