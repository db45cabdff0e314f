# SPDX-License-Identifier: Apache-2.0
"""When a member fails: the guarantee fund, what each layer of the waterfall gave, and whose clients went where.

What an account of a member in default still owes is taken from one layer after the other (Futures and Derivatives Law
of the People's Republic of China, article 42): what the account itself has, the member's share of the fund, what the
house puts in first, its risk reserve, the other members' shares, and last its own funds.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, ObjectClass, Side
from counterfoil.law.event import Changes, Consents, Movement, Touch
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.sharing import shared_out
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.paying_outcomes import PayingOutcome
from counterfoil.modules.futures.records import (
    FUND_PREFIX,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    ClearingMember,
    MarginAccount,
    MemberStatus,
)
from counterfoil.modules.futures.settling import less, paid_out
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    Timestamp,
)

MEMBERS_MAX: Final = 500
CALLS_WITHIN_DAYS: Final = 30
"""Days over which further calls come to no more than what was required of the member (CFFEX, from 2018-11-26)."""


class Layer(StrEnum):
    """Out of whose money a loss is borne, in this order; before it what the account itself has."""

    defaulter = "defaulter"
    """the member's own share of the fund"""
    skin = "skin"
    """what the house puts in before anybody else's"""
    reserve = "reserve"
    """the house's risk reserve"""
    survivors = "survivors"
    """the other members' shares"""
    own_funds = "own_funds"


class FurtherCall(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a member was asked for on a day."""

    day: DayNumber
    amount: Money


class Share(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A member's part of a guarantee fund."""

    member: PartyId
    required: Money
    paid: Money = Quantity(0)
    """of it, what is there"""
    calls: tuple[FurtherCall, ...] = ()
    """asked for besides within 30 days, oldest first, to make good what others' defaults took"""
    failed: bool = False
    """whether the member is in default: then it bears no other's"""

    def called(self, today: DayNumber) -> int:
        """What was asked for besides in the 30 days that end with this one."""
        return sum(one.amount for one in self.within(today))

    def within(self, today: DayNumber) -> tuple[FurtherCall, ...]:
        """The further calls of the 30 days that end with this one."""
        return tuple(one for one in self.calls if today - one.day < CALLS_WITHIN_DAYS)

    def asked(self, today: DayNumber, amount: int) -> "Share":
        """With one more call; those of a day stand as one, so that there are never more than 30."""
        before = self.within(today)
        same = sum(one.amount for one in before if one.day == today)
        rest = tuple(one for one in before if one.day != today)
        return replace(self, calls=(*rest, FurtherCall(today, Quantity(same + amount))))


Shares = Annotated[tuple[Share, ...], Meta(max_length=MEMBERS_MAX)]


class Fund(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind a house's members: their shares in one account, and the house's own layers in others."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    house: str
    by: PartyId
    cash: InstrumentId
    account: AccountId
    """of the members' shares"""
    skin: AccountId
    reserve: AccountId
    own_funds: AccountId
    shares: Shares = ()

    def share_of(self, member: PartyId) -> Share:
        """What a member has in it; nothing where it is not named."""
        return next((one for one in self.shares if one.member == member), Share(member, Quantity(0)))

    def account_of(self, layer: Layer) -> AccountId:
        """Where a layer's money is."""
        own = {Layer.skin: self.skin, Layer.reserve: self.reserve, Layer.own_funds: self.own_funds}
        return own.get(layer, self.account)

    def with_share(self, share: Share) -> "Fund":
        """With a member's share as it is now."""
        if all(one.member != share.member for one in self.shares):
            return replace(self, shares=(*self.shares, share))
        return replace(self, shares=tuple(share if one.member == share.member else one for one in self.shares))

    def with_failed(self, member: PartyId) -> "Fund":
        """Once a member is in default."""
        shares = (replace(one, failed=one.failed or one.member == member) for one in self.shares)
        return replace(self, shares=tuple(shares))

    def survivors_of(self, member: PartyId) -> tuple[Share, ...]:
        """The shares of the other members, but of those that are in default themselves."""
        return tuple(one for one in self.shares if one.member != member and not one.failed)

    def borne(self, layer: Layer, member: PartyId, amount: int) -> "Fund":
        """After so much was taken for a member's default; survivors bear by what they paid, by largest remainders."""
        if layer is Layer.defaulter:
            share = self.share_of(member)
            return self.with_share(replace(share, paid=Quantity(share.paid - amount)))
        if layer is not Layer.survivors:
            return self
        others = self.survivors_of(member)
        parts = shared_out(amount, [one.paid for one in others])
        less = {one.member: part for one, part in zip(others, parts, strict=True)}
        return replace(
            self,
            shares=tuple(replace(one, paid=Quantity(one.paid - less.get(one.member, 0))) for one in self.shares),
        )

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Shares come in from members' own accounts; what a default costs goes to the house, what is over, back."""
        accounts = (self.account, self.skin, self.reserve, self.own_funds)
        own = movement.account in accounts and movement.instrument == self.cash
        cause = movement.cause or ""
        if movement.side is Side.takes:
            own = own and movement.account == self.account and cause.startswith(f"{MARGIN_ACCOUNTS.prefix}/")
        else:
            own = own and cause == FUNDS.path(self.house)
        require(own, HoldingsOutcome.consent_missing, self.house)
        return (self.by,)


class DefaultStatus(StrEnum):
    """Of a member's default."""

    declared = "declared"
    concluded = "concluded"


DEFAULT_CYCLE: Final[dict[DefaultStatus, frozenset[DefaultStatus]]] = {
    DefaultStatus.declared: frozenset({DefaultStatus.concluded}),
    DefaultStatus.concluded: frozenset(),
}
"""status → the statuses it may change to"""


class Borne(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What a layer bore of a default."""

    layer: Layer
    amount: Money


class Default(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's default: what it cost, and who bore it."""

    house: str
    member: PartyId
    cash: InstrumentId
    """of the house"""
    declared: Timestamp
    reason: str
    status: DefaultStatus = DefaultStatus.declared
    borne: tuple[Borne, ...] = ()
    """by each layer that was touched"""
    ported: int = 0
    """client accounts that went to another member"""

    def bearing(self, layer: Layer, amount: int) -> "Default":
        """After a layer bore so much more."""
        before = {one.layer: one.amount for one in self.borne}
        before[layer] = Quantity(before.get(layer, 0) + amount)
        return replace(self, borne=tuple(Borne(layer=one, amount=before[one]) for one in Layer if one in before))


FUNDS: Final = Table(FUND_PREFIX, Fund, FuturesOutcome.no_guarantee_fund, FuturesOutcome.guarantee_fund_exists)
DEFAULTS: Final = Table("futures/default", Default, FuturesOutcome.unknown_default, FuturesOutcome.default_exists)
_FUNDS: Changes[Fund] = Changes(FUNDS)
_DEFAULTS: Changes[Default] = Changes(DEFAULTS)
_MEMBERS: Changes[ClearingMember] = Changes(MEMBERS)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)


def require_not_failed(reads: Reader, account: MarginAccount) -> None:
    """A member in default takes nothing out of its own account, until all is paid that it and its clients owe."""
    if account.own and known(reads, MEMBERS, account.house, account.member).status is MemberStatus.in_default:
        over = known(reads, DEFAULTS, account.house, account.member).status is DefaultStatus.concluded
        require(over, PayingOutcome.failed_takes_nothing, account.account)


class FundFounded(OfHouse, frozen=True):
    """A house has a guarantee fund, and layers of its own."""

    type: ClassVar[str] = "futures.fund_founded"
    by: PartyId
    cash: InstrumentId
    account: AccountId
    skin: AccountId
    reserve: AccountId
    own_funds: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        fund = Fund(
            house=self.house,
            by=self.by,
            cash=self.cash,
            account=self.account,
            skin=self.skin,
            reserve=self.reserve,
            own_funds=self.own_funds,
        )
        yield _FUNDS.create(fund, self.house)


class ShareRequired(OfHouse, frozen=True):
    """A member must have so much in the fund."""

    type: ClassVar[str] = "futures.share_required"
    member: PartyId
    cash: InstrumentId
    required: Money
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FUNDS.change(
            lambda fund: fund.with_share(replace(fund.share_of(self.member), required=self.required)), self.house
        )


class FurtherCalled(OfHouse, frozen=True):
    """A member is asked for more, up to as much again as was required of it within 30 days."""

    type: ClassVar[str] = "futures.further_called"
    member: PartyId
    cash: InstrumentId
    amount: PositiveMoney
    called: Money
    """in all, in the 30 days that end with this one"""
    day: DayNumber

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FUNDS.change(
            lambda fund: fund.with_share(fund.share_of(self.member).asked(self.day, self.amount)), self.house
        )


class Contributed(FuturesEvent, frozen=True):
    """A member paid into the fund, out of its own margin account."""

    type: ClassVar[str] = "futures.contributed"
    house: str
    member: PartyId
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield paid_out(self.account, self.amount)

        def more(fund: Fund) -> Fund:
            share = fund.share_of(self.member)
            return fund.with_share(replace(share, paid=Quantity(share.paid + self.amount)))

        yield _FUNDS.change(more, self.house)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.member)
        return ()


class DefaultDeclared(OfHouse, frozen=True):
    """A member is in default: its accounts open nothing."""

    type: ClassVar[str] = "futures.default_declared"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    member: PartyId
    cash: InstrumentId
    time: Timestamp
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Default(house=self.house, member=self.member, cash=self.cash, declared=self.time, reason=self.reason)
        yield _DEFAULTS.create(made, self.house, self.member)
        yield _MEMBERS.replace(self.house, self.member, status=MemberStatus.in_default)
        yield _FUNDS.change(lambda fund: fund.with_failed(self.member), self.house)


class Absorbed(FuturesEvent, frozen=True):
    """A layer bore what an account of a member in default owed."""

    type: ClassVar[str] = "futures.absorbed"
    house: str
    member: PartyId
    account: AccountId
    cash: InstrumentId
    day: DayNumber
    layer: Layer
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(
                before, owed=Quantity(before.owed - self.amount), balance=before.balance + self.amount
            ),
            self.account,
        )
        yield less(self.house, self.day, owed=self.amount)
        yield _FUNDS.change(lambda fund: fund.borne(self.layer, self.member, self.amount), self.house)
        yield _DEFAULTS.change(lambda before: before.bearing(self.layer, self.amount), self.house, self.member)


class Ported(FuturesEvent, frozen=True):
    """A client's account, with its positions and money, went to another member, which answers for it from now on."""

    type: ClassVar[str] = "futures.ported"
    account: AccountId
    house: str
    holder: PartyId
    before: PartyId
    member: PartyId
    from_default: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, member=self.member, agreed_by=(self.holder, self.member))
        if self.from_default:
            yield _DEFAULTS.change(lambda default: replace(default, ported=default.ported + 1), self.house, self.before)

    def permit(self, moment: Moment) -> Consents:
        house = known(moment, HOUSES, self.house).by
        require_role(moment, house, Role.clearing_house)
        left = () if self.from_default else (self.before,)
        require_parties(moment, house, self.holder, self.member, *left)
        return ()


class DefaultConcluded(OfHouse, frozen=True):
    """A member's default is over: nothing of it is open, and nothing owed."""

    type: ClassVar[str] = "futures.default_concluded"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    member: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DEFAULTS.replace(self.house, self.member, status=DefaultStatus.concluded)


EVENTS: tuple[type[FuturesEvent], ...] = (
    FundFounded,
    ShareRequired,
    FurtherCalled,
    Contributed,
    DefaultDeclared,
    Absorbed,
    Ported,
    DefaultConcluded,
)
TABLES: Final = (FUNDS, DEFAULTS)
