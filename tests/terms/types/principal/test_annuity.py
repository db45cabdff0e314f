# SPDX-License-Identifier: Apache-2.0
"""ANN, annuity: the payment, when it is fixed, and that it repays; by hand (techspec 3.8, 7.5).

Unless a test says otherwise: 3310 at 10 % a year, repaid in three years: 1331/1.1 + 1331/1.21 + 1331/1.331 = 3310.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterfoil.terms import Contract, Event, TermError
from counterfoil.terms.kernel.arithmetic import exact
from counterfoil.terms.types.principal.amortizers import annuity
from support.terms import MARKET, Terms, loans, observing, run, seen, state_of, story, terms

N, NEXT, IPAC = "notionalPrincipal", "nextPrincipalRedemptionPayment", "accruedInterest"


def three_years(**changes: object) -> Terms:
    """The annuity of the module's docstring, some of its terms changed."""
    common: Terms = {
        "notionalPrincipal": "3310",
        "nominalInterestRate": "0.1",
        "maturityDate": "2027-01-01",
        "cycleOfPrincipalRedemption": "P1YL1",
    }
    return terms("ANN", **{**common, **changes})


@pytest.mark.parametrize(("role", "sign", "other"), [("RPA", "", "-"), ("RPL", "-", "")])
def test_constant_payments(role: str, sign: str, other: str) -> None:
    """1331 a year: 331 + 1000, 231 + 1100, 121 + 1210. The payment is fixed the day before the first."""
    lines = story(three_years(contractRole=role), N, NEXT)
    assert lines == [
        f"2024-01-01 IED {other}3310 {sign}3310 0",
        f"2024-12-31 PRF 0 {sign}3310 {sign}1331",
        f"2025-01-01 PR {sign}1000 {sign}2310 {sign}1331",
        f"2025-01-01 IP {sign}331 {sign}2310 {sign}1331",
        f"2026-01-01 PR {sign}1100 {sign}1210 {sign}1331",
        f"2026-01-01 IP {sign}231 {sign}1210 {sign}1331",
        f"2027-01-01 IP {sign}121 {sign}1210 {sign}1331",
        f"2027-01-01 MD {sign}1210 0 {sign}1331",
    ]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        # 1400 - 331 = 1069; of 2241 interest is 224.1; 1065.1 are left.
        ("1400", ["2025-01-01 PR 1069", "2025-01-01 IP 331", "2026-01-01 PR 1175.9", "2026-01-01 IP 224.1"]),
        # 1000 - 331 = 669; of 2641 interest is 264.1.
        ("1000", ["2025-01-01 PR 669", "2025-01-01 IP 331", "2026-01-01 PR 735.9", "2026-01-01 IP 264.1"]),
    ],
)
def test_a_stated_payment_is_not_fixed_again(payment: str, expected: list[str]) -> None:
    """With PRNXT there is no PRF event; what it does not repay is due at maturity."""
    assert story(three_years(nextPrincipalRedemptionPayment=payment))[1:5] == expected


def test_amortization_beyond_maturity() -> None:
    """The payment repays by 2027, but the contract ends in 2026: 2310 are due then."""
    lines = story(three_years(maturityDate="2026-01-01", amortizationDate="2027-01-01"), NEXT)
    assert lines[2:] == [
        "2025-01-01 PR 1000 1331",
        "2025-01-01 IP 331 1331",
        "2026-01-01 IP 231 1331",
        "2026-01-01 MD 2310 1331",
    ]


def test_the_amortization_date_is_maturity_where_none_is_stated() -> None:
    """AMD alone gives the same events as MD alone."""
    assert story(three_years(maturityDate=None, amortizationDate="2027-01-01")) == story(three_years())


def test_maturity_follows_from_a_stated_payment() -> None:
    """As for NAM: ceil(3310 / (1331 - 331)) = 4 payments."""
    events = run(three_years(maturityDate=None, nextPrincipalRedemptionPayment="1331"))
    assert f"{events[-1].at:%Y-%m-%d}" == "2028-01-01"
    with pytest.raises(TermError, match="maturityDate"):
        Contract.from_terms(three_years(maturityDate=None))


def test_a_rate_reset_fixes_the_payment_anew() -> None:
    """From 2025-01-01 on 20 %: 2310 = 1512/1.2 + 1512/1.44."""
    given_ = three_years(cycleAnchorDateOfRateReset="2025-01-01", marketObjectCodeOfRateReset=MARKET)
    lines = story(given_, N, NEXT, fixings=observing(**{MARKET: {"2025-01-01": "0.2"}}))
    assert lines[2:] == [
        "2025-01-01 PR 1000 2310 1331",
        "2025-01-01 IP 331 2310 1331",
        "2025-01-01 RR 0 2310 1331",
        "2025-01-01 PRF 0 2310 1512",
        "2026-01-01 PR 1050 1260 1512",
        "2026-01-01 IP 462 1260 1512",
        "2027-01-01 IP 252 1260 1512",
        "2027-01-01 MD 1260 0 1512",
    ]


def test_a_known_reset_fixes_it_too() -> None:
    """RRF to 20 % does the same, also where the first payment was stated."""
    given_ = three_years(
        cycleAnchorDateOfRateReset="2025-01-01",
        marketObjectCodeOfRateReset=MARKET,
        nextResetRate="0.2",
        nextPrincipalRedemptionPayment="1331",
    )
    lines = story(given_, NEXT)
    assert [line for line in lines if "RR" in line or "PRF" in line] == [
        "2025-01-01 RRF 0 1331",
        "2025-01-01 PRF 0 1512",
    ]
    assert lines[-1] == "2027-01-01 MD 1260 1512"


def test_a_reset_between_two_payments() -> None:
    """At 2025-07-01 to 20 %: 115.5 have accrued; 2310 + 115.5 + 231 = 2656.5 at 2026-01-01, times 1.2 / 2.2 = 1449."""
    given_ = three_years(cycleAnchorDateOfRateReset="2025-07-01", marketObjectCodeOfRateReset=MARKET)
    lines = story(given_, N, NEXT, fixings=observing(**{MARKET: {"2025-07-01": "0.2"}}))
    assert lines[4:] == [
        "2025-07-01 RR 0 2310 1331",
        "2025-07-01 PRF 0 2310 1449",
        "2026-01-01 PR 1102.5 1207.5 1449",
        "2026-01-01 IP 346.5 1207.5 1449",
        "2027-01-01 IP 241.5 1207.5 1449",
        "2027-01-01 MD 1207.5 0 1449",
    ]


@pytest.mark.parametrize(
    ("changes", "payment"),
    [
        # Two payments are left of 2310.
        ({"statusDate": "2025-01-01", "notionalPrincipal": "2310"}, "1331"),
        # Half a year's interest of 165.5 is stated; the payment is still to be fixed.
        ({"statusDate": "2024-07-01", "accruedInterest": "165.5"}, "1331"),
        # In the middle of the second year 115.5 accrued since the payment before.
        ({"statusDate": "2025-07-01", "notionalPrincipal": "2310"}, "1331"),
    ],
)
def test_the_payment_at_the_status_date(changes: Terms, payment: str) -> None:
    """Where the day of fixing is past, the annuity of what is left counts from the status date."""
    lines = story(three_years(**changes), NEXT)
    assert next(line for line in lines if " PR " in line).split()[-1] == payment


def test_fixing_is_not_shifted_behind_the_payment() -> None:
    """First payment on Monday 2024-07-01: fixed on Sunday, though shifted events would go to Monday."""
    given_ = terms(
        "ANN",
        maturityDate="2024-10-01",
        cycleAnchorDateOfPrincipalRedemption="2024-07-01",
        calendar="MF",
        businessDayConvention="SCF",
    )
    lines = story(given_)
    assert lines[1] == "2024-06-30 PRF 0"
    assert lines[2].startswith("2024-07-01 PR 2")


@pytest.mark.parametrize(
    ("day", "amount", "payment", "expected"),
    [
        # On a day of payment: 2310 - 2100 = 210 = 121/1.1 + 121/1.21; the interest of the day is paid apart.
        (
            "2025-01-01",
            "2100",
            "121",
            ["2026-01-01 PR 100", "2026-01-01 IP 21", "2027-01-01 IP 11", "2027-01-01 MD 110"],
        ),
        # Between: 100 left, 115.5 accrued; (115.5 + 105) * 1.1 / 2.1 = 115.5, less than the interest of the year.
        (
            "2025-07-01",
            "2210",
            "115.5",
            ["2026-01-01 PR -5", "2026-01-01 IP 120.5", "2027-01-01 IP 10.5", "2027-01-01 MD 105"],
        ),
    ],
)
def test_prepayment_lowers_the_payments(day: str, amount: str, payment: str, expected: list[str]) -> None:
    """PPEF=A: the annuity of what is left."""
    given_ = three_years(prepaymentEffect="A")
    fixings = observing([seen(day, "PP", amount)])
    assert f"{day} PP {amount} {payment}" in story(given_, NEXT, fixings=fixings)
    assert story(given_, fixings=fixings)[-4:] == expected


def test_prepayment_may_shorten_instead() -> None:
    """PPEF=M: 1331 stay until nothing is left: 210 and 21 of interest at 2026-01-01."""
    lines = story(three_years(prepaymentEffect="M"), fixings=observing([seen("2025-01-01", "PP", "2100")]))
    assert lines[-4:] == ["2026-01-01 PR 210", "2026-01-01 IP 21", "2027-01-01 IP 0", "2027-01-01 MD 0"]


def test_capitalized_interest_is_repaid() -> None:
    """2100 grow to 2310 by 2025-01-01, repaid by 1331 in 2026 and 2027."""
    given_ = three_years(
        notionalPrincipal="2100",
        cycleOfInterestPayment="P1YL1",
        capitalizationEndDate="2025-01-01",
        cycleAnchorDateOfPrincipalRedemption="2026-01-01",
    )
    assert story(given_, N, NEXT)[1:5] == [
        "2025-01-01 IPCI 0 2310 0",
        "2025-12-31 PRF 0 2310 1331",
        "2026-01-01 PR 1100 1210 1331",
        "2026-01-01 IP 231 1210 1331",
    ]


def test_nothing_left_to_count() -> None:
    """A reset after the last counted payment makes the payment what is owed."""
    given_ = three_years(
        amortizationDate="2026-01-01", cycleAnchorDateOfRateReset="2026-07-01", marketObjectCodeOfRateReset=MARKET
    )
    lines = story(given_, N, NEXT, fixings=observing(**{MARKET: {"2026-07-01": "0.3"}}))
    # 3310 = 1907.19.../1.1 + 1907.19.../1.21; both are paid by 2026-01-01, and nothing is left.
    assert lines[-3:] == ["2026-07-01 PRF 0 0 0", "2027-01-01 IP 0 0 0", "2027-01-01 MD 0 0 0"]


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(1, 10**9, places=2),
    st.decimals("0", "0.40", places=4),
    st.integers(2, 60),
    st.sampled_from(("RPA", "RPL")),
)
def test_equal_payments_repay_exactly(principal: Decimal, rate: Decimal, count: int, role: str) -> None:
    """With equal periods every total payment is the closed formula's, and the last leaves nothing, within 1e-28."""
    given_ = terms(
        "ANN",
        contractRole=role,
        notionalPrincipal=str(principal),
        nominalInterestRate=str(rate),
        maturityDate=f"{2024 + count // 12}-{1 + count % 12:02d}-01",
    )
    totals: dict[datetime, Decimal] = {}
    with exact():
        for event in run(given_)[1:]:
            if event.type.acronym != "PRF":
                totals[event.at] = totals.get(event.at, Decimal(0)) + abs(event.payoff)
        monthly = rate / 12
        growth = (1 + monthly) ** count
        formula = principal * monthly * growth / (growth - 1) if rate else principal / count
        size = principal * Decimal("1e-28")
        assert len(totals) == count
        assert all(abs(total - formula) <= size for total in totals.values())
    assert state_of(run(given_)[-1], N) == 0


def redemptions(events: Sequence[Event]) -> int:
    """How many PR events there are."""
    return sum(event.type.acronym == "PR" for event in events)


BEYOND_MATURITY = terms(
    "ANN",
    notionalPrincipal="1.00",
    nominalInterestRate="0.0001",
    maturityDate="2024-03-03",
    cycleOfPrincipalRedemption="P1ML1",
    cycleAnchorDateOfPrincipalRedemption="2024-01-02",
    calendar="MF",
    businessDayConvention="CSF",
)
"""Redeemed on Saturday 2 March, which moves to Monday, and due on Sunday."""


@settings(max_examples=100, deadline=None)
@example(BEYOND_MATURITY)
@given(loans("ANN"))
def test_the_last_payment_is_as_large_as_the_others(given_: Terms) -> None:
    """Whatever the cycle, day count and business days: what is due at maturity is the payment fixed last."""
    stated = {name: value for name, value in given_.items() if "fee" not in name.lower() and "RateReset" not in name}
    events = run(stated)
    maturity = events[-1].at
    with exact():
        # A redemption of the days before may have been shifted to the day of maturity, and its interest with it.
        due = sum((event.payoff for event in events if event.at == maturity), Decimal(0))
        payment = state_of(events[-1], NEXT)
        times = round(due / payment) if payment else 1
        principal = Decimal(given_["notionalPrincipal"])
        tolerance = principal * Decimal("1e-26")
        if redemptions(events) < redemptions(run({**stated, "businessDayConvention": "NOS"})):
            # Shifted beyond maturity, it is repaid at maturity, with the interest of the weekend between.
            tolerance = principal * abs(Decimal(given_["nominalInterestRate"])) * 3 / 336
        assert abs(due - times * payment) <= tolerance
        assert times in (1, 2)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.decimals("-0.05", "0.50", places=4))
def test_the_annuity_repays_over_any_periods(days: list[int], rate: Decimal) -> None:
    """Paying it at each time leaves nothing, however long the periods are."""
    times = [datetime.fromordinal(738_000 + sum(days[: number + 1])) for number in range(len(days))]

    def fraction(start: datetime, end: datetime) -> Decimal:
        return Decimal((end - start).days) / 360

    with exact():
        fractions = [fraction(earlier, later) for earlier, later in pairwise(times)]
        payment = annuity(Decimal(1000), fractions, rate)
        owed = Decimal(1000) - payment
        for earlier, later in pairwise(times):
            owed = owed * (1 + rate * fraction(earlier, later)) - payment
    assert abs(owed) < Decimal("1e-26")


@pytest.mark.parametrize("convention", ["SCF", "SCMF", "SCP", "SCMP", "CSF", "CSMF", "CSP", "CSMP"])
def test_the_payment_is_fixed_before_the_first_redemption(convention: str) -> None:
    """Wherever a holiday shifts the first redemption, on Sunday 31 March 2024, and every payment is the same."""
    given_ = terms(
        "ANN",
        initialExchangeDate="2024-02-29",
        cycleAnchorDateOfPrincipalRedemption="2024-03-31",
        cycleOfPrincipalRedemption="P1ML1",
        maturityDate="2024-06-30",
        calendar="MF",
        businessDayConvention=convention,
    )
    kinds = [event.type.acronym for event in run(given_)]
    assert kinds[:3] == ["IED", "PRF", "PR"]


def test_a_payment_that_a_holiday_has_moved_beyond_the_status_date() -> None:
    """CSF: the payment of Sunday 1 March takes place on Monday, so at noon on Sunday four payments are to come."""
    given_ = terms(
        "ANN",
        initialExchangeDate="2026-01-01",
        statusDate="2026-03-01T12:00:00",
        accruedInterest="0",
        maturityDate="2026-06-01",
        cycleAnchorDateOfPrincipalRedemption="2026-02-01",
        calendar="MF",
        businessDayConvention="CSF",
    )
    totals: dict[datetime, Decimal] = {}
    with exact():
        for event in run(given_):
            totals[event.at] = totals.get(event.at, Decimal(0)) + event.payoff
        # 1200 at 1 % a month, the first payment at once: 1200 / (1 + 1/1.01 + 1/1.01^2 + 1/1.01^3).
        growth = Decimal("1.01")
        expected = 1200 / (1 + 1 / growth + 1 / growth**2 + 1 / growth**3)
        assert len(totals) == 4
        assert all(abs(total - expected) < Decimal("1e-25") for total in totals.values())
