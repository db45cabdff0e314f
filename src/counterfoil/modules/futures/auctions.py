# SPDX-License-Identifier: Apache-2.0
"""Events of auctions of what was a defaulter's. What moves at one end names the account of that end alone."""

from collections.abc import Iterator
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.futures.auction_records import (
    AUCTIONED,
    AUCTIONS,
    BIDS,
    MOVINGS,
    Auction,
    Auctioned,
    AuctionEnd,
    AuctionStatus,
    Bid,
    Moving,
    PutUp,
)
from counterfoil.modules.futures.booking import Entered
from counterfoil.modules.futures.events import FuturesEvent, OfHouse
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS, Amount, MarginAccount, TradingDay
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import AccountId, DayNumber, HexHash, InstrumentId, PartyId, Quantity, Timestamp

_AUCTIONS: Changes[Auction] = Changes(AUCTIONS)
_BIDS: Changes[Bid] = Changes(BIDS)
_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)


class LotsPutUp(OfHouse, frozen=True):
    """A house put up lots of an account in default for an auction: nothing of that account trades meanwhile."""

    type: ClassVar[str] = "futures.lots_put_up"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    auction: str
    day: DayNumber
    account: AccountId
    member: PartyId
    portfolio: tuple[PutUp, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Auctioned(
            house=self.house,
            day=self.day,
            auction=self.auction,
            account=self.account,
            member=self.member,
            portfolio=self.portfolio,
        )
        yield Changes(AUCTIONED).create(made, self.house, str(self.day), self.auction)
        yield _ACCOUNTS.replace(self.account, auction=self.auction)


class LotsReleased(FuturesEvent, frozen=True):
    """Lots that nobody took are traded again."""

    type: ClassVar[str] = "futures.lots_released"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    house: str
    auction: str
    day: DayNumber
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, auction=None)


class AuctionAnnounced(OfHouse, frozen=True):
    """A house announced an auction of lots of a member in default, or of a client of it that fails too."""

    type: ClassVar[str] = "futures.auction_announced"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    auction: str
    day: DayNumber
    cash: InstrumentId
    member: PartyId
    portfolio: tuple[PutUp, ...]
    sealed_until: Timestamp
    opened_until: Timestamp
    least: Amount | None
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Auction(
            house=self.house,
            day=self.day,
            auction=self.auction,
            cash=self.cash,
            member=self.member,
            portfolio=self.portfolio,
            sealed_until=self.sealed_until,
            opened_until=self.opened_until,
            least=self.least,
            reason=self.reason,
        )
        yield _AUCTIONS.create(made, self.house, str(self.day), self.auction)
        yield _DAYS.change(lambda before: replace(before, auctions=before.auctions + 1), self.house, str(self.day))


class OfBid(FuturesEvent, frozen=True):
    """What a member does about its bid."""

    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    house: str
    auction: str
    day: DayNumber
    cash: InstrumentId
    bidder: PartyId

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.bidder)
        return ()


class BidSealed(OfBid, frozen=True):
    """A member sealed its bid."""

    type: ClassVar[str] = "futures.bid_sealed"
    account: AccountId
    seal: HexHash
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        made = Bid(
            house=self.house,
            day=self.day,
            auction=self.auction,
            cash=self.cash,
            bidder=self.bidder,
            account=self.account,
            seal=self.seal,
            sealed_at=self.time,
        )
        yield _BIDS.create(made, self.house, str(self.day), self.auction, self.bidder)


class BidOpened(OfBid, frozen=True):
    """A member opened its bid: it is what was sealed."""

    type: ClassVar[str] = "futures.bid_opened"
    price: Amount

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _BIDS.replace(self.house, str(self.day), self.auction, self.bidder, price=self.price)


class Decided(FuturesEvent, frozen=True):
    """What became of an auction."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    house: str
    auction: str
    day: DayNumber


class AuctionAwarded(Decided, frozen=True):
    """A member won: it takes the lots at the day's settlement prices and pays what it bid, or is paid it."""

    type: ClassVar[str] = "futures.auction_awarded"
    cash: InstrumentId
    winner: PartyId
    taker: AccountId
    price: Amount

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AUCTIONS.replace(
            self.house,
            str(self.day),
            self.auction,
            status=AuctionStatus.awarded,
            winner=self.winner,
            taker=self.taker,
            price=self.price,
        )


class AuctionUnsold(Decided, frozen=True):
    """Nobody bid what the house takes: the lots stay where they are, and are closed otherwise."""

    type: ClassVar[str] = "futures.auction_unsold"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AUCTIONS.replace(self.house, str(self.day), self.auction, status=AuctionStatus.unsold)


class AuctionCalledOff(OfHouse, frozen=True):
    """The house called an auction off, of which nothing had moved."""

    type: ClassVar[str] = "futures.auction_called_off"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    auction: str
    day: DayNumber
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _AUCTIONS.replace(self.house, str(self.day), self.auction, status=AuctionStatus.dropped)


class LotsMoved(Entered, frozen=True):
    """Lots moved at one end, at the settlement price of the day: nothing is gained by that, and nothing costs a fee."""

    auction: str
    number: int
    end: ClassVar[AuctionEnd]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        yield Touch(MOVINGS, (self.house, str(self.day), self.auction, self.end), self._moved)

    def _moved(self, before: Moving | None) -> Moving:
        now = before or Moving(house=self.house, day=self.day, auction=self.auction, end=self.end, account=self.account)
        return replace(now, moved=(*now.moved, self.number))


class LotsGiven(LotsMoved, frozen=True):
    """Lots left the account in default."""

    type: ClassVar[str] = "futures.lots_given"
    end: ClassVar[AuctionEnd] = AuctionEnd.given
    last: bool
    """whether they are the last of the auction: then the account is settled as any"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.last:
            yield _ACCOUNTS.replace(self.account, auction=None)


class LotsTaken(LotsMoved, frozen=True):
    """Lots stand in the account of who won."""

    type: ClassVar[str] = "futures.lots_taken"
    end: ClassVar[AuctionEnd] = AuctionEnd.taken


class BidCharged(FuturesEvent, frozen=True):
    """What was bid is due to one end, or owed by it; it passes through the settlement account as any gain or loss.

    What comes in pays first what the account owes: of one that owes nobody else bears what this covers.
    """

    type: ClassVar[str] = "futures.bid_charged"
    house: str
    auction: str
    day: DayNumber
    cash: InstrumentId
    end: AuctionEnd
    account: AccountId
    gained: Amount
    set_off: Money
    """of it, what the account owes less"""

    @property
    def owed(self) -> int:
        """More that is owed, or, negative, less."""
        return max(-self.gained, 0) - self.set_off

    @property
    def due(self) -> int:
        """More that is due."""
        return max(self.gained, 0) - self.set_off

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(self._account, self.account)
        yield _DAYS.change(self._day, self.house, str(self.day))
        yield Touch(MOVINGS, (self.house, str(self.day), self.auction, self.end), self._charged)

    def _account(self, before: MarginAccount) -> MarginAccount:
        return replace(
            before,
            balance=before.balance + self.gained,
            due=Quantity(before.due + self.due),
            owed=Quantity(before.owed + self.owed),
        )

    def _day(self, before: TradingDay) -> TradingDay:
        return replace(
            before,
            variation=before.variation + self.gained,
            due=Quantity(before.due + self.due),
            owed=Quantity(before.owed + self.owed),
        )

    def _charged(self, before: Moving | None) -> Moving:
        now = before or Moving(house=self.house, day=self.day, auction=self.auction, end=self.end, account=self.account)
        return replace(now, charged=True)


EVENTS: Final[tuple[type[EventData], ...]] = (
    LotsPutUp,
    AuctionAnnounced,
    BidSealed,
    BidOpened,
    AuctionAwarded,
    AuctionUnsold,
    AuctionCalledOff,
    LotsReleased,
    LotsGiven,
    LotsTaken,
    BidCharged,
)
