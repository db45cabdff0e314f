# SPDX-License-Identifier: Apache-2.0
"""Whether an account may open more in a day: by the product's rules, and what it opened itself."""

from collections.abc import Iterable, Sequence

from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.floor import Floor
from counterfoil.modules.futures.openings_outcomes import OpeningOutcome
from counterfoil.modules.futures.position_names import had_on, named
from counterfoil.modules.futures.positions import POSITIONS, Fill, Offset
from counterfoil.modules.futures.records import FUTURES, HedgeFlag, MarginAccount


def require_openings(
    moment: Reader, floor: Floor, account: MarginAccount, hedge: HedgeFlag, fills: Sequence[Fill]
) -> None:
    """Refused where it opens more in the day than may be; of the client's other accounts nothing is read."""
    limit, more = floor.rules.limits_openings(hedge), opened_by(fills)
    if limit is None or not more:
        return
    name = floor.contract.contract
    there = opened_in(moment, floor, account, whole_product=limit.product_lots is not None)
    told = limit.exceeded_by(name, there.get(name, 0) + more, sum(there.values()) + more)
    require(told is None, OpeningOutcome.opened_too_many, f"{account.account}: {told}")


def opened_by(fills: Iterable[Fill]) -> int:
    """Lots that these trades open, bought and sold together; what an option or an auction brings is no trade."""
    return sum(one.lots for one in fills if one.offset is Offset.opens and not one.kind.opens_free)


def opened_in(moment: Reader, floor: Floor, account: MarginAccount, *, whole_product: bool) -> dict[str, int]:
    """Lots that an account opened on the day, contract by contract, for purposes that need no quota."""
    found: dict[str, int] = {}
    for listed in had_on(account, floor.day):
        name, hedge = named(listed)
        if hedge in floor.rules.quotas or not _counts(moment, floor, name, whole_product=whole_product):
            continue
        position = known(moment, POSITIONS, account.account, name, hedge).on(floor.day)
        found[name] = found.get(name, 0) + position.opened.lots
    return found


def _counts(moment: Reader, floor: Floor, name: str, *, whole_product: bool) -> bool:
    if name == floor.contract.contract:
        return True
    return whole_product and known(moment, FUTURES, name).product == floor.product.product
