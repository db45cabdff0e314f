# SPDX-License-Identifier: Apache-2.0
"""A member fails with lots open: its house auctions them by sealed bids, and nobody gains or loses by who has them."""

from typing import Final

from counterfoil.demo.plan import CASH
from counterfoil.demo.scenes.futures_days import (
    BANK,
    EAST,
    HOUSE,
    NAME,
    OFFSET,
    VENUE,
    WEST,
    YUAN,
    found_house,
    margin_of,
    traded,
    yuan,
)
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import MINUTE_MS, day_of, is_weekday
from counterfoil.modules.futures import auction_calls as a
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.auction_records import AUCTIONED, AUCTIONS, BIDS, PutUp, seal_of
from counterfoil.modules.futures.fees import Fees
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Direction
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.holdings.calls import Issue
from counterfoil.primitives.types import AccountId, DayNumber, Millionths, PartyId, Timestamp

NORTH: Final = PartyId("futures-north")
GROWER: Final = PartyId("grower")
MONEY: Final = {EAST: 500_000, NORTH: 500_000, WEST: 400_000, GROWER: 900_000}
"""yuan that each pays in"""
BIDS_OF: Final = {EAST: -18_000, NORTH: -25_000}
"""yuan that each asks for having two lots taken over"""
SALT: Final = "known to its bidder alone: "
AUCTION: Final = "west-1"
CONTRACT: Final = "IF2101"
POINT: Final = 3_000
"""fen a lot for a tenth of a point"""
AT: Final = 52_000
DOWN: Final = 47_000


def play(stage: Stage) -> None:
    """One trading day, after which each end of the auction proves its own."""
    today = day_of(stage.now, OFFSET)
    day = max(DayNumber(one) for one in range(today - 7, today) if is_weekday(one))
    _found(stage, day)
    _fails(stage, day)
    _auctioned(stage)
    key = (NAME, str(day), AUCTION)
    lots = (CONTRACT, HedgeFlag.speculation)
    stage.prove(
        auction=lambda collector: collector.record(AUCTIONS.path(*key)),
        whose_lots=lambda collector: collector.record(AUCTIONED.path(*key)),
        easts_bid=lambda collector: collector.record(BIDS.path(*key, EAST)),
        norths_bid=lambda collector: collector.record(BIDS.path(*key, NORTH)),
        easts_position=lambda collector: collector.record(POSITIONS.path(margin_of(EAST), *lots)),
        wests_account=lambda collector: collector.record(MARGIN_ACCOUNTS.path(margin_of(WEST))),
    )


def _found(stage: Stage, day: DayNumber) -> None:
    """A house with three members and a client, and an index future."""
    found_house(stage, MONEY, day, day)
    rules = c.RulesGiven(
        tick=2,
        limit_ppm=Millionths(200_000),
        long_ppm=Millionths(120_000),
        short_ppm=Millionths(120_000),
        sessions=(Session(570, 690), Session(780, 900)),
        fees=Fees(),
    )
    listed = c.ListContract(contract=CONTRACT, product="IF", first=day, last=DayNumber(day + 14), listing_price=AT)
    defined = c.DefineProduct(
        product="IF",
        house=NAME,
        venue=VENUE,
        title="股指期货 Index future",
        decimals=1,
        multiplier=POINT,
        rules=rules,
    )
    stage.do("house and exchange define an index future, 300 yuan a point", defined, listed, by=[HOUSE, VENUE])
    for party, amount in MONEY.items():
        own = party != GROWER
        member = party if own else EAST
        if own:
            stage.set(c.Admit(house=NAME, member=party), by=[HOUSE, party])
        account = c.OpenAccount(account=margin_of(party), house=NAME, holder=party, member=member, own=own)
        stage.set(account, by=[party] if own else [party, member])
        stage.set(Issue(instrument=CASH, account=margin_of(party), quantity=yuan(amount)), by=[BANK, party])
    stage.set(Issue(instrument=CASH, account=AccountId("skin"), quantity=yuan(40_000)), by=[BANK, HOUSE])


def _fails(stage: Stage, day: DayNumber) -> None:
    stage.do("a trading day opens", c.OpenDay(house=NAME, day=day), by=[HOUSE])
    stage.do(
        "the exchange books two lots at 5,200 points: one member buys them for itself",
        *traded(day, CONTRACT, (WEST, GROWER), AT, 2),
        c.Balance(contract=CONTRACT, lots=2, turnover=2 * AT * POINT, open_interest=2),
        by=[VENUE],
    )
    failed = d.DeclareDefault(house=NAME, member=WEST, reason="it failed to pay elsewhere")
    stage.do("that member is declared in default", failed, by=[HOUSE])


def _auctioned(stage: Stage) -> None:
    """Put up, sealed, opened, awarded; and carried out with the day."""
    lots = (PutUp(contract=CONTRACT, side=Direction.bought, lots=2),)
    sealed_until = Timestamp(stage.now + 30 * MINUTE_MS)
    opened_until = Timestamp(stage.now + 40 * MINUTE_MS)
    stage.do(
        "the house puts up its two lots, and announces until when bids are sealed, and opened",
        a.PutUpLots(house=NAME, auction=AUCTION, account=margin_of(WEST), portfolio=lots),
        a.AnnounceAuction(
            house=NAME,
            auction=AUCTION,
            member=WEST,
            portfolio=lots,
            sealed_until=sealed_until,
            opened_until=opened_until,
            reason="its member is in default",
        ),
        by=[HOUSE],
    )
    for bidder, asked in BIDS_OF.items():
        seal = seal_of(NAME, AUCTION, bidder, asked * YUAN, SALT + bidder)
        bid = a.SealBid(house=NAME, auction=AUCTION, bidder=bidder, seal=seal)
        stage.do(f"{bidder} seals its bid: the ledger sees a hash", bid, by=[bidder])
    early = a.OpenBid(house=NAME, auction=AUCTION, bidder=EAST, price=-18_000 * YUAN, salt=SALT + EAST)
    stage.refuse("one opens it while others may seal", early, by=[EAST], outcome="not_being_opened")
    stage.wait(31 * MINUTE_MS)
    other = a.OpenBid(house=NAME, auction=AUCTION, bidder=NORTH, price=-17_000 * YUAN, salt=SALT + NORTH)
    stage.refuse("the other would rather have bid better", other, by=[NORTH], outcome="not_what_was_sealed")
    for bidder, asked in BIDS_OF.items():
        bid_now = a.OpenBid(house=NAME, auction=AUCTION, bidder=bidder, price=asked * YUAN, salt=SALT + bidder)
        stage.do(f"{bidder} opens its bid: it asks for {-asked:,} yuan", bid_now, by=[bidder])
    stage.wait(10 * MINUTE_MS)
    worse = a.AwardAuction(house=NAME, auction=AUCTION, winner=NORTH)
    stage.refuse("somebody awards it to the worse", worse, by=[NORTH], outcome="not_the_best")
    fixed = c.FixSettlement(contract=CONTRACT, price=DOWN, reason="the index closed there")
    stage.do("the house announces the settlement price, 500 points down", fixed, by=[HOUSE])
    stage.drive("the best bid wins, lots and money move, the day is settled and closed", "futures", by=EAST)
    view = stage.node.ledger.view
    trading = view.read(TRADINGS, CONTRACT)
    stage.show("open before and after", "nothing" if trading is None else f"{trading.long} lots")
    west = view.read(MARGIN_ACCOUNTS, margin_of(WEST))
    left = "nothing" if west is None else f"{west.balance / YUAN:,.2f} yuan"
    stage.show("left of 400,000 after 300,000 lost and 18,000 paid", left)


SCENE: Final = Scene(
    number=40,
    name="futures-default",
    title="Futures 期货: a member fails, and its lots are auctioned",
    play=play,
    days=1,
)
