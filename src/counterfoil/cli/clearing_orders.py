# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing orders``: what members hand in to a supervisor, sealed; and the supervisor's opening of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterfoil.cli.clearing_imports import order_file, tell_of_file
from counterfoil.cli.csv_files import csv_text
from counterfoil.cli.errors import ExitCode
from counterfoil.cli.imports import EncodingOption
from counterfoil.cli.options import (
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    example,
    open_network,
    require_new_file,
    require_signers,
    signing_keys,
)
from counterfoil.cli.ordering import Given, sending
from counterfoil.cli.output import write_json, write_new_file, write_table
from counterfoil.cli.times import parse_day
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.modules.futures.handing_in import HandedKind
    from counterfoil.node.futures.handing import OpenedBatch

app = typer.Typer(help="Orders and terminal data, sealed to a supervisor's key.", no_args_is_help=True)
HouseArgument = Annotated[str, typer.Argument(metavar="HOUSE", help="The clearing house.")]


@app.command(
    "import",
    epilog=example(
        "counterfoil clearing orders import orders.csv --house CC --member alpha --key alpha --network trial",
        "counterfoil clearing orders import terminals.csv --house CC --member alpha --dry-run --network trial",
    ),
)
@sending
def import_orders(
    file: Annotated[Path, typer.Argument(metavar="CSV", help="Orders, or terminal data, of one trading day.")],
    house: Annotated[str, typer.Option(metavar="HOUSE", help="The clearing house.")],
    member: Annotated[str, typer.Option(metavar="PARTY", help="The member that hands in.")],
    given: Given,
    ends_day: Annotated[
        bool, typer.Option("--ends-day", help="Say that nothing of the day lacks once this is in.")
    ] = False,
    encoding: EncodingOption = None,
) -> None:
    """Hand in a file's rows, sealed to the supervisor's key; nothing is sent unless every row is right.

    Orders have the columns InvestorID, InstrumentID, OrderSysID, Direction, CombOffsetFlag, CombHedgeFlag, LimitPrice,
    VolumeTotalOriginal, TradingDay, InsertTime, OrderStatus; terminal data UserID, TradingDay, ClientLoginTime,
    ClientPublicIP, ClientAppID and one of MacAddress, HDSerialID, CPUSerialID, BIOSSerialID, ClientSystemInfo. No error
    repeats what a cell says. It is safe to run again: what was handed in is left alone. Exit code 1: refused.
    """
    from counterfoil.evidence.text import format_day
    from counterfoil.node.futures.handing import planned
    from counterfoil.node.futures.order_batches import Head
    from counterfoil.node.futures.order_rows import read_handed
    from counterfoil.node.layout import require_chain
    from counterfoil.node.named_parties import require_parties
    from counterfoil.primitives.types import PartyId

    if not given.dry_run:
        require_signers(given.key)
    read = read_handed(file, encoding)
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        require_parties(node.ledger.view, [member], where="--member")
        keys = [] if given.dry_run else signing_keys(opened, given.key)
        head = Head(read.day, house, read.kind, PartyId(member))
        made = planned(node.ledger.view, head, read.rows, keys[0] if keys else None, ends_day=ends_day)
        became = order_file(opened, node, made.calls, keys, given)
    facts = {
        "file": str(file),
        "kind": str(read.kind),
        "day": format_day(read.day),
        "rows": len(read.rows),
        "batches": [one.number for one in made.calls],
        "handed_in_before": made.already,
    }
    tell_of_file("Handed in", facts | became, given)


@app.command(
    "open",
    epilog=example(
        "counterfoil clearing orders open CC --member alpha --kind orders --key supervisor -o alpha.csv --network trial"
    ),
)
def open_orders(
    house: HouseArgument,
    member: Annotated[str, typer.Option(metavar="PARTY", help="Whose.")],
    kind: Annotated[str, typer.Option(metavar="KIND", help="orders or terminals.")],
    key: Annotated[
        list[str], typer.Option("--key", "-k", metavar="NAME", help="The supervisor's key; more, if it had several.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The CSV to write, for your eyes alone.")],
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Of which trading day.", show_default="all")
    ] = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open what a member handed in, with the supervisor's key, and hold it against what stands on record.

    The rows are written in the order of their batches, with the number of each and the row's place in it; a cell that a
    spreadsheet would take for a formula stands behind an apostrophe. Exit code 1: a batch is not what its member
    committed to; its rows are left out.
    """
    from counterfoil.node.futures.handing import open_batches
    from counterfoil.node.layout import require_chain
    from counterfoil.node.named_parties import require_parties

    require_new_file(out)
    wanted, which = parse_day(day), _kind(kind)
    with open_network(network, passphrase_file) as opened:
        node = opened.chain(require_chain(opened.config, chain), writable=False)
        require_parties(node.ledger.view, [member], where="--member")
        found = list(open_batches(node, house, member, which, wanted, signing_keys(opened, key)))
    write_new_file(out, _csv(found), private=True)
    shown = [_facts(one) for one in found]
    if as_json:
        write_json({"house": house, "member": member, "kind": kind, "file": str(out), "batches": shown})
    else:
        columns = ("number", "day", "rows", "late", "amends", "ends_day", "problem")
        write_table(f"{kind} of {member}, written to {out}", columns, [tuple(one.values()) for one in shown])
    raise typer.Exit(ExitCode.negative if any(one.found.problem for one in found) else ExitCode.ok)


def _facts(one: "OpenedBatch") -> dict[str, object]:
    from counterfoil.evidence.text import format_day

    said = one.said
    return {
        "number": said.number,
        "day": format_day(said.day),
        "rows": said.rows,
        "late": said.late,
        "amends": said.amends,
        "ends_day": said.ends_day,
        "problem": one.found.problem,
    }


def _csv(found: "list[OpenedBatch]") -> str:
    """The rows of what is as it was committed to."""
    right = [one for one in found if one.found.plain is not None and not one.found.problem]
    rows = [
        {"Batch": str(one.said.number), "Row": str(place)} | row
        for one in right
        if one.found.plain is not None
        for place, row in enumerate(one.found.plain.rows, start=1)
    ]
    columns = list(dict.fromkeys(["Batch", "Row", *(name for row in rows for name in row)]))
    return csv_text(columns, ([row.get(name, "") for name in columns] for row in rows))


def _kind(text: str) -> "HandedKind":
    from counterfoil.modules.futures.handing_in import HandedKind

    if text not in list(HandedKind):
        raise InputError(f"{text!r} is not handed in", where="--kind", remedy=", ".join(HandedKind))
    return HandedKind(text)
