# SPDX-License-Identifier: Apache-2.0
"""LEI, the Legal Entity Identifier (ISO 17442): ``969500HMVSZ0TCV65D58``."""

import re
from typing import Final

LEI_PATTERN: Final = r"^[A-Z0-9]{18}[0-9]{2}\Z"


def _remainder(text: str) -> int:
    """ISO 7064 MOD 97-10: the characters as decimal digits, a letter standing for 10 to 35, modulo 97."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def lei_check_digits(body: str) -> str:
    """The last two digits for the first eighteen characters."""
    return f"{98 - _remainder(body + '00'):02d}"


def check_lei(text: str) -> str | None:
    """What is wrong with an LEI, or None."""
    if not re.match(LEI_PATTERN, text):
        return "an LEI is eighteen capital letters or digits and two check digits"
    # 00, 01 and 99 leave the remainder of 97, 98 and 02, which are the ones that ISO 17442 gives.
    if _remainder(text) != 1 or text[-2:] in ("00", "01", "99"):
        return f"LEI check digits are {text[-2:]}, should be {lei_check_digits(text[:-2])}"
    return None
