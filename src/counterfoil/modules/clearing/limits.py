# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a clearing account moves units by its cycles alone, and who fails first.

What stands in it was delivered for others and belongs to the cycle until it is handed out. The Securities Law of the
People's Republic of China says so of a clearing house's accounts, and that they are not open to enforcement
(中华人民共和国证券法 (2019), article 159).
"""

from collections.abc import Iterator
from typing import Any, Final

from counterfoil.law.dated import day_of
from counterfoil.law.event import Counting, Diverting, EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.clearing.events import Joined
from counterfoil.modules.clearing.netting import BALANCES, CYCLES, POSITIONS, Cycle
from counterfoil.modules.clearing.outcomes import ClearingOutcome
from counterfoil.modules.clearing.records import CLEARING_ACCOUNTS, DAYS, MARKETS
from counterfoil.modules.clearing.trading import TradeDropped
from counterfoil.modules.holdings.events import Corrected, Issued, Redeemed, Transferred
from counterfoil.modules.holdings.orders import Burned, Forced, Recovered
from counterfoil.modules.holdings.records import free_of
from counterfoil.modules.holdings.reservations import Frozen, Held, Pledged
from counterfoil.primitives.types import AccountId


def moves_by_its_cycles(event: Transferred, moment: Whole) -> None:
    """A transfer into a clearing account, or out of it, is the doing of a cycle of its market."""
    for account in (event.sender, event.receiver):
        kept = moment.read(CLEARING_ACCOUNTS, account)
        own = kept is None or (event.cause or "").startswith(f"{CYCLES.path(kept.market)}/")
        require(own, ClearingOutcome.clearing_account_reserved, account)


def leaves_it_alone(event: Any, moment: Whole) -> None:
    """Nothing else is done to what stands in a clearing account."""
    accounts = (event.account,) if hasattr(event, "account") else (event.sender, event.receiver)
    for account in accounts:
        _require_no_clearing_account(moment, account)


def counts_what_has_arrived(event: Any, moment: Whole) -> None:
    """No holders are counted while a cycle has collected their units, until the time by which it hands them out."""
    for _, kept in moment.rows(CLEARING_ACCOUNTS):
        for cycle in _of_late(moment, kept.market):
            arrived = event.record_time >= cycle.passes_until(cycle.finish_by)
            balance = None if arrived else moment.read(BALANCES, cycle.cycle, event.instrument)
            there = balance is None or balance.collected == balance.handed_out
            require(there, ClearingOutcome.counted_on_the_way, event.instrument)


def fails_in_its_turn(event: TradeDropped, moment: Whole) -> None:
    """Units fail before cash, and account by account: a sale that fails takes its price from what its buyer owes.

    Else whoever calls first would decide whether a buyer fails who could pay everybody but a seller that fails.
    """
    cycle = known(moment, CYCLES, event.cycle)
    own = cycle.turn(event.account, event.lacking)
    for _, one in moment.rows(POSITIONS, event.cycle):
        if one.rest < 0 and cycle.turn(one.account, one.instrument) < own:
            lacks = cycle.may_fail(-one.rest, free_of(moment, one.account, one.instrument), moment.time)
            require(not lacks, ClearingOutcome.another_fails_first, f"{one.account}, which lacks {one.instrument}")


def _of_late(moment: Whole, market: str) -> Iterator[Cycle]:
    """The cycles of the day that is open, and of those about the block's time, wherever their days begin."""
    found, today = moment.read(MARKETS, market), day_of(moment.time, 0)
    days = {today - 1, today, today + 1} | ({found.day} if found is not None and found.day is not None else set())
    for number in sorted(days):
        day = moment.read(DAYS, market, str(number))
        for one in () if day is None else day.cycles:
            yield known(moment, CYCLES, one.cycle)


def _require_no_clearing_account(moment: Whole, account: AccountId) -> None:
    free = moment.read(CLEARING_ACCOUNTS, account) is None
    require(free, ClearingOutcome.clearing_account_reserved, account)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Transferred: moves_by_its_cycles,
    Joined: leaves_it_alone,
    Counting: counts_what_has_arrived,
    TradeDropped: fails_in_its_turn,
    **dict.fromkeys((Issued, Redeemed, Corrected, Held, Pledged, Frozen, Forced, Burned, Recovered), leaves_it_alone),
    Diverting: leaves_it_alone,
}
