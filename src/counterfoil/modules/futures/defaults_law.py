# SPDX-License-Identifier: Apache-2.0
"""The law of defaults: which events each call about the fund and members' defaults causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import day_of
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import defaults as d
from counterfoil.modules.futures import defaults_calls as c
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.defaults import DEFAULTS, FUNDS, Fund, Layer
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.reckoning import own_account_of
from counterfoil.modules.futures.records import (
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    MemberStatus,
    own_path,
)
from counterfoil.modules.futures.standing import require_left
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import AccountId, PartyId, Quantity


def found_fund(call: c.FoundFund, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    names = (call.account, call.skin, call.reserve, call.own_funds)
    require(len(set(names)) == len(names), FuturesOutcome.layers_apart, ", ".join(names))
    require_new(moment, FUNDS, call.house)
    for name in names:
        yield AccountOpened(
            account=AccountId(name),
            holder=house.by,
            custodian=None,
            incoming=Control.holder,
            outgoing=Control.record,
            moved_by=FUNDS.path(call.house),
        )
    account, skin, reserve, own_funds = map(AccountId, names)
    yield d.FundFounded(
        house=call.house,
        by=house.by,
        cash=house.cash,
        account=account,
        skin=skin,
        reserve=reserve,
        own_funds=own_funds,
    )


def require_share(call: c.RequireShare, moment: Moment) -> Iterable[EventData]:
    fund = known(moment, FUNDS, call.house)
    _require_active(moment, call.house, call.member)
    there = any(one.member == call.member for one in fund.shares)
    require(there or len(fund.shares) < d.MEMBERS_MAX, FuturesOutcome.too_many_shares, call.house)
    yield d.ShareRequired(
        house=call.house,
        member=call.member,
        cash=fund.cash,
        required=call.required,
        reference=call.reference,
    )


def call_further(call: c.CallFurther, moment: Moment) -> Iterable[EventData]:
    fund, house = known(moment, FUNDS, call.house), known(moment, HOUSES, call.house)
    _require_active(moment, call.house, call.member)
    share, today = fund.share_of(call.member), day_of(moment.time, house.offset_min)
    called = share.called(today) + call.amount
    told = f"{call.member}: {called} of {share.required}"
    require(called <= share.required, FuturesOutcome.further_calls_capped, told)
    yield d.FurtherCalled(
        house=call.house,
        member=call.member,
        cash=fund.cash,
        amount=call.amount,
        called=Quantity(called),
        day=today,
    )


def contribute(call: c.Contribute, moment: Moment) -> Iterable[EventData]:
    fund, house = known(moment, FUNDS, call.house), known(moment, HOUSES, call.house)
    account = known(moment, MARGIN_ACCOUNTS, own_account_of(moment, call.house, call.member))
    d.require_not_failed(moment, account)
    require_left(moment, account, house, int(call.amount))
    yield Transferred(
        sender=account.account,
        receiver=fund.account,
        instrument=fund.cash,
        quantity=call.amount,
        giving=own_path(account.account),
        taking=FUNDS.path(call.house),
        cause=own_path(account.account),
    )
    yield d.Contributed(
        house=call.house,
        member=call.member,
        account=account.account,
        cash=fund.cash,
        amount=call.amount,
    )


def declare_default(call: c.DeclareDefault, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    known(moment, FUNDS, call.house)
    _require_active(moment, call.house, call.member)
    yield d.DefaultDeclared(house=call.house, member=call.member, cash=house.cash, time=moment.time, reason=call.reason)


def absorb(call: c.Absorb, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house, default = known(moment, HOUSES, account.house), known(moment, DEFAULTS, account.house, account.member)
    require(account.owed > 0, FuturesOutcome.futures_nothing_owed, call.account)
    require(default.status is d.DefaultStatus.declared, FuturesOutcome.default_over, account.member)
    fund = known(moment, FUNDS, account.house)
    layer, there = _next_layer(moment, fund, account.member)
    amount = Quantity(min(int(account.owed), there))
    yield Transferred(
        sender=fund.account_of(layer),
        receiver=house.account,
        instrument=fund.cash,
        quantity=amount,
        giving=FUNDS.path(account.house),
        taking=HOUSES.path(account.house),
        cause=FUNDS.path(account.house),
    )
    yield d.Absorbed(
        house=account.house,
        member=account.member,
        account=call.account,
        cash=fund.cash,
        day=house.open_day,
        layer=layer,
        amount=amount,
    )


def port(call: c.Port, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(not account.own, FuturesOutcome.members_own, call.account)
    # What was lost under a member is borne by what stands behind that member.
    require(not account.owed, FuturesOutcome.ported_owing, f"{call.account}: {account.owed}")
    require(account.auction is None, AuctionOutcome.auction_under_way, f"{call.account}: {account.auction}")
    require(call.to != account.member, FuturesOutcome.with_this_member, call.to)
    _require_active(moment, account.house, call.to)
    before = known(moment, MEMBERS, account.house, account.member)
    yield d.Ported(
        account=call.account,
        house=account.house,
        holder=account.holder,
        before=account.member,
        member=call.to,
        from_default=before.status is MemberStatus.in_default,
    )


def conclude_default(call: c.ConcludeDefault, moment: Moment) -> Iterable[EventData]:
    default = known(moment, DEFAULTS, call.house, call.member)
    require(default.status is d.DefaultStatus.declared, FuturesOutcome.default_over, call.member)
    yield d.DefaultConcluded(house=call.house, member=call.member, reference=call.reference)


def _next_layer(moment: Moment, fund: Fund, member: PartyId) -> tuple[Layer, int]:
    """The first layer that has anything, and how much; Refused when none has."""
    for layer in Layer:
        if layer is Layer.defaulter:
            there = int(fund.share_of(member).paid)
        elif layer is Layer.survivors:
            there = sum(one.paid for one in fund.survivors_of(member))
        else:
            there = free_of(moment, fund.account_of(layer), fund.cash)
        if there:
            return layer, there
    raise Refused(FuturesOutcome.waterfall_dry, fund.house)


def _require_active(moment: Moment, house: str, member: PartyId) -> None:
    status = known(moment, MEMBERS, house, member).status
    require(status is MemberStatus.active, FuturesOutcome.member_in_default, member)


CALLS: Final[dict[type[Call], Moves]] = {
    c.FoundFund: found_fund,
    c.RequireShare: require_share,
    c.CallFurther: call_further,
    c.Contribute: contribute,
    c.DeclareDefault: declare_default,
    c.Absorb: absorb,
    c.Port: port,
    c.ConcludeDefault: conclude_default,
}
