# SPDX-License-Identifier: Apache-2.0
"""Repos: the vectors, margin calls that restore what is required, both sides, and what is refused.

The vectors by hand, with Act/365. Cash margin: 1000000 at 3.65 % is 100 a day; required is 1.02 times the exposure.
On the 4th 1020306 - 1020000 = 306 is below the threshold; on the 5th 1020408 - 1000000 = 20408 is called; on the 6th
1020510 - 1030000 - 20408 = -29898 goes back; on the 7th 1020612 - 1020000 + 9490 = 10102 comes again; 612 is left to
return. Collateral margin: required is (950000 + 95 n) / 0.95 = 1000000 + 100 n; at 99.5 the gap of 5100 takes 6 lots of
995, at 101 the excess of 15860 frees 15 lots of 1010. Open repo: 10 days at 200 and 10 at 300 are 5000.
"""

import decimal
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import differences, read_case
from counterfoil.terms.formulas.margining import Collateral, called, moved, required_value, value_of
from counterfoil.terms.kernel.calendars import read_calendars
from counterfoil.terms.kernel.risk_factors import MissingFixing, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.repo import Repo
from support.repos import BOND, OPEN, TERM, at, rows, run

D = Decimal
VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[4] / "vectors" / "terms" / "repo.json").read_text())
MARGINED = {**TERM, "cycleOfMargining": "P1D", "initialMarginRatio": "1.02"}
NAMED = [BOND, {**BOND, "collateralID": "C"}]


def seen(kind: str, day: int, value: str | None = None, **states: object) -> ObservedEvent:
    """An observed event in March."""
    return ObservedEvent(at(day), kind, "repo", None if value is None else D(value), None, states)


@pytest.mark.parametrize("name", VECTORS)
def test_vectors(name: str) -> None:
    """Every event of every vector, with its states."""
    case = read_case(name, VECTORS[name], calendars=read_calendars(VECTORS[name]["calendars"]))
    assert case.contract.contract_type == Repo.contract_type == "REPO"
    assert differences(case, case.run()) == []


@pytest.mark.parametrize("name", VECTORS)
def test_terms_read_back_what_they_write(name: str) -> None:
    """The JSON that a contract writes describes the same contract."""
    contract = Contract.from_terms(VECTORS[name]["terms"])
    assert Contract.from_terms(contract.to_terms()).terms == contract.terms


BOND_PRICES = st.lists(st.decimals("50", "150", places=4), min_size=3, max_size=3).map(
    lambda prices: dict(zip((5, 6, 7), prices, strict=True))
)


@settings(max_examples=80, deadline=None)
@given(prices=BOND_PRICES, ratio=st.decimals("1", "1.2", places=2))
def test_cash_margin_restores_what_is_required(prices: dict[int, Decimal], ratio: Decimal) -> None:
    """After each call collateral and cash together are worth exactly what is required; at the end it all goes back."""
    events = run(MARGINED | {"initialMarginRatio": ratio}, prices=prices)
    calls = [event for event in events if event.type.acronym == "MR"]
    for event in calls[:-1]:
        state = event.state.values()
        exposure = state["notionalPrincipal"] + state["accruedInterest"]
        assert state["collateralValue"] - state["cashMargin"] == exposure * ratio
    assert sum(event.payoff for event in calls) == 0


@settings(max_examples=80, deadline=None)
@given(prices=BOND_PRICES, haircut=st.decimals("0", "0.3", places=2), lot=st.sampled_from(["1", "10", "100"]))
def test_collateral_margin_restores_what_is_required(prices: dict[int, Decimal], haircut: Decimal, lot: str) -> None:
    """After each call the collateral is worth what is required, and less than one lot more."""
    terms = {**MARGINED, "initialMarginRatio": None, "haircut": haircut, "marginSettlement": "COLLATERAL"}
    events = run({**terms, "collateral": [{**BOND, "lot": lot}]}, prices=prices)
    for event in events:
        if event.type.acronym == "MR":
            state = event.state.values()
            exposure = state["notionalPrincipal"] + state["accruedInterest"]
            required = required_value(exposure, haircut=haircut, initial_margin=None)
            assert required <= state["collateralValue"] < required + prices[event.at.day] * D(lot)
            assert event.payoff == 0


@settings(max_examples=60, deadline=None)
@given(prices=BOND_PRICES, kind=st.sampled_from(["CLASSIC", "PLEDGED"]), rate=st.decimals("-0.05", "0.2", places=4))
def test_both_sides_cancel_out_and_only_interest_is_earned(
    prices: dict[int, Decimal], kind: str, rate: Decimal
) -> None:
    """What one side pays the other gets; over its life the buyer earns the interest of four days, no more."""
    terms = MARGINED | {"repoType": kind, "nominalInterestRate": rate}
    buyer, seller = (run(terms | {"contractRole": role}, prices=prices) for role in ("BUY", "SEL"))
    assert [event.payoff for event in buyer] == [event.payoff.copy_negate() for event in seller]
    assert abs(sum(event.payoff for event in buyer) - 1000000 * rate * 4 / 365) < D("1e-20")


def test_margin_calls_do_not_touch_the_repurchase_price() -> None:
    """The repurchase price has the same digits with daily margin calls and without."""
    prices = dict.fromkeys((5, 6, 7), D(100))
    odd = {"nominalInterestRate": "0.0123"}
    assert run(MARGINED | odd, prices=prices)[-1].payoff == run(TERM | odd)[-1].payoff


@pytest.mark.parametrize(
    ("deficit", "threshold", "minimum", "expected"),
    [("5", "5", "0", "0"), ("6", "5", "0", "6"), ("-6", "5", "0", "-6"), ("6", "5", "7", "0"), ("7", "0", "7", "7")],
)
def test_small_gaps_are_not_called(deficit: str, threshold: str, minimum: str, expected: str) -> None:
    """Above the threshold and from the minimum transfer on, all of the gap is called."""
    assert called(D(deficit), threshold=D(threshold), minimum_transfer=D(minimum)) == D(expected)


def test_no_more_collateral_goes_back_than_is_there() -> None:
    """The first security is returned at most in full; the others stay."""
    items = tuple(Collateral(collateral_id=name, quantity=D(10), market_object_code=name) for name in "AB")
    left = moved(items, D(-5000), lambda code: D(100))
    assert [item.quantity for item in left] == [0, 10]
    assert value_of(left, lambda code: D(100)) == 1000


def test_an_open_repo_runs_until_notice() -> None:
    """Without notice there is no end; the first notice ends it a day later, and nothing is agreed after it."""
    assert rows(run(OPEN, until=31)) == [(4, "IED", -1000000)]
    assert rows(run(OPEN, seen("XD", 12))) == [(4, "IED", -1000000), (12, "XD", 0), (13, "STD", D("1000900"))]
    with pytest.raises(InputError, match="outside the life of the repo"):
        run(OPEN, seen("XD", 12), seen("XD", 20))


def test_an_open_repo_resets_to_the_market() -> None:
    """Every two days from the anchor on the rate is the market's plus a spread: 1 day at 3.65 %, then 7.3 %."""
    terms = {
        **OPEN,
        "cycleAnchorDateOfRateReset": "2024-03-05",
        "cycleOfRateReset": "P2D",
        "marketObjectCodeOfRateReset": "RATE",
        "rateSpread": "0.003",
    }
    events = run(terms, seen("XD", 6), prices={5: D("0.07")})
    assert rows(events) == [(4, "IED", -1000000), (5, "RR", 0), (6, "XD", 0), (7, "STD", D("1000500"))]


def test_a_repo_is_taken_up_at_the_status_date() -> None:
    """What accrued is computed from the start or stated; margin that was given before goes back at the end."""
    under_way = {**TERM, "statusDate": "2024-03-06"}
    assert rows(run(under_way)) == [(8, "MD", D("1000400"))]
    stated = {**under_way, "accruedInterest": "150", "cashMargin": "-70"}
    assert rows(run(stated)) == [(8, "MR", -70), (8, "MD", D("1000350"))]


WEEKEND = {"initialExchangeDate": "2024-03-09", "maturityDate": "2024-03-10", "calendar": "MF"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"contractRole": "LG"}, "terms.contractRole: LG is not a side of a repo"),
        ({"maturityDate": "2024-03-04"}, "terms.maturityDate: not after the initialExchangeDate"),
        ({"maturityDate": None}, "terms.xDayNotice: an open repo needs it"),
        ({"xDayNotice": "P1D"}, "terms.xDayNotice: a repo with a maturityDate ends without notice"),
        ({"purchasePrice": "0"}, "terms.purchasePrice: '0' is not above zero"),
        ({"haircut": "1"}, "terms.haircut: not below 1"),
        ({"haircut": "0.1", "initialMarginRatio": "1.1"}, "terms.initialMarginRatio: given beside a haircut"),
        ({"cycleOfRateReset": "P1D"}, "terms.marketObjectCodeOfRateReset: rate resets need the term"),
        ({"collateral": []}, "terms.collateral: there is no collateral"),
        ({"collateral": [BOND, BOND]}, "terms.collateral: the same collateralID stands twice"),
        ({"collateral": [{**BOND, "quantity": "0"}]}, "a quantity and a lot are above zero"),
        ({"collateral": [{"collateralID": "B", "quantity": "1"}]}, "marketObjectCode"),
        ({"repoType": "TRIPARTY"}, "one of CLASSIC, PLEDGED"),
        ({"calendar": "NOWHERE"}, "no calendar 'NOWHERE' was given"),
        ({"haircutt": "0.1"}, "did you mean haircut?"),
        (
            {**WEEKEND, "businessDayConvention": "SCP"},
            "terms.maturityDate: under SCP the repurchase would be before the initialExchangeDate",
        ),
    ],
)
def test_terms_that_contradict_each_other_are_refused(change: dict[str, Any], problem: str) -> None:
    """One row per rule, in the words of the error."""
    with pytest.raises(InputError, match=problem):
        Contract.from_terms({**TERM, **change})


@pytest.mark.parametrize(
    ("terms", "observed", "problem"),
    [
        ({**TERM, "repoType": "PLEDGED"}, seen("MI", 5, "1"), "keeps the title, and the income with it"),
        (TERM, seen("MI", 5), "MI observed on 2024-03-05T00:00:00: there is no value"),
        (TERM, seen("MI", 5, "1", collateralID="X"), "'X' is not among the collateral .name .* one of: B 10500"),
        ({**TERM, "collateral": NAMED}, seen("MI", 5, "1"), "no collateral is named"),
        (
            TERM,
            seen("MI", 3, "1"),
            "MI observed on 2024-03-03T00:00:00: .*no collateral outside the life",
        ),
        (
            TERM,
            seen("MI", 9, "1"),
            "MI observed on 2024-03-09T00:00:00: .*no collateral outside the life",
        ),
        (TERM, seen("XD", 5), "XD observed on 2024-03-05T00:00:00: a repo with a maturityDate ends without notice"),
        (TERM, seen("RR", 5, "0.1"), "RR observed on 2024-03-05T00:00:00: no event of a contract of the type REPO"),
        (TERM, seen("CSB", 5), "CSB observed on 2024-03-05T00:00:00: no event of a contract of the type REPO"),
        (TERM, seen("MI", 5, "1e20"), "1E.20 is too large an amount"),
        (TERM, seen("XD", 3), "outside the life of the repo"),
    ],
)
def test_observations_that_cannot_be_are_refused(terms: dict[str, Any], observed: ObservedEvent, problem: str) -> None:
    """One row per rule, in the words of the error."""
    with pytest.raises(InputError, match=problem):
        run(terms, observed, prices=dict.fromkeys((4, 5, 6, 7), D(100)), until=20)


def test_income_belongs_to_the_security_that_is_named() -> None:
    """Of two securities the one that is named pays, on the quantity that is there."""
    events = run({**TERM, "collateral": NAMED}, seen("MI", 5, "0.5", collateralID="C"))
    assert rows(events)[1] == (5, "MI", -5250)


def test_income_counts_on_the_days_of_the_exchange_and_the_repurchase_and_up_to_the_horizon() -> None:
    """Both days belong to the life of the repo; what is observed after the horizon is not looked at."""
    assert rows(run(TERM, seen("MI", 4, "1"), seen("MI", 8, "1"))) == [
        (4, "IED", -1000000),
        (4, "MI", -10500),
        (8, "MI", -10500),
        (8, "MD", 1000400),
    ]
    assert rows(run(TERM, seen("MI", 9, "1"), until=8)) == rows(run(TERM))
    assert rows(run({**TERM, "statusDate": "2024-03-03"}, seen("MI", 3, "1"))) == rows(run(TERM))


def test_margin_needs_a_price_and_a_horizon() -> None:
    """No price is carried forward, none is taken that is not above zero, and no schedule runs for ever."""
    with pytest.raises(MissingFixing, match="no fixing of B at 2024-03-06"):
        run(MARGINED, prices={5: D(100)})
    with pytest.raises(InputError, match=r"the price of B is 0"):
        run(MARGINED, prices={5: D(0)})
    with pytest.raises(InputError, match=r"margin calls and rate resets for ever .give the time until which"):
        run({**OPEN, "cycleOfMargining": "P1D"})


@pytest.mark.parametrize("status", ["2024-03-01", "2024-03-12"])
def test_the_first_notice_counts(status: str) -> None:
    """Notice is given once, before the status date or after it; a second one changes nothing."""
    events = run({**OPEN, "statusDate": status, "xDayNotice": "P5D"}, seen("XD", 11), seen("XD", 13))
    assert rows(events)[-2:] == [(13, "XD", 0), (16, "STD", D("1001200"))]
    assert events[-1].state.values()["exerciseDate"] == datetime(2024, 3, 11)


def test_margining_is_the_same_in_a_hostile_context() -> None:
    """Six digits, rounded up, in the context of the thread change no digit."""
    items = (Collateral(collateral_id="A", quantity=D("1234567.1"), market_object_code="A"),)
    deficit, exposure, worth = D("-12345678.9"), D("1234567.89"), D("123456710")
    with decimal.localcontext(prec=6, rounding=decimal.ROUND_UP):
        assert called(deficit, threshold=D(0), minimum_transfer=D(0)) == deficit
        assert called(deficit, threshold=deficit.copy_abs(), minimum_transfer=D(0)) == 0
        assert value_of(items, lambda code: D(100)) == worth
        assert required_value(exposure, haircut=None, initial_margin=D("1.02")) == D("1259259.2478")
        assert moved(items, D(150), lambda code: D(100))[0].quantity == D("1234569.1")


def test_what_a_substitution_must_be_worth() -> None:
    """1000100 are owed after a day: 10000 bonds at 100 are too little; at 102 % on the first day 10200 are enough."""
    items = (Collateral(collateral_id="A", quantity=D(10_000), market_object_code="A"),)
    assert value_of(items, lambda code: D(100)) < required_value(D(1_000_100), haircut=None, initial_margin=None)
    assert required_value(D(1_000_000), haircut=None, initial_margin=D("1.02")) == 1_020_000
