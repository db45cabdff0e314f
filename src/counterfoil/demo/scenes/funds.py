# SPDX-License-Identifier: Apache-2.0
"""A fund: bought from a wallet at a value not known yet, shared out to the last unit, given back, and proved."""

from decimal import Decimal
from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of, is_weekday, minute_of
from counterfoil.modules.cash import calls as cash
from counterfoil.modules.cash.records import Grade, WalletKind
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS
from counterfoil.modules.funds.queries import latest_value
from counterfoil.modules.funds.records import (
    FUND_VALUES,
    Cents,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    BasisPoints,
    DayNumber,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

CENTRAL_BANK: Final = PartyId("central-bank")
BANK: Final = PartyId("bank")
MANAGER: Final = PartyId("manager")
SELLER: Final = PartyId("seller")
EXCHANGE: Final = PartyId("exchange")
CITIZENS: Final = (PartyId("citizen-1"), PartyId("citizen-2"), PartyId("citizen-3"))
VAULT: Final = AccountId("vault")
FUNDS_CASH: Final = AccountId("fund-cash")
SELLERS_CASH: Final = AccountId("seller-cash")
FUND: Final = InstrumentId("BALANCED-A")
CALENDAR: Final = "sse"
FIRST: Final = "first-1"
LAST: Final = "sale-1"
DOCUMENT: Final = to_hex(digest(b"the document that the reference names"))
CHINA_MIN: Final = OffsetMinutes(480)
TEN: Final = 600
THREE: Final = 900
AFTER_THREE: Final = THREE + 5
TERMS: Final = c.TermsGiven(
    minimum=Cents(1_000),
    subscription=(SubscriptionTier(from_amount=Cents(0), fee_ppm=Millionths(1_500)),),
    redemption=(
        RedemptionTier(from_days=0, fee_ppm=Millionths(15_000)),
        RedemptionTier(from_days=7, fee_ppm=Millionths(5_000)),
    ),
    kept_bp=BasisPoints(10_000),
)


def yuan(amount: int) -> Quantity:
    """The ledger counts fen."""
    return Quantity(amount * 100)


def play(stage: Stage) -> None:
    """A fund, wallets, three orders at an unknown value, one at a known one, a large redemption, and the evidence."""
    _found(stage)
    first = _subscribe(stage)
    sold = _redeem(stage)
    stage.prove(
        subscription=lambda collector: collector.record(DEALINGS.path(FIRST, str(first))),
        redemption=lambda collector: collector.record(DEALINGS.path(LAST, str(sold))),
        value=lambda collector: collector.record(FUND_VALUES.path(FUND, str(first))),
        units=lambda collector: collector.control(_units(CITIZENS[0]), FUND),
    )


def _found(stage: Stage) -> None:
    """Digital yuan, a fund whose money the bank keeps, and three wallets of class II."""
    stage.enter(
        Firm(CENTRAL_BANK, "Central bank", (Role.operating_bank,)),
        Firm(BANK, "Operating bank", (Role.operating_bank, Role.custodian)),
        Firm(MANAGER, "Example Fund Management", (Role.issuer,)),
        Firm(SELLER, "Example Fund Sales"),
        Firm(EXCHANGE, "Example Exchange", (Role.venue,)),
        *(Firm(citizen, f"Citizen {number}") for number, citizen in enumerate(CITIZENS, 1)),
    )
    unit = Unit(name="CNY", decimals=2)
    stage.define(CASH, InstrumentKind.cash, unit, issuer=CENTRAL_BANK, name="数字人民币 Digital yuan")
    shares = Unit(name="unit", decimals=2)
    stage.define(FUND, InstrumentKind.fund_unit, shares, issuer=MANAGER, name="示例混合A Example balanced fund A")
    limits = cash.SetLimits(instrument=CASH, grade=Grade.second, kind=WalletKind.personal, balance=yuan(500_000))
    corporate = cash.SetLimits(instrument=CASH, grade=Grade.first, kind=WalletKind.corporate)
    stage.set(cash.Adopt(instrument=CASH, offset_min=CHINA_MIN), limits, corporate, by=[CENTRAL_BANK])
    for account, holder in ((VAULT, BANK), (FUNDS_CASH, MANAGER), (SELLERS_CASH, SELLER)):
        stage.open(account, holder, bank=BANK)
    for citizen in CITIZENS:
        stage.open(_wallet(citizen), citizen, bank=BANK)
        stage.open(_units(citizen), citizen)
    back = cash.Back(account=VAULT, instrument=CASH, quantity=yuan(1_000_000), document=DOCUMENT)
    issue = Issue(instrument=CASH, account=VAULT, quantity=yuan(1_000_000))
    stage.set(cash.OpenVault(account=VAULT, instrument=CASH), back, issue, by=[CENTRAL_BANK, BANK])
    wallets = [
        *((_wallet(citizen), Grade.second, WalletKind.personal) for citizen in CITIZENS),
        *((account, Grade.first, WalletKind.corporate) for account in (FUNDS_CASH, SELLERS_CASH)),
    ]
    opened = [
        cash.OpenWallet(account=account, instrument=CASH, vault=VAULT, grade=grade, kind=kind, commitment=DOCUMENT)
        for account, grade, kind in wallets
    ]
    paid = [
        Transfer(sender=VAULT, receiver=_wallet(citizen), instrument=CASH, quantity=yuan(100_000))
        for citizen in CITIZENS
    ]
    stage.set(*opened, *paid, by=[BANK])
    _set_up(stage)


def _set_up(stage: Stage) -> None:
    today = day_of(stage.clock(), CHINA_MIN)
    days = c.TradingDaysGiven(offset_min=CHINA_MIN, first=DayNumber(today - 30), last=DayNumber(today + 90))
    stage.set(c.OpenCalendar(calendar=CALENDAR, by=EXCHANGE, days=days), by=[EXCHANGE])
    fund = c.Establish(
        instrument=FUND,
        custodian=BANK,
        cash=CASH,
        cash_account=FUNDS_CASH,
        fee_account=SELLERS_CASH,
        calendar=CALENDAR,
        terms=TERMS,
    )
    stage.do("a manager and a custodian bank set up a fund: cut-off at three, fees by tiers", fund, by=[MANAGER, BANK])


def _subscribe(stage: Stage) -> DayNumber:
    """Three orders on one day; the first value is 1.0000."""
    day = _next_day(stage)
    _until(stage, day, TEN)
    for number, citizen in enumerate(CITIZENS, 1):
        money = Quantity(yuan(10_000) + number)
        order = _order(stage, f"first-{number}", citizen, money)
        stage.do(f"{citizen} orders units for {_written(money)} yuan", *order, by=[citizen])
    early = c.PublishValue(instrument=FUND, day=day, net_assets=Cents(0))
    stage.refuse("the manager publishes the value at ten", early, by=[MANAGER], outcome="value_before_cut_off")
    _until(stage, day, AFTER_THREE)
    late = c.CancelOrder(order=FIRST)
    stage.refuse("after three a citizen takes the order back", late, by=[CITIZENS[0]], outcome="after_cut_off")
    _deal(stage, day, Cents(0))
    again = c.Deal(order=FIRST)
    stage.refuse("an order is dealt twice", again, by=[SELLER], outcome="not_weighed")
    _until(stage, _next_day(stage), TEN)
    stage.drive("on the next trading day units and money change places, order by order", "funds", by=SELLER)
    stage.show("the first citizen", _told(stage))
    return day


def _redeem(stage: Stage) -> DayNumber:
    """One gives back more than a tenth of the fund: so much is put off that net redemptions are a tenth."""
    day = _next_day(stage)
    _until(stage, day, TEN)
    units = stage.holding(_units(CITIZENS[0]), FUND).free
    stage.do(
        "the first citizen gives all units back", *_order(stage, LAST, CITIZENS[0], units, sells=True), by=[CITIZENS[0]]
    )
    _until(stage, day, AFTER_THREE)
    assets = Cents(stage.holding(FUNDS_CASH, CASH).balance)
    _deal(stage, day, assets)
    dealt = stage.node.ledger.view.read(DEALINGS, LAST, str(day))
    assert dealt is not None
    stage.show(
        "a large redemption 巨额赎回", f"{dealt.units / 100:,.2f} of {units / 100:,.2f} units; the rest is in line"
    )
    _until(stage, DayNumber(dealt.settles), TEN)
    stage.drive("two trading days later what was dealt is paid", "funds", by=SELLER)
    stage.show("the first citizen", _told(stage))
    return day


def _deal(stage: Stage, day: DayNumber, net_assets: Cents) -> None:
    """The value by manager and custodian; then anybody has the orders weighed and dealt."""
    publish = c.PublishValue(instrument=FUND, day=day, net_assets=net_assets)
    stage.do("after three the manager publishes the fund's value", publish, by=[MANAGER])
    confirm = c.ConfirmValue(instrument=FUND, day=day, net_assets=net_assets)
    stage.do("and the custodian confirms it, with another key", confirm, by=[BANK])
    value = latest_value(stage.node.ledger.view, FUND)
    assert value is not None
    stage.show("net asset value of a unit", _written(value.nav, value.nav_decimals))
    stage.drive("anybody has the orders weighed and dealt, and the parts are the whole", "funds", by=SELLER)


def _order(
    stage: Stage, name: str, citizen: PartyId, quantity: Quantity, *, sells: bool = False
) -> tuple[Hold, c.Subscribe | c.Redeem]:
    """What is held for it, and the order."""
    held = Hold(
        hold=name,
        account=_units(citizen) if sells else _wallet(citizen),
        instrument=FUND if sells else CASH,
        quantity=quantity,
        executor=FUND_ORDERS.path(name),
        expires=Timestamp(stage.now + 60 * DAY_MS),
    )
    if sells:
        return held, c.Redeem(order=name, instrument=FUND, hold=name, account=_wallet(citizen))
    return held, c.Subscribe(order=name, instrument=FUND, hold=name, account=_units(citizen))


def _next_day(stage: Stage) -> DayNumber:
    """The next day from Monday to Friday."""
    day = day_of(stage.clock(), CHINA_MIN) + 1
    while not is_weekday(day):
        day += 1
    return DayNumber(day)


def _until(stage: Stage, day: DayNumber, minute: int) -> None:
    """The clock says that minute of that day; it goes forward alone."""
    now = stage.clock()
    left = (day - day_of(now, CHINA_MIN)) * DAY_MS + (minute - minute_of(now, CHINA_MIN)) * MINUTE_MS
    stage.wait(left)


def _wallet(citizen: PartyId) -> AccountId:
    return AccountId(f"{citizen}-wallet")


def _units(citizen: PartyId) -> AccountId:
    return AccountId(f"{citizen}-units")


def _told(stage: Stage) -> str:
    units = stage.holding(_units(CITIZENS[0]), FUND).balance
    money = stage.holding(_wallet(CITIZENS[0]), CASH).balance
    return f"{_written(units)} units, {_written(money)} yuan"


def _written(number: int, decimals: int = 2) -> str:
    return f"{Decimal(number).scaleb(-decimals):,.{decimals}f}"


SCENE: Final = Scene(
    number=55,
    name="funds",
    title="A fund from a wallet 数字钱包申购基金: unknown value, exact parts",
    play=play,
    days=20,
)
