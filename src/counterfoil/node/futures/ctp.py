# SPDX-License-Identifier: Apache-2.0
"""Names and letters of CTP (综合交易平台), as trading front ends and statements in China write them."""

from typing import Final

from counterfoil.modules.futures.positions import Direction, Offset
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.primitives.types import DayNumber
from counterfoil.terms.kernel.dates import from_number

DIRECTIONS: Final = {"0": Direction.bought, "1": Direction.sold}
OFFSETS: Final = {
    "0": Offset.opens,
    "1": Offset.closes,
    "2": Offset.forced,
    "3": Offset.closes_today,
    "4": Offset.closes_before,
    "5": Offset.forced,
    "6": Offset.forced,
}
HEDGES: Final = {
    "1": HedgeFlag.speculation,
    "2": HedgeFlag.arbitrage,
    "3": HedgeFlag.hedge,
    "5": HedgeFlag.market_maker,
}
FORCED_FOR: Final = {
    "1": ForceCloseReason.lack_deposit,
    "2": ForceCloseReason.over_limit,
    "3": ForceCloseReason.member_over_limit,
    "4": ForceCloseReason.not_multiple,
    "5": ForceCloseReason.violation,
    "6": ForceCloseReason.member_default,
    "7": ForceCloseReason.person_delivery,
}
"""ForceCloseReason; 0 says that it is none, and 6, another: the only other one is that the member failed"""
FORCED_LETTERS: Final = {reason: letter for letter, reason in FORCED_FOR.items()}
AGREED: Final = frozenset({"2", "3", "5"})
"""TradeType: over the counter, from an exchange for physicals, a block trade"""
EXERCISED: Final = "1"
"""TradeType OptionsExecution"""
LETTERS: Final[dict[str, str]] = {
    word: letter for words in (DIRECTIONS, OFFSETS, HEDGES) for letter, word in reversed(words.items())
}
"""Ours → theirs; of several letters the first"""


def date_of(day: DayNumber) -> str:
    """YYYYMMDD."""
    return from_number(day).strftime("%Y%m%d")


def clock_of(local_ms: int) -> str:
    """HH:MM:SS of a local time, cut to the second."""
    seconds = local_ms // 1_000 % 86_400
    return f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
