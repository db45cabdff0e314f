# SPDX-License-Identifier: Apache-2.0
"""Values as text that is safe to show: quantities, times, and strings that strangers chose."""

import json
import re
from functools import lru_cache
from typing import Final

from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import INTEGER_MAX

NEVER: Final = "never"
"""How a time without an end is written: the last that there is, which no clock shows."""

Ranges = tuple[tuple[int, int], ...]
"""Code points, first and last"""

_INVISIBLE: Final = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x0334, 0x0338),
    (0x034F, 0x034F),
    (0x0488, 0x0489),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x1ABE, 0x1ABE),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x20D2, 0x20D3),
    (0x20D8, 0x20E0),
    (0x20E2, 0x20E6),
    (0x20EA, 0x20EB),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xA670, 0xA672),
    (0xD800, 0xF8FF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0x10FFFF),
)
"""Controls, format and bidirectional controls, zero-width, blank and tag characters, overlays, surrogates, private use:
what can hide, strike out or reorder text, or looks like nothing known.
Listed rather than asked of ``unicodedata``, so that every version of Python shows the same."""
TEXT_MAX: Final = 240
_WORD_MAX: Final = 40
_HASH_DIGITS: Final = 16
_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/-]{1,240}\Z")
_WORD_ENDS: Final = " /-"
"""Space, and what joins the parts of a record's path or of an identifier"""
_NO_LINE_START: Final = "，。；：、）”,.;:) "
_DAY_MS: Final = 86_400_000
_MINUS: Final = "−"


def safe_text(text: str, *, length_max: int = TEXT_MAX) -> str:
    """The text with every character that could hide or reorder others spelled out, cut before ``length_max``.

    It is cut between two words where there are any near.
    """
    cut = _shortened(text, length_max)
    if cut.isascii() and cut.isprintable():
        return cut
    return _HIDING.sub(_code_point, cut)


def hides(text: str) -> bool:
    """Whether a character in it could hide or reorder others, or is seen by nobody."""
    return _HIDING.search(text) is not None


def _cut(text: str, length: int) -> str:
    word_end = text.rfind(" ", max(0, length - _WORD_MAX), length + 1)
    return text[: length if word_end <= 0 else word_end]


_QUOTES: Final = (
    (0x22, 0x22),
    (0x27, 0x27),
    (0x60, 0x60),
    (0xAB, 0xAB),
    (0xB4, 0xB4),
    (0xBB, 0xBB),
    (0x02B9, 0x02BF),
    (0x02CA, 0x02CB),
    (0x02DD, 0x02DD),
    (0x02EE, 0x02EE),
    (0x055A, 0x055A),
    (0x05F3, 0x05F4),
    (0x07F4, 0x07F5),
    (0x2018, 0x201F),
    (0x2032, 0x2037),
    (0x2039, 0x203A),
    (0x2057, 0x2057),
    (0x2329, 0x232A),
    (0x2358, 0x2358),
    (0x235E, 0x235E),
    (0x275B, 0x2760),
    (0x276C, 0x2771),
    (0x27E8, 0x27EB),
    (0x29FC, 0x29FD),
    (0x2E00, 0x2E0D),
    (0x2E1C, 0x2E1D),
    (0x2E20, 0x2E21),
    (0x2E42, 0x2E42),
    (0x3008, 0x300F),
    (0x301D, 0x301F),
    (0xFE3D, 0xFE44),
    (0xFF02, 0xFF02),
    (0xFF07, 0xFF07),
    (0xFF40, 0xFF40),
    (0xFF62, 0xFF63),
    (0x1F676, 0x1F678),
)
"""Quotation marks of all scripts, and what looks like them, the marks of a spelled-out character included."""


def _one_of(*ranges: Ranges) -> re.Pattern[str]:
    return re.compile(
        "[{}]".format("".join(f"\\U{first:08x}-\\U{last:08x}" for each in ranges for first, last in each))
    )


_HIDING: Final = _one_of(_INVISIBLE)
_HIDING_IN_JSON: Final = _one_of(tuple(each for each in _INVISIBLE if each[1] > 0x7E))
_HIDING_OR_QUOTING: Final = _one_of(_INVISIBLE, _QUOTES)


def quoted(text: str) -> str:
    """The text between quotation marks; marks inside it are spelled out, so that it cannot end its own quotation.

    One that is cut is followed by the beginning of its hash, in brackets that no text has: two that differ read so.
    """
    cut = _shortened(text, TEXT_MAX)
    mark = "" if cut == text else f"⟨SHA-256 {to_hex(digest(text.encode(errors='surrogatepass')))[:_HASH_DIGITS]}⟩"
    return f"“{_HIDING_OR_QUOTING.sub(_code_point, cut)}{mark}”"


def written(text: str) -> str:
    """Text that somebody chose: an identifier stands bare, anything else is quoted."""
    return text if _PLAIN.match(text) is not None else quoted(text)


def _shortened(text: str, length_max: int) -> str:
    return text if len(text) <= length_max else _cut(text, length_max - 1) + "…"


def _code_point(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"


def safe_json(text: str) -> str:
    """A JSON document that says the same, with every such character escaped, as JSON does with controls."""
    return text if text.isascii() else _HIDING_IN_JSON.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def format_quantity(quantity: int, decimals: int, *, signed: bool = False) -> str:
    """A whole number of smallest units as an exact decimal with grouped digits; ``signed`` shows a plus too."""
    digits = str(abs(quantity)).rjust(decimals + 1, "0")
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    sign = _MINUS if quantity < 0 else "+" if signed and quantity > 0 else ""
    grouped = f"{int(whole):,}"
    return f"{sign}{grouped}.{fraction}" if fraction else f"{sign}{grouped}"


def format_time(time_ms: int) -> str:
    """ISO 8601 in UTC to the millisecond: ``2026-01-02T03:04:05.006Z``; the last time that there is has no end."""
    if time_ms == INTEGER_MAX:
        return NEVER
    days, milliseconds = divmod(time_ms, _DAY_MS)
    year, month, day = _civil(days)
    seconds, fraction = divmod(milliseconds, 1_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}.{fraction:03d}Z"


def format_time_at(time_ms: int, offset_min: int) -> str:
    """The same time by a clock that is so many minutes ahead of UTC: ``2026-01-02T11:04:05+08:00``."""
    if time_ms == INTEGER_MAX:
        return NEVER
    told = format_time(time_ms + offset_min * 60_000).removesuffix("Z").removesuffix(".000")
    return f"{told}{'-' if offset_min < 0 else '+'}{format_minute(abs(offset_min))}"


@lru_cache(maxsize=1_024)
def format_day(day: int) -> str:
    """A count of days since 1970-01-01 as a date: ``2026-01-02``."""
    year, month, of_month = _civil(day)
    return f"{year:04d}-{month:02d}-{of_month:02d}"


def format_minute(minute: int) -> str:
    """Minutes since a day began as its time: ``09:30``, and ``24:00`` for its end."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month, day of a day count from 1970-01-01, proleptic Gregorian, for years beyond 9999 too.

    Counted in eras of 400 years (146,097 days) whose years begin in March, so that the leap day comes last.
    """
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year_of_era + (month <= 2), month, day


def text_width(text: str) -> int:
    """About how wide the text is set, in hundredths of its font size: never narrower than common fonts make it."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if ord(character) >= 0x2E80:
        return 100
    if character in "MWmw@%—…":
        return 95
    if character.isupper():
        return 72
    if character in " .,:;'|!iljt()":
        return 32
    return 52 if character.islower() else 58


def wrap_text(text: str, *, width: int, lines_max: int) -> tuple[str, ...]:
    """Lines no wider than ``width`` hundredths of the font size; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < lines_max:
        taken = _fitting(rest, width)
        if taken < len(rest) and len(lines) == lines_max - 1:
            lines.append(rest[: _fitting(rest, width - 100)].rstrip() + "…")
            break
        lines.append(rest[:taken].rstrip())
        rest = rest[taken:].lstrip()
    return tuple(lines)


def _hard_fit(text: str, width: int) -> int:
    """How many characters fit, wherever that cuts."""
    used = 0
    for position, character in enumerate(text):
        used += _character_width(character)
        if used > width:
            return position
    return len(text)


def _fitting(text: str, width: int) -> int:
    """How many characters fit, cut where a word ends or beside a Chinese character where that leaves half a line."""
    most = max(1, _hard_fit(text, width))
    if most == len(text):
        return most
    for end in range(most, most // 2, -1):
        ends_word = text[end - 1] in _WORD_ENDS or _is_wide(text[end - 1]) or _is_wide(text[end])
        if ends_word and text[end] not in _NO_LINE_START:
            return end
    return most


def _is_wide(character: str) -> bool:
    return ord(character) >= 0x2E80
