# SPDX-License-Identifier: Apache-2.0
"""What spreadsheets and exports do to identifiers: undone where nothing was lost, refused where something was.

One person may be written in many ways and must stay one person; three persons must never become one.
"""

import re
import unicodedata
from typing import Final

from counterfoil.identity.identifiers import (
    SOCIAL_CREDIT_CODE_PATTERN,
    check_identity_number,
    check_social_credit_code,
    identity_number_of_15,
)
from counterfoil.node.registers.csv_rows import RowProblem

IDENTIFIER_LENGTH_MIN: Final = 6
"""Shorter ones are no personal identifiers: passports have seven characters and more."""
_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]\Z")
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?[Ee][+-]?[0-9]+\Z")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+[.,][0-9]*\Z")
_NEGATIVE: Final = re.compile(r"[-\u2212][0-9]+\Z")
_WRAPPED: Final = re.compile(r'=?"(.*)"\Z', re.DOTALL)
_QUOTES: Final = "'\u2018\u2019`\u00b4"
_ASCENDING: Final = "0123456789" * 3
_DESCENDING: Final = _ASCENDING[::-1]
PLACEHOLDERS: Final = frozenset(
    {"", "NAN", "NULL", "NONE", "NIL", "NA", "N/A", "#N/A", "#NA", "#NAME?", "#VALUE!", "#REF!", "#NUM!", "#DIV/0!"}
    | {"#NULL!", "#N/A N/A", "<NA>", "NAT", "INF", "-INF", "UNDEFINED", "UNKNOWN", "MISSING", "TBD", "TBA", "BLANK"}
    | {
        "无",
        "空",
        "没有",
        "未知",
        "不详",
        "不明",
        "暂无",
        "暂缺",
        "缺失",
        "缺",
        "待补",
        "待定",
        "待查",
        "未提供",
        "未填",
    }
    | {
        "无证件",
        "无号码",
        "(空)",
        "(空白)",
        "(NULL)",
        "(BLANK)",
        "合计",
        "总计",
        "小计",
        "共计",
        "TOTAL",
        "SUBTOTAL",
        "SUM",
    }
)
"""Upper case, without white space: what stands where nothing is known, or under a column of sums."""


def is_placeholder(text: str) -> bool:
    """Whether a cell says that there is nothing: a word for it, zeros, or neither letter nor digit."""
    plain = _plain(text)
    return plain in PLACEHOLDERS or not plain.strip("0") or not any(letter.isalnum() for letter in plain)


def damaged_number(text: str) -> str | None:
    """How a spreadsheet damaged what was once digits, or None: digits may be lost, so it cannot be undone."""
    plain = _plain(text)
    if _SCIENTIFIC.match(plain):
        return "a number in scientific notation: digits were lost"
    if _DECIMAL.match(plain):
        return "a number with a decimal point: it was read as a quantity, and digits may be lost"
    if _NEGATIVE.match(plain):
        return "a negative number"
    return None


def require_code(text: str, field: str) -> None:
    """Raise RowProblem when a cell that identifies something holds a placeholder or a damaged number."""
    if is_placeholder(text):
        raise RowProblem("placeholder", f"{field} {text!r} stands for nothing")
    if (damage := damaged_number(text)) is not None:
        raise RowProblem("damaged_number", f"{field} {text!r} is {damage}")


def require_visible(text: str, field: str) -> None:
    """Raise RowProblem for a character that nobody sees: two names that look alike would be two."""
    if text.isascii():
        return
    for letter in text:
        if unicodedata.category(letter) == "Cf":
            raise RowProblem("bad_character", f"{field} holds U+{ord(letter):04X}, which nobody sees")


def person_identifier(text: str) -> str:
    """The one spelling of a personal identifier; raises RowProblem for what is none, or was damaged.

    Compatibility forms (NFKC) become plain ones, white space, format characters and a spreadsheet's ``'`` and ``="…"``
    go, letters are capitals. 18 digits, the last perhaps X, are an identity number (GB 11643) and must be right; 15
    are the number that it became. What the file said is never repeated: it is personal.
    """
    found = unicodedata.normalize("NFKC", text)
    found = "".join(letter for letter in found if unicodedata.category(letter) not in ("Cf", "Cc", "Zs", "Zl", "Zp"))
    if (wrapped := _WRAPPED.match(found)) is not None:
        found = wrapped[1]
    found = found.strip(_QUOTES).upper()
    if is_placeholder(found) or len(set(found)) == 1 or found in _ASCENDING or found in _DESCENDING:
        raise RowProblem("holder_missing", "the row names no holder")
    if (damage := damaged_number(found)) is not None:
        raise RowProblem("damaged_number", f"the holder's identifier is {damage}")
    if len(found) < IDENTIFIER_LENGTH_MIN or not any(letter.isdecimal() for letter in found):
        detail = f"an identifier has at least {IDENTIFIER_LENGTH_MIN} characters, a digit among them"
        raise RowProblem("invalid_identifier", detail)
    return _whole(identity_number_of_15(found) or found)


def _whole(found: str) -> str:
    """What has check characters, with the right ones."""
    if _EIGHTEEN.match(found):
        # Not even a credit code of digits alone passes: a wrong identity number may be one by chance. Which character
        # would be right is not said: the rest of the number could be told from it.
        if check_identity_number(found) is not None:
            raise RowProblem("invalid_identifier", "the identity number is wrong: date or check character (GB 11643)")
    elif re.match(SOCIAL_CREDIT_CODE_PATTERN, found) and check_social_credit_code(found) is not None:
        raise RowProblem("invalid_identifier", "the credit code is wrong: form or check character (GB 32100)")
    return found


def _plain(text: str) -> str:
    """Without white space and what nobody sees, in capitals."""
    if text.isascii():
        return "".join(text.split()).upper()
    folded = unicodedata.normalize("NFKC", text)
    return "".join(one for one in folded if not one.isspace() and unicodedata.category(one) != "Cf").upper()
