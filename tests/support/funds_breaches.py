# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of the open half of funds: see ``law_breaches``."""

from support.evidence_story import LI, SHARE
from support.evidence_world import START_MS
from support.fund_story import (
    DAY_MS,
    LAST,
    LATE,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    calendar,
    call,
    confirmed,
    days,
    dealing,
    establish,
    held,
    published,
    redeem,
    step,
    subscribe,
    terms,
)
from support.law_breaches import Breach

MAIN = "funds/fund/MAIN"
SSE = "funds/calendar/sse"
UNSET = "funds/fund/UNSET"
EAGER = f"funds/dealing/eager/{WEDNESDAY}"
TAKEN_OVER = "the call takes what moves from what was dealt itself"
OVER = call("holdings.transfer", sender="lin-units", receiver="fund-at-south", instrument="MAIN", quantity=10)
UNORDERED = [{"from_days": 7, "fee_ppm": 1}] * 2
TOMORROW = (LAST + 1) * DAY_MS


def value(fund: str, day: int = WEDNESDAY) -> str:
    return f"funds/value/{fund}/{day}"


WORLD = dealing
"""In which the rules are broken."""
BREACHES = {
    "funds._entry.trading_calendar_not_so": Breach(
        "funds/calendar/x", "venue", calendar("open", "x", days=days(last=0))
    ),
    "funds.set_calendar.trading_calendar_backdated": Breach(SSE, "venue", calendar(since=START_MS)),
    "funds.set_calendar.trading_day_begins_otherwise": Breach(SSE, "venue", calendar(days=days(offset_min=0))),
    "funds.CalendarSet.permit.not_the_calendars_keeper": Breach(SSE, "bourse", calendar(by="bourse")),
    "funds.CalendarSet.touches.fold.?": Breach(
        SSE, "venue", calendar(since=LATE + 9), [("venue", calendar(since=LATE + number)) for number in range(8)]
    ),
    "funds.establish.not_a_fund_unit": Breach(f"funds/fund/{SHARE}", "acme north", establish(SHARE)),
    "funds.establish.not_in_cents": Breach(UNSET, "acme north", establish("UNSET", cash=SHARE)),
    "funds.establish.fees_into_the_fund": Breach(UNSET, "acme north", establish("UNSET", fee_account="fund-at-north")),
    "funds._terms.fee_tiers_not_so": Breach(MAIN, "acme", terms(redemption=UNORDERED)),
    "funds.Established.permit.fund_cash_elsewhere": Breach(
        UNSET, "acme north", establish("UNSET", cash_account="fund-at-south")
    ),
    "funds.set_terms.fund_terms_backdated": Breach(MAIN, "acme", terms(since=START_MS)),
    "funds.TermsSet.touches.fold.?": Breach(
        MAIN, "acme", terms(since=LATE + 9), [("acme", terms(since=LATE + number)) for number in range(8)]
    ),
    "funds._held_for.hold_not_for_order": Breach(
        "funds/order/o", "lin", subscribe("o", hold="p"), [("lin", held("p", 10))]
    ),
    "funds.subscribe.below_minimum": Breach("funds/order/o", "lin", subscribe("o"), [("lin", held("o", 4))]),
    "funds.subscribe.paid_by_the_fund": Breach(
        "funds/order/o", "broker", subscribe("o", account="seller"), [("broker", held("o", 10, account="seller"))]
    ),
    "funds.redeem.paid_by_the_fund": Breach(
        "funds/order/o",
        "acme",
        {**redeem("o"), "account": "fund-at-north"},
        [("lin acme", OVER), ("acme", held("o", 10, "MAIN", account="fund-at-south"))],
    ),
    "funds._ordered.hold_ends_early": Breach(
        "funds/order/o", "lin", subscribe("o"), [("lin", held("o", 10, expires=TOMORROW - 8 * 3_600_000))]
    ),
    "funds._ordered.too_many_open_days": Breach(
        "funds/order/o", "lin", subscribe("o", "WAITING"), [("lin", held("o", 10))]
    ),
    "funds.Ordered.permit.wallet_of_another": Breach(
        "funds/order/o", "lin li", subscribe("o", account=LI), [("lin", held("o", 10))]
    ),
    "funds.cancel.fund_order_not_open": Breach(
        "funds/order/o",
        "lin",
        step("cancel", "o"),
        [("lin", held("o", 10)), ("lin", subscribe("o")), ("lin", step("cancel", "o"))],
    ),
    "funds.cancel.after_cut_off": Breach("funds/order/wednesday", "lin", step("cancel", "wednesday")),
    "funds.publish.not_a_dealing_day": Breach(
        value("NEWEST", SATURDAY), "acme", published(SATURDAY, instrument="NEWEST")
    ),
    "funds.publish.value_before_cut_off": Breach(value("NEWEST", LAST), "acme", published(LAST, instrument="NEWEST")),
    "funds.publish.dealing_begun": Breach(value("EAGER"), "acme", published(WEDNESDAY, 10, "EAGER")),
    "funds.publish.earlier_day_open": Breach(value("MAIN"), "acme", published(WEDNESDAY, 100_000)),
    "funds.publish.dealing_begun 2": Breach(value("WEIGHED"), "acme", published(WEDNESDAY, instrument="WEIGHED")),
    "funds.publish.fund_value_unusable": Breach(value("MAIN", TUESDAY), "acme", published(TUESDAY, 0)),
    "funds.confirm.fund_value_confirmed": Breach(value("WEIGHED"), "north", confirmed(WEDNESDAY, instrument="WEIGHED")),
    "funds.confirm.fund_value_differs": Breach(
        value("MAIN", TUESDAY), "north", confirmed(TUESDAY, 100_001), [("acme", published(TUESDAY, 100_000))]
    ),
    "funds.ValueConfirmed.permit.keys_not_apart": Breach(
        value("TWIN"), "twin", confirmed(WEDNESDAY, instrument="TWIN")
    ),
    "funds._day_at.?": Breach(f"funds/day/MAIN/{TUESDAY}", "li", step("weigh", "tuesday")),
    "funds._day_at.not_next_in_line": Breach(f"funds/day/WEIGHED/{WEDNESDAY}", "li", step("weigh", "w2")),
    "funds.settle.settlement_to_come": Breach(EAGER, "li", step("settle", "eager", day=WEDNESDAY)),
    "funds.give_up.still_payable": Breach(EAGER, "li", step("give_up", "eager", day=WEDNESDAY)),
    "funds._due.dealing_over": Breach(f"funds/dealing/first/{THURSDAY}", "li", step("give_up", "first", day=THURSDAY)),
}
UNCOVERED = {
    "funds.require_unvalued.value_is_known": "no cut-off is put off once it has passed, so that no order comes so late",
    "funds.dealing_day.beyond_trading_calendar": "a calendar answers for no day that is outside it",
    "funds.settle.nothing_allotted": "an issue of nothing has no form",
    "funds.confirm.fund_value_unusable": "a number beyond 2⁵³−1 has no canonical form",
    "funds.Dealing.payout.insufficient_free_quantity": "units that are held do not go away, and others are not given",
    "funds.Dealing.issued_by.consent_missing": TAKEN_OVER,
    "funds.Dealing._require_due.consent_missing": TAKEN_OVER,
    "funds.Dealing._require_due.dealing_over": "the call that moves units asks first whether they are due",
}
