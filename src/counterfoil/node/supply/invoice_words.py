# SPDX-License-Identifier: Apache-2.0
"""What people write on invoices in the one spelling by which fingerprints are made (spec/invoices.md).

Spaces, full-width letters and small ones make no other invoice. What a spreadsheet has damaged is refused. Errors say
what would be right, and of a code, a number or a name no more than its beginning: an invoice is its parties' own, and
errors end up in logs.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

from counterfoil.evidence.text import quoted
from counterfoil.identity.identifiers import SOCIAL_CREDIT_CODE_PATTERN, check_social_credit_code
from counterfoil.identity.identifiers.lei import LEI_PATTERN, check_lei
from counterfoil.node.registers.damage import damaged_number, is_placeholder
from counterfoil.primitives.types import QUANTITY_MAX
from counterfoil.primitives.written import decimal_of, ungrouped

_NAME: Final = re.compile(r"[0-9A-Z][0-9A-Z._:/-]{0,63}\Z")
_DIGITS: Final = re.compile(r"[0-9]+\Z")
_DAYS: Final = (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z"), re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})\Z"))
_BETWEEN: Final = str.maketrans({"/": "-", ".": "-", "年": "-", "月": "-", "日": ""})
_MIDNIGHT: Final = "00:00:00"
"""What a spreadsheet writes behind a day."""
_CODE_LENGTHS: Final = (10, 12)
_NUMBER_LENGTH: Final = 8
DESCRIPTION_MAX: Final = 500
_SHOWN_WHOLE: Final = 3
_SHOWN: Final = 6
"""Letters of what is longer, and no more than half of them: too few to tell whose code or number it is."""
_SUM_OR_DAY: Final = re.compile(r"[+-]?[0-9,]{1,12}\.[0-9]{1,6}\Z|[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}\Z")
"""What names nobody, and is shown whole."""


def shown(text: str) -> str:
    """What was written, as an error has it: nothing hidden in it, and cut where it could name somebody."""
    plain = text.strip()
    whole = len(plain) <= _SHOWN_WHOLE or _SUM_OR_DAY.match(plain)
    cut = plain if whole else plain[: min(_SHOWN, len(plain) // 2)]
    more = "" if cut == plain else f"… ({len(plain)} characters)"
    return f"{quoted(cut)}{more}"


def party(text: str) -> str:
    """What identifies a seller or a buyer; ValueError for nothing, what was damaged, and a wrong check."""
    found = named(text)
    if re.match(SOCIAL_CREDIT_CODE_PATTERN, found) and (problem := check_social_credit_code(found)) is not None:
        raise ValueError(f"the credit code is wrong: {problem} (GB 32100)")
    if re.match(LEI_PATTERN, found) and (problem := check_lei(found)) is not None:
        raise ValueError(f"the LEI is wrong: {problem} (ISO 17442)")
    return found


def named(text: str) -> str:
    """A code or a number; ValueError as above."""
    found = _folded(text).strip("'‘’`´")
    if is_placeholder(found):
        raise ValueError("it stands for nothing: write the code or the number itself")
    if (damage := damaged_number(found)) is not None:
        raise ValueError(f"it is {damage}; write it as text, with all its digits")
    if not _NAME.match(found):
        raise ValueError("1 to 64 letters and digits of ASCII, and . _ : / - between them")
    return found


def require_beside(code: str, number: str, seller: str) -> None:
    """ValueError for a number of which a spreadsheet took leading zeros.

    A Chinese invoice with a code, of 10 or 12 digits, has a number of 8.
    """
    chinese = re.match(SOCIAL_CREDIT_CODE_PATTERN, seller) is not None
    coded = _DIGITS.match(code) is not None and len(code) in _CODE_LENGTHS
    if chinese and coded and _DIGITS.match(number) and len(number) < _NUMBER_LENGTH:
        raise ValueError(f"beside a code of {len(code)} digits a number has {_NUMBER_LENGTH}: leading zeros were lost")


def currency(text: str) -> str:
    """A currency's code, or nothing."""
    return _folded(text)


def amount(decimals: int) -> Callable[[str], int]:
    """Reads sums of money as invoices have them, such as 12345.60, in the smallest unit; it raises ValueError."""

    def read(text: str) -> int:
        plain = _folded(text)
        number = decimal_of(ungrouped(plain))
        if not number.is_finite() or "E" in plain:
            raise ValueError("a sum such as 12345.60")
        scaled = Fraction(number) * int(10**decimals)  # a Decimal would be rounded to what it has room for
        if scaled.denominator != 1:
            raise ValueError(f"at most {decimals} digits behind the point")
        if not 0 < scaled <= QUANTITY_MAX:
            raise ValueError("more than nothing, and no more than the ledger can count")
        return scaled.numerator

    return read


def day(text: str) -> date:
    """A date as 2026-10-01, 2026/10/1, 20261001 or 2026年10月1日; ValueError."""
    plain = _folded(text).removesuffix(_MIDNIGHT).translate(_BETWEEN)
    match = next((found for form in _DAYS if (found := form.match(plain))), None)
    if match is None:
        raise ValueError("a date such as 2026-10-01")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise ValueError("there is no such day; a date such as 2026-10-01") from error


def description(text: str) -> str:
    """What was sold, and in which unit; ValueError where nothing is said."""
    found = words(text)
    if not found or is_placeholder(found):
        raise ValueError("it stands for nothing")
    return found


def words(text: str) -> str:
    """Words without what makes no difference: width, case, spaces; ValueError where they are too many."""
    found = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(letter for letter in found if unicodedata.category(letter) not in ("Cf", "Cc"))
    plain = " ".join(seen.split())
    if len(plain) > DESCRIPTION_MAX:
        raise ValueError(f"at most {DESCRIPTION_MAX} characters")
    return plain


def quantity(text: str) -> str:
    """A quantity without zeros that say nothing, or nothing; ValueError."""
    plain = _folded(text)
    if not plain:
        return ""
    number = decimal_of(ungrouped(plain))
    if not number.is_finite():
        raise ValueError("a number such as 12.5")
    digits = f"{number.copy_abs():f}"  # abs rounds
    shown = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"-{shown}" if number < 0 else shown


def _folded(text: str) -> str:
    """In capitals, of full width none, without spaces and what nobody sees."""
    plain = unicodedata.normalize("NFKC", text)
    seen = (letter for letter in plain if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc"))
    return "".join(seen).upper()
