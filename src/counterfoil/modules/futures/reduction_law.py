# SPDX-License-Identifier: Apache-2.0
"""The law of forced reductions: who asked in vain, what the house decides, and each position's own closing."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import reduction_calls as c
from counterfoil.modules.futures.floor import account_on, floor_of
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.made_fills import unused
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill, Offset, Position, Terms
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    PRODUCTS,
    FuturesContract,
    House,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.reduction import (
    Reduced,
    ReductionConcluded,
    ReductionOrdered,
    ReductionWaived,
    UnfilledStated,
)
from counterfoil.modules.futures.reduction_records import REDUCTIONS, Reduction, ReductionStatus
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.modules.futures.trade_sums import summed
from counterfoil.modules.futures.widening import LockedSide


def state_unfilled(call: c.StateUnfilled, moment: Moment) -> Iterable[EventData]:
    """Orders stand on no ledger: that they were there is the venue's word; how much is open is not."""
    floor = floor_of(moment, call.contract)
    account_on(moment, floor, call.account, opens=False)
    reduction = known(moment, REDUCTIONS, call.contract, str(floor.day))
    position = known(moment, POSITIONS, call.account, call.contract, call.hedge)
    told = f"{call.account} {call.contract}: {net_of(position)}"
    require(losing_lots(position, reduction.side) >= call.lots, LockingOutcome.not_so_much_open, told)
    yield UnfilledStated(
        product=floor.contract.product,
        contract=call.contract,
        account=call.account,
        hedge=call.hedge,
        day=floor.day,
        lots=call.lots,
    )


def order_reduction(call: c.OrderReduction, moment: Moment) -> Iterable[EventData]:
    contract, house, reduction = _decides(moment, call.contract)
    told = f"{call.contract}: {format_day(reduction.day)}"
    require(contract.settled == reduction.day, FuturesOutcome.price_missing, told)
    yield ReductionOrdered(house=house.house, contract=call.contract, day=reduction.day, reason=call.reason)


def waive_reduction(call: c.WaiveReduction, moment: Moment) -> Iterable[EventData]:
    _, house, reduction = _decides(moment, call.contract)
    yield ReductionWaived(house=house.house, contract=call.contract, day=reduction.day, reason=call.reason)


def reduce(call: c.Reduce, moment: Moment) -> Iterable[EventData]:
    """What others have is not read: that it is what the rule closes is vouched for by auditors."""
    contract, house, reduction = _of_today(moment, call.contract)
    told = f"{call.account} {call.contract}"
    require(reduction.status is ReductionStatus.ordered, LockingOutcome.reduction_elsewhere, told)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    position = known(moment, POSITIONS, call.account, call.contract, call.hedge).on(reduction.day)
    done = any(one.kind is TradeKind.reduction for one in position.fills)
    require(not done, LockingOutcome.reduced_already, told)
    net = net_of(position)
    require(call.lots <= abs(net), LockingOutcome.not_so_much_open, f"{told}: {net}")
    product = known(moment, PRODUCTS, contract.product)
    direction = Direction.sold if net > 0 else Direction.bought
    fill = Fill(
        trade=next(unused(position.fills, direction)),
        time=moment.time,
        direction=direction,
        offset=Offset.forced,
        price=reduction.price,
        lots=call.lots,
        kind=TradeKind.reduction,
    )
    yield Reduced(
        product=contract.product,
        account=call.account,
        contract=call.contract,
        house=house.house,
        cash=account.cash,
        hedge=call.hedge,
        day=reduction.day,
        fills=(fill,),
        terms=terms_then(contract, product, product.rules_at(house.begins(reduction.day))),
        sums=summed((fill,), product.multiplier, 0),
        lists=False,
        first=False,
    )


def conclude_reduction(call: c.ConcludeReduction, moment: Moment) -> Iterable[EventData]:
    """Who was reduced is not read: it would show everybody to whoever is shown the reduction."""
    _, house, reduction = _of_today(moment, call.contract)
    ordered = reduction.status is ReductionStatus.ordered
    require(ordered, LockingOutcome.reduction_elsewhere, call.contract)
    yield ReductionConcluded(
        contract=call.contract, house=house.house, day=reduction.day, closes=any(one.closes for one in reduction.cuts)
    )


def net_of(position: Position) -> int:
    """Lots that are long beyond those that are short, or, negative, the other way."""
    return position.long_lots - position.short_lots


def losing_lots(position: Position, side: LockedSide) -> int:
    """Lots on the side that a locked day is against: short, where buyers waited."""
    return max(-net_of(position) if side is LockedSide.at_upper else net_of(position), 0)


def terms_then(contract: FuturesContract, product: Product, rules: ProductRules) -> Terms:
    """By what trades of a day are booked whose price is fixed already."""
    return Terms(contract.previous, product.multiplier, rules.closing, None)


def _of_today(moment: Moment, name: str) -> tuple[FuturesContract, House, Reduction]:
    contract = known(moment, FUTURES, name)
    house = known(moment, HOUSES, contract.house)
    return contract, house, known(moment, REDUCTIONS, name, str(house.open_day))


def _decides(moment: Moment, name: str) -> tuple[FuturesContract, House, Reduction]:
    found = _of_today(moment, name)
    undecided = found[2].status is ReductionStatus.undecided
    require(undecided, LockingOutcome.reduction_elsewhere, f"{name}: {found[2].status}")
    return found


CALLS: Final[dict[type[Call], Moves]] = {
    c.StateUnfilled: state_unfilled,
    c.OrderReduction: order_reduction,
    c.WaiveReduction: waive_reduction,
    c.Reduce: reduce,
    c.ConcludeReduction: conclude_reduction,
}
