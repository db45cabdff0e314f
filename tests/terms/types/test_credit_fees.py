# SPDX-License-Identifier: Apache-2.0
"""Fees of guarantees: payment, accrual up to a credit event, and what is due at settlement, by hand."""

from datetime import datetime
from decimal import Decimal

import pytest

from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.credit_enhancement import Guarantee

D = Decimal
FIXED: dict[str, object] = {
    "contractType": "CEG",
    "contractID": "cover",
    "statusDate": "2024-01-01",
    "contractRole": "BUY",
    "currency": "CNY",
    "contractStructure": [{"object": "bond", "referenceType": "CID", "referenceRole": "COVE"}],
    "notionalPrincipal": "1000",
    "maturityDate": "2024-12-31",
}
FEES: dict[str, object] = {
    "feeRate": "90",
    "cycleAnchorDateOfFee": "2024-01-01",
    "cycleOfFee": "P3ML1",
    "feeBasis": "A",
}


def day(text: str) -> datetime:
    """Midnight of a day of 2024."""
    return datetime.fromisoformat(f"2024-{text}")


def default(contract: str, when: str) -> ObservedEvent:
    """The default of a contract."""
    return ObservedEvent(day(when), "CE", contract, performance="DF")


def seen(*events: ObservedEvent) -> Fixings:
    """Observed events alone."""
    return Fixings.of({}, events)


@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
@pytest.mark.parametrize("cycle", ["P3ML1", "P3ML0"])
def test_a_fee_accrues_by_days_until_the_exercise(role: str, sign: int, cycle: str) -> None:
    """41 of the 91 days from 04-01 to 07-01 have passed; settlement pays that share, and no fee follows."""
    terms = FIXED | FEES | {"contractRole": role, "cycleOfFee": cycle, "settlementPeriod": "P2M"}
    fixings = seen(default("bond", "05-12"), ObservedEvent(day("06-01"), "AD"))
    events = Guarantee.from_terms(terms).events(fixings)
    assert [str(event.type) for event in events] == ["FP", "XD", "AD", "STD"]
    share = D(90) * 41 / 91
    assert [event.state.values()["feeAccrued"] for event in events[1:]] == pytest.approx(
        [share * sign, share * sign, 0], abs=D("1e-20")
    )
    assert events[-1].payoff == pytest.approx((1000 + share) * sign, abs=D("1e-20"))


def test_a_fee_is_not_shifted_beyond_the_end() -> None:
    """The fee of Saturday 06-29 would be paid on Monday; the cover ends on Sunday, and the fee is due then."""
    changes = {"cycleAnchorDateOfFee": "2024-06-29", "cycleOfFee": "P1YL1", "maturityDate": "2024-06-30"}
    terms = FIXED | FEES | changes | {"calendar": "MF", "businessDayConvention": "SCF"}
    told = [(event.at, str(event.type), event.payoff) for event in Guarantee.from_terms(terms).events()]
    assert told == [(day("06-30"), "FP", 90), (day("06-30"), "FP", 90), (day("06-30"), "MD", 0)]


def test_a_long_last_fee_period_accrues_once() -> None:
    """With a long stub the last fee is paid at maturity alone; it does not accrue to more than the fee."""
    terms = FIXED | FEES | {"cycleOfFee": "P3ML0"}
    unused = Guarantee.from_terms(terms).events()
    assert [f"{event.at:%m-%d}" for event in unused if event.type.acronym == "FP"] == ["04-01", "07-01", "12-31"]
    called = Guarantee.from_terms(terms).events(seen(default("bond", "11-12")))
    assert called[-1].payoff == 1090


@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
def test_a_fee_on_the_cover(role: str, sign: int) -> None:
    """FEB=N: 1000 x 0.09 x 91/360 = 22.75 by 04-01, then 41 days' 10.25 by the exercise."""
    terms = FIXED | FEES | {"contractRole": role, "feeBasis": "N", "feeRate": "0.09", "dayCountConvention": "A360"}
    events = Guarantee.from_terms(terms).events(seen(default("bond", "05-12")))
    assert [(str(event.type), event.payoff) for event in events] == [
        ("FP", D("22.75") * sign),
        ("XD", D(0)),
        ("STD", D("1010.25") * sign),
    ]


@pytest.mark.parametrize(
    ("terms", "fee"),
    [
        ({"feeAccrued": "12"}, D(12)),
        ({"cycleAnchorDateOfFee": "2023-12-02", "cycleOfFee": "P100DL1"}, D(27)),
        (
            {"cycleAnchorDateOfFee": "2023-12-02", "feeBasis": "N", "feeRate": "0.12", "dayCountConvention": "A360"},
            D(10),
        ),
        ({"cycleAnchorDateOfFee": "2024-01-05"}, D(0)),
        ({"cycleAnchorDateOfFee": "2024-01-05", "feeBasis": "N", "dayCountConvention": "A360"}, D(0)),
        ({"feeRate": "0"}, D(0)),
    ],
)
def test_the_fee_at_the_status_date(terms: dict[str, str], fee: Decimal) -> None:
    """Stated, else accrued over the thirty days since the last payment, else nothing."""
    state = Guarantee.from_terms(FIXED | FEES | terms).initial_state(None, seen())
    assert state.values()["feeAccrued"] == fee


def test_a_purchase_starts_the_accrual_again() -> None:
    """The techspec resets the fee on the cover at PRD: what accrued before is in the price."""
    terms = FIXED | FEES | {"feeBasis": "N", "feeRate": "0.09", "dayCountConvention": "A360"}
    bought = terms | {"purchaseDate": "2024-01-31", "priceAtPurchaseDate": "1"}
    events = Guarantee.from_terms(bought).events(until=day("04-01"))
    assert [(str(event.type), event.payoff) for event in events] == [("PRD", D(-1)), ("FP", D("15.25"))]


def test_fees_start_one_cycle_after_the_purchase() -> None:
    """Without an anchor date: PRD plus one cycle."""
    bought = {"cycleAnchorDateOfFee": None, "purchaseDate": "2024-01-31", "priceAtPurchaseDate": "1"}
    events = Guarantee.from_terms(FIXED | FEES | bought).events(until=day("07-31"))
    assert [(f"{event.at:%m-%d}", str(event.type)) for event in events] == [
        ("01-31", "PRD"),
        ("04-30", "FP"),
        ("07-30", "FP"),
    ]


@pytest.mark.parametrize(("convention", "due"), [("CSF", D(90)), ("SCF", D(90) * 90 / 91)])
def test_a_fee_on_a_holiday_is_still_due_after_an_exercise(convention: str, due: Decimal) -> None:
    """The fee of a Sunday called on that day is paid at settlement; shift/calculate makes the period a day longer."""
    terms = FIXED | FEES | {"cycleAnchorDateOfFee": "2024-03-30", "calendar": "MF", "settlementPeriod": "P5D"}
    contract = Guarantee.from_terms(terms | {"businessDayConvention": convention})
    last = contract.events(seen(default("bond", "06-30")))[-1]
    assert f"{last.at:%m-%d}" == "07-05"
    assert last.payoff == pytest.approx(1000 + due, abs=D("1e-20"))
