# SPDX-License-Identifier: Apache-2.0
"""LAM, linear amortiser: redemptions, the interest calculation base, computed maturity; by hand (techspec 7.2).

Unless a test says otherwise: 1200 at one per cent a month from 2024-01-01 to 2024-07-01, redeemed monthly.
"""

from decimal import Decimal

import pytest

from counterfoil.terms import Contract, TermError
from counterfoil.terms.types.principal.amortizers import payment_count
from support.terms import INDEX, observing, run, seen, state_of, story, terms

N, BASE, NEXT = "notionalPrincipal", "interestCalculationBaseAmount", "nextPrincipalRedemptionPayment"


@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_equal_parts(role: str, sign: str) -> None:
    """1200 in six parts of 200; interest is one per cent of 1200, 1000, 800, 600, 400 and 200."""
    other = "" if sign else "-"
    lines = story(terms("LAM", contractRole=role), N)
    assert lines[0] == f"2024-01-01 IED {other}1200 {sign}1200"
    assert lines[1:] == [
        f"2024-02-01 PR {sign}200 {sign}1000",
        f"2024-02-01 IP {sign}12 {sign}1000",
        f"2024-03-01 PR {sign}200 {sign}800",
        f"2024-03-01 IP {sign}10 {sign}800",
        f"2024-04-01 PR {sign}200 {sign}600",
        f"2024-04-01 IP {sign}8 {sign}600",
        f"2024-05-01 PR {sign}200 {sign}400",
        f"2024-05-01 IP {sign}6 {sign}400",
        f"2024-06-01 PR {sign}200 {sign}200",
        f"2024-06-01 IP {sign}4 {sign}200",
        f"2024-07-01 IP {sign}2 {sign}200",
        f"2024-07-01 MD {sign}200 0",
    ]


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        # Less than needed: 100 five times, and 700 at maturity.
        ("100", ["100", "100", "100", "100", "100", "700"]),
        # More than needed: the last payment is what is left, then nothing.
        ("500", ["500", "500", "200", "0", "0", "0"]),
        ("1200", ["1200", "0", "0", "0", "0", "0"]),
    ],
)
def test_a_stated_payment(payment: str, expected: list[str]) -> None:
    """PRNXT each time, never more than is left, and the rest at maturity."""
    lines = story(terms("LAM", nextPrincipalRedemptionPayment=payment, nominalInterestRate=None))
    assert [line.split()[2] for line in lines[1:]] == expected


@pytest.mark.parametrize(
    ("payment", "status", "maturity"),
    [
        ("200", "2023-12-31", "2024-07-01"),  # six payments from 2024-02-01
        ("500", "2023-12-31", "2024-04-01"),  # 1200 / 500 = 2.4: three payments, the last of 200
        ("1200", "2023-12-31", "2024-02-01"),
        ("5000", "2023-12-31", "2024-02-01"),
        ("500", "2024-05-15", "2024-08-01"),  # 1200 are left: three payments from 2024-06-01
        ("500", "2024-06-01", "2024-09-01"),  # the payment of the status date has been made
    ],
)
def test_maturity_follows_from_the_payments(payment: str, status: str, maturity: str) -> None:
    """Without MD it is the last of ceil(NT / PRNXT) payments after the status date."""
    given = terms("LAM", maturityDate=None, nextPrincipalRedemptionPayment=payment, statusDate=status)
    events = run(given)
    assert events[-1].type.acronym == "MD"
    assert f"{events[-1].at:%Y-%m-%d}" == maturity
    assert state_of(events[-1], N) == 0


def test_a_computed_maturity_is_shifted() -> None:
    """Computed maturity 2024-09-01 is a Sunday: it goes to Monday; a stated one would stay."""
    given = terms("LAM", nextPrincipalRedemptionPayment="200", statusDate="2024-03-15", calendar="MF")
    given |= {"businessDayConvention": "SCF", "cycleOfInterestPayment": "P1ML1"}
    computed = {name: value for name, value in given.items() if name != "maturityDate"}
    assert story(computed)[-1] == "2024-09-02 MD 200"
    assert story({**given, "maturityDate": "2024-09-01"})[-1] == "2024-09-01 MD 200"


def test_equal_parts_of_what_is_left_at_the_status_date() -> None:
    """Between 2024-04-15 and maturity there are three payments: 600 in parts of 200."""
    lines = story(terms("LAM", notionalPrincipal="600", statusDate="2024-04-15", nominalInterestRate=None), NEXT)
    assert lines == ["2024-05-01 PR 200 200", "2024-06-01 PR 200 200", "2024-07-01 MD 200 200"]


@pytest.mark.parametrize(
    ("convention", "status", "expected"),
    [
        # Sunday 1 March is redeemed on Monday: at noon on Sunday four redemptions are still to come.
        ("SCF", "2026-03-01T12:00:00", ["2026-03-02 PR 250", "2026-04-01 PR 250", "2026-05-01 PR 250"]),
        # It was redeemed on Friday 27 February: on Saturday three are left.
        ("SCP", "2026-02-28", ["2026-04-01 PR 333.333333333333", "2026-05-01 PR 333.333333333333"]),
    ],
)
def test_what_a_holiday_has_moved_across_the_status_date(convention: str, status: str, expected: list[str]) -> None:
    """A redemption counts as past when it took place, not when it was scheduled; stated payments say so too."""
    common = terms(
        "LAM",
        initialExchangeDate="2026-01-01",
        statusDate=status,
        notionalPrincipal="1000",
        nominalInterestRate=None,
        maturityDate="2026-06-01",
        cycleAnchorDateOfPrincipalRedemption="2026-02-01",
        calendar="MF",
        businessDayConvention=convention,
    )
    lines = story(common)
    last = expected[0].rsplit(" ", 1)[1]
    assert lines == [*expected, f"2026-06-01 MD {last}"]
    stated = {name: value for name, value in common.items() if name != "maturityDate"}
    payments = story({**stated, "nextPrincipalRedemptionPayment": "250"})
    assert [line.rsplit(" ", 1)[1] for line in payments] == ["250"] * 4


def test_a_long_last_period() -> None:
    """L0 joins a short last period to the one before: with maturity on 2024-07-15, no payment on 2024-07-01."""
    long = story(terms("LAM", maturityDate="2024-07-15", cycleOfPrincipalRedemption="P1ML0", nominalInterestRate=None))
    short = story(terms("LAM", maturityDate="2024-07-15", nominalInterestRate=None))
    assert [line.split()[0] for line in long if " PR " in line][-1] == "2024-06-01"
    assert [line.split()[0] for line in short if " PR " in line][-1] == "2024-07-01"


@pytest.mark.parametrize(
    ("base", "interest"),
    [
        # NT: on what is outstanding.
        ({"interestCalculationBase": "NT"}, ["12", "10", "8", "6", "4", "2"]),
        # IPCBA matters only where the base is not the principal.
        ({"interestCalculationBase": "NT", "interestCalculationBaseAmount": "9000"}, ["12", "10", "8", "6", "4", "2"]),
        # NTL without dates: on the amount at the exchange, for ever.
        ({"interestCalculationBase": "NTL", "interestCalculationBaseAmount": "1500"}, ["15"] * 6),
        ({"interestCalculationBase": "NTL"}, ["12"] * 6),
        # NTL with dates: fixed at 600 on 2024-04-01, after that day's payment.
        (
            {
                "interestCalculationBase": "NTL",
                "interestCalculationBaseAmount": "1200",
                "cycleAnchorDateOfInterestCalculationBase": "2024-04-01",
            },
            ["12", "12", "12", "6", "6", "6"],
        ),
        # NTIED: on the amount at the exchange, then on what is outstanding, as in the public case.
        (
            {"interestCalculationBase": "NTIED", "interestCalculationBaseAmount": "2000"},
            ["20", "10", "8", "6", "4", "2"],
        ),
    ],
)
@pytest.mark.parametrize(("role", "sign"), [("RPA", ""), ("RPL", "-")])
def test_the_base_of_interest(role: str, sign: str, base: dict[str, str], interest: list[str]) -> None:
    """Interest accrues on Ipcb, which follows the principal or not."""
    lines = story(terms("LAM", contractRole=role, **base))
    assert [line.split()[2] for line in lines if " IP " in line] == [sign + amount for amount in interest]


def test_base_fixing_events() -> None:
    """IPCB pays nothing and comes after the redemption of its day."""
    given = terms("LAM", interestCalculationBase="NTL", cycleAnchorDateOfInterestCalculationBase="2024-03-01")
    given |= {"cycleOfInterestCalculationBase": "P2ML1"}
    lines = [line for line in story(given, N, BASE) if " IPCB " in line]
    assert lines == ["2024-03-01 IPCB 0 800 800", "2024-05-01 IPCB 0 400 400"]


def test_capitalized_interest_is_redeemed_at_maturity() -> None:
    """Until 2024-03-01 interest (12, then 1 % of 1012 = 10.12) joins the principal: 822.12, then 200 each month."""
    lines = story(terms("LAM", capitalizationEndDate="2024-03-01"), N, BASE)
    assert lines[1:6] == [
        "2024-02-01 PR 200 1000 1000",
        "2024-02-01 IPCI 0 1012 1012",
        "2024-03-01 PR 200 812 812",
        "2024-03-01 IPCI 0 822.12 822.12",
        "2024-04-01 PR 200 622.12 622.12",
    ]
    assert lines[6] == "2024-04-01 IP 8.2212 622.12 622.12"
    assert lines[-1] == "2024-07-01 MD 222.12 0 0"


def test_scaled_redemptions() -> None:
    """An index of 110 over 100 from 2024-03-15 on scales payments of principal, not the principal."""
    given = terms(
        "LAM",
        scalingEffect="0N0",
        marketObjectCodeOfScalingIndex=INDEX,
        scalingIndexAtContractDealDate="100",
        cycleAnchorDateOfScalingIndex="2024-03-15",
        nominalInterestRate=None,
    )
    lines = story(given, N, fixings=observing(**{INDEX: {"2024-03-15": "110"}}))
    assert lines[2:5] == ["2024-03-01 PR 200 800", "2024-03-15 SC 0 800", "2024-04-01 PR 220 600"]
    assert lines[-1] == "2024-07-01 MD 220 0"


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        # 500 of 1000 are prepaid, so later payments are halved.
        ("A", ["200", "500", "100", "100", "100", "100", "100"]),
        # The payments stay, so the principal is repaid after three of them: 500 = 200 + 200 + 100.
        ("M", ["200", "500", "200", "200", "100", "0", "0"]),
    ],
)
def test_prepayment(effect: str, expected: list[str]) -> None:
    """PPEF=A lowers the payments that follow, M ends them earlier."""
    given = terms("LAM", prepaymentEffect=effect, nominalInterestRate=None)
    lines = story(given, fixings=observing([seen("2024-02-15", "PP", "500")]))
    assert [line.split()[2] for line in lines[1:]] == expected


def test_prepaying_everything() -> None:
    """After the last of the principal is prepaid, payments are zero."""
    given = terms("LAM", prepaymentEffect="A", nominalInterestRate=None)
    lines = story(given, N, NEXT, fixings=observing([seen("2024-02-15", "PP", "9999"), seen("2024-02-16", "PP", "1")]))
    assert lines[2:5] == ["2024-02-15 PP 1000 0 0", "2024-02-16 PP 0 0 0", "2024-03-01 PR 0 0 0"]


def test_purchase_counts_interest_on_the_base() -> None:
    """Half a month after 2024-02-01, on a base of 1500 at 1 %: 7.5; and 1010 for the principal."""
    given = terms(
        "LAM",
        interestCalculationBase="NTL",
        interestCalculationBaseAmount="1500",
        purchaseDate="2024-02-16",
        priceAtPurchaseDate="1010",
    )
    assert story(given)[0] == "2024-02-16 PRD -1017.5"


@pytest.mark.parametrize(
    "changes",
    [
        {"maturityDate": None},
        {"maturityDate": None, "nextPrincipalRedemptionPayment": "0"},
        {"maturityDate": None, "nextPrincipalRedemptionPayment": "100", "cycleOfPrincipalRedemption": None},
    ],
)
def test_maturity_must_follow_from_something(changes: dict[str, object]) -> None:
    """Without MD, PRNXT and PRCL are needed, and payments that repay."""
    with pytest.raises(TermError, match=r"maturityDate|never repaid"):
        Contract.from_terms(terms("LAM", **changes))


@pytest.mark.parametrize(
    ("amount", "part", "count"), [("1200", "200", 6), ("1201", "200", 7), ("1", "200", 1), ("0", "200", 1)]
)
def test_cycles(amount: str, part: str, count: int) -> None:
    """Parts that make up an amount, the last perhaps smaller, and at least one."""
    assert payment_count(Decimal(amount), Decimal(part)) == count
