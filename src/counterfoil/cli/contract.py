# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract``: contracts as firms write them, from an empty folder to a call on a chain."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli import contract_life, contract_reading
from counterfoil.cli.acts import carry_out
from counterfoil.cli.contract_arguments import (
    ArgumentsOption,
    ByOption,
    ContractArgument,
    ShowsOption,
    call_of,
    read_contract,
    require_folder,
    review_of,
)
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    example,
)
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode

app = typer.Typer(
    help="Contracts as firms write them: begun, checked, tried, described, deployed, called, replaced, ended.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where contract.toml is.")]
LIBRARY: Final = (
    "bond_auction, conditional_payment, covenant_bond, dividend_election, escrow, hash_lock, letter_of_credit, "
    "private_placement, repo, revenue_share, total_return_swap"
)
"""What ``library()`` finds, written out: for help nothing is looked for."""
COVERAGE: Final = ("line", "ran", "source")


@app.command(epilog=example("counterfoil contract new box", "counterfoil contract new sale --from escrow"))
def new(
    folder: FolderArgument,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME", help=f"One of the library: {LIBRARY}; otherwise a small one."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a contract in a new folder: a program that runs, its tests, and what it says of itself."""
    from counterfoil.node.contracts.beginning import begin, begin_from

    files = begin(folder) if from_ is None else begin_from(folder, from_)
    if as_json:
        write_json({"files": [str(file) for file in files]})
        return
    write_facts("Begun", {"files": [str(file) for file in files]})
    write_line(f"Next: counterfoil contract test {folder}")


@app.command(epilog=example("counterfoil contract check box", "counterfoil contract check box --json"))
def check(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """Check that a contract's source is in the dialect, and say what a reviewer would ask about.

    Exit code 1: there is something to look at. A source that is not in the dialect is bad input.
    """
    from counterfoil.node.contracts.findings import findings

    try:
        contract, entries = read_contract(folder)
    except InputError as error:
        _tell_all(error, as_json=as_json)
        raise
    found, unchecked = findings(contract.source, contract.manifest.roles or ()), contract.unchecked
    if as_json:
        told = [one._asdict() for one in found]
        write_json({"code": contract.code, "entries": list(entries), "findings": told, "not_checked": unchecked})
    else:
        facts = {"code": contract.code, "characters": len(contract.source), "tests": contract.tests or "none"}
        facts |= {"entries": ", ".join(entries)} | ({"not checked": "; ".join(unchecked)} if unchecked else {})
        write_facts(f"{contract.manifest.name} is in the dialect", facts)
        if found:
            write_table("To look at", ("line", "column", "what", "what would settle it"), found)
    raise typer.Exit(ExitCode.negative if found else ExitCode.ok)


@app.command(epilog=example("counterfoil contract test box", "counterfoil contract test box --only nobody --coverage"))
def test(
    folder: FolderArgument,
    only: Annotated[str, typer.Option("--only", metavar="TEXT", help="Tests with this in their names.")] = "",
    coverage: Annotated[bool, typer.Option("--coverage", help="Say which lines of the source ran.")] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="Of what tests leave to chance.", min=0)] = 0,
    as_json: JsonOption = False,
) -> None:
    """Run a contract's tests, each on a chain in memory of its own. Exit code 1: one failed."""
    from counterfoil.node.contracts.running_here import tracing_programs
    from counterfoil.node.contracts.trials import Watched, try_out

    contract, _ = read_contract(folder)
    watched = Watched(tracing_programs())
    trials = []
    for trial in try_out(folder, watched, only, seed):
        trials.append(trial)
        if not as_json:
            write_line(f"{'passed' if trial.passed else 'FAILED'}  {trial.name}  {trial.milliseconds} ms")
            for words in filter(None, (trial.words, trial.source)):
                write_line(f"        {words}")
            for note in trial.notes:
                write_line(f"        note: {note}")
    failed = sum(not trial.passed for trial in trials)
    ran = watched.lines.get(contract.source, Counter())
    lines = watched.lines_of(contract.source)
    covered = [line for line in lines if ran.get(line)]
    if as_json:
        told = [
            {"name": one.name, "passed": one.passed, "words": one.words, "source": one.source, "notes": one.notes}
            for one in trials
        ]
        missed = [line for line in lines if not ran.get(line)]
        write_json({"tests": told, "steps": watched.steps, "lines": len(lines), "lines_not_run": missed})
    else:
        if coverage:
            source = contract.source.split("\n")
            write_table("Lines", COVERAGE, [(line, ran.get(line, 0), source[line - 1]) for line in lines])
        write_line(
            f"{len(trials) - failed} passed, {failed} failed; {len(covered)} of {len(lines)} lines ran, "
            f"in {watched.steps} steps."
        )
    raise typer.Exit(ExitCode.negative if failed else ExitCode.ok)


@app.command(epilog=example("counterfoil contract doc box", "counterfoil contract doc box --out BOX.md"))
def doc(
    folder: FolderArgument,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it into a new file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Describe a contract by its interface, in Markdown: its calls, their parameters, its views."""
    from counterfoil.node.contracts.handbook import handbook

    contract, entries = read_contract(folder)
    text = handbook(contract, entries)
    if as_json:
        told = [
            {
                "name": one.name,
                "view": one.view,
                "doc": one.doc,
                "parameters": [
                    {"name": each.name, "type": each.type, "optional": each.optional} for each in one.parameters
                ],
            }
            for one in entries.values()
        ]
        write_json({"code": contract.code, "entries": told})
        return
    if out is None:
        typer.echo(text, nl=False)
        return
    write_new_file(out, text)
    write_line(f"Written: {out}")


@app.command(epilog=example("counterfoil contract source box --out read-box --network trial"))
def source(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help="Its name or hash on the chain (8 digits of that do), or a contract that runs it."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write code that was proposed, approved or not, out of a chain into a folder, to be read, checked and approved.

    The name of a contract means the code that it runs now; other code of that name is told. What no chain has is not in
    the folder: a summary, the roles, and the tests, of which it has the hash, and takes no others.
    """
    from counterfoil.node.contracts.code_names import code_called
    from counterfoil.node.contracts.reading_out import read_out

    with read_chain(network, chain) as node:
        called = code_called(node.ledger.view, code)
    found = called.code
    files = [str(file) for file in read_out(found, out)]
    if as_json:
        facts = {"code": found.code, "name": found.name, "by": found.by, "status": found.status.value}
        also = {"runs_as": called.runs_as or None, "others": list(called.others)}
        write_json({**facts, "tests": found.tests, "files": files, **also})
        return
    facts = {"code": found.code, "by": found.by, "status": found.status.value, "runs as": called.runs_as}
    tests = "none" if found.tests is None else f"{found.tests}: the hash alone is on the chain, {found.by} has them"
    facts |= {"tests": tests, "files": ", ".join(files), "also called so": "; ".join(called.others.values())}
    write_facts(f"{found.name}, as it stands on the chain", {name: value for name, value in facts.items() if value})
    write_line(f"Next: counterfoil contract check {out}")


@app.command(epilog=example("counterfoil contract propose box --by alice --key alice --network trial"))
@ordering
def propose(given: Given, folder: FolderArgument, by: ByOption) -> None:
    """Propose a contract's code to a chain, for others to review; says its hash, whose word it lacks and what is next.

    Reviewers write it out by counterfoil contract source, and approve it by counterfoil contract approve.
    """
    contract, _ = read_contract(folder)
    carry_out(lambda _opened, _node: [contract.proposal(by)], given)


@app.command(
    epilog=example(
        "counterfoil contract approve box --by bank --reference 'read, and tried' --key bank --network trial"
    )
)
@ordering
def approve(
    given: Given,
    folder: FolderArgument,
    by: ByOption,
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="On what ground.")],
) -> None:
    """Approve the very code that is in a folder, as it was read there; by a reviewer or a supervisor.

    It is of the review that runs now: if the code is proposed anew before it arrives, it does not count.
    """
    require_folder(folder)
    code = read_contract(folder)[0].code

    def calls(_opened: Any, node: "ChainNode") -> "list[Call]":
        fields = {"code": code, "by": by, "reference": reference, "review": review_of(node.ledger.view, code)}
        return [call_of("contracts.approve", fields)]

    carry_out(calls, given)


app.command(epilog=contract_life.DEPLOY)(contract_life.deploy)
app.command(epilog=contract_life.CALL)(contract_life.call)


@app.command(epilog=example("counterfoil contract trace box of --arg party=alice --by alice --network trial"))
def trace(
    contract: ContractArgument,
    function: Annotated[str, typer.Argument(metavar="FUNCTION", help="Which of its functions.")],
    by: Annotated[list[str], typer.Option("--by", metavar="PARTY", help="In whose names; the first calls.")],
    arg: ArgumentsOption = [],  # noqa: B006
    shows: ShowsOption = [],  # noqa: B006
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a function on a chain as it stands, and say line by line what ran; nothing is kept, and no key is needed.

    Besides, what the program asked of its host, such as get("price"), and what it was answered: the first 500 times.
    Of more than 1,000 lines the first 500 and the last 500 are told, and how often each ran. Exit code 1: it would be
    refused.
    """
    from counterfoil.node.contracts.tracing import traced

    asked = contract_reading.Asked(contract, function, by, arg, shows)
    with read_chain(network, chain) as node, progress_bars(quiet=as_json) as progress:
        found = traced(node, contract_reading.call_asked(node, asked), progress)
    if as_json:
        write_json(found.plain)
    else:
        write_table(f"{contract}.{function}", ("line", "source"), found.ran.rows)
        if found.values:
            write_table("What it asked and was told", ("line", "question", "answer"), found.values)
        if found.ran.left_out:
            write_table("How often each ran", COVERAGE, found.ran.times)
        write_facts("It came to" if found.value is not None else "Refused", found.facts)
    raise typer.Exit(ExitCode.ok if found.value is not None else ExitCode.negative)


@app.command(epilog=contract_reading.READ_EXAMPLE)
def read(
    contract: ContractArgument,
    function: Annotated[str, typer.Argument(metavar="FUNCTION", help="Which of its views.")],
    by: Annotated[
        list[str], typer.Option("--by", metavar="PARTY", help="As if these called.", show_default=False)
    ] = [],  # noqa: B006
    arg: ArgumentsOption = [],  # noqa: B006
    shows: ShowsOption = [],  # noqa: B006
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a view of a contract as it stands, paused or retired too; no key is needed, and no block is made.

    Exit code 1: it is refused.
    """
    asked = contract_reading.Asked(contract, function, by, arg, shows)
    contract_reading.read_view(asked, network, chain, as_json=as_json)


app.command(epilog=contract_reading.EVENTS_EXAMPLE)(contract_reading.events)
app.command(name="open", epilog=contract_life.OPEN)(contract_life.open_)
app.command(epilog=contract_life.UPGRADE)(contract_life.upgrade)
app.command(epilog=contract_life.PAUSE)(contract_life.pause)
app.command(epilog=contract_life.RESUME)(contract_life.resume)
app.command(epilog=contract_life.RETIRE)(contract_life.retire)


@app.command(name="list", epilog=example("counterfoil contract list --network trial"))
def list_(network: NetworkOption = Path(), chain: ChainOption = None, as_json: JsonOption = False) -> None:
    """List the contracts of a chain: code, who deployed and who approved it, runs, what is in its account."""
    from counterfoil.node.contracts.registry import registry

    with read_chain(network, chain) as node:
        found = registry(node.ledger.view)
    if as_json:
        write_json({"contracts": [one.plain for one in found]})
        return
    columns = ("contract", "code", "by", "approved by", "status", "version", "runs", "holds")
    write_table("Contracts", columns, [one.row for one in found])


def _tell_all(error: InputError, *, as_json: bool) -> None:
    """All that is wrong with a source, one a line, where that is what the error is of; the exit that follows is its."""
    from counterfoil.law.program import NotInDialect

    if not isinstance(cause := error.__cause__, NotInDialect):
        return
    if as_json:
        write_json({"problems": [one._asdict() for one in cause.problems]})
    else:
        for one in cause.problems:
            write_line(str(one))
    raise typer.Exit(ExitCode.bad_input) from error
