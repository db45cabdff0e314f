# SPDX-License-Identifier: Apache-2.0
"""Securities as margin (有价证券充抵保证金): which a house takes, at which price, and what was lodged and taken over.

What is lodged is pledged to the margin account's record and stays its holder's: coupons and votes too. It counts
toward margin and never toward losses, which are paid in cash.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Movement, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import FuturesEvent, OfHouse, agreed
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)

ACCEPTED_MAX: Final = 64
MULTIPLE_MAX: Final = 100
Share = Annotated[Millionths, Meta(ge=0, le=1_000_000)]
Multiple = Annotated[int, Meta(ge=0, le=MULTIPLE_MAX)]


class Accepted(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A security that a house takes, how much of its price does not count, and how much of it (集中度)."""

    instrument: InstrumentId
    haircut_ppm: Share
    units_max: PositiveQuantity | None = None
    """that count for one account; None: without a cap"""
    all_units_max: PositiveQuantity | None = None
    """that are lodged for all accounts of the house together"""


AllAccepted = Annotated[tuple[Accepted, ...], Meta(max_length=ACCEPTED_MAX)]
Offsets = Annotated[tuple[str, ...], Meta(max_length=ACCEPTED_MAX)]


class SecuritiesRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which securities count, from a time on."""

    since: Timestamp
    multiple: int
    """they count up to so many times an account's cash (配比乘数)"""
    kept_ppm: Millionths
    """of the announced price: what the house pays for what it takes over"""
    securities: tuple[Accepted, ...]
    offsets: tuple[str, ...]
    """products whose short lots need no margin where receipts for the goods are lodged"""

    def of(self, instrument: InstrumentId) -> Accepted | None:
        """None: it is not taken."""
        return next((one for one in self.securities if one.instrument == instrument), None)


_NONE_YET: Final = SecuritiesRules(since=Timestamp(0), multiple=0, kept_ppm=Millionths(1), securities=(), offsets=())
"""In force until the first rules are, where these are of later, or a day is open when they are set."""


class SecuritiesPolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a house takes as margin besides cash."""

    house: str
    rules: tuple[SecuritiesRules, ...]


class SecurityPrice(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a house counts a security at."""

    house: str
    instrument: InstrumentId
    cash: InstrumentId
    day: DayNumber
    """for which it was announced last"""
    price: PositiveMoney
    """of so many units"""
    per: PositiveQuantity
    reason: str


class Keeper(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A house's account that pays for the securities which it takes over, and takes them."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    house: str
    cash: InstrumentId
    account: AccountId
    agreed_by: tuple[PartyId, ...]

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It pays cash and takes securities, by the doing of a margin account of this house, and nothing else."""
        name = (movement.cause or "").removeprefix(f"{MARGIN_ACCOUNTS.prefix}/")
        account = moment.read(MARGIN_ACCOUNTS, name)
        ours = account is not None and account.house == self.house and movement.account == self.account
        bought = (movement.side is Side.gives) is (movement.instrument == self.cash)
        require(ours and bought, HoldingsOutcome.consent_missing, self.house)
        return self.agreed_by


SECURITIES: Final = Table(
    "futures/securities",
    SecuritiesPolicy,
    LodgingOutcome.no_securities_policy,
    LodgingOutcome.securities_policy_exists,
)
SECURITY_PRICES: Final = Table(
    "futures/security_price", SecurityPrice, LodgingOutcome.security_unpriced, LodgingOutcome.security_priced_already
)
KEEPERS: Final = Table("futures/keeper", Keeper, LodgingOutcome.no_keeper, LodgingOutcome.keeper_exists)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)


class SecuritiesSet(OfHouse, frozen=True):
    """A house takes these securities as margin from a time on."""

    type: ClassVar[str] = "futures.securities_set"
    since: Timestamp
    multiple: int
    kept_ppm: Millionths
    securities: tuple[Accepted, ...]
    offsets: tuple[str, ...]
    kept_from: Timestamp
    """what was in force then stays on record: when the day began that is open, or now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(SECURITIES, (self.house,), self._with)

    def _with(self, before: SecuritiesPolicy | None) -> SecuritiesPolicy:
        entry = SecuritiesRules(
            since=self.since,
            multiple=self.multiple,
            kept_ppm=self.kept_ppm,
            securities=self.securities,
            offsets=self.offsets,
        )
        entries = (_NONE_YET,) if before is None else before.rules
        rules = scheduled(entries, entry, self.kept_from, LodgingOutcome.too_many_securities_rules, self.house)
        return SecuritiesPolicy(house=self.house, rules=rules)


class KeeperNamed(OfHouse, frozen=True):
    """A house named the account that pays for what it takes over, and takes it."""

    type: ClassVar[str] = "futures.keeper_named"
    cash: InstrumentId
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        by = agreed(known(moment, HOUSES, self.house).by, consents)
        made = Keeper(house=self.house, cash=self.cash, account=self.account, agreed_by=by)
        yield Touch(KEEPERS, (self.house,), lambda _before: made)

    def permit(self, moment: Moment) -> Consents:
        by = known(moment, HOUSES, self.house).by
        require_role(moment, by, Role.clearing_house)
        return together(moment, tuple(signed_for(moment, self.account, side) for side in Side), by)


class SecurityPriced(OfHouse, frozen=True):
    """A house announced at what it counts a security for a day."""

    type: ClassVar[str] = "futures.security_priced"
    instrument: InstrumentId
    cash: InstrumentId
    day: DayNumber
    price: PositiveMoney
    per: PositiveQuantity
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = SecurityPrice(
            house=self.house,
            instrument=self.instrument,
            cash=self.cash,
            day=self.day,
            price=self.price,
            per=self.per,
            reason=self.reason,
        )
        yield Touch(SECURITY_PRICES, (self.house, self.instrument), lambda _before: made)


class OfPledge(FuturesEvent, frozen=True):
    """What happens to a pledge that is lodged."""

    account: AccountId
    house: str
    pledge: str
    instrument: InstrumentId


class SecurityLodged(OfPledge, frozen=True):
    """What an account's holder pledged counts as margin; where ``product`` is named, it stands for short lots of it."""

    type: ClassVar[str] = "futures.security_lodged"
    quantity: PositiveQuantity
    product: str
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        lodged = Lodged(self.pledge, self.instrument, self.product)
        yield _ACCOUNTS.change(lambda before: replace(before, lodged=(*before.lodged, lodged)), self.account)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


class SecurityReturned(OfPledge, frozen=True):
    """So much of a pledge counts no more, and is its holder's to do with."""

    type: ClassVar[str] = "futures.security_returned"
    quantity: Quantity
    """none, where an order had taken all of it"""
    whole: bool
    """whether nothing is left of the pledge"""
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield less_of_pledge(self.account, self.pledge, whole=self.whole)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


class SecurityRealised(OfPledge, frozen=True):
    """An account owed what it had not in cash: its house took over so much of a pledge, and paid the account for it."""

    type: ClassVar[str] = "futures.security_realised"
    cash: InstrumentId
    day: DayNumber
    quantity: PositiveQuantity
    price: PositiveMoney
    """announced, of so many units"""
    per: PositiveQuantity
    kept_ppm: Millionths
    """of it, what the house pays"""
    amount: PositiveMoney
    owed: Money
    """what the account owed"""
    keeper: AccountId
    """whose it is now"""
    whole: bool
    """whether nothing is left of the pledge"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield less_of_pledge(self.account, self.pledge, whole=self.whole)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, HOUSES, self.house).by, Role.clearing_house)
        return ()


def less_of_pledge(account: AccountId, pledge: str, *, whole: bool) -> Touch:
    """An account after some of a pledge is gone, or all of it."""

    def change(before: MarginAccount) -> MarginAccount:
        kept = tuple(one for one in before.lodged if not (whole and one.pledge == pledge))
        return replace(before, lodged=kept)

    return _ACCOUNTS.change(change, account)


EVENTS: Final[tuple[type[EventData], ...]] = (
    SecuritiesSet,
    KeeperNamed,
    SecurityPriced,
    SecurityLodged,
    SecurityReturned,
    SecurityRealised,
)
TABLES: Final = (SECURITIES, SECURITY_PRICES, KEEPERS)
