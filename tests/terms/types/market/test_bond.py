# SPDX-License-Identifier: Apache-2.0
"""BONDCN: coupons, trades at clean prices, errors; conservation of face.

Known answers with their arithmetic stand in ``vectors/terms/bond.json``.
"""

import decimal
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import (
    AccrualRule,
    accrued_interest,
)
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.bond import ChineseBond
from support.terms import possible

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


days = [datetime(2024, 1, 2) + timedelta(days=number) for number in range(0, 900, 9)]
orders = st.lists(
    st.builds(
        ObservedEvent,
        st.sampled_from(days),
        st.sampled_from(["PRD", "TD"]),
        st.just(""),
        st.integers(-100, 100_000).map(Decimal),
    ),
    max_size=8,
)


def run(seen: list[ObservedEvent], quotes: list[Decimal], **changed: object) -> list[Event]:
    held = contract(
        notionalPrincipal="50000", calendar="MF", businessDayConvention="CSF", couponFrequency="4", **changed
    )
    return held.events(Fixings.of({"CLEAN": dict(zip(days, quotes, strict=True))}, seen))


@settings(max_examples=40, deadline=None)
@given(orders, st.lists(st.decimals("80", "120", places=4), min_size=len(days), max_size=len(days)))
def test_face_is_conserved(seen: list[ObservedEvent], quotes: list[Decimal]) -> None:
    """Face in = face sold + face repaid + face held, and both sides pay each other the same."""
    seen = possible(lambda some: run(some, quotes), seen)
    events = run(seen, quotes)
    for event in events:
        state = event.state.values()
        held, came, sold, repaid = (
            D(str(state[name])) for name in ("notionalPrincipal", "faceIn", "faceSold", "faceRepaid")
        )
        assert held >= 0
        assert came == sold + repaid + held
    assert [event.payoff for event in events] == [-event.payoff for event in run(seen, quotes, contractRole="RPL")]


def test_a_trade_of_no_stated_face_is_an_error() -> None:
    """Nothing is made up."""
    with pytest.raises(InputError, match="PRD observed on 2024-02-01T00:00:00: there is no value"):
        contract().events(Fixings.of({}, [ObservedEvent(datetime(2024, 2, 1), "PRD")]))


@pytest.mark.parametrize(
    ("kind", "at", "face", "problem"),
    [
        ("PRD", datetime(2024, 2, 1), "0", "PRD observed on 2024-02-01T00:00:00: 0 is not above 0"),
        ("TD", datetime(2024, 2, 1), "100.01", "100.01 of the 100 that there are"),
        ("TD", datetime(2026, 3, 15, 9), "100", "outside the life of the bond"),
    ],
)
def test_trades_that_cannot_be_are_errors(kind: str, at: datetime, face: str, problem: str) -> None:
    """For nothing, beyond the holding, and from maturity on nothing is traded."""
    held = contract(notionalPrincipal="100")
    with pytest.raises(InputError, match=problem):
        held.events(Fixings.of({}, [ObservedEvent(at, kind, value=D(face))]))


def test_accrued_interest_of_a_contract_is_the_same_in_a_hostile_context() -> None:
    """3 % from 15 March 2023 to 1 January 2024 are 3 * 292 / 366, to all its digits."""
    held, at = contract(), datetime(2024, 1, 1)
    expected = str(accrued_interest(held.quoted, at, INTERBANK))
    assert expected.startswith("2.3934426229508")
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert str(held.accrued_per_100(at)) == expected


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
