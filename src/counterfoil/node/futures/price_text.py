# SPDX-License-Identifier: Apache-2.0
"""A price as exchanges write it, and people."""

from decimal import Decimal


def price_text(price: int, decimals: int) -> str:
    """Of a price in the product's last decimal: 52162 of one decimal is ``5216.2``."""
    return f"{Decimal(price).scaleb(-decimals):f}"
