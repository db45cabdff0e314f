# SPDX-License-Identifier: Apache-2.0
"""Calls about deliveries. What the matching brings is written account by account, so that each sees its own alone."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call, NewId, Reference
from counterfoil.modules.futures.delivery import GOODS_MAX, Bond, Failing, Goods
from counterfoil.modules.futures.records import Lots
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity

GradeName = Annotated[str, Meta(max_length=32)]
Number = Annotated[int, Meta(ge=1, le=10**9)]


class ParcelGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One side of a parcel; the other side's has the same number, lots and goods."""

    number: Number
    lots: Lots
    goods: Goods | None = None
    failing: Failing = Failing.no_side


class OpenDesk(Call, frozen=True, tag_field="call", tag="futures.open_desk"):
    """Open the account through which goods pass; by the house, whose signature moves nothing of it."""

    house: str
    account: NewId


class AdmitGoods(Call, frozen=True, tag_field="call", tag="futures.admit_goods"):
    """Let an instrument be delivered into a product's contracts; by the venue.

    A receipt is a unique instrument, one for a delivery unit. Of a bond say its dates and coupon, and how many units of
    it are a delivery unit.
    """

    instrument: InstrumentId
    product: str
    grade: GradeName = "standard"
    quantity: PositiveQuantity = 1  # type: ignore[assignment]
    bond: Bond | None = None


class WithdrawGoods(Call, frozen=True, tag_field="call", tag="futures.withdraw_goods"):
    """Let an instrument be offered no more into a product's contracts; by the venue. What was offered is delivered."""

    instrument: InstrumentId
    product: str
    reason: Reference


class Offer(Call, frozen=True, tag_field="call", tag="futures.offer"):
    """Name the goods that a seller delivers, which go to the house's desk; by its holder and whoever controls them."""

    contract: str
    account: AccountId
    place: AccountId
    """where the goods are, and come back to if nobody takes them"""
    offered: Annotated[tuple[Goods, ...], Meta(min_length=1, max_length=GOODS_MAX)]


class Intend(Call, frozen=True, tag_field="call", tag="futures.intend"):
    """Say that a buyer takes goods; by its holder, and by the account that they go to."""

    contract: str
    account: AccountId
    place: AccountId
    grade: GradeName = ""
    """that it would rather have; empty: any"""


class Allot(Call, frozen=True, tag_field="call", tag="futures.allot"):
    """Write what the matching brings to one account; by the house, which may write it anew until the matching stands.

    Goods that nobody takes wait at the desk to go back.
    """

    contract: str
    account: AccountId
    parcels: Annotated[tuple[ParcelGiven, ...], Meta(min_length=1, max_length=GOODS_MAX)]
    more: bool = False
    """whether they follow those that are written, which else they replace"""


class ConcludeMatching(Call, frozen=True, tag_field="call", tag="futures.conclude_matching"):
    """Say that the matching stands: all is written, to all accounts, as the published rule brings it; by the house.

    Nothing is paid for before that, and nobody fails. The days for payment count from then.
    """

    contract: str


class Take(Call, frozen=True, tag_field="call", tag="futures.take"):
    """Exchange a parcel's goods against the buyer's money, on the day of payment or after it; by anybody.

    Where the account that they go to is stopped they wait at the desk, paid for, and are the buyer's.
    """

    contract: str
    account: AccountId
    number: Number
    leave: bool = False
    """after the day of payment: leave them at the desk, whatever keeps that account from taking them"""


class HandOver(Call, frozen=True, tag_field="call", tag="futures.hand_over"):
    """Move goods that wait at the desk to the account where they go; by anybody."""

    contract: str
    account: AccountId
    instrument: InstrumentId


class Credit(Call, frozen=True, tag_field="call", tag="futures.credit"):
    """Let a seller be due what the buyer of a parcel paid; by anybody."""

    contract: str
    account: AccountId
    number: Number


class Fail(Call, frozen=True, tag_field="call", tag="futures.fail"):
    """Take the penalty from who does not do its part of a parcel; by anybody.

    From the day of payment on where no goods were named or wanted; after it, where the buyer has less than the price.
    Of goods that are over no side fails, and none pays.
    """

    contract: str
    account: AccountId
    number: Number
    over: bool = False
    """that its goods move no more, whatever they were admitted as, which the ledger asks their register"""


class Compensate(Call, frozen=True, tag_field="call", tag="futures.compensate"):
    """Let the other side of a parcel be due the penalty; its goods wait at the desk to go back; by anybody."""

    contract: str
    account: AccountId
    number: Number
