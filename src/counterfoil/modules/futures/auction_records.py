# SPDX-License-Identifier: Apache-2.0
"""Auctions of what was a defaulter's: the lots that a house puts up, sealed bids, and what has moved at either end.

An auction says what is public: lots, times, the price. Whose lots they are, who bid what, and what moved at one end
stands in records apart, so that no bidder is shown that account, and neither end the other's.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import Amount, HedgeFlag
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, DayNumber, HexHash, InstrumentId, PartyId, Timestamp

LOTS_MAX: Final = 64
"""Positions in one auction."""


class PutUp(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Lots of a position on one side, which go to who wins."""

    contract: str
    hedge: HedgeFlag = HedgeFlag.speculation
    side: Direction
    lots: Annotated[int, Meta(ge=1, le=10**9)]


Portfolio = Annotated[tuple[PutUp, ...], Meta(min_length=1, max_length=LOTS_MAX)]


class AuctionStatus(StrEnum):
    """Of an auction."""

    announced = "announced"
    """bids are sealed, and then opened"""
    awarded = "awarded"
    """lots and money move, at either end by calls of its own"""
    unsold = "unsold"
    dropped = "auction_dropped"
    """the house called it off"""


AUCTION_CYCLE: Final[dict[AuctionStatus, frozenset[AuctionStatus]]] = {
    AuctionStatus.announced: frozenset({AuctionStatus.awarded, AuctionStatus.unsold, AuctionStatus.dropped}),
    AuctionStatus.awarded: frozenset({AuctionStatus.dropped}),
    AuctionStatus.unsold: frozenset(),
    AuctionStatus.dropped: frozenset(),
}
"""status → the statuses it may change to"""


class AuctionEnd(StrEnum):
    """At which of the two accounts lots and money have moved."""

    given = "giving_end"
    taken = "taking_end"


class Auction(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lots of an account in default, for which the members of a house bid on a trading day."""

    house: str
    day: DayNumber
    auction: str
    cash: InstrumentId
    member: PartyId
    """in default"""
    portfolio: tuple[PutUp, ...]
    sealed_until: Timestamp
    opened_until: Timestamp
    least: Amount | None
    """the lowest bid that the house takes; None: any"""
    reason: str
    status: AuctionStatus = AuctionStatus.announced
    winner: PartyId | None = None
    taker: AccountId | None = None
    """the winner's own margin account"""
    price: Amount | None = None
    """what the winner pays for all of it, or, negative, is paid"""

    def gained_at(self, end: AuctionEnd) -> int:
        """What the price brings an end, or, negative, costs it."""
        price = self.price or 0
        return price if end is AuctionEnd.given else -price


class Auctioned(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose lots an auction is of. No bidder is shown it."""

    house: str
    day: DayNumber
    auction: str
    account: AccountId
    member: PartyId
    """who answers for it"""
    portfolio: tuple[PutUp, ...]


class Bid(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's one bid in an auction: sealed first, then open."""

    house: str
    day: DayNumber
    auction: str
    cash: InstrumentId
    bidder: PartyId
    account: AccountId
    """its own margin account, to which the lots would go"""
    seal: HexHash
    sealed_at: Timestamp
    price: Amount | None = None
    """None: it was not opened"""


class Moving(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an auction has moved at one end."""

    house: str
    day: DayNumber
    auction: str
    end: AuctionEnd
    account: AccountId
    moved: tuple[int, ...] = ()
    """which of the lots, by their number from 1"""
    charged: bool = False
    """whether what was bid is due, or owed"""


AUCTIONS: Final = Table("futures/auction", Auction, AuctionOutcome.unknown_auction, AuctionOutcome.auction_exists)
AUCTIONED: Final = Table("futures/auctioned", Auctioned, AuctionOutcome.not_put_up, AuctionOutcome.put_up_already)
BIDS: Final = Table("futures/bid", Bid, AuctionOutcome.unknown_bid, AuctionOutcome.bid_exists)
MOVINGS: Final = Table("futures/moving", Moving, AuctionOutcome.no_lots_moved, AuctionOutcome.end_exists)
TABLES: Final = (AUCTIONS, AUCTIONED, BIDS, MOVINGS)


def seal_of(house: str, auction: str, bidder: PartyId, price: int, salt: str) -> HexHash:
    """SHA-256 of a bid's canonical JSON: it names the bidder, so that nobody hands in another's as its own."""
    told = {"auction": auction, "bidder": bidder, "house": house, "price": price, "salt": salt}
    return to_hex(digest(canonical.encode(told)))


def lots_over(auction: Auction, movings: Mapping[AuctionEnd, Moving | None]) -> bool:
    """Whether no lots move any more: nobody won, or all have moved at both ends."""
    if auction.status is not AuctionStatus.awarded:
        return auction.status is not AuctionStatus.announced
    return all(one is not None and len(one.moved) == len(auction.portfolio) for one in movings.values())


def is_over(auction: Auction, movings: Mapping[AuctionEnd, Moving | None]) -> bool:
    """And the price is due, and owed."""
    charged = not auction.price or all(one is not None and one.charged for one in movings.values())
    return lots_over(auction, movings) and charged
