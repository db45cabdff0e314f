# SPDX-License-Identifier: Apache-2.0
"""Checking terms: everything that is wrong at once, and what a contract type never reads."""

import pytest

from counterfoil.terms import Contract, contract_types
from counterfoil.terms.checking import problems, terms_read, unused_terms
from counterfoil.terms.reading import terms_of
from support.bond import BOND, FLOATER, terms


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


def test_terms_that_nothing_reads_are_named():
    """A strike means nothing to a bond; who made the record is always in order."""
    given = terms(optionStrike1="80", creatorID="me", cycleOfDividend="P1YL1")
    unused = unused_terms(Contract.from_terms(given), given)
    assert [term.name for term in unused] == ["optionStrike1", "cycleOfDividend"]


@pytest.mark.parametrize("name", sorted(contract_types()))
def test_a_type_reads_what_it_requires(name):
    """Every required term counts as read, and every term that counts as read is one of the type's record."""
    kind = contract_types()[name]
    fields = {term.field for term in terms_of(kind.record).values()}
    assert set(kind.required) <= terms_read(kind) <= fields
