# SPDX-License-Identifier: Apache-2.0
"""ISIN, the International Securities Identification Number (ISO 6166): ``KYG217651051``."""

import re
from typing import Final

ISIN_PATTERN: Final = r"^[A-Z]{2}[A-Z0-9]{9}[0-9]\Z"


def isin_check_digit(body: str) -> str:
    """The twelfth character for the first eleven: Luhn's sum over the digits, a letter standing for 10 to 35."""
    digits = "".join(str(int(character, 36)) for character in body)
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits)))
    total = sum(value // 10 + value % 10 for value in doubled)
    return str(-total % 10)


def check_isin(text: str) -> str | None:
    """What is wrong with an ISIN, or None."""
    if not re.match(ISIN_PATTERN, text):
        return "an ISIN is two capital letters, nine capital letters or digits, and a check digit"
    expected = isin_check_digit(text[:-1])
    return None if text[-1] == expected else f"ISIN check digit is {text[-1]}, should be {expected}"
