# SPDX-License-Identifier: Apache-2.0
"""The law of quotas. What is open is not read: what is granted, reduced or ended closes nothing.

Nor is the client: whoever is shown a position would be shown its holder's other accounts.
"""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import quotas_calls as c
from counterfoil.modules.futures.quotas import QUOTAS, QuotaEnded, QuotaGranted
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, HedgeFlag
from counterfoil.primitives.types import DayNumber


def grant_quota(call: c.GrantQuota, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    house = known(moment, HOUSES, product.house)
    if call.contract is not None:
        of = known(moment, FUTURES, call.contract).product
        require(of == call.product, QuotaOutcome.quota_of_another_product, f"{call.contract}: {of}")
    require(call.hedge is not HedgeFlag.speculation, QuotaOutcome.quota_for_speculation, call.holder)
    require(call.first <= call.last, QuotaOutcome.quota_days_unordered, format_day(call.last))
    today = DayNumber(0) if house.last_day is None else house.last_day
    require(call.first >= today, QuotaOutcome.quota_backdated, f"{format_day(call.first)}: {format_day(today)} is open")
    yield QuotaGranted(
        house=product.house,
        holder=call.holder,
        product=call.product,
        hedge=call.hedge,
        contract=call.contract,
        long=call.long,
        short=call.short,
        first=call.first,
        last=call.last,
        document=call.document,
        kept_from=today,
    )


def end_quota(call: c.EndQuota, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    quota = known(moment, QUOTAS, product.house, call.holder, call.product, call.hedge)
    there = any(one.contract == call.contract for one in quota.entries)
    require(there, QuotaOutcome.no_such_quota, f"{call.holder}: {call.contract or call.product}")
    yield QuotaEnded(
        house=product.house,
        holder=call.holder,
        product=call.product,
        hedge=call.hedge,
        contract=call.contract,
        reason=call.reason,
    )


CALLS: Final[dict[type[Call], Moves]] = {c.GrantQuota: grant_quota, c.EndQuota: end_quota}
