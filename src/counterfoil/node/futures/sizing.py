# SPDX-License-Identifier: Apache-2.0
"""The sizing of a house's guarantee fund as a call, and its fund as it stands, member by member."""

from collections.abc import Iterator
from typing import Any

from counterfoil.law.dated import day_of, in_force
from counterfoil.law.module import View
from counterfoil.modules.futures.defaults import FUNDS, Fund
from counterfoil.modules.futures.records import HOUSES, House
from counterfoil.modules.futures.stress import STRESS, STRESS_REPORTS, StressReport
from counterfoil.modules.futures.stress_calls import SizeFund
from counterfoil.modules.futures.stress_law import beyond
from counterfoil.modules.futures.stressing import figures
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp


def sizing_call(view: View, house: str, now: Timestamp) -> SizeFund:
    """What the house would order now; InputError where there is nothing to size by."""
    cleared, _ = fund_of(view, house)
    policy = view.read(STRESS, house)
    if policy is None or in_force(policy.rules, now) is None:
        raise InputError("no scenarios are in force", where=house, remedy="counterfoil clearing fund policy FILE.toml")
    if cleared.closed is None or cleared.day is not None:
        raise InputError("no day is closed, or one is open", where=house, remedy="counterfoil clearing settle-day")
    found = figures(view, house, policy.at(now))
    if not found.weights:
        raise InputError("no member is active", where=house, remedy="counterfoil futures admit")
    return SizeFund(house=house, day=cleared.closed, stressed=found.stressed, weights=found.weights)


def fund_of(view: View, house: str) -> tuple[House, Fund]:
    """A house and its fund; InputError where there is none."""
    cleared, fund = view.read(HOUSES, house), view.read(FUNDS, house)
    if cleared is None or fund is None:
        raise InputError("no such house has a guarantee fund", where=house, remedy="counterfoil futures found-fund")
    return cleared, fund


def shares_of(view: View, house: str, now: Timestamp) -> Iterator[dict[str, Any]]:
    """Of each member what it must have, has, has to pay, and can be given back, in the cash's smallest unit."""
    cleared, fund = fund_of(view, house)
    for share in sorted(fund.shares, key=lambda one: one.member):
        yield {
            "member": share.member,
            "required": share.required,
            "paid": share.paid,
            "to_pay": max(share.required - share.paid, 0),
            "beyond": beyond(share, cleared, now),
            "called": share.called(day_of(now, cleared.offset_min)),
        }


def last_report(view: View, house: str) -> StressReport | None:
    """Of the last day after which the fund was sized."""
    found = [report for _, report in view.rows(STRESS_REPORTS, house)]
    return max(found, key=lambda one: one.day, default=None)
