# SPDX-License-Identifier: Apache-2.0
"""Amounts of a bank as people read them."""

from collections.abc import Mapping
from typing import Final

from counterfoil.evidence.text import format_quantity

DECIMALS: Final[Mapping[str, int]] = {
    "AUD": 2,
    "CAD": 2,
    "CHF": 2,
    "CNY": 2,
    "EUR": 2,
    "GBP": 2,
    "HKD": 2,
    "JPY": 0,
    "KRW": 0,
    "MOP": 2,
    "SGD": 2,
    "USD": 2,
}
"""ISO 4217: how many digits a currency has below its unit, of those that are known here"""


def format_amount(amount: int, currency: str) -> str:
    """Smallest units in the currency's unit, such as ``200.00 CNY``; of a currency not known here as they are."""
    if (decimals := DECIMALS.get(currency)) is None:
        return f"{amount:,} smallest units of {currency}"
    return f"{format_quantity(amount, decimals)} {currency}"
