# SPDX-License-Identifier: Apache-2.0
"""Circulation against backing, and wallets within limits that are policy."""

from datetime import UTC, datetime, timedelta

import pytest

from counterfoil.law.dated import in_force
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.cash import queries
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import CURRENCIES, Currency, DayEntry, Grade, Usage, WalletKind, year_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.settlement import calls as s
from counterfoil.primitives.types import QUANTITY_MAX
from support.ledger import BLOCK_MS, Ledger
from support.market import leg
from support.refused_cash import (
    YUAN,
    back,
    circulate,
    day,
    issue_yuan,
    limits,
    pay,
    reclassify,
    redeem_yuan,
    retire,
)

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
EIGHT_HOURS_MIN = 480


@pytest.fixture
def ledger() -> Ledger:
    """Digital yuan in circulation, and nothing else; Lin paid 200 today, of at most 250 a day and 400 a year."""
    ledger = Ledger(features={"cash": 0, "immediate_settlement": 0})
    circulate(ledger)
    ledger.do(pay("vault-of-first-bank", "of-lin", 200), signed_by="first-bank")
    return ledger


def outcome(ledger: Ledger, call: object, signed_by: str = "lin") -> object:
    return ledger.submit(call, signed_by=signed_by).outcome  # type: ignore[arg-type]


def until(ledger: Ledger, time: int) -> None:
    """The next block is at that time."""
    ledger.wait(time - ledger.time - BLOCK_MS)


def next_day(ledger: Ledger) -> int:
    """When the next day begins in China."""
    offset = 8 * HOUR_MS
    return ((ledger.time + offset) // DAY_MS + 1) * DAY_MS - offset


def test_circulation_comes_out_of_backing(ledger: Ledger) -> None:
    """What is backed bounds what is issued; what was redeemed can be given back, and no more."""
    first, other = sorted(queries.vaults_of(ledger.state, YUAN), key=lambda vault: vault.bank != "first-bank")
    assert (first.backed, first.issued, queries.in_circulation(ledger.state, first)) == (10_000, 8_000, 1_250)
    assert (other.backed, other.issued, queries.in_circulation(ledger.state, other)) == (0, 0, -50)
    assert outcome(ledger, issue_yuan(2_001), "pboc first-bank") is CashOutcome.beyond_backing
    ledger.do(back(1), issue_yuan(2_001), signed_by="pboc first-bank")
    ledger.do(redeem_yuan(5_000), retire(5_000), signed_by="pboc first-bank")
    assert outcome(ledger, retire(1), "pboc first-bank") is CashOutcome.backing_in_use


def test_units_of_another_bank_go_home_to_be_redeemed(ledger: Ledger) -> None:
    """A bank that took back what another put into circulation returns it from vault to vault."""
    assert outcome(ledger, redeem_yuan(50, "vault-of-other-bank"), "pboc other-bank") is CashOutcome.not_issued_there
    ledger.do(pay("vault-of-other-bank", "vault-of-first-bank", 50), signed_by="other-bank")
    ledger.do(redeem_yuan(8_000 - 1_200), signed_by="pboc first-bank")


def test_a_day_ends_at_midnight_in_china(ledger: Ledger) -> None:
    """15:59:59 UTC is still today, 16:00 is tomorrow, on whatever clock a node runs."""
    midnight = next_day(ledger)
    assert datetime.fromtimestamp(midnight / 1_000, UTC).strftime("%H:%M:%S") == "16:00:00"
    until(ledger, midnight - 1_000)
    assert outcome(ledger, pay(quantity=51)) is CashOutcome.beyond_daily
    assert ledger.time == midnight - 1_000
    until(ledger, midnight)
    ledger.do(pay(), signed_by="lin")
    assert queries.usage(ledger.state, "of-lin", YUAN).today == 100


def test_a_year_ends_with_its_last_day_in_china(ledger: Ledger) -> None:
    """On New Year's Eve at 16:00 UTC the annual limit begins anew."""
    until(ledger, next_day(ledger))
    ledger.do(pay(), pay(), signed_by="lin")
    assert outcome(ledger, pay(quantity=1)) is CashOutcome.beyond_annual
    new_year = int(datetime(2023, 12, 31, 16, tzinfo=UTC).timestamp()) * 1_000
    until(ledger, new_year - 1_000)
    assert outcome(ledger, pay(quantity=1)) is CashOutcome.beyond_annual
    assert ledger.time == new_year - 1_000
    ledger.do(pay(quantity=60), signed_by="lin")
    usage = queries.usage(ledger.state, "of-lin", YUAN)
    assert (usage.year, usage.this_year) == (2024, 60)


def test_a_day_that_is_set_back_is_not_begun_anew(ledger: Ledger) -> None:
    """Moving the day to UTC on an evening in China leaves what was paid today paid."""
    until(ledger, next_day(ledger) + HOUR_MS)
    ledger.do(pay(), signed_by="lin")
    ledger.do(day(since=ledger.time + BLOCK_MS), signed_by="pboc")
    before = queries.usage(ledger.state, "of-lin", YUAN)
    ledger.do(pay(), signed_by="lin")
    after = queries.usage(ledger.state, "of-lin", YUAN)
    assert (after.day, after.today) == (before.day, 200)
    assert outcome(ledger, pay(quantity=51)) in (CashOutcome.beyond_daily, CashOutcome.beyond_annual)


def test_a_sub_wallet_counts_with_its_parent(ledger: Ledger) -> None:
    """What the sub-wallet paid the parent cannot pay again; between the two nothing is paid."""
    usage = queries.usage(ledger.state, "of-lin", YUAN)
    assert (usage.balance, usage.today, usage.this_year) == (500, 200, 200)
    ledger.do(pay("lin-travel", "of-lin", 120), pay("of-lin", "lin-travel", 100), signed_by="lin")
    assert queries.usage(ledger.state, "of-lin", YUAN).today == 200
    ledger.do(pay("lin-travel", quantity=50), signed_by="lin")
    assert outcome(ledger, pay(quantity=1)) is CashOutcome.beyond_daily


def test_limits_of_the_block_time_hold(ledger: Ledger) -> None:
    """A dated change is in force from its time on, for whatever moves after it, a later change before it in none."""
    now = ledger.time
    ledger.do(limits(since=now + 10 * BLOCK_MS, single=40), signed_by="pboc")
    ledger.do(limits(since=now + 20 * BLOCK_MS, single=10), signed_by="pboc")
    ledger.do(pay(quantity=45), signed_by="lin")
    until(ledger, now + 10 * BLOCK_MS)
    assert outcome(ledger, pay(quantity=41)) is CashOutcome.beyond_single
    ledger.do(pay(quantity=40), signed_by="lin")
    until(ledger, now + 20 * BLOCK_MS)
    assert outcome(ledger, pay(quantity=11)) is CashOutcome.beyond_single
    ledger.do(limits(since=ledger.time + BLOCK_MS, single=30), signed_by="pboc")
    ledger.do(pay(quantity=30), signed_by="lin")
    currency = ledger.state.read(CURRENCIES, YUAN)
    assert currency is not None
    assert [entry.single for entry in currency.limits_of(Grade.second, WalletKind.personal)] == [30]


def test_what_names_no_time_is_in_force_at_once(ledger: Ledger) -> None:
    """From the block's own time on, a later call of the same transaction included."""
    now = limits(since=None, single=40)
    outcomes = [ledger.submit(call, signed_by=who).outcome for call, who in ((now, "pboc"), (pay(quantity=41), "lin"))]
    assert outcomes == [MachineOutcome.ok, CashOutcome.beyond_single]
    both = ledger.submit(limits(since=None, single=50), pay(quantity=50), signed_by="pboc lin")
    assert both.outcome is MachineOutcome.ok
    ledger.do(day(since=None), signed_by="pboc")


def test_a_wallet_of_a_better_known_holder_may_more(ledger: Ledger) -> None:
    """Reclassified upwards it pays more; downwards it keeps what it has, and receives nothing."""
    now = ledger.time + BLOCK_MS
    ledger.do(limits(since=now, grade=Grade.first), limits(since=now, grade=Grade.fourth, balance=10), signed_by="pboc")
    ledger.do(reclassify(grade=Grade.first), signed_by="first-bank")
    ledger.do(pay(quantity=150), signed_by="lin")
    ledger.do(reclassify(grade=Grade.fourth), signed_by="first-bank")
    assert outcome(ledger, pay("of-shop", "of-lin", 1), "shop") is CashOutcome.beyond_balance
    ledger.do(pay(quantity=1), signed_by="lin")


@pytest.mark.parametrize(
    "way",
    [
        s.SettleNow(instruction="now", legs=(leg("of-lin", "of-shop", YUAN, 101),)),
        s.SettleNow(instruction="now", legs=(leg("of-lin", "no-wallet", YUAN, 1),)),
    ],
    ids=["too much", "no wallet"],
)
def test_no_other_way_of_moving_goes_round_the_limits(ledger: Ledger, way: s.SettleNow) -> None:
    """A leg of a settlement is a payment too."""
    expected = CashOutcome.beyond_single if way.legs[0].quantity > 1 else CashOutcome.not_a_wallet
    assert outcome(ledger, way, "lin tao") is expected


def test_a_hold_pays_when_it_is_executed(ledger: Ledger) -> None:
    """What is reserved today and taken tomorrow counts tomorrow; in one transaction a limit is used once."""
    hold = h.Hold(
        hold="h", account="of-lin", instrument=YUAN, quantity=100, executor="shop", expires=ledger.time + 2 * DAY_MS
    )
    ledger.do(hold, signed_by="lin")
    take = h.ExecuteHold(hold="h", receiver="of-shop", quantity=60)
    assert outcome(ledger, take, "shop") is CashOutcome.beyond_daily
    until(ledger, next_day(ledger))
    ledger.do(take, signed_by="shop")
    assert ledger.submit(pay(), pay(), signed_by="lin").outcome is CashOutcome.beyond_daily
    assert queries.usage(ledger.state, "of-lin", YUAN).today == 60


def test_a_suspended_wallet_stands_still(ledger: Ledger) -> None:
    """The bank stops the account, and nothing goes in or out."""
    stop = p.SuspendAccount(account="of-lin", by="first-bank", reference="lost telephone")
    ledger.do(stop, signed_by="first-bank")
    assert outcome(ledger, pay(quantity=1)).name == "account_suspended"  # type: ignore[attr-defined]
    assert outcome(ledger, pay("of-shop", "of-lin", 1), "shop").name == "account_suspended"  # type: ignore[attr-defined]


def test_other_cash_is_nobodys_currency(ledger: Ledger) -> None:
    """An instrument that was not put under these rules moves as any other, and nothing is counted."""
    ledger.account("plain", "tao")
    ledger.issue("plain-cash", "plain", 10, issuer="pboc")
    before = len(ledger.events)
    ledger.do(h.Transfer(sender="plain", receiver="no-wallet", instrument="plain-cash", quantity=10), signed_by="tao")
    assert [event.type for event in ledger.decoded_events(before)] == ["holdings.transferred"]


def test_years_are_the_calendars() -> None:
    """Every day from 1969 to 2405 is in the year that the standard library says."""
    first = datetime(1970, 1, 1, tzinfo=UTC)
    for number in range(-365, 159_000):
        assert year_of(number) == (first + timedelta(days=number)).year


def test_a_policy_without_an_entry_in_force_says_so() -> None:
    """Before the first entry nothing is in force; the day is then that of the first."""
    entry = DayEntry(since=1_000, offset_min=EIGHT_HOURS_MIN)
    assert in_force((entry,), 999) is None and in_force((entry,), 1_000) == entry
    assert Currency(instrument=YUAN, days=(entry,)).day_of(DAY_MS - 8 * HOUR_MS) == (1, 1970)


def test_counts_end_at_the_greatest_quantity() -> None:
    """A wallet without annual limit that pays its all to and fro stays countable."""
    usage = Usage(account="a", instrument=YUAN, this_year=QUANTITY_MAX, year=2023)
    assert usage.counted(-1, 1, 5, 2023, 0).this_year == QUANTITY_MAX
