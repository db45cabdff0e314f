# SPDX-License-Identifier: Apache-2.0
"""PAM, principal at maturity: every event and every formula, computed by hand (techspec 7.1).

Unless a test says otherwise: 1200 at 12 % on 30E/360 from 2024-01-01 to 2026-01-01, so 144 of interest a year.
"""

from datetime import date
from decimal import Decimal

import pytest

from counterfoil.terms import Contract, MissingFixing
from counterfoil.terms.kernel.calendars import TradingDays
from support.terms import INDEX, MARKET, observing, run, seen, state_of, story, terms

N, IPAC, IPNR, FEAC = "notionalPrincipal", "accruedInterest", "nominalInterestRate", "feeAccrued"


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_a_bullet_loan(role: str, sign: str) -> None:
    """Lender: pays 1200, receives 144 twice, and 1200. Borrower: the reverse."""
    other = "" if sign else "-"
    assert story(terms("PAM", contractRole=role), N) == [
        f"2024-01-01 IED {other}1200 {sign}1200",
        f"2025-01-01 IP {sign}144 {sign}1200",
        f"2026-01-01 IP {sign}144 {sign}1200",
        f"2026-01-01 MD {sign}1200 0",
    ]


@pytest.mark.parametrize(
    ("role", "premium", "paid"),
    [("RPA", "20", "-1220"), ("RPA", "-30", "-1170"), ("RPL", "20", "1220"), ("RPL", "-30", "1170")],
)
def test_premium_and_discount(role: str, premium: str, paid: str) -> None:
    """IED pays -R(NT + PDIED): 1200 + 20, 1200 - 30; the principal stays 1200."""
    first = run(terms("PAM", contractRole=role, premiumDiscountAtIED=premium))[0]
    assert first.payoff == Decimal(paid)
    assert abs(state_of(first, N)) == 1200


def test_interest_without_a_cycle_is_paid_at_maturity() -> None:
    """Two years at 12 % of 1200 are 288."""
    assert story(terms("PAM", cycleOfInterestPayment=None))[1:] == ["2026-01-01 IP 288", "2026-01-01 MD 1200"]


def test_no_rate_no_interest() -> None:
    """Without IPNR there are no IP events, even with a cycle."""
    plain = terms("PAM", nominalInterestRate=None, dayCountConvention=None)
    assert story(plain) == ["2024-01-01 IED -1200", "2026-01-01 MD 1200"]


def test_an_anchor_without_a_cycle() -> None:
    """IPANX alone: paid there and at maturity. Half a year is 72, the year and a half that remains 216."""
    plain = terms("PAM", cycleOfInterestPayment=None, cycleAnchorDateOfInterestPayment="2024-07-01")
    assert story(plain)[1:] == ["2024-07-01 IP 72", "2026-01-01 IP 216", "2026-01-01 MD 1200"]


@pytest.mark.parametrize(
    ("status", "stated", "first"),
    [
        ("2025-04-01", None, "2026-01-01 IP 144"),  # accrued since the IP of 2025-01-01: 36, and 108 to come
        ("2025-04-01", "40", "2026-01-01 IP 148"),  # as stated, and 108
        ("2025-04-01", "0", "2026-01-01 IP 108"),
        ("2024-07-01", None, "2025-01-01 IP 72"),  # no IP before: nothing accrued, as in the public cases
        ("2024-07-01", "72", "2025-01-01 IP 144"),
    ],
)
def test_interest_accrued_at_the_status_date(status: str, stated: str | None, first: str) -> None:
    """As stated, else from the last interest payment, else nothing."""
    assert story(terms("PAM", statusDate=status, accruedInterest=stated))[0] == first


@pytest.mark.parametrize("stated", ["72", "-72"])
def test_what_a_borrower_accrued_is_owed(stated: str) -> None:
    """IPAC is written unsigned, and the role's sign applied: the borrower's 72 and 72 more make -144."""
    borrowed = terms("PAM", contractRole="RPL", statusDate="2024-07-01", accruedInterest=stated)
    assert story(borrowed)[0] == "2025-01-01 IP -144"


@pytest.mark.parametrize(
    ("changes", "accrued", "first"),
    [
        ({"accruedInterest": "5"}, "5", "2025-01-01 IP 149"),
        ({"cycleAnchorDateOfInterestPayment": "2023-07-01"}, "72", "2024-07-01 IP 144"),
        ({"cycleAnchorDateOfInterestPayment": "2024-07-01"}, "0", "2024-07-01 IP 72"),
    ],
)
def test_interest_accrued_at_the_initial_exchange(changes: dict[str, object], accrued: str, first: str) -> None:
    """As stated, else from an interest anchor before the exchange (half a year: 72), else nothing."""
    lines = story(terms("PAM", **changes), IPAC)
    assert lines[0] == f"2024-01-01 IED -1200 {accrued}"
    assert lines[1] == f"{first} 0"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        # 1200 * 1.12 = 1344; then 12 % of 1344 = 161.28 is paid.
        ("2025-01-01", ["2025-01-01 IPCI 0 1344", "2026-01-01 IP 161.28 1344", "2026-01-01 MD 1344 0"]),
        # 1344 * 1.06 = 1424.64; half a year of it at 12 % is 85.4784.
        (
            "2025-07-01",
            [
                "2025-01-01 IPCI 0 1344",
                "2025-07-01 IPCI 0 1424.64",
                "2026-01-01 IP 85.4784 1424.64",
                "2026-01-01 MD 1424.64 0",
            ],
        ),
        # 1200 * 1.12 * 1.12 = 1505.28, nothing is paid before.
        ("2026-01-01", ["2025-01-01 IPCI 0 1344", "2026-01-01 IPCI 0 1505.28", "2026-01-01 MD 1505.28 0"]),
        ("2027-01-01", ["2025-01-01 IPCI 0 1344", "2026-01-01 IPCI 0 1505.28", "2026-01-01 MD 1505.28 0"]),
    ],
)
def test_capitalization(until: str, expected: list[str]) -> None:
    """IPCI up to the capitalisation end date, which is one itself; nothing after maturity."""
    assert story(terms("PAM", capitalizationEndDate=until), N)[1:] == expected


RESET = {
    "nominalInterestRate": "0.05",
    "cycleAnchorDateOfRateReset": "2025-01-01",
    "marketObjectCodeOfRateReset": MARKET,
}


@pytest.mark.parametrize(
    ("market", "bounds", "rate"),
    [
        ("0.03", {}, "0.03"),
        ("0.03", {"rateMultiplier": "2", "rateSpread": "0.01"}, "0.07"),
        ("-0.02", {}, "-0.02"),
        ("0.09", {"lifeCap": "0.06"}, "0.06"),
        ("0.01", {"lifeFloor": "0.04"}, "0.04"),
        ("0.09", {"periodCap": "0.01"}, "0.06"),
        ("0.01", {"periodFloor": "-0.01"}, "0.04"),
        ("0.09", {"periodCap": "0.03", "lifeCap": "0.07"}, "0.07"),
        ("0.09", {"periodCap": "0.01", "lifeCap": "0.07"}, "0.06"),
        ("0.01", {"periodFloor": "-0.03", "lifeFloor": "0.04"}, "0.04"),
        ("0.01", {"periodFloor": "-0.01", "lifeFloor": "0.03"}, "0.04"),
        ("0.05", {"periodCap": "0", "periodFloor": "0"}, "0.05"),
    ],
)
def test_rate_reset(market: str, bounds: dict[str, str], rate: str) -> None:
    """RR: market * multiplier + spread; the change within the period's bounds, then the rate within the life's."""
    fixings = observing(**{MARKET: {"2025-01-01": market}})
    events = run(terms("PAM", **RESET, **bounds), fixings)
    reset = next(event for event in events if event.type.acronym == "RR")
    assert reset.payoff == 0
    assert state_of(reset, IPNR) == Decimal(rate)
    last = next(event for event in events[-2:] if event.type.acronym == "IP")
    assert last.payoff == 1200 * Decimal(rate)


def test_a_known_reset_needs_no_fixing_and_knows_no_bounds() -> None:
    """RRF sets RRNXT as it is, once; the resets after it are observed: 0.08, then 0.07 within the cap of 0.07."""
    cycle = {**RESET, "cycleAnchorDateOfRateReset": "2024-07-01", "cycleOfRateReset": "P6ML1"}
    lines = story(
        terms("PAM", **cycle, nextResetRate="0.08", lifeCap="0.07"),
        IPNR,
        fixings=observing(**{MARKET: {"2025-01-01": "0.09", "2025-07-01": "0.01"}}),
    )
    assert [line for line in lines if " RR" in line] == [
        "2024-07-01 RRF 0 0.08",
        "2025-01-01 RR 0 0.07",
        "2025-07-01 RR 0 0.01",
    ]


def test_a_known_reset_is_the_first_after_the_status_date() -> None:
    """Resets at or before the status date have happened."""
    cycle = {**RESET, "cycleAnchorDateOfRateReset": "2024-07-01", "cycleOfRateReset": "P6ML1"}
    lines = story(
        terms("PAM", **cycle, nextResetRate="0.08", statusDate="2025-01-01"),
        IPNR,
        fixings=observing(**{MARKET: {"2025-07-01": "0.01"}}),
    )
    assert [line for line in lines if " RR" in line] == ["2025-07-01 RRF 0 0.08"]


def test_a_missing_fixing_names_identifier_and_time() -> None:
    """The error can be acted upon."""
    with pytest.raises(MissingFixing) as caught:
        run(terms("PAM", **RESET), observing(**{MARKET: {"2024-01-01": "0.1"}}))
    assert caught.value.identifier == MARKET
    assert str(caught.value.at) == "2025-01-01 00:00:00"
    assert "no fixing of SHIBOR at 2025-01-01T00:00:00" in str(caught.value)


def test_a_shifted_reset_is_fixed_as_scheduled_else_at_the_business_day() -> None:
    """2024-06-01 is a Saturday, shifted to Monday 2024-06-03: either day's fixing serves, the scheduled one first."""
    shifted = terms(
        "PAM", **{**RESET, "cycleAnchorDateOfRateReset": "2024-06-01"}, calendar="MF", businessDayConvention="SCF"
    )
    for points, rate in (
        ({"2024-06-01": "0.03", "2024-06-03": "0.04"}, "0.03"),
        ({"2024-06-03": "0.04"}, "0.04"),
    ):
        assert f"2024-06-03 RR 0 {rate}" in story(shifted, IPNR, fixings=observing(**{MARKET: points}))


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_absolute_fees(role: str, sign: str) -> None:
    """FEB=A: 5 at each payment, before the interest of the day; half a year in, half of it has accrued."""
    given = terms("PAM", contractRole=role, feeBasis="A", feeRate="5", cycleOfFee="P1YL1")
    lines = story(given, FEAC, fixings=observing([seen("2024-07-01", "AD")]))
    assert lines[1:] == [
        f"2024-07-01 AD 0 {sign}2.5",
        f"2025-01-01 FP {sign}5 0",
        f"2025-01-01 IP {sign}144 0",
        f"2026-01-01 FP {sign}5 0",
        f"2026-01-01 IP {sign}144 0",
        f"2026-01-01 MD {sign}1200 0",
    ]


@pytest.mark.parametrize("convention", ["SCF", "CSF", "NOS"])
def test_a_fee_is_not_shifted_beyond_maturity(convention: str) -> None:
    """The fee of Saturday 2025-05-31 is due with the contract on Sunday, and not lost on Monday."""
    given = terms(
        "PAM",
        nominalInterestRate=None,
        maturityDate="2025-06-01",
        feeBasis="A",
        feeRate="5",
        cycleAnchorDateOfFee="2025-05-31",
        cycleOfFee="P1YL1",
        calendar="MF",
        businessDayConvention=convention,
    )
    day = "2025-05-31" if convention == "NOS" else "2025-06-01"
    assert story(given)[1:] == [f"{day} FP 5", "2025-06-01 FP 5", "2025-06-01 MD 1200"]


def test_absolute_fees_are_paid_once() -> None:
    """CSF: the interest of Sunday 1 September, paid on Monday after the last fee, does not bring that fee back."""
    given = terms(
        "PAM",
        nominalInterestRate="0.036",
        maturityDate="2024-09-02",
        cycleOfInterestPayment="P8ML1",
        feeBasis="A",
        feeRate="5",
        cycleOfFee="P7ML0",
        calendar="MF",
        businessDayConvention="CSF",
    )
    assert story(given)[1:] == [
        "2024-08-01 FP 5",
        "2024-09-02 FP 5",
        "2024-09-02 IP 28.8",
        "2024-09-02 IP 0.12",
        "2024-09-02 MD 1200",
    ]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        # No day count: nothing accrues, the amounts are due all the same.
        ({"nominalInterestRate": None, "dayCountConvention": None, "cycleOfFee": "P1YL1"}, 2),
        # On 30E/360 the day from the 30th to the 31st has no length.
        ({"initialExchangeDate": "2024-01-29", "maturityDate": "2024-02-02", "cycleOfFee": "P1DL1"}, 4),
    ],
)
def test_absolute_fees_of_periods_without_length(changes: dict[str, object], count: int) -> None:
    """Each payment is 5, whatever share of it the day count finds accrued before."""
    fees = [line for line in story(terms("PAM", feeBasis="A", feeRate="5", **changes)) if " FP " in line]
    assert [line.split()[2] for line in fees] == ["5"] * count


def test_absolute_fees_accrued_at_the_status_date() -> None:
    """A quarter of the year's 4 accrued since the payment before; half of it three months later."""
    given = terms("PAM", statusDate="2025-04-01", feeBasis="A", feeRate="4", cycleOfFee="P1YL1", contractRole="RPL")
    assert story({**given, "statusDate": "2025-01-01"}, FEAC)[0] == "2026-01-01 FP -4 0"
    lines = story(given, FEAC, fixings=observing([seen("2025-04-02", "AD"), seen("2025-07-01", "AD")]))
    assert lines[:3] == ["2025-04-02 AD 0 -1.011111111111", "2025-07-01 AD 0 -2", "2026-01-01 FP -4 0"]
    contract = Contract.from_terms(given)
    assert contract.initial_state(None, observing()).fee_accrued == -1


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_fees_on_the_principal(role: str, sign: str) -> None:
    """FEB=N: 1 % a year of 1200 is 12, half a year 6; an anchor makes the first period short."""
    given = terms("PAM", contractRole=role, feeBasis="N", feeRate="0.01", cycleOfFee="P1YL1")
    fees = [line for line in story(given) if " FP " in line]
    assert fees == [f"2025-01-01 FP {sign}12", f"2026-01-01 FP {sign}12"]
    early = story({**given, "cycleAnchorDateOfFee": "2024-07-01"})
    assert [line for line in early if " FP " in line] == [
        f"2024-07-01 FP {sign}6",
        f"2025-07-01 FP {sign}12",
        f"2026-01-01 FP {sign}6",
    ]


@pytest.mark.parametrize(
    ("stated", "fee"),
    [(None, "12"), ("4", "13"), ("0", "9")],
)
def test_fees_accrued_at_the_status_date(stated: str | None, fee: str) -> None:
    """As stated, else from the last fee payment: 3 for the quarter since 2025-01-01; 9 are to come."""
    given = terms("PAM", statusDate="2025-04-01", feeBasis="N", feeRate="0.01", cycleOfFee="P1YL1", feeAccrued=stated)
    assert story(given)[0] == f"2026-01-01 FP {fee}"


@pytest.mark.parametrize(
    ("effect", "interest", "principal"),
    [("I00", "158.4", "1200"), ("0N0", "144", "1320"), ("IN0", "158.4", "1320"), ("000", "144", "1200")],
)
def test_scaling(effect: str, interest: str, principal: str) -> None:
    """SC: index 110 over 100 scales interest (144 * 1.1) or principal (1200 * 1.1); states stay as they are."""
    given = terms(
        "PAM",
        scalingEffect=effect,
        marketObjectCodeOfScalingIndex=INDEX,
        scalingIndexAtContractDealDate="100",
        cycleAnchorDateOfScalingIndex="2025-01-01",
    )
    lines = story(given, N, fixings=observing(**{INDEX: {"2025-01-01": "110"}}))
    assert "2025-01-01 IP 144 1200" in lines, "the interest of the day comes before the index of the day"
    assert ("2025-01-01 SC 0 1200" in lines) == (effect != "000")
    assert lines[-2:] == [f"2026-01-01 IP {interest} 1200", f"2026-01-01 MD {principal} 0"]


def test_scaling_multipliers_at_the_status_date() -> None:
    """SCIP and SCNT hold from the status date until the first index is observed."""
    given = terms(
        "PAM",
        interestScalingMultiplier="1.5",
        notionalScalingMultiplier="2",
        scalingEffect="IN0",
        marketObjectCodeOfScalingIndex=INDEX,
        scalingIndexAtContractDealDate="100",
        cycleAnchorDateOfScalingIndex="2026-06-01",
        statusDate="2025-01-01",
    )
    assert story(given) == ["2026-01-01 IP 216", "2026-01-01 MD 2400"]


def test_business_days_and_calculation() -> None:
    """Saturday 2024-06-01 goes to Monday: SCF pays interest to Monday (5 months and 2 days: 60.8), CSF to Saturday."""
    first = {"cycleAnchorDateOfInterestPayment": "2024-06-01", "cycleOfInterestPayment": "P10YL1", "calendar": "MF"}
    for convention, paid, rest in (("SCF", "60.8", "227.2"), ("CSF", "60", "228"), ("SCP", "59.6", "228.4")):
        day = "2024-05-31" if convention == "SCP" else "2024-06-03"
        lines = story(terms("PAM", **first, businessDayConvention=convention))
        assert lines[1:3] == [f"{day} IP {paid}", f"2026-01-01 IP {rest}"]


def test_maturity_is_not_shifted() -> None:
    """Sunday 2025-06-01 stays, with its interest: 2024-01-01 to 2025-06-01 is 17 months, 204."""
    given = terms(
        "PAM", maturityDate="2025-06-01", cycleOfInterestPayment=None, calendar="MF", businessDayConvention="SCF"
    )
    assert [line.split()[0] for line in story(given)[1:]] == ["2025-06-01", "2025-06-01"]


def test_the_end_of_the_day_is_the_next_day() -> None:
    """23:59:59 on 31 December counts as 1 January, and is shown as it is."""
    lines = story(terms("PAM", maturityDate="2025-12-31T23:59:59", cycleOfInterestPayment=None))
    assert lines[1:] == ["2025-12-31T23:59:59 IP 288", "2025-12-31T23:59:59 MD 1200"]


def test_business_252_counts_the_days_of_the_calendar() -> None:
    """Three business days between Friday 2024-03-01 and Wednesday 2024-03-06: 1200 * 0.126 * 3 / 252 = 1.8."""
    days = TradingDays.from_holidays("SSE", (), first=date(2024, 1, 1), last=date(2024, 12, 31))
    given = terms(
        "PAM",
        initialExchangeDate="2024-03-01",
        maturityDate="2024-03-06",
        cycleOfInterestPayment=None,
        nominalInterestRate="0.126",
        dayCountConvention="B252",
        calendar="SSE",
    )
    events = Contract.from_terms(given, calendars={"SSE": days}).events()
    assert [event.payoff.normalize() for event in events] == [Decimal("-1.2E+3"), Decimal("1.8"), Decimal("1.2E+3")]


def test_a_status_date_on_a_payment_date() -> None:
    """The payment of that day is made: a year of interest is to come, not two."""
    assert story(terms("PAM", statusDate="2025-01-01")) == ["2026-01-01 IP 144", "2026-01-01 MD 1200"]


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        # Saturday's interest is not paid yet: 362 days of 0.4 to Monday, then 328 to maturity.
        ("2025-02-02", ["2025-02-03 IP 144.8", "2026-01-01 IP 131.2"]),
        ("2025-02-04", ["2026-01-01 IP 131.2"]),
    ],
)
def test_a_status_date_around_a_shifted_payment(status: str, lines: list[str]) -> None:
    """What a holiday has delayed is still owed, and what it delayed is not owed twice."""
    shifted = {"cycleAnchorDateOfInterestPayment": "2024-02-01", "calendar": "MF", "businessDayConvention": "SCF"}
    assert story(terms("PAM", statusDate=status, **shifted))[:-1] == lines
