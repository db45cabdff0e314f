# SPDX-License-Identifier: Apache-2.0
"""Calls by which a house takes securities as margin, and holders lodge them and have them back."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference
from counterfoil.modules.futures.lodging import AllAccepted, Multiple, Offsets
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    InstrumentId,
    Millionths,
    PositiveQuantity,
    TimestampField,
)

ProductName = Annotated[str, Meta(max_length=64)]
Kept = Annotated[Millionths, Meta(ge=1, le=1_000_000)]


class SetSecurities(Call, frozen=True, tag_field="call", tag="futures.set_securities"):
    """Say which securities count as margin, from now on or from later, but for the day that is open; by the house."""

    house: str
    multiple: Multiple
    """they count up to so many times an account's cash (配比乘数); 4 in China"""
    kept_ppm: Kept
    """of the announced price: what the house pays for what it takes over of who owes"""
    securities: AllAccepted
    offsets: Offsets = ()
    """products whose short lots need no margin where receipts for the goods are lodged"""
    since: TimestampField | None = None


class NameKeeper(Call, frozen=True, tag_field="call", tag="futures.name_keeper"):
    """Name the account that pays for securities which the house takes over, and takes them; by the house.

    And by that account, which gives and takes. It stays at the disposal of whoever controls it.
    """

    house: str
    account: AccountId


class PriceSecurity(Call, frozen=True, tag_field="call", tag="futures.price_security"):
    """Announce at what a security counts for the day that is open, once; by the house, with its reason."""

    house: str
    instrument: InstrumentId
    price: PositiveQuantity
    """in the cash's smallest unit, of so many units"""
    reason: LegalReference
    per: PositiveQuantity = 1  # type: ignore[assignment]


class Lodge(Call, frozen=True, tag_field="call", tag="futures.lodge"):
    """Let a pledge count as margin; by the holder of the account, who pledged the units to its record.

    As holdings.pledge: pledgee futures/account/ACCOUNT, enforceable_from now, without a keeper or accounts.
    """

    account: AccountId
    pledge: Annotated[str, IDENTIFIER]
    product: ProductName = ""
    """whose short lots these receipts stand for; left out: it counts by what it is worth"""


class GiveBack(Call, frozen=True, tag_field="call", tag="futures.give_back"):
    """Have what positions do not need of a pledge back, or some of it; by the holder of the account."""

    account: AccountId
    pledge: Annotated[str, IDENTIFIER]
    quantity: PositiveQuantity | None = None
    """left out: all of it"""


class Realise(Call, frozen=True, tag_field="call", tag="futures.realise"):
    """Take over so much of a pledge as pays what its account owes and has not in cash; by the house.

    At the announced price, less what the house's rules say; what is not needed stays its holder's.
    """

    account: AccountId
    pledge: Annotated[str, IDENTIFIER]
