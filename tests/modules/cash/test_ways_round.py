# SPDX-License-Identifier: Apache-2.0
"""What somebody might try who wants more than the class of a wallet allows, or to know whose it is."""

import typing

import msgspec
import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.cash import queries
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import Grade
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from counterfoil.modules.settlement import calls as s
from support.ledger import BLOCK_MS, Ledger, policy_of
from support.market import leg
from support.refused_cash import (
    DAY_MS,
    YUAN,
    circulate,
    day,
    interest,
    limits,
    pay,
    rate,
    reclassify,
    sub_wallet,
    tomorrow,
    wallet,
)
from support.refused_payments import confirm, hold, pay_request, prepay, refund, request

HOUR_MS = 3_600_000


@pytest.fixture
def ledger() -> Ledger:
    """Lin and her sub-wallet have 300 of at most 500, and may pay 50 more today."""
    ledger = Ledger(features={"cash": 0, "immediate_settlement": 0})
    circulate(ledger)
    return ledger


def until(ledger: Ledger, time: int) -> None:
    """The next block is at that time."""
    ledger.wait(time - ledger.time - BLOCK_MS)


def test_one_block_does_not_use_an_allowance_twice(ledger: Ledger) -> None:
    """Of two payments in one block, each within what is left of the day, the second is refused."""
    pays = [ledger.transaction(pay(who, quantity=30), signed_by="lin") for who in ("of-lin", "lin-travel")]
    first, second = ledger.block(*pays)
    assert (first.outcome, second.outcome) == (MachineOutcome.ok, CashOutcome.beyond_daily)


def test_one_call_does_not_use_an_allowance_twice(ledger: Ledger) -> None:
    """Nor of two legs of one settlement, though the call is judged before either moved; and nothing is moved then."""
    legs = (leg("of-lin", "of-shop", YUAN, 30), leg("lin-travel", "of-shop", YUAN, 30))
    before = ledger.holding("of-lin", YUAN)
    both = ledger.submit(s.SettleNow(instruction="both", legs=legs), signed_by="lin")
    assert both.outcome is CashOutcome.beyond_daily
    assert ledger.holding("of-lin", YUAN).free == before.free


def test_what_comes_back_is_no_new_allowance(ledger: Ledger) -> None:
    """Paid 50, got 50 back: the day is used up all the same."""
    ledger.do(pay(quantity=50), pay("of-shop", "of-lin", 50), signed_by="lin shop")
    assert ledger.submit(pay(quantity=1), signed_by="lin").outcome is CashOutcome.beyond_daily


def test_two_sub_wallets_hold_no_more_than_one_wallet(ledger: Ledger) -> None:
    """However many accounts a family has: what all hold together is bounded."""
    opened = [f"lin-{number}" for number in range(3)]
    for name in opened:
        ledger.account(name, "lin", custodian="first-bank")
        ledger.do(sub_wallet(name), signed_by="first-bank lin")
    for name in opened[:2]:
        ledger.do(pay("vault-of-first-bank", name, 100), signed_by="first-bank")
    full = ledger.submit(pay("vault-of-first-bank", opened[2], 8), signed_by="first-bank")
    assert full.outcome is CashOutcome.beyond_balance


def test_what_is_reserved_still_fills_the_wallet(ledger: Ledger) -> None:
    """Money set aside for a service makes no room; so its refund fits whatever came in between, to the last unit."""
    expires = ledger.time + HOUR_MS
    ledger.do(hold("h-it", "prepaid/it", 6, expires), prepay("it"), signed_by="lin shop")
    room = 500 - queries.usage(ledger.state, "of-lin", YUAN).balance
    more = ledger.submit(pay("vault-of-first-bank", "of-lin", room + 1), signed_by="first-bank")
    assert more.outcome is CashOutcome.beyond_balance
    ledger.do(pay("vault-of-first-bank", "of-lin", room), signed_by="first-bank")
    ledger.do(refund("it"), signed_by="shop")
    usage = queries.usage(ledger.state, "of-lin", YUAN)
    assert usage.balance == 500 == sum(ledger.holding(name, YUAN).balance for name in ("of-lin", "lin-travel"))


def test_a_refund_is_never_more_than_what_is_left(ledger: Ledger) -> None:
    """After one instalment of two and four, four come back; a second refund finds nothing."""
    expires = ledger.time + HOUR_MS
    ledger.do(hold("h-it", "prepaid/it", 6, expires), prepay("it"), confirm("it", 1), signed_by="lin shop")
    free = ledger.holding("of-lin", YUAN).free
    ledger.do(refund("it"), signed_by="shop")
    assert ledger.holding("of-lin", YUAN).free == free + 4
    assert ledger.submit(refund("it"), signed_by="shop").outcome is CashOutcome.contract_not_running
    assert ledger.submit(confirm("it", 2), signed_by="lin").outcome is CashOutcome.contract_not_running


@pytest.mark.parametrize(("early_ms", "allowed"), [(1, True), (0, False), (-1, False)])
def test_a_hold_pays_until_its_expiry_and_not_at_it(ledger: Ledger, early_ms: int, allowed: bool) -> None:
    """A millisecond before it an instalment can be confirmed and a bill be paid; at the expiry neither."""
    expires = ledger.time + HOUR_MS
    ledger.do(request("bill", expires=expires + HOUR_MS), signed_by="shop")
    ledger.do(hold("h-it", "prepaid/it", 6, expires), prepay("it"), signed_by="lin shop")
    ledger.do(hold("h-bill", "request/bill", 5, expires), signed_by="lin")
    until(ledger, expires - early_ms)
    answers = ledger.block(
        ledger.transaction(confirm("it", 1), signed_by="lin"),
        ledger.transaction(pay_request("bill", "h-bill"), signed_by="lin"),
    )
    assert ledger.time == expires - early_ms
    expected = MachineOutcome.ok if allowed else HoldingsOutcome.hold_expired
    assert [one.outcome for one in answers] == [expected, expected]


@pytest.mark.parametrize(("early_ms", "allowed"), [(1, True), (0, False)])
def test_a_request_is_paid_until_its_expiry_and_not_at_it(ledger: Ledger, early_ms: int, allowed: bool) -> None:
    """Whatever the hold would still allow."""
    expires = ledger.time + HOUR_MS
    ledger.do(request("bill", expires=expires), signed_by="shop")
    ledger.do(hold("h-bill", "request/bill", 5, expires + HOUR_MS), signed_by="lin")
    until(ledger, expires - early_ms)
    answer = ledger.submit(pay_request("bill", "h-bill"), signed_by="lin").outcome
    assert answer is (MachineOutcome.ok if allowed else CashOutcome.request_not_open)


def test_exchange_makes_room_and_counts_no_payment(ledger: Ledger) -> None:
    """What goes back into a vault leaves the balance; redemption takes it out of the vault, and out of no wallet."""
    ledger.do(pay("of-lin", "vault-of-first-bank", 100), signed_by="lin")
    usage = queries.usage(ledger.state, "of-lin", YUAN)
    redeemed = h.Redeem(instrument=YUAN, account="vault-of-first-bank", quantity=100)
    ledger.do(redeemed, signed_by="pboc first-bank")
    assert queries.usage(ledger.state, "of-lin", YUAN) == usage
    assert (usage.balance, usage.today) == (200, 200)


def test_a_day_set_back_gives_no_interest_of_the_past(ledger: Ledger) -> None:
    """A wallet that is opened, or moved to a class, in hours that are yesterday once more earns from then on only."""
    ledger.do(rate(tomorrow(ledger), grade=Grade.first), signed_by="pboc")
    ledger.do(limits(since=None, grade=Grade.first), signed_by="pboc")
    ledger.wait(100 * DAY_MS)
    ledger.do(rate(tomorrow(ledger), grade=Grade.first, rate_ppm=0), signed_by="pboc")
    midnight_in_china = tomorrow(ledger) * DAY_MS - 8 * HOUR_MS
    ledger.wait(midnight_in_china - ledger.time)
    ledger.do(rate(tomorrow(ledger), grade=Grade.first, rate_ppm=1), signed_by="pboc")
    ledger.do(day(since=None), signed_by="pboc")
    for name in ("of-new", "of-old"):
        ledger.account(name, "tao", custodian="first-bank")
    ledger.do(wallet("of-new", grade=Grade.first), wallet("of-old"), signed_by="first-bank")
    ledger.do(reclassify("of-old"), signed_by="first-bank")
    for name in ("of-new", "of-old"):
        ledger.do(pay("vault-of-first-bank", name, 400), signed_by="first-bank")
    ledger.wait(2 * DAY_MS)
    for name in ("of-new", "of-old"):
        assert ledger.submit(interest(name), signed_by="first-bank").outcome is CashOutcome.nothing_earned


def test_one_key_is_not_bank_and_holder(ledger: Ledger) -> None:
    """An account that takes only with its holder's consent becomes no wallet by one key in two names."""
    ledger.account("shy", "tao", custodian="first-bank", incoming=Control.holder)
    ledger.do(p.RotateKeys(party="tao", keys=policy_of("first-bank")), signed_by="tao")
    opened = ledger.submit(wallet("shy"), signed_by="first-bank", by="first-bank tao")
    assert opened.outcome is PartiesOutcome.not_authorised


def test_nothing_that_cash_writes_has_room_for_a_name() -> None:
    """Its texts are identifiers, hashes and references: who a holder is, the commitment alone says, to the bank."""
    law = laws().by_noun["cash"]
    structs = [*law.events, *law.calls, *(table.record for table in law.tables)]
    texts = {
        one.name
        for struct in structs
        for hints in [typing.get_type_hints(struct)]
        for one in msgspec.structs.fields(struct)
        if str in (hints[one.name], *typing.get_args(hints[one.name]))
    }
    assert texts == {"request", "contract", "hold", "mandate", "reference", "legal_reference"}
