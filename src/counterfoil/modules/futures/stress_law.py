# SPDX-License-Identifier: Apache-2.0
"""The law of sizing: from what was found of the two largest, and from weights, to what each member must have."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.dated import begins, day_of
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import stress as s
from counterfoil.modules.futures import stress_calls as c
from counterfoil.modules.futures.defaults import FUNDS, MEMBERS_MAX, Fund, Share
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.reckoning import own_account_of
from counterfoil.modules.futures.records import FUTURES, HOUSES, MEMBERS, House, MemberStatus, own_path
from counterfoil.modules.futures.stress_outcomes import StressOutcome
from counterfoil.modules.holdings.events import Transferred
from counterfoil.primitives.types import Quantity, Timestamp


def set_stress(call: c.SetStress, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    since = begins(call.since, moment.time, FuturesOutcome.stress_backdated, call.house)
    names = [one.scenario for one in call.scenarios]
    require(len(set(names)) == len(names), FuturesOutcome.scenarios_unordered, call.house)
    for scenario in call.scenarios:
        once = len({one.of for one in scenario.shocks}) == len(scenario.shocks)
        require(once, FuturesOutcome.scenarios_unordered, scenario.scenario)
        for shock in scenario.shocks:
            _require_its_own(moment, shock, scenario.scenario)
    yield s.StressSet(
        house=call.house,
        since=since,
        cash=house.cash,
        scenarios=call.scenarios,
        weighing=call.weighing,
        base=call.base,
        now=moment.time,
    )


def _require_its_own(moment: Moment, shock: s.Shock, scenario: str) -> None:
    """A shock of one contract is of the product that it names."""
    if shock.contract is not None:
        told = f"{scenario}: {shock.contract}"
        require(shock.within_days is None, StressOutcome.shocked_two_ways, told)
        of = known(moment, FUTURES, shock.contract).product
        require(of == shock.product, StressOutcome.shock_of_another_product, f"{told}, {of}")


def size_fund(call: c.SizeFund, moment: Moment) -> Iterable[EventData]:
    house, fund = known(moment, HOUSES, call.house), known(moment, FUNDS, call.house)
    rules = known(moment, s.STRESS, call.house).at(moment.time)
    told = call.house if house.day is None else f"{call.house}: {format_day(house.day)}"
    require(house.day is None, FuturesOutcome.day_open, told)
    require(house.closed == call.day, FuturesOutcome.sized_after_the_last, format_day(call.day))
    same = [one.scenario for one in call.stressed] == [one.scenario for one in rules.scenarios]
    require(same, FuturesOutcome.other_scenarios, call.house)
    members = [one.member for one in call.weights]
    require(members == sorted(set(members)), FuturesOutcome.weights_unordered, call.house)
    shares = {one.member for one in fund.shares} | set(members)
    require(len(shares) <= MEMBERS_MAX, FuturesOutcome.too_many_shares, call.house)
    worst = max(call.stressed, key=lambda one: one.together)
    required = max(worst.together, rules.base * len(members))
    paid = sum(one.paid for one in fund.shares)
    yield s.FundSized(
        house=call.house,
        day=call.day,
        cash=fund.cash,
        stressed=call.stressed,
        worst=worst.scenario,
        covers=Quantity(worst.together),
        required=Quantity(required),
        paid=Quantity(paid),
        shortfall=Quantity(max(required - paid, 0)),
        weighing=rules.weighing,
        portions=s.portions(required, rules.base, call.weights),
    )


def refund_share(call: c.RefundShare, moment: Moment) -> Iterable[EventData]:
    house, fund = known(moment, HOUSES, call.house), known(moment, FUNDS, call.house)
    amount = beyond(fund.share_of(call.member), house, moment.time)
    require(amount > 0, FuturesOutcome.nothing_to_refund, call.member)
    left, needed = fund_of(fund)
    told = f"{left} of {needed}"
    require(left - amount >= needed, FuturesOutcome.fund_short, told)
    account = own_account_of(moment, call.house, call.member)
    yield Transferred(
        sender=fund.account,
        receiver=account,
        instrument=fund.cash,
        quantity=Quantity(amount),
        giving=FUNDS.path(call.house),
        taking=own_path(account),
        cause=FUNDS.path(call.house),
    )
    yield s.ShareRefunded(
        house=call.house, member=call.member, account=account, cash=fund.cash, amount=Quantity(amount)
    )


def leave(call: c.Leave, moment: Moment) -> Iterable[EventData]:
    known(moment, HOUSES, call.house)
    status = known(moment, MEMBERS, call.house, call.member).status
    require(status is MemberStatus.active, FuturesOutcome.member_in_default, call.member)
    fund = moment.read(FUNDS, call.house)
    in_fund = fund is not None and any(one.member == call.member for one in fund.shares)
    yield s.MemberLeft(house=call.house, member=call.member, in_fund=in_fund)


def beyond(share: Share, house: House, now: Timestamp) -> int:
    """What a member has beyond what it must have; what it was asked for besides stays as long as such calls count."""
    return max(share.paid - share.required - share.called(day_of(now, house.offset_min)), 0)


def fund_of(fund: Fund) -> tuple[int, int]:
    """What is in it, and what all members must have in it."""
    return sum(one.paid for one in fund.shares), sum(one.required for one in fund.shares)


CALLS: Final[dict[type[Call], Moves]] = {
    c.SetStress: set_stress,
    c.SizeFund: size_fund,
    c.RefundShare: refund_share,
    c.Leave: leave,
}
