# SPDX-License-Identifier: Apache-2.0
"""Tick files for tests: each tick by its lots, turnover and change of open interest; the sums are made here."""

import gzip
from pathlib import Path
from typing import Any, NamedTuple

COLUMNS = [
    "exchange",
    "instrument",
    "trading_date",
    "action_date",
    "action_time",
    "last",
    "open",
    "high",
    "low",
    "settle",
    "upper_limit",
    "lower_limit",
    "total_volume",
    "volume",
    "total_turnover",
    "turnover",
    "open_interest",
    "diff_interest",
    "pre_close",
    "pre_settle",
    "pre_interest",
]


class Traded(NamedTuple):
    """What was traded in a tick: lots at a price in ticks, and so many of them one tick higher."""

    time: str
    lots: int
    price: int
    higher: int
    opened: int


def tick_rows(
    ticks: list[Traded], *, interest: int = 40, settle: str = "5230.8", worth: int = 60
) -> list[dict[str, Any]]:
    """Rows of a contract, IF unless told otherwise: its tick is worth so many yuan a lot; so many lots were open."""
    volume = total = 0
    rows = []
    before = interest
    for at, one in enumerate(ticks):
        turnover = (one.lots * one.price + one.higher) * worth
        volume, total, interest = volume + one.lots, total + turnover, interest + one.opened
        rows.append(
            dict.fromkeys(COLUMNS, "0")
            | {
                "exchange": "CFFEX",
                "instrument": "IF2101",
                "trading_date": "20210104",
                "action_date": "20210104",
                "action_time": one.time,
                "settle": settle if at == len(ticks) - 1 else "0",
                "upper_limit": "5737.8",
                "lower_limit": "4694.6",
                "total_volume": volume,
                "volume": one.lots,
                "total_turnover": total,
                "turnover": turnover,
                "open_interest": interest,
                "diff_interest": one.opened,
                "pre_close": "5227",
                "pre_settle": "5216.2",
                "pre_interest": before,
            }
        )
    return rows


def write_ticks(path: Path, rows: list[dict[str, Any]]) -> Path:
    """As a file, packed where its name says so."""
    names = list(rows[0]) if rows else COLUMNS
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
    text = "\n".join(lines) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def small_day() -> list[Traded]:
    """Twenty ticks of two sessions: an auction, opening and closing, two prices, ticks without a trade."""
    traded = [Traded("092900400", 12, 26_150, 0, -4), Traded("093000400", 7, 26_154, 3, 5)]
    for minute in range(16):
        hour, rest = (9, 31 + minute) if minute < 8 else (14, minute + 10)
        lots = (minute * 7) % 11
        traded.append(
            Traded(f"{hour:02d}{rest:02d}00900", lots, 26_150 + minute, lots // 3, (minute % 5 - 2) * lots // 4)
        )
    return [*traded, Traded("150000400", 5, 26_160, 1, 0), Traded("153048900", 0, 0, 0, 0)]
