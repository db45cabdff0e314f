# SPDX-License-Identifier: Apache-2.0
"""Two days of futures: trades, settlement, a margin call, wheat delivered, a member's default, clients' evidence."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday, weekday_of_day
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.defaults import DEFAULTS
from counterfoil.modules.futures.delivering import matching_of
from counterfoil.modules.futures.delivery import DELIVERIES, INVOICES, Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.fees import Fee, Fees
from counterfoil.modules.futures.positions import POSITIONS, Direction, Fill, Offset
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    AccountId,
    Billionths,
    DayNumber,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

BANK: Final = PartyId("bank")
HOUSE: Final = PartyId("clearing-house")
VENUE: Final = PartyId("exchange")
DEPOT: Final = PartyId("depot")
EAST, WEST = PartyId("futures-east"), PartyId("futures-west")
CLIENTS: Final = {PartyId("grower"): EAST, PartyId("trader"): WEST, PartyId("miller"): WEST}
"""client → the member that answers for it"""
GROWER, TRADER, MILLER = CLIENTS
MONEY: Final = {GROWER: 900_000, TRADER: 600_000, MILLER: 600_000}
"""yuan that each pays in"""
LAYERS: Final = {"skin": 40_000, "reserve": 20_000, "own-funds": 300_000}
"""yuan of the house's own"""
NAME: Final = "house"
CONTRACT: Final = "IF2101"
WHEAT: Final = "WH2101"
RECEIPT: Final = InstrumentId("WHEAT-RECEIPT-1")
TONNE_PRICE: Final = 2_600
"""yuan a tonne, twenty tonnes a lot"""
TONNES: Final = 20
OFFSET: Final = OffsetMinutes(480)
POINT: Final = 10
"""The price has one decimal."""
MULTIPLIER: Final = 3_000
"""fen a lot for a tenth of a point: 300 yuan a point"""
YUAN: Final = 100


def margin_of(party: PartyId) -> AccountId:
    """The margin account of a firm."""
    return AccountId(f"margin-{party}")


def play(stage: Stage) -> None:
    """Two trading days, after which one client proves its position and all that led to it."""
    days = last_two_days(stage.now)
    _found(stage, days)
    _wheat(stage, days)
    _first(stage, days[0])
    _second(stage, days[1])
    position = POSITIONS.path(margin_of(GROWER), CONTRACT, HedgeFlag.speculation)
    stage.prove(
        growers_position=lambda collector: collector.record(position),
        growers_account=lambda collector: collector.record(MARGIN_ACCOUNTS.path(margin_of(GROWER))),
        growers_money=lambda collector: collector.control(margin_of(GROWER), CASH),
        millers_wheat=lambda collector: collector.record(DELIVERIES.path(WHEAT, margin_of(MILLER))),
        growers_invoice=lambda collector: collector.record(INVOICES.path(WHEAT, margin_of(GROWER), "1")),
        default=lambda collector: collector.record(DEFAULTS.path(NAME, WEST)),
        second_day=lambda collector: collector.record(DAYS.path(NAME, str(days[1]))),
    )


def last_two_days(now: Timestamp) -> tuple[DayNumber, DayNumber]:
    """The last two weekdays that are over."""
    today = day_of(now, OFFSET)
    before = [DayNumber(day) for day in range(today - 7, today) if is_weekday(day)]
    return before[-2], before[-1]


def found_house(stage: Stage, firms: Iterable[PartyId], first: DayNumber, last: DayNumber) -> None:
    """A bank whose money it is, an exchange, a house that opens its books for these days, and firms without a role."""
    stage.enter(
        Firm(BANK, "Operating bank", (Role.operating_bank,)),
        Firm(HOUSE, "Example Clearing House", (Role.clearing_house,)),
        Firm(VENUE, "Example Futures Exchange", (Role.venue,)),
        *(Firm(party, f"Example {party.replace('-', ' ').title()}") for party in firms),
    )
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="人民币 Yuan")
    open_house(stage, first, last)


def open_house(stage: Stage, first: DayNumber, last: DayNumber) -> None:
    """The house opens its books for these days, with the layers of its guarantee fund."""
    stage.open(AccountId("fees"), HOUSE)
    calendar = c.CalendarGiven(first=DayNumber(first - 30), last=DayNumber(last + 300))
    opened = c.OpenHouse(
        house=NAME,
        by=HOUSE,
        cash=CASH,
        account="settlement",
        fees=AccountId("fees"),
        offset_min=OFFSET,
        calendar=calendar,
    )
    layers = d.FoundFund(house=NAME, account="fund", skin="skin", reserve="reserve", own_funds="own-funds")
    stage.do("the clearing house opens its books, and the accounts of its guarantee fund", opened, layers, by=[HOUSE])


def _found(stage: Stage, days: tuple[DayNumber, DayNumber]) -> None:
    """A house, an exchange, two members with shares of the guarantee fund, three clients with money."""
    found_house(stage, (EAST, WEST, *CLIENTS), days[0], days[1])
    stage.do(
        "house and exchange define an index future, 300 yuan a point, 12 % margin; the exchange lists a contract",
        c.DefineProduct(
            product="IF",
            house=NAME,
            venue=VENUE,
            title="股指期货 Index future",
            decimals=1,
            multiplier=MULTIPLIER,
            rules=rules_given(),
        ),
        c.ListContract(
            contract=CONTRACT,
            product="IF",
            first=days[0],
            last=DayNumber(days[1] + 15 - weekday_of_day(days[1])),
            listing_price=5_200 * POINT,
        ),
        by=[HOUSE, VENUE],
    )
    for member in (EAST, WEST):
        stage.set(c.Admit(house=NAME, member=member), by=[HOUSE, member])
        stage.set(margin_account(member, member), by=[member])
        stage.set(Issue(instrument=CASH, account=margin_of(member), quantity=yuan(60_000)), by=[BANK, member])
        stage.set(d.RequireShare(house=NAME, member=member, required=yuan(50_000)), by=[HOUSE])
        stage.set(d.Contribute(house=NAME, member=member, amount=yuan(50_000)), by=[member])
    for layer, amount in LAYERS.items():
        stage.set(Issue(instrument=CASH, account=AccountId(layer), quantity=yuan(amount)), by=[BANK, HOUSE])
    for client, member in CLIENTS.items():
        stage.set(margin_account(client, member), by=[client, member])
        money = Issue(instrument=CASH, account=margin_of(client), quantity=yuan(MONEY[client]))
        stage.do(f"{client} opens a margin account, for which {member} answers, and pays in", money, by=[BANK, client])


def _wheat(stage: Stage, days: tuple[DayNumber, DayNumber]) -> None:
    """Wheat, which trades last on the first day and is delivered on the second; the grower has a receipt for it."""
    stage.enter(Firm(DEPOT, "Example Depot", (Role.issuer,)))
    for party in (GROWER, MILLER):
        stage.open(_store_of(party), party)
    receipt = DefineInstrument(
        instrument=RECEIPT,
        kind=InstrumentKind.warehouse_receipt,
        issuer=DEPOT,
        name="小麦仓单 Wheat receipt",
        unit=Unit(name="receipt", decimals=0),
        unique=True,
        supply_limit=Quantity(1),
    )
    active = ChangeStatus(instrument=RECEIPT, status=InstrumentStatus.active, by=DEPOT)
    stage.set(receipt, active, by=[DEPOT])
    stage.set(Issue(instrument=RECEIPT, account=_store_of(GROWER), quantity=Quantity(1)), by=[DEPOT, GROWER])
    ending = EndingRules(
        mode=EndingMode.in_goods,
        final=FinalMethod.last_settlement,
        schedule=Schedule(0, 1, 1),
        penalty_ppm=Millionths(200_000),
    )
    stage.do(
        "house and exchange define wheat, which ends in receipts: offered on the last day, paid on the next",
        s.OpenDesk(house=NAME, account="desk"),
        c.DefineProduct(
            product="WH",
            house=NAME,
            venue=VENUE,
            title="小麦 Wheat",
            decimals=0,
            multiplier=TONNES * YUAN,
            rules=replace(rules_given(), tick=1, ending=ending),
        ),
        c.ListContract(contract=WHEAT, product="WH", first=days[0], last=days[0], listing_price=TONNE_PRICE),
        s.AdmitGoods(instrument=RECEIPT, product="WH"),
        by=[HOUSE, VENUE],
    )


def _wheat_expires(stage: Stage) -> None:
    """Its last day: the settlement price first, then the final price; the grower's receipt goes to the desk."""
    priced = c.FixSettlement(contract=WHEAT, price=TONNE_PRICE, reason="no trade in the last hour")
    stage.do("the settlement price of wheat is announced, and after it its final price", priced, by=[HOUSE])
    stage.set(e.FixFinal(contract=WHEAT), by=[HOUSE])
    stage.do("all three are settled for the day", *(c.Settle(account=margin_of(one)) for one in CLIENTS), by=[EAST])
    expired = (e.Expire(account=margin_of(one), contract=WHEAT) for one in (GROWER, MILLER))
    stage.do("wheat expires: the grower is to deliver a lot, the miller to take it", *expired, by=[EAST])
    goods = (Goods(RECEIPT),)
    offer = s.Offer(contract=WHEAT, account=margin_of(GROWER), place=_store_of(GROWER), offered=goods)
    stage.do("the grower's receipt goes to the desk", offer, by=[GROWER])
    wish = s.Intend(contract=WHEAT, account=margin_of(MILLER), place=_store_of(MILLER))
    stage.do("the miller says that it takes wheat", wish, by=[MILLER])


def write_matching(stage: Stage, contract: str) -> None:
    """What the published rule brings where one sells and one buys, to each of both alone."""
    view = stage.node.ledger.view
    ending = view.read(ENDINGS, contract)
    assert ending is not None, "its final price is fixed"
    [one] = matching_of(view, ending)
    given = s.ParcelGiven(number=one.number, lots=one.lots, goods=one.goods, failing=one.failing)
    halves = (s.Allot(contract=contract, account=account, parcels=(given,)) for account in (one.seller, one.buyer))
    stands = s.ConcludeMatching(contract=contract)
    stage.do("the house writes to each what the matching brings it", *halves, stands, by=[HOUSE])


def _first(stage: Stage, day: DayNumber) -> None:
    """Trades at 5,200 to 5,260; the last hour's average is the settlement price; one account gets a margin call."""
    stage.do("the first trading day opens", c.OpenDay(house=NAME, day=day), by=[HOUSE])
    stage.do(
        "the exchange books two trades, and balances them: the house is between buyer and seller",
        _book(GROWER, _fill(day, 1, Direction.bought, 5_200, 3), _fill(day, 2, Direction.bought, 5_260, 1, minute=880)),
        _book(TRADER, _fill(day, 1, Direction.sold, 5_200, 3)),
        _book(MILLER, _fill(day, 2, Direction.sold, 5_260, 1, minute=880)),
        c.Balance(
            contract=CONTRACT,
            lots=4,
            turnover=(3 * 5_200 + 5_260) * POINT * MULTIPLIER,
            open_interest=4,
            late_lots=1,
            late_turnover=5_260 * POINT * MULTIPLIER,
        ),
        by=[VENUE],
    )
    again = _book(GROWER, _fill(day, 2, Direction.bought, 5_260, 1, minute=880))
    stage.do(
        "and wheat, on its last day: the miller buys a lot of the grower",
        *(
            c.Book(account=margin_of(one), contract=WHEAT, fills=(_lot_of_wheat(day, direction),))
            for one, direction in ((MILLER, Direction.bought), (GROWER, Direction.sold))
        ),
        c.Balance(contract=WHEAT, lots=1, turnover=TONNE_PRICE * TONNES * YUAN, open_interest=1),
        by=[VENUE],
    )
    stage.refuse("it books one of them once more", again, by=[VENUE], outcome="numbers_unordered")
    stage.do("the settlement price is computed", c.FixSettlement(contract=CONTRACT), by=[HOUSE])
    _wheat_expires(stage)
    stage.drive("losses are collected, gains paid, the day closed", "futures", by=EAST)
    trader = stage.node.ledger.view.read(MARGIN_ACCOUNTS, margin_of(TRADER))
    stage.show("the trader is called for", "nothing" if trader is None else f"{trader.called / YUAN:,.2f} yuan")


def _second(stage: Stage, day: DayNumber) -> None:
    """The price rises; neither trader nor member can pay: the layers bear the rest, and the miller goes over."""
    stage.do("the second trading day opens", c.OpenDay(house=NAME, day=day), by=[HOUSE])
    more = _book(TRADER, _fill(day, 5, Direction.sold, 5_300, 1))
    stage.refuse("the trader sells another", more, by=[VENUE], outcome="under_margin_call")
    announced = c.FixSettlement(contract=CONTRACT, price=6_160 * POINT, reason="no trade today; the index closed there")
    stage.do("the house announces the settlement price, 900 points up, with its reason", announced, by=[HOUSE])
    stage.do("all three are settled", *(c.Settle(account=margin_of(one)) for one in CLIENTS), by=[EAST])
    stage.refuse(
        "the grower is paid", c.Pay(account=margin_of(GROWER)), by=[EAST], outcome="insufficient_free_quantity"
    )
    covered = c.Cover(account=margin_of(TRADER), amount=yuan(10_000))
    stage.do("the trader's member pays what it has for it", covered, by=[EAST])
    failed = d.DeclareDefault(house=NAME, member=WEST, reason="it could not pay for its client by the time")
    stage.do("it is declared in default", failed, by=[HOUSE])
    gone = d.Port(account=margin_of(MILLER), to=EAST)
    stage.do("its other client goes over to the other member, with position and money", gone, by=[HOUSE, MILLER, EAST])
    write_matching(stage, WHEAT)
    stage.drive("wheat is exchanged, the layers bear the rest, gains are paid, the day is closed", "futures", by=EAST)
    invoice = stage.node.ledger.view.read(INVOICES, WHEAT, margin_of(MILLER), "1")
    told = "nothing" if invoice is None else f"{invoice.amount / YUAN:,.2f} yuan"
    stage.show("the miller has its wheat, for", told)
    default = stage.node.ledger.view.read(DEFAULTS, NAME, WEST)
    borne = () if default is None else default.borne
    stage.show("borne by", ", ".join(f"{one.layer} {one.amount / YUAN:,.2f} yuan" for one in borne))


def rules_given() -> c.RulesGiven:
    return c.RulesGiven(
        tick=2,
        limit_ppm=Millionths(200_000),
        long_ppm=Millionths(120_000),
        short_ppm=Millionths(120_000),
        sessions=(Session(570, 690), Session(780, 900)),
        fees=Fees(
            Fee(billionths=Billionths(25_300)), Fee(billionths=Billionths(25_300)), Fee(billionths=Billionths(253_000))
        ),
    )


def _store_of(party: PartyId) -> AccountId:
    """Where a firm keeps its receipts."""
    return AccountId(f"store-{party}")


def margin_account(holder: PartyId, member: PartyId) -> c.OpenAccount:
    return c.OpenAccount(account=margin_of(holder), house=NAME, holder=holder, member=member, own=holder == member)


def traded(
    day: DayNumber, contract: str, parties: tuple[PartyId, PartyId], price: int, lots: int, *, number: int = 1
) -> list[c.Book]:
    """Who bought, and who sold, at ten o'clock: what opens a position for both."""
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    return [
        c.Book(
            account=margin_of(party),
            contract=contract,
            fills=(Fill(number, time, direction, Offset.opens, price, lots),),
        )
        for party, direction in zip(parties, (Direction.bought, Direction.sold), strict=True)
    ]


def _book(party: PartyId, *fills: Fill) -> c.Book:
    return c.Book(account=margin_of(party), contract=CONTRACT, fills=fills)


def _fill(day: DayNumber, trade: int, direction: Direction, points: int, lots: int, *, minute: int = 600) -> Fill:
    time = Timestamp(day_begins(day, OFFSET) + minute * MINUTE_MS)
    return Fill(trade, time, direction, Offset.opens, points * POINT, lots)


def _lot_of_wheat(day: DayNumber, direction: Direction) -> Fill:
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    return Fill(1, time, direction, Offset.opens, TONNE_PRICE, 1)


def yuan(amount: int) -> Quantity:
    """So many yuan, in fen."""
    return Quantity(amount * YUAN)


SCENE: Final = Scene(
    number=38, name="futures-days", title="Futures 期货: two days, a margin call, a delivery, a default", play=play
)
