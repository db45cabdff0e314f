# SPDX-License-Identifier: Apache-2.0
"""Funds in every state that a rule distinguishes, on one market, named after what is special about them."""

from typing import Final

from msgspec.structs import replace

from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.queries import open_days
from counterfoil.modules.funds.records import (
    OPEN_DAYS_MAX,
    RedemptionTier,
    SubscriptionTier,
)
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from support.fund_market import (
    CASH,
    CUT_OFF,
    DAYS,
    FUND,
    PLAIN,
    WEDNESDAY,
    deal_day,
    define,
    established,
    founded,
    held,
    order_of,
    settle_due,
    today,
    wait_until,
)
from support.ledger import GENESIS_TIME, Ledger, policy_of

LAST: Final = WEDNESDAY + 35
"""The day on which the rows are asked, at ten in the morning: a Wednesday."""
TUESDAY, MONDAY = LAST - 1, LAST - 2
LONG: Final = GENESIS_TIME + 200 * DAY_MS
DEAR: Final = replace(PLAIN, first_value=10**9)
PENNY: Final = replace(PLAIN, first_value=1, nav_decimals=6)
EARLY: Final = replace(PLAIN, cut_off=540)
BACKWARDS: Final = replace(PLAIN, redemption=(RedemptionTier(from_days=7, fee_ppm=1),) * 2)
DEVOURING: Final = replace(PLAIN, subscription=(SubscriptionTier(from_amount=0, amount=1),))
OPEN_FUNDS: Final = ("DEAR", "PENNY", "EAGER", "EARLY", "SHORT", "ENDED", "WEIGHED", "DEALING", "FULL", "SHARED")
TRUSTEES: Final = {"SHARED": "careless"}
TERMS: Final = {
    "EAGER": replace(PLAIN, subscription_days=3),
    "WEIGHED": replace(PLAIN, first_value=20_000),
    "DEAR": DEAR,
    "PENNY": PENNY,
    "EARLY": EARLY,
    "SHORT": replace(PLAIN, subscription_days=3),
}


def _places(market: Ledger, fund: str, name: str, who: str, quantity: int, *, sells: bool = False) -> None:
    """One order, with what is held for it."""
    account, instrument = (f"{who}-units", fund) if sells else (f"{who}-cash", CASH)
    market.do(held(name, account, instrument, quantity, LONG), order_of(fund, name, who, sells), signed_by=who)


def _funds(market: Ledger) -> None:
    market.party("careless", Role.custodian)
    market.account("careless-cash", "manager", custodian="careless")
    market.do(
        c.OpenCalendar(calendar="short", by="exchange", days=replace(DAYS, last=LAST + 2)),
        c.OpenCalendar(calendar="ended", by="exchange", days=replace(DAYS, last=LAST - 1)),
        c.OpenCalendar(calendar="full", by="exchange", days=DAYS),
        *(
            c.SetCalendar(calendar="full", by="exchange", days=DAYS, since=LONG + number)
            for number in range(SCHEDULED_MAX)
        ),
        signed_by="exchange",
    )
    for name in (
        "DEAR",
        "PENNY",
        "EAGER",
        "EARLY",
        "SHORT",
        "ENDED",
        "WEIGHED",
        "DEALING",
        "FULL",
        "SHARED",
        "NEWER",
        "OLDER",
    ):
        define(market, name, "manager", InstrumentKind.fund_unit)
        if name in ("NEWER", "OLDER"):
            continue
        trustee = TRUSTEES.get(name, "trustee")
        market.do(
            established(
                instrument=name,
                terms=TERMS.get(name, PLAIN),
                custodian=trustee,
                cash_account="careless-cash" if name == "SHARED" else "fund-cash",
                calendar={"SHORT": "short", "ENDED": "ended"}.get(name, "sse"),
            ),
            signed_by=f"manager {trustee}",
        )
    market.issue("OLDER", "ann-units", 1, issuer="manager")
    define(market, "WHOLE-YUAN", "mint", InstrumentKind.cash, decimals=0)
    rotated = p.RotateKeys(party="careless", keys=policy_of("careless", "manager"))
    market.do(rotated, signed_by="careless")
    crowd = [c.SetTerms(instrument="SHORT", terms=PLAIN, since=LONG + number) for number in range(SCHEDULED_MAX)]
    market.do(*crowd, signed_by="manager")
    market.issue(CASH, "cid-cash", 10**10, issuer="mint")


def _first_days(market: Ledger) -> None:
    """Ann's units, of which some are sold and then moved away; an order too small; what waits to be settled."""
    _places(market, FUND, "settled", "ann", 1_000_000)
    _places(market, "DEAR", "nothing", "ann", 1)
    _places(market, FUND, "taken-back", "ann", 10)
    market.do(c.CancelOrder(order="taken-back"), signed_by="ann")
    deal_day(market, WEDNESDAY, 0)
    deal_day(market, WEDNESDAY, 0, "DEAR")
    wait_until(market, WEDNESDAY + 1, 600)
    assert settle_due(market) == []
    expires = market.time + 8 * DAY_MS
    market.do(held("sold", "ann-units", FUND, 40_000, expires), order_of(FUND, "sold", "ann", True), signed_by="ann")
    deal_day(market, WEDNESDAY + 1, 1_000_000)


def _open_days(market: Ledger) -> None:
    """A fund that waits for as many values as can be, one for each trading day of three weeks."""
    while len(open_days(market.state, "FULL")) < OPEN_DAYS_MAX:
        day = today(market)
        if day == WEDNESDAY + 13:
            market.do(h.ReleaseHold(hold="sold"), signed_by="ann")
            away = h.Transfer(sender="ann-units", receiver="ben-units", instrument=FUND, quantity=990_000)
            market.do(away, signed_by="ann")
        _places(market, "FULL", f"full-{day}", "ann", 10)
        weekend = day % 7 == (WEDNESDAY + 2) % 7
        wait_until(market, WEDNESDAY + 5 if day == WEDNESDAY + 1 else day + (3 if weekend else 1), 600)


def _last_days(market: Ledger) -> None:
    """Funds with a day in every state."""
    wait_until(market, MONDAY, 600)
    _places(market, FUND, "monday", "ben", 1_000)
    _places(market, "PENNY", "vast", "cid", 10**10)
    _places(market, "SHARED", "shared", "ben", 10)
    wait_until(market, MONDAY, CUT_OFF)
    for fund in ("PENNY", "SHARED"):
        market.do(c.PublishValue(instrument=fund, day=MONDAY, net_assets=0), signed_by="manager")
    wait_until(market, TUESDAY, 600)
    _places(market, FUND, "tuesday", "ben", 1_000)
    _places(market, "EAGER", "eager", "ben", 10)
    for fund in ("WEIGHED", "DEALING"):
        for number, money in enumerate((10, 10, 11)):
            _places(market, fund, f"{fund}-{number}", "ben", money)
    wait_until(market, TUESDAY, CUT_OFF)
    deal_day(market, TUESDAY, 0, "EAGER")
    for fund in ("WEIGHED", "DEALING"):
        market.do(c.PublishValue(instrument=fund, day=TUESDAY, net_assets=0), signed_by="manager")
        market.do(c.ConfirmValue(instrument=fund, day=TUESDAY, net_assets=0), signed_by="trustee")
    wait_until(market, LAST, 500)
    _places(market, "EARLY", "early", "ben", 10)
    wait_until(market, LAST, 560)
    market.do(c.PublishValue(instrument="EARLY", day=LAST, net_assets=0), signed_by="manager")


def _holds(market: Ledger) -> None:
    """What is set aside for orders that are refused."""
    soon = market.time + DAY_MS
    for name, money, expires in (("fresh", 10, LONG), ("settled", 10, LONG), ("brief", 10, soon), ("least", 4, LONG)):
        market.do(replace(held(name, "ann-cash", CASH, money, expires), hold=f"for-{name}"), signed_by="ann")
    market.do(replace(held("back", "ann-units", FUND, 10, LONG), hold="for-back"), signed_by="ann")
    market.issue(CASH, "seller-cash", 10, issuer="mint")
    market.do(replace(held("sellers", "seller-cash", CASH, 10, LONG), hold="for-sellers"), signed_by="seller")
    market.do(replace(held("kept", "fund-cash", CASH, 10, LONG), hold="for-kept"), signed_by="manager")
    _places(market, FUND, "open", "ben", 10)


def dealing_in_funds(market: Ledger) -> Ledger:
    """Funds of which one waits, one is weighed, one is dealt, and so on, named after what is special about them."""
    founded(replace(PLAIN, minimum=5), market)
    _funds(market)
    _first_days(market)
    _open_days(market)
    _last_days(market)
    wait_until(market, LAST, 600)
    _holds(market)
    market.do(c.Weigh(order="WEIGHED-0"))
    return market
