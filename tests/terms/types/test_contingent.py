# SPDX-License-Identifier: Apache-2.0
"""Options and futures: exercise and settlement by hand, for both roles and all exercise types, and what is refused."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.terms.kernel.events import Event
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import Fixings, MissingFixing, ObservedEvent
from counterfoil.terms.types.contingent import Future, Option
from counterfoil.terms.types.contract import Contract

D = Decimal
UNDERLYING = [{"object": {"marketObjectCode": "INDEX"}, "referenceType": "MOC", "referenceRole": "UDL"}]
BASE: dict[str, object] = {
    "contractID": "c1",
    "statusDate": "2024-01-01",
    "contractRole": "BUY",
    "currency": "CNY",
    "maturityDate": "2024-06-28",
    "contractStructure": UNDERLYING,
}
OPTION = BASE | {"contractType": "OPTNS", "optionType": "C", "optionExerciseType": "E", "optionStrike1": "100"}
FUTURE = BASE | {"contractType": "FUTUR", "futuresPrice": "100"}
AMERICAN = OPTION | {"optionExerciseType": "A", "cycleAnchorDateOfOptionality": "2024-02-01"}
BERMUDAN = AMERICAN | {"optionExerciseType": "B", "cycleOfOptionality": "P1ML1"}
MATURITY = datetime.fromisoformat("2024-06-28")

Row = tuple[str, str, Decimal, str | None, Decimal | None]


def day(text: str) -> datetime:
    """Midnight of a day of 2024."""
    return datetime.fromisoformat(f"2024-{text}")


def prices(*, maturity: str, seen: tuple[ObservedEvent, ...] = (), **others: str) -> Fixings:
    """Prices of the underlying: at maturity, and at other days such as d0301."""
    known = {day(f"{name[1:3]}-{name[3:]}"): D(value) for name, value in others.items()}
    return Fixings.of({"INDEX": {MATURITY: D(maturity)} | known}, seen)


def notice(text: str) -> ObservedEvent:
    """Somebody exercises."""
    return ObservedEvent(day(text), "XD", "c1")


def rows(events: list[Event]) -> list[Row]:
    """Day, type and payoff of events, then exercise date and amount of the state after each."""
    result: list[Row] = []
    for event in events:
        values = event.state.values()
        date, amount = values["exerciseDate"], values["exerciseAmount"]
        assert date is None or isinstance(date, datetime)
        assert amount is None or isinstance(amount, Decimal)
        exercised = None if date is None else f"{date:%m-%d}"
        result.append((f"{event.at:%m-%d}", event.type.acronym, event.payoff, exercised, amount))
    return result


@pytest.mark.parametrize("delivery", [{}, {"deliverySettlement": "D"}, {"deliverySettlement": "S"}])
@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
def test_a_call_in_the_money(delivery: dict[str, str], role: str, sign: int) -> None:
    """MD notes the exercise, XD fixes max(112 - 100, 0), STD pays it by role and leaves nothing to pay."""
    terms = OPTION | delivery | {"contractRole": role, "settlementPeriod": "P2D"}
    assert rows(Option.from_terms(terms).events(prices(maturity="112"))) == [
        ("06-28", "MD", D(0), "06-28", D(0)),
        ("06-28", "XD", D(0), "06-28", D(12)),
        ("06-30", "STD", D(12 * sign), "06-28", D(0)),
    ]


def test_a_call_out_of_the_money() -> None:
    """Worth nothing, an option is not exercised; its events are reported with zeros."""
    assert rows(Option.from_terms(OPTION).events(prices(maturity="100"))) == [
        ("06-28", kind, D(0), None, D(0)) for kind in ("MD", "XD", "STD")
    ]


@pytest.mark.parametrize(
    ("kind", "price", "value"),
    [
        ("C", "112", 12),
        ("C", "88", 0),
        ("P", "88", 12),
        ("P", "112", 0),
        ("CP", "112", 12),
        ("CP", "95", 0),
        ("CP", "70", 20),
    ],
)
def test_values(kind: str, price: str, value: int) -> None:
    """Call, put, and both: a call at 100 with a put at 90."""
    contract = Option.from_terms(OPTION | {"optionType": kind, "optionStrike2": "90"})
    assert contract.events(prices(maturity=price))[-1].payoff == value


@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
@pytest.mark.parametrize("terms", [OPTION, FUTURE])
def test_trades(terms: dict[str, object], role: str, sign: int) -> None:
    """PRD and TD by role; a termination ends the contract; what came before a purchase is hidden."""
    trades = {
        "purchaseDate": "2024-02-01",
        "priceAtPurchaseDate": "5",
        "terminationDate": "2024-05-06",
        "priceAtTerminationDate": "8",
    }
    seen = (ObservedEvent(day("01-15"), "AD"), ObservedEvent(day("03-01"), "CE", "c1", performance="DL"))
    events = Contract.from_terms(terms | trades | {"contractRole": role}).events(prices(maturity="1", seen=seen))
    assert rows(events) == [
        ("02-01", "PRD", D(-5 * sign), None, D(0)),
        ("03-01", "CE", D(0), None, D(0)),
        ("05-06", "TD", D(8 * sign), None, D(0)),
    ]


@pytest.mark.parametrize(
    ("convention", "period", "expected"),
    [("CSF", "P1D", "07-01"), ("CSP", "P1D", "06-28"), ("SCMF", "P1D", "06-28"), ("SCMP", "P9D", "07-05")],
)
def test_settlement_is_shifted(convention: str, period: str, expected: str) -> None:
    """2024-06-29 is a Saturday: settled on Monday, or on Friday, the day of exercise, but after the exercise."""
    terms = OPTION | {"calendar": "MF", "businessDayConvention": convention, "settlementPeriod": period}
    last = Option.from_terms(terms).events(prices(maturity="112"))[-1]
    assert (f"{last.at:%m-%d}", last.type.acronym, last.payoff) == (expected, "STD", D(12))


def test_an_exercise_on_a_holiday_is_not_settled_before_it() -> None:
    """Maturity on a Saturday, payment shifted backwards: paid on Monday, when the amount is known."""
    terms = OPTION | {"maturityDate": "2024-06-29", "calendar": "MF", "businessDayConvention": "SCP"}
    fixings = Fixings.of({"INDEX": {day("06-29"): D(112)}})
    assert rows(Option.from_terms(terms).events(fixings))[-1] == ("07-01", "STD", D(12), "06-29", D(0))


@pytest.mark.parametrize(("terms", "role", "payoff"), [(OPTION, "BUY", D(9)), (FUTURE, "SEL", D(-9))])
def test_an_exercise_in_the_past_is_settled(terms: dict[str, object], role: str, payoff: Decimal) -> None:
    """What the terms say was exercised for 9 is paid, without asking for a price, and ends the contract."""
    exercised = {"exerciseDate": "2024-06-01", "exerciseAmount": "9", "statusDate": "2024-06-03"}
    contract = Contract.from_terms(terms | exercised | {"contractRole": role, "settlementPeriod": "P5D"})
    assert rows(contract.events()) == [("06-06", "STD", payoff, "06-01", D(0))]


def test_maturity_between_exercise_and_settlement() -> None:
    """MD keeps an earlier exercise and asks for no price."""
    exercised = {"exerciseDate": "2024-06-26", "exerciseAmount": "9", "statusDate": "2024-06-27"}
    assert rows(Option.from_terms(OPTION | exercised | {"settlementPeriod": "P5D"}).events()) == [
        ("06-28", "MD", D(0), "06-26", D(9)),
        ("07-01", "STD", D(9), "06-26", D(0)),
    ]


def test_settled_before_the_status_date() -> None:
    """A contract that is settled has no more events, maturity included."""
    exercised = {"exerciseDate": "2024-03-01", "exerciseAmount": "9", "statusDate": "2024-03-10"}
    assert not Option.from_terms(OPTION | exercised).events()


@pytest.mark.parametrize("terms", [AMERICAN, BERMUDAN])
@pytest.mark.parametrize(("price", "value"), [("130", D(30)), ("90", D(0))])
def test_early_exercise(terms: dict[str, object], price: str, value: Decimal) -> None:
    """The first notice that the terms allow fixes the amount, even none; settlement ends the contract."""
    fixings = prices(maturity="150", d0301=price, seen=(notice("03-01"), notice("04-01")))
    assert rows(Contract.from_terms(terms | {"settlementPeriod": "P1D"}).events(fixings)) == [
        ("03-01", "XD", D(0), "03-01", value),
        ("03-02", "STD", value, "03-01", D(0)),
    ]


@pytest.mark.parametrize(
    ("terms", "exercised"),
    [
        (OPTION, "03-01"),
        (AMERICAN, "01-31"),
        (AMERICAN | {"optionExerciseEndDate": "2024-06-28"}, "01-01"),
        (BERMUDAN, "03-02"),
        (BERMUDAN | {"calendar": "MF", "businessDayConvention": "SCF"}, "06-01"),
    ],
)
def test_a_notice_at_the_wrong_time_has_no_effect(terms: dict[str, object], exercised: str) -> None:
    """European before maturity, before the exercise period, between the exercise dates, on a holiday."""
    events = Contract.from_terms(terms).events(prices(maturity="112", seen=(notice(exercised),)))
    assert [(f"{event.at:%m-%d}", str(event.type)) for event in events] == [
        ("06-28", "MD"),
        ("06-28", "XD"),
        ("06-28", "STD"),
    ]


def test_bermudan_dates_are_shifted() -> None:
    """2024-06-01 is a Saturday: the exercise date is Monday the third."""
    terms = BERMUDAN | {"calendar": "MF", "businessDayConvention": "SCF"}
    events = Contract.from_terms(terms).events(prices(maturity="150", d0603="130", seen=(notice("06-03"),)))
    assert rows(events)[0] == ("06-03", "XD", D(0), "06-03", D(30))


@pytest.mark.parametrize(
    ("ended", "kinds"), [({}, ["MD", "XD", "STD"]), ({"optionExerciseEndDate": "2024-05-31"}, ["MD"])]
)
@pytest.mark.parametrize("terms", [AMERICAN, BERMUDAN])
def test_not_exercised_early(terms: dict[str, object], ended: dict[str, str], kinds: list[str]) -> None:
    """Maturity exercises what may still be exercised; after the last exercise date an option lapses."""
    events = Contract.from_terms(terms | ended).events(prices(maturity="112"))
    assert [str(event.type) for event in events] == kinds
    assert sum(event.payoff for event in events) == (12 if len(kinds) == 3 else 0)


@pytest.mark.parametrize("terms", [AMERICAN, BERMUDAN])
def test_exercise_on_the_last_date(terms: dict[str, object]) -> None:
    """The last exercise date itself is one, on the cycle or not."""
    contract = Contract.from_terms(terms | {"optionExerciseEndDate": "2024-05-20"})
    events = contract.events(prices(maturity="112", d0520="104", seen=(notice("05-20"),)))
    assert rows(events) == [("05-20", "XD", D(0), "05-20", D(4)), ("05-20", "STD", D(4), "05-20", D(0))]


@pytest.mark.parametrize(("role", "sign"), [("BUY", 1), ("SEL", -1)])
@pytest.mark.parametrize(("price", "noted"), [("112", "06-28"), ("88", None)])
def test_a_future(role: str, sign: int, price: str, noted: str | None) -> None:
    """XD fixes S - 100, gain or loss, STD pays it by role; only a gain counts as exercised at MD already."""
    value = D(price) - 100
    contract = Future.from_terms(FUTURE | {"contractRole": role, "settlementPeriod": "P1D"})
    assert rows(contract.events(prices(maturity=price, seen=(notice("03-01"),)))) == [
        ("06-28", "MD", D(0), noted, D(0)),
        ("06-28", "XD", D(0), "06-28", value),
        ("06-29", "STD", value * sign, "06-28", D(0)),
    ]


def test_an_underlying_contract_names_its_price() -> None:
    """An underlying contract is priced under its own market object."""
    stock = {"contractType": "STK", "contractID": "s", "marketObjectCode": " INDEX "}
    reference = {"object": stock, "referenceType": "CNT", "referenceRole": "UDL"}
    contract = Option.from_terms(OPTION | {"contractStructure": [reference]})
    assert contract.events(prices(maturity="112"))[-1].payoff == 12


def test_settlement_in_another_currency() -> None:
    """Only what is paid is converted, at the time of payment; the amount fixed is not."""
    fixings = Fixings.of({"INDEX": {MATURITY: D(112)}, "CNY/USD": {MATURITY: D("0.5")}})
    last = Option.from_terms(OPTION | {"settlementCurrency": "USD"}).events(fixings)[-1]
    assert (last.payoff, last.currency) == (D(6), "USD")


def test_a_price_that_is_not_known() -> None:
    """The error names the price and the time; up to a horizon before it nothing is missing."""
    contract = Option.from_terms(OPTION)
    with pytest.raises(MissingFixing, match="INDEX at 2024-06-28"):
        contract.events()
    assert not contract.events(until=day("06-27"))


CNT: dict[str, object] = {"referenceType": "CNT", "referenceRole": "UDL"}


@pytest.mark.parametrize(
    ("terms", "changes", "term"),
    [
        (OPTION, {"maturityDate": None}, "maturityDate"),
        (OPTION, {"optionType": None}, "optionType"),
        (OPTION, {"optionExerciseType": None}, "optionExerciseType"),
        (OPTION, {"optionStrike1": None}, "optionStrike1"),
        (OPTION, {"contractStructure": None}, "contractStructure"),
        (OPTION, {"contractStructure": [CNT | {"object": {"contractID": "s"}}]}, "contractStructure"),
        (OPTION, {"contractStructure": [UNDERLYING[0] | {"referenceRole": "FIL"}]}, "contractStructure"),
        (OPTION, {"optionType": "CP"}, "optionStrike2"),
        (AMERICAN, {"optionExerciseEndDate": "2024-06-29"}, "optionExerciseEndDate"),
        (AMERICAN, {"optionExerciseEndDate": "2024-01-31"}, "cycleAnchorDateOfOptionality"),
        (BERMUDAN, {"cycleAnchorDateOfOptionality": None}, "cycleAnchorDateOfOptionality"),
        (FUTURE, {"futuresPrice": None}, "futuresPrice"),
        (FUTURE, {"contractStructure": []}, "contractStructure"),
        (FUTURE, {"exerciseDate": "2023-12-31"}, "exerciseDate"),
        (FUTURE, {"exerciseDate": "2024-06-29"}, "exerciseDate"),
        (FUTURE, {"exerciseAmount": "5"}, "exerciseAmount"),
    ],
)
def test_what_is_refused(terms: dict[str, object], changes: dict[str, object], term: str) -> None:
    """One row per rule: the error names the term."""
    with pytest.raises(TermError) as refused:
        Contract.from_terms(terms | changes)
    assert refused.value.term == term


PRICE = st.decimals("0", "1e6", places=4)


@given(st.sampled_from(["C", "P", "CP"]), st.sampled_from(["E", "A"]), PRICE, PRICE, PRICE)
@settings(max_examples=100)
def test_buyer_and_seller_sum_to_zero(kind: str, exercise: str, price: Decimal, strike: Decimal, put: Decimal) -> None:
    """What the seller pays the buyer receives; a buyer of an option never pays at settlement."""
    terms = {"optionType": kind, "optionExerciseType": exercise, "optionStrike1": str(strike)}
    fixings = prices(maturity=str(price))
    for contract in (OPTION | terms | {"optionStrike2": str(put)}, FUTURE | {"futuresPrice": str(strike)}):
        bought, sold = (
            Contract.from_terms(contract | {"contractRole": role}).events(fixings) for role in ("BUY", "SEL")
        )
        assert [event.payoff for event in bought] == [-event.payoff for event in sold]
        assert contract["contractType"] == "FUTUR" or bought[-1].payoff >= 0
