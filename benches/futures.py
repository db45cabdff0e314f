# SPDX-License-Identifier: Apache-2.0
"""A day of futures: trades booked in venue batches, and every account settled, collected from and paid.

``COUNTERFOIL_FUTURES_ACCOUNTS=1000000 python -m benches futures`` for another number of accounts.
"""

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benches.claim import Claim, Stopwatch, timed
from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.modules.futures.records import DAYS, DayStatus
from counterfoil.node.futures.booking_calls import Booked, book_calls
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.scratch import BROKER, HOUSE, VENUE, Market, account_of
from counterfoil.node.futures.settling_day import settle_day
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import DayNumber, Timestamp

ACCOUNTS: Final = int(os.environ.get("COUNTERFOIL_FUTURES_ACCOUNTS", "1000"))
TRADERS: Final = 300
TRADES: Final = 40_000
BATCH: Final = 5_000
CONTRACT: Final = "IF-bench"
PRICE: Final = 50_000
DEPOSIT: Final = 10**11
OFFSET: Final = 480
MILLION: Final = 1_000_000
GOAL_S: Final = 60


def run() -> list[Claim]:
    """Trades are made before the clock runs; signing, judging, storing and sealing are in it."""
    facts = facts_of("IF")
    day = next(DayNumber(one) for one in range(day_of(clock_ms(), OFFSET) - 1, 0, -1) if is_weekday(one))
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        with Market(Path(folder) / "chain", facts, CONTRACT, day, PRICE) as market:
            clients = max(ACCOUNTS, TRADERS)
            market.register(clients)
            for client in range(clients):
                market.enter(client, DEPOSIT)
            market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
            batches = list(_batches(day, facts.ledger_multiplier))
            with timed() as booking:
                for batch in batches:
                    market.order(VENUE, batch)
            market.order(VENUE, _one_each(day, clients, facts.ledger_multiplier))
            market.do(HOUSE, c.FixSettlement(contract=CONTRACT, price=PRICE + 200, reason="of the benchmark"))
            before = _bytes(Path(folder))
            with timed() as settling:
                settle_day(market.node, [market.key(BROKER)], HOUSE)
            written = _bytes(Path(folder)) - before
            closed = market.node.ledger.view.read(DAYS, HOUSE, str(day))
        if closed is None or closed.status is not DayStatus.closed or closed.variation:
            raise ValueError("the day of the benchmark did not come out even")
    conditions = f"{TRADES:,} trades between {TRADERS} accounts in batches of {BATCH:,}, each balanced"
    return [
        Claim(
            name="futures trades, booked",
            value=TRADES / booking.seconds,
            unit="trades/s",
            conditions=f"{conditions}; durable, one venue's signatures",
            limit=TRADES / booking.processor_seconds,
            limit_name="trades/s by this process's processor time alone",
        ),
        Claim(
            name="futures day, settled",
            value=settling.seconds,
            unit="s",
            conditions=f"{closed.accounts:,} accounts with a position each: statements, losses collected, gains paid, "
            "closed; sums exact",
        ),
        _in_proportion(settling, written, closed.accounts),
    ]


def _in_proportion(settling: Stopwatch, written: int, accounts: int) -> Claim:
    """What a million would take if each took as long: said, and not measured."""
    million, alone = (one * MILLION / accounts for one in (settling.seconds, settling.processor_seconds))
    return Claim(
        name="futures day of a million, in proportion",
        value=million,
        unit="s",
        conditions=f"not measured: from {accounts:,} accounts, which took {settling.seconds:.1f} s and wrote "
        f"{written / 1e6:.1f} MB, a million {written * MILLION / accounts / 1e9:.1f} GB; by this process's processor "
        f"time alone {alone:.0f} s, {alone / GOAL_S:.0f} times the native path's goal of {GOAL_S} s",
    )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _batches(day: DayNumber, multiplier: int) -> Iterator[list[Call]]:
    """Both sides open; what the day comes to so far after each batch."""
    dice, turnover = random.Random(1), 0
    for start in range(0, TRADES, BATCH):
        fills: dict[Booked, list[Fill]] = {}
        for number in range(start + 1, start + BATCH + 1):
            price = PRICE + 2 * dice.randrange(-200, 200)
            turnover += price * multiplier
            for client, direction in zip(dice.sample(range(TRADERS), 2), Direction, strict=True):
                fills.setdefault(Booked(account_of(client), CONTRACT), []).append(_fill(day, number, direction, price))
        lots = start + BATCH
        balance = c.Balance(contract=CONTRACT, lots=lots, turnover=turnover, open_interest=lots)
        yield [*book_calls(fills), balance]


def _one_each(day: DayNumber, clients: int, multiplier: int) -> list[Call]:
    """Whoever has not traded yet gets a lot, of a pair each; they are balanced together."""
    calls: list[Call] = []
    first = TRADES + 1
    for number, client in enumerate(range(TRADERS, clients - 1, 2), first):
        for one, direction in zip((client, client + 1), Direction, strict=True):
            fills = (_fill(day, number, direction, PRICE),)
            calls.append(c.Book(account=account_of(one), contract=CONTRACT, fills=fills))
    dice = random.Random(1)
    turnover = sum(_drawn(dice) for _ in range(TRADES)) * multiplier + len(calls) // 2 * PRICE * multiplier
    lots = TRADES + len(calls) // 2
    return [*calls, c.Balance(contract=CONTRACT, lots=lots, turnover=turnover, open_interest=lots)]


def _drawn(dice: random.Random) -> int:
    price = PRICE + 2 * dice.randrange(-200, 200)
    dice.sample(range(TRADERS), 2)
    return price


def _fill(day: DayNumber, number: int, direction: Direction, price: int) -> Fill:
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    return Fill(number, time, direction, Offset.opens, price, 1)
