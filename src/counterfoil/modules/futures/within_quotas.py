# SPDX-License-Identifier: Apache-2.0
"""Whether an account may open more for a purpose: by what its client was granted, and what it has open itself."""

from collections.abc import Iterable, Mapping, Sequence

from counterfoil.evidence.text import format_day
from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.floor import Floor
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill, Offset
from counterfoil.modules.futures.quotas import QUOTAS, QuotaGrant
from counterfoil.modules.futures.quotas_outcomes import QuotaOutcome
from counterfoil.modules.futures.records import FUTURES, FuturesContract, HedgeFlag, MarginAccount
from counterfoil.primitives.types import DayNumber


def require_quota(
    moment: Reader, floor: Floor, account: MarginAccount, hedge: HedgeFlag, fills: Sequence[Fill]
) -> None:
    """Refused where it opens beyond what its client was granted; of the client's other accounts nothing is read."""
    most = peaks(fills) if hedge in floor.rules.quotas else {}
    if not most:
        return
    grants = granted(moment, account, floor.contract, hedge, floor.day)
    told = f"{account.holder} {floor.contract.contract}, {hedge}: {format_day(floor.day)}"
    require(bool(grants), QuotaOutcome.no_quota, told)
    for grant in grants:
        over = beyond(grant, held_for(moment, (account,), grant, floor.contract, hedge), most)
        require(over is None, QuotaOutcome.beyond_quota, f"{account.account}: {over}")


def granted(
    moment: Reader, account: MarginAccount, contract: FuturesContract, hedge: HedgeFlag, day: DayNumber
) -> tuple[QuotaGrant, ...]:
    """What its client was granted for a day, of the contract and of all of its product; each of them holds."""
    quota = moment.read(QUOTAS, account.house, account.holder, contract.product, hedge)
    return () if quota is None else quota.on(contract.contract, day)


def held_for(
    reads: Reader, accounts: Iterable[MarginAccount], grant: QuotaGrant, contract: FuturesContract, hedge: HedgeFlag
) -> dict[Direction, int]:
    """Lots open of each side that count toward a grant: of the contract, or of all contracts of its product."""
    found = dict.fromkeys(Direction, 0)
    for account in accounts:
        for listed in account.positions:
            name, flag = named(listed)
            counts = name == contract.contract or (
                grant.contract is None and known(reads, FUTURES, name).product == contract.product
            )
            if flag is hedge and counts:
                position = known(reads, POSITIONS, account.account, name, flag)
                found[Direction.bought] += position.long_lots
                found[Direction.sold] += position.short_lots
    return found


def peaks(fills: Iterable[Fill]) -> dict[Direction, int]:
    """Of each side on which lots are opened, how many more are open at most, after any of these."""
    now = dict.fromkeys(Direction, 0)
    found: dict[Direction, int] = {}
    for fill in fills:
        if fill.offset is Offset.opens:
            side = fill.direction
            now[side] += fill.lots
            found[side] = max(found.get(side, now[side]), now[side])
        else:
            now[fill.direction.other] -= fill.lots
    return found


def beyond(grant: QuotaGrant, there: Mapping[Direction, int], most: Mapping[Direction, int]) -> str | None:
    """Where more than was granted would be open at any time, in words; None: nowhere."""
    for side, lots in most.items():
        if there[side] + lots > grant.of(side):
            about = "all contracts" if grant.contract is None else grant.contract
            return f"{about}, {side}: {there[side] + lots} of {grant.of(side)}"
    return None
