# SPDX-License-Identifier: Apache-2.0
"""How large a guarantee fund must be: scenarios as dated policy, a day under them, shares, refunds, leaving.

Cover 2 (PFMI, principle 4; CFFEX sizes its fund so): under every scenario the fund bears what the two members lose
together that lose most beyond their margin. The figures are of a house and of its members, never of a client.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Final, NamedTuple

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import in_force, scheduled
from counterfoil.law.event import Changes, Consents, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused
from counterfoil.law.sharing import shared_out
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.defaults import FUNDS, MEMBERS_MAX, Fund, Share
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES, MEMBERS, ClearingMember, MemberStatus
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_parties, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, PartyId, Quantity, Timestamp

COVERED: Final = 2
"""Members whose losses together the fund bears."""
SCENARIOS_MAX: Final = 32
SHOCKS_MAX: Final = 64
Name = Annotated[str, Meta(min_length=1, max_length=64)]


class Shock(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """By how much the prices of a product's contracts move: of the settlement price, up, or, negative, down.

    Of all of them, of those that end soon, or of one: near and far months move differently.
    """

    product: str
    ppm: Annotated[Millionths, Meta(ge=-10_000_000, le=10_000_000)]
    contract: str | None = None
    """this one alone; None: others, too"""
    within_days: Annotated[int, Meta(ge=0, le=36_525)] | None = None
    """those whose last trading day is no more than so many days after the day that is sized; None: any"""

    @property
    def of(self) -> tuple[str, str | None, int | None]:
        """Whose prices it moves."""
        return self.product, self.contract, self.within_days


class Shocked(NamedTuple):
    """What a shock is asked for: a contract, or an index on which options are written."""

    product: str
    contract: str | None
    """None: an index"""
    days: int | None
    """until its last trading day"""


class Scenario(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Shocks that come together; products that it does not name stay as they are.

    Of several of a product the one counts that says most: that of the contract, else the one of the fewest days.
    """

    scenario: Name
    shocks: Annotated[tuple[Shock, ...], Meta(min_length=1, max_length=SHOCKS_MAX)]

    def moves(self, shocked: Shocked) -> int:
        """By how much, in millionths."""
        found = [(_precise(one), one.ppm) for one in self.shocks if _concerns(one, shocked)]
        return min(found, default=_STILL)[1]


def _concerns(shock: Shock, of: Shocked) -> bool:
    if shock.product != of.product or shock.contract not in (None, of.contract):
        return False
    return shock.within_days is None or (of.days is not None and of.days <= shock.within_days)


def _precise(shock: Shock) -> int:
    """Lower for what says more."""
    if shock.contract is not None:
        return -1
    return _ANY_DAYS if shock.within_days is None else shock.within_days


_ANY_DAYS: Final = 10**6
_STILL: Final = (_ANY_DAYS, 0)
Scenarios = Annotated[tuple[Scenario, ...], Meta(min_length=1, max_length=SCENARIOS_MAX)]


class Weighing(StrEnum):
    """In proportion to what members bear the part of a fund that is beyond everybody's base."""

    margin = "margin"
    """of all accounts for which a member answers"""
    stress_loss = "stress_loss"
    """the most that it loses beyond margin under any scenario"""
    equal_parts = "equal_parts"


class StressRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which a fund is sized, from a time on."""

    since: Timestamp
    cash: InstrumentId
    """of the house"""
    scenarios: Scenarios
    weighing: Weighing
    base: Money
    """of each member, whatever it does"""


class StressPolicy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what a house sizes its fund."""

    house: str
    rules: tuple[StressRules, ...]

    def at(self, time: Timestamp) -> StressRules:
        """What is in force; Refused where nothing is yet."""
        found = in_force(self.rules, time)
        if found is None:
            raise Refused(FuturesOutcome.no_stress_policy, self.house)
        return found


class Stressed(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the two members lose beyond margin under a scenario that lose most."""

    scenario: Name
    largest: Money
    second: Money

    @property
    def together(self) -> int:
        return self.largest + self.second


class Weight(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A member and its weight."""

    member: PartyId
    weight: Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Portion(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a member must have in a fund, by its weight."""

    member: PartyId
    weight: int
    required: Money


Weights = Annotated[tuple[Weight, ...], Meta(min_length=1, max_length=MEMBERS_MAX)]


class StressReport(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a house's fund had to cover on a day."""

    house: str
    day: DayNumber
    cash: InstrumentId
    stressed: tuple[Stressed, ...]
    worst: Name
    """the scenario under which it is most"""
    covers: Money
    """what the two lose under it"""
    required: Money
    """of all members: that, or their bases"""
    paid: Money
    """what was there when the fund was sized"""
    shortfall: Money


STRESS: Final = Table(
    "futures/stress", StressPolicy, FuturesOutcome.no_stress_policy, FuturesOutcome.stress_policy_exists
)
STRESS_REPORTS: Final = Table(
    "futures/stress_report", StressReport, FuturesOutcome.not_sized, FuturesOutcome.sized_already
)
_FUNDS: Changes[Fund] = Changes(FUNDS)
_REPORTS: Changes[StressReport] = Changes(STRESS_REPORTS)
_MEMBERS: Changes[ClearingMember] = Changes(MEMBERS)


def portions(required: int, base: int, weights: Sequence[Weight]) -> tuple[Portion, ...]:
    """What each must have: the base, and of the rest its part by weight, by the largest remainders.

    Of equal remainders the first in the order of identifiers has the unit more. Where nobody weighs anything, all weigh
    the same.
    """
    rest = required - base * len(weights)
    claims = [one.weight for one in weights]
    claims = claims if any(claims) else [1] * len(claims)
    # A claim is never exceeded in sharing out; so many times as large, none is reached, and proportions stay.
    parts = shared_out(rest, [claim * max(rest, 1) for claim in claims])
    return tuple(
        Portion(one.member, one.weight, Quantity(base + part)) for one, part in zip(weights, parts, strict=True)
    )


def _kept(fund: Fund, share: Share) -> Fund:
    """With this share, or without its member where nothing is there and nothing must be."""
    if share.paid or share.required:
        return fund.with_share(share)
    return replace(fund, shares=fund.survivors_of(share.member))


class StressSet(OfHouse, frozen=True):
    """A house sizes its fund by these rules from a time on."""

    type: ClassVar[str] = "futures.stress_set"
    since: Timestamp
    cash: InstrumentId
    scenarios: tuple[Scenario, ...]
    weighing: Weighing
    base: Money
    now: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(STRESS, (self.house,), self._with)

    def _with(self, before: StressPolicy | None) -> StressPolicy:
        entry = StressRules(
            since=self.since,
            cash=self.cash,
            scenarios=self.scenarios,
            weighing=self.weighing,
            base=self.base,
        )
        entries = () if before is None else before.rules
        rules = scheduled(entries, entry, self.now, FuturesOutcome.too_many_stress_rules, self.house)
        return StressPolicy(house=self.house, rules=rules)


class FundSized(OfHouse, frozen=True):
    """A house's fund was sized after a day: what it must cover, and what each member must have in it."""

    type: ClassVar[str] = "futures.fund_sized"
    day: DayNumber
    cash: InstrumentId
    stressed: tuple[Stressed, ...]
    worst: Name
    covers: Money
    required: Money
    paid: Money
    shortfall: Money
    weighing: Weighing
    portions: tuple[Portion, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        report = StressReport(
            house=self.house,
            day=self.day,
            cash=self.cash,
            stressed=self.stressed,
            worst=self.worst,
            covers=self.covers,
            required=self.required,
            paid=self.paid,
            shortfall=self.shortfall,
        )
        yield _REPORTS.create(report, self.house, str(self.day))
        yield _FUNDS.change(self._required, self.house)

    def _required(self, fund: Fund) -> Fund:
        for one in self.portions:
            fund = fund.with_share(replace(fund.share_of(one.member), required=one.required))
        return fund


class ShareRefunded(FuturesEvent, frozen=True):
    """What a member has in a fund beyond what it must have went back to its own margin account."""

    type: ClassVar[str] = "futures.share_refunded"
    house: str
    member: PartyId
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FUNDS.change(self._less, self.house)

    def _less(self, fund: Fund) -> Fund:
        share = fund.share_of(self.member)
        return _kept(fund, replace(share, paid=Quantity(share.paid - self.amount)))


class MemberLeft(OfHouse, frozen=True):
    """A party is a member no more: its accounts open nothing, and nothing of it must be in the fund."""

    type: ClassVar[str] = "futures.member_left"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    member: PartyId
    in_fund: bool
    """whether it had a share"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MEMBERS.replace(self.house, self.member, status=MemberStatus.left)
        if self.in_fund:
            yield _FUNDS.change(
                lambda fund: _kept(fund, replace(fund.share_of(self.member), required=Quantity(0))), self.house
            )

    def permit(self, moment: Moment) -> Consents:
        house = known(moment, HOUSES, self.house).by
        require_role(moment, house, Role.clearing_house)
        require_parties(moment, house, self.member)
        return ()


EVENTS: Final[tuple[type[FuturesEvent], ...]] = (StressSet, FundSized, ShareRefunded, MemberLeft)
TABLES: Final = (STRESS, STRESS_REPORTS)
