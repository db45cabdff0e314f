# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing report``: large positions, what clients report of them, and the house's opening of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
    signing_keys,
)
from counterfoil.cli.ordering import Given, ordering
from counterfoil.cli.output import write_json, write_line, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.modules.futures.positions import Direction
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network

app = typer.Typer(help="Large positions (大户持仓) and their reports, sealed to the house.", no_args_is_help=True)
ContractArgument = Annotated[str, typer.Argument(metavar="CONTRACT", help="Of which contract.")]
SideOption = Annotated[
    str, typer.Option("--side", "--direction", metavar="SIDE", help="long or short; as well bought or sold.")
]
AccountOption = Annotated[str | None, typer.Option(metavar="ACCOUNT", help="A margin account of the client's.")]
ClientOption = Annotated[str | None, typer.Option("--client", "--holder", metavar="PARTY", help="Of which client.")]


@app.command("show", epilog=example("counterfoil clearing report show CC --network trial"))
def show(
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")],
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what clients and members of a house have to report, by when, what came, and what is overdue.

    That a position is a large one is noted at a day's end, by settle-day or due; that a report is missing is noted by
    the house: futures note-missing.
    """
    from counterfoil.node.futures.report_file import large_positions
    from counterfoil.node.network import clock_ms

    with read_chain(network, chain) as node:
        rows = large_positions(node.ledger.view, house, clock_ms())
    if as_json:
        write_json({"house": house, "large_positions": rows})
        return
    columns = ("of", "name", "contract", "side", "lots", "noted", "due", "status", "overdue", "late", "reports")
    write_table(f"Large positions at {house}", columns, [tuple(one.values()) for one in rows])


@app.command(
    "send",
    epilog=example(
        "counterfoil clearing report send report.toml --contract cu2106 --account m-alice --side long --key alice "
        "--key alpha --network trial",
        "counterfoil clearing report send report.toml --contract cu2106 --member alpha --side long --key alpha "
        "--network trial",
    ),
)
@ordering
def send(
    file: Annotated[Path, typer.Argument(metavar="TOML", help="What is reported, part by part.")],
    contract: Annotated[str, typer.Option(metavar="CONTRACT", help="Of which contract.")],
    side: SideOption,
    given: Given,
    account: AccountOption = None,
    client: ClientOption = None,
    member: Annotated[str | None, typer.Option(metavar="PARTY", help="The member whose own report it is.")] = None,
) -> None:
    """Report a large position, sealed to the house's key; by the client, and the member that answers for the account.

    Instead of the account --client will do, who has one with the house. What all of a member's accounts have together
    it reports by itself: --member. Keys of the file: funds (usable, and
    needed as margin), sources, positions, purpose, intentions; of whoever is no person controller; others as need be.

    Nothing of it stands in the clear. The root comes from the first key's signature, so that nobody can guess it.
    """
    from counterfoil.cli.acts import carry_out
    from counterfoil.node.futures.report_file import by_account, read_report, report_call

    parts, direction = read_report(file), _direction(side)
    _require_one(account, client, member)

    def made(opened: "Network", node: "ChainNode") -> "list[Call]":
        keys, whose = signing_keys(opened, given.key), by_account(node.ledger.view, contract, account, client, member)
        return [report_call(node.ledger.view, parts, contract, whose, direction, keys[0] if keys else None)]

    carry_out(made, given)


@app.command(
    "open",
    epilog=example("counterfoil clearing report open cu2106 --client alice --side long --key ccp --network trial"),
)
def open_report(
    contract: ContractArgument,
    side: SideOption,
    key: Annotated[
        list[str], typer.Option("--key", "-k", metavar="NAME", help="The house's key; more, if it had some.")
    ],
    client: ClientOption = None,
    account: AccountOption = None,
    member: Annotated[str | None, typer.Option(metavar="PARTY", help="Of which member, of its own.")] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open what a client, or a member, reported, with the house's key, and hold it against what stands on record.

    Exit code 1: a report is not what was committed to.
    """
    from counterfoil.node.futures.report_file import by_party, open_reports
    from counterfoil.node.layout import require_chain

    direction = _direction(side)
    _require_one(account, client, member)
    with open_network(network, passphrase_file) as opened:
        node = opened.chain(require_chain(opened.config, chain), writable=False)
        whose = by_party(node.ledger.view, account, client, member)
        found = list(open_reports(node, contract, whose, direction, signing_keys(opened, key)))
    rows = [{"time": one.time, "late": one.said.late, "problem": one.problem, **one.report} for one in found]
    if as_json:
        write_json({"contract": contract, "of": whose.name, "side": side, "reports": rows})
    for number, row in enumerate(() if as_json else rows, start=1):
        write_table(f"Report {number} of {whose.name}", ("part", "text"), list(row.items()))
    if not found and not as_json:
        write_line("nothing was reported")
    raise typer.Exit(ExitCode.negative if any(one.problem for one in found) else ExitCode.ok)


def _require_one(account: str | None, client: str | None, member: str | None) -> None:
    """A client's, by one name or the other, or a member's own."""
    if sum(one is not None for one in (account, client, member)) != 1:
        where = "--account, --client, --member"
        raise InputError("it is of a client, or of a member", where=where, remedy="give one of them")


def _direction(side: str) -> "Direction":
    from counterfoil.modules.futures.positions import Direction

    sides = {"long": Direction.bought, "short": Direction.sold} | {str(one.value): one for one in Direction}
    if side not in sides:
        raise InputError(f"{side!r} is no side", where="--side", remedy="long or short")
    return sides[side]
