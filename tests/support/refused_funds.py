# SPDX-License-Identifier: Apache-2.0
"""Funds in every state, and what the funds module refuses: per call, in the order checked. A market of its own."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side as Way
from counterfoil.law.dated import DAY_MS, MINUTE_MS
from counterfoil.law.event import Act as Doing
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.law import require_unvalued
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS, DealingStatus
from counterfoil.modules.funds.outcomes import FundsOutcome as Outcome
from counterfoil.modules.funds.records import (
    DEALING_DAYS,
    FUND_BOOKS,
    FUND_VALUES,
    LOTS,
)
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.fund_market import (
    CHINA,
    DAYS,
    FUND,
    PLAIN,
    WEDNESDAY,
    established,
)
from support.funds_in_every_state import BACKWARDS, DEVOURING, LAST, LONG, MONDAY, TUESDAY, dealing_in_funds
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
CALENDAR: Final = c.OpenCalendar(calendar="fresh", by="exchange", days=DAYS)
SET: Final = c.SetCalendar(calendar="sse", by="exchange", days=DAYS)
FRIDAY_OPEN: Final = replace(DAYS, opened=(LAST,))
ENDLESS: Final = replace(DAYS, last=2_000_000)
HOLIDAY: Final = WEDNESDAY + 2
MOVED: Final = replace(DAYS, offset_min=-720)
TOMORROW: Final = (LAST + 1) * DAY_MS - CHINA * MINUTE_MS


def subscribe(order: str = "fresh", hold: str = "for-fresh", **changed: Any) -> c.Subscribe:
    """Ann's, which would be in time."""
    fields = {"order": order, "instrument": FUND, "hold": hold, "account": "ann-units"}
    return c.Subscribe(**{**fields, **changed})


def redeem(**changed: Any) -> c.Redeem:
    fields = {"order": "back", "instrument": FUND, "hold": "for-back", "account": "ann-cash"}
    return c.Redeem(**{**fields, **changed})


def publish(instrument: str = FUND, day: int = MONDAY, net_assets: int = 1_000_000) -> c.PublishValue:
    return c.PublishValue(instrument=instrument, day=day, net_assets=net_assets)


def confirm(instrument: str = "PENNY", day: int = MONDAY, net_assets: int = 0) -> c.ConfirmValue:
    return c.ConfirmValue(instrument=instrument, day=day, net_assets=net_assets)


def settle(order: str, day: int = WEDNESDAY) -> c.SettleDealing:
    return c.SettleDealing(order=order, day=day)


def give_up(order: str, day: int = WEDNESDAY) -> c.GiveUp:
    return c.GiveUp(order=order, day=day)


BOTH: Final = "manager trustee"
FUND_SET_UP = [
    Row(
        "a calendar that ends before it begins",
        replace(CALENDAR, days=replace(DAYS, last=1)),
        "exchange",
        Outcome.trading_calendar_not_so,
    ),
    Row("a calendar of a thousand years", replace(CALENDAR, days=ENDLESS), "exchange", Outcome.trading_calendar_not_so),
    Row("a Wednesday is no weekend", replace(CALENDAR, days=FRIDAY_OPEN), "exchange", Outcome.trading_calendar_not_so),
    Row("a calendar without its venue", CALENDAR, "manager", Parties.not_authorised),
    Row("a manager's own calendar", replace(CALENDAR, by="manager"), "manager", Parties.role_missing),
    Row("a calendar's name is taken", replace(CALENDAR, calendar="sse"), "exchange", Outcome.trading_calendar_exists),
    Row("a calendar of yesterday", replace(SET, since=1), "exchange", Outcome.trading_calendar_backdated),
    Row("a calendar set to nothing", replace(SET, days=ENDLESS), "exchange", Outcome.trading_calendar_not_so),
    Row(
        "a day that begins at another hour", replace(SET, days=MOVED), "exchange", Outcome.trading_day_begins_otherwise
    ),
    Row("tomorrow made a holiday", replace(SET, since=TOMORROW), "exchange", Outcome.trading_calendar_backdated),
    Row("setting no calendar", replace(SET, calendar="none"), "exchange", Outcome.unknown_trading_calendar),
    Row("setting another venue's calendar", replace(SET, by="venue"), "venue", Outcome.not_the_calendars_keeper),
    Row("setting it without signing", SET, "venue", Parties.not_authorised),
    Row(
        "one change of a calendar too many",
        replace(SET, calendar="full", since=LONG + 99),
        "exchange",
        Outcome.trading_calendar_crowded,
    ),
    Row(
        "a fund without a calendar",
        established(instrument="NEWER", calendar="none"),
        BOTH,
        Outcome.unknown_trading_calendar,
    ),
    Row("a fund of nothing", established(instrument="NONE"), BOTH, Instruments.unknown_instrument),
    Row("a share is no fund", established(instrument="SHARE"), f"issuer {BOTH}", Outcome.not_a_fund_unit),
    Row("a fund is not paid for in shares", established(instrument="NEWER", cash="SHARE"), BOTH, Outcome.not_in_cents),
    Row("nor in whole yuan", established(instrument="NEWER", cash="WHOLE-YUAN"), BOTH, Outcome.not_in_cents),
    Row(
        "a fund with tiers that do not ascend",
        established(instrument="NEWER", terms=BACKWARDS),
        BOTH,
        Outcome.fee_tiers_not_so,
    ),
    Row(
        "a fund whose fee may be all", established(instrument="NEWER", terms=DEVOURING), BOTH, Outcome.fee_tiers_not_so
    ),
    Row("a fund without its custodian", established(instrument="NEWER"), "manager", Parties.not_authorised),
    Row(
        "a fund whose money is elsewhere",
        established(instrument="NEWER", cash_account="careless-cash"),
        BOTH,
        Outcome.fund_cash_elsewhere,
    ),
    Row(
        "a fund whose account nobody opened",
        established(instrument="NEWER", fee_account="none"),
        BOTH,
        Parties.unknown_account,
    ),
    Row(
        "a fund whose fees stay in it",
        established(instrument="NEWER", fee_account="fund-cash"),
        BOTH,
        Outcome.fees_into_the_fund,
    ),
    Row("a fund of units that are older", established(instrument="OLDER"), BOTH, Outcome.older_than_the_fund),
    Row("a fund twice", established(instrument="FULL"), BOTH, Outcome.fund_exists),
    Row("terms of no fund", c.SetTerms(instrument="NONE", terms=PLAIN), "manager", Outcome.unknown_fund),
    Row(
        "terms of yesterday", c.SetTerms(instrument=FUND, terms=PLAIN, since=1), "manager", Outcome.fund_terms_backdated
    ),
    Row(
        "terms of today",
        c.SetTerms(instrument=FUND, terms=PLAIN, since=TOMORROW - 1),
        "manager",
        Outcome.fund_terms_backdated,
    ),
    Row(
        "terms for a day past the calendar",
        c.SetTerms(instrument="ENDED", terms=PLAIN),
        "manager",
        Outcome.beyond_trading_calendar,
    ),
    Row("terms that do not ascend", c.SetTerms(instrument=FUND, terms=BACKWARDS), "manager", Outcome.fee_tiers_not_so),
    Row("another's terms", c.SetTerms(instrument=FUND, terms=PLAIN), "trustee", Parties.not_authorised),
    Row(
        "one change of terms too many",
        c.SetTerms(instrument="SHORT", terms=PLAIN, since=LONG + 99),
        "manager",
        Outcome.fund_terms_crowded,
    ),
]
FUND_ORDERING = [
    Row("units of no fund", subscribe(instrument="NEWER"), "ann", Outcome.unknown_fund),
    Row("an order without a hold", subscribe(hold="none"), "ann", Holdings.unknown_encumbrance),
    Row("an order by another's hold", subscribe(hold="for-brief"), "ann", Outcome.hold_not_for_order),
    Row("the seller orders from its fees", subscribe("sellers", "for-sellers"), "seller", Outcome.paid_by_the_fund),
    Row("a fund that buys itself", subscribe("kept", "for-kept"), "manager", Outcome.paid_by_the_fund),
    Row("an order below the minimum", subscribe("least", "for-least"), "ann", Outcome.below_minimum),
    Row("an order after the calendar's end", subscribe(instrument="ENDED"), "ann", Outcome.beyond_trading_calendar),
    Row("an order beyond the calendar", subscribe(instrument="SHORT"), "ann", Outcome.beyond_trading_calendar),
    Row("a hold that ends before settlement", subscribe("brief", "for-brief"), "ann", Outcome.hold_ends_early),
    Row("one open day too many", subscribe(instrument="FULL"), "ann", Outcome.too_many_open_days),
    Row("units for another", subscribe(account="ben-units"), "ann ben", Outcome.wallet_of_another),
    Row("an order of another", subscribe(), "ben", Parties.not_authorised),
    Row("an order's name is taken", subscribe("settled", "for-settled"), "ann", Outcome.fund_order_exists),
    Row("giving units of no fund back", redeem(instrument="NEWER"), "ann", Outcome.unknown_fund),
    Row("giving money back", redeem(order="fresh", hold="for-fresh"), "ann", Outcome.hold_not_for_order),
    Row("giving back to another's wallet", redeem(account="ben-cash"), "ann ben", Outcome.wallet_of_another),
    Row("giving units back to the fund's money", redeem(account="fund-cash"), "ann manager", Outcome.paid_by_the_fund),
    Row("giving back without signing", redeem(), "ben", Parties.not_authorised),
    Row("taking no order back", c.CancelOrder(order="none"), "ann", Outcome.unknown_fund_order),
    Row("taking back twice", c.CancelOrder(order="taken-back"), "ann", Outcome.fund_order_not_open),
    Row("taking back what is dealt", c.CancelOrder(order="settled"), "ann", Outcome.fund_order_not_open),
    Row("taking back after the cut-off", c.CancelOrder(order="tuesday"), "ben", Outcome.after_cut_off),
    Row("taking back once the value is known", c.CancelOrder(order="early"), "ben", Outcome.after_cut_off),
    Row("taking another's back", c.CancelOrder(order="open"), "ann", Parties.not_authorised),
]
FUND_VALUING = [
    Row("a value of no fund", publish("NEWER"), "manager", Outcome.unknown_fund),
    Row("a value of a holiday", publish(day=HOLIDAY), "manager", Outcome.not_a_dealing_day),
    Row("a value of today before the cut-off", publish(day=LAST), "manager", Outcome.value_before_cut_off),
    Row("a value of a day that is dealt", publish(day=WEDNESDAY), "manager", Outcome.dealing_begun),
    Row("a value out of turn", publish(day=TUESDAY), "manager", Outcome.earlier_day_open),
    Row("a correction once an order is weighed", publish("WEIGHED", TUESDAY), "manager", Outcome.dealing_begun),
    Row("a value at which units are worth nothing", publish(net_assets=0), "manager", Outcome.fund_value_unusable),
    Row("the custodian publishes", publish(), "trustee", Parties.not_authorised),
    Row("confirming no fund", confirm("NEWER"), "trustee", Outcome.unknown_fund),
    Row("confirming no value", confirm(FUND), "trustee", Outcome.unknown_fund_value),
    Row("confirming twice", confirm("DEALING", TUESDAY), "trustee", Outcome.fund_value_confirmed),
    Row("confirming another value", confirm(net_assets=1), "trustee", Outcome.fund_value_differs),
    Row("a value at which nobody can count units", confirm(), "trustee", Outcome.fund_value_unusable),
    Row("the manager confirms", confirm("EARLY", LAST), "manager", Parties.not_authorised),
    Row("one key for both", confirm("SHARED"), "careless", Outcome.keys_not_apart),
]
FUND_DEALING_ROWS = [
    Row("weighing no order", c.Weigh(order="none"), "bob", Outcome.unknown_fund_order),
    Row("weighing before the value", c.Weigh(order="monday"), "bob", Outcome.not_priced),
    Row("weighing what needs none", c.Weigh(order="DEALING-0"), "bob", Outcome.not_priced),
    Row("weighing twice", c.Weigh(order="WEIGHED-0"), "bob", Outcome.not_next_in_line),
    Row("weighing out of turn", c.Weigh(order="WEIGHED-2"), "bob", Outcome.not_next_in_line),
    Row("dealing no order", c.Deal(order="none"), "bob", Outcome.unknown_fund_order),
    Row("dealing before all are weighed", c.Deal(order="WEIGHED-0"), "bob", Outcome.not_weighed),
    Row("dealing twice", c.Deal(order="settled"), "bob", Outcome.not_weighed),
    Row("dealing out of turn", c.Deal(order="DEALING-1"), "bob", Outcome.not_next_in_line),
    Row("settling what was never dealt", settle("settled", MONDAY), "bob", Outcome.unknown_dealing),
    Row("settling twice", settle("settled"), "bob", Outcome.dealing_over),
    Row("settling before its day", settle("DEALING-0", TUESDAY), "bob", Outcome.unknown_dealing),
    Row("settling too early", settle("eager", TUESDAY), "bob", Outcome.settlement_to_come),
    Row("settling no unit", settle("nothing"), "bob", Outcome.nothing_allotted),
    Row("settling units that went away", settle("sold", WEDNESDAY + 1), "bob", Holdings.insufficient_free_quantity),
    Row("giving up what was never dealt", give_up("settled", MONDAY), "bob", Outcome.unknown_dealing),
    Row("giving up what is settled", give_up("settled"), "bob", Outcome.dealing_over),
    Row("giving up what can be paid", give_up("eager", TUESDAY), "bob", Outcome.still_payable),
]


def _asked(account: str, quantity: int = 1, cause: str = "eager", act: Doing = Doing.moves) -> Callable[[Context], Any]:
    """What was dealt of Ben's order is asked to consent to a movement."""

    def ask(ctx: Context) -> Any:
        dealing = known(ctx, DEALINGS, "eager", str(TUESDAY))
        movement = Movement(Way.takes, account, "EAGER", quantity, account, FUND_ORDERS.path(cause), act)
        return dealing.grants(ctx, movement) if act is Doing.moves else dealing.issued_by(ctx, movement)

    return ask


def _asked_again(ctx: Context) -> Any:
    dealing = replace(known(ctx, DEALINGS, "eager", str(TUESDAY)), status=DealingStatus.settled)
    movement = Movement(Way.takes, "ben-units", "EAGER", 10, "ben-units", FUND_ORDERS.path("eager"))
    return dealing.grants(ctx, movement)


def _late(ctx: Context) -> Any:
    return require_unvalued(ctx, "EARLY", LAST)


FUND_ACTS = [
    Act("an order at a value that is known", _late, Outcome.value_is_known),
    Act("an order takes for another account", _asked("ann-units", 10), Holdings.consent_missing),
    Act("an order takes more than was dealt", _asked("ben-units", 11), Holdings.consent_missing),
    Act("an order by another's doing", _asked("ben-units", 10, "settled"), Holdings.consent_missing),
    Act("an order issues more than was dealt", _asked("ben-units", 11, act=Doing.issues), Holdings.consent_missing),
    Act("what is settled takes again", _asked_again, Outcome.dealing_over),
    Act("no book", on_record(FUND_BOOKS, "NONE"), Outcome.unknown_fund_book),
    Act("a book twice", creating(FUND_BOOKS, FUND), Outcome.fund_book_exists),
    Act("a day of no orders", on_record(DEALING_DAYS, FUND, "1"), Outcome.unknown_dealing_day),
    Act("a day twice", creating(DEALING_DAYS, FUND, str(MONDAY)), Outcome.dealing_day_exists),
    Act("a value twice", creating(FUND_VALUES, FUND, str(WEDNESDAY)), Outcome.fund_value_exists),
    Act("a dealing twice", creating(DEALINGS, "settled", str(WEDNESDAY)), Outcome.dealing_exists),
    Act("no lots", on_record(LOTS, "cid-units", FUND), Outcome.unknown_lots),
    Act("lots twice", creating(LOTS, "ann-units", FUND), Outcome.lots_exist),
]
MARKET = dealing_in_funds
"""What the rows need; its days go on, so that it is apart from the one of all tables."""
