# SPDX-License-Identifier: Apache-2.0
"""统一社会信用代码, the unified social credit code of organisations in China (GB 32100-2015)."""

import re
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: no I, O, S, V or Z, which are easily misread."""
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
"""GB 32100-2015, table 4: 3 to the power of the place, modulo 31."""

SOCIAL_CREDIT_CODE_PATTERN: Final = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}\Z"
"""Registering department, kind of organisation, six digits of region, organisation code, check character."""


def social_credit_check_character(body: str) -> str:
    """The eighteenth character for the first seventeen."""
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def check_social_credit_code(text: str) -> str | None:
    """What is wrong with a unified social credit code, or None."""
    if not re.match(SOCIAL_CREDIT_CODE_PATTERN, text):
        return "a unified social credit code has 18 digits or capital letters without I, O, S, V, Z; 3 to 8 are digits"
    expected = social_credit_check_character(text[:-1])
    if text[-1] != expected:
        return f"unified social credit code ends in {text[-1]}, should end in {expected}"
    return None
