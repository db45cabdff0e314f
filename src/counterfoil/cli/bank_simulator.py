# SPDX-License-Identifier: Apache-2.0
"""``counterfoil bank simulator``: a bank that is none, in a file, to try the bridge with."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.options import JsonOption, example, require_new_file
from counterfoil.cli.output import write_facts, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.demo.simulated_bank import SimulatedBank

app = typer.Typer(
    help="A simulated bank in a file: money there is lines of text, and nothing is connected to anything.",
    no_args_is_help=True,
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The simulated bank.")]


@app.command(
    "new",
    epilog=example(
        "counterfoil bank simulator new new.jsonl --account RESERVE --account EXCHANGE --account V-ALICE",
    ),
)
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must be new.")],
    account: Annotated[
        list[str], typer.Option("--account", metavar="ACCOUNT", help="An account that a bridge watches; repeat it.")
    ],
    closed: Annotated[
        list[str], typer.Option("--closed", metavar="ACCOUNT", help="An account to which nothing can be paid.")
    ] = [],  # noqa: B006
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of all accounts.")] = "CNY",
    before: Annotated[int, typer.Option(min=0, max=99, help="Of a hundred requests, how many fail undone.")] = 0,
    after: Annotated[int, typer.Option(min=0, max=99, help="How many payments fail once they are made.")] = 0,
    twice: Annotated[int, typer.Option(min=0, max=100, help="How many bookings are notified twice.")] = 0,
    delay: Annotated[int, typer.Option(min=0, max=1_000, help="Payments are booked so many requests later.")] = 0,
    equal: Annotated[int, typer.Option(min=0, max=100, help="Behind how many payments an equal second one comes.")] = 0,
    seed: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What fails follows from it.", show_default="random")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a simulated bank without any money, which fails as often as you say."""
    import msgspec

    from counterfoil.demo.simulated_bank import SimulatedBank, SimulatedTerms
    from counterfoil.primitives import canonical

    require_new_file(file)
    said = {
        "accounts": tuple(dict.fromkeys(account)),
        "closed": tuple(closed),
        "currency": currency,
        "seed": secrets.token_hex(8) if seed is None else seed,
        "before": before,
        "after": after,
        "twice": twice,
        "delay": delay,
        "equal": equal,
    }
    try:
        terms = canonical.convert({"type": "simulated-bank", **said}, SimulatedTerms)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        raise InputError(problem, where=f"--{path.removeprefix('$.')}") from error
    SimulatedBank.create(file, terms)
    if as_json:
        write_json({"file": str(file), **said})
    else:
        write_facts("Simulated bank made", {"file": str(file), **said})


@app.command(
    "arrive",
    epilog=example(
        "counterfoil bank simulator arrive bank.jsonl --account V-ALICE --amount 700 --payer A --reference E1"
    ),
)
def arrive(
    file: FileArgument,
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Where it arrives: one that the bridge watches.")],
    amount: Annotated[int, typer.Option(min=1, max=2**53 - 1, help="In the currency's smallest unit.")],
    payer: Annotated[str, typer.Option(metavar="ACCOUNT", help="Whose money it is, and where it may go back.")],
    reference: Annotated[
        str, typer.Option(metavar="TEXT", help="The end-to-end identification, as the payer wrote it.")
    ],
    booking: Annotated[
        str, typer.Option(metavar="TEXT", help="The bank's own reference.", show_default="follows from the rest")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Have money arrive, of which a bridge is notified at its next run. The same again is nothing new.

    With a --booking of its own it is a second payment, equal in all else.
    """
    bank = _open(file)
    bank.arrive(account, amount, reference, payer=payer, booking=booking)
    _show(bank, account, as_json=as_json)


@app.command("statement", epilog=example("counterfoil bank simulator statement bank.jsonl --account V-ALICE"))
def statement(
    file: FileArgument,
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="One that the bridge watches.")],
    as_json: JsonOption = False,
) -> None:
    """Show what was booked on an account."""
    _show(_open(file), account, as_json=as_json)


def _open(file: Path) -> "SimulatedBank":
    from counterfoil.demo.simulated_bank import Faults, SimulatedBank

    bank = SimulatedBank.open(file)
    # It fails a bridge, and not whoever sets the scene.
    bank.faults = Faults(twice=bank.faults.twice, equal=bank.faults.equal)
    return bank


def _show(bank: "SimulatedBank", account: str, *, as_json: bool) -> None:
    import msgspec

    from counterfoil.node.bank.amounts import format_amount

    if account not in bank.own:
        raise InputError("not an account that the bridge watches", where=account, remedy=", ".join(bank.own))
    found = bank.statement(account)
    if as_json:
        write_json(msgspec.to_builtins(found))
        return
    rows = [
        (
            one.side.value,
            format_amount(one.amount, found.currency),
            one.end_to_end,
            one.booking,
            one.counterparty_account,
        )
        for one in found.entries
    ]
    if rows:
        write_table("", ("side", "amount", "reference", "booking", "counterparty"), rows)
    write_line(f"{account}: {format_amount(found.closing, found.currency)}")
