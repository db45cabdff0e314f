# SPDX-License-Identifier: Apache-2.0
"""Events of markets, members and business days."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.modules.clearing.netting import CYCLES, Cycle
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import (
    CLEARING_ACCOUNTS,
    DAYS,
    MARKETS,
    MEMBERS,
    Certificate,
    ClearingAccount,
    Day,
    DayStatus,
    Market,
    MarketRules,
    Member,
    MemberStatus,
    Planned,
)
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.parties.authority import require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    HexHash,
    InstrumentId,
    PartyId,
    Quantity,
)

_MARKETS: Changes[Market] = Changes(MARKETS)
_MEMBERS: Changes[Member] = Changes(MEMBERS)
_DAYS: Changes[Day] = Changes(DAYS)


class ClearingEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement


class MarketOpened(ClearingEvent, frozen=True):
    """A clearing house clears a market from now on."""

    type: ClassVar[str] = "clearing.market_opened"
    market: str
    house: PartyId
    cash: InstrumentId
    account: AccountId
    penalties: AccountId
    rules: MarketRules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        market = Market(
            market=self.market,
            house=self.house,
            cash=self.cash,
            account=self.account,
            penalties=self.penalties,
            agreed_by=agreed(consents),
            rules=(self.rules,),
        )
        yield _MARKETS.create(market, self.market)
        account = ClearingAccount(account=self.account, market=self.market)
        yield Changes(CLEARING_ACCOUNTS).create(account, self.account)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.house, Role.clearing_house)
        return together(
            moment,
            (
                signed_for(moment, self.account, Side.gives),
                signed_for(moment, self.account, Side.takes),
                signed_for(moment, self.penalties, Side.takes),
            ),
            self.house,
        )


class RulesChanged(ClearingEvent, frozen=True):
    """A market has other rules from a time on."""

    type: ClassVar[str] = "clearing.rules_changed"
    market: str
    rules: MarketRules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        now = moment.time

        def change(before: Market) -> Market:
            entries = scheduled(before.rules, self.rules, now, ClearingOutcome.market_rules_too_many, self.market)
            return replace(before, rules=entries)

        yield _MARKETS.change(change, self.market)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, known(moment, MARKETS, self.market).house, Role.clearing_house)
        return ()


class Joined(ClearingEvent, frozen=True):
    """An account takes part in a market's clearing, and agrees to pay its penalties."""

    type: ClassVar[str] = "clearing.joined"
    market: str
    account: AccountId
    cash: InstrumentId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        member = Member(market=self.market, account=self.account, cash=self.cash, agreed_by=agreed(consents))
        yield _MEMBERS.create(member, self.market, self.account)

    def permit(self, moment: Moment) -> Consents:
        house = known(moment, MARKETS, self.market).house
        require_party(moment, house)
        return together(moment, both_sides(moment, self.account), house)


class Left(ClearingEvent, frozen=True):
    """An account takes part in no new trades."""

    type: ClassVar[str] = "clearing.left"
    market: str
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MEMBERS.replace(self.market, self.account, status=MemberStatus.left)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class PenaltyPaid(ClearingEvent, frozen=True):
    """A member paid penalties that it owed."""

    type: ClassVar[str] = "clearing.penalty_paid"
    market: str
    account: AccountId
    cash: InstrumentId
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def pay(before: Member) -> Member:
            owed, paid = Quantity(before.owed - self.amount), Quantity(before.paid + self.amount)
            return replace(before, owed=owed, paid=paid)

        yield _MEMBERS.change(pay, self.market, self.account)


class DayOpened(ClearingEvent, frozen=True):
    """A business day began, with the cycles that are still ahead of it."""

    type: ClassVar[str] = "clearing.day_opened"
    market: str
    day: DayNumber
    cycles: tuple[Planned, ...]
    house: PartyId
    cash: InstrumentId
    account: AccountId
    agreed_by: tuple[PartyId, ...]
    rules: MarketRules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        day = Day(market=self.market, day=self.day, cash=self.cash, cycles=self.cycles)
        yield _DAYS.create(day, self.market, str(self.day))
        yield _MARKETS.replace(self.market, day=self.day)
        for one in self.cycles:
            cycle = Cycle(
                cycle=one.cycle,
                market=self.market,
                day=self.day,
                cash=self.cash,
                account=self.account,
                agreed_by=self.agreed_by,
                rules=self.rules,
                cut_off=one.cut_off,
                collect_by=one.collect_by,
                finish_by=one.finish_by,
            )
            yield Changes(CYCLES).create(cycle, one.cycle)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.house, Role.clearing_house)
        return ()


class DayClosed(ClearingEvent, frozen=True):
    """A business day ended, and this is what it came to."""

    type: ClassVar[str] = "clearing.day_closed"
    market: str
    day: DayNumber
    certificate: Certificate
    hash: HexHash

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        changes = {"status": DayStatus.certified, "certificate": self.certificate, "hash": self.hash}
        yield _DAYS.replace(self.market, str(self.day), **changes)
        yield _MARKETS.replace(self.market, day=None, certified=self.hash)


def both_sides(moment: Moment, account: AccountId) -> Consents:
    """The account's consent by signature to give and to take."""
    return (signed_for(moment, account, Side.gives), signed_for(moment, account, Side.takes))


def agreed(consents: Consents) -> tuple[PartyId, ...]:
    """Who gave one of the consents, each once."""
    return tuple(dict.fromkeys(party for one in consents for party in one.by))


EVENTS: tuple[type[EventData], ...] = (MarketOpened, RulesChanged, Joined, Left, PenaltyPaid, DayOpened, DayClosed)
