# SPDX-License-Identifier: Apache-2.0
"""``counterfoil terms``: what contract terms say, whether they are right, and the cash flows that follow from them."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption, example, require_new_file
from counterfoil.cli.output import progress_bars, write_json
from counterfoil.cli.terms_report import (
    draw_explained,
    show_checked,
    show_explained,
    show_results,
    show_totals,
    terms_listed,
    write_comparison,
    write_explained,
    write_listed,
    write_totals,
)
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.cli.terms_files import Given
    from counterfoil.terms.files.cases import Case, Difference
    from counterfoil.terms.kernel.calendars import Calendar

app = typer.Typer(help="Contract terms that compute their own cash flows.", no_args_is_help=True)

R = TypeVar("R")
PROGRESS_EVERY: Final = 20

FileArgument = Annotated[Path, typer.Argument(metavar="FILE")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="TIME", help="The last moment of interest.")]
FixingsOption = Annotated[
    Path | None,
    typer.Option("--fixings", metavar="FILE", help="What was observed: identifier → {data: [{timestamp, value}]}."),
]

CalendarsOption = Annotated[
    list[Path],
    typer.Option(
        "--calendar", metavar="FILE", help="A calendar that terms name: {name, first, last, holidays}; may be repeated."
    ),
]


@app.command(
    "explain",
    epilog=example(
        "counterfoil terms explain bond.json",
        "counterfoil terms explain cases.json --case bond-1 --until 2027-06-30 --svg bond.svg --html bond.html",
    ),
)
def explain(
    file: FileArgument,
    case: Annotated[str | None, typer.Option("--case", metavar="NAME", help="Which case, if FILE has several.")] = None,
    until: UntilOption = None,
    fixings: FixingsOption = None,
    calendar: CalendarsOption = [],  # noqa: B006
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Draw the cash flows into FILE.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write drawing and table as one page.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what happens in the life of one contract: every event, every payment, and what is left after it.

    FILE holds the terms of a contract as JSON, by their names in the ACTUS dictionary, or cases in the public test
    format. Amounts are shown rounded; with --json they are exact.
    """
    from dataclasses import replace

    from counterfoil.cli.terms_files import read_calendar_files, read_fixings_file, read_one, read_until

    _require_apart((svg, html), (file, fixings, *calendar))
    require_new_file(svg, html)
    read = read_one(file, case=case, calendars=read_calendar_files(calendar))
    if until is not None:
        read = replace(read, until=read_until(until))
    if fixings is not None:
        read = replace(read, fixings=read_fixings_file(fixings))
    events = read.run()
    draw_explained(read, events, svg=svg, html=html)
    if as_json:
        write_explained(read, events)
    else:
        show_explained(read, events)


def _require_apart(written: Sequence[Path | None], read: Sequence[Path | None]) -> None:
    """InputError if a file that is to be written is also read, or is named for two things."""
    taken = {os.path.realpath(file) for file in read if file is not None}
    for file in written:
        if file is None:
            continue
        if os.path.realpath(file) in taken:
            problem = "cannot be written: another argument names the same file"
            raise InputError(problem, where=str(file), remedy="give each a file of its own")
        taken.add(os.path.realpath(file))


@app.command("check", epilog=example("counterfoil terms check bond.json portfolio.jsonl cases.json"))
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    calendar: CalendarsOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Check contract terms, and say of each that is wrong: its name, its value, and what is allowed.

    A FILE holds one contract, a list of contracts, one on each line (.jsonl), or cases in the public test format.
    Terms that their contract type does not use are named too, but are no error. Exit code 1 if any term is wrong.
    """
    from counterfoil.cli.terms_files import list_terms, read_calendar_files

    calendars = read_calendar_files(calendar)
    found: list[dict[str, Any]] = []
    for file in files:
        for given in list_terms(file):
            wrong, unused = _judge(given, calendars)
            found.append({"file": str(file), "place": given.place, "problems": wrong, "unused": unused})
    if as_json:
        write_json(found)
    else:
        show_checked(found)
    raise typer.Exit(ExitCode.negative if any(item["problems"] for item in found) else ExitCode.ok)


def _judge(given: "Given", calendars: "Mapping[str, Calendar]") -> tuple[list[dict[str, str]], list[str]]:
    """What is wrong with the terms of one contract, and which of them its type does not use."""
    from counterfoil.cli.errors import describe
    from counterfoil.terms.files.checking import problems, problems_of_case, unused_terms

    if isinstance(given.terms, InputError):
        return [describe(given.terms)], []
    if given.case is None:
        wrong = problems(given.terms, calendars=calendars, where=given.place)
    else:
        wrong = problems_of_case(given.place, given.case, calendars=calendars)
    if wrong:
        return [describe(error) for error in wrong], []
    return [], [term.name for term in unused_terms(given.terms)]


@app.command(
    "run",
    epilog=example(
        "counterfoil terms run cases.json --json",
        "counterfoil terms run cases.json --compare",
    ),
)
def run(
    files: Annotated[list[Path], typer.Argument(metavar="CASES.json...")],
    compare: Annotated[
        bool, typer.Option("--compare", help="Count the cases whose results are reproduced, and name the others.")
    ] = False,
    calendar: CalendarsOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Evaluate cases in the public ACTUS test format: name → {terms, to, dataObserved, eventsObserved, results}.

    --json writes name → list of events, with the field names of the format's results and numbers as decimal texts, and
    name → {"error": …} for a case that cannot be evaluated, which stops no other. --compare is strict: same length,
    same order, every field, within 1e-10 absolute or 1e-12 relative. Exit code 1 if it finds a case that differs.

    All files are read first: if one of them cannot be, or holds no cases, nothing is evaluated, and exit code 2.
    """
    from counterfoil.cli.terms_files import read_calendar_files

    given, calendars = _read_case_files(files), read_calendar_files(calendar)
    results: dict[str, list[Any] | str] = {}
    with progress_bars(quiet=False) as progress:
        for position, (name, item) in enumerate(given.items(), start=1):
            results[name] = _attempted(_compared if compare else _results, name, item, calendars)
            if position % PROGRESS_EVERY == 0 or position == len(given):
                progress("cases", position, len(given))
    if compare:
        apart = {name: found for name, found in results.items() if found}
        write_comparison(len(given), apart, as_json=as_json)
        raise typer.Exit(ExitCode.negative if apart else ExitCode.ok)
    if as_json:
        write_json({name: {"error": found} if isinstance(found, str) else found for name, found in results.items()})
    else:
        show_results(results)


def _read_case_files(files: Sequence[Path]) -> dict[str, object]:
    """The cases of all files; a name that an earlier file has too goes with the name of its own."""
    from counterfoil.cli.terms_files import read_case_file

    given: dict[str, object] = {}
    for file in files:
        for name, item in read_case_file(file).items():
            own = name
            while own in given:
                own = f"{file}:{own}"
            given[own] = item
    return given


def _attempted(
    evaluate: "Callable[[Case], R]", name: str, given: object, calendars: "Mapping[str, Calendar]"
) -> "R | str":
    """What is computed from a case, or why it cannot be."""
    from counterfoil.terms.files.cases import read_case
    from counterfoil.terms.kernel.reading import as_input_errors
    from counterfoil.terms.kernel.values import name_shown

    try:
        with as_input_errors(name_shown(name)):
            return evaluate(read_case(name, given, calendars=calendars))
    except InputError as error:
        return str(error)


def _results(case: "Case") -> list[dict[str, str]]:
    return case.results()


def _compared(case: "Case") -> "list[Difference]":
    from counterfoil.terms.files.cases import differences

    return differences(case, case.run())


@app.command(
    "portfolio",
    epilog=example("counterfoil terms portfolio portfolio.jsonl --fixings fixings.json --until 2027-12-31"),
)
def portfolio(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One contract on each line, or a JSON list of them.")],
    until: UntilOption = None,
    fixings: FixingsOption = None,
    calendar: CalendarsOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Evaluate a portfolio, contract by contract, and net its cash flows by month and currency.

    A contract that cannot be evaluated is listed and stops no other; exit code 1 if there was any.
    """
    from counterfoil.cli.terms_files import progressing, read_calendar_files, read_fixings_file, read_until
    from counterfoil.terms.files.portfolio import Totals, evaluate, read_portfolio

    observed, horizon = read_fixings_file(fixings), read_until(until)
    calendars = read_calendar_files(calendar)
    totals = Totals()
    with progress_bars(quiet=as_json) as progress:
        contracts = read_portfolio(progressing(file, progress), calendars=calendars, where=str(file))
        for item in evaluate(contracts, observed, horizon):
            totals.add(item)
    if as_json:
        write_totals(totals)
    else:
        show_totals(totals)
    raise typer.Exit(ExitCode.negative if totals.failed else ExitCode.ok)


@app.command("types", epilog=example("counterfoil terms types PAM"))
def types(
    kind: Annotated[str | None, typer.Argument(metavar="TYPE", help="An acronym, such as PAM.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the contract types; of one, the terms that it uses, what each may be, and whether it must be given."""
    from counterfoil.terms import contract_types
    from counterfoil.terms.kernel.values import shown

    known = dict(sorted(contract_types().items()))
    if kind is None:
        listed = [{"type": name, "name": contract.name} for name, contract in known.items()]
        write_listed("Contract types", listed, as_json=as_json)
        return
    contract = known.get(kind.upper())
    if contract is None:
        raise InputError(f"{shown(kind)} is not a contract type", where="TYPE", remedy=f"one of {', '.join(known)}")
    write_listed(f"{contract.contract_type}: {contract.name}", terms_listed(contract), as_json=as_json)
