# SPDX-License-Identifier: Apache-2.0
"""Which characters a source may have: seen ones, of Unicode 3.2, which every Python knows alike."""

from typing import Final
from unicodedata import ucd_3_2_0 as unicode

REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
UNSEEN: Final = frozenset(
    {
        *range(0x034F, 0x0350),  # the combining grapheme joiner
        *range(0x115F, 0x1161),  # the fillers of Hangul
        *range(0x180B, 0x180F),
        *range(0xFE00, 0xFE10),  # variation selectors
        0x17B4,
        0x17B5,
        0x3164,
        0xFFA0,
    }
)
SPACES: Final = frozenset({" ", "\u3000"})


def is_seen(character: str) -> bool:
    """Whether a text in a source may have this character."""
    if " " <= character <= "~":
        return True
    category = unicode.category(character)
    if category in REFUSED_CATEGORIES or ord(character) in UNSEEN:
        return False
    return category != "Zs" or character in SPACES


def is_composed(text: str) -> bool:
    """Whether a text is in normal form C."""
    return text.isascii() or unicode.normalize("NFC", text) == text
