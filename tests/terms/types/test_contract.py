# SPDX-License-Identifier: Apache-2.0
"""Contracts: what is refused and in which words, and what holds of the events of every type."""

import ast
import decimal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract, Event, TermError
from counterfoil.terms.kernel.arithmetic import CONTEXT
from counterfoil.terms.kernel.calendars import TradingDays
from support import tree
from support.terms import (
    INDEX,
    MARKET,
    AnyMarket,
    Terms,
    cap_floor,
    horizons,
    leg,
    loans,
    observing,
    run,
    seen,
    state_of,
    story,
    swap,
    terms,
)

WITH_MATURITY = ("PAM", "LAM", "NAM", "ANN", "LAX")
LOANS = (*WITH_MATURITY, "CLM", "UMP")
REQUIRED = {
    "PAM": ("statusDate", "contractRole", "currency", "initialExchangeDate", "maturityDate", "notionalPrincipal"),
    "LAM": ("statusDate", "contractRole", "currency", "initialExchangeDate", "notionalPrincipal"),
    "NAM": ("statusDate", "contractRole", "currency", "notionalPrincipal", "nextPrincipalRedemptionPayment"),
    "ANN": ("statusDate", "contractRole", "currency", "initialExchangeDate", "notionalPrincipal"),
    "LAX": (
        *("statusDate", "contractRole", "currency", "initialExchangeDate", "notionalPrincipal"),
        *("arrayNextPrincipalRedemptionPayment", "arrayIncreaseDecrease", "arrayCycleAnchorDateOfPrincipalRedemption"),
    ),
}


@pytest.mark.parametrize(("kind", "missing"), [(kind, name) for kind, names in REQUIRED.items() for name in names])
def test_required_terms(kind: str, missing: str) -> None:
    """Each required term is missed by its name and acronym, and what it takes is said."""
    with pytest.raises(TermError, match=rf"terms\.{missing}: {kind} needs the term \([A-Z0-9]+\) \(give ") as caught:
        Contract.from_terms(terms(kind, **{missing: None}))
    assert caught.value.term == missing


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contractType": "PAN"}, r"contractType: 'PAN' is not a contract type \(allowed: ANN, .*PAM"),
        ({"contractType": 7}, r"contractType: 7 is not a contract type"),
        ({"contractType": ""}, r"contractType: '' is not a contract type"),
        ({"notionalPrincipl": "1"}, r"notionalPrincipl: no such term \(did you mean notionalPrincipal\?\)"),
        ({"xyz": "1"}, r"xyz: no such term"),
        ({"notionalPrincipal": 0.5}, r"notionalPrincipal: 0\.5 is a binary float"),
        ({"notionalPrincipal": float("nan")}, r"notionalPrincipal: nan is a binary float"),
        ({"notionalPrincipal": True}, r"notionalPrincipal: True is not a number"),
        ({"notionalPrincipal": "1,200"}, r"notionalPrincipal: '1,200' is not a number"),
        ({"notionalPrincipal": "-1"}, r"notionalPrincipal: '-1' is negative"),
        ({"notionalPrincipal": "1e400"}, r"notionalPrincipal: '1e400' is not between"),
        ({"notionalPrincipal": "1" * 35}, r"notionalPrincipal: '1{35}' is of more than 34 digits"),
        ({"nominalInterestRate": "12%"}, r"nominalInterestRate: '12%' is not a number"),
        ({"maturityDate": "2026-02-30"}, r"maturityDate: '2026-02-30' is not on the calendar"),
        ({"maturityDate": "2026-01-01T00:00:00Z"}, r"maturityDate: .* is not a time .*without time zone"),
        ({"maturityDate": "3000-01-01"}, r"maturityDate: '3000-01-01' is not in the years 1600 to 2999"),
        ({"maturityDate": 20260101}, r"maturityDate: 20260101 is not a time"),
        ({"cycleOfInterestPayment": "1 month"}, r"cycleOfInterestPayment: '1 month' is not a cycle"),
        ({"cycleOfInterestPayment": "P0D"}, r"cycleOfInterestPayment: 'P0D' is a cycle of no length"),
        ({"contractRole": "LENDER"}, r"contractRole: 'LENDER' is not one of the allowed values \(CNTRL\) .*RPA, RPL"),
        ({"dayCountConvention": "30/360"}, r"dayCountConvention: '30/360' .*A360"),
        ({"dayCountConvention": None}, r"dayCountConvention: PAM with nominalInterestRate needs the term"),
        ({"businessDayConvention": "MODFOLLOW"}, r"businessDayConvention: 'MODFOLLOW' .*SCMF"),
        ({"calendar": "XSHG"}, r"calendar: no calendar 'XSHG' was given \(CLDR\) \(given: MF, .*NC"),
        ({"feeRate": "0.1"}, r"feeBasis: PAM with feeRate needs the term"),
        ({"cycleOfRateReset": "P1M"}, r"marketObjectCodeOfRateReset: PAM with cycleOfRateReset needs the term"),
        ({"scalingEffect": "IN0"}, r"marketObjectCodeOfScalingIndex: PAM with scalingEffect needs the term"),
        (
            {
                "scalingEffect": "IN0",
                "marketObjectCodeOfScalingIndex": INDEX,
                "scalingIndexAtContractDealDate": "0",
            },
            r"scalingIndexAtContractDealDate: 0 scales nothing",
        ),
        ({"maturityDate": "2024-01-01"}, r"maturityDate: 2024-01-01T00:00:00 is not after initialExchangeDate"),
        ({"maturityDate": "2023-06-01"}, r"maturityDate: 2023-06-01T00:00:00 is not after initialExchangeDate"),
        ({"purchaseDate": "2024-06-01"}, r"priceAtPurchaseDate: purchaseDate needs a price"),
        ({"terminationDate": "2024-06-01"}, r"priceAtTerminationDate: terminationDate needs a price"),
        (
            {
                "purchaseDate": "2025-06-01",
                "priceAtPurchaseDate": "1",
                "terminationDate": "2025-05-01",
                "priceAtTerminationDate": "1",
            },
            r"terminationDate: before the purchaseDate",
        ),
        ({"contractID": "x" * 201}, r"contractID: .* of 201 characters"),
        ({"contractIdentifier": "c2"}, r"contractIdentifier: given twice, also as contractID"),
    ],
)
def test_what_is_refused(changes: Terms, said: str) -> None:
    """The error names the term, its value, and what would be right."""
    with pytest.raises(TermError, match=said) as caught:
        Contract.from_terms({**terms("PAM"), **changes}, where="loan 7")
    assert str(caught.value).startswith("loan 7.") or "calendar" in changes


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("PAM", {"maturityDate": "2999-01-01", "cycleOfInterestPayment": "P1DL1"}),
        ("LAM", {"maturityDate": "2999-01-01", "cycleOfPrincipalRedemption": "P1DL1"}),
        ("LAM", {"maturityDate": None, "nextPrincipalRedemptionPayment": "1e-90"}),
        ("NAM", {"maturityDate": None, "notionalPrincipal": "1e20", "nominalInterestRate": "0"}),
        (
            "LAM",
            {
                "maturityDate": None,
                "nextPrincipalRedemptionPayment": "1",
                "initialExchangeDate": "1600-01-01",
                "cycleOfPrincipalRedemption": "P1DL1",
                "statusDate": "2999-12-31",
            },
        ),
    ],
)
def test_schedules_have_an_end(kind: str, changes: Terms) -> None:
    """More times than a century of days, or one out of the calendar, is an error of input and not of memory."""
    with pytest.raises(InputError, match=r"schedule of more than 40000 times|leads out of the calendar"):
        run(terms(kind, **changes))


def test_blank_terms_are_absent() -> None:
    """As in the public cases: an empty text, None or blanks say nothing."""
    blank = {**terms("PAM"), "purchaseDate": "", "calendar": None, "feeRate": "  ", "contractType": " PAM "}
    assert run(blank) == run(terms("PAM"))


def test_calendars_are_given() -> None:
    """A calendar goes by its name; those without data by theirs, in small letters too."""
    days = TradingDays.from_holidays("SSE", [date(2024, 7, 1)], first=date(2024, 1, 1), last=date(2026, 12, 31))
    given_ = terms("PAM", calendar="SSE", businessDayConvention="SCF", cycleAnchorDateOfInterestPayment="2024-07-01")
    events = Contract.from_terms(given_, calendars={"SSE": days}).events()
    assert f"{events[1].at:%Y-%m-%d}" == "2024-07-02"
    assert run({**given_, "calendar": "mf"})[1].at == datetime(2024, 7, 1)


def test_outside_a_calendar_nothing_is_known() -> None:
    """An event beyond the days of the calendar is an error, and no guess."""
    days = TradingDays.from_holidays("SSE", (), first=date(2024, 1, 1), last=date(2024, 12, 31))
    given_ = terms("PAM", calendar="SSE", businessDayConvention="SCF", cycleOfInterestPayment="P6ML1")
    contract = Contract.from_terms(given_, calendars={"SSE": days})
    with pytest.raises(InputError, match="2025-01-01 is outside the calendar"):
        contract.events()


def test_a_calendar_serves_for_the_time_it_knows() -> None:
    """A year of published holidays is enough for the events of that year, of however long a contract."""
    days = TradingDays.from_holidays("SSE", (), first=date(2024, 1, 1), last=date(2024, 12, 31))
    given_ = terms("PAM", calendar="SSE", businessDayConvention="SCF", cycleOfInterestPayment="P6ML1")
    contract = Contract.from_terms(given_, calendars={"SSE": days})
    known = contract.events(until=datetime(2024, 10, 31))
    assert [event.type.acronym for event in known] == ["IED", "IP"]
    with pytest.raises(InputError, match="2025-01-01 is outside the calendar"):
        contract.events(until=datetime(2024, 12, 31))  # whether New Year's interest is shifted back is not known


@pytest.mark.parametrize("kind", LOANS)
def test_the_schedule_is_what_happens(kind: str) -> None:
    """Planned and happened events agree in time, type and order; planning observes no market."""
    contract = Contract.from_terms(terms(kind, cycleOfRateReset="P1ML1", marketObjectCodeOfRateReset=MARKET))
    until = datetime(2024, 12, 31)
    planned = [(item.at, item.type) for item in contract.schedule(until=until)]
    assert planned == [(event.at, event.type) for event in contract.events(AnyMarket(), until)]


def test_contracts_without_their_steps() -> None:
    """The parts that each type must supply are refused where they are not."""
    bare: Contract[Any, Any] = Contract(Contract.from_terms(terms("PAM")).terms)
    for attempt in (bare.schedule, bare.events):
        with pytest.raises(NotImplementedError):
            attempt()
    assert bare.settlement_rate(datetime(2024, 1, 1), observing()) == 1
    assert (bare.currency, bare.calendar.name) == ("CNY", "NC")


# Laws.

any_loan = loans(*LOANS)
CALLED = (seen("2024-03-05", "PR", "50"), seen("2024-05-05", "PI", "-70"), seen("2025-02-05", "XD"))
FAR = datetime(2027, 1, 1)


@settings(max_examples=100, deadline=None)
@given(loans(*WITH_MATURITY), horizons)
def test_a_horizon_cuts_and_changes_nothing(given_: Terms, until: datetime) -> None:
    """What is known up to a time is the beginning of what is known later, states included."""
    contract = Contract.from_terms(given_)
    everything = contract.events(AnyMarket())
    assert contract.events(AnyMarket(), until) == [event for event in everything if event.at <= until]


@settings(max_examples=100, deadline=None)
@given(loans("CLM", "UMP"), horizons)
def test_a_horizon_of_an_open_end(given_: Terms, until: datetime) -> None:
    """Before the horizon everything is as it is later; on it nothing is capitalised, as in the public cases."""
    contract = Contract.from_terms(given_)
    later = _told(contract.events(AnyMarket(CALLED), FAR))
    before = until - timedelta(days=3)  # what falls on the horizon is not capitalised, wherever it is shifted to
    assert [line for line in _told(contract.events(AnyMarket(CALLED), until)) if line[0] < before] == [
        line for line in later if line[0] < before
    ]


def _told(events: list[Event]) -> list[tuple[datetime, str, Decimal, object]]:
    return [(event.at, event.type.acronym, event.payoff, state_of(event, "notionalPrincipal")) for event in events]


@settings(max_examples=100, deadline=None)
@given(any_loan, horizons, st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_events_are_in_order(given_: Terms, until: datetime, sold: date | None) -> None:
    """By time and sequence, after the status date, up to the horizon, and none after termination."""
    if sold is not None:
        given_ = {**given_, "terminationDate": str(sold), "priceAtTerminationDate": "1"}
    events = Contract.from_terms(given_).events(AnyMarket(CALLED[:2]), until)
    keys = [(event.at, event.type.sequence) for event in events]
    assert keys == sorted(keys)
    assert all(datetime(2023, 12, 31) < event.at <= until for event in events)
    kinds = [event.type.acronym for event in events]
    assert "MD" not in kinds[:-1]
    if sold is not None and datetime(sold.year, sold.month, sold.day) <= until and "MD" not in kinds:
        assert kinds[-1] == "TD"
        assert kinds.count("TD") == 1
        assert state_of(events[-1], "notionalPrincipal") == 0


@settings(max_examples=100, deadline=None)
@given(any_loan)
def test_terms_come_back(given_: Terms) -> None:
    """Terms written and read again give the same events; written twice, the same terms."""
    contract = Contract.from_terms(given_)
    again = Contract.from_terms(contract.to_terms())
    assert again.to_terms() == contract.to_terms()
    assert again.terms == contract.terms
    assert again.events(AnyMarket(CALLED), FAR) == contract.events(AnyMarket(CALLED), FAR)


COMPOSITES = (
    swap(leg("LAM", contractID="l1"), leg("ANN", contractID="l2"), deliverySettlement="S"),
    cap_floor(
        leg("PAM", contractID="u1", cycleOfRateReset="P6ML1", marketObjectCodeOfRateReset=MARKET), lifeCap="0.04"
    ),
    terms("SWPPV", cycleOfRateReset="P6ML1", marketObjectCodeOfRateReset=MARKET),
)


@pytest.mark.parametrize("given_", COMPOSITES, ids=lambda given_: given_["contractType"])
def test_terms_of_composites_come_back(given_: Terms) -> None:
    """Child contracts are written as they were given."""
    contract = Contract.from_terms(given_)
    again = Contract.from_terms(contract.to_terms())
    assert again.events(AnyMarket()) == contract.events(AnyMarket())
    assert contract.events(AnyMarket())


@settings(max_examples=60, deadline=None)
@given(
    any_loan | st.sampled_from(COMPOSITES), st.integers(1, 12), st.sampled_from((decimal.ROUND_UP, decimal.ROUND_DOWN))
)
def test_the_callers_context_does_not_matter(given_: Terms, precision: int, rounding: str) -> None:
    """Under five digits, or whatever the caller has set, every digit is the same, and the caller's context stays."""
    expected = Contract.from_terms(given_).events(AnyMarket(CALLED), FAR)
    with decimal.localcontext(decimal.Context(prec=precision, rounding=rounding, Emax=9, Emin=-9)) as hostile:
        contract = Contract.from_terms(given_)
        events = contract.events(AnyMarket(CALLED), FAR)
        written = contract.to_terms()
        assert (hostile.prec, hostile.rounding) == (precision, rounding)
    assert _digits(events) == _digits(expected)
    assert written == Contract.from_terms(given_).to_terms()


@settings(max_examples=20, deadline=None)
@given(any_loan)
def test_threads_agree(given_: Terms) -> None:
    """One contract asked by several threads at once gives the same digits to each, at every horizon."""
    contract = Contract.from_terms(given_)
    horizons_ = [datetime(2024, month, 15) for month in range(1, 13)]
    alone = [_digits(Contract.from_terms(given_).events(AnyMarket(CALLED), until)) for until in horizons_]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda until: _digits(contract.events(AnyMarket(CALLED), until)), horizons_))
    assert together == alone


def _digits(events: list[Event]) -> list[tuple[Any, ...]]:
    """Everything about the events, digit by digit: equal decimals may differ in their zeros, tuples of text cannot."""
    return [
        (event.at, str(event.type), str(event.payoff), event.currency, str(event.state.values())) for event in events
    ]


def test_states_are_not_shared() -> None:
    """The state of an event does not change with the events after it."""
    events = run(terms("PAM"))
    assert len({id(event.state) for event in events}) == len(events)
    assert [state_of(event, "notionalPrincipal") for event in events] == [1200, 1200, 1200, 0]
    assert story(terms("PAM"))


def test_no_module_of_terms_knows_a_clock_or_a_float() -> None:
    """No call of now, today or utcnow, none of float, and no literal of one, in any module of contract terms."""
    modules = sorted((tree.PACKAGE / "terms").rglob("*.py"))
    assert len(modules) > 40
    found = [f"{tree.name(path)}:{node.lineno}" for path in modules for node in _banned(ast.parse(path.read_text()))]
    assert not found


def _banned(module: ast.Module) -> Iterator[ast.Constant | ast.Call]:
    """How alike two names must be, for an error's "did you mean", is the one float: difflib takes nothing else."""
    likeness = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg == "cutoff"}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex) and id(node) not in likeness:
            yield node
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"now", "today", "utcnow", "float", "fromtimestamp", "from_float"}:
                yield node


def test_the_context_is_ours() -> None:
    """Amounts are computed with 34 digits, half to even: a third of a year at 12 % of 1000."""
    given_ = terms("PAM", notionalPrincipal="1000", dayCountConvention="A360", maturityDate="2024-01-02")
    interest = run({**given_, "cycleOfInterestPayment": "P1DL1", "nominalInterestRate": "0.1"})[1]
    assert interest.payoff == CONTEXT.multiply(
        CONTEXT.multiply(CONTEXT.divide(Decimal(1), Decimal(360)), Decimal("0.1")), Decimal(1000)
    )


def test_a_status_date_before_the_calendar_is_refused() -> None:
    """Which day the last payment was made on, and so what has accrued, is not known."""
    days = TradingDays.from_holidays("SSE", (), first=date(2025, 3, 1), last=date(2026, 12, 31))
    given_ = terms("PAM", statusDate="2025-02-01", calendar="SSE", businessDayConvention="SCF")
    with pytest.raises(InputError, match="2025-01-01 is outside the calendar"):
        Contract.from_terms(given_, calendars={"SSE": days}).events()
