# SPDX-License-Identifier: Apache-2.0
"""A node that settles a trading day and dies at a sync that it is told: ``futures_victim.py FOLDER SYNC before|after``.

Sync 0: it dies nowhere. It says ``ended`` when the day is closed and its fees are taken.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from counterfoil.law.module import View
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.modules.futures.records import DAYS, HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.trading_days import spans
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures import settling_day
from counterfoil.node.futures.booking_calls import Booked, book_calls
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.scratch import BROKER, CHAIN, HOUSE, VENUE, Market, account_of
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import DayNumber

CLIENTS: Final = 120
"""More than go into one transaction of any step."""
CONTRACT: Final = "IF2101"
DAY: Final = DayNumber(18_631)
"""2021-01-04, a Monday"""
LISTED: Final = 52_000
PRICES: Final = (51_900, 52_600, 53_200)
"""Of trades, by turns; the last is the day's settlement."""


def begun(folder: Path) -> Path:
    """A chain on which a day's trades are booked and its price is fixed; some owe more than they have."""
    facts = facts_of("IF")
    with Market(folder, facts, CONTRACT, DAY, LISTED) as market:
        market.register(CLIENTS)
        for client in range(CLIENTS):
            market.enter(client, 30_000_000 if client % 7 else 19_000_000)
        market.do(HOUSE, c.OpenDay(house=HOUSE, day=DAY))
        house = market.node.ledger.view.read(HOUSES, HOUSE)
        assert house is not None
        at = spans(house, facts.sessions, DAY)[0][0] + 60_000
        fills: dict[Booked, list[Fill]] = {}
        for pair in range(CLIENTS // 2):
            for client, direction in ((2 * pair, Direction.bought), (2 * pair + 1, Direction.sold)):
                fill = Fill(pair + 1, at, direction, Offset.opens, PRICES[pair % 3], 1)
                fills.setdefault(Booked(account_of(client), CONTRACT), []).append(fill)
        turnover = sum(PRICES[pair % 3] * facts.ledger_multiplier for pair in range(CLIENTS // 2))
        lots = CLIENTS // 2
        balance = {"contract": CONTRACT, "lots": lots, "open_interest": lots, "late_lots": 0, "late_turnover": 0}
        market.order(VENUE, (*book_calls(fills), c.Balance(turnover=turnover, **balance)))
        market.do(HOUSE, c.FixSettlement(contract=CONTRACT, price=PRICES[-1], reason="as published"))
    return folder


def opened(folder: Path) -> ChainNode:
    return ChainNode.open(folder, CHAIN, clock=clock_ms, seal_keys=[Market.key("operator")])


def told(view: View) -> dict[str, Any]:
    """How every account stands, and the day; without times and trails, which hang on how often it was asked."""
    day = view.read(DAYS, HOUSE, str(DAY))
    assert day is not None
    sums = {"variation": day.variation, "fees": int(day.fees), "fees_left": int(day.fees_left), "status": day.status}
    return sums | dict(_accounts(view))


def _accounts(view: View) -> Iterator[tuple[str, Any]]:
    for path, row in view.rows(MARGIN_ACCOUNTS):
        account: MarginAccount = row
        cash = [(str(one), holding.balance) for one, holding in view.rows(HOLDINGS, account.account)]
        yield path, (int(account.owed), int(account.due), account.settled, account.positions, cash)


def dying(at: int, when: str) -> Any:
    """``fdatasync`` that is the process's last thing, before or after it is done."""
    original, count = os.fdatasync, 0

    def sync(descriptor: Any) -> None:
        nonlocal count
        count += 1
        if count == at and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        original(descriptor)
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return sync


def main(folder: Path, at: int, when: str) -> None:
    with opened(folder) as node:
        os.fdatasync = os.fsync = dying(at, when)
        setattr(settling_day, "AT_ONCE", 1)  # noqa: B010 (a block each, so that there are more syncs to die at)
        done = settling_day.settle_day(node, [Market.key(BROKER)], HOUSE)
        assert not done.left, done.left
        sys.stdout.write("ended\n")


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
