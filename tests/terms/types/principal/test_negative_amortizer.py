# SPDX-License-Identifier: Apache-2.0
"""NAM, negative amortiser: constant payments, interest first; by hand (techspec 7.4).

Unless a test says otherwise: 1200 at one per cent a month from 2024-01-01 to 2024-07-01, 112 a month.
"""

import pytest

from counterfoil.terms import Contract, TermError
from support.terms import run, state_of, story, terms

N, IPAC = "notionalPrincipal", "accruedInterest"


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_interest_first(role: str, sign: str) -> None:
    """112 less 12 of interest redeem 100; then 11 of interest and 101; the rest is due at maturity."""
    lines = story(terms("NAM", contractRole=role), N)
    assert lines[1:5] == [
        f"2024-02-01 PR {sign}100 {sign}1100",
        f"2024-02-01 IP {sign}12 {sign}1100",
        f"2024-03-01 PR {sign}101 {sign}999",
        f"2024-03-01 IP {sign}11 {sign}999",
    ]
    # 999 - 102.01 = 896.99; less 103.0301 = 793.9599; less 104.060401 = 689.899499, on which 6.89899499 accrues.
    assert lines[5:] == [
        f"2024-04-01 PR {sign}102.01 {sign}896.99",
        f"2024-04-01 IP {sign}9.99 {sign}896.99",
        f"2024-05-01 PR {sign}103.0301 {sign}793.9599",
        f"2024-05-01 IP {sign}8.9699 {sign}793.9599",
        f"2024-06-01 PR {sign}104.060401 {sign}689.899499",
        f"2024-06-01 IP {sign}7.939599 {sign}689.899499",
        f"2024-07-01 IP {sign}6.89899499 {sign}689.899499",
        f"2024-07-01 MD {sign}689.899499 0",
    ]


@pytest.mark.parametrize(("role", "sign", "other"), [("RPA", "", "-"), ("RPL", "-", "")])
def test_payments_below_the_interest_add_to_the_principal(role: str, sign: str, other: str) -> None:
    """2 a month against 12 of interest: 10 are added to 1200, then 10.1 to 1210."""
    lines = story(terms("NAM", contractRole=role, nextPrincipalRedemptionPayment="2"), N)
    assert lines[1:5] == [
        f"2024-02-01 PR {other}10 {sign}1210",
        f"2024-02-01 IP {sign}12 {sign}1210",
        f"2024-03-01 PR {other}10.1 {sign}1220.1",
        f"2024-03-01 IP {sign}12.1 {sign}1220.1",
    ]


def test_the_last_payment_is_what_is_left() -> None:
    """812 a month: 800, then 400 with 4 of interest, then nothing."""
    lines = story(terms("NAM", nextPrincipalRedemptionPayment="812"), N)
    assert lines[1:6] == [
        "2024-02-01 PR 800 400",
        "2024-02-01 IP 12 400",
        "2024-03-01 PR 400 0",
        "2024-03-01 IP 4 0",
        "2024-04-01 PR 0 0",
    ]


@pytest.mark.parametrize(
    ("payment", "status", "maturity"),
    [
        ("112", "2023-12-31", "2025-01-01"),  # 1200 / (112 - 12) = 12 payments from 2024-02-01
        ("512", "2023-12-31", "2024-04-01"),  # 2.4: three payments
        ("512", "2024-05-15", "2024-08-01"),  # three payments from 2024-06-01
    ],
)
def test_maturity_follows_from_the_payments(payment: str, status: str, maturity: str) -> None:
    """Without MD: ceil(NT / (PRNXT - first interest)) payments."""
    events = run(terms("NAM", maturityDate=None, nextPrincipalRedemptionPayment=payment, statusDate=status))
    assert f"{events[-1].at:%Y-%m-%d} {events[-1].type}" == f"{maturity} MD"
    assert state_of(events[-1], N) == 0


@pytest.mark.parametrize("payment", ["12", "2", "0"])
def test_payments_that_never_repay(payment: str) -> None:
    """Where the payment does not exceed the interest there is no maturity to compute."""
    with pytest.raises(TermError, match="never repaid"):
        Contract.from_terms(terms("NAM", maturityDate=None, nextPrincipalRedemptionPayment=payment))


def test_interest_before_the_first_redemption() -> None:
    """Interest has its own cycle until one cycle before the first redemption: monthly 12, then with redemptions."""
    given = terms("NAM", cycleAnchorDateOfPrincipalRedemption="2024-04-01", cycleOfInterestPayment="P1ML1")
    assert story(given)[1:5] == [
        "2024-02-01 IP 12",
        "2024-03-01 IP 12",
        "2024-04-01 PR 100",
        "2024-04-01 IP 12",
    ]


def test_interest_without_a_cycle_waits_for_the_first_redemption() -> None:
    """Three months of interest, 36, are in the first payment of 112: 76 redeem."""
    given = terms("NAM", cycleAnchorDateOfPrincipalRedemption="2024-04-01")
    assert story(given, N)[1:3] == ["2024-04-01 PR 76 1124", "2024-04-01 IP 36 1124"]


def test_no_rate_no_interest() -> None:
    """Without IPNR all of each payment redeems."""
    lines = story(terms("NAM", nominalInterestRate=None, nextPrincipalRedemptionPayment="300"), N)
    assert lines[1:] == [
        "2024-02-01 PR 300 900",
        "2024-03-01 PR 300 600",
        "2024-04-01 PR 300 300",
        "2024-05-01 PR 300 0",
        "2024-06-01 PR 0 0",
        "2024-07-01 MD 0 0",
    ]


def test_capitalized_interest() -> None:
    """Until 2024-02-01 interest joins the principal: the payment redeems 100, then 12 are added."""
    lines = story(terms("NAM", capitalizationEndDate="2024-02-01"), N, IPAC)
    assert lines[1:3] == ["2024-02-01 PR 100 1100 12", "2024-02-01 IPCI 0 1112 0"]
    assert lines[3:5] == ["2024-03-01 PR 100.88 1011.12 11.12", "2024-03-01 IP 11.12 1011.12 0"]


def test_a_payment_is_needed() -> None:
    """PRNXT is a required term."""
    with pytest.raises(TermError, match="nextPrincipalRedemptionPayment"):
        Contract.from_terms(terms("NAM", nextPrincipalRedemptionPayment=None))
