# SPDX-License-Identifier: Apache-2.0
"""BONDCN: coupons, accrued interest, errors; and what a trade of it costs.

Known answers with their arithmetic stand in ``vectors/terms/bond.json``.
"""

import decimal
from datetime import datetime
from decimal import Decimal

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.bond_pricing import AccrualRule, accrued_interest, full_price, paid_for
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.bond import ChineseBond

EXCHANGE, INTERBANK = AccrualRule.EXCHANGE, AccrualRule.INTERBANK
D = Decimal


def contract(**changed: object) -> ChineseBond:
    """A holding of nothing of a 3 % bond, but for what is changed."""
    made = Contract.from_terms(
        {
            "contractType": "BONDCN",
            "contractRole": "RPA",
            "statusDate": "2024-01-01T00:00:00",
            "currency": "CNY",
            "marketObjectCode": "CLEAN",
            "initialExchangeDate": "2023-03-15T00:00:00",
            "maturityDate": "2026-03-15T00:00:00",
            "nominalInterestRate": "0.03",
        }
        | changed
    )
    assert isinstance(made, ChineseBond)
    return made


EARLY = ("SCMF", "CSMF", "SCP", "CSP", "SCMP", "CSMP")


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"maturityDate": ""}, "maturityDate"),
        ({"maturityDate": "2023-03-15"}, "maturityDate"),
        ({"cycleAnchorDateOfInterestPayment": "2026-04-15"}, "maturityDate"),
        ({"couponFrequency": "5"}, "maturityDate"),
        ({"couponFrequency": "0"}, "couponFrequency"),
        ({"couponType": "FLOAT"}, "couponType"),
        ({"nominalInterestRate": "0"}, "nominalInterestRate"),
        ({"couponType": "DISCOUNT"}, "nominalInterestRate"),
        ({"accruedInterestRule": "ACT/ACT"}, "accruedInterestRule"),
        ({"accruedInterestDecimals": "17"}, "accruedInterestDecimals"),
        *(({"businessDayConvention": early}, "businessDayConvention") for early in EARLY),
    ],
)
def test_terms_that_are_refused(changed: dict[str, object], term: str) -> None:
    """Each wrong term is named."""
    with pytest.raises(TermError) as refused:
        contract(**changed)
    assert refused.value.term == term


def test_a_convention_that_may_pay_early_is_refused_in_words() -> None:
    """Who holds the bond on its day is entitled: a payment before it would be made twice, or to somebody else."""
    with pytest.raises(TermError, match=r"under SCP a payment may be made before it is due .allowed: NOS, SCF, CSF"):
        contract(businessDayConvention="SCP")
    for allowed in ("NOS", "SCF", "CSF"):
        assert contract(businessDayConvention=allowed).terms.business_day_convention == allowed


def test_accrued_interest_of_a_contract_is_the_same_in_a_hostile_context() -> None:
    """3 % from 15 March 2023 to 1 January 2024 are 3 * 292 / 366, to all its digits."""
    held, at = contract(), datetime(2024, 1, 1)
    expected = str(accrued_interest(held.quoted, at, INTERBANK))
    assert expected.startswith("2.3934426229508")
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert str(accrued_interest(held.quoted, at, INTERBANK)) == expected
        assert held.accrued(D(50_000), at) == D("1196.72")


def test_commercial_paper_of_270_days_with_interest_at_maturity() -> None:
    """One payment of interest, for 270 days, and the face."""
    paper = contract(
        couponType="AT_MATURITY",
        statusDate="2024-03-01",
        initialExchangeDate="2024-03-02",
        maturityDate="2024-11-27",
        nominalInterestRate="0.0241",
        notionalPrincipal="1000000",
    )
    events = [(event.type.acronym, event.payoff) for event in paper.events(Fixings.of({}))]
    assert [payoff for kind, payoff in events if kind == "IP"] == [D("17827.40")]
    assert [payoff for kind, payoff in events if kind == "MD"] == [D("1000000")]


def test_an_odd_first_coupon_of_a_holding() -> None:
    """15 March 2023 to the first coupon on 1 September: 170 of 365 days."""
    made = contract(cycleAnchorDateOfInterestPayment="2023-09-01", statusDate="2023-03-15", notionalPrincipal="10000")
    coupons = [event.payoff for event in made.events(Fixings.of({})) if event.type.acronym == "IP"]
    assert coupons[0] == D("139.73")
    assert coupons[1] == D("300.00")


@pytest.mark.parametrize(
    ("changed", "face", "at", "clean", "paid", "interest"),
    [
        (
            {"initialExchangeDate": "2023-05-25", "maturityDate": "2033-05-25", "nominalInterestRate": "0.028"}
            | {"couponFrequency": "2"},
            500_000,
            datetime(2024, 3, 1),
            "101.2345",
            "509903.27",
            "3730.77",
        ),
        (
            {"initialExchangeDate": "2023-12-01", "maturityDate": "2028-12-01", "nominalInterestRate": "0.0365"}
            | {"accruedInterestRule": "EXCHANGE"},
            100_000,
            datetime(2024, 3, 1),
            "99.50",
            "100400",
            "900",
        ),
        (
            {"initialExchangeDate": "2024-01-15", "maturityDate": "2024-04-15", "nominalInterestRate": ""}
            | {"couponType": "DISCOUNT", "issuePrice": "99.5"},
            100_000,
            datetime(2024, 2, 15),
            "99.60",
            "99770.33",
            "170.33",
        ),
        (
            {"initialExchangeDate": "2022-06-10", "maturityDate": "2025-06-10", "nominalInterestRate": "0.04"}
            | {"couponType": "AT_MATURITY"},
            10_000,
            datetime(2024, 6, 1),
            "100",
            "10790.16",
            "790.16",
        ),
    ],
)
def test_what_a_trade_costs(
    changed: dict[str, str], face: int, at: datetime, clean: str, paid: str, interest: str
) -> None:
    """5000 * (101.2345 + 1.4 * 97 / 182); 1000 * 100.4; 1000 * (99.60 + 0.5 * 31 / 91); 100 * 107.901639."""
    held = contract(**changed)
    assert paid_for(D(face), full_price(held.quoted, at, D(clean), held.terms.accrued_interest_rule)) == D(paid)
    assert held.accrued(D(face), at) == D(interest)


def test_a_trade_is_stated_in_terms_and_not_observed() -> None:
    """An observed trade is refused, unless it is of another contract, or after the horizon."""
    held = contract(contractID="held", notionalPrincipal="100")
    sale = ObservedEvent(datetime(2024, 2, 1), "TD", "held", D(100))
    with pytest.raises(
        InputError, match="TD observed on 2024-02-01T00:00:00: no event of a contract of the type BONDCN"
    ):
        held.events(Fixings.of({}, [sale]))
    assert held.events(Fixings.of({}, [sale]), datetime(2024, 1, 31)) == []
    assert contract(contractID="other").events(Fixings.of({}, [sale])) == contract().events()


def test_both_sides_pay_each_other_the_same() -> None:
    """The two roles see the same events with opposite payoffs."""
    terms = {"notionalPrincipal": "50000", "calendar": "MF", "businessDayConvention": "CSF", "couponFrequency": "4"}
    held, owed = contract(**terms).events(), contract(**terms, contractRole="RPL").events()
    assert [event.payoff for event in held] == [-event.payoff for event in owed]
