# SPDX-License-Identifier: Apache-2.0
"""Checking terms: everything that is wrong at once, and what a contract type does not use."""

import pytest

from counterfoil.terms.files.checking import problems, problems_of_case, unused_terms
from support.bond import BOND, FLOATER, case, terms


def test_good_terms_have_no_problems():
    """What makes a contract is not complained about."""
    assert problems(BOND) == [] == problems(FLOATER)


def test_every_problem_is_found_at_once():
    """Bad values, unknown names and missing terms are all named, each once, values before what is missing."""
    given = terms(maturityDate="soon", notionalPrincipal="-1", nominalIntrestRate="0.1", currency=None, contractRole="")
    assert [error.where for error in problems(given, where="t")] == [
        "t.notionalPrincipal",
        "t.maturityDate",
        "t.nominalIntrestRate",
        "t.contractRole",
        "t.currency",
    ]


PROBLEMS = [
    ({}, "terms.contractType"),
    ({"contractType": ["PAM"]}, "terms.contractType"),
    (terms(contractType="PAM1"), "terms.contractType"),
    (terms(contractIdentifier="other"), "terms.contractIdentifier"),
    (terms(purchaseDate="2026-05-01"), "terms.priceAtPurchaseDate"),
    (terms(calendar="NOWHERE"), "terms.calendar"),
]


@pytest.mark.parametrize(("given", "where"), PROBLEMS, ids=[where for _, where in PROBLEMS])
def test_what_only_shows_in_the_whole_is_found(given, where):
    """No type, a term given under two names, a date without its price, a calendar that nobody gave."""
    [error] = problems(given)
    assert error.where == where
    assert error.remedy


def test_terms_that_the_type_does_not_use_are_named():
    """A strike means nothing to a bond; who made the record, and what describes it, is always in order."""
    given = terms(optionStrike1="80", creatorID="me", seniority="S", cycleOfDividend="P1YL1", quantity="2")
    assert [term.name for term in unused_terms(given)] == ["optionStrike1", "cycleOfDividend"]


def test_a_swap_does_not_use_what_loans_do():
    """Fees, penalties and scaling have no effect on a plain swap, and the check says so."""
    fees = {"feeRate": "1", "feeBasis": "A", "cycleOfFee": "P1YL1"}
    given = terms(contractType="SWPPV", contractRole="RFL", penaltyRate="1", **fees)
    assert [term.name for term in unused_terms(given)] == ["penaltyRate", *fees]


CALENDAR = {"name": "OURS", "first": "2026-01-01", "last": "2028-12-31", "holidays": ["2027-01-04"]}
CASES = [
    (case(), []),
    (case(calendars=[CALENDAR], terms=terms(calendar="OURS")), []),
    (case(calendars=[{}], terms=terms(calendar="OURS")), ["c, calendar 1.name"]),
    (case(terms=terms(maturityDate="soon", currency=None), to="soon"), ["c.terms.maturityDate", "c.terms.currency"]),
    (case(to="soon"), ["c.to"]),
    (case(eventsObserved=[{"time": "2027-01-01", "type": "XDD"}]), ["c.eventsObserved[0].type"]),
    (case(terms=7), ["c.terms"]),
    (7, ["c"]),
]


@pytest.mark.parametrize(("given", "places"), CASES, ids=[f"{number}" for number in range(len(CASES))])
def test_a_case_is_checked_with_all_that_it_brings(given, places):
    """Its calendars first, then every term, then the horizon and what is observed."""
    assert [error.where for error in problems_of_case("c", given)] == places


def test_long_names_of_cases_are_cut_short():
    """The name of a case, however long, takes at most 60 characters of what is said about it."""
    name = "x" * 100_000
    for given in (case(to="soon"), case(terms=terms(currency=None)), case(calendars=7), 7):
        for error in problems_of_case(name, given):
            assert error.where.startswith("x" * 57 + "...")
            assert len(str(error)) < 300
