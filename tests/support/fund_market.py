# SPDX-License-Identifier: Apache-2.0
"""A fund with its manager, custodian and calendar on a ledger in memory, and a dealing day in a few words."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, MINUTE_MS, day_of
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, Dealing, FundOrder
from counterfoil.modules.funds.queries import due, open_days, to_pass
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    DayStatus,
    DealingDay,
    FundBook,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger

FUND: Final = "FUND"
CASH: Final = "MONEY"
CHINA: Final = 480
CUT_OFF: Final = 900
WEDNESDAY: Final = 19_676
"""2023-11-15, the day on which a ledger in memory begins, in China"""
HOLDERS: Final = ("ann", "ben", "cid")
EACH: Final = 10_000_000
PLAIN: Final = c.TermsGiven()
TIERED: Final = c.TermsGiven(
    minimum=1_000,
    subscription=(
        SubscriptionTier(from_amount=0, fee_ppm=15_000),
        SubscriptionTier(from_amount=1_000_000, fee_ppm=6_000),
        SubscriptionTier(from_amount=5_000_000, amount=100_000),
    ),
    redemption=(
        RedemptionTier(from_days=0, fee_ppm=15_000),
        RedemptionTier(from_days=7, fee_ppm=5_000),
        RedemptionTier(from_days=30, fee_ppm=0),
    ),
    kept_bp=2_500,
)
DAYS: Final = c.TradingDaysGiven(offset_min=CHINA, first=19_600, last=20_600, closed=(WEDNESDAY + 2,))
"""The Friday after is a holiday."""


def define(ledger: Ledger, name: str, issuer: str, kind: InstrumentKind, decimals: int = 2, **more: Any) -> None:
    unit = Unit(name="unit", decimals=decimals)
    ledger.do(
        i.DefineInstrument(instrument=name, kind=kind, issuer=issuer, name=name, unit=unit, **more),
        i.ChangeStatus(instrument=name, status=InstrumentStatus.active, by=issuer),
        signed_by=issuer,
    )


def established(**changed: Any) -> c.Establish:
    """The manager's fund, with the bank as its custodian."""
    fields = {"instrument": FUND, "custodian": "trustee", "cash": CASH, "cash_account": "fund-cash"}
    return c.Establish(**{**fields, "fee_account": "seller-cash", "calendar": "sse", **changed})


def founded(terms: c.TermsGiven = PLAIN, ledger: Ledger | None = None) -> Ledger:
    """A fund without a unit yet, and three holders with money."""
    ledger = ledger or Ledger()
    ledger.party("exchange", Role.venue)
    ledger.party("manager", Role.issuer)
    ledger.party("trustee", Role.custodian)
    ledger.party("seller")
    ledger.party("mint", Role.operating_bank)
    define(ledger, FUND, "manager", InstrumentKind.fund_unit)
    define(ledger, CASH, "mint", InstrumentKind.cash)
    ledger.account("fund-cash", "manager", custodian="trustee")
    ledger.account("seller-cash", "seller")
    for name in HOLDERS:
        ledger.party(name)
        ledger.account(f"{name}-cash", name)
        ledger.account(f"{name}-units", name)
        ledger.issue(CASH, f"{name}-cash", EACH, issuer="mint")
    ledger.do(c.OpenCalendar(calendar="sse", by="exchange", days=DAYS), signed_by="exchange")
    ledger.do(established(terms=terms), signed_by="manager trustee")
    return ledger


def today(ledger: Ledger) -> int:
    """The day of the next block, in China."""
    return day_of(ledger.time + 1_000, CHINA)


def wait_until(ledger: Ledger, day: int, minute: int = 0) -> None:
    """The next block is of that minute of that day."""
    at = day * DAY_MS + (minute - CHINA) * MINUTE_MS - 1_000
    assert at >= ledger.time, "the past does not come again"
    ledger.wait(at - ledger.time)


def set_terms(ledger: Ledger, terms: c.TermsGiven) -> None:
    """By the manager, for days to which no order came yet."""
    ledger.do(c.SetTerms(instrument=FUND, terms=terms), signed_by="manager")


def before(ledger: Ledger, day: int, minute: int) -> bool:
    """Whether the next block is before that minute of that day."""
    return ledger.time + 1_000 < day * DAY_MS + (minute - CHINA) * MINUTE_MS


def held(name: str, account: str, instrument: str, quantity: int, expires: int) -> h.Hold:
    """Set aside for the order of this name, under the same name."""
    path = FUND_ORDERS.path(name)
    return h.Hold(hold=name, account=account, instrument=instrument, quantity=quantity, executor=path, expires=expires)


def subscribe(name: str, who: str, hold: str | None = None, **changed: Any) -> c.Subscribe:
    return c.Subscribe(
        **{"order": name, "instrument": FUND, "hold": hold or name, "account": f"{who}-units", **changed}
    )


def redeem(name: str, who: str, hold: str | None = None, **changed: Any) -> c.Redeem:
    fields = {"order": name, "instrument": FUND, "hold": hold or name, "account": f"{who}-cash"}
    return c.Redeem(**{**fields, **changed})


def order_of(fund: str, name: str, who: str, sells: bool) -> Call:
    """Of one fund among others."""
    return (redeem if sells else subscribe)(name, who, instrument=fund)


def buys(ledger: Ledger, name: str, who: str, money: int, days: int = 60) -> tuple[h.Hold, Call]:
    """Money set aside, and the order, in one transaction."""
    return held(name, f"{who}-cash", CASH, money, ledger.time + days * DAY_MS), subscribe(name, who)


def sells(ledger: Ledger, name: str, who: str, units: int, days: int = 60) -> tuple[h.Hold, Call]:
    return held(name, f"{who}-units", FUND, units, ledger.time + days * DAY_MS), redeem(name, who)


def value(ledger: Ledger, day: int, net_assets: int, fund: str = FUND) -> None:
    """Published by the manager and confirmed by the custodian."""
    ledger.do(c.PublishValue(instrument=fund, day=day, net_assets=net_assets), signed_by="manager")
    ledger.do(c.ConfirmValue(instrument=fund, day=day, net_assets=net_assets), signed_by="trustee")


def pass_line(ledger: Ledger, day: int, fund: str = FUND) -> None:
    """Weigh as often as it takes, and deal, by nobody's signature."""
    while orders := to_pass(ledger.state, fund, day):
        weighing = day_record(ledger, day, fund).status is DayStatus.weighing
        ledger.do(*((c.Weigh if weighing else c.Deal)(order=order.fund_order) for order in orders))


def deal_day(ledger: Ledger, day: int, net_assets: int, fund: str = FUND) -> None:
    """After the cut-off: value, weigh, deal."""
    if before(ledger, day, CUT_OFF):
        wait_until(ledger, day, CUT_OFF)
    value(ledger, day, net_assets, fund)
    pass_line(ledger, day, fund)


def settle_due(ledger: Ledger) -> list[str]:
    """Settle what is due today, each by itself; the orders of which nothing moved."""
    stuck = []
    for dealing in due(ledger.state, FUND, today(ledger)):
        answer = ledger.submit(c.SettleDealing(order=dealing.fund_order, day=dealing.day))
        stuck += [] if answer.outcome.name == "ok" else [f"{dealing.fund_order}: {answer.outcome.name}"]
    return stuck


def order(ledger: Ledger, name: str) -> FundOrder:
    found = ledger.state.read(FUND_ORDERS, name)
    assert found is not None
    return found


def dealing(ledger: Ledger, name: str, day: int) -> Dealing:
    found = ledger.state.read(DEALINGS, name, str(day))
    assert found is not None
    return found


def day_record(ledger: Ledger, day: int, fund: str = FUND) -> DealingDay:
    found = ledger.state.read(DEALING_DAYS, fund, str(day))
    assert found is not None
    return found


def book(ledger: Ledger) -> FundBook:
    found = ledger.state.read(FUND_BOOKS, FUND)
    assert found is not None
    return found


def days_open(ledger: Ledger) -> list[int]:
    return [day.day for day in open_days(ledger.state, FUND)]


def units(ledger: Ledger, who: str) -> int:
    return ledger.holding(f"{who}-units", FUND).balance


def money(ledger: Ledger, account: str) -> int:
    return ledger.holding(account, CASH).balance
