# SPDX-License-Identifier: Apache-2.0
"""Events about currencies, vaults and wallets."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import D, scheduled
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch, given_by
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import (
    CURRENCIES,
    USAGES,
    VAULTS,
    WALLETS,
    Currency,
    DayEntry,
    Grade,
    LimitsEntry,
    RateEntry,
    Usage,
    Vault,
    Wallet,
    WalletKind,
)
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS, Role
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    HashField,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    PositiveQuantity,
    Timestamp,
)

_CURRENCIES: Changes[Currency] = Changes(CURRENCIES)
_VAULTS: Changes[Vault] = Changes(VAULTS)
_WALLETS: Changes[Wallet] = Changes(WALLETS)
_USAGES: Changes[Usage] = Changes(USAGES)


def require_issuer(moment: Moment, instrument: InstrumentId) -> None:
    """The issuer of a digital currency consents."""
    require_party(moment, known(moment, INSTRUMENTS, instrument).issuer)


class PolicyEvent(EventData, frozen=True):
    """What an issuer decides about its currency."""

    object: ClassVar[ObjectClass] = ObjectClass.product
    instrument: InstrumentId

    def permit(self, moment: Moment) -> Consents:
        require_issuer(moment, self.instrument)
        return ()

    def with_entry(self, entries: Sequence[D], entry: D, now: Timestamp) -> tuple[D, ...]:
        """One of the currency's policies with one more entry."""
        return scheduled(entries, entry, now, CashOutcome.too_much_scheduled, self.instrument)


class Adopted(PolicyEvent, frozen=True):
    """An instrument of kind cash became a digital currency."""

    type: ClassVar[str] = "cash.adopted"
    offset_min: OffsetMinutes
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        day = DayEntry(since=self.time, offset_min=self.offset_min)
        yield _CURRENCIES.create(Currency(instrument=self.instrument, days=(day,)), self.instrument)

    def permit(self, moment: Moment) -> Consents:
        instrument = known(moment, INSTRUMENTS, self.instrument)
        require(instrument.kind is InstrumentKind.cash, CashOutcome.not_cash, self.instrument)
        require_issuer(moment, self.instrument)
        return ()


class DaySet(PolicyEvent, frozen=True):
    """When the day begins was set."""

    type: ClassVar[str] = "cash.day_set"
    since: Timestamp
    offset_min: OffsetMinutes

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = DayEntry(since=self.since, offset_min=self.offset_min)

        def fold(before: Currency) -> Currency:
            return replace(before, days=self.with_entry(before.days, entry, moment.time))

        yield _CURRENCIES.change(fold, self.instrument)


class LimitsSet(PolicyEvent, frozen=True):
    """What wallets of a class may hold and pay was set."""

    type: ClassVar[str] = "cash.limits_set"
    since: Timestamp
    grade: Grade
    kind: WalletKind
    balance: PositiveQuantity | None
    single: PositiveQuantity | None
    daily: PositiveQuantity | None
    annual: PositiveQuantity | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = LimitsEntry(
            since=self.since,
            grade=self.grade,
            kind=self.kind,
            balance=self.balance,
            single=self.single,
            daily=self.daily,
            annual=self.annual,
        )

        def fold(before: Currency) -> Currency:
            of_class = before.limits_of(self.grade, self.kind)
            others = tuple(one for one in before.limits if one not in of_class)
            return replace(before, limits=(*others, *self.with_entry(of_class, entry, moment.time)))

        yield _CURRENCIES.change(fold, self.instrument)


class RateSet(PolicyEvent, frozen=True):
    """What wallets of a class earn was set."""

    type: ClassVar[str] = "cash.rate_set"
    day: DayNumber
    grade: Grade
    kind: WalletKind
    rate_ppm: Millionths

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Currency) -> Currency:
            today, _ = before.day_of(moment.time)
            of_class = before.rates_of(self.grade, self.kind)
            others = tuple(one for one in before.rates if one not in of_class)
            entry = RateEntry(
                day=self.day,
                grade=self.grade,
                kind=self.kind,
                rate_ppm=self.rate_ppm,
                index=before.index_on(self.day, self.grade, self.kind),
            )
            return replace(before, rates=(*others, *self.with_entry(of_class, entry, Timestamp(today))))

        yield _CURRENCIES.change(fold, self.instrument)


class VaultOpened(EventData, frozen=True):
    """A bank may put a currency into circulation from an account."""

    type: ClassVar[str] = "cash.vault_opened"
    object: ClassVar[ObjectClass] = ObjectClass.account
    account: AccountId
    instrument: InstrumentId
    bank: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        vault = Vault(account=self.account, instrument=self.instrument, bank=self.bank)
        yield _VAULTS.create(vault, self.account, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_issuer(moment, self.instrument)
        require_role(moment, self.bank, Role.operating_bank)
        require_parties(moment, known(moment, INSTRUMENTS, self.instrument).issuer, self.bank)
        return ()


class BackingEvent(EventData, frozen=True):
    """What the issuer holds against what is issued through a bank changed."""

    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    document: HashField
    reference: str

    def permit(self, moment: Moment) -> Consents:
        require_issuer(moment, self.instrument)
        return ()


class Backed(BackingEvent, frozen=True):
    """The issuer took backing from a bank."""

    type: ClassVar[str] = "cash.backed"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VAULTS.change(lambda vault: vault.with_backing(self.quantity), self.account, self.instrument)


class Retired(BackingEvent, frozen=True):
    """The issuer gave backing back to a bank."""

    type: ClassVar[str] = "cash.retired"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VAULTS.change(lambda vault: vault.with_backing(-self.quantity), self.account, self.instrument)


class WalletEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.account


class WalletOpened(WalletEvent, frozen=True):
    """A bank made an account a wallet."""

    type: ClassVar[str] = "cash.wallet_opened"
    account: AccountId
    instrument: InstrumentId
    bank: PartyId
    grade: Grade
    kind: WalletKind
    commitment: HashField
    index: int
    """what the class has earned: its interest begins here"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        wallet = Wallet(
            account=self.account,
            instrument=self.instrument,
            bank=self.bank,
            parent=None,
            grade=self.grade,
            kind=self.kind,
            commitment=self.commitment,
            agreed_by=given_by(consents),
        )
        yield _WALLETS.create(wallet, self.account, self.instrument)
        yield _USAGES.create(
            Usage(account=self.account, instrument=self.instrument, index=self.index), self.account, self.instrument
        )

    def permit(self, moment: Moment) -> Consents:
        require_bank(moment, self.account, self.bank)
        return together(moment, (signed_for(moment, self.account, Side.takes),), self.bank)


class SubWalletOpened(WalletEvent, frozen=True):
    """A bank made an account the sub-wallet of another."""

    type: ClassVar[str] = "cash.sub_wallet_opened"
    account: AccountId
    instrument: InstrumentId
    bank: PartyId
    parent: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        wallet = Wallet(
            account=self.account,
            instrument=self.instrument,
            bank=self.bank,
            parent=self.parent,
            grade=None,
            kind=None,
            commitment=None,
        )
        yield _WALLETS.create(wallet, self.account, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_bank(moment, self.account, self.bank)
        holders = {known(moment, ACCOUNTS, account).holder for account in (self.account, self.parent)}
        require(len(holders) == 1, CashOutcome.another_holder, self.account)
        # From now on it stands under its parent's limits, and what it holds keeps it at the bank.
        return together(moment, (signed_for(moment, self.account, Side.gives),), self.bank)


class Reclassified(WalletEvent, frozen=True):
    """A bank moved a wallet to another class."""

    type: ClassVar[str] = "cash.reclassified"
    account: AccountId
    instrument: InstrumentId
    bank: PartyId
    grade: Grade
    commitment: HashField
    earned_to: int
    """index of the class that it leaves"""
    index: int
    """and of the one into which it comes"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Usage) -> Usage:
            return replace(before.accrued(self.earned_to), index=self.index)

        changes = {"grade": self.grade, "commitment": self.commitment}
        yield _WALLETS.replace(self.account, self.instrument, **changes)
        yield _USAGES.change(fold, self.account, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_bank(moment, self.account, self.bank)
        return ()


class Drawn(FollowingEvent, frozen=True):
    """What is issued through a bank was counted."""

    type: ClassVar[str] = "cash.drawn"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    account: AccountId
    instrument: InstrumentId
    change: int
    """units issued, or (below zero) redeemed"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VAULTS.change(lambda vault: vault.drawn(self.change), self.account, self.instrument)


class Counted(FollowingEvent, frozen=True):
    """What wallets hold and pay was counted, with their sub-wallets."""

    type: ClassVar[str] = "cash.counted"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    instrument: InstrumentId
    sender: AccountId | None
    """None: it came out of a vault"""
    receiver: AccountId | None
    """None: it went into a vault"""
    quantity: PositiveQuantity
    day: DayNumber
    year: int
    sender_index: int
    receiver_index: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        spent = self.quantity if self.receiver is not None else 0
        if self.sender is not None:
            paid = partial(Usage.counted, change=-self.quantity, spent=spent, day=self.day, year=self.year)
            yield _USAGES.change(partial(paid, index=self.sender_index), self.sender, self.instrument)
        if self.receiver is not None:
            got = partial(Usage.counted, change=self.quantity, spent=0, day=self.day, year=self.year)
            yield _USAGES.change(partial(got, index=self.receiver_index), self.receiver, self.instrument)


def require_bank(moment: Moment, account: AccountId, bank: PartyId) -> None:
    """The bank keeps the account, is an operating bank still, and consents."""
    kept = known(moment, ACCOUNTS, account).custodian == bank
    require(kept, CashOutcome.another_bank, account)
    require_role(moment, bank, Role.operating_bank)


EVENTS = (
    Adopted,
    DaySet,
    LimitsSet,
    RateSet,
    VaultOpened,
    Backed,
    Retired,
    WalletOpened,
    SubWalletOpened,
    Reclassified,
    Drawn,
    Counted,
)
