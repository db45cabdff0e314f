# SPDX-License-Identifier: Apache-2.0
"""What a forced reduction closes, found from all positions of the contract, as they were before any was reduced."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.futures import reduction_calls as c
from counterfoil.modules.futures.positions import POSITIONS, Position, Terms, since_opened, traded
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS, HedgeFlag, House
from counterfoil.modules.futures.reduction_law import losing_lots, net_of, terms_then
from counterfoil.modules.futures.reduction_matching import Key, matched_lots
from counterfoil.modules.futures.reduction_records import REDUCTIONS, UNFILLED, Reduction, ReductionStatus
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, DayNumber


class Found(NamedTuple):
    """What the rule closes, and what was closed already, position by position."""

    due: dict[Key, int]
    done: dict[Key, int]


def found_of(view: View, reduction: Reduction) -> Found:
    """Of a reduction whose day has its price."""
    contract = view.read(FUTURES, reduction.contract)
    assert contract is not None, "nothing of it is ever removed"
    house, product = view.read(HOUSES, contract.house), view.read(PRODUCTS, contract.product)
    assert house is not None and product is not None, "nor of these"
    terms = terms_then(contract, product, product.rules_at(house.begins(reduction.day)))
    asked: dict[Key, int] = {}
    rules = reduction.rules
    tiers: list[dict[Key, int]] = [{} for _ in (*rules.tiers, rules.hedge_ppm)]
    done: dict[Key, int] = {}
    for now in _positions(view, house, reduction.contract):
        key, (before, closed) = (now.account, now.hedge.value), _before(now, reduction.day, terms)
        if closed:
            done[key] = closed
        gained, worth = since_opened(before, contract.settlement, 1), abs(contract.settlement * net_of(before))
        lots = losing_lots(before, reduction.side)
        if lots and -gained * PARTS_PER_MILLION >= rules.loss_ppm * worth:
            said = view.read(UNFILLED, reduction.contract, now.account, now.hedge)
            if said is not None and said.day == reduction.day:
                asked[key] = min(said.lots, lots)
        elif not lots and gained > 0 and (tier := _tier(reduction, now.hedge, gained, worth)) is not None:
            tiers[tier][key] = abs(net_of(before))
    return Found(matched_lots(asked, tiers), done)


def reducing(view: View, house: House) -> Iterator[c.Reduce | c.ConcludeReduction]:
    """What anybody may do next of what was ordered today."""
    for _, one in view.rows(FUTURES) if house.day is not None else ():
        locks = one.locked is not None and one.locked.reduces and one.locked.day == house.day
        reduction = view.read(REDUCTIONS, one.contract, str(house.day)) if locks and one.house == house.house else None
        if reduction is not None and reduction.status is ReductionStatus.ordered:
            found = found_of(view, reduction)
            left = [key for key in found.due if key not in found.done]
            for account, hedge in left:
                yield c.Reduce(
                    account=AccountId(account),
                    contract=one.contract,
                    hedge=HedgeFlag(hedge),
                    lots=found.due[account, hedge],
                )
            if not left:
                yield c.ConcludeReduction(contract=one.contract)


def _positions(view: View, house: House, contract: str) -> Iterator[Position]:
    for _, account in view.rows(MARGIN_ACCOUNTS):
        for hedge in HedgeFlag if account.house == house.house else ():
            if f"{contract}/{hedge}" in account.positions:
                position = view.read(POSITIONS, account.account, contract, hedge)
                assert position is not None, "an account lists what there is"
                yield position


def _before(now: Position, day: DayNumber, terms: Terms) -> tuple[Position, int]:
    """A position as it was before it was reduced, and lots that were closed of it."""
    today = now.on(day)
    closed = sum(one.lots for one in today.fills if one.kind is TradeKind.reduction)
    if not closed:
        return today, 0
    rest = tuple(one for one in today.fills if one.kind is not TradeKind.reduction)
    return traded(today.begun, day, rest, terms), closed


def _tier(reduction: Reduction, hedge: HedgeFlag, gained: int, worth: int) -> int | None:
    """Which of the tiers a position is of that gained; None: it is spared."""
    rules = reduction.rules
    if hedge is HedgeFlag.hedge:
        reached = rules.hedge_ppm is not None and gained * PARTS_PER_MILLION >= rules.hedge_ppm * worth
        return len(rules.tiers) if reached else None
    enough = (number for number, ppm in enumerate(rules.tiers) if gained * PARTS_PER_MILLION >= ppm * worth)
    return next(enough, None)
