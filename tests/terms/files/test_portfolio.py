# SPDX-License-Identifier: Apache-2.0
"""Portfolios: one contract after another, as they are asked for, none stopped by its neighbour."""

import json
from datetime import date, datetime
from decimal import Decimal
from itertools import count, islice

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract
from counterfoil.terms.files.cases import read_fixings
from counterfoil.terms.files.portfolio import Evaluated, Totals, by_month, cash_flows, evaluate, read_portfolio
from support.bond import BOND, FIXINGS, FLOATER, terms


def bonds():
    """Bonds without end, and how many were asked for."""
    made = []

    def make():
        for number in count():
            made.append(number)
            yield json.dumps(terms(contractID=f"bond-{number}")) + "\n"

    return make(), made


def test_nothing_is_computed_before_it_is_asked_for():
    """An endless portfolio is no burden: two results take two contracts, and making the pipeline takes none."""
    lines, made = bonds()
    results = evaluate(read_portfolio(lines))
    assert made == []
    assert [item.contract_id for item in islice(results, 2)] == ["bond-0", "bond-1"]
    assert made == [0, 1]


def test_contracts_may_come_from_anywhere():
    """Contracts made elsewhere are evaluated up to the time given."""
    [item] = evaluate([Contract.from_terms(BOND)], until=datetime(2027, 6, 30))
    assert [str(event.type) for event in item.events] == ["IED", "IP"]
    assert (item.contract_id, item.contract_type, item.error) == ("bond-1", "PAM", None)


def test_a_bad_contract_stops_no_other():
    """A line that is not JSON, terms that are wrong and a missing fixing are errors of their own, with their lines."""
    lines = [
        json.dumps(BOND),
        "",
        "{",
        "3",
        json.dumps(terms(contractType="PAN")),
        json.dumps(FLOATER),
        b"\xff",
        json.dumps(terms(contractID=None)),
    ]
    items = list(evaluate(read_portfolio(lines)))
    assert [item.contract_id for item in items] == [
        "bond-1",
        "line 3",
        "line 4",
        "line 5",
        "floater-1",
        "line 7",
        "contract 7",
    ]
    assert [item.error is None for item in items] == [True, False, False, False, False, False, True]
    assert [item.error.where for item in items[1:4]] == ["line 3, line 1, column 2", "line 4", "line 5.contractType"]
    assert "LPR1Y" in str(items[4].error)


def test_only_the_first_line_announces_an_array():
    """A later line that begins with a bracket is a bad line like any other, and stops none after it."""
    items = list(evaluate(read_portfolio([json.dumps(BOND), "[1]", "[", "", json.dumps(BOND)])))
    assert [(item.contract_id, item.error is None) for item in items] == [
        ("bond-1", True),
        ("line 2", False),
        ("line 3", False),
        ("bond-1", True),
    ]
    assert "not an object of terms" in str(items[1].error)


def test_a_failure_inside_a_formula_stops_no_other(monkeypatch):
    """Even an error that nobody foresaw belongs to its contract alone."""
    good, bad = Contract.from_terms(BOND), Contract.from_terms(BOND)
    monkeypatch.setattr(bad, "planned", lambda *_: 1 // 0, raising=False)
    first, second = evaluate([bad, good])
    assert "ZeroDivisionError" in str(first.error)
    assert (second.error, len(second.events)) == (None, 4)


def test_an_array_is_a_portfolio_too():
    """A JSON array of terms is read whole, over as many lines as it takes; a bad item is named by its position."""
    text = json.dumps([BOND, 1, terms(currency=None)], indent=1)
    first, second, third = read_portfolio(text.splitlines(keepends=True))
    assert isinstance(first, Contract)
    assert isinstance(second, Evaluated)
    assert isinstance(third, Evaluated)
    assert (second.contract_id, third.error.where) == ("item 2", "item 3.currency")
    with pytest.raises(InputError, match="portfolio, line 1, column 2: not JSON"):
        list(read_portfolio(["["]))
    with pytest.raises(InputError, match=r"p\.json, line 4, column 1: not JSON"):
        list(read_portfolio([b"\n", b"\n", b" [\n", b"x]"], where="p.json"))


@pytest.mark.parametrize("mark", ["\ufeff", b"\xef\xbb\xbf"], ids=["text", "bytes"])
def test_an_array_may_begin_with_a_byte_order_mark(mark):
    """What editors put before a file does not hide that it is an array."""
    array = json.dumps([BOND])
    [contract] = read_portfolio([mark + (array if isinstance(mark, str) else array.encode())])
    assert isinstance(contract, Contract)


def test_cash_flows_are_netted_by_day_and_currency():
    """A claim and an obligation cancel out; other currencies and days stay apart; months add up days."""
    portfolio = [BOND, terms(contractRole="RPL", notionalPrincipal="400"), terms(currency="USD"), FLOATER]
    fixings = read_fixings(FIXINGS, where="fixings")
    evaluated = list(evaluate(map(Contract.from_terms, portfolio), fixings))
    flows = cash_flows(evaluated)
    assert list(flows.items()) == [
        ((date(2026, 1, 2), "CNY"), Decimal(-1600)),
        ((date(2026, 1, 2), "USD"), Decimal(-1000)),
        ((date(2027, 1, 2), "CNY"), Decimal(48)),
        ((date(2027, 1, 2), "USD"), Decimal(30)),
        ((date(2028, 1, 2), "CNY"), Decimal(1668)),
        ((date(2028, 1, 2), "USD"), Decimal(1030)),
    ]
    assert by_month(flows)["2028-01", "CNY"] == 1668
    assert by_month({(date(2026, 1, day), "CNY"): Decimal("0.1") for day in (1, 2, 3)}) == {
        ("2026-01", "CNY"): Decimal("0.3")
    }


def test_totals_keep_count():
    """Contracts, events and failures are counted; no event is kept."""
    totals = Totals()
    for item in evaluate(read_portfolio([json.dumps(BOND), "?"])):
        totals.add(item)
    assert (totals.contracts, totals.events, [item.contract_id for item in totals.failed]) == (2, 4, ["line 2"])
