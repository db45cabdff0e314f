# SPDX-License-Identifier: Apache-2.0
"""A day of copper: a quota, a halt, options, bonds as margin, a call within the day, a locked day and a reduction."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.scenes.futures_days import (
    BANK,
    HOUSE,
    NAME,
    OFFSET,
    VENUE,
    YUAN,
    margin_of,
    traded,
    yuan,
)
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import MINUTE_MS, day_of, is_weekday
from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import halting_calls as h
from counterfoil.modules.futures import intraday_calls as m
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures import lodging_calls as g
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures import quotas_calls as q
from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures.bilateral import TradeSide
from counterfoil.modules.futures.halting import HALTS
from counterfoil.modules.futures.lodging import Accepted
from counterfoil.modules.futures.option_drawing import drawing
from counterfoil.modules.futures.option_records import DRAWS
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight, OptionRules
from counterfoil.modules.futures.positions import POSITIONS, Direction
from counterfoil.modules.futures.records import FUTURES, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.reduction_records import REDUCTIONS
from counterfoil.modules.futures.reports import LARGE_POSITIONS
from counterfoil.modules.futures.trade_policy import BilateralRules, Session, TradeKind
from counterfoil.modules.futures.widening import LockedSide, ReductionRules, Widening, WideningStep
from counterfoil.modules.holdings.calls import Issue, Pledge
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.node.futures.report_file import Whose, report_call
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    Millionths,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

MEMBER: Final = PartyId("broker")
SMELTER, TRADER, WRITER = PartyId("smelter"), PartyId("trader"), PartyId("writer")
MONEY: Final = {SMELTER: 300_000, TRADER: 160_000, WRITER: 40_000}
"""yuan that each pays in"""
COPPER: Final = "cu2106"
CALL: Final = "cu2106C62000"
BOND: Final = InstrumentId("BOND")
LOT: Final = 500
"""fen that a lot, five tonnes, is worth more at a yuan a tonne more"""
AT: Final = 60_000
TOP: Final = 63_000
"""the limit: five per cent above"""
WIDENING: Final = Widening(
    steps=(WideningStep(Millionths(30_000), Millionths(20_000)),),
    reduction=ReductionRules(days=1, loss_ppm=Millionths(40_000), tiers=(Millionths(30_000), Millionths(0))),
)


HELD: Final[dict[str, Any]] = {"quotas": (HedgeFlag.hedge,), "reported_from": 3, "reports_stop": True}
"""Hedging needs a quota, and from three lots on a position is reported."""
REPORT: Final = {
    "funds": "usable: 45,000 yuan; needed as margin: 73,800",
    "sources": "own capital",
    "positions": "three lots short",
    "purpose": "a view of the price",
    "intentions": "to be closed before the delivery month",
    "controller": "its founder",
}


def play(stage: Stage) -> None:
    """One trading day, after which three clients prove what became of theirs."""
    today = day_of(stage.now, OFFSET)
    day = max(DayNumber(one) for one in range(today - 7, today) if is_weekday(one))
    _found(stage, day)
    _lodged(stage)
    _traded(stage, day)
    _hedged(stage, day)
    _halted(stage)
    _called(stage)
    _locked(stage, day)
    _reported(stage)
    stage.prove(
        smelters_copper=lambda collector: collector.record(_position(SMELTER, COPPER)),
        smelters_hedge=lambda collector: collector.record(_position(SMELTER, COPPER, HedgeFlag.hedge)),
        traders_account=lambda collector: collector.record(MARGIN_ACCOUNTS.path(margin_of(TRADER))),
        traders_report=lambda collector: collector.record(LARGE_POSITIONS.path(NAME, TRADER, COPPER, Direction.sold)),
        smelters_call=lambda collector: collector.record(_position(SMELTER, CALL)),
        writers_account=lambda collector: collector.record(MARGIN_ACCOUNTS.path(margin_of(WRITER))),
        halts=lambda collector: collector.record(HALTS.path("CU")),
        reduction=lambda collector: collector.record(REDUCTIONS.path(COPPER, str(day))),
        assignment=lambda collector: collector.record(DRAWS.path(CALL, str(day))),
    )


def _found(stage: Stage, day: DayNumber) -> None:
    """A house that takes bonds as margin, copper and a call on it, a broker, and three clients with money."""
    stage.enter(
        Firm(BANK, "Operating bank", (Role.operating_bank, Role.issuer)),
        Firm(HOUSE, "Example Clearing House", (Role.clearing_house,)),
        Firm(VENUE, "Example Futures Exchange", (Role.venue,)),
        *(Firm(party, f"Example {party.title()}") for party in (MEMBER, *MONEY)),
    )
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="人民币 Yuan")
    stage.define(BOND, InstrumentKind.bond, Unit(name="bond", decimals=0), issuer=BANK, name="国债 Bond")
    stage.open(AccountId("fees"), HOUSE)
    calendar = c.CalendarGiven(first=DayNumber(day - 30), last=DayNumber(day + 300))
    takes = g.SetSecurities(
        house=NAME, multiple=4, kept_ppm=Millionths(950_000), securities=(Accepted(BOND, Millionths(100_000)),)
    )
    stage.do(
        "the clearing house opens its books, and takes bonds as margin, less a tenth, up to four times the cash",
        c.OpenHouse(
            house=NAME,
            by=HOUSE,
            cash=CASH,
            account="settlement",
            fees=AccountId("fees"),
            offset_min=OFFSET,
            calendar=calendar,
        ),
        g.NameKeeper(house=NAME, account=AccountId("fees")),
        takes,
        by=[HOUSE],
    )
    last = DayNumber(day + 8 * 7)
    copper = _rules(bilateral=BilateralRules(block_ppm=Millionths(20_000)), widening=WIDENING)
    stage.do(
        "house and exchange define copper, whose limit widens after a locked day, and options on it",
        _product(
            "CU",
            "铜 Copper",
            replace(copper, **HELD),
        ),
        c.ListContract(contract=COPPER, product="CU", first=day, last=last, listing_price=AT),
        _product("CUO", "铜期权 Options on copper", _rules(option=OptionRules(style=ExerciseStyle.american))),
        o.ListOption(
            contract=CALL,
            product="CUO",
            underlying=COPPER,
            right=OptionRight.call,
            strike=62_000,
            first=day,
            last=DayNumber(last - 2 * 7),
            listing_price=1_000,
        ),
        by=[HOUSE, VENUE],
    )
    stage.set(c.Admit(house=NAME, member=MEMBER), by=[HOUSE, MEMBER])
    for client, amount in MONEY.items():
        opened = c.OpenAccount(account=margin_of(client), house=NAME, holder=client, member=MEMBER)
        stage.set(opened, by=[client, MEMBER])
        stage.set(Issue(instrument=CASH, account=margin_of(client), quantity=yuan(amount)), by=[BANK, client])
    stage.do("a trading day opens", c.OpenDay(house=NAME, day=day), by=[HOUSE])


def _lodged(stage: Stage) -> None:
    """Who sells options has little cash, and bonds, which stay its own."""
    stage.open(AccountId("bonds"), WRITER)
    stage.set(Issue(instrument=BOND, account=AccountId("bonds"), quantity=Quantity(1_000)), by=[BANK])
    priced = g.PriceSecurity(house=NAME, instrument=BOND, price=yuan(100), reason="closing price of the day before")
    stage.do("the house announces at what a bond counts today: 100 yuan, less the tenth", priced, by=[HOUSE])
    pledged = Pledge(
        pledge="bonds-1",
        account=AccountId("bonds"),
        instrument=BOND,
        quantity=Quantity(1_000),
        pledgee=MARGIN_ACCOUNTS.path(margin_of(WRITER)),
        enforceable_from=Timestamp(0),
    )
    lodged = g.Lodge(account=margin_of(WRITER), pledge="bonds-1")
    stage.do(
        "the writer pledges a thousand bonds to its margin account; they stay where they are",
        pledged,
        lodged,
        by=[WRITER],
    )


def _traded(stage: Stage, day: DayNumber) -> None:
    """Three lots of copper at the price before, and two calls at 1,000."""
    stage.do(
        "the exchange books three lots of copper, and two calls at 1,000 yuan a tonne",
        *traded(day, COPPER, (SMELTER, TRADER), AT, 3),
        *traded(day, CALL, (SMELTER, WRITER), 1_000, 2),
        c.Balance(contract=CALL, lots=2, turnover=2 * 1_000 * LOT, open_interest=2),
        by=[VENUE],
    )


def _hedged(stage: Stage, day: DayNumber) -> None:
    """One lot more, for hedging, within a quota and beside the limit."""
    hedge, other = traded(day, COPPER, (SMELTER, TRADER), AT, 1, number=2)
    hedge = replace(hedge, hedge=HedgeFlag.hedge)
    stage.refuse("the smelter hedges a lot", hedge, by=[VENUE], outcome="no_quota")
    granted = q.GrantQuota(
        product="CU",
        holder=SMELTER,
        hedge=HedgeFlag.hedge,
        long=2,
        short=0,
        first=day,
        last=DayNumber(day + 90),
        document=to_hex(digest(b"what the smelter applied for, and what was decided")),
    )
    stage.do("the house grants it a quota of two lots for hedging, by a document", granted, by=[HOUSE])
    stage.do("the exchange books that lot", hedge, other, by=[VENUE])


def _called(stage: Stage) -> None:
    """The price rises within the day, and who is short is asked for what it lacks then."""
    marked = m.MarkPrice(contract=COPPER, price=62_500, reason="the price rose by four per cent within an hour")
    stage.do("the house marks copper at 62,500 within the day, with a reason", marked, by=[HOUSE])
    until = Timestamp(stage.now + 60 * MINUTE_MS)
    call = m.CallMargin(account=margin_of(TRADER), until=until, reason="as marked")
    stage.do("it calls the trader for what it lacks at that price, within the hour", call, by=[HOUSE])
    trader = stage.node.ledger.view.read(MARGIN_ACCOUNTS, margin_of(TRADER))
    asked = None if trader is None else trader.intraday
    stage.show("the trader is called for", "nothing" if asked is None else f"{asked.amount / YUAN:,.2f} yuan")
    paid = Issue(instrument=CASH, account=margin_of(TRADER), quantity=yuan(45_000))
    answered = m.AnswerToday(account=margin_of(TRADER))
    stage.do("it pays in 45,000, which answers the call", paid, answered, by=[BANK, TRADER])


def _reported(stage: Stage) -> None:
    """Three lots are left to the trader at the day's end, which is a large position here."""
    view, key = stage.node.ledger.view, stage.network.keyring.get(TRADER)
    large = view.read(LARGE_POSITIONS, NAME, TRADER, COPPER, Direction.sold)
    stage.show("the trader is to report", "nothing" if large is None else f"{large.lots} lots, a large position")
    report = report_call(view, dict(REPORT), COPPER, Whose(margin_of(TRADER)), Direction.sold, key)
    stage.do("it reports funds, purpose and intentions, sealed to the house", report, by=[TRADER, MEMBER])


def _halted(stage: Stage) -> None:
    """Nobody trades, or agrees to trade, until it goes on."""
    block = b.ProposeTrade(
        trade="block-1",
        kind=TradeKind.block,
        contract=COPPER,
        price=60_500,
        lots=1,
        buyer=TradeSide(account=margin_of(SMELTER), party=SMELTER),
        seller=TradeSide(account=margin_of(TRADER), party=TRADER),
        by=SMELTER,
        expires=Timestamp(stage.now + 600 * MINUTE_MS),
    )
    halted = h.Halt(product="CU", by=VENUE, reason="news of a strike at a mine", contract=COPPER)
    stage.do("copper is halted, with a reason", halted, by=[VENUE])
    stage.refuse("the smelter proposes a block to the trader", block, by=[SMELTER], outcome="trading_halted")
    resumed = h.Resume(product="CU", by=VENUE, reason="the news are out", contract=COPPER)
    stage.do("it goes on", resumed, by=[VENUE])
    stage.do(
        "the smelter proposes it again, and the trader stands by it",
        block,
        b.AffirmTrade(trade="block-1"),
        by=[SMELTER, TRADER],
    )
    registered = (b.RegisterTrade(trade="block-1", direction=one, number=9_001) for one in Direction)
    published = c.Balance(
        contract=COPPER,
        lots=4,
        turnover=4 * AT * LOT,
        open_interest=5,
        agreed_lots=1,
        agreed_turnover=60_500 * LOT,
    )
    stage.do("the exchange registers both sides, and balances the day", *registered, published, by=[VENUE])


def _locked(stage: Stage, day: DayNumber) -> None:
    """Up to the limit, with nobody who sells: who lost is let out, at the limit, by those who gained most."""
    locked = k.LockDay(contract=COPPER, side=LockedSide.at_upper, reason="no offers in the last five minutes")
    asked = r.StateUnfilled(account=margin_of(TRADER), contract=COPPER, lots=2)
    stage.do(
        "copper is locked at its upper limit, 63,000; the trader asked in vain to close two", locked, asked, by=[VENUE]
    )
    said = o.Instruct(account=margin_of(SMELTER), contract=CALL, exercised=1)
    stage.do("the smelter exercises one of its calls, at 62,000", said, by=[SMELTER])
    prices = ((COPPER, TOP, "the limit"), (CALL, 1_800, "a model, as published"))
    fixed = (c.FixSettlement(contract=one, price=price, reason=why) for one, price, why in prices)
    stage.do("the house announces the settlement prices", *fixed, by=[HOUSE])
    early = c.Settle(account=margin_of(TRADER))
    stage.refuse("the trader is settled", early, by=[MEMBER], outcome="reduction_first")
    series = stage.node.ledger.view.read(FUTURES, CALL)
    assert series is not None, "it is listed"
    drawn = o.DrawAssignment(contract=CALL, **drawing(stage.node.ledger.view, series, day)._asdict())
    ordered = r.OrderReduction(contract=COPPER, reason="locked, and positions asked in vain to be closed")
    stage.do("it says how the exercise falls on who sold, and orders a forced reduction", drawn, ordered, by=[HOUSE])
    stage.drive(
        "positions are reduced at the limit, the call is exercised and assigned, all are settled, the day is closed",
        "futures",
        by=MEMBER,
    )
    view = stage.node.ledger.view
    for party in (TRADER, SMELTER):
        left = view.read(POSITIONS, margin_of(party), COPPER, HedgeFlag.speculation)
        stage.show(f"the {party} has left", "nothing" if left is None else f"{left.long_lots or left.short_lots} lots")
    writer = view.read(MARGIN_ACCOUNTS, margin_of(WRITER))
    if writer is not None:
        told = f"{writer.balance / YUAN:,.2f} yuan in cash, margin {writer.margin / YUAN:,.2f}, called {writer.called}"
        stage.show("the writer, with its bonds beside", told)


def _product(name: str, title: str, rules: c.RulesGiven) -> c.DefineProduct:
    return c.DefineProduct(product=name, house=NAME, venue=VENUE, title=title, decimals=0, multiplier=LOT, rules=rules)


def _rules(
    *,
    bilateral: BilateralRules | None = None,
    widening: Widening | None = None,
    option: OptionRules | None = None,
) -> c.RulesGiven:
    return c.RulesGiven(
        tick=10,
        limit_ppm=Millionths(50_000),
        long_ppm=Millionths(90_000),
        short_ppm=Millionths(90_000),
        sessions=(Session(540, 690), Session(810, 900)),
        bilateral=bilateral,
        widening=widening,
        option=option,
    )


def _position(party: PartyId, contract: str, hedge: HedgeFlag = HedgeFlag.speculation) -> RecordPath:
    return POSITIONS.path(margin_of(party), contract, hedge)


SCENE: Final = Scene(
    number=39,
    name="futures-locked-day",
    title="Futures 期货: a quota, a halt, options, bonds as margin, a call, a locked day and a reduction",
    play=play,
)
