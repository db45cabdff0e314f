# SPDX-License-Identifier: Apache-2.0
"""EQUITY: corporate actions, orders, refusals; conservation of shares and of cost.

Known answers with their arithmetic stand in ``vectors/terms/equity.json``.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, ObservedEvent
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.equity import Equity
from support.terms import possible

D = Decimal
START = datetime(2024, 1, 1)
NOON = [START + timedelta(days=number, hours=12) for number in range(1, 30)]


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


prices = st.decimals("1", "500", places=2)
ratios = st.decimals("0", "2", places=3)
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


def test_two_rights_issues_one_after_the_other_are_allowed() -> None:
    """The second record date may be the day after the first subscription ended; rights never mix."""
    second = RIGHTS | {"recordDate": "2024-06-21", "subscriptionEnd": "2024-06-30", "price": "7"}
    made = equity(quantity="100", corporateActions=[RIGHTS, second])
    seen = [ObservedEvent(datetime(2024, 6, day, 12), "RS", value=Decimal(10)) for day in (20, 25)]
    paid = [event.payoff for event in made.events(Fixings.of({}, seen)) if event.type.acronym == "RS"]
    assert paid == [-50, -70]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("PRD", Decimal(-5), "-5 is not above 0"),
        ("TD", Decimal(0), "0 is not above 0"),
        ("TD", Decimal(101), "101 of the 100 that there are"),
        ("RS", Decimal(1), "1 of the 0 that there are"),
        ("PRD", Decimal("0.5"), "0.5 is not a whole number of shares"),
        ("TD", Decimal("99.999"), "99.999 is not a whole number of shares"),
    ],
)
def test_trades_that_cannot_be_are_errors(kind: str, value: Decimal, problem: str) -> None:
    """For nothing, beyond the holding or the rights, and of fractions where none is held nothing is traded."""
    with pytest.raises(InputError, match=f"{kind} observed on 2024-01-02T12:00:00: {problem}"):
        equity(quantity="100").events(Fixings.of({}, [ObservedEvent(NOON[0], kind, value=value)]))


@pytest.mark.parametrize(
    ("at", "shares", "problem"),
    [
        (datetime(2024, 6, 20, 23, 59, 59), "30", None),
        (datetime(2024, 6, 21), "30", "30 of the 0"),
        (datetime(2024, 6, 21, 9), "30", "30 of the 0"),
        (datetime(2024, 6, 20), "0.5", "not a whole number"),
        (datetime(2024, 6, 20), "29.5", "not a whole number"),
        (datetime(2024, 6, 20), "30.5", "30.5 of the 30"),
    ],
)
def test_rights_are_used_whole_and_until_their_last_day_is_over(at: datetime, shares: str, problem: str | None) -> None:
    """100 shares give 30 rights to 20 June; at the midnight that ends it they have lapsed."""
    seen = Fixings.of({}, [ObservedEvent(at, "RS", value=Decimal(shares))])
    made = equity(quantity="100", corporateActions=[RIGHTS])
    if problem is not None:
        with pytest.raises(InputError, match=problem):
            made.events(seen)
        return
    (event,) = (event for event in made.events(seen) if event.type.acronym == "RS")
    assert (event.payoff, event.state.values()["shares"]) == (-150, 130)


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


def test_a_fraction_that_is_held_can_be_sold() -> None:
    """Of 100.5 shares the half is sold; then only whole ones are traded."""
    seen = [ObservedEvent(at, "TD", value=Decimal("0.5")) for at in NOON[:2]]
    prices = {"SHARE": dict.fromkeys(NOON, Decimal(10))}
    assert [event.payoff for event in equity(quantity="100.5").events(Fixings.of(prices, seen[:1]))] == [5]
    with pytest.raises(InputError, match="not a whole number"):
        equity(quantity="100.5").events(Fixings.of(prices, seen))


@pytest.mark.parametrize("kind", ["PRD", "TD", "RS"])
def test_an_order_for_no_stated_number_is_an_error(kind: str) -> None:
    """Who orders says how many shares; nothing is made up."""
    with pytest.raises(InputError, match=f"{kind} observed on 2024-01-02T12:00:00: there is no value"):
        equity(quantity="100").events(Fixings.of({}, [ObservedEvent(NOON[0], kind)]))


def test_a_holding_that_a_reverse_split_wipes_out_is_a_loss() -> None:
    """5 shares, 1 for 10, fraction lost: no share is left, and its cost is realised."""
    action = {"type": "REVERSE_SPLIT", "exDate": "2024-06-13", "shares": "1"}
    (event,) = equity(quantity="5", costBasis="40", corporateActions=[action]).events()
    assert event.state.values() | {"shares": 0, "costBasis": 0, "realisedGain": -40} == event.state.values()


orders = st.lists(
    st.builds(
        ObservedEvent,
        st.sampled_from(NOON),
        st.sampled_from(["PRD", "TD", "RS"]),
        st.just(""),
        st.integers(-10, 3000).map(Decimal),
    ),
    max_size=10,
)
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


def run(seen: list[ObservedEvent], quotes: list[Decimal], **changed: object) -> list[Event]:
    made = equity(quantity="1001", costBasis="9009", corporateActions=ACTIONS, **changed)
    return made.events(Fixings.of({"SHARE": dict(zip(NOON, quotes, strict=True))}, seen))


@settings(max_examples=60, deadline=None)
@given(orders, st.lists(prices, min_size=len(NOON), max_size=len(NOON)))
def test_shares_and_cost_are_conserved(seen: list[ObservedEvent], quotes: list[Decimal]) -> None:
    """Shares stay whole; cost held + cost sold = cost paid; gain = money received for shares - cost sold."""
    paid, received = Decimal(9009), Decimal(0)
    for event in run(possible(lambda some: run(some, quotes), seen), quotes):
        if event.type.acronym in ("PRD", "RS"):
            paid -= event.payoff
        elif event.type.acronym in ("TD", "SS"):
            received += event.payoff
        shares, basis, sold, gain = (
            Decimal(str(event.state.values()[name])) for name in ("shares", "costBasis", "costOfSales", "realisedGain")
        )
        assert shares >= 0
        assert shares == shares.to_integral_value()
        assert (basis + sold - paid).quantize(Decimal("1e-15"), ROUND_HALF_UP) == 0
        assert (gain - received + sold).quantize(Decimal("1e-15"), ROUND_HALF_UP) == 0
    assert not event.state.values()["moneyOwed"]
    assert not event.state.values()["rights"]


@settings(max_examples=30, deadline=None)
@given(orders, st.lists(prices, min_size=len(NOON), max_size=len(NOON)))
def test_the_other_side_pays_what_the_holder_receives(seen: list[ObservedEvent], quotes: list[Decimal]) -> None:
    """The two roles see the same events with opposite payoffs."""
    seen = possible(lambda some: run(some, quotes), seen)
    assert [event.payoff for event in run(seen, quotes)] == [
        -event.payoff for event in run(seen, quotes, contractRole="RPL")
    ]
