# SPDX-License-Identifier: Apache-2.0
"""A day of futures settled: accounts with a position and a statement each, all collected from and paid, sums exact.

``make bench-million`` for a million: ``COUNTERFOIL_FUTURES_ACCOUNTS=1000000 python -m benches futures-day``.
"""

import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benches.claim import Claim, Stopwatch, memory_most, timed
from benches.futures_sums import Sums, summed
from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.scratch import BROKER, HOUSE, VENUE, Market
from counterfoil.node.futures.settling_day import settle_day
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import AccountId, DayNumber, Height, Timestamp

ACCOUNTS: Final = int(os.environ.get("COUNTERFOIL_FUTURES_ACCOUNTS", "50000"))
ACCOUNTS_OF_ONE: Final = 10
"""of each holder, who signs once for all of them"""
AT_ONCE: Final = 10_000
"""accounts that are made and get their trades together, so that blocks are of a bounded size"""
CONTRACT: Final = "IF-bench"
PRICE: Final = 50_000
RISE: Final = 200
DEPOSIT: Final = 10**9
OFFSET: Final = 480
GOAL_S: Final = 60
GOAL_BYTES: Final = 2 * 10**9


def run() -> list[Claim]:
    """Accounts and trades are made before the clock runs; signing, judging, storing and sealing are in it."""
    facts = facts_of("IF")
    day = next(DayNumber(one) for one in range(day_of(clock_ms(), OFFSET) - 1, 0, -1) if is_weekday(one))
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        with Market(Path(folder) / "chain", facts, CONTRACT, day, PRICE) as market:
            market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
            _populate(market, day, facts.ledger_multiplier)
            market.do(HOUSE, c.FixSettlement(contract=CONTRACT, price=PRICE + RISE, reason="of the benchmark"))
            first = Height(market.node.height + 1)
            with timed() as settling:
                settle_day(market.node, [market.key(BROKER)], HOUSE, _told)
            most = memory_most()
            with timed() as summing:
                sums = summed(market.node, HOUSE, day, first)
        chain = _bytes(Path(folder))
    if sums.accounts != ACCOUNTS:
        raise ValueError(f"{sums.accounts:,} of {ACCOUNTS:,} accounts were settled")
    return [_settled(settling, sums, chain), _memory(most), _summed(summing, sums)]


def _settled(settling: Stopwatch, sums: Sums, chain: int) -> Claim:
    each_us = settling.processor_seconds / sums.accounts * 1e6
    return Claim(
        name="futures day, settled",
        value=settling.seconds,
        unit="s",
        conditions=f"{sums.accounts:,} accounts with a position and a statement each: losses collected, gains paid, "
        f"closed; {sums.accounts / settling.seconds:,.0f} a second; {settling.processor_seconds:,.1f} s of processor, "
        f"{each_us:,.0f} µs an account; {chain / 1e6:,.0f} MB of chain in all. A million in {GOAL_S} s is "
        "the native path's goal",
    )


def _memory(most: int) -> Claim:
    return Claim(
        name="futures day, most memory",
        value=most / 1e6,
        unit="MB",
        conditions=f"of the whole process at any time, the making of {ACCOUNTS:,} accounts included; the goal of a "
        f"million is {GOAL_BYTES / 1e9:.0f} GB",
    )


def _summed(summing: Stopwatch, sums: Sums) -> Claim:
    return Claim(
        name="futures day, statements added up",
        value=sums.accounts / summing.seconds,
        unit="statements/s",
        conditions=f"each from its own lines, and all of them: variation {sums.variation}, {sums.gained:,} fen gained "
        f"and as much lost, fees of {sums.fees:,} with the house, balances of {sums.balance:,} in the accounts",
    )


def _populate(market: Market, day: DayNumber, multiplier: int) -> None:
    """Some holders with their accounts after the others, and their trades, which the venue balances."""
    dice, lots, turnover = random.Random(1), 0, 0
    for start in range(0, ACCOUNTS, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, ACCOUNTS))
        own: dict[str, list[AccountId]] = {}
        for number in numbers:
            own.setdefault(f"holder-{number // ACCOUNTS_OF_ONE:06d}", []).append(_account(number))
        market.register_named(own)
        market.enter_all(own, DEPOSIT)
        calls: list[Call] = []
        for number in numbers[::2]:
            price, size = PRICE + 2 * dice.randrange(-200, 200), dice.randrange(1, 5)
            lots, turnover = lots + size, turnover + size * price * multiplier
            calls += _traded(day, number, price, size)
        balance = c.Balance(contract=CONTRACT, lots=lots, turnover=turnover, open_interest=lots)
        market.order(VENUE, [*calls, balance])
        _told("accounts made", numbers.stop, ACCOUNTS)


def _traded(day: DayNumber, number: int, price: int, lots: int) -> Iterator[Call]:
    """An account buys, and the next sells."""
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    for one, direction in zip((number, number + 1), Direction, strict=True):
        fill = Fill(number // 2 + 1, time, direction, Offset.opens, price, lots)
        yield c.Book(account=_account(one), contract=CONTRACT, fills=(fill,))


def _account(number: int) -> AccountId:
    """In whose order statements are made."""
    return AccountId(f"m-{number:07d}")


def _told(what: str, done: int, _all: int) -> None:
    if ACCOUNTS > 100_000 and done % 100_000 == 0:
        print(f"{what}: {done:,}", file=sys.stderr)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
