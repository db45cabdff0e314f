# SPDX-License-Identifier: Apache-2.0
"""EQUITY: corporate actions and terms that are refused; conservation of shares and of cost.

Known answers with their arithmetic stand in ``vectors/terms/equity.json``.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.formulas.corporate_actions import average_cost
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.equity import Equity


def equity(**changed: object) -> Equity:
    """A shareholding of nothing, but for what is changed."""
    made = Contract.from_terms(
        {
            "contractType": "EQUITY",
            "contractRole": "RPA",
            "statusDate": "2024-01-01T00:00:00",
            "currency": "CNY",
            "marketObjectCode": "SHARE",
        }
        | changed
    )
    assert isinstance(made, Equity)
    return made


BONUS = {"type": "BONUS_ISSUE", "recordDate": "2024-06-12", "exDate": "2024-06-13", "shares": "3"}
CASH = {"type": "CASH_DIVIDEND", "recordDate": "2024-06-12", "payDate": "2024-06-13", "amount": "3"}
RIGHTS = {"type": "RIGHTS_ISSUE", "recordDate": "2024-06-12", "subscriptionEnd": "2024-06-20"}
RIGHTS |= {"shares": "3", "price": "5"}
SPLIT = {"type": "SPLIT", "exDate": "2024-06-13", "shares": "20"}


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (BONUS | {"exDate": ""}, "BONUS_ISSUE needs exDate"),
        (BONUS | {"shares": ""}, "BONUS_ISSUE needs shares"),
        (BONUS | {"per": "0"}, "per is 0"),
        (BONUS | {"exDate": "2024-06-12"}, "recordDate is not before"),
        (BONUS | {"fraction": "CASH"}, "fractions in cash need price"),
        (CASH | {"amount": ""}, "CASH_DIVIDEND needs amount"),
        (CASH | {"payDate": ""}, "CASH_DIVIDEND needs payDate"),
        (CASH | {"recordDate": ""}, "CASH_DIVIDEND needs recordDate"),
        (CASH | {"taxRate": "1.1"}, "taxRate is more than 1"),
        (CASH | {"recordDate": "2023-12-31", "payDate": "2024-01-05"}, "record date is before the statusDate"),
        (RIGHTS | {"price": ""}, "RIGHTS_ISSUE needs price"),
        (RIGHTS | {"subscriptionEnd": ""}, "RIGHTS_ISSUE needs subscriptionEnd"),
        (SPLIT | {"shares": "10"}, "more shares"),
        (SPLIT | {"type": "REVERSE_SPLIT"}, "fewer shares"),
        (SPLIT | {"type": "REVERSE_SPLIT", "shares": "0"}, "fewer shares"),
    ],
)
def test_corporate_actions_that_are_refused(action: dict[str, str], problem: str) -> None:
    """Each incomplete or contradictory action is refused, and the error tells which one."""
    with pytest.raises(TermError, match=problem) as refused:
        equity(corporateActions=[action])
    assert refused.value.term == "corporateActions[0]"


@pytest.mark.parametrize(
    ("changed", "term"),
    [
        ({"quantity": "-1"}, "quantity"),
        ({"contractRole": "LG"}, "contractRole"),
        ({"statusDate": ""}, "statusDate"),
        ({"corporateActions": [{"type": "MERGER"}]}, "type"),
        ({"corporateActions": [{"exDate": "2024-06-13"}]}, "type"),
        ({"corporateActions": [BONUS | {"ratio": "1"}]}, "ratio"),
        ({"corporateActions": [RIGHTS, RIGHTS | {"recordDate": "2024-06-19"}]}, "corporateActions"),
    ],
)
def test_terms_that_are_refused(changed: dict[str, object], term: str) -> None:
    """Each wrong term is named."""
    with pytest.raises(TermError) as refused:
        equity(**changed)
    assert refused.value.term == term


def test_rights_of_a_next_issue_begin_when_those_of_the_last_lapse() -> None:
    """The first ends on the day of the second's record date, and takes none of its rights along."""
    second = RIGHTS | {"recordDate": "2024-06-20T15:00:00", "subscriptionEnd": "2024-06-30"}
    made = equity(quantity="100", corporateActions=[RIGHTS, second])
    assert [(event.type.acronym, event.state.values()["rights"]) for event in made.events()] == [
        ("RD", 0),
        ("RG", 30),
        ("RD", 30),
        ("RL", 0),
        ("RG", 30),
        ("RL", 0),
    ]


def test_a_holding_that_a_reverse_split_wipes_out_is_a_loss() -> None:
    """5 shares, 1 for 10, fraction lost: no share is left, and its cost is realised."""
    action = {"type": "REVERSE_SPLIT", "exDate": "2024-06-13", "shares": "1"}
    (event,) = equity(quantity="5", costBasis="40", corporateActions=[action]).events()
    assert event.state.values() | {"shares": 0, "costBasis": 0, "realisedGain": -40} == event.state.values()


ACTIONS = [
    {"type": "BONUS_ISSUE", "recordDate": "2024-01-05", "exDate": "2024-01-06", "shares": "3.5"},
    {"type": "CASH_DIVIDEND", "recordDate": "2024-01-05", "payDate": "2024-01-09", "amount": "1.23", "taxRate": "0.2"},
    {"type": "REVERSE_SPLIT", "exDate": "2024-01-10", "shares": "3", "fraction": "CASH", "price": "7.77"},
    {"type": "SPLIT", "exDate": "2024-01-14", "per": "2", "shares": "5", "fraction": "HALF_UP"},
    {
        "type": "RIGHTS_ISSUE",
        "recordDate": "2024-01-17",
        "subscriptionEnd": "2024-01-24",
        "shares": "3",
        "price": "9.1",
    },
]


def run(quantity: Decimal, **changed: object) -> list[Event]:
    made = equity(quantity=quantity, costBasis="9009", corporateActions=ACTIONS, **changed)
    return made.events()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6).map(Decimal))
def test_shares_and_cost_are_conserved(quantity: Decimal) -> None:
    """Shares stay whole; cost held + cost sold = cost paid; gain = money received for shares - cost sold."""
    received = Decimal(0)
    for event in run(quantity):
        if event.type.acronym == "SS":
            received += event.payoff
        shares, basis, sold, gain = (
            Decimal(str(event.state.values()[name])) for name in ("shares", "costBasis", "costOfSales", "realisedGain")
        )
        assert shares >= 0
        assert shares == shares.to_integral_value()
        assert (basis + sold - 9009).quantize(Decimal("1e-15"), ROUND_HALF_UP) == 0
        assert (gain - received + sold).quantize(Decimal("1e-15"), ROUND_HALF_UP) == 0
    assert not event.state.values()["moneyOwed"]
    assert not event.state.values()["rights"]


def test_the_other_side_pays_what_the_holder_receives() -> None:
    """The two roles see the same events with opposite payoffs."""
    held, owed = run(Decimal(1001)), run(Decimal(1001), contractRole="RPL")
    assert [event.payoff for event in held] == [-event.payoff for event in owed]


def test_what_is_sold_takes_its_average_cost_along() -> None:
    """300 at 10 and 100 at 12 cost 4200: 200 of 400 take 2100, and so do the last 200; thirds leave no remainder."""
    assert average_cost(Decimal(4200), Decimal(200), Decimal(400)) == 2100
    assert average_cost(Decimal(2100), Decimal(200), Decimal(200)) == 2100
    left = Decimal(100)
    for held in (3, 2, 1):
        left -= average_cost(left, Decimal(1), Decimal(held))
    assert left == 0


def test_a_dividend_that_is_owed_follows_the_record_date() -> None:
    """1000 shares at the record date: 1000 * 5 / 10 are owed by the issuer, and paid a week later."""
    action = CASH | {"amount": "5", "payDate": "2024-06-20"}
    events = equity(quantity="1000", corporateActions=[action], contractRole="RPL").events()
    assert [(event.type.acronym, event.payoff, event.state.values()["moneyOwed"]) for event in events] == [
        ("RD", 0, 500),
        ("DV", -500, 0),
    ]
