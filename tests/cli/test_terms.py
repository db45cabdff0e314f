# SPDX-License-Identifier: Apache-2.0
"""``counterfoil terms``: contracts explained, checked, evaluated by the file, and errors that stop nothing else."""

import json
import xml.etree.ElementTree as ElementTree
from copy import deepcopy
from unittest.mock import Mock

import pytest

from counterfoil.cli.terms_report import ROWS_LAST, ROWS_MAX
from shared_data import shared_data
from support.bond import BOND, FIXINGS, FLOATER, RESULTS, case, terms
from support.vectors import VECTORS

SCRIPT = "<script>alert(1)</script>&\u202e"


def test_a_bond_is_explained(run, write):
    """Every event with its plain name and rounded amounts, and what is paid and received as bars."""
    shown = run("terms", "explain", write("bond.json", BOND)).stdout
    for words in ("bond-1", "principal at maturity", "initial exchange", "−1,000.00", "interest payment", "by day"):
        assert words in shown
    assert "2028-01-02" in shown
    assert "█" in shown


def test_explained_amounts_are_exact_for_machines(run_json, write):
    """--json has the field names of the public format and decimals as they are."""
    explained = run_json("terms", "explain", write("bond.json", BOND))
    assert explained["events"] == RESULTS
    assert (explained["contract"], explained["type"], explained["until"]) == ("bond-1", "PAM", None)


def test_until_and_fixings_are_the_users(run, run_json, write):
    """A floater needs its fixing; with it, and up to a day, it is explained."""
    floater, fixings = write("floater.json", FLOATER), write("fixings.json", FIXINGS)
    assert "LPR1Y" in run("terms", "explain", floater, code=2).stderr
    explained = run_json("terms", "explain", floater, "--fixings", fixings, "--until", "2027-06-30")
    assert [event["eventType"] for event in explained["events"]] == ["IED", "IP", "RR"]
    assert explained["until"] == "2027-06-30T00:00:00"
    assert "--until" in run("terms", "explain", floater, "--until", "soon", code=2).stderr


def test_a_case_is_chosen(run, run_json, write):
    """The only case needs no name, one of several does, and the error says which there are."""
    one = write("one.json", {"bond": case()})
    several = write("several.json", {"bond": case(), "floater": case(terms=FLOATER, dataObserved=FIXINGS)})
    assert run_json("terms", "explain", one)["events"] == RESULTS
    assert run_json("terms", "explain", write("bare.json", case()))["events"] == RESULTS
    assert len(run_json("terms", "explain", several, "--case", "floater")["events"]) == 5
    assert "--case: bond, floater" in run("terms", "explain", several, code=2).stderr
    assert "no case 'cap'" in run("terms", "explain", several, "--case", "cap", code=2).stderr
    assert "no cases" in run("terms", "explain", write("bond.json", BOND), "--case", "x", code=2).stderr


CALENDAR = {"name": "OURS", "first": "2026-01-01", "last": "2028-12-31", "holidays": ["2027-01-04"]}


def test_calendars_are_the_users(run, run_json, write):
    """A calendar that terms name comes from a file, for one contract, cases and portfolios alike."""
    dated = terms(calendar="OURS", businessDayConvention="SCF")
    bond, calendar = write("bond.json", dated), write("ours.json", CALENDAR)
    cases, lines = write("cases.json", {"a": case(terms=dated)}), write("p.jsonl", json.dumps(dated))
    assert "'OURS'" in run("terms", "explain", bond, code=2).stderr
    given = ("--calendar", calendar)
    dates = [event["eventDate"][:10] for event in run_json("terms", "explain", bond, *given)["events"]]
    assert dates == ["2026-01-02", "2027-01-05", "2028-01-02", "2028-01-02"]
    assert run_json("terms", "run", cases, *given)["a"][1]["eventDate"] == "2027-01-05T00:00:00"
    assert "OURS" in run_json("terms", "run", cases)["a"]["error"]
    assert run_json("terms", "portfolio", lines, *given)["cash_flows"][1]["day"] == "2027-01-05"
    run("terms", "check", bond, lines, cases, "--calendar", write("list.json", [CALENDAR]))
    run("terms", "check", bond, code=1)


def test_names_stay_text_wherever_they_are_drawn(run, write, tmp_path):
    """Markup and steering characters in a contract's identifier are escaped in SVG and HTML, and spelled out."""
    file = write("bond.json", terms(contractID=SCRIPT))
    svg, html = tmp_path / "bond.svg", tmp_path / "bond.html"
    shown = run("terms", "explain", file, "--svg", svg, "--html", html).stdout
    root = ElementTree.parse(svg).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [text for text in root.itertext() if "alert(1)" in text]
    assert texts
    for text in (*texts, shown):
        assert "<script>alert(1)</script>&⟨U+202E⟩" in text
    page = ElementTree.fromstring(html.read_text(encoding="utf-8").removeprefix("<!DOCTYPE html>"))
    assert not [element for element in (*root.iter(), *page.iter()) if element.tag.endswith("script")]
    assert len(page.findall(".//tbody/tr")) == len(RESULTS)
    assert "http" not in html.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")


def test_a_long_life_is_shown_by_its_ends(run, run_json, write):
    """Of very many events the first and the last are listed, with how many there are between; JSON has them all."""
    daily = terms(cycleOfInterestPayment="P1DL1", cycleAnchorDateOfInterestPayment="2026-01-03T00:00:00")
    file = write("daily.json", daily)
    events = run_json("terms", "explain", file)["events"]
    assert len(events) > 700
    shown = run("terms", "explain", file).stdout
    assert f"{len(events) - ROWS_MAX} more; --json shows all" in shown
    rows = shown.partition("Cash flows in")[0].splitlines()
    assert sum(" CNY " in row for row in rows) == ROWS_MAX
    gap = next(number for number, row in enumerate(rows) if "…" in row)
    assert sum(" CNY " in row for row in rows[gap:]) == ROWS_LAST
    assert events[ROWS_MAX - ROWS_LAST - 1]["eventDate"][:10] in rows[gap - 1]
    assert events[-ROWS_LAST]["eventDate"][:10] in rows[gap + 1]
    assert "by month" in shown


def test_long_tables_are_cut_everywhere(run, write):
    """Findings, cases, comparisons and months are listed in full only as far as anybody reads them."""
    cases = write("cases.json", {f"case-{number}": case(to="soon") for number in range(ROWS_MAX + 7)})
    months = terms(cycleOfInterestPayment="P1ML1", maturityDate="2046-01-02T00:00:00")
    for command, file, code in (
        (("check",), cases, 1),
        (("run",), cases, 0),
        (("run", "--compare"), cases, 1),
        (("portfolio",), write("p.jsonl", json.dumps(months)), 0),
    ):
        assert "more; --json shows all" in run("terms", *command, file, code=code).stdout


def test_check_finds_everything(run, run_json, write):
    """Each wrong term with its place, value and remedy; exit code 1; what the type does not use is a warning."""
    good = write("good.json", terms(optionStrike1="80"))
    bad = write("bad.json", terms(maturityDate="soon", currency=None, nominalIntrestRate="1"))
    right = run("terms", "check", good)
    assert "1 of 1 contracts are right" in right.stdout
    assert "its contract type does not use optionStrike1" in right.stderr
    found = run_json("terms", "check", good, bad, code=1)
    assert [item["unused"] for item in found] == [["optionStrike1"], []]
    assert [problem["where"] for problem in found[1]["problems"]] == [
        "terms.maturityDate",
        "terms.nominalIntrestRate",
        "terms.currency",
    ]
    shown = run("terms", "check", bad, code=1).stdout
    assert "'soon' is" in shown
    assert "did you mean nominalInterestRate?" in shown


def test_check_reads_every_form(run_json, write):
    """Lists, lines and cases are checked contract by contract, and what is no contract is named by its place."""
    lines = write("p.jsonl", "\n".join([json.dumps(BOND), "", "{", "7"]))
    listed = write("p.json", [BOND, 7, FLOATER])
    cases = write("c.json", {"a": case(), "b": case(to="soon"), "c": 7, "d": case(terms=7)})
    found = run_json("terms", "check", lines, listed, cases, write("one.json", case()), code=1)
    assert [(item["place"], len(item["problems"])) for item in found] == [
        *(("line 1", 0), ("line 3", 1), ("line 4", 1)),
        *(("item 1", 0), ("item 2", 1), ("item 3", 0)),
        *(("a", 0), ("b", 1), ("c", 1), ("d", 1)),
        ("one", 0),
    ]
    assert found[7]["problems"][0]["where"] == "b.to"


BROKEN = {
    "no-case": 7,
    "no-terms": {"to": ""},
    "unknown-term": case(terms=terms(coupon="1")),
    "missing-fixing": case(terms=FLOATER),
    "unsupported-type": case(terms=terms(contractType="MARS")),
    "malformed-value": case(terms=terms(notionalPrincipal="ten")),
    "malformed-time": case(to="2028-02-30"),
    "malformed-event": case(eventsObserved=[{"time": "2027-01-01"}]),
    "unknown-event": case(eventsObserved=[{"time": "2027-01-01", "type": "XDD"}]),
    "huge-number": case(terms=terms(notionalPrincipal="9" * 60)),
}


def test_one_bad_case_stops_no_other(run_json, write):
    """Whatever is wrong with a case becomes its error, in JSON, with exit code 0: the file could be read."""
    results = run_json("terms", "run", write("cases.json", {"good": case(), **BROKEN, "last": case(results=None)}))
    assert list(results) == ["good", *BROKEN, "last"]
    assert results["good"] == results["last"] == RESULTS
    for name in BROKEN:
        assert list(results[name]) == ["error"]
        assert results[name]["error"].startswith(name)


def test_a_failure_that_nobody_foresaw_is_an_error_of_its_case(run_json, write, monkeypatch):
    """A bug in a contract type spoils its own cases, not the answer."""
    from counterfoil.terms.types.principal.principal_at_maturity import PrincipalAtMaturity

    file = write("cases.json", {"a": case()})
    for failure, said in (
        (ZeroDivisionError("by zero"), "a: cannot be computed: ZeroDivisionError by zero"),
        (KeyError("k"), "a: internal error, please report it: KeyError 'k'"),
    ):
        monkeypatch.setattr(PrincipalAtMaturity, "planned", Mock(side_effect=failure))
        assert run_json("terms", "run", file)["a"]["error"].startswith(said)
        assert run_json("terms", "run", file, "--compare", code=1)["differences"]["a"]["error"].startswith(said)


def test_a_case_brings_calendars_of_its_own(run_json, write):
    """Futures with the exchange's calendar in their case run and check as they are, and with --calendar beside them."""
    file = VECTORS / "terms" / "exchange_future.json"
    cases = json.loads(file.read_text(encoding="utf-8"))
    assert any(item.get("calendars") for item in cases.values())
    assert run_json("terms", "run", file, "--compare")["matched"] == len(cases)
    other = write("other.json", CALENDAR)
    assert run_json("terms", "run", file, "--compare", "--calendar", other)["matched"] == len(cases)
    assert not any(item["problems"] for item in run_json("terms", "check", file, "--calendar", other))
    both = case(calendars=[CALENDAR | {"name": "CASE"}], terms=terms(calendar="OURS", businessDayConvention="SCF"))
    ran = run_json("terms", "run", write("both.json", {"a": both}), "--calendar", other)
    assert ran["a"][1]["eventDate"] == "2027-01-05T00:00:00"


def test_results_are_compared(run, run_json, write):
    """What matches is counted, what does not is named with its first difference, and the exit code says which."""
    wrong = deepcopy(RESULTS)
    wrong[1]["payoff"] = "31"
    cases = {"good": case(), "wrong": case(results=wrong), "none": case(results=None), "bad": case(to="soon")}
    file = write("cases.json", cases)
    compared = run_json("terms", "run", file, "--compare", code=1)
    assert (compared["matched"], compared["cases"]) == (1, 4)
    assert compared["differences"]["wrong"] == [
        {"case": "wrong", "position": 2, "field": "payoff", "expected": "31", "got": "30"}
    ]
    assert set(compared["differences"]["bad"]) == set(compared["differences"]["none"]) == {"error"}
    shown = run("terms", "run", file, "--compare", code=1).stdout
    assert "event 2, payoff: expected 31, got 30" in shown
    assert "1 of 4 cases are reproduced." in shown
    good = write("good.json", {"good": case()})
    assert run_json("terms", "run", good, "--compare") == {"matched": 1, "cases": 1, "differences": {}}


def test_several_files_are_one_answer(run, run_json, write):
    """Cases of all files stand together; a name that comes again carries the name of its file."""
    first, second = write("first.json", {"a": case(), "b": case()}), write("second.json", {"a": case()})
    assert list(run_json("terms", "run", first, second)) == ["a", "b", f"{second}:a"]
    assert list(run_json("terms", "run", first, first, first))[2:] == [
        *(f"{first}:{name}" for name in "ab"),
        *(f"{first}:{first}:{name}" for name in "ab"),
    ]
    assert list(run_json("terms", "run", write("bare.json", case()))) == ["bare"]
    assert "MD at 2028-01-02T00:00:00" in run("terms", "run", first).stdout


def test_refused_contracts_are_errors(run_json):
    """Every case of the vectors that must be refused gives an error that names its term, and nothing else."""
    file = VECTORS / "terms" / "refused.json"
    cases = json.loads(file.read_text(encoding="utf-8"))
    results = run_json("terms", "run", file)
    assert list(results) == list(cases)
    for name, item in cases.items():
        assert list(results[name]) == ["error"]
        assert item["refused"]["contains"] in results[name]["error"]
        assert item["refused"]["term"] in results[name]["error"]


UNREADABLE = {
    "empty": "",
    "not-json": "contractType: PAM",
    "twice": '{"a": {}, "a": {}}',
    "nan": '{"a": NaN}',
    "deep": "[" * 5_000,
    "list": "[]",
    "terms": json.dumps(BOND),
}


@pytest.mark.parametrize("command", ["run", "explain", "check"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_an_input_error(run, write, command, name):
    """Not JSON, a name twice, NaN, nesting without end: one line on stderr that names the file, nothing on stdout."""
    if (command, name) in {("explain", "terms"), ("check", "terms"), ("check", "list")}:
        run("terms", command, write(f"{name}.json", UNREADABLE[name]))
        return
    result = run("terms", command, write(f"{name}.json", UNREADABLE[name]), "--json", code=2)
    assert name in json.loads(result.stderr)["error"]["where"]
    assert not result.stdout


def test_a_portfolio_is_netted(run, run_json, write):
    """Cash flows by day and month and currency; a bad line is listed, exit code 1, and the others count."""
    lines = [BOND, terms(contractRole="RPL", notionalPrincipal="400"), FLOATER, terms(contractType="MARS")]
    file = write("portfolio.jsonl", "\n".join(map(json.dumps, lines)))
    fixings = write("fixings.json", FIXINGS)
    result = run_json("terms", "portfolio", file, "--fixings", fixings, code=1)
    assert (result["contracts"], result["events"], len(result["errors"])) == (4, 13, 1)
    assert result["errors"][0]["contract"] == "line 4"
    assert {"month": "2026-01", "currency": "CNY", "payoff": "-1600"} in result["by_month"]
    assert {"day": "2027-01-02", "currency": "CNY", "payoff": "48"} in result["cash_flows"]
    shown = run("terms", "portfolio", file, "--fixings", fixings, "--until", "2027-12-31", code=1).stdout
    assert "−1,600.00" in shown
    assert "3 of 4 contracts evaluated, 7 events" in shown
    assert run_json("terms", "portfolio", write("list.json", [BOND]))["contracts"] == 1


def test_a_line_that_is_a_list_is_a_bad_line(run_json, write):
    """It is listed with its place, and the lines around it count."""
    file = write("p.jsonl", "\n".join([json.dumps(BOND), "[1]", json.dumps(BOND)]))
    result = run_json("terms", "portfolio", file, code=1)
    assert (result["contracts"], result["events"]) == (3, 8)
    assert [item["contract"] for item in result["errors"]] == ["line 2"]


def test_many_failures_are_summed_up(run, write):
    """A table of errors stays short, and says how many there are more."""
    file = write("portfolio.jsonl", "{}\n" * 25)
    assert "and 5 more" in run("terms", "portfolio", file, code=1).stdout


def test_types_and_their_terms_are_listed(run, run_json):
    """Every type with its name; of one, its terms with acronyms, what is allowed and what is required."""
    assert {"type": "PAM", "name": "principal at maturity"} in run_json("terms", "types")
    listed = {row["term"]: row for row in run_json("terms", "types", "pam")}
    assert listed["maturityDate"]["required"] is listed["contractType"]["required"] is True
    assert listed["rateSpread"] == {
        "term": "rateSpread",
        "acronym": "RRSP",
        "allowed": listed["rateSpread"]["allowed"],
        "required": False,
    }
    assert "optionStrike1" not in listed
    assert "principal at maturity" in run("terms", "types").stdout
    assert "one of" in run("terms", "types", "MARS", code=2).stderr


@pytest.mark.real_data
def test_the_public_cases_run(run_json):
    """The public file of bullet bonds gives a list of events for every case, and all of them match."""
    path = shared_data("actus/cases/pam.json")
    results = run_json("terms", "run", path)
    assert all(isinstance(result, list) for result in results.values())
    assert run_json("terms", "run", path, "--compare")["matched"] == len(results)
