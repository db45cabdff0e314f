# SPDX-License-Identifier: Apache-2.0
"""A floating coupon follows from the rates that the named party published, and waits for the one that lacks."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.outcome import Refused
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle import falling_due
from counterfoil.modules.lifecycle.actions import ActionKind, ActionStatus
from counterfoil.modules.lifecycle.computing import RESETS_MAX, Fixed, plan_of
from counterfoil.modules.lifecycle.queries import lacking, next_steps
from counterfoil.modules.lifecycle.records import FIXINGS, Fixing
from counterfoil.primitives.types import DayNumber, InstrumentId
from support.corporate_actions import (
    DAY_MS,
    FLOATING,
    action_of,
    bond,
    cash,
    fixed,
    paid,
    registered,
    small_market,
    step,
    until,
    written,
)
from support.ledger import Ledger

FLOATS = InstrumentId("FLOATS")
PROPOSE = c.Propose(instrument=FLOATS)
RATE = "SHIBOR3M"
FEBRUARY, MAY, AUGUST = (date(2024, month, 2) for month in (2, 5, 8))
HOLDERS = ("ann", "ben", "cat")
HELD = {"ann": 10, "ben": 20, "cat": 3}


def number(day: date) -> DayNumber:
    return DayNumber(day.toordinal() - date(1970, 1, 1).toordinal())


def publish(day: date, rate: str, publisher: str = "venue", name: str = RATE) -> c.PublishFixing:
    return c.PublishFixing(publisher=publisher, reference_rate=name, day=number(day), rate=rate)


def correct(day: date, rate: str) -> c.CorrectFixing:
    return c.CorrectFixing(publisher="venue", reference_rate=RATE, day=number(day), rate=rate)


def fixing(ledger: Ledger, day: date) -> Fixing:
    found = ledger.state.read(FIXINGS, "venue", RATE, str(number(day)))
    assert found is not None
    return found


@pytest.fixture
def ledger() -> Ledger:
    """Three holders of a floating bond whose rates the venue publishes."""
    ledger = small_market()
    ledger.do(registered(bond(ledger, FLOATS, FLOATING), FLOATS, publisher="venue"), signed_by="issuer")
    for name, quantity in HELD.items():
        ledger.issue(FLOATS, name, quantity, issuer="issuer")
    return ledger


def counted(ledger: Ledger, name: str) -> None:
    """Its register recorded, and its amount computed where the rates are there."""
    until(ledger, action_of(ledger, FLOATS, name).record_time)
    while action_of(ledger, FLOATS, name).status is ActionStatus.announced:
        if not step(ledger, FLOATS, name):
            break


def fen(*periods: tuple[str, date, date]) -> int:
    """Interest on 33 bonds of 100 yuan, actual/365, told with fractions; half up."""
    exact = sum((Fraction(rate) * (end - begin).days / 365 for rate, begin, end in periods), Fraction(0))
    return int(exact * 33 * 100 * 100 + Fraction(1, 2))


def test_a_floating_bond_pays_by_what_was_published(ledger: Ledger) -> None:
    """Both payments, to the fen, from rates that stand on the chain; nothing is typed in when it is computed."""
    ledger.do(publish(FEBRUARY, "0.024"), signed_by="venue")
    ledger.do(PROPOSE, signed_by="ann")
    assert action_of(ledger, FLOATS, "_due-1").amount is None
    paid(ledger, FLOATS, "_due-1")
    first = action_of(ledger, FLOATS, "_due-1")
    begin = date(2023, 11, 2)
    assert first.whole == fen(("0.03", begin, FEBRUARY), ("0.024", FEBRUARY, MAY)) == sum(cash(ledger, *HOLDERS))
    ledger.do(publish(MAY, "-0.005"), publish(AUGUST, "0.1"), PROPOSE, signed_by="venue")
    paid(ledger, FLOATS, "_due-2")
    last = action_of(ledger, FLOATS, "_due-2")
    interest = fen(("0", MAY, AUGUST), ("0.1", AUGUST, date(2024, 11, 2)))
    assert (last.whole, last.taxed) == (interest + 33 * 10_000, interest), "the floor holds, and principal is no income"
    assert (last.kind, last.status) == (ActionKind.final_maturity, ActionStatus.paid_out)
    assert ledger.submit(PROPOSE, signed_by="ann").outcome.name == "no_more_due"
    assert list(broken_invariants(ledger.state)) == []


def test_a_coupon_whose_rate_is_missing_waits_and_says_which(ledger: Ledger) -> None:
    """The register stands as of its record time, whenever the rate comes."""
    ledger.do(PROPOSE, signed_by="ann")
    counted(ledger, "_due-1")
    action = action_of(ledger, FLOATS, "_due-1")
    compute = c.Compute(instrument=FLOATS, action="_due-1")
    assert ledger.submit(compute, signed_by="ann").outcome.name == "unknown_fixing"
    moment: Any = ledger.state
    with pytest.raises(Refused, match="SHIBOR3M of 2024-02-02 by venue"):
        list(falling_due.compute(compute, moment))
    assert list(next_steps(ledger.state, FLOATS, "_due-1", ledger.time)) == []
    assert lacking(ledger.state, action) == [Fixed(RATE, number(FEBRUARY))]
    others = publish(FEBRUARY, "0.02", "bank"), publish(FEBRUARY, "0.02", name="LPR1Y"), publish(MAY, "0.02")
    ledger.do(*others, signed_by="venue bank")
    assert ledger.submit(compute, signed_by="ann").outcome.name == "unknown_fixing", "of another party, rate or day"
    until(ledger, action.pay_time + 9 * DAY_MS)
    ledger.do(publish(FEBRUARY, "0.02"), compute, signed_by="venue")
    assert action_of(ledger, FLOATS, "_due-1").record_time == action.record_time
    assert fixed(ledger, FLOATS, "_due-1").whole == fen(("0.03", date(2023, 11, 2), FEBRUARY), ("0.02", FEBRUARY, MAY))


def test_a_rate_is_published_once_and_corrected_until_it_is_used(ledger: Ledger) -> None:
    """A finger that slipped is put right until the register is closed, though somebody proposed; then it stands."""
    ledger.do(publish(FEBRUARY, "0.9"), PROPOSE, signed_by="venue")
    assert ledger.submit(publish(FEBRUARY, "0.02"), signed_by="venue").outcome.name == "fixing_exists"
    assert ledger.submit(correct(FEBRUARY, "0.02"), signed_by="issuer").outcome.name == "not_authorised"
    counted_until = action_of(ledger, FLOATS, "_due-1").record_time
    until(ledger, counted_until)
    ledger.do(correct(FEBRUARY, "0.02"), signed_by="venue")
    assert (fixing(ledger, FEBRUARY).version, fixing(ledger, FEBRUARY).used_by) == (2, None)
    counted(ledger, "_due-1")
    assert fixing(ledger, FEBRUARY).used_by == action_of(ledger, FLOATS, "_due-1").path
    assert ledger.submit(correct(FEBRUARY, "0.9"), signed_by="venue").outcome.name == "fixing_used"
    amount = action_of(ledger, FLOATS, "_due-1").amount
    assert amount is not None and Fraction(amount) < Fraction(130)


def test_one_publication_serves_every_bond_that_names_its_publisher(ledger: Ledger) -> None:
    """And is the first one's to use."""
    ledger.do(registered(bond(ledger, "TWIN", FLOATING), "TWIN", publisher="venue"), signed_by="issuer")
    ledger.issue("TWIN", "ann", 33, issuer="issuer")
    ledger.do(publish(FEBRUARY, "0.02"), PROPOSE, c.Propose(instrument="TWIN"), signed_by="venue")
    wholes = [fixed(ledger, name, "_due-1").whole for name in ("TWIN", FLOATS)]
    assert wholes[0] == wholes[1]
    assert fixing(ledger, FEBRUARY).used_by == "lifecycle/action/TWIN/_due-1"


def test_a_coupon_of_nothing_is_paid_without_cash(ledger: Ledger) -> None:
    """Where the floor is reached nothing is owed, and the action ends like any other."""
    terms = FLOATING | {"nominalInterestRate": "0", "contractID": "ZERO"}
    ledger.do(registered(bond(ledger, "ZERO", terms), "ZERO", publisher="venue"), signed_by="issuer")
    ledger.issue("ZERO", "ann", 7, issuer="issuer")
    ledger.do(publish(FEBRUARY, "-0.01"), c.Propose(instrument="ZERO"), signed_by="venue")
    action = fixed(ledger, "ZERO", "_due-1")
    assert action.whole == 0
    until(ledger, action.pay_time)
    while step(ledger, "ZERO", "_due-1"):
        pass
    assert action_of(ledger, "ZERO", "_due-1").status is ActionStatus.paid_out


@pytest.mark.parametrize(
    "changed",
    [
        {"lifeFloor": "-0.01"},
        {"rateMultiplier": "-1", "lifeFloor": "-1"},
        {"settlementCurrency": "USD"},
        {"marketObjectCodeOfRateReset": "a rate/with signs"},
        {"cycleOfRateReset": "P1ML1", "maturityDate": "2034-12-02T00:00:00"},
    ],
)
def test_floating_terms_that_not_every_node_could_compute(ledger: Ledger, changed: dict[str, str]) -> None:
    """No floor at nothing, another currency, a code that is no identifier, more rates than evidence can show."""
    text = bond(ledger, "OTHER", FLOATING | changed)
    answer = ledger.submit(registered(text, "OTHER", publisher="venue"), signed_by="issuer")
    assert answer.outcome.name == "terms_not_computable"


def test_rates_fall_due_as_the_terms_say(ledger: Ledger) -> None:
    """What is reset on the day of a payment counts for the next one."""
    plan = plan_of(written(FLOATING))
    assert [[one.day for one in plan.before(at_s)] for at_s in plan.times_s] == [
        [number(FEBRUARY)],
        [number(FEBRUARY), number(MAY), number(AUGUST)],
    ]
    assert len(plan_of(written(FLOATING | {"maturityDate": "2055-11-02T00:00:00"})).resets) <= RESETS_MAX
