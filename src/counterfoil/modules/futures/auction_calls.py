# SPDX-License-Identifier: Apache-2.0
"""Calls about auctions of what was a defaulter's. What moves, moves at either end by a call of its own, anybody's."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.futures.auction_records import AuctionEnd, Portfolio
from counterfoil.modules.futures.records import Amount
from counterfoil.primitives.types import AccountId, HashField, PartyId, TimestampField

Salt = Annotated[str, Meta(min_length=16, max_length=128, examples=["b1946ac92492d2347c6235b4d2611184"])]
"""drawn at random, and long enough that nobody finds a sealed price by trying"""
LotsNumber = Annotated[int, Meta(ge=1, le=64)]


class PutUpLots(Call, frozen=True, tag_field="call", tag="futures.put_up"):
    """Put up lots of an account in default for an auction of the day that is open; by the house, which announces it.

    Nothing of that account trades from then on, until its lots are sold or released.
    """

    house: str
    auction: NewId
    account: AccountId
    portfolio: Portfolio


class AnnounceAuction(Call, frozen=True, tag_field="call", tag="futures.announce_auction"):
    """Announce an auction of lots that were put up; by the house, with its reason. It does not say whose they are."""

    house: str
    auction: NewId
    member: PartyId
    """which is in default"""
    portfolio: Portfolio
    sealed_until: TimestampField
    """bids are sealed before this"""
    opened_until: TimestampField
    """and opened from then on, before this"""
    reason: LegalReference
    least: Amount | None = None
    """the lowest bid that the house takes; negative: what it pays at most to have the lots taken; None: their margin"""


class SealBid(Call, frozen=True, tag_field="call", tag="futures.seal_bid"):
    """Seal the one bid of a member that is in no default, by its hash; by that member."""

    house: str
    auction: str
    bidder: PartyId
    seal: HashField


class OpenBid(Call, frozen=True, tag_field="call", tag="futures.open_bid"):
    """Open a bid, once none is sealed any more; by the member."""

    house: str
    auction: str
    bidder: PartyId
    price: Amount
    """for all of it at the day's settlement prices: what it pays, or, negative, is paid"""
    salt: Salt


class AwardAuction(Call, frozen=True, tag_field="call", tag="futures.award_auction"):
    """Say who won, once no bid is opened any more, or that nobody did; by anybody."""

    house: str
    auction: str
    winner: PartyId | None = None


class ReleaseLots(Call, frozen=True, tag_field="call", tag="futures.release_lots"):
    """Let lots be traded again that nobody took, or whose auction was called off; by anybody."""

    house: str
    auction: str


class GiveLots(Call, frozen=True, tag_field="call", tag="futures.give_lots"):
    """Take lots that were sold out of the account in default, at the settlement price of the day; by anybody."""

    house: str
    auction: str
    number: LotsNumber


class TakeLots(Call, frozen=True, tag_field="call", tag="futures.take_lots"):
    """Let lots stand in the winner's own account, at the settlement price of the day; by anybody."""

    house: str
    auction: str
    number: LotsNumber


class ChargeBid(Call, frozen=True, tag_field="call", tag="futures.charge_bid"):
    """Let what was bid be due at one end, and owed at the other; by anybody."""

    house: str
    auction: str
    end: AuctionEnd


class CallOffAuction(Call, frozen=True, tag_field="call", tag="futures.call_off_auction"):
    """Call an auction off of which nothing has moved; by the house, with its reason."""

    house: str
    auction: str
    reason: LegalReference
