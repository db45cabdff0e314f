# SPDX-License-Identifier: Apache-2.0
"""Trades of futures, booked in venue batches; ``futures_day.py`` settles a day of them."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benches.claim import Claim, timed
from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.node.futures.booking_calls import Booked, book_calls
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.scratch import HOUSE, VENUE, Market, account_of, client_name
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import DayNumber, Timestamp

TRADERS: Final = 300
TRADES: Final = 40_000
BATCH: Final = 5_000
CONTRACT: Final = "IF-bench"
PRICE: Final = 50_000
DEPOSIT: Final = 10**11
OFFSET: Final = 480


def run() -> list[Claim]:
    """Trades are made before the clock runs; signing, judging, storing and sealing are in it."""
    facts = facts_of("IF")
    day = next(DayNumber(one) for one in range(day_of(clock_ms(), OFFSET) - 1, 0, -1) if is_weekday(one))
    with (
        tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder,
        Market(Path(folder) / "chain", facts, CONTRACT, day, PRICE) as market,
    ):
        market.register(TRADERS)
        market.enter_all({client_name(one): [account_of(one)] for one in range(TRADERS)}, DEPOSIT)
        market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
        batches = list(_batches(day, facts.ledger_multiplier))
        with timed() as booking:
            for batch in batches:
                market.order(VENUE, batch)
    conditions = f"{TRADES:,} trades between {TRADERS} accounts in batches of {BATCH:,}, each balanced"
    return [
        Claim(
            name="futures trades, booked",
            value=TRADES / booking.seconds,
            unit="trades/s",
            conditions=f"{conditions}; durable, one venue's signatures",
            limit=TRADES / booking.processor_seconds,
            limit_name="trades/s by this process's processor time alone",
        )
    ]


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


def _fill(day: DayNumber, number: int, direction: Direction, price: int) -> Fill:
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    return Fill(number, time, direction, Offset.opens, price, 1)
