# SPDX-License-Identifier: Apache-2.0
"""A netted cycle: many trades, few movements; one fails, is paid for and settles next time; the day's certificate."""

from collections.abc import Iterable
from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of, minute_of
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.netting import CYCLES, POSITIONS, TRADES, NetPosition
from counterfoil.modules.clearing.queries import obligations, to_collect, to_conclude, to_hand_out
from counterfoil.modules.clearing.records import DAYS, Certificate
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    BasisPoints,
    DayNumber,
    Duration,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    Quantity,
)

HOUSE: Final = PartyId("clearing-house")
BANK: Final = PartyId("bank")
ISSUER: Final = PartyId("issuer")
EAST, WEST, NORTH = PartyId("east"), PartyId("west"), PartyId("north")
BROKERS: Final = (EAST, WEST, NORTH)
SHARE: Final = InstrumentId("SHARE")
MARKET: Final = "board"
CHINA_MIN: Final = OffsetMinutes(480)
NINE, ELEVEN, THREE = 540, 660, 900
"""When the day is opened, and its two cut-offs, in minutes."""


def play(stage: Stage) -> None:
    """A market is opened; a day with two cycles; its certificate."""
    _found(stage)
    _until(stage, NINE)
    stage.do("the clearing house opens the business day", c.OpenDay(market=MARKET), by=[HOUSE])
    day = day_of(stage.now, CHINA_MIN)
    morning, afternoon = (f"{MARKET}/{day}/{number}" for number in (1, 2))
    _trade(stage)
    _first(stage, morning)
    _second(stage, afternoon)
    stage.do("the day is closed", c.CloseDay(market=MARKET), by=[WEST])
    stage.refuse("the day is closed again", c.CloseDay(market=MARKET), by=[WEST], outcome="no_business_day_open")
    stage.show("certificate", _said(stage, day))
    stage.prove(
        certificate=lambda collector: collector.record(DAYS.path(MARKET, str(day))),
        cycle=lambda collector: collector.record(CYCLES.path(morning)),
        net_obligation=lambda collector: collector.record(POSITIONS.path(morning, _account(EAST), SHARE)),
        failed_trade=lambda collector: collector.record(TRADES.path("t-4")),
        account_of_west=lambda collector: collector.control(_account(WEST), SHARE),
    )


def _found(stage: Stage) -> None:
    """Three brokers with shares and cash, and a house that clears what they trade."""
    stage.enter(
        Firm(HOUSE, "Example Clearing House", (Role.clearing_house,)),
        Firm(BANK, "Operating bank", (Role.operating_bank,)),
        Firm(ISSUER, "Example Issuer", (Role.issuer,)),
        *(Firm(broker, f"Broker {broker.title()}") for broker in BROKERS),
    )
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="人民币 Yuan")
    share = Unit(name="share", decimals=0)
    stage.define(SHARE, InstrumentKind.equity, share, issuer=ISSUER, name="示例股份 Example share")
    for account in ("pool", "fines"):
        stage.open(AccountId(account), HOUSE)
    for broker in BROKERS:
        stage.open(_account(broker), broker)
        stage.set(Issue(instrument=SHARE, account=_account(broker), quantity=Quantity(1_000)), by=[ISSUER])
        stage.set(Issue(instrument=CASH, account=_account(broker), quantity=Quantity(2_000_000)), by=[BANK])
    opened = c.OpenMarket(
        market=MARKET,
        house=HOUSE,
        cash=CASH,
        account=AccountId("pool"),
        penalties=AccountId("fines"),
        offset_min=CHINA_MIN,
        cut_offs=(MinuteOfDay(ELEVEN), MinuteOfDay(THREE)),
        collect_within=Duration(30 * MINUTE_MS),
        finish_within=Duration(60 * MINUTE_MS),
        cash_bp=BasisPoints(5),
        securities_bp=BasisPoints(10),
        minimum=Quantity(100),
        recycles=3,
    )
    stage.do("a clearing house clears a market, with two cycles a day", opened, by=[HOUSE])
    for broker in BROKERS:
        stage.set(c.Join(market=MARKET, account=_account(broker)), by=[HOUSE, broker])


def _trade(stage: Stage) -> None:
    """East sells more than it has."""
    for trade, seller, buyer, units in (
        ("t-1", EAST, WEST, 600),
        ("t-2", WEST, NORTH, 600),
        ("t-3", NORTH, EAST, 100),
        ("t-4", EAST, NORTH, 700),
    ):
        said = f"{trade}: {seller} sells {units} shares to {buyer}"
        stage.do(said, *_agreed(trade, seller, buyer, units), by=[seller, buyer])


def _first(stage: Stage, cycle: str) -> None:
    """Collected as far as it goes; what lacks fails, the rest settles."""
    stage.refuse("the cycle is cut before its time", c.Cut(cycle=cycle), by=[HOUSE], outcome="before_cut_off")
    _until(stage, ELEVEN)
    stage.do("the cut-off passes, and the cycle is cut", c.Cut(cycle=cycle), by=[NORTH])
    for one in obligations(stage.node.ledger.view, cycle):
        if one.instrument == SHARE:
            came = f"receives {one.receives:,}, delivers {one.delivers:,}, net {one.net:,}"
            stage.show(f"{one.account} in shares", came)
    owed = (one for one in to_collect(stage.node.ledger.view, cycle) if one.account != _account(EAST))
    _collect(stage, cycle, owed, "all but East deliver what they owe")
    drop = c.Drop(cycle=cycle, account=_account(EAST), instrument=SHARE)
    stage.refuse("East's trade is dropped at once", drop, by=[WEST], outcome="still_collected")
    _until(stage, ELEVEN + 30)
    stage.do("half an hour later East still lacks 200 shares: its last trade fails, and is paid for", drop, by=[WEST])
    _finish(stage, cycle)
    paid = c.PayPenalty(market=MARKET, account=_account(EAST))
    stage.do("East's penalty is collected", paid, by=[NORTH])


def _second(stage: Stage, cycle: str) -> None:
    """East buys what it lacked, and the trade that failed settles."""
    stage.do("the failed trade is recycled", c.Roll(trade="t-4"), by=[NORTH])
    stage.do("East buys 300 shares from West", *_agreed("t-5", WEST, EAST, 300), by=[WEST, EAST])
    _until(stage, THREE)
    stage.set(c.Cut(cycle=cycle), by=[NORTH])
    _finish(stage, cycle)
    trade = stage.node.ledger.view.read(TRADES, "t-4")
    stage.show("the trade that failed is", "unknown" if trade is None else str(trade.status))


def _finish(stage: Stage, cycle: str) -> None:
    """All that is owed, then all that is due."""
    _collect(stage, cycle, to_collect(stage.node.ledger.view, cycle), "what is still owed is collected")
    stage.do("nothing is owed: the cycle settles", c.Settle(cycle=cycle), by=[NORTH])
    view = stage.node.ledger.view
    out = [
        c.HandOut(cycle=cycle, account=one.account, instrument=one.instrument, net=one.net)
        for one in to_hand_out(view, cycle)
    ]
    done = [c.Conclude(trade=one.trade) for one in to_conclude(view, MARKET)]
    stage.do(f"{len(out)} movements hand out what {len(done)} trades came to", *out, *done, by=[NORTH])


def _collect(stage: Stage, cycle: str, owed: Iterable[NetPosition], said: str) -> None:
    calls = [c.Collect(cycle=cycle, account=one.account, instrument=one.instrument, net=one.net) for one in owed]
    if calls:
        stage.do(said, *calls, by=[NORTH])


def _agreed(trade: str, seller: PartyId, buyer: PartyId, units: int) -> tuple[Call, Call]:
    """Both sides at once, at ten yuan a share."""
    entered = c.Enter(
        trade=trade,
        market=MARKET,
        account=_account(seller),
        seller=_account(seller),
        buyer=_account(buyer),
        instrument=SHARE,
        quantity=Quantity(units),
        amount=Quantity(units * 1_000),
    )
    return entered, c.Agree(trade=trade, account=_account(buyer))


def _said(stage: Stage, day: DayNumber) -> str:
    found = stage.node.ledger.view.read(DAYS, MARKET, str(day))
    certificate: Certificate | None = None if found is None else found.certificate
    if certificate is None:
        return "none"
    return (
        f"{certificate.entered.trades} entered, {certificate.settled.trades} settled, "
        f"{certificate.recycled.trades} recycled, {certificate.failed.trades} failed; "
        f"{'it adds up' if certificate.adds_up else 'it does not add up'}"
    )


def _until(stage: Stage, minute: int) -> None:
    """Let time pass until a minute of the market's day, today or else tomorrow."""
    now = stage.clock()
    ahead = (minute - minute_of(now, CHINA_MIN)) * MINUTE_MS
    stage.wait(ahead if ahead > 0 else ahead + DAY_MS)


def _account(broker: PartyId) -> AccountId:
    return AccountId(f"{broker}-1")


SCENE: Final = Scene(
    number=45, name="netted-cycle", title="A netted cycle and its day 净额清算与日终证明", play=play, days=3
)
