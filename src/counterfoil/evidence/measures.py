# SPDX-License-Identifier: Apache-2.0
"""What the numbers of a record measure, and how each is written for a person: exactly, in both languages."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import NEVER, format_day, format_minute, format_quantity, format_time
from counterfoil.primitives.types import QUANTITY_MAX

DAY_MAX: Final = 100_000_000
"""days since 1970-01-01 that are told as a date"""


class Measure(StrEnum):
    """What a field holds, where that is more than a text or a number."""

    plain = ""
    time = "time"
    """milliseconds since 1970"""
    duration = "duration"
    """milliseconds"""
    day = "day"
    """days since 1970-01-01"""
    offset = "offset"
    """minutes by which a day begins before midnight UTC"""
    minute = "minute"
    """minutes since the day began"""
    ppm = "ppm"
    ppb = "ppb"
    bp = "bp"
    quantity = "quantity"
    """smallest units"""
    quantity_or_all = "quantity_or_all"
    """smallest units, of which the greatest number stands for all"""
    height = "height"
    """of a block, as it stands"""
    value = "value"
    """of an enumeration, which the vocabulary names"""
    json = "json"
    """a text that is a JSON value in canonical form"""


def measured(value: int, measure: Measure) -> Words:
    """A number in words, a dash for no time; of no measure as it stands, and so where no clock has such a number."""
    if value == 0 and measure in _NONE_AT_ZERO:
        return DASH
    write = _WRITERS.get(measure)
    beyond = (value < 0 and measure not in _BELOW_ZERO) or (value > DAY_MAX and measure is Measure.day)
    return Words(str(value), str(value)) if write is None or beyond else write(value)


def _both(write: Callable[[int], str]) -> Callable[[int], Words]:
    return lambda value: Words(write(value), write(value))


def _time(time_ms: int) -> Words:
    told = format_time(time_ms)
    return UNENDING if told == NEVER else Words(told, told)


def _duration(duration_ms: int) -> Words:
    """In days, hours, minutes, seconds and what is left of them, leaving out what is none."""
    said: list[Words] = []
    rest = duration_ms
    for name, each in _PARTS_MS.items():
        count, rest = divmod(rest, each)
        if count or (name is _MILLISECOND and not said):
            said.append(name.fill(count=count))
    return Words(" ".join(one.en for one in said), " ".join(one.zh for one in said))


def _offset(offset_min: int) -> str:
    sign = "-" if offset_min < 0 else "+"
    return f"UTC{sign}{format_minute(abs(offset_min))}"


def _quantity_or_all(quantity: int) -> Words:
    return ALL if quantity == QUANTITY_MAX else _quantity(quantity)


def _quantity(quantity: int) -> Words:
    return (_UNIT if quantity == 1 else _UNITS).fill(quantity=format_quantity(quantity, 0))


YES: Final = Words("yes", "是")
NO: Final = Words("no", "否")
DASH: Final = Words("—", "—")
"""What says that there is nothing to say."""
UNENDING: Final = Words(NEVER, "永不")
"""When what has no end ends."""
ALL: Final = Words("the whole holding", "全部持有")
"""What stands for no number of units, but for all, and what comes."""
_BELOW_ZERO: Final = frozenset({Measure.offset, Measure.quantity})
"""What may be less than nothing: what one side owes, where the other might."""
_NONE_AT_ZERO: Final = frozenset({Measure.time, Measure.day})
"""The year 1970, when no chain was, is how a record says that there is no such time."""
_MILLISECOND: Final = Words("{count} ms", "{count} 毫秒")
_PARTS_MS: Final = {
    Words("{count} d", "{count} 天"): 86_400_000,
    Words("{count} h", "{count} 小时"): 3_600_000,
    Words("{count} min", "{count} 分"): 60_000,
    Words("{count} s", "{count} 秒"): 1_000,
    _MILLISECOND: 1,
}
_UNIT: Final = Words("{quantity} smallest unit", "{quantity} 个最小单位")
_UNITS: Final = Words("{quantity} smallest units", "{quantity} 个最小单位")
_WRITERS: Final[Mapping[Measure, Callable[[int], Words]]] = {
    Measure.time: _time,
    Measure.duration: _duration,
    Measure.day: _both(format_day),
    Measure.offset: _both(_offset),
    Measure.minute: _both(format_minute),
    Measure.ppm: _both(lambda share: f"{format_quantity(share, 4)} %"),
    Measure.ppb: _both(lambda share: f"{format_quantity(share, 7)} %"),
    Measure.bp: _both(lambda share: f"{format_quantity(share, 2)} %"),
    Measure.quantity: _quantity,
    Measure.quantity_or_all: _quantity_or_all,
}
