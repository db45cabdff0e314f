# SPDX-License-Identifier: Apache-2.0
"""The fingerprints of an invoice (spec/invoices.md): one of all that it says, and loose ones that leave something out.

Each is an HMAC under the key of a registry of invoices. Whoever has the key and the invoice makes the same; whoever has
the fingerprint alone has nothing. Pure.
"""

import hmac
import re
from datetime import date
from typing import Any, Final

import msgspec

from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import tagged_message
from counterfoil.primitives.types import HexHash

EXACT: Final = "invoice"
WITHOUT_NUMBER: Final = "invoice-without-number"
ABOUT: Final = "invoice-about"
NUMBERED: Final = "invoice-number"
ITEMS: Final = "invoice-items"
_BAND_DIGITS: Final = 2
_BETWEEN: Final = re.compile(r"[^0-9A-Z]")


class InvoiceItem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One line of an invoice, in its one spelling."""

    description: str
    quantity: str = ""
    """a decimal number without zeros that say nothing; empty where none is said"""
    unit: str = ""
    amount: int
    """in the smallest unit of the currency"""


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """What an invoice says, in its one spelling; see ``invoice_words`` for how that comes of what people write."""

    seller: str
    buyer: str
    code: str = ""
    number: str
    currency: str
    amount: int
    """in the smallest unit of the currency"""
    issued: date
    items: tuple[InvoiceItem, ...] = ()


class Prints(msgspec.Struct, frozen=True):
    """An invoice's fingerprints."""

    exact: HexHash
    loose: tuple[HexHash, ...]
    """without its number; of about so much in one week; its seller's number alone, however it is written; of the same
    lines in any order, where it has lines"""


def prints_of(invoice: Invoice, key: bytes) -> Prints:
    """Its fingerprints under a registry's key."""
    pair = {"buyer": invoice.buyer, "currency": invoice.currency, "seller": invoice.seller}
    without = pair | {"amount": invoice.amount, "issued": invoice.issued.isoformat()}
    loose = [
        _print(WITHOUT_NUMBER, without, key),
        _print(ABOUT, pair | {"band": band_of(invoice.amount), "week": week_of(invoice.issued)}, key),
        _print(NUMBERED, {"number": number_of(invoice), "seller": _squeezed(invoice.seller)}, key),
    ]
    if invoice.items:
        loose.append(_print(ITEMS, pair | {"items": lines_of(invoice)}, key))
    return Prints(_print(EXACT, without | {"code": invoice.code, "number": invoice.number}, key), tuple(loose))


def band_of(amount: int) -> str:
    """The first two digits of an amount and how many follow: 1,234,567 is in ``12e5``."""
    text = str(amount)
    return f"{text[:_BAND_DIGITS]}e{max(0, len(text) - _BAND_DIGITS)}"


def week_of(day: date) -> str:
    """The week of ISO 8601, which begins on Monday: ``2026-W40``."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def number_of(invoice: Invoice) -> str:
    """Code and number in letters and digits alone, without zeros in front: ``INV-0042`` is ``INV0042``.

    A seller gives a number once, whoever buys and whatever it comes to: amount, day, buyer and currency are left out.
    """
    return _squeezed(invoice.code + invoice.number)


def lines_of(invoice: Invoice) -> list[dict[str, Any]]:
    """Its lines by description, quantity, unit, amount: whatever order they stand in, it is the same list."""
    return [msgspec.structs.asdict(one) for one in sorted(invoice.items)]


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", text).lstrip("0")


def _print(tag: str, said: dict[str, Any], key: bytes) -> HexHash:
    return HexHash(hmac.digest(key, tagged_message(tag, canonical.encode(said)), "sha256").hex())
