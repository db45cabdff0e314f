# SPDX-License-Identifier: Apache-2.0
"""LAX, exotic linear amortiser: segments of increases, redemptions, interest and resets; by hand (techspec 7.3).

Unless a test says otherwise: 1200 at one per cent a month, 100 more each month from February, 300 less from April.
"""

import pytest

from counterfoil.terms import Contract, TermError
from support.terms import MARKET, observing, run, state_of, story, terms

N, IPNR, NEXT = "notionalPrincipal", "nominalInterestRate", "nextPrincipalRedemptionPayment"


@pytest.mark.parametrize(("role", "sign", "other"), [("RPA", "", "-"), ("RPL", "-", "")])
def test_increases_and_redemptions(role: str, sign: str, other: str) -> None:
    """1200, 1300, 1400, then 1100, 800, 500; interest on what it was before the day."""
    lines = story(terms("LAX", contractRole=role), N)
    assert lines[1:] == [
        f"2024-02-01 PI {other}100 {sign}1300",
        f"2024-02-01 IP {sign}12 {sign}1300",
        f"2024-03-01 PI {other}100 {sign}1400",
        f"2024-03-01 IP {sign}13 {sign}1400",
        f"2024-04-01 PR {sign}300 {sign}1100",
        f"2024-04-01 IP {sign}14 {sign}1100",
        f"2024-05-01 PR {sign}300 {sign}800",
        f"2024-05-01 IP {sign}11 {sign}800",
        f"2024-06-01 PR {sign}300 {sign}500",
        f"2024-06-01 IP {sign}8 {sign}500",
        f"2024-07-01 IP {sign}5 {sign}500",
        f"2024-07-01 MD {sign}500 0",
    ]


def test_maturity_follows_from_the_segments() -> None:
    """Without MD: 1400 less 300 each month from April are repaid in August, by 200."""
    lines = story(terms("LAX", maturityDate=None, nominalInterestRate=None), N)
    assert lines[-2:] == ["2024-07-01 PR 300 200", "2024-08-01 MD 200 0"]


def test_maturity_keeps_to_the_ends_of_months() -> None:
    """From 29 February under EOM: 31 March, and maturity on 30 April."""
    given = terms(
        "LAX",
        initialExchangeDate="2024-01-15",
        maturityDate=None,
        nominalInterestRate=None,
        endOfMonthConvention="EOM",
        arrayCycleAnchorDateOfPrincipalRedemption="2024-02-29",
        arrayCycleOfPrincipalRedemption="P1ML1",
        arrayNextPrincipalRedemptionPayment="400",
        arrayIncreaseDecrease="DEC",
    )
    assert story(given)[1:] == ["2024-02-29 PR 400", "2024-03-31 PR 400", "2024-04-30 MD 400"]


def test_single_payments() -> None:
    """Without cycles each anchor is one payment."""
    lines = story(terms("LAX", arrayCycleOfPrincipalRedemption=None, nominalInterestRate=None), N)
    assert lines[1:] == ["2024-02-01 PI -100 1300", "2024-04-01 PR 300 1000", "2024-07-01 MD 1000 0"]


def test_one_value_stands_for_all() -> None:
    """One amount, one cycle and one direction for both anchors."""
    given = terms(
        "LAX",
        arrayNextPrincipalRedemptionPayment="100",
        arrayCycleOfPrincipalRedemption="P2ML1",
        arrayIncreaseDecrease="DEC",
        nominalInterestRate=None,
    )
    assert story(given, N)[1:] == [
        "2024-02-01 PR 100 1100",
        "2024-04-01 PR 100 1000",
        "2024-06-01 PR 100 900",
        "2024-07-01 MD 900 0",
    ]


def test_segments_after_maturity_are_not_reached() -> None:
    """With maturity in March the redemptions of April do not come."""
    lines = story(terms("LAX", maturityDate="2024-03-01", nominalInterestRate=None), N)
    assert lines[1:] == ["2024-02-01 PI -100 1300", "2024-03-01 MD 1300 0"]


def test_no_more_is_redeemed_than_is_left() -> None:
    """2000 against 1400: 1400, then nothing."""
    given = terms("LAX", arrayNextPrincipalRedemptionPayment=["100", "2000"], nominalInterestRate=None)
    assert story(given, N)[3:5] == ["2024-04-01 PR 1400 0", "2024-05-01 PR 0 0"]


@pytest.mark.parametrize(
    ("status", "payment"), [("2024-01-15", "100"), ("2024-02-01", "100"), ("2024-03-31", "100"), ("2024-05-15", "300")]
)
def test_the_payment_at_the_status_date(status: str, payment: str) -> None:
    """That of the segment under way, else of the first."""
    contract = Contract.from_terms(terms("LAX", statusDate=status))
    assert str(contract.initial_state(None, observing()).next_principal_redemption_payment) == payment


def test_array_of_interest_payments() -> None:
    """Monthly until April, then every two months, and at maturity: 12, 13, 14, then 11 + 8 and 5."""
    given = terms(
        "LAX",
        cycleOfInterestPayment=None,
        arrayCycleAnchorDateOfInterestPayment=["2024-02-01", "2024-04-01"],
        arrayCycleOfInterestPayment=["P1ML1", "P2ML1"],
    )
    assert [line for line in story(given) if " IP " in line] == [
        "2024-02-01 IP 12",
        "2024-03-01 IP 13",
        "2024-04-01 IP 14",
        "2024-06-01 IP 19",
        "2024-07-01 IP 5",
    ]


def test_array_of_resets() -> None:
    """Fixed to 24 % in March, then market plus spread from May: 2 * 0.03 + 0.06, with a floor of the life at 0.1."""
    given = terms(
        "LAX",
        arrayCycleAnchorDateOfRateReset=["2024-03-01", "2024-05-01"],
        arrayCycleOfRateReset="P1ML1",
        arrayRate=["0.24", "0.06"],
        arrayFixedVariable=["F", "V"],
        marketObjectCodeOfRateReset=MARKET,
        rateMultiplier="2",
        lifeFloor="0.1",
    )
    lines = story(given, IPNR, fixings=observing(**{MARKET: {"2024-05-01": "0.03", "2024-06-01": "0"}}))
    assert [line for line in lines if " RR" in line] == [
        "2024-03-01 RRF 0 0.24",
        "2024-04-01 RRF 0 0.24",
        "2024-05-01 RR 0 0.12",
        "2024-06-01 RR 0 0.1",
    ]
    # 1400 at 2 %, 1100 at 2 %, 800 at 1 %, 500 at 10/12 %.
    assert [line.split()[2] for line in lines if " IP " in line] == ["12", "13", "28", "22", "8", "4.166666666667"]


def test_resets_without_arrays() -> None:
    """The terms of other types serve where the arrays are not given."""
    given = terms("LAX", cycleAnchorDateOfRateReset="2024-03-01", marketObjectCodeOfRateReset=MARKET)
    lines = story(given, IPNR, fixings=observing(**{MARKET: {"2024-03-01": "0.24"}}))
    assert "2024-03-01 RR 0 0.24" in lines


def test_arrays_come_back_as_terms() -> None:
    """A single value is written as a list of one."""
    written = Contract.from_terms(terms("LAX", arrayNextPrincipalRedemptionPayment="100")).to_terms()
    assert written["arrayNextPrincipalRedemptionPayment"] == ["100"]
    assert written["arrayIncreaseDecrease"] == ["INC", "DEC"]
    assert written["arrayCycleOfPrincipalRedemption"] == ["P1ML1", "P1ML1"]
    assert run(written) == run(terms("LAX", arrayNextPrincipalRedemptionPayment="100"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (
            {"arrayNextPrincipalRedemptionPayment": ["1", "2", "3"]},
            "arrayNextPrincipalRedemptionPayment: 3 values for 2",
        ),
        ({"arrayIncreaseDecrease": ["DEC", "DEC", "INC"]}, "arrayIncreaseDecrease: 3 values for 2 anchors"),
        ({"arrayCycleOfPrincipalRedemption": ["P1ML1"] * 3}, "arrayCycleOfPrincipalRedemption: 3 values for 2 anchors"),
        ({"arrayCycleAnchorDateOfPrincipalRedemption": ["2024-04-01", "2024-02-01"]}, "do not ascend"),
        ({"arrayCycleAnchorDateOfPrincipalRedemption": ["2024-04-01", "2024-04-01"]}, "do not ascend"),
        ({"arrayCycleAnchorDateOfPrincipalRedemption": []}, "do not ascend"),
        ({"arrayCycleAnchorDateOfInterestPayment": ["2024-04-01", "2024-02-01"]}, "do not ascend"),
        (
            {"arrayCycleAnchorDateOfInterestPayment": ["2024-02-01"], "arrayCycleOfInterestPayment": ["P1M", "P2M"]},
            "arrayCycleOfInterestPayment: 2 values for 1 anchors",
        ),
        ({"arrayCycleAnchorDateOfRateReset": ["2024-04-01", "2024-02-01"]}, "do not ascend"),
        (
            {"arrayCycleAnchorDateOfRateReset": ["2024-02-01"], "arrayFixedVariable": "F"},
            "arrayRate: 0 values for 1 anchors",
        ),
        (
            {"arrayCycleAnchorDateOfRateReset": ["2024-02-01"], "arrayFixedVariable": "F", "arrayRate": ["0.1", "0.2"]},
            "arrayRate: 2 values for 1 anchors",
        ),
        (
            {"arrayCycleAnchorDateOfRateReset": ["2024-02-01"], "arrayRate": "0.1"},
            "arrayFixedVariable: 0 values for 1 anchors",
        ),
        (
            {
                "arrayCycleAnchorDateOfRateReset": ["2024-02-01"],
                "arrayRate": "0.1",
                "arrayFixedVariable": "F",
                "arrayCycleOfRateReset": ["P1M", "P2M"],
            },
            "arrayCycleOfRateReset: 2 values for 1 anchors",
        ),
        ({"arrayIncreaseDecrease": ["UP", "DEC"]}, "arrayIncreaseDecrease.*element 1"),
    ],
)
def test_arrays_that_do_not_fit(changes: dict[str, object], named: str) -> None:
    """The contract is refused at once, and the error names the array."""
    with pytest.raises(TermError, match=named):
        Contract.from_terms(terms("LAX", **changes))


@pytest.mark.parametrize("cycle", ["P1DL1", "P1ML1", "P1YL1", "P900YL1"])
@pytest.mark.parametrize("direction", [["INC", "INC"], ["DEC", "INC"]])
def test_redemptions_that_never_repay(cycle: str, direction: list[str]) -> None:
    """Without MD, and with a principal that only grows, the error asks for MD, however long the cycle is."""
    given = terms(
        "LAX", maturityDate=None, arrayIncreaseDecrease=direction, arrayCycleOfPrincipalRedemption=["P1ML1", cycle]
    )
    with pytest.raises(TermError, match=r"maturityDate: .*never repay"):
        Contract.from_terms(given)


def test_nothing_is_left_at_maturity() -> None:
    """The last state owes nothing."""
    assert state_of(run(terms("LAX"))[-1], N) == 0
    assert state_of(run(terms("LAX"))[-1], NEXT) == 300
