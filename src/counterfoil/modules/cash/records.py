# SPDX-License-Identifier: Apache-2.0
"""Records of the cash module: currencies with their policies, vaults with their backing, wallets and what they use."""

from enum import StrEnum
from typing import ClassVar, Final

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.dated import day_of, in_force
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.primitives.types import (
    PARTS_PER_MILLION,
    QUANTITY_MAX,
    AccountId,
    DayNumber,
    HexHash,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
)

YEAR_PPM: Final = 365 * PARTS_PER_MILLION
"""A year has 365 days, the leap year too (actual/365), and rates are in millionths."""
RATE_PPM_MAX: Final = PARTS_PER_MILLION


class Grade(StrEnum):
    """How well a bank knows whose wallet it is: from I, opened in a branch, to IV, known by a telephone alone."""

    first = "I"
    second = "II"
    third = "III"
    fourth = "IV"


class WalletKind(StrEnum):
    """Whom a wallet is for."""

    personal = "personal"
    corporate = "corporate"


class DayEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the day of a currency begins."""

    since: Timestamp
    offset_min: OffsetMinutes


class LimitsEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What wallets of a class may hold and pay; None: no limit."""

    kinds: ClassVar[tuple[str, ...]] = ("grade", "kind")
    since: Timestamp
    grade: Grade
    kind: WalletKind
    balance: PositiveQuantity | None
    single: PositiveQuantity | None
    daily: PositiveQuantity | None
    annual: PositiveQuantity | None


def year_of(day: int) -> int:
    """The Gregorian year of a day since 1970-01-01, in integers: years of 400 begin on 1 March, after the leap day."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    return era * 400 + year + (of_year >= 306)


class RateEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What wallets of a class earn from a day on. ``index``: millionths times days that the class earned before it.

    So what is earned between two days follows from two numbers, and no entry of the past need be kept.
    """

    kinds: ClassVar[tuple[str, ...]] = ("grade", "kind")
    day: DayNumber
    grade: Grade
    kind: WalletKind
    rate_ppm: Millionths
    index: int

    @property
    def since(self) -> Timestamp:
        """Days are told from times by the entry's series, which is of days alone."""
        return Timestamp(self.day)

    def index_on(self, day: int) -> int:
        """Millionths times days that the class has earned by the begin of a day, which is not before the entry's."""
        return self.index + self.rate_ppm * (day - self.day)


class Currency(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instrument of kind cash that moves between vaults and wallets only, and the policies of its issuer."""

    instrument: InstrumentId
    days: tuple[DayEntry, ...]
    limits: tuple[LimitsEntry, ...] = ()
    rates: tuple[RateEntry, ...] = ()

    def day_of(self, time: Timestamp) -> tuple[DayNumber, int]:
        """(days since 1970-01-01, calendar year) of a time, by the offset in force then."""
        entry = in_force(self.days, time) or self.days[0]
        day = day_of(time, entry.offset_min)
        return day, year_of(day)

    def limits_of(self, grade: Grade | None, kind: WalletKind | None) -> tuple[LimitsEntry, ...]:
        """What is in force or scheduled for a class."""
        return tuple(one for one in self.limits if (one.grade, one.kind) == (grade, kind))

    def rates_of(self, grade: Grade | None, kind: WalletKind | None) -> tuple[RateEntry, ...]:
        """What a class earns, and is to earn."""
        return tuple(one for one in self.rates if (one.grade, one.kind) == (grade, kind))

    def index_on(self, day: int, grade: Grade | None, kind: WalletKind | None) -> int:
        """Millionths times days that a class has earned by the begin of a day; 0 while no rate was ever in force.

        A day set back may lie before the first entry that is kept: what the class earned before that stays earned.
        """
        entries = self.rates_of(grade, kind)
        entry = in_force(entries, Timestamp(day)) or next(iter(entries), None)
        return 0 if entry is None else entry.index_on(max(day, entry.day))


class Vault(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bank's account for units that it has not put into circulation, or has taken back; and what backs them."""

    account: AccountId
    instrument: InstrumentId
    bank: PartyId
    backed: Quantity = Quantity(0)
    """what the issuer has taken from the bank in return"""
    issued: Quantity = Quantity(0)
    """units issued into the vault, less those redeemed out of it; never more than ``backed``"""

    def with_backing(self, change: int) -> "Vault":
        """After backing was taken or given back."""
        backed = self.backed + change
        require(backed <= QUANTITY_MAX, HoldingsOutcome.quantity_overflow, self.account)
        require(backed >= self.issued, CashOutcome.backing_in_use, self.account)
        return replace(self, backed=Quantity(backed))

    def drawn(self, change: int) -> "Vault":
        """After units were issued into it, or redeemed out of it."""
        issued = self.issued + change
        require(issued <= self.backed, CashOutcome.beyond_backing, self.account)
        require(issued >= 0, CashOutcome.not_issued_there, self.account)
        return replace(self, issued=Quantity(issued))


class Wallet(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account that may hold a currency, within the limits of its class; a sub-wallet within those of its parent."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    account: AccountId
    instrument: InstrumentId
    bank: PartyId
    parent: AccountId | None
    grade: Grade | None
    """None, with kind and commitment, of a sub-wallet"""
    kind: WalletKind | None
    commitment: HexHash | None
    """to what the bank knows of the holder; only the bank can open it"""
    agreed_by: tuple[PartyId, ...] = ()
    """for what the account takes, when the wallet was opened"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """A wallet takes what its currency earns."""
        meant = movement[:3] == (Side.takes, self.account, self.instrument)
        earned = meant and movement.cause == CURRENCIES.path(self.instrument)
        require(earned, HoldingsOutcome.consent_missing, self.account)
        return self.agreed_by

    @property
    def family(self) -> AccountId:
        """The wallet under whose limits it stands: its parent, or itself."""
        return self.parent or self.account


class Usage(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a wallet and its sub-wallets hold together, paid on the last day that they paid, and in its year."""

    account: AccountId
    instrument: InstrumentId
    balance: Quantity = Quantity(0)
    day: DayNumber = DayNumber(0)
    today: Quantity = Quantity(0)
    year: int = 0
    this_year: Quantity = Quantity(0)
    index: int = 0
    """up to which its interest is counted: see ``RateEntry``"""
    earned: Quantity = Quantity(0)
    """interest that is not yet paid, in whole units"""
    fraction: int = 0
    """and what is left of it, in parts of which ``YEAR_PPM`` make a unit"""

    def accrued(self, index: int) -> "Usage":
        """With the interest earned up to an index on the balance, rounded down; what is below a unit is kept."""
        if index <= self.index:  # a day that went back earns nothing twice
            return self
        units, fraction = divmod(self.fraction + self.balance * (index - self.index), YEAR_PPM)
        earned = Quantity(min(self.earned + units, QUANTITY_MAX))
        return replace(self, index=index, earned=earned, fraction=fraction)

    def paid(self, day: int, year: int) -> tuple[int, int]:
        """What counts as paid already on a day and in its year. A day that goes back does not begin anew."""
        return self.today if day <= self.day else 0, self.this_year if year <= self.year else 0

    def counted(self, change: int, spent: int, day: int, year: int, index: int) -> "Usage":
        """After the balance changed and so much was paid."""
        counted = replace(self.accrued(index), balance=Quantity(self.balance + change))
        if not spent:
            return counted
        # No limit is above the greatest quantity, so that what is beyond it need not be told apart.
        today, this_year = (Quantity(min(paid + spent, QUANTITY_MAX)) for paid in self.paid(day, year))
        return replace(counted, day=max(day, self.day), today=today, year=max(year, self.year), this_year=this_year)


CURRENCIES: Final = Table("cash/currency", Currency, CashOutcome.unknown_currency, CashOutcome.currency_exists).opened()
VAULTS: Final = Table("cash/vault", Vault, CashOutcome.unknown_vault, CashOutcome.vault_exists).kept(AccountId)
WALLETS: Final = Table("cash/wallet", Wallet, CashOutcome.unknown_wallet, CashOutcome.wallet_exists).kept(AccountId)
USAGES: Final = Table("cash/usage", Usage, CashOutcome.unknown_usage, CashOutcome.usage_exists).kept(AccountId)
