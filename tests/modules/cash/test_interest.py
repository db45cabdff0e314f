# SPDX-License-Identifier: Apache-2.0
"""Interest: computed by the ledger, day by day, and paid by the bank; nobody types an amount."""

from fractions import Fraction
from random import Random

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.cash import queries
from counterfoil.modules.cash.outcomes import CashOutcome
from counterfoil.modules.cash.records import Grade, Usage
from counterfoil.modules.holdings import calls as h
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from support.ledger import BLOCK_MS, Ledger
from support.refused_cash import (
    YUAN,
    back,
    circulate,
    day,
    interest,
    issue_yuan,
    limits,
    pay,
    rate,
    reclassify,
    tomorrow,
    wallet,
)

DAY_MS = 86_400_000
BALANCE = 365_000_000
"""At one millionth a year it earns one unit a day."""


@pytest.fixture
def ledger() -> Ledger:
    """A wallet of class I, without limits, and with enough to earn: 3,500 millionths a year from tomorrow on."""
    ledger = Ledger(features={"cash": 0}, checked=False)
    circulate(ledger)
    ledger.account("of-rich", "tao", custodian="first-bank")
    now = ledger.time + BLOCK_MS
    ledger.do(limits(since=now, grade=Grade.first), limits(since=now, grade=Grade.third), signed_by="pboc")
    ledger.do(rate(tomorrow(ledger), grade=Grade.first, rate_ppm=3_500), signed_by="pboc")
    ledger.do(back(2 * BALANCE), issue_yuan(2 * BALANCE), signed_by="pboc first-bank")
    rich = pay("vault-of-first-bank", "of-rich", BALANCE)
    ledger.do(wallet("of-rich", grade=Grade.first), rich, signed_by="first-bank")
    return ledger


def earned(ledger: Ledger, account: str = "of-rich") -> int:
    """What is paid now."""
    before = ledger.holding(account, YUAN).free
    ledger.do(interest(account), signed_by="first-bank")
    return ledger.holding(account, YUAN).free - before


def test_each_night_earns(ledger: Ledger) -> None:
    """Nothing before the rate is in force, a day's worth for each day that ended since; and it is paid once."""
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome is CashOutcome.nothing_earned
    ledger.wait(DAY_MS)
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome is CashOutcome.nothing_earned
    ledger.wait(10 * DAY_MS)
    assert earned(ledger) == 10 * 3_500
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome is CashOutcome.nothing_earned


def test_it_comes_out_of_the_banks_vault_and_is_no_payment(ledger: Ledger) -> None:
    """Under the mandate that the bank gave the currency; once it is taken back, nothing is paid."""
    ledger.wait(2 * DAY_MS)
    vault = ledger.holding("vault-of-first-bank", YUAN).free
    paid = earned(ledger)
    assert ledger.holding("vault-of-first-bank", YUAN).free == vault - paid
    assert queries.usage(ledger.state, "of-rich", YUAN).today == 0
    ledger.wait(DAY_MS)
    ledger.do(h.RevokeMandate(mandate="interest"), signed_by="first-bank")
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome.name == "unknown_mandate"


def test_a_mandate_to_the_currency_moves_nothing_else(ledger: Ledger) -> None:
    """Nobody can take out of the vault under it but by what was earned."""
    call = h.TransferByMandate(mandate="interest", receiver="of-rich", instrument=YUAN, quantity=1)
    assert ledger.submit(call, signed_by="first-bank pboc").outcome.name == "hold_reserved"


def test_a_change_of_rate_counts_from_its_day(ledger: Ledger) -> None:
    """Two days at the old rate, three at the new; a change that was to come later is replaced."""
    first = tomorrow(ledger)
    ledger.do(rate(first + 2, grade=Grade.first, rate_ppm=10), signed_by="pboc")
    ledger.do(rate(first + 9, grade=Grade.first, rate_ppm=99), signed_by="pboc")
    ledger.do(rate(first + 3, grade=Grade.first, rate_ppm=7), signed_by="pboc")
    ledger.wait(6 * DAY_MS)
    assert earned(ledger) == 2 * 3_500 + 10 + 2 * 7


def test_another_class_earns_from_its_day(ledger: Ledger) -> None:
    """What was earned in class I stays earned; class II earns nothing, class III its own rate."""
    ledger.do(limits(since=ledger.time + BLOCK_MS, grade=Grade.second), signed_by="pboc")
    ledger.wait(3 * DAY_MS)
    ledger.do(reclassify("of-rich", Grade.second), signed_by="first-bank")
    ledger.wait(5 * DAY_MS)
    ledger.do(rate(tomorrow(ledger), rate_ppm=1), signed_by="pboc")
    ledger.do(reclassify("of-rich", Grade.third), signed_by="first-bank")
    ledger.wait(2 * DAY_MS)
    # The wallets of class III earned at 1,000,000 until that change came: one day of it falls into this wallet's time.
    assert earned(ledger) == 2 * 3_500 + 1_000_000 + 1


def test_a_day_that_is_set_back_earns_nothing_twice(ledger: Ledger) -> None:
    """In the hours that are yesterday once more, nothing is taken away either."""
    ledger.wait(3 * DAY_MS)
    before = earned(ledger)
    assert before == 2 * 3_500
    ledger.do(day(since=ledger.time + BLOCK_MS), signed_by="pboc")
    usage = queries.usage(ledger.state, "of-rich", YUAN)
    ledger.do(pay("vault-of-first-bank", "of-rich", 1), signed_by="first-bank")
    after = queries.usage(ledger.state, "of-rich", YUAN)
    assert (after.earned, after.fraction, after.index) == (usage.earned, usage.fraction, usage.index)


@pytest.mark.parametrize("seed", range(5))
def test_index_and_days_agree(seed: int) -> None:
    """A slow twin: each day's balance times that day's rate, exact in fractions, against the index in integers."""
    random = Random(seed)
    usage, index, exact = Usage(account="a", instrument=YUAN), 0, Fraction(0)
    for _ in range(400):
        change = random.randint(-int(usage.balance), 10**13)
        usage = usage.counted(change, 0, 0, 0, index)
        rate_ppm, days = random.choice((0, 500, 3_500, 10**6)), random.randint(0, 40)
        for _ in range(days):
            exact += Fraction(usage.balance * rate_ppm, 365 * 10**6)
        index += rate_ppm * days
    usage = usage.accrued(index)
    assert usage.earned + Fraction(usage.fraction, 365 * 10**6) == exact
    assert usage.earned == exact.numerator // exact.denominator


def test_interest_that_would_overfill_waits(ledger: Ledger) -> None:
    """The balance limit of the class holds for interest too; it stays earned."""
    ledger.wait(2 * DAY_MS)
    ledger.do(limits(since=ledger.time + BLOCK_MS, grade=Grade.first, balance=BALANCE), signed_by="pboc")
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome is CashOutcome.beyond_balance
    ledger.do(limits(since=ledger.time + BLOCK_MS, grade=Grade.first), signed_by="pboc")
    assert ledger.submit(interest("of-rich"), signed_by="first-bank").outcome is MachineOutcome.ok


def test_milliseconds_typed_as_the_day_of_a_rate_are_refused() -> None:
    """What a class earned by such a day would be a number that nobody can read again, and the chain would stop."""
    typed = {"call": "cash.set_rate", "day": 1_800_000_000_000, "grade": "II", "instrument": YUAN, "kind": "personal"}
    with pytest.raises(DecodeError, match="day"):
        canonical.decode(canonical.encode(typed | {"rate_ppm": 1}), laws().any_call)
    last = canonical.encode(typed | {"day": 2_932_896, "rate_ppm": 1})
    assert canonical.decode(last, laws().any_call).day == 2_932_896
