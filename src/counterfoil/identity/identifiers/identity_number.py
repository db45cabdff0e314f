# SPDX-License-Identifier: Apache-2.0
"""公民身份号码, the identity number of citizens of China (GB 11643-1999), and its predecessor of 15 digits."""

import re
from calendar import monthrange
from typing import Final

IDENTITY_NUMBER_PATTERN: Final = r"^[0-9]{17}[0-9X]\Z"
"""Six digits of region, a date of birth, three digits that tell apart, check character."""
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS: Final = "10X98765432"
_FIRST_GENERATION: Final = re.compile(r"^[0-9]{15}\Z")
_YEARS: Final = range(1850, 2150)
_MONTHS: Final = range(1, 13)


def identity_number_check_character(body: str) -> str:
    """The eighteenth character for the first seventeen: ISO 7064 MOD 11-2."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def check_identity_number(text: str) -> str | None:
    """What is wrong with an identity number, or None. Whether its region exists is not asked: regions change."""
    if not re.match(IDENTITY_NUMBER_PATTERN, text):
        return "an identity number has 17 digits and a check character, a digit or X"
    if not _is_date(int(text[6:10]), int(text[10:12]), int(text[12:14])):
        return f"{text[6:10]}-{text[10:12]}-{text[12:14]} is no date of birth"
    expected = identity_number_check_character(text[:-1])
    return None if text[-1] == expected else f"it ends in {text[-1]}, should end in {expected}"


def identity_number_of_15(text: str) -> str | None:
    """The number of 18 characters that one of 15 digits became; None for what was none (GB 11643-1999, annex)."""
    if not _FIRST_GENERATION.match(text):
        return None
    body = f"{text[:6]}19{text[6:]}"
    if not _is_date(int(body[6:10]), int(body[10:12]), int(body[12:14])):
        return None
    return body + identity_number_check_character(body)


def _is_date(year: int, month: int, day: int) -> bool:
    return year in _YEARS and month in _MONTHS and 1 <= day <= monthrange(year, month)[1]
