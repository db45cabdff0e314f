# SPDX-License-Identifier: Apache-2.0
"""Cases of the public test format: read, evaluated, written back, and compared without mercy."""

import json
from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import (
    calendars_of,
    compare,
    differences,
    read_case,
    read_cases,
    read_fixings,
    read_results,
    render,
    result_text,
)
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.calendars import read_calendars
from counterfoil.terms.kernel.dictionary import State
from counterfoil.terms.kernel.events import EVENT_TYPES, Event
from counterfoil.terms.kernel.risk_factors import MissingFixing
from shared_data import shared_data
from support.bond import BOND, FIXINGS, FLOATER, RESULTS, case, terms


def test_a_bond_pays_what_it_should():
    """Principal out, two coupons of 30, principal back: in the field names of the format, as decimal texts."""
    assert read_case("bond-1", case()).results() == RESULTS


def test_numbers_and_times_come_in_every_spelling():
    """JSON numbers, texts with blanks, and times without seconds or without time of day mean the same."""
    written = json.dumps(case(to="2028-01-02", terms=terms(notionalPrincipal=1000, maturityDate="2028-01-02T00:00")))
    spelled = parse_json(written.replace('" 0.03"', "0.030"), where="case")
    assert read_case("bond-1", spelled).results() == RESULTS


def test_fixings_and_the_horizon_are_read():
    """A floater resets at what was observed, and nothing is reported after ``to``."""
    floater = read_case("floater-1", case(terms=FLOATER, dataObserved=FIXINGS))
    assert [event.payoff for event in floater.run()] == [-1000, 30, 0, 50, 1000]
    short = read_case("floater-1", case(terms=FLOATER, dataObserved=FIXINGS, to="2027-12-31T00:00"))
    assert [str(event.type) for event in short.run()] == ["IED", "IP", "RR"]


def test_observations_have_a_short_form():
    """identifier → {time: value} says the same as the format's list of timestamps."""
    fixings = read_fixings({"LPR1Y": {"2027-01-02": "0.05"}}, where="fixings")
    assert fixings == read_fixings(FIXINGS, where="fixings") == read_fixings({"dataObserved": FIXINGS}, where="fixings")


def test_a_series_goes_by_its_code_and_by_its_identifier():
    """Both names find it; the code wins where they contradict each other."""
    given = {
        "A": {"identifier": "B", "2027-01-02": 1},
        "B": {"2027-01-02": 2},
        "C": {"identifier": "D", "2027-01-02": 3},
    }
    fixings = read_fixings(given, where="f")
    at = datetime(2027, 1, 2)
    assert [fixings.fixing(name, at) for name in "ABCD"] == [1, 2, 3, 3]


def test_observed_events_are_read():
    """Time, type, value, contract and performance of an unscheduled event; blanks count as absent."""
    events = [
        {
            "time": "2027-05-01T00:00",
            "type": "CE",
            "value": 0,
            "contractId": "x",
            "states": {"contractPerformance": "df"},
        },
        {"time": "2027-04-01", "type": "AD", "value": ""},
    ]
    monitored, credit = read_case("bond-1", case(eventsObserved=events)).fixings.events
    assert (monitored.type, monitored.value, monitored.contract_id) == ("AD", None, "")
    assert (credit.at, credit.value, credit.contract_id) == (datetime(2027, 5, 1), 0, "x")
    assert credit.performance == "DF"


def test_a_missing_fixing_is_named():
    """The error says which risk factor is missing, and when."""
    with pytest.raises(MissingFixing, match="LPR1Y at 2027-01-02T00:00:00"):
        read_case("floater-1", case(terms=FLOATER)).run()


REJECTED = [
    ([], "x", "not an object"),
    (case(terms=None), "x.terms", "missing"),
    (case(terms="PAM"), "x.terms", "not an object"),
    (case(terms=terms(contractType=None)), "x.terms.contractType", "None is not a contract type"),
    (case(terms=terms(contractType="PAN")), "x.terms.contractType", "'PAN' is not a contract type"),
    (case(terms=terms(maturityDate="2028-02-30")), "x.terms.maturityDate", "'2028-02-30' is not"),
    (case(terms=terms(maturityDate=None)), "x.terms.maturityDate", "PAM needs the term"),
    (case(terms=terms(notionalPrincipal="1" * 40)), "x.terms.notionalPrincipal", "34 digits"),
    (case(terms=terms(notionalPrincipal=[1])), "x.terms.notionalPrincipal", "is not a"),
    (case(terms=terms(notionalPrincpal="1")), "x.terms.notionalPrincpal", "no such term"),
    (case(to="tomorrow"), "x.to", "'tomorrow' is not"),
    (case(to=20280102), "x.to", "is not"),
    (case(dataObserved=[1]), "x.dataObserved", "not an object"),
    (case(dataObserved={"A": 1}), "x.dataObserved.A", "not an object"),
    (case(dataObserved={"A": {"data": {}}}), "x.dataObserved.A.data", "not a list"),
    (case(dataObserved={"A": {"data": [1]}}), "x.dataObserved.A.data[0]", "not an object"),
    (case(dataObserved={"A": {"data": [{"timestamp": "2027-01-02"}]}}), "x.dataObserved.A.data[0]", "missing"),
    (case(dataObserved={"A": {"2027-13-01": "1"}}), "x.dataObserved.A.2027-13-01", "is not"),
    (case(dataObserved={"A": {"2027-12-01": "1,5"}}), "x.dataObserved.A.2027-12-01", "is not a"),
    (case(dataObserved={"A": {"2027-12-01": 1, "2027-12-01T00:00": 2}}), "x.dataObserved.A.2027-12-01T00:00", "second"),
    (case(eventsObserved={"a": 1}), "x.eventsObserved", "not a list"),
    (case(eventsObserved=[{"type": "CE"}]), "x.eventsObserved[0].time", "missing"),
    (case(eventsObserved=[{"time": "2027-01-01"}]), "x.eventsObserved[0].type", "missing"),
    (
        case(eventsObserved=[{"time": "2027-01-01", "type": "CE", "states": {"contractPerformance": "XX"}}]),
        "x.eventsObserved[0].states.contractPerformance",
        "'XX' is not",
    ),
]


@pytest.mark.parametrize(
    ("given", "where", "problem"), REJECTED, ids=[f"{place}-{row[1]}" for place, row in enumerate(REJECTED)]
)
def test_what_is_wrong_is_named_with_its_place(given, where, problem):
    """Each mistake gets an error that says where in the case it is, what is wrong, and what would be right."""
    with pytest.raises(InputError) as caught:
        read_case("x", given)
    assert caught.value.where == where
    assert problem in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize("document", [[], "text", None, terms()], ids=["list", "text", "null", "terms"])
def test_a_file_without_cases_is_refused(document):
    """A list, a text, or the terms of one contract are no file of cases, and the error says what one is."""
    with pytest.raises(InputError) as caught:
        read_cases(document, where="f")
    assert (caught.value.where, "name → {terms" in caught.value.remedy) == ("f", True)


def test_results_need_time_type_and_payoff():
    """A record that states none of them would match anything, so it is refused."""
    with pytest.raises(InputError, match=r"r\[1\]: it states no payoff"):
        read_results([RESULTS[0], {"eventDate": "2027-01-02", "eventType": "IP"}], where="r")
    with pytest.raises(InputError, match="r: missing"):
        read_results(None, where="r")


def test_what_the_format_does_not_name_is_left_to_the_type():
    """Options and guarantees report exercises; a type beyond ACTUS reports all of its state that is defined."""
    state = State(datetime(2026, 1, 1), notional_principal=Decimal("5.0"), exercise_date=datetime(2026, 2, 1))
    event = Event(datetime(2026, 2, 1), EVENT_TYPES["XD"], Decimal(0), "CNY", state)
    [option] = render(SimpleNamespace(contract_type="OPTNS"), [event])
    assert list(option)[4:] == ["notionalPrincipal", "exerciseAmount", "exerciseDate"]
    assert (option["notionalPrincipal"], option["exerciseAmount"]) == ("5", "0")
    [other] = render(SimpleNamespace(contract_type="REPO"), [event])
    assert set(state.values()) - set(other) == {"maturityDate"}
    state.exercise_date = None
    assert "exerciseDate" not in render(SimpleNamespace(contract_type="OPTNS"), [event])[0]


CHANGES = {
    "eventDate": "2027-01-02T00:00:01",
    "eventType": "PR",
    "payoff": "-30",
    "currency": "USD",
    "notionalPrincipal": "1000.000000002",
    "nominalInterestRate": "0.0300000002",
    "accruedInterest": "text",
    "feeAccrued": "1",
    "exerciseAmount": "1",
    "exerciseDate": "2027-01-02",
    "unheardOf": "1",
}


@pytest.mark.parametrize(("field", "wanted"), CHANGES.items(), ids=CHANGES)
def test_each_change_is_found_and_nothing_else(field, wanted):
    """One field changed in one expected record gives exactly that difference: also the sign, also a field unknown."""
    results = deepcopy(RESULTS)
    results[1][field] = wanted
    read = read_case("bond-1", case(results=results))
    [difference] = differences(read, read.run())
    assert (difference.case, difference.position, difference.field) == ("bond-1", 2, field)
    assert difference.expected == wanted
    assert str(difference).startswith(f"bond-1, event 2, {field}: expected {wanted}, got ")


def test_what_is_expected_loosely_is_met():
    """Numbers within the tolerances, blanks, other spellings of a time, and undefined exercises are no difference."""
    results = deepcopy(RESULTS)
    results[0] |= {
        "payoff": " -1000.00000000005 ",
        "eventDate": "2026-01-02T00:00",
        "exerciseDate": "",
        "currency": "CNY ",
    }
    results[1] |= {"payoff": Decimal("30.0"), "exerciseAmount": 0, "exerciseDate": None}
    results[3]["exerciseDate"] = ""
    del results[2]["accruedInterest"]
    read = read_case("bond-1", case(results=results))
    assert not differences(read, read.run())


def test_length_and_order_count():
    """A missing, a surplus and an exchanged record are differences, at their positions."""
    events = read_case("bond-1", case()).run()
    [missing] = compare("c", RESULTS[:3], events)
    assert (missing.position, missing.expected, missing.got) == (4, "no event", "MD at 2028-01-02T00:00:00")
    [surplus] = compare("c", [*RESULTS, RESULTS[3]], events)
    assert (surplus.position, surplus.got) == (5, "no event")
    exchanged = compare("c", [*RESULTS[:2], RESULTS[3], RESULTS[2]], events)
    assert {difference.position for difference in exchanged} == {3, 4}


@settings(max_examples=100)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**12), max_value=10**12))
def test_numbers_come_back_as_they_were_written(value):
    """A decimal written for ``results`` and read again is the same number."""
    assert Decimal(result_text("payoff", value)) == value


CALENDAR = {"name": "ours", "first": "2026-01-01", "last": "2028-12-31", "holidays": ["2027-01-04"]}


def test_a_case_brings_calendars_beside_those_that_are_given():
    """Each is found by its name; of two with one name, capitals or not, the case's own counts."""
    given = read_calendars([CALENDAR | {"name": "OURS", "holidays": []}, CALENDAR | {"name": "THEIRS"}])
    dated = case(calendars=[CALENDAR], terms=terms(calendar="OURS", businessDayConvention="SCF"))
    known = calendars_of("x", dated, given)
    assert [name for name in known if name.upper() in ("OURS", "THEIRS")] == ["ours", "THEIRS"]
    assert read_case("x", dated, calendars=given).run()[1].at == datetime(2027, 1, 5)
    assert read_case("x", dated | {"calendars": None}, calendars=given).run()[1].at == datetime(2027, 1, 4)
    with pytest.raises(InputError, match=r"^x, calendar 1\.first: "):
        read_case("x", case(calendars=[CALENDAR | {"first": "soon"}]))
    with pytest.raises(InputError, match=r"^x\.calendars: not a list"):
        read_case("x", case(calendars=CALENDAR))


def test_what_stops_the_events_is_told_from_the_case_down():
    """A missing fixing, and a term that only shows its fault while it is computed, begin with the name of the case."""
    with pytest.raises(MissingFixing, match=r"^x, risk factors: no fixing of LPR1Y"):
        read_case("x", case(terms=FLOATER)).run()
    stock = {name: BOND[name] for name in ("statusDate", "contractRole", "currency")} | {
        "contractType": "STK",
        "cycleAnchorDateOfDividend": "2027-01-02",
    }
    with pytest.raises(InputError, match=r"^x\.terms\.marketObjectCodeOfDividends: "):
        read_case("x", case(terms=stock)).run()


UNKNOWN_EVENTS = [("XDD", "did you mean XD?"), ("mtm", "did you mean MTM?"), ("0000", "allowed: AD, BI")]


@pytest.mark.parametrize(("kind", "remedy"), UNKNOWN_EVENTS, ids=[row[0] for row in UNKNOWN_EVENTS])
def test_events_that_nobody_knows_are_refused(kind, remedy):
    """A misspelt type would otherwise never happen, and nobody would notice."""
    with pytest.raises(InputError, match="is not an event type") as caught:
        read_case("x", case(eventsObserved=[{"time": "2027-01-01", "type": kind}]))
    assert caught.value.where == "x.eventsObserved[0].type"
    assert caught.value.remedy.startswith(remedy)


@pytest.mark.real_data
def test_the_public_bonds_are_reproduced():
    """All public cases of bullet bonds agree in every field of every event."""
    path = shared_data("actus/cases/pam.json")
    cases = read_cases(parse_json(path.read_bytes(), where=path.name), where=path.name)
    read = [read_case(name, item) for name, item in cases.items()]
    assert not [str(found) for item in read for found in differences(item, item.run())]


LONG = "x" * 100_000


@pytest.mark.parametrize(
    "given",
    [
        case(terms=terms(**{LONG: "1"})),
        case(terms=terms(contractType=LONG)),
        case(dataObserved={LONG: 7}),
        case(dataObserved={LONG: {"data": [{"timestamp": LONG}]}}),
        case(dataObserved={"A": {LONG: "1"}}),
        case(eventsObserved=[{"time": LONG, "type": LONG}]),
        case(to=LONG),
    ],
)
def test_names_and_values_of_any_length_are_cut_short(given):
    """An error is of a length that can be read, whatever the file has."""
    with pytest.raises(InputError) as refused:
        read_case(LONG, given)
    assert len(str(refused.value)) < 500
    assert refused.value.where.startswith("x" * 57 + "...")
