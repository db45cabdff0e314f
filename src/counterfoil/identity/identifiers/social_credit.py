# SPDX-License-Identifier: Apache-2.0
"""统一社会信用代码, the unified social credit code of organisations in China (GB 32100-2015)."""

import re
from typing import Final

from counterfoil.identity.identifiers.identity_number import check_identity_number

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


_KINDS: Final[dict[str, str]] = {
    **{"1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19", "9": "1239"},
    **{"A": "19", "N": "1239", "Y": "19"},
}
"""Registering department → the kinds of body that it registers (GB 32100-2015, table 1, and its later additions)."""
_PROVINCES: Final = frozenset(
    {"10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"}
    | {"44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "66", "71", "81", "82"}
)
"""How a region begins: with a province (GB/T 2260), or with 10 for what the state itself registers."""


def check_social_credit_form(text: str) -> str | None:
    """What is wrong with a unified social credit code apart from its check character, or None.

    A personal identity number is refused: it may have the form and even the check character of a code by chance.
    """
    if not re.match(SOCIAL_CREDIT_CODE_PATTERN, text):
        return "a unified social credit code has 18 digits or capital letters without I, O, S, V, Z; 3 to 8 are digits"
    if text[1] not in _KINDS.get(text[0], ""):
        return f"{text[:2]} is no registering department and kind of body"
    if text[2:4] not in _PROVINCES:
        return f"{text[2:8]} is no region"
    if check_identity_number(text) is None:
        return "it is a personal identity number"
    return None


def check_social_credit_code(text: str) -> str | None:
    """What is wrong with a unified social credit code, or None."""
    if (problem := check_social_credit_form(text)) is not None:
        return problem
    expected = social_credit_check_character(text[:-1])
    if text[-1] != expected:
        return f"unified social credit code ends in {text[-1]}, should end in {expected}"
    return None
