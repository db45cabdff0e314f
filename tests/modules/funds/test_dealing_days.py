# SPDX-License-Identifier: Apache-2.0
"""A fund's days: ordered before the cut-off, valued after it, shared out to the last unit, settled all or nothing."""

from msgspec.structs import replace

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.orders import DealingStatus, OrderStatus
from counterfoil.modules.funds.outcomes import FundsOutcome as Outcome
from counterfoil.modules.funds.queries import latest_value, line
from counterfoil.modules.funds.records import LOTS, DayStatus, RedemptionTier
from counterfoil.modules.parties import calls as p
from support.fund_market import (
    CASH,
    CUT_OFF,
    DAYS,
    EACH,
    FUND,
    TIERED,
    WEDNESDAY,
    book,
    buys,
    day_record,
    days_open,
    deal_day,
    dealing,
    founded,
    held,
    money,
    order,
    pass_line,
    sells,
    set_terms,
    settle_due,
    subscribe,
    units,
    value,
    wait_until,
)
from support.ledger import DOCUMENT, Ledger, policy_of

THURSDAY = WEDNESDAY + 1
MONDAY = WEDNESDAY + 5
TUESDAY = MONDAY + 1


def bought(money_of: int = 1_000_000, net_assets: int = 0) -> Ledger:
    """Ann subscribed on Wednesday, and has her units on Thursday."""
    ledger = founded()
    ledger.do(*buys(ledger, "first", "ann", money_of), signed_by="ann")
    deal_day(ledger, WEDNESDAY, net_assets)
    wait_until(ledger, THURSDAY, 60)
    assert settle_due(ledger) == []
    return ledger


def test_units_are_bought_at_the_first_value_and_paid_at_once() -> None:
    """10,000.00 at 1.0000 are 10,000.00 units; they and the money change places on the settlement day alone."""
    ledger = founded()
    ledger.do(*buys(ledger, "first", "ann", 1_000_000), signed_by="ann")
    deal_day(ledger, WEDNESDAY, 0)
    early = ledger.submit(c.SettleDealing(order="first", day=WEDNESDAY))
    assert early.outcome is Outcome.settlement_to_come
    assert (units(ledger, "ann"), money(ledger, "fund-cash"), book(ledger).units) == (0, 0, 1_000_000)
    wait_until(ledger, THURSDAY)
    ledger.do(c.SettleDealing(order="first", day=WEDNESDAY))
    assert (units(ledger, "ann"), money(ledger, "fund-cash")) == (1_000_000, 1_000_000)
    assert money(ledger, "ann-cash") == EACH - 1_000_000
    assert dealing(ledger, "first", WEDNESDAY).status is DealingStatus.settled
    assert order(ledger, "first").status is OrderStatus.dealt


def test_the_block_says_what_was_in_time() -> None:
    """Just before three in the afternoon it is today's order; at three, tomorrow's, whatever a sender's clock says."""
    ledger = founded()
    wait_until(ledger, WEDNESDAY, CUT_OFF)
    ledger.wait(-1_000)
    ledger.do(*buys(ledger, "before", "ann", 1_000), signed_by="ann")
    ledger.do(*buys(ledger, "at", "ann", 1_000), signed_by="ann")
    assert (order(ledger, "before").day, order(ledger, "at").day) == (WEDNESDAY, THURSDAY)
    wait_until(ledger, THURSDAY, CUT_OFF)
    ledger.do(*buys(ledger, "over-the-holiday", "ann", 1_000), signed_by="ann")
    assert order(ledger, "over-the-holiday").day == MONDAY
    assert days_open(ledger) == [WEDNESDAY, THURSDAY, MONDAY]


def test_allotments_are_the_whole() -> None:
    """Three times a third of a unit too much: the whole is what the day's money buys, and the parts are the whole."""
    ledger = bought()
    for name, who in (("a", "ann"), ("b", "ben"), ("c", "cid")):
        ledger.do(*buys(ledger, name, who, 10_000), signed_by=who)
    deal_day(ledger, THURSDAY, 1_100_000)
    day = day_record(ledger, THURSDAY)
    parts = [dealing(ledger, name, THURSDAY).units for name in "abc"]
    # 300.00 at 1.1000 are 272.73 units; a third each is 90.91.
    assert (day.subscribed.whole, parts, day.status) == (27_273, [9_091, 9_091, 9_091], DayStatus.closed)
    for name, who, amount in (("d", "ann", 10_000), ("e", "ben", 10_000), ("f", "cid", 10_001)):
        ledger.do(*buys(ledger, name, who, amount), signed_by=who)
    deal_day(ledger, MONDAY, book(ledger).units * 7)
    parts = [dealing(ledger, name, MONDAY).units for name in "def"]
    # 300.01 at 7.0000 are 42.86: 14.287, 14.287 and 14.288 each; the two largest remainders get the cents.
    assert (parts, sum(parts)) == ([1_429, 1_428, 1_429], 4_286)


def test_no_terms_let_a_late_order_deal_today() -> None:
    """At half past three a manager puts the cut-off off to midnight: the order is the next day's."""
    ledger = bought()
    wait_until(ledger, THURSDAY, CUT_OFF + 30)
    set_terms(ledger, c.TermsGiven(cut_off=1_440))
    ledger.do(*buys(ledger, "late", "ben", 10_000), signed_by="ben")
    assert order(ledger, "late").day == MONDAY
    wait_until(ledger, MONDAY, CUT_OFF)
    assert ledger.submit(c.CancelOrder(order="late"), signed_by="ben").outcome is Outcome.after_cut_off
    deal_day(ledger, MONDAY, 1_000_000)
    wait_until(ledger, TUESDAY, CUT_OFF + 30)
    ledger.do(*buys(ledger, "by-new-terms", "ben", 10_000), signed_by="ben")
    assert order(ledger, "by-new-terms").day == TUESDAY


def test_a_fee_set_after_the_cut_off_is_a_later_days() -> None:
    """Nobody can take the order back any more: it pays the fee of its day; the next order knows its own."""
    ledger = bought()
    ledger.do(*sells(ledger, "back", "ann", 100_000), signed_by="ann")
    wait_until(ledger, THURSDAY, CUT_OFF)
    taking = (RedemptionTier(from_days=0, fee_ppm=999_999),)
    backdated = c.SetTerms(instrument=FUND, terms=c.TermsGiven(), since=ledger.time + 60_000)
    assert ledger.submit(backdated, signed_by="manager").outcome is Outcome.fund_terms_backdated
    set_terms(ledger, c.TermsGiven(redemption=taking, kept_bp=0))
    deal_day(ledger, THURSDAY, 1_000_000)
    ledger.do(*sells(ledger, "monday", "ann", 10_000), signed_by="ann")
    deal_day(ledger, MONDAY, 900_000)
    wait_until(ledger, TUESDAY, 600)
    before = money(ledger, "ann-cash")
    assert settle_due(ledger) == []
    assert (money(ledger, "ann-cash") - before, money(ledger, "seller-cash")) == (100_000, 0)
    wait_until(ledger, TUESDAY + 1, 600)
    assert settle_due(ledger) == []
    assert money(ledger, "ann-cash") - before == 110_000


def test_a_share_set_after_the_cut_off_is_a_later_days() -> None:
    """A manager who accepts nothing from now on has accepted what was ordered for a day that is over."""
    ledger = bought()
    ledger.do(*sells(ledger, "back", "ann", 100_000), signed_by="ann")
    wait_until(ledger, THURSDAY, CUT_OFF)
    set_terms(ledger, c.TermsGiven(large_bp=0))
    deal_day(ledger, THURSDAY, 1_000_000)
    assert dealing(ledger, "back", THURSDAY).units == 100_000


def test_terms_of_a_day_stay_until_it_is_dealt() -> None:
    """Terms change each day, eight times more than may be to come, while the first of the days waits for its value."""
    ledger = bought()
    ledger.do(*sells(ledger, "back", "ann", 200_000), signed_by="ann")
    day = THURSDAY
    for share in range(10):
        wait_until(ledger, day, CUT_OFF)
        set_terms(ledger, c.TermsGiven(large_bp=share))
        day += 4 if day == THURSDAY else 3 if day % 7 == (WEDNESDAY + 2) % 7 else 1
    deal_day(ledger, THURSDAY, 1_000_000)
    assert dealing(ledger, "back", THURSDAY).units == 100_000


def test_a_calendar_is_set_for_days_without_orders() -> None:
    """Neither today nor the next trading day, and no day begins at another hour: a venue makes no late order timely."""
    ledger = bought()
    wait_until(ledger, THURSDAY, CUT_OFF)
    change = c.SetCalendar(calendar="sse", by="exchange", days=replace(DAYS, closed=(MONDAY, TUESDAY)))
    for since in (ledger.time + 60_000, MONDAY * DAY_MS):
        answer = ledger.submit(replace(change, since=since), signed_by="exchange")
        assert answer.outcome is Outcome.trading_calendar_backdated
    moved = replace(change, days=replace(DAYS, offset_min=-720))
    assert ledger.submit(moved, signed_by="exchange").outcome is Outcome.trading_day_begins_otherwise
    ledger.do(change, signed_by="exchange")
    ledger.do(*buys(ledger, "monday", "ben", 10_000), signed_by="ben")
    wait_until(ledger, MONDAY, CUT_OFF)
    ledger.do(*buys(ledger, "not-tuesday", "ben", 10_000), signed_by="ben")
    assert [order(ledger, name).day for name in ("monday", "not-tuesday")] == [MONDAY, TUESDAY + 1]


def test_a_lot_is_as_old_as_its_confirmation() -> None:
    """Whoever is late to settle makes no unit younger: seven days after the confirmation the lower fee is due."""
    ledger = founded(TIERED)
    ledger.do(*buys(ledger, "old", "ann", 101_500), signed_by="ann")
    deal_day(ledger, WEDNESDAY, 0)
    wait_until(ledger, TUESDAY + 1)
    assert settle_due(ledger) == []
    found = ledger.state.read(LOTS, "ann-units", FUND)
    assert found is not None and [(lot.day, lot.units) for lot in found.lots] == [(THURSDAY, 100_000)]


def test_what_is_put_off_is_paid_or_ends() -> None:
    """A hold that ends before the later day is paid: what was not accepted is free again, and the rest is paid."""
    ledger = bought()
    ledger.do(*sells(ledger, "brief", "ann", 150_000, days=6), signed_by="ann")
    ledger.do(*sells(ledger, "long", "ann", 150_000), signed_by="ann")
    deal_day(ledger, THURSDAY, 1_000_000)
    assert dealing(ledger, "brief", THURSDAY).units == 50_000
    assert (order(ledger, "brief").status, order(ledger, "long").status) == (OrderStatus.lapsed, OrderStatus.placed)
    assert ledger.holding("ann-units", FUND).held == 50_000 + 150_000
    cancel = c.CancelOrder(order="brief")
    assert ledger.submit(cancel, signed_by="ann").outcome is Outcome.fund_order_not_open
    assert [one.fund_order for one in line(ledger.state, FUND, MONDAY)] == ["long"]
    wait_until(ledger, TUESDAY, 60)
    assert settle_due(ledger) == []


def test_what_is_put_off_may_be_taken_back() -> None:
    """A day that is dealt late puts off to one whose cut-off is to come, not to one that is over."""
    ledger = bought()
    ledger.do(*sells(ledger, "back", "ann", 200_000), signed_by="ann")
    wait_until(ledger, MONDAY, CUT_OFF)
    deal_day(ledger, THURSDAY, 1_000_000)
    assert order(ledger, "back").day == TUESDAY
    ledger.do(c.CancelOrder(order="back"), signed_by="ann")
    assert ledger.holding("ann-units", FUND).held == 100_000


def test_the_funds_accounts_order_nothing() -> None:
    """What would go from an account to itself moves never: such an order is refused, and so is such a fund."""
    ledger = bought()
    seller = c.Subscribe(order="own", instrument=FUND, hold="own", account="seller-cash")
    ledger.issue(CASH, "seller-cash", 10_000, issuer="mint")
    hold = held("own", "seller-cash", CASH, 10_000, ledger.time + 60 * DAY_MS)
    assert ledger.submit(hold, seller, signed_by="seller").outcome is Outcome.paid_by_the_fund


def test_a_value_is_not_published_while_orders_come() -> None:
    """Before the cut-off nobody publishes the day's value, and after it nobody orders for the day or takes back."""
    ledger = bought()
    ledger.do(*buys(ledger, "a", "ben", 10_000), signed_by="ben")
    publish = c.PublishValue(instrument=FUND, day=THURSDAY, net_assets=1_100_000)
    assert ledger.submit(publish, signed_by="manager").outcome is Outcome.value_before_cut_off
    wait_until(ledger, THURSDAY, CUT_OFF)
    assert ledger.submit(c.CancelOrder(order="a"), signed_by="ben").outcome is Outcome.after_cut_off
    ledger.do(publish, signed_by="manager")


def test_an_order_is_not_dealt_twice() -> None:
    """Its place in line comes once; nor is what was dealt settled twice."""
    ledger = bought()
    ledger.do(*buys(ledger, "a", "ben", 10_000), signed_by="ben")
    ledger.do(*buys(ledger, "b", "cid", 10_000), signed_by="cid")
    wait_until(ledger, THURSDAY, CUT_OFF)
    value(ledger, THURSDAY, 1_000_000)
    first, second = c.Deal(order="a"), c.Deal(order="b")
    assert ledger.submit(second).outcome is Outcome.not_next_in_line
    assert ledger.submit(first, first).outcome is Outcome.not_next_in_line
    ledger.do(first, second)
    assert ledger.submit(first).outcome is Outcome.not_weighed
    wait_until(ledger, MONDAY)
    settle = c.SettleDealing(order="a", day=THURSDAY)
    assert ledger.submit(settle, settle).outcome is Outcome.dealing_over
    ledger.do(settle)
    assert units(ledger, "ben") == 10_000


def test_redemption_pays_by_lots_the_oldest_first() -> None:
    """Seven days cost half a per cent, less one and a half; a fund that is short of money pays nothing until it has."""
    ledger = founded(TIERED)
    ledger.do(*buys(ledger, "old", "ann", 101_500), signed_by="ann")
    deal_day(ledger, WEDNESDAY, 0)
    wait_until(ledger, THURSDAY)
    settle_due(ledger)
    assert money(ledger, "seller-cash") == 1_500
    wait_until(ledger, THURSDAY + 6)
    ledger.do(*buys(ledger, "new", "ann", 101_500), signed_by="ann")
    set_terms(ledger, replace(TIERED, large_bp=10_000))
    deal_day(ledger, THURSDAY + 6, 100_000)
    wait_until(ledger, THURSDAY + 7)
    settle_due(ledger)
    assert units(ledger, "ann") == 200_000
    ledger.do(*sells(ledger, "sale", "ann", 150_000), signed_by="ann")
    deal_day(ledger, THURSDAY + 7, 400_000)
    wait_until(ledger, THURSDAY + 11)
    before = money(ledger, "ann-cash")
    assert settle_due(ledger) == ["sale: insufficient_free_quantity"]
    ledger.issue(CASH, "fund-cash", 200_000, issuer="mint")
    assert settle_due(ledger) == []
    # At 2.0000: 1,000 units of eight days at 0.5 %, 500 of one day at 1.5 %: 3,000.00 less 10.00 and 15.00.
    assert money(ledger, "ann-cash") - before == 300_000 - 1_000 - 1_500
    assert money(ledger, "seller-cash") == 3_000 + 2_500 - 625
    paid = dealing(ledger, "sale", THURSDAY + 7)
    assert (paid.consideration, paid.fee, units(ledger, "ann")) == (297_500, 2_500, 50_000)


def test_large_redemptions_are_put_off_pro_rata() -> None:
    """Net redemptions beyond a tenth of all units: each gets its part, and the rest is in line for the next day."""
    ledger = bought(1_000_000)
    ledger.do(*buys(ledger, "more", "ben", 500_000), signed_by="ben")
    deal_day(ledger, THURSDAY, 1_000_000)
    wait_until(ledger, MONDAY)
    settle_due(ledger)
    ledger.do(*sells(ledger, "a", "ann", 200_000), signed_by="ann")
    ledger.do(*sells(ledger, "b", "ben", 100_001), signed_by="ben")
    deal_day(ledger, MONDAY, 1_500_000)
    parts = [dealing(ledger, name, MONDAY).units for name in "ab"]
    assert (sum(parts), parts) == (150_000, [100_000, 50_000])
    assert [(one.fund_order, one.amount) for one in line(ledger.state, FUND, TUESDAY)] == [
        ("a", 100_000),
        ("b", 50_001),
    ]
    ledger.do(c.CancelOrder(order="b"), signed_by="ben")
    assert ledger.holding("ben-units", FUND).held == 50_000
    deal_day(ledger, TUESDAY, 1_350_000)
    assert dealing(ledger, "a", TUESDAY).units == 100_000
    wait_until(ledger, TUESDAY + 2)
    assert settle_due(ledger) == []
    assert (units(ledger, "ann"), units(ledger, "ben")) == (800_000, 450_000)


def test_one_who_cannot_be_paid_stops_nobody() -> None:
    """What a suspended holder bought waits, and is settled once he stands again; the others have theirs."""
    ledger = bought()
    for name, who in (("a", "ben"), ("b", "cid")):
        ledger.do(*buys(ledger, name, who, 10_000), signed_by=who)
    stop = {"party": "ben", "by": "supervisor", "reference": "order 1"}
    ledger.do(p.SuspendParty(document=DOCUMENT, **stop), signed_by="supervisor")
    deal_day(ledger, THURSDAY, 1_000_000)
    wait_until(ledger, MONDAY)
    assert settle_due(ledger) == ["a: party_suspended"]
    assert (units(ledger, "ben"), units(ledger, "cid")) == (0, 10_000)
    ledger.do(p.ReinstateParty(document=DOCUMENT, **stop), signed_by="supervisor")
    assert settle_due(ledger) == []
    assert units(ledger, "ben") == 10_000


def test_what_can_be_paid_no_more_is_given_up() -> None:
    """Once the hold is over, the money is free again and the fund counts the units no longer; not before."""
    ledger = bought()
    ledger.do(*buys(ledger, "a", "ben", 10_000, days=30), signed_by="ben")
    deal_day(ledger, THURSDAY, 1_000_000)
    wait_until(ledger, MONDAY)
    give_up = c.GiveUp(order="a", day=THURSDAY)
    assert ledger.submit(give_up).outcome is Outcome.still_payable
    ledger.wait(30 * DAY_MS)
    ledger.do(give_up)
    assert ledger.holding("ben-cash", "MONEY").free == EACH
    assert (book(ledger).units, dealing(ledger, "a", THURSDAY).status) == (1_000_000, DealingStatus.given_up)
    assert ledger.submit(give_up).outcome is Outcome.dealing_over


def test_a_value_is_corrected_until_the_first_order_is_weighed() -> None:
    """Confirmed or not; the custodian confirms it again."""
    ledger = bought()
    ledger.do(*buys(ledger, "a", "ben", 10_000), signed_by="ben")
    ledger.do(*buys(ledger, "b", "cid", 10_000), signed_by="cid")
    wait_until(ledger, THURSDAY, CUT_OFF)
    value(ledger, THURSDAY, 1_000_000)
    value(ledger, THURSDAY, 1_300_000)
    assert day_record(ledger, THURSDAY).status is DayStatus.weighing
    ledger.do(c.Weigh(order="a"))
    again = c.PublishValue(instrument=FUND, day=THURSDAY, net_assets=1_000_000)
    assert ledger.submit(again, signed_by="manager").outcome is Outcome.dealing_begun
    pass_line(ledger, THURSDAY)
    found = latest_value(ledger.state, FUND)
    assert found is not None and (found.nav, found.version) == (13_000, 2)
    assert [dealing(ledger, name, THURSDAY).units for name in "ab"] == [7_693, 7_692]


def test_who_shares_a_key_confirms_nothing() -> None:
    """Manager and custodian are two, by their keys."""
    ledger = bought()
    wait_until(ledger, THURSDAY, CUT_OFF)
    ledger.do(p.RotateKeys(party="trustee", keys=policy_of("trustee", "manager")), signed_by="trustee")
    ledger.do(c.PublishValue(instrument=FUND, day=THURSDAY, net_assets=1_000_000), signed_by="manager")
    confirm = c.ConfirmValue(instrument=FUND, day=THURSDAY, net_assets=1_000_000)
    assert ledger.submit(confirm, signed_by="manager", by="trustee").outcome is Outcome.keys_not_apart


def test_a_hold_is_for_one_order() -> None:
    """What was set aside for one order pays no other."""
    ledger = founded()
    hold, _ = buys(ledger, "a", "ann", 10_000)
    answer = ledger.submit(hold, subscribe("b", "ann", hold="a"), signed_by="ann")
    assert answer.outcome is Outcome.hold_not_for_order
