# SPDX-License-Identifier: Apache-2.0
"""Times of events: an instant in milliseconds of UTC, beside the text that said it."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from counterfoil.primitives.errors import DecodeError

_FORM: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
REMEMBERED: Final = 4_096
"""Times that are asked for again: by the hash, by the rules, by what queries compare."""
_DAY_MS: Final = 86_400_000
_DAYS_TO_1970: Final = 719_468
"""From 1 March of the year 0, where the count of days below begins."""


class Moment(NamedTuple):
    """An instant: milliseconds since 1970 in UTC, the fourth decimal rounded half up, and the text as received."""

    ms: int
    text: str

    @property
    def utc(self) -> str:
        """As the canonical form writes it: UTC, three decimals, ``Z``."""
        days, rest = divmod(self.ms, _DAY_MS)
        year, month, day = date_of(days)
        seconds, thousandths = divmod(rest, 1000)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{thousandths:03}Z"


def parse_time(text: str) -> Moment:
    """A date and time with its zone (RFC 3339 §5.6); DecodeError for any other text."""
    return _remembered(text) if len(text) <= _LENGTH_MAX else _parse(text)


def _parse(text: str) -> Moment:
    found = _FORM.fullmatch(text)
    if found is None:
        raise DecodeError(f"{text!r} is no date and time with a zone", remedy="write 2026-11-30T09:00:00+08:00")
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    if not (1 <= month <= 12 and 1 <= day <= _days_in(year, month) and hour < 24 and minute < 60 and second <= 60):
        raise DecodeError(f"there is no time {text!r}")
    ms = ((_days(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + _thousandths(found[7])
    if found[8]:
        offset = (int(found[9]) * 60 + int(found[10])) * 60_000
        ms -= offset if found[8] == "+" else -offset
        if not _FIRST_MS <= ms < _END_MS:
            raise DecodeError(f"there is no time {text!r} in UTC, whose years are 0000 to 9999")
    return Moment(ms, text)


_remembered: Final = lru_cache(maxsize=REMEMBERED)(_parse)
_LENGTH_MAX: Final = 40
"""Longer ones, of decimals without end, are read each time: what strangers send is not to fill the memory."""


def _thousandths(decimals: str | None) -> int:
    """Decimals of a second, half up: ``1415`` is 142 (CBV 2.0 §8.9)."""
    if not decimals:
        return 0
    padded = decimals.ljust(4, "0")
    return int(padded[:3]) + (padded[3] >= "5")


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date of the Gregorian calendar; years begin in March, so that leap days come last."""
    shifted = year - (month <= 2)
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + in_year - _DAYS_TO_1970


def date_of(days: int) -> tuple[int, int, int]:
    """The date so many days after 1970: ``_days`` the other way."""
    era, in_era = divmod(days + _DAYS_TO_1970, 146_097)
    year_of_era = (in_era - in_era // 1460 + in_era // 36_524 - in_era // 146_096) // 365
    in_year = in_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * in_year + 2) // 153
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = era * 400 + year_of_era + (month <= 2)
    return year, month, in_year - (153 * shifted_month + 2) // 5 + 1


_FIRST_MS: Final = _days(0, 1, 1) * _DAY_MS
_END_MS: Final = _days(10_000, 1, 1) * _DAY_MS


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31
