# SPDX-License-Identifier: Apache-2.0
"""CFI, the Classification of Financial Instruments (ISO 10962:2021): ``ESVUFR``.

Letter 1 is the category, letter 2 its group, letters 3 to 6 attributes that depend on both (X: does not apply).
"""

import re
from dataclasses import dataclass
from typing import Final

CFI_PATTERN: Final = r"^[CDEFHIJKLMORST][A-Z]{5}\Z"


@dataclass(frozen=True, slots=True)
class CfiKind:
    """What the first two letters say."""

    category: str
    group: str


_UNDERLYING: Final = {
    "R": "interest rates",
    "T": "commodities",
    "E": "equity",
    "C": "credit",
    "F": "foreign exchange",
}

CATEGORIES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "E": (
        "equities",
        {
            "S": "common or ordinary shares",
            "P": "preferred or preference shares",
            "C": "common or ordinary convertible shares",
            "F": "preferred or preference convertible shares",
            "L": "limited partnership units",
            "D": "depositary receipts on equities",
            "Y": "structured instruments (participation)",
            "M": "others",
        },
    ),
    "C": (
        "collective investment vehicles",
        {
            "I": "standard investment funds",
            "H": "hedge funds",
            "B": "real estate investment trusts",
            "E": "exchange-traded funds",
            "S": "pension funds",
            "F": "funds of funds",
            "P": "private equity funds",
            "M": "others",
        },
    ),
    "D": (
        "debt instruments",
        {
            "B": "bonds",
            "C": "convertible bonds",
            "W": "bonds with warrants attached",
            "T": "medium-term notes",
            "Y": "money market instruments",
            "S": "structured instruments (capital protection)",
            "E": "structured instruments (without capital protection)",
            "G": "mortgage-backed securities",
            "A": "asset-backed securities",
            "N": "municipal bonds",
            "D": "depositary receipts on debt instruments",
            "M": "others",
        },
    ),
    "R": (
        "entitlements (rights)",
        {
            "A": "allotment rights",
            "S": "subscription rights",
            "P": "purchase rights",
            "W": "warrants",
            "F": "mini-future and constant leverage certificates",
            "D": "depositary receipts on entitlements",
            "M": "others",
        },
    ),
    "O": ("listed options", {"C": "call options", "P": "put options", "M": "others"}),
    "F": ("futures", {"F": "financial futures", "C": "commodities futures"}),
    "S": ("swaps", {**_UNDERLYING, "M": "others"}),
    "H": ("non-listed and complex listed options", {**_UNDERLYING, "M": "others"}),
    "I": ("spot", {"F": "foreign exchange", "T": "commodities"}),
    "J": ("forwards", _UNDERLYING),
    "K": ("strategies", {**_UNDERLYING, "Y": "mixed assets", "M": "others"}),
    "L": ("financing", {"L": "loan-lease", "R": "repurchase agreements", "S": "securities lending"}),
    "T": (
        "referential instruments",
        {
            "C": "currencies",
            "T": "commodities",
            "R": "interest rates",
            "I": "indices",
            "B": "baskets",
            "D": "stock dividends",
            "M": "others",
        },
    ),
    "M": ("miscellaneous", {"C": "combined instruments", "M": "other assets"}),
}
"""Category letter → its name, and its groups by letter (ISO 10962:2021, annex A)."""


def check_cfi(text: str) -> str | None:
    """What is wrong with a CFI code, or None; attributes are checked to be letters."""
    if not re.match(r"^[A-Z]{6}\Z", text):
        return "a CFI code is six capital letters"
    if text[0] not in CATEGORIES:
        return f"CFI category {text[0]} is not one of {', '.join(sorted(CATEGORIES))}"
    name, groups = CATEGORIES[text[0]]
    if text[1] not in groups:
        return f"CFI group {text[1]} of {name} is not one of {', '.join(sorted(groups))}"
    return None


def describe_cfi(text: str) -> CfiKind | None:
    """Category and group of a CFI code in words, or None when it is not one."""
    if check_cfi(text) is not None:
        return None
    name, groups = CATEGORIES[text[0]]
    return CfiKind(category=name, group=groups[text[1]])
