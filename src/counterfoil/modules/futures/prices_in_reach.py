# SPDX-License-Identifier: Apache-2.0
"""Prices that a house fixes: none at which what is open could not be counted, and none anew once it was used."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.module import Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.auctioning import auctions_of, movings_of
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.events import SettlementFixed
from counterfoil.modules.futures.expiry import ENDINGS, FinalFixed
from counterfoil.modules.futures.option_events import LevelFixed
from counterfoil.modules.futures.option_records import DRAWS, LEVELS
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.futures.records import DAYS, FUTURES, PRODUCTS, FuturesContract
from counterfoil.modules.futures.reduction_records import REDUCTIONS, ReductionStatus
from counterfoil.modules.futures.rounding import WORTH_MAX
from counterfoil.primitives.types import DayNumber

TIMES: Final = 4
"""A price up to so many times the one before is taken for what the market made of it."""


def can_be_fixed(event: SettlementFixed, moment: Whole) -> None:
    """Nothing was booked since the venue last balanced the contract; and where it is fixed anew, nobody has used it."""
    trading = moment.read(TRADINGS, event.contract)
    now = None if trading is None else trading.on(event.day)
    require(now is None or (now.balanced and now.even), FuturesOutcome.unbalanced, event.contract)
    _require_in_reach(moment, event.contract, event.price, event.previous, event.day)
    if event.again:
        _require_unused(moment, event.house, event.contract, event.day)


def level_in_reach(event: LevelFixed, moment: Whole) -> None:
    """The same of an index."""
    _require_in_reach(moment, event.level, event.price, event.previous, event.day)
    if known(moment, LEVELS, event.level).day == event.day:
        _require_unused(moment, event.house, event.level, event.day)


def final_in_reach(event: FinalFixed, moment: Whole) -> None:
    """In units of the final price's last decimal, which may be finer."""
    contract = known(moment, FUTURES, event.contract)
    finer = known(moment, PRODUCTS, event.product).multiplier // event.multiplier
    _require_in_reach(moment, event.contract, event.price, contract.settlement * finer, event.last, finer)


def _require_in_reach(moment: Whole, name: str, price: int, before: int, day: DayNumber, finer: int = 1) -> None:
    """All contracts are looked through only where a price is far from the one before: that is rare, or a slip."""
    if abs(price) <= TIMES * abs(before):
        return
    worth = abs(price) * sum(_lots_by_multiplier(moment, one, day) for one in _on(moment, name)) // finer
    require(worth <= WORTH_MAX, ClosingOutcome.price_out_of_reach, f"{name}: {price} after {before}")


def _on(moment: Whole, name: str) -> Iterator[FuturesContract]:
    """The contract of that name, and options on it, or on the index."""
    for _, one in moment.rows(FUTURES):
        if one.contract == name or (one.option is not None and one.option.underlying == name):
            yield one


def _lots_by_multiplier(moment: Whole, contract: FuturesContract, day: DayNumber) -> int:
    """What is open of it, and what was traded of it on the day, in what a price of one is worth."""
    trading = moment.read(TRADINGS, contract.contract)
    if trading is None:
        return 0
    now = trading.on(day)
    lots = max(now.long, now.short) + now.bought.lots + now.agreed_bought.lots
    return lots * known(moment, PRODUCTS, contract.product).multiplier


def _require_unused(moment: Whole, house: str, name: str, day: DayNumber) -> None:
    """No account is settled, nothing drawn, reduced, moved by auction or ended at it."""
    used = known(moment, DAYS, house, str(day)).accounts or any(_uses(moment, house, name, day))
    require(not used, ClosingOutcome.price_in_use, f"{name}: {format_day(day)}")


def _uses(moment: Whole, house: str, name: str, day: DayNumber) -> Iterator[bool]:
    yield moment.read(ENDINGS, name) is not None
    reduction = moment.read(REDUCTIONS, name, str(day))
    yield reduction is not None and reduction.status in (ReductionStatus.ordered, ReductionStatus.reduced)
    for one in _on(moment, name):
        yield moment.read(DRAWS, one.contract, str(day)) is not None
    for auction in auctions_of(moment, house, day):
        if any(one.contract == name for one in auction.portfolio):
            yield any(end is not None for end in movings_of(moment, auction).values())
