# SPDX-License-Identifier: Apache-2.0
"""From JSON terms to a record and back: whole records, real cases, and an error for every way to get a term wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.calendars import BusinessDayConvention
from counterfoil.terms.kernel.contract_structure import STRUCTURE
from counterfoil.terms.kernel.dates import Cycle, Period
from counterfoil.terms.kernel.dictionary import Terms
from counterfoil.terms.kernel.reading import TermError, missing, read_terms, required_of, term, terms_of, write_terms
from counterfoil.terms.kernel.roles import ContractRole, ScalingEffect
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME, Kind, array
from shared_data import shared_data


@dataclass(frozen=True, kw_only=True)
class Small:
    """A record of the tests' own: other types of contracts bring theirs."""

    size: Decimal = term(POSITIVE, "SZ", default=Decimal(1))
    label: str | None = term(TEXT, "LB", aliases=("tag", "mark"))
    not_a_term: int = 7


def test_terms_are_read() -> None:
    """Typed values by field names; terms that are not given have the defaults that the dictionary states."""
    terms = read_terms(
        Terms,
        {
            "contractID": "loan",
            "contractRole": "rpa",
            "initialExchangeDate": "2024-01-01T00:00:00",
            "cycleOfInterestPayment": "P1ML0",
            "notionalPrincipal": "  3000",
            "nominalInterestRate": Decimal("0.050"),
            "settlementPeriod": "P2D",
            "scalingEffect": "INO",
            "businessDayConvention": "NULL",
            "arrayRate": ["0.1", 2],
        },
    )
    assert terms.contract_id == "loan"
    assert terms.contract_role is ContractRole.RPA
    assert terms.initial_exchange_date == datetime(2024, 1, 1)
    assert terms.cycle_of_interest_payment == Cycle(Period(1, 0), long_stub=True)
    assert (terms.notional_principal, terms.nominal_interest_rate) == (Decimal(3000), Decimal("0.05"))
    assert terms.settlement_period == Period(0, 2)
    assert terms.scaling_effect is ScalingEffect.BOTH
    assert terms.business_day_convention is BusinessDayConvention.NOS
    assert terms.array_rate == (Decimal("0.1"), Decimal(2))
    assert (terms.maturity_date, terms.quantity, terms.rate_spread) == (None, Decimal(1), Decimal(0))


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_blanks_are_not_given(blank: object) -> None:
    """An empty text, blanks and null say nothing, so the default holds."""
    assert read_terms(Terms, {**BASIC, "maturityDate": blank, "quantity": blank}) == read_terms(Terms, BASIC)


@pytest.mark.parametrize(
    ("given_", "term_", "message"),
    [
        (
            {"notionalPrincipal": "much"},
            "notionalPrincipal",
            "terms.notionalPrincipal: 'much' is not a number (NT) "
            '(allowed: a decimal number such as "1000", not negative)',
        ),
        (
            {"notionalPrincipal": "-1"},
            "notionalPrincipal",
            "terms.notionalPrincipal: '-1' is negative (NT) (allowed: a decimal number such as \"1000\", not negative)",
        ),
        (
            {"nominalInterestRate": 0.05},
            "nominalInterestRate",
            "terms.nominalInterestRate: 0.05 is a binary float, which is not exact: parse JSON numbers as decimals, "
            'or give texts (IPNR) (allowed: a decimal number such as "0.05", of at most 34 digits)',
        ),
        (
            {"maturityDate": "2023-02-29"},
            "maturityDate",
            "terms.maturityDate: '2023-02-29' is not on the calendar or the clock (MD) "
            "(allowed: a time such as 2024-02-29T00:00:00, without time zone)",
        ),
        (
            {"maturityDate": "2024-02-29T00:00:00Z"},
            "maturityDate",
            "terms.maturityDate: '2024-02-29T00:00:00Z' is not a time (MD) "
            "(allowed: a time such as 2024-02-29T00:00:00, without time zone)",
        ),
        (
            {"cycleOfFee": "monthly"},
            "cycleOfFee",
            "terms.cycleOfFee: 'monthly' is not a cycle (FECL) "
            "(allowed: a cycle such as P1ML0 (long last stub) or P3ML1 (short last stub))",
        ),
        (
            {"settlementPeriod": "-P1D"},
            "settlementPeriod",
            "terms.settlementPeriod: '-P1D' is not a period (STP) "
            "(allowed: a period such as P5D, P2W, P1M, P1Q, P1H or P1Y)",
        ),
        (
            {"dayCountConvention": "ACT/360"},
            "dayCountConvention",
            "terms.dayCountConvention: 'ACT/360' is not one of the allowed values (IPDC) "
            "(allowed: one of AA, A360, A365, 30E360ISDA, 30E360, 28E336, B252)",
        ),
        (
            {"currency": ["CNY"]},
            "currency",
            "terms.currency: ['CNY'] is not a text (CUR) (allowed: a text of 1 to 200 characters)",
        ),
        (
            {"currency": "x" * 201},
            "currency",
            "terms.currency: '" + "x" * 56 + "... is of 201 characters (CUR) (allowed: a text of 1 to 200 characters)",
        ),
        (
            {"arrayRate": ["0.1", "high"]},
            "arrayRate",
            "terms.arrayRate: ['0.1', 'high'] is wrong at element 2: 'high' is not a number (ARRATE) "
            '(allowed: a list, each a decimal number such as "0.05", of at most 34 digits)',
        ),
        (
            {"contractStructure": [{}]},
            "contractStructure",
            "terms.contractStructure: [{}] is wrong at element 1: {} is not an object with object, referenceType and "
            'referenceRole, and nothing else (CTS) (allowed: a list of {"object": …, ',
        ),
        (
            {"creatorId": 7},
            "creatorId",
            "terms.creatorId: 7 is not a text (CRID) (allowed: a text of 1 to 200 characters)",
        ),
        (
            {"notionalPrinciple": "1"},
            "notionalPrinciple",
            "terms.notionalPrinciple: no such term (did you mean notionalPrincipal?)",
        ),
        (
            {"colour": "red"},
            "colour",
            "terms.colour: no such term (use the names of the ACTUS dictionary, such as notionalPrincipal)",
        ),
        (
            {"NT": "1"},
            "NT",
            "terms.NT: no such term (use the names of the ACTUS dictionary, such as notionalPrincipal)",
        ),
        (
            {"z" * 5000: "1"},
            "z" * 57 + "...",
            f"terms.{'z' * 57}...: no such term (use the names of the ACTUS dictionary",
        ),
        (
            {"creatorID": "a", "creatorId": "b"},
            "creatorId",
            "terms.creatorId: given twice, also as creatorID (CRID) (give it once)",
        ),
        (
            {"creatorId": "a", "creatorID": "a"},
            "creatorID",
            "terms.creatorID: given twice, also as creatorId (CRID) (give it once)",
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "given",
)
def test_wrong_terms_are_refused(given_: Mapping[str, object], term_: str, message: str) -> None:
    """The error names the term as it was given, the value, what is wrong with it, and what is allowed."""
    with pytest.raises(TermError) as caught:
        read_terms(Terms, given_)
    assert str(caught.value).startswith(message)
    assert caught.value.term == term_
    assert isinstance(caught.value, InputError)


def test_errors_say_where_the_terms_are() -> None:
    """Terms of a leg inside a swap, or of no place at all."""
    with pytest.raises(TermError) as caught:
        read_terms(Small, {"size": "x"}, where="terms.contractStructure[0]")
    assert caught.value.where == "terms.contractStructure[0].size"
    with pytest.raises(TermError) as caught:
        read_terms(Small, {"size": "x"}, where="")
    assert caught.value.where == "size"


def test_records_of_other_types_have_terms_of_their_own() -> None:
    """By name and by alias; a field that is no term is neither read nor written."""
    assert set(terms_of(Small)) == {"size", "label", "tag", "mark"}
    assert read_terms(Small, {"mark": "x", "size": "2.0"}) == Small(label="x", size=Decimal(2))
    assert write_terms(Small(label="x", not_a_term=8)) == {"label": "x"}
    with pytest.raises(TermError, match=r"terms\.not_a_term: no such term"):
        read_terms(Small, {"not_a_term": 8})


def test_defaults_are_not_written() -> None:
    """What is written says only what differs; a value equal to the default says nothing."""
    assert write_terms(read_terms(Terms, BASIC)) == BASIC
    given_ = {**BASIC, "quantity": "1.0", "contractIdentifier": "loan"}
    assert write_terms(read_terms(Terms, given_)) == {**BASIC, "contractID": "loan"}


def test_required_terms_are_required() -> None:
    """Each that is missing, by its name, acronym and what is allowed."""
    stated = read_terms(Terms, {"currency": "CNY"})
    assert not list(missing(stated, ("CUR", "QT"), needed_by="PAM"))
    allowed = "a time such as 2024-02-29T00:00:00, without time zone"
    assert [str(error) for error in missing(stated, ("CUR", "MD", "SD"), needed_by="PAM")] == [
        f"terms.maturityDate: PAM needs the term (MD) (give {allowed})",
        f"terms.statusDate: PAM needs the term (SD) (give {allowed})",
    ]


BASIC: dict[str, object] = {"contractRole": "RPA", "statusDate": "2024-01-01T00:00:00", "currency": "CNY"}
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.isoformat(timespec="seconds"))
lengths = st.from_regex(r"P[1-9][0-9]?[DWMQHY]", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)
JSON: dict[str, st.SearchStrategy[Any]] = {
    TEXT.allowed: texts,
    REAL.allowed: numbers.map(str),
    POSITIVE.allowed: numbers.map(abs).map(str),
    TIME.allowed: moments,
    PERIOD.allowed: lengths,
    CYCLE.allowed: st.builds(str.__add__, lengths, st.sampled_from(("L0", "L1", "", "+", "-"))),
    STRUCTURE.allowed: st.lists(
        st.fixed_dictionaries(
            {
                "object": st.dictionaries(texts, texts, max_size=2),
                "referenceType": st.sampled_from(("CNT", "CID", "MOC", "EID", "CST")),
                "referenceRole": st.sampled_from(("UDL", "FIL", "SEL", "COVE", "COVI")),
            }
        ),
        max_size=2,
    ),
}


def values_of(allowed: str) -> st.SearchStrategy[Any]:
    """JSON values that a kind allows, by its description."""
    if allowed.startswith("one of "):
        return st.sampled_from(allowed.removeprefix("one of ").split(", "))
    inner = array(Kind(str, str, "")).allowed
    if allowed.startswith(inner):
        return st.lists(values_of(allowed.removeprefix(inner)), max_size=3)
    return JSON[allowed]


documents = st.fixed_dictionaries(
    {known.name: values_of(known.kind.allowed) for known in required_of(Terms)},
    optional={
        known.name: values_of(known.kind.allowed) for known in terms_of(Terms).values() if known.name not in BASIC
    },
)


@settings(max_examples=60)
@given(documents)
def test_whole_records_go_through_json(document: dict[str, object]) -> None:
    """Any terms at all, arrays and structure included: what is written is read as the same record, and is JSON."""
    record = read_terms(Terms, document)
    written = write_terms(record)
    again = read_terms(Terms, json.loads(json.dumps(written)))
    assert again == record
    assert write_terms(again) == written
    assert set(written) <= set(document)


def test_every_term_can_go_through_json() -> None:
    """Each field of the record has a term, and each kind of term a strategy above."""
    described = {found.field for found in terms_of(Terms).values()}
    assert described == {item.name for item in fields(Terms)}
    assert all(values_of(found.kind.allowed) is not None for found in terms_of(Terms).values())


@pytest.mark.real_data
def test_the_terms_of_public_cases_go_through_json() -> None:
    """The terms of every public ACTUS case at hand are read, and come back from what is written of them."""
    files = sorted(shared_data("actus/cases").glob("*.json"))
    count = 0
    for file in files:
        for case in json.loads(file.read_text(), parse_float=Decimal).values():
            record = read_terms(Terms, case["terms"])
            assert read_terms(Terms, json.loads(json.dumps(write_terms(record)))) == record
            count += 1
    assert count > 200
