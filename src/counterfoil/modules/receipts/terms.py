# SPDX-License-Identifier: Apache-2.0
"""What a scheme of receipts asks, what a document of title says, and by what goods are shown."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.dated import DAY_MS
from counterfoil.primitives.types import POSITIVE, HashField, Millionths, Timestamp, TimestampField

DAYS_MAX: Final = 3_660
ITEMS_MAX: Final = 32
"""Items on one document or in one intake, so that its record stays small."""
PPM: Final = 1_000_000
Text = Annotated[str, Meta(min_length=1, max_length=200)]
Note = Annotated[str, Meta(max_length=200)]
Remark = Annotated[str, Meta(max_length=120)]
Uom = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,8}\Z")]
"""A unit of UN/ECE Recommendation 20, such as KGM or TNE, or one of the scheme's own."""
Amount = Annotated[
    int, POSITIVE, Meta(description="of the scheme's smallest unit: of kilograms, where it counts TNE with 3 decimals")
]
"""Of goods, in the smallest unit of their scheme: no units of an instrument."""
Price = Annotated[int, Meta(ge=0, le=10**12)]
"""Money for one unit, such as fen a tonne."""
Epc = Annotated[str, Meta(pattern=r"^[!-~]{1,200}\Z")]
"""An item's identifier as a URI: a GS1 Digital Link, an EPC URN, or whoever's own."""


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a scheme asks, from a time on."""

    since: Timestamp
    forecast_days: Annotated[int, Meta(ge=1, le=DAYS_MAX)]
    """within which declared goods arrive"""
    deposit_price: Price
    """deposited for one unit that is declared"""
    difference_price: Price
    """for one unit by which goods differ from their document"""
    tolerance_ppm: Annotated[Millionths, Meta(ge=0, le=PPM)]
    """by how much they may"""
    document_days: Annotated[int, Meta(ge=1, le=DAYS_MAX)]
    """for which a document is good at most"""
    inspected: bool
    """whether goods count only by an inspector's signature, beside their keeper's"""


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same as a call says it; see ``Rules``."""

    forecast_days: Annotated[int, Meta(ge=1, le=DAYS_MAX)]
    deposit_price: Price
    difference_price: Price
    tolerance_ppm: Annotated[Millionths, Meta(ge=0, le=PPM)]
    document_days: Annotated[int, Meta(ge=1, le=DAYS_MAX)]
    inspected: bool

    def begin(self, since: Timestamp) -> Rules:
        """These rules from a time on."""
        return Rules(since=since, **{name: getattr(self, name) for name in self.__struct_fields__})


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of goods: whatever is of one lot is as good as all else of it."""

    lot: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\Z")]
    brand: Text
    grade: Text
    gtin: Annotated[str, Meta(pattern=r"^[0-9]{14}\Z")] | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The EPCIS events that show goods: the RFC 6962 root over their CBV hashes, in order, and how many they are."""

    root: HashField
    count: Annotated[int, Meta(ge=1, le=1_000_000)]


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that has an identifier of its own, and what it is packed in."""

    epc: Epc
    packed_in: Epc | None = None


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a document of title says (Civil Code, article 909), beside who issued it on what goods of whom, and when.

    Its number is the name of its instrument.
    """

    amount: Amount
    """of goods, in the smallest unit of the scheme"""
    goods: Text
    """kind and quality"""
    packages: Annotated[int, Meta(ge=0, le=10**9)]
    packing: Text
    marks: Text
    loss_ppm: Annotated[Millionths, Meta(ge=0, le=PPM)]
    """what may be lost in storage by its nature"""
    place: Text
    """of storage, or of delivery"""
    bin: Note = ""
    kept_from: TimestampField
    kept_until: TimestampField
    """until when the document is good"""
    fees: Text
    fees_paid_until: TimestampField
    insurance: Text
    """what is insured, for how much, by whom; or that nothing is"""
    certificate: HashField
    """SHA-256 of the certificate of inspection"""
    issued_at: Text
    """the place where it is made out"""
    named: bool = False
    """whether it is delivered at this keeper alone (非通用), or at any (通用)"""
    items: Annotated[tuple[Epc, ...], Meta(max_length=ITEMS_MAX)] = ()


def money_for(quantity: int, price: int, decimals: int) -> int:
    """What so much costs, a part of the smallest coin counting as one."""
    return -(-quantity * price // int(10**decimals))


def days(count: int) -> int:
    """In milliseconds."""
    return count * DAY_MS


def gs1_key_is_wrong(key: str, length: int) -> bool:
    """Whether it is not so many digits, the last of which checks (GS1 General Specifications, 7.9)."""
    if len(key) != length or not (key.isascii() and key.isdigit()):
        return True
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(key[:-1])))
    return int(key[-1]) != -weighed % 10
